"""The quiz from its first page to its end: asked, reported, and kept or forgotten as the person wants."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from gutbone.assess.assess import assess
from gutbone.base import files, terminal
from gutbone.cli import outcome
from gutbone.quiz.ask import ask
from gutbone.quiz.resume import Unfinished
from gutbone.rules.instrument import Instrument

REMINDER = "gutbone-reminder.ics"


def take(chosen: dict[str, Any], instrument: Instrument) -> None:
    """Ask everything, then deliver the result, or say why the quiz ended early; ``chosen`` are the options.

    The answers are forgotten last: until the result is out, and kept where that was wanted, they can
    be carried on with.
    """
    output, weeks = chosen["output"], chosen["remind_in"]
    reminder = (output.parent if output else Path()) / REMINDER
    outcome.check(chosen, instrument)
    files.check_output(reminder if weeks else None, force=False)
    unfinished = Unfinished(instrument, saves=chosen["save"])
    may_keep = terminal.is_between_terminals() and not chosen["keep"]
    first = replace(unfinished.first(), may_keep=may_keep)
    session = ask(first, unfinished, plain=chosen["plain"], no_color=chosen["no_color"])
    if not session:
        return
    if session.ending == "complete":
        keeps = chosen["keep"] or session.keeps
        outcome.deliver({**chosen, "keep": keeps}, instrument, session.responses)
        if weeks:
            from gutbone.history.reminder import write_reminder

            terminal.say(write_reminder(reminder, weeks, instrument.words))
    else:
        from gutbone.report.text import render_ending

        ended = assess(instrument, session.responses)
        terminal.deliver(render_ending(ended, columns=terminal.window()[0]))
    unfinished.forget()
