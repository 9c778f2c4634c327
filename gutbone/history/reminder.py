"""A reminder to take the quiz again, as a file for any calendar.

Its form is the one that rings in every calendar that was tried: 9 o'clock wherever the person is, an alarm 5 minutes
before, one name (UID) for each day, and no backslash but those that the format itself needs.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from gutbone.base import clock, files
from gutbone.base.commands import command, whole
from gutbone.history import store
from gutbone.history.chosen import Reminder
from gutbone.rules.words import Words

NAME = "gutbone-reminder"
STARTS, LASTS, RINGS = time(9), timedelta(minutes=15), timedelta(minutes=-5)
MOST_BYTES = 10_000


def write_reminder(
    folder: Path, weeks: int, words: Words, *, step: str = "", kept: str | None = None, now: str = ""
) -> str:
    """Write a reminder of a step, or of the quiz alone, into a folder; give the words that say where it is.

    It writes over no file. ``kept`` is the id of the result that it belongs to, which then holds the days reminded of.
    Weeks are counted from the day of ``now``, which is that of the clock unless given.
    """
    now = now or clock.now()
    day = day_in(weeks, now)
    new_uid = f"{day:%Y%m%d}-{clock.chance().getrandbits(32):08x}@gutbone"
    named = _beside(folder, day) or Reminder(day.isoformat(), new_uid, 0)
    if kept:
        named = store.remember_reminder(kept, named)
    path = free_name(folder, day)
    files.write_whole(path, _calendar(named, _plain(step), words, now), force=False)
    return words.reminder.format(date=words.day(day), file=whole(str(path)))


def day_in(weeks: int, now: str = "") -> date:
    """Give the day that is so many weeks from the person's today."""
    return clock.day_of(now or clock.now()) + timedelta(weeks=weeks)


def free_name(folder: Path, day: date) -> Path:
    """Give a name in a folder that no file has: the plain one, or one with the day in it."""
    names = (f"{NAME}{more}.ics" for more in _endings(day))
    return next(path for name in names if not (path := folder / name).exists())


def _endings(day: date) -> Iterator[str]:
    yield from ("", f"-{day}")
    yield from (f"-{day}-{number}" for number in count(2))


def _beside(folder: Path, day: date) -> Reminder | None:
    """Give the next writing of a reminder for this day that lies in the folder already; None where there is none."""
    found = []
    for path in filter(Path.is_file, folder.glob(f"{NAME}*.ics")):
        with suppress(ValueError, KeyError, OSError), path.open("rb") as file:  # what is no calendar of ours
            (event,) = Calendar.from_ical(file.read(MOST_BYTES)).walk("VEVENT")
            if event.decoded("dtstart") == datetime.combine(day, STARTS):
                found.append(Reminder(day.isoformat(), str(event["UID"]), event.decoded("sequence") + 1))
    return max(found, key=lambda one: one.sequence, default=None)


def _calendar(named: Reminder, step: str, words: Words, now: str) -> bytes:
    """Write a calendar with one event in it, which blocks no time and is marked private."""
    starts = datetime.combine(date.fromisoformat(named.day), STARTS)
    title = words.reminder_step.format(step=step.rstrip(".!?")) if step else words.reminder_again
    told = [words.reminder_your_step.format(step=step)] if step else []
    told += [words.reminder_how, _plain(command("quiz", "--keep")), words.reminder_stays]
    alarm = Alarm()
    for name, value in {"action": "DISPLAY", "description": title, "trigger": RINGS}.items():
        alarm.add(name, value)
    event, calendar = Event(), Calendar()
    written = clock.instant(now).astimezone(UTC)
    about = {"uid": named.uid, "dtstamp": written, "sequence": named.sequence, "summary": title}
    when = {"dtstart": starts, "dtend": starts + LASTS, "description": "\n\n".join(told)}
    for name, value in {**about, **when, "class": "PRIVATE", "transp": "TRANSPARENT"}.items():
        event.add(name, value)
    event.add_component(alarm)
    calendar.add("prodid", "-//gutbone//reminder")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _plain(text: str) -> str:
    """Give a text on one line and without backslashes, which some calendars double."""
    return " ".join(text.split()).replace("\\", "/")
