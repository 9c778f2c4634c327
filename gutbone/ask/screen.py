"""The single-key face: one question a page, drawn in place, the story so far above it."""

from collections.abc import Callable
from functools import cache
from io import StringIO
from typing import Protocol, TextIO

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gutbone.ask.keys import RESIZED
from gutbone.ask.page import Choice, Page, page_of, story
from gutbone.ask.session import (
    Back,
    Choose,
    Command,
    Confirm,
    RefusedError,
    Session,
    StoppedError,
    Tick,
    apply,
)
from gutbone.words import Words

LEAST_COLUMNS, LEAST_ROWS = 36, 15
MOST_IN_A_PART = 9  # a digit each


class Keys(Protocol):
    """Where keys come from."""

    def read(self) -> str:
        """Wait for a key."""


class Look(Struct, frozen=True):
    """What the page looks like just now, beyond what the session knows.

    ``cursor`` is a place among the rows, or -1 where no arrow has moved it yet; ``part`` the part of
    a page with several answers, whose ticks are kept until it is left; ``typed`` the digits typed on
    the check page; ``help_from`` the first line of help that is shown, or -1; ``message`` what was
    wrong with the last key.
    """

    cursor: int = 0
    part: int = 0
    ticked: frozenset[int] = frozenset()
    typed: str = ""
    help_from: int = -1
    message: str = ""


# The key table: the footer and the meaning of keys both come from here.
KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("back", ("b", "left", "backspace")),
    ("help", ("?", "h")),
    ("stop", ("q", "esc")),
    ("up", ("up", "k")),
    ("down", ("down", "j")),
    ("enter", ("enter",)),
    ("space", ("space",)),
)
DIGITS = frozenset("0123456789")
MEANING = {**{key: meaning for meaning, keys in KEYS for key in keys}, **dict.fromkeys(DIGITS, "digit")}


class Screen:
    """Draws blocks over each other at the bottom of a terminal."""

    def __init__(self, out: TextIO, size: Callable[[], tuple[int, int]], *, is_coloured: bool) -> None:
        self.out, self.size, self.is_coloured = out, size, is_coloured
        self.height = 0
        out.write("\r\x1b[K")  # keys typed while the program started were echoed here

    def draw(self, lines: list[Text]) -> None:
        """Put a block where the last one stood, in one write so that nothing flickers."""
        self.erase()
        columns, _ = self.size()
        buffer = StringIO()
        console = Console(
            file=buffer,
            width=columns,
            force_terminal=True,
            color_system="standard" if self.is_coloured else None,
            legacy_windows=False,
        )
        for line in lines:
            console.print(line, no_wrap=True, overflow="crop", crop=True)
        self.out.write(buffer.getvalue())
        self.out.flush()
        self.height = len(lines)

    def erase(self) -> None:
        """Take the block away."""
        if self.height:
            self.out.write(f"\x1b[{self.height}A\r\x1b[J")
        self.height = 0

    def clear(self) -> None:
        """Clear the whole window: after a resize nobody knows where the block stands."""
        self.out.write("\x1b[2J\x1b[H")
        self.height = 0


def ask_on_screen(session: Session, keys: Keys, screen: Screen, shown: Callable[[Session], None]) -> Session:
    """Hold the conversation key by key and give the finished session.

    ``shown`` is called after every answer. Raises StoppedError on ``q`` or Esc.
    """
    columns, _ = screen.size()
    screen.draw([line for text in session.instrument.before_start for line in wrapped("", text, columns)] + [Text()])
    screen.height = 0
    look = first_look(page_of(session))
    while not session.ending:
        screen.draw(block(session, look, *screen.size()))
        key = keys.read()
        if key == RESIZED:
            screen.clear()
            look = replace(look, part=0, cursor=-1) if page_of(session).takes_several else look
            continue
        if is_too_small(*screen.size()) and MEANING.get(key) != "stop":
            continue
        try:
            look, command = press(session, replace(look, message=""), key, *screen.size())
            if command:
                session = apply(session, command)
                shown(session)
                look = first_look(page_of(session))
        except RefusedError as error:
            look = replace(look, message=str(error), typed="")
        except StoppedError:
            screen.erase()
            raise
    screen.draw([*story_lines(session, screen.size()[0], items_only=True), Text()])
    return session


