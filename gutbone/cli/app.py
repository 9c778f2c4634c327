"""{title}.

{purpose} It never uses the network and sends nothing anywhere.

    $ gutbone                      take the quiz
    $ gutbone quiz --plain         take it in plain lines, for a screen reader
    $ gutbone explain              what stands behind the questions, on one screen
    $ gutbone explain {item}        why a question is asked and how it is scored
    $ gutbone screen {digits}       the quick screen, a digit a question
    $ gutbone score answers.yaml   score answers from a file
"""

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Literal

import typer
from msgspec.structs import replace
from typer import Argument, Option
from typer.main import get_command, get_group

from gutbone.base import commands, terminal
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.base.messages import said, speak
from gutbone.base.text import visible
from gutbone.base.version import __version__
from gutbone.cli import options
from gutbone.cli.formats import Report
from gutbone.cli.helping import Group, digits_of, named_rules
from gutbone.cli.options import Answering, Keeping
from gutbone.cli.spread import Without, command, helped, spread, wants_trace

PLAIN: dict[str, Callable[..., None]] = {}  # the commands of this file


def plain(function: Callable[..., None]) -> Callable[..., None]:
    """Note a function that becomes a command where it is asked for: to make all of them takes a tenth of a start."""
    PLAIN[function.__name__] = function
    return function


@cache
def made(function: Callable[..., None]) -> Any:
    """Make a command of a function, once however often this process runs the program."""
    own = typer.Typer(rich_markup_mode=None, add_completion=False)
    command(own)(function)
    return get_command(own)


@cache
def family(name: str) -> Any:
    """Make the commands of a file beside this one."""
    return get_group(import_module(f"gutbone.cli.{name}").app)


class Commands(Group):
    """The program's commands, each made when it is asked for; a name that is none of the plain ones brings the families in."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command by its name, as Typer asks for it."""
        if cmd_name in PLAIN and cmd_name not in self.commands:
            self.commands[cmd_name] = made(PLAIN[cmd_name])
        elif cmd_name not in self.commands:
            self.list_commands(ctx)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """Give all names, for the help and for shells."""
        for name in PLAIN:
            self.get_command(ctx, name)
        for name in ("rules", "history"):
            if name not in self.commands:
                self.commands[name] = family(name)
        if "last" not in self.commands:
            self.commands.update(family("last").commands | family("explain").commands)
        return super().list_commands(ctx)


app = typer.Typer(
    name="gutbone",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    **helped(__doc__),
)


@app.callback(invoke_without_command=True)
def root(context: typer.Context, version: options.Version = False) -> None:
    """Start the quiz in a terminal; print the help elsewhere."""
    if version:
        instrument = options.instrument(terminal.rules_named())
        terminal.deliver(f"gutbone {__version__} with {instrument.id} {instrument.version}\n")
    elif context.invoked_subcommand is None and terminal.is_between_terminals():
        spread(quiz)(rules=terminal.rules_named(), debug=False, part="")
    elif context.invoked_subcommand is None:
        terminal.deliver(context.get_help() + "\n")


@plain
def quiz(
    *,
    rules: options.Rules = None,
    answering: Annotated[Answering, Without({"has", "flag", "answer", "none", "core"})],
    report: Report,
    keeping: Keeping,
    part: Annotated[str, Option("--part", metavar="PART", help="Ask the questions of a part too: {parts}.")] = "",
) -> None:
    """Take the quiz: {questions} questions.

    If you stop, you can carry on within 14 days. Your result is held for 14 days, and kept only if you say so.

        $ gutbone quiz
        $ gutbone quiz --plain
        $ gutbone quiz --keep --remind-in 6
        $ gutbone quiz --no-save
        $ gutbone quiz --no-score -o my-result.txt
    """
    from gutbone.cli.take import take_quiz

    take_quiz(options.instrument(rules), answering, report, keeping, part)


@plain
def screen(
    *,
    digits: Annotated[
        str | None,
        Argument(metavar="[DIGITS]", help="One character a core question, such as {digits}; {unsure} for not sure."),
    ] = None,
    rules: options.Rules = None,
    age: options.Age = None,
    answering: Annotated[Answering, Without({"core"})],
    report: Report,
    no_input: Annotated[bool, Option("--no-input", help="Never ask; say which option to use instead.")] = False,
) -> None:
    """Do the quick screen: {core} questions.

    Nothing is kept. In a terminal it ends with keys for the note, and for a page to print.

        $ gutbone screen {digits} --by self --format note
        $ gutbone screen {digits} --has {condition} --flag {flag} --format note
        $ gutbone screen
    """
    from gutbone.answers.digits import read_digits
    from gutbone.cli import outcome, quick_screen_keys
    from gutbone.cli.take import faced
    from gutbone.quiz.ask import ask_screen
    from gutbone.rules.quick_screen import check_quick_screen

    instrument = options.instrument(rules)
    check_quick_screen(instrument)
    answering = replace(answering, has=[*answering.has, *options.age_group(instrument, age)])
    known = outcome.check(instrument, answering, report)
    if digits is None and no_input:
        fix = f"Give them as digits: {commands.command('screen', digits_of(instrument))}."
        raise GutboneError("OPTIONS_009", "there are no answers.", fix)
    responses = None if digits is None else read_digits(digits, instrument)
    with faced(instrument, answering, report, may_ask=not no_input) as (face, theirs):
        if responses is None:
            if not (session := ask_screen(instrument, known, face)):
                return
            if session.ending in {"stopped", "left"}:
                outcome.end(session)
                return
            responses = session.responses
        quick_screen_keys.finish(instrument, responses, answering, report, theirs, face, may_ask=not no_input)


