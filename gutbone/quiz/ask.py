"""Choose the face for the streams there are, and hold the conversation with it."""

import sys

from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.assess.scoring import early_end
from gutbone.base import terminal
from gutbone.base.commands import command
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.quiz.resume import Unfinished
from gutbone.quiz.session import Session, StoppedError, begin
from gutbone.rules.instrument import Instrument


def ask_screen(instrument: Instrument, known: Responses, *, plain: bool, no_color: bool) -> Session | None:
    """Hold the conversation of the quick screen, which keeps nothing; None when the person stopped it.

    The age is asked unless it is known, or there is a pipe in place of a person.
    """
    is_somebody_there = sys.stdin is not None and sys.stdin.isatty()
    is_paged = is_somebody_there and not _has_keys(plain)  # with keys all stands on one page
    session = begin(instrument, "core", asks_age=known.age is None and is_somebody_there, is_paged=is_paged)
    said = replace(session.responses, age=known.age)
    session = replace(session, responses=said, ending=early_end(instrument, said))
    unfinished = Unfinished(instrument, saves=False)
    return session if session.ending else ask(session, unfinished, plain=plain, no_color=no_color)


def ask(session: Session, unfinished: Unfinished, *, plain: bool, no_color: bool) -> Session | None:
    """Hold the whole conversation; None when the person stopped it."""
    words = session.words
    stopped_kept = words.stopped_kept.format(command=command("quiz"))
    try:
        if _has_keys(plain):
            return _ask_with_keys(session, unfinished, no_color=no_color)
        from gutbone.quiz.lines import ask_in_lines

        return ask_in_lines(session, terminal.standard_input(), sys.stderr, unfinished.keep, unfinished.opening)
    except StoppedError:
        terminal.say(stopped_kept if unfinished.is_kept else words.stopped)
        return None
    except KeyboardInterrupt:
        if unfinished.is_kept:
            terminal.tell("")
            terminal.say(stopped_kept)
        raise


def _has_keys(plain: bool) -> bool:
    """Say whether single keys are read and pages drawn."""
    return terminal.is_between_terminals() and not terminal.wants_plain(plain)


def _ask_with_keys(session: Session, unfinished: Unfinished, *, no_color: bool) -> Session:
    from gutbone.quiz.drawing import LEAST_COLUMNS, LEAST_ROWS, is_too_small
    from gutbone.quiz.screen import ask_on_screen
    from gutbone.quiz.writer import Screen

    columns, rows = terminal.window()
    if is_too_small(columns, rows):
        what = f"this window is {columns} columns by {rows} rows."
        fix = f"Make it {LEAST_COLUMNS} by {LEAST_ROWS} or more, or add --plain."
        raise GutboneError("QUIZ_002", what, fix, exit_code=ExitCode.FAILED)
    screen = Screen(sys.stdout, terminal.window, is_coloured=terminal.wants_colour(no_color))
    if sys.platform == "win32":
        import msvcrt

        from gutbone.quiz.keyboard_windows import WindowsKeyboard

        return ask_on_screen(session, WindowsKeyboard(msvcrt), screen, unfinished.keep, unfinished.opening)
    from gutbone.quiz.keyboard import Keyboard

    with Keyboard(sys.stdin.fileno(), sys.stdout.fileno()) as keys:
        return ask_on_screen(session, keys, screen, unfinished.keep, unfinished.opening)