def first_look(page: Page) -> Look:
    """Give the look of a page as it opens: the cursor on the earlier answer, earlier ticks set."""
    given = [place for place, choice in enumerate(page.choices) if choice.is_given]
    if page.takes_several:
        return Look(cursor=-1, ticked=frozenset(page.choices[place].number for place in given) - {0})
    return Look(cursor=given[0] if given else 0)


def press(session: Session, look: Look, key: str, columns: int, rows: int) -> tuple[Look, Command | None]:
    """Give the look after a key, and the command it amounts to if any.

    Raises StoppedError on a key that stops.
    """
    page, meaning = page_of(session), MEANING.get(key, "")
    if look.help_from >= 0:
        step = {"down": 1, "up": -1}.get(meaning)
        return replace(look, help_from=max(0, look.help_from + step) if step else -1), None
    if meaning == "stop":
        raise StoppedError
    if meaning == "help":
        return replace(look, help_from=0 if page.help else -1), None
    if page.takes_several:
        return _press_several(session, look, meaning, key, parts_of(session, columns, rows))
    if meaning in {"up", "down"}:
        return replace(look, cursor=(look.cursor + (1 if meaning == "down" else -1)) % len(page.choices)), None
    if page.is_check:
        return _press_check(look, meaning, key)
    if meaning == "back":
        return look, Back()
    if meaning == "digit":
        return look, Choose(int(key))
    return look, Choose(page.choices[look.cursor].number) if meaning == "enter" else None


def _press_check(look: Look, meaning: str, key: str) -> tuple[Look, Command | None]:
    """On the check page digits are collected until Enter, because there are more than nine rows."""
    if meaning == "digit":
        return replace(look, typed=(look.typed + key)[-2:]), None
    if meaning == "back" and look.typed:
        return replace(look, typed=look.typed[:-1]), None
    if meaning == "back":
        return look, Back()
    if meaning == "enter":
        return look, Choose(int(look.typed)) if look.typed else Confirm()
    return look, None


def _press_several(
    session: Session, look: Look, meaning: str, key: str, parts: list[list[Choice]]
) -> tuple[Look, Command | None]:
    """Show a page with several answers part by part: a digit ticks or unticks, Enter goes on."""
    words, rows = session.instrument.words, parts[look.part]
    if meaning in {"up", "down"}:
        step = 1 if meaning == "down" or look.cursor < 0 else -1
        return replace(look, cursor=(look.cursor + step) % len(rows)), None
    if key == "0":
        return (replace(look, message=words.fix_zero), None) if look.ticked else (look, Tick((0,)))
    if meaning in {"digit", "space"}:
        place = look.cursor if meaning == "space" else int(key) - 1
        if not 0 <= place < len(rows):
            return replace(look, message=words.fix_part.format(most=len(rows))), None
        cursor = look.cursor if meaning == "space" else -1
        return replace(look, cursor=cursor, ticked=look.ticked ^ {rows[place].number}), None
    if meaning in {"back", "enter"}:
        part = look.part + (1 if meaning == "enter" else -1)
        is_urgent = any(choice.is_urgent and choice.number in look.ticked for choice in rows)
        if 0 <= part < len(parts) and not is_urgent:
            return replace(look, part=part, cursor=-1), None
        ticked = tuple(sorted(look.ticked))
        return look, Tick(ticked) if meaning == "enter" else Back(ticked)
    return look, None


