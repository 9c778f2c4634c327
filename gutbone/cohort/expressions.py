"""The scoring of one person, written as dataframe expressions over everybody.

Every step mirrors one of ``gutbone.assess.scoring``, which stays the reference. Codes and flags are never
null, so that no engine's own idea of comparing with null matters.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import permutations
from operator import add, or_
from typing import Any

from gutbone.assess.columns import CONDITIONS, Columns, output_columns, own, sort_columns
from gutbone.base.numbers import Points
from gutbone.cohort import cells
from gutbone.cohort.cells import LEFT_OUT, NOT_READ, UNKNOWN, small
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

STATUSES = ("not_for_you", "scored", "not_enough_answers")
IN_PIECES = 200_000  # above so many rows Polars is faster when it cuts a frame itself
NUMBERS = ("low", "high", "possible", "known", "applicable")


def scorer(instrument: Instrument, native: Any, mode: str) -> Callable[[Any], Any]:
    """Compile the rules once, for every frame that has the columns of this one; give what scores such a frame."""
    nw: Any = sys.modules.get("polars")
    is_eager = nw and isinstance(native, nw.DataFrame)
    is_polars = is_eager or (nw and isinstance(native, nw.LazyFrame))
    if not is_polars:
        import narwhals as nw  # takes time to load
    schema = (native if is_polars else nw.from_native(native)).collect_schema()
    columns = sort_columns(instrument, list(schema))
    kinds = {name: schema[name] for name in (*columns.items, CONDITIONS) if name in schema}
    cells.check_kinds(kinds)
    compiled = Compiled(nw, instrument, columns, kinds, mode)
    if is_eager:
        return compiled.score_at_once
    return compiled.score if is_polars else lambda frame: compiled.score(nw.from_native(frame)).to_native()


class Compiled:
    """Rules as expressions for a table with certain columns; each step builds on the columns of the one before."""

    def __init__(self, nw: Any, instrument: Instrument, columns: Columns, kinds: dict[str, Any], mode: str) -> None:
        self.nw, self.instrument, self.columns, self.kinds = nw, instrument, columns, kinds
        self.asked = {item.id for item in instrument.asked_in(mode)}
        conditions = instrument.condition.values()
        self.stops = tuple(c.id for c in conditions if c.stops)
        self.left_out_by = {
            item.id: tuple(c.id for c in conditions if {item.id, item.domain} & {*c.not_applicable})
            for item in instrument.items.values()
        }
        self.texts = {name: cells.as_text(nw, name) for name, kind in kinds.items() if not kind.is_numeric()}
        self.codes = {own("code", item.id): self._code(item) for item in instrument.items.values()}
        in_texts = [item for item in instrument.items.values() if item.unit and item.id in self.texts]
        self.amounts = {own("amount", item.id): cells.amount_in_text(nw, item) for item in in_texts}
        self.codes_of_amounts = {own("code", item.id): cells.code_of_amount(nw, item) for item in in_texts}
        self.wrong = dict(self._wrong())
        self.held = {own("has", "_".join(ids)): self._has(ids) for ids in {self.stops, *self.left_out_by.values()}}
        scoring = (self._points(), self._sums(), self._total(), self._statuses(), self._bands())
        self.scoring = [dict(step) for step in scoring]
        results = dict(self._results())
        self.results = {name: results[name] for name in output_columns(instrument)}

    def score(self, frame: Any) -> Any:
        """Score a frame of the language the expressions are written in."""
        reading = (self.texts, self.codes, self.amounts, self.codes_of_amounts, self.wrong, self.held)
        return self._scored(frame, *reading)

    def score_at_once(self, frame: Any) -> Any:
        """Score a frame of Polars that is in memory."""
        # Lazy, Polars works out once what several expressions share.
        scored = self._scored(self._read_cells(frame).lazy())
        return scored.collect(engine="streaming" if len(frame) > IN_PIECES else "in-memory")

    def _scored(self, frame: Any, *reading: dict[str, Any]) -> Any:
        for step in (*reading, *self.scoring):
            if step:
                frame = frame.with_columns(**step)
        return frame.select(*self.columns.passed, **self.results)

    def _read_cells(self, frame: Any) -> Any:
        """Read the cells of a frame of Polars: amounts only where no option stands, and the same conditions once."""
        rows = frame.lazy().with_columns(**self.texts).with_columns(**self.codes).collect()
        plans = [
            rows.lazy().filter(self.nw.col(name) == NOT_READ).with_columns(**self.amounts).select(code)
            for name, code in self.codes_of_amounts.items()
        ]
        for name, codes in zip(self.codes_of_amounts, self.nw.collect_all(plans), strict=True):
            rows = rows.with_columns(rows[name].scatter((rows[name] == NOT_READ).arg_true(), codes.to_series()))
        if not self.columns.has_conditions:
            return rows.with_columns(**self.held)
        held = rows.lazy().select(CONDITIONS).unique().with_columns(**self.wrong).with_columns(**self.held)
        return rows.join(held.collect(), on=CONDITIONS, how="left", maintain_order="left")

    def _code(self, item: Item) -> Any:
        """Read the cells of an item as far as they are no amounts in texts."""
        kind = self.kinds.get(item.id)
        if kind is None:
            return small(self.nw, UNKNOWN)
        return cells.code_of_number(self.nw, item, kind) if kind.is_numeric() else cells.code_of_text(self.nw, item)

    def _wrong(self) -> Iterator[tuple[str, Any]]:
        if self.columns.has_conditions:
            known, more_ages = self._conditions_known(), self._more_than_one_age()
            yield own("not_known", CONDITIONS), ~known
            yield own("more_ages", CONDITIONS), known & more_ages

    def _points(self) -> Iterator[tuple[str, Any]]:
        """Say of every item whether it applies, whether it is known, and its points; and what is wrong with the row."""
        for item in self.instrument.items.values():
            code, settled = self.col("code", item.id), self._is_settled(item)
            yield own("applies", item.id), ~(self.col("has", "_".join(self.left_out_by[item.id])) | (code == LEFT_OUT))
            yield own("known", item.id), (code >= 0) | settled
            yield own("points", item.id), self._points_of(item, code, settled)
        yield "problem", self._problem()

    def _sums(self) -> Iterator[tuple[str, Any]]:
        """Add up the items of every domain that are asked, as far as they apply."""
        for domain in self.instrument.domains:
            parts = [self._parts(item) for item in domain.items if item.id in self.asked]
            for number in NUMBERS:
                yield own(number, domain.id), reduce(add, [part[number] for part in parts] or [self._whole(0)])

    def _total(self) -> Iterator[tuple[str, Any]]:
        """Add up the domains."""
        for number in NUMBERS:
            yield own(number, "total"), reduce(add, [self.col(number, domain.id) for domain in self.instrument.domains])

    def _statuses(self) -> Iterator[tuple[str, Any]]:
        """Say of the total and every domain whether it has a number."""
        for name in ("total", *self.instrument.domain):
            hidden, scored = self._hidden(name), self._is_enough(name)
            yield own("scored", name), ~hidden & scored
            status = self.nw.when(hidden).then(small(self.nw, 0)).when(scored).then(small(self.nw, 1))
            yield own("status", name), status.otherwise(small(self.nw, 2))

    def _results(self) -> Iterator[tuple[str, Any]]:
        """Give the columns of the result."""
        yield "problem", self.nw.col("problem")
        yield "answered", self.col("known", "total")
        for name in ("total", *self.instrument.domain):
            scored, possible = self.col("scored", name), self.col("possible", name)
            yield f"{name}_status", self._named(self.col("status", name), STATUSES)
            yield f"{name}_possible", possible
            for end in ("low", "high"):
                points = self.col(end, name)
                yield f"{name}_points_{end}", self.nw.when(scored).then(points)
                yield f"{name}_percent_{end}", self._percent(scored, points, possible)
                yield f"{name}_band_{end}", self._band(name, end)

    def _has(self, conditions: Iterable[str]) -> Any:
        """Find who has any of these conditions; a cell that is wrong counts as not asked."""
        if not (conditions and self.columns.has_conditions):
            return self.nw.lit(value=False)
        found = self.nw.col(CONDITIONS).str.contains(rf"\b(?:{'|'.join(conditions)})\b")
        return found & ~(self.col("not_known", CONDITIONS) | self.col("more_ages", CONDITIONS))

    def _is_settled(self, item: Item) -> Any:
        """Say whether another answer makes the item needless, whether or not that other one counts."""
        settled = self.nw.lit(value=False)
        for other, options in item.asked_unless.items():
            places = [place for place, o in enumerate(self.instrument.items[other].options) if o.id in options]
            for place in places:
                settled |= self.col("code", other) == place
        return settled

    def _hidden(self, name: str) -> Any:
        """Say who has no score of this name because it is not for them."""
        domain = self.instrument.domain.get(name)
        asks = any(domain is None or self.instrument.items[item].domain == name for item in self.asked)
        reasons = [self.col("has", "_".join(self.stops))]
        reasons += [~self.col("applies", item) for item in (domain.needs if domain else ())]
        reasons += [self.col("applicable", name) == 0] if asks else []
        return reduce(or_, reasons)

    def _is_enough(self, name: str) -> Any:
        known, applicable = self.col("known", name), self.col("applicable", name).cast(self.nw.Float64)
        return (known > 0) & (known.cast(self.nw.Float64) >= applicable * self.instrument.no_number_under)

    def _bands(self) -> Iterator[tuple[str, Any]]:
        """Find the place of each band, decided on whole numbers; -1 for none."""
        of_points = self.instrument.bands.of == "points"
        everything = sum(item.most for item in self.instrument.items.values())
        from_the_top = sorted(enumerate(self.instrument.bands.edges), key=lambda band: band[1].at_least, reverse=True)
        for name in ("total", *(() if of_points else self.instrument.domain)):
            possible, scored = self.col("possible", name), self.col("scored", name)
            # Bands of points hold only where every item counts.
            without = ~scored | (possible != everything) if of_points else ~scored
            for end in ("low", "high"):
                points, chain = self.col(end, name), self.nw.when(without).then(small(self.nw, -1))
                for place, band in from_the_top:
                    reached = points >= band.at_least if of_points else 100 * points >= band.at_least * possible
                    chain = chain.when(reached).then(small(self.nw, place))
                yield own(f"band_{end}", name), chain.otherwise(small(self.nw, -1))

    def _band(self, name: str, end: str) -> Any:
        """Name the band; texts cost time, so they come last."""
        if self.instrument.bands.of == "points" and name != "total":
            return self.nw.lit(None, self.nw.String)
        return self._named(self.col(f"band_{end}", name), [band.id for band in self.instrument.bands.edges])

    def _named(self, place: Any, names: Sequence[str]) -> Any:
        """Give the name that stands at a place; null at -1."""
        if cells.is_polars(self.nw):  # faster than a comparison for each name
            known = self.nw.Series([*names, None], dtype=self.nw.String)
            return place.map_batches(known.gather, return_dtype=self.nw.String, is_elementwise=True)
        chain: Any = self.nw
        for number, name in enumerate(names):
            chain = chain.when(place == number).then(self.nw.lit(name))
        return chain

    def _problem(self) -> Any:
        """Join all that is wrong with a row; null where nothing is."""
        items = [self.instrument.items[name] for name in self.columns.items]
        pieces = [cells.problem_of(self.nw, item, self.kinds[item.id]) for item in items]
        wrong = [self.col("code", item.id) < LEFT_OUT for item in items]
        if self.columns.has_conditions:
            for kind, what in (("not_known", "not known"), ("more_ages", "hold two age groups")):
                is_wrong = self.col(kind, CONDITIONS)
                shown = cells.shown(self.nw, is_wrong, self.nw.col(CONDITIONS).str.strip_chars(" "))
                pieces.append(self.nw.concat_str(self.nw.lit(f"conditions {what}: "), shown))
                wrong.append(is_wrong)
        return self.nw.when(reduce(or_, wrong)).then(self.nw.concat_str(*pieces, separator="; ", ignore_nulls=True))

    def _conditions_known(self) -> Any:
        """Say whether a cell holds nothing but ids; some engines let ``$`` stand before the end of a line."""
        some = f"(?:(?:{'|'.join(self.instrument.condition)})(?: +|$))*" if self.instrument.condition else ""
        text = self.nw.col(CONDITIONS)
        return text.str.contains(f"^ *{some}$") & ~text.str.contains(cells.LINE_END)

    def _more_than_one_age(self) -> Any:
        pairs = [rf"\b{one}\b.*\b{other}\b" for one, other in permutations(sorted(self.instrument.ages), 2)]
        return self.nw.col(CONDITIONS).str.contains("|".join(pairs)) if pairs else self.nw.lit(value=False)

    def _points_of(self, item: Item, code: Any, settled: Any) -> Any:
        """Give the points of the option, or the fewest of the item where it is not known."""
        chain = self.nw.when(settled).then(self._whole(item.points(item.options[0])))
        for place, option in enumerate(item.options):
            if item.points(option) != item.least:
                chain = chain.when(code == place).then(self._whole(item.points(option)))
        return chain.otherwise(self._whole(item.least))

    def _parts(self, item: Item) -> dict[str, Any]:
        """Give what an item adds to each sum; what does not apply adds nothing."""
        applies, known, points = self.col("applies", item.id), self.col("known", item.id), self.col("points", item.id)
        nothing, most = self._whole(0), self._whole(item.most)
        high = self.nw.when(known).then(points).otherwise(most)
        parts = {"low": points, "high": high, "possible": most}
        counts = {"known": applies & known, "applicable": applies}
        return {
            **{number: self.nw.when(applies).then(part).otherwise(nothing) for number, part in parts.items()},
            **{number: count.cast(self.nw.Int32) for number, count in counts.items()},
        }

    def _percent(self, scored: Any, points: Any, possible: Any) -> Any:
        """Give the percentage; some engines divide even where the answer is thrown away, so never by 0."""
        divisor = self.nw.when(possible == 0).then(self._whole(1)).otherwise(possible).cast(self.nw.Float64)
        return self.nw.when(scored & (possible != 0)).then(points.cast(self.nw.Float64) * 100 / divisor)

    def _whole(self, number: Points) -> Any:
        return self.nw.lit(number, self.nw.Int32)

    def col(self, kind: str, name: str) -> Any:
        """Give a column that is only a step on the way."""
        return self.nw.col(own(kind, name))
