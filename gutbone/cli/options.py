"""The options that commands share, declared once, and the help that puts examples first."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gutbone.base import terminal

if TYPE_CHECKING:
    from gutbone.rules.instrument import Instrument


def examples(about: str, *lines: str) -> dict[str, Any]:
    """Write a command's help, examples first, and its line in the list of commands."""
    shown = "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines), "", about])
    return {"help": shown, "short_help": about}


def instrument(rules: Path | None) -> "Instrument":
    """Load the rules that an option names, or the packaged ones."""
    if rules is None:
        from gutbone.rules.packaged import load_packaged

        return load_packaged(terminal.tell if "--debug" in sys.argv else str)
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
Format = Annotated[str, typer.Option("--format", metavar="NAME", help="text, note, oneline, json, html or fhir.")]
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
Debug = Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")]
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
