"""Tables of JSON Lines, and of several Parquet files: each line scores as its person alone."""

import gzip
import io
import json

import pytest
from cohort_people import differences, everybody, expected, load, person, table
from terminal import run

pl = pytest.importorskip("polars")
INSTRUMENT = load(None)


def scored(name, folder, *options):
    done = run("cohort", name, *options, cwd=folder)
    assert done.code == 0, done.err
    found = pl.read_csv(io.StringIO(done.out), infer_schema_length=None, schema_overrides={"id": pl.String})
    return found, done.err


def refused(lines, *options):
    """Give the one line that lines of JSON are refused with."""
    done = run("cohort", "-", *options, given=lines)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1), done.err
    return done.err


@pytest.fixture(scope="module")
def people():
    """Some people without wrong cells, as `gutbone score` would refuse those; ids as the rules write them."""
    rows = table(None, 400, seed=11)
    return [row for row in rows if not person(None, row, "full")[1]][:60]


def answers_file(row):
    """Write a person as an answers file."""
    responses, _ = person(None, row, "full")
    left_out = dict.fromkeys(responses.not_applicable, "n/a")
    conditions = None if responses.conditions is None else sorted(responses.conditions)
    return {"id": row["id"], "answers": {**responses.answers, **left_out}, "conditions": conditions}


def test_rows_of_json_score_as_rows_of_csv(tmp_path):
    rows = table(None, 300, seed=12)
    lines = [{name: cell or None for name, cell in row.items() if cell or name == "id"} for row in rows]
    (tmp_path / "a.ndjson").write_text("\n".join(map(json.dumps, lines)))
    (tmp_path / "b.csv").write_bytes(gzip.compress((tmp_path / "a.ndjson").read_bytes()))  # told by what is in it
    for name in ("a.ndjson", "b.csv"):
        found, _ = scored(name, tmp_path, "--numbers", "amounts")
        assert not differences(found, everybody(None, rows))


def test_an_answers_file_a_line_scores_as_it_does_alone(people, tmp_path):
    lines = [json.dumps(answers_file(row)) for row in people]
    (tmp_path / "a.jsonl").write_text("\n\n".join(lines) + "\n")
    found, _ = scored("a.jsonl", tmp_path)
    assert not differences(found.drop("ref", "assessed_at"), everybody(None, people))


@pytest.mark.parametrize("options", [("--format", "json"), ("--format", "fhir", "--with-safety")])
def test_a_result_or_a_response_a_line_scores_as_it_did(options, people, tmp_path):
    lines = []
    for row in people[:8]:
        file = {**answers_file(row), "ref": row["id"]}
        del file["id"]
        done = run("score", "-", *options, given=json.dumps(file))
        assert done.code == 0, done.err
        lines.append(json.dumps(json.loads(done.out)))
    (tmp_path / "lines").write_text("\n".join(lines))
    found, _ = scored("lines", tmp_path)
    wanted = [{**expected(None, "full", row)} for row in people[:8]]
    is_known = pl.DataFrame(wanted, infer_schema_length=None).drop("id")
    assert not differences(found.drop("ref", "assessed_at"), is_known)
    assert found["assessed_at"].null_count() == 0
    if "json" in options:
        assert [f"{ref:07d}" for ref in found["ref"]] == [row["id"] for row in people[:8]]


@pytest.mark.parametrize(
    ("line", "broken", "why"),
    [
        ('{"answers": {"fruit": "two_a_day"}, "ref": "a"}', '"instrument": "other"', "these are answers to other"),
        (
            '{"schema": "gutbone.result/1", "answers": [{"item": "fruit", "status": "answered", "option": "two_a_day"}]}',
            '"answers": [1]',
            "these are no answers of a result.",
        ),
        (
            '{"resourceType": "QuestionnaireResponse", "status": "completed", "item": []}',
            '"status": 7',
            "",
        ),
    ],
)
def test_a_later_line_that_cannot_be_read_is_a_problem_of_its_row(line, broken, why, tmp_path):
    name = broken.split(":")[0]
    other = json.dumps({**json.loads(line), **json.loads("{" + broken + "}")})
    (tmp_path / "a").write_text(f"{line}\n{other}\n{line}\n")
    found, said = scored("a", tmp_path)
    assert [bool(problem) for problem in found["problem"]] == [False, True, False], (found["problem"], name)
    assert found["problem"][1].startswith(f"line not read: {why}")
    assert found["answered"][1] == 0
    assert f"\n  line not read: 1 row (row 2: {why}" in said
    done = run("cohort", "-", given=f"{other}\n{line}\n")
    assert (done.code, "row 1" in done.err, done.out) == (2, True, "")


def test_a_number_in_an_answers_file_is_an_amount_and_a_text_never_is(tmp_path):
    (tmp_path / "a").write_text('{"answers": {"fruit": 3, "cups": 3}}\n{"answers": {"fruit": "3", "cups": [3]}}\n')
    found, _ = scored("a", tmp_path)
    assert found["answered"].to_list() == [2, 1]
    assert found["problem"].to_list() == [None, 'fruit not known: "3"']
    assert "could be amounts or the codes" in refused('{"fruit": 3, "cups": 3}\n')


