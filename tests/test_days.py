"""Whatever the zone: each place that shows a day, or counts from one, has the day that it was for the person."""

import ast
import os
import random
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from people import HALFWAY, INSTRUMENT, result
from terminal import run

from gutbone.answers.read import read_time
from gutbone.base import clock
from gutbone.history import last
from gutbone.history.reminder import write_reminder
from gutbone.history.store import Kept
from gutbone.history.trend import View, list_lines, trend_lines
from gutbone.quiz.resume import Kept as KeptAnswers
from gutbone.quiz.resume import Unfinished, _rules
from gutbone.report.handout import render_handout
from gutbone.report.note import render_note
from gutbone.report.oneline import render_oneline

# Written out, so that they hold where no time zones are installed. Each with a moment at which its clocks change.
ZONES = {
    "UTC": ("UTC0", "2060-01-01T00:00:00Z"),
    "Auckland": ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2060-09-25T14:00:00Z"),
    "London": ("GMT0BST,M3.5.0/1,M10.5.0", "2060-10-31T01:00:00Z"),
    "New York": ("EST5EDT,M3.2.0,M11.1.0", "2060-03-14T07:00:00Z"),
    "India": ("IST-5:30", "2060-01-01T18:30:00Z"),
    "Nepal": ("<+0545>-5:45", "2060-01-01T18:15:00Z"),
    "Chatham Islands": ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", "2060-04-03T14:00:00Z"),
    "Lord Howe Island, which changes by half an hour": ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2060-04-03T15:00:00Z"),
    "Newfoundland": ("NST3:30NDT,M3.2.0,M11.1.0", "2060-11-07T04:30:00Z"),
    "Cuba, which changes at midnight": ("CST5CDT,M3.2.0/0,M11.1.0/1", "2060-03-14T05:00:00Z"),
    "Kiritimati, west of the date line": ("<+14>-14", "2060-01-01T10:00:00Z"),
    "Samoa (American), east of it": ("SST11", "2060-01-01T11:00:00Z"),
}
DAY = timedelta(days=1)
WORDS = INSTRUMENT.words
SHORT, LONG = 8, 200


@pytest.fixture(params=ZONES)
def change(request, monkeypatch):
    """Live in a zone; give a moment at which its clocks change, or some day begins."""
    zone, at = ZONES[request.param]
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with monkeypatch.context() as there:
        there.setenv("TZ", zone)
        time.tzset()
        yield datetime.fromisoformat(at)
    time.tzset()


def day_there(at):
    """Give the day where we live, by what the C library says."""
    return date.fromisoformat(time.strftime("%Y-%m-%d", time.localtime(at.timestamp())))


def instants(change, many):
    """Give moments in many years, half of them within 3 hours of a midnight or of a change of the clocks.

    All are written with some offset, as another computer may have written them.
    """
    chance = random.Random(str(change))
    for number in range(many):
        any_time = change + chance.randrange(-2000, 2000) * DAY + timedelta(seconds=chance.randrange(86400))
        if number % 2:
            change_or_midnight = change if number % 4 == 1 else midnight(any_time)
            any_time = change_or_midnight + timedelta(seconds=chance.randrange(-3 * 3600, 3 * 3600))
        yield any_time, any_time.astimezone(chance.choice([UTC, None])).isoformat()


def midnight(at):
    """Give about when a day begins where we live."""
    there = time.localtime(at.timestamp())
    return at - timedelta(hours=there.tm_hour, minutes=there.tm_min, seconds=there.tm_sec)


def in_words(day):
    return f"{WORDS.day(day)} {day.year}"


def resumed_on(at, folder):
    """Give the day that the page names on which a quiz can be carried on with."""
    unfinished = Unfinished(INSTRUMENT, saves=False)
    unfinished.path = folder / "unfinished.json"
    kept = KeptAnswers(
        schema="gutbone.unfinished/1",
        rules=_rules(INSTRUMENT),
        at=at,
        done=(),
        answers={},
        age=None,
        conditions=None,
        flags=None,
    )
    unfinished.path.write_bytes(msgspec.json.encode(kept))
    return unfinished.first().earlier_on


