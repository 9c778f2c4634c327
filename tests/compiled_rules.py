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

TREE = Path(__file__).resolve().parent.parent
FOLDER = TemporaryDirectory()  # until the tests end


@cache
def _compiled() -> Path:
    path = Path(FOLDER.name, packaged.COMPILED)
    path.write_bytes(packaged.compiled(packaged.load_packaged()))
    return path


@cache
def installed() -> Path:
    """Lay gutbone out as a wheel does; give the folder to name in PYTHONPATH."""
    place = Path(FOLDER.name, "installed")
    shutil.copytree(TREE / "gutbone", place / "gutbone")
    rules = shutil.copytree(packaged_rules(), place / "gutbone" / "packaged_rules")
    shutil.copy(_compiled(), rules / _compiled().name)  # where this is first asked for, another name may be patched in
    return place


@contextmanager
def as_in_a_wheel() -> Iterator[None]:
    """Let a compiled file be found that fits the packaged rules and, as in a wheel, no other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packaged, "COMPILED", str(_compiled()))
        yield
