"""The formats of a result, a row each: what writes it, and the options it obeys. And how all formats are chosen."""

from __future__ import annotations  # what a result is made of is loaded when there is one

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from gutbone.base import clock
from gutbone.base.commands import command
from gutbone.base.errors import ExitCode, GutboneError, check_known

if TYPE_CHECKING:
    from gutbone.assess.report_options import ReportOptions
    from gutbone.assess.result import Result

EXPLAIN, SCORE, OBSERVATION, WITH_SAFETY = "--explain", "--score or --no-score", "--observation", "--with-safety"


class Format(NamedTuple):
    """A format: ``write`` imports what it needs only when it is called."""

    write: Callable[[Result, ReportOptions], str]
    obeys: tuple[str, ...] = ()


def check_format(name: str, obeyed: Mapping[str, Iterable[str]], given: Mapping[str, bool]) -> None:
    """Refuse a format that there is not, and options given that it does not obey; ``obeyed`` lists those of each."""
    check_known(name, obeyed, "format", "OPTIONS_005", "--format")
    for option, is_given in given.items():
        if is_given and option not in obeyed[name]:
            others = " or ".join(other for other, options in obeyed.items() if option in options)
            what = f"{option} changes nothing in the format {name}."
            raise GutboneError("OPTIONS_011", what, f"Leave it out, or use --format {others}.", option)


def check_report(name: str, options: ReportOptions) -> None:
    """Refuse a format of a result that there is not, and options that it does not obey."""
    given = {
        EXPLAIN: options.explain,
        SCORE: options.score is not None,
        OBSERVATION: options.observation,
        WITH_SAFETY: options.with_safety,
    }
    check_format(name, {name: row.obeys for name, row in FORMATS.items()}, given)


def _text(result: Result, options: ReportOptions) -> str:
    """Write text, styled for a terminal where there is one, with its reasons if asked."""
    columns, shows_numbers, words = options.columns, options.shows_numbers(result), options.rules.words
    keep = words.keep.format(command=command("quiz", "--keep"), to_file=command("quiz", "-o", "my-result.txt"))
    if options.is_styled:
        from gutbone.report.text import render_terminal

        coloured = options.is_coloured
        text = render_terminal(result, columns=columns, shows_numbers=shows_numbers, is_coloured=coloured, keep=keep)
    else:
        from gutbone.report.text import render_text

        text = render_text(result, columns=columns, shows_numbers=shows_numbers, keep=keep)
    if options.explain:
        from gutbone.report.explain import render_reasons

        text += render_reasons(result, columns=columns, shows_numbers=shows_numbers)
    if not options.is_styled or text.count("\n") < options.rows:
        return text
    from textwrap import fill

    return f"{text}\n{fill(words.scroll_up, columns)}\n"


def _note(result: Result, options: ReportOptions) -> str:
    from gutbone.report.note import render_note

    return render_note(result, shows_numbers=options.shows_numbers(result))


def _oneline(result: Result, options: ReportOptions) -> str:
    from gutbone.report.note import render_oneline

    return render_oneline(result, shows_numbers=options.shows_numbers(result))


def _json(result: Result, _: ReportOptions) -> str:
    from gutbone.report.text import render_json

    return render_json(result)


def _html(result: Result, options: ReportOptions) -> str:
    from gutbone.report.handout import render_handout

    return render_handout(result, shows_numbers=options.shows_numbers(result))


def _fhir(result: Result, options: ReportOptions) -> str:
    from gutbone.exchange import render_response

    if result.instrument.sha256 != options.rules.sha256:
        what = "these are not the rules of this result, and FHIR needs those."
        raise GutboneError("HISTORY_006", what, "Name them with --rules.", exit_code=ExitCode.FAILED)
    parts = {"observation": options.observation, "with_safety": options.with_safety}
    return render_response(result, options.rules, clock.new_ids(), **parts)


FORMATS = {
    "text": Format(_text, (EXPLAIN, SCORE)),
    "note": Format(_note, (SCORE,)),
    "oneline": Format(_oneline, (SCORE,)),
    "json": Format(_json),
    "html": Format(_html, (SCORE,)),
    "fhir": Format(_fhir, (OBSERVATION, WITH_SAFETY)),
}
