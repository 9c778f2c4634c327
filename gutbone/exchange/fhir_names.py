"""What exchanged files call things: addresses, linkIds and codes, the same in every format."""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid5

from gutbone.base.numbers import Points, exact, total
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item, Option

# Under it, rules without an address of their own get the same urn:uuid on every machine.
NAMESPACE = UUID("7f4e1f0b-8f0a-4d43-9d1e-5a0c6ab0f2d7")
TOTAL = "total"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"


@lru_cache(100)
def address(instrument: Instrument, kind: str, more: str = "") -> str:
    """Give the canonical address of something of this instrument, such as its Questionnaire or its CodeSystem."""
    name = f"{kind}/{instrument.id}{more}"
    return (
        f"{instrument.canonical.rstrip('/')}/{name}" if instrument.canonical else f"urn:uuid:{uuid5(NAMESPACE, name)}"
    )


def form_address(instrument: Instrument, *, with_safety: bool) -> str:
    """Give the canonical address of a form: that which asks about conditions is another."""
    return address(instrument, "Questionnaire", "-with-safety" if with_safety else "")


def coding(instrument: Instrument, item: Item, option: Option) -> dict[str, str]:
    """Give an answer as a Coding, whose code is unique over the whole form."""
    return {"system": address(instrument, "CodeSystem"), "code": code(item, option), "display": option.label}


def code(item: Item, option: Option) -> str:
    """Give an answer's code: ids hold no dot, so no two answers of a form share one."""
    return f"{item.id}.{option.id}"


def tick_code(name: str, kind: str = "condition") -> str:
    """Give the linkId and the code of a condition, an age group or a red flag; no id of an item or option holds a dot."""
    return f"form.{kind}.{name}"


def column_of(link: str) -> str:
    """Give the column of a linkId, without the dot that many readers of tables and sheets do not take.

    Nor is it one that scoring a table adds.
    """
    return link.replace(".possible", ".points.possible").replace(".", "_")


def unsure(instrument: Instrument, item: Item) -> dict[str, str]:
    """Give the Coding of "not sure", which is no answer: a form that cannot take an answer back still can be open."""
    system = address(instrument, "CodeSystem")
    return {"system": system, "code": unsure_code(item), "display": instrument.words.not_sure}


def unsure_code(item: Item) -> str:
    """Give the code of "not sure", which nothing can take for an answer."""
    return f"not_sure.{item.id}"


def control(name: str) -> dict[str, Any]:
    """Say how an item is shown, such as by radio buttons."""
    return {"url": CONTROL, "valueCodeableConcept": {"coding": [{"system": CONTROLS, "code": name}]}}


def help_of(link: str, text: str) -> dict[str, Any]:
    """Give the longer help of an item."""
    return {"linkId": f"{link}.help", "extension": [control("help")], "text": text, "type": "display"}


def unsaid(text: str, *said: str) -> str:
    """Give the sentences of a text that were not said before, each once."""
    sentences = re.split(r"(?<=[.?!])\s+", text.strip())
    return " ".join(one for one in dict.fromkeys(sentences) if not any(one in before for before in said))


class Counted(NamedTuple):
    """A score that a form counts from its answers: the points of a domain, a subscore or the total, or their band.

    A form that asks about conditions also counts the points that are ``possible`` for this person. What is ``published``
    fills in what was not answered, as the rules say.

    A band has ``edges``: the fewest whole points that reach each with its label, the lowest first.
    """

    name: str
    label: str
    items: tuple[Item, ...]
    part: Literal["points", "possible", "band", "points.published", "band.published"]
    text: str  # the words beside it: what it counts and out of how much
    edges: tuple[tuple[Points, str], ...] = ()

    @property
    def link(self) -> str:
        """The linkId."""
        return f"{self.name}.{self.part}"

    @property
    def kind(self) -> Literal["string", "integer", "decimal"]:
        """The type of its value, in the words of FHIR."""
        if self.part.startswith("band"):
            return "string"
        is_whole = self.part != "points.published" and not any(item.decimals for item in self.items)
        return "integer" if is_whole else "decimal"

    @property
    def is_published(self) -> bool:
        """Whether it fills in what was not answered."""
        return self.part.endswith(".published")


def is_of_all(instrument: Instrument, score: Counted) -> bool:
    """Say whether only somebody of whom every question counts has this score: of bands of points, and as published."""
    return score.is_published or (score.part == "band" and instrument.bands_of(score.name).of == "points")


def least_known(instrument: Instrument) -> int:
    """Give how many answers the total as published wants: as many as any total does, too."""
    least = ceil(instrument.no_number_under * len(instrument.scored))
    return max(instrument.gaps.at_least if instrument.gaps else 0, least, 1)


def counted(instrument: Instrument, *, with_safety: bool = False, every: bool = False) -> Iterator[Counted]:
    """Give every score of a form, the total last.

    A domain that holds all that counts has the total's score, and a form says it once. Tables and forms written before
    hold it twice: ``every`` score is there for them.
    """
    words = instrument.words
    beside = [(name, one.label, instrument.counting[name]) for name, one in instrument.beside.items()]
    for name, label, items in (*beside, (TOTAL, words.form_total, instrument.scored)):
        possible = total(item.most for item in items)
        is_said = name == instrument.single and not every
        if with_safety and not is_said:
            yield Counted(name, label, items, "points", words.form_own_points.format(name=label))
            yield Counted(name, label, items, "possible", words.form_possible.format(name=label))
        elif not is_said:
            yield Counted(name, label, items, "points", words.form_points.format(name=label, possible=possible))
        bands, is_whole = instrument.bands_of(name), not any(item.decimals for item in items)
        is_same = is_said and not (instrument.domain[name].own_bands or instrument.domain[name].bands)
        if bands.edges and not is_same:
            edge = [exact(band.at_least) for band in bands.edges]
            share = [one * possible / 100 for one in edge]
            least = edge if bands.of == "points" else [ceil(one) if is_whole else exact(one) for one in share]
            edges = tuple(zip(least, (instrument.band_label(name, band.id) for band in bands.edges), strict=True))
            yield Counted(name, label, items, "band", words.form_band.format(name=label, possible=possible), edges)
    if rule := instrument.gaps:
        said = {"label": words.form_total, "rule": rule.rule.replace("_", " "), "least": rule.at_least}
        how = words.column_gaps.format(**said)
        yield Counted(TOTAL, words.form_total, instrument.scored, "points.published", how)
        if instrument.bands.edges:
            band = words.column_published_band.format(how=how)
            yield Counted(TOTAL, words.form_total, instrument.scored, "band.published", band)
