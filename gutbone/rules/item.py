"""One question with the answers to choose from, and what each gives."""

from functools import cached_property
from typing import Annotated, Literal

from msgspec.structs import replace

from gutbone.base.numbers import Points, exact, places
from gutbone.rules.amount import MOST_AMOUNT, Amount, Reached, written
from gutbone.rules.block import (
    DomainId,
    FoodId,
    ItemId,
    Named,
    OptionId,
    SourceId,
    Why,
    limit,
)


class Option(Named, frozen=True):
    """One answer to an item.

    ``points`` are before the item's weight; a question that is not scored, or gives points by the unit, has none here.
    ``at_least`` is the smallest amount, in the item's unit, that belongs to the option; None where the item takes no
    amounts. ``said`` finishes the sentence "Because you said ...".
    """

    label: str
    points: Annotated[int | float, limit("points", minimum=-1000, maximum=1000)] | None = None
    at_least: Annotated[float, limit("edge", minimum=0)] | None = None
    said: str | None = None
    no_praise: bool = False


class Item(Named, frozen=True):
    """One question. Options stand from the answer furthest from the guide to the closest one, or ``as_published``.

    ``about`` are the foods that a best answer would be praised for: who is warned of one is not praised. Nor is
    somebody with an answer of ``no_praise_if`` to another question. With an ``amount`` a number is its answer, and its
    options are levels that no one is shown. ``unscored``, it is asked and counts nowhere. ``asked_unless`` names the
    answers to other questions that make it needless.
    """

    domain: DomainId
    label: str
    text: str
    why: Why
    points_from: Literal["guideline", "direction", "judgement", "published"]
    points_because: str
    sources: tuple[SourceId, ...]
    options: Annotated[tuple[Option, ...], limit("options", minItems=2, maxItems=9)] = ()
    amount: Amount | None = None
    unscored: bool = False
    hint: str = ""
    help: str = ""
    core: bool = False
    counts: Annotated[int, limit("counts", minimum=1, maximum=100)] = 1
    order: Literal["closest_last", "as_published"] = "closest_last"
    unit: str | None = None
    at_most: float | None = None
    asked_unless: dict[ItemId, Reached | tuple[OptionId, ...]] = {}
    about: tuple[FoodId, ...] = ()
    no_praise_if: dict[ItemId, tuple[OptionId, ...]] = {}

    @cached_property
    def by_id(self) -> dict[str, Option]:
        """The options by id, in order."""
        return {option.id: option for option in self.options}

    @property
    def scored(self) -> bool:
        """Whether its answer counts."""
        return not self.unscored

    @property
    def smallest(self) -> float:
        """The smallest amount it takes."""
        return self.amount.at_least if self.amount else 0

    @property
    def top_said(self) -> float:
        """The largest amount it says that it takes."""
        return self.at_most or 0

    @cached_property
    def top(self) -> float:
        """The amount above which no more points are given by the unit."""
        most = MOST_AMOUNT if self.at_most is None else min(MOST_AMOUNT, self.at_most)
        return most if self.amount is None or self.amount.up_to is None else min(most, self.amount.up_to)

    @cached_property
    def span(self) -> tuple[Points, Points]:
        """The fewest and the most points an answer has, before the item's weight."""
        points = [self.own(option) for option in self.options]
        if self.amount and self.amount.each is not None:
            points = [self.amount.points(end, self.top) for end in (self.amount.at_least, self.top)]
        return (min(points), max(points)) if self.scored and points else (0, 0)

    @cached_property
    def least(self) -> Points:
        """The fewest points an answer can give, weight included."""
        return exact(self.counts * self.span[0])

    @cached_property
    def most(self) -> Points:
        """The most points an answer can give, weight included."""
        return exact(self.counts * self.span[1])

    @cached_property
    def decimals(self) -> int:
        """How many decimals its points can have, weight included."""
        if self.amount and self.amount.each is not None:
            return places(self.counts * exact(self.amount.each)) + self.amount.decimals
        return max((places(self.points(option)) for option in self.options), default=0)

    def points(self, option: Option) -> Points:
        """Give the option's points times what the item counts."""
        return exact(self.counts * self.own(option))

    def distance(self, option: Option, better: Literal["more", "less"]) -> Points:
        """Give how many points an option is from the best one, before the item's weight."""
        least, most = self.span
        return exact(most - self.own(option) if better == "more" else self.own(option) - least)

    def option(self, given: str) -> Option:
        """Give the option that an answer stands for; an amount's has words and points of its own."""
        if self.amount is None:
            return self.by_id[given]
        amount, label = float(given), self.with_unit(given)
        level = self.option_at(amount) if self.options else Option(id="", label=label)
        points = self.own(level) if self.amount.each is None else self.amount.points(amount, self.top)
        return replace(level, label=label, points=points)

    def with_unit(self, given: str) -> str:
        """Write an amount with its unit; beside a 1 stands the unit for one."""
        unit = self.amount.one if given == "1" and self.amount and self.amount.one else self.unit
        return " ".join(filter(None, (given, unit)))

    @cached_property
    def settled(self) -> Option:
        """The option that counts where another answer makes the question needless: the first, or its smallest amount."""
        return self.options[0] if self.amount is None else self.option(written(self.smallest))

    def given(self, option: Option) -> str:
        """Give the answer that stands for an option: its id, or the smallest amount of a level."""
        return option.id if self.amount is None else written(max(self.amount.at_least, option.at_least or 0))

    def option_at(self, amount: float) -> Option:
        """Give the option an amount belongs to: the one with the highest edge not above it."""
        reached = [o for o in self.options if o.at_least is not None and o.at_least <= amount]
        return max(reached, key=lambda option: option.at_least or 0)

    def lacks_points(self, option: Option) -> bool:
        """Say whether an option has no points, and its question wants them."""
        return option.points is None and self.scored and (self.amount is None or self.amount.each is None)

    def own(self, option: Option) -> Points:
        """Give the option's points before the item's weight; a level without any has those of its smallest amount."""
        if not self.scored:
            return 0
        if option.points is None and self.amount:
            return self.amount.points(option.at_least or 0, self.top)
        return exact(option.points or 0)
