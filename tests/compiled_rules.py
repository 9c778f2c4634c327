"""Programs read the packaged rules as a wheel does: all their YAML takes longer than most runs.

Those inside the tests' process get the compiled file alone, those outside a whole gutbone laid out as an installed one.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gutbone.base.files import packaged_rules
from gutbone.rules import packaged
from gutbone.rules.instrument import Instrument

TREE = Path(__file__).resolve().parent.parent
NAME = packaged.COMPILED  # before it is changed below
FOLDER = TemporaryDirectory()  # until the tests end


@cache
def _compiled() -> Path:
    path = Path(FOLDER.name, NAME)
    path.write_bytes(packaged.compiled(packaged.load_packaged()))
    return path


@cache
def installed() -> Path:
    """Lay gutbone out as a wheel does; give the folder to name in PYTHONPATH."""
    place = Path(FOLDER.name, "installed")
    shutil.copytree(TREE / "gutbone", place / "gutbone")
    rules = shutil.copytree(packaged_rules(), place / "gutbone" / "packaged_rules")
    shutil.copy(_compiled(), rules / NAME)
    return place


_read_anew = packaged.read_compiled
_read = cache(_read_anew)


def _read_once(folder: Path) -> Instrument | None:
    """Give the compiled rules as the program reads them; only that they fit what lies there is looked at each time."""
    if folder != packaged_rules() or not packaged._is_of(folder, _read(folder).files):  # noqa: SLF001  its own check
        return _read_anew(folder)
    return _read(folder)


@contextmanager
def as_in_a_wheel() -> Iterator[None]:
    """Let a compiled file be found that fits the packaged rules and, as in a wheel, no other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packaged, "COMPILED", str(_compiled()))
        patch.setattr(packaged, "read_compiled", _read_once)
        yield
