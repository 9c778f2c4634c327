"""One answer to one question: an option's id, an amount, or nothing known."""

import re
from decimal import Decimal
from typing import Any

from gutbone.base.errors import GutboneError, check_known
from gutbone.base.text import shown
from gutbone.rules.amount import written
from gutbone.rules.item import Item

# A plain decimal number, however many digits a program writes; an exponent only where it makes small numbers.
PLAIN_NUMBER = r"^-?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE]-[0-9]{1,3})?$"


def read_one(value: Any, item: Item) -> str | None:
    """Give the option that an answer stands for: an option's id, an amount in the item's unit, or null.

    Where a number is the answer, it is that number as text.

    Raises GutboneError (exit code 2) when it is none of these.
    """
    if value is None:
        return None
    if item.amount:
        return _amount(value, item)
    options = f"Use one of: {', '.join(item.by_id)}."
    if isinstance(value, str):
        number = value.replace(",", ".")
        if item.unit and value not in item.by_id and re.fullmatch(PLAIN_NUMBER, number):
            fix = f"Write {Decimal(number):f} without quotes for {item.unit}, or an option's id."
            raise GutboneError("ANSWERS_014", f"{value} is text here.", fix)
        return check_known(value, item.by_id, f"option of {item.id}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GutboneError("ANSWERS_004", f"this is no answer to {item.id}.", options)
    if not item.unit:
        raise GutboneError("ANSWERS_005", f"{item.id} takes no amount.", options)
    _check_range(value, item)
    return item.option_at(value).id


def _amount(value: Any, item: Item) -> str:
    """Read the number that a question takes for its answer; as text too, which can mean nothing else here."""
    number = value.strip().replace(",", ".") if isinstance(value, str) else value
    if isinstance(number, str) and re.fullmatch(PLAIN_NUMBER, number):
        number = float(number)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise GutboneError("ANSWERS_015", f"{shown(value)} is no answer to {item.id}.", f"Use {range_of(item)}.")
    _check_range(number, item)
    if item.amount and not item.amount.is_fine_enough(number):
        raise GutboneError("ANSWERS_016", f"{number} is too exact for {item.id}.", f"Use {range_of(item)}.")
    return written(number)


def _check_range(value: float, item: Item) -> None:
    """Refuse a number beyond what a question takes."""
    most = float("inf") if item.at_most is None else item.at_most
    if not item.smallest <= value <= most or value == float("inf"):
        raise GutboneError("ANSWERS_006", f"{value:g} is out of range for {item.id}.", f"Use {range_of(item)}.")


def range_of(item: Item) -> str:
    """Say which numbers a question takes."""
    limit = "of 0 or more" if item.at_most is None else f"from {item.smallest:g} to {item.at_most:g}"
    decimals = item.amount.decimals if item.amount else None
    kind = {None: "", 0: ", a whole number", 1: ", with 1 decimal at most"}.get(
        decimals, f", with {decimals} decimals at most"
    )
    return f"{item.unit}, {limit}{kind}"


def read_cell(text: str) -> str | float | None:
    """Read a cell of a table of answers: nothing is unknown, a plain decimal number is an amount."""
    return float(text) if re.fullmatch(PLAIN_NUMBER, text) else text or None
