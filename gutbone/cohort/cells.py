"""The cells of whole columns, read as ``gutbone.answers.cells`` reads each of them.

Most of what stands in a table stands there many times: of texts, each that is different is read once. What a number
means changes at a few numbers alone: it is looked up between them.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import lru_cache, partial, reduce
from operator import or_
from typing import Any

import polars as pl

from gutbone.answers.cells import (
    AMOUNT,
    COULD_BE_CODE,
    LEFT_OUT,
    MARKED,
    NOT_KNOWN,
    OUT_OF_RANGE,
    UNKNOWN,
    UNSETTLED,
    ItemCells,
    NotConditions,
    Settling,
    beside,
    read_conditions,
    settled,
    ticked,
)
from gutbone.answers.one import PLAIN_NUMBER
from gutbone.answers.responses import Reading
from gutbone.assess.columns import CONDITIONS, Columns, own
from gutbone.base.errors import GutboneError
from gutbone.base.messages import said
from gutbone.rules.instrument import Instrument

# Control and direction characters, and the mark between problems.
UNSAFE = "[\\x00-\\x1f\\x7f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff;]"
MOST_SHOWN = 40
MANY, MOST_REMEMBERED = 2_000, 10_000  # texts
NARROW = (pl.Float32, getattr(pl, "Float16", pl.Float32))
WRONG = {NOT_KNOWN: "not known", OUT_OF_RANGE: "out of range", UNSETTLED: "may be an amount or a code"}
WRONG_IDS = {-1: "not known", -2: "hold two age groups"}  # beside sets of conditions, which are bits
CODES = (*range(128), *range(-128, 0))  # as a list is looked up by them: those below 0 count from its end
Sets = Sequence[tuple[str, ...]]


class Reader:
    """Reads a table with certain columns: to a code for each item, to conditions, and to what is wrong with a row.

    Conditions become bits, one for each of ``sets`` of them that holds any of a person's.
    """

    def __init__(
        self, instrument: Instrument, columns: Columns, schema: Mapping[str, Any], reading: Reading, sets: Sets
    ) -> None:
        self.instrument, self.columns, self.schema = instrument, columns, schema
        self.reading, self.sets = reading, sets
        self.cells = {name: ItemCells(instrument.items[name], reading) for name in columns.items}
        self.remembered = {name: lru_cache(MOST_REMEMBERED)(cells.code) for name, cells in self.cells.items()}
        self.has_conditions = columns.has_conditions or bool(columns.boxes)
        self.problem = pl.concat_str(self._problems(), separator="; ", ignore_nulls=True)

    def lazily(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Read what is lazy, piece by piece; then nobody can wait to see what whole numbers are."""
        for name in (name for name in self.columns.taken if self.schema[name] == pl.Object):  # Polars keeps it apart
            raise GutboneError("TABLE_006", f"the column {name} holds objects.", "Make it text or numbers.")
        kinds = self.read(pl.DataFrame(schema=self.schema)).schema
        read = pl.struct(self.columns.taken).map_batches(
            lambda piece: self.read(piece.struct.unnest()).to_struct(),
            return_dtype=pl.Struct(kinds),
            is_elementwise=True,
        )
        return frame.with_columns(read.struct.unnest())

    def read(self, frame: pl.DataFrame, settling: Settling | None = None) -> pl.DataFrame:
        """Read a piece; what its whole numbers could be besides amounts is for ``settling``."""
        taken = frame.select(self._taken(name) for name in self.columns.taken)
        read = {own("code", n): by_value(taken[c], self._read(n, settling)) for n, c in self.columns.items.items()}
        wrong = [codes < LEFT_OUT for codes in read.values()]
        for name in (name for name, cells in self.cells.items() if cells.item.amount):
            column = taken[self.columns.items[name]]
            read[own("amount", name)] = by_value(column, partial(numbers_in, self.cells[name]))
        if self.has_conditions:
            taken = taken.with_columns(self._conditions(taken))
            read[own("held", CONDITIONS)] = by_value(taken[own("text", CONDITIONS)], each(self._bits, pl.Int64))
            wrong.append(read[own("held", CONDITIONS)] < 0)
        rows = reduce(or_, wrong)
        found = taken.with_columns(**read).filter(rows).select(self.problem).to_series()
        problem = pl.Series([None], dtype=pl.String).new_from_index(0, len(frame)).scatter(rows.arg_true(), found)
        return pl.DataFrame({**read, "problem": problem})

    def _taken(self, column: str) -> pl.Expr:
        """Take a column as text; only answers that are numbers stay numbers."""
        kind = self.schema[column]
        stays = column in self.columns.items.values() and not is_text(kind)
        return pl.col(column) if stays else as_text(column, kind)

    def _read(self, name: str, settling: Settling | None) -> Callable[[pl.Series], pl.Series]:
        """Make the function that reads values in the column of an item to codes, and settles what they are."""

        def read(values: pl.Series) -> pl.Series:
            codes = self._codes(name, values)
            if settling is None:
                return UNWAITED.gather(codes)
            marks = values.filter(codes == MARKED).str.strip_chars() if codes.min() == MARKED else ()  # none is lower
            settling.add(self.columns.items[name], codes.unique(), marks)
            return SETTLED.gather(codes)

        return read

    def _codes(self, name: str, values: pl.Series) -> pl.Series:
        """Read numbers, or texts: many numbers in them at once, all else one by one, as the last piece had most of it."""
        cells, one_by_one = self.cells[name], each(self.remembered[name], pl.Int8)
        if values.dtype != pl.String:
            return codes_of_numbers(cells, values)
        if len(values) < MANY:
            return one_by_one(values)
        numbers = numbers_in(cells, values).set(unmarked_in(values).is_in([*cells.marks]), None)
        left = numbers.is_null().arg_true()
        return codes_of_numbers(cells, numbers).scatter(left, one_by_one(values.gather(left)))

    def _conditions(self, texts: pl.DataFrame) -> pl.Series:
        """Give the conditions of each person as a list in text, from one column or from a box for each."""
        lists = [texts[self.columns.conditions]] if self.columns.has_conditions else []
        for column, box in self.columns.boxes.items():
            named = self.reading.codebook.get(CONDITIONS, {}).get(box, box)
            read = partial(ticked, id=named, book=self.reading.codebook.get(column, {}))
            lists.append(by_value(texts[column], each(read, pl.String)))
        joined = pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).str.strip_chars(" ")
        return pl.DataFrame(lists).select(joined.alias(own("text", CONDITIONS))).to_series()

    def _bits(self, text: str) -> int:
        """Read a list of conditions; a cell that is wrong counts as not asked."""
        try:
            held = read_conditions(text, self.instrument, self.reading) or frozenset()
        except NotConditions as problem:
            return next(code for code, words in WRONG_IDS.items() if words == str(problem))
        return sum(1 << place for place, ids in enumerate(self.sets) if held & {*ids})

    def _problems(self) -> Iterator[pl.Expr]:
        """Say what is wrong with each cell of a row, and what stands there; null where nothing is wrong."""
        of = [(n, own("code", n), WRONG, as_text(c, self.schema[c])) for n, c in self.columns.items.items()]
        conditions = (CONDITIONS, own("held", CONDITIONS), WRONG_IDS, pl.col(own("text", CONDITIONS)))
        for name, code, wrong, text in [*of, *([conditions] if self.has_conditions else [])]:
            what: Any = pl
            for number, words in wrong.items():
                what = what.when(pl.col(code) == number).then(pl.lit(f"{name} {said(words)}: "))
            yield pl.concat_str(what, text.str.head(MOST_SHOWN).str.replace_all(UNSAFE, "?"))


