"""Tables as researchers have them: read right, or told plainly. The numbers are those of the faults once found."""

import gzip
import io
import json
import math
import random

import pytest
from cohort_people import differences, everybody, load, table
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling import mostly_long, part_of
from terminal import run

import gutbone
from gutbone import score_frame
from gutbone.answers.cells import MISSING, ItemCells
from gutbone.answers.one import PLAIN_NUMBER
from gutbone.answers.responses import Reading
from gutbone.base.errors import GutboneError
from gutbone.exchange.table_kinds import kind_of

pl = pytest.importorskip("polars")
INSTRUMENT = gutbone.load_rules()
AMOUNTS = {"numbers": "amounts"}


def cohort(content, *options, name="in.csv", folder=None):
    """Score a file and give the rows as dicts, with what was said."""
    if folder is None:
        done = run("cohort", "-", *options, given=content)
    else:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        done = run("cohort", name, *options, cwd=folder)
    assert done.code == 0, done.err
    return pl.read_csv(io.StringIO(done.out), infer_schema=False).to_dicts(), done.err


def refused(content, *options, command="cohort", name="in.csv", folder=None):
    """Give the one line that a table is refused with."""
    if folder is None:
        done = run(command, "-", *options, given=content)
    else:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        done = run(command, name, *options, cwd=folder)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1), done.err
    return done.err


def scores(frame, **more):
    """Give what a frame scores, whatever its other columns are."""
    return score_frame(pl.DataFrame(frame), **more).select("^total_.*|fibre_.*|processed_.*|answered|problem$").rows()


def option_of(item, cell, **reading):
    """Give the option of one cell; None where it is a problem or says nothing."""
    code = ItemCells(INSTRUMENT.items[item], Reading(numbers="amounts", **reading)).code(cell)
    return [*INSTRUMENT.items[item].by_id][code] if code >= 0 else None


# ---------------------------------------------------------------- the faults


@pytest.mark.parametrize("kind", [pl.Float32, pl.Float64, pl.Decimal(10, 2)])
def test_c1_an_edge_is_an_edge_in_narrow_numbers_too(kind):
    edges = {item.id: [o.at_least for o in item.options if o.at_least] for item in INSTRUMENT.items.values()}
    rows = range(max(map(len, edges.values())))
    whole = {name: [known[min(row, len(known) - 1)] for row in rows] for name, known in edges.items()}
    frame = pl.DataFrame({name: pl.Series(amounts).cast(kind) for name, amounts in whole.items()})
    found = score_frame(frame, **AMOUNTS)
    own = found.columns[found.columns.index("total_status") :]
    texts = pl.DataFrame({name: [*map(str, amounts)] for name, amounts in whole.items()})
    assert found["answered"].to_list() == [len(edges)] * len(rows)
    assert found.select(own).equals(score_frame(texts, **AMOUNTS).select(own))


def test_c2_a_database_that_ignores_accents_changes_no_score():
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.execute("SET default_collation='nocase'")
        answers = connection.sql("select 'TWO_A_DAY' as fruit union all select 'two_á_day' union all select 'N/A'")
        assert score_frame(answers).order("answered").pl()["answered"].to_list() == [0, 0, 1]


def test_c3_whole_numbers_that_could_be_codes_are_not_guessed_at():
    said = refused("id,fruit,vegetables\n1,3,5\n2,2,\n")
    assert "the whole numbers in fruit, vegetables could be amounts or the codes of answers" in said
    assert "--numbers amounts or --numbers codes" in said
    rows, _ = cohort("id,fruit,vegetables\n1,3,5\n2,2,1\n", "--numbers", "codes")
    words = "id,fruit,vegetables\n1,one_a_day,four_or_more\n2,few_a_week,under_one\n"
    assert rows == cohort(words)[0]


@pytest.mark.parametrize("cell", ["77", "99", "777", "9999", "88"])
def test_c3_special_codes_are_problems_in_every_item(cell):
    [row] = cohort(f"id,fruit\n1,{cell}\n")[0]  # one column alone is amounts
    assert (row["answered"], row["problem"]) == ("0", f"fruit out of range: {cell}")
    items = [*INSTRUMENT.items]
    scored = score_frame(
        pl.DataFrame({name: [cell if name == one else "" for one in items] for name in items}), **AMOUNTS
    )
    assert scored["answered"].to_list() == [0] * len(items)
    assert scored["problem"].to_list() == [f"{name} out of range: {cell}" for name in items]


def test_c4_conditions_that_are_all_empty_were_not_asked():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"fruit": ["two_a_day"], "conditions": [math.nan]})
    assert score_frame(frame)["problem"].isna().all()


def test_c5_names_that_are_no_text_or_stand_twice_are_one_clear_line():
    pandas = pytest.importorskip("pandas")
    for columns in ([0, "fruit"], ["fruit", "fruit"], [("a", "b"), "fruit"], [None, "fruit"]):
        frame = pandas.DataFrame([["1", "2"]])
        frame.columns = pandas.Index(columns, tupleize_cols=False)
        with pytest.raises(GutboneError) as error:
            score_frame(frame)
        assert error.value.code == "TABLE_003"


