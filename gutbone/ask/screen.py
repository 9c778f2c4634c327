"""The single-key face: one question a page, drawn in place, the story so far above it."""

from collections.abc import Callable
from io import StringIO
from typing import Protocol, TextIO

from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from gutbone.ask.keys import RESIZED
from gutbone.ask.page import Choice, Page, page_of, story
from gutbone.ask.session import Back, Choose, Command, Confirm, RefusedError, Session, StoppedError, Tick, apply
from gutbone.words import Words

LEAST_COLUMNS, LEAST_ROWS = 30, 8
MOST_ON_A_PAGE = 9  # a digit each


class Keys(Protocol):
    """Where keys come from."""

    def read(self) -> str:
        """Wait for a key."""


class Look(Struct, frozen=True):
    """What the page looks like just now, beyond what the session knows.

    ``cursor`` is a place among the rows, or -1 where no arrow has moved it yet; ``part`` the part of a page with several answers, whose
    ticks are kept until it is left; ``typed`` the digits typed on the check page; ``message`` what
    was wrong with the last key.
    """

    cursor: int = 0
    part: int = 0
    ticked: frozenset[int] = frozenset()
    typed: str = ""
    shows_help: bool = False
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
MEANING = {key: meaning for meaning, keys in KEYS for key in keys}


class Screen:
    """Draws blocks over each other at the bottom of a terminal."""

    def __init__(self, out: TextIO, size: Callable[[], tuple[int, int]], *, is_coloured: bool) -> None:
        self.out, self.size, self.is_coloured = out, size, is_coloured
        self.height = 0

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
    before = [line for text in session.instrument.before_start for line in wrapped("", text, columns)]
    screen.draw([*before, Text()])
    screen.height = 0
    look = first_look(page_of(session))
    while not session.ending:
        screen.draw(block(session, look, *screen.size()))
        key = keys.read()
        if key == RESIZED:
            screen.clear()
            continue
        try:
            look, command = press(page_of(session), replace(look, message=""), key, session.instrument.words)
            if command:
                session = apply(session, command)
                shown(session)
                look = first_look(page_of(session))
        except RefusedError as error:
            look = replace(look, message=str(error), typed="")
        except StoppedError:
            screen.erase()
            raise
    screen.draw(story_lines(session, screen.size()[0]))
    return session


def first_look(page: Page) -> Look:
    """Give the look of a page as it opens: the cursor on the earlier answer, earlier ticks set."""
    given = [place for place, choice in enumerate(page.choices) if choice.is_given]
    if page.takes_several:
        return Look(cursor=-1, ticked=frozenset(page.choices[place].number for place in given) - {0})
    return Look(cursor=given[0] if given else 0)


def press(page: Page, look: Look, key: str, words: Words) -> tuple[Look, Command | None]:
    """Give the look after a key, and the command it amounts to if any.

    Raises StoppedError on a key that stops.
    """
    meaning = MEANING.get(key, "digit" if key in DIGITS else "")
    if meaning == "stop" and look.shows_help:
        return replace(look, shows_help=False), None
    if meaning == "stop":
        raise StoppedError
    if meaning == "help":
        return replace(look, shows_help=not look.shows_help), None
    if page.takes_several:
        return _press_several(page, look, meaning, key, words)
    if meaning in {"up", "down"}:
        step = 1 if meaning == "down" else -1
        return replace(look, cursor=(look.cursor + step) % len(page.choices)), None
    if page.is_check:
        return _press_check(look, meaning, key)
    if meaning == "back":
        return look, Back()
    if meaning == "digit":
        return look, Choose(int(key))
    if meaning == "enter":
        return look, Choose(page.choices[look.cursor].number)
    return look, None


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


def _press_several(page: Page, look: Look, meaning: str, key: str, words: Words) -> tuple[Look, Command | None]:
    """Show a page with several answers part by part: a digit ticks or unticks, Enter goes on."""
    parts = parts_of(page)
    rows = parts[look.part]
    if meaning in {"up", "down"}:
        step = 1 if meaning == "down" or look.cursor < 0 else -1
        return replace(look, cursor=(look.cursor + step) % len(rows)), None
    if key == "0" and look.ticked:
        return replace(look, message=words.fix_zero), None
    if key == "0":
        return look, Tick((0,))
    if meaning in {"digit", "space"}:
        place = look.cursor if meaning == "space" else int(key) - 1
        if not 0 <= place < len(rows):
            return look, None
        cursor = look.cursor if meaning == "space" else -1
        return replace(look, cursor=cursor, ticked=look.ticked ^ {rows[place].number}), None
    if meaning in {"back", "enter"}:
        part = look.part + (1 if meaning == "enter" else -1)
        if 0 <= part < len(parts):
            return replace(look, part=part, cursor=-1), None
        ticked = tuple(sorted(look.ticked))
        return look, Tick(ticked) if meaning == "enter" else Back(ticked)
    return look, None