@plain
def score(
    *,
    file: Annotated[str, Argument(metavar="FILE", help="Answers as YAML, JSON or FHIR; - reads standard input.")],
    rules: options.Rules = None,
    answering: Answering,
    report: Report,
    reading: options.Reading,
    line: options.Line = None,
    keep: options.Keep = False,
) -> None:
    """Score answers from a file.

    $ gutbone score answers.yaml
    $ gutbone score answers.yaml --has {condition} --format json
    $ gutbone score - < answers.json
    $ gutbone score response.json --format fhir
    """
    from gutbone.cli import outcome
    from gutbone.cli.reading import read_file
    from gutbone.exchange.pick import Pick

    instrument, theirs = options.instrument(rules), outcome.NOBODYS
    outcome.check(instrument, answering, report, keeps=keep)
    responses = read_file(file, instrument, reading, Pick(answering.ref, line))
    if answering.ref is not None:  # the step of an earlier result may be asked about
        from gutbone.cli.take import faced

        with faced(instrument, answering, report, may_ask=file != "-") as (_, theirs):
            pass
    outcome.deliver(instrument, responses, answering, report, keeps=keep, theirs=theirs)


@plain
def cohort(
    *,
    table: Annotated[
        str,
        Argument(metavar="TABLE", help="A table: CSV, JSON Lines, Parquet, Excel, SPSS, Stata or SAS; - reads text."),
    ],
    rules: options.Rules = None,
    core: options.Core = False,
    output: options.Output = None,
    force: options.Force = False,
    plain: options.Plain = False,
    reading: options.Reading,
    writing: options.Writing,
) -> None:
    """Score a whole table, a row a person.

    $ gutbone cohort answers.csv -o scores.csv
    $ gutbone cohort answers.parquet -o scores.parquet
    $ gutbone cohort - < answers.csv > scores.csv
    """
    from gutbone.cohort import needs_extra

    mode: Literal["core", "full"] = "core" if core else "full"
    with needs_extra():
        from gutbone.cohort.command import run

        run(
            options.instrument(rules),
            table,
            output,
            force=force,
            mode=mode,
            plain=terminal.wants_plain(plain),
            reading=reading.read(),
            sheet=reading.sheet,
            wanted=writing.wanted(),
        )


def run() -> None:
    """Run the program; every error is one line on stderr and an exit code, a usage error with where to look."""
    commands.begin(sys.argv[0], next(iter(sys.orig_argv), "python"))
    terminal.end_on_signals()
    terminal.open_closed_stderr()
    speak({})  # until rules are loaded
    try:
        code = app(standalone_mode=False, terminal_width=max(50, min(terminal.window()[0], 80) - 2))
    except GutboneError as error:
        code = _fail(error, error.exit_code)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        name = context.command_path.removeprefix(context.find_root().info_name).strip() if context else ""
        see = f"See {commands.command(name, '-h')}."
        code = _fail([" ".join(error.format_message().split()), see], ExitCode.USAGE)
    except OSError as error:  # Typer prints help itself, perhaps to a full disk
        problem = terminal.unwritable_output(error)
        code = _fail(problem, problem.exit_code)
    except SystemExit as stop:  # Typer ends with 1 when the reader of its help is gone; that is no failure
        code = ExitCode.DONE if stop.code == 1 else stop.code
    sys.exit(code if isinstance(code, int) else ExitCode.DONE)


def _fail(error: GutboneError | list[str], code: int) -> int:
    """Print an error as the rules say it; with --debug its trace too, in which words from outside may stand."""
    if wants_trace():
        import traceback

        terminal.tell("\n".join(map(visible, traceback.format_exc().split("\n"))))
    word = "Error"
    if folder := named_rules():
        from gutbone.rules.voice import voice

        words, messages = voice(folder)
        word = words.error
        speak(messages)
    message = str(error) if isinstance(error, GutboneError) else visible(" ".join(map(said, error)))
    terminal.tell(f"{word}: {message}")
    return code
