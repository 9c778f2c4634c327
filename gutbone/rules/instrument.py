"""A whole set of rules, with what everything else looks up in it.

It is loaded once, frozen, and read by the scoring, the advice, the quiz and the reports.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal, TypeVar

from gutbone.base.numbers import Points
from gutbone.rules.article import Article, Clinic
from gutbone.rules.bands import Band, Bands, Gaps, Subscore
from gutbone.rules.block import ConditionId, ItemId, Named, OptionId, Rule, Source, Strength, limit
from gutbone.rules.domain import Domain
from gutbone.rules.item import Item
from gutbone.rules.language_tags import TAG
from gutbone.rules.part import Part, PartQuestion
from gutbone.rules.people import Condition, Conditions, Flag, FlagLevel, Flags
from gutbone.rules.tip import Food, Tip
from gutbone.rules.words import Words


class First(Rule, frozen=True):
    """Answers that are spoken of before all others, to everyone or only with some conditions."""

    when: dict[ItemId, tuple[OptionId, ...]]
    only_with: tuple[ConditionId, ...] = ()


class Advice(Rule, frozen=True):
    """How many tips a result holds, and which.

    A step is worth the points its answer is from full, before the item's weight, times ``worth`` of how strong the
    evidence for health is (1 where that is not given). While another domain has a step worth ``comparable`` or more,
    each domain has one tip. What is ``first`` goes before all that. With the conditions of ``one_only_with`` there is
    one tip in all, of any kind. With those of ``cut_later_with`` a tip that takes away is not the first, unless it is
    among what is ``first`` or no other is open. ``tips`` says for how many of the answers below full points there is
    to be a tip: for all of them (``full``), for some, or none.
    """

    most: int
    most_cut: int
    worth: dict[Strength, float] = {}
    comparable: float | None = None
    one_only_with: tuple[ConditionId, ...] = ()
    cut_later_with: tuple[ConditionId, ...] = ()
    first: tuple[First, ...] = ()
    tips: Literal["none", "some", "full"] = "full"


class Reading(Rule, frozen=True):
    """How hard texts may be (a Flesch-Kincaid grade), and names that cannot be put more simply."""

    hardest_grade: float
    names: tuple[str, ...] = ()


Name = Annotated[str, limit("name", pattern="^[a-z0-9][a-z0-9._+-]*$")]


class Head(Rule, frozen=True, kw_only=True):
    """The file ``instrument.yaml`` but for its lists of domains, parts and closing tips.

    ``better`` says whether more or fewer points are closer to the guide. A domain or total with less
    than the share ``no_number_under`` of its questions answered has no number. Exported forms have an
    address below ``canonical`` and open with ``before_form``, else with ``before_start``; one that asks about
    conditions opens with ``before_form_with_safety`` where there is one.
    """

    format: Literal[3]
    id: Name
    version: Name
    title: str
    language: Annotated[str, limit("language", pattern=TAG)]
    purpose: str
    better: Literal["more", "less"]
    no_number_under: Annotated[float, limit("share", minimum=0, maximum=1)]
    recall: str
    advice: Advice
    bands: Bands = Bands(of="points")
    gaps: Gaps | None = None
    subscores: tuple[Subscore, ...] = ()
    before_start: tuple[str, ...] = ()
    before_form: tuple[str, ...] | None = None
    before_form_with_safety: tuple[str, ...] | None = None
    canonical: Annotated[str, limit("address", pattern="^https?://[A-Za-z0-9_.:~/-]+$")] | None = None
    limits: tuple[str, ...] = ()
    standing_lines: tuple[str, ...] = ()
    reading: Reading | None = None

    @property
    def opening(self) -> tuple[str, ...]:
        """The lines before the first question of an exported form."""
        return self.before_start if self.before_form is None else self.before_form

    @property
    def opening_with_safety(self) -> tuple[str, ...]:
        """The lines before the first question of a form that asks about conditions."""
        return self.opening if self.before_form_with_safety is None else self.before_form_with_safety


T = TypeVar("T", bound=Named)


def _by_id(blocks: Iterable[T]) -> dict[str, T]:
    return {block.id: block for block in blocks}


def brought_along(food: str, also: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Give a food and all that it brings along, followed to the end."""
    reached, open_ = {food}, [food]
    while open_:
        for other in also.get(open_.pop(), ()):
            if other not in reached:
                reached.add(other)
                open_.append(other)
    return frozenset(reached)


