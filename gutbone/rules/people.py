"""The files ``conditions.yaml`` and ``flags.yaml``: what a person told us that changes what is scored or said."""

from typing import Annotated, Literal

from gutbone.rules.block import ConditionId, DomainId, DomainOrItemId, FoodId, Named, Rule, SourceId, TipId, refers

Level = Literal["emergency", "urgent", "see_gp", "mention"]


class Note(Rule, frozen=True):
    """A caution printed under a tip that asks for one of the foods it is about."""

    about: tuple[FoodId, ...]
    say: str


class Condition(Named, frozen=True):
    """Something a person told us that changes what is scored or said. Age groups are conditions too.

    ``brief`` is a clinician's name for it, where there is little room.
    """

    label: str
    group: str = ""
    brief: str = ""
    help: str = ""
    say: str | None = None
    not_applicable: tuple[DomainOrItemId, ...] = ()
    avoids: tuple[FoodId, ...] = ()
    avoids_everything: bool = False
    hides_numbers: bool = False
    stops: bool = False
    covers: tuple[DomainId, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: tuple[SourceId, ...] = ()


class Ask(Rule, frozen=True):
    """The words of a question that is not an item."""

    text: str = ""
    help: str = ""


class AgeQuestion(Rule, frozen=True):
    """The first question of the quiz."""

    text: str = ""
    groups: tuple[Condition, ...] = ()
    hint: str = ""


class NotAsked(Rule, frozen=True):
    """What holds when nobody asked about conditions."""

    say: str = ""
    notes: tuple[Note, ...] = ()


class Conditions(Rule, frozen=True):
    """The file ``conditions.yaml``; empty where rules have none."""

    ask: Ask = Ask()
    not_asked: NotAsked = NotAsked()
    conditions: tuple[Condition, ...] = ()
    age: AgeQuestion = AgeQuestion()


class FlagLevel(Named, frozen=True):
    """How soon a flag wants to be seen to. ``stops`` ends the quiz at once."""

    id: Level
    heading: str
    stops: bool = False


class Flag(Named, frozen=True):
    """A red flag: fixed text that outranks the score and never changes it."""

    group: Literal["gut", "bone"]
    level: Annotated[Level, refers("level")]
    label: str
    text: str
    brief: str = ""
    help: str = ""
    holds: tuple[DomainId, ...] = ()
    holds_tips: tuple[TipId, ...] = ()
    held_say: str | None = None
    hides_clinic: bool = False
    acts_like: tuple[ConditionId, ...] = ()
    cautions: dict[DomainId, str] = {}
    sources: tuple[SourceId, ...] = ()


class Flags(Rule, frozen=True):
    """The file ``flags.yaml``; empty where rules have none. Levels stand from the most urgent to the least."""

    ask: Ask = Ask()
    none_say: str = ""
    not_asked_say: str = ""
    levels: tuple[FlagLevel, ...] = ()
    flags: tuple[Flag, ...] = ()
