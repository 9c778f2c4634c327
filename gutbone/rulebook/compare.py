"""Who scores differently under two versions of the rules, over a table of answers."""

import csv
from collections.abc import Iterator
from pathlib import Path

from gutbone.assessment import assess
from gutbone.errors import GutboneError, did_you_mean
from gutbone.instrument import Instrument
from gutbone.plain_yaml import read_bytes
from gutbone.rulebook.cases import responses_of
from gutbone.rulebook.expectations import band_of, points_of
from gutbone.scoring import Score

MOST_BYTES = 100_000_000
MOST_LISTED = 10


def score_differences(before: Instrument, after: Instrument, table: Path) -> Iterator[str]:
    """Say for the total and each domain how many of the table's people score differently, and name the first.

    The table is a CSV with a column an item; cells are options, amounts or n/a, and a column ``conditions``
    may hold ids with spaces between. Raises GutboneError (exit code 2) for a table that cannot be read.
    """
    rows = _rows(table)
    changed: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 2):
        old, new = _scores(before, row, f"{table}:{number}"), _scores(after, row, f"{table}:{number}")
        for name in old.keys() & new.keys():
            if old[name] != new[name]:
                changed.setdefault(name, []).append(f"line {number}: {old[name]} -> {new[name]}")
    for name, lines in sorted(changed.items()):
        yield f"{name}: {len(lines)} of {len(rows)} people score differently"
        yield from (f"  {line}" for line in lines[:MOST_LISTED])
    if not changed:
        yield f"Nobody of {len(rows)} people scores differently."


def _rows(table: Path) -> list[dict[str, str]]:
    try:
        text = read_bytes(table, str(table), MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GutboneError("TABLE_001", "this is not UTF-8 text.", "Save it as UTF-8.", str(table)) from None
    return list(csv.DictReader(text.splitlines()))


def _scores(instrument: Instrument, row: dict[str, str], where: str) -> dict[str, str]:
    cells = {name: _cell(cell) for name in instrument.items if (cell := (row.get(name) or "").strip())}
    conditions = (row.get("conditions") or "").split()
    for name in conditions:
        if name not in instrument.condition:
            fix = did_you_mean(name, instrument.condition)
            raise GutboneError("TABLE_002", f"there is no condition {name}.", fix, where)
    try:
        assessment = assess(instrument, responses_of(cells, conditions, instrument))
    except GutboneError as error:
        error.where = where
        raise
    return {name: _written(score) for name, score in {"total": assessment.total, **assessment.domains}.items()}


def _cell(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _written(score: Score) -> str:
    return f"{points_of(score)} {band_of(score)}" if score.band else points_of(score)
