"""The last result of a quiz, held for 14 days unless it is kept: one file for each instrument and language.

It lies beside the answers of a quiz that is not finished, under the same rules: for its owner only, written whole
or not at all. Of two quizzes at once, it holds the one that was finished later, whatever is done with the other.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from gutbone.assess.result import Result
from gutbone.base import clock, files, kept_files
from gutbone.base.errors import GutboneError
from gutbone.base.text import as_json
from gutbone.history.chosen import Chosen
from gutbone.rules.instrument import Instrument

DAYS = 14
FIX = "Move it away, or take the quiz with --no-save."
MOST_BYTES = 1_000_000


class Held(Struct, frozen=True, kw_only=True):
    """The last result, since when it is held, and what was done with it.

    ``kept`` is its id among kept results. ``behind`` are tips whose step did not work out.
    """

    schema: Literal["gutbone.last/1"] = "gutbone.last/1"
    at: Annotated[datetime, Meta(tz=True)]
    result: Result
    step: Chosen | None = None
    kept: str = ""
    behind: tuple[str, ...] = ()


class _Since(Struct):
    at: Annotated[datetime, Meta(tz=True)]
    kept: str = ""


def begin(result: Result, behind: tuple[str, ...] = ()) -> Held:
    """Give a result as it is held from now on."""
    return Held(at=datetime.fromisoformat(clock.now()), result=result, behind=behind)


def hold(held: Held) -> None:
    """Write the last result, in place of an earlier one.

    Raises GutboneError (exit code 1) where that cannot be.
    """
    path = _path(held.result.instrument.id, held.result.instrument.language)
    kept_files.is_there(path, FIX)
    try:
        kept_files.make_folder(path)
    except OSError as error:
        raise files.unwritable(error, str(path)) from None
    files.write_whole(path, as_json(held), force=True)


def change(held: Held, **changes: Any) -> Held | None:
    """Write what was done with the last result; None where it was erased meanwhile, or a later one took its place.

    Raises GutboneError (exit code 1) as :func:`hold` and :func:`last_held` do.
    """
    there = _read(_path(held.result.instrument.id, held.result.instrument.language))
    if there is None or (there.at, there.result) != (held.at, held.result):
        return None
    hold(changed := replace(held, **changes))
    return changed


def last_held(instrument: Instrument) -> Held | None:
    """Give the last result to these rules, in their language; what is older than 14 days is deleted, of any rules.

    Raises GutboneError (exit code 1) for a file that is damaged or somebody else's; it is left as it is.
    """
    _sweep()
    return _read(_path(instrument.id, instrument.language))


def _read(path: Path) -> Held | None:
    if not kept_files.is_there(path, FIX):
        return None
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(MOST_BYTES), type=Held)
    except (OSError, ValueError):
        raise kept_files.refused(path, "this file is damaged.", FIX) from None


def forget_kept(ids: Collection[str]) -> None:
    """Delete the last result where it is one of these kept results: it goes with them."""
    for path, held in _since():
        if held.kept in ids:
            path.unlink(missing_ok=True)


def _sweep() -> None:
    """Delete what was held for 14 days; what cannot be read is left to the one who asks for it."""
    now = datetime.fromisoformat(clock.now())
    for path, held in _since():
        if now - held.at > timedelta(days=DAYS):
            kept_files.sweep(path)
            path.unlink(missing_ok=True)


def _since() -> Iterator[tuple[Path, _Since]]:
    """Give every last result that can be read, with what decides whether it goes."""
    for path in kept_files.last_files():
        with suppress(GutboneError, OSError, ValueError):
            if kept_files.is_there(path, FIX):
                yield path, msgspec.json.decode(path.read_bytes()[:MOST_BYTES], type=_Since)


def _path(instrument: str, language: str) -> Path:
    return kept_files.last_file(instrument, language)
