"""A terminal's screen in memory: pyte's, with what moved out at its top, and much quicker at plain text.

Of all the processor time of a test that looks at a terminal, pyte would take most, for what is nearly always letters of
one cell. test_terminal.py holds this screen against pyte's own.
"""

from collections import deque
from functools import cache

import pyte
from pyte import charsets, modes
from pyte.screens import Char, Margins, wcwidth


class Drawn(pyte.Screen):
    """What stands in a window."""

    def __init__(self, columns: int, lines: int) -> None:
        self.above: deque = deque(maxlen=2000)
        self._laid_out: dict[int, str] = {}
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        """Write plain text that stays in its line at once, and leave any other to pyte."""
        cursor = self.cursor
        is_replaced = modes.IRM in self.mode or self.charset or self.g0_charset is not charsets.LAT1_MAP
        if is_replaced or cursor.x + len(data) > self.columns or not all(map(_takes_one_cell, data)):
            super().draw(data)
            return
        row, attrs = self.buffer[cursor.y], cursor.attrs
        for place, char in enumerate(data, cursor.x):
            row[place] = _written(attrs, char)
        cursor.x += len(data)
        self.dirty.add(cursor.y)

    def index(self) -> None:
        """Keep the line that moves out."""
        top, bottom = self.margins or Margins(0, self.lines - 1)
        if self.cursor.y == bottom:
            self.above.append(self.buffer[top])
        super().index()

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        """Forget what moved out where all is erased."""
        super().erase_in_display(how, *args, **kwargs)
        if how == 3:
            self.above.clear()

    def reset(self) -> None:
        """Forget what moved out."""
        super().reset()
        self.above.clear()

    @property
    def display(self) -> list[str]:
        """The lines of the window; only those that were written to are laid out again."""
        for number in self.dirty.intersection(range(self.lines)):
            self._laid_out[number] = self._text(self.buffer[number])
        self.dirty.clear()
        return [self._laid_out[number] for number in range(self.lines)]

    @property
    def moved_out(self) -> list[str]:
        """The lines that moved out at the top."""
        return [self._text(row) for row in self.above]

    def _text(self, row: dict[int, Char]) -> str:
        return "".join([row[place].data for place in range(self.columns)])


@cache
def _takes_one_cell(char: str) -> bool:
    return wcwidth(char) == 1


@cache
def _written(attrs: Char, char: str) -> Char:
    return attrs._replace(data=char)
