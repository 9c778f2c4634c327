"""One person's answers as a table of one row, with the checks that a whole cohort gets."""

import csv
from collections.abc import Container, Mapping
from io import StringIO
from typing import Any, NamedTuple

from msgspec.structs import replace

from gutbone.answers.cells import (
    LEFT_OUT,
    MARKED,
    MISSING,
    NOT_KNOWN,
    UNKNOWN,
    ItemCells,
    Settling,
    check_reading,
    settled,
    ticked,
    words_of,
)
from gutbone.answers.one import range_of, read_one
from gutbone.answers.read import answers_from
from gutbone.answers.responses import NOT_APPLICABLE, Reading, Responses
from gutbone.assess.columns import CONDITIONS, Columns, matched, named_by_rules, near, sort_columns
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError, check_known
from gutbone.base.text import shown, visible
from gutbone.exchange.fhir_names import column_of, counted
from gutbone.exchange.table_kinds import (
    JSON,
    JSON_LINES,
    cells_of,
    check_line_ends,
    check_width,
    dialect_of,
    first_line,
    first_record,
    kind_of,
    unpacked,
    unreadable,
)
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

LISTS = ("flags", "asked")
BESIDE = (*LISTS, "assessed_at", "ref", "mode", "age", "instrument")
OURS = ("id", "date", "version", "step", "step_went")  # of an exported result; nothing that a score needs
NAMES = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
MOST_NAMED = 5

Row = tuple[int, dict[str, str]]


class Table(NamedTuple):
    """A table in text: its columns, and the cells of each row with the number of its line."""

    names: list[str]
    rows: list[Row]
    decimal_comma: bool = False


def is_table(content: bytes, name: str, instrument: Instrument) -> bool:
    """Say whether this is a table, by its name or because its first line names a question of these rules."""
    if name.casefold().endswith(NAMES):
        return True
    start = unpacked(content, name)[:100_000]
    if start.lstrip()[:1] in {b"{", b"[", b""} or b": " in start.partition(b"\n")[0]:
        return False
    dialect = dialect_of(start, instrument.items)
    names = cells_of(first_line(start[dialect.skipped :]), dialect.separator)
    return any(name.strip().casefold() in instrument.items for name in names)


def read_table(content: bytes, name: str, known: Container[str] = ()) -> Table:
    """Read a CSV of any dialect; rows without anything in them are none.

    Raises GutboneError (exit code 2) for what is no table, and for a row with too few or too many cells.
    """
    content = unpacked(content, name)
    if kind_of(content[:10_000], name) == JSON_LINES:
        raise unreadable(JSON, name)
    dialect = dialect_of(content, known)
    check_line_ends(first_record(content[dialect.skipped :])[0], name)
    try:
        text = content[dialect.skipped :].decode()
        reader = csv.reader(StringIO(text, newline=""), delimiter=dialect.separator, strict=True)
        names = next(reader, [])
        rows = [(reader.line_num, cells) for cells in reader if any(cells)]
    except (UnicodeDecodeError, csv.Error):
        raise GutboneError("TABLE_001", "this is no table.", "Save it as CSV in UTF-8.", name) from None
    for line, cells in rows:
        check_width(cells, len(names), f"{name}:{line}")
    if len(rows) > 1 and any(cell.startswith('{"ImportId"') for cell in rows[1][1]):  # Qualtrics' own two rows
        rows = rows[2:]
    return Table(names, [(line, dict(zip(names, cells, strict=True))) for line, cells in rows], dialect.decimal_comma)


