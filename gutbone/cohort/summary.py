"""What was found in a table that has been scored: problems, what was read as what, and how the scores are spread."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from gutbone.answers.cells import Settling
from gutbone.assess.columns import CONDITIONS, Columns
from gutbone.base.text import visible
from gutbone.base.version import __version__
from gutbone.cohort.expressions import STATUSES
from gutbone.rules.instrument import Instrument

MOST_EXAMPLES = 3  # named for each kind of problem
BARS = 10  # parts of 10 percent


class Summary:
    """Counts over the pieces of a scored table, taken as they go by; of every score only where somebody wants them."""

    def __init__(
        self, instrument: Instrument, columns: Columns, notes: Iterable[str], mode: str, *, whole: bool
    ) -> None:
        self.instrument, self.columns, self.notes, self.mode = instrument, columns, notes, mode
        self.rows = self.rows_with_problems = 0
        self.names = tuple(instrument.counting) if whole else ("total",)
        self.ends: dict[str, Counter[tuple[Any, ...]]] = {name: Counter() for name in self.names}
        self.bars: dict[str, Counter[tuple[int, bool]]] = {name: Counter() for name in self.names if whole}
        self.problems: Counter[str] = Counter()
        self.examples: dict[str, dict[str, int]] = {}

    def add(self, piece: pl.DataFrame) -> None:
        """Count one piece; a row's number is its place in the whole table, from 1."""
        for name, ends in self.ends.items():
            counted = piece.group_by(f"{name}_status", f"{name}_band_low", f"{name}_band_high").len()
            ends.update({row[:-1]: row[-1] for row in counted.iter_rows()})
        for name, bars in self.bars.items():
            low, high = pl.col(f"{name}_percent_low"), pl.col(f"{name}_percent_high")
            bar = ((low + high) / 20).floor().clip(0, BARS - 1).cast(pl.Int32)
            counted = piece.select(bar=bar, exact=low == high).drop_nulls().group_by("bar", "exact").len()
            bars.update({row[:2]: row[2] for row in counted.iter_rows()})
        self._add_problems(piece.select(row=pl.int_range(self.rows + 1, self.rows + 1 + pl.len()), said="problem"))
        self.rows += piece.height

    def _add_problems(self, rows: pl.DataFrame) -> None:
        """Count the kinds of problems, which stand before the colon of each, with the first cells that differ."""
        rows = rows.filter(pl.col("said").is_not_null())
        self.rows_with_problems += rows.height
        parts = rows.select("row", said=pl.col("said").str.split("; ")).explode("said")["said", "row"]
        split = pl.col("said").str.splitn(": ", 2).struct.rename_fields(["kind", "cell"])
        parts = parts.with_columns(split).unnest("said")
        self.problems.update(dict(parts["kind"].value_counts().iter_rows()))
        different = parts.unique(["kind", "cell"], keep="first", maintain_order=True)
        for kind, cell, row in different.group_by("kind", maintain_order=True).head(MOST_EXAMPLES).iter_rows():
            known = self.examples.setdefault(kind, {})
            if len(known) < MOST_EXAMPLES:
                known.setdefault(cell, row)

    def report(self, settling: Settling) -> dict[str, Any]:
        """Give all that is known of the run but its time, for programs; what the keys mean stands in docs/cohort.md."""
        rules, columns = self.instrument, self.columns
        return {
            "schema": "gutbone.cohort/1",
            "tool": {"name": "gutbone", "version": __version__},
            "instrument": {"id": rules.id, "version": rules.version, "sha256": rules.sha256},
            "rows": self.rows,
            "rows_with_problems": self.rows_with_problems,
            "problems": [*self._problems()],
            "read": dict(columns.items),
            "conditions": [*([columns.conditions] if columns.has_conditions else []), *columns.boxes],
            "not_asked": [name for name in rules.items if name not in columns.items],
            "not_read": dict(columns.meant),
            "passed": [*columns.passed],
            "amounts_taken_for_granted": settling.taken_for_granted,
            "missing_marks": {mark: [*found] for mark, found in settling.marks.items()},
            "notes": [*self.notes, *columns.beside(self.mode), *columns.notes(), *settling.notes()],
            "scores": {name: self._score(name) for name in self.names},
        }

    def _problems(self) -> Iterator[dict[str, Any]]:
        """Give the kinds of problems, that of the most rows first; of as many rows, that which came first."""
        order = sorted(self.problems, key=lambda kind: (-self.problems[kind], min(self.examples[kind].values()), kind))
        for kind in order:
            item, _, what = kind.partition(" ")
            examples = [{"row": row, "cell": visible(cell)} for cell, row in self.examples[kind].items()]
            column = {**self.columns.items, CONDITIONS: self.columns.conditions}.get(item, item)
            yield {"column": column, "what": what, "rows": self.problems[kind], "examples": examples}

    def _score(self, name: str) -> dict[str, Any]:
        """Count who has a number, who is in which band or between two, and the percentages in parts of 10."""
        statuses: Counter[str] = Counter()
        bands: Counter[str] = Counter()
        order = {band: place for place, band in enumerate([*self.instrument.band])}
        for (status, low, high), count in sorted(
            self.ends[name].items(), key=lambda end: (order.get(end[0][1], -1), order.get(end[0][2], -1))
        ):
            statuses[status] += count
            if low and high:
                bands[low if low == high else f"{low} to {high}"] += count
        counted: dict[str, Any] = {**{status: statuses[status] for status in STATUSES}, "bands": dict(bands)}
        if name in self.bars:
            bars = self.bars[name]
            counted["percent"] = [bars[bar, True] for bar in range(BARS)]
            counted["percent_of_ranges"] = [bars[bar, False] for bar in range(BARS)]
        return counted
