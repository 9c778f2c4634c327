"""Check what scoring takes for granted: values within their limits, an option for every answer, a band for every score.

It is cheap and is done whenever rules are loaded; the rest is left to ``gutbone rules check``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import inf
from string import Formatter
from typing import Any

from msgspec import Struct

from gutbone.base.numbers import Points, exact, total
from gutbone.rules.amount import MOST_AMOUNT, Reached
from gutbone.rules.bands import Bands, Subscore
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item, Option
from gutbone.rules.positions import Problem, blocks, marked
from gutbone.rules.words import Words

MOST_POINTS = 1_000_000
ADDRESS = "Begin it with https://, without spaces, | or # in it, or remove it."
NAME = "Write it in a to z, 0 to 9, dots and hyphens."
# What is said of a value beyond its limit, by the limit's name: the code, what is wrong and how to fix it.
BEYOND = {
    "answers": ("BANDS_007", "{value} answers cannot be.", "Use a number from {minimum} up."),
    "address": ("IDS_007", "this is no address for forms.", ADDRESS),
    "counts": ("ITEM_003", "{id} counts {value} times.", "Use a number from {minimum} to {maximum}."),
    "decimals": ("AMOUNT_001", "{value} decimals are not read.", "Use {minimum}, 1 or {maximum}."),
    "edge": ("EDGES_005", "no amount is below {minimum}.", "Let the lowest edge be {minimum}."),
    "id": ("IDS_005", "{value} cannot be an id.", "Write it in a to z, 0 to 9 and _, a letter first."),
    "items": ("ITEM_005", "{id} asks nothing.", "Write at least one question."),
    "language": ("IDS_008", "{value} names no language.", "Write a tag such as cy, pt-BR or zh-Hant."),
    "link": ("IDS_009", "this is no address of a page.", "Begin it with https://, with no space in it, or remove it."),
    "name": ("IDS_005", "{value} cannot be the {key} of an instrument.", NAME),
    "options": ("ITEM_001", "{id} has {value} option{s}.", "Give it {minItems} to {maxItems}: one key each."),
    "points": ("ITEM_006", "{id} has {value:,} points.", "Use {maximum:,} at the most."),
    "reserved": ("IDS_005", "{value} means something else in answers and tables.", "Give it another id."),
    "share": ("BANDS_004", "{value:g} is no share.", "Use a number from {minimum} to {maximum}, such as 0.5."),
}


def unsound(instrument: Instrument) -> list[Problem]:
    """Give everything that would leave somebody without a score."""
    items = instrument.items.values()
    found = list(out_of_bounds(block for _, _, block in blocks(instrument)))
    if not instrument.domains:
        what, fix = "these rules ask nothing.", "Name at least one domain."
        found.append(Problem("ITEM_005", what, fix, instrument, ("domains",)))
    found += (
        problem
        for item in items
        for problem in (*_edges(item), *_points(item), *_needless(instrument, item), *_amount(item))
    )
    for domain in instrument.domains:
        if domain.items and not domain.scored:
            fix = "Score one of its questions, or move them to another domain."
            found.append(Problem("ITEM_005", f"no question of {domain.id} is scored.", fix, domain, ("items",)))
    if all(item.options or item.amount for item in items):
        found += (problem for bands, own in _all_bands(instrument) for problem in _bands(bands, own))
    found += (problem for one in instrument.subscores for problem in _subscore(instrument, one))
    if (gaps := instrument.gaps) and gaps.at_least > len(instrument.scored):
        what = f"nobody answers {gaps.at_least} of {len(instrument.scored)} questions."
        found.append(Problem("BANDS_007", what, "Use a lower number.", gaps, ("at_least",)))
    return found


def out_of_bounds(blocks: Iterable[Struct]) -> Iterator[Problem]:
    """Find the values that are beyond a limit of their type."""
    limited = ((block, *own) for block in blocks for own in marked(type(block), "limit").items())
    for block, key, limits in limited:
        value = getattr(block, key)
        size = len(value) if isinstance(value, tuple) else value
        is_left_out = value is None or (key == "options" and not value and getattr(block, "amount", None))
        for limit in () if is_left_out else limits:
            if not _is_within(size, limit):
                code, *texts = BEYOND[limit["name"]]
                said = {"id": getattr(block, "id", ""), "key": key, "value": "nothing" if value == "" else size}
                what, fix = (text.format(**said, **limit, s="" if size == 1 else "s") for text in texts)
                yield Problem(code, what, fix, block, (key,))


def _is_within(size: Any, limit: Mapping[str, Any]) -> bool:
    """Say whether a text, a number or how many a list holds is within a limit in the words of JSON Schema."""
    if "not" in limit:
        return size not in limit["not"]["enum"]
    if "pattern" in limit:
        return bool(re.fullmatch(limit["pattern"], size))
    least, most = limit.get("minItems", limit.get("minimum", -inf)), limit.get("maxItems", limit.get("maximum", inf))
    return bool(least <= size <= most)


def _edges(item: Item) -> Iterator[Problem]:
    """Check that lower edges rise or fall in order from 0, so that every amount has exactly one option."""
    known: list[float] = []
    for option in item.options:
        yield from _edge(item, option, known)
        known += () if option.at_least is None else (option.at_least,)
    if item.unit is None or not known:
        return
    least = item.amount.at_least if item.amount else 0
    if min(known) > least:
        what = f"amounts under {min(known):g} have no option."
        yield Problem("EDGES_005", what, f"Let the lowest edge be {least:g}.", item, ("options",))
    if known not in (sorted(known), sorted(known, reverse=True)):
        what = f"the edges of {item.id} go up and down."
        yield Problem(
            "EDGES_006",
            what,
            "Put the options in order of their amounts; points may go up and down.",
            item,
            ("options",),
        )


def _edge(item: Item, option: Option, before: list[float]) -> Iterator[Problem]:
    """Check one edge of an item."""
    edge, end, place = option.at_least, inf if item.at_most is None else item.at_most, ("at_least",)
    if item.unit is None:
        fix = "Give the question a unit, such as times per week, or remove the amount."
        if edge is not None:
            yield Problem("EDGES_001", f"this is an amount, and {item.id} has no unit.", fix, option, place)
    elif edge is None:
        what = f"{option.id} has no at_least, and {item.id} has a unit."
        yield Problem("EDGES_002", what, "Give its smallest amount.", option)
    elif edge in before:
        what = f"two options of {item.id} begin at {edge:g}."
        yield Problem("EDGES_003", what, "Move one of the edges.", option, place)
    elif edge == inf or edge > end:
        what = (
            f"no amount reaches {edge:g}." if end == inf else f"no amount reaches {edge:g}: {item.id} ends at {end:g}."
        )
        yield Problem("EDGES_004", what, "Lower this edge.", option, place)


def _points(item: Item) -> Iterator[Problem]:
    """Check that a question's options have points where they count, and only there."""
    is_by_unit = item.amount is not None and item.amount.each is not None
    for option in item.options:
        if item.lacks_points(option):
            yield Problem("ITEM_008", f"{option.id} of {item.id} has no points.", "Add points: to it.", option)
        elif option.points is not None and (is_by_unit or not item.scored):
            what = f"{item.id} is not scored."
            if item.scored and item.amount:
                what = f"{item.id} gives {item.amount.each:g} points for each unit."
            yield Problem("ITEM_008", what, "Remove these points.", option, ("points",))


