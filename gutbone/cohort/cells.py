"""The cells of whole columns, read as ``gutbone.answers.cells`` reads each of them.

Most of what stands in a table stands there many times: of texts, each that is different is read once. What a number
means changes at a few numbers alone: it is looked up between them.
"""

from collections.abc import Callable, Container, Mapping, Sequence
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
    PLAIN_NUMBER,
    UNKNOWN,
    UNSETTLED,
    ItemCells,
    NotConditions,
    Reading,
    Settling,
    read_conditions,
    settled,
    ticked,
)
from gutbone.assess.columns import CONDITIONS, Columns, own
from gutbone.base.errors import GutboneError
from gutbone.base.speech import said
from gutbone.rules.instrument import Instrument

# Control and direction characters, and the mark between problems.
UNSAFE = "[\\x00-\\x1f\\x7f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff;]"
MOST_SHOWN = 40
MANY, MOST_REMEMBERED = 2_000, 10_000  # texts
TOO_FINE = 1e-6  # of the last decimal that may be said
NARROW = (pl.Float32, getattr(pl, "Float16", pl.Float32))
WRONG = {NOT_KNOWN: "not known", OUT_OF_RANGE: "out of range", UNSETTLED: "may be an amount or a code"}
WRONG_IDS = {-1: "not known", -2: "hold two age groups"}  # beside sets of conditions, which are bits
CODES = (*range(128), *range(-128, 0))  # as a list is looked up by them: those below 0 count from its end


