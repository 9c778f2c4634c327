"""Frames of every kind: their answers are brought to Polars by Arrow and scored there; the rest of them never moves."""

from collections.abc import Callable
from typing import Any

import polars as pl

from gutbone.answers.cells import Settling
from gutbone.answers.responses import Reading
from gutbone.assess.columns import sort_columns
from gutbone.base.errors import GutboneError
from gutbone.cohort.expressions import Scorer
from gutbone.rules.instrument import Instrument

TAKEN = "Give a frame of Polars, pandas, PyArrow, DuckDB, Dask or PySpark."
FIXES = {
    "list": "Make it a frame, such as polars.DataFrame(rows).",
    "dict": "Make it a frame, such as polars.DataFrame(columns).",
    "str": "Read the file first, such as polars.read_csv(path, infer_schema=False).",
    "DuckDBPyConnection": "Give a relation, such as connection.table(name).",
}


class Frames:
    """Rules, a mode and a reading, for frames of any kind."""

    def __init__(self, instrument: Instrument, mode: str, reading: Reading) -> None:
        self.instrument, self.mode, self.reading = instrument, mode, reading

    def score(self, frame: Any) -> Any:
        """Score a frame; what comes back is of its kind.

        Raises GutboneError for what is no frame, and where whole numbers could be amounts or codes.
        """
        if isinstance(frame, pl.DataFrame):
            return self.at_once(frame)
        if isinstance(frame, pl.LazyFrame):
            return self._scorer(frame.collect_schema()).score(frame)
        for parent in type(frame).__mro__:  # a frame of geopandas is one of pandas
            score = self._by_kind().get((parent.__module__.partition(".")[0].lstrip("_"), parent.__name__))
            if score:
                return score(frame)
        if hasattr(frame, "__arrow_c_stream__"):
            return self.at_once(pl.DataFrame(frame))
        kind = type(frame).__name__
        raise GutboneError("TABLE_012", f"{kind} is no kind of frame.", FIXES.get(kind, TAKEN))

    def at_once(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Score what is in memory, and settle what its whole numbers are."""
        settling = Settling()
        scored = self._scorer(frame.schema).score_at_once(frame, settling)
        settling.check("", "numbers")
        return scored

    def of_answers(self, answers: pl.DataFrame, *, is_whole: bool) -> pl.DataFrame:
        """Give the columns that scoring adds; of a part of a table nobody can say what its whole numbers are."""
        return self.at_once(answers) if is_whole else self._scorer(answers.schema).score(answers.lazy()).collect()

    def of_arrow(self, table: Any, *, is_whole: bool) -> Any:
        """Score a table of PyArrow; its other columns stand before the scores as they were."""
        import pyarrow as pa

        columns = sort_columns(self.instrument, table.column_names)
        answers = pl.DataFrame(table.select(columns.taken).cast(readable(table.select(columns.taken).schema)))
        scored = self.of_answers(answers, is_whole=is_whole)
        kinds = {"String": pa.string(), "Int32": pa.int32(), "Float64": pa.float64()}
        added = scored.to_arrow().cast(pa.schema([(name, kinds[str(k)]) for name, k in scored.schema.items()]))
        back = table.select(columns.passed)
        for name in added.column_names:
            back = back.append_column(name, added.column(name))
        if b"pandas" in (table.schema.metadata or {}):  # it describes the columns that were
            back = back.replace_schema_metadata()
        return back

    def _scorer(self, schema: Any) -> Scorer:
        return Scorer(self.instrument, schema, self.mode, self.reading)

    def _by_kind(self) -> dict[tuple[str, str], Callable[[Any], Any]]:
        from gutbone.cohort.pandas_frames import score_dask, score_pandas
        from gutbone.cohort.spark_frames import score_spark

        return {
            ("pandas", "DataFrame"): lambda frame: score_pandas(frame, self, is_whole=True),
            ("dask", "DataFrame"): lambda frame: score_dask(frame, self),
            ("pyspark", "DataFrame"): lambda frame: score_spark(frame, self),
            ("pyarrow", "Table"): lambda table: self.of_arrow(table, is_whole=True),
            ("pyarrow", "RecordBatch"): self._of_batch,
            ("pyarrow", "RecordBatchReader"): lambda reader: self.of_arrow(reader.read_all(), is_whole=True),
            ("pyarrow", "Dataset"): lambda dataset: self.of_arrow(dataset.to_table(), is_whole=True),
            ("duckdb", "DuckDBPyRelation"): self._of_duckdb,
        }

    def _of_batch(self, batch: Any) -> Any:
        import pyarrow as pa

        scored = self.of_arrow(pa.Table.from_batches([batch]), is_whole=True).combine_chunks()
        rows = scored.to_batches()
        return rows[0] if rows else pa.RecordBatch.from_pylist([], schema=scored.schema)

    def _of_duckdb(self, relation: Any) -> Any:
        """Score a relation; what comes back is one of the same connection, which finds the scores by their name here."""
        scores = self.of_arrow(relation.to_arrow_table(), is_whole=True)  # noqa: F841  the query names it
        return relation.query("gutbone_answers", "select * from scores")


def readable(schema: Any) -> Any:
    """Give the schema that Polars can read; refuse columns of answers that hold neither text nor numbers."""
    import pyarrow as pa
    from pyarrow import types

    fields = []
    for field in schema:
        kind = field.type.value_type if types.is_dictionary(field.type) else field.type
        is_read = (types.is_string, types.is_large_string, types.is_string_view, types.is_null, types.is_decimal)
        is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)
        if not is_number and not any(is_one(kind) for is_one in is_read):
            raise GutboneError("TABLE_006", f"the column {field.name} holds {kind}.", "Make it text or numbers.")
        fields.append(field.with_type(kind))
    return pa.schema(fields)
