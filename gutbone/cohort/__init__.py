"""Whole tables of answers: the rules compiled to dataframe expressions, on whatever engine holds the table."""

from typing import TypeVar

from gutbone.instrument import Instrument
from gutbone.responses import Mode

Frame = TypeVar("Frame")

__all__ = ["score_frame"]


def score_frame(instrument: Instrument, frame: Frame, *, mode: Mode = "full") -> Frame:
    """Score every row of a dataframe, a row a person, and give back a frame of the same kind, lazy if it was lazy.

    Takes frames of Polars, pandas, PyArrow, DuckDB, Dask and PySpark. Raises GutboneError (exit code 2)
    for columns that cannot be told apart or that hold no answers.
    """
    from gutbone.cohort.expressions import score  # narwhals takes time to load

    return score(instrument, frame, mode)