def parts_of(page: Page) -> list[list[Choice]]:
    """Cut a page with several answers into its groups, nine rows at most so that each has a digit."""
    parts: list[list[Choice]] = []
    for choice in page.choices:
        if not choice.number:
            continue
        if not parts or parts[-1][0].group != choice.group or len(parts[-1]) == MOST_ON_A_PAGE:
            parts.append([])
        parts[-1].append(choice)
    return parts


def block(session: Session, look: Look, columns: int, rows: int) -> list[Text]:
    """Lay out a page for a window: the story, the question, the choices, the keys."""
    words = session.instrument.words
    if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
        return wrapped("", words.widen, columns)[: max(1, rows - 1)]
    page = page_of(session)
    head = [*wrapped("", page.progress, columns, "dim"), Text(), *wrapped("", page.text, columns, "bold")]
    hint = words.hint_ticks if page.takes_several else page.hint
    head += wrapped("", hint, columns) if hint else []
    body, focus = choice_lines(page, look, words, columns)
    if look.shows_help:
        head += [line for text in page.help for line in (Text(), *wrapped("", text, columns))]
    foot = [Text(), *wrapped("", look.message, columns, "bold")] if look.message else []
    foot += [Text(), *wrapped("", footer(page, look, words), columns, "dim")]
    room = rows - 1 - len(foot) - 1
    told = story_lines(session, columns) if not page.is_check else []
    told = told[-max(0, room - len(head) - len(body) - 1) :] if room - len(head) - len(body) > 1 else []
    lines = [*told, *([Text()] if told else []), *head, Text(), *body]
    return [*window(lines, len(lines) - len(body) + focus, room), *foot]


def choice_lines(page: Page, look: Look, words: Words, columns: int) -> tuple[list[Text], int]:
    """Give the lines of the choices and the line the cursor is on."""
    rows = parts_of(page)[look.part] if page.takes_several else list(page.choices)
    lines: list[Text] = []
    focus = 0
    if page.takes_several and rows[0].group:
        lines += wrapped("", rows[0].group, columns, "underline")
    for place, choice in enumerate(rows):
        if place == look.cursor:
            focus = len(lines)
        pointer = "› " if place == look.cursor and not page.is_check else "  "
        number = place + 1 if page.takes_several else choice.number
        tick = ("[x] " if choice.number in look.ticked else "[ ] ") if page.takes_several else ""
        given = f" ({words.your_answer})" if choice.is_given and not page.takes_several else ""
        style = "cyan" if place == look.cursor and not page.is_check else ""
        lines += wrapped(f"{pointer}{number:>2}  {tick}", choice.label + given, columns, style)
    if page.takes_several:
        lines += wrapped("   0  ", words.rather_not_say, columns)
    return lines, focus


def footer(page: Page, look: Look, words: Words) -> str:
    """Give the keys that do something on this page."""
    if page.is_check:
        typed = [words.typed.format(number=look.typed)] if look.typed else []
        return "   ".join([*typed, words.key_check, words.key_result, words.key_back, words.key_stop])
    if page.takes_several:
        count = len(parts_of(page)[look.part])
        first = [words.key_tick.format(most=count), words.key_on]
    else:
        first = [words.key_answer.format(most=len(page.choices) - 1)]
    help_ = [words.key_help] if page.help else []
    return "   ".join([*first, words.key_back, *help_, words.key_stop])


def story_lines(session: Session, columns: int) -> list[Text]:
    """Fold every answer so far to a few words, as many on a line as fit."""
    lines: list[Text] = []
    for name, answer in story(session):
        entry = f"✓ {name}: {answer}"
        if lines and lines[-1].cell_len + 3 + Text(entry).cell_len <= columns:
            lines[-1].append("   " + entry)
        else:
            lines += wrapped("", entry, columns)
    for line in lines:
        line.stylize("dim")
    return lines


def wrapped(prefix: str, text: str, columns: int, style: str = "") -> list[Text]:
    """Wrap text to the window, with later lines hanging under the first after its prefix."""
    width = max(8, columns - len(prefix))
    parts = Text(text).wrap(Console(width=width, legacy_windows=False), width)
    margin = " " * len(prefix)
    return [
        Text.assemble((prefix if place == 0 else margin, style), (part.plain.rstrip(), style))
        for place, part in enumerate(parts)
    ]


def window(lines: list[Text], focus: int, room: int) -> list[Text]:
    """Keep the part of a block that fits the window and holds the cursor."""
    if len(lines) <= room:
        return lines
    start = min(max(0, focus - room + 2), len(lines) - room)
    return lines[start : start + room]
