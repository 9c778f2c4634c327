"""Help in the words of the rules that a run names: what stands in braces is filled in, and what the rules say is said."""

import re
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from gutbone.base import terminal
from gutbone.base.errors import GutboneError
from gutbone.base.messages import said, speak

if TYPE_CHECKING:
    from gutbone.rules.instrument import Instrument

DIGITS = "3324231"  # any are an example
Context: Any = TyperCommand.context_class
ROW = r"^(\s*\S.*?\s{2,})(.+)$"  # an example and what it is for


def named_rules() -> Path | None:
    """Give the folder of rules that the command line names, also where nothing was read of it yet, or the environment."""
    words = sys.argv[1:]
    for place, word in enumerate(words):
        if word == "--rules" and words[place + 1 :]:
            return Path(words[place + 1])
        if word.startswith("--rules="):
            return Path(word.partition("=")[2])
    return terminal.rules_named()


def fillings(instrument: "Instrument") -> dict[str, str]:
    """Give what fills the words in braces of a help: what this instrument is, and examples of its own ids."""
    core, conditions = instrument.asked_in("core"), instrument.conditions.conditions
    safe = [one.id for one in conditions if not one.stops and not one.hides_numbers and not one.not_applicable]
    calm = [one.id for one in instrument.flag.values() if not one.hides_clinic]
    return {
        "title": instrument.title,
        "purpose": instrument.purpose,
        "questions": str(len(instrument.items)),
        "core": str(len(core)),
        "digits": shlex.quote(digits_of(instrument)),
        "unsure": "." if any(item.amount for item in core) else "0",  # 0 is a number too
        "item": next(iter(instrument.items), "ID"),
        "condition": min(safe, key=len, default="CONDITION"),
        "flag": min(calm, key=len, default="FLAG"),
        "ages": ", ".join(group.short or group.id for group in instrument.conditions.age.groups)
        or instrument.words.none,
        "parts": ", ".join(part.id for part in instrument.parts) or instrument.words.none,
    }


def digits_of(instrument: "Instrument") -> str:
    """Give answers to the quick screen for an example, as its command takes them: apart where some are numbers."""
    from gutbone.rules.amount_words import example_of

    core = instrument.asked_in("core")
    pairs = zip(core, cycle(DIGITS), strict=False)
    digits = [example_of(item) if item.amount else min(digit, str(len(item.options))) for item, digit in pairs]
    return (" " if any(item.amount for item in core) else "").join(digits)


def _filling(rules: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    """Give what fills the braces, and the messages; of rules that cannot be used, those that come with gutbone fill them."""
    from gutbone.rules.packaged import load_packaged

    if rules is not None:
        from gutbone.rules.load import load_instrument

        with suppress(GutboneError):
            own = load_instrument(rules)
            return fillings(own), own.messages
    own = load_packaged()
    return fillings(own), own.messages


def filled(text: str, filling: dict[str, str]) -> str:
    """Fill in what stands in braces; other braces stay."""
    return re.sub(r"\{(\w+)\}", lambda gap: filling.get(gap[1], gap[0]), text)


class Formatter(Context.formatter_class):  # type: ignore[misc]  # a class of Typer's own library, which it does not name
    """Writes help as Typer does, each text of it said as the rules have it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Learn what fills the texts."""
        super().__init__(*given, **named)
        self.filling, messages = _filling(named_rules())
        speak(messages)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, prefix or f"{said('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(said(heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs; of examples only what stands beside them."""
        parts = text.split("\n\n")
        super().write_text("\n\n".join(self._examples(p) if p.startswith("\b") else self._said(p) for p in parts))

    def write_dl(self, rows: Sequence[tuple[str, str]], *given: Any, **named: Any) -> None:
        """Write a list of names with what each is."""
        super().write_dl([(name, self._row(text)) for name, text in rows], *given, **named)

    def _said(self, text: str) -> str:
        return filled(said(text), self.filling)

    def _row(self, text: str) -> str:
        about, gap, more = text.partition("  [")
        return self._said(about) + gap + (self._said(more.removesuffix("]")) + "]" if more else "")

    def _examples(self, text: str) -> str:
        head, title, *lines = text.split("\n")
        rows = (re.match(ROW, line) for line in lines)
        said_ = (f"{row[1]}{said(row[2])}" if row else line for row, line in zip(rows, lines, strict=True))
        return filled("\n".join([head, said(title), *said_]), self.filling)


class Helped(Context):  # type: ignore[misc]  # as above
    """What a command knows of its call; its help is written by our formatter."""

    formatter_class = Formatter


class Command(TyperCommand):
    """A command whose help follows the rules."""

    context_class = Helped


class Group(TyperGroup):
    """A family of commands whose help follows the rules."""

    context_class = Helped
