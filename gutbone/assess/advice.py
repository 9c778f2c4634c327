"""Tips that fit a person, made safe for them, and the one thing worth praising.

A tip is *due* when the person's answers call for it, *safe* when nothing they told us speaks
against it, and *advised* when it is both and among the few that a result holds.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.assess.ranking import AdvisedTip, choose, distance, put_behind
from gutbone.assess.scoring import (
    TOTAL,
    Answer,
    Range,
    Score,
    is_settled,
    resolve,
    score_answers,
    score_domain,
    score_parts,
)
from gutbone.base.numbers import Points
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item
from gutbone.rules.people import Condition, Flag, Heeded
from gutbone.rules.tip import Tip


class Person(Struct, frozen=True, dict=True):
    """All that decides which tips a person gets, worked out once.

    ``conditions`` are the ones known to hold; ``acting`` adds those that a red flag acts like. What
    acts withholds tips; cautions are for what is known. Subscores are among the ``domains``. ``said`` are the answers, by item, that call for tips.
    """

    instrument: Instrument
    responses: Responses
    answers: tuple[Answer, ...]
    domains: Mapping[str, Score]
    conditions: tuple[Condition, ...]
    acting: tuple[Condition, ...]
    flags: tuple[Flag, ...]
    said: Mapping[str, Answer]

    @cached_property
    def bands(self) -> Mapping[str, Range[str] | None]:
        """The band of every domain, every subscore and of the total."""
        whole = score_answers(self.instrument, self.answers, self.responses.mode)
        return {TOTAL: whole.band, **{name: score.band for name, score in self.domains.items()}}

    @property
    def has_unasked(self) -> bool:
        """Whether a condition was not asked about, or the person would rather not say: then cautions take its place."""
        said = self.responses
        return said.conditions is None or not said.unasked.isdisjoint(self.instrument.condition)

    @property
    def speaking(self) -> list[Condition]:
        """The conditions that have something to say, without those beside which another says more."""
        held = {condition.id for condition in self.conditions}
        return [one for one in self.conditions if one.say and held.isdisjoint(one.says_less_than)]

    @property
    def most_urgent_first(self) -> list[Flag]:
        """The flags, those of the first level first."""
        return sorted(self.flags, key=lambda flag: [*self.instrument.level].index(flag.level))


class Withheld(Struct, frozen=True):
    """A tip (its id) that was due and is kept back, with the conditions, flags or ``not_asked`` that did it.

    ``about`` are the questions whose answers called for it.
    """

    tip: str
    because: tuple[str, ...]
    about: tuple[str, ...] = ()


def describe(instrument: Instrument, responses: Responses) -> Person:
    """Work out the scores of domains and subscores, which conditions hold and which act through a flag, in the order of the rules."""
    answers = resolve(instrument, responses)
    domains = score_parts(instrument, answers, responses.mode)
    flags = tuple(flag for flag in instrument.flag.values() if flag.id in (responses.flags or ()))
    beside = [instrument.extra[name].by_id[option].acts_like for name, option in responses.extra.items()]
    like = responses.known.union(*(flag.acts_like for flag in flags), *beside)
    conditions = tuple(c for c in instrument.condition.values() if c.id in responses.known)
    acting = tuple(c for c in instrument.condition.values() if c.id in like)
    said = {answer.item.id: answer for answer in answers if answer.is_said}
    return Person(instrument, responses, answers, domains, conditions, acting, flags, said)


def advise(person: Person, behind: Collection[str] = ()) -> tuple[list[AdvisedTip], list[Withheld]]:
    """Choose the tips for a person, best first but for those that stand behind; list what was due but is withheld."""
    due, withheld = due_for(person)
    chosen = choose(due, person.instrument, person.conditions)
    return put_behind(chosen, behind, person.instrument, person.conditions), withheld


def due_for(person: Person) -> tuple[list[AdvisedTip], list[Withheld]]:
    """Give all tips that the answers call for, in file order: those that are safe, and those that are withheld."""
    due: list[AdvisedTip] = []
    withheld: list[Withheld] = []
    for tip in person.instrument.tips.values():
        because = None if tip.kind == "info" else called_for_by(tip, person)
        if because is not None and (reasons := reasons_against(tip, person)):
            withheld.append(Withheld(tip.id, reasons, tuple(answer.item.id for answer in because)))
        elif because is not None:
            due.append(AdvisedTip(tip, because))
    return due, withheld


def inform(person: Person, tips: Sequence[AdvisedTip]) -> tuple[Tip, ...]:
    """Give the information that fits the person and the tips chosen for them, in file order."""
    beside = {advised.tip.domain for advised in tips}
    answered = {name for said in (person.responses.answers, person.responses.extra) for name in said}
    nothing_to_gain = not tips and _has_nothing_to_gain(person) and not due_for(person)[1]
    return tuple(
        tip
        for tip in person.instrument.tips.values()
        if tip.kind == "info"
        and (not tip.with_tip_in or tip.with_tip_in in beside)
        and answered.isdisjoint(tip.unless_answered)
        and (not tip.when_nothing_to_gain or nothing_to_gain)
        and called_for_by(tip, person) is not None
        and not reasons_against(tip, person)
    )


def strength_of(person: Person) -> Answer | None:
    """Give the answer most worth praising: one with all its points that nothing speaks against, by what is best known.

    Beside most warning signs nothing is praised: the rules name the groups beside which somebody may be.
    """
    if any(flag.group not in person.instrument.flags.praise_beside for flag in person.flags):
        return None
    worthy, counts = [a for a in person.answers if _is_praiseworthy(a, person)], person.instrument.advice.worth
    return max(worthy, key=lambda answer: counts.get(answer.item.why.health, 1), default=None)


def called_for_by(tip: Tip, person: Person) -> tuple[Answer, ...] | None:
    """Give the answers that call for the tip; None when they do not or it is for others, empty when none is needed.

    Only what the person said counts: an unknown answer, or one settled by another, calls for nothing. What is for a
    condition is also for someone whose red flag acts like it.
    """
    if tip.only_with and not any(condition.id in tip.only_with for condition in person.acting):
        return None
    if tip.when_band:
        bands = ((person.bands[name], wanted) for name, wanted in tip.when_band.items())
        return () if any(band and band.is_exact and band.low in wanted for band, wanted in bands) else None
    conditions = tip.when or tip.when_any
    if not person.instrument.extra.keys().isdisjoint(conditions):
        extra = person.responses.extra
        return () if all(extra.get(question) in wanted for question, wanted in conditions.items()) else None
    said = person.said
    hits = [said[item] for item, wanted in conditions.items() if item in said and said[item].chosen.id in wanted]
    is_due = len(hits) == len(conditions) or (hits and not tip.when)
    return tuple(hits) if is_due else None


def reasons_against(tip: Tip, person: Person) -> tuple[str, ...]:
    """Give every condition and flag that withholds the tip, and ``not_asked`` where that does."""
    foods = person.instrument.foods_in(tip)
    against = {condition.id for condition in person.acting if rules_out(condition, tip, foods)}
    conditions = [condition.id for condition in person.conditions if condition.id in against]
    flags = [f.id for f in person.flags if rules_out(f, tip, foods) or not against.isdisjoint(f.acts_like)]
    extra, asked = person.responses.extra.items(), person.instrument.extra
    beside = [name for name, option in extra if not against.isdisjoint(asked[name].by_id[option].acts_like)]
    unasked = ["not_asked"] if tip.hide_if_not_asked and person.has_unasked else []
    return (*conditions, *flags, *beside, *unasked)


def rules_out(heeded: Heeded, tip: Tip, foods: frozenset[str]) -> bool:
    """Say whether one condition or flag alone withholds a tip that asks for these foods."""
    if isinstance(heeded, Condition) and heeded.stops:
        return True
    by_default = heeded.avoids_everything and not tip.safety and heeded.id not in tip.only_with
    return by_default or heeded.id in tip.unless or not foods.isdisjoint(heeded.avoids)


def speaks_against(heeded: Heeded, item: Item, instrument: Instrument) -> bool:
    """Say whether a condition or flag makes it wrong to praise a best answer to this question."""
    foods = frozenset().union(*(instrument.asked_for[food] for food in item.about))
    is_warned = any(not set(item.about).isdisjoint(note.about) for note in heeded.notes)
    return heeded.avoids_everything or is_warned or not foods.isdisjoint(heeded.avoids)


def notes_for(tip: Tip, person: Person) -> tuple[str, ...]:
    """Give the cautions printed under a tip, each once: conditions first, then red flags."""
    return tuple(dict.fromkeys(say for _, say in cautions_for(tip, person)))


def cautions_for(tip: Tip, person: Person) -> list[tuple[str, str]]:
    """Give those cautions with whose they are: a condition's, a flag's, or ``not_asked``."""
    foods, conditions = person.instrument.foods_in(tip), person.instrument.conditions
    unasked = [("not_asked", note) for note in conditions.not_asked.notes] if person.has_unasked else []
    heeded = [(one.id, note) for one in (*person.conditions, *person.flags) for note in one.notes]
    return [(name, note.say) for name, note in (*unasked, *heeded) if not foods.isdisjoint(note.about)]


def gain_of(tip: Tip, person: Person) -> Range[Points] | None:
    """Give the domain's low points before and after the tip's step; None without a number.

    A question that the step opens up counts its lowest useful answer: taking the step is a first one.
    """
    said, instrument, scores = person.responses, person.instrument, person.domains
    for name, steps in tip.step.items():
        item, given = instrument.items[name], said.answers.get(name)
        now = item.option(given).id if given else None
        if now in steps:
            stepped = replace(said, answers={**said.answers, name: item.given(item.by_id[steps[now]])})
            settled = (a.item for a in person.answers if a.status == "settled")
            two = (item for item in settled if len(item.options) > 1 and not is_settled(item, stepped))
            opened = {item.id: item.given(item.options[1]) for item in two}
            answers = resolve(instrument, replace(stepped, answers={**stepped.answers, **opened}))
            domain = instrument.domain[item.domain]
            if any(a.item.id == name and a.status == "not_applicable" for a in person.answers):
                return None
            before, after = scores[domain.id].points, score_domain(instrument, domain, answers, said.mode).points
            return Range(before.low, after.low) if before and after else None
    return None


def _is_praiseworthy(answer: Answer, person: Person) -> bool:
    if (
        not answer.item.scored
        or answer.status != "answered"
        or answer.chosen.no_praise
        or distance(answer, person.instrument)
    ):
        return False
    said, conditions, instrument = person.responses.answers, person.instrument.conditions, person.instrument
    others = {
        name: instrument.items[name].option(said[name] or "").id for name in answer.item.no_praise_if if said.get(name)
    }
    if instrument.domain[answer.item.domain].bands:  # there is no guide to be at
        return False
    if any(others.get(name) in options for name, options in answer.item.no_praise_if.items()):
        return False
    unasked = conditions.not_asked.notes if person.has_unasked else ()
    if any(not set(answer.item.about).isdisjoint(note.about) for note in unasked):
        return False
    return not any(speaks_against(one, answer.item, person.instrument) for one in (*person.acting, *person.flags))


def _has_nothing_to_gain(person: Person) -> bool:
    """Say whether all that was to be asked is known, with all its points, and nothing else asks for attention."""
    asked = person.instrument.asked_in(person.responses.mode)
    counted = [a for a in person.answers if a.item in asked and a.item.scored and a.status != "not_applicable"]
    is_best = all(a.is_known and not distance(a, person.instrument) and not a.chosen.no_praise for a in counted)
    return bool(counted) and is_best and not person.flags and not person.has_unasked
