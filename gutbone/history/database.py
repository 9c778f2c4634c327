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

from gutbone.base import kept_files

FIX = "It was left as it is. To begin anew, move it away."
APPLICATION = 0x67757462  # "gutb": marks the file as ours
PATIENCE = 60  # seconds to wait for other programs that write
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
