"""The scoring of one person, written as dataframe expressions over everybody.

Every step mirrors one of ``gutbone.scoring``, which stays the reference. Codes and flags are never
null, so that no engine's own idea of comparing with null matters.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import permutations
from operator import add, or_
from typing import Any

import narwhals as nw
from narwhals.dtypes import DType

from gutbone.cohort import cells
from gutbone.cohort.cells import LEFT_OUT, UNKNOWN
from gutbone.cohort.columns import CONDITIONS, Columns, col, output_columns, own, sort_columns
from gutbone.instrument import Instrument
from gutbone.rules import Band, Item

NUMBERS = ("low", "high", "possible", "known", "applicable")


def score(instrument: Instrument, native: Any, mode: str) -> Any:
    """Score every row of a frame, step by step, and give back what narwhals was given."""
    frame: Any = nw.from_native(native)
    is_eager_polars = frame.implementation.is_polars() and isinstance(frame, nw.DataFrame)
    if is_eager_polars:
        frame = frame.lazy()  # Polars then works out once what several expressions share
    schema = frame.collect_schema()
    columns = sort_columns(instrument, list(schema))
    kinds = {name: schema[name] for name in columns.answers}
    cells.check_kinds(kinds)
    compiled = Compiled(instrument, columns, kinds, mode)
    for step in compiled.steps():
        if added := dict(step):
            frame = frame.with_columns(**added)
    results = dict(compiled.results())
    scored = frame.select(*columns.passed, **{name: results[name] for name in output_columns(instrument)})
    return (scored.collect() if is_eager_polars else scored).to_native()


class Compiled:
    """Rules as expressions for a table with certain columns; each step builds on the columns of the one before."""

    def __init__(self, instrument: Instrument, columns: Columns, kinds: dict[str, DType], mode: str) -> None:
        self.instrument, self.columns, self.kinds = instrument, columns, kinds
        self.asked = {item.id for item in instrument.asked_in(mode)}
        conditions = instrument.condition.values()
        self.stops = tuple(c.id for c in conditions if c.stops)
        self.left_out_by = {
            item.id: tuple(c.id for c in conditions if {item.id, item.domain} & {*c.not_applicable})
            for item in instrument.items.values()
        }

    def steps(self) -> Iterator[Iterator[tuple[str, nw.Expr]]]:
        """Give the steps in order, each a set of new columns."""
        read = [item for item in self.instrument.items.values() if item.id in self.kinds]
        yield self._texts()
        yield ((own("amount", i.id), cells.amount_in(i)) for i in read if i.unit and not self.kinds[i.id].is_numeric())
        yield self._codes()
        yield self._held()
        yield self._points()
        yield self._sums()
        yield self._total()
        yield self._statuses()
        yield self._bands()

    def _texts(self) -> Iterator[tuple[str, nw.Expr]]:
        for name, kind in self.kinds.items():
            if not kind.is_numeric():
                yield name, cells.as_text(name)

    def _codes(self) -> Iterator[tuple[str, nw.Expr]]:
        """Read every cell; of the conditions, find what is wrong."""
        for item in self.instrument.items.values():
            kind = self.kinds.get(item.id)
            if kind is None:
                yield own("code", item.id), nw.lit(UNKNOWN, nw.Int8)
            else:
                is_number = kind.is_numeric()
                yield own("code", item.id), cells.code_of_number(item, kind) if is_number else cells.code_of_text(item)
        if self.columns.has_conditions:
            known, more_ages = self._conditions_known(), self._more_than_one_age()
            yield own("not_known", CONDITIONS), ~known
            yield own("more_ages", CONDITIONS), known & more_ages

    def _held(self) -> Iterator[tuple[str, nw.Expr]]:
        """Find who has a condition that changes a score."""
        for conditions in {self.stops, *self.left_out_by.values()}:
            yield own("has", "_".join(conditions)), self._has(conditions)

    def _points(self) -> Iterator[tuple[str, nw.Expr]]:
        """Say of every item whether it applies, whether it is known, and its points; and what is wrong with the row."""
        for item in self.instrument.items.values():
            code, settled = col("code", item.id), self._is_settled(item)
            yield own("applies", item.id), ~(col("has", "_".join(self.left_out_by[item.id])) | (code == LEFT_OUT))
            yield own("known", item.id), (code >= 0) | settled
            yield own("points", item.id), _points(item, code, settled)
        yield "problem", self._problem()

    def _sums(self) -> Iterator[tuple[str, nw.Expr]]:
        """Add up the items of every domain that are asked, as far as they apply."""
        for domain in self.instrument.domains:
            items = [item for item in domain.items if item.id in self.asked]
            for number in NUMBERS:
                parts = [_part(item, number) for item in items]
                yield own(number, domain.id), reduce(add, parts) if parts else nw.lit(0, nw.Int32)

    def _total(self) -> Iterator[tuple[str, nw.Expr]]:
        """Add up the domains."""
        for number in NUMBERS:
            yield own(number, "total"), reduce(add, [col(number, domain.id) for domain in self.instrument.domains])

    def _statuses(self) -> Iterator[tuple[str, nw.Expr]]:
        """Say of the total and every domain whether it has a number."""
        for name in ("total", *self.instrument.domain):
            hidden, scored = self._hidden(name), self._is_enough(name)
            yield own("scored", name), ~hidden & scored
            not_enough = nw.when(scored).then(nw.lit("scored")).otherwise(nw.lit("not_enough_answers"))
            yield own("status", name), nw.when(hidden).then(nw.lit("not_for_you")).otherwise(not_enough)

    def results(self) -> Iterator[tuple[str, nw.Expr]]:
        """Give the columns of the result."""
        yield "problem", nw.col("problem")
        yield "answered", col("known", "total")
        for name in ("total", *self.instrument.domain):
            scored, possible = col("scored", name), col("possible", name)
            yield f"{name}_status", col("status", name)
            yield f"{name}_possible", possible
            for end in ("low", "high"):
                points = col(end, name)
                yield f"{name}_points_{end}", nw.when(scored).then(points)
                yield f"{name}_percent_{end}", _percent(scored, points, possible)
                yield f"{name}_band_{end}", self._band(name, end)

    def _has(self, conditions: Iterable[str]) -> nw.Expr:
        """Find who has any of these conditions; a cell that is wrong counts as not asked."""
        if not (conditions and self.columns.has_conditions):
            return nw.lit(value=False)
        found = nw.col(CONDITIONS).str.contains(rf"\b(?:{'|'.join(conditions)})\b")
        return found & ~(col("not_known", CONDITIONS) | col("more_ages", CONDITIONS))

    def _is_settled(self, item: Item) -> nw.Expr:
        """Say whether another answer makes the item needless, whether or not that other one counts."""
        settled = nw.lit(value=False)
        for other, options in item.asked_unless.items():
            places = [place for place, o in enumerate(self.instrument.items[other].options) if o.id in options]
            for place in places:
                settled |= col("code", other) == place
        return settled

    def _hidden(self, name: str) -> nw.Expr:
        """Say who has no score of this name because it is not for them."""
        domain = self.instrument.domain.get(name)
        asks = any(domain is None or self.instrument.items[item].domain == name for item in self.asked)
        reasons = [col("has", "_".join(self.stops))]
        reasons += [~col("applies", item) for item in (domain.needs if domain else ())]
        reasons += [col("applicable", name) == 0] if asks else []
        return reduce(or_, reasons)

    def _is_enough(self, name: str) -> nw.Expr:
        known, applicable = col("known", name), col("applicable", name).cast(nw.Float64)
        return (known > 0) & (known.cast(nw.Float64) >= applicable * self.instrument.no_number_under)

    def _bands(self) -> Iterator[tuple[str, nw.Expr]]:
        """Find the place of each band, decided on whole numbers; -1 for none."""
        of_points = self.instrument.bands.of == "points"
        everything = sum(item.most for item in self.instrument.items.values())
        for name in ("total", *(() if of_points else self.instrument.domain)):
            possible, scored = col("possible", name), col("scored", name)
            # Bands of points hold only where every item counts.
            without = ~scored | (possible != everything) if of_points else ~scored
            for end in ("low", "high"):
                points, chain = col(end, name), nw.when(without).then(_small(-1))
                for place, band in self._from_the_top():
                    reached = points >= band.at_least if of_points else 100 * points >= band.at_least * possible
                    chain = chain.when(reached).then(_small(place))
                yield own(f"band_{end}", name), chain.otherwise(_small(-1))

    def _from_the_top(self) -> list[tuple[int, Band]]:
        """Give the bands with their places, the highest first."""
        return sorted(enumerate(self.instrument.bands.edges), key=lambda band: band[1].at_least, reverse=True)

    def _band(self, name: str, end: str) -> nw.Expr:
        """Name the band; texts cost time, so they come last."""
        if self.instrument.bands.of == "points" and name != "total":
            return nw.lit(None, nw.String)
        chain: Any = nw
        for place, band in self._from_the_top():
            chain = chain.when(col(f"band_{end}", name) == place).then(nw.lit(band.id))
        return chain  # type: ignore[no-any-return]

    def _problem(self) -> nw.Expr:
        """Join all that is wrong with a row; null where nothing is."""
        items = [self.instrument.items[name] for name in self.columns.items]
        pieces = [cells.problem_of(item, self.kinds[item.id]) for item in items]
        wrong = [col("code", item.id) < LEFT_OUT for item in items]
        if self.columns.has_conditions:
            for kind, what in (("not_known", "not known"), ("more_ages", "hold two age groups")):
                is_wrong = col(kind, CONDITIONS)
                shown = cells.shown(is_wrong, nw.col(CONDITIONS).str.strip_chars(" "))
                pieces.append(nw.concat_str(nw.lit(f"conditions {what}: "), shown))
                wrong.append(is_wrong)
        return nw.when(reduce(or_, wrong)).then(nw.concat_str(*pieces, separator="; ", ignore_nulls=True))

    def _conditions_known(self) -> nw.Expr:
        """Say whether a cell holds nothing but ids; some engines let ``$`` stand before the end of a line."""
        some = f"(?:(?:{'|'.join(self.instrument.condition)})(?: +|$))*" if self.instrument.condition else ""
        text = nw.col(CONDITIONS)
        return text.str.contains(f"^ *{some}$") & ~text.str.contains(cells.LINE_END)

    def _more_than_one_age(self) -> nw.Expr:
        pairs = [rf"\b{one}\b.*\b{other}\b" for one, other in permutations(sorted(self.instrument.ages), 2)]
        return nw.col(CONDITIONS).str.contains("|".join(pairs)) if pairs else nw.lit(value=False)


def _points(item: Item, code: nw.Expr, settled: nw.Expr) -> nw.Expr:
    """Give the points of the option, or the fewest of the item where it is not known."""
    chain = nw.when(settled).then(_whole(item.points(item.options[0])))
    for place, option in enumerate(item.options):
        if item.points(option) != item.least:
            chain = chain.when(code == place).then(_whole(item.points(option)))
    return chain.otherwise(_whole(item.least))


def _part(item: Item, number: str) -> nw.Expr:
    """Give what an item adds to a sum; what does not apply adds nothing."""
    applies, known, points = col("applies", item.id), col("known", item.id), col("points", item.id)
    match number:
        case "low":
            value = points
        case "high":
            value = nw.when(known).then(points).otherwise(_whole(item.most))
        case "possible":
            value = _whole(item.most)
        case "known":
            return (applies & known).cast(nw.Int32)
        case _:
            return applies.cast(nw.Int32)
    return nw.when(applies).then(value).otherwise(_whole(0))


def _percent(scored: nw.Expr, points: nw.Expr, possible: nw.Expr) -> nw.Expr:
    """Give the percentage; some engines divide even where the answer is thrown away, so never by 0."""
    divisor = nw.when(possible == 0).then(_whole(1)).otherwise(possible).cast(nw.Float64)
    return nw.when(scored & (possible != 0)).then(points.cast(nw.Float64) * 100 / divisor)


def _small(number: int) -> nw.Expr:
    return nw.lit(number, nw.Int8)


def _whole(number: int) -> nw.Expr:
    return nw.lit(number, nw.Int32)