def test_c6_frames_by_batches_are_scored_and_what_is_none_is_named():
    pyarrow = pytest.importorskip("pyarrow")
    rows = pyarrow.table({"id": [7], "fruit": ["two_a_day"]})
    batch = score_frame(rows.to_batches()[0])
    assert (type(batch).__name__, batch.num_rows, batch.column("id").to_pylist()) == ("RecordBatch", 1, [7])
    assert score_frame(rows.to_reader()).column("answered").to_pylist() == [1]
    for other in ([{"fruit": "3"}], {"fruit": ["3"]}, "answers.csv", 3):
        with pytest.raises(GutboneError, match="is no kind of frame") as error:
            score_frame(other)
        assert error.value.code == "TABLE_012"


def test_c7_half_floats_and_large_numbers_of_arrow_are_scored():
    pyarrow = pytest.importorskip("pyarrow")
    import numpy as np

    rows = pyarrow.table(
        {"fruit": pyarrow.array(np.array([0.5, 2.5], np.float16)), "cups": pyarrow.array([2**60, 6], pyarrow.uint64())}
    )
    scored = score_frame(rows, **AMOUNTS)
    assert scored.column("answered").to_pylist() == [1, 2]
    assert scored.column("problem").to_pylist() == [f"cups out of range: {2**60}", None]


def test_c8_a_column_of_mixed_objects_is_read_cell_by_cell():
    pandas = pytest.importorskip("pandas")
    from decimal import Decimal

    cells = ["two_a_day", 3, 0.5, None, Decimal("1.50"), math.nan, "x"]
    scored = score_frame(pandas.DataFrame({"fruit": pandas.Series(cells, dtype=object)}))
    assert scored["answered"].tolist() == [1, 1, 1, 0, 1, 0, 0]
    assert scored["problem"].dropna().tolist() == ["fruit not known: x"]


def test_c9_columns_of_other_kinds_are_refused():
    pandas, pyarrow = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    frames = [
        pandas.DataFrame({"fruit": pandas.period_range("2020", periods=1, freq="Y")}),
        pyarrow.table({"fruit": pyarrow.array([b"abc"], pyarrow.binary(3))}),
        pl.DataFrame({"fruit": [True]}),
        pandas.DataFrame({"fruit": [True]}),
    ]
    for frame in frames:
        with pytest.raises(GutboneError) as error:
            score_frame(frame)
        assert error.value.code == "TABLE_006"


def test_c9_bits_of_a_database_are_no_portions():
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection, pytest.raises(GutboneError, match="the column fruit holds"):
        score_frame(connection.sql("select '101'::bit as fruit"))


@pytest.mark.parametrize("name", ["gutbone__code__fruit", "gutbone__points__fruit", "GUTBONE__x"])
def test_c10_names_of_our_own_steps_are_refused(name):
    with pytest.raises(GutboneError) as error:
        score_frame(pl.DataFrame({name: [1], "fruit": ["two_a_day"]}))
    assert error.value.code == "TABLE_005"


@pytest.mark.parametrize("name", ["FRUIT", " fruit ", "fibre/fruit", "fibre-fruit", "fibre.fruit", "Data/Fibre/Fruit"])
def test_c11_an_item_is_found_by_its_name_whatever_stands_around_it(name):
    rows, said = cohort(f"{name},cups\ntwo_a_day,6.5\n")
    assert rows[0]["answered"] == "2"
    assert f"The column {name} was read as fruit." in said


def test_c11_of_two_columns_that_fit_none_is_guessed_at():
    assert "the columns a/fruit and b/fruit could both be fruit" in refused("a/fruit,b/fruit\n1,2\n")


BOXES = ["conditions___maoi", "conditions/maoi", "conditions[maoi]", "health/conditions/maoi"]
TICKS = [("1", "not_for_you"), ("'1", "not_for_you"), ("Yes", "not_for_you"), ("0", "scored"), ("", "scored")]
BOX_AND_TICK = [(box, *tick) for box in BOXES for tick in TICKS]


@pytest.mark.parametrize(
    ("name", "cell", "status"),
    mostly_long(BOX_AND_TICK, [one for one in BOX_AND_TICK if one[0] == BOXES[0] or one[1] == "1"]),
)
def test_c11_a_box_for_each_condition_is_read(name, cell, status):
    rows, said = cohort(f"fermented_days,fermented_kinds,{name}\ndaily,two,{cell}\n")
    assert (rows[0]["fermented_status"], rows[0]["problem"]) == (status, None)
    assert f"The column {name} was read as conditions (maoi)." in said


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"ARROW1\0\0", "an Arrow (Feather) file"),
        (b'{\n"a": 1}', "JSON"),
        (b"%PDF-1.7", "a PDF"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x1f\x8b broken", "gzip file is broken"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"PK\x03\x04 no workbook", "cannot be read"),
    ],
)
def test_c12_a_file_of_another_kind_is_named(content, named, tmp_path):
    assert named in refused(content, folder=tmp_path)


DIALECTS = [(first, separator) for first in ("", "sep={}\n", "\ufeff", "\n\n") for separator in ",;\t|"]


@pytest.mark.parametrize(
    ("first", "separator"), mostly_long(DIALECTS, [one for one in DIALECTS if one[0] == "" or one[1] == ";"])
)
def test_c12_any_separator_is_told_by_the_content(separator, first):
    text = f"{first.format(separator)}id;fruit;cups\n007;two_a_day;6.5\n\n".replace(";", separator)
    rows, _ = cohort(text)
    assert (rows[0]["id"], rows[0]["answered"]) == ("007", "2")


