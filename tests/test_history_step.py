"""What stands beside a kept result: the step somebody chose, how it went, and the days of their reminders."""

import csv
import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace
from people import result

from gutbone.answers.read import read_time
from gutbone.base import kept_files
from gutbone.base.errors import GutboneError
from gutbone.base.text import as_json
from gutbone.history import store
from gutbone.history.chosen import Chosen, Reminder
from gutbone.history.database import MIGRATIONS, change, opened
from gutbone.history.table import json_lines, table

AT = "2026-06-01T09:30:00+01:00"
STEP = Chosen("pulses_add", "Add beans to one meal.", "When I cook, I add beans.", "pulses", "few_a_week", AT)


@pytest.fixture(autouse=True)
def _home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture
def kept():
    """The id of a kept result without a step."""
    return store.add(result(assessed_at=AT))


def test_a_result_is_kept_with_a_step_or_gets_one_later(kept):
    with_step = store.add(result(assessed_at=AT), STEP)
    assert [one.step for one in store.kept_results()] == [None, STEP]
    store.choose(kept, STEP)
    store.choose(with_step, None)
    assert [one.step for one in store.kept_results()] == [STEP, None]


def test_how_it_went_is_kept_with_the_step(kept, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782862200")
    store.choose(kept, STEP)
    store.say_how_it_went(kept, "sometimes")
    (one,) = store.kept_results()
    assert (one.step.went, one.step.went_at, one.step.text) == ("sometimes", "2026-06-30T23:30:00+00:00", STEP.text)


def test_nothing_can_be_said_of_a_step_that_is_not_there(kept):
    with pytest.raises(GutboneError, match="no step was chosen"):
        store.say_how_it_went(kept, "mostly")
    for say in (lambda: store.choose("nobody", STEP), lambda: store.say_how_it_went("nobody", "mostly")):
        with pytest.raises(GutboneError, match="no result is kept as nobody"):
            say()
    assert store.kept_results()[0].step is None


def test_a_day_of_reminders_has_one_name_that_grows_with_each_writing(kept):
    other = store.add(result(assessed_at=AT))
    written = [
        store.remember_reminder(name, Reminder(day, f"new-{count}", 0))
        for count, (name, day) in enumerate([(kept, "2026-07-01"), (kept, "2026-08-01"), (other, "2026-07-01")])
    ]
    assert [(one.uid, one.sequence) for one in written] == [("new-0", 0), ("new-1", 0), ("new-0", 1)]
    again = store.remember_reminder(kept, Reminder("2026-07-01", "new-3", 0))
    assert (again.uid, again.sequence) == ("new-0", 2)
    assert [[one.day for one in kept.reminders] for kept in store.kept_results()] == [
        ["2026-08-01", "2026-07-01"],
        ["2026-07-01"],
    ]


def test_exports_hold_ids_and_the_step_leaves_only_with_safety(kept):
    store.choose(kept, STEP)
    store.say_how_it_went(kept, "mostly")
    store.remember_reminder(kept, Reminder("2026-07-01", "new", 0))
    both = store.kept_results()
    line, bare = (json.loads(json_lines(both, with_safety=safe))["kept"] for safe in (True, False))
    assert line["id"] == bare["id"] == kept
    assert (line["step"]["text"], line["step"]["went"], bare["step"]) == (STEP.text, "mostly", None)
    assert line["reminders"] == bare["reminders"] == [{"day": "2026-07-01", "uid": "new", "sequence": 0}]
    (row,) = csv.DictReader(table(both, with_safety=True).splitlines())
    assert (row["step"], row["step_went"]) == (STEP.text, "mostly")
    assert STEP.text not in table(both, with_safety=False)


@pytest.mark.parametrize("column", ["step", "reminders"])
@pytest.mark.parametrize("text", ["{}", "[{}]", '{"tip": 1}', "soon"])
def test_what_is_damaged_beside_a_result_is_told_with_its_id(kept, column, text):
    with closing(sqlite3.connect(kept_files.history_file())) as database, database:
        database.execute(f"UPDATE result SET {column} = ?", (text,))
    with pytest.raises(GutboneError, match=f"damaged. Delete it: gutbone history delete {kept}"):
        store.kept_results()


def test_results_that_an_older_program_kept_are_there_in_their_order():
    with opened(kept_files.history_file(), MIGRATIONS[:1]) as database:
        database.execute("INSERT INTO result VALUES ('zz2345', '{}')")
        database.execute("INSERT INTO result VALUES ('aa2345', '{}')")
    with opened(kept_files.history_file()) as database:
        database.execute("INSERT INTO result (id, json) VALUES ('mm2345', '{}')")
        database.execute("VACUUM")
        rows = database.execute("SELECT id, step, reminders FROM result ORDER BY number").fetchall()
    assert rows == [("zz2345", None, None), ("aa2345", None, None), ("mm2345", None, None)]


# --- in order


def test_a_thousand_instants_are_in_their_order_however_they_are_written():
    """Days without a time stand for their beginning, and what is of one instant stays in the order it was kept in."""
    chance, base, begins = random.Random(3), result(), datetime(2026, 3, 28, tzinfo=UTC)
    written = []
    for _ in range(1000):
        at = begins + timedelta(
            seconds=chance.randrange(0, 4 * 86400, 600), microseconds=chance.choice([0, 0, 500_000])
        )
        zone = timezone(timedelta(minutes=15 * chance.randrange(-48, 57)))
        text = at.astimezone(zone).isoformat() if chance.random() < 0.8 else read_time(str(at.date()))
        written.append(text.replace("+00:00", "Z") if chance.random() < 0.5 else text)
    with opened(kept_files.history_file()) as database, change(database):
        rows = [(f"n{n}", as_json(replace(base, assessed_at=text)).decode()) for n, text in enumerate(written)]
        database.executemany("INSERT INTO result (id, json) VALUES (?, ?)", rows)
    found = [(datetime.fromisoformat(one.result.assessed_at), int(one.id[1:])) for one in store.kept_results()]
    assert found == sorted(found)
    assert len(found) == 1000
    assert [one.id for one in store.kept_results()] != [f"n{n}" for n in sorted(range(1000), key=written.__getitem__)]
