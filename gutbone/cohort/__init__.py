"""Whole tables of answers: the rules compiled to dataframe expressions, on whatever engine holds the table."""

from collections.abc import Iterator
from contextlib import contextmanager

from gutbone.base.errors import ExitCode, GutboneError


@contextmanager
def needs_extra() -> Iterator[None]:
    """Say what to install where the libraries for tables are missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in {"narwhals", "polars"}:
            raise
        fix = "Run: pip install 'gutbone[cohort]'"
        raise GutboneError("COHORT_001", "tables need more libraries.", fix, exit_code=ExitCode.FAILED) from None
