"""What all blocks of the rules files have in common: their keys, ids and sources, and how a type says more of a value."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from gutbone.base.text import ADDRESS

RESERVED = ["total", "answered", "problem", "conditions", "flags", "ref", "age", "not_asked"]  # of answers and tables
Strength = Literal["strong", "moderate", "weak", "none", "unknown"]


def limit(name: str, **bounds: Any) -> Meta:
    """Bound a value in the words of JSON Schema; ``must_hold`` says by this name what is wrong beyond it.

    Reading does not refuse it: then a value out of bounds would hide all that is wrong with ids.
    """
    return Meta(extra_json_schema=bounds, extra={"limit": {"name": name, **bounds}})


def refers(kind: str) -> Meta:
    """Say that a text is the id of another block, of this kind."""
    return Meta(extra={"refers": kind})


BandId = Annotated[str, refers("band")]
ConditionId = Annotated[str, refers("condition")]
DomainId = Annotated[str, refers("domain")]
DomainOrItemId = Annotated[str, refers("domain or item")]
DomainOrTotal = Annotated[str, refers("domain or total")]
FlagId = Annotated[str, refers("flag")]
FoodId = Annotated[str, refers("food")]
ItemId = Annotated[str, refers("item")]
MaybeItemId = Annotated[str, refers("maybe_item")]  # of a part that a folder may leave out
OptionId = Annotated[str, refers("option")]  # of the item that is the key around it
SourceId = Annotated[str, refers("source")]
TipId = Annotated[str, refers("tip")]
Link = Annotated[str, limit("link", pattern=ADDRESS)]  # of a page on the web


class Rule(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A block of the rules; a key that is not named here is refused when the rules are loaded."""


class Named(Rule, frozen=True):
    """A block that others refer to by its id."""

    id: Annotated[str, limit("id", pattern="^[a-z][a-z0-9_]*$"), limit("reserved", **{"not": {"enum": RESERVED}})]


class Source(Named, frozen=True):
    """Where a number or a statement comes from, how far it was checked, and the page it can be read on."""

    cites: str
    kind: Literal["article", "guideline", "review", "trial", "study", "charity", "leaflet", "website", "judgement"]
    strength: Strength
    read: Literal["yes", "second_hand", "no"]
    link: Link | None = None


class Why(Rule, frozen=True, kw_only=True):
    """Why something is asked, and how strong the evidence is for health, and for bones where that is said."""

    text: str
    health: Strength
    bone: Strength | None = None
    sources: tuple[SourceId, ...]
