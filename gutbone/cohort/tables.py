"""Tables streamed in and out: CSV and Parquet, a piece at a time."""

import os
import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

import polars as pl
from polars.exceptions import PolarsError
from polars.io.plugins import register_io_source

from gutbone.base import terminal
from gutbone.base.errors import GutboneError
from gutbone.cohort.csv_pieces import CsvPieces

PARQUET = {".parquet", ".pq"}
PIECE_ROWS = 75_000


class Table(NamedTuple):
    """A table to read: its columns, a piece without rows, its rows piece by piece, and how reading goes.

    ``share`` is what has been read, from 0 to 1, and 0 where nobody knows; ``error`` is what was wrong with the table.
    """

    names: list[str]
    nothing: pl.DataFrame
    rows: Iterator[pl.DataFrame]
    share: Callable[[], float]
    error: Callable[[], GutboneError | None]


def is_parquet(name: str | Path) -> bool:
    """Tell Parquet by the name of the file; anything else is CSV."""
    return Path(name).suffix.lower() in PARQUET


def open_file(name: str) -> BinaryIO:
    """Open a file, or standard input for ``-``; raises GutboneError (exit code 2) when it cannot be read."""
    try:
        return terminal.standard_input() if name == "-" else Path(name).open("rb")
    except IsADirectoryError:
        raise GutboneError("FILE_001", "this is a folder.", "Name a file in it.", name) from None
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        fix = "Check its name and rights."
        raise GutboneError("FILE_002", f"cannot read this file: {reason}.", fix, name) from None


def table_in(file: BinaryIO, name: str) -> Table:
    """Begin to read a table; raises GutboneError (exit code 2) for one that is broken."""
    return _parquet(file, name) if is_parquet(name) else _csv(file, name)


def _parquet(file: BinaryIO, name: str) -> Table:
    try:
        rows = pl.scan_parquet(file)
        pieces = iter(rows.collect_batches(chunk_size=PIECE_ROWS, maintain_order=True))
        nothing = pl.DataFrame(schema=rows.collect_schema())
        return Table(nothing.columns, nothing, pieces, lambda: 0.0, lambda: None)
    except PolarsError:
        raise GutboneError("TABLE_009", "this is no Parquet file.", "Check its name.", name) from None


def _csv(file: BinaryIO, name: str) -> Table:
    size = os.fstat(file.fileno()).st_size
    pieces = CsvPieces(file, name)

    share = lambda: pieces.read_bytes / size if size else 0.0  # noqa: E731  read while the table is
    nothing = pl.DataFrame(schema=dict.fromkeys(pieces.names, pl.String))
    return Table(pieces.names, nothing, pieces.frames(), share, lambda: pieces.error)


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
