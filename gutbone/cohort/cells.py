"""What a cell says, as expressions: the place of its option, or one of the codes below.

Amounts and codes are never null, because engines differ in comparing with null. Texts are null in Polars alone, where
filling them would take time. ``nw`` is what the expressions are written with: ``polars`` itself for its own frames, and
narwhals, which speaks the same language, for those of all other engines.
"""

from collections.abc import Mapping
from typing import Any

from gutbone.answers.read import NOT_APPLICABLE
from gutbone.assess.columns import CONDITIONS, own
from gutbone.base.errors import GutboneError
from gutbone.rules.domain import Item

UNKNOWN, LEFT_OUT, NOT_KNOWN, OUT_OF_RANGE, NOT_READ = -1, -2, -3, -4, -5  # options count from 0
NO_AMOUNT = -1e30
# Digits, a point, a minus in front; so few digits that every engine reads the same number, and no exponent.
# What is none is looked for, because in some engines ``$`` also stands before the end of a line.
NO_NUMBER = r"[^-.0-9]|[-.0-9]-|\.[0-9]*\.|^-?\.?$|[0-9]{16}"
LINE_END = "[\n\r\u0085\u2028\u2029]"
# Control and direction characters, and the mark between problems.
UNSAFE = "[\\x00-\\x1f\\x7f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff;]"
MOST_SHOWN = 40


def check_kinds(kinds: Mapping[str, Any]) -> None:
    """Refuse columns of answers that hold neither text nor numbers."""
    for name, kind in kinds.items():
        is_text = type(kind).__name__ in {"String", "Categorical", "Enum", "Unknown", "Null"}
        if not is_text and not (kind.is_numeric() and name != CONDITIONS):
            fix = "Make it text." if name == CONDITIONS else "Make it text or numbers."
            raise GutboneError("TABLE_006", f"the column {name} holds {str(kind).lower()}.", fix)


def as_text(nw: Any, name: str) -> Any:
    """Give a column as text; nothing is the empty text."""
    text = nw.col(name).cast(nw.String)
    return text if is_polars(nw) and name != CONDITIONS else text.fill_null("")


def code_of_text(nw: Any, item: Item) -> Any:
    """Read a column of text: nothing, an option or n/a; what is left may be an amount."""
    text = nw.col(item.id)
    chain = nw.when(text.is_null() | (text == "")).then(small(nw, UNKNOWN))
    for place, option in enumerate(item.options):
        chain = chain.when(text == option.id).then(small(nw, place))
    chain = chain.when(text == NOT_APPLICABLE).then(small(nw, LEFT_OUT))
    return chain.otherwise(small(nw, NOT_READ if item.unit else NOT_KNOWN))


def amount_in_text(nw: Any, item: Item) -> Any:
    """Read a column of text as amounts."""
    text = nw.col(item.id)
    is_number = ~text.str.contains(NO_NUMBER)
    return nw.when(is_number).then(text).cast(nw.Float64).fill_null(NO_AMOUNT)


def code_of_amount(nw: Any, item: Item) -> Any:
    """Find the option of an amount_in_text, for what code_of_text has left."""
    code, amount = nw.col(own("code", item.id)), nw.col(own("amount", item.id))
    chain = nw.when(code != NOT_READ).then(code).when(amount == NO_AMOUNT).then(small(nw, NOT_KNOWN))
    return _by_amount(nw, chain, item, amount)


def code_of_number(nw: Any, item: Item, kind: Any) -> Any:
    """Read a column of amounts; no number (NaN) is unknown, as an empty cell is."""
    amount = nw.col(item.id).cast(nw.Float64)
    missing = amount.is_null() | amount.is_nan() if kind.is_float() else amount.is_null()
    chain = nw.when(missing).then(small(nw, UNKNOWN))
    return _by_amount(nw, chain, item, amount) if item.unit else chain.otherwise(small(nw, NOT_KNOWN))


def problem_of(nw: Any, item: Item, kind: Any) -> Any:
    """Say what is wrong with a cell and what stands there; null where nothing is wrong."""
    code, cell = nw.col(own("code", item.id)), nw.col(item.id)
    what = nw.when(code == NOT_KNOWN).then(nw.lit(f"{item.id} not known: "))
    what = what.when(code == OUT_OF_RANGE).then(nw.lit(f"{item.id} out of range: "))
    return nw.concat_str(what, _number_shown(nw, item) if kind.is_numeric() else shown(nw, code <= NOT_KNOWN, cell))


def shown(nw: Any, is_wrong: Any, text: Any) -> Any:
    """Show what stands in a wrong cell, short and safe to print."""
    return nw.when(is_wrong).then(text).str.head(MOST_SHOWN).str.replace_all(UNSAFE, "?")


def small(nw: Any, number: int) -> Any:
    """Give a small whole number as an expression."""
    return nw.lit(number, nw.Int8)


def is_polars(nw: Any) -> bool:
    """Say whether expressions are Polars' own."""
    return str(nw.__name__) == "polars"


def _by_amount(nw: Any, chain: Any, item: Item, amount: Any) -> Any:
    """Find the option with the highest edge that an amount reaches."""
    is_above = amount == float("inf") if item.at_most is None else amount > item.at_most
    chain = chain.when(is_above).then(small(nw, OUT_OF_RANGE))
    edges = {option.at_least: place for place, option in enumerate(item.options) if option.at_least is not None}
    for edge in sorted(edges, reverse=True):
        chain = chain.when(amount >= edge).then(small(nw, edges[edge]))
    return chain.otherwise(small(nw, OUT_OF_RANGE))


def _number_shown(nw: Any, item: Item) -> Any:
    """Say on which side a number is out; engines write the number itself in different ways."""
    above = "no end" if item.at_most is None else f"over {item.at_most:g}"
    under = nw.when(nw.col(item.id) < 0).then(nw.lit("under 0"))
    return under.otherwise(nw.lit(above)) if item.unit else nw.lit("a number")
