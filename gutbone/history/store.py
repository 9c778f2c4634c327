"""Kept results, each with what stands beside it: kept, found again, added to and deleted."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gutbone.assess.result import Result
from gutbone.assess.scoring import Score
from gutbone.base import clock, kept_files
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError
from gutbone.base.text import as_json
from gutbone.history.chosen import Chosen, Reminder, Went
from gutbone.history.database import FIX, TRIES, LockedError, change, opened

# Of ids. None looks like another; without digits and vowels no spreadsheet reads a number, a month or a word in them.
LETTERS = "bcdfghjkmnpqrstvwxyz"
SELECT = "SELECT id, json, step, reminders FROM result"
PUT = """INSERT INTO result (id, json, step, reminders) VALUES (?, ?, ?, ?) ON CONFLICT (id)
    DO UPDATE SET json = excluded.json, step = excluded.step, reminders = excluded.reminders"""
Row = tuple[str, str, str | None, str | None]


class Kept(Struct, frozen=True):
    """A kept result and its id, with the step that was chosen from it and the days to be reminded."""

    id: str
    result: Result
    step: Chosen | None = None
    reminders: tuple[Reminder, ...] = ()


class Plan(Protocol):
    """What is to be written."""

    puts: list[Kept]


P = TypeVar("P", bound=Plan)


def add(result: Result, step: Chosen | None = None) -> str:
    """Keep a result, with the step that was chosen from it; give its new id."""
    with opened(kept_files.history_file()) as database, change(database):
        name = next(_new_ids(database))
        _put(database, Kept(name, result, step))
    return name


def change_all(plan: Callable[[list[Kept]], P]) -> P:
    """Write results by what is there, all or none: new ones, without an id or with theirs, and others anew."""
    with opened(kept_files.history_file()) as database, change(database):
        ids = _new_ids(database)
        planned = plan([_read(*row) for row in database.execute(f"{SELECT} ORDER BY number").fetchall()])
        for one in planned.puts:
            _put(database, one if one.id else replace(one, id=next(ids)))
    return planned


def _new_ids(database: sqlite3.Connection) -> Iterator[str]:
    """Give ids that no kept result has."""
    chance = clock.chance()
    while True:
        name = "".join(chance.choices(LETTERS, k=6))
        if not database.execute("SELECT 1 FROM result WHERE id = ?", (name,)).fetchone():
            yield name


def _put(database: sqlite3.Connection, one: Kept) -> None:
    row = one.id, as_json(one.result).decode(), _as_text(one.step), _as_text(one.reminders)
    database.execute(PUT, row)


def choose(name: str, step: Chosen | None) -> None:
    """Keep the step chosen from a kept result, in place of an earlier one; None takes it back.

    Raises GutboneError (exit code 2) where there is no such result.
    """
    _set_beside(name, "step", lambda _: step)


def say_how_it_went(name: str, went: Went) -> None:
    """Keep how the step of a kept result went. Raises GutboneError (exit code 2) where there is no such step."""
    at = clock.now()

    def told(kept: Kept) -> Chosen:
        if kept.step is None:
            raise GutboneError("HISTORY_008", f"no step was chosen from {name}.", "Choose one first.")
        return replace(kept.step, went=went, went_at=at)

    _set_beside(name, "step", told)


def remember_reminder(name: str, written: Reminder) -> Reminder:
    """Keep that a reminder is written; give it as the next one of its day, if any result has one of that day already.

    Raises GutboneError (exit code 2) where there is no such result.
    """
    earlier = [one for kept in kept_results() for one in kept.reminders if one.day == written.day]
    if last := max(earlier, key=lambda one: one.sequence, default=None):
        written = replace(last, sequence=max(last.sequence + 1, written.sequence))
    _set_beside(name, "reminders", lambda kept: (*(one for one in kept.reminders if one.day != written.day), written))
    return written


def check_store() -> None:
    """Find out whether results can be kept, before anyone answers a question for it.

    That another program is in the way now is no reason: it may have gone by then, and is waited for.
    """
    with suppress(LockedError), opened(kept_files.history_file(), tries=0) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")


def kept_ids(wanted: Collection[str] | None = None, *, tries: int = TRIES) -> list[str]:
    """Give the ids of some results, or of all; none where nothing is kept.

    Raises GutboneError (exit code 2) for one that is not there, and LockedError where another program is in the way
    after so many tries.
    """
    return sorted(row[0] for row in _rows(wanted, tries))


def kept_results(wanted: Collection[str] | None = None, *, tries: int = TRIES) -> list[Kept]:
    """Give some results, or all, the oldest first, those of one second in the order they were kept.

    Raises GutboneError as :func:`kept_ids` does.
    """
    return sorted(
        (_read(*row) for row in _rows(wanted, tries)), key=lambda kept: clock.instant(kept.result.assessed_at)
    )


def delete(ids: Iterable[str] | None) -> None:
    """Delete some results, or all, so that no byte of them stays in the file."""
    with opened(kept_files.history_file()) as database:
        with change(database):
            if ids is None:
                database.execute("DELETE FROM result")
            for name in ids or ():
                database.execute("DELETE FROM result WHERE id = ?", (name,))
        database.execute("VACUUM")


def _rows(wanted: Collection[str] | None, tries: int = TRIES) -> list[Row]:
    path = kept_files.history_file()
    if not kept_files.is_there(path, FIX):
        return []
    with opened(path, tries=tries) as database:
        rows = database.execute(f"{SELECT} ORDER BY number").fetchall()
    there = {row[0] for row in rows}
    for name in wanted or () if there else ():
        if name not in there:
            raise _unknown(name)
    return [row for row in rows if not wanted or row[0] in wanted]


def _set_beside(name: str, column: str, value: Callable[[Kept], Any]) -> None:
    """Change what stands beside a kept result, by what stands there already."""
    with opened(kept_files.history_file()) as database, change(database):
        row = database.execute(f"{SELECT} WHERE id = ?", (name,)).fetchone()
        if row is None:
            raise _unknown(name)
        database.execute(f"UPDATE result SET {column} = ? WHERE id = ?", (_as_text(value(_read(*row))), name))  # noqa: S608  a column of ours


def _unknown(name: str) -> GutboneError:
    return GutboneError("HISTORY_005", f"no result is kept as {name}.", f"To see all: {command('history list')}")


def _as_text(value: Any) -> str | None:
    return as_json(value).decode() if value else None


def _read(name: str, text: str, step: str | None, reminders: str | None) -> Kept:
    """Read a row. Raises GutboneError (exit code 1) when it holds no result."""
    try:
        found = msgspec.json.decode(text, type=Result)
        clock.instant(found.assessed_at)
        chosen = msgspec.json.decode(step or "null", type=Chosen | None)
        days = msgspec.json.decode(reminders or "[]", type=tuple[Reminder, ...])
    except (ValueError, TypeError):
        fix = f"Delete it: {command('history delete', name)}"
        path = kept_files.history_file()
        raise kept_files.refused(path, "this kept result is damaged.", fix, "HISTORY_004") from None
    return Kept(name, found if found.headline else with_ids(found), chosen, days)


def with_ids(result: Result) -> Result:
    """Let ids stand where the result of an older program has no words of its own."""
    answers = (replace(answer, label=answer.item, answer=answer.said or "") for answer in result.answers)
    domains = {name: _in_figures(name, score) for name, score in result.domains.items()}
    total = _in_figures("total", result.total)
    return replace(result, answers=tuple(answers), domains=domains, total=total, headline=total.text)


def _in_figures(name: str, score: Score) -> Score:
    ends = score.points and dict.fromkeys(map(str, (score.points.low, score.points.high)))
    return replace(score, label=name, text=f"{'-'.join(ends)}/{score.possible}" if ends else "-")
