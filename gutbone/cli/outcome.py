"""From a command's options and responses to a report in the right place."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict, replace

from gutbone.answers.read import with_options
from gutbone.answers.responses import Responses
from gutbone.base import clock, terminal
from gutbone.base.commands import command, how_to_open, whole
from gutbone.base.messages import said
from gutbone.base.text import flow, visible
from gutbone.cli.formats import FORMATS, NOTHING, Beside, Report, check_report
from gutbone.cli.options import Answering
from gutbone.rules.instrument import Instrument

if TYPE_CHECKING:
    from gutbone.assess.result import Result
    from gutbone.history.steps import Owned
    from gutbone.quiz.session import Session


class Theirs(Struct, frozen=True):
    """What is known of earlier results of this person: the step that they spoke of, and tips that did not work out."""

    owned: "Owned | None" = None
    behind: tuple[str, ...] = ()

    def since(self, result: "Result", instrument: Instrument) -> list[str]:
        """Say what the answers did since the step was chosen."""
        if not self.owned:
            return []
        from gutbone.history.steps import change_since

        return [change] if (change := change_since(self.owned, result, instrument)) else []


NOBODYS = Theirs()


def end(session: "Session") -> None:
    """Say why a conversation ended early and what to do, in words, whatever report was asked for."""
    from gutbone.assess.assess import assess
    from gutbone.quiz.offered import ways_out
    from gutbone.report.text import render_ending

    columns = terminal.window()[0]
    if session.ending == "left":
        out = ways_out(session.instrument, session.responses)
        terminal.deliver(flow([one.say for one in out if one.say], columns))
    else:
        terminal.deliver(render_ending(assess(session.instrument, session.responses), columns=columns))


def check(instrument: Instrument, answering: Answering, report: Report, *, keeps: bool = False) -> Responses:
    """Refuse options that cannot be, before anyone answers a question for them; give what they say."""
    check_report(report)
    known = with_options(Responses(answers={}), instrument, **asdict(answering))
    if keeps:
        from gutbone.history.store import check_store

        check_store()
    return known


def assessed(
    instrument: Instrument, responses: Responses, answering: Answering, behind: Collection[str] = ()
) -> "Result":
    """Add what the options say to the responses, and assess them; tips that stand ``behind`` do not go first."""
    from gutbone.assess.assess import assess  # not before the first question is asked

    own, responses = responses.ref, with_options(responses, instrument, **asdict(answering))
    renamed = (
        [f"the reference here is {own}; the result is given {responses.ref}."]
        if own not in {None, responses.ref}
        else []
    )
    for remark in (*responses.remarks, *renamed):
        terminal.tell(instrument.words.check_note.format(note=visible(said(remark))))
    return assess(instrument, replace(responses, assessed_at=responses.assessed_at or clock.now()), behind)


def deliver(
    instrument: Instrument,
    responses: Responses,
    answering: Answering,
    report: Report,
    *,
    keeps: bool = False,
    theirs: Theirs = NOBODYS,
) -> None:
    """Assess responses, deliver the report that was asked for, and keep the result where that is wanted.

    ``theirs`` is what is known of an earlier step of this person.
    """
    result = assessed(instrument, responses, answering, theirs.behind)
    for line in theirs.since(result, instrument):
        terminal.say(line)
    write(result, instrument, report)
    if keeps:
        _keep(result, instrument)


def _keep(result: "Result", instrument: Instrument) -> None:
    """Keep a result, unless it is one that stops, and say so."""
    from gutbone.history import store

    words, kept = instrument.words, None if result.ending else store.add(result)
    terminal.say(words.kept.format(id=kept, command=command("history list")) if kept else words.kept_not)


def _is_heard(is_plain: bool) -> bool:
    from gutbone.quiz.face import wants_lines

    return wants_lines(is_plain)


def write(result: "Result", instrument: Instrument, report: Report, beside: Beside = NOTHING) -> None:
    """Write the report that was asked for to where it was asked for, and tell the person what they would not see."""
    is_read = report.format == "text" and report.output is None and terminal.is_between_terminals()
    is_heard = is_read and _is_heard(report.plain)
    report = replace(report, plain=True) if is_heard else report
    text = FORMATS[report.format].write(result, report, instrument, beside)
    if is_heard:
        from gutbone.quiz.pieces import say_in_pieces

        say_in_pieces(text.splitlines(), terminal.standard_input(), sys.stdout, instrument.words.plain_more)
    else:
        terminal.deliver(text, report.output, force=report.force)
    _tell_what_is_urgent(result, report)
    if report.output is not None and sys.stderr.isatty():
        _tell_where_it_is(report.output, report.format, instrument)


def _tell_what_is_urgent(result: "Result", report: Report) -> None:
    """Put warning signs that cannot wait on the screen, where the report is not on it itself."""
    is_on_screen = sys.stdout is not None and sys.stdout.isatty() and report.format in {"text", "note", "oneline"}
    if report.output is None and (is_on_screen or not sys.stderr.isatty()):
        return
    from gutbone.report.text import flag_lines

    for line in flag_lines(flag for flag in result.flags or () if flag.level in {"emergency", "urgent"}):
        terminal.say(line.text)


def _tell_where_it_is(output: Path, kind: str, instrument: Instrument) -> None:
    path, words = output.absolute(), instrument.words
    if kind == "html":
        terminal.say(words.written_page.format(file=whole(str(path))))
    else:
        terminal.say(words.written.format(file=whole(str(path)), command=how_to_open(path)))
