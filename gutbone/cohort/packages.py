"""Tables of statistics programs and spreadsheets: SPSS, Stata, SAS transport and Excel."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

import polars as pl

from gutbone.base.errors import GutboneError
from gutbone.cohort.cells import text_of
from gutbone.cohort.tables import PIECE_ROWS, Table

READERS = {".sav": ("SPSS", "read_sav"), ".dta": ("Stata", "read_dta"), ".xpt": ("SAS transport", "read_xport")}
XPT_RECORD = 80  # bytes; a whole file has nothing but such records


class StatisticsPieces(Table):
    """A file of SPSS, Stata or SAS: its value labels say what numbers mean, and what it declares missing is missing."""

    def __init__(self, path: Path, kind: str, where: str) -> None:
        super().__init__()
        import pyreadstat

        self.read, self.path, self.where, self.kind = getattr(pyreadstat, READERS[kind][1]), path, where, kind
        if kind == ".xpt" and path.stat().st_size % XPT_RECORD:  # nothing else in it says how many rows there are
            raise self._refusal("it ends too soon")
        first, about = self._part(0, 1)
        self.names, self.nothing = list(about.column_names), first.clear()
        self.codebook = {
            column: {str(text_of(value)): str(label) for value, label in labels.items()}
            for column, labels in about.variable_value_labels.items()
        }
        self.rows = self._pieces()

    def _pieces(self) -> Iterator[pl.DataFrame]:
        start = 0
        while (piece := self._part(start, PIECE_ROWS)[0]).height:
            yield piece
            start += piece.height

    def _part(self, start: int, rows: int) -> tuple[pl.DataFrame, Any]:
        """Read some rows; what the library says of a file it cannot read is one line."""
        import pyreadstat

        try:
            columns, about = self.read(str(self.path), row_offset=start, row_limit=rows, output_format="polars")
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, ValueError, OSError) as error:
            raise self._refusal(" ".join(str(error).split())[:100]) from None
        narrow = [name for name, kind in about.readstat_variable_types.items() if kind == "float" and name in columns]
        return columns.with_columns(pl.col(narrow).cast(pl.Float32)) if self.kind == ".dta" else columns, about

    def _refusal(self, why: str) -> GutboneError:
        what = f"this {READERS[self.kind][0]} file cannot be read: {why}."
        self.error = GutboneError("TABLE_016", what, "Save it again, or as CSV UTF-8.", self.where)
        return self.error


def sheet_as_csv(path: Path, where: str, sheet: str | None) -> BinaryIO:
    """Give a sheet of a workbook as a CSV in a file without a name, every cell as the text it shows to a program."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError:
        what, fix = "this workbook cannot be read, or is locked.", "Save it again as .xlsx, without a password."
        raise GutboneError("TABLE_016", what, fix, where) from None
    named = book.sheet_names
    if sheet is None and len(named) > 1:
        what = f"this workbook has {len(named)} sheets: {', '.join(named)}."
        raise GutboneError("TABLE_017", what, "Name one with --sheet.", where)
    if sheet is not None and sheet not in named:
        raise GutboneError("TABLE_017", f"there is no sheet {sheet}.", f"Use one of: {', '.join(named)}.", where)
    cells = pl.DataFrame(book.load_sheet(sheet or named[0], header_row=None, dtypes="string"))
    file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115  whoever reads it closes it
    if cells.width:
        cells.filter(~pl.all_horizontal(pl.all().is_null())).write_csv(file, include_header=False)
    file.seek(0)
    return file
