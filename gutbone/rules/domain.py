"""A file in ``domains/``: questions with their options, and tips; and the foods that tips ask for."""

from functools import cached_property
from typing import Annotated, Literal

from gutbone.base.numbers import Points, exact
from gutbone.rules.block import (
    BandId,
    ConditionId,
    DomainId,
    FoodId,
    ItemId,
    MaybeItemId,
    Named,
    OptionId,
    SourceId,
    Why,
    limit,
)

TipKind = Literal["add", "swap", "cut", "info"]


class Option(Named, frozen=True):
    """One answer to an item.

    ``points`` are before the item's weight. ``at_least`` is the smallest amount, in the item's unit,
    that belongs to the option; None where the item takes no amounts. ``said`` finishes the sentence
    "Because you said ...".
    """

    label: str
    points: Annotated[int, limit("points", minimum=-1000, maximum=1000)]  # a folder of rules has no half points so far
    at_least: Annotated[float, limit("edge", minimum=0)] | None = None
    said: str | None = None
    no_praise: bool = False


class Item(Named, frozen=True):
    """One question. Options stand from the answer furthest from the guide to the closest one, or ``as_published``.

    ``about`` are the foods that a best answer would be praised for: who is warned of one is not praised. Nor is
    somebody with an answer of ``no_praise_if`` to another question.
    """

    domain: DomainId
    label: str
    text: str
    options: Annotated[tuple[Option, ...], limit("options", minItems=2, maxItems=9)]
    why: Why
    points_from: Literal["guideline", "direction", "judgement"]
    points_because: str
    sources: tuple[SourceId, ...]
    hint: str = ""
    help: str = ""
    core: bool = False
    counts: Annotated[int, limit("counts", minimum=1, maximum=100)] = 1
    order: Literal["closest_last", "as_published"] = "closest_last"
    unit: str | None = None
    at_most: float | None = None
    asked_unless: dict[ItemId, tuple[OptionId, ...]] = {}
    about: tuple[FoodId, ...] = ()
    no_praise_if: dict[ItemId, tuple[OptionId, ...]] = {}

    @cached_property
    def by_id(self) -> dict[str, Option]:
        """The options by id, in order."""
        return {option.id: option for option in self.options}

    @cached_property
    def span(self) -> tuple[Points, Points]:
        """The fewest and the most points an option has, before the item's weight."""
        points = [option.points for option in self.options]
        return min(points), max(points)

    @cached_property
    def least(self) -> Points:
        """The fewest points an answer can give, weight included."""
        return exact(self.counts * self.span[0])

    @cached_property
    def most(self) -> Points:
        """The most points an answer can give, weight included."""
        return exact(self.counts * self.span[1])

    def points(self, option: Option) -> Points:
        """Give the option's points times what the item counts."""
        return exact(self.counts * option.points)

    def option_at(self, amount: float) -> Option:
        """Give the option an amount belongs to: the one with the highest edge not above it."""
        reached = [o for o in self.options if o.at_least is not None and o.at_least <= amount]
        return max(reached, key=lambda option: option.at_least or 0)


class Tip(Named, frozen=True):
    """Something to try, or (kind ``info``) to know, with when it fits and what it asks for.

    Of ``when`` every entry must hold, of ``when_any`` one. ``asks`` names what it would have someone
    eat, drink or do; whoever must avoid one of those never sees the tip. ``step`` is the small change
    the tip aims at: for each answer, the answer after it. ``controls`` are the hazards of HAZARDS.md that
    this text keeps in check. Information is left out where a question of ``unless_answered`` was answered. ``brief`` is
    the step in a clinician's few words.
    """

    domain: DomainId | None
    kind: TipKind
    text: str
    sources: tuple[SourceId, ...]
    brief: str = ""
    plan: str | None = None
    when: dict[ItemId, tuple[OptionId, ...]] = {}
    when_any: dict[ItemId, tuple[OptionId, ...]] = {}
    when_band: dict[DomainId, tuple[BandId, ...]] = {}
    with_tip_in: DomainId | None = None
    when_nothing_to_gain: bool = False
    always: bool = False
    step: dict[ItemId, dict[OptionId, OptionId]] = {}
    asks: tuple[FoodId, ...] = ()
    only_with: tuple[ConditionId, ...] = ()
    unless: tuple[ConditionId, ...] = ()
    unless_answered: tuple[MaybeItemId, ...] = ()
    hide_if_not_asked: bool = False
    safety: bool = False
    controls: tuple[str, ...] = ()
    named_safely: dict[FoodId, str] = {}


class Domain(Named, frozen=True):
    """A part of the diet with its own score. Without the items it ``needs`` it is not scored.

    ``bands`` are its own words for the bands, where there is no guide to be close to.
    """

    label: str
    why: Why
    items: Annotated[tuple[Item, ...], limit("items", minItems=1)]
    tips: tuple[Tip, ...] = ()
    needs: tuple[ItemId, ...] = ()
    bands: dict[BandId, str] = {}


class Food(Named, frozen=True):
    """What a tip can ask for; a tip whose words name it must list it in ``asks``."""

    means: str
    words: tuple[str, ...] = ()
    also: tuple[FoodId, ...] = ()
