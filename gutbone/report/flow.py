"""Lines of text for any window, where no result is laid out."""

from collections.abc import Iterable
from textwrap import fill

WIDEST = 88  # longer lines are hard to read


def line_width(columns: int) -> int:
    """Give how long a line may be in a window."""
    return max(20, min(columns, WIDEST))


def flow(lines: Iterable[str], columns: int) -> str:
    """Wrap lines; what an indented one needs more hangs under itself."""
    width = line_width(columns)
    return "".join(f"{fill(line, width, subsequent_indent=_hang(line))}\n" for line in lines)


def _hang(line: str) -> str:
    margin = len(line) - len(line.lstrip())
    return " " * (margin + 2) if margin else ""
