"""A codebook: what the values of a table's columns mean, as a CSV of column, value and option."""

import csv
from io import StringIO
from pathlib import Path

from gutbone.base.errors import GutboneError
from gutbone.base.files import read_bytes
from gutbone.exchange.table_kinds import dialect_of

NAMES = ("column", "value", "option")


def read_codebook(path: Path) -> dict[str, dict[str, str]]:
    """Read a codebook; the data dictionary is one too. Rows without a value are passed over.

    Raises GutboneError (exit code 2) for what is none.
    """
    content, where = read_bytes(path, str(path)), str(path)
    dialect = dialect_of(content, NAMES)
    try:
        text = content[dialect.skipped :].decode()
        rows = list(csv.DictReader(StringIO(text, newline=""), delimiter=dialect.separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise GutboneError("TABLE_018", "this is no codebook.", "Save it as CSV in UTF-8.", where) from None
    book: dict[str, dict[str, str]] = {}
    for row in rows:
        if not {*NAMES} <= row.keys() or any(row[name] is None for name in NAMES):
            raise GutboneError("TABLE_018", "this is no codebook.", "Name its columns column, value and option.", where)
        column, value, option = (row[name].removeprefix("'").strip() for name in NAMES)
        if value and book.setdefault(column, {}).setdefault(value, option) != option:
            what = f"the value {value} of {column} means two things."
            raise GutboneError("TABLE_018", what, "Remove one of the rows.", where)
    if not rows:
        raise GutboneError("TABLE_018", "this codebook is empty.", "Name its columns column, value and option.", where)
    return book