class Instrument(Head, frozen=True, kw_only=True):
    """A whole set of rules, ready to ask, score and advise.

    ``files`` are the bytes it was read from, or their checksums where it was compiled; ``messages`` what is said in
    place of the program's own English where something has to be put right.
    """

    domains: tuple[Domain, ...]
    sources: tuple[Source, ...]
    clinic: Clinic
    words: Words
    files: dict[str, bytes]
    closing: tuple[Tip, ...] = ()
    parts: tuple[Part, ...] = ()
    foods: tuple[Food, ...] = ()
    conditions: Conditions = Conditions()
    flags: Flags = Flags()
    article: Article | None = None
    messages: dict[str, str] = {}

    def __hash__(self) -> int:
        """Let what is made of rules be remembered by them: the same ones are the same object."""
        return id(self)

    @cached_property
    def sha256(self) -> str:
        """The hash over the sorted relative paths and bytes of the rules, so that any change shows."""
        from hashlib import sha256  # costs 3 ms, and only a few reports print it

        return sha256(b"".join(name.encode() + self.files[name] for name in sorted(self.files))).hexdigest()

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by id, in the order asked."""
        return _by_id(item for domain in self.domains for item in domain.items)

    @cached_property
    def domain(self) -> dict[str, Domain]:
        """Every domain by id, in the order asked."""
        return _by_id(self.domains)

    @cached_property
    def source(self) -> dict[str, Source]:
        """Every source by id."""
        return _by_id(self.sources)

    @cached_property
    def tips(self) -> dict[str, Tip]:
        """Every tip by id, in file order, the closing ones last but for those of parts."""
        own = (tip for domain in self.domains for tip in domain.tips)
        beside = (tip for part in self.parts for tip in part.tips)
        return _by_id((*own, *self.closing, *beside))

    @cached_property
    def extra(self) -> dict[str, PartQuestion]:
        """Every question beside the score by id, in the order asked."""
        return _by_id(question for part in self.parts for question in part.questions)

    @cached_property
    def band(self) -> dict[str, Band]:
        """Every band by id, those of the total first."""
        own = (one.own_bands for one in self.beside.values())
        return _by_id(band for bands in (self.bands, *own) if bands for band in bands.edges)

    @cached_property
    def condition(self) -> dict[str, Condition]:
        """Every condition by id in the order shown, the age groups last."""
        return _by_id((*self.conditions.conditions, *self.conditions.age.groups))

    @cached_property
    def ages(self) -> frozenset[str]:
        """The ids of the age groups."""
        return frozenset(group.id for group in self.conditions.age.groups)

    @cached_property
    def flag(self) -> dict[str, Flag]:
        """Every red flag by id, in the order shown."""
        return _by_id(self.flags.flags)

    @cached_property
    def level(self) -> dict[str, FlagLevel]:
        """Every flag level by id, the most urgent first."""
        return _by_id(self.flags.levels)

    @cached_property
    def asked_for(self) -> dict[str, frozenset[str]]:
        """For every food, itself and all that it brings along (``also``, followed to the end)."""
        also = {food.id: food.also for food in self.foods}
        return {food: brought_along(food, also) for food in also}

    @cached_property
    def _foods_in(self) -> dict[str, frozenset[str]]:
        return {tip.id: frozenset().union(*map(self.asked_for.__getitem__, tip.asks)) for tip in self.tips.values()}

    def foods_in(self, tip: Tip) -> frozenset[str]:
        """Give everything the tip asks someone to eat, drink or do."""
        return self._foods_in[tip.id]

    @cached_property
    def scored(self) -> tuple[Item, ...]:
        """The questions that count, in the order asked."""
        return tuple(item for item in self.items.values() if item.scored)

    @cached_property
    def single(self) -> str:
        """The domain that holds every question that counts, so that its score is the total's; "" where several do."""
        names = {item.domain for item in self.scored}
        return names.pop() if len(names) == 1 else ""

    @cached_property
    def beside(self) -> dict[str, Domain | Subscore]:
        """Everything that has a score beside the total, by id: the domains, then the subscores."""
        return {**self.domain, **_by_id(self.subscores)}

    @cached_property
    def counting(self) -> dict[str, tuple[Item, ...]]:
        """The questions that each score counts, in the order asked: the total, the domains, the subscores."""
        own = {one.id: tuple(item for item in self.scored if item.id in one.questions) for one in self.subscores}
        return {"total": self.scored, **{domain.id: domain.scored for domain in self.domains}, **own}

    def bands_of(self, name: str) -> Bands:
        """Give the bands of a score: bands of points are the total's alone, and a subscore has none but its own."""
        own = self.beside[name].own_bands if name in self.beside else None
        is_elsewhere = name in self.beside and (self.bands.of == "points" or name not in self.domain)
        return own or (Bands(of="points") if is_elsewhere else self.bands)

    @cached_property
    def decimals(self) -> int:
        """How many decimals points can have: 0 where all of them are whole."""
        return max((item.decimals for item in self.scored), default=0)

    def band_label(self, domain: str, band: str) -> str:
        """Give what a band is called in a domain, or of the total (no domain)."""
        own = self.domain[domain].bands if domain in self.domain else {}
        return own.get(band) or self.band[band].label

    def is_better(self, points: Points, than: Points) -> bool:
        """Say whether points are closer to the guide than others, whichever way the total runs."""
        return points > than if self.better == "more" else points < than

    def full(self, item: Item) -> Points:
        """Give the points of the item's best answer."""
        return item.most if self.better == "more" else item.least

    def asked_in(self, mode: str) -> tuple[Item, ...]:
        """Give the items of the full instrument or of its core, in order."""
        return tuple(item for item in self.items.values() if mode == "full" or item.core)
