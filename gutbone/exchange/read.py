"""Answers from a file of any kind: a table, a FHIR response, a result, or an answers file."""

from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from gutbone.answers.read import NOT_APPLICABLE, answers_from, placed, read_cell
from gutbone.answers.responses import Responses
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError, check_known
from gutbone.base.plain_yaml import Document, parse
from gutbone.rules.instrument import Instrument

KEYS = ("answers", "conditions", "unasked", "age", "flags", "assessed_at", "ref", "mode", "instrument", "extra")
RESULT_SCHEMA = "gutbone.result/1"


def read_answers(content: bytes, name: str, instrument: Instrument) -> Responses:
    """Tell what kind of file this is, and read it; a reference in it may hold anything, and is printed with care.

    Raises GutboneError (exit code 2) with the place of anything unknown or out of range.
    """
    if name.endswith(".csv"):
        return _one_row(content, name, instrument)
    document = parse(content, name, any_text=True)
    value, where = document.value, document.where
    if not isinstance(value, dict):
        raise GutboneError("ANSWERS_001", "this holds no answers.", 'Begin it with "answers:".', where(()))
    if "resourceType" in value:
        from gutbone.exchange.fhir_read import read_response

        return read_response(name, value, instrument)
    if value.get("schema") == RESULT_SCHEMA:
        return _result(document, instrument)
    for key in value:
        with placed(where, key, "key"):
            check_known(key, KEYS, "key")
    return answers_from(value, instrument, where)


def read_table(content: bytes, name: str) -> tuple[Sequence[str], list[tuple[int, dict[str, str]]]]:
    """Read a CSV: the names of its columns, and the cells there are in every row, with the number of its line.

    Raises GutboneError (exit code 2) for what is no table.
    """
    import csv

    try:
        rows = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        cells = [(rows.line_num, {key: cell for key, cell in row.items() if isinstance(cell, str)}) for row in rows]
    except (UnicodeDecodeError, csv.Error):
        raise GutboneError("TABLE_001", "this is no table.", "Save it as CSV in UTF-8.", name) from None
    return rows.fieldnames or (), cells


def _one_row(content: bytes, name: str, instrument: Instrument) -> Responses:
    """Read the one row of a table; of an empty cell the mode says whether its question was asked."""
    _, rows = read_table(content, name)
    if len(rows) != 1:
        fix = f"Score one: {command('history export', 'ID')}. For more, use {command('cohort')}."
        raise GutboneError("ANSWERS_011", f"this table holds {len(rows)} people.", fix, name)
    line, cells = rows[0]
    row = {column: cell.removeprefix("'") for column, cell in cells.items()}
    in_mode = {item.id for item in instrument.asked_in(row.get("mode") or "full")}
    given = [item for item in instrument.items if item in row and (row[item] or item in in_mode)]
    asked = row.get("asked", "conditions" if "conditions" in row else "").split()
    said: dict[str, Any] = {
        "answers": {item: read_cell(row[item]) for item in given},
        **{key: row[key].split() for key in ("conditions", "flags") if key in asked and key in row},
        **{key: row[key] for key in ("assessed_at", "ref", "mode", "age", "instrument") if row.get(key)},
    }
    return answers_from(said, instrument, lambda _: f"{name}:{line}")


def _result(file: Document, instrument: Instrument) -> Responses:
    """Read a result: an answers file in which every answer is a block that says what became of it."""
    answers = file.value.get("answers")
    with placed(file.where, "answers"):
        if not isinstance(answers, list) or not all(
            isinstance(answer, dict) and isinstance(answer.get("item"), str) for answer in answers
        ):
            raise GutboneError("ANSWERS_001", "these are no answers of a result.", "Use a whole result.")
        given = said_in(answers)
    items = [answer["item"] for answer in answers]
    return answers_from(
        {**file.value, "answers": given},
        instrument,
        lambda path: file.where(("answers", items.index(path[1]), "option") if path[0] == "answers" else path),
    )


def said_in(answers: Iterable[Mapping[str, Any]]) -> dict[str, str | None]:
    """Take what was said back out of a result's answers; what was settled or not asked is worked out anew."""
    said: dict[str, str | None] = {}
    for answer in answers:
        name, status = answer["item"], answer.get("status")
        option = answer.get("overridden" if status == "settled" else "option")
        if name in said:
            raise GutboneError("ANSWERS_001", f"{name} is answered twice.", "Leave one of them out.")
        if status == "not_applicable" and option is None:
            option = NOT_APPLICABLE
        if option is not None or status == "not_sure":
            said[name] = option
    return said
