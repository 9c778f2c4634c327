"""Begin, check, test, show and export rules.

$ gutbone rules new my-rules
$ gutbone rules check --rules my-rules
$ gutbone rules test --rules my-rules
$ gutbone rules show --diff old-rules
"""

from pathlib import Path
from typing import Annotated, NoReturn

from typer import Argument, Exit, Option, Typer

from gutbone.base import clock, commands, files, terminal
from gutbone.base.errors import ExitCode, check_known
from gutbone.base.messages import said, speak
from gutbone.base.text import visible
from gutbone.cli import options
from gutbone.cli.formats import check_format
from gutbone.cli.helping import Group
from gutbone.cli.spread import command, helped
from gutbone.rules.words import Words

app = Typer(name="rules", cls=Group, rich_markup_mode=None, **helped(__doc__))

FORMS = ("fhir", "xlsform", "redcap", "csv", "table", "sample", "card")  # exchange has them too, and loads more
FOLLOWED = {"fhir": ("--no-weights", "--with-safety"), "xlsform": ("--with-safety",)}
ShowFormat = Annotated[
    str, Option(metavar="NAME", help="text, md or json.", autocompletion=options.one_of(("text", "md", "json")))
]
Diff = Annotated[Path | None, Option(metavar="DIR", help="Show what differs from the rules in DIR.")]
Table = Annotated[Path | None, Option(metavar="CSV", help="With --diff: who scores differently.")]
Of = Annotated[
    str,
    Option(
        metavar="NAME",
        help="result, or a kind of rules file, such as domain.",
        autocompletion=lambda incomplete: [kind for kind in schema_kinds() if kind.startswith(incomplete)],
    ),
]


def schema_kinds() -> tuple[str, ...]:
    """Give what there is a schema of."""
    from gutbone.review.schema import FILES

    return (*FILES, "result")


@command(app)
def new(folder: Annotated[Path, Argument(metavar="FOLDER", help="A folder that does not exist yet.")]) -> None:
    """Write the smallest rules that work, with comments, to begin your own.

    $ gutbone rules new my-rules
    """
    from gutbone.review.new import write_new

    names = write_new(folder)
    terminal.deliver("".join(f"{visible(str(folder / name))}\n" for name in names))
    for next_ in ("rules check", "rules test", "quiz"):
        terminal.tell(commands.command(next_, "--rules", str(folder)))


@command(app)
def migrate(
    folder: Annotated[Path, Argument(metavar="FOLDER", help="Rules of an older format.")],
    write: Annotated[bool, Option("--write", help="Write it. Without this, the difference is shown.")] = False,
) -> None:
    """Bring rules of an older format up to date, comments and all.

    $ gutbone rules migrate my-rules
    $ gutbone rules migrate my-rules --write
    """
    from gutbone.review import migrate as moved

    words, told = _words_of(folder), list[str]()
    changes = moved.migrated(folder, told.append)
    if not changes:
        terminal.tell(words.migrate_none)
        return
    if write:  # before anything is told, as whoever reads may go: | head
        moved.write(folder, changes)
    terminal.deliver("".join(f"{visible(line)}\n" for line in moved.difference(changes).splitlines()))
    for each in told:
        terminal.tell(visible(words.check_note.format(note=each)))
    if write:
        check_again = commands.command("rules check", "--rules", str(folder))
        terminal.tell(words.migrate_written.format(count=len(changes), command=check_again))
    else:
        again = commands.command("rules migrate", str(folder), "--write")
        terminal.tell(words.migrate_shown.format(command=again))


@command(app)
def check(
    rules: options.Rules = None,
    watch: Annotated[bool, Option("--watch", help="Go on, and say after each change what it changed.")] = False,
) -> None:
    """Find every problem of the rules.

    $ gutbone rules check
    $ gutbone rules check --rules my-rules
    $ gutbone rules check --rules my-rules --watch
    """
    from gutbone.review.check import check_rules
    from gutbone.review.wording import reading_measure

    folder = rules or files.packaged_rules()
    words = _words_of(folder)
    if watch:
        _watch(folder)
    found = check_rules(folder)
    for problem in found.problems:
        terminal.tell(f"{words.error}: {problem}")
    if count := len(found.problems):
        told = words.check_problem if count == 1 else words.check_problems
        terminal.tell(visible(told.format(count=count, folder=folder)))
        raise Exit(ExitCode.FAILED)
    terminal.deliver(words.check_none.format(cases=f"{found.cases:,}") + "\n")
    for remark in found.remarks:
        terminal.tell(visible(words.check_note.format(note=said(remark))))
    if reading_measure() is None:
        terminal.tell(words.check_reading.format(command="pip install 'gutbone[check]'"))


