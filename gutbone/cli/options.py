"""The options, each declared once, and the bundles of them that several commands take."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from msgspec import Struct, structs
from msgspec.structs import replace
from typer import Option

from gutbone.answers.responses import By as Who
from gutbone.base import terminal
from gutbone.base.errors import check_known
from gutbone.base.messages import speak
from gutbone.cli.spread import wants_trace
from gutbone.rules.instrument import Instrument

if TYPE_CHECKING:
    from gutbone.answers import responses
    from gutbone.cohort import outputs


def instrument(rules: Path | None) -> Instrument:
    """Load the rules that an option names, or the packaged ones; from then on things are said by their messages."""
    if rules is None:
        from gutbone.rules.packaged import load_packaged

        loaded = load_packaged(terminal.tell if wants_trace() else str)
    else:
        from gutbone.rules.load import load_instrument

        loaded = load_instrument(rules)
    speak(loaded.messages)
    return loaded


def completes(*kinds: str) -> Callable[[str], list[str]]:
    """Make a function that completes the ids of the packaged rules, for shells."""

    def ids(incomplete: str) -> list[str]:
        packaged = instrument(None)
        return [name for kind in kinds for name in getattr(packaged, kind) if name.startswith(incomplete)]

    return ids


def one_of(names: Iterable[str]) -> Callable[[str], list[str]]:
    """Make a function that completes one of a few names, for shells."""
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


def answers(incomplete: str) -> list[str]:
    """Complete an answer for shells: the question, then its options."""
    items, (name, equals, begun) = instrument(None).items, incomplete.partition("=")
    if not equals:
        return [f"{item}=" for item in items if item.startswith(name)]
    return [f"{name}={option}" for option in items[name].by_id if option.startswith(begun)] if name in items else []


def age_group(instrument: Instrument, age: str | None) -> list[str]:
    """Give the id of the age group that ``--age`` names, by its short name or by the id itself."""
    groups = {group.short or group.id: group.id for group in instrument.conditions.age.groups}
    if age is None or age in groups.values():
        return [age] if age else []
    return [groups[check_known(age, groups, "age group", where="--age")]]


def _file(name: str) -> Path | None:
    """Give the file to write; ``-`` is standard output, and ``./-`` a file."""
    return None if name == "-" else Path(name)


Rules = Annotated[Path | None, Option(metavar="DIR", envvar="GUTBONE_RULES", help="Use the rules in this folder.")]
Output = Annotated[
    Path | None, Option("-o", "--output", metavar="FILE", help="Write the result to a file.", parser=_file)
]
Force = Annotated[bool, Option("--force", help="Write over a file that is there.")]
ShowScore = Annotated[bool | None, Option("--score/--no-score", help="With or without numbers and bands.")]
Plain = Annotated[bool, Option("--plain", help="Numbered lines: nothing drawn, nothing redrawn.")]
NoColor = Annotated[bool, Option("--no-color", help="No colours.")]
Version = Annotated[bool, Option("--version", help="Name the tool and the instrument.")]
Has = Annotated[list[str], Option(metavar="CONDITION", help="A condition.", autocompletion=completes("condition"))]
NoneApply = Annotated[bool, Option("--none", help="Conditions and red flags were asked: only those named here apply.")]
Core = Annotated[bool, Option("--core", help="Only the core questions.")]
Observation = Annotated[bool, Option("--observation", help="With fhir: a Bundle with an Observation a score.")]
WithSafety = Annotated[bool, Option("--with-safety", help="With fhir: conditions, age group and flags too.")]
Large = Annotated[bool, Option("--large", help="With html: in type of 16 points.")]
Age = Annotated[str | None, Option(metavar="GROUP", help="The age group: {ages}.")]
By = Annotated[
    str | None,
    Option(metavar="self|carer|clinician", help="Who answered, for the note.", autocompletion=one_of(get_args(Who))),
]
Ref = Annotated[str | None, Option(metavar="TEXT", help="A reference, of up to 64 characters.")]
Keep = Annotated[bool, Option("--keep", help="Keep the result on this computer: see gutbone history.")]
Line = Annotated[
    int | None,
    Option(min=1, metavar="NUMBER", help="In a file of several results: which line; in a Bundle, which one."),
]


class Answering(Struct, frozen=True):
    """What options add to a person's answers."""

    has: Has = []
    flag: Annotated[list[str], Option(metavar="FLAG", help="A red flag.", autocompletion=completes("flag"))] = []
    answer: Annotated[
        list[str], Option(metavar="ITEM=OPTION", help="An answer; wins over the file.", autocompletion=answers)
    ] = []
    none: NoneApply = False
    core: Core = False
    ref: Ref = None
    allow_nhs_number: Annotated[bool, Option("--allow-nhs-number", help="Let --ref be an NHS number.")] = False
    by: By = None


class Reading(Struct, frozen=True):
    """How the cells of a table are read."""

    numbers: Annotated[
        Literal["amounts", "codes"] | None,
        Option(help="What whole numbers in a table are; codes count options from 1."),
    ] = None
    missing: Annotated[list[str], Option(metavar="MARK", help="What stands in a table where nothing is known.")] = []
    codebook: Annotated[
        Path | None, Option(metavar="FILE", help="What the values of a table mean: column, value and option, as CSV.")
    ] = None
    sheet: Annotated[str | None, Option(metavar="NAME", help="The sheet of a workbook.")] = None

    def read(self) -> "responses.Reading":
        """Give it as the readers of cells take it; marks may stand in one option with commas between."""
        from gutbone.answers import responses

        marks = tuple(mark for text in self.missing for mark in text.split(",") if mark)
        given = responses.Reading(numbers=self.numbers, missing=marks)
        if self.codebook is None:
            return given
        from gutbone.exchange.codebook import read_codebook

        return replace(given, codebook=read_codebook(self.codebook))


class Writing(Struct, frozen=True):
    """What is written of a scored table, and beside it."""

    decimal: Annotated[
        Literal["point", "comma"], Option(help="Of a CSV: comma writes decimal commas, and semicolons between.")
    ] = "point"
    points: Annotated[bool, Option("--points", help="Add the points of every question.")] = False
    long: Annotated[bool, Option("--long", help="A row for every answer, in place of one for every person.")] = False
    report: Annotated[
        Path | None, Option(metavar="FILE", help="Write what is said of the run, and all counts, as JSON.")
    ] = None
    dictionary: Annotated[
        Path | None, Option(metavar="FILE", help="Write what the columns of the scores mean, as CSV.")
    ] = None
    plot: Annotated[
        Path | None, Option(metavar="FILE", help="Draw how the scores are spread, as SVG; - draws it here.")
    ] = None

    def wanted(self) -> "outputs.Wanted":
        """Give it as the writer of tables takes it."""
        from gutbone.cohort import outputs

        return outputs.Wanted(**structs.asdict(self))


class Keeping(Struct, frozen=True):
    """What is kept of a quiz."""

    keep: Keep = False
    save: Annotated[bool, Option(help="Keep the answers until the result, to carry on later.")] = True
    remind_in: Annotated[
        int | None,
        Option(
            min=1,
            max=52,
            metavar="WEEKS",
            help="Write a reminder for your calendar: gutbone-reminder.ics, or that name with its day.",
        ),
    ] = None
