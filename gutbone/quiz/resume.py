"""The answers of a quiz that is not finished: kept after every answer, so that it can be carried on.

One file for each instrument and language, for its owner only, written whole or not at all. It goes when the result is
shown, when the quiz ends early, after 14 days, and with the first answer to another version of its rules. What version
0.1.0 kept, in one file for all, is still read by the rules that it belongs to.
"""

import os
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import asdict, replace

from gutbone.answers.read import answers_from
from gutbone.assess.scoring import early_end
from gutbone.base import clock, files, kept_files
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError
from gutbone.quiz.session import Session, Step, begin
from gutbone.rules.instrument import Instrument

DAYS = 14
FIX = "Move it away, or take the quiz with --no-save."
MOST_BYTES = 1_000_000


class Kept(Struct, frozen=True, kw_only=True):
    """What the file holds: the rules, when, the pages that were answered, and the answers as an answers file has them."""

    schema: Literal["gutbone.unfinished/1"]
    rules: tuple[str, str, str]
    at: Annotated[datetime, Meta(tz=True)]
    done: tuple[Step, ...]
    answers: dict[str, str | None]
    age: str | None
    conditions: frozenset[str] | None
    flags: frozenset[str] | None
    unasked: frozenset[str] = frozenset()
    extra: dict[str, str] = {}
    part: str = ""


class _Whose(Struct):
    rules: tuple[str, str, str]
    at: Annotated[datetime, Meta(tz=True)]


