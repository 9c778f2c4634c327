"""A file in ``domains/``: a part of the diet with its questions and tips."""

from functools import cached_property
from typing import Annotated

from gutbone.rules.bands import Bands
from gutbone.rules.block import (
    BandId,
    ItemId,
    Named,
    Why,
    limit,
)
from gutbone.rules.item import Item
from gutbone.rules.tip import Tip


class Domain(Named, frozen=True):
    """A part of the diet with its own score. Without the items it ``needs`` it is not scored.

    ``bands`` are its own words for the bands, where there is no guide to be close to. ``own_bands`` are bands of its own
    points, beside those of the total.
    """

    label: str
    why: Why
    items: Annotated[tuple[Item, ...], limit("items", minItems=1)]
    tips: tuple[Tip, ...] = ()
    needs: tuple[ItemId, ...] = ()
    bands: dict[BandId, str] = {}
    own_bands: Bands | None = None

    @cached_property
    def scored(self) -> tuple[Item, ...]:
        """The questions that count."""
        return tuple(item for item in self.items if item.scored)
