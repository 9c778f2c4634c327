"""The blocks of the rules files, one frozen class for each kind of block in the YAML."""

from functools import cached_property
from typing import Literal

from gutbone.evidence import Why
from gutbone.rule import Named, Rule

TipKind = Literal["add", "swap", "cut", "info"]
Level = Literal["emergency", "urgent", "see_gp", "mention"]


class Option(Named, frozen=True):
    """One answer to an item.

    ``points`` are before the item's weight. ``at_least`` is the smallest amount, in the item's unit,
    that belongs to the option; None where the item takes no amounts. ``said`` finishes the sentence
    "Because you said ...".
    """

    label: str
    points: int
    at_least: float | None = None
    said: str | None = None
    no_praise: bool = False


class Item(Named, frozen=True):
    """One question. Options stand from the answer furthest from the guide to the closest one."""

    domain: str
    label: str
    text: str
    options: tuple[Option, ...]
    why: Why
    points_from: Literal["guideline", "direction", "judgement"]
    points_because: str
    sources: tuple[str, ...]
    hint: str = ""
    help: str = ""
    core: bool = False
    counts: int = 1
    unit: str | None = None
    at_most: float | None = None
    asked_unless: dict[str, tuple[str, ...]] = {}
    no_praise_with: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Option]:
        """The options by id, in order."""
        return {option.id: option for option in self.options}

    @cached_property
    def least(self) -> int:
        """The fewest points an answer can give, weight included."""
        return self.counts * min(option.points for option in self.options)

    @cached_property
    def most(self) -> int:
        """The most points an answer can give, weight included."""
        return self.counts * max(option.points for option in self.options)

    def points(self, option: Option) -> int:
        """Give the option's points times what the item counts."""
        return self.counts * option.points

    def option_at(self, amount: float) -> Option:
        """Give the option an amount belongs to: the one with the highest edge not above it."""
        reached = [o for o in self.options if o.at_least is not None and o.at_least <= amount]
        return max(reached, key=lambda option: option.at_least or 0)


class Tip(Named, frozen=True):
    """Something to try, or (kind ``info``) to know, with when it fits and what it asks for.

    Of ``when`` every entry must hold, of ``when_any`` one. ``asks`` names what it would have someone
    eat, drink or do; whoever must avoid one of those never sees the tip. ``step`` is the small change
    the tip aims at: for each answer, the answer after it.
    """

    domain: str | None
    kind: TipKind
    text: str
    sources: tuple[str, ...]
    plan: str | None = None
    when: dict[str, tuple[str, ...]] = {}
    when_any: dict[str, tuple[str, ...]] = {}
    when_band: dict[str, tuple[str, ...]] = {}
    with_tip_in: str | None = None
    always: bool = False
    step: dict[str, dict[str, str]] = {}
    asks: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    hide_if_not_asked: bool = False
    safety: bool = False
    named_safely: dict[str, str] = {}


class Domain(Named, frozen=True):
    """A part of the diet with its own score. Without the items it ``needs`` it is not scored."""

    label: str
    why: Why
    items: tuple[Item, ...]
    tips: tuple[Tip, ...] = ()
    needs: tuple[str, ...] = ()


class Food(Named, frozen=True):
    """What a tip can ask for; a tip whose words name it must list it in ``asks``."""

    means: str
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Note(Rule, frozen=True):
    """A caution printed under a tip that asks for one of the foods it is about."""

    about: tuple[str, ...]
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
    not_applicable: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    avoids_everything: bool = False
    hides_numbers: bool = False
    stops: bool = False
    covers: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: tuple[str, ...] = ()


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
    level: Level
    label: str
    text: str
    brief: str = ""
    help: str = ""
    holds: tuple[str, ...] = ()
    holds_tips: tuple[str, ...] = ()
    held_say: str | None = None
    hides_clinic: bool = False
    acts_like: tuple[str, ...] = ()
    cautions: dict[str, str] = {}
    sources: tuple[str, ...] = ()


class Flags(Rule, frozen=True):
    """The file ``flags.yaml``; empty where rules have none. Levels stand from the most urgent to the least."""

    ask: Ask = Ask()
    none_say: str = ""
    not_asked_say: str = ""
    levels: tuple[FlagLevel, ...] = ()
    flags: tuple[Flag, ...] = ()


class Band(Named, frozen=True):
    """A named range of a score; ``at_least`` is its lower edge and belongs to it."""

    at_least: int
    label: str
    sentence: str


class Bands(Rule, frozen=True):
    """The bands, and whether their edges are percentages or points.

    A score ``near`` an edge, in the same unit, may be in the other band on another day; 0 says so of none.
    """

    of: Literal["percent", "points"]
    edges: tuple[Band, ...]
    source: str
    because: str
    near: float = 0


class Advice(Rule, frozen=True):
    """How many tips a result holds and which domain goes first when two tips tie."""

    most: int
    most_cut: int
    order: tuple[str, ...]


class Reading(Rule, frozen=True):
    """How hard texts may be (a Flesch-Kincaid grade), and names that cannot be put more simply."""

    hardest_grade: float
    names: tuple[str, ...] = ()


class Head(Rule, frozen=True, kw_only=True):
    """The file ``instrument.yaml`` but for its lists of domains and closing tips.

    ``better`` says whether more or fewer points are closer to the guide. A domain or total with less
    than the share ``no_number_under`` of its questions answered has no number. Exported forms have an
    address below ``canonical`` and open with ``before_form``, else with ``before_start``.
    """

    id: str
    version: str
    title: str
    language: str
    purpose: str
    better: Literal["more", "less"]
    no_number_under: float
    recall: str
    advice: Advice
    bands: Bands
    before_start: tuple[str, ...] = ()
    before_form: tuple[str, ...] | None = None
    canonical: str | None = None
    limits: tuple[str, ...] = ()
    standing_lines: tuple[str, ...] = ()
    reading: Reading | None = None

    @property
    def opening(self) -> tuple[str, ...]:
        """The lines before the first question of an exported form."""
        return self.before_start if self.before_form is None else self.before_form
