"""Check what scoring takes for granted: that every answer has an option and every score a band.

It is cheap and is done whenever rules are loaded; the rest is left to ``gutbone rules check``.
"""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from string import Formatter

from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument
from gutbone.rules.positions import Problem
from gutbone.rules.words import Words

ADDRESS = re.compile(r"https?://[\w.:~/-]+", re.ASCII)
MOST_OPTIONS = 9  # a digit each
MOST_COUNTS = 100
MOST_POINTS = 1000


def unsound(instrument: Instrument) -> list[Problem]:
    """Give everything that would leave somebody without a score."""
    items = instrument.items.values()
    found = list(_head(instrument))
    found += (problem for item in items for problem in (*_options(item), *_edges(item)))
    if all(item.options for item in items):
        found += _bands(instrument)
    return found


def _head(instrument: Instrument) -> Iterator[Problem]:
    """Check that the address of exported forms can stand before the names of their parts, and that something is asked."""
    if instrument.canonical is not None and not ADDRESS.fullmatch(instrument.canonical):
        what = "this is no address for forms."
        fix = "Begin it with https://, without spaces, | or # in it, or remove it."
        yield Problem("IDS_007", what, fix, instrument, ("canonical",))
    if not instrument.domains:
        yield Problem("ITEM_005", "these rules ask nothing.", "Name at least one domain.", instrument, ("domains",))
    for domain in instrument.domains:
        if not domain.items:
            what = f"{domain.id} asks nothing."
            yield Problem("ITEM_005", what, "Write at least one question.", domain, ("items",))


def _options(item: Item) -> Iterator[Problem]:
    """Check that an item has options to choose from and points that can be added up."""
    count = len(item.options)
    if not 2 <= count <= MOST_OPTIONS:
        what = f"{item.id} has {count} {'option' if count == 1 else 'options'}."
        yield Problem("ITEM_001", what, f"Give it 2 to {MOST_OPTIONS}: one key each.", item, ("options",))
    if not 1 <= item.counts <= MOST_COUNTS:
        what = f"{item.id} counts {item.counts} times."
        yield Problem("ITEM_003", what, f"Use a number from 1 to {MOST_COUNTS}.", item, ("counts",))
    for option in item.options:
        if abs(option.points) > MOST_POINTS:
            what = f"{option.id} has {option.points:,} points."
            yield Problem("ITEM_006", what, f"Use {MOST_POINTS:,} at the most.", option, ("points",))


def _edges(item: Item) -> Iterator[Problem]:
    """Check that lower edges rise or fall in order from 0, so that every amount has exactly one option."""
    known: list[float] = []
    for option in item.options:
        edge = option.at_least
        if edge is None:
            if item.unit is not None:
                what = f"{option.id} has no at_least, and {item.id} has a unit."
                yield Problem("EDGES_002", what, "Give its smallest amount.", option)
            continue
        if problem := _edge(item, edge, known):
            yield Problem(*problem, option, ("at_least",))
        known.append(edge)
    if item.unit is None or not known:
        return
    if min(known) != 0:
        what = f"amounts under {min(known):g} have no option." if min(known) > 0 else "no amount is below 0."
        yield Problem("EDGES_005", what, "Let the lowest edge be 0.", item, ("options",))
    if known not in (sorted(known), sorted(known, reverse=True)):
        what = f"the edges of {item.id} go up and down."
        yield Problem("EDGES_006", what, "Put the options in order.", item, ("options",))


def _edge(item: Item, edge: float, before: list[float]) -> tuple[str, str, str] | None:
    """Say what is wrong with one edge of an item, if anything is: the code, what, and how to fix it."""
    if item.unit is None:
        fix = "Give the question a unit, such as times per week, or remove the amount."
        return "EDGES_001", f"this is an amount, and {item.id} has no unit.", fix
    if edge in before:
        return "EDGES_003", f"two options of {item.id} begin at {edge:g}.", "Move one of the edges."
    if not isfinite(edge) or (item.at_most is not None and edge > item.at_most):
        end = "" if item.at_most is None else f": {item.id} ends at {item.at_most:g}"
        return "EDGES_004", f"no amount reaches {edge:g}{end}.", "Lower this edge."
    return None


def _bands(instrument: Instrument) -> Iterator[Problem]:
    """Check that bands cover every score once, from the lowest one up, and how few answers give no number."""
    share = instrument.no_number_under
    if not 0 <= share <= 1:
        fix = "Use a number from 0 to 1, such as 0.5."
        yield Problem("BANDS_004", f"{share:g} is no share.", fix, instrument, ("no_number_under",))
    for item in instrument.items.values():
        if instrument.bands.of == "percent" and item.least < 0:
            what = f"{item.id} can give {item.least} points, and bands in percent begin at 0."
            yield Problem("BANDS_006", what, "Use bands of points, or points from 0 up.", instrument.bands, ("of",))
    bands = instrument.bands.edges
    least, most = _reach(instrument)
    if not bands or min(band.at_least for band in bands) > least:
        fix = f"Let the first band begin at {least}."
        yield Problem("BANDS_001", f"scores from {least} have no band.", fix, instrument.bands, ("edges",))
    for index, band in enumerate(bands):
        if band.at_least > most:
            what = f"no score reaches {band.at_least}: {most} is the most."
            yield Problem("BANDS_002", what, "Lower this edge.", band, ("at_least",))
        if index and band.at_least <= bands[index - 1].at_least:
            what = f"the edge {band.at_least} is not above the one before it."
            yield Problem("BANDS_003", what, "Put the bands in order, each with its own edge.", band, ("at_least",))


def _reach(instrument: Instrument) -> tuple[int, int]:
    """Give the lowest and highest score that anybody can have, whichever questions apply to them."""
    items = instrument.items.values()
    if instrument.bands.of == "percent" or not items:
        return 0, 100
    below = sum(min(0, item.least) for item in items)
    above = sum(max(0, item.most) for item in items)
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


def _fields(text: str) -> set[str]:
    """Give what stands in braces; a format behind the name makes it another one, since none is needed."""
    return {
        f"{field}{conversion and '!'}{conversion or ''}{spec and ':'}{spec}"
        for _, field, spec, conversion in ((*part[:3], part[3] or "") for part in Formatter().parse(text))
        if field is not None
    }
