"""The points of an amount as a formula, which every kind of form writes in its own way."""

from collections.abc import Callable, Sequence

from gutbone.base.numbers import Points, exact
from gutbone.rules.item import Item


def formula(item: Item, amount: str, choose: str, number: Callable[[Points], str] = str) -> str:
    """Give the points of an amount; ``choose`` has places for a condition and what stands for it and against it."""
    if not item.scored or item.amount is None:
        return number(0)
    if item.amount.each is not None:
        top, each = number(exact(item.top)), number(exact(item.counts * exact(item.amount.each)))
        return f"({choose.format(f'{amount} > {top}', top, amount)}) * {each}"
    lowest, *others = sorted(item.options, key=lambda option: option.at_least or 0)
    points = number(item.points(lowest))
    for option in others:
        edge = number(exact(option.at_least or 0))
        points = choose.format(f"{amount} >= {edge}", number(item.points(option)), points)
    return points


def exactly(points: str, items: Sequence[Item]) -> str:
    """Round a sum in a sheet to the decimals that its points have: what adds decimals up may do so roughly."""
    decimals = max(item.decimals for item in items)
    return f"round({points},{decimals})" if decimals else points


def kind_of(item: Item) -> str:
    """Say whether the numbers that a question takes are whole, in the words of FHIR and of spreadsheets for forms."""
    return "integer" if item.amount and item.amount.decimals == 0 else "decimal"