def _needless(instrument: Instrument, item: Item) -> Iterator[Problem]:
    """Check that what makes a question needless are answers to one before it: options, or amounts on one side."""
    asked = [*instrument.items]
    for name, unless in item.asked_unless.items():
        other, place = instrument.items.get(name), ("asked_unless", name)
        if other is None or name == item.id:
            what = f"{name} cannot make {item.id} needless."
            yield Problem("AMOUNT_002", what, "Name another question that is not in parts/.", item, place)
        elif asked.index(name) > asked.index(item.id):  # so no two make each other needless
            what = f"{name} is asked after {item.id}."
            yield Problem("AMOUNT_002", what, "Put it before, or remove it here.", item, place)
        elif isinstance(unless, Reached):
            yield from _amounts_reached(item, other, unless)
        elif other.amount:
            fix = "Write under or at_least, and a number."
            yield Problem("AMOUNT_002", f"{name} is answered by a number.", fix, item, place)


def _amounts_reached(item: Item, other: Item, unless: Reached) -> Iterator[Problem]:
    """Check which amounts of another question make an item needless."""
    place = ("asked_unless", other.id)
    if other.amount is None:
        what = f"{other.id} is answered by its options."
        yield Problem("AMOUNT_002", what, "Name some of them in a list.", item, place)
    elif (unless.under is None) == (unless.at_least is None):
        what = f"it is not clear which amounts of {other.id} make {item.id} needless."
        yield Problem("AMOUNT_002", what, "Write one of under and at_least.", item, place)
    elif not other.smallest < unless.bound[1] <= other.top_said:
        what = f"{unless.bound[1]} parts no amounts of {other.id}."
        fix = f"Use a number above {other.smallest:g} and up to {other.top_said:g}."
        yield Problem("AMOUNT_002", what, fix, item, place)


