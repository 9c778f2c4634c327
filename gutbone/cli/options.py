"""The options, each declared once, and the bundles of them that several commands take."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from gutbone.assess.report_options import ReportOptions
from gutbone.base import terminal
from gutbone.cli.formats import FORMATS
from gutbone.cli.spread import wants_trace

if TYPE_CHECKING:
    from gutbone.rules.instrument import Instrument


def instrument(rules: Path | None) -> "Instrument":
    """Load the rules that an option names, or the packaged ones."""
    if rules is None:
        from gutbone.rules.packaged import load_packaged

        return load_packaged(terminal.tell if wants_trace() else str)
    from gutbone.rules.load import load_instrument

    return load_instrument(rules)


def completes(*kinds: str) -> Callable[[str], list[str]]:
    """Make a function that completes the ids of the packaged rules, for shells."""

    def ids(incomplete: str) -> list[str]:
        packaged = instrument(None)
        return [name for kind in kinds for name in getattr(packaged, kind) if name.startswith(incomplete)]

    return ids


def _file(name: str) -> Path | None:
    """Give the file to write; ``-`` is standard output, and ``./-`` a file."""
    return None if name == "-" else Path(name)


Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", envvar="GUTBONE_RULES", help="Use the rules in this folder.")
]
*NAMES, LAST_NAME = FORMATS
Format = Annotated[str, typer.Option("--format", metavar="NAME", help=f"{', '.join(NAMES)} or {LAST_NAME}.")]
Observation = Annotated[bool, typer.Option("--observation", help="With fhir: a Bundle with an Observation a score.")]
WithSafety = Annotated[bool, typer.Option("--with-safety", help="With fhir: conditions, age group and flags too.")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the result to a file.", parser=_file)
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
ShowScore = Annotated[bool | None, typer.Option("--score/--no-score", help="With or without numbers and bands.")]
Plain = Annotated[bool, typer.Option("--plain", help="Numbered lines: nothing drawn, nothing redrawn.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours.")]
Ref = Annotated[str | None, typer.Option("--ref", metavar="TEXT", help="A reference, of up to 64 characters.")]
Has = Annotated[
    list[str], typer.Option("--has", metavar="CONDITION", help="A condition.", autocompletion=completes("condition"))
]
HasFlag = Annotated[
    list[str], typer.Option("--flag", metavar="FLAG", help="A red flag.", autocompletion=completes("flag"))
]
Answers = Annotated[list[str], typer.Option("--answer", metavar="ITEM=OPTION", help="An answer; wins over the file.")]
NoneApply = Annotated[
    bool, typer.Option("--none", help="Conditions and red flags were asked: only those named here apply.")
]
Core = Annotated[bool, typer.Option("--core", help="Only the core questions.")]
Keep = Annotated[bool, typer.Option("--keep", help="Keep the result on this computer: see gutbone history.")]
Save = Annotated[bool, typer.Option("--save/--no-save", help="Keep the answers until the result, to carry on later.")]
RemindIn = Annotated[
    int | None,
    typer.Option(min=1, max=52, metavar="WEEKS", help="Write a reminder for your calendar: gutbone-reminder.ics."),
]
Id = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]",
        help="A question, tip, domain, condition or flag.",
        autocompletion=completes("items", "tips", "domain", "condition", "flag"),
    ),
]
AnswersFile = Annotated[
    str, typer.Argument(metavar="FILE", help="Answers as YAML, JSON or FHIR; - reads standard input.")
]
Table = Annotated[
    str, typer.Argument(metavar="TABLE", help="Answers as CSV or Parquet; - reads CSV from standard input.")
]
Digits = Annotated[
    str | None,
    typer.Argument(metavar="[DIGITS]", help="One character a core question, such as 3324231; 0 for not sure."),
]
Explain = Annotated[bool, typer.Option("--explain", help="Add every point and tip with its rule and source.")]
AllowNhsNumber = Annotated[bool, typer.Option("--allow-nhs-number", help="Let --ref be an NHS number.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask; say which option to use instead.")]
Version = Annotated[bool, typer.Option("--version", help="Name the tool and the instrument.")]


class Answering(Struct, frozen=True):
    """What options add to a person's answers."""

    has: Has = []
    flag: HasFlag = []
    answer: Answers = []
    none: NoneApply = False
    core: Core = False
    ref: Ref = None
    allow_nhs_number: AllowNhsNumber = False


class Keeping(Struct, frozen=True):
    """What is kept of a quiz."""

    keep: Keep = False
    save: Save = True
    remind_in: RemindIn = None


class Report(Struct, frozen=True):
    """Which report to write, and where to."""

    explain: Explain = False
    format: Format = "text"
    observation: Observation = False
    with_safety: WithSafety = False
    output: Output = None
    force: Force = False
    score: ShowScore = None
    plain: Plain = False
    no_color: NoColor = False

    def options(self, instrument: "Instrument") -> ReportOptions:
        """Give what the writer of the report may obey, with the window it is for."""
        columns, rows = terminal.window()
        return ReportOptions(
            rules=instrument,
            explain=self.explain,
            score=self.score,
            observation=self.observation,
            with_safety=self.with_safety,
            columns=columns,
            rows=rows,
            is_styled=self.output is None and terminal.is_styled(self.plain),
            is_coloured=terminal.wants_colour(self.no_color),
        )
