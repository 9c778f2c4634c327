"""Days and times: a day is the person's, with summer time; and times are compared as times, never as text."""

import json
import random
import re
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from homes import Home
from msgspec.structs import replace
from people import HALFWAY, INSTRUMENT, LEAST, responses, result
from scripts import LINES
from terminal import environment, run

from gutbone.answers.read import read_time
from gutbone.assess.assess import assess
from gutbone.base.clock import day_of, instant
from gutbone.history import store
from gutbone.report.handout import render_handout
from gutbone.report.note import render_note

# Written out, so that they hold where no time zones are installed.
ZONES = {
    "UTC": "UTC0",
    "Pacific/Auckland": "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "Europe/London": "GMT0BST,M3.5.0/1,M10.5.0",
    "America/New_York": "EST5EDT,M3.2.0,M11.1.0",
}


@pytest.fixture
def live_in(monkeypatch):
    """Live in a zone for the rest of the test."""

    def live(zone: str) -> None:
        monkeypatch.setenv("TZ", ZONES[zone])
        time.tzset()

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with monkeypatch.context():
        yield live
    monkeypatch.undo()
    time.tzset()


def program(zone: str, *arguments: str, given: str = "", **more: str) -> str:
    """Run gutbone in a zone; give what it wrote, and what it said beside that."""
    done = run(*arguments, given=given, TZ=ZONES[zone], **more)
    assert done.code == 0, done.err
    return done.out + done.err


def day_in(zone: str, at: datetime) -> date:
    """Give the day in a zone by what the C library says, in a program of its own."""
    script = "import sys, time; print(time.strftime('%Y-%m-%d', time.localtime(float(sys.argv[1]))))"
    command = [sys.executable, "-c", script, str(at.timestamp())]
    done = subprocess.run(command, capture_output=True, env=environment(TZ=ZONES[zone]), check=True, text=True)
    return date.fromisoformat(done.stdout.strip())


# --- the day of an instant

DAYS = [
    ("UTC", "2026-01-31T23:59:59+00:00", "2026-01-31"),
    ("UTC", "2026-01-31T23:30:00-05:00", "2026-02-01"),
    ("Pacific/Auckland", "2026-01-31T10:59:59+00:00", "2026-01-31"),  # 13 hours ahead in their summer
    ("Pacific/Auckland", "2026-01-31T11:00:00+00:00", "2026-02-01"),
    ("Pacific/Auckland", "2026-07-01T11:30:00+00:00", "2026-07-01"),  # and 12 in their winter
    ("Pacific/Auckland", "2026-07-01T12:00:00Z", "2026-07-02"),
    ("Europe/London", "2026-06-30T22:59:59+00:00", "2026-06-30"),
    ("Europe/London", "2026-06-30T23:00:00+00:00", "2026-07-01"),  # midnight in summer
    ("Europe/London", "2026-01-30T23:30:00+00:00", "2026-01-30"),
    ("Europe/London", "2026-03-29T00:30:00+00:00", "2026-03-29"),  # the night the clocks go forward
    ("Europe/London", "2026-10-24T23:30:00+00:00", "2026-10-25"),  # and back
    ("Europe/London", "2026-10-25T23:30:00+00:00", "2026-10-25"),
    ("America/New_York", "2026-01-31T04:59:59+00:00", "2026-01-30"),
    ("America/New_York", "2026-01-31T05:00:00+00:00", "2026-01-31"),
    ("America/New_York", "2026-01-31", "2026-01-31"),  # a day without a time stays that day
    ("Pacific/Auckland", "2026-01-31", "2026-01-31"),
    ("Pacific/Auckland", "2026-01-31T23:30:00", "2026-01-31"),  # and a time without an offset is the person's
]


@pytest.mark.parametrize(("zone", "text", "day"), DAYS, ids=str)
def test_a_day_is_the_persons(live_in, zone, text, day):
    live_in(zone)
    assert day_of(text) == date.fromisoformat(day)


