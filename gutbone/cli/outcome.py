"""From a command's options and responses to a report in the right place; and the quiz, which asks for them first."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from gutbone.answers.read import with_options
from gutbone.answers.responses import Responses
from gutbone.base import clock, files, terminal
from gutbone.base.commands import command
from gutbone.base.errors import check_known
from gutbone.base.text import flow, visible
from gutbone.cli.formats import FORMATS, Report, check_report
from gutbone.cli.options import Answering, Keeping
from gutbone.rules.instrument import Instrument

if TYPE_CHECKING:
    from gutbone.assess.result import Result
    from gutbone.quiz.session import Session


def take_quiz(instrument: Instrument, answering: Answering, report: Report, keeping: Keeping, part: str = "") -> None:
    """Ask everything, the questions of a part too if one is named, then deliver the result or say why there is none.

    The answers are forgotten last: until the result is out, and kept where that was wanted, they can
    be carried on with.
    """
    from gutbone.quiz.ask import ask
    from gutbone.quiz.resume import Unfinished

    weeks, folder = keeping.remind_in, (report.output or Path()).parent
    check(instrument, answering, report, keeps=keeping.keep)
    if part:
        check_known(part, [one.id for one in instrument.parts], "part", "OPTIONS_014", "--part")
    if weeks:
        from gutbone.history.reminder import day_in, free_name, write_reminder

        files.check_output(free_name(folder, day_in(weeks)), force=False)
    unfinished = Unfinished(instrument, saves=keeping.save)
    may_keep = terminal.is_between_terminals() and not keeping.keep
    first = replace(unfinished.first(part), may_keep=may_keep)
    session = ask(first, unfinished, plain=report.plain, no_color=report.no_color)
    if not session:
        return
    if session.ending == "complete":
        kept = deliver(instrument, session.responses, answering, report, keeps=keeping.keep or session.keeps)
        if weeks:
            terminal.say(write_reminder(folder, weeks, instrument.words, kept=kept))
    else:
        end(session)
    unfinished.forget()


def end(session: "Session") -> None:
    """Say why a conversation ended early and what to do, in words, whatever report was asked for."""
    from gutbone.assess.assess import assess
    from gutbone.quiz.session import ways_out
    from gutbone.report.text import render_ending

    columns = terminal.window()[0]
    if session.ending == "left":
        terminal.deliver(flow([one.say for one in ways_out(session) if one.say], columns))
    else:
        terminal.deliver(render_ending(assess(session.instrument, session.responses), columns=columns))


def check(instrument: Instrument, answering: Answering, report: Report, *, keeps: bool = False) -> Responses:
    """Refuse options that cannot be, before anyone answers a question for them; give what they say."""
    check_report(report)
    said = with_options(Responses(answers={}), instrument, **asdict(answering))
    if keeps:
        from gutbone.history.store import check_store

        check_store()
    return said


def deliver(
    instrument: Instrument, responses: Responses, answering: Answering, report: Report, *, keeps: bool = False
) -> str | None:
    """Add what the options say to the responses, assess them, deliver the report that was asked for, and keep it.

    Gives the id that it is kept under, if it is kept.
    """
    from gutbone.assess.assess import assess  # not before the first question is asked

    responses = with_options(responses, instrument, **asdict(answering))
    for remark in responses.remarks:
        terminal.tell(f"Note: {visible(remark)}")
    result = assess(instrument, replace(responses, assessed_at=responses.assessed_at or clock.now()))
    write(result, instrument, report)
    return _keep(result, instrument) if keeps else None


def _keep(result: "Result", instrument: Instrument) -> str | None:
    """Keep a result, unless it is one that stops, and say so."""
    from gutbone.history import store

    words, kept = instrument.words, None if result.ending else store.add(result)
    terminal.say(words.kept.format(id=kept, command=command("history list")) if kept else words.kept_not)
    return kept


def write(result: "Result", instrument: Instrument, report: Report) -> None:
    """Write the report that was asked for to where it was asked for."""
    text = FORMATS[report.format].write(result, report, instrument)
    terminal.deliver(text, report.output, force=report.force)
