"""What each file of the rules holds, as it stands in the file; shapes and schemas are both made from this."""

from typing import Any

from gutbone.rules.article import Article, Clinic
from gutbone.rules.block import Source
from gutbone.rules.domain import Domain
from gutbone.rules.instrument import Head
from gutbone.rules.part import Part
from gutbone.rules.people import Conditions, Flags
from gutbone.rules.tip import Food, Tip
from gutbone.rules.words import Words


class InstrumentFile(Head, frozen=True, kw_only=True):
    """The file ``instrument.yaml``: what holds for the whole, the domains and parts by name, and the tips for everyone."""

    domains: tuple[str, ...]
    parts: tuple[str, ...] = ()
    closing: tuple[Tip, ...] = ()


# By the file's name without its ending; every file in domains/ is a domain, every file in parts/ a part.
FILES: dict[str, Any] = {
    "instrument": InstrumentFile,
    "domain": Domain,
    "part": Part,
    "foods": tuple[Food, ...],
    "conditions": Conditions,
    "flags": Flags,
    "clinic": Clinic,
    "article": Article,
    "sources": tuple[Source, ...],
    "words": Words,
    "messages": dict[str, str],
}


def kind_of(name: str) -> str:
    """Give which of ``FILES`` a file is, by its path in the rules."""
    folder, slash, _ = name.partition("/")
    return folder.removesuffix("s") if slash else name.removesuffix(".yaml")
