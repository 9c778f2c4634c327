"""Something to try or to know, and the foods that tips ask for."""

from typing import Literal

from gutbone.rules.block import (
    BandId,
    ConditionId,
    DomainId,
    DomainOrTotal,
    FoodId,
    ItemId,
    MaybeItemId,
    Named,
    OptionId,
    SourceId,
)

TipKind = Literal["add", "swap", "cut", "info"]


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
    when_band: dict[DomainOrTotal, tuple[BandId, ...]] = {}
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


class Food(Named, frozen=True):
    """What a tip can ask for; a tip whose words name it must list it in ``asks``."""

    means: str
    words: tuple[str, ...] = ()
    also: tuple[FoodId, ...] = ()
