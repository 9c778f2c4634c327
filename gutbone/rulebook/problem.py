"""A problem of the rules and where it stands, before the place is looked up in the file."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gutbone.errors import ExitCode, GutboneError
from gutbone.instrument import Instrument
from gutbone.plain_yaml import Document, Path_
from gutbone.rules import Condition, Item, Tip

Place = Callable[..., tuple[str, Path_]]


class Problem(NamedTuple):
    """What is wrong, in which file and where in it, and how to fix it."""

    code: str
    file: str
    path: Path_
    what: str
    fix: str

    def placed(self, documents: Mapping[str, Document]) -> GutboneError:
        """Give the problem as an error, with its line and column in the file."""
        return GutboneError(self.code, self.what, self.fix, documents[self.file].where(self.path), ExitCode.FAILED)


def domain_file(domain: str | None) -> str:
    """Give the file a domain stands in; what belongs to no domain stands in instrument.yaml."""
    return f"domains/{domain}.yaml" if domain else "instrument.yaml"


def item_place(instrument: Instrument, item: Item) -> Place:
    """Give a function from a path inside an item to its place."""
    index = instrument.domain[item.domain].items.index(item)
    return lambda *path: (domain_file(item.domain), ("items", index, *path))


def tip_place(instrument: Instrument, tip: Tip) -> Place:
    """Give a function from a path inside a tip to its place."""
    key, tips = ("tips", instrument.domain[tip.domain].tips) if tip.domain else ("closing", instrument.closing)
    index = tips.index(tip)
    return lambda *path: (domain_file(tip.domain), (key, index, *path))


def condition_place(instrument: Instrument, condition: Condition) -> tuple[str, Path_]:
    """Give the place of a condition or an age group."""
    rules = instrument.conditions
    if condition in rules.conditions:
        return "conditions.yaml", ("conditions", rules.conditions.index(condition), "id")
    return "conditions.yaml", ("age", "groups", rules.age.groups.index(condition), "id")
