"""Programs inside the tests' process read the packaged rules as a wheel does: all their YAML takes longer than most runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gutbone.rules import packaged

FOLDER = TemporaryDirectory()  # until the tests end


@cache
def _compiled() -> Path:
    path = Path(FOLDER.name, packaged.COMPILED)
    path.write_bytes(packaged.compiled(packaged.load_packaged()))
    return path


@contextmanager
def as_in_a_wheel() -> Iterator[None]:
    """Let a compiled file be found that fits the packaged rules and, as in a wheel, no other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packaged, "COMPILED", str(_compiled()))
        yield