def is_text(kind: Any) -> bool:
    """Say whether a column is read as text: text itself, a column of nothing, and one of mixed objects."""
    return kind in {pl.String, pl.Null, pl.Object} or isinstance(kind, pl.Categorical | pl.Enum)


def check_kinds(kinds: Mapping[str, Any], items: Container[str], where: str) -> None:
    """Refuse columns of answers that hold neither text nor numbers, and boxes that hold lists."""
    for name, kind in kinds.items():
        if kind.is_nested() or (name in items and not is_text(kind) and not kind.is_numeric()):
            what = f"the column {name} holds {str(kind).lower().partition('(')[0]}."
            raise GutboneError("TABLE_006", what, "Make it text or numbers.", where)


def as_text(name: str, kind: Any) -> pl.Expr:
    """Give a column as text; of objects each as Python writes it."""
    if kind == pl.Object:
        return pl.col(name).map_batches(each(written, pl.String), return_dtype=pl.String, is_elementwise=True)
    text = pl.col(name).cast(pl.String)
    return text.str.strip_suffix(".0") if kind.is_float() else text


def by_value(texts: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Read by a function of columns, which is given each different text once; nothing is the empty text."""
    if texts.dtype != pl.String:
        return read(texts)
    if texts.head(MANY).n_unique() > MANY // 2:  # to look for the same ones would take longer than to read all
        return read(texts.fill_null(""))
    numbered = texts.cast(pl.Categorical(pl.Categories.random()))  # from 0, of this piece alone, and then let go of
    place = numbered.to_physical()
    count = 0 if place.null_count() == len(place) else int(place.max()) + 1  # type: ignore[arg-type]  # whole
    numbers = pl.int_range(count, dtype=pl.UInt32, eager=True)
    different = pl.concat([numbers.cat.to(numbered.dtype).cast(pl.String), pl.Series([""])])
    return read(different).gather(place.fill_null(count)).alias(texts.name)


def each(read: Callable[[Any], Any], kind: Any) -> Callable[[pl.Series], pl.Series]:
    """Make a function of columns out of one of cells."""
    return lambda column: pl.Series(column.name, [read(cell) for cell in column], dtype=kind)


def numbers_in(cells: ItemCells, texts: pl.Series) -> pl.Series:
    """Give the numbers that stand in texts, or are there already; null where there is none.

    Narrow ones are as near as they can be to the decimals that may be said.
    """
    if texts.dtype != pl.String:
        value, amount = texts.cast(pl.Float64).fill_nan(None), cells.item.amount
        return value.round(amount.decimals) if amount and texts.dtype in NARROW else value
    text = unmarked_in(texts)
    plain = text.str.replace(",", ".", literal=True) if cells.reading.decimal_comma else text
    return plain.set(~plain.str.contains(PLAIN_NUMBER), None).cast(pl.Float64)


def codes_of_numbers(cells: ItemCells, column: pl.Series) -> pl.Series:
    """Read numbers; narrow ones are held against edges as narrow as they are."""
    kind, value = column.dtype, column.cast(pl.Float64).fill_nan(None)
    edges = beside(pl.Series(cells.turns, dtype=kind).cast(pl.Float64)) if kind in NARROW else cells.edges
    place = pl.Series(edges).search_sorted(value, "right")
    codes = pl.Series(cells.meanings, dtype=pl.Int8).gather(place)
    if cells.item.amount:
        sayable = value.round(cells.item.amount.decimals)
        sayable = sayable.cast(kind).cast(pl.Float64) if kind in NARROW else sayable
        codes = codes.set((codes >= 0) & (sayable != value), OUT_OF_RANGE)
    return codes.set(value.is_null(), UNKNOWN)


def unmarked_in(texts: pl.Series) -> pl.Series:
    """Take off blanks, and the mark that spreadsheets put before text."""
    return texts.str.strip_chars().str.strip_prefix("'")


def text_of(value: Any) -> str | None:
    """Write what stands in a cell of mixed objects, or refuse the table for what is neither text nor a number."""
    if isinstance(value, bool | list | tuple | dict | set):
        raise GutboneError("TABLE_006", f"a cell holds {value}.", "Make the column text or numbers.")
    return written(value)


def written(value: Any) -> str | None:
    """Write what stands in a cell of mixed objects: nothing, a text, or a number in full."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124  no number is not itself
        return None
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


SETTLED = pl.Series([settled(code) for code in CODES], dtype=pl.Int8)
# Of numbers that nobody can wait for, those that could be codes are problems.
UNWAITED = pl.Series([UNSETTLED if COULD_BE_CODE <= c < AMOUNT else settled(c) for c in CODES], dtype=pl.Int8)
