"""A question that takes a number for its answer: how much of its unit."""

from typing import Annotated, Literal

from gutbone.base.numbers import Points, exact
from gutbone.rules.block import Rule, limit

MOST_AMOUNT = 100_000


class Amount(Rule, frozen=True):
    """What numbers a question takes: from ``at_least`` to its ``at_most``, with so many ``decimals``.

    ``one`` is what the unit is called beside a 1. With ``each`` every unit gives so many points, up to ``up_to`` units where more of them give no more points. Else the
    options are levels: an amount has the points of the one it reaches.
    """

    decimals: Annotated[int, limit("decimals", minimum=0, maximum=2)] = 0
    at_least: Annotated[float, limit("edge", minimum=0)] = 0
    each: Annotated[int | float, limit("points", minimum=-1000, maximum=1000)] | None = None
    up_to: float | None = None
    one: str | None = None

    def is_fine_enough(self, amount: float) -> bool:
        """Say whether a number has no more decimals than may be said."""
        return exact(amount) == round(exact(amount), self.decimals)

    def points(self, amount: float, top: float) -> Points:
        """Give the points of an amount that counts up to a top, before the question's weight."""
        return exact(exact(self.each or 0) * exact(min(amount, top)))


class Reached(Rule, frozen=True):
    """The amounts that make another question needless: all ``under`` a number, or all from ``at_least`` so much on."""

    under: float | None = None
    at_least: float | None = None

    @property
    def bound(self) -> tuple[Literal["<", ">="], Points]:
        """The sign and the number that an amount is held against."""
        return ("<", exact(self.under)) if self.under is not None else (">=", exact(self.at_least or 0))

    def holds(self, amount: float) -> bool:
        """Say whether an amount is one of them."""
        sign, edge = self.bound
        return amount < edge if sign == "<" else amount >= edge


def written(amount: float) -> str:
    """Write an amount as it stands among the answers."""
    return str(exact(amount))
