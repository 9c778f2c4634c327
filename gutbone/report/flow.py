"""Lines of text for any window, where no result is laid out."""

from collections.abc import Iterable
from textwrap import fill

WIDEST = 88  # longer lines are hard to read


def flow(lines: Iterable[str], columns: int) -> str:
    """Wrap lines; what an indented one needs more hangs under itself."""
    width = max(20, min(columns, WIDEST))
    return "".join(f"{fill(line, width, subsequent_indent=_hang(line))}\n" for line in lines)


def _hang(line: str) -> str:
    margin = len(line) - len(line.lstrip())
    return " " * (margin + 2) if margin else ""
