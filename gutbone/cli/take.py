"""Take the quiz: what is asked before it, the questions, and what becomes of the result."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gutbone.base import files, kept_files, terminal
from gutbone.base.errors import GutboneError, check_known
from gutbone.cli import outcome
from gutbone.cli.formats import Report
from gutbone.cli.options import Answering, Keeping
from gutbone.quiz.face import Face
from gutbone.rules.instrument import Instrument

if TYPE_CHECKING:
    from gutbone.assess.result import Result
    from gutbone.history.last import Held
    from gutbone.quiz.resume import Unfinished
    from gutbone.quiz.session import Session


def take_quiz(instrument: Instrument, answering: Answering, report: Report, keeping: Keeping, part: str = "") -> None:
    """Ask everything, the questions of a part too if one is named, then show the result or say why there is none.

    The answers are forgotten when the result is held in their place, or else last: until then they can be
    carried on with.
    """
    from gutbone.quiz.ask import ask
    from gutbone.quiz.resume import Unfinished

    outcome.check(instrument, answering, report, keeps=keeping.keep)
    if part:
        check_known(part, [one.id for one in instrument.parts], "part", "OPTIONS_014", "--part")
    if keeping.remind_in:
        from gutbone.history.reminder import day_in, free_name

        files.check_output(free_name((report.output or Path()).parent, day_in(keeping.remind_in)), force=False)
    unfinished = Unfinished(instrument, saves=keeping.save)
    with Face(plain=report.plain, no_color=report.no_color) as face:
        may_keep = terminal.is_between_terminals() and not keeping.keep
        first = replace(unfinished.first(part), may_keep=may_keep)
        is_theirs = keeping.save and terminal.is_between_terminals()
        theirs = asked_before(instrument, answering.ref, face) if is_theirs else outcome.NOBODYS
        session = ask(first, unfinished, face)
        if not session:
            return
        if session.ending == "complete":
            _finish(session, answering, report, keeping, theirs, unfinished, face)
        else:
            outcome.end(session)
    unfinished.forget()


@contextmanager
def faced(
    instrument: Instrument, answering: Answering, report: Report, *, may_ask: bool
) -> Iterator[tuple[Face, outcome.Theirs]]:
    """Talk with somebody about one result; with a reference, first about the step of an earlier one that was kept."""
    with Face(plain=report.plain, no_color=report.no_color) as face:
        is_asked = may_ask and answering.ref is not None and terminal.is_between_terminals()
        yield face, asked_before(instrument, answering.ref, face, of_the_last=False) if is_asked else outcome.NOBODYS


def asked_before(instrument: Instrument, ref: str | None, face: Face, *, of_the_last: bool = True) -> outcome.Theirs:
    """Ask how the step of an earlier result went, and keep that; a step that is not the person's changes nothing.

    What is kept is not even opened where there is nothing, and what is damaged holds up nobody.
    """
    if not (os.path.lexists(kept_files.history_file()) or (of_the_last and kept_files.last_files())):
        return outcome.NOBODYS
    from gutbone.history.steps import is_tried, newest, not_worked, say_how_it_went

    owned = newest(instrument, ref, of_the_last=of_the_last)
    is_open = owned is not None and owned.step.went is None and is_tried(owned.step)
    went = face.ask_how_it_went(owned.step, instrument.words) if owned and is_open else None
    if owned and went:
        with suppress(GutboneError):
            say_how_it_went(owned, went, instrument)
    if is_open and not went:
        return outcome.NOBODYS
    return outcome.Theirs(owned if went else None, not_worked(instrument, ref, of_the_last=of_the_last))


def _finish(
    session: "Session",
    answering: Answering,
    report: Report,
    keeping: Keeping,
    theirs: outcome.Theirs,
    unfinished: "Unfinished",
    face: Face,
) -> None:
    """Assess the answers, hold the result, and show it."""
    from gutbone.cli.deeds import Deeds
    from gutbone.cli.show import show

    instrument = session.instrument
    result = outcome.assessed(instrument, session.responses, answering, theirs.behind)
    held = _held(result, theirs.behind, saves=keeping.save)
    if held:
        unfinished.forget()
    deeds, opening = Deeds(result, instrument, report, held), theirs.since(result, instrument)
    show(deeds, face, keeps=keeping.keep or session.keeps, may_remind=not keeping.remind_in, opening=opening)
    if keeping.remind_in:
        terminal.say(deeds.remind(keeping.remind_in).say)


def _held(result: "Result", behind: tuple[str, ...], *, saves: bool) -> "Held | None":
    """Hold a result for some days; where that fails the person is told, and goes on."""
    if not saves or result.ending or sys.stdin is None or not sys.stdin.isatty():
        return None
    from gutbone.history import last

    held = last.begin(result, behind)
    try:
        last.hold(held)
    except GutboneError:
        return None
    return held
