"""What is said where a number is asked for."""

from typing import Literal

from gutbone.rules.item import Item
from gutbone.rules.words import Words


def of_amount(words: Words, name: Literal["amount_range", "amount_refused", "fix_amount"], item: Item) -> str:
    """Say in these words which numbers a question takes; the example is one of them, with its decimals."""
    most, example = _most(item), example_of(item)
    return str(
        getattr(words, name).format(least=f"{item.smallest:g}", most=f"{most:g}", example=example, unit=item.unit)
    )


def example_of(item: Item) -> str:
    """Give a number that a question takes, with its decimals: about a fourth of the way to its largest."""
    decimals = item.amount.decimals if item.amount else 0
    fourth = item.smallest + (_most(item) - item.smallest) / 4
    return f"{fourth + 0.5 * 10**-decimals:.{decimals}f}" if decimals else f"{fourth // 1:g}"


def _most(item: Item) -> float:
    return item.smallest if item.at_most is None else item.at_most