def test_c13_an_error_names_the_file_and_the_column(tmp_path):
    pl.DataFrame({"fruit": ["two_a_day"], "photo": [b"\0"]}).write_parquet(tmp_path / "in.parquet")
    done = run("cohort", "in.parquet", "-o", "out.csv", cwd=tmp_path)
    assert done.code == 1
    assert (
        done.err
        == "Error: in.parquet: the column photo holds binary, which CSV cannot. Write to .parquet. [TABLE_010]\n"
    )
    pl.DataFrame({"fruit": [True]}).write_parquet(tmp_path / "in.parquet")
    assert run("cohort", "in.parquet", cwd=tmp_path).err.startswith(
        "Error: in.parquet: the column fruit holds boolean."
    )


def test_c14_what_programs_write_for_nothing_is_nothing_and_is_said_once():
    rows, said = cohort("id,fruit,cups\n1,NA,6.5\n2,.,NaN\n3,-9,99\n", "--missing=-9,99")
    assert [(row["answered"], row["problem"]) for row in rows] == [("1", None), ("0", None), ("0", None)]
    assert "\nRead as nothing known: . in fruit; NA in fruit; NaN in cups.\n" in said  # and no mark that is not there
    assert "OPTIONS_016" in refused("fruit\ntwo_a_day\n", "--missing", "two_a_day")


@pytest.mark.parametrize("cell", ["maoi;ibs;", '"maoi, ibs"', "MAOI|ibs", " maoi  ibs "])
def test_c15_ids_in_one_cell_may_have_anything_between(cell):
    rows, _ = cohort(
        f"fermented_days;fermented_kinds;conditions\ndaily;two;{cell}\n".replace(";", "\t").replace(
            "maoi\tibs\t", "maoi;ibs;"
        )
    )
    assert (rows[0]["fermented_status"], rows[0]["problem"]) == ("not_for_you", None)


@pytest.mark.parametrize("cell", ["none", "n/a", "None"])
def test_c15_none_means_that_there_are_none(cell):
    assert cohort(f"fruit,conditions\ntwo_a_day,{cell}\n")[0][0]["problem"] is None


def test_c16_a_second_spelling_of_not_applicable_is_swallowed_by_no_reader():
    pandas = pytest.importorskip("pandas")
    text = "fruit,vegetables\nnot_applicable,two_a_day\n"
    wanted = cohort(text)[0][0]["fibre_possible"]
    assert str(score_frame(pandas.read_csv(io.StringIO(text)))["fibre_possible"].item()) == wanted
    assert cohort("fruit\n5.397605346934028e-79\n")[0][0]["answered"] == "1"


def test_c16_a_frame_that_cannot_have_kept_not_applicable_is_told_once(tmp_path):
    pandas = pytest.importorskip("pandas")
    (tmp_path / "in.csv").write_text("id,fruit,cups,pulses\n1,n/a,n/a,once_a_week\n2,2.5,6.5,n/a\n")
    with pytest.warns(UserWarning, match="^fruit, cups: pandas reads n/a as a missing number") as told:
        lost = score_frame(pandas.read_csv(tmp_path / "in.csv"))
    assert (len(told), told[0].filename) == (1, __file__)
    kept = score_frame(pandas.read_csv(tmp_path / "in.csv", dtype=str, keep_default_na=False))  # a warning is an error
    assert lost["total_possible"][0] > kept["total_possible"][0]


def test_c17_dask_gives_the_kinds_that_it_announced():
    pandas, dask = pytest.importorskip("pandas"), pytest.importorskip("dask.dataframe")
    frame = pandas.DataFrame({"id": range(4), "fruit": ["two_a_day", "", "x", "0.5"]}, index=[5, 6, 7, 8])
    frame.attrs["wave"] = 2
    lazy = score_frame(dask.from_pandas(frame, npartitions=2))
    found = lazy.compute()
    assert found.dtypes.to_dict() == lazy.dtypes.to_dict()
    assert found.index.tolist() == [5, 6, 7, 8]
    assert score_frame(frame).attrs == {"wave": 2}


def test_c18_a_category_of_numbers_is_read_as_numbers():
    pandas = pytest.importorskip("pandas")
    numbers = [1e-7, 0.7, 0.9]
    frame = pandas.DataFrame({"processed_meat": pandas.Series(numbers, dtype="category")})
    assert score_frame(frame)["answered"].tolist() == [1, 1, 1]


@pytest.mark.parametrize("days", [3, 6, 7])
def test_c19_a_mean_of_days_is_an_amount_however_it_is_written(days):
    amounts = [number / days for number in range(5 * days)]
    texts = [repr(amount) for amount in amounts]
    for item in ("fruit", "cups", "processed_meat"):
        assert scores({item: texts}, **AMOUNTS) == scores({item: amounts}, **AMOUNTS)
        assert all(option_of(item, text) for text in texts)
    assert option_of("fruit", "2.50000000000000000") == "three_or_more"


