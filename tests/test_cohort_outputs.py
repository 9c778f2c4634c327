"""What is written of a scored table, and beside it: the report, the meaning of its columns, a picture, every answer."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from cohort_people import everybody, expected, load, person, table
from terminal import run

from gutbone.assess.assess import assess
from gutbone.assess.columns import output_columns

pl = pytest.importorskip("polars")
INSTRUMENT = load(None)


@pytest.fixture(scope="module")
def people():
    return table(None, 300, seed=21)


@pytest.fixture
def folder(people, tmp_path):
    pl.DataFrame(people).write_csv(tmp_path / "in.csv")
    return tmp_path


def cohort(folder, *options, code=0):
    done = run("cohort", "in.csv", *options, cwd=folder)
    assert done.code == code, done.err
    return done


def rows_of(path, **more):
    return list(csv.DictReader(io.StringIO(path.read_text()), **more))


# ---------------------------------------------------------------- tables to begin with


@pytest.mark.parametrize("rules", [None, "screeners/medas", "other_language"])
def test_the_sample_table_is_scored_as_it_stands_and_shows_cells_of_every_kind(rules, tmp_path):
    options = ("--rules", str(Path(__file__).parent / rules)) if rules else ()
    instrument = load(options[1] if options else None)
    sample, blank = (run("rules", "export", "--format", name, *options).out for name in ("sample", "table"))
    assert blank == sample.split("\n", 1)[0] + "\n"
    done = run("cohort", "-", *options, given=sample, cwd=tmp_path)
    assert done.code == 0, done.err
    words = instrument.words
    assert words.table_scored.format(rows=words.table_rows.format(count=8), problems=0) in done.err
    rows = list(csv.DictReader(io.StringIO(sample)))
    assert [*rows[0]] == ["id", *instrument.items, *(["conditions"] if instrument.condition else [])]
    cells = {cell for row in rows for name, cell in row.items() if name in instrument.items}
    assert {"", "n/a"} < cells
    if rules is None:
        assert any(cell.replace(".", "").isdigit() for cell in cells)
        assert {option.label for item in instrument.items.values() for option in item.options} & cells
        assert run("cohort", "-", given=blank).code == 0


# ---------------------------------------------------------------- decimal commas


def test_a_decimal_comma_comes_with_semicolons_and_the_same_numbers(folder):
    cohort(folder, "-o", "a.csv")
    cohort(folder, "-o", "b.csv", "--decimal", "comma")
    plain, comma = rows_of(folder / "a.csv"), rows_of(folder / "b.csv", delimiter=";")
    assert plain == [
        {name: cell.replace(",", ".") if "percent" in name else cell for name, cell in row.items()} for row in comma
    ]
    assert any("," in row["total_percent_low"] for row in comma)
    done = cohort(folder, "-o", "a.xlsx", "--decimal", "comma", code=2)
    assert "only CSV has decimal signs" in done.err


# ---------------------------------------------------------------- the report


def test_the_report_holds_what_the_summary_says_and_all_counts(people, folder):
    done = cohort(folder, "-o", "a.csv", "--report", "report.json")
    report = json.loads((folder / "report.json").read_text())
    wanted = everybody(None, people)
    assert (report["rows"], report["rows_with_problems"]) == (300, sum(bool(row["problem"]) for row in wanted))
    for problem in report["problems"]:
        kind = f"{problem['column']} {problem['what']}: "
        having = [n for n, row in enumerate(wanted, 1) if kind in f"{row['problem']}"]
        assert (problem["rows"], problem["examples"][0]["row"]) == (len(having), having[0])
        assert all(example["cell"] for example in problem["examples"])
        assert len(problem["examples"]) <= 3
        assert f"  {kind}{len(having)} row" in done.err
    assert [p["rows"] for p in report["problems"]] == sorted([p["rows"] for p in report["problems"]], reverse=True)
    assert report["read"] == {name: name for name in INSTRUMENT.items}
    assert (report["conditions"], report["passed"], report["not_asked"]) == (["conditions"], ["id"], [])
    for name, score in report["scores"].items():
        statuses = [row[f"{name}_status"] for row in wanted]
        assert {status: score[status] for status in set(statuses)} == {s: statuses.count(s) for s in set(statuses)}
        assert (
            sum(score["percent"]) + sum(score["percent_of_ranges"]) == sum(score["bands"].values()) == score["scored"]
        )
        sure = [
            row[f"{name}_percent_low"]
            for row in wanted
            if row[f"{name}_band_low"] and row[f"{name}_percent_low"] == row[f"{name}_percent_high"]
        ]
        assert score["percent"] == [sum(min(int(percent // 10), 9) == bar for percent in sure) for bar in range(10)]


def test_the_same_table_gives_the_same_report_byte_for_byte(folder):
    for name in "ab":
        cohort(folder, "-o", f"{name}.csv", "--report", f"{name}.json")
    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()


@pytest.mark.parametrize("option", ["--report", "--dictionary", "--plot"])
def test_a_file_that_is_there_already_stays_and_nothing_is_scored(option, folder):
    (folder / "kept").write_text("mine")
    done = cohort(folder, "-o", "a.csv", option, "kept", code=1)
    assert (sorted(path.name for path in folder.iterdir()), (folder / "kept").read_text()) == (
        ["in.csv", "kept"],
        "mine",
    )
    assert len(done.err.splitlines()) == 1
    cohort(folder, "-o", "a.csv", option, "kept", "--force")
    assert (folder / "kept").read_text() != "mine"


def test_two_outputs_of_one_name_are_refused(folder):
    assert "two things would be one file" in cohort(folder, "-o", "a.csv", "--report", "./a.csv", code=2).err


# ---------------------------------------------------------------- what the columns mean


@pytest.mark.parametrize("options", [(), ("--points",), ("--long",)])
def test_the_dictionary_explains_every_column_in_its_order(options, folder):
    cohort(folder, "-o", "a.csv", "--dictionary", "d.csv", *options)
    explained = rows_of(folder / "d.csv")
    assert [row["column"] for row in explained] == (folder / "a.csv").read_text().split("\n", 1)[0].split(",")
    assert all(row["meaning"] for row in explained)
    assert [row["column"] for row in explained if row["table"] == "passed"] == ["id"]


@pytest.mark.parametrize("ending", ["sav", pytest.param("dta", marks=pytest.mark.long)])
def test_files_of_statistics_programs_hold_what_their_columns_mean(ending, folder):
    pyreadstat = pytest.importorskip("pyreadstat")
    cohort(folder, "-o", f"a.{ending}")
    _, about = getattr(pyreadstat, f"read_{ending}")(str(folder / f"a.{ending}"))
    labels = about.column_names_to_labels
    assert [name for name in output_columns(INSTRUMENT) if not labels[name]] == []
    assert len(set(labels.values())) == len(labels)  # no two are cut to the same


# ---------------------------------------------------------------- every answer


def answers_of(row):
    """Give a person's answers as ``gutbone score`` knows them, question by question."""
    responses, _ = person(None, row, "full")
    return {answer.item: answer for answer in assess(INSTRUMENT, responses).answers}


