"""Scored tables written, as the kind that the name of the file asks for."""

import os
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Literal

import polars as pl
from msgspec import Struct
from polars.exceptions import PolarsError
from polars.io.plugins import register_io_source

from gutbone.base import files
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.exchange.dictionary import names_for_statistics

CSV, PARQUET, EXCEL, SPSS, STATA = ".csv", ".parquet", ".xlsx", ".sav", ".dta"
KINDS = {CSV: CSV, ".pq": PARQUET, PARQUET: PARQUET, EXCEL: EXCEL, SPSS: SPSS, STATA: STATA}
MOST_ROWS_OF_EXCEL = 1_048_575
HERE = Path("-")  # beside what is said, in the terminal


def kind_of_output(output: Path | None) -> str:
    """Tell by its name what to write; refuse a name that says something else."""
    if output is None:
        return CSV
    kind = KINDS.get(output.suffix.lower())
    if kind is None:
        what = f"scores cannot be written as {output.suffix or 'a file without an ending'}."
        fix = f"Give it a name that ends in {', '.join(dict.fromkeys(KINDS.values()))}."
        raise GutboneError("TABLE_015", what, fix, str(output))
    return kind


class Wanted(Struct, frozen=True):
    """What somebody wants of a scored table, and what beside it."""

    decimal: Literal["point", "comma"] = "point"
    points: bool = False
    long: bool = False
    report: Path | None = None
    dictionary: Path | None = None
    plot: Path | None = None

    def check(self, output: Path | None, *, force: bool) -> str:
        """Give the kind of output. Raises GutboneError for what cannot be written, before any row is read."""
        kind = kind_of_output(output)
        if self.decimal == "comma" and kind != CSV:
            raise GutboneError("OPTIONS_017", "only CSV has decimal signs.", "Leave it out.", "--decimal")
        if self.points and self.long:
            raise GutboneError("OPTIONS_017", "a long table holds the points already.", "Leave it out.", "--points")
        named = [path for path in (output, self.report, self.dictionary, self.plot) if path and path != HERE]
        if len({path.absolute() for path in named}) < len(named):
            raise GutboneError("OPTIONS_017", "two things would be one file.", "Give each its own name.", "-o")
        for path in named:
            files.check_output(path, force=force)
        return kind


def write(
    pieces: Iterator[pl.DataFrame], file: BinaryIO, kind: str, *, comma: bool = False, labels: Mapping[str, str] = {}
) -> None:
    """Write pieces one after the other as one table, with its column names even when there are no rows.

    Raises OSError as the system has it: Polars puts the system's words in its own, and leaves out its number.
    """
    try:
        if kind == CSV:
            for number, piece in enumerate(pieces):
                _check_csv(piece)
                separator = ";" if comma else ","
                piece.write_csv(file, include_header=number == 0, separator=separator, decimal_comma=comma)
        elif kind == PARQUET:
            first = next(pieces)
            rows = register_io_source(lambda *_: chain([first], pieces), schema=first.schema)
            rows.sink_parquet(file)
        else:
            _write_at_once(pl.concat(pieces), file, kind, labels)
    except (OSError, PolarsError) as error:
        by_system = re.search(r"\(os error (\d+)\)", str(error))
        if not by_system:
            raise
        number = int(by_system[1])
        raise OSError(number, os.strerror(number)) from None


def _check_csv(piece: pl.DataFrame) -> None:
    """Refuse columns that text cannot hold."""
    for name, kind in piece.schema.items():
        if kind.is_nested() or kind in {pl.Binary, pl.Object}:
            what, fix = f"the column {name} holds {str(kind).lower()}, which CSV cannot.", "Write to .parquet."
            raise GutboneError("TABLE_010", what, fix, exit_code=ExitCode.FAILED)


def _write_at_once(scored: pl.DataFrame, file: BinaryIO, kind: str, labels: Mapping[str, str]) -> None:
    """Write a kind that needs the whole table at once."""
    if kind == EXCEL:
        if scored.height > MOST_ROWS_OF_EXCEL:
            what = f"a sheet of Excel holds {MOST_ROWS_OF_EXCEL:,} rows, and there are {scored.height:,}."
            raise GutboneError("TABLE_010", what, "Write to .csv or .parquet.", exit_code=ExitCode.FAILED)
        scored.write_excel(file, autofit=False)
        return
    import pyreadstat

    with TemporaryDirectory() as folder:  # it writes to files by name only
        path = Path(folder) / f"scores{kind}"
        # 80 characters are all that Stata takes.
        said: list[str | None] = [labels.get(name, name)[:80] for name in scored.columns]
        save = pyreadstat.write_sav if kind == SPSS else pyreadstat.write_dta
        save(scored.rename(names_for_statistics(scored.columns)), str(path), column_labels=said)
        file.write(path.read_bytes())
