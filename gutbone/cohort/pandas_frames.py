"""Frames of pandas, and of Dask partition by partition: index, order, other columns and kind stay as they were."""

import warnings
from typing import Any

import polars as pl

from gutbone.assess.columns import sort_columns
from gutbone.base.errors import GutboneError
from gutbone.cohort.cells import text_of

GAPS = (
    "{}: pandas reads n/a as a missing number. If it was n/a, use dtype=str, keep_default_na=False to read the table."
)
REFUSED = "bMmcV"  # kinds of numpy: booleans, times, complex numbers and blocks of bytes


def score_pandas(frame: Any, frames: Any, *, is_whole: bool) -> Any:
    """Score a frame of pandas. Numbers that can be missing are decimal ones in every frame, whether any is or not."""
    import pandas as pd

    columns = sort_columns(frames.instrument, list(frame.columns))
    gaps = [name for name in columns.items.values() if str(frame[name].dtype) == "float64" and frame[name].isna().any()]
    if is_whole and gaps:
        warnings.warn(GAPS.format(", ".join(gaps)), stacklevel=5)  # where score_frame was called
    answers = pl.DataFrame([brought(frame[name], name, boxes=columns.boxes) for name in columns.taken])
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


def brought(column: Any, name: str, boxes: Any = ()) -> pl.Series:
    """Bring a column of pandas to Polars."""
    import pandas as pd

    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return brought(column.astype(kind.categories.dtype if column.notna().all() else object), name, boxes)
    if name in boxes and pd.api.types.is_bool_dtype(kind):
        return pl.Series(name, [None if cell is pd.NA else bool(cell) for cell in column], dtype=pl.Boolean)
    if pd.api.types.is_numeric_dtype(kind) and getattr(kind, "kind", "O") not in REFUSED:
        return _number(column, name)
    is_text = isinstance(kind, pd.StringDtype) or str(kind) == "object"
    arrow = getattr(kind, "pyarrow_dtype", None)
    if not (is_text or (arrow is not None and str(arrow) in {"string", "large_string", "null"})):
        raise GutboneError("TABLE_006", f"the column {name} holds {kind}.", "Make it text or numbers.")
    import pyarrow as pa

    try:
        return pl.Series(name, pl.from_arrow(pa.array(column, type=pa.large_string(), from_pandas=True)))
    except (TypeError, pa.ArrowInvalid, pa.ArrowTypeError):  # texts and others in one column
        missing = column.isna()
        cells = [None if gone else text_of(cell) for cell, gone in zip(column, missing, strict=True)]
        return pl.Series(name, cells, dtype=pl.String)


def _number(column: Any, name: str) -> pl.Series:
    """Bring numbers, narrow ones as narrow as they are; what is missing is no number."""
    import numpy as np

    width = {"float32": np.float32, "float16": np.float32}.get(str(column.dtype).lower().split("[")[0], np.float64)
    has_own_missing = not isinstance(column.dtype, np.dtype)
    return pl.Series(name, column.to_numpy(dtype=width, **({"na_value": np.nan} if has_own_missing else {})))


def _taken_back(column: pl.Series, index: Any, text: Any) -> Any:
    import pandas as pd

    if column.dtype == pl.String:
        is_plain = str(text) == "object"
        texts = column.to_list() if is_plain else pd.array(column.to_arrow().cast("large_string"), dtype=text)
        return pd.Series(texts, index=index, dtype=text)
    can_be_missing = not column.name.endswith(("_possible", "answered"))
    values = column.to_numpy()
    return pd.Series(values.astype("float64") if can_be_missing else values, index=index)
