"""The clock, the days of the person's zone, and chance; SOURCE_DATE_EPOCH sets them where output has to repeat."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from gutbone.base.errors import GutboneError

if TYPE_CHECKING:
    from random import Random

BEYOND = (ValueError, OverflowError, OSError)  # what a time at the edge of the calendar raises in another zone


def now() -> str:
    """Give the time as ISO 8601 with the person's own offset; SOURCE_DATE_EPOCH sets it, in UTC, so that output repeats."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        time = datetime.now(UTC).astimezone() if epoch is None else datetime.fromtimestamp(int(epoch), UTC)
    except BEYOND:
        what = f"SOURCE_DATE_EPOCH is {epoch}."
        raise GutboneError("WORLD_001", what, "Set it to seconds since 1970, or unset it.") from None
    return written(time.replace(microsecond=0))


def written(time: datetime) -> str:
    """Write a time as ISO 8601; an offset that is no whole number of minutes, which few can read, gives way to UTC."""
    offset = time.utcoffset()
    return (time if not offset or offset % timedelta(minutes=1) == timedelta(0) else time.astimezone(UTC)).isoformat()


def instant(text: str) -> datetime:
    """Read a time in ISO 8601, to compare it with others; without an offset it is a time of the person's zone.

    A day without a time stands for its beginning. Raises ValueError for what is no time.
    """
    time = datetime.fromisoformat(text)
    if time.tzinfo:
        return time
    try:
        if zone := _zone():
            return time.replace(tzinfo=zone)
        there = time.astimezone()
        is_skipped = there.replace(tzinfo=None) != time  # by clocks that go forward; it is taken as the moment they do
        return time.replace(fold=1).astimezone() if is_skipped else there
    except BEYOND:
        return time.replace(tzinfo=UTC)


def day_of(text: str) -> date:
    """Give the day that it was for the person, by their zone and its summer time. Raises ValueError for no time."""
    time = instant(text)
    try:
        return time.astimezone(_zone()).date()
    except BEYOND:
        return time.date()


def _zone() -> tzinfo | None:
    """Give UTC where output has to repeat, and None for the zone that TZ or the system names."""
    return UTC if "SOURCE_DATE_EPOCH" in os.environ else None


def chance() -> "Random":
    """Give where ids come from: the system, or what SOURCE_DATE_EPOCH sets, so that output repeats."""
    from random import Random, SystemRandom

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return SystemRandom() if epoch is None else Random(epoch)  # noqa: S311  asked to repeat, not to be secret


def new_ids() -> Iterator[str]:
    """Give random ids, one after the other."""
    from uuid import UUID

    source = chance()
    while True:
        yield str(UUID(int=source.getrandbits(128), version=4))
