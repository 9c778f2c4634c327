"""Tables of JSON Lines: an object a line, all of one kind; read twice, first for the names of all columns."""

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import polars as pl

from gutbone.base.errors import GutboneError
from gutbone.cohort.tables import MOST_RECORD, PIECE_ROWS, Table
from gutbone.exchange import json_rows
from gutbone.exchange.table_kinds import NOT_WHOLE_GZIP, broken_gzip
from gutbone.rules.instrument import Instrument

QUICK = "It was a quick screen, and is scored here as a full one. To score all as quick screens, add --core."


class JsonLines(Table):
    """Rows, answers files, results or FHIR responses, a line each; a number in the last three is an amount."""

    def __init__(self, file: BinaryIO, where: str, instrument: Instrument, mode: str) -> None:
        super().__init__()
        self.file, self.where, self.instrument, self.mode = file, where, instrument, mode
        self.kind, self.remarks = "", set[str]()
        names: dict[str, None] = {}
        for _, value, place in self._objects():
            names |= dict.fromkeys(json_rows.names_in(value, self.kind, instrument, place))
        self.names = [*names]
        self.numbers = None if self.kind == json_rows.ROW else "amounts"
        self.nothing = pl.DataFrame(schema=dict.fromkeys(self.names, pl.String))
        self.rows = self._pieces()

    def _pieces(self) -> Iterator[pl.DataFrame]:
        rows: list[dict[str, str]] = []
        for line, value, place in self._objects():
            rows.append(self._cells(line, value, place))
            if len(rows) == PIECE_ROWS:
                yield self._frame(rows)
                rows = []
        yield self._frame(rows)

    def _frame(self, rows: list[dict[str, str]]) -> pl.DataFrame:
        return pl.DataFrame({name: [row.get(name) or None for row in rows] for name in self.names}, self.nothing.schema)

    def _cells(self, line: bytes, value: dict[str, Any], place: str) -> dict[str, str]:
        try:
            if self.kind in {json_rows.ANSWERS, json_rows.RESULT}:
                self._take_note(json_rows.responses_head(value, self.instrument, place), place)
            if self.kind == json_rows.RESPONSE:
                return json_rows.cells_of_response(line, self.instrument, place)
            return json_rows.cells_in(value, self.kind, self.instrument, place)
        except GutboneError as error:
            self.error = error
            raise

    def _take_note(self, head: Any, place: str) -> None:
        """Say once what is so of some rows."""
        quick = [QUICK] if head.mode == "core" != self.mode else []
        for remark in (*head.remarks, *quick):
            if remark not in self.remarks:
                self.remarks.add(remark)
                self.notes.append(f"{place.removeprefix(self.where + ': ').capitalize()}, perhaps not alone: {remark}")

    def _objects(self) -> Iterator[tuple[bytes, dict[str, Any], str]]:
        """Give each line with its object and its place. Raises GutboneError where a line is of another kind."""
        self.file.seek(0)
        row = 0
        try:
            for line in iter(partial(self.file.readline, MOST_RECORD), b""):
                if not line.isspace():
                    row += 1
                    yield line, *self._object(line, f"{self.where}: row {row}")
        except NOT_WHOLE_GZIP:
            raise broken_gzip(self.where) from None

    def _object(self, line: bytes, place: str) -> tuple[dict[str, Any], str]:
        value = json_rows.object_of(line, place)
        kind = json_rows.kind_of_object(value)
        self.kind = self.kind or kind
        if kind != self.kind:
            what = f"this line is {kind}, and the first is {self.kind}."
            raise GutboneError("TABLE_019", what, "Put each kind in a file of its own.", place)
        return value, place
