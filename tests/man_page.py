"""Write docs/gutbone.1, the manual page, from the commands themselves: PYTHONPATH=. python tests/man_page.py"""

import re
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_group

from gutbone.cli.app import app
from gutbone.cli.helping import filled, fillings
from gutbone.cli.options import instrument

PAGE = Path(__file__).resolve().parent.parent / "docs" / "gutbone.1"


def manual() -> str:
    """Give the page: what the program is, then each command with its examples and options."""
    root = get_group(app)
    title = instrument(None).title
    lines = [
        '.TH GUTBONE 1 "" "gutbone"',
        ".SH NAME",
        f"gutbone \\- {plain(title[:1].lower() + title[1:])}",
        ".SH SYNOPSIS",
    ]
    lines += [".B gutbone", "[COMMAND] [OPTIONS]", ".SH DESCRIPTION", *text(root.help or ""), ".SH COMMANDS"]
    for name, command in commands(root, "gutbone"):
        lines += [f".SS {plain(name)}", *text(command.help or "")]
        for parameter in command.params:
            lines += parameter_lines(parameter)
    lines += [
        ".SH EXIT STATUS",
        ".TP",
        "0",
        "Done.",
        ".TP",
        "1",
        "Failed: rules, disk, or a file that is there already.",
    ]
    lines += [".TP", "2", "Usage, or answers that are missing, unknown or refused."]
    lines += [".TP", "129, 130, 143", "Ended by SIGHUP, Ctrl-C or SIGTERM."]
    return filled("\n".join(lines), {name: plain(value) for name, value in fillings(instrument(None)).items()}) + "\n"


def commands(group, name: str) -> Iterator[tuple[str, object]]:
    """Give every command with its whole name, families opened up."""
    for own in group.list_commands(None):
        command = group.get_command(None, own)
        if hasattr(command, "list_commands"):
            yield from commands(command, f"{name} {own}")
        else:
            yield f"{name} {own}", command


def parameter_lines(parameter) -> list[str]:
    """Give an option or an argument with what it does."""
    if getattr(parameter, "hidden", False):
        return []
    names = ", ".join([*getattr(parameter, "opts", []), *getattr(parameter, "secondary_opts", [])])
    names = names if parameter.param_type_name == "option" else ""
    takes = "" if getattr(parameter, "is_flag", False) else parameter.metavar or parameter.name.upper()
    return [".TP", f"\\fB{plain(names)}\\fR {plain(takes)}".strip(), plain(parameter.help or "")]


def text(help_: str) -> Iterator[str]:
    """Give a help text as roff: paragraphs, and examples line by line."""
    said = paragraphs(help_)
    for paragraph in sorted(said, key=is_examples):  # examples last
        rows = [row.strip() for row in paragraph.splitlines()]
        if is_examples(paragraph):
            yield from (".PP", plain(rows[0]), ".PP", ".nf", *map(plain, rows[1:]), ".fi")
        else:
            yield from (".PP", plain(" ".join(rows)))


def paragraphs(help_: str) -> list[str]:
    """Give the paragraphs of a help text."""
    return [part.strip() for part in re.split(r"\n\s*\n", help_.replace("\b", "")) if part.strip()]


def is_examples(paragraph: str) -> bool:
    """Say whether a paragraph is a list of commands."""
    return paragraph.startswith("Examples:")


def plain(words: str) -> str:
    """Escape what roff would take for its own."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8")
