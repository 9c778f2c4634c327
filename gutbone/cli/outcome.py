"""From a command's options and responses to a report in the right place; and the quiz, which asks for them first."""

from pathlib import Path
from textwrap import fill

from msgspec.structs import asdict, replace

from gutbone.answers.read import with_options
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.result import Result
from gutbone.base import clock, files, terminal
from gutbone.base.commands import command
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.base.text import visible
from gutbone.cli.options import (
    EXPLAIN,
    FORMATS,
    OBSERVATION,
    SCORE,
    WITH_SAFETY,
    Answering,
    Keeping,
    Report,
    check_format,
)
from gutbone.report.json import render_json
from gutbone.report.note import render_note, render_oneline
from gutbone.report.text import render_ending, render_terminal, render_text
from gutbone.rules.instrument import Instrument

REMINDER = "gutbone-reminder.ics"


def take_quiz(instrument: Instrument, answering: Answering, report: Report, keeping: Keeping) -> None:
    """Ask everything, then deliver the result, or say why the quiz ended early.

    The answers are forgotten last: until the result is out, and kept where that was wanted, they can
    be carried on with.
    """
    from gutbone.quiz.ask import ask
    from gutbone.quiz.resume import Unfinished

    weeks, reminder = keeping.remind_in, (report.output or Path()).parent / REMINDER
    check(instrument, answering, report, keeps=keeping.keep)
    files.check_output(reminder if weeks else None, force=False)
    unfinished = Unfinished(instrument, saves=keeping.save)
    may_keep = terminal.is_between_terminals() and not keeping.keep
    first = replace(unfinished.first(), may_keep=may_keep)
    session = ask(first, unfinished, plain=report.plain, no_color=report.no_color)
    if not session:
        return
    if session.ending == "complete":
        deliver(instrument, session.responses, answering, report, keeps=keeping.keep or session.keeps)
        if weeks:
            from gutbone.history.reminder import write_reminder

            terminal.say(write_reminder(reminder, weeks, instrument.words))
    else:
        ended = assess(instrument, session.responses)
        terminal.deliver(render_ending(ended, columns=terminal.window()[0]))
    unfinished.forget()


def check(instrument: Instrument, answering: Answering, report: Report, *, keeps: bool = False) -> None:
    """Refuse options that cannot be, before anyone answers a question for them."""
    check_output(report)
    with_options(Responses(answers={}), instrument, **asdict(answering))
    if keeps:
        from gutbone.history.store import check_store

        check_store()


def check_output(report: Report) -> None:
    """Refuse a report that cannot be, or an output file that is in the way."""
    given = {
        EXPLAIN: report.explain,
        SCORE: report.score is not None,
        OBSERVATION: report.observation,
        WITH_SAFETY: report.with_safety,
    }
    check_format(report.format, FORMATS, given)
    files.check_output(report.output, force=report.force)


def deliver(
    instrument: Instrument, responses: Responses, answering: Answering, report: Report, *, keeps: bool = False
) -> None:
    """Add what the options say to the responses, assess them, deliver the report that was asked for, and keep it."""
    responses = with_options(responses, instrument, **asdict(answering))
    for remark in responses.remarks:
        terminal.tell(f"Note: {visible(remark)}")
    result = assess(instrument, replace(responses, assessed_at=responses.assessed_at or clock.now()))
    write(result, instrument, report)
    if keeps:
        from gutbone.history.store import keep

        terminal.say(keep(result, instrument.words))


def write(result: Result, instrument: Instrument, report: Report) -> None:
    """Write the report that was asked for to where it was asked for; a slow writer is imported only for its format."""
    shows_numbers = result.shows_numbers if report.score is None else report.score
    match report.format:
        case "text":
            text = _text(result, instrument, report, shows_numbers=shows_numbers)
        case "note":
            text = render_note(result, shows_numbers=shows_numbers)
        case "oneline":
            text = render_oneline(result, shows_numbers=shows_numbers)
        case "json":
            text = render_json(result)
        case "html":
            from gutbone.report.handout import render_handout

            text = render_handout(result, shows_numbers=shows_numbers)
        case _:
            text = _fhir(result, instrument, report)
    terminal.deliver(text, report.output, force=report.force)


def _text(result: Result, instrument: Instrument, report: Report, *, shows_numbers: bool) -> str:
    """Write text, styled for a terminal where there is one, with its reasons if asked."""
    words, (columns, rows) = instrument.words, terminal.window()
    keep = words.keep.format(command=command("quiz", "--keep"), to_file=command("quiz", "-o", "my-result.txt"))
    is_styled = report.output is None and terminal.is_styled(report.plain)
    if is_styled:
        coloured = terminal.wants_colour(report.no_color)
        text = render_terminal(result, columns=columns, shows_numbers=shows_numbers, is_coloured=coloured, keep=keep)
    else:
        text = render_text(result, columns=columns, shows_numbers=shows_numbers, keep=keep)
    if report.explain:
        from gutbone.report.explain import render_reasons

        text += render_reasons(result, columns=columns, shows_numbers=shows_numbers)
    is_cut = is_styled and text.count("\n") >= rows
    return f"{text}\n{fill(words.scroll_up, columns)}\n" if is_cut else text


def _fhir(result: Result, instrument: Instrument, report: Report) -> str:
    """Write FHIR, which needs the rules that the result is of."""
    from gutbone.exchange import render_response

    if result.instrument.sha256 != instrument.sha256:
        what = "these are not the rules of this result, and FHIR needs those."
        raise GutboneError("HISTORY_006", what, "Name them with --rules.", exit_code=ExitCode.FAILED)
    parts = {"observation": report.observation, "with_safety": report.with_safety}
    return render_response(result, instrument, clock.new_ids(), **parts)