# ---------------------------------------------------------------- one person's table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,answer\nfruit,two_a_day\n", "no column is an item"),
        ("fruits,cups\ntwo_a_day,6.5\n", "Did you mean fruit?"),
        ("fruit,cups,pulses\ntwo_a_day,6,5,once_a_week\n", "this row has 4 cells, and there are 3 columns"),
        ("fruit,fruit,cups\ntwo_a_day,hardly_ever,6\n", "the column fruit stands here twice"),
        ("fruit,cups,pulses\ntwo_a_day\n", "this row has 1 cell"),
        ("fruit,cups,condition\ntwo_a_day,6,warfarin\n", "Did you mean conditions?"),
        ("fruit,vegetables\n3,5\n", "could be amounts or the codes of answers"),
        ("fruit,cups\n77,6.5\n", "77 is out of range for fruit"),
        ("fruit,cups\ntow_a_day,6.5\n", "Did you mean two_a_day?"),
    ],
)
def test_the_one_row_table_is_refused_as_a_cohort_would_be(text, said, tmp_path):
    assert said in refused(text, command="score", folder=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "fruit;cups\ntwo_a_day;6,5\n",
        "fruit\tcups\ntwo_a_day\t6.5\n",
        "Fruit ,fibre/cups\ntwo_a_day,6.5\n",
        "sep=;\nfruit;cups\nTwo_a_day ;6.5\n\n;\n",
    ],
)
@pytest.mark.parametrize("name", ["H1.CSV", "table", "-"])
def test_the_one_row_table_is_read_in_any_dialect(text, name, tmp_path):
    (tmp_path / "H1.CSV").write_text(text)
    (tmp_path / "table").write_text(text)
    done = run("score", name, "--format", "json", given=text if name == "-" else "", cwd=tmp_path)
    assert done.code == 0, done.err
    answers = {answer["item"]: answer["option"] for answer in json.loads(done.out)["answers"]}
    assert (answers["fruit"], answers["cups"]) == ("two_a_day", "six_to_eight")


def test_a_filled_cell_of_flags_or_conditions_counts_as_asked(tmp_path):
    text = 'fruit,cups,asked,flags,Conditions\ntwo_a_day,6.5,"conditions, flags",height_loss,warfarin\n'
    for content in (text, text.replace("asked", "seen")):
        (tmp_path / "a.csv").write_text(content)
        result = json.loads(run("score", "a.csv", "--format", "json", cwd=tmp_path).out)
        assert (result["conditions"], [flag["id"] for flag in result["flags"]]) == (["warfarin"], ["height_loss"])
    (tmp_path / "a.csv").write_text("fruit,flags,conditions\ntwo_a_day,,\n")
    result = json.loads(run("score", "a.csv", "--format", "json", cwd=tmp_path).out)
    assert (result["conditions"], result["flags"]) == (None, None)


def test_nothing_filled_goes_unread_without_a_word(tmp_path):
    (tmp_path / "a.csv").write_text("fruit,clinic,empty\ntwo_a_day,Shard,\n")
    done = run("score", "a.csv", "--format", "oneline", cwd=tmp_path)
    assert "Note: The column clinic was not read." in done.err
    assert "empty" not in done.err


# ---------------------------------------------------------------- codes and codebooks


@pytest.mark.parametrize(
    ("rows", "is_refused"),
    [
        (["3,5"], True),
        (["3,5", "0.5,1"], False),  # a decimal settles it
        (["3,5", "6,1"], False),  # no code of fruit is 6
        (["3,5", "99,9"], True),  # special codes say nothing
        (["3,two_a_day"], False),  # one column alone is amounts
        (["3,"], False),
        (["3,5"] * 80_000 + ["0.5,5"], False),  # in the last row of another piece
    ],
)
@pytest.mark.parametrize("to_file", [True, False])
def test_the_whole_table_settles_what_its_numbers_are(rows, is_refused, to_file, tmp_path):
    (tmp_path / "in.csv").write_text("fruit,vegetables\n" + "\n".join(rows) + "\n")
    done = run("cohort", "in.csv", *(["-o", "out.csv"] if to_file else []), cwd=tmp_path)
    assert done.code == (2 if is_refused else 0), done.err
    assert (tmp_path / "out.csv").exists() == (to_file and not is_refused)
    assert bool(done.out) == (not to_file and not is_refused)


def test_a_lazy_frame_cannot_be_looked_through_so_each_whole_number_is_a_problem():
    frame = pl.LazyFrame({"fruit": [3.0, 0.5], "vegetables": [5, 2]})
    assert score_frame(frame).collect()["problem"].to_list() == [
        "fruit may be an amount or a code: 3; vegetables may be an amount or a code: 5",
        "vegetables may be an amount or a code: 2",
    ]
    assert score_frame(frame, numbers="amounts").collect()["problem"].to_list() == [None, None]


def test_the_data_dictionary_is_a_codebook(tmp_path):
    assert run("rules", "export", "--format", "csv", "-o", "codebook.csv", cwd=tmp_path).code == 0
    text = "id,fruit,vegetables\n1,3,5\n2,2,1\n"
    assert cohort(text, "--codebook", "codebook.csv", folder=tmp_path)[0] == cohort(text, "--numbers", "codes")[0]
    (tmp_path / "own.csv").write_text("column;value;option\nfruit;7;two_a_day\nfruit;9;\nfruit;x;n/a\n")
    rows, _ = cohort("fruit,cups\n7,6.5\n9,6.5\nx,6.5\n1,6.5\n", "--codebook", "own.csv", folder=tmp_path)
    assert [row["answered"] for row in rows] == ["2", "1", "1", "1"]
    assert [row["problem"] for row in rows] == [None, None, None, "fruit not known: 1"]


# ---------------------------------------------------------------- other kinds of files


def some_people(count):
    """Make up some people whose cells every kind of file can hold."""
    draw = random.Random(9)
    rows = [
        {
            "id": f"{number:06d}",
            **{item.id: draw.choice(["", "n/a", "99", "0.7", *item.by_id]) for item in INSTRUMENT.items.values()},
            "conditions": draw.choice(["", "maoi", "low_fibre"]),
        }
        for number in range(count)
    ]
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def people():
    return some_people(300)


