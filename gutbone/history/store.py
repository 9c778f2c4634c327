"""The database of kept results: one SQLite file, for its owner only, safe with several programs at once.

It keeps SQLite's rollback journal rather than a write-ahead log: the journal is gone after each
change, so nothing deleted lives on beside the database, and it also works in a home folder on a
network. What is deleted is overwritten with zeros.
"""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gutbone.assess.result import Result
from gutbone.assess.scoring import Score
from gutbone.base import clock, kept_files
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError
from gutbone.base.text import as_json
from gutbone.rules.words import Words

FIX = "It was left as it is. To begin anew, move it away."
APPLICATION = 0x67757462  # "gutb": marks the file as ours
MIGRATIONS = ("CREATE TABLE result (id TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL)",)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
PATIENCE = 60  # seconds to wait for other programs that write


class Kept(Struct, frozen=True):
    """A kept result and its id."""

    id: str
    result: Result


def keep(result: Result, words: Words) -> str:
    """Keep a result under a new id, unless it is one that stops; give the words that say so."""
    if result.ending:
        return words.kept_not
    chance, name = clock.chance(), ""
    with opened(kept_files.history_file()) as database:
        database.execute("BEGIN IMMEDIATE")
        while not name or database.execute("SELECT 1 FROM result WHERE id = ?", (name,)).fetchone():
            name = "".join(chance.choices(LETTERS, k=6))
        database.execute("INSERT INTO result VALUES (?, ?)", (name, as_json(result).decode()))
        database.execute("COMMIT")
    return words.kept.format(id=name, command=command("history list"))


def check_store() -> None:
    """Find out whether results can be kept, before anyone answers a question for it."""
    with opened(kept_files.history_file()) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")


def kept_ids(wanted: Collection[str] | None = None) -> list[str]:
    """Give the ids of some results, or of all; none where nothing is kept.

    Raises GutboneError (exit code 2) for one that is not there.
    """
    return sorted(name for name, _ in _rows(wanted))


def kept_results(wanted: Collection[str] | None = None) -> list[Kept]:
    """Give some results, or all, the oldest first, those of one second in the order they were kept.

    Raises GutboneError as :func:`kept_ids` does.
    """
    return sorted((_read(*row) for row in _rows(wanted)), key=lambda kept: clock.instant(kept.result.assessed_at))


def delete(ids: Iterable[str] | None) -> None:
    """Delete some results, or all, so that no byte of them stays in the file."""
    with opened(kept_files.history_file()) as database:
        database.execute("BEGIN IMMEDIATE")
        if ids is None:
            database.execute("DELETE FROM result")
        database.executemany("DELETE FROM result WHERE id = ?", [(name,) for name in ids or ()])
        database.execute("COMMIT")
        database.execute("VACUUM")


def _rows(wanted: Collection[str] | None) -> list[tuple[str, str]]:
    path = kept_files.history_file()
    if not kept_files.is_there(path, FIX):
        return []
    with opened(path) as database:
        rows = database.execute("SELECT id, json FROM result ORDER BY rowid").fetchall()
    there = {name for name, _ in rows}
    for name in wanted or () if there else ():
        if name not in there:
            raise GutboneError("HISTORY_005", f"no result is kept as {name}.", f"To see all: {command('history list')}")
    return [row for row in rows if not wanted or row[0] in wanted]


@contextmanager
def opened(path: Path, migrations: tuple[str, ...] = MIGRATIONS) -> Iterator[sqlite3.Connection]:
    """Open the database, made or brought up to date where that is needed.

    Raises GutboneError (exit code 1) for whatever goes wrong inside, and leaves the file as it was.
    """
    try:
        if not kept_files.is_there(path, FIX):  # made for its owner only, before SQLite makes it for everyone to read
            kept_files.make_folder(path)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as database:
            for setting in ("secure_delete = ON", "synchronous = EXTRA", "temp_store = MEMORY"):
                database.execute(f"PRAGMA {setting}")
            migrate(database, path, migrations)
            yield database
    except (sqlite3.Error, OSError) as error:
        reason = (error.strerror or "it cannot be written").lower() if isinstance(error, OSError) else error
        what = f"the kept results cannot be used: {reason}."
        raise kept_files.refused(path, what, FIX, "HISTORY_001") from None


def migrate(database: sqlite3.Connection, path: Path, migrations: tuple[str, ...]) -> None:
    """Bring the tables up to date, all steps or none; refuse what is newer, or was never ours."""
    database.execute("BEGIN")  # while another program makes the tables, all that is read is from before or after
    version = _version(database, path, migrations)
    database.execute("COMMIT")
    if version == len(migrations):
        return
    database.execute("BEGIN IMMEDIATE")
    for step in migrations[_version(database, path, migrations) :]:  # another program may have been quicker
        database.execute(step)
    database.execute(f"PRAGMA user_version = {len(migrations)}")
    database.execute(f"PRAGMA application_id = {APPLICATION}")
    database.execute("COMMIT")


def _version(database: sqlite3.Connection, path: Path, migrations: tuple[str, ...]) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (version or tables):
        raise kept_files.refused(path, "this database is not gutbone's.", FIX, "HISTORY_002")
    if version > len(migrations):
        raise kept_files.refused(path, "this was kept by a newer gutbone.", FIX, "HISTORY_003")
    return int(version)


def _read(name: str, text: str) -> Kept:
    """Read a row. Raises GutboneError (exit code 1) when it holds no result."""
    try:
        found = msgspec.json.decode(text, type=Result)
        clock.instant(found.assessed_at)
    except (ValueError, TypeError):
        fix = f"Delete it: {command('history delete', name)}"
        path = kept_files.history_file()
        raise kept_files.refused(path, "this kept result is damaged.", fix, "HISTORY_004") from None
    return Kept(name, found if found.headline else _with_ids(found))


def _with_ids(result: Result) -> Result:
    """Let ids stand where the result of an older program has no words of its own."""
    answers = (replace(answer, label=answer.item, answer=answer.option or "") for answer in result.answers)
    domains = {name: _in_figures(name, score) for name, score in result.domains.items()}
    total = _in_figures("total", result.total)
    return replace(result, answers=tuple(answers), domains=domains, total=total, headline=total.text)


def _in_figures(name: str, score: Score) -> Score:
    ends = score.points and dict.fromkeys(map(str, (score.points.low, score.points.high)))
    return replace(score, label=name, text=f"{'-'.join(ends)}/{score.possible}" if ends else "-")
