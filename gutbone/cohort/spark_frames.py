"""Frames of PySpark: scored batch by batch on Spark's workers, where gutbone and Polars have to be installed too."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from gutbone.assess.columns import output_columns, sort_columns


def score_spark(frame: Any, frames: Any) -> Any:
    """Plan the scoring of a frame; nothing is read before Spark asks for rows."""
    from pyspark.sql import types

    columns = sort_columns(frames.instrument, frame.columns)
    scored = frames.at_once(pl.DataFrame(schema=dict.fromkeys(columns.taken, pl.String)), is_whole=False)
    kinds = {"String": types.StringType(), "Int32": types.IntegerType(), "Float64": types.DoubleType()}
    added = [types.StructField(name, kinds[str(scored.schema[name])]) for name in output_columns(frames.instrument)]
    schema = types.StructType([*(frame.schema[name] for name in columns.passed), *added])

    def score(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            yield from frames.of_arrow(pa.Table.from_batches([batch]), is_whole=False).to_batches()

    return frame.mapInArrow(score, schema)
