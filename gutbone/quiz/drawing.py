"""What the single-key face draws: a page laid out for a window, nothing of it hidden without a word."""

from collections.abc import Iterable
from functools import cache
from io import StringIO

from msgspec import Struct
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gutbone.quiz.page import Choice, Page, page_of, story
from gutbone.quiz.session import Session
from gutbone.rules.words import Words

LEAST_COLUMNS, LEAST_ROWS = 36, 15
MOST_IN_A_PART = 9  # a digit each
ROWS_FOR_TICK_HINT = 20  # the footer names the same keys


class Look(Struct, frozen=True):
    """What the page looks like just now, beyond what the session knows.

    ``cursor`` is a place among the rows, or -1 where no arrow has moved it yet; on the check page the
    first line that is shown. ``part`` is the part of a page with several answers, whose ticks are kept
    until it is left, a 0 among them when the person said before that they would rather not say;
    ``typed`` the digits typed on the check page; ``help_from`` the first line of help that is shown,
    or -1; ``message`` what was wrong with the last key.
    """

    cursor: int = 0
    part: int = 0
    ticked: frozenset[int] = frozenset()
    typed: str = ""
    help_from: int = -1
    message: str = ""


def is_too_small(columns: int, rows: int) -> bool:
    """Say whether a window cannot hold a question."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS


def parts_of(session: Session, columns: int, rows: int) -> list[list[Choice]]:
    """Cut a page with several answers into groups that the window holds, nine rows at most for a digit each."""
    page, words = page_of(session), session.instrument.words
    taken = [*_head(page, words, columns, rows), *_foot(page, Look(), words, columns)]
    room = rows - 1 - len(taken) - 3  # an empty line, the group, and 0
    parts: list[list[Choice]] = []
    height = 0
    for choice in page.choices[:-1]:  # the last is 0, which stands on every part
        own = len(wrapped(" " * 10, choice.label, columns))
        is_new_group = not parts or parts[-1][0].group != choice.group
        if is_new_group or len(parts[-1]) == MOST_IN_A_PART or height + own > room:
            parts.append([])
            height = 0
        parts[-1].append(choice)
        height += own
    return parts


def block(session: Session, look: Look, columns: int, rows: int) -> list[Text]:
    """Lay out a page for a window: the story, the question, the choices, the keys.

    Where room is short the story goes first, and then the choices are shown in part, with the cursor among them.
    """
    words = session.instrument.words
    if is_too_small(columns, rows):
        return wrapped("", words.widen, columns)[: max(1, rows - 1)]
    page = page_of(session)
    head, body, focus = _content(session, look, columns, rows)
    foot = _foot(page, look, words, columns)
    room = rows - 1 - len(head) - 1 - len(foot)
    spare = 0 if page.is_check or look.help_from >= 0 else room - len(body) - 1
    return [*_told(session, columns, spare), *head, Text(), *scrolled(body, focus, room, words), *foot]


def last_top(session: Session, look: Look, columns: int, rows: int) -> int:
    """Give how far down a page without a cursor, the help or the check page, can be scrolled."""
    head, body, _ = _content(session, look, columns, rows)
    foot = _foot(page_of(session), look, session.instrument.words, columns)
    return max(0, len(body) - (rows - 1 - len(head) - 1 - len(foot)))


def _content(session: Session, look: Look, columns: int, rows: int) -> tuple[list[Text], list[Text], tuple[int, int]]:
    """Give a page's head, the lines below it, and the first and last of them that have to be seen."""
    page, words = page_of(session), session.instrument.words
    if look.help_from >= 0:
        lines = [line for text in page.help for line in (*wrapped("", text, columns), Text())]
        return wrapped("", page.text, columns, "bold"), lines[:-1], (look.help_from + 1, len(lines))
    choices = parts_of(session, columns, rows)[look.part] if page.takes_several else list(page.choices)
    lines, focus = choice_lines(page, choices, look, words, columns)
    return _head(page, words, columns, rows), lines, (look.cursor + 1, len(lines)) if page.is_check else focus