def is_too_small(columns: int, rows: int) -> bool:
    """Say whether a window cannot hold a question."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS


def parts_of(session: Session, columns: int, rows: int) -> list[list[Choice]]:
    """Cut a page with several answers into groups that the window holds, nine rows at most for a digit each."""
    page, words = page_of(session), session.instrument.words
    room = rows - 1 - len(_head(page, words, columns)) - len(_foot(page, Look(), words, columns)) - 4
    parts: list[list[Choice]] = []
    height = 0
    for choice in page.choices:
        own = len(wrapped(" " * 10, choice.label, columns))
        is_new_group = not parts or parts[-1][0].group != choice.group
        if choice.number and (is_new_group or len(parts[-1]) == MOST_IN_A_PART or height + own > room):
            parts.append([])
            height = 0
        if choice.number:
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
    foot = _foot(page, look, words, columns)
    if look.help_from >= 0:
        return _help(page, look, words, columns, rows - 1 - len(foot))
    head = _head(page, words, columns)
    choices = parts_of(session, columns, rows)[look.part] if page.takes_several else list(page.choices)
    body, focus = choice_lines(page, choices, look, words, columns)
    room = rows - 1 - len(head) - 1 - len(foot)
    told = story_lines(session, columns) if not page.is_check else []
    spare = room - len(body) - 1
    told = [*told[-spare:], Text()] if told and spare > 0 else []
    return [*told, *head, Text(), *scrolled(body, focus, room, words), *foot]


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
        if place == look.cursor:
            focus = (start, len(lines) - 1)
    if page.takes_several:
        lines += wrapped("   0  ", words.rather_not_say, columns)
    return lines, focus


def scrolled(lines: list[Text], focus: tuple[int, int], room: int, words: Words) -> list[Text]:
    """Keep as many lines as there is room for, the focus among them, and say where there are more."""
    if len(lines) <= room:
        return lines
    first, last = focus
    start = min(max(0, last - room + 2), max(0, first - 1), len(lines) - room)
    shown = lines[start : start + room]
    if start > 0:
        shown[0] = Text(words.more_above, "dim")
    if start + room < len(lines):
        shown[-1] = Text(words.more_below, "dim")
    return shown


def story_lines(session: Session, columns: int, *, items_only: bool = False) -> list[Text]:
    """Fold every answer so far to a few words, as many on a line as fit."""
    lines: list[Text] = []
    for name, answer, is_known in story(session, items_only=items_only):
        entry = f"{'✓' if is_known else '–'} {name}: {answer}"
        if lines and lines[-1].cell_len + 3 + cell_len(entry) <= columns:
            lines[-1].append("   " + entry)
        else:
            lines += wrapped("", entry, columns)
    for line in lines:
        line.stylize("dim")
    return lines


def wrapped(prefix: str, text: str, columns: int, style: str = "") -> list[Text]:
    """Wrap text to the window, with later lines hanging under the first after its prefix."""
    width = max(8, columns - len(prefix))
    margin = " " * len(prefix)
    return [
        Text((prefix if place == 0 else margin) + part.plain.rstrip(), style)
        for place, part in enumerate(Text(text).wrap(_measure(), width))
    ]


def _head(page: Page, words: Words, columns: int) -> list[Text]:
    """Give where we are, the question and its hint."""
    hint = words.hint_ticks if page.takes_several else page.hint
    return [
        *wrapped("", page.progress, columns, "dim"),
        *wrapped("", page.text, columns, "bold"),
        *(wrapped("", hint, columns) if hint else []),
    ]


def _foot(page: Page, look: Look, words: Words, columns: int) -> list[Text]:
    """Give what was wrong with the last key, and the keys that do something on this page."""
    message = [Text(), *wrapped("", look.message, columns, "bold")] if look.message else []
    lines = [Text()]
    for hint in _hints(page, look, words):
        joined = f"{lines[-1].plain}   {hint}" if lines[-1].plain else hint
        if cell_len(joined) <= columns:
            lines[-1] = Text(joined, "dim")
        else:
            lines.append(Text(hint, "dim"))
    return [*message, Text(), *lines]


def _hints(page: Page, look: Look, words: Words) -> list[str]:
    if look.help_from >= 0:
        return [words.key_close]
    back = [] if page.is_first else [words.key_back]
    if page.is_check and look.typed:
        return [words.key_change.format(number=look.typed), words.key_erase]
    if page.is_check:
        return [words.key_check, words.key_result, *back, words.key_stop]
    first = [words.key_tick, words.key_on] if page.takes_several else [words.key_answer.format(most=page.most)]
    help_ = [words.key_explain if page.takes_several else words.key_help] if page.help else []
    return [*first, *back, *help_, words.key_stop]


def _help(page: Page, look: Look, words: Words, columns: int, room: int) -> list[Text]:
    """Give the help of a page on a page of its own."""
    lines = [line for text in page.help for line in (*wrapped("", text, columns), Text())]
    head = [*wrapped("", page.text, columns, "bold"), Text()]
    first = min(look.help_from, max(0, len(lines) - (room - len(head))))
    shown = scrolled(lines, (first + 1, first + room - len(head) - 2), room - len(head), words)
    return [*head, *shown, *_foot(page, look, words, columns)]


@cache
def _measure() -> Console:
    """Give a console that text can be wrapped for; it prints nothing."""
    return Console(file=StringIO(), legacy_windows=False)
