"""Frames of pandas, and of Dask partition by partition: index, order, other columns and kind stay as they were."""

import warnings
from typing import Any

import polars as pl

from gutbone.assess.columns import sort_columns
from gutbone.base.errors import GutboneError
from gutbone.cohort.cells import each, text_of

GAPS = (
    "{}: pandas reads n/a as a missing number. If it was n/a, use dtype=str, keep_default_na=False to read the table."
)
NEVER_MISSING = ("_possible", "answered")


def score_pandas(frame: Any, frames: Any, *, is_whole: bool) -> Any:
    """Score a frame of pandas. Numbers that can be missing are decimal ones in every frame, whether any is or not."""
    import pandas as pd

    columns = sort_columns(frames.instrument, list(frame.columns))
    gaps = [name for name in columns.items.values() if str(frame[name].dtype) == "float64" and frame[name].isna().any()]
    if is_whole and gaps:
        warnings.warn(GAPS.format(", ".join(gaps)), stacklevel=5)  # where score_frame was called
    answers = pl.DataFrame([brought(frame[name], name) for name in columns.taken])
    scored = frames.at_once(answers, is_whole=is_whole)
    numbers = [name for name, kind in scored.schema.items() if kind == pl.Int32 and not name.endswith(NEVER_MISSING)]
    # By Arrow: Polars' own way to pandas keeps Python waiting, and several partitions at once would wait for ever.
    arrow = scored.with_columns(pl.col(numbers).cast(pl.Float64)).to_arrow(compat_level=pl.CompatLevel.oldest())
    added = arrow.to_pandas().set_axis(frame.index)
    kept = frame[list(columns.passed)]
    is_subclass = type(frame) is not pd.DataFrame
    return (kept.assign(**added) if is_subclass else pd.concat([kept, added], axis=1)).__finalize__(frame)


def score_dask(frame: Any, frames: Any) -> Any:
    """Score a frame of Dask where each of its partitions is."""
    meta = score_pandas(frame._meta, frames, is_whole=False)  # noqa: SLF001  what Dask knows of the columns
    return frame.map_partitions(score_pandas, frames, is_whole=False, meta=meta)


def brought(column: Any, name: str) -> pl.Series:
    """Bring a column of pandas to Polars; one of mixed objects cell by cell. What is missing is nothing."""
    import pandas as pd
    import pyarrow as pa

    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return brought(column.astype(kind.categories.dtype if column.notna().all() else object), name)
    try:
        return pl.Series(name, pl.from_pandas(column))
    except (TypeError, ValueError, NotImplementedError, pa.ArrowException):
        if pd.api.types.is_float_dtype(kind):  # a wide one, or one that leaves out what is often there
            return pl.Series(name, column.to_numpy(dtype="float64"))
        if str(kind) != "object":
            raise GutboneError("TABLE_006", f"the column {name} holds {kind}.", "Make it text or numbers.") from None
    return each(text_of, pl.String)(column.where(column.notna(), None)).alias(name)
