"""Tables streamed in and out: CSV and Parquet, a piece at a time."""

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
from gutbone.cohort.csv_pieces import CsvPieces

PARQUET = {".parquet", ".pq"}
PIECE_ROWS = 75_000


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
