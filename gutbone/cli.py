"""The commands: parse, wire, exit. What they do is in the modules they call."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gutbone import __version__, world
from gutbone.errors import ExitCode, GutboneError, visible

if TYPE_CHECKING:
    from gutbone.assessment import Assessment
    from gutbone.instrument import Instrument
    from gutbone.responses import Responses

ABOUT = """\b
Examples:
  gutbone                      take the quiz
  gutbone quiz --plain         take it in plain lines, for a screen reader
  gutbone explain              the gut-bone connection on one screen
  gutbone explain fruit        why a question is asked and how it is scored
  gutbone score answers.yaml   score answers from a file

A self-check of eating habits for gut and bone health. It is general wellbeing
education, not a medical test. It never uses the network and sends nothing anywhere.
"""
MOST_ANSWER_BYTES = 1_000_000

app = typer.Typer(
    name="gutbone",
    help=ABOUT,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def complete_ids(kind: str) -> Any:
    """Make a function that completes ids of a kind from the packaged rules."""

    def ids(incomplete: str) -> list[str]:
        from gutbone.rulebook.load import load_instrument, packaged_rules

        instrument = load_instrument(packaged_rules())
        return [name for name in getattr(instrument, kind) if name.startswith(incomplete)]

    return ids


Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", envvar="GUTBONE_RULES", help="Use the rules in this folder.")
]
Plain = Annotated[bool, typer.Option("--plain", help="Numbered lines: nothing drawn, nothing redrawn.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours.")]
ShowScore = Annotated[bool | None, typer.Option("--score/--no-score", help="With or without numbers and bands.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the result to a file.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
Format = Annotated[str, typer.Option("--format", metavar="text|json", help="How to write the result.")]
Ref = Annotated[str | None, typer.Option("--ref", metavar="TEXT", help="A reference, of up to 64 characters.")]
Has = Annotated[
    list[str],
    typer.Option("--has", metavar="CONDITION", help="A condition.", autocompletion=complete_ids("condition")),
]
Flags = Annotated[
    list[str], typer.Option("--flag", metavar="FLAG", help="A red flag.", autocompletion=complete_ids("flag"))
]
Answers = Annotated[list[str], typer.Option("--answer", metavar="ITEM=OPTION", help="An answer; wins over the file.")]
NoneApply = Annotated[bool, typer.Option("--none", help="Conditions and red flags were asked: there are none.")]
Core = Annotated[bool, typer.Option("--core", help="Only the core questions.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")]


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Name the tool and the instrument.")] = False,
) -> None:
    """Start the quiz in a terminal; print the help elsewhere."""
    if version:
        instrument = _instrument(None)
        world.deliver(f"gutbone {__version__} with {instrument.id} {instrument.version}\n", None, force=False)
        raise typer.Exit
    if context.invoked_subcommand is None:
        if sys.stdin.isatty() and sys.stdout.isatty():
            quiz()
        else:
            world.deliver(context.get_help() + "\n", None, force=False)


@app.command()
def quiz(
    rules: Rules = None,
    format: Format = "text",  # noqa: A002  the option's name is fixed
    output: Output = None,
    force: Force = False,
    ref: Ref = None,
    score: ShowScore = None,
    plain: Plain = False,
    no_color: NoColor = False,
    debug: Debug = False,
) -> None:
    """\b
    Examples:
      gutbone quiz
      gutbone quiz --plain
      gutbone quiz --no-score -o my-result.txt

    Take the quiz: 14 questions, about 3 minutes. Nothing is kept.
    """  # noqa: D301  Click reads the escape
    from gutbone.answers import with_options
    from gutbone.ask.face import ask

    instrument = _instrument(rules)
    world.check_output(output, force=force)
    session = ask(instrument, plain=plain, no_color=no_color)
    if session is None:
        return
    if session.ending == "complete":
        responses = with_options(session.responses, instrument, ref=ref)
        _report(instrument, responses, format, output, score, force=force, plain=plain, no_color=no_color)
    else:
        from gutbone.report.ending import render_ending

        text = render_ending(instrument, session.responses, columns=world.window()[0])
        world.deliver(text, None, force=False)


@app.command()
def score(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Answers as YAML or JSON; - reads standard input.")],
    rules: Rules = None,
    has: Has = [],  # noqa: B006  Typer copies it
    flag: Flags = [],  # noqa: B006
    answer: Answers = [],  # noqa: B006
    none: NoneApply = False,
    core: Core = False,
    ref: Ref = None,
    format: Format = "text",  # noqa: A002
    output: Output = None,
    force: Force = False,
    score: ShowScore = None,
    plain: Plain = False,
    no_color: NoColor = False,
    debug: Debug = False,
) -> None:
    """\b
    Examples:
      gutbone score answers.yaml
      gutbone score answers.yaml --has gluten_free --format json
      gutbone score - < answers.json

    Score answers from a file.
    """  # noqa: D301
    from gutbone.answers import read_answers, with_options

    instrument = _instrument(rules)
    world.check_output(output, force=force)
    responses = read_answers(world.read_input(file, MOST_ANSWER_BYTES), file, instrument)
    responses = with_options(responses, instrument, has=has, flags=flag, answers=answer, none=none, core=core, ref=ref)
    _report(instrument, responses, format, output, score, force=force, plain=plain, no_color=no_color)


@app.command()
def explain(
    id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A question, tip, domain, condition or flag.")
    ] = None,  # noqa: A002
    rules: Rules = None,
    debug: Debug = False,
) -> None:
    """\b
    Examples:
      gutbone explain
      gutbone explain pulses
      gutbone explain warfarin

    Say why something is asked or advised, its points, its sources and how strong they are.
    """  # noqa: D301
    from gutbone.report.explain import explain_article, explain_id

    instrument = _instrument(rules)
    columns = world.window()[0]
    text = explain_article(instrument, columns) if id is None else explain_id(instrument, id, columns)
    world.deliver(text, None, force=False)


def run() -> None:
    """Run the program; every error is one line on stderr and an exit code."""
    _end_on_sigterm()
    try:
        code = app(standalone_mode=False)
    except GutboneError as error:
        code = _fail(str(error), error.exit_code)
    except typer.TyperException as error:
        code = _fail(_usage(error), ExitCode.USAGE)
    sys.exit(code if isinstance(code, int) else ExitCode.DONE)


def _instrument(rules: Path | None) -> "Instrument":
    from gutbone.rulebook.load import load_instrument, packaged_rules

    return load_instrument(rules or packaged_rules())


def _report(
    instrument: "Instrument",
    responses: "Responses",
    format: str,  # noqa: A002
    output: Path | None,
    score: bool | None,
    *,
    force: bool,
    plain: bool,
    no_color: bool,
) -> None:
    """Assess the responses and deliver the report that was asked for."""
    from msgspec.structs import replace

    from gutbone.assessment import assess

    assessment = assess(instrument, replace(responses, assessed_at=responses.assessed_at or world.now()))
    shows_numbers = not assessment.hides_numbers if score is None else score
    is_styled = output is None and world.is_styled(plain)
    world.deliver(
        _render(assessment, format, shows_numbers, is_styled=is_styled, no_color=no_color), output, force=force
    )


def _render(assessment: "Assessment", format: str, shows_numbers: bool, *, is_styled: bool, no_color: bool) -> str:  # noqa: A002
    """Pick the report for a format; each is imported only when it is used."""
    columns = world.window()[0]
    if format == "json":
        from gutbone.report.json import render_json

        return render_json(assessment)
    if format != "text":
        raise GutboneError("OPTIONS_005", f"there is no format {format}.", "Use text or json.", "--format")
    if is_styled:
        from gutbone.report.terminal import render_terminal

        colour = world.wants_colour(no_color)
        return render_terminal(assessment, columns=columns, shows_numbers=shows_numbers, is_coloured=colour)
    from gutbone.report.text import render_text

    return render_text(assessment, columns=columns, shows_numbers=shows_numbers)


def _usage(error: typer.TyperException) -> str:
    """Put a usage error on one line, with where to look."""
    context = getattr(error, "ctx", None)
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    command = context.command_path if context else "gutbone"
    return visible(f"{' '.join(message.split())} See {command} -h.")


def _fail(message: str, code: int) -> int:
    """Print an error; with --debug its trace too."""
    if "--debug" in sys.argv:
        import traceback

        traceback.print_exc()
    print(f"Error: {message}", file=sys.stderr)  # noqa: T201
    return code


def _end_on_sigterm() -> None:
    """Let SIGTERM unwind the stack, so that the terminal is put back and no file is left half written."""
    import signal

    def end(*_: object) -> None:
        sys.exit(ExitCode.SIGTERM)

    signal.signal(signal.SIGTERM, end)