def one_row(table: Table, name: str, instrument: Instrument, reading: Reading) -> Responses:
    """Read the one row of a table; of an empty cell the mode says whether its question was asked."""
    if not table.names:
        raise GutboneError("TABLE_007", "this table is empty.", "Give it a first line that names its columns.", name)
    columns = sort_columns(instrument, table.names, name)
    if len(table.rows) != 1:
        is_kept = {"id", "date", "version"} <= set(table.names)  # a history's export
        fix = f"Score one: {command('history export', 'ID')}." if is_kept else "Give it one row."
        fix = f"{fix} To score all: {command('cohort')}"
        raise GutboneError("ANSWERS_011", f"this table holds {len(table.rows)} people.", fix, name)
    line, cells = table.rows[0]
    where = f"{name}:{line}"
    row = {column: cell.removeprefix("'") for column, cell in cells.items()}
    reading = named_by_rules(replace(reading, decimal_comma=table.decimal_comma), columns, instrument.items)
    reading = check_reading(reading, instrument)
    beside = {key: row[column].strip() for key, column in matched(columns.passed, BESIDE, name).items()}
    scores = [
        own for one in counted(instrument, with_safety=True, every=True) for own in (one.link, column_of(one.link))
    ]  # of a form: counted anew
    passed = (*BESIDE, *OURS, *scores, *(f"{own}_shown" for own in scores))
    unread = [column for column in columns.passed if row[column].strip() and not matched([column], passed)]
    for column, meant in near(unread, (*instrument.items, CONDITIONS, *BESIDE)).items():
        fix = f"Did you mean {meant}? Rename the column, or empty it."
        raise GutboneError("TABLE_014", f"the column {column} is not read.", fix, where)
    try:
        answers, notes = _answers(columns, row, instrument, reading, beside.get("mode") or "full", where)
    except GutboneError as error:
        error.where = error.where or where
        raise
    lists = {
        CONDITIONS: _conditions(columns, row, reading),
        "flags": words_of(beside.get("flags", ""), reading, "flags"),
    }
    for key in words_of(beside.get("asked", ""), reading, "asked") or ():
        lists[key] = lists.get(key) or []
    said: dict[str, Any] = {"answers": answers, **{key: ids for key, ids in lists.items() if ids is not None}}
    said |= {key: beside[key] for key in BESIDE if key not in LISTS and beside.get(key)}
    responses = answers_from(said, instrument, lambda _: where)
    notes += [f"The column {column} was not read." for column in unread[:MOST_NAMED]]
    return replace(responses, remarks=(*responses.remarks, *map(visible, (*columns.notes(), *notes))))


def _answers(
    columns: Columns, row: Mapping[str, str], instrument: Instrument, reading: Reading, mode: str, where: str
) -> tuple[dict[str, str | None], list[str]]:
    """Read the cells of the items, and say which of them took some reading."""
    answers: dict[str, str | None] = {}
    settling = Settling()
    in_mode = {item.id for item in instrument.asked_in(mode)}
    for name, column in columns.items.items():
        cell, item = row[column], instrument.items[name]
        code = ItemCells(item, reading).code(cell)
        settling.add(column, [code], [cell.strip()] if code == MARKED else [])
        if NOT_KNOWN >= code > MARKED:
            refuse(cell, item, reading)
        if cell.strip() or name in in_mode:
            amount = ItemCells(item, reading).plain(cell.strip()) if item.amount and code >= 0 else None
            answers[name] = None if code in {UNKNOWN, MARKED} else amount or _option(item, settled(code))
    settling.check(where)
    return answers, [*settling.notes()]


def _option(item: Item, code: int) -> str:
    return NOT_APPLICABLE if code == LEFT_OUT else [*item.by_id][code]


def refuse(cell: str, item: Item, reading: Reading) -> None:
    """Raise the error that says why a cell is no answer."""
    cells = ItemCells(item, reading)
    try:
        number = float(cells.plain(cell.strip()))
    except ValueError:
        number = None
    if number is not None and not cells.is_coded:
        read_one(number, item)
    if item.amount:
        raise GutboneError("ANSWERS_015", f"{shown(cell)} is no answer to {item.id}.", f"Use {range_of(item)}.")
    check_known(cell.strip(), item.by_id, f"option of {item.id}")


def _conditions(columns: Columns, row: Mapping[str, str], reading: Reading) -> list[str] | None:
    """Read the conditions, in one column or in a box for each."""
    cells = [row[columns.conditions]] if columns.has_conditions else []
    named = {column: reading.codebook.get(CONDITIONS, {}).get(box, box) for column, box in columns.boxes.items()}
    boxes = {column: row[column] for column in named if row[column].strip() not in {"", *MISSING}}
    cells += [ticked(cell, named[column], reading.codebook.get(column, {})) for column, cell in boxes.items()]
    held = words_of(" ".join(cells), reading)
    return [] if held is None and boxes else held
