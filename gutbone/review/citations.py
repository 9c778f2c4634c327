"""Everything in the rules that must say where it comes from."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from gutbone.rules.article import ArticlePoint
from gutbone.rules.bands import Bands, Gaps
from gutbone.rules.domain import Domain
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item
from gutbone.rules.part import Part, PartQuestion
from gutbone.rules.people import Condition, Flag
from gutbone.rules.positions import blocks
from gutbone.rules.tip import Tip


class Citation(NamedTuple):
    """What cites, in words, the keys of its sources, and its block with the key that a problem points at."""

    owner: str
    sources: tuple[str, ...]
    block: Any
    key: str = "sources"


def citations(instrument: Instrument) -> Iterator[Citation]:
    """Give everything that must cite, file by file."""
    for _, _, block in blocks(instrument):
        match block:
            case Bands(edges=()) | Condition(avoids=(), avoids_everything=False, not_applicable=(), sources=()):
                pass  # what does nothing needs no source
            case Bands() | Gaps():
                yield Citation("the bands", (block.source,) if block.source else (), block, "source")
            case Item():
                yield Citation(f"the points of {block.id}", block.sources, block)
            case Tip() | PartQuestion():
                yield Citation(block.id, block.sources, block)
            case Condition() | Flag():
                yield Citation(block.id, block.sources, block, "id")
            case ArticlePoint():
                yield Citation(block.label, block.sources, block)
        if isinstance(block, Domain | Item | Part) and block.why:
            yield Citation(f"why {block.id} is asked", block.why.sources, block.why)