class Unfinished:
    """Keeps the answers of one conversation; with nothing to keep them in, it keeps nothing.

    ``opening`` is what to say about it before the first question.
    """

    def __init__(self, instrument: Instrument, *, saves: bool) -> None:
        self.instrument = instrument
        has_person = sys.stdin is not None and sys.stdin.isatty()
        own = (instrument.id, instrument.language)
        self.path = kept_files.unfinished_file(*own) if saves and has_person else None
        self.taken_up = self.path  # where the answers lie that this conversation carries on with
        self.opening: list[str] = []
        self.has_failed = False
        self.ours = b""  # what the file held when this conversation last wrote or read it

    def first(self, part: str = "") -> Session:
        """Open the conversation, of a part too if one is named, with the answers of an earlier one if there are any to carry on with.

        Raises GutboneError (exit code 1) when the file is damaged or somebody else's; it is left as it is.
        """
        is_paged = sys.stdin is not None and sys.stdin.isatty()
        start, words = replace(begin(self.instrument, is_paged=is_paged), part=part), self.instrument.words
        if self.path is None:
            return start
        kept = None
        try:
            _sweep_old(self.path)
            kept = self._read(self.path) if kept_files.is_there(self.path, FIX) else self._read_old(self.path)
            kept_files.make_folder(self.path)
        except (GutboneError, OSError) as error:
            if isinstance(error, GutboneError) and error.code != "KEEP_002":
                raise  # but a folder that nobody may look into stands in nobody's way
            self.has_failed = True
        saves = words.saves.format(command=command("quiz", "--no-save"))
        self.opening.append(words.saves_not if self.has_failed else saves)
        start = replace(start, saves=not self.has_failed)
        if kept is None:
            return start
        day = clock.day_of(kept.at.isoformat())
        return replace(start, at=Step("resume"), earlier=self._carried_on(start, kept), earlier_on=words.day(day))

    @property
    def is_kept(self) -> bool:
        """Say whether answers are waiting to be carried on with."""
        return self.taken_up is not None and os.path.isfile(self.taken_up)  # noqa: PTH113  Path's may raise

    def keep(self, session: Session) -> str:
        """Keep the answers so far; give what to say when that fails, once."""
        if self.path is None or session.ending == "complete" or session.at.kind == "resume":
            return ""
        if session.ending or early_end(self.instrument, session.responses) or not session.done:
            with suppress(GutboneError):  # what to do in an emergency comes first; it is tried again at the end
                self.forget()
            return ""
        try:
            kept_files.make_folder(self.path)
            content = msgspec.json.encode(_kept(session))
            files.write_whole(self.path, content, force=True)
            if self.taken_up != self.path:
                self.forget()
            self.taken_up, self.ours = self.path, content
        except (GutboneError, OSError):
            told, self.has_failed = self.has_failed, True
            return "" if told else self.instrument.words.saves_not
        return ""

    def forget(self) -> None:
        """Delete what this conversation kept or took up, but not what another one has kept meanwhile."""
        if self.taken_up is None:
            return
        kept_files.sweep(self.taken_up)
        try:
            if self.taken_up.read_bytes() == self.ours:
                self.taken_up.unlink()
        except OSError:
            if self.is_kept:
                what = "your answers are still in this file."
                raise kept_files.refused(self.taken_up, what, "Delete it yourself.") from None

    def _read(self, path: Path) -> Kept | None:
        """Read what an earlier quiz kept to these rules; forget it when it is old."""
        self.taken_up = path
        kept_files.sweep(path)
        try:
            with path.open("rb") as file:
                self.ours = file.read(MOST_BYTES)
            kept = msgspec.json.decode(self.ours, type=Kept)
        except (OSError, ValueError):
            raise self._damaged() from None
        if _is_old(kept.at):
            self.forget()
        elif kept.rules == _rules(self.instrument):
            return kept
        else:  # the first answer to these rules takes their place
            self.opening.append(self.instrument.words.resume_other)
        return None

    def _read_old(self, own: Path) -> Kept | None:
        """Read what version 0.1.0 kept, where it is answers to these rules; those to others are left to them."""
        old = kept_files.unfinished_files(own.parent)[0]
        if not kept_files.is_there(old, FIX):
            return None
        with suppress(OSError, ValueError):
            if msgspec.json.decode(old.read_bytes()[:MOST_BYTES], type=_Whose).rules != _rules(self.instrument):
                return None
        return self._read(old)

    def _carried_on(self, start: Session, kept: Kept) -> Session:
        """Give the conversation as it was, at its first open page."""
        try:
            said = answers_from(asdict(kept), self.instrument, lambda _: "")
        except GutboneError:
            raise self._damaged() from None
        if said.not_applicable or early_end(self.instrument, said):  # the quiz keeps neither
            raise self._damaged()
        session = replace(start, responses=said, part=start.part or kept.part)
        done = frozenset(session.steps[:-1]) & frozenset(kept.done)
        return replace(session, done=done, at=next(step for step in session.steps if step not in done))

    def _damaged(self) -> GutboneError:
        return kept_files.refused(self.taken_up or Path(), "this file is damaged.", FIX)


def _is_old(at: datetime) -> bool:
    return datetime.fromisoformat(clock.now()) - at > timedelta(days=DAYS)


def _sweep_old(own: Path) -> None:
    """Delete answers to other rules that were kept for 14 days; what cannot be read is left to those rules."""
    for path in kept_files.unfinished_files(own.parent):
        with suppress(GutboneError, OSError, ValueError):
            if path != own and kept_files.is_there(path, FIX):
                whose = msgspec.json.decode(path.read_bytes()[:MOST_BYTES], type=_Whose)
                if _is_old(whose.at):
                    path.unlink(missing_ok=True)


def _kept(session: Session) -> Kept:
    said = session.responses
    return Kept(
        schema="gutbone.unfinished/1",
        rules=_rules(session.instrument),
        at=datetime.fromisoformat(clock.now()),
        done=tuple(step for step in session.steps if step in session.done),
        answers=dict(said.answers),
        age=said.age,
        conditions=said.conditions,
        flags=said.flags,
        unasked=said.unasked,
        extra=dict(said.extra),
        part=session.part,
    )


def _rules(instrument: Instrument) -> tuple[str, str, str]:
    return instrument.id, instrument.version, instrument.sha256
