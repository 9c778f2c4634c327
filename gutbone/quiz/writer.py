"""The one place that writes to a terminal: only the lines that changed, and its cursor where the person is.

A screen reader says what is written, and a braille display shows the line that the cursor is on.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Literal, TextIO

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from gutbone.base import terminal
from gutbone.quiz.sequences import ERASE

FEW = 3  # lines that have to move before they are moved, and not written anew
MARK = 14  # cells at the start of a row that say whether it is chosen or ticked
# What a terminal of few characters gets in place of marks: each as wide as the one it stands for.
POOR_MARKS = str.maketrans("›█▒░·│↑↓…–‘’“”", ">*+-.|^v.-''\"\"")

LINK = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")  # OSC 8

Cells = list[tuple[str, str]]


class Block(Struct, frozen=True):
    """The lines of a page, and the place among them of the terminal's cursor."""

    lines: list[Text]
    row: int = 0
    column: int = 0


class Move(Struct, frozen=True):
    """Lines of a list that moved: some are taken out in one place, and as many empty ones put in at another."""

    out: int
    into: int
    count: int

    @property
    def written(self) -> str:
        """What moves them in a terminal: so they are not said again."""
        return f"\x1b[{self.out + 1};1H\x1b[{self.count}M\x1b[{self.into + 1};1H\x1b[{self.count}L"

    def of(self, lines: list[Text]) -> list[Text]:
        """Give lines as they then stand."""
        left = [*lines[: self.out], *lines[self.out + self.count :]]
        return [*left[: self.into], *[Text()] * self.count, *left[self.into :]]


def _moved(before: list[Text], after: list[Text]) -> Move | None:
    """Find the lines that stand a few lines further up or down, where at least a few changed rows do."""
    old, new = [cells(line) for line in before], [cells(line) for line in after]
    found: list[tuple[int, Move]] = []
    for by in (way * count for count in range(1, len(old)) for way in (1, -1)):
        rows = [
            row
            for row, line in enumerate(new)
            if line and 0 <= row + by < len(old) and line == old[row + by] and line != old[min(row, len(old) - 1)]
        ]
        if len(rows) >= FEW:
            up = Move(rows[0], rows[-1] + 1, by)
            found.append((len(rows), up if by > 0 else Move(rows[-1] + 1 + by, rows[0] + by, -by)))
    return max(found, key=lambda one: one[0], default=(0, None))[1]


class Screen:
    """A terminal's window, and what stands in it."""

    def __init__(
        self, out: TextIO, size: Callable[[], tuple[int, int]], *, is_coloured: bool, takes_links: bool = False
    ) -> None:
        self.out, self.size, self.takes_links = out, size, takes_links
        colours: Literal["standard"] | None = "standard" if is_coloured else None
        self.console = Console(file=StringIO(), force_terminal=True, color_system=colours, legacy_windows=False)
        self.shown: list[Text] | None = None  # None: nobody knows what stands there
        self.at = (0, 0)
        _, rows = size()
        # Keys typed while the program started were echoed here; what stood in the window is scrolled out, not lost.
        out.write("\r\x1b[K" + "\n" * rows)

    def draw(self, block: Block, *, is_new: bool = False) -> None:
        """Show a page: a new one whole, or else what changed, in one write so that nothing flickers."""
        self.console.size = self.size()  # both: for some names of a terminal rich believes one alone not at all
        written = ERASE if is_new or self.shown is None else ""
        before = [] if written else self.shown or []
        if move := _moved(before, block.lines):
            written, before = move.written, move.of(before)
        for row in range(max(len(block.lines), len(before))):
            line = block.lines[row] if row < len(block.lines) else Text()
            old = before[row] if row < len(before) else Text()
            written += self._changed(row, old, line, is_here=row == block.row)
        if not written and self.at == (block.row, block.column):
            return
        self.shown, self.at, terminal.Page.take_away = block.lines, (block.row, block.column), self.close
        self.out.write(f"{encodable(written, self.out)}\x1b[{block.row + 1};{block.column + 1}H")
        self.out.flush()

    def copy(self, text: str) -> None:
        """Put a text into the clipboard, of a terminal that lets programs do so (OSC 52); others ignore it."""
        self.out.write(f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07")
        self.out.flush()

    def forget(self) -> None:
        """Take it that anything may stand in the window: it has changed its size, or others wrote there."""
        self.shown = None

    def close(self) -> None:
        """Take the page away, so that what follows stands alone; also where the terminal has gone."""
        if self.shown is not None:
            with suppress(OSError, ValueError):
                self.out.write(ERASE)
                self.out.flush()
        self.shown = terminal.Page.take_away = None

    def _changed(self, row: int, old: Text, new: Text, *, is_here: bool) -> str:
        """Write a line that changed; of one that the cursor is not on, only its mark where that is all that did."""
        before, after = cells(old), cells(new)
        if before == after:
            return ""
        is_marked = not is_here and len(before) == len(after) and before[MARK:] == after[MARK:]
        part = new[: max(n for n in range(MARK) if before[n : n + 1] != after[n : n + 1]) + 1] if is_marked else new
        with self.console.capture() as written:
            self.console.print(part, end="", no_wrap=True, overflow="crop", crop=True)
        rest = "" if len(before) <= len(part.plain) or is_marked else "\x1b[K"
        shown = written.get() if self.takes_links else LINK.sub("", written.get())
        return f"\x1b[{row + 1};1H{shown}{rest}"


def encodable(text: str, out: TextIO) -> str:
    """Give a text as a terminal can show it; what is in none of its characters is a question mark."""
    encoding = getattr(out, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(POOR_MARKS).encode(encoding, "replace").decode(encoding)
    return text


def cells(line: Text) -> Cells:
    """Give a line as its characters, each with its style."""
    styles = [str(line.style)] * len(line.plain)
    for span in line.spans:
        for place in range(span.start, min(span.end, len(styles))):
            styles[place] = str(span.style)
    return list(zip(line.plain, styles, strict=True))
