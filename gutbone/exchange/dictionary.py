"""What every column of a cohort's table means: those it is read from, and those that ``cohort`` writes."""

import csv
from collections.abc import Iterator
from io import StringIO

from gutbone.base.numbers import total
from gutbone.exchange.fhir_names import SELF_REPORTED, TOTAL, Counted, counted
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

HEAD = ("table", "column", "type", "unit", "values", "meaning")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
STATUSES = "scored = has a number; not_enough_answers = too few answers; not_for_you = not scored for this person"


def dictionary(instrument: Instrument) -> str:
    """Write the dictionary as CSV; no cell can be taken for a formula."""
    content = StringIO()
    writer = csv.writer(content, lineterminator="\n")
    for row in (HEAD, *_read(instrument), *_written(instrument)):
        writer.writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row)
    return content.getvalue()


def _read(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    for item in instrument.items.values():
        kind = "option id or number" if item.unit else "option id"
        yield "in", item.id, kind, _unit(item), _options(item), f"{item.text} {item.hint}".strip()
    if instrument.condition:
        values = "; ".join(f"{condition.id} = {condition.label}" for condition in instrument.condition.values())
        yield "in", "conditions", "ids with spaces between", "", values, "What holds for this person; empty: not asked."


def _unit(item: Item) -> str:
    return f"{item.unit or ''}{f', at most {item.at_most:g}' if item.at_most is not None else ''}"


def _options(item: Item) -> str:
    """List the options with their points, and with the smallest amount that belongs to each."""
    return "; ".join(
        f"{option.id} = {option.label} ({item.points(option)} points"
        f"{f', from {option.at_least:g}' if option.at_least is not None else ''})"
        for option in item.options
    )


def _written(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    scores = [score for score in counted(instrument) if score.part == "points"]
    for score in sorted(scores, key=lambda score: score.name != TOTAL):
        yield from _score(instrument, score)
    total = len(instrument.items)
    yield "out", "answered", "whole number", "questions", f"0 to {total}", "How many questions count as answered."
    meaning = "Empty, or what was wrong with this row. A wrong cell never counts as an answer."
    yield "out", "problem", "text", "", "", f"{meaning} {SELF_REPORTED}"


def _score(instrument: Instrument, score: Counted) -> Iterator[tuple[str, ...]]:
    """Explain the eight columns of one score; a cell is empty where there is no number."""
    name, label = score.name, score.label
    least, most = total(item.least for item in score.items), total(item.most for item in score.items)
    bands = "; ".join(f"{band.id} = {band.label}" for band in instrument.bands.edges)
    of = f"at least so many {'points' if instrument.bands.of == 'points' else 'percent'}: "
    edges = of + ", ".join(f"{band.id} {band.at_least}" for band in instrument.bands.edges)
    yield "out", f"{name}_status", "word", "", STATUSES, f"{label}: whether there is a number."
    for part, kind, unit, values, meaning in (
        ("points", "whole number", "points", f"{least} to {most}", "points, unknown answers counting"),
        ("percent", "number", "percent", "", "100 x points / possible, unrounded, unknown answers counting"),
        ("band", "word", "", bands, f"the band ({edges}), unknown answers counting"),
    ):
        if part == "percent":
            possible = f"{label}: the points that the questions that apply can give."
            yield "out", f"{name}_possible", "whole number", "points", f"0 to {max(most, 0)}", possible
        yield "out", f"{name}_{part}_low", kind, unit, values, f"{label}: {meaning} the fewest points."
        yield "out", f"{name}_{part}_high", kind, unit, values, f"{label}: {meaning} the most points."
