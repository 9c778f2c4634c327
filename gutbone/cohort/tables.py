"""Tables streamed in and out: CSV and Parquet, a piece at a time."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import polars as pl

from gutbone.errors import GutboneError
from gutbone.cohort.csv_chunks import CsvChunks

PARQUET = {".parquet", ".pq"}
ROWS = 100_000  # read from Parquet at a time


class Table(Protocol):
    """A table being read: the names of its columns, then its rows piece by piece."""

    names: list[str]

    def frames(self) -> Iterator[pl.DataFrame]:
        """Give the rows in order."""


class ParquetTable:
    """A Parquet file, read some rows at a time."""

    def __init__(self, path: Path) -> None:
        self.lazy = pl.scan_parquet(path, glob=False)
        self.names = list(self.lazy.collect_schema())

    def frames(self) -> Iterator[pl.DataFrame]:
        """Give the rows in order."""
        yield from self.lazy.collect_batches(chunk_size=ROWS, maintain_order=True)


def is_parquet(name: str | Path) -> bool:
    """Tell Parquet by the name of the file; anything else is CSV."""
    return Path(name).suffix.lower() in PARQUET


def write_csv(frames: Iterable[pl.DataFrame], file: BinaryIO) -> None:
    """Write pieces of a table one after the other, under one line of column names."""
    for number, frame in enumerate(frames):
        frame.write_csv(file, include_header=number == 0)
