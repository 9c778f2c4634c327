"""What every page of the single-key face is drawn with: text wrapped, packed and scrolled for a window."""

from collections.abc import Iterable
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gutbone.base.styles import STYLES, Role
from gutbone.base.wrapping import glued, loosened
from gutbone.rules.words import Words

LEAST_COLUMNS, LEAST_ROWS = 36, 15
MEASURE = Console(file=StringIO(), legacy_windows=False)  # text is wrapped for it, nothing is printed


def is_too_small(columns: int, rows: int) -> bool:
    """Say whether a window cannot hold a question."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS


def wrapped(text: str, columns: int, role: Role = "plain", prefix: str = "", hang: int | None = None) -> list[Text]:
    """Wrap text to a window; later lines hang under the first after its prefix, or from the column ``hang`` on."""
    begins = cell_len(prefix)
    hang = begins if hang is None else hang
    text = glued(text)
    first, *more = Text(text).wrap(MEASURE, max(8, columns - begins))
    if hang < begins and more:
        more = [*Text(text[len(first.plain) :].lstrip()).wrap(MEASURE, max(8, columns - hang))]
    starts = [prefix] + [" " * hang] * len(more)
    parts = zip(starts, [first, *more], strict=True)
    return [Text(start + loosened(part.plain.rstrip()), STYLES[role]) for start, part in parts]


def packed(entries: Iterable[str], columns: int) -> list[Text]:
    """Set entries on as few lines as hold them."""
    lines: list[Text] = []
    for entry in entries:
        if lines and lines[-1].cell_len + 3 + cell_len(entry) <= columns:
            lines[-1].append(f"   {entry}")
        else:
            lines += wrapped(entry, columns)
    return lines


def clipped(text: str, columns: int, role: Role = "plain") -> Text:
    """Give a text as one line, cut short where it is longer than the window is wide."""
    line = Text(text, STYLES[role])
    line.truncate(columns, overflow="ellipsis")
    return line


def scrolled(lines: list[Text], focus: tuple[int, int], room: int, words: Words) -> tuple[list[Text], int]:
    """Keep as many lines as there is room for, the focus among them, and say where there are more.

    Gives the lines, and which of all is the first of them.
    """
    first, last = focus
    most = len(lines) - room
    if most <= 0:
        return lines, 0
    if room < 3:  # too few for words about more
        start = min(first, most)
        return lines[start:][:room], start
    start = min(max(0, last - room + 2), max(0, first - 1), most)
    shown = lines[start : start + room]
    if start > 0:
        shown[0] = Text(words.more_above)
    if start < most:
        shown[-1] = Text(words.more_below)
    return shown, start
