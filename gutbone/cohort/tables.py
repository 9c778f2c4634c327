"""Tables streamed in and out, CSV and Parquet, in pieces of whole rows: one of any length needs little memory.

Every cell of a CSV stays the text it is: nothing is taken for a number or a date, so ids keep their zeros.
"""

import csv
import io
import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polars as pl
from polars.exceptions import PolarsError
from polars.io.plugins import register_io_source

from gutbone.base.errors import GutboneError

PARQUET = {".parquet", ".pq"}
PIECE, PIECE_ROWS = 10_000_000, 75_000  # bytes of a CSV; rows of Parquet
MOST_RECORD = 64_000_000  # no row is longer; a quote that is never closed would swallow the rest of the file
EMPTY_LINES = (b"\n\n", b"\n\r\n")
QUOTED = re.compile(rb'"[^"]*"')
BOM = "\ufeff".encode()


class CsvPieces:
    """A CSV with its column names read, and its ``rows`` still to come, piece by piece and every column as text.

    An error is kept in ``error`` too, because an engine that asks for the rows wraps it in one of its own.
    """

    def __init__(self, file: BinaryIO, where: str) -> None:
        self.where, self.file, self.row, self.read_bytes = where, file, 0, 0
        self.error: GutboneError | None = None
        self.pieces = self._pieces()
        header, self.first = _first_record(next(self.pieces, b""))
        self.names = self._names(header)
        self.nothing = pl.DataFrame(schema=dict.fromkeys(self.names, pl.String))
        self.rows = self._frames()

    def share(self) -> float:
        """Give what has been read, from 0 to 1; 0 where nobody knows how much there is."""
        size = os.fstat(self.file.fileno()).st_size
        return self.read_bytes / size if size else 0.0

    def _frames(self) -> Iterator[pl.DataFrame]:
        try:
            for piece in self._below_names():
                if not piece.isascii():
                    self._decoded(piece)
                frame = self._frame(piece)
                self.row += frame.height
                yield frame
        except GutboneError as error:
            self.error = error
            raise

    def _names(self, header: bytes) -> list[str]:
        """Read the names of the columns."""
        fix = "Give it a first line that names its columns, with a comma between."
        try:
            names = next(csv.reader(io.StringIO(self._decoded(header), newline="")), [])
        except csv.Error:
            raise GutboneError("TABLE_007", "the first line cannot be read.", fix, self.where) from None
        if not names:
            raise GutboneError("TABLE_007", "this table is empty.", fix, self.where)
        return names

    def _below_names(self) -> Iterator[bytes]:
        """Give the pieces below the column names, without empty lines at the end."""
        for piece in chain([self.first], self.pieces):
            # Of a single column, an empty line is a person who has not answered.
            if len(self.names) > 1 and piece.endswith(EMPTY_LINES):
                piece = piece.rstrip(b"\r\n") + b"\n"  # noqa: PLW2901  a copy, made only where it is needed
            if piece and (len(self.names) == 1 or not piece.isspace()):
                yield piece

    def _pieces(self) -> Iterator[bytes]:
        """Cut the file behind the ends of rows: behind a line break that no quotes surround."""
        rest = b""
        while block := self.file.read(PIECE):
            self.read_bytes += len(block)
            rest += block
            cut = _end_of_rows(rest)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > MOST_RECORD:
                raise self._wrong("a quote is opened here and never closed.", "Close it, or double it.", rest)
        if rest:
            yield rest

    def _frame(self, piece: bytes) -> pl.DataFrame:
        try:
            frame = pl.read_csv(piece, has_header=False, schema=self.nothing.schema, infer_schema=False)
        except PolarsError:
            self._check_rows(piece)
            raise GutboneError("TABLE_008", "this cannot be read as CSV.", "Check its quotes.", self.where) from None
        if self._may_be_short(piece, frame):
            self._check_rows(piece)
        return frame

    def _decoded(self, piece: bytes) -> str:
        """Read bytes as UTF-8, or say where they are not."""
        try:
            return piece.decode()
        except UnicodeDecodeError as error:
            raise self._wrong("this is not UTF-8 text.", "Save it as CSV UTF-8.", piece[: error.start]) from None

    def _wrong(self, what: str, fix: str, before: bytes) -> GutboneError:
        row = self.row + QUOTED.sub(b"", before).count(b"\n") + 1
        return GutboneError("TABLE_001", what, fix, f"{self.where}: row {row}")

    def _may_be_short(self, piece: bytes, frame: pl.DataFrame) -> bool:
        """Say whether a row may lack cells, which Polars fills up; rows with too many it refuses itself."""
        if not frame[:, -1].null_count():
            return False
        unquoted = QUOTED.sub(b"", piece) if b'"' in piece else piece
        return unquoted.count(b",") != frame.height * (len(self.names) - 1)

    def _check_rows(self, piece: bytes) -> None:
        """Raise GutboneError for the first row with more or fewer cells than there are columns."""
        wanted = len(self.names)
        rows = csv.reader(io.StringIO(piece.decode(), newline=""))
        for number, cells in enumerate(rows, self.row + 1):
            if len(cells) != wanted:
                count = f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'}"
                what = f"this row has {count}, and there are {wanted} columns."
                fix = "Put a cell that holds a comma in quotes."
                raise GutboneError("TABLE_008", what, fix, f"{self.where}: row {number}")


