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


def score_pandas(frame: Any, frames: Any, *, is_whole: bool) -> Any:
    """Score a frame of pandas. Numbers that can be missing are decimal ones in every frame, whether any is or not."""
    import pandas as pd

    columns = sort_columns(frames.instrument, list(frame.columns))
    gaps = [name for name in columns.items.values() if str(frame[name].dtype) == "float64" and frame[name].isna().any()]
    if is_whole and gaps:
        warnings.warn(GAPS.format(", ".join(gaps)), stacklevel=5)  # where score_frame was called
    answers = pl.DataFrame([brought(frame[name], name) for name in columns.taken])
    scored = frames.of_answers(answers, is_whole=is_whole)
    text = pd.Series(["a"]).dtype  # what this pandas makes of text
    added = {name: _taken_back(scored[name], frame.index, text) for name in scored.columns}
    back = pd.concat([frame[list(columns.passed)], pd.DataFrame(added, index=frame.index)], axis=1)
    is_subclass = type(frame) is not pd.DataFrame
    return (frame[list(columns.passed)].assign(**added) if is_subclass else back).__finalize__(frame)


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


def _taken_back(column: pl.Series, index: Any, text: Any) -> Any:
    import pandas as pd

    if column.dtype == pl.String:
        is_plain = str(text) == "object"
        texts = column.to_list() if is_plain else pd.array(column.to_arrow().cast("large_string"), dtype=text)
        return pd.Series(texts, index=index, dtype=text)
    can_be_missing = not column.name.endswith(("_possible", "answered"))
    values = column.to_numpy()
    return pd.Series(values.astype("float64") if can_be_missing else values, index=index)
