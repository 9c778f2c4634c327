"""Check what scoring takes for granted: that every answer has an option and every score a band.

It is cheap and is done whenever rules are loaded; the rest is left to ``gutbone rules check``.
"""

import re
from collections.abc import Iterator
from math import isfinite

from gutbone.instrument import Instrument
from gutbone.rulebook.problem import Problem, domain_file, item_place
from gutbone.rules import Item

FILE = "instrument.yaml"
ADDRESS = re.compile(r"https?://[\w.:~/-]+", re.ASCII)
MOST_OPTIONS = 9  # a digit each
MOST_COUNTS = 100
MOST_POINTS = 1000


def unsound(instrument: Instrument) -> list[Problem]:
    """Give everything that would leave somebody without a score."""
    items = instrument.items.values()
    found = [
        *_address(instrument),
        *_asks(instrument),
        *(problem for item in items for problem in _item(instrument, item)),
    ]
    if all(item.options for item in items):
        found += [*_bands(instrument), *_edges_of_bands(instrument)]
    return found


def _address(instrument: Instrument) -> Iterator[Problem]:
    """Check that the address of exported forms can stand before the names of their parts."""
    if instrument.canonical is not None and not ADDRESS.fullmatch(instrument.canonical):
        what = "this is no address for forms."
        fix = "Begin it with https://, without spaces, | or # in it, or remove it."
        yield Problem("IDS_007", FILE, ("canonical",), what, fix)


def _asks(instrument: Instrument) -> Iterator[Problem]:
    """Check that there is something to ask."""
    if not instrument.domains:
        yield Problem("ITEM_005", FILE, ("domains",), "these rules ask nothing.", "Name at least one domain.")
    for domain in instrument.domains:
        if not domain.items:
            what = f"{domain.id} asks nothing."
            yield Problem("ITEM_005", domain_file(domain.id), ("items",), what, "Write at least one question.")


def _item(instrument: Instrument, item: Item) -> Iterator[Problem]:
    """Check that an item has options to choose from and points that can be added up."""
    place = item_place(instrument, item)
    if not 2 <= len(item.options) <= MOST_OPTIONS:
        what = f"{item.id} has {len(item.options)} {'option' if len(item.options) == 1 else 'options'}."
        yield Problem("ITEM_001", *place("options"), what, f"Give it 2 to {MOST_OPTIONS}: one key each.")
    if not 1 <= item.counts <= MOST_COUNTS:
        what = f"{item.id} counts {item.counts} times."
        yield Problem("ITEM_003", *place("counts"), what, f"Use a number from 1 to {MOST_COUNTS}.")
    for index, option in enumerate(item.options):
        if abs(option.points) > MOST_POINTS:
            what = f"{option.id} has {option.points:,} points."
            yield Problem("ITEM_006", *place("options", index, "points"), what, f"Use {MOST_POINTS:,} at the most.")
    yield from _edges(instrument, item)


def _edges(instrument: Instrument, item: Item) -> Iterator[Problem]:
    """Check that lower edges rise or fall in order from 0, so that every amount has exactly one option."""
    place = item_place(instrument, item)
    edges = [option.at_least for option in item.options]
    if item.unit is None:
        for index, edge in enumerate(edges):
            if edge is not None:
                what = f"this is an amount, and {item.id} has no unit."
                fix = "Give the question a unit, such as times per week, or remove the amount."
                yield Problem("EDGES_001", *place("options", index, "at_least"), what, fix)
        return
    known = [edge for edge in edges if edge is not None]
    for index, edge in enumerate(edges):
        if edge is None:
            what = f"{item.options[index].id} has no at_least, and {item.id} has a unit."
            yield Problem("EDGES_002", *place("options", index), what, "Give its smallest amount.")
        elif edge in edges[:index]:
            what = f"two options of {item.id} begin at {edge:g}."
            yield Problem("EDGES_003", *place("options", index, "at_least"), what, "Move one of the edges.")
        elif not isfinite(edge) or (item.at_most is not None and edge > item.at_most):
            end = "" if item.at_most is None else f": {item.id} ends at {item.at_most:g}"
            what = f"no amount reaches {edge:g}{end}."
            yield Problem("EDGES_004", *place("options", index, "at_least"), what, "Lower this edge.")
    if known and min(known) != 0:
        what = f"amounts under {min(known):g} have no option." if min(known) > 0 else "no amount is below 0."
        yield Problem("EDGES_005", *place("options"), what, "Let the lowest edge be 0.")
    if known not in (sorted(known), sorted(known, reverse=True)):
        what = f"the edges of {item.id} go up and down."
        yield Problem("EDGES_006", *place("options"), what, "Put the options in order.")


def _bands(instrument: Instrument) -> Iterator[Problem]:
    """Check that bands of percentages are over points from 0, and how few answers give no number."""
    if not 0 <= instrument.no_number_under <= 1:
        what = f"{instrument.no_number_under:g} is no share."
        yield Problem("BANDS_004", FILE, ("no_number_under",), what, "Use a number from 0 to 1, such as 0.5.")
    for item in instrument.items.values():
        if instrument.bands.of == "percent" and item.least < 0:
            what = f"{item.id} can give {item.least} points, and bands in percent begin at 0."
            fix = "Use bands of points, or points from 0 up."
            yield Problem("BANDS_006", FILE, ("bands", "of"), what, fix)


def _edges_of_bands(instrument: Instrument) -> Iterator[Problem]:
    """Check that bands cover every score once, from the lowest one up."""
    edges = [band.at_least for band in instrument.bands.edges]
    least, most = _reach(instrument)
    if not edges or min(edges) > least:
        what = f"scores from {least} have no band."
        yield Problem("BANDS_001", FILE, ("bands", "edges"), what, f"Let the first band begin at {least}.")
    for index, edge in enumerate(edges):
        place = ("bands", "edges", index, "at_least")
        if edge > most:
            what = f"no score reaches {edge}: {most} is the most."
            yield Problem("BANDS_002", FILE, place, what, "Lower this edge.")
        if index and edge <= edges[index - 1]:
            what = f"the edge {edge} is not above the one before it."
            yield Problem("BANDS_003", FILE, place, what, "Put the bands in order, each with its own edge.")


def _reach(instrument: Instrument) -> tuple[int, int]:
    """Give the lowest and highest score that anybody can have, whichever questions apply to them."""
    items = instrument.items.values()
    if instrument.bands.of == "percent" or not items:
        return 0, 100
    below = sum(min(0, item.least) for item in items)
    above = sum(max(0, item.most) for item in items)
    return below or min(item.least for item in items), above or max(item.most for item in items)
