"""What stands beside a kept result: the step that a person chose, how it went, and the days they asked to be reminded."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from gutbone.assess.result import Time

Went = Literal["mostly", "sometimes", "not_really"]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


class Chosen(Struct, frozen=True):
    """A step that somebody made their own: the tip it belongs to in the words of that day, and the answer it asks for."""

    tip: str
    text: str
    plan: str
    item: str
    option: str
    chosen_at: Time
    went: Went | None = None
    went_at: Time | None = None


class Reminder(Struct, frozen=True):
    """A day in a calendar: ``uid`` is its name there, and ``sequence`` grows each time it is written again."""

    day: Day
    uid: str
    sequence: int
