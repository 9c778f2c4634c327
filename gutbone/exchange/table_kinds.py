"""What kind of table a file is, told by how it begins; and how its cells are parted where it is text."""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Container, Sequence
from typing import NamedTuple

from gutbone.base.errors import GutboneError

SEPARATORS = (",", ";", "\t", "|")
BOM = "\ufeff".encode()
QUOTED = re.compile(rb'"[^"]*"')
BLANK_LINES = re.compile(rb"(?<=\n)(?:\r?\n)+")
GZIP = b"\x1f\x8b"
NOT_WHOLE_GZIP = (EOFError, gzip.BadGzipFile, zlib.error)
ZIP, OLE, ENCRYPTED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
JSON_LINES = ".ndjson"
JSON = "JSON"
STATA = (b"<stata_dta>", *(bytes([version, order]) for version in (111, 113, 114, 115) for order in (1, 2)))
# How files begin, with the ending that goes with it: those that are read, and those that are only named.
READ = {
    b"PAR1": ".parquet",
    ZIP: ".xlsx",
    OLE: ".xls",
    b"$FL2": ".sav",
    b"$FL3": ".sav",
    **dict.fromkeys(STATA, ".dta"),
    b"HEADER RECORD*******LIB": ".xpt",
}
NAMED = {
    b"ARROW1": "an Arrow (Feather) file",
    b"FEA1": "a Feather file",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite database",
    b"RDX": "an R file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"(\xb5/\xfd": "a zstd file",
    b"\x00" * 12 + b"\xc2\xea\x81\x60": "a SAS data set (sas7bdat)",
    b"<html": "a web page",
    b"<!DOC": "a web page",
    b"<!doc": "a web page",
    b"<": "XML",
    b"{": JSON,
    b"[": JSON,
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}


class Dialect(NamedTuple):
    """How a table in text is written."""

    separator: str = ","
    skipped: int = 0
    """Bytes before the column names: a byte order mark, empty lines, and a line that names the separator."""

    @property
    def decimal_comma(self) -> bool:
        """Say whether commas can stand in numbers."""
        return self.separator != ","


def kind_of(start: bytes, where: str) -> str:
    """Give the ending that goes with how a file begins; ``.gz`` for what is packed, and ``.csv`` for text.

    Raises GutboneError (exit code 2) for a kind that cannot be read, and names it.
    """
    if start.startswith(GZIP):
        return ".gz"
    if is_json_lines(start):
        return JSON_LINES
    for begin, ending in READ.items():
        if start.startswith(begin):
            if ending == ".xls" and ENCRYPTED in start:
                raise GutboneError("TABLE_013", "this workbook is locked.", "Save it without a password.", where)
            return ending
    for begin, name in NAMED.items():
        if start.startswith(begin):
            raise unreadable(name, where)
    return ".csv"


def unreadable(name: str, where: str) -> GutboneError:
    """Make the error for a file of a kind that is not read."""
    fix = (
        "Write an object a line, or save it as CSV UTF-8."
        if name == JSON
        else "Save it as CSV UTF-8, Excel or Parquet."
    )
    return GutboneError("TABLE_013", f"this is {name}.", fix, where)


def is_json_lines(start: bytes) -> bool:
    """Say whether a file begins with a JSON object in one line, or with a line that is longer than what is known of it."""
    first, newline, _ = start.removeprefix(BOM).lstrip().partition(b"\n")
    if not first.startswith(b"{") or not newline:
        return first.startswith(b"{")
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def is_packed_table(content: bytes) -> bool:
    """Say whether this is a table that takes a library to read: a workbook, Parquet, or a statistics program's."""
    return content.startswith(tuple(READ))


def unpacked(content: bytes, where: str) -> bytes:
    """Unpack what is gzip; give back anything else."""
    try:
        return gzip.decompress(content) if content.startswith(GZIP) else content
    except NOT_WHOLE_GZIP:
        raise broken_gzip(where) from None


def broken_gzip(where: str) -> GutboneError:
    """Make the error for a packed file that ends too soon, or is damaged."""
    return GutboneError("TABLE_001", "this gzip file is broken.", "Pack it again.", where)


def dialect_of(start: bytes, known: Container[str] = ()) -> Dialect:
    """Tell how a table in text is written by its first line, which names the columns; ``known`` names say most."""
    text = start.removeprefix(BOM)
    text = text.lstrip(b"\r\n")
    first = first_line(text)
    named = first.strip('"')
    if named[:4].casefold() == "sep=" and len(named) <= 5:
        rest = text[text.find(b"\n") + 1 :]
        return Dialect(named[4:] or "\t", len(start) - len(rest))
    skipped = len(start) - len(text)

    def fits(separator: str) -> tuple[int, int]:
        names = cells_of(first, separator)
        return sum(name.strip().casefold().rpartition("/")[2] in known for name in names), len(names)

    return Dialect(max(SEPARATORS, key=fits), skipped)


def first_line(text: bytes) -> str:
    """Give the first line of a text."""
    return re.split(rb"[\r\n]", text, maxsplit=1)[0].decode("utf-8", "replace")


def cells_of(line: str, separator: str) -> list[str]:
    """Part the cells of one line."""
    return next(csv.reader([line], delimiter=separator), [])


def end_of_rows(piece: bytes) -> int:
    """Give where the last whole row ends; 0 when none does."""
    end = piece.rfind(b"\n") + 1
    while b'"' in piece and end and piece.count(b'"', 0, end) % 2:
        end = piece.rfind(b"\n", 0, end - 1) + 1
    return end


def first_record(piece: bytes) -> tuple[bytes, bytes]:
    """Part the row of column names from the rows below."""
    end = piece.find(b"\n") + 1
    while end and piece.count(b'"', 0, end) % 2:
        end = piece.find(b"\n", end) + 1
    return (piece[:end], piece[end:]) if end else (piece, b"")


def check_line_ends(first: bytes, where: str) -> None:
    """Refuse lines that end as on old Macs: all of them would be taken for the row of column names."""
    if b"\r" in QUOTED.sub(b"", first).rstrip(b"\r\n"):
        raise GutboneError("TABLE_001", "its lines end as on an old Mac.", "Save it as CSV UTF-8.", where)


def check_width(cells: Sequence[str], wanted: int, where: str) -> None:
    """Refuse a row that has more or fewer cells than there are columns."""
    if len(cells) != wanted:
        count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        what = f"this row has {count}, and there are {wanted} columns."
        raise GutboneError("TABLE_008", what, "Put a cell that holds a comma in quotes.", where)


def without_blank_lines(piece: bytes) -> bytes:
    """Leave out lines without anything, where no quotes surround them."""
    parts = piece.lstrip(b"\r\n").split(b'"')
    parts[::2] = [BLANK_LINES.sub(b"", part) for part in parts[::2]]
    return b'"'.join(parts)
