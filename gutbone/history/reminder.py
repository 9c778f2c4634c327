"""A reminder to take the quiz again, as a file for any calendar, with nothing in it about health."""

from datetime import timedelta
from pathlib import Path

from icalendar import Calendar, Event

from gutbone.base import clock, files
from gutbone.rules.words import Words


def write_reminder(path: Path, weeks: int, words: Words) -> str:
    """Write a calendar with one whole day in it, which blocks no time and is marked private; give the words that say so.

    Never writes over another file.
    """
    now = clock.now()
    day = clock.day_of(now) + timedelta(weeks=weeks)
    event = Event()
    event.add("uid", next(clock.new_ids()))
    event.add("dtstamp", clock.instant(now))
    event.add("dtstart", day)
    event.add("summary", "gutbone reminder")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//gutbone//reminder//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    files.write_whole(path, calendar.to_ical(), force=False)
    return words.reminder.format(date=words.day(day), file=path)
