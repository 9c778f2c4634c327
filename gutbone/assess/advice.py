"""Tips that fit a person, made safe for them, and the one thing worth praising.

A tip is *due* when the person's answers call for it, *safe* when nothing they told us speaks
against it, and *advised* when it is both and among the few that a result holds.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.assess.scoring import Answer, Range, Score, is_settled, resolve, score_domain
from gutbone.base.numbers import Points
from gutbone.rules.domain import Tip
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, Flag

FOREMOST = 10**6  # a tip about the person and not about one answer goes before all others


class Person(Struct, frozen=True):
    """All that decides which tips a person gets, worked out once.

    ``conditions`` are the ones known to hold; ``acting`` adds those that a red flag acts like. What
    acts withholds tips; cautions are for what is known.
    """

    instrument: Instrument
    responses: Responses
    answers: tuple[Answer, ...]
    domains: Mapping[str, Score]
    conditions: tuple[Condition, ...]
    acting: tuple[Condition, ...]
    flags: tuple[Flag, ...]

    @property
    def most_urgent_first(self) -> list[Flag]:
        """The flags, those of the first level first."""
        return sorted(self.flags, key=lambda flag: [*self.instrument.level].index(flag.level))


class AdvisedTip(Struct, frozen=True):
    """A tip with the answers that called for it."""

    tip: Tip
    because: tuple[Answer, ...]


class Withheld(Struct, frozen=True):
    """A tip (its id) that was due and is kept back, with the conditions, flags or ``not_asked`` that did it."""

    tip: str
    because: tuple[str, ...]


def describe(instrument: Instrument, responses: Responses) -> Person:
    """Work out the domains' scores, which conditions hold and which act through a flag, in the order of the rules."""
    answers = resolve(instrument, responses)
    domains = {d.id: score_domain(instrument, d, answers, responses.mode) for d in instrument.domains}
    flags = tuple(flag for flag in instrument.flag.values() if flag.id in (responses.flags or ()))
    like = responses.known.union(*(flag.acts_like for flag in flags))
    conditions = tuple(c for c in instrument.condition.values() if c.id in responses.known)
    acting = tuple(c for c in instrument.condition.values() if c.id in like)
    return Person(instrument, responses, answers, domains, conditions, acting, flags)


def advise(person: Person) -> tuple[list[AdvisedTip], list[Withheld]]:
    """Choose the tips for a person, best first, and list what was due but is withheld."""
    due: list[AdvisedTip] = []
    withheld: list[Withheld] = []
    for tip in person.instrument.tips.values():
        because = None if tip.kind == "info" else called_for_by(tip, person)
        if because is not None and (reasons := reasons_against(tip, person)):
            withheld.append(Withheld(tip.id, reasons))
        elif because is not None:
            due.append(AdvisedTip(tip, because))
    return choose(rank(due, person.instrument), person.instrument), withheld


def inform(person: Person, tips: Sequence[AdvisedTip]) -> tuple[Tip, ...]:
    """Give the information that fits the person and the tips chosen for them, in file order."""
    beside = {advised.tip.domain for advised in tips}
    return tuple(
        tip
        for tip in person.instrument.tips.values()
        if tip.kind == "info"
        and (not tip.with_tip_in or tip.with_tip_in in beside)
        and called_for_by(tip, person) is not None
        and not reasons_against(tip, person)
    )


def strength_of(person: Person) -> Answer | None:
    """Give the best answer that is truly worth praising: three quarters of its points or more."""
    worthy = [answer for answer in person.answers if _is_praiseworthy(answer, person)]
    return min(worthy, key=lambda answer: distance(answer, person.instrument), default=None)


def called_for_by(tip: Tip, person: Person) -> tuple[Answer, ...] | None:
    """Give the answers that call for the tip; None when they do not or it is for others, empty when none is needed.

    Only what the person said counts: an unknown answer, or one settled by another, calls for nothing. A safety
    message is also for someone whose red flag acts like the condition that it is for.
    """
    holding = person.acting if tip.safety else person.conditions
    if tip.only_with and not any(condition.id in tip.only_with for condition in holding):
        return None
    if tip.when_band:
        bands = ((person.domains[domain].band, wanted) for domain, wanted in tip.when_band.items())
        return () if any(band and band.is_exact and band.low in wanted for band, wanted in bands) else None
    conditions = tip.when or tip.when_any
    said = {a.item.id: a for a in person.answers if a.is_said}
    hits = [said[item] for item, wanted in conditions.items() if item in said and said[item].chosen.id in wanted]
    is_due = len(hits) == len(conditions) or (hits and not tip.when)
    return tuple(hits) if is_due else None