class Reader:
    """Reads a table with certain columns: to a code for each item, to conditions, and to what is wrong with a row.

    Conditions become bits, one for each of ``sets`` of them that holds any of a person's.
    """

    def __init__(
        self,
        instrument: Instrument,
        columns: Columns,
        schema: Mapping[str, Any],
        reading: Reading,
        sets: Sequence[tuple[str, ...]],
    ) -> None:
        self.instrument, self.columns, self.schema = instrument, columns, schema
        self.reading, self.sets = reading, sets
        self.cells = {name: ItemCells(instrument.items[name], reading) for name in columns.items}
        self.remembered = {name: lru_cache(MOST_REMEMBERED)(cells.code) for name, cells in self.cells.items()}
        self.amounts = [name for name in columns.items if instrument.items[name].amount]
        self.has_conditions = columns.has_conditions or bool(columns.boxes)
        self.problem = pl.concat_str(self._problems(), separator="; ", ignore_nulls=True)

    def lazily(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Read what is lazy, piece by piece; then nobody can wait to see what whole numbers are."""
        kinds: dict[str, Any] = {own("code", name): pl.Int8 for name in self.cells}
        kinds |= {own("amount", name): pl.Float64 for name in self.amounts}
        kinds |= {own("held", CONDITIONS): pl.Int64} if self.has_conditions else {}
        read = pl.struct(self.columns.taken).map_batches(
            lambda piece: self.read(piece.struct.unnest()).to_struct(),
            return_dtype=pl.Struct({**kinds, "problem": pl.String}),
            is_elementwise=True,
        )
        return frame.with_columns(read.struct.unnest())

    def read(self, frame: pl.DataFrame, settling: Settling | None = None) -> pl.DataFrame:
        """Read a piece; what its whole numbers could be besides amounts is for ``settling``."""
        texts = frame.select(as_text(name, self.schema[name]) for name in self.columns.taken)
        read = {own("code", name): self._codes(name, frame, texts, settling) for name in self.cells}
        wrong = [codes < LEFT_OUT for codes in read.values()]
        for name in self.amounts:
            column, parsed = self.columns.items[name], partial(numbers_in, self.cells[name])
            is_read = is_text(self.schema[column])
            read[own("amount", name)] = by_value(texts[column], parsed) if is_read else frame[column].cast(pl.Float64)
        if self.has_conditions:
            texts = texts.with_columns(self._conditions(texts))
            held = by_value(texts[own("text", CONDITIONS)], each(self._bits, pl.Int64))
            wrong.append(held < 0)
            read[own("held", CONDITIONS)] = held
        rows = reduce(or_, wrong)
        found = texts.with_columns(**read).filter(rows).select(self.problem).to_series()
        problem = pl.Series([None], dtype=pl.String).new_from_index(0, len(frame)).scatter(rows.arg_true(), found)
        return pl.DataFrame({**read, "problem": problem})

    def _codes(self, name: str, frame: pl.DataFrame, texts: pl.DataFrame, settling: Settling | None) -> pl.Series:
        """Read the column of an item to codes without marks."""
        cells, column = self.cells[name], self.columns.items[name]
        has_texts = is_text(self.schema[column])

        def read(values: pl.Series) -> pl.Series:
            codes = self._codes_of_texts(name, values) if has_texts else codes_of_numbers(cells, values)
            if settling is None:
                return UNWAITED.gather(codes)
            marks = values.filter(codes == MARKED).str.strip_chars() if codes.min() == MARKED else ()  # none is lower
            settling.add(column, codes.unique(), marks)
            return SETTLED.gather(codes)

        return by_value(texts[column], read) if has_texts else read(frame[column])

    def _codes_of_texts(self, name: str, texts: pl.Series) -> pl.Series:
        """Read texts: many numbers at once, all else one by one; the next piece mostly holds the same ones."""
        cells, one_by_one = self.cells[name], each(self.remembered[name], pl.Int8)
        if len(texts) < MANY:
            return one_by_one(texts)
        numbers = numbers_in(cells, texts).set(texts.str.strip_chars().is_in([*cells.marks]), None)
        left = numbers.is_null().arg_true()
        return codes_of_numbers(cells, numbers).scatter(left, one_by_one(texts.gather(left)))

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

    def _problems(self) -> list[pl.Expr]:
        """Say what is wrong with each cell of a row, and what stands there; null where nothing is wrong."""
        of = [(name, own("code", name), WRONG, column) for name, column in self.columns.items.items()]
        if self.has_conditions:
            of.append((CONDITIONS, own("held", CONDITIONS), WRONG_IDS, own("text", CONDITIONS)))
        problems = []
        for name, code, wrong, column in of:
            what: Any = pl
            for number, words in wrong.items():
                what = what.when(pl.col(code) == number).then(pl.lit(f"{name} {said(words)}: "))
            shown = pl.col(column).str.head(MOST_SHOWN).str.replace_all(UNSAFE, "?")
            problems.append(pl.concat_str(what, shown))
        return problems


def is_text(kind: Any) -> bool:
    """Say whether a column is read as text: text itself, a column of nothing, and one of mixed objects."""
    return kind in {pl.String, pl.Null, pl.Object} or isinstance(kind, pl.Categorical | pl.Enum)


def check_kinds(kinds: Mapping[str, Any], items: Container[str], where: str) -> None:
    """Refuse columns of answers that hold neither text nor numbers, and boxes that hold lists."""
    for name, kind in kinds.items():
        if kind.is_nested() or (name in items and not is_text(kind) and not kind.is_numeric()):
            what = f"the column {name} holds {str(kind).lower()}."
            raise GutboneError("TABLE_006", what, "Make it text or numbers.", where)


def as_text(name: str, kind: Any) -> pl.Expr:
    """Give a column as text; of objects each as Python writes it."""
    if kind == pl.Object:
        return pl.col(name).map_batches(each(text_of, pl.String), return_dtype=pl.String, is_elementwise=True)
    text = pl.col(name).cast(pl.String)
    return text.str.strip_suffix(".0") if kind.is_float() else text


def by_value(texts: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Read texts by a function of columns that is given each different one once; nothing is the empty text."""
    numbered = texts.cast(pl.Categorical(pl.Categories.random()))  # from 0, of this piece alone, and then let go of
    place = numbered.to_physical()
    count = 0 if place.null_count() == len(place) else int(place.max()) + 1  # type: ignore[arg-type]  whole numbers
    numbers = pl.int_range(count, dtype=pl.UInt32, eager=True)
    different = pl.concat([numbers.cat.to(numbered.dtype).cast(pl.String), pl.Series([""])])
    return read(different).gather(place.fill_null(count))


def each(read: Callable[[Any], Any], kind: Any) -> Callable[[pl.Series], pl.Series]:
    """Make a function of columns out of one of cells."""
    return lambda column: pl.Series(column.name, [read(cell) for cell in column], dtype=kind)


def numbers_in(cells: ItemCells, texts: pl.Series) -> pl.Series:
    """Give the numbers that stand in texts; null where there is none."""
    text = texts.str.strip_chars().str.strip_prefix("'")  # a spreadsheet's mark of text
    plain = text.str.replace(",", ".", literal=True) if cells.reading.decimal_comma else text
    return plain.set(~plain.str.contains(PLAIN_NUMBER), None).cast(pl.Float64)


def codes_of_numbers(cells: ItemCells, column: pl.Series) -> pl.Series:
    """Read numbers; narrow ones are held against edges as narrow as they are."""
    kind = column.dtype if column.dtype in NARROW else pl.Float64()
    value, turns = column.cast(kind).fill_nan(None), pl.Series(cells.turns, dtype=kind)
    place = turns.search_sorted(value, "left") + turns.search_sorted(value, "right")
    codes = pl.Series(cells.meanings, dtype=pl.Int8).gather(place)
    if cells.item.amount:
        fine = value * 10**cells.item.amount.decimals
        codes = codes.set((codes >= 0) & ((fine - fine.round()).abs() > TOO_FINE), OUT_OF_RANGE)
    return codes.set(value.is_null(), UNKNOWN)


def text_of(value: Any) -> str | None:
    """Write what stands in a cell of mixed objects: nothing, a text, or a number in full."""
    if value is None or value != value:  # noqa: PLR0124  no number is not itself
        return None
    if isinstance(value, bool | list | tuple | dict | set):
        raise GutboneError("TABLE_006", f"a cell holds {value}.", "Make the column text or numbers.")
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


SETTLED = pl.Series([settled(code) for code in CODES], dtype=pl.Int8)
# Of numbers that nobody can wait for, those that could be codes are problems.
UNWAITED = pl.Series([UNSETTLED if COULD_BE_CODE <= c < AMOUNT else settled(c) for c in CODES], dtype=pl.Int8)
