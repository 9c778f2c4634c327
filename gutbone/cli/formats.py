"""The formats of a result, a row each: what writes it, and the options it obeys. And how all formats are chosen."""

from __future__ import annotations  # what a result is made of is loaded when there is one

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, NamedTuple

from msgspec import Struct
from typer import Option

from gutbone.base import clock, files, terminal
from gutbone.base.errors import ExitCode, GutboneError, check_known
from gutbone.base.messages import joined
from gutbone.base.text import linked
from gutbone.cli import options

if TYPE_CHECKING:
    from gutbone.assess.result import Result
    from gutbone.rules.instrument import Instrument
    from gutbone.rules.words import Words

EXPLAIN, SCORE, OBSERVATION, WITH_SAFETY = "--explain", "--score or --no-score", "--observation", "--with-safety"
LARGE = "--large"


class Beside(Struct, frozen=True):
    """What stands beside a result: how to see it again and to keep it, and the tip (its id) that was made a step."""

    keep: tuple[str, ...] = ()
    step: str = ""


NOTHING = Beside()


class Format(NamedTuple):
    """A format: ``write`` imports what it needs only when it is called."""

    write: Callable[[Result, Report, Instrument, Beside], str]
    obeys: tuple[str, ...] = ()


def check_format(name: str, obeyed: Mapping[str, Iterable[str]], given: Mapping[str, bool]) -> None:
    """Refuse a format that there is not, and options given that it does not obey; ``obeyed`` lists those of each."""
    check_known(name, obeyed, "format", "OPTIONS_005", "--format")
    for option, is_given in given.items():
        if is_given and option not in obeyed[name]:
            others = joined((other for other, obeys in obeyed.items() if option in obeys), "or")
            what = f"{option} changes nothing in the format {name}."
            raise GutboneError("OPTIONS_011", what, f"Leave it out, or use --format {others}.", option)


def check_report(report: Report) -> None:
    """Refuse a report that cannot be: a format that there is not, options it does not obey, a file that is in the way."""
    given = {
        EXPLAIN: report.explain,
        SCORE: report.score is not None,
        OBSERVATION: report.observation,
        WITH_SAFETY: report.with_safety,
        LARGE: report.large,
    }
    check_format(report.format, {name: row.obeys for name, row in FORMATS.items()}, given)
    files.check_output(report.output, force=report.force)


def _text(result: Result, report: Report, rules: Instrument, beside: Beside) -> str:
    """Write text, styled for a terminal where there is one, with its reasons if asked."""
    (columns, rows), shows_numbers, keep = terminal.window(), report.shows_numbers(result), beside.keep
    is_styled = report.output is None and terminal.is_styled(report.plain)
    if is_styled:
        from gutbone.report.text import render_terminal

        coloured = terminal.wants_colour(report.no_color)
        text = render_terminal(result, columns=columns, shows_numbers=shows_numbers, is_coloured=coloured, keep=keep)
        text = linked(text) if terminal.takes_links(plain=report.plain, no_color=report.no_color) else text
    else:
        from gutbone.report.text import render_text

        text = render_text(result, columns=columns, shows_numbers=shows_numbers, keep=keep)
    if report.explain:
        from gutbone.report.explain import render_reasons

        text += render_reasons(result, _words_of(result, rules), columns=columns, shows_numbers=shows_numbers)
    if not is_styled or text.count("\n") < rows:
        return text
    from textwrap import fill

    return f"{text}\n{fill(rules.words.scroll_up, columns)}\n"


def _note(result: Result, report: Report, rules: Instrument, beside: Beside) -> str:
    from gutbone.report.note import render_note

    return render_note(
        result, _words_of(result, rules), shows_numbers=report.shows_numbers(result), step=beside.step, rules=rules
    )


def _oneline(result: Result, report: Report, rules: Instrument, beside: Beside) -> str:
    from gutbone.report.oneline import render_oneline

    return render_oneline(
        result, _words_of(result, rules), shows_numbers=report.shows_numbers(result), step=beside.step, rules=rules
    )


def _json(result: Result, _: Report, __: Instrument, ___: Beside) -> str:
    from gutbone.report.text import render_json

    return render_json(result)


def _words_of(result: Result, rules: Instrument) -> Words:
    """Give words in the result's own language, for what it does not hold: the packaged ones beside other rules."""
    if rules.language == result.instrument.language:
        return rules.words
    from gutbone.rules.packaged import load_packaged

    packaged = load_packaged()
    return packaged.words if packaged.language == result.instrument.language else rules.words


def _html(result: Result, report: Report, rules: Instrument, beside: Beside) -> str:
    from gutbone.report.handout import render_handout

    shows_numbers = report.shows_numbers(result)
    return render_handout(
        result, _words_of(result, rules), shows_numbers=shows_numbers, large=report.large, step=beside.step
    )


def _fhir(result: Result, report: Report, rules: Instrument, _: Beside) -> str:
    from gutbone.exchange.forms import render_response

    if result.instrument.sha256 != rules.sha256:
        what = "these are not the rules of this result, and FHIR needs those."
        raise GutboneError("HISTORY_006", what, "Name them with --rules.", exit_code=ExitCode.FAILED)
    parts = {"observation": report.observation, "with_safety": report.with_safety}
    return render_response(result, rules, clock.new_ids(), **parts)


FORMATS = {
    "text": Format(_text, (EXPLAIN, SCORE)),
    "note": Format(_note, (SCORE,)),
    "oneline": Format(_oneline, (SCORE,)),
    "json": Format(_json),
    "html": Format(_html, (SCORE, LARGE)),
    "fhir": Format(_fhir, (OBSERVATION, WITH_SAFETY)),
}


class Report(Struct, frozen=True):
    """Which report to write, and where to."""

    explain: Annotated[bool, Option("--explain", help="Add every point and tip with its rule and source.")] = False
    format: Annotated[
        str,
        Option(metavar="NAME", help=f"{', '.join(FORMATS)}.", autocompletion=options.one_of(FORMATS)),
    ] = "text"
    observation: options.Observation = False
    with_safety: options.WithSafety = False
    large: options.Large = False
    output: options.Output = None
    force: options.Force = False
    score: options.ShowScore = None
    plain: options.Plain = False
    no_color: options.NoColor = False

    def shows_numbers(self, result: Result) -> bool:
        """Say whether to show numbers: as was asked, or to everyone who is not better off without."""
        return result.shows_numbers if self.score is None else self.score
