"""Tables of JSON Lines: an object a line, all of one kind; read twice, first for the names of all columns."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

import polars as pl

from gutbone.base.errors import GutboneError
from gutbone.base.messages import said
from gutbone.cohort.cells import UNSAFE
from gutbone.cohort.tables import MOST_RECORD, PIECE_ROWS, Table
from gutbone.exchange import json_rows
from gutbone.exchange.table_kinds import NOT_WHOLE_GZIP, broken_gzip
from gutbone.rules.instrument import Instrument

QUICK = "It was a quick screen, and is scored here as a full one. To score all as quick screens, add --core."


class JsonLines(Table):
    """Rows, answers files, results or FHIR responses, a line each; a number in the last three is an amount.

    A later line of the kind of the first that cannot be read is a problem of its row; any other ends the run.
    """

    def __init__(self, file: BinaryIO, where: str, instrument: Instrument, mode: str) -> None:
        super().__init__()
        self.file, self.where, self.instrument, self.mode = file, where, instrument, mode
        self.kind, self.remarks = "", set[str]()
        names: dict[str, None] = {}
        for row, _, value in self._objects():
            known = (value, self.kind, instrument, self._place(row))
            names |= dict.fromkeys(self._or_nothing(row, json_rows.names_in, *known))
        self.names = [*names]
        self.numbers = None if self.kind == json_rows.ROW else "amounts"
        self.nothing = pl.DataFrame(schema=dict.fromkeys(self.names, pl.String))
        self.rows = self._pieces()

    def _pieces(self) -> Iterator[pl.DataFrame]:
        rows: list[dict[str, str]] = []
        for row, line, value in self._objects():
            rows.append(self._or_nothing(row, self._cells, line, value, self._place(row)))
            if len(rows) == PIECE_ROWS:
                yield self._frame(rows)
                rows = []
        yield self._frame(rows)

    def _frame(self, rows: list[dict[str, str]]) -> pl.DataFrame:
        return pl.DataFrame({name: [row.get(name) or None for row in rows] for name in self.names}, self.nothing.schema)

    def _cells(self, line: bytes, value: dict[str, Any], place: str) -> dict[str, str]:
        if self.kind in {json_rows.ANSWERS, json_rows.RESULT}:
            self._take_note(json_rows.responses_head(value, self.instrument, place), place)
        if self.kind == json_rows.RESPONSE:
            return json_rows.cells_of_response(line, self.instrument, place)
        return json_rows.cells_in(value, self.kind, self.instrument, place)

    def _or_nothing(self, row: int, read: Callable[..., Any], *given: Any) -> Any:
        """Read a line; of one that cannot be read give nothing, and keep why."""
        try:
            return read(*given)
        except GutboneError as error:
            if row == 1:
                self.error = error
                raise
            self.unread[row] = said(f"line not read: {re.sub(UNSAFE, '?', error.what)}")
            return {}

    def _take_note(self, head: Any, place: str) -> None:
        """Say once what is so of some rows."""
        quick = [QUICK] if head.mode == "core" != self.mode else []
        for remark in (*head.remarks, *quick):
            if remark not in self.remarks:
                self.remarks.add(remark)
                row = place.removeprefix(f"{self.where}: ").capitalize()
                self.notes.append(f"{row}, {said('perhaps not alone')}: {remark}")

    def _place(self, row: int) -> str:
        return f"{self.where}: {said(f'row {row}')}"

    def _objects(self) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
        """Give each line with its number and its object. Raises GutboneError where a line is of another kind."""
        self.file.seek(0)
        row = 0
        try:
            for line in iter(partial(self.file.readline, MOST_RECORD), b""):
                if not line.isspace():
                    row += 1
                    value = json_rows.object_of(line, self._place(row))
                    self._check_kind(json_rows.kind_of_object(value), self._place(row))
                    yield row, line, value
        except NOT_WHOLE_GZIP:
            raise broken_gzip(self.where) from None

    def _check_kind(self, kind: str, place: str) -> None:
        self.kind = self.kind or kind
        if kind != self.kind:
            what = f"this line is {kind}, and the first is {self.kind}."
            raise GutboneError("TABLE_019", what, "Put each kind in a file of its own.", place)
