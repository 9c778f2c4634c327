"""Whole tables of answers: the rules compiled to dataframe expressions, on whatever engine holds the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from gutbone.answers.responses import Mode
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.rules.instrument import Instrument

Frame = TypeVar("Frame")

__all__ = ["score_frame"]


def score_frame(instrument: Instrument, frame: Frame, *, mode: Mode = "full") -> Frame:
    """Score every row of a dataframe, a row a person, and give back a frame of the same kind, lazy if it was lazy.

    Takes frames of Polars, pandas, PyArrow, DuckDB, Dask and PySpark. Raises GutboneError (exit code 2)
    for columns that cannot be told apart or that hold no answers.
    """
    with needs_extra():
        from gutbone.cohort.expressions import scorer

        scored: Frame = scorer(instrument, frame, mode)(frame)
    return scored


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
