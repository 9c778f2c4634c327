"""From responses to a report in the right place: what a command's options say about its result."""

from textwrap import fill
from typing import Any

from msgspec.structs import replace

from gutbone.answers.read import with_options
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.result import Result
from gutbone.base import clock, files, terminal
from gutbone.base.commands import command
from gutbone.base.errors import ExitCode, GutboneError, did_you_mean
from gutbone.base.text import visible
from gutbone.rules.instrument import Instrument

FORMATS = ("text", "note", "oneline", "json", "html", "fhir")
# Options that add to the answers; which of them there are depends on the command.
ANSWERING = ("has", "flag", "answer", "none", "core", "ref", "allow_nhs_number")
# Options that only some formats can follow: name, value when not given, how they are written, those formats.
ONLY_IN: tuple[tuple[str, bool | None, str, tuple[str, ...]], ...] = (
    ("explain", False, "--explain", ("text",)),
    ("score", None, "--score or --no-score", ("text", "oneline", "html")),
    ("observation", False, "--observation", ("fhir",)),
    ("with_safety", False, "--with-safety", ("fhir",)),
)


def check(chosen: dict[str, Any], instrument: Instrument) -> None:
    """Refuse options that cannot be, before anyone answers a question for them."""
    check_report(chosen)
    _with_options(chosen, instrument, Responses(answers={}))
    if chosen.get("keep"):
        from gutbone.history.store import check_store

        check_store()


def check_report(chosen: dict[str, Any]) -> None:
    """Refuse a format that there is not, an option that it cannot follow, and an output that is in the way."""
    if chosen["format"] not in FORMATS:
        what = f"there is no format {chosen['format']}."
        raise GutboneError("OPTIONS_005", what, did_you_mean(chosen["format"], FORMATS), "--format")
    for option, not_given, names, formats in ONLY_IN:
        if chosen.get(option, not_given) is not not_given and chosen["format"] not in formats:
            what = f"{names} changes nothing in the format {chosen['format']}."
            raise GutboneError("OPTIONS_011", what, f"Leave it out, or use --format {' or '.join(formats)}.", names)
    files.check_output(chosen["output"], force=chosen["force"])


def deliver(chosen: dict[str, Any], instrument: Instrument, responses: Responses) -> None:
    """Add what the options say to the responses, assess them, deliver the report that was asked for, and keep it."""
    responses = _with_options(chosen, instrument, responses)
    for remark in responses.remarks:
        terminal.tell(f"Note: {visible(remark)}")
    result = assess(instrument, replace(responses, assessed_at=responses.assessed_at or clock.now()))
    report(result, instrument, chosen)
    if chosen.get("keep"):
        from gutbone.history.store import keep

        terminal.say(keep(result, instrument.words))


def report(result: Result, instrument: Instrument, chosen: dict[str, Any]) -> None:
    """Deliver a result in the format that was asked for."""
    terminal.deliver(_render(result, instrument, chosen), chosen["output"], force=chosen["force"])


def _with_options(chosen: dict[str, Any], instrument: Instrument, responses: Responses) -> Responses:
    return with_options(responses, instrument, **{name: chosen[name] for name in ANSWERING if name in chosen})


def _render(result: Result, instrument: Instrument, chosen: dict[str, Any]) -> str:
    """Pick the report for a format; each is imported only when it is used."""
    shows_numbers = result.shows_numbers if chosen["score"] is None else chosen["score"]
    match chosen["format"]:
        case "json":
            from gutbone.report.text import render_json

            return render_json(result)
        case "note":
            from gutbone.report.note import render_note

            return render_note(result)
        case "oneline":
            from gutbone.report.note import render_oneline

            return render_oneline(result, shows_numbers=shows_numbers)
        case "html":
            from gutbone.report.handout import render_handout

            return render_handout(result, shows_numbers=shows_numbers)
        case "fhir":
            from gutbone.exchange import render_response

            if result.instrument.sha256 != instrument.sha256:
                what = "these are not the rules of this result, and FHIR needs those."
                raise GutboneError("HISTORY_006", what, "Name them with --rules.", exit_code=ExitCode.FAILED)
            parts = {option: chosen.get(option, False) for option in ("observation", "with_safety")}
            return render_response(result, instrument, clock.new_ids(), **parts)
        case _:
            return _render_text(result, instrument, chosen, shows_numbers=shows_numbers)


def _render_text(result: Result, instrument: Instrument, chosen: dict[str, Any], *, shows_numbers: bool) -> str:
    """Write text, styled for a terminal where there is one, with its reasons if asked."""
    columns, rows = terminal.window()
    is_styled = chosen["output"] is None and terminal.is_styled(chosen["plain"])
    to_file = command("quiz", "-o", "my-result.txt")
    keep = instrument.words.keep.format(command=command("quiz", "--keep"), to_file=to_file)
    if is_styled:
        from gutbone.report.text import render_terminal

        colour = terminal.wants_colour(chosen["no_color"])
        text = render_terminal(result, columns=columns, shows_numbers=shows_numbers, is_coloured=colour, keep=keep)
    else:
        from gutbone.report.text import render_text

        text = render_text(result, columns=columns, shows_numbers=shows_numbers, keep=keep)
    if chosen["explain"]:
        from gutbone.report.explain import render_reasons

        text += render_reasons(result, columns=columns, shows_numbers=shows_numbers)
    if not is_styled or text.count("\n") < rows:
        return text
    return f"{text}\n{fill(instrument.words.scroll_up, columns)}\n"
