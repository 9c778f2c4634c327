"""Which columns of a table are answers, under whatever names; which pass through, and which cannot stay."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from gutbone.answers.responses import Reading
from gutbone.base.errors import GutboneError
from gutbone.rules.instrument import Instrument

CONDITIONS = "conditions"
SCORE = ("status", "points_low", "points_high", "possible", "percent_low", "percent_high", "band_low", "band_high")
BESIDE = (("age", "Age groups count in the column conditions."),)
OF_FULL = (("mode", "To score all as quick screens, add --core."),)
OWN = "gutbone__"
GROUP = re.compile(r"^.*[/.:-]")  # before the name of a question, as survey programs write it
BOX = re.compile(rf"^(?:.*[/.:-])?{CONDITIONS}(?:___|[/.\[])([a-z0-9_]+)\]?$")  # one box of a set of boxes


class Columns(NamedTuple):
    """The columns of a table of answers, by what becomes of them."""

    items: dict[str, str]
    """The items that there are, with the column of each."""
    has_conditions: bool
    passed: tuple[str, ...]
    meant: dict[str, str]
    """Columns that pass through although they look like an item's, with that item."""
    conditions: str = CONDITIONS
    boxes: Mapping[str, str] = {}
    """Columns that are a box each, with the id beside it."""

    @property
    def taken(self) -> list[str]:
        """The columns that hold answers and conditions."""
        return [*self.items.values(), *([self.conditions] if self.has_conditions else []), *self.boxes]

    @property
    def renamed(self) -> dict[str, str]:
        """The columns that were read under another name than their own."""
        read = {column: name for name, column in self.items.items()}
        read |= {self.conditions: CONDITIONS} if self.has_conditions else {}
        read |= {column: f"{CONDITIONS} ({box})" for column, box in self.boxes.items()}
        return {column: name for column, name in read.items() if column != name}

    def notes(self) -> Iterator[str]:
        """Say what was read under another name, and what looks like an answer and was not read."""
        yield from (f"The column {column} was read as {name}." for column, name in self.renamed.items())
        yield from (f"The column {name} was not read. Did you mean {item}?" for name, item in self.meant.items())

    def beside(self, mode: str) -> Iterator[str]:
        """Say which columns passed through that the file of one person is scored by."""
        for name, fix in (*BESIDE, *(() if mode == "core" else OF_FULL)):
            for column in (column for column in self.passed if _plain(column) == name):
                yield f"The column {column} was not read. {fix}"


def output_columns(instrument: Instrument) -> tuple[str, ...]:
    """Name the columns that scoring adds, in order."""
    scored = [f"{name}_{part}" for name in instrument.counting for part in SCORE]
    published = ("total_published_points", "total_published_band") if instrument.gaps else ()
    return (*scored, *published, "answered", "problem")


def sort_columns(instrument: Instrument, names: Sequence[str], where: str = "") -> Columns:
    """Tell the columns of a table apart.

    Raises GutboneError (exit code 2) when one stands twice, none is an item, or one has the name of a result.
    """
    _check_names(names, where)
    found = matched(names, (*instrument.items, CONDITIONS), where)
    boxes = {name: box[1] for name in names if name not in found.values() and (box := BOX.match(_plain(name)))}
    conditions = found.pop(CONDITIONS, None)
    if not found:
        some = ", ".join([*instrument.items][:3])
        fix = f"Name the columns after the items, such as {some}, with a comma between."
        almost = near(names, [*instrument.items])
        hint = "".join(f"For {name}, did you mean {item}? " for name, item in [*almost.items()][:1])
        raise GutboneError("TABLE_004", "no column is an item of these rules.", f"{hint}{fix}", where)
    passed = tuple(name for name in names if name not in {*found.values(), conditions, *boxes})
    taken = {name.casefold() for name in output_columns(instrument)}
    for name in passed:
        if name.casefold() in taken or name.casefold().startswith(OWN):
            what = f"the column {name} has the name of a result."
            raise GutboneError("TABLE_005", what, "Rename it, or score a table without it.", where)
    items = {item: found[item] for item in instrument.items if item in found}
    of_forms = {f"{name}_{part}" for name in instrument.counting for part in ("points", "band")}
    of_forms |= {"total_points_published", "total_band_published"}
    of_forms |= {f"{name}_shown" for name in of_forms}
    known = (*instrument.items, CONDITIONS)
    others = [name for name in passed if _plain(name) not in of_forms]
    meant = {name: item for name in others if (item := _within(name, known))} | near(others, known)
    return Columns(items, conditions is not None, passed, meant, conditions or CONDITIONS, boxes)


