"""Kept results for other programs: JSON Lines or CSV, which gutbone reads back to the same scores."""

import csv
import json
from collections.abc import Iterable
from io import StringIO

import msgspec
from msgspec.structs import replace

from gutbone.answers.read import NOT_APPLICABLE, read_cell
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError
from gutbone.base.text import escaped, visible
from gutbone.history.store import Kept
from gutbone.report.json import AnswerResult, Result
from gutbone.rules.instrument import Instrument

ABOUT = ("id", "assessed_at", "ref", "mode", "age", "instrument", "version")
SAFETY = ("asked", "conditions", "flags")
COMMANDS = ("=", "+", "-", "@", "\t", "\r", "'")  # a spreadsheet would run the first six; the last is our own mark


def without_safety(result: Result) -> Result:
    """Leave out conditions and flags, and everything said because of them."""
    answers = tuple(
        replace(answer, option=None, points=None) if answer.status == "not_applicable" else answer
        for answer in result.answers
    )
    return replace(result, answers=answers, conditions=None, flags=None, strengths=(), tips=(), withheld=(), notices=())


def json_lines(kept: Iterable[Kept], *, with_safety: bool) -> str:
    """Write a result a line."""
    results = (one.result if with_safety else without_safety(one.result) for one in kept)
    return "".join(escaped(msgspec.json.encode(result).decode()) + "\n" for result in results)


def table(kept: Iterable[Kept], *, with_safety: bool) -> str:
    """Write CSV, a result a row: a column for every question, of any rules, beside what says whose it is."""
    rows = [_row(one, with_safety=with_safety) for one in kept]
    columns = dict.fromkeys(name for row in rows for name in row)
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writerow({name: _cell(name) for name in columns})
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def answers_of(content: bytes, name: str, instrument: Instrument) -> bytes:
    """Turn a table of one row into an answers file. Raises GutboneError (exit code 2) for any other table."""
    try:
        rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise GutboneError("ANSWERS_011", "this is no table.", "Save it as CSV in UTF-8.", name) from None
    if len(rows) != 1:
        fix = f"Score one: {command('history export', 'ID')}. For more, use {command('cohort')}."
        raise GutboneError("ANSWERS_011", f"this table holds {len(rows)} people.", fix, name)
    row = {key: value.removeprefix("'") for key, value in rows[0].items() if isinstance(value, str)}
    asked_in = {item.id for item in instrument.asked_in(row.get("mode") or "full")}
    given = {item: row[item] for item in instrument.items if item in row and (row[item] or item in asked_in)}
    asked = row.get("asked", "conditions" if "conditions" in row else "").split()
    return json.dumps(
        {
            "answers": {item: read_cell(value) for item, value in given.items()},
            **{key: row[key].split() for key in ("conditions", "flags") if key in asked and key in row},
            **{key: row[key] for key in ("assessed_at", "ref", "mode", "age", "instrument") if row.get(key)},
        }
    ).encode()


def _row(kept: Kept, *, with_safety: bool) -> dict[str, str]:
    result = kept.result if with_safety else without_safety(kept.result)
    rules = result.instrument
    known = (kept.id, result.assessed_at, result.ref, result.mode, result.age, rules.id, rules.version)
    row = {name: value or "" for name, value in zip(ABOUT, known, strict=True)}
    row |= {answer.item: _answer(answer) for answer in result.answers}
    if with_safety:
        asked = [name for name in ("conditions", "flags") if getattr(result, name) is not None]
        conditions = [name for name in result.conditions or () if name != result.age]
        row |= zip(SAFETY, map(" ".join, (asked, conditions, (f.id for f in result.flags or ()))), strict=True)
    return row


def _answer(answer: AnswerResult) -> str:
    """Give a cell: what the person said, so that scoring works out the rest anew."""
    if answer.status == "settled":
        return answer.overridden or ""
    if answer.status == "not_applicable" and answer.option is None:
        return NOT_APPLICABLE
    return answer.option or ""


def _cell(value: str) -> str:
    """Keep a spreadsheet from running a cell as a formula, and a terminal from obeying it."""
    shown = visible(value)
    return f"'{shown}" if shown.startswith(COMMANDS) else shown
