"""The scoring of one person, written as expressions of Polars over everybody.

Every step mirrors one of ``gutbone.assess.scoring``, which stays the reference. Codes and flags are never null.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import add, or_
from typing import Any

import polars as pl

from gutbone.answers.cells import LEFT_OUT, MARKED, UNKNOWN, Settling, check_reading
from gutbone.answers.responses import Reading
from gutbone.assess.columns import CONDITIONS, named_by_rules, output_columns, own, sort_columns
from gutbone.base.numbers import Points, exact, places, total
from gutbone.cohort.cells import Reader, check_kinds
from gutbone.rules.amount import Reached
from gutbone.rules.bands import Bands
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

STATUSES = ("not_for_you", "scored", "not_enough_answers")
IN_PIECES = 200_000  # above so many rows Polars is faster when it cuts a frame itself
NUMBERS = ("low", "high", "possible", "known", "applicable")


class Scorer:
    """Rules as expressions for a table with certain columns; each step builds on the columns of the one before."""

    def __init__(
        self, instrument: Instrument, schema: Mapping[str, Any], mode: str, reading: Reading, where: str = ""
    ) -> None:
        self.instrument = instrument
        self.columns = columns = sort_columns(instrument, list(schema), where)
        reading = check_reading(named_by_rules(reading, columns, instrument.items, where), instrument)
        check_kinds({name: schema[name] for name in columns.taken}, columns.items.values(), where)
        self.mode, self.asked = mode, {item.id for item in instrument.asked_in(mode)}
        self.stops = tuple(c.id for c in instrument.condition.values() if c.stops)
        self.left_out_by = {
            item.id: tuple(c.id for c in instrument.condition.values() if {item.id, item.domain} & {*c.not_applicable})
            for item in instrument.items.values()
        }
        self.sets = sorted({self.stops, *self.left_out_by.values()} - {()})
        self.reader = Reader(instrument, columns, schema, reading, self.sets)
        self.scale = 10**instrument.decimals  # points are counted in so many parts, which are whole
        self.whole = pl.Int32 if self.scale == 1 else pl.Int64  # of many points with decimals there are very many
        totals = {own(n, "total"): reduce(add, [self.col(n, d.id) for d in instrument.domains]) for n in NUMBERS}
        steps: Any = (self._not_read(), self._said(), self._sums(), totals, self._statuses(), self._bands())
        self.steps = [dict(step) for step in steps]
        results = dict(self._results())
        self.results = {name: results[name] for name in output_columns(instrument)}

    def score(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Score what is lazy."""
        return self._scored(self.reader.lazily(frame))

    def score_at_once(self, frame: pl.DataFrame, settling: Settling | None) -> pl.DataFrame:
        """Score what is in memory, numbers as amounts; what they could be besides is for ``settling``."""
        # Lazy, Polars works out once what several expressions share.
        scored = self._scored(frame.with_columns(self.reader.read(frame, settling)).lazy())
        return scored.collect(engine="streaming" if len(frame) > IN_PIECES else "in-memory")

    def _scored(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        for step in self.steps:
            frame = frame.with_columns(**step)
        return frame.select(*self.columns.passed, **self.results)

    def _not_read(self) -> Iterator[tuple[str, pl.Expr]]:
        """Fill in the columns that a table lacks."""
        for name, item in self.instrument.items.items():
            if name not in self.columns.items:
                yield own("code", name), small(UNKNOWN)
                if item.amount:
                    yield own("amount", name), pl.lit(None, pl.Float64)
        if not self.reader.has_conditions:
            yield own("held", CONDITIONS), pl.lit(0, pl.Int64)

    def _said(self) -> Iterator[tuple[str, pl.Expr]]:
        """Say what each item comes to by the rules about answers, as a code; and its points."""
        for item in self.instrument.items.values():
            code = self.col("code", item.id)
            settled = self.is_settled(item) & (code != LEFT_OUT)
            first = next((place for place, option in enumerate(item.options) if option.id == item.settled.id), 0)
            said = pl.when(settled).then(small(first)).otherwise(code)
            said = pl.when(self._has(self.left_out_by[item.id])).then(small(LEFT_OUT)).otherwise(said)
            yield own("said", item.id), said
            if item.amount:
                amount = self.col("amount", item.id)
                yield own("counted", item.id), pl.when(settled).then(float(item.smallest)).otherwise(amount)

    def _sums(self) -> Iterator[tuple[str, pl.Expr]]:
        """Add up the items of every domain and subscore that are asked, as far as they apply."""
        for name in self.instrument.beside:
            items = [item for item in self.instrument.counting[name] if item.id in self.asked]
            for number in NUMBERS:
                parts = [self.part(item, number) for item in items]
                yield own(number, name), reduce(add, parts or [pl.lit(0, self.whole)])

    def _statuses(self) -> Iterator[tuple[str, pl.Expr]]:
        """Say of the total and every domain whether it has a number."""
        for name in self.instrument.counting:
            known, least = self.col("known", name), self.col("applicable", name) * self.instrument.no_number_under
            hidden, scored = self._hidden(name), (known > 0) & (known >= least)
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
                percent = points.cast(pl.Float64) * 100 / possible
                yield f"{name}_percent_{end}", pl.when(scored & (possible != 0)).then(percent)
                bands = [band.id for band in self.instrument.bands_of(name).edges]
                place = self.col(f"band_{end}", name) if bands else small(-1)
                yield f"{name}_band_{end}", self.named(place, bands)  # texts cost time, so they come last
        yield from self._published()

    def _published(self) -> Iterator[tuple[str, pl.Expr]]:
        """Give the total as published, where the rules say how and enough was answered; all of it has to apply."""
        gaps, items, bands = self.instrument.gaps, self.instrument.scored, self.instrument.bands
        if gaps is None:
            return
        known, possible = self.col("known", "total"), self.col("possible", "total")
        is_whole = (self.col("applicable", "total") == len(items)) & (self.mode == "full")
        has_it = self.col("scored", "total") & is_whole & (known >= gaps.at_least)
        parts = reduce(add, [self.part(item, "given") for item in items]).cast(pl.Int64) * len(items)
        yield "total_published_points", pl.when(has_it).then(parts / (known * self.scale))
        place = pl.when(has_it).then(place_of(bands, self.scale, parts, possible, known.cast(pl.Int64)))
        yield "total_published_band", self.named(place.otherwise(small(-1)), [band.id for band in bands.edges])

    def _has(self, conditions: tuple[str, ...]) -> pl.Expr:
        """Find who has any of these conditions; a cell that is wrong counts as not asked."""
        held = self.col("held", CONDITIONS)
        return (held > 0) & (held & (1 << self.sets.index(conditions)) > 0) if conditions else pl.lit(value=False)

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
        reasons = [self._has(self.stops)]
        reasons += [self.col("said", item) == LEFT_OUT for item in (domain.needs if domain else ())]
        reasons += [self.col("applicable", name) == 0] if asks else []
        return reduce(or_, reasons)

    def _bands(self) -> Iterator[tuple[str, pl.Expr]]:
        """Find the place of each band, decided on whole numbers; -1 for none."""
        for name in self.instrument.counting:
            of_points = (bands := self.instrument.bands_of(name)).of == "points"
            possible, scored = self.col("possible", name), self.col("scored", name)
            # Bands of points hold only where every item counts.
            everything = self.parts(total(item.most for item in self.instrument.counting[name]))
            without = ~scored | (possible != everything) if of_points else ~scored
            for end in ("low", "high") if bands.edges else ():
                place = place_of(bands, self.scale, self.col(end, name), possible)
                yield own(f"band_{end}", name), pl.when(without).then(small(-1)).otherwise(place)

    def named(self, place: pl.Expr, names: Sequence[str]) -> pl.Expr:
        """Give the name that stands at a place; null at -1."""
        return looked_up(place, [*names, None], pl.String)

    def part(self, item: Item, number: str) -> pl.Expr:
        """Give what an item adds to a sum; what does not apply adds nothing."""
        said = self.col("said", item.id)
        match number:
            case "known":
                return (said >= 0).cast(pl.Int32)
            case "applicable":
                return (said != LEFT_OUT).cast(pl.Int32)
            case "possible":
                return (said != LEFT_OUT).cast(self.whole) * self.parts(item.most)
            case _:  # points: of an answer that is not known the fewest, the most, or none
                return self._points(item, {"low": item.least, "high": item.most}.get(number, 0))

    def _points(self, item: Item, unknown: Points) -> pl.Expr:
        """Give the points of an item, which are looked up by what is said."""
        said, points = self.col("said", item.id), [item.points(option) for option in item.options]
        not_said = [0 if code == LEFT_OUT else unknown for code in range(MARKED, 0)]
        given = looked_up(said, [self.parts(number) for number in [*points, *not_said]], self.whole)
        if item.amount is None or item.amount.each is None:
            return given
        each = float(item.counts * exact(item.amount.each) * self.scale)
        counted = self.col("counted", item.id).clip(item.smallest, item.top)  # of those out of range none counts
        by_unit = (counted * each).round().cast(self.whole)
        return pl.when(said >= 0).then(by_unit).otherwise(given)

    def parts(self, points: Points) -> int:
        """Give a number of points as so many parts."""
        return int(points * self.scale)

    def in_points(self, parts: pl.Expr) -> pl.Expr:
        """Give a number of parts as points, rounded: Polars divides by multiplying with 0.1, which is not exact."""
        return parts if self.scale == 1 else (parts / self.scale).round(self.instrument.decimals)

    def col(self, kind: str, name: str) -> pl.Expr:
        """Give a column that is only a step on the way."""
        return pl.col(own(kind, name))


def place_of(bands: Bands, scale: int, points: pl.Expr, possible: pl.Expr, parts: pl.Expr | int = 1) -> pl.Expr:
    """Find the place of the band that points reach, on whole numbers; of a mean there are so many ``parts`` of each."""
    points, possible = points.cast(pl.Int64), possible.cast(pl.Int64)  # what is held against an edge is far larger
    chain: Any = pl
    for place, band in sorted(enumerate(bands.edges), key=lambda band: band[1].at_least, reverse=True):
        edge = exact(band.at_least)
        whole = 10 ** places(edge)
        if bands.of == "points":
            reached = points * whole >= int(edge * whole * scale) * parts
        else:
            reached = 100 * whole * points >= int(edge * whole) * possible * parts
        chain = chain.when(reached).then(small(place))
    found: pl.Expr = chain.otherwise(small(-1)) if bands.edges else small(-1)
    return found


def looked_up(place: pl.Expr, values: Sequence[Any], kind: Any) -> pl.Expr:
    """Give what stands at a place; those below 0 count from the end."""
    return place.map_batches(pl.Series(values, dtype=kind).gather, return_dtype=kind, is_elementwise=True)


def small(number: int) -> pl.Expr:
    """Give a small whole number as an expression."""
    return pl.lit(number, pl.Int8)