def test_a_number_that_passes_through_keeps_its_digits(tmp_path):
    (tmp_path / "a").write_text('{"id": 12345678901234567890, "w": 1.50, "fruit": "two_a_day"}\n')
    assert run("cohort", "a", cwd=tmp_path).out.splitlines()[1].startswith("12345678901234567890,1.50,")


def test_questions_in_groups_are_read_and_other_objects_stay_as_they_are(tmp_path):
    line = {
        "d": {"fibre": {"fruit": "two_a_day"}},
        "cups": 6.5,
        "conditions": {"maoi": True},
        "place": {"x": [1, {"y": "é"}]},
    }
    (tmp_path / "a").write_text(json.dumps(line) + "\n")
    found, said = scored("a", tmp_path, "--points")
    assert (found["fruit_points"].to_list(), found["fermented_status"].to_list()) == ([8], ["not_for_you"])
    assert (found["place"].to_list(), found["problem"].to_list()) == (['{"x": [1, {"y": "é"}]}'], [None])
    assert "The column d/fibre/fruit was read as fruit." in said


def test_a_column_that_only_the_last_line_has_is_a_column(tmp_path):
    (tmp_path / "a").write_text('{"fruit": "two_a_day"}\n{"fruit": "two_a_day", "late": "x", "conditions": []}\n')
    assert scored("a", tmp_path)[0]["late"].to_list() == [None, "x"]


def test_quick_screens_among_whole_quizzes_are_told(tmp_path):
    line = '{"answers": {"fruit": null}, "mode": "core"}\n'
    (tmp_path / "a").write_text(line * 2)
    assert scored("a", tmp_path)[1].count("quick screen") == 2  # in one line
    assert "quick screen" not in scored("a", tmp_path, "--core")[1]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('{"fruit": "two_a_day"}\n{"fruit": \n', "-: row 2: this line is no JSON object."),
        ('{"fruit": "two_a_day"}\n[1]\n', "-: row 2: this line is no JSON object."),
        ('{"fruit": "two_a_day"}\n' + "[" * 100_000 + "\n", "-: row 2: this line is no JSON object."),
        ('{"fruit": "two_a_day", "fruit": null}\n', "-: row 1: fruit stands here twice."),
        ('{"fruit": "two_a_day"}\n{"answers": {}}\n', "row 2: this line is an answers file, and the first is a row."),
        ('{"answers": {}, "fruit": 1, "conditions": null}\n', "row 1: fruit stands beside the answers."),
        ('{"answers": {"id": "two_a_day"}, "id": 1}\n', "row 1: id stands beside the answers."),
        ('{"answers": {}}\n', "no column is an item"),
        ('{"answers": {"fruit": null}, "instrument": "other"}\n', "row 1: these are answers to other"),
        ('{"schema": "gutbone.result/1", "answers": [1]}\n', "row 1: these are no answers of a result."),
        ('{"resourceType": "Patient"}\n', "row 1: "),
        ('{\n"fruit": "two_a_day"}\n', "this is JSON. Write an object a line"),
        ('[{"fruit": "two_a_day"}]\n', "this is JSON. Write an object a line"),
    ],
)
def test_what_is_no_table_of_json_lines_is_refused_with_its_place(lines, said):
    assert said in refused(lines)


def test_nothing_is_written_when_a_late_line_is_broken(tmp_path):
    (tmp_path / "a").write_text('{"fruit": "two_a_day"}\n' * 1000 + "{")
    done = run("cohort", "a", "-o", "out.csv", cwd=tmp_path)
    assert (done.code, [path.name for path in tmp_path.iterdir()]) == (2, ["a"])


# ---------------------------------------------------------------- several files of Parquet


def test_a_folder_or_a_pattern_of_parquet_is_one_table(tmp_path):
    rows = pl.DataFrame(table(None, 90, seed=13))
    for number in range(3):
        folder = tmp_path / f"parts/site={number}"
        folder.mkdir(parents=True)
        rows.slice(30 * number, 30).write_parquet(folder / "part.parquet")
    wanted = everybody(None, rows.to_dicts())
    for name in ("parts", "parts/*/*.parquet", "parts/**/p*.parquet"):
        found, _ = scored(name, tmp_path)
        assert not differences(found.drop("site"), wanted)
        assert found["site"].to_list() == [0] * 30 + [1] * 30 + [2] * 30
    assert "no file has such a name" in run("cohort", "parts/*.parquet", cwd=tmp_path).err
    rows.rename({"id": "who"}).write_parquet(tmp_path / "parts/site=2/z.parquet")
    done = run("cohort", "parts", cwd=tmp_path)
    assert (done.code, "z.parquet has other columns than part.parquet" in done.err) == (2, True)


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    (tmp_path / "a[1].csv").write_text("fruit\ntwo_a_day\n")
    assert scored("a[1].csv", tmp_path)[0]["answered"].to_list() == [1]


@pytest.mark.parametrize("more", ["", ', "answers": null', ', "answers": 7', ', "answers": [{}]'])
def test_a_result_without_its_answers_is_one_clear_line(more):
    done = run("cohort", "-", given=f'{{"schema": "gutbone.result/1"{more}}}\n')
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "-: row 1: these are no answers of a result." in done.err