def test_points_of_every_question_stand_beside_the_scores(people, folder):
    cohort(folder, "-o", "a.csv", "--points")
    for row, scored in zip(people, rows_of(folder / "a.csv"), strict=True):
        for name, answer in answers_of(row).items():
            points = "" if answer.points is None or answer.status == "not_applicable" else str(answer.points)
            assert scored[f"{name}_points"] == points, (row["id"], name)
        assert scored["total_status"] == expected(None, "full", row)["total_status"]


def test_a_long_table_holds_an_answer_a_row(people, folder):
    cohort(folder, "-o", "a.csv", "--long")
    rows = rows_of(folder / "a.csv")
    assert len(rows) == len(people) * len(INSTRUMENT.items)
    same = {"answered": "answered", "settled": "settled", "not_applicable": "not_applicable"}
    for number, row in enumerate(people):
        answers, size = answers_of(row), len(INSTRUMENT.items)
        _, problems = person(None, row, "full")
        for scored in rows[number * size : (number + 1) * size]:
            answer = answers[scored["item"]]
            assert (scored["row"], scored["id"]) == (str(number + 1), row["id"])
            is_wrong = any(problem.startswith(f"{answer.item} ") for problem in problems)
            assert scored["status"] == same.get(answer.status, "problem" if is_wrong else "not_known")
            assert scored["possible"] == ("0" if answer.status == "not_applicable" else str(answer.possible))
            if answer.status in {"answered", "settled"}:
                assert (scored["option"], scored["points"]) == (answer.option, str(answer.points))
            else:
                assert (scored["option"], scored["points"]) == ("", "")


