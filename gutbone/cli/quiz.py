"""The quiz from its first page to its end: asked, reported, and kept or forgotten as the person wants."""

from pathlib import Path

from msgspec.structs import replace

from gutbone.assess.assess import assess
from gutbone.base import files, terminal
from gutbone.cli import outcome
from gutbone.cli.options import Answering, Keeping, Report
from gutbone.quiz.ask import ask
from gutbone.quiz.resume import Unfinished
from gutbone.rules.instrument import Instrument

REMINDER = "gutbone-reminder.ics"


def take(instrument: Instrument, answering: Answering, report: Report, keeping: Keeping) -> None:
    """Ask everything, then deliver the result, or say why the quiz ended early.

    The answers are forgotten last: until the result is out, and kept where that was wanted, they can
    be carried on with.
    """
    output, weeks = report.output, keeping.remind_in
    reminder = (output.parent if output else Path()) / REMINDER
    outcome.check(instrument, answering, report, keeps=keeping.keep)
    files.check_output(reminder if weeks else None, force=False)
    unfinished = Unfinished(instrument, saves=keeping.save)
    may_keep = terminal.is_between_terminals() and not keeping.keep
    first = replace(unfinished.first(), may_keep=may_keep)
    session = ask(first, unfinished, plain=report.plain, no_color=report.no_color)
    if not session:
        return
    if session.ending == "complete":
        keeps = keeping.keep or session.keeps
        outcome.deliver(instrument, session.responses, answering, report, keeps=keeps)
        if weeks:
            from gutbone.history.reminder import write_reminder

            terminal.say(write_reminder(reminder, weeks, instrument.words))
    else:
        from gutbone.report.text import render_ending

        ended = assess(instrument, session.responses)
        terminal.deliver(render_ending(ended, columns=terminal.window()[0]))
    unfinished.forget()