@pytest.mark.parametrize("count", [300, pytest.param(100_000, marks=pytest.mark.long)])
def test_every_kind_of_file_scores_the_same(count, tmp_path):
    pyreadstat, people = pytest.importorskip("pyreadstat"), some_people(count)
    people.write_csv(tmp_path / "a.csv")
    with_commas = people.with_columns(pl.col(*INSTRUMENT.items).str.replace("0.7", "0,7", literal=True))
    with_commas.write_csv(tmp_path / "b.csv", separator=";")
    people.write_csv(tmp_path / "t.txt", separator="\t")
    people.write_ndjson(tmp_path / "n")
    people.write_parquet(tmp_path / "c")
    (tmp_path / "folder").mkdir()
    people.write_parquet(tmp_path / "folder/part.parquet")
    people.write_excel(tmp_path / "d.xlsx")
    pyreadstat.write_sav(people, str(tmp_path / "e.sav"))
    pyreadstat.write_dta(people, str(tmp_path / "f.dta"))
    pyreadstat.write_xport(people, str(tmp_path / "h.xpt"), file_format_version=8)
    (tmp_path / "g.csv.gz").write_bytes(gzip.compress((tmp_path / "a.csv").read_bytes()))
    found = []
    for name in ("a.csv", "b.csv", "t.txt", "n", "c", "folder", "d.xlsx", "e.sav", "f.dta", "h.xpt", "g.csv.gz"):
        done = run("cohort", name, "-o", "out.csv", "--force", cwd=tmp_path)
        assert done.code == 0, (name, done.err)
        found.append((tmp_path / "out.csv").read_text())
    assert [text == found[0] for text in found] == [True] * len(found)
    scored = pl.read_csv(tmp_path / "out.csv", infer_schema_length=None, schema_overrides={"id": pl.String})
    assert not differences(scored.head(3000), everybody(None, people.head(3000).to_dicts()))


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "sav", "dta"])
def test_the_name_of_the_output_says_its_kind(ending, people, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    people.write_csv(tmp_path / "in.csv")
    assert run("cohort", "in.csv", "-o", f"out.{ending}", cwd=tmp_path).code == 0
    path = tmp_path / f"out.{ending}"
    kind = kind_of(path.read_bytes()[:20_000], "")
    assert kind == f".{ending}"
    if ending in {"sav", "dta"}:
        rows, _ = getattr(pyreadstat, f"read_{ending}")(str(path), output_format="polars")
        assert rows["id"].to_list() == people["id"].to_list()


@pytest.mark.parametrize("name", ["out.json", "out", "out.txt", "out.csv.gz"])
def test_an_ending_that_is_none_of_them_is_refused(name, tmp_path):
    done = run("cohort", "-", "-o", name, given="fruit\ntwo_a_day\n", cwd=tmp_path)
    assert (done.code, [*tmp_path.iterdir()]) == (2, [])
    assert ".csv, .parquet, .xlsx, .sav, .dta" in done.err


def test_value_labels_and_declared_missing_values_are_understood(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    rows = pl.DataFrame({"fruit": [3.0, 2.0, None, 99.0], "cups": [6.5, 77.0, 2.0, 1.0]})
    labels = {"fruit": {3.0: "About 1 a day", 2.0: "few_a_week", 99.0: "Refused"}}
    pyreadstat.write_sav(rows, str(tmp_path / "in.sav"), variable_value_labels=labels, missing_ranges={"cups": [77]})
    done = run("cohort", "in.sav", cwd=tmp_path)
    found = pl.read_csv(io.StringIO(done.out), infer_schema=False)
    assert found["answered"].to_list() == ["2", "1", "1", "1"]
    assert found["problem"].to_list() == [None, None, None, "fruit not known: 99"]


def test_the_two_rows_of_qualtrics_are_left_out_and_told():
    text = 'id,fruit\nYour id,"How many portions, really?"\n"{""ImportId"":""id""}","{""ImportId"":""QID1""}"\n7,two_a_day\n'
    rows, said = cohort(text)
    assert [(row["id"], row["answered"]) for row in rows] == [("7", "1")]
    assert "The two rows of Qualtrics below the column names were left out." in said


def test_of_several_sheets_one_has_to_be_named(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "in.xlsx") as book:
        for name in ("Notes", "Data"):
            book.add_worksheet(name).write_row(0, 0, ["fruit"])
            book.get_worksheet_by_name(name).write_row(1, 0, ["two_a_day"])
    done = run("cohort", "in.xlsx", cwd=tmp_path)
    assert (done.code, "this workbook has 2 sheets: Notes, Data." in done.err) == (2, True)
    assert "1 row scored" in run("cohort", "in.xlsx", "--sheet", "Data", cwd=tmp_path).err
    assert "there is no sheet Date" in run("cohort", "in.xlsx", "--sheet", "Date", cwd=tmp_path).err


def damaged(ending, folder):
    """Give a whole file of some people, of a kind."""
    pyreadstat, path = pytest.importorskip("pyreadstat"), folder / f"whole.{ending}"
    rows = pl.DataFrame({"id": [f"{n:04}" for n in range(3000)], "fruit": ["two_a_day"] * 3000, "cups": [6.5] * 3000})
    if ending in {"sav", "dta"}:
        getattr(pyreadstat, f"write_{ending}")(rows, str(path))
    elif ending == "xpt":
        pyreadstat.write_xport(rows, str(path), file_format_version=5)
    elif ending == "csv.gz":
        path.write_bytes(gzip.compress(rows.write_csv().encode()))
    else:
        (rows.write_excel if ending == "xlsx" else rows.write_parquet)(path)
    return path.read_bytes()


@pytest.mark.parametrize("ending", ["csv.gz", "parquet", "xlsx", "sav", "dta", "xpt"])
def test_a_file_that_ends_too_soon_is_one_clear_line_and_leaves_no_output(ending, tmp_path):
    whole = damaged(ending, tmp_path)
    for share in (0.1, 0.6, 0.999):
        (tmp_path / f"in.{ending}").write_bytes(whole[: int(len(whole) * share)])
        done = run("cohort", f"in.{ending}", "-o", "out.csv", cwd=tmp_path)
        assert (done.code, len(done.err.splitlines())) == (2, 1), (share, done.err)
        assert done.err.startswith(f"Error: in.{ending}: this ")
        assert sorted(path.name for path in tmp_path.iterdir()) == [f"in.{ending}", f"whole.{ending}"]


def test_a_damaged_gzip_file_is_told_wherever_the_damage_is(tmp_path):
    whole = damaged("csv.gz", tmp_path)
    for place in (15, len(whole) // 2, len(whole) - 6):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        assert "this gzip file is broken" in refused(bytes(broken), folder=tmp_path)


def test_a_workbook_that_is_locked_is_told(tmp_path):
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(3000)
    assert "this workbook is locked. Save it without a password." in refused(locked, folder=tmp_path, name="in.xlsx")
    late = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30_000) + "EncryptedPackage".encode("utf-16-le")
    assert "or is locked" in refused(late, folder=tmp_path, name="in.xlsx")


# ---------------------------------------------------------------- properties

CELLS = (
    st.text(max_size=12) | st.floats().map(repr) | st.integers(-(10**6), 10**6).map(str) | st.sampled_from(["1e3", "½"])
)


@settings(max_examples=part_of(40))
@given(CELLS, st.sampled_from([*INSTRUMENT.items]))
def test_what_is_no_option_and_no_amount_in_bounds_is_a_problem_and_never_a_point(cell, name):
    import re

    item, text = INSTRUMENT.items[name], cell.strip()
    text = text[1:] if text[:1] == "'" != text else text  # a spreadsheet's mark of text
    words = {*item.by_id, *(option.label.casefold() for option in item.options)}
    is_amount = re.fullmatch(PLAIN_NUMBER, text) and 0 <= float(text) <= item.at_most
    is_nothing = text in {"", "n/a", "not_applicable", *MISSING}
    row = score_frame(pl.DataFrame({name: [cell]}), **AMOUNTS).row(0, named=True)
    assert (row["answered"] > 0) == bool(is_amount or text.casefold() in words)
    assert (row["problem"] is None) == bool(is_nothing or row["answered"])


@settings(max_examples=part_of(40))
@given(st.lists(CELLS, min_size=1, max_size=30), st.sampled_from(["fruit", "cups", "processed_meat"]))
def test_one_cell_and_a_whole_column_are_read_the_same(texts, name):
    item = INSTRUMENT.items[name]
    scored = score_frame(pl.DataFrame({name: texts}), **AMOUNTS)["answered"].to_list()
    assert scored == [int(option_of(name, text) is not None) for text in texts], item.id


@settings(max_examples=part_of(12))  # each compiles the rules twice
@given(st.randoms(use_true_random=False))
def test_renaming_reordering_and_regrouping_columns_changes_no_score(draw):
    rows = pl.DataFrame(table(None, 30, seed=draw.randrange(50)))
    wanted = score_frame(rows, **AMOUNTS)
    ways = [
        str,
        str.upper,
        lambda name: f" {name} ",
        lambda name: f"group/{name}",
        lambda name: f"G1.{name}",
        lambda name: f"a-b-{name}",
    ]
    renamed = {name: draw.choice(ways)(name) for name in rows.columns if name != "id"}
    others = rows.rename(renamed).select(draw.sample([renamed.get(name, name) for name in rows.columns], rows.width))
    assert score_frame(others, **AMOUNTS).equals(wanted)


def test_every_amount_has_a_top_bound():
    for item in load(None).items.values():
        assert not item.unit or item.at_most < 77


@pytest.mark.parametrize("ending", ["xlsx", "sav", "dta", "parquet"])
def test_one_person_may_come_in_any_kind_of_file(ending, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    row, path = pl.DataFrame({"fruit": ["two_a_day"], "cups": [6.5], "conditions": ["maoi"]}), tmp_path / f"a.{ending}"
    if ending in {"sav", "dta"}:
        getattr(pyreadstat, f"write_{ending}")(row, str(path))
    else:
        (row.write_excel if ending == "xlsx" else row.write_parquet)(path)
    result = json.loads(run("score", path.name, "--format", "json", cwd=tmp_path).out)
    answers = {answer["item"]: answer["option"] for answer in result["answers"]}
    assert (answers["fruit"], answers["cups"], result["conditions"]) == ("two_a_day", "six_to_eight", ["maoi"])


# ---------------------------------------------------------------- what was once read wrong without a word


@pytest.mark.parametrize("named", ["Fruit", "fruit", "FRUIT ", "diet/fruit"])
@pytest.mark.parametrize("column", ["fruit", "Fruit", "diet/fruit"])
def test_a_codebook_names_columns_as_the_rules_or_the_table_do(named, column, tmp_path):
    (tmp_path / "own.csv").write_text(f"column,value,option\n{named},1,three_or_more\n")
    rows, _ = cohort(f"{column},cups\n1,6.5\n", "--codebook", "own.csv", "--points", folder=tmp_path)
    assert rows[0]["fruit_points"] == "8"
    (tmp_path / "one.csv").write_text(f"{column},cups\n1,6.5\n")
    done = run("score", "one.csv", "--codebook", "own.csv", "--format", "json", cwd=tmp_path)
    assert json.loads(done.out)["answers"][0]["option"] == "three_or_more"
    frame = pl.DataFrame({column: ["1"], "cups": ["6.5"]})
    assert scores(frame, codebook={named: {"1": "three_or_more"}}) == scores(
        {"fruit": ["three_or_more"], "cups": ["6.5"]}
    )


def test_a_codebook_with_a_misspelt_column_is_refused(tmp_path):
    (tmp_path / "own.csv").write_text("column,value,option\nvegtables,1,two_a_day\nsite,1,Shard\n")
    said = refused("vegetables,cups\n1,6.5\n", "--codebook", "own.csv", folder=tmp_path)
    assert "--codebook: the codebook names vegtables, which no column is. Did you mean vegetables?" in said
    cohort("fermented_days,cups\n3.5,6.5\n", "--codebook", "own.csv", folder=tmp_path)  # near none that is there
    (tmp_path / "own.csv").write_text("column,value,option\nfermented_kinds,1,none\n")
    cohort("fermented_days,cups\n3.5,6.5\n", "--codebook", "own.csv", folder=tmp_path)  # a question that has no column


def test_whole_numbers_that_another_column_settles_as_amounts_are_told():
    said = cohort("fruit,vegetables,pulses,cups\n1,2,0.5,6.5\n3,2,2,3\n")[1]
    assert (
        "The whole numbers in fruit, vegetables were read as amounts, as numbers in pulses, cups are no codes. "
        "If they are codes, add --codebook FILE." in said
    )
    assert "were read as amounts" not in cohort("fruit,cups\n1,6.5\n", "--numbers", "amounts")[1]


@pytest.mark.parametrize("command", ["cohort", "score"])
def test_lines_that_end_as_on_an_old_mac_are_no_empty_table(command):
    assert "its lines end as on an old Mac" in refused("fruit,cups\rtwo_a_day,6.5\r", command=command)
    assert cohort('"fruit\r\n",cups\r\ntwo_a_day,6.5\r\n')[0][0]["answered"] == "2"


@pytest.mark.parametrize(
    ("labels", "held"),
    [
        ({0.0: "Unchecked", 1.0: "Checked"}, [False, True, None]),
        ({0.0: "Nicht genannt", 1.0: "Genannt"}, [False, True, None]),
        ({1.0: "No", 2.0: "Yes"}, [False, False, True]),
        ({1.0: "Yes", 2.0: "No"}, [False, True, False]),
        ({1.0: "Nein", 2.0: "Ja"}, [False, None, None]),
        ({1.0: "low_fibre"}, [False, True, None]),
    ],
)
def test_value_labels_of_a_box_say_what_its_numbers_mean(labels, held, tmp_path):
    import pyreadstat

    frame = pl.DataFrame({"fruit": ["two_a_day"] * 3, "conditions___low_fibre": [0.0, 1.0, 2.0]})
    path = str(tmp_path / "in.sav")
    pyreadstat.write_sav(frame, path, variable_value_labels={"conditions___low_fibre": labels})
    rows = pl.read_csv(io.StringIO(run("cohort", path).out), infer_schema=False).to_dicts()
    assert [None if row["problem"] else row["fibre_status"] == "not_for_you" for row in rows] == held


def test_value_labels_of_conditions_are_a_codebook(tmp_path):
    import pyreadstat

    frame = pl.DataFrame({"fruit": ["two_a_day"] * 2, "conditions": [1.0, 2.0]})
    pyreadstat.write_sav(
        frame, str(tmp_path / "in.sav"), variable_value_labels={"conditions": {1.0: "none", 2.0: "low_fibre"}}
    )
    rows = pl.read_csv(io.StringIO(run("cohort", "in.sav", cwd=tmp_path).out), infer_schema=False).to_dicts()
    assert [(row["problem"], row["fibre_status"]) for row in rows] == [
        (None, "not_enough_answers"),
        (None, "not_for_you"),
    ]


def test_what_a_cohort_does_not_read_beside_the_answers_is_told():
    text = "Age,mode,fruit\nunder_18,core,two_a_day\n"
    assert "The column Age was not read. Age groups count in the column conditions." in cohort(text)[1]
    assert "The column mode was not read. To score all as quick screens, add --core." in cohort(text)[1]
    assert "mode was not read" not in cohort(text, "--core")[1]


@pytest.mark.parametrize("column", ["conditions", "conditions___low_fibre"])
def test_lists_in_a_column_of_conditions_are_refused(column):
    with pytest.raises(GutboneError, match=f"the column {column} holds list"):
        score_frame(pl.DataFrame({"fruit": ["two_a_day"], column: [["low_fibre"]]}))


@pytest.mark.parametrize("kind", ["bool", "boolean"])
def test_boxes_of_pandas_may_hold_true_and_false(kind):
    pandas = pytest.importorskip("pandas")
    box = pandas.Series([True, False], dtype=kind)
    scored = score_frame(pandas.DataFrame({"fruit": ["two_a_day"] * 2, "conditions___low_fibre": box}))
    assert [*scored["fibre_status"]] == ["not_for_you", "not_enough_answers"]


def test_several_boxes_beside_a_list_each_count():
    boxes = {"conditions": ["", "low_fibre", None], "conditions___maoi": [1, 0, 0], "conditions___lithium": [0, 0, 1]}
    scored = score_frame(pl.DataFrame({"fruit": ["two_a_day"] * 3, **boxes}))
    alone = score_frame(pl.DataFrame({"fruit": ["two_a_day"] * 3, "conditions": ["maoi", "low_fibre", "lithium"]}))
    assert scored.equals(alone)


def test_whole_categories_of_pandas_may_have_gaps():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"fruit": pandas.Categorical([1, None]), "cups": [6.5, 6.5]})
    assert [*score_frame(frame)["answered"]] == [2, 1]


@pytest.mark.parametrize("kind", [".sav", pytest.param(".dta", marks=pytest.mark.long)])
def test_names_that_statistics_programs_would_take_for_the_same_are_kept_apart(kind, tmp_path):
    import pyreadstat

    long = "a_question_with_a_name_of_many_letters_"
    (tmp_path / "in.csv").write_text(f"a b,a_b,A-B,{long}1,{long}2,fruit\n1,2,3,4,5,two_a_day\n")
    assert run("cohort", "in.csv", "-o", f"out{kind}", cwd=tmp_path).code == 0
    read = pyreadstat.read_sav if kind == ".sav" else pyreadstat.read_dta
    frame, _ = read(str(tmp_path / f"out{kind}"), output_format="polars")
    assert frame.columns[:5] == ["a_b", "a_b_2", "A_B_3", long[:32], f"{long[:30]}_2"]
    assert [str(value) for value in frame.row(0)[:5]] == ["1", "2", "3", "4", "5"]


def test_the_mark_that_a_spreadsheet_puts_before_text_is_no_part_of_an_answer(tmp_path):
    text = "fruit,cups,fermented_days,fermented_kinds,conditions\n'two_a_day,'6.5,daily,two,'maoi\n"
    row = cohort(text)[0][0]
    assert (row["problem"], row["answered"], row["fermented_status"]) == (None, "2", "not_for_you")
    (tmp_path / "a.csv").write_text(text)
    result = json.loads(run("score", "a.csv", "--format", "json", cwd=tmp_path).out)
    assert (result["answers"][0]["option"], result["conditions"]) == ("two_a_day", ["maoi"])
    assert cohort("fruit,cups\n',''6\n")[0][0]["problem"] == "fruit not known: '; cups not known: ''6"


@pytest.mark.parametrize(
    "ends", [("Hardly ever", "3 or more a day"), ("hardly_ever", "three_or_more"), ("never", "often")]
)
def test_labels_of_the_ends_alone_make_the_codes_between_them_no_amounts(ends, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pl.DataFrame({"fruit": [1.0, 2.0, 5.0, 4.0], "cups": [6.5] * 4})
    labels = {"fruit": {1.0: ends[0], 5.0: ends[1]}}
    pyreadstat.write_sav(frame, str(tmp_path / "in.sav"), variable_value_labels=labels)
    found = pl.read_csv(io.StringIO(run("cohort", "in.sav", "--points", cwd=tmp_path).out), infer_schema=False)
    assert [bool(problem) for problem in found["problem"]][1::2] == [True, True]
    assert found["fruit_points"][1] is None
    rows, _ = pyreadstat.read_sav(str(tmp_path / "in.sav"), output_format="polars")
    pyreadstat.write_sav(
        rows, str(tmp_path / "in.sav"), variable_value_labels={"fruit": {0.0: "none", 99.0: "refused"}}
    )
    assert "0 with problems" in run("cohort", "in.sav", cwd=tmp_path).err  # labels of what could be an amount


def test_the_scores_of_a_form_are_no_misspelt_question():
    said = cohort("fruit,fermented_points,Total_band\ntwo_a_day,3,start\n")[1]
    assert "Did you mean" not in said
    assert "Passed through: fermented_points, Total_band." in said


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Conditions (choice=Low-fibre diet)", "conditions"),  # as REDCap names a box by its label
        ("fruit.1", "fruit"),  # as pandas names the second of two
        ("q1_fermented_days_t2", "fermented_days"),
    ],
)
def test_a_column_in_whose_name_a_question_stands_is_told_where_it_is_not_read(name, meant):
    said = cohort(f"cups,fruit,{name}\n6.5,two_a_day,x\n")[1]
    assert f"The column {name} was not read. Did you mean {meant}?" in said


@pytest.mark.parametrize(("cells", "status"), [(("Y", "Selected"), "not_for_you"), (("N", "Not Selected"), "scored")])
def test_boxes_may_be_ticked_in_the_words_of_survey_programs(cells, status):
    rows, _ = cohort("fermented_days,fermented_kinds,conditions[maoi]\n" + "".join(f"daily,two,{c}\n" for c in cells))
    assert [(row["fermented_status"], row["problem"]) for row in rows] == [(status, None)] * 2


def test_objects_of_polars_are_read_cell_by_cell_and_what_is_no_answer_is_a_problem():
    people = pl.DataFrame({"fruit": pl.Series([True, None, "two_a_day", [1]], dtype=pl.Object)})
    scored = score_frame(people)
    assert scored["problem"].to_list() == ["fruit not known: True", None, None, "fruit not known: [1]"]
    assert scored["answered"].to_list() == [0, 0, 1, 0]
    with pytest.raises(GutboneError, match="the column fruit holds objects"):
        score_frame(people.lazy())
