"""The scoring of one person, written as dataframe expressions over everybody.

Every step mirrors one of ``gutbone.scoring``, which stays the reference. Codes and flags are never
null, so that no engine's own idea of comparing with null matters.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import add, or_
from typing import Any

import narwhals as nw
from narwhals.dtypes import DType

from gutbone.cohort.cells import LEFT_OUT, UNKNOWN, as_text, check_kind, code_of, problem_of, shown
from gutbone.cohort.columns import CONDITIONS, Columns, output_columns, sort_columns
from gutbone.instrument import Instrument
from gutbone.rules import Domain, Item

OWN = "gutbone__"  # begins the names of columns that are only steps on the way
NUMBERS = ("low", "high", "possible", "known", "applicable")


def score(instrument: Instrument, native: Any, mode: str) -> Any:
    """Score every row of a frame, step by step, and give back what narwhals was given."""
    frame: Any = nw.from_native(native)
    schema = frame.collect_schema()
    columns = sort_columns(instrument, list(schema))
    kinds = {name: schema[name] for name in columns.answers}
    for name, kind in kinds.items():
        check_kind(name, kind)
    compiled = Compiled(instrument, columns, kinds, mode)
    for step in (compiled.texts, compiled.codes, compiled.points, compiled.sums, compiled.total, compiled.statuses):
        frame = frame.with_columns(**dict(step()))
    results = dict(compiled.results())
    return frame.select(*columns.passed, **{name: results[name] for name in output_columns(instrument)}).to_native()


class Compiled:
    """Rules as expressions for a table with certain columns; each step builds on the columns of the one before."""

    def __init__(self, instrument: Instrument, columns: Columns, kinds: dict[str, DType], mode: str) -> None:
        self.instrument, self.columns, self.kinds = instrument, columns, kinds
        self.asked = {item.id for item in instrument.asked_in(mode)}
        self.stops = [c.id for c in instrument.condition.values() if c.stops]

    def texts(self) -> Iterator[tuple[str, nw.Expr]]:
        """Tidy up the columns of text."""
        for name, kind in self.kinds.items():
            if name == CONDITIONS:
                yield name, nw.concat_str(nw.lit(" "), as_text(name), nw.lit(" "))
            elif not kind.is_numeric():
                yield name, as_text(name)

    def codes(self) -> Iterator[tuple[str, nw.Expr]]:
        """Read every cell, and every condition that changes a score."""
        for item in self.instrument.items.values():
            kind = self.kinds.get(item.id)
            yield _own("code", item.id), code_of(item, kind) if kind else nw.lit(UNKNOWN, nw.Int8)
        for condition in self.instrument.condition.values():
            if condition.not_applicable or condition.stops or condition.id in self.instrument.ages:
                yield _own("has", condition.id), self._has(condition.id)

    def points(self) -> Iterator[tuple[str, nw.Expr]]:
        """Say of every item whether it applies, whether it is known, and its points; and what is wrong with the row."""
        for item in self.instrument.items.values():
            code, settled = _col("code", item.id), self._is_settled(item)
            yield _own("applies", item.id), ~reduce(or_, self._left_out_by(item), code == LEFT_OUT)
            yield _own("known", item.id), (code >= 0) | settled
            yield _own("points", item.id), _points(item, code, settled)
        yield "problem", self._problem()

    def sums(self) -> Iterator[tuple[str, nw.Expr]]:
        """Add up the items of every domain that are asked, as far as they apply."""
        for domain in self.instrument.domains:
            items = [item for item in domain.items if item.id in self.asked]
            for number in NUMBERS:
                parts = [_part(item, number) for item in items]
                yield _own(number, domain.id), reduce(add, parts) if parts else nw.lit(0, nw.Int32)

    def total(self) -> Iterator[tuple[str, nw.Expr]]:
        """Add up the domains."""
        for number in NUMBERS:
            yield _own(number, "total"), reduce(add, [_col(number, domain.id) for domain in self.instrument.domains])

    def statuses(self) -> Iterator[tuple[str, nw.Expr]]:
        """Say of the total and every domain whether it has a number."""
        yield _own("status", "total"), self._status("total", [])
        for domain in self.instrument.domains:
            yield _own("status", domain.id), self._status(domain.id, domain.needs)

    def results(self) -> Iterator[tuple[str, nw.Expr]]:
        """Give the columns of the result."""
        yield "problem", nw.col("problem")
        yield "answered", _col("known", "total")
        for name in ("total", *self.instrument.domain):
            status, possible = _col("status", name), _col("possible", name)
            yield f"{name}_status", status
            yield f"{name}_possible", possible
            for end in ("low", "high"):
                points = _col(end, name)
                yield f"{name}_points_{end}", nw.when(status == "scored").then(points)
                yield f"{name}_percent_{end}", _percent(status, points, possible)
                yield f"{name}_band_{end}", self._band(name, status, points, possible)

    def _has(self, condition: str) -> nw.Expr:
        if not self.columns.has_conditions:
            return nw.lit(value=False)
        return nw.col(CONDITIONS).str.contains(f" {condition} ", literal=True)

    def _left_out_by(self, item: Item) -> Iterator[nw.Expr]:
        """Give the conditions that leave an item out, by its own name or its domain's."""
        for condition in self.instrument.condition.values():
            if {item.id, item.domain} & {*condition.not_applicable}:
                yield _col("has", condition.id)

    def _is_settled(self, item: Item) -> nw.Expr:
        """Say whether another answer makes the item needless, whether or not that other one counts."""
        settled = nw.lit(value=False)
        for other, options in item.asked_unless.items():
            places = [place for place, o in enumerate(self.instrument.items[other].options) if o.id in options]
            for place in places:
                settled |= _col("code", other) == place
        return settled

    def _status(self, name: str, needs: Iterable[str]) -> nw.Expr:
        known, applicable = _col("known", name), _col("applicable", name)
        enough = (known > 0) & (known.cast(nw.Float64) >= applicable.cast(nw.Float64) * self.instrument.no_number_under)
        asks = any(self.instrument.items[item].domain == name or name == "total" for item in self.asked)
        lacks = [_col("has", condition) for condition in self.stops]
        lacks += [~_col("applies", item) for item in needs]
        lacks += [applicable == 0] if asks else []
        chain = nw.when(reduce(or_, lacks, nw.lit(value=False))).then(nw.lit("not_for_you"))
        return chain.when(enough).then(nw.lit("scored")).otherwise(nw.lit("not_enough_answers"))

    def _band(self, name: str, status: nw.Expr, points: nw.Expr, possible: nw.Expr) -> nw.Expr:
        """Name the band, decided on whole numbers; bands of points hold only for everything at once."""
        bands = self.instrument.bands
        edges = sorted(bands.edges, key=lambda band: band.at_least, reverse=True)
        if bands.of == "percent":
            has_none = status != "scored"
            reached = [100 * points >= band.at_least * possible for band in edges]
        elif name == "total":
            everything = sum(item.most for item in self.instrument.items.values())
            has_none = (status != "scored") | (possible != everything)
            reached = [points >= band.at_least for band in edges]
        else:
            return nw.lit(None, nw.String)
        chain = nw.when(has_none).then(nw.lit(None, nw.String))
        for band, is_reached in zip(edges, reached, strict=True):
            chain = chain.when(is_reached).then(nw.lit(band.id))
        return chain

    def _problem(self) -> nw.Expr:
        """Join all that is wrong with a row; null where nothing is."""
        items = [self.instrument.items[name] for name in self.columns.items]
        pieces = [problem_of(item, self.kinds[item.id], _col("code", item.id)) for item in items]
        wrong = [_col("code", item.id) < LEFT_OUT for item in items]
        if self.columns.has_conditions:
            for is_wrong, what in self._wrong_conditions():
                pieces.append(nw.concat_str(nw.lit(f"conditions {what}:"), shown(is_wrong, nw.col(CONDITIONS))))
                wrong.append(is_wrong)
        return nw.when(reduce(or_, wrong)).then(nw.concat_str(*pieces, separator="; ", ignore_nulls=True))

    def _wrong_conditions(self) -> Iterator[tuple[nw.Expr, str]]:
        """Say which rows name a condition that is not there, and which name two age groups."""
        known = "|".join(self.instrument.condition)
        pattern = f"^ *(?:(?:{known}) +)*$" if known else "^ *$"
        yield ~nw.col(CONDITIONS).str.contains(pattern), "not known"
        ages = [_col("has", age).cast(nw.Int8) for age in sorted(self.instrument.ages)]
        if ages:
            yield reduce(add, ages) > 1, "hold two age groups"