def test_with_core_only_the_core_questions_have_rows(folder):
    cohort(folder, "-o", "a.csv", "--long", "--core")
    assert {row["item"] for row in rows_of(folder / "a.csv")} == {item.id for item in INSTRUMENT.asked_in("core")}


@pytest.mark.parametrize(("name", "option"), [("fruit_points", "--points"), ("status", "--long"), ("row", "--long")])
def test_a_column_with_the_name_of_what_is_added_is_refused(name, option, folder):
    (folder / "in.csv").write_text(f"{name},fruit\n1,two_a_day\n")
    assert "TABLE_005" in cohort(folder, option, code=2).err
    cohort(folder)


def test_points_and_a_long_table_are_not_asked_for_together(folder):
    assert "a long table holds the points already" in cohort(folder, "--long", "--points", code=2).err


def test_rows_that_nothing_else_tells_apart_are_numbered(folder):
    (folder / "in.csv").write_text("fruit,cups\ntwo_a_day,6\n\n,7\n")
    assert [line.split(",")[0] for line in cohort(folder).out.splitlines()] == ["row", "1", "2"]


# ---------------------------------------------------------------- the picture


def test_the_picture_shows_everybody_once(people, folder):
    cohort(folder, "-o", "a.csv", "--plot", "a.svg")
    root = ET.parse(folder / "a.svg").getroot()
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    wanted = everybody(None, people)
    for name, label in {"total": INSTRUMENT.words.form_total, **{d.id: d.label for d in INSTRUMENT.domains}}.items():
        having = sum(row[f"{name}_status"] == "scored" for row in wanted)
        assert f"{label}: {having} people, and {300 - having} without a number" in texts
    assert any("300 rows" in text for text in texts)


def test_the_picture_in_the_terminal_has_the_same_numbers_in_40_columns_and_no_colour(folder):
    done = cohort(folder, "-o", "a.csv", "--plot", "-", "--report", "r.json")
    drawn = done.err[done.err.index("# one number\n- a range, by its middle\n") :]
    assert (max(map(len, drawn.splitlines())) <= 40, drawn.isascii(), "\x1b" in drawn) == (True, True, False)
    scores = json.loads((folder / "r.json").read_text())["scores"]
    for part, score in zip(drawn.split("\n\n")[1:], scores.values(), strict=True):
        bars = [line.split() for line in part.splitlines() if "%" in line]
        assert [bar[0] for bar in bars] == [str(percent) for percent in range(0, 100, 10)]
        both = zip(score["percent"], score["percent_of_ranges"], strict=True)
        assert [int(bar[-1].replace(",", "")) for bar in bars] == [*map(sum, both)]
        assert max(len(bar[2]) for bar in bars if len(bar) > 3) == 20


def test_the_picture_of_nobody_and_of_rules_in_points_is_drawn_too(tmp_path):
    rules = Path(__file__).parent / "screeners/medas"
    items = [*load(rules).items]
    for name, text, options in (("a", "fruit\n", ()), ("b", f"{items[0]}\n\n", ("--rules", str(rules)))):
        done = run("cohort", "-", "-o", f"{name}.csv", "--plot", f"{name}.svg", *options, given=text, cwd=tmp_path)
        assert done.code == 0, done.err
        ET.parse(tmp_path / f"{name}.svg")


# ---------------------------------------------------------------- how to cite it


def test_the_citation_names_this_version():
    from gutbone.base.plain_yaml import parse
    from gutbone.base.version import __version__

    path = Path(__file__).parent.parent / "CITATION.cff"
    cited = parse(path.read_bytes(), "CITATION.cff").value
    assert (cited["version"], cited["cff-version"], cited["license"]) == (__version__, "1.2.0", "MIT")
