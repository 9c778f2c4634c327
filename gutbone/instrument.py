"""The model of the rules: what an instrument asks, scores and advises.

Every class mirrors a block of the YAML in ``rules/``. All of it is frozen: an instrument is loaded
once and read by everything else.
"""

from functools import cached_property
from typing import Literal

from msgspec import Struct

from gutbone.words import Words

Strength = Literal["strong", "moderate", "weak", "none", "unknown"]
TipKind = Literal["add", "swap", "cut", "info"]
Level = Literal["emergency", "urgent", "see_gp", "mention"]


class Rule(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A block of the rules; a key that is not named here is refused when the rules are loaded."""


class Source(Rule):
    """Where a number or a statement comes from, and how far it was checked."""

    id: str
    cites: str
    kind: Literal["article", "guideline", "review", "trial", "study", "charity", "leaflet", "judgement"]
    strength: Strength
    read: Literal["yes", "second_hand", "no"]


class Why(Rule):
    """Why something is asked, and how strong the evidence is for health and for bones."""

    text: str
    health: Strength
    bone: Strength
    sources: tuple[str, ...]


class Option(Rule):
    """One answer to an item.

    ``points`` are before the item's weight. ``at_least`` is the smallest amount, in the item's unit,
    that belongs to the option; None where the item takes no amounts. ``said`` finishes the sentence
    "Because you said ...".
    """

    id: str
    label: str
    points: int
    at_least: float | None = None
    said: str | None = None
    no_praise: bool = False


class Item(Rule):
    """One question. Options stand from the answer furthest from the guide to the closest one."""

    id: str
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


class Tip(Rule):
    """Something to try, or (kind ``info``) to know, with when it fits and what it asks for.

    Of ``when`` every entry must hold, of ``when_any`` one. ``asks`` names what it would have someone
    eat, drink or do; whoever must avoid one of those never sees the tip. ``step`` is the small change
    the tip aims at: for each answer, the answer after it.
    """

    id: str
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


class Domain(Rule):
    """A part of the diet with its own score. Without the items it ``needs`` it is not scored."""

    id: str
    label: str
    why: Why
    items: tuple[Item, ...]
    tips: tuple[Tip, ...] = ()
    needs: tuple[str, ...] = ()


class Food(Rule):
    """What a tip can ask for; a tip whose words name it must list it in ``asks``."""

    id: str
    means: str
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Note(Rule):
    """A caution printed under a tip that asks for one of the foods it is about."""

    about: tuple[str, ...]
    say: str


class Condition(Rule):
    """Something a person told us that changes what is scored or said. Age groups are conditions too."""

    id: str
    label: str
    group: str = ""
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


class Ask(Rule):
    """The words of a question that is not an item."""

    text: str
    help: str = ""


class AgeQuestion(Rule):
    """The first question of the quiz."""

    text: str
    groups: tuple[Condition, ...]
    hint: str = ""


class NotAsked(Rule):
    """What holds when nobody asked about conditions."""

    say: str
    notes: tuple[Note, ...] = ()


class Conditions(Rule):
    """The file ``conditions.yaml``."""

    ask: Ask
    not_asked: NotAsked
    conditions: tuple[Condition, ...]
    age: AgeQuestion | None = None


class FlagLevel(Rule):
    """How soon a flag wants to be seen to. ``stops`` ends the quiz at once."""

    id: Level
    heading: str
    say: str
    stops: bool = False


class Flag(Rule):
    """A red flag: fixed text that outranks the score and never changes it."""

    id: str
    group: Literal["gut", "bone"]
    level: Level
    label: str
    text: str
    help: str = ""
    holds: tuple[str, ...] = ()
    holds_tips: tuple[str, ...] = ()
    held_say: str | None = None
    hides_clinic: bool = False
    acts_like: tuple[str, ...] = ()
    cautions: dict[str, str] = {}
    sources: tuple[str, ...] = ()


class Flags(Rule):
    """The file ``flags.yaml``. Levels stand from the most urgent to the least."""

    ask: Ask
    none_say: str
    not_asked_say: str
    levels: tuple[FlagLevel, ...]
    flags: tuple[Flag, ...]


class Clinic(Rule):
    """Where the result points to. Same words for everyone, whatever the score."""

    name: str
    phone: str
    address: str
    online: str
    prompt: str
    who: tuple[str, ...]
    gp: str


class ArticlePoint(Rule):
    """One claim or step of the article, with how strong the evidence for it is."""

    label: str
    text: str
    health: Strength
    bone: Strength
    sources: tuple[str, ...]
    domain: str | None = None


class Article(Rule):
    """The file ``article.yaml``: what ``gutbone explain`` prints."""

    title: str
    publisher: str
    opening: str
    ways: tuple[ArticlePoint, ...]
    steps: tuple[ArticlePoint, ...]
    closing: str


class Band(Rule):
    """A named range of a score; ``at_least`` is its lower edge and belongs to it."""

    id: str
    at_least: int
    label: str
    sentence: str


class Bands(Rule):
    """The bands, and whether their edges are percentages or points."""

    of: Literal["percent", "points"]
    edges: tuple[Band, ...]
    source: str
    because: str


class Advice(Rule):
    """How many tips a result holds and which domain goes first when two tips tie."""

    most: int
    most_cut: int
    order: tuple[str, ...]


class Head(Rule, kw_only=True):
    """The file ``instrument.yaml`` but for its lists of domains and closing tips.

    ``better`` says whether more or fewer points are closer to the guide. A domain or total with less
    than the share ``no_number_under`` of its questions answered has no number.
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
    limits: tuple[str, ...] = ()
    standing_lines: tuple[str, ...] = ()


class Instrument(Head, kw_only=True):
    """A whole set of rules, ready to ask, score and advise; ``files`` are the bytes it was read from."""

    domains: tuple[Domain, ...]
    sources: tuple[Source, ...]
    clinic: Clinic
    words: Words
    files: dict[str, bytes]
    closing: tuple[Tip, ...] = ()
    foods: tuple[Food, ...] = ()
    conditions: Conditions | None = None
    flags: Flags | None = None
    article: Article | None = None

    @cached_property
    def sha256(self) -> str:
        """The hash over the sorted relative paths and bytes of the rules, so that any change shows."""
        from hashlib import sha256  # costs 3 ms, and only a few reports print it

        return sha256(b"".join(name.encode() + self.files[name] for name in sorted(self.files))).hexdigest()

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by id, in the order asked."""
        return {item.id: item for domain in self.domains for item in domain.items}

    @cached_property
    def domain(self) -> dict[str, Domain]:
        """Every domain by id, in the order asked."""
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def source(self) -> dict[str, Source]:
        """Every source by id."""
        return {source.id: source for source in self.sources}

    @cached_property
    def tips(self) -> dict[str, Tip]:
        """Every tip by id, in file order, the closing ones last."""
        tips = [tip for domain in self.domains for tip in domain.tips]
        return {tip.id: tip for tip in (*tips, *self.closing)}

    @cached_property
    def condition(self) -> dict[str, Condition]:
        """Every condition by id in the order shown, the age groups last."""
        if self.conditions is None:
            return {}
        groups = self.conditions.age.groups if self.conditions.age else ()
        return {condition.id: condition for condition in (*self.conditions.conditions, *groups)}

    @cached_property
    def ages(self) -> frozenset[str]:
        """The ids of the age groups."""
        age = self.conditions.age if self.conditions else None
        return frozenset(group.id for group in age.groups) if age else frozenset()

    @cached_property
    def flag(self) -> dict[str, Flag]:
        """Every red flag by id, in the order shown."""
        return {flag.id: flag for flag in self.flags.flags} if self.flags else {}

    @cached_property
    def level(self) -> dict[str, FlagLevel]:
        """Every flag level by id, the most urgent first."""
        return {level.id: level for level in self.flags.levels} if self.flags else {}

    @cached_property
    def asked_for(self) -> dict[str, frozenset[str]]:
        """For every food, itself and all that it brings along (``also``, followed to the end)."""
        also = {food.id: food.also for food in self.foods}

        def closure(food: str) -> frozenset[str]:
            return frozenset({food}).union(*(closure(other) for other in also.get(food, ())))

        return {food: closure(food) for food in also}

    def foods_in(self, tip: Tip) -> frozenset[str]:
        """Give everything the tip asks someone to eat, drink or do."""
        return frozenset().union(*(self.asked_for[food] for food in tip.asks))

    def is_better(self, points: int, than: int) -> bool:
        """Say whether points are closer to the guide than others, whichever way the total runs."""
        return points > than if self.better == "more" else points < than

    def full(self, item: Item) -> int:
        """Give the points of the item's best answer."""
        return item.most if self.better == "more" else item.least

    def asked_in(self, mode: str) -> tuple[Item, ...]:
        """Give the items of the full instrument or of its core, in order."""
        return tuple(item for item in self.items.values() if mode == "full" or item.core)
