"""Everything in the rules that must say where it comes from."""

from collections.abc import Iterator
from typing import NamedTuple

from gutbone.instrument import Instrument
from gutbone.plain_yaml import Path_
from gutbone.rulebook.problem import condition_place, domain_file, item_place, tip_place


class Citation(NamedTuple):
    """What cites, in words, the keys of its sources, and the place of those."""

    owner: str
    sources: tuple[str, ...]
    place: tuple[str, Path_]


def citations(instrument: Instrument) -> Iterator[Citation]:
    """Give everything that must cite, file by file."""
    yield Citation("the bands", (instrument.bands.source,), ("instrument.yaml", ("bands", "source")))
    for domain in instrument.domains:
        place = (domain_file(domain.id), ("why", "sources"))
        yield Citation(f"why {domain.id} is asked", domain.why.sources, place)
    for item in instrument.items.values():
        at = item_place(instrument, item)
        yield Citation(f"the points of {item.id}", item.sources, at("sources"))
        yield Citation(f"why {item.id} is asked", item.why.sources, at("why", "sources"))
    for tip in instrument.tips.values():
        yield Citation(tip.id, tip.sources, tip_place(instrument, tip)("sources"))
    for condition in instrument.condition.values():
        if condition.avoids or condition.avoids_everything or condition.not_applicable or condition.sources:
            yield Citation(condition.id, condition.sources, condition_place(instrument, condition))
    for index, flag in enumerate(instrument.flags.flags):
        yield Citation(flag.id, flag.sources, ("flags.yaml", ("flags", index, "id")))
    yield from _of_the_article(instrument)


def _of_the_article(instrument: Instrument) -> Iterator[Citation]:
    article = instrument.article
    for key, points in (("ways", article.ways), ("steps", article.steps)) if article else ():
        for index, point in enumerate(points):
            yield Citation(point.label, point.sources, ("article.yaml", (key, index, "sources")))
