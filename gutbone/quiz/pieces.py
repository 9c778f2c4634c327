"""Plain lines in pieces that fit a terminal, so that a screen reader says all of them."""

from collections.abc import Iterable
from itertools import takewhile
from typing import BinaryIO, TextIO

from gutbone.base import terminal

MOST_BYTES = 4096
MOST_LINES = 15  # between two prompts, as the terminal wraps them
LEFT_FREE = 4  # lines of a small window
FEW = 4  # lines that are no piece of their own: a page that would be whole without them is cut


class Pieces:
    """Lines that wait to be written: all at once where nobody sits, a piece at a time on a terminal."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.waiting: list[str] = []

    def add(self, lines: Iterable[str]) -> None:
        """Put lines behind those that wait."""
        self.waiting += lines

    def first(self, line: str) -> None:
        """Put a line before those that wait."""
        self.waiting.insert(0, line)

    def write(self) -> bool:
        """Write the next piece, and say whether there is more after it."""
        if not self.out.isatty():
            return self.write_all()
        columns, rows = terminal.window()
        height, most = 0, max(1, min(MOST_LINES, rows - LEFT_FREE))
        while self.waiting:
            own = _height(self.waiting[0], columns)
            page = own + sum(_height(line, columns) for line in takewhile(bool, self.waiting[1:]))
            is_next_whole = not self.waiting[0] and height > FEW and page <= most < height + page
            if height and (is_next_whole or height + own > most):
                return True
            height += own
            self.out.write(f"{self.waiting.pop(0)}\n")
        return False

    def write_all(self) -> bool:
        """Write all that waits."""
        self.out.write("".join(f"{line}\n" for line in self.waiting))
        self.drop()
        return False

    def drop(self) -> None:
        """Let what waits go unsaid."""
        self.waiting.clear()


def say_in_pieces(lines: Iterable[str], given: BinaryIO, out: TextIO, more: str) -> None:
    """Say lines on a terminal a piece at a time; ``more`` asks for the next."""
    pieces = Pieces(out)
    pieces.add(lines)
    while pieces.write():
        out.write(more)
        out.flush()
        if not given.readline(MOST_BYTES):
            pieces.write_all()


def _height(line: str, columns: int) -> int:
    """Give on how many lines of a terminal a line stands; a character may be two cells wide."""
    from rich.cells import cell_len

    return max(1, -(-cell_len(line) // max(1, columns)))