def reasons_against(tip: Tip, person: Person) -> tuple[str, ...]:
    """Give every condition and flag that withholds the tip, and ``not_asked`` where that does."""
    foods = person.instrument.foods_in(tip)
    against = {condition.id for condition in person.acting if rules_out(condition, tip, foods)}
    conditions = [condition.id for condition in person.conditions if condition.id in against]
    flags = [
        flag.id
        for flag in person.flags
        if tip.id in flag.holds_tips
        or (tip.domain in flag.holds and not tip.safety)
        or not against.isdisjoint(flag.acts_like)
    ]
    unasked = ["not_asked"] if tip.hide_if_not_asked and person.responses.conditions is None else []
    return (*conditions, *flags, *unasked)


def rules_out(condition: Condition, tip: Tip, foods: frozenset[str]) -> bool:
    """Say whether one condition alone withholds a tip that asks for these foods."""
    by_default = condition.avoids_everything and not tip.safety and condition.id not in tip.only_with
    return by_default or condition.stops or condition.id in tip.unless or not foods.isdisjoint(condition.avoids)


def rank(due: Sequence[AdvisedTip], instrument: Instrument) -> list[AdvisedTip]:
    """Put tips in order: how far the answer is from full, then the domain, then the file's order."""
    order = instrument.advice.order

    def key(advised: AdvisedTip) -> tuple[Points, int]:
        far = max((distance(answer, instrument) for answer in advised.because), default=FOREMOST)
        return -far, order.index(advised.tip.domain) if advised.tip.domain in order else len(order)

    return sorted(due, key=key)


def choose(ranked: Sequence[AdvisedTip], instrument: Instrument) -> list[AdvisedTip]:
    """Pick the best few: one an item, few that take away, and always one that adds if any does.

    A tip is passed over when taking it would leave no place for one that adds.
    """
    limits = instrument.advice
    adding = [advised for advised in ranked if advised.tip.kind == "add"]
    chosen: list[AdvisedTip] = []
    for advised in ranked:
        taken = [*chosen, advised]
        has_place = len(taken) < limits.most and any(_fits_beside(add, taken, limits.most_cut) for add in adding)
        if (
            len(taken) <= limits.most
            and _fits_beside(advised, chosen, limits.most_cut)
            and (has_place or not adding or any(one.tip.kind == "add" for one in taken))
        ):
            chosen = taken
    return chosen


def notes_for(tip: Tip, person: Person) -> tuple[str, ...]:
    """Give the cautions printed under a tip, each once: conditions first, then red flags."""
    foods, conditions = person.instrument.foods_in(tip), person.instrument.conditions
    unasked = conditions.not_asked.notes if person.responses.conditions is None else ()
    notes = (*unasked, *(note for condition in person.conditions for note in condition.notes))
    cautions = (flag.cautions[tip.domain] for flag in person.flags if tip.domain in flag.cautions)
    return tuple(dict.fromkeys((*(note.say for note in notes if not foods.isdisjoint(note.about)), *cautions)))


def gain_of(tip: Tip, person: Person) -> Range[Points] | None:
    """Give the domain's low points before and after the tip's step; None without a number.

    A question that the step opens up counts its lowest useful answer: taking the step is a first one.
    """
    said, instrument, scores = person.responses, person.instrument, person.domains
    for name, steps in tip.step.items():
        now = said.answers.get(name)
        if now in steps:
            stepped = replace(said, answers={**said.answers, name: steps[now]})
            settled = (a.item for a in person.answers if a.status == "settled")
            opened = {item.id: item.options[1].id for item in settled if not is_settled(item, stepped)}
            answers = resolve(instrument, replace(stepped, answers={**stepped.answers, **opened}))
            domain = instrument.domain[instrument.items[name].domain]
            before, after = scores[domain.id].points, score_domain(instrument, domain, answers, said.mode).points
            return Range(before.low, after.low) if before and after else None
    return None


def distance(answer: Answer, instrument: Instrument) -> Points:
    """Give how many points an answer is from the best one, before its weight: weights are for scores alone."""
    least, most = answer.item.span
    points = answer.chosen.points
    return most - points if instrument.better == "more" else points - least


def _is_praiseworthy(answer: Answer, person: Person) -> bool:
    if answer.status != "answered" or answer.chosen.no_praise:
        return False
    if any(condition.id in answer.item.no_praise_with for condition in person.acting):
        return False
    least, most = answer.item.span
    return 4 * distance(answer, person.instrument) <= most - least


def _fits_beside(advised: AdvisedTip, chosen: Sequence[AdvisedTip], most_cut: int) -> bool:
    taken = {answer.item.id for other in chosen for answer in other.because}
    cuts = sum(other.tip.kind == "cut" for other in chosen)
    return (
        advised not in chosen
        and taken.isdisjoint(answer.item.id for answer in advised.because)
        and (advised.tip.kind != "cut" or cuts < most_cut)
    )
