"""Exact numbers: whole ones are ints, so that they print as 4, others are decimals, so that 0.1 + 0.2 is 0.3."""

from collections.abc import Iterable
from decimal import Decimal

Points = int | Decimal


def exact(number: float | Points) -> Points:
    """Give a number just as it is written: an int where it is whole, else a decimal without needless zeros."""
    if isinstance(number, int):
        return number
    decimal = Decimal(str(number))
    return int(decimal) if decimal == decimal.to_integral_value() else decimal.normalize()


def total(numbers: Iterable[Points]) -> Points:
    """Add numbers up."""
    return exact(sum(numbers))


def places(number: float | Points) -> int:
    """Give how many decimals a number has."""
    return max(0, -int(Decimal(str(exact(number))).as_tuple().exponent))
