"""The single-key face: one question a page, drawn in place, the story so far above it."""

from collections.abc import Callable, Iterable
from io import StringIO
from typing import Protocol, TextIO

from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from gutbone.quiz.drawing import Look, block, is_too_small, last_top, parts_of, story_lines, wrapped
from gutbone.quiz.page import Choice, Page, page_of
from gutbone.quiz.session import Back, Choose, Command, Confirm, RefusedError, Session, StoppedError, Tick, apply


class Keys(Protocol):
    """Where keys come from."""

    def are_waiting(self) -> bool:
        """Say whether more keys are here already, so that a page drawn now would be gone at once."""

    def read(self) -> str:
        """Wait for a key."""


RESIZED = "resized"  # stands among the keys for a window that has changed
# What the keys mean; the footer names them in the words of the rules.
KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("back", ("b", "left", "backspace")),
    ("help", ("?", "h")),
    ("stop", ("q", "esc")),
    ("up", ("up", "k")),
    ("down", ("down", "j")),
    ("enter", ("enter",)),
    ("space", ("space",)),
    ("keep", ("y",)),
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


def ask_on_screen(
    session: Session, keys: Keys, screen: Screen, shown: Callable[[Session], str], opening: Iterable[str] = ()
) -> Session:
    """Hold the conversation key by key and give the finished session.

    ``opening`` is said before the first page. ``shown`` is called after every answer, before the next
    page is drawn, and gives what to say there. Raises StoppedError on ``q`` or Esc.
    """
    columns, _ = screen.size()
    first = (*opening, *session.instrument.before_start)  # in a small window what is urgent stays in sight
    screen.draw([line for text in first for line in wrapped("", text, columns)] + [Text()])
    screen.height = 0
    look = first_look(page_of(session))
    while not session.ending:
        if not keys.are_waiting():
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
                message = shown(session)
                look = replace(first_look(page_of(session)), message=message)
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
        return Look(cursor=-1, ticked=frozenset(page.choices[place].number for place in given))
    return Look(cursor=given[0] if given else 0)


def press(session: Session, look: Look, key: str, columns: int, rows: int) -> tuple[Look, Command | None]:
    """Give the look after a key, and the command it amounts to if any.

    Raises StoppedError on a key that stops.
    """
    page, meaning = page_of(session), MEANING.get(key, "")
    step = {"down": 1, "up": -1}.get(meaning, 0)
    if look.help_from >= 0:
        top = min(max(0, look.help_from + step), last_top(session, look, columns, rows))
        return replace(look, help_from=top if step else -1), None
    if meaning == "stop":
        raise StoppedError
    if meaning == "help":
        return replace(look, help_from=0 if page.help else -1), None
    if page.takes_several:
        return _press_several(session, look, meaning, key, parts_of(session, columns, rows))
    if page.is_check and step:
        return replace(look, cursor=min(max(0, look.cursor + step), last_top(session, look, columns, rows))), None
    if page.is_check:
        return _press_check(page, look, meaning, key)
    if step:
        return replace(look, cursor=(look.cursor + step) % len(page.choices)), None
    if meaning == "back":
        return look, Back()
    if meaning == "digit":
        return look, Choose(int(key))
    return look, Choose(page.choices[look.cursor].number) if meaning == "enter" else None


def _press_check(page: Page, look: Look, meaning: str, key: str) -> tuple[Look, Command | None]:
    """On the check page digits are collected until Enter, because there are more than nine rows."""
    if meaning == "digit":
        return replace(look, typed=(look.typed + key)[-2:]), None
    if meaning == "back" and look.typed:
        return replace(look, typed=look.typed[:-1]), None
    if meaning == "back":
        return look, Back()
    if meaning == "enter":
        return look, Choose(int(look.typed)) if look.typed else Confirm()
    return look, Confirm(keeps=True) if meaning == "keep" and page.may_keep else None


def _press_several(
    session: Session, look: Look, meaning: str, key: str, parts: list[list[Choice]]
) -> tuple[Look, Command | None]:
    """Show a page with several answers part by part: a digit ticks or unticks, Enter goes on."""
    words, rows = session.instrument.words, parts[look.part]
    if meaning in {"up", "down"}:
        step = 1 if meaning == "down" or look.cursor < 0 else -1
        return replace(look, cursor=(look.cursor + step) % len(rows)), None
    if key == "0":
        return (replace(look, message=words.fix_zero), None) if look.ticked - {0} else (look, Tick((0,)))
    if meaning in {"digit", "space"}:
        place = look.cursor if meaning == "space" else int(key) - 1
        if not 0 <= place < len(rows):
            return replace(look, message=words.fix_part.format(most=len(rows))), None
        cursor = look.cursor if meaning == "space" else -1
        return replace(look, cursor=cursor, ticked=(look.ticked - {0}) ^ {rows[place].number}), None
    if meaning in {"back", "enter"}:
        part = look.part + (1 if meaning == "enter" else -1)
        is_urgent = any(choice.is_urgent and choice.number in look.ticked for choice in rows)
        if 0 <= part < len(parts) and not is_urgent:
            return replace(look, part=part, cursor=-1), None
        ticked = tuple(sorted(look.ticked))
        is_changed = look.ticked != first_look(page_of(session)).ticked
        return look, Tick(ticked) if meaning == "enter" else Back(ticked if is_changed else None)
    return look, None
