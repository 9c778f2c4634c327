"""Lines that fit a window, in which nothing that people are told to type or to open is broken."""

from textwrap import wrap

from gutbone.base.commands import ThisRun
from gutbone.base.text import fitting

GLUE = "\ue000"  # stands for a blank at which no line may end; nothing that is printed holds it


def glued(text: str) -> str:
    """Put what must stay on one line together."""
    for told in sorted(ThisRun.told, key=len, reverse=True):
        text = text.replace(told, told.replace(" ", GLUE))
    return text


def loosened(text: str) -> str:
    """Undo :func:`glued`."""
    return text.replace(GLUE, " ")


def wrap_lines(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    """Wrap a paragraph, its first line and its later ones behind their margins; a command may be longer than a line."""
    breaks = not any(told in text for told in ThisRun.told)
    lines = wrap(
        glued(text),
        fitting(text, width),
        initial_indent=first,
        subsequent_indent=later,
        break_on_hyphens=False,
        break_long_words=breaks,
    )
    return [loosened(line) for line in lines]
