"""What each file of the rules holds, as it stands in the file; shapes and schemas are both made from this."""

from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from gutbone.rules.article import Article, Clinic
from gutbone.rules.block import Source
from gutbone.rules.domain import Domain, Food, Item, Tip
from gutbone.rules.instrument import Head
from gutbone.rules.people import Conditions, Flags
from gutbone.rules.words import Words


class InstrumentFile(Head, frozen=True, kw_only=True):
    """The file ``instrument.yaml``: what holds for the whole, the domains by name, and the tips for everyone."""

    domains: tuple[str, ...]
    closing: tuple[Tip, ...] = ()


# By the file's name without its ending; every file in domains/ is a domain.
FILES: dict[str, Any] = {
    "instrument": InstrumentFile,
    "domain": Domain,
    "foods": tuple[Food, ...],
    "conditions": Conditions,
    "flags": Flags,
    "clinic": Clinic,
    "article": Article,
    "sources": tuple[Source, ...],
    "words": Words,
}


def kind_of(name: str) -> str:
    """Give which of ``FILES`` a file is, by its path in the rules."""
    return "domain" if name.startswith("domains/") else name.removesuffix(".yaml")


def keys_of(block: type[Struct]) -> dict[str, tuple[Any, bool]]:
    """Give every key that a block may hold, with the type of its value and whether it must be there.

    An item's and a tip's domain is left out: the file they stand in says it.
    """
    known = {field.name: (field.type, field.required) for field in fields(block)}
    return {key: kind for key, kind in known.items() if key != "domain" or block not in {Item, Tip}}


def without_nothing(kind: Any) -> tuple[Any, bool]:
    """Give a type apart from what is noted on it and from None, and whether None was among it."""
    inner = [one for one in get_args(kind) if one is not NoneType]
    if get_origin(kind) is Annotated:
        return without_nothing(inner[0])
    return (without_nothing(inner[0])[0], True) if NoneType in get_args(kind) else (kind, False)
