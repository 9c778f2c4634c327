"""A cohort scores as its people do one by one, on every engine and under any rules."""

from pathlib import Path

import pytest
from cohort_people import as_frame, differences, everybody, example, table

from gutbone import score_frame
from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

pl = pytest.importorskip("polars")
pytestmark = [
    # Dask's own way of using pandas.
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.(re)?set_index"),
]

ALONE = 3000  # people who are scored one by one as well
SCREENERS = Path(__file__).parent / "screeners"
RULES = [
    SCREENERS / "medas",
    SCREENERS / "nutrition_habits",
    SCREENERS / "shapes",
    Path(__file__).parent / "broken/rules",
]


def load(folder):
    return load_instrument(folder or packaged_rules())


def to_pandas(frame):
    return frame.to_pandas()


def to_duckdb(frame):
    import duckdb

    return duckdb.from_arrow(frame.to_arrow())


def to_dask(frame):
    import dask.dataframe

    return dask.dataframe.from_pandas(frame.to_pandas(), npartitions=2)


# How a table of Polars becomes a frame of another engine, and how the result becomes one of Polars again.
ENGINES = {
    "polars": (lambda frame: frame, lambda scored: scored),
    "polars, lazy": (lambda frame: frame.lazy(), lambda scored: scored.collect()),
    "pandas": (to_pandas, pl.from_pandas),
    "pyarrow": (lambda frame: frame.to_arrow(), pl.from_arrow),
    "duckdb": (to_duckdb, lambda scored: scored.pl()),
    "dask": (to_dask, lambda scored: pl.from_pandas(scored.compute())),
}


@pytest.fixture(
    scope="module",
    params=[pytest.param(1_000, id="1,000"), pytest.param(100_000, id="100,000", marks=pytest.mark.long)],
)
def many(request):
    rows = table(None, request.param)
    frame = pl.DataFrame(rows)
    return frame, score_frame(frame, rules=load(None), numbers="amounts"), as_frame(everybody(None, rows[:ALONE]))


@pytest.mark.parametrize(
    "engine",
    ENGINES,
)
def test_many_people_score_as_they_do_one_by_one(engine, many):
    frame, wanted, alone = many
    into, out = ENGINES[engine]
    scored = score_frame(into(frame), rules=load(None), numbers="amounts")
    assert type(scored) is type(into(frame.head(1)))
    found = out(scored)
    assert not differences(found.head(ALONE), alone)
    assert not differences(found, wanted)  # which Polars gives for all of them


@pytest.mark.parametrize(
    ("folder", "mode"),
    [(None, "full"), (None, "core"), *((folder, "full") for folder in RULES)]
    + [pytest.param(folder, "core", marks=pytest.mark.long) for folder in RULES],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
@pytest.mark.parametrize("people", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_any_rules_score_a_cohort_as_they_score_one_person(folder, mode, people):
    rows = table(folder, people, seed=2)
    wanted = everybody(folder, rows, mode)
    for into, out in (ENGINES["polars"], ENGINES["duckdb"], ENGINES["pandas"]):
        assert not differences(
            out(score_frame(into(pl.DataFrame(rows)), rules=load(folder), mode=mode, numbers="amounts")), wanted
        )


def test_dask_scores_a_cohort_as_its_people_one_by_one():
    folder = Path(__file__).parent / "other_language"
    rows = table(folder, 200, seed=2)
    into, out = ENGINES["dask"]
    scored = score_frame(into(pl.DataFrame(rows)), rules=load(folder), numbers="amounts")
    assert type(scored) is type(into(pl.DataFrame(rows)))
    assert not differences(out(scored), everybody(folder, rows))


@pytest.mark.long
def test_the_example_for_dask_runs_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = table(None, 200, seed=7)
    pl.DataFrame(rows).write_parquet("answers.parquet")
    exec(example("Dask"), {})
    assert not differences(pl.read_parquet("scores.parquet/*.parquet"), everybody(None, rows))
