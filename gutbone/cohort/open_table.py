"""Opens a table of any kind that is read, told by how it begins and not only by its name."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob, has_magic
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from gutbone.base import files, terminal
from gutbone.base.errors import GutboneError
from gutbone.cohort.json_lines import JsonLines
from gutbone.cohort.packages import READERS, StatisticsPieces, sheet_as_csv
from gutbone.cohort.tables import CsvPieces, ParquetPieces, Table
from gutbone.exchange.table_kinds import JSON_LINES, NOT_WHOLE_GZIP, broken_gzip, kind_of
from gutbone.rules.instrument import Instrument

START = 20_000  # bytes that tell the kind


@contextmanager
def opened_table(name: str, instrument: Instrument, sheet: str | None, mode: str = "full") -> Iterator[Table]:
    """Open a table: a file, a folder or a pattern of Parquet files, or standard input for ``-``.

    Raises GutboneError (exit code 2) for what cannot be read, with what it is.
    """
    path = Path(name)
    if name == "-":
        with _text_from_input(name) as (file, kind):
            yield _in_text(file, kind, name, instrument, mode)
    elif path.is_dir() or (has_magic(name) and not path.exists()):
        yield _parquet_in(name, path)
    else:
        with files.opened(path, name) as file:
            kind = kind_of(file.read(START), name)
            file.seek(0)
            if kind == ".parquet" or path.suffix.lower() in {".parquet", ".pq"}:
                yield ParquetPieces(file, name)
            elif kind in READERS:
                yield StatisticsPieces(path, kind, name)
            elif kind in {".xlsx", ".xls"}:
                with sheet_as_csv(path, name, sheet) as text:
                    yield CsvPieces(text, name, instrument.items)
            else:
                yield _in_text(file, kind, name, instrument, mode)


@contextmanager
def _text_from_input(name: str) -> Iterator[tuple[BinaryIO, str]]:
    """Give standard input and its kind; what is read twice, or packed, is put down first."""
    source = terminal.standard_input()
    kind = kind_of(source.peek(1)[:START], name)  # type: ignore[attr-defined]  # standard input is buffered
    if kind == ".csv":
        yield source, kind
    elif kind in {".gz", JSON_LINES}:
        with TemporaryFile() as held:
            shutil.copyfileobj(source, held)
            held.seek(0)
            yield held, kind
    else:
        raise GutboneError("TABLE_013", f"this is no text but {kind}.", "Save it to a file, and name that.", name)


def _in_text(raw: BinaryIO, kind: str, name: str, instrument: Instrument, mode: str) -> Table:
    file = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if kind == ".gz" else raw
    if kind == ".gz":
        try:
            kind = kind_of(file.read(START), name)
        except NOT_WHOLE_GZIP:
            raise broken_gzip(name) from None
        file.seek(0)
    if kind == JSON_LINES:
        return JsonLines(file, name, instrument, mode)
    return CsvPieces(file, name, instrument.items, raw)


def _parquet_in(name: str, path: Path) -> Table:
    """Take all Parquet files of a folder, or of a pattern, for one table."""
    found = path.rglob("*.parquet") if path.is_dir() else map(Path, glob(name, recursive=True))  # noqa: PTH207  any folder
    parts = sorted(found)
    if not parts:
        what = "this is a folder, and no Parquet is in it." if path.is_dir() else "no file has such a name."
        raise GutboneError("FILE_001", what, "Name a file in it." if path.is_dir() else "Check the name.", name)
    return ParquetPieces(parts, name)
