"""The scoring of one person, written as expressions of Polars over everybody.

Every step mirrors one of ``gutbone.assess.scoring``, which stays the reference. Codes and flags are never null.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import add, or_
from typing import Any, cast

import polars as pl

from gutbone.answers.cells import (
    AMOUNT,
    COULD_BE_CODE,
    LEFT_OUT,
    MARKED,
    PLACE,
    UNKNOWN,
    UNSETTLED,
    ItemCells,
    NotConditions,
    Settling,
    check_reading,
    read_conditions,
    ticked,
)
from gutbone.answers.responses import Reading
from gutbone.assess.columns import CONDITIONS, named_by_rules, output_columns, own, sort_columns
from gutbone.base.numbers import Points, exact, total
from gutbone.base.speech import said
from gutbone.cohort import cells
from gutbone.cohort.bands import place_of, published, small
from gutbone.rules.amount import Reached
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

STATUSES = ("not_for_you", "scored", "not_enough_answers")
IN_PIECES = 200_000  # above so many rows Polars is faster when it cuts a frame itself
NUMBERS = ("low", "high", "possible", "known", "applicable")
WRONG_IDS = {-1: "not known", -2: "hold two age groups"}  # beside sets of conditions, which are bits


class Scorer:
    """Rules as expressions for a table with certain columns; each step builds on the columns of the one before."""

    def __init__(
        self, instrument: Instrument, schema: Mapping[str, Any], mode: str, reading: Reading, where: str = ""
    ) -> None:
        self.instrument, self.schema = instrument, schema
        self.columns = columns = sort_columns(instrument, list(schema), where)
        self.reading = check_reading(named_by_rules(reading, columns, instrument.items, where), instrument)
        cells.check_kinds({name: schema[name] for name in columns.taken}, columns.items.values(), where)
        self.mode, self.asked = mode, {item.id for item in instrument.asked_in(mode)}
        conditions = instrument.condition.values()
        self.stops = tuple(c.id for c in conditions if c.stops)
        self.left_out_by = {
            item.id: tuple(c.id for c in conditions if {item.id, item.domain} & {*c.not_applicable})
            for item in instrument.items.values()
        }
        self.sets = sorted({self.stops, *self.left_out_by.values()} - {()})
        of = {n: (ItemCells(instrument.items[n], self.reading), c, schema[c]) for n, c in columns.items.items()}
        self.codes = {own("code", name): cells.code_of(*cell) for name, cell in of.items()}
        numeric = [name for name, item in instrument.items.items() if item.amount]
        self.amounts = {own("amount", name): cells.amount_of(*of[name]) for name in numeric if name in of}
        self.scale = 10**instrument.decimals  # points are counted in so many parts, which are whole
        self.held = self._held()
        unread = [name for name in instrument.items if name not in columns.items]
        not_read = {own("code", name): small(UNKNOWN) for name in unread}
        not_read |= {own("amount", name): pl.lit(None, pl.Float64) for name in numeric if name in unread}
        held = {own("has", "_".join(ids)): self._has(ids) for ids in {self.stops, *self.left_out_by.values()}}
        steps = (not_read | held, self._points(), self._sums(), self._total(), self._statuses(), self._bands())
        self.steps = [dict(step) for step in steps]
        results = dict(self._results())
        self.results = {name: results[name] for name in output_columns(instrument)}

    def score(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Score what is lazy, piece by piece; then nobody can wait to see what whole numbers are."""
        unsettled = pl.col(*self.codes).is_between(COULD_BE_CODE, AMOUNT - 1)
        known = pl.when(unsettled).then(small(UNSETTLED)).otherwise(self._settled()).name.keep()
        return self._scored(self._read(frame).with_columns(known))

    def score_at_once(self, frame: pl.DataFrame, settling: Settling) -> pl.DataFrame:
        """Score what is in memory, numbers as amounts; what they could be besides is for ``settling``."""
        # Much of reading is Python, and threads that wait for each other cost twice: of a piece, column after column.
        in_pieces, read = len(frame) > IN_PIECES, {**self.codes, **self.amounts, **self.held}
        rows = self._read(frame.lazy()).collect() if in_pieces else frame.with_columns_seq(**read)
        for item, column in self.columns.items.items():
            codes = rows[own("code", item)]
            marks = self._marks(rows, item, column) if codes.min() == MARKED else ()  # no code is lower
            if len(marks) or column not in settling.amounts:  # once there, nothing is left to settle
                settling.add(column, codes.unique(), marks)
        # Lazy, Polars works out once what several expressions share.
        scored = self._scored(rows.lazy().with_columns(self._settled().name.keep()))
        return scored.collect(engine="streaming" if in_pieces else "in-memory")

    def _marks(self, rows: pl.DataFrame, item: str, column: str) -> pl.Series:
        marked = rows.filter(self.col("code", item) == MARKED)
        return marked.select(cells.as_text(column, self.schema[column]).str.strip_chars().unique()).to_series()

    def _read(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        return frame.with_columns(**self.codes, **self.amounts, **self.held)

    def _settled(self) -> pl.Expr:
        codes = pl.col(*self.codes)
        amounts = pl.when(codes >= COULD_BE_CODE).then(codes & PLACE)
        return amounts.when(codes == MARKED).then(small(UNKNOWN)).otherwise(codes)

    def _scored(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        for step in self.steps:
            frame = frame.with_columns(**step)
        return frame.select(*self.columns.passed, **self.results)

    def _held(self) -> dict[str, pl.Expr]:
        """Read the conditions of each person, in one column or in a box for each, to bits: a bit for each set of them."""
        own_column = [self.columns.conditions] if self.columns.has_conditions else []
        lists = [cells.as_text(column, self.schema[column]) for column in own_column]
        for column, box in self.columns.boxes.items():
            named = self.reading.codebook.get(CONDITIONS, {}).get(box, box)
            cell = cells.as_text(column, self.schema[column])
            read = partial(ticked, id=named, book=self.reading.codebook.get(column, {}))
            lists.append(cells.by_value(cell, read, pl.String))
        if not lists:
            return {}
        joined = pl.concat_str(lists, separator=" ", ignore_nulls=True).str.strip_chars(" ")
        text = lists[0] if len(lists) == 1 else joined
        return {own("text", CONDITIONS): text, own("bits", CONDITIONS): cells.by_value(text, self._bits, pl.Int64)}

    def _bits(self, text: str) -> int:
        """Read a list of conditions; a cell that is wrong counts as not asked."""
        try:
            held = read_conditions(text, self.instrument, self.reading) or frozenset()
        except NotConditions as problem:
            return next(code for code, words in WRONG_IDS.items() if words == str(problem))
        return sum(1 << place for place, ids in enumerate(self.sets) if held & {*ids})

    def _points(self) -> Iterator[tuple[str, pl.Expr]]:
        """Say of every item whether it applies, whether it is known, and its points; and what is wrong with the row."""
        for item in self.instrument.items.values():
            code, settled = self.col("code", item.id), self.is_settled(item)
            yield own("applies", item.id), ~(self.col("has", "_".join(self.left_out_by[item.id])) | (code == LEFT_OUT))
            yield own("known", item.id), (code >= 0) | settled
            yield own("points", item.id), self._points_of(item, code, settled)
        yield "problem", self._problem()

    def _sums(self) -> Iterator[tuple[str, pl.Expr]]:
        """Add up the items of every domain and subscore that are asked, as far as they apply."""
        for name in self.instrument.beside:
            parts = [self._parts(item) for item in self.instrument.counting[name] if item.id in self.asked]
            for number in NUMBERS:
                yield own(number, name), reduce(add, [part[number] for part in parts] or [self.whole(0)])

    def _total(self) -> Iterator[tuple[str, pl.Expr]]:
        """Add up the domains."""
        for number in NUMBERS:
            yield own(number, "total"), reduce(add, [self.col(number, domain.id) for domain in self.instrument.domains])

    def _statuses(self) -> Iterator[tuple[str, pl.Expr]]:
        """Say of every score whether it has a number."""
        for name in self.instrument.counting:
            hidden, scored = self._hidden(name), self._is_enough(name)
            yield own("scored", name), ~hidden & scored
            yield own("status", name), pl.when(hidden).then(small(0)).when(scored).then(small(1)).otherwise(small(2))

    def _results(self) -> Iterator[tuple[str, pl.Expr]]:
        """Give the columns of the result."""
        yield "problem", pl.col("problem")
        yield "answered", self.col("known", "total")
        for name in self.instrument.counting:
            scored, possible = self.col("scored", name), self.col("possible", name)
            yield f"{name}_status", self.named(self.col("status", name), STATUSES)
            yield f"{name}_possible", self.in_points(possible)
            for end in ("low", "high"):
                points = self.col(end, name)
                yield f"{name}_points_{end}", pl.when(scored).then(self.in_points(points))
                yield f"{name}_percent_{end}", self._percent(scored, points, possible)
                yield f"{name}_band_{end}", self._band(name, end)
        yield from published(self)

    def _has(self, conditions: tuple[str, ...]) -> pl.Expr:
        """Find who has any of these conditions."""
        if not (conditions and self.held):
            return pl.lit(value=False)
        bits = self.col("bits", CONDITIONS)
        return (bits > 0) & (bits & (1 << self.sets.index(conditions)) > 0)

    def is_settled(self, item: Item) -> pl.Expr:
        """Say whether another answer makes the item needless, whether or not that other one counts."""
        settled = pl.lit(value=False)
        for other, unless in item.asked_unless.items():
            code = self.col("code", other)
            if isinstance(unless, Reached):
                amount, (sign, edge) = self.col("amount", other), unless.bound
                reached = amount < float(edge) if sign == "<" else amount >= float(edge)
                settled |= (code >= 0) & reached.fill_null(value=False)
                continue
            places = [place for place, o in enumerate(self.instrument.items[other].options) if o.id in unless]
            settled = reduce(or_, [code == place for place in places], settled)
        return settled

    def _hidden(self, name: str) -> pl.Expr:
        """Say who has no score of this name because it is not for them."""
        domain = self.instrument.domain.get(name)
        asks = any(item.id in self.asked for item in self.instrument.counting[name])
        reasons = [self.col("has", "_".join(self.stops))]
        reasons += [~self.col("applies", item) for item in (domain.needs if domain else ())]
        reasons += [self.col("applicable", name) == 0] if asks else []
        return reduce(or_, reasons)

    def _is_enough(self, name: str) -> pl.Expr:
        known, applicable = self.col("known", name), self.col("applicable", name).cast(pl.Float64)
        return (known > 0) & (known.cast(pl.Float64) >= applicable * self.instrument.no_number_under)

    def _bands(self) -> Iterator[tuple[str, pl.Expr]]:
        """Find the place of each band, decided on whole numbers; -1 for none."""
        for name in self.instrument.counting:
            of_points = (bands := self.instrument.bands_of(name)).of == "points"
            possible, scored = self.col("possible", name), self.col("scored", name)
            # Bands of points hold only where every item counts.
            everything = self.whole(total(item.most for item in self.instrument.counting[name]))
            without = ~scored | (possible != everything) if of_points else ~scored
            for end in ("low", "high") if bands.edges else ():
                place = place_of(bands, self.scale, self.col(end, name), possible)
                yield own(f"band_{end}", name), pl.when(without).then(small(-1)).otherwise(place)

    def _band(self, name: str, end: str) -> pl.Expr:
        """Name the band; texts cost time, so they come last."""
        edges = self.instrument.bands_of(name).edges
        if not edges:
            return pl.lit(None, pl.String)
        return self.named(self.col(f"band_{end}", name), [band.id for band in edges])

    def named(self, place: pl.Expr, names: Sequence[str]) -> pl.Expr:
        """Give the name that stands at a place; null at -1."""
        known = pl.Series([*names, None], dtype=pl.String)
        return place.map_batches(known.gather, return_dtype=pl.String, is_elementwise=True)

    def _problem(self) -> pl.Expr:
        """Join all that is wrong with a row; null where nothing is."""
        read = self.columns.items.items()
        pieces = [cells.problem_of(name, column, self.schema[column], self.col("code", name)) for name, column in read]
        wrong = [self.col("code", name) < LEFT_OUT for name in self.columns.items]
        for number, what in WRONG_IDS.items() if self.held else ():
            is_wrong = self.col("bits", CONDITIONS) == number
            shown = cells.shown(is_wrong, self.col("text", CONDITIONS).str.strip_chars(" "))
            pieces.append(pl.concat_str(pl.lit(f"conditions {said(what)}: "), shown))
            wrong.append(is_wrong)
        return pl.when(reduce(or_, wrong)).then(pl.concat_str(*pieces, separator="; ", ignore_nulls=True))

    def _points_of(self, item: Item, code: pl.Expr, settled: pl.Expr) -> pl.Expr:
        """Give the points of the option, or the fewest of the item where it is not known."""
        if item.amount and item.amount.each is not None:
            each = float(item.counts * exact(item.amount.each) * self.scale)
            by_unit = (self.col("amount", item.id).clip(upper_bound=item.top) * each).round().cast(pl.Int32)
            by_unit = pl.when(code >= 0).then(by_unit).otherwise(self.whole(item.least))
            return pl.when(settled).then(self.whole(item.points(item.settled))).otherwise(by_unit)
        chain: Any = pl.when(settled).then(self.whole(item.points(item.settled)))
        for place, option in enumerate(item.options):
            if item.points(option) != item.least:
                chain = chain.when(code == place).then(self.whole(item.points(option)))
        return cast("pl.Expr", chain.otherwise(self.whole(item.least)))

    def _parts(self, item: Item) -> dict[str, pl.Expr]:
        """Give what an item adds to each sum; what does not apply adds nothing."""
        applies, known, points = self.col("applies", item.id), self.col("known", item.id), self.col("points", item.id)
        nothing, most = self.whole(0), self.whole(item.most)
        parts = {"low": points, "high": pl.when(known).then(points).otherwise(most), "possible": most}
        counts = {"known": (applies & known).cast(pl.Int32), "applicable": applies.cast(pl.Int32)}
        return counts | {number: pl.when(applies).then(part).otherwise(nothing) for number, part in parts.items()}

    def _percent(self, scored: pl.Expr, points: pl.Expr, possible: pl.Expr) -> pl.Expr:
        return pl.when(scored & (possible != 0)).then(points.cast(pl.Float64) * 100 / possible)

    def whole(self, number: Points) -> pl.Expr:
        """Give a number of points as so many parts."""
        return pl.lit(int(number * self.scale), pl.Int32)

    def in_points(self, parts: pl.Expr) -> pl.Expr:
        """Give a number of parts as points, rounded: Polars divides by multiplying with 0.1, which is not exact."""
        return parts if self.scale == 1 else (parts / self.scale).round(self.instrument.decimals)

    def col(self, kind: str, name: str) -> pl.Expr:
        """Give a column that is only a step on the way."""
        return pl.col(own(kind, name))
