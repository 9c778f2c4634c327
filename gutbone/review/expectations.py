"""What a worked case can expect, and how that differs from what the rules give.

Some expectations are about one person, the others are tables about the rules themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from gutbone.assess.advice import rules_out
from gutbone.assess.result import Result
from gutbone.assess.scoring import Range, Score
from gutbone.review.citations import citations
from gutbone.rules.block import ConditionId, DomainId, FlagId, Rule, TipId, refers
from gutbone.rules.instrument import Instrument
from gutbone.rules.tip import Tip

NOBODY = "none"
Question = Annotated[str, refers("question")]
QuestionOrDomain = Annotated[str, refers("question or domain")]


class Expected(Rule, frozen=True):
    """What a case must give; what is left out is not looked at.

    About a person: ``points`` ("9 of 20", "9 to 13 of 20", or a status) and ``bands`` are by domain or
    ``total``, points by item too. ``counts_as`` is the option an answer was taken for. ``tips`` are all
    tips in order; ``shown``, ``absent`` and ``withheld`` are some. ``gain`` is "2 to 4" by tip.
    ``says`` are parts of what is said beside the tips.

    About the rules: ``due`` are the tips that each option of an item or band of a domain calls for; ``never_with``
    the conditions that rule a tip out; ``careful_with`` those that print a note under it;
    ``only_with`` those it is meant for; ``avoids`` the foods that a condition rules out; ``rests_on`` the sources of a tip, a condition and so on.
    """

    points: dict[QuestionOrDomain, str] = {}
    bands: dict[DomainId, str] = {}
    counts_as: dict[Question, str] = {}
    tips: tuple[TipId, ...] | None = None
    shown: tuple[TipId, ...] = ()
    absent: tuple[TipId, ...] = ()
    withheld: tuple[TipId, ...] = ()
    gain: dict[TipId, str] = {}
    strength: str | None = None
    flags: tuple[FlagId, ...] | None = None
    says: tuple[str, ...] = ()
    numbers: bool | None = None
    clinic: bool | None = None
    due: dict[QuestionOrDomain, dict[str, tuple[str, ...]]] = {}
    never_with: dict[TipId, tuple[str, ...]] = {}
    careful_with: dict[TipId, tuple[str, ...]] = {}
    only_with: dict[TipId, tuple[str, ...]] = {}
    avoids: dict[ConditionId, tuple[str, ...]] = {}
    rests_on: dict[str, tuple[str, ...]] = {}


# What a case looks at, what it expects, None where it expects nothing, and what was found; a set has no order.
LookedAt = tuple[str, Any, Any]


class Difference(NamedTuple):
    """Something a case looks at, what it expects and what was found."""

    what: str
    expected: str
    found: str


def differences(expect: Expected, result: Result, instrument: Instrument) -> list[Difference]:
    """Give everything that is not as expected."""
    looked_at = (*_person(expect, result, instrument), *_rules(expect, instrument))
    compared = [
        Difference(what, _written(set(own) if isinstance(found, set) else own), _written(found))
        for what, own, found in looked_at
        if own is not None
    ]
    return [difference for difference in compared if difference.expected != difference.found]


def _person(expect: Expected, result: Result, instrument: Instrument) -> Iterator[LookedAt]:
    """Look at what a person is told."""
    scores = {"total": result.total, **result.beside}
    points = {name: points_of(score) for name, score in scores.items()}
    points |= {a.item: a.status if a.points is None else f"{a.points} of {a.possible}" for a in result.answers}
    counted = {answer.item: answer.said or answer.status for answer in result.answers}
    tips = [tip.id for tip in result.tips]
    said = " ".join((*(note for tip in result.tips for note in tip.notes), *result.notices))
    shown = {*tips, *(tip.id for tip in instrument.tips.values() if tip.text in result.notices)}
    withheld = {held.tip for held in result.withheld}
    gains = {t.id: f"{t.gain.from_} to {t.gain.to}" if t.gain else NOBODY for t in result.tips}
    yield from _each("points of {}", expect.points, points.get)
    yield from _each("band of {}", expect.bands, lambda name: band_of(scores[name]))
    yield from _each("{} counts as", expect.counts_as, counted.get)
    yield "tips", expect.tips, tips
    yield from _each("shows {}", dict.fromkeys(expect.shown, True), lambda name: name in shown)
    yield from _each("shows {}", dict.fromkeys(expect.absent, False), lambda name: name in shown)
    yield from _each("withholds {}", dict.fromkeys(expect.withheld, True), lambda name: name in withheld)
    yield from _each("gain of {}", expect.gain, lambda name: gains.get(name, "not shown"))
    yield "strength", expect.strength, next((strength.item for strength in result.strengths), NOBODY)
    yield from _each('says "{}"', dict.fromkeys(expect.says, True), lambda text: text in said)
    yield "flags", expect.flags, [flag.id for flag in result.flags or ()]
    yield "shows numbers", expect.numbers, result.shows_numbers
    yield "shows the clinic", expect.clinic, result.shows_clinic


def _rules(expect: Expected, instrument: Instrument) -> Iterator[LookedAt]:
    """Look at lists about the rules."""
    tips, sources = instrument.tips, {citation.owner: citation.sources for citation in citations(instrument)}
    for name, answers in expect.due.items():
        whens = [(t.id, when.get(name, ())) for t in tips.values() for when in (t.when, t.when_any, t.when_band)]
        for answer, own in answers.items():
            yield f"due with {name} {answer}", own, {tip for tip, when in whens if answer in when}
    yield from _each("{} never with", expect.never_with, lambda name: _never_with(instrument, tips[name]))
    yield from _each("{} careful with", expect.careful_with, lambda name: _careful_with(instrument, tips[name]))
    yield from _each("{} only with", expect.only_with, lambda name: set(tips[name].only_with))
    yield from _each("{} avoids", expect.avoids, lambda name: set(instrument.condition[name].avoids))
    yield from _each("{} rests on", expect.rests_on, lambda name: set(sources.get(name, ("no such thing",))))


def _each(title: str, expected: Mapping[str, Any], look: Callable[[str], Any]) -> Iterator[LookedAt]:
    """Look at everything that a case names of one kind."""
    return ((title.format(name), own, look(name)) for name, own in expected.items())


def _never_with(instrument: Instrument, tip: Tip) -> set[str]:
    foods = instrument.foods_in(tip)
    return {condition.id for condition in instrument.condition.values() if rules_out(condition, tip, foods)}


def _careful_with(instrument: Instrument, tip: Tip) -> set[str]:
    """Give the conditions that see the tip with a note, and ``not_asked``."""
    foods = instrument.foods_in(tip)
    holders = {name: condition.notes for name, condition in instrument.condition.items()}
    holders["not_asked"] = instrument.conditions.not_asked.notes
    noted = {name for name, notes in holders.items() if any(not foods.isdisjoint(note.about) for note in notes)}
    return noted - _never_with(instrument, tip) - ({"not_asked"} if tip.hide_if_not_asked else set())


def _written(value: Any) -> str:
    """Write what is compared: a text as it is, a claim as yes or no, names in a list."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return ", ".join(sorted(value) if isinstance(value, set) else value) or NOBODY


def points_of(score: Score) -> str:
    """Write the points of a score, "9 of 20" or "9 to 13 of 20", or its status."""
    return score.status if score.points is None else f"{_range(score.points)} of {score.possible}"


def band_of(score: Score) -> str:
    """Write the band of a score, "start" or "start to building", none, or why there is no number."""
    if score.band is None:
        return NOBODY if score.status == "scored" else score.status
    return _range(score.band)


def _range(ends: Range[Any]) -> str:
    return f"{ends.low}" if ends.is_exact else f"{ends.low} to {ends.high}"
