"""What a worked case can expect, and how that differs from what the rules give.

Some expectations are about one person, the others are tables about the rules themselves.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from gutbone.assess.advice import rules_out
from gutbone.assess.result import AnswerResult, Result, ScoreResult
from gutbone.review.citations import citations
from gutbone.rules.block import Rule
from gutbone.rules.domain import Tip
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, NotAsked

NOBODY = "none"


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

    points: dict[str, str] = {}
    bands: dict[str, str] = {}
    counts_as: dict[str, str] = {}
    tips: tuple[str, ...] | None = None
    shown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    gain: dict[str, str] = {}
    strength: str | None = None
    flags: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()
    numbers: bool | None = None
    clinic: bool | None = None
    due: dict[str, dict[str, tuple[str, ...]]] = {}
    never_with: dict[str, tuple[str, ...]] = {}
    careful_with: dict[str, tuple[str, ...]] = {}
    only_with: dict[str, tuple[str, ...]] = {}
    avoids: dict[str, tuple[str, ...]] = {}
    rests_on: dict[str, tuple[str, ...]] = {}


LookedAt = tuple[
    str, Any, Any
]  # what a case looks at, what it expects, None where it expects nothing, and what was found


class Difference(NamedTuple):
    """Something a case looks at, what it expects and what was found."""

    what: str
    expected: str
    found: str


def differences(expect: Expected, result: Result, instrument: Instrument) -> list[Difference]:
    """Give everything that is not as expected."""
    looked_at = (
        *_numbers(expect, result),
        *_advice(expect, result, instrument),
        *_tables(expect, instrument),
    )
    compared = [Difference(what, _written(own), _written(found)) for what, own, found in looked_at if own is not None]
    return [difference for difference in compared if difference.expected != difference.found]


def tips_named(expect: Expected) -> Iterator[str]:
    """Give every tip that an expectation names."""
    yield from (*(expect.tips or ()), *expect.shown, *expect.absent, *expect.withheld, *expect.gain)
    yield from (*expect.never_with, *expect.careful_with, *expect.only_with)


def _numbers(expect: Expected, result: Result) -> Iterator[LookedAt]:
    scores = {"total": result.total, **result.domains}
    answers = {answer.item: answer for answer in result.answers}
    for name, points in expect.points.items():
        found = _points_of_answer(answers[name]) if name in answers else points_of(scores[name])
        yield f"points of {name}", points, found
    for name, band in expect.bands.items():
        yield f"band of {name}", band, band_of(scores[name])
    for name, option in expect.counts_as.items():
        answer = answers[name]
        yield f"{name} counts as", option, answer.option or answer.status


def _advice(expect: Expected, result: Result, instrument: Instrument) -> Iterator[LookedAt]:
    tips = [tip.id for tip in result.tips]
    said = " ".join((*(note for tip in result.tips for note in tip.notes), *result.notices))
    shown = {*tips, *(tip.id for tip in instrument.tips.values() if tip.text in result.notices)}
    withheld = {held.tip for held in result.withheld}
    gains = {t.id: f"{t.gain.from_} to {t.gain.to}" if t.gain else NOBODY for t in result.tips}
    yield "tips", expect.tips, tips
    yield from ((f"shows {name}", True, name in shown) for name in expect.shown)
    yield from ((f"shows {name}", False, name in shown) for name in expect.absent)
    yield from ((f"withholds {name}", True, name in withheld) for name in expect.withheld)
    yield from ((f"gain of {name}", gain, gains.get(name, "not shown")) for name, gain in expect.gain.items())
    yield "strength", expect.strength, next((strength.item for strength in result.strengths), NOBODY)
    yield from ((f'says "{text}"', True, text in said) for text in expect.says)
    yield "flags", expect.flags, [flag.id for flag in result.flags or ()]
    yield "shows numbers", expect.numbers, result.shows_numbers
    yield "shows the clinic", expect.clinic, result.shows_clinic


def _tables(expect: Expected, instrument: Instrument) -> Iterator[LookedAt]:
    """Look at lists about the rules, whose order says nothing."""
    tips, sources = instrument.tips, {citation.owner: citation.sources for citation in citations(instrument)}
    for name, answers in expect.due.items():
        for answer, names in answers.items():
            yield f"due with {name} {answer}", sorted(names), sorted(_due(instrument, name, answer))
    for name, conditions in expect.never_with.items():
        yield f"{name} never with", sorted(conditions), sorted(_never_with(instrument, tips[name]))
    for name, conditions in expect.careful_with.items():
        yield f"{name} careful with", sorted(conditions), sorted(_careful_with(instrument, tips[name]))
    for name, conditions in expect.only_with.items():
        yield f"{name} only with", sorted(conditions), sorted(tips[name].only_with)
    for name, foods in expect.avoids.items():
        yield f"{name} avoids", sorted(foods), sorted(instrument.condition[name].avoids)
    for owner, names in expect.rests_on.items():
        yield f"{owner} rests on", sorted(names), sorted(sources.get(owner, ("no such thing",)))


def _points_of_answer(answer: AnswerResult) -> str:
    return answer.status if answer.points is None else f"{answer.points} of {answer.possible}"


def _due(instrument: Instrument, name: str, answer: str) -> Iterator[str]:
    """Give the tips and information that name this option of an item or this band of a domain."""
    for tip in instrument.tips.values():
        if any(answer in when.get(name, ()) for when in (tip.when, tip.when_any, tip.when_band)):
            yield tip.id


def _never_with(instrument: Instrument, tip: Tip) -> Iterator[str]:
    foods = instrument.foods_in(tip)
    return (condition.id for condition in instrument.condition.values() if rules_out(condition, tip, foods))


def _careful_with(instrument: Instrument, tip: Tip) -> Iterator[str]:
    """Give the conditions that see the tip with a note, and ``not_asked``."""
    foods = instrument.foods_in(tip)
    never = set(_never_with(instrument, tip)) | ({"not_asked"} if tip.hide_if_not_asked else set())
    holders: dict[str, Condition | NotAsked] = {**instrument.condition, "not_asked": instrument.conditions.not_asked}
    for name, holder in holders.items():
        if name not in never and any(not foods.isdisjoint(note.about) for note in holder.notes):
            yield name


def _written(value: Any) -> str:
    """Write what is compared: a text as it is, a claim as yes or no, names in a list."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ", ".join(value) or NOBODY


def points_of(score: ScoreResult) -> str:
    """Write the points of a score, "9 of 20" or "9 to 13 of 20", or its status."""
    if score.points is None:
        return score.status
    low, high = score.points.low, score.points.high
    return f"{low if low == high else f'{low} to {high}'} of {score.possible}"


def band_of(score: ScoreResult) -> str:
    """Write the band of a score, "start" or "start to building", none, or why there is no number."""
    if score.band is None:
        return "none" if score.status == "scored" else score.status
    return score.band.low if score.band.is_exact else f"{score.band.low} to {score.band.high}"
