"""Tables streamed in, CSV and Parquet, in pieces of whole rows: one of any length needs little memory.

Every cell of a CSV stays the text it is: nothing is taken for a number or a date, so ids keep their zeros.
"""

import csv
import io
import os
from collections.abc import Container, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polars as pl
from polars.exceptions import PolarsError

from gutbone.answers.responses import Numbers
from gutbone.base.errors import GutboneError
from gutbone.base.messages import said
from gutbone.exchange.table_kinds import (
    NOT_WHOLE_GZIP,
    QUOTED,
    broken_gzip,
    check_line_ends,
    check_width,
    dialect_of,
    end_of_rows,
    first_record,
    without_blank_lines,
)

PIECE, PIECE_ROWS = 10_000_000, 75_000  # bytes of a CSV; rows of Parquet
MOST_RECORD = 64_000_000  # no row is longer; a quote that is never closed would swallow the rest of the file
EMPTY_LINES = (b"\n\n", b"\n\r\n")
QUALTRICS = (b'{"ImportId"', b'"{""ImportId""')


class Table:
    """A table with its column names read, and its ``rows`` still to come, piece by piece.

    ``codebook`` maps values of its columns to options, where the file itself says what they mean, ``notes`` say what was
    taken care of, and ``unread`` why rows before those that have been given could not be read. An error is kept in
    ``error`` too, because an engine that asks for the rows wraps it in one of its own.
    """

    names: list[str]
    nothing: pl.DataFrame
    rows: Iterator[pl.DataFrame]
    error: GutboneError | None = None
    decimal_comma = False
    numbers: Numbers | None = None

    def __init__(self) -> None:
        self.codebook: dict[str, dict[str, str]] = {}
        self.notes: list[str] = []
        self.unread: dict[int, str] = {}

    def share(self) -> float:
        """Give what has been read, from 0 to 1; 0 where nobody knows how much there is."""
        return 0.0


class CsvPieces(Table):
    """A CSV of any dialect, every column as text; ``known`` are the names that one of its columns must have."""

    def __init__(self, file: BinaryIO, where: str, known: Container[str] = (), raw: BinaryIO | None = None) -> None:
        super().__init__()
        self.where, self.file, self.raw, self.row = where, file, raw or file, 0
        self.pieces = self._pieces()
        start = next(self.pieces, b"")
        dialect = dialect_of(start, known)
        self.separator, self.decimal_comma = dialect.separator, dialect.decimal_comma
        header, self.first = first_record(start[dialect.skipped :])
        check_line_ends(header, where)
        self.names = self._names(header)
        self._leave_out_header_rows()
        self.nothing = pl.DataFrame(schema=dict.fromkeys(self.names, pl.String))
        self.rows = self._frames()

    def share(self) -> float:
        """Give what has been read, from 0 to 1; 0 where nobody knows how much there is."""
        size = os.fstat(self.raw.fileno()).st_size
        return min(1.0, self.raw.tell() / size) if size else 0.0

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
            names = next(csv.reader(io.StringIO(self._decoded(header), newline=""), delimiter=self.separator), [])
        except csv.Error:
            raise GutboneError("TABLE_007", "the first line cannot be read.", fix, self.where) from None
        if not names:
            raise GutboneError("TABLE_007", "this table is empty.", fix, self.where)
        return names

    def _below_names(self) -> Iterator[bytes]:
        """Give the pieces below the column names, without empty lines."""
        for piece in chain([self.first], self.pieces):
            # Of a single column, an empty line is a person who has not answered.
            if len(self.names) > 1 and (
                piece.startswith((b"\n", b"\r\n")) or any(line in piece for line in EMPTY_LINES)
            ):
                piece = without_blank_lines(piece)  # noqa: PLW2901  a copy, made only where it is needed
            if piece and (len(self.names) == 1 or not piece.isspace()):
                yield piece

    def _pieces(self) -> Iterator[bytes]:
        """Cut the file behind the ends of rows: behind a line break that no quotes surround."""
        rest = b""
        while block := self._block():
            rest += block
            cut = end_of_rows(rest)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > MOST_RECORD:
                raise self._wrong("a quote is opened here and never closed.", "Close it, or double it.", rest)
        if rest:
            yield rest

    def _block(self) -> bytes:
        try:
            return self.file.read(PIECE)
        except NOT_WHOLE_GZIP:
            raise broken_gzip(self.where) from None

    def _leave_out_header_rows(self) -> None:
        """Leave out the two rows that Qualtrics puts below the column names: the questions, and its own ids."""
        _, rest = first_record(self.first)
        ids, people = first_record(rest)
        if ids.startswith(QUALTRICS):
            self.first = people
            self.notes.append("The two rows of Qualtrics below the column names were left out.")

    def _frame(self, piece: bytes) -> pl.DataFrame:
        try:
            frame = pl.read_csv(
                piece, has_header=False, separator=self.separator, schema=self.nothing.schema, infer_schema=False
            )
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
        return GutboneError("TABLE_001", what, fix, f"{self.where}: {said(f'row {row}')}")

    def _may_be_short(self, piece: bytes, frame: pl.DataFrame) -> bool:
        """Say whether a row may lack cells, which Polars fills up; rows with too many it refuses itself."""
        if not frame[:, -1].null_count():
            return False
        unquoted = QUOTED.sub(b"", piece) if b'"' in piece else piece
        return unquoted.count(self.separator.encode()) != frame.height * (len(self.names) - 1)

    def _check_rows(self, piece: bytes) -> None:
        """Raise GutboneError for the first row with more or fewer cells than there are columns."""
        wanted = len(self.names)
        rows = csv.reader(io.StringIO(piece.decode(), newline=""), delimiter=self.separator)
        for number, cells in enumerate(rows, self.row + 1):
            check_width(cells, wanted, f"{self.where}: {said(f'row {number}')}")


class ParquetPieces(Table):
    """A Parquet file whose rows are still to come, piece by piece."""

    def __init__(self, source: BinaryIO | list[Path], where: str) -> None:
        super().__init__()
        parts = source if isinstance(source, list) else []
        try:
            kinds = [(part, pl.read_parquet_schema(part)) for part in parts]
            in_folders = any("=" in folder.name for part in parts for folder in part.parents)  # as Hive names them
            table = pl.scan_parquet(source, hive_partitioning=in_folders, try_parse_hive_dates=False)
            self.rows = iter(table.collect_batches(chunk_size=PIECE_ROWS, maintain_order=True))
            self.nothing = pl.DataFrame(schema=table.collect_schema())
        except PolarsError:
            raise GutboneError("TABLE_009", "this is no Parquet file.", "Check its name.", where) from None
        for part, kind in kinds:
            if kind != kinds[0][1]:
                what = f"{part.name} has other columns than {kinds[0][0].name}, or other kinds of them."
                raise GutboneError("TABLE_009", what, "Score each of them by itself.", where)
        self.names = self.nothing.columns