def matched(names: Sequence[str], wanted: Iterable[str], where: str = "") -> dict[str, str]:
    """Find the column of each name: the same, or the only one that differs in capitals, blanks and a group before it.

    Raises GutboneError where two columns fit equally well.
    """
    found: dict[str, str] = {}
    for name in wanted:
        fits: list[str] = []
        for look in (str, _plain, _bare):
            fits = [column for column in names if look(column) == name]
            if fits:
                break
        if len(fits) > 1:
            what = f"the columns {fits[0]} and {fits[1]} could both be {name}."
            raise GutboneError("TABLE_003", what, "Rename or remove one.", where)
        if fits:
            found[name] = fits[0]
    return found


def named_by_rules(reading: Reading, columns: Columns, known: Container[str], where: str = "--codebook") -> Reading:
    """Give a reading whose codebook has the names of the rules, whether it had those or the table's.

    Raises GutboneError for a name that nearly fits a column of answers: it would go unread.
    """
    codebook = reading.codebook
    ours, book = {**columns.items, CONDITIONS: columns.conditions}, dict(codebook)
    book |= {name: codebook[column] for name, column in ours.items() if column in codebook and name not in codebook}
    seen = {*ours.values(), *columns.passed, *columns.boxes}
    left = [name for name in codebook if name not in known and name not in seen]
    fits = matched(left, [name for name in ours if name not in book], where)
    book |= {name: codebook[column] for name, column in fits.items()}
    unread = [name for name in left if name not in fits.values()]
    for column, meant in near(unread, [name for name in columns.items if name not in book]).items():
        what = f"the codebook names {column}, which no column is."
        raise GutboneError("TABLE_018", what, f"Did you mean {meant}?", where)
    return replace(reading, codebook=book)


def near(names: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    """Find the names that nearly fit a known one."""
    from difflib import get_close_matches

    fits = {name: get_close_matches(_bare(name)[:100], known, n=1, cutoff=0.8) for name in names}
    return {name: some[0] for name, some in fits.items() if some}


def _within(name: str, known: Sequence[str]) -> str | None:
    """Find the longest known name that stands in another, with nothing but its own words."""
    words = re.sub(r"[\W_]+", "_", f" {_plain(name)} ")
    return max((one for one in known if f"_{one}_" in words), key=len, default=None)


def own(kind: str, name: str) -> str:
    """Name a column that is only a step on the way."""
    return f"{OWN}{kind}__{name}"


def _check_names(names: Sequence[str], where: str) -> None:
    """Refuse names that are no text, and those that stand twice."""
    for name in names:
        if not isinstance(name, str):
            raise GutboneError("TABLE_003", f"the name of the column {name} is no text.", "Rename it.", where)
    # Some engines take columns that differ only in capitals for the same.
    repeated = [name for name, count in Counter(name.casefold() for name in names).items() if count > 1]
    if repeated:
        often = "twice" if len(repeated) == 1 else "more than once"
        what = f"the column {repeated[0] or 'without a name'} stands here {often}."
        raise GutboneError("TABLE_003", what, "Rename or remove one.", where)


def _plain(name: str) -> str:
    return name.strip().casefold()


def _bare(name: str) -> str:
    """Give a name without the group before it."""
    return GROUP.sub("", _plain(name)).strip()
