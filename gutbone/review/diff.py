"""Who scores differently under two versions of the rules, over a table of answers."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from gutbone.answers.read import read_cell
from gutbone.assess.assessment import assess
from gutbone.assess.columns import CONDITIONS, sort_columns
from gutbone.assess.scoring import Score
from gutbone.base.errors import GutboneError, unknown
from gutbone.base.files import read_bytes
from gutbone.review.cases import responses_of
from gutbone.review.expectations import band_of, points_of
from gutbone.rules.instrument import Instrument

MOST_BYTES = 100_000_000
MOST_LISTED = 10


def score_differences(before: Instrument, after: Instrument, table: Path) -> Iterator[str]:
    """Say for the total and each domain how many of the table's people score differently, and name the first.

    The table is a CSV with a column an item; cells are options, amounts or n/a, and a column ``conditions``
    may hold ids with spaces between. Raises GutboneError (exit code 2) for a table that cannot be read.
    """
    rows = list(_rows(after, table))
    changed: dict[str, list[str]] = {}
    for line, row in rows:
        old, new = _scores(before, row, f"{table}:{line}"), _scores(after, row, f"{table}:{line}")
        for name in old.keys() & new.keys():
            if old[name] != new[name]:
                changed.setdefault(name, []).append(f"line {line}: {old[name]} -> {new[name]}")
    for name, lines in sorted(changed.items()):
        yield f"{name}: {len(lines)} of {len(rows)} people score differently"
        yield from (f"  {line}" for line in lines[:MOST_LISTED])
    if not changed:
        yield f"Nobody of {len(rows)} people scores differently."


def _rows(instrument: Instrument, table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give every row with the number of its line."""
    try:
        text = read_bytes(table, str(table), MOST_BYTES).decode("utf-8-sig")
        rows = csv.DictReader(StringIO(text, newline=""), restval="", strict=True)
        sort_columns(instrument, rows.fieldnames or (), str(table))
        yield from ((rows.line_num, row) for row in rows)
    except (UnicodeDecodeError, csv.Error):
        raise GutboneError("TABLE_001", "this is no table.", "Save it as CSV in UTF-8.", str(table)) from None


def _scores(instrument: Instrument, row: dict[str, str], where: str) -> dict[str, str]:
    cells = {name: read_cell(row[name]) for name in instrument.items if name in row}
    conditions = list(filter(None, row.get(CONDITIONS, "").split(" ")))
    for name in conditions:
        if name not in instrument.condition:
            raise unknown("TABLE_002", "condition", name, instrument.condition, where)
    try:
        assessment = assess(instrument, responses_of(cells, conditions, instrument))
    except GutboneError as error:
        error.where = where
        raise
    return {name: _written(score) for name, score in {"total": assessment.total, **assessment.domains}.items()}


def _written(score: Score) -> str:
    return f"{points_of(score)} {band_of(score)}" if score.band else points_of(score)
