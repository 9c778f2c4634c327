"""What exchanged files call things: addresses, linkIds and codes, the same in every format."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from gutbone.instrument import Instrument
from gutbone.rules import Item, Option

# Under it, rules without an address of their own get the same urn:uuid on every machine.
NAMESPACE = UUID("7f4e1f0b-8f0a-4d43-9d1e-5a0c6ab0f2d7")
TOTAL = "total"
SELF_REPORTED = "Self-reported; not a diagnosis."  # every export says it, in these words


def address(instrument: Instrument, kind: str) -> str:
    """Give the canonical address of something of this instrument, such as its Questionnaire or its CodeSystem."""
    if instrument.canonical:
        return f"{instrument.canonical.rstrip('/')}/{kind}/{instrument.id}"
    return f"urn:uuid:{uuid5(NAMESPACE, f'{kind}/{instrument.id}')}"


def questionnaire_of(instrument: Instrument) -> str:
    """Give the address of the questionnaire with its version, as responses name it."""
    return f"{address(instrument, 'Questionnaire')}|{instrument.version}"


def coding(instrument: Instrument, item: Item, option: Option) -> dict[str, str]:
    """Give an answer as a Coding, whose code is unique over the whole form."""
    return {"system": address(instrument, "CodeSystem"), "code": code(item, option), "display": option.label}


def code(item: Item, option: Option) -> str:
    """Give an answer's code: ids hold no dot, so no two answers of a form share one."""
    return f"{item.id}.{option.id}"


def points_id(name: str) -> str:
    """Give the linkId of the points of a domain, or of the total."""
    return f"{name}.points"


def band_id(name: str) -> str:
    """Give the linkId of the band of a domain, or of the total."""
    return f"{name}.band"


def scored(instrument: Instrument) -> dict[str, tuple[str, tuple[Item, ...]]]:
    """Give all that has a score, each with its label and items: the domains, then the total."""
    domains = {domain.id: (domain.label, domain.items) for domain in instrument.domains}
    return {**domains, TOTAL: (instrument.words.form_total, tuple(instrument.items.values()))}


def has_band(instrument: Instrument, name: str) -> bool:
    """Say whether this score has a band: edges in points are for the total alone."""
    return name == TOTAL or instrument.bands.of == "percent"


def band_edges(instrument: Instrument, items: Sequence[Item]) -> list[tuple[int, str]]:
    """Give the fewest points that reach each band with its label, the lowest first, rounded up as whole points."""
    possible = sum(item.most for item in items)
    of_points = instrument.bands.of == "points"
    return [
        (band.at_least if of_points else -(-band.at_least * possible // 100), band.label)
        for band in sorted(instrument.bands.edges, key=lambda band: band.at_least)
    ]


def score_text(instrument: Instrument, name: str, linked: str) -> str:
    """Give the words beside a score: what it counts and out of how much."""
    label, items = scored(instrument)[name]
    words = instrument.words.form_band if linked == band_id(name) else instrument.words.form_points
    return words.format(name=label, possible=sum(item.most for item in items))
