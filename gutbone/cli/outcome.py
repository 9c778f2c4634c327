"""From responses to a report in the right place: what a command's options say about its result."""

from msgspec.structs import asdict, replace

from gutbone.answers.read import with_options
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.result import Result
from gutbone.base import clock, files, terminal
from gutbone.base.text import visible
from gutbone.cli.formats import FORMATS, check_report
from gutbone.cli.options import Answering, Report
from gutbone.rules.instrument import Instrument


def check(instrument: Instrument, answering: Answering, report: Report, *, keeps: bool = False) -> None:
    """Refuse options that cannot be, before anyone answers a question for them."""
    check_output(report, instrument)
    with_options(Responses(answers={}), instrument, **asdict(answering))
    if keeps:
        from gutbone.history.store import check_store

        check_store()


def check_output(report: Report, instrument: Instrument) -> None:
    """Refuse a report that cannot be, or an output file that is in the way."""
    check_report(report.format, report.options(instrument))
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
    """Write the report that was asked for to where it was asked for."""
    text = FORMATS[report.format].write(result, report.options(instrument))
    terminal.deliver(text, report.output, force=report.force)
