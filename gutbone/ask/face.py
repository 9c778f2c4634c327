"""Choose the face for the streams there are, and hold the conversation with it."""

import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from gutbone import world
from gutbone.ask.session import Session, StoppedError, begin
from gutbone.errors import ExitCode, GutboneError
from gutbone.instrument import Instrument
from gutbone.responses import Mode

if TYPE_CHECKING:
    from gutbone.ask.screen import Keys


def ask(instrument: Instrument, *, mode: Mode = "full", plain: bool, no_color: bool) -> Session | None:
    """Hold the whole conversation; None when the person stopped it."""
    session = begin(instrument, mode)
    try:
        if world.takes_keys(plain):
            return _ask_with_keys(session, no_color=no_color)
        from gutbone.ask.lines import ask_in_lines

        return ask_in_lines(session, world.standard_input(), sys.stderr, _keep_nothing)
    except StoppedError:
        world.tell(instrument.words.stopped)
        return None


def _ask_with_keys(session: Session, *, no_color: bool) -> Session:
    from gutbone.ask.blocks import LEAST_COLUMNS, LEAST_ROWS, is_too_small
    from gutbone.ask.screen import Screen, ask_on_screen

    columns, rows = world.window()
    if is_too_small(columns, rows):
        what = f"this window is {columns} columns by {rows} rows."
        fix = f"Make it {LEAST_COLUMNS} by {LEAST_ROWS} or more, or add --plain."
        raise GutboneError("QUIZ_002", what, fix, exit_code=ExitCode.FAILED)
    screen = Screen(sys.stdout, world.window, is_coloured=world.wants_colour(no_color))
    with _keyboard() as keys:
        if session.responses.mode == "core":
            from gutbone.ask.one_page import ask_on_one_page

            return ask_on_one_page(session, keys, screen)
        return ask_on_screen(session, keys, screen, _keep_nothing)


def _keyboard() -> "AbstractContextManager[Keys]":
    if sys.platform == "win32":
        import msvcrt

        from gutbone.ask.windows import WindowsKeyboard

        return WindowsKeyboard(msvcrt)
    from gutbone.ask.keys import Keyboard

    return Keyboard(sys.stdin.fileno())


def _keep_nothing(session: Session) -> None:
    """Keep nothing of a conversation."""
