"""Scores as FHIRPath that needs nothing but the answers' codes, so that every engine counts the same.

It uses no weights of the form, no other calculated item and no function beyond the plainest: what else
was tried fails in one engine or another. While a question that applies is open, there is no score.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from gutbone.exchange.names import band_edges, code
from gutbone.instrument import Instrument
from gutbone.rules import Item


def points_expression(items: Sequence[Item]) -> str:
    """Count the points of these items, once each is answered or settled by another answer."""
    always = [item for item in items if not item.asked_unless]
    known = [_answers(always)] if always else []
    points = [_points(always)]
    for item in items:
        if item.asked_unless:
            settled = f"{_settling(item)} > 0"
            known.append(f"iif({settled}, 1, {_answers([item])})")
            points.append(f"iif({settled}, {item.points(item.options[0])}, {_points([item])})")
    return f"iif({' + '.join(known)} = {len(items)}, {' + '.join(points)}, {{}})"


def band_expression(instrument: Instrument, items: Sequence[Item]) -> str:
    """Name the band that the points of these items fall in."""
    name = "{}"
    for least, label in band_edges(instrument, items):
        name = f"iif($this >= {least}, {quoted(label)}, {name})"
    return f"({points_expression(items)}).select({name})"


def quoted(text: str) -> str:
    """Write a text as FHIRPath does."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def _points(items: Sequence[Item]) -> str:
    """Add up the points of answers, those with equal points together."""
    worth = sorted((item.points(option), code(item, option)) for item in items for option in item.options)
    terms = ["0"]
    for points, group in groupby(worth, key=lambda pair: pair[0]):
        if points:
            sign = "-" if points < 0 else "+"
            terms.append(f"{sign} {abs(points)} * {_coded(name for _, name in group)}")
    return f"({' '.join(terms)})"


def _settling(item: Item) -> str:
    """Count the answers that make a question needless."""
    return _coded(f"{other}.{option}" for other, options in item.asked_unless.items() for option in options)


def _answers(items: Iterable[Item]) -> str:
    """Count all answers to some items, wherever in the response they stand."""
    return f"%resource.descendants().where(linkId in {_one_of(item.id for item in items)}).answer.value.count()"


def _coded(codes: Iterable[str]) -> str:
    """Count the answers with some codes; no code stands for answers to two questions."""
    return f"%resource.descendants().answer.value.where(code in {_one_of(codes)}).count()"


def _one_of(texts: Iterable[str]) -> str:
    return f"({' | '.join(map(quoted, texts))})"