def choice_lines(
    page: Page, choices: list[Choice], look: Look, words: Words, columns: int
) -> tuple[list[Text], tuple[int, int]]:
    """Give the lines of the choices, and the first and last line of the one the cursor is on."""
    lines = wrapped("", choices[0].group, columns, "underline") if page.takes_several and choices[0].group else []
    focus = (0, 0)
    for place, choice in enumerate(choices):
        is_here = place == look.cursor and not page.is_check
        number = place + 1 if page.takes_several else choice.number
        tick = ("[x] " if choice.number in look.ticked else "[ ] ") if page.takes_several else ""
        given = f" ({words.your_answer})" if choice.is_given and not page.takes_several else ""
        start = len(lines)
        prefix = f"{'› ' if is_here else '  '}{number:>2}  {tick}"
        lines += wrapped(prefix, choice.label + given, columns, "cyan" if is_here else "")
        if is_here:
            focus = (start, len(lines) - 1)
    if page.takes_several:
        given = f" ({words.your_answer})" if 0 in look.ticked else ""
        lines += wrapped("   0  ", words.rather_not_say + given, columns)
    return lines, focus


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
        shown[0] = Text(words.more_above, "dim")
    if start < most:
        shown[-1] = Text(words.more_below, "dim")
    return shown


def story_lines(session: Session, columns: int, *, items_only: bool = False) -> list[Text]:
    """Fold every answer so far to a few words, as many on a line as fit."""
    told = story(session, items_only=items_only)
    return packed((("✓ " if is_known else "– ", f"{name}: {answer}") for name, answer, is_known in told), columns)


def packed(entries: Iterable[tuple[str, str]], columns: int) -> list[Text]:
    """Set entries, each with its mark, on as few lines as hold them."""
    lines: list[Text] = []
    for mark, entry in entries:
        if lines and not is_rest(lines[-1]) and lines[-1].cell_len + 3 + cell_len(mark + entry) <= columns:
            lines[-1].append(f"   {mark}{entry}")
        else:
            lines += wrapped(mark, entry, columns, "dim")
    return lines


def is_rest(line: Text) -> bool:
    """Say whether a line of the story goes on with the answer of the line above."""
    return line.plain.startswith(" ")


def _told(session: Session, columns: int, spare: int) -> list[Text]:
    """Give as much of the story's end as there is room for, from the start of an answer."""
    told = story_lines(session, columns)[-spare:] if spare > 0 else []
    while told and is_rest(told[0]):
        del told[0]
    return [*told, Text()] if told else []


def wrapped(prefix: str, text: str, columns: int, style: str = "") -> list[Text]:
    """Wrap text to the window, with later lines hanging under the first after its prefix."""
    width = max(8, columns - len(prefix))
    margin = " " * len(prefix)
    return [
        Text((prefix if place == 0 else margin) + part.plain.rstrip(), style)
        for place, part in enumerate(Text(text).wrap(_measure(), width))
    ]


def _head(page: Page, words: Words, columns: int, rows: int) -> list[Text]:
    """Give where we are, the question and its hint."""
    hint = page.hint
    if page.takes_several:
        hint = words.hint_ticks if rows >= ROWS_FOR_TICK_HINT else ""
    return [
        *wrapped("", page.progress, columns, "dim"),
        *wrapped("", page.text, columns, "bold"),
        *(wrapped("", hint, columns) if hint else []),
    ]


def _foot(page: Page, look: Look, words: Words, columns: int) -> list[Text]:
    """Give the keys that do something on this page; in their place, what was wrong with the last key."""
    if look.message:
        return [Text(), *wrapped("", look.message, columns, "bold")]
    return [Text(), *packed((("", hint) for hint in _hints(page, look, words)), columns)]


def _hints(page: Page, look: Look, words: Words) -> list[str]:
    if look.help_from >= 0:
        return [words.key_close]
    back = [] if page.is_first else [words.key_back]
    stop = words.key_stop_keep if page.saves else words.key_stop
    if page.is_check and look.typed:
        return [words.key_change.format(number=look.typed), words.key_erase]
    if page.is_check:
        keep = [words.key_keep] if page.may_keep else []
        return [words.key_check, words.key_result, *keep, *back, stop]
    first = [words.key_tick, words.key_on] if page.takes_several else [words.key_answer.format(most=page.most)]
    help_ = [words.key_explain if page.takes_several else words.key_help] if page.help else []
    return [*first, *back, *help_, stop]


@cache
def _measure() -> Console:
    """Give a console that text can be wrapped for; it prints nothing."""
    return Console(file=StringIO(), legacy_windows=False)
