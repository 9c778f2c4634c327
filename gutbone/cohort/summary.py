"""What is said when a table has been scored: rows, problems by kind, bands, and the slowest step."""

from collections import Counter
from collections.abc import Iterable, Iterator

import polars as pl

from gutbone.answers.cells import Settling
from gutbone.assess.columns import Columns
from gutbone.base.threads import Clock
from gutbone.rules.instrument import Instrument

MOST_ROWS = 3  # named for each kind of problem


class Summary:
    """Counts over the pieces of a scored table, taken as they go by."""

    def __init__(self, instrument: Instrument, notes: Iterable[str] = ()) -> None:
        self.instrument, self.notes = instrument, notes
        self.rows = self.rows_with_problems = 0
        self.statuses: Counter[str] = Counter()
        self.bands: Counter[tuple[str | None, str | None]] = Counter()
        self.problems: Counter[str] = Counter()
        self.first: dict[str, list[int]] = {}

    def add(self, piece: pl.DataFrame) -> None:
        """Count one piece; a row's number is its place in the whole table, from 1."""
        self.statuses.update(dict(piece["total_status"].value_counts().iter_rows()))
        counted = piece.group_by("total_band_low", "total_band_high").len()
        self.bands.update({(low, high): count for low, high, count in counted.iter_rows()})
        self._add_problems(piece.select(row=pl.int_range(self.rows + 1, self.rows + 1 + pl.len()), said="problem"))
        self.rows += piece.height

    def _add_problems(self, rows: pl.DataFrame) -> None:
        """Count the kinds of problems, which stand before the colon of each."""
        rows = rows.filter(pl.col("said").is_not_null())
        self.rows_with_problems += rows.height
        kinds = rows.select("row", kind=pl.col("said").str.split("; ")).explode("kind")
        kinds = kinds.with_columns(pl.col("kind").str.split(": ").list.first())
        grouped = kinds.group_by("kind").agg(pl.len(), first=pl.col("row").sort().head(MOST_ROWS))
        for kind, count, first in grouped.iter_rows():
            self.problems[kind] += count
            self.first[kind] = (self.first.get(kind, []) + first)[:MOST_ROWS]

    def lines(self, columns: Columns, settling: Settling, clock: Clock) -> Iterator[str]:
        """Say it all in lines."""
        yield f"{_count(self.rows, 'row')} scored, {self.rows_with_problems:,} with problems."
        for kind, count in sorted(self.problems.items(), key=lambda problem: (-problem[1], self.first[problem[0]])):
            named = ", ".join(f"{row:,}" for row in self.first[kind])
            more = " and more" if count > len(self.first[kind]) else ""
            yield f"  {kind}: {_count(count, 'row')} ({'row' if count == 1 else 'rows'} {named}{more})"
        if self.problems:
            yield "  Rows are counted from 1, below the column names. A wrong cell counts as not answered."
        yield from self.notes
        yield from columns.notes()
        yield from settling.notes()
        yield from self._bands()
        slowest = max(clock.seconds, key=lambda step: clock.seconds[step])
        each = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in clock.seconds.items())
        yield f"Time: {clock.passed():.1f} s. Slowest: {slowest} ({each}, side by side)."

    def _bands(self) -> Iterator[str]:
        """Say how many people are in each band of the total, or between two, and how many in none."""
        order = list(self.instrument.band)
        known = {ends: count for ends, count in self.bands.items() if ends[0] and ends[1]}
        if known:
            yield "Total:"
        for low, high in sorted(known, key=lambda ends: [order.index(str(end)) for end in ends]):
            yield f"  {low if low == high else f'{low} to {high}'}: {self._share(known[low, high])}"
        for status in ("not_enough_answers", "not_for_you"):
            if self.statuses[status]:
                yield f"  {status}: {self._share(self.statuses[status])}"

    def _share(self, count: int) -> str:
        return f"{count:,} ({100 * count / self.rows:.1f} %)"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