@pytest.mark.parametrize("many", [SHORT, pytest.param(LONG, marks=pytest.mark.long)])
def test_every_place_that_names_a_day_names_the_persons(change, many, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    answers, unanswered, view = result(HALFWAY), result({}), View(INSTRUMENT, columns=200, score=None)
    for number, (at, text) in enumerate(instants(change, many)):
        day, person = day_there(at), replace(answers, assessed_at=text)
        assert f" {in_words(day)}, " in " ".join(render_note(person, WORDS).split()), text
        assert str(day) in render_oneline(person, WORDS), text
        assert f"{in_words(day)}. Page 1" in render_handout(replace(unanswered, assessed_at=text), WORDS), text
        kept = [Kept("abcdef", person)]
        assert in_words(day) in next(iter(list_lines(kept, view))).text, text
        assert any(line.text.strip().startswith(in_words(day)) for line in trend_lines(kept, view)), text
        assert resumed_on(at, tmp_path) == WORDS.day(day), text
        last.hold(last.begin(person))
        assert str(day) in render_oneline(last.last_held(INSTRUMENT).result, WORDS), text
        (folder := tmp_path / str(number)).mkdir()
        assert WORDS.day(day + 6 * 7 * DAY) in write_reminder(folder, 6, WORDS, now=text), text
        assert f"DTSTART:{day + 6 * 7 * DAY:%Y%m%d}T090000" in (folder / "gutbone-reminder.ics").read_text(), text


def test_the_last_result_as_it_is_shown_again_names_the_persons(change, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    last.hold(last.begin(replace(result(HALFWAY), assessed_at=change.isoformat())))
    seen = run("last", "--format", "oneline", TZ=os.environ["TZ"], XDG_STATE_HOME=str(tmp_path))
    assert str(day_there(change)) in seen.out


@pytest.mark.usefixtures("change")
def test_now_has_the_persons_offset_and_the_persons_day():
    before = datetime.now(UTC)
    now = clock.instant(clock.now())
    assert before.replace(microsecond=0) <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(seconds=time.localtime(now.timestamp()).tm_gmtoff)
    assert clock.day_of(clock.now()) in {day_there(before), day_there(datetime.now(UTC))}
    assert clock.now()[:10] == str(clock.day_of(clock.now()))


def test_a_day_without_a_time_is_its_own_beginning_also_where_the_clocks_change_at_midnight(change):
    for number in range(-400, 400):
        day = (change + number * DAY).date()
        begins = clock.instant(str(day))
        assert clock.day_of(str(day)) == clock.day_of(read_time(str(day))) == day
        assert day_there(begins - timedelta(seconds=1)) < day == day_there(begins + timedelta(seconds=1))


@pytest.mark.parametrize("zone", ["XXX-1:23:45", "GMT0:01:15"])
def test_an_offset_that_few_can_read_is_never_written(zone, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with monkeypatch.context() as there:
        there.setenv("TZ", zone)
        time.tzset()
        for text in (clock.now(), read_time("2026-01-31"), read_time("1850-06-01 12:00")):
            assert text.endswith("+00:00")
        assert clock.day_of(read_time("2026-01-31")) == date(2026, 1, 31)
    time.tzset()


# --- in one place

HOUSE = Path(clock.__file__).parents[1]
CUTS = {"date", "today", "strftime", "timetuple", "toordinal"}


def days_made(text):
    """Give the lines that make a day out of a time: text cut to 10 characters or at the T, and what datetime offers."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Subscript(slice=ast.Slice(lower=None, upper=ast.Constant(10))):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name), args=[]) if name in CUTS:
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="strftime")):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="partition" | "split"), args=[ast.Constant("T")]):
                yield node.lineno


def test_a_day_is_made_in_one_place():
    found = {path: [*days_made(path.read_text(encoding="utf-8"))] for path in HOUSE.rglob("*.py")}
    assert {path.relative_to(HOUSE).as_posix() for path, lines in found.items() if lines} == {"base/clock.py"}


@pytest.mark.parametrize(
    "line", ["x = at[:10]", "at.date()", "date.today()", "at.strftime('%d')", "at.partition('T')[0]", "at.split('T')"]
)
def test_the_search_for_other_places_finds_them(line):
    assert [*days_made(f"\n{line}\n")] == [2]
