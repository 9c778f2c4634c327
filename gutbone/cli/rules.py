"""The commands ``gutbone rules ...``: for those who write and review rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gutbone.base import clock, terminal
from gutbone.base.errors import ExitCode, GutboneError, did_you_mean
from gutbone.base.text import visible
from gutbone.cli import options
from gutbone.cli.formats import check_format
from gutbone.cli.spread import command, helped

if TYPE_CHECKING:
    from gutbone.rules.instrument import Instrument

app = typer.Typer(
    rich_markup_mode=None,
    **helped(
        """Check, test, show and export the rules.

            $ gutbone rules check --rules my-rules
            $ gutbone rules test --rules my-rules
            $ gutbone rules show --diff old-rules
        """
    ),
)

ShowFormat = Annotated[str, typer.Option("--format", metavar="NAME", help="text, md or json.")]
Diff = Annotated[Path | None, typer.Option("--diff", metavar="DIR", help="Show what differs from the rules in DIR.")]
Table = Annotated[Path | None, typer.Option("--answers", metavar="CSV", help="With --diff: who scores differently.")]
ExportFormat = Annotated[str, typer.Option("--format", metavar="NAME", help="fhir, xlsform or csv.")]
Weights = Annotated[bool, typer.Option("--weights/--no-weights", help="With fhir: points beside the options or not.")]
Of = Annotated[str, typer.Option("--of", metavar="NAME", help="result, or a kind of rules file, such as domain.")]


@command(app)
def check(rules: options.Rules = None) -> None:
    """Find every problem of the rules.

    $ gutbone rules check
    $ gutbone rules check --rules my-rules
    """
    from gutbone.review.check import check_rules
    from gutbone.review.wording import reading_measure

    folder = _folder(rules)
    found = check_rules(folder)
    if found.problems:
        for problem in found.problems:
            terminal.tell(f"Error: {problem}")
        count = len(found.problems)
        terminal.tell(visible(f"{count} {'problem' if count == 1 else 'problems'} in {folder}"))
        raise typer.Exit(ExitCode.FAILED)
    terminal.deliver(f"No problem found. {found.cases:,} cases of answers and conditions were worked out.\n")
    if reading_measure() is None:
        terminal.tell("Reading age was not measured. To measure it: pip install 'gutbone[check]'")


@command(app)
def test(rules: options.Rules = None) -> None:
    """Run the worked cases beside the rules.

    $ gutbone rules test
    $ gutbone rules test --rules my-rules
    """
    from gutbone.review.cases import run_cases
    from gutbone.rules.load import load_instrument

    folder = _folder(rules)
    outcomes = run_cases(folder, load_instrument(folder))
    failed = [outcome for outcome in outcomes if outcome.differences]
    for outcome in failed:
        terminal.tell(f"{outcome.where}: {outcome.case}")
        for what, expected, found in outcome.differences:
            terminal.tell(f"    {what}\n        expected  {expected}\n        found     {found}")
    terminal.deliver(f"{len(outcomes) - len(failed)} cases hold, {len(failed)} fail.\n")
    if failed:
        raise typer.Exit(ExitCode.FAILED)


@command(app)
def show(rules: options.Rules = None, format: ShowFormat = "text", diff: Diff = None, answers: Table = None) -> None:
    """Show the whole instrument as a person would review it.

    $ gutbone rules show --format md > instrument.md
    $ gutbone rules show --diff old-rules --answers answers.csv
    """
    from gutbone.review import show as shown

    check_format(format, {"text": ("--diff",), "md": (), "json": ()}, ["--diff"] if diff else [])
    instrument = options.instrument(rules)
    if diff is not None:
        terminal.deliver(_difference(options.instrument(diff), instrument, answers))
    elif format == "json":
        terminal.deliver(shown.show_json(instrument))
    elif format == "md":
        terminal.deliver(shown.show_markdown(instrument))
    else:
        terminal.deliver(shown.show_text(instrument, terminal.window()[0]))


@command(app)
def schema(of: Of = "domain") -> None:
    """Print a JSON Schema.

    $ gutbone rules schema --of domain
    $ gutbone rules schema --of result > result.schema.json
    """
    from gutbone.assess.result import result_schema
    from gutbone.base.text import indented
    from gutbone.review.schema import FILES, rules_schema

    if of not in (*FILES, "result"):
        fix = did_you_mean(of, (*FILES, "result"))
        raise GutboneError("OPTIONS_010", f"there is no schema of {of}.", fix, "--of")
    terminal.deliver(indented(result_schema() if of == "result" else rules_schema(of)))


@command(app)
def export(
    rules: options.Rules = None,
    format: ExportFormat = "fhir",
    weights: Weights = True,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Write the questions as a form for other software.

    $ gutbone rules export --format fhir -o form.json
    $ gutbone rules export --format xlsform -o form.xlsx
    $ gutbone rules export --format csv -o columns.csv
    """
    from gutbone.exchange import FORMATS, render_form

    obeyed = {name: ("--no-weights",) if name == "fhir" else () for name in FORMATS}
    check_format(format, obeyed, [] if weights else ["--no-weights"])
    form = render_form(options.instrument(rules), format, now=clock.now(), weights=weights)
    terminal.deliver(form, output, force=force)


def _difference(before: "Instrument", after: "Instrument", answers: Path | None) -> str:
    from gutbone.review.show import differences, score_differences

    lines = list(differences(before, after)) or ["The rules are the same."]
    if answers is not None:
        lines += ["", *score_differences(before, after, answers)]
    return "\n".join(lines) + "\n"


def _folder(rules: Path | None) -> Path:
    from gutbone.base.files import packaged_rules

    return rules or packaged_rules()
