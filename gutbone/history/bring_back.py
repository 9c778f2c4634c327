"""An export brought back: what is there already is passed over or brought up to date, nothing is lost or doubled."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated, Any, NoReturn

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from gutbone.assess.result import Result
from gutbone.base import clock
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError
from gutbone.history.chosen import Chosen, Reminder
from gutbone.history.recount import doubtful
from gutbone.history.store import Kept, with_ids
from gutbone.history.table import without_safety
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words

ID = r"^[a-z0-9]{0,32}$"


class Mark(Struct, frozen=True):
    """What an export says beside a result; ``number`` and ``of`` show whether lines are missing at its end."""

    id: Annotated[str, Meta(pattern=ID)] = ""
    number: int = 0
    of: int = 0
    step: Chosen | None = None
    reminders: tuple[Reminder, ...] = ()


class _Line(Struct, frozen=True):
    kept: Mark = Mark()


class Brought:
    """What becomes of the results of an export: ``puts`` are to be written, and the counts say why."""

    def __init__(self, there: list[Kept], found: Iterable[Kept]) -> None:
        self.there = {one.id: one for one in there if one.id}
        self.found = [*found]
        self.named, self.used = {one.id for one in self.found}, set[str]()
        self.puts: list[Kept] = []
        self.new = self.changed = self.same = 0
        for one in self.found:
            self._take(one)

    def _take(self, one: Kept) -> None:
        own = self._own(one)
        if own is None:
            self.new += 1
            one = replace(one, id="") if one.id in self.there else one
        else:
            self.used.add(own.id)
            one = _up_to_date(own, one)
            self.changed, self.same = self.changed + (one != own), self.same + (one == own)
        if one != own:
            self.puts.append(one)
            self.there |= {one.id: one} if one.id else {}

    def _own(self, one: Kept) -> Kept | None:
        """Give the kept result that this one is: by its id; where that is another's, by all that it says."""
        own = self.there.get(one.id)
        if own and without_safety(own.result) == without_safety(one.result):
            return own
        if one.id and not own:
            return None
        others = (kept for kept in self.there.values() if kept.id not in self.named | self.used)
        return next((kept for kept in others if kept.result == one.result), None)


def _up_to_date(own: Kept, brought: Kept) -> Kept:
    """Give a kept result with what an export of the same knows beyond it: health answers, a later step, more days."""
    later = max((one.step for one in (brought, own)), key=_last_said)
    days = {one.day: one for one in own.reminders}
    for one in brought.reminders:
        if one.day not in days or one.sequence > days[one.day].sequence:
            days[one.day] = one
    found = brought.result if _is_bare(own.result) and not _is_bare(brought.result) else own.result
    return Kept(own.id, found, later if _last_said(later) > _last_said(own.step) else own.step, (*days.values(),))


def _last_said(step: Chosen | None) -> float:
    said = (step.chosen_at, step.went_at) if step else ()
    return max((clock.instant(at).timestamp() for at in said if at), default=float("-inf"))


def _is_bare(result: Result) -> bool:
    """Say whether a result came without what was said of health."""
    return result.conditions is None and result.flags is None and not (result.tips or result.titles.tips)


def read_export(content: bytes, name: str, instrument: Instrument) -> list[Kept]:
    """Read an export, a result a line.

    Raises GutboneError (exit code 2) with the line that breaks off, or is no result, or not what its answers give.
    """
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    if not lines or not lines[0][1].lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        _refuse("this is no export.", name)
    read = [_read(line, f"{name}:{number}", instrument) for number, line in lines]
    last = read[-1][0]
    if last.number < last.of:
        _refuse(f"this breaks off after result {last.number} of {last.of}.", f"{name}:{lines[-1][0]}")
    return [kept for _, kept in read]


def _read(line: bytes, where: str, instrument: Instrument) -> tuple[Mark, Kept]:
    """Read a line; a result without health answers says so from then on."""
    try:
        json.loads(line, object_pairs_hook=partial(_once, where))
        mark, found = msgspec.json.decode(line, type=_Line).kept, msgspec.json.decode(line, type=Result)
        for at in filter(None, (found.assessed_at, *((mark.step.chosen_at, mark.step.went_at) if mark.step else ()))):
            clock.instant(at)
    except msgspec.ValidationError as error:
        place = str(error).rpartition("`$.")[2].rstrip("`") if "`$." in str(error) else "schema"
        _refuse(f"this is no kept result, by its {place}.", where)
    except (ValueError, RecursionError) as error:
        _refuse("this line breaks off, or is no JSON.", f"{where}:{_column(error)}")
    if found.ending:
        _refuse("this is a result that is never kept.", where)
    _check_points(found, where, instrument)
    found = found if found.headline or found.total.label else with_ids(found)  # of version 0.1.0
    if _is_bare(found) and not found.notices:
        said: dict[str, Any] = {"notices": (instrument.words.history_bare,), "notice_kinds": ("check",)}
        found = replace(found, headline=found.headline or found.total.text or instrument.words.history_bare, **said)
    return mark, Kept(mark.id, found, mark.step, mark.reminders)


def _once(where: str, pairs: list[tuple[str, Any]]) -> None:
    """Refuse a key that stands twice: programs differ in which of the two they believe."""
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            _refuse(f"{name} stands twice in this line.", where)


def _check_points(found: Result, where: str, instrument: Instrument) -> None:
    try:
        name = doubtful(found, instrument)
    except GutboneError as error:
        _refuse(error.what, where)
    if name:
        _refuse(f"its answers give other points for {name}.", where)


def _column(error: Exception) -> int:
    return int(getattr(error, "colno", 0) or getattr(error, "start", 0) + 1)


def _refuse(what: str, where: str) -> NoReturn:
    again = command("history export", "--with-safety", "-o", "my-results.jsonl")
    raise GutboneError("HISTORY_010", what, f"Nothing was brought back. Write it again: {again}", where)


def told(brought: Brought, words: Words) -> Iterator[str]:
    """Say what was done."""
    counts = {"new": brought.new, "changed": brought.changed, "same": brought.same}
    yield words.history_imported.format(**counts)
    if any(_is_bare(one.result) for one in brought.puts):
        yield words.history_bare
