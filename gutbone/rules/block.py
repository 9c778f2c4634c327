"""What all blocks of the rules files have in common: their keys, ids and sources."""

from typing import Literal

from msgspec import Struct

Strength = Literal["strong", "moderate", "weak", "none", "unknown"]


class Rule(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A block of the rules; a key that is not named here is refused when the rules are loaded."""


class Named(Rule, frozen=True):
    """A block that others refer to by its id."""

    id: str


class Source(Named, frozen=True):
    """Where a number or a statement comes from, and how far it was checked."""

    cites: str
    kind: Literal["article", "guideline", "review", "trial", "study", "charity", "leaflet", "judgement"]
    strength: Strength
    read: Literal["yes", "second_hand", "no"]


class Why(Rule, frozen=True):
    """Why something is asked, and how strong the evidence is for health and for bones."""

    text: str
    health: Strength
    bone: Strength
    sources: tuple[str, ...]