def _words_of(folder: Path) -> Words:
    """Speak as a folder of rules does, whatever else is wrong with it, and give its words."""
    from gutbone.rules.voice import voice

    words, messages = voice(folder)
    speak(messages)
    return words


def _watch(folder: Path) -> NoReturn:
    """Say after each change what it changed, until Ctrl-C."""
    from time import sleep

    from gutbone.review.watch import watch

    for told in watch(folder, sleep):
        words = _words_of(folder)
        for problem in told.new:
            terminal.tell(f"{words.error}: {problem}")
        for problem in told.mended:
            terminal.tell(words.watch_mended.format(problem=problem))
        count = len(told.checked.problems)
        left = (
            words.watch_left.format(count=count) if count else words.check_none.format(cases=f"{told.checked.cases:,}")
        )
        terminal.tell(left if told.new or told.mended or not count else words.watch_same.format(count=count))
    raise AssertionError  # it goes on for ever


@command(app)
def test(rules: options.Rules = None) -> None:
    """Run the worked cases beside the rules.

    $ gutbone rules test
    $ gutbone rules test --rules my-rules
    """
    from gutbone.review.cases import run_cases
    from gutbone.rules.load import load_instrument

    folder = rules or files.packaged_rules()
    instrument = load_instrument(folder)
    speak(instrument.messages)
    outcomes, words = run_cases(folder, instrument), instrument.words
    failed = [outcome for outcome in outcomes if outcome.differences]
    for outcome in failed:
        terminal.tell(f"{outcome.where}: {outcome.case}")
        for what, expected, found in outcome.differences:
            terminal.tell(
                f"    {said(what)}\n        {words.test_expected}  {expected}\n        {words.test_found}  {found}"
            )
    terminal.deliver(words.test_hold.format(hold=len(outcomes) - len(failed), fail=len(failed)) + "\n")
    if failed:
        raise Exit(ExitCode.FAILED)


@command(app)
def show(rules: options.Rules = None, format: ShowFormat = "text", diff: Diff = None, answers: Table = None) -> None:
    """Show the whole instrument as a person would review it.

    $ gutbone rules show --format md > instrument.md
    $ gutbone rules show --diff old-rules --answers answers.csv
    """
    from gutbone.review import show as shown

    check_format(format, {"text": ("--diff",), "md": (), "json": ()}, {"--diff": diff is not None})
    instrument = options.instrument(rules)
    if diff is not None:
        before = options.instrument(diff)
        lines = list(shown.differences(before, instrument)) or [instrument.words.diff_same]
        lines += ["", *shown.score_differences(before, instrument, answers)] if answers else []
        terminal.deliver("\n".join(lines) + "\n")
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
    from gutbone.review.schema import rules_schema

    check_known(of, schema_kinds(), "schema of", "OPTIONS_010", "--of")
    terminal.deliver(indented(result_schema() if of == "result" else rules_schema(of)))


@command(app)
def export(
    rules: options.Rules = None,
    format: Annotated[
        str, Option(metavar="NAME", help=f"{', '.join(FORMS)}.", autocompletion=options.one_of(FORMS))
    ] = "fhir",
    weights: Annotated[bool, Option(help="With fhir: points beside the options or not.")] = True,
    with_safety: Annotated[
        bool, Option("--with-safety", help="With fhir and xlsform: ask for age and health too.")
    ] = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Write the questions as a form for other software.

    $ gutbone rules export --format fhir -o form.json
    $ gutbone rules export --format fhir --with-safety -o form-health.json
    $ gutbone rules export --format xlsform -o form.xlsx
    $ gutbone rules export --format redcap -o redcap.csv
    $ gutbone rules export --format csv -o columns.csv
    $ gutbone rules export --format card -o card.html
    $ gutbone rules export --format table -o answers.csv
    """
    from gutbone.exchange.forms import FORMATS, render_form

    obeyed = {name: FOLLOWED.get(name, ()) for name in FORMATS}
    check_format(format, obeyed, {"--no-weights": not weights, "--with-safety": with_safety})
    form = render_form(options.instrument(rules), format, now=clock.now(), weights=weights, with_safety=with_safety)
    terminal.deliver(form, output, force=force)