def _points(item: Item, code: nw.Expr, settled: nw.Expr) -> nw.Expr:
    """Give the points of the option, or the fewest of the item where it is not known."""
    chain = nw.when(settled).then(_whole(item.points(item.options[0])))
    for place, option in enumerate(item.options):
        if item.points(option) != item.least:
            chain = chain.when(code == place).then(_whole(item.points(option)))
    return chain.otherwise(_whole(item.least))


def _part(item: Item, number: str) -> nw.Expr:
    """Give what an item adds to a sum; what does not apply adds nothing."""
    applies, known, points = _col("applies", item.id), _col("known", item.id), _col("points", item.id)
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


def _percent(status: nw.Expr, points: nw.Expr, possible: nw.Expr) -> nw.Expr:
    """Give the percentage; some engines divide even where the answer is thrown away, so never by 0."""
    divisor = nw.when(possible == 0).then(_whole(1)).otherwise(possible).cast(nw.Float64)
    return nw.when((status == "scored") & (possible != 0)).then(100 * points.cast(nw.Float64) / divisor)


def _own(kind: str, name: str) -> str:
    return f"{OWN}{kind}__{name}"


def _col(kind: str, name: str) -> nw.Expr:
    return nw.col(_own(kind, name))


def _whole(number: int) -> nw.Expr:
    return nw.lit(number, nw.Int32)