def _amount(item: Item) -> Iterator[Problem]:
    """Check that a question which takes a number says which, and that each has points."""
    amount = item.amount
    if amount is None:
        return
    if not item.unit:
        fix = "Give the question a unit, such as times a week."
        yield Problem("AMOUNT_003", f"{item.id} takes a number of nothing.", fix, item, ("id",))
    if item.at_most is None or not amount.at_least < item.at_most <= MOST_AMOUNT:
        what = f"nobody knows the largest number that {item.id} takes."
        fix = f"Write at_most, above {amount.at_least:g} and up to {MOST_AMOUNT}."
        yield Problem("AMOUNT_004", what, fix, item, ("id",))
    elif amount.up_to is not None and not (amount.each is not None and amount.at_least < amount.up_to <= item.at_most):
        fix = f"Use a number up to {item.at_most:g} beside each, or remove it."
        yield Problem("AMOUNT_005", f"no points end at {amount.up_to:g}.", fix, amount, ("up_to",))
    if item.scored and amount.each is None and not item.options:
        fix = "Write each, for the points of a unit, or options with at_least and points."
        yield Problem("AMOUNT_006", f"{item.id} gives no points.", fix, item, ("amount",))
    if max(-item.least, item.most) > MOST_POINTS and item.at_most is not None:
        what = f"{item.id} can give over {MOST_POINTS:,} points."
        yield Problem("ITEM_006", what, "Lower at_most, each or counts.", item, ("amount",))


def _subscore(instrument: Instrument, subscore: Subscore) -> Iterator[Problem]:
    """Check that a subscore counts questions that count, each once."""
    if not subscore.questions:
        fix = "Name some of the questions that count."
        yield Problem("ITEM_005", f"{subscore.id} counts nothing.", fix, subscore, ("questions",))
    for index, name in enumerate(subscore.questions):
        place = ("questions", index)
        if name in subscore.questions[:index]:
            yield Problem("IDS_002", f"{name} stands here twice.", "Remove one.", subscore, place)
        elif name not in {item.id for item in instrument.scored}:
            what = f"{subscore.id} counts {name}, which is not scored."
            yield Problem("ITEM_005", what, "Score the question, or remove it here.", subscore, place)


def _all_bands(instrument: Instrument) -> Iterator[tuple[Bands, tuple[Item, ...]]]:
    """Give the bands of the total and those that other scores have of their own, with the questions they are of."""
    yield instrument.bands, instrument.scored
    counting = instrument.counting
    yield from ((one.own_bands, counting[name]) for name, one in instrument.beside.items() if one.own_bands)


def _bands(own: Bands, items: tuple[Item, ...]) -> Iterator[Problem]:
    """Check that bands cover every score once, from the lowest one up; a score may have none."""
    for item in items:
        if own.of == "percent" and item.least < 0:
            what = f"{item.id} can give {item.least} points, and bands in percent begin at 0."
            yield Problem("BANDS_006", what, "Use bands of points, or points from 0 up.", own, ("of",))
    bands = own.edges
    if not bands and own.of == "points" and own.source is None:
        return
    least, most = _reach(own, items)
    if not bands or exact(min(exact(band.at_least) for band in bands)) > least:
        fix = f"Let the first band begin at {least}."
        yield Problem("BANDS_001", f"scores from {least} have no band.", fix, own, ("edges",))
    for index, band in enumerate(bands):
        if band.at_least > most:
            what = f"no score reaches {band.at_least}: {most} is the most."
            yield Problem("BANDS_002", what, "Lower this edge.", band, ("at_least",))
        if index and band.at_least <= bands[index - 1].at_least:
            what = f"the edge {band.at_least} is not above the one before it."
            yield Problem("BANDS_003", what, "Put the bands in order, each with its own edge.", band, ("at_least",))


def _reach(own: Bands, items: tuple[Item, ...]) -> tuple[Points, Points]:
    """Give the lowest and highest score that anybody can have, whichever questions apply to them."""
    if own.of == "percent" or not items:
        return 0, 100
    below = total(min(0, item.least) for item in items)
    above = total(max(0, item.most) for item in items)
    return below or min(item.least for item in items), above or max(item.most for item in items)


def placeholder_problems(words: Words, measure: Mapping[str, str]) -> Iterator[Problem]:
    """Find words in braces that the program does not fill in, by the packaged words as the measure."""
    for name, original in measure.items():
        known = _fields(original)
        try:
            unknown = sorted(_fields(getattr(words, name)) - known)
        except ValueError:
            yield Problem("WORDS_002", "the braces here do not match.", "Write {name}, or no braces.", words, (name,))
            continue
        fix = f"Use {', '.join(f'{{{field}}}' for field in sorted(known)) or 'no braces'}."
        for field in unknown:
            yield Problem("WORDS_003", f"{{{field}}} is not filled in here.", fix, words, (name,))


@cache
def _fields(text: str) -> set[str]:
    """Give what stands in braces; a format behind the name makes it another one, since none is needed."""
    return {
        f"{field}{conversion and '!'}{conversion or ''}{spec and ':'}{spec}"
        for _, field, spec, conversion in ((*part[:3], part[3] or "") for part in Formatter().parse(text))
        if field is not None
    }
