"""The files ``conditions.yaml`` and ``flags.yaml``: what a person told us that changes what is scored or said."""

from typing import Annotated, Literal

from gutbone.rules.block import ConditionId, DomainId, DomainOrItemId, FlagId, FoodId, Named, Rule, SourceId, refers

Level = Literal["emergency", "urgent", "see_gp", "mention"]


class Note(Rule, frozen=True):
    """A caution printed under a tip that asks for one of the foods it is about."""

    about: tuple[FoodId, ...]
    say: str


class Heeded(Named, frozen=True):
    """What advice heeds in a person, be it a condition or a red flag: foods it rules out, and cautions about others.

    ``brief`` is a clinician's name for it, where there is little room.
    """

    label: str
    brief: str = ""
    help: str = ""
    avoids: tuple[FoodId, ...] = ()
    avoids_everything: bool = False
    notes: tuple[Note, ...] = ()
    sources: tuple[SourceId, ...] = ()


class Condition(Heeded, frozen=True):
    """Something a person told us that changes what is scored or said. Age groups are conditions too.

    ``words`` are foods, illnesses and medicines that belong to this line: no other may name them. What it has to ``say``
    is not said beside those in ``says_less_than``, which say more. On the command line an age group goes by its
    ``short`` name too.
    """

    group: str = ""
    say: str | None = None
    says_less_than: tuple[ConditionId, ...] = ()
    not_applicable: tuple[DomainOrItemId, ...] = ()
    hides_numbers: bool = False
    stops: bool = False
    covers: tuple[DomainId, ...] = ()
    words: tuple[str, ...] = ()
    short: str = ""


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


class Flag(Heeded, frozen=True, kw_only=True):
    """A red flag: fixed text that outranks the score and never changes it.

    For the tips it may also act like a condition, and ``held_say`` stands in place of what it keeps back. Its
    ``group`` is the heading that it stands under.
    """

    group: str
    level: Annotated[Level, refers("level")]
    text: str
    held_say: str | None = None
    hides_clinic: bool = False
    acts_like: tuple[ConditionId, ...] = ()


class Flags(Rule, frozen=True):
    """The file ``flags.yaml``; empty where rules have none. Levels stand from the most urgent to the least.

    ``retired`` names flags that are asked no more, with those that took their place. Beside a flag of any group but
    those of ``praise_beside`` nobody is praised.
    """

    ask: Ask = Ask()
    none_say: str = ""
    not_asked_say: str = ""
    levels: tuple[FlagLevel, ...] = ()
    flags: tuple[Flag, ...] = ()
    retired: dict[str, tuple[FlagId, ...]] = {}
    praise_beside: tuple[str, ...] = ()
