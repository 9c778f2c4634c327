"""A cohort on PySpark scores as its people do one by one; with GUTBONE_SPARK=1, where PySpark and Java are installed."""

import os
import shutil
import sys
import warnings

import polars as pl
import pytest
from cohort_people import differences, everybody, example, load, table

from gutbone import score_frame

pytestmark = [
    pytest.mark.skipif(not os.environ.get("GUTBONE_SPARK"), reason="needs the network to itself: GUTBONE_SPARK=1"),
    pytest.mark.skipif(shutil.which("java") is None, reason="PySpark needs Java"),
    pytest.mark.filterwarnings("ignore"),  # PySpark's own, about its sockets and what it leaves to pandas
]


@pytest.fixture(scope="module")
def spark():
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers need gutbone and Polars too
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        yield session
        session.stop()


def test_a_cohort_on_spark_scores_as_its_people_do_one_by_one(spark):
    rows = table(None, 3000)
    scored = score_frame(spark.createDataFrame(rows), rules=load(None), numbers="amounts")
    found = pl.DataFrame([row.asDict() for row in scored.collect()], infer_schema_length=None)
    assert not differences(found, everybody(None, rows))


@pytest.mark.usefixtures("spark")
def test_the_example_for_spark_runs_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = table(None, 200, seed=7)
    pl.DataFrame(rows).write_parquet("answers.parquet")
    code = example("PySpark").replace('"answers.parquet"', repr(str(tmp_path / "answers.parquet")))
    exec(code.replace('"scores.parquet"', repr(str(tmp_path / "scores.parquet"))), {})
    found = pl.read_parquet("scores.parquet/*.parquet")
    assert not differences(found.sort("id"), everybody(None, rows))
