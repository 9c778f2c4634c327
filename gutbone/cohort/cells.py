"""What a cell says, as expressions: the place of its option, or one of the codes below.

Texts, amounts and codes are never null: engines differ in comparing with null.
"""

from collections.abc import Mapping

import narwhals as nw
from narwhals.dtypes import DType
from narwhals.functions import Then

from gutbone.answers import NOT_APPLICABLE
from gutbone.cohort.columns import CONDITIONS, col
from gutbone.errors import GutboneError
from gutbone.rules import Item

UNKNOWN, LEFT_OUT, NOT_KNOWN, OUT_OF_RANGE = -1, -2, -3, -4  # options count from 0
NO_AMOUNT = -1e30
# Digits, a point, a minus in front; so few digits that every engine reads the same number, and no exponent.
# What is none is looked for, because in some engines ``$`` also stands before the end of a line.
NO_NUMBER = r"[^-.0-9]|[-.0-9]-|\.[0-9]*\.|^-?\.?$|[0-9]{16}"
LINE_END = "[\n\r\u0085\u2028\u2029]"
# Control and direction characters, and the mark between problems.
UNSAFE = "[\\x00-\\x1f\\x7f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff;]"
MOST_SHOWN = 40


def check_kinds(kinds: Mapping[str, DType]) -> None:
    """Refuse columns of answers that hold neither text nor numbers."""
    for name, kind in kinds.items():
        is_text = isinstance(kind, nw.String | nw.Categorical | nw.Enum | nw.Unknown)
        if not is_text and not (kind.is_numeric() and name != CONDITIONS):
            fix = "Make it text." if name == CONDITIONS else "Make it text or numbers."
            raise GutboneError("TABLE_006", f"the column {name} holds {str(kind).lower()}.", fix)


def as_text(name: str) -> nw.Expr:
    """Give a column as text; nothing is the empty text."""
    return nw.col(name).cast(nw.String).fill_null("")


def amount_in(item: Item) -> nw.Expr:
    """Give the amount that a text states, or NO_AMOUNT."""
    text = nw.col(item.id)
    return nw.when(~text.str.contains(NO_NUMBER)).then(text).cast(nw.Float64).fill_null(NO_AMOUNT)


def code_of_text(item: Item) -> nw.Expr:
    """Read a column of text: nothing, an option, n/a or an amount."""
    text = nw.col(item.id)
    chain = nw.when(text == "").then(_small(UNKNOWN))
    for place, option in enumerate(item.options):
        chain = chain.when(text == option.id).then(_small(place))
    chain = chain.when(text == NOT_APPLICABLE).then(_small(LEFT_OUT))
    if not item.unit:
        return chain.otherwise(_small(NOT_KNOWN))
    amount = col("amount", item.id)
    return _by_amount(chain.when(amount == NO_AMOUNT).then(_small(NOT_KNOWN)), item, amount)


def code_of_number(item: Item, kind: DType) -> nw.Expr:
    """Read a column of amounts; no number (NaN) is unknown, as an empty cell is."""
    amount = nw.col(item.id).cast(nw.Float64)
    missing = amount.is_null() | amount.is_nan() if kind.is_float() else amount.is_null()
    chain = nw.when(missing).then(_small(UNKNOWN))
    return _by_amount(chain, item, amount) if item.unit else chain.otherwise(_small(NOT_KNOWN))


def problem_of(item: Item, kind: DType) -> nw.Expr:
    """Say what is wrong with a cell and what stands there; null where nothing is wrong."""
    code = col("code", item.id)
    not_known, out_of_range = nw.lit(f"{item.id} not known: "), nw.lit(f"{item.id} out of range: ")
    what = nw.when(code == NOT_KNOWN).then(not_known).when(code == OUT_OF_RANGE).then(out_of_range)
    return nw.concat_str(what, _number_shown(item) if kind.is_numeric() else shown(code <= NOT_KNOWN, nw.col(item.id)))


def shown(is_wrong: nw.Expr, text: nw.Expr) -> nw.Expr:
    """Show what stands in a wrong cell, short and safe to print."""
    return nw.when(is_wrong).then(text).str.head(MOST_SHOWN).str.replace_all(UNSAFE, "?")


def _by_amount(chain: Then, item: Item, amount: nw.Expr) -> nw.Expr:
    """Find the option with the highest edge that an amount reaches."""
    is_above = amount == float("inf") if item.at_most is None else amount > item.at_most
    chain = chain.when(is_above).then(_small(OUT_OF_RANGE))
    edges = {option.at_least: place for place, option in enumerate(item.options) if option.at_least is not None}
    for edge in sorted(edges, reverse=True):
        chain = chain.when(amount >= edge).then(_small(edges[edge]))
    return chain.otherwise(_small(OUT_OF_RANGE))


def _number_shown(item: Item) -> nw.Expr:
    """Say on which side a number is out; engines write the number itself in different ways."""
    above = "no end" if item.at_most is None else f"over {item.at_most:g}"
    under = nw.when(nw.col(item.id) < 0).then(nw.lit("under 0"))
    return under.otherwise(nw.lit(above)) if item.unit else nw.lit("a number")


def _small(number: int) -> nw.Expr:
    return nw.lit(number, nw.Int8)
