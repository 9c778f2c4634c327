"""The database of kept results: one SQLite file, for its owner only, safe with several programs at once.

It keeps SQLite's rollback journal rather than a write-ahead log: the journal is gone after each
change, so nothing deleted lives on beside the database, and it also works in a home folder on a
network. What is deleted is overwritten with zeros.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from gutbone.base import kept_files, terminal
from gutbone.base.errors import ExitCode, GutboneError

FIX = "It was left as it is. To begin anew, move it away."
LATER = "Nothing in it was changed. Put that right and try again."
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
APPLICATION = 0x67757462  # "gutb": marks the file as ours
PAUSE = 0.02  # seconds between two tries, while another program has the database
TRIES, TRIES_IN_SILENCE = 6000, 30  # two minutes, of which less than one second is not worth a word
BRIEFLY = TRIES_IN_SILENCE - 1  # for what is not worth a word at all
MIGRATIONS = (
    "CREATE TABLE result (id TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL)",
    # A number of its own says for good in which order results were kept; SQLite may change one that nobody declared.
    "ALTER TABLE result RENAME TO unnumbered",
    """CREATE TABLE result (
        number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, json TEXT NOT NULL, step TEXT, reminders TEXT
    )""",
    "INSERT INTO result (id, json) SELECT id, json FROM unnumbered ORDER BY rowid",
    "DROP TABLE unnumbered",
)


class LockedError(GutboneError):
    """Another program has the database, and goes on having it."""

    def __init__(self, path: Path) -> None:
        what, fix = "another program has your kept results open.", "Close that program and try again."
        super().__init__("HISTORY_007", what, fix, str(path), ExitCode.FAILED)


class Patient(sqlite3.Connection):
    """A connection that waits for other programs, and after a second says so.

    SQLite's own way to wait is deaf to signals. Here Ctrl-C or SIGTERM ends each pause at once.
    """

    path = Path()
    tries, most = 0, TRIES

    def execute(self, *statement: Any) -> sqlite3.Cursor:
        """Execute a statement, as soon as no other program stands in its way."""
        while True:
            try:
                return super().execute(*statement)
            except sqlite3.OperationalError as error:
                if _code(error) != sqlite3.SQLITE_BUSY or self.tries >= self.most:
                    raise
            self._wait()

    def _wait(self) -> None:
        self.tries += 1
        if self.tries == TRIES_IN_SILENCE:
            what = "gutbone is waiting for another program that has your kept results open."
            fix = "Close that program, or press Ctrl-C to stop waiting."
            terminal.say(str(GutboneError("HISTORY_009", what, fix, str(self.path))))
        sleep(PAUSE)


def _code(error: Exception) -> int:
    """Give SQLite's own code of an error, without what it adds to it; 0 for any other error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def opened(path: Path, migrations: tuple[str, ...] = MIGRATIONS, *, tries: int = TRIES) -> Iterator[sqlite3.Connection]:
    """Open the database, made or brought up to date where that is needed.

    Raises GutboneError (exit code 1) for whatever goes wrong inside, and leaves the file as it was; LockedError where
    another program is in the way after so many tries.
    """
    try:
        if not kept_files.is_there(path, FIX):  # made for its owner only, before SQLite makes it for everyone to read
            kept_files.make_folder(path)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None, factory=Patient)) as database:
            database.path, database.most = path, tries
            for setting in ("secure_delete = ON", "synchronous = EXTRA", "temp_store = MEMORY"):
                database.execute(f"PRAGMA {setting}")
            migrate(database, path, migrations)
            yield database
    except (sqlite3.Error, OSError) as error:
        code = _code(error)
        if code == sqlite3.SQLITE_BUSY:
            raise LockedError(path) from None
        reason = (error.strerror or "it cannot be written").lower() if isinstance(error, OSError) else error
        what, fix = f"the kept results cannot be used: {reason}.", FIX if code in DAMAGED else LATER
        raise kept_files.refused(path, what, fix, "HISTORY_001") from None


@contextmanager
def change(database: sqlite3.Connection) -> Iterator[None]:
    """Make one change, whole or not at all; an error leaves it to be rolled back when the database is closed."""
    database.execute("BEGIN IMMEDIATE")
    yield
    database.execute("COMMIT")


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
