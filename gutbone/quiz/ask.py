"""Hold the conversation of the quiz with the face that fits."""

import sys

from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.assess.scoring import early_end
from gutbone.base import terminal
from gutbone.base.commands import command
from gutbone.quiz.face import Face
from gutbone.quiz.page import SwitchedError
from gutbone.quiz.resume import Unfinished
from gutbone.quiz.session import Session, StoppedError, begin
from gutbone.rules.instrument import Instrument


def ask_screen(instrument: Instrument, known: Responses, face: Face) -> Session | None:
    """Hold the conversation of the quick screen, which keeps nothing; None when the person stopped it.

    The age is asked unless it is known, or there is a pipe in place of a person.
    """
    is_somebody_there = sys.stdin is not None and sys.stdin.isatty()
    is_paged = is_somebody_there and not face.has_keys  # with keys all stands on one page
    session = begin(instrument, "core", asks_age=known.age is None and is_somebody_there, is_paged=is_paged)
    said = replace(session.responses, age=known.age)
    session = replace(session, responses=said, ending=early_end(instrument, said))
    return session if session.ending else ask(session, Unfinished(instrument, saves=False), face)


def ask(session: Session, unfinished: Unfinished, face: Face) -> Session | None:
    """Hold the whole conversation; None when the person stopped it."""
    words = session.words
    stopped_kept = words.stopped_kept.format(command=command("quiz"))
    try:
        return _asked(session, unfinished, face)
    except SwitchedError as switched:
        face.switch(remembers=unfinished.path is not None)
        return ask(switched.session, unfinished, face)
    except StoppedError:
        terminal.say(stopped_kept if unfinished.is_kept else words.stopped)
        return None
    except KeyboardInterrupt:
        if unfinished.is_kept:
            terminal.tell("")
            terminal.say(stopped_kept)
        raise


def _asked(session: Session, unfinished: Unfinished, face: Face) -> Session:
    is_begun = bool(session.done)  # all was said before, where the person has changed the face
    if face.has_keys:
        from gutbone.quiz.screen import ask_on_screen

        face.check_window()
        return ask_on_screen(session, *face.keys(), unfinished.keep, None if is_begun else unfinished.opening)
    from gutbone.quiz.lines import ask_in_lines

    opening = [*([] if is_begun else unfinished.opening), *([session.words.plain_drawn] if face.may_draw else [])]
    return ask_in_lines(session, terminal.standard_input(), sys.stderr, unfinished.keep, opening)
