"""Opens a table of any kind that is read, told by how it begins and not only by its name."""

import gzip
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from gutbone.base import files, terminal
from gutbone.base.errors import GutboneError
from gutbone.cohort.packages import READERS, ExcelPieces, StatisticsPieces
from gutbone.cohort.tables import CsvPieces, ParquetPieces, Table
from gutbone.exchange.table_kinds import kind_of

START = 20_000  # bytes that tell the kind


@contextmanager
def opened_table(name: str, known: Container[str], sheet: str | None) -> Iterator[Table]:
    """Open a table: a file, a folder of Parquet, or standard input for ``-``.

    Raises GutboneError (exit code 2) for what cannot be read, with what it is.
    """
    if name == "-":
        source = terminal.standard_input()
        kind = kind_of(source.peek(1)[:START], name)  # type: ignore[attr-defined]  # standard input is buffered
        if kind not in {".csv", ".gz"}:
            raise GutboneError("TABLE_013", f"this is no text but {kind}.", "Save it to a file, and name that.", name)
        yield CsvPieces(_unpacking(source, kind), name, known, source)
        return
    path = Path(name)
    if path.is_dir():
        parts = sorted(path.rglob("*.parquet"))
        if not parts:
            raise GutboneError("FILE_001", "this is a folder, and no Parquet is in it.", "Name a file in it.", name)
        yield ParquetPieces(parts, name)
        return
    with files.opened(path, name) as file:
        kind = kind_of(file.read(START), name)
        file.seek(0)
        if kind == ".parquet" or path.suffix.lower() in {".parquet", ".pq"}:
            yield ParquetPieces(file, name)
        elif kind in READERS:
            yield StatisticsPieces(path, kind, name)
        elif kind in {".xlsx", ".xls"}:
            yield ExcelPieces(path, name, sheet)
        else:
            yield CsvPieces(_unpacking(file, kind), name, known, file)


def _unpacking(file: BinaryIO, kind: str) -> BinaryIO:
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)) if kind == ".gz" else file
