"""What every page of the single-key face is drawn with: text wrapped, packed and scrolled for a window."""

from collections.abc import Iterable
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gutbone.base.styles import STYLES, Role
from gutbone.quiz.page import story
from gutbone.quiz.session import Session
from gutbone.rules.words import Words

LEAST_COLUMNS, LEAST_ROWS = 36, 15
MEASURE = Console(file=StringIO(), legacy_windows=False)  # text is wrapped for it, nothing is printed


def is_too_small(columns: int, rows: int) -> bool:
    """Say whether a window cannot hold a question."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS


def wrapped(text: str, columns: int, role: Role = "plain", prefix: str = "") -> list[Text]:
    """Wrap text to a window, with later lines hanging under the first after its prefix."""
    parts = Text(text).wrap(MEASURE, max(8, columns - len(prefix)))
    starts = [prefix] + [" " * len(prefix)] * (len(parts) - 1)
    return [Text(start + part.plain.rstrip(), STYLES[role]) for start, part in zip(starts, parts, strict=True)]


def packed(entries: Iterable[tuple[str, str]], columns: int) -> list[Text]:
    """Set entries, each with its mark, on as few lines as hold them."""
    lines: list[Text] = []
    for mark, entry in entries:
        if lines and not is_rest(lines[-1]) and lines[-1].cell_len + 3 + cell_len(mark + entry) <= columns:
            lines[-1].append(f"   {mark}{entry}")
        else:
            lines += wrapped(entry, columns, "faint", mark)
    return lines


def is_rest(line: Text) -> bool:
    """Say whether a packed line goes on with the entry of the line above."""
    return line.plain.startswith(" ")


def scrolled(lines: list[Text], focus: tuple[int, int], room: int, words: Words) -> list[Text]:
    """Keep as many lines as there is room for, the focus among them, and say where there are more."""
    first, last = focus
    most = len(lines) - room
    if most <= 0:
        return lines
    if room < 3:  # too few for words about more
        return lines[min(first, most) :][:room]
    start = min(max(0, last - room + 2), max(0, first - 1), most)
    shown = lines[start : start + room]
    if start > 0:
        shown[0] = Text(words.more_above, STYLES["faint"])
    if start < most:
        shown[-1] = Text(words.more_below, STYLES["faint"])
    return shown


def story_lines(session: Session, columns: int, *, items_only: bool = False) -> list[Text]:
    """Fold every answer so far to a few words, as many on a line as fit."""
    told = story(session, items_only=items_only)
    return packed((("✓ " if is_known else "– ", f"{name}: {answer}") for name, answer, is_known in told), columns)