@pytest.mark.parametrize(("text", "day"), [(text, text[:10]) for zone, text, _ in DAYS if text.endswith("+00:00")])
def test_with_the_clock_set_it_is_the_day_in_utc(live_in, monkeypatch, text, day):
    live_in("Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert str(day_of(text)) == day
    assert str(day_of(day)) == day


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_the_first_and_the_last_day_of_the_calendar_are_days_too(live_in, zone, text):
    live_in(zone)
    assert abs(day_of(text) - date.fromisoformat(text[:10])) <= timedelta(days=1)
    assert day_of(read_time(text)).year == int(text[:4])


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-02-30T00:00:00Z"])
def test_what_is_no_time_is_an_error(text):
    with pytest.raises(ValueError):  # noqa: PT011  Python's own words
        day_of(text)


# --- instants


def test_instants_are_in_the_order_in_which_they_were():
    in_order = [
        "2026-01-31T23:00:00+13:00",
        "2026-01-31T10:30:00Z",
        "2026-01-31T06:00:00-05:00",
        "2026-01-31T11:00:00.5+00:00",
    ]
    by_their_text = sorted(in_order)
    assert by_their_text != in_order
    assert sorted(by_their_text, key=instant) == in_order


def test_a_thousand_mixed_instants_are_listed_in_their_own_order(tmp_path, monkeypatch):
    chance, begin = random.Random(1), datetime(2026, 3, 29, tzinfo=UTC)
    moments = [begin + timedelta(seconds=second) for second in sorted(chance.sample(range(200_000), 1000))]
    offsets = [timezone(timedelta(minutes=chance.randrange(-14 * 4, 14 * 4 + 1) * 15)) for _ in moments]
    in_order = [at.astimezone(offset).isoformat() for at, offset in zip(moments, offsets, strict=True)]
    assert sorted(in_order) != in_order
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    person, kept_in = result({}), chance.sample(in_order, 1000)
    plan = SimpleNamespace(puts=[store.Kept("", replace(person, assessed_at=at)) for at in kept_in])
    store.change_all(lambda _: plan)
    assert [one.result.assessed_at for one in store.kept_results()] == in_order


@pytest.mark.parametrize("zone", ZONES)
def test_a_file_without_an_offset_means_the_persons_own_time(live_in, zone):
    live_in(zone)
    found = datetime.fromisoformat(read_time("2026-07-01 09:30"))
    assert found.tzinfo
    assert found.astimezone().replace(tzinfo=None) == datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001  as it was written
    assert read_time("2026-07-01T09:30:00+02:00") == "2026-07-01T09:30:00+02:00"


def test_in_utc_a_day_is_read_as_ever(live_in):
    live_in("UTC")
    assert read_time("2026-01-31") == "2026-01-31T00:00:00+00:00"


# --- where a person sees a day


@pytest.mark.parametrize(("zone", "day"), [("UTC", "30 June 2026"), ("Europe/London", "1 July 2026")])
def test_a_note_a_line_and_a_handout_name_the_persons_day(live_in, zone, day):
    live_in(zone)
    person = assess(INSTRUMENT, responses(HALFWAY, assessed_at="2026-06-30T23:30:00+00:00"))
    for render in (render_note, render_handout):
        days = re.findall(r"\b\d+ [A-Z][a-z]+ 20\d\d\b", render(person, INSTRUMENT.words))
        assert set(days) == {day}


def test_a_history_names_the_persons_day_and_is_sorted_by_time(tmp_path):
    home = Home(tmp_path)
    # by their text the second would come first, and the third second
    times = ("2026-12-31T22:00:00+09:00", "2026-12-31T10:00:00-05:00", "2026-12-31T20:00:00+00:00")
    for at, answers in zip(times[::-1], (HALFWAY, LEAST, HALFWAY), strict=True):
        file = {"answers": answers, "conditions": [], "flags": [], "assessed_at": at}
        program("UTC", "score", "-", "--keep", given=json.dumps(file), **home.env)
    for zone, days in (
        ("UTC", ["31 December 2026"] * 3),
        ("Pacific/Auckland", ["1 January 2027"] * 3),
        ("America/New_York", ["31 December 2026"] * 3),
    ):
        listed = program(zone, "history", "list", **home.env)
        assert re.findall(r"\d+ \w+ \d{4}", listed) == days
    lines = program("UTC", "history", "export", **home.env).splitlines()
    assert [json.loads(line)["assessed_at"] for line in lines] == list(times)


@pytest.mark.parametrize("zone", ZONES)
def test_a_reminder_is_counted_from_the_persons_day(tmp_path, zone):
    before = datetime.now(UTC)
    assert run("quiz", "--remind-in", "1", given=LINES, cwd=tmp_path, TZ=ZONES[zone]).code == 0
    text = (tmp_path / "gutbone-reminder.ics").read_text()
    found = text.partition("DTSTART:")[2][:8]
    week = timedelta(weeks=1)
    assert found in {f"{day_in(zone, at) + week:%Y%m%d}" for at in (before, datetime.now(UTC))}


def test_unfinished_answers_name_the_persons_day(tmp_path):
    home = Home(tmp_path)
    home.stop_after(3, TZ=ZONES["UTC"], SOURCE_DATE_EPOCH="1782862200")  # 2026-06-30T23:30:00Z
    kept = json.loads(home.unfinished.read_text())
    kept["at"] = datetime.now(UTC).replace(hour=23, minute=30).isoformat()  # past midnight in London's summer
    home.unfinished.write_text(json.dumps(kept))
    at = datetime.fromisoformat(kept["at"])
    for zone in ("UTC", "Pacific/Auckland"):
        with home.quiz(TZ=ZONES[zone]) as quiz:
            quiz.wait("Carry on?")
            day = day_in(zone, at)
            assert f"on {day.day} {day:%B}" in quiz.words
            quiz.type("q")
            assert quiz.finish() == 0
