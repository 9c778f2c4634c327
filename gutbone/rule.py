"""What all blocks of the rules files have in common."""

from msgspec import Struct


class Rule(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A block of the rules; a key that is not named here is refused when the rules are loaded."""


class Named(Rule, frozen=True):
    """A block that others refer to by its id."""

    id: str
