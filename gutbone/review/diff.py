"""Who scores differently under two versions of the rules, over a table of answers."""

from collections.abc import Iterator
from pathlib import Path

from gutbone.answers.read import answers_from, read_cell
from gutbone.assess.assess import assess
from gutbone.assess.columns import CONDITIONS, sort_columns
from gutbone.assess.scoring import Score
from gutbone.base.files import read_bytes
from gutbone.exchange.read import read_table
from gutbone.review.expectations import band_of, points_of
from gutbone.rules.instrument import Instrument

MOST_BYTES = 100_000_000
MOST_LISTED = 10


def score_differences(before: Instrument, after: Instrument, table: Path) -> Iterator[str]:
    """Say for the total and each domain how many of the table's people score differently, and name the first.

    The table is a CSV with a column an item; cells are options, amounts or n/a, and a column ``conditions``
    may hold ids with spaces between. Raises GutboneError (exit code 2) for a table that cannot be read.
    """
    names, rows = read_table(read_bytes(table, str(table), MOST_BYTES), str(table))
    sort_columns(after, names, str(table))
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


def _scores(instrument: Instrument, row: dict[str, str], where: str) -> dict[str, str]:
    answers = {name: read_cell(row[name]) for name in instrument.items if name in row}
    conditions = [name for name in row.get(CONDITIONS, "").split(" ") if name]
    responses = answers_from({"answers": answers, "conditions": conditions}, instrument, lambda _: where)
    result = assess(instrument, responses)
    return {name: _written(score) for name, score in {"total": result.total, **result.domains}.items()}


def _written(score: Score) -> str:
    return f"{points_of(score)} {band_of(score)}" if score.band else points_of(score)
