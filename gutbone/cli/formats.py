"""The formats of a result, a row each: what writes it, and the options it obeys. And how all formats are chosen."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from gutbone.assess.assessment import Assessment
from gutbone.assess.report_options import ReportOptions
from gutbone.base import clock
from gutbone.base.errors import GutboneError, did_you_mean

EXPLAIN, SCORE, OBSERVATION, WITH_SAFETY = "--explain", "--score or --no-score", "--observation", "--with-safety"


class Format(NamedTuple):
    """A format: ``write`` imports what it needs only when it is called."""

    write: Callable[[Assessment, ReportOptions], str]
    obeys: tuple[str, ...] = ()


def check_format(name: str, obeyed: Mapping[str, Iterable[str]], given: Iterable[str] = ()) -> None:
    """Refuse a format that there is not, and options that it does not obey; ``obeyed`` lists those of each format."""
    if name not in obeyed:
        raise GutboneError("OPTIONS_005", f"there is no format {name}.", did_you_mean(name, obeyed), "--format")
    for option in given:
        if option not in obeyed[name]:
            others = " or ".join(other for other, options in obeyed.items() if option in options)
            what = f"{option} changes nothing in the format {name}."
            raise GutboneError("OPTIONS_011", what, f"Leave it out, or use --format {others}.", option)


def check_report(name: str, options: ReportOptions) -> None:
    """Refuse a format of a result that there is not, and options that it does not obey."""
    given = (
        (EXPLAIN, options.explain),
        (SCORE, options.score is not None),
        (OBSERVATION, options.observation),
        (WITH_SAFETY, options.with_safety),
    )
    obeyed = {format_: row.obeys for format_, row in FORMATS.items()}
    check_format(name, obeyed, [option for option, is_given in given if is_given])


def _text(assessment: Assessment, options: ReportOptions) -> str:
    """Write text, styled for a terminal where there is one, with its reasons if asked."""
    columns, shows_numbers = options.columns, options.shows_numbers(assessment)
    if options.is_styled:
        from gutbone.report.terminal import render_terminal

        coloured = options.is_coloured
        text = render_terminal(assessment, columns=columns, shows_numbers=shows_numbers, is_coloured=coloured)
    else:
        from gutbone.report.text import render_text

        text = render_text(assessment, columns=columns, shows_numbers=shows_numbers)
    if options.explain:
        from gutbone.report.why import render_reasons

        text += render_reasons(assessment, columns=columns, shows_numbers=shows_numbers)
    if not options.is_styled or text.count("\n") < options.rows:
        return text
    from textwrap import fill

    return f"{text}\n{fill(assessment.instrument.words.scroll_up, columns)}\n"


def _note(assessment: Assessment, options: ReportOptions) -> str:
    from gutbone.report.note import render_note

    return render_note(assessment, shows_numbers=options.shows_numbers(assessment))


def _oneline(assessment: Assessment, options: ReportOptions) -> str:
    from gutbone.report.note import render_oneline

    return render_oneline(assessment, shows_numbers=options.shows_numbers(assessment))


def _json(assessment: Assessment, _: ReportOptions) -> str:
    from gutbone.report.json import render_json

    return render_json(assessment)


def _html(assessment: Assessment, options: ReportOptions) -> str:
    from gutbone.report.handout import render_handout

    return render_handout(assessment, shows_numbers=options.shows_numbers(assessment))


def _fhir(assessment: Assessment, options: ReportOptions) -> str:
    from gutbone.exchange import render_response

    parts = {"observation": options.observation, "with_safety": options.with_safety}
    return render_response(assessment, clock.new_ids(), **parts)


FORMATS = {
    "text": Format(_text, (EXPLAIN, SCORE)),
    "note": Format(_note, (SCORE,)),
    "oneline": Format(_oneline, (SCORE,)),
    "json": Format(_json),
    "html": Format(_html, (SCORE,)),
    "fhir": Format(_fhir, (OBSERVATION, WITH_SAFETY)),
}
