"""Prove what must hold of advice, over all answers and conditions that it depends on."""

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, product
from math import prod

from msgspec import Struct

from gutbone.answers.responses import Responses
from gutbone.assess.advice import Person, advise, describe, due_for, inform, rules_out
from gutbone.assess.ranking import worth
from gutbone.assess.scoring import left_out_by
from gutbone.base.messages import joined, said
from gutbone.base.numbers import exact
from gutbone.rules.amount import written
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item, Option
from gutbone.rules.people import Condition
from gutbone.rules.positions import Problem
from gutbone.rules.tip import Tip

MOST_WAYS = 1000
RUN = 20  # steps from the smallest amount to the largest
ForWhom = tuple[set[str], set[str]]  # the conditions that rule a tip out, and those that it is meant for


class Proof(Struct):
    """Runs the proofs over one instrument and counts the cases they decided."""

    instrument: Instrument
    cases: int = 0

    def problems(self) -> Iterator[Problem]:
        """Give everything that does not hold."""
        yield from self._answers_without_a_tip()
        yield from self._tips_nobody_sees()
        yield from self._people_left_alone()
        yield from self._scored_in_vain()
        yield from self._domains_that_take_all()

    def person(self, answers: dict[str, str], conditions: Iterable[str]) -> Person:
        """Give a person with these answers and conditions; an age group may be among the conditions."""
        self.cases += 1
        instrument = self.instrument
        held = frozenset(conditions)
        age = next(iter(held & instrument.ages), None)
        extra = {name: answers[name] for name in answers.keys() & instrument.extra.keys()}
        items = instrument.items
        answers = {name: _given(items[name], option) for name, option in answers.items() if name not in extra}
        responses = Responses(
            answers=answers, extra=extra, conditions=held - instrument.ages, age=age, flags=frozenset()
        )
        return describe(instrument, responses)

    def _answers_without_a_tip(self) -> Iterator[Problem]:
        """Find answers below full points that lead a person without conditions to no tip."""
        tips = self.instrument.advice.tips
        if tips == "none":
            yield from self._tips_in_spite()
        if tips != "full" or all(tip.kind == "info" for domain in self.instrument.domains for tip in domain.tips):
            return
        for item in self.instrument.scored:
            if item.amount and not item.options:
                fix = "Give it options with at_least that a tip can name, or write tips: some under advice."
                yield Problem("ADVICE_001", f"no tip can name an amount of {item.id}.", fix, item, ("amount",))
            for option in item.options:
                below = item.points(option) != self.instrument.full(item)
                if below and not advise(self.person({item.id: option.id}, ()))[0]:
                    what = f"{option.id} of {item.id} is below full points and leads to no tip."
                    fix = "Add it to the when of one that adds, swaps or cuts, or write tips: some under advice."
                    yield Problem("ADVICE_001", what, fix, option)

    def _tips_in_spite(self) -> Iterator[Problem]:
        """Find tips of rules that say they have none."""
        for tip in self.instrument.tips.values():
            if tip.kind != "info":
                fix = "Remove it, or write tips: some under advice."
                yield Problem("ADVICE_007", f"{tip.id} is a tip, and these rules say there is none.", fix, tip, ("id",))

    def _tips_nobody_sees(self) -> Iterator[Problem]:
        """Find tips that no answers and no conditions ever bring up."""
        for tip in self.instrument.tips.values():
            if prod(map(len, tip.when.values())) > MOST_WAYS:
                what = f"the when of {tip.id} has too many answers to work out, over {MOST_WAYS:,}."
                yield Problem("ADVICE_004", what, "Name fewer questions.", tip, ("when",))
            elif not any(_sees(person, tip) for person in self._people_for(tip)):
                fix = "Another tip always goes before it, or a condition it needs rules it out."
                if tip.when_band and not self._has_bands(tip):
                    fix = "No score that it names has such a band: give it own_bands, or write total."
                yield Problem("ADVICE_002", f"nobody is ever shown {tip.id}.", fix, tip, ("id",))

    def _has_bands(self, tip: Tip) -> bool:
        """Say whether any score that a tip goes by has a band that it wants."""
        wanted = ((self.instrument.bands_of(name).edges, bands) for name, bands in tip.when_band.items())
        return any(edge.id in bands for edges, bands in wanted for edge in edges)

    def _people_for(self, tip: Tip) -> Iterator[Person]:
        """Give people whose answers call for a tip, with conditions that may let it through, the likeliest first."""
        own: list[tuple[str, ...]] = [(name,) for name in tip.only_with] or [()]
        others = [name for name in self.instrument.condition if name not in tip.only_with]
        more = ((*first, name) for first in own for name in others if not {name, *first} <= self.instrument.ages)
        for conditions in (*own, *more):
            for answers in self._calls_for(tip):
                yield self.person(answers, conditions)

    def _calls_for(self, tip: Tip) -> Iterator[dict[str, str]]:
        """Give answers that make a tip due: to its own items alone, or to all of its domain for a band."""
        beside = self._of_domain(tip.with_tip_in) if tip.with_tip_in else [{}]
        if tip.when_nothing_to_gain:
            own = iter([self._best()])
        elif tip.when_band:
            own = (answers for name in tip.when_band for answers in self._of_domain(name))
        elif tip.when_any:
            own = ({item: option} for item, options in tip.when_any.items() for option in options)
        else:
            own = (dict(zip(tip.when, options, strict=True)) for options in product(*tip.when.values()))
        return ({**others, **answers} for answers in own for others in beside)

    def _best(self) -> dict[str, str]:
        """Give the answers that leave nothing to gain."""
        return {item.id: self._in_order(item)[-1].id for item in self.instrument.items.values() if item.options}

    def _in_order(self, item: Item) -> list[Option]:
        """Give the options from the one furthest from the guide to the closest one, however they are published."""
        options = [*item.options]
        return (
            options
            if item.order == "closest_last" and item.amount is None
            else sorted(options, key=item.points, reverse=self.instrument.better == "less")
        )

    def _of_domain(self, name: str) -> list[dict[str, str]]:
        """Give ways to answer a whole domain, item by item and option by option from the lowest answers, then one item.

        A band or a tip of the domain comes up on one of these if it ever does: they run through all its scores.
        """
        domains = [self.instrument.domain[name]] if name in self.instrument.domain else self.instrument.domains
        run = {item.id: self._run(item) for domain in domains for item in domain.items}
        ways = [{item: answers[0] for item, answers in run.items()}]
        for item, answers in run.items():
            ways += [{**ways[-1], item: answer} for answer in answers[1:]]
        return [*ways, *({item: answer} for item, answers in run.items() for answer in answers)]

    def _run(self, item: Item) -> list[str]:
        """Give the answers to a question from the lowest on; of an amount without levels some, from end to end."""
        if item.options:
            return [option.id for option in self._in_order(item)]
        span = item.top - item.smallest
        return [written(round(item.smallest + span * part / RUN)) for part in range(RUN + 1)]

    def _people_left_alone(self) -> Iterator[Problem]:
        """Find conditions, alone or two together, that leave a domain without a safe tip and without a word."""
        conditions = [c for c in self.instrument.condition.values() if not c.stops]
        domains = self.instrument.domains
        helps = {domain.id: self._for_whom(domain.tips, conditions) for domain in domains if domain.tips}
        pairs = [pair for pair in combinations(conditions, 2) if not {one.id for one in pair} <= self.instrument.ages]
        alone: set[tuple[str, ...]] = set()  # what fails for one condition is not said again for its pairs
        for held in (*combinations(conditions, 1), *pairs):
            names = [condition.id for condition in held]
            for domain, tips in helps.items():
                self.cases += 1
                is_told = any(domain in condition.covers and condition.say for condition in held)
                if is_told or _is_helped(names, names, tips) or any((name, domain) in alone for name in names):
                    continue
                alone.add((*names, domain))
                what = f"with {joined(names, 'and')} nothing is left to say about {domain}."
                fix = "Add a tip that is safe for them, or name the domain under covers and write a say."
                yield Problem("ADVICE_003", what, fix, held[0], ("id",))

    def _scored_in_vain(self) -> Iterator[Problem]:
        """Find answers that lose points although conditions, alone or two together, withhold every tip about them.

        Whoever follows medical advice would score low for it. Where numbers are hidden nobody sees a score.
        """
        instrument, ages = self.instrument, self.instrument.ages
        conditions = [c for c in instrument.condition.values() if not (c.stops or c.hides_numbers)]
        left_out = {c.id: left_out_by(instrument, [c.id]) for c in conditions}
        for item in instrument.scored:
            scored = [c for c in conditions if item.id not in left_out[c.id]]
            helps = {o.id: self._for_whom(self._due_with(item, o), scored) for o in item.options}
            losing = [o.id for o in item.options if item.points(o) != instrument.full(item) and helps[o.id]]
            alone: dict[str, set[str]] = {option: set() for option in losing}
            for held in (*combinations(scored, 1), *combinations(scored, 2)):
                self.cases += 1
                names = {condition.id for condition in held}
                vain = [option for option in losing if not _is_helped(names, names | ages, helps[option])]
                new = [option for option in vain if alone[option].isdisjoint(names)]
                for option in new if len(names) == 1 else ():
                    alone[option] |= names  # what fails for one condition is not said again for its pairs
                if new:
                    about = said("it") if len(new) == len(losing) else ", ".join(new)
                    with_ = joined((condition.id for condition in held), "and")
                    what = f"{item.id} is scored with {with_}, which withhold every tip about {about}."
                    fix = f"Add {item.id} to not_applicable, or write a tip that is safe for them."
                    yield Problem("ADVICE_005", what, fix, held[0], ("id",))

    def _due_with(self, item: Item, option: Option) -> list[Tip]:
        """Give the tips that one answer calls for, whoever they are for."""
        tips = self.instrument.tips.values()
        return [tip for tip in tips if option.id in {**tip.when, **tip.when_any}.get(item.id, ())]

    def _domains_that_take_all(self) -> Iterator[Problem]:
        """Find a domain whose tips fill a result although another has a step that the rules call comparable.

        One other answer is enough to see it: more of them only bring more steps that go before.
        """
        limits, domains = self.instrument.advice, self.instrument.domains
        for domain in domains if limits.comparable is not None else ():
            for other in (item for one in domains if one is not domain for item in one.items):
                for option in other.options:
                    first = {item.id: self._in_order(item)[0].id for item in domain.items if item.options}
                    answers = {**first, other.id: option.id}
                    person = self.person(answers, ())
                    told, due = advise(person)[0], due_for(person)[0]
                    left = [one for one in due if one.tip.domain == other.domain]
                    most = max((worth(one, self.instrument) for one in left), default=0)
                    takes_all = len(told) == limits.most and {one.tip.domain for one in told} == {domain.id}
                    if takes_all and most >= exact(limits.comparable or 0):
                        what = f"tips about {domain.id} leave no place for {option.id} of {other.id}, worth {most}."
                        fix = "Give it a tip that adds something, or raise comparable."
                        yield Problem("ADVICE_006", what, fix, option, ("id",))

    def _for_whom(self, tips: Iterable[Tip], conditions: list[Condition]) -> list[ForWhom]:
        """Give for each tip that asks for a step the conditions that rule it out, and those that it is meant for."""
        found = []
        for tip in tips:
            if tip.kind != "info":
                foods = self.instrument.foods_in(tip)
                kept = {condition.id for condition in conditions if rules_out(condition, tip, foods)}
                found.append((kept, set(tip.only_with or self.instrument.condition)))
        return found


def _given(item: Item, answer: str) -> str:
    """Give the answer as it stands among those of a person: of a level its smallest amount."""
    return item.given(item.by_id[answer]) if answer in item.by_id else answer


def _is_helped(names: Collection[str], for_them: Collection[str], tips: Iterable[ForWhom]) -> bool:
    """Say whether people with these conditions have one of the tips; of what is for them, ages may be any."""
    return any(kept.isdisjoint(names) and not meant.isdisjoint(for_them) for kept, meant in tips)


def _sees(person: Person, tip: Tip) -> bool:
    """Say whether a person is shown a tip or a piece of information."""
    tips = advise(person)[0]
    return tip in (inform(person, tips) if tip.kind == "info" else [advised.tip for advised in tips])
