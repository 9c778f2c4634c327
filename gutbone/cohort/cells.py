"""The cells of whole columns, read by Polars as ``gutbone.answers.cells`` reads each of them."""

from collections.abc import Callable, Container, Mapping
from functools import lru_cache, partial
from typing import Any

import polars as pl

from gutbone.answers.cells import (
    AMOUNT,
    COULD_BE_CODE,
    NOT_KNOWN,
    OUT_OF_RANGE,
    SPECIAL,
    SPECIAL_CODES,
    UNKNOWN,
    UNSETTLED,
    ItemCells,
)
from gutbone.answers.one import PLAIN_NUMBER
from gutbone.base.errors import GutboneError
from gutbone.base.speech import said

# Control and direction characters, and the mark between problems.
UNSAFE = "[\\x00-\\x1f\\x7f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff;]"
MOST_SHOWN = 40
MOST_REMEMBERED = 10_000
TOO_FINE = 1e-6  # of the last decimal that may be said
NARROW = (pl.Float32, getattr(pl, "Float16", pl.Float32))
WRONG = {NOT_KNOWN: "not known", OUT_OF_RANGE: "out of range", UNSETTLED: "may be an amount or a code"}


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
        return pl.col(name).map_batches(_texts_of_objects, return_dtype=pl.String, is_elementwise=True)
    text = pl.col(name).cast(pl.String)
    return text.str.strip_suffix(".0") if kind.is_float() else text


def code_of(cells: ItemCells, name: str, kind: Any) -> pl.Expr:
    """Read a column of an item to codes."""
    if is_text(kind):
        number = _code_of_number(pl.col("n"), cells, pl.Float64())  # made once, and not for every piece
        return mapped(as_text(name, kind), partial(_codes_of_texts, cells, number), pl.Int8)
    return _code_of_number(pl.col(name), cells, kind if kind in NARROW else pl.Float64())


def amount_of(cells: ItemCells, name: str, kind: Any) -> pl.Expr:
    """Read a column to the numbers that stand in it; null where there is none."""
    if not is_text(kind):
        return pl.col(name).cast(pl.Float64)
    text = as_text(name, kind).str.strip_chars().str.strip_prefix("'")  # a spreadsheet's mark of text
    plain = text.str.replace(",", ".", literal=True) if cells.reading.decimal_comma else text
    return pl.when(plain.str.contains(PLAIN_NUMBER)).then(plain).cast(pl.Float64, strict=False)


def mapped(text: pl.Expr, read: Callable[[pl.Series], pl.Series], kind: Any) -> pl.Expr:
    """Read texts by a function of whole columns."""
    return text.map_batches(read, return_dtype=kind, is_elementwise=True)


def by_value(text: pl.Expr, read: Callable[[str], Any], kind: Any) -> pl.Expr:
    """Read texts by a function of one, called once for each that is different."""
    read = lru_cache(MOST_REMEMBERED)(read)  # the next piece mostly holds the same ones

    def whole(column: pl.Series) -> pl.Series:
        if column.is_empty():
            return pl.Series(dtype=kind)
        different = column.fill_null("").unique()
        meant = pl.Series([read(text) for text in different], dtype=kind)
        return column.fill_null("").replace_strict(different, meant, return_dtype=kind)

    return mapped(text, whole, kind)


def problem_of(name: str, column: str, kind: Any, code: pl.Expr) -> pl.Expr:
    """Say what is wrong with a cell and what stands there; null where nothing is wrong."""
    what: Any = pl
    for number, words in WRONG.items():
        what = what.when(code == number).then(pl.lit(f"{name} {said(words)}: "))
    return pl.concat_str(what, shown(code <= NOT_KNOWN, as_text(column, kind)))


def shown(is_wrong: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Show what stands in a wrong cell, short and safe to print."""
    return pl.when(is_wrong).then(text).str.head(MOST_SHOWN).str.replace_all(UNSAFE, "?")


def _codes_of_texts(cells: ItemCells, amount: pl.Expr, column: pl.Series) -> pl.Series:
    """Read texts: what is known word for word at once, then numbers, and what is left one by one."""
    ids = () if cells.item.amount else cells.item.by_id
    words = {**{option: place for place, option in enumerate(ids)}, **cells.marks}
    place = column.cast(pl.Enum([*words]), strict=False).to_physical()  # more than twice as fast as to replace
    codes = pl.Series([*words.values()], dtype=pl.Int8).gather(place)
    if len(left := (codes.is_null() & column.is_not_null()).arg_true()):
        codes = codes.scatter(left, _codes_of_others(cells, amount, column.gather(left)))
    return codes.fill_null(UNKNOWN)


def _codes_of_others(cells: ItemCells, amount: pl.Expr, texts: pl.Series) -> pl.Series:
    plain = texts.str.replace(",", ".", literal=True) if cells.reading.decimal_comma else texts
    number = plain.set(~plain.str.contains(PLAIN_NUMBER), None).cast(pl.Float64)
    codes = number.to_frame("n").select(amount).to_series()
    if len(left := number.is_null().arg_true()):
        others = texts.gather(left)
        known = {text: cells.code(text) for text in others.unique()}
        codes = codes.scatter(left, others.replace_strict(known, return_dtype=pl.Int8))
    return codes


def _code_of_number(value: pl.Expr, cells: ItemCells, kind: Any) -> pl.Expr:
    """Read numbers; narrow ones are held against edges as narrow as they are."""
    value, small = value.cast(kind), partial(pl.lit, dtype=pl.Int8)
    chain: Any = pl.when(value.is_null() | value.is_nan()).then(small(UNKNOWN))
    for number, code in cells.numbers.items():
        chain = chain.when(value == pl.lit(number, kind)).then(small(code))
    if not cells.takes_amounts:
        coded: pl.Expr = chain.otherwise(small(NOT_KNOWN))
        return coded
    if cells.item.amount:
        fine = value * 10**cells.item.amount.decimals
        chain = chain.when((fine - fine.round()).abs() > TOO_FINE).then(small(OUT_OF_RANGE))
    chain = chain.when((value < cells.least) | (value > pl.lit(cells.most, kind)) | value.is_infinite()).then(
        small(OUT_OF_RANGE)
    )
    place: Any = pl
    for edge, number in sorted(zip(cells.edges, cells.places, strict=True), reverse=True):
        place = place.when(value >= pl.lit(edge, kind)).then(small(number))
    if cells.reading.numbers != "amounts" and not cells.item.amount:
        could_be_code = (value == value.floor()) & (value <= len(cells.item.options))
        is_special = value.is_in(pl.Series(SPECIAL_CODES).cast(kind).implode())
        mark = pl.when(could_be_code).then(small(COULD_BE_CODE)).when(is_special).then(small(SPECIAL))
        place = place.otherwise(small(0)) + mark.otherwise(small(AMOUNT))
    whole: pl.Expr = chain.otherwise(place)
    return whole


def _texts_of_objects(column: pl.Series) -> pl.Series:
    return pl.Series(column.name, [text_of(value) for value in column], dtype=pl.String)


def text_of(value: Any) -> str | None:
    """Write what stands in a cell of mixed objects: nothing, a text, or a number in full."""
    if value is None or value != value:  # noqa: PLR0124  no number is not itself
        return None
    if isinstance(value, bool | list | tuple | dict | set):
        raise GutboneError("TABLE_006", f"a cell holds {value}.", "Make the column text or numbers.")
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)