class ParquetPieces:
    """A Parquet file whose rows are still to come, piece by piece, as those of :class:`CsvPieces`."""

    error = None

    def __init__(self, file: BinaryIO, where: str) -> None:
        try:
            table = pl.scan_parquet(file)
            self.rows = iter(table.collect_batches(chunk_size=PIECE_ROWS, maintain_order=True))
            self.nothing = pl.DataFrame(schema=table.collect_schema())
        except PolarsError:
            raise GutboneError("TABLE_009", "this is no Parquet file.", "Check its name.", where) from None
        self.names = self.nothing.columns

    def share(self) -> float:
        """Give 0: nobody knows how much has been read."""
        return 0.0


Table = CsvPieces | ParquetPieces


def is_parquet(name: str | Path) -> bool:
    """Tell Parquet by the name of the file; anything else is CSV."""
    return Path(name).suffix.lower() in PARQUET


def write(pieces: Iterator[pl.DataFrame], file: BinaryIO, *, as_parquet: bool) -> None:
    """Write pieces one after the other as one table, with its column names even when there are no rows.

    Raises OSError as the system has it: Polars puts the system's words in its own, and leaves out its number.
    """
    try:
        if as_parquet:
            first = next(pieces)
            rows = register_io_source(lambda *_: chain([first], pieces), schema=first.schema)
            rows.sink_parquet(file)
            return
        for number, piece in enumerate(pieces):
            piece.write_csv(file, include_header=number == 0)
    except (OSError, PolarsError) as error:
        by_system = re.search(r"\(os error (\d+)\)", str(error))
        if not by_system:
            raise
        number = int(by_system[1])
        raise OSError(number, os.strerror(number)) from None


def _end_of_rows(piece: bytes) -> int:
    """Give where the last whole row ends; 0 when none does."""
    end = piece.rfind(b"\n") + 1
    while b'"' in piece and end and piece.count(b'"', 0, end) % 2:
        end = piece.rfind(b"\n", 0, end - 1) + 1
    return end


def _first_record(piece: bytes) -> tuple[bytes, bytes]:
    """Part the row of column names from the rows below."""
    piece = piece.removeprefix(BOM)
    end = piece.find(b"\n") + 1
    while end and piece.count(b'"', 0, end) % 2:
        end = piece.find(b"\n", end) + 1
    return (piece[:end], piece[end:]) if end else (piece, b"")
