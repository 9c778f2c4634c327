"""The rules that come with gutbone, and the one file in which a wheel brings them already checked and built.

That file holds a whole Instrument, with checksums of the YAML files it was made from, so that it can be held
against those that lie beside it. Its first line names the version that wrote it and a checksum of the rest.
"""

import os
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import msgspec
from msgspec.structs import replace

from gutbone.base.files import is_hidden, packaged_rules
from gutbone.base.version import __version__
from gutbone.rules.instrument import Instrument

COMPILED = "compiled.msgpack"
FOLDERS = ("", "domains", "parts", "cases")


class UnfitError(Exception):
    """A compiled file that is passed over; the text says why."""


def load_packaged(passed_over: Callable[[str], object] = str) -> Instrument:
    """Load the packaged rules; ``passed_over`` is told why a compiled file was not used.

    Raises RulesError (exit code 1) as :func:`gutbone.rules.load.load_instrument` does, where nothing was compiled.
    """
    folder = packaged_rules()
    try:
        instrument = read_compiled(folder)
    except UnfitError as reason:
        passed_over(f"{folder / COMPILED} is passed over: {reason}.")
        instrument = None
    if instrument is None:
        from gutbone.rules.load import load_instrument  # it loads what reads YAML

        instrument = load_instrument(folder)
    return instrument


def compiled(instrument: Instrument) -> bytes:
    """Write rules that were checked as a compiled file."""
    checks = {name: _check(content) for name, content in instrument.files.items()}
    content = msgspec.msgpack.encode((instrument.sha256, replace(instrument, files=checks)))
    return _head(content) + content


def read_compiled(folder: Path) -> Instrument | None:
    """Give the rules of a folder from the compiled file in it; None where there is no such file.

    Raises UnfitError for a file that another version wrote, that is damaged, or that was made from other rules.
    """
    if not os.path.lexists(folder / COMPILED):
        return None
    try:
        with (folder / COMPILED).open("rb") as file:
            head, content = file.readline(), file.read()
        if head != _head(content):
            raise UnfitError("another version wrote it, or it is damaged")
        sha256, instrument = msgspec.msgpack.decode(content, type=tuple[str, Instrument])
        vars(instrument)["sha256"] = sha256  # every result names it; to work it out loads 4 MB and takes 3 ms
        if not _is_of(folder, instrument.files):
            raise UnfitError("the rules beside it have changed")
    except (OSError, msgspec.DecodeError) as error:
        raise UnfitError(f"it cannot be read: {error}") from None
    return instrument


def _head(content: bytes) -> bytes:
    return f"gutbone {__version__} {crc32(content)}\n".encode()


def _is_of(folder: Path, files: dict[str, bytes]) -> bool:
    """Say whether these are the checksums of the YAML files of a folder: of all of them, and of no other."""
    all_ = (name for inner in FOLDERS for name in os.listdir(folder / inner))  # noqa: PTH208  faster
    there = [name for name in all_ if name.endswith(".yaml") and not is_hidden(name)]
    return len(there) == len(files) and all(_check((folder / name).read_bytes()) == files[name] for name in files)


def _check(content: bytes) -> bytes:
    """Give a checksum and the length; a better hash would take more to load than the rules themselves."""
    return f"{crc32(content):08x} {len(content)}".encode()
