"""What is said where a number is asked for."""

from typing import Literal

from gutbone.rules.item import Item
from gutbone.rules.words import Words


def of_amount(words: Words, name: Literal["amount_range", "amount_refused", "fix_amount"], item: Item) -> str:
    """Say in these words which numbers a question takes; the example is one of them, with its decimals."""
    most = item.smallest if item.at_most is None else item.at_most
    decimals = item.amount.decimals if item.amount else 0
    fourth = item.smallest + (most - item.smallest) / 4
    example = f"{fourth + 0.5 * 10**-decimals:.{decimals}f}" if decimals else f"{fourth // 1:g}"
    return str(
        getattr(words, name).format(least=f"{item.smallest:g}", most=f"{most:g}", example=example, unit=item.unit)
    )
