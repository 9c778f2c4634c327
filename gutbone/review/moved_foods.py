"""Say by foods what older rules said by conditions, domains and tips: all of it, and as little else as can be."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from gutbone.rules.instrument import brought_along

NOT_ASKED = "not_asked"
Touched = Mapping[str, set[str]]  # what each food concerns: tips, or people


class Foods:
    """The foods of a folder, the tips that ask for each, and who is warned of it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.also = {food["id"]: food.get("also") or () for food in values.get("foods.yaml") or ()}
        self.tips: dict[str, dict[str, Any]] = {}
        self.by_item, self.by_domain = dict[str, set[str]](), dict[str, set[str]]()
        for domain in (value for name, value in values.items() if name.startswith("domains/")):
            for tip in domain.get("tips") or ():
                self.tips[tip["id"]] = {**tip, "domain": domain["id"]}
                self.by_domain.setdefault(domain["id"], set()).update(tip.get("asks") or ())
                for item in {**(tip.get("when") or {}), **(tip.get("when_any") or {})}:
                    self.by_item.setdefault(item, set()).update(tip.get("asks") or ())
        asked = {name: self.with_all(tip.get("asks") or ()) for name, tip in self.tips.items()}
        named = set().union(*self.by_domain.values())
        self.asking = {food: {name for name, foods in asked.items() if food in foods} for food in named}
        people = values.get("conditions.yaml") or {}
        self.conditions = {one["id"]: one for one in people.get("conditions") or ()}
        self.conditions[NOT_ASKED] = people.get(NOT_ASKED) or {}
        self.always = self._silent_on(())
        self.silencing = {food: self._silent_on({food}) - self.always for food in self.also}

    def with_all(self, foods: Iterable[str]) -> set[str]:
        """Give foods with all that they bring along."""
        return set().union(*(brought_along(food, self.also) for food in foods))

    def is_silent(self, heeded: Mapping[str, Any], about: Collection[str]) -> bool:
        """Say whether somebody is not praised for what is about these foods."""
        is_warned = any(not {*note["about"]}.isdisjoint(about) for note in heeded.get("notes") or ())
        avoids = heeded.get("avoids") or ()
        return is_warned or bool(heeded.get("avoids_everything")) or not self.with_all(about).isdisjoint(avoids)

    def _silent_on(self, about: Collection[str]) -> set[str]:
        return {name for name, condition in self.conditions.items() if self.is_silent(condition, about)}

    def held_by(self, flag: Mapping[str, Any]) -> set[str]:
        """Give the tips that a warning sign held back: those of its domains, but for what is safe, and those it named."""
        held = self.in_domains(flag.get("holds") or ())
        return {name for name in held if not self.tips[name].get("safety")} | {*(flag.get("holds_tips") or ())}

    def in_domains(self, domains: Collection[str]) -> set[str]:
        """Give the tips of domains."""
        return {name for name, tip in self.tips.items() if tip["domain"] in domains}

    def about(self, item: str, domain: str, unpraised: set[str]) -> tuple[set[str], set[str]]:
        """Give what a question is about, so that these people are not praised, and all whom it silences.

        The foods are those that the tips there ask for; of others only what is needed.
        """
        own = self.by_item.get(item) or self.by_domain.get(domain, set())
        wanted = unpraised - self.always
        found = best({food: self.silencing[food] for food in own if food in self.silencing}, wanted)
        found |= best(self.silencing, wanted, wanted - touched_by(found, self.silencing))
        found = found or {*sorted(own, key=lambda food: (len(self.silencing.get(food, ())), food))[:1]}
        return found, self._silent_on(found)


def best(touched: Touched, wanted: set[str], left: set[str] | None = None) -> set[str]:
    """Give the foods that concern nothing but what is wanted, and of the others those that reach the rest with least.

    With ``left`` only those that it takes to reach that.
    """
    found = {food for food, own in touched.items() if own and own <= wanted} if left is None else set()
    left, beside = wanted - touched_by(found, touched) if left is None else {*left}, set[str]()
    while costs := {food: len(own - wanted - beside) / len(own & left) for food, own in touched.items() if own & left}:
        food = min(costs, key=lambda food: (costs[food], food))
        found.add(food)
        left, beside = left - touched[food], beside | touched[food] - wanted
    return found


def touched_by(foods: Iterable[str], touched: Touched) -> set[str]:
    """Give all that some foods concern."""
    return set().union(*(touched.get(food, set()) for food in foods))
