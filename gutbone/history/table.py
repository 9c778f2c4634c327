"""Kept results for other programs: JSON Lines or CSV, which gutbone reads back to the same scores."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

import msgspec
from msgspec import UNSET
from msgspec.structs import asdict, replace

from gutbone.assess.result import Result
from gutbone.base import clock
from gutbone.base.text import as_json, escaped, visible
from gutbone.exchange.read import said_in
from gutbone.history.store import Kept

ABOUT = ("id", "date", "assessed_at", "ref", "mode", "age", "instrument", "version")
COMMANDS = ("=", "+", "-", "@", "\t", "\r", "'")  # a spreadsheet would run the first six; the last is our own mark


def without_safety(result: Result) -> Result:
    """Leave out conditions, flags and answers beside the score, and everything said because of them."""
    answers = tuple(
        replace(answer, option=None, answer="", points=None, amount=UNSET)
        if answer.status == "not_applicable"
        else answer
        for answer in result.answers
    )
    about_health = {"conditions": None, "flags": None, "shows_numbers": False, "shows_clinic": False, "headline": ""}
    told = ("strengths", "tips", "withheld", "notices", "notice_kinds", "extra", "unasked", "cautioned_by")
    said: dict[str, Any] = {**dict.fromkeys(told, ()), "names": {}}
    cited = {name for answer in result.answers for name in answer.sources}  # what tips cite may tell a condition
    sources = {name: source for name, source in result.sources.items() if name in cited}
    titles = replace(result.titles, tips="")
    score = replace(result.total, left_out=UNSET)
    return replace(result, answers=answers, total=score, sources=sources, titles=titles, **about_health, **said)


def json_lines(kept: Sequence[Kept], *, with_safety: bool) -> str:
    """Write a result a line; under ``kept`` its id, its step, the days of its reminders, and which line of how many."""
    places = ({"number": number, "of": len(kept)} for number in range(1, len(kept) + 1))
    lines = (_line(one, place, with_safety=with_safety) for one, place in zip(kept, places, strict=True))
    return "".join(escaped(as_json(line).decode()) + "\n" for line in lines)


def _line(kept: Kept, place: dict[str, int], *, with_safety: bool) -> dict[str, Any]:
    """Give a line; a step may tell a condition, as the tips may."""
    result = kept.result if with_safety else without_safety(kept.result)
    step = kept.step if with_safety else None
    held = {name: part for name, part in asdict(result).items() if part is not UNSET}
    return {**held, "kept": {"id": kept.id, **place, "step": step, "reminders": kept.reminders}}


def table(kept: Iterable[Kept], *, with_safety: bool) -> str:
    """Write CSV, a result a row: a column for every question, of any rules, beside what says whose it is."""
    rows = [_row(one, with_safety=with_safety) for one in kept]
    columns = dict.fromkeys(name for row in rows for name in row)
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writerow({name: _cell(name) for name in columns})
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _row(kept: Kept, *, with_safety: bool) -> dict[str, str]:
    result = kept.result if with_safety else without_safety(kept.result)
    rules = result.instrument
    day = clock.day_of(result.assessed_at).isoformat()
    known = (kept.id, day, result.assessed_at, result.ref, result.mode, result.age, rules.id, rules.version)
    row = {name: value or "" for name, value in zip(ABOUT, known, strict=True)}
    said = said_in(msgspec.to_builtins(result.answers))
    row |= {answer.item: said.get(answer.item) or "" for answer in result.answers}
    if with_safety:
        asked = [name for name in ("conditions", "flags") if getattr(result, name) is not None]
        conditions = [name for name in result.conditions or () if name != result.age]
        flags = [flag.id for flag in result.flags or ()]
        row |= {"asked": " ".join(asked), "conditions": " ".join(conditions), "flags": " ".join(flags)}
        row |= {"step": kept.step.text, "step_went": kept.step.went or ""} if kept.step else {}
    return row


def _cell(value: str) -> str:
    """Keep a spreadsheet from running a cell as a formula, and a terminal from obeying it."""
    shown = visible(value)
    return f"'{shown}" if shown.startswith(COMMANDS) else shown
