"""The reminder: it rings in any calendar, a new day is a new entry, the same day the same one, and it never fails."""

import json
import os
import shutil
import stat
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from homes import Home
from icalendar import Calendar
from people import INSTRUMENT, result
from scripts import LINES
from terminal import run

from gutbone.history import store
from gutbone.history.reminder import day_in, free_name, write_reminder

ENGINES = Path(__file__).parent / "engines"
WORDS = INSTRUMENT.words
NOW = "1767225600"  # 1 January 2026
AT = "2026-01-01T09:30:00+00:00"
STEP = "Have an apple, or a pear; keep the peel on."


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a reminder into a folder; give the event in it as icalendar reads it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)

    def write(weeks, step=STEP, **more):
        path = free_name(tmp_path, day_in(weeks))
        assert path.name in write_reminder(tmp_path, weeks, WORDS, step=step, **more)
        (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        return event

    return write


def test_b18_it_is_at_9_wherever_the_person_is_and_rings_5_minutes_before(written):
    event = written(6)
    starts = event.decoded("dtstart")
    assert (starts, starts.tzinfo) == (datetime(2026, 2, 12, 9), None)  # noqa: DTZ001  it floats
    assert event.decoded("dtend") - starts == timedelta(minutes=15)
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm.decoded("trigger")) == ("DISPLAY", timedelta(minutes=-5))
    assert alarm["description"] == event["summary"]


def test_the_step_is_in_its_title_and_the_command_alone_on_a_line(written):
    event = written(6)
    assert event["summary"] == WORDS.reminder_step.format(step=STEP.rstrip("."))
    assert str(event["description"]).split("\n\n") == [
        WORDS.reminder_your_step.format(step=STEP),
        WORDS.reminder_how,
        "gutbone quiz --keep",
        WORDS.reminder_stays,
    ]


def test_without_a_step_it_says_nothing_about_health(written):
    event = written(6, step="")
    assert event["summary"] == WORDS.reminder_again
    assert str(event["description"]).startswith(WORDS.reminder_how)


