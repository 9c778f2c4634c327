"""Which few of the tips that fit a person are told, and in which order: by what each step is worth, spread over domains."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from gutbone.assess.scoring import Answer
from gutbone.base.numbers import Points, exact
from gutbone.rules.instrument import First, Instrument
from gutbone.rules.people import Condition
from gutbone.rules.tip import Tip


class AdvisedTip(Struct, frozen=True):
    """A tip with the answers that called for it."""

    tip: Tip
    because: tuple[Answer, ...]


def choose(due: Sequence[AdvisedTip], instrument: Instrument, conditions: Sequence[Condition]) -> list[AdvisedTip]:
    """Pick the best few, the best first: one an item, few that take away, and always one that adds if any does.

    A tip is passed over when taking it would leave no place for one that adds. With some conditions one change at a
    time is enough.
    """
    limits = instrument.advice
    holding = frozenset(condition.id for condition in conditions)
    ranked = sorted(due, key=lambda advised: (_turn(advised, instrument, holding), -worth(advised, instrument)))
    if not holding.isdisjoint(limits.one_only_with):
        return _cut_later(ranked, instrument, holding)[:1]
    adding = [advised for advised in ranked if advised.tip.kind == "add"]
    chosen: list[AdvisedTip] = []
    while len(chosen) < limits.most:
        open_ = [
            one for one in ranked if _fits_beside(one, chosen, instrument) and _may_add(one, chosen, adding, instrument)
        ]
        if not open_:
            break
        spread = [one for one in open_ if _spreads(one, chosen, instrument)]
        is_first = _turn(open_[0], instrument, holding) < len(limits.first)
        chosen.append(open_[0] if is_first or not spread else spread[0])
    return _cut_later(chosen, instrument, holding)


def _cut_later(tips: list[AdvisedTip], instrument: Instrument, holding: frozenset[str]) -> list[AdvisedTip]:
    """Put the first tip that adds or swaps before one that takes away, for whom the rules ask for it."""
    other = [one for one in tips if one.tip.kind != "cut"][:1]
    return tips if not tips or _may_lead(tips[0], instrument, holding) else _led_by(other, tips)


def put_behind(
    chosen: list[AdvisedTip], behind: Collection[str], instrument: Instrument, conditions: Sequence[Condition]
) -> list[AdvisedTip]:
    """Let another tip go first where the first did not work out; the rest, and which tips are told, stay the same.

    The first keeps its place where no other may lead.
    """
    holding = frozenset(condition.id for condition in conditions)
    if not chosen or chosen[0].tip.id not in behind:
        return chosen
    others = (one for one in chosen if one.tip.id not in behind and _may_lead(one, instrument, holding))
    return _led_by([one for one in [next(others, None)] if one], chosen)


def _led_by(first: list[AdvisedTip], tips: list[AdvisedTip]) -> list[AdvisedTip]:
    return [*first, *(one for one in tips if one not in first)]


def _may_lead(advised: AdvisedTip, instrument: Instrument, holding: frozenset[str]) -> bool:
    """Say whether a tip may be the first: one that takes away may not, for whom the rules ask for that."""
    limits = instrument.advice
    is_free = advised.tip.kind != "cut" or holding.isdisjoint(limits.cut_later_with)
    return is_free or _turn(advised, instrument, holding) < len(limits.first)


def worth(advised: AdvisedTip, instrument: Instrument) -> Points:
    """Give what a tip's step is worth: how far the answer is from full, times how strong the evidence for health is."""
    return max((_worth_of(answer, instrument) for answer in advised.because), default=0)


def distance(answer: Answer, instrument: Instrument) -> Points:
    """Give how many points an answer is from the best one, before its weight: weights are for scores alone."""
    return answer.item.distance(answer.chosen, instrument.better)


def _worth_of(answer: Answer, instrument: Instrument) -> Points:
    return distance(answer, instrument) * exact(instrument.advice.worth.get(answer.item.why.health, 1))


def _turn(advised: AdvisedTip, instrument: Instrument, holding: frozenset[str]) -> int:
    """Give when a tip's turn is: first those about the person and no answer, then what the rules name, then the rest."""
    if not advised.because:
        return -1
    first = instrument.advice.first
    return next((turn for turn, one in enumerate(first) if _is_named(one, advised, holding)), len(first))


def _is_named(first: First, advised: AdvisedTip, holding: frozenset[str]) -> bool:
    """Say whether one of the answers that called for a tip is among those to speak of first."""
    is_for_them = not first.only_with or not holding.isdisjoint(first.only_with)
    return is_for_them and any(a.chosen.id in first.when.get(a.item.id, ()) for a in advised.because)


def _spreads(advised: AdvisedTip, chosen: Sequence[AdvisedTip], instrument: Instrument) -> bool:
    """Say whether a tip is of a domain that has none yet, and worth as much as the rules ask of that."""
    least = instrument.advice.comparable
    is_new = advised.tip.domain not in {other.tip.domain for other in chosen}
    return least is not None and is_new and worth(advised, instrument) >= exact(least)


def _may_add(
    advised: AdvisedTip, chosen: Sequence[AdvisedTip], adding: Sequence[AdvisedTip], instrument: Instrument
) -> bool:
    """Say whether, with this one taken, a tip that adds is among them or still has a place."""
    taken = [*chosen, advised]
    has_place = len(taken) < instrument.advice.most and any(_fits_beside(add, taken, instrument) for add in adding)
    return has_place or not adding or any(one.tip.kind == "add" for one in taken)


def _fits_beside(advised: AdvisedTip, chosen: Sequence[AdvisedTip], instrument: Instrument) -> bool:
    taken = {answer.item.id for other in chosen for answer in other.because}
    cuts = sum(other.tip.kind == "cut" for other in chosen)
    return (
        advised not in chosen
        and taken.isdisjoint(answer.item.id for answer in advised.because)
        and (advised.tip.kind != "cut" or cuts < instrument.advice.most_cut)
    )
