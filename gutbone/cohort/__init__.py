"""Whole tables of answers: the rules compiled to expressions of Polars, for tables in files and in frames of any kind."""

from collections.abc import Iterator
from contextlib import contextmanager

from gutbone.base.errors import ExitCode, GutboneError


@contextmanager
def needs_extra() -> Iterator[None]:
    """Say what to install where the libraries for tables are missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in {"polars", "pyarrow", "fastexcel", "pyreadstat"}:
            raise
        fix = "Run: pip install 'gutbone[cohort]'"
        raise GutboneError("COHORT_001", "tables need more libraries.", fix, exit_code=ExitCode.FAILED) from None