def test_it_holds_none_of_what_calendars_lose_or_spoil(written, tmp_path, monkeypatch):
    monkeypatch.setattr("gutbone.base.commands.ThisRun.options", {"--rules": ("--rules", r"C:\Users\Zoë")})
    event = written(6, step="Eat\nbeans\\peas, " + "é" * 90)
    assert set(event) == {
        *("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "DESCRIPTION", "CLASS", "TRANSP")
    }
    assert "\\" not in event["summary"] + event["description"]
    text = (tmp_path / "gutbone-reminder.ics").read_bytes().decode()
    assert {line for line in text.split("\r\n") if line.startswith("BEGIN:")} == {
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VALARM")
    }
    assert "METHOD" not in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_another_day_is_another_entry_and_the_same_day_the_same_one(written):
    first, second, again = written(6), written(12), written(6)
    assert first["uid"] != second["uid"]
    assert first["uid"] == again["uid"]
    assert [one.decoded("sequence") for one in (first, second, again)] == [0, 0, 1]
    assert str(first["uid"]).startswith("20260212-")


def test_what_belongs_to_a_kept_result_is_kept_with_it(written, tmp_path):
    kept, other = store.add(result(assessed_at=AT)), store.add(result(assessed_at=AT))
    first = written(6, kept=kept)
    for file in tmp_path.glob("*.ics"):
        file.unlink()
    again = written(6, kept=other)
    assert (again["uid"], again.decoded("sequence")) == (first["uid"], 1)
    assert [[(one.day, one.sequence) for one in kept.reminders] for kept in store.kept_results()] == [
        [("2026-02-12", 0)],
        [("2026-02-12", 1)],
    ]


@pytest.mark.parametrize(
    "content", [b"", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff", b"x" * 20_000]
)
def test_whatever_lies_in_its_place_is_left_as_it_is(written, tmp_path, content):
    before = tmp_path / "gutbone-reminder.ics"
    before.write_bytes(content)
    assert written(6).decoded("sequence") == 0
    assert before.read_bytes() == content
    assert (tmp_path / "gutbone-reminder-2026-02-12.ics").exists()
    (tmp_path / "gutbone-reminder-2026-02-12-2.ics").mkdir()
    written(6)
    assert (tmp_path / "gutbone-reminder-2026-02-12-3.ics").exists()


def test_two_reminders_in_turn_are_both_there_for_readers_of_another_family(written, tmp_path):
    folder = os.environ.get("GUTBONE_BROWSER", "")
    if not (Path(folder) / "node_modules" / "ical.js").is_dir():
        pytest.skip("no reader: run .ci/browser DIR, then set GUTBONE_BROWSER=DIR (.ci/run does)")
    events = [written(weeks, step) for weeks, step in ((6, STEP), (12, "Zoë's beans"))]
    read = [shutil.which("node"), ENGINES / "calendar.mjs", tmp_path]
    done = subprocess.run(read, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    found = sorted(json.loads(done.stdout), key=lambda one: one["starts"])
    for event, one, day in zip(events, found, ("2026-02-12", "2026-03-26"), strict=True):
        assert (one["uid"], one["summary"]) == (event["uid"], event["summary"])
        assert one["description"] == event["description"]
        assert (one["starts"], one["zone"], one["rings"]) == (f"{day}T09:00:00", "floating", f"{day}T08:55:00")
        assert (one["ends"], one["alarm"]) == (f"{day}T09:15:00", ["DISPLAY", event["summary"]])


# --- from the command line


def test_the_quiz_writes_one_beside_the_result_and_says_where(home):
    (home.folder / "a").mkdir()
    options = ("--keep", "--remind-in", "6")
    done = run("quiz", *options, "-o", "a/r.txt", given=LINES, cwd=home.folder, SOURCE_DATE_EPOCH=NOW, **home.env)
    assert done.code == 0
    assert f"12 February is in {home.folder.resolve() / 'a' / 'gutbone-reminder.ics'}." in done.err
    assert stat.S_IMODE((home.folder / "a" / "gutbone-reminder.ics").stat().st_mode) == 0o600
    (line,) = run("history", "export", **home.env).out.splitlines()
    (reminder,) = json.loads(line)["kept"]["reminders"]
    assert reminder["uid"] in (home.folder / "a" / "gutbone-reminder.ics").read_text()


def test_b18_it_never_fails_over_an_older_one(home):
    for name in ("gutbone-reminder.ics", "gutbone-reminder-2026-02-12.ics"):
        done = run("quiz", "--remind-in", "6", given=LINES, cwd=home.folder, SOURCE_DATE_EPOCH=NOW, **home.env)
        assert (done.code, name in done.err) == (0, True)


def test_with_the_clock_set_it_repeats(home):
    found = []
    for name in ("a", "b"):
        (home.folder / name).mkdir()
        options = ("--remind-in", "52", "-o", str(home.folder / name / "result.txt"))
        run("quiz", *options, given=LINES, SOURCE_DATE_EPOCH=NOW)
        found.append((home.folder / name / "gutbone-reminder.ics").read_bytes())
    assert found[0] == found[1]


def test_without_a_name_for_the_result_the_reminder_is_not_in_the_way(home):
    done = run("quiz", "--remind-in", "6", "-o", ".", cwd=home.folder)
    assert (done.code, home.files()) == (1, [])


@pytest.mark.parametrize("weeks", ["0", "53", "six"])
def test_it_is_in_1_to_52_weeks(home, weeks):
    assert run("quiz", "--remind-in", weeks, cwd=home.folder).code == 2
    assert home.files() == []


def test_nobody_is_reminded_of_a_quiz_that_ended_early(home):
    assert run("quiz", "--remind-in", "6", given="1\n", cwd=home.folder).code == 0
    assert home.files() == []
