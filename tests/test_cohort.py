"""The command ``gutbone cohort`` and its tables: what goes through, what is told, what stops it."""

import csv
import fcntl
import io
import os
import random
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from itertools import product
from pathlib import Path

import pytest
from cohort_people import PARTS, differences, everybody, table
from sampling import mostly_long
from terminal import PATIENCE, PROGRAM, Terminal, environment, run, run_outside

from gutbone import score_frame
from gutbone.base.errors import GutboneError
from gutbone.cohort import tables

pl = pytest.importorskip("polars")

PEOPLE = "id,fruit,cups\n007,two_a_day,6.5\n008,,n/a\n"
NAMES = ("total", "fibre", "fermented", "processed", "hydration")
OUTPUT = [f"{name}_{part}" for name in NAMES for part in PARTS] + ["answered", "problem"]


def scored(text, *options, **more):
    """Score a CSV between pipes and give its rows."""
    done = run("cohort", "-", *options, given=text, **more)
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out, newline="")))


def refused(text, *options):
    """Give the one line that a table is refused with."""
    done = run("cohort", "-", *options, given=text)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    return done.err


# --- what goes through


def test_what_is_no_answer_passes_through_in_front_of_the_scores():
    done = run("cohort", "-", given="clinic,fruit,id\nShard,two_a_day,1\n")
    assert next(csv.reader([done.out.splitlines()[0]])) == ["clinic", "id", *OUTPUT]


@pytest.mark.parametrize(
    "cell",
    ["007", "12345678901234567890", "1e5", "-1.50", "=1+1", "@x", "true", " a ", "2026-01-31", 'a "b", c', "a\nb", "Ă"],
)
def test_a_cell_that_passes_through_stays_as_it_is(cell):
    written = io.StringIO()
    csv.writer(written).writerows([["id", "fruit"], [cell, "two_a_day"]])
    assert scored(written.getvalue())[0]["id"] == cell


def test_no_number_leaves_cells_empty():
    row = scored("id,fruit\n1,two_a_day\n")[0]
    assert {name for name in OUTPUT if row[name]} == {
        *(f"{name}_{part}" for name in NAMES for part in ("status", "possible")),
        "answered",
    }


@pytest.mark.parametrize("cell", [" two_a_day", "TWO_A_DAY", "About 2 a day", " about 2 A day\t", '"two_a_day\n"'])
def test_capitals_and_blanks_around_an_answer_do_not_matter_and_its_label_is_one_too(cell):
    row = scored(f"id,fruit\n1,{cell}\n")[0]
    assert (row["answered"], row["problem"]) == ("1", "")


def test_a_byte_order_mark_carriage_returns_and_empty_lines_at_the_end_do_not_matter():
    assert scored("\ufeff" + PEOPLE.replace("\n", "\r\n") + "\r\n\r\n") == scored(PEOPLE)


def test_quoted_cells_are_read_as_unquoted_ones():
    quoted = re.sub(r"([^,\n]*)([,\n])", r'"\1"\2', PEOPLE)
    assert scored(quoted) == scored(PEOPLE)


def test_column_names_alone_give_column_names_alone():
    done = run("cohort", "-", given="id,fruit\n")
    assert (done.code, next(csv.reader([done.out]))) == (0, ["id", *OUTPUT])
    assert "0 rows scored" in done.err


def test_with_core_only_the_core_questions_count():
    rows = table(None, 150, seed=3)
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    found = pl.read_csv(
        io.StringIO(run("cohort", "-", "--core", given=written.getvalue()).out),
        infer_schema_length=None,
        schema_overrides={"id": pl.String},
    )
    assert not differences(found, everybody(None, rows, "core"))


def test_parquet_and_csv_give_the_same(tmp_path):
    rows = pl.DataFrame(table(None, 500, seed=4))
    rows.write_csv(tmp_path / "in.csv")
    rows.write_parquet(tmp_path / "in.parquet")
    for given in ("in.csv", "in.parquet"):
        for out in ("csv", "parquet"):
            assert run("cohort", given, "-o", f"{given}.{out}", cwd=tmp_path).code == 0
    tables = [pl.read_parquet(tmp_path / f"{given}.parquet") for given in ("in.csv", "in.parquet")]
    assert tables[0].equals(tables[1])
    assert (tmp_path / "in.csv.csv").read_bytes() == (tmp_path / "in.parquet.csv").read_bytes()
    assert pl.read_csv(tmp_path / "in.csv.csv", schema=tables[0].schema).equals(tables[0])


@pytest.mark.parametrize("size", [60, 200, 5000])
def test_where_a_csv_is_cut_into_pieces_does_not_matter(size, monkeypatch):
    draw = random.Random(size)
    cells = ["", "a", "1", "x,y", 'q"q', "two\nlines", "\r\n", '"', "é" * 5]
    rows = [[draw.choice(cells), draw.choice(cells), draw.choice(["two_a_day", ""])] for _ in range(500)]
    written = io.StringIO()
    csv.writer(written).writerows([["a", "b", "fruit"], *rows])
    monkeypatch.setattr(tables, "PIECE", size)
    pieces = tables.CsvPieces(io.BytesIO(written.getvalue().encode()), "-")
    found = pl.concat(pieces.rows).fill_null("").rows()
    assert found == [tuple(row) for row in rows]


@pytest.mark.skipif("GUTBONE_NHANES" not in os.environ, reason="GUTBONE_NHANES names no folder of survey tables")
@pytest.mark.parametrize("name", ["ffq_answers_2005_2006.csv", "recall_answers_2005_2008.csv"])
def test_the_survey_tables_run_through_unchanged(name, tmp_path):
    source = Path(os.environ["GUTBONE_NHANES"]) / name
    done = run("cohort", str(source), "-o", "out.csv", cwd=tmp_path)
    assert done.code == 0
    assert "rows scored, 0 with problems." in done.err
    with source.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        del row["SEQN"]
    found = pl.read_csv(tmp_path / "out.csv", infer_schema_length=None).drop("SEQN")
    assert not differences(found.head(3000), everybody(None, rows[:3000]))
    assert found.height == len(rows)


# --- frames with columns of numbers


def test_numbers_are_amounts_and_no_number_is_unknown():
    frame = pl.DataFrame(
        {"fruit": [3.0, float("nan"), None, -1.0, float("inf")], "fermented_days": [7, 8, None, 0, -1]}
    )
    rows = score_frame(frame, numbers="amounts").to_dicts()
    assert [row["answered"] for row in rows] == [2, 0, 0, 2, 0]
    assert [row["problem"] for row in rows] == [
        None,
        "fermented_days out of range: 8",
        None,
        "fruit out of range: -1",
        "fruit out of range: inf; fermented_days out of range: -1",
    ]


def test_categories_are_read_as_text():
    frame = pl.DataFrame({"fruit": pl.Series(["two_a_day", None, "x"], dtype=pl.Categorical)})
    assert score_frame(frame)["answered"].to_list() == [1, 0, 0]


@pytest.mark.parametrize("column", [[True, False], [["a"], ["b"]]])
def test_a_column_of_neither_text_nor_numbers_is_refused(column):
    with pytest.raises(GutboneError, match="the column fruit holds"):
        score_frame(pl.DataFrame({"fruit": column}))


# --- what is told


def test_a_wrong_cell_is_named_and_the_row_is_kept():
    rows = scored("id,fruit,cups,conditions\n1,tow_a_day,-2,ibss maoi\n2,two_a_day,6,\n")
    assert rows[0]["problem"] == "fruit not known: tow_a_day; cups out of range: -2; conditions not known: ibss maoi"
    assert [(row["answered"], bool(row["problem"])) for row in rows] == [("0", True), ("2", False)]


def test_a_wrong_cell_cannot_steer_a_terminal_or_pose_as_two_problems():
    problem = scored('id,fruit\n1,"\x1b[31m;\u202e; cups not known: x' + "y" * 500 + '"\n')[0]["problem"]
    assert problem == ("fruit not known: ?[31m??? cups not known: x" + "y" * 40)[: len("fruit not known: ") + 40]


@pytest.mark.parametrize(("cell", "status"), [("maoi", "not_for_you"), ("maoi ibss", "scored"), ("", "scored")])
def test_a_wrong_cell_of_conditions_counts_as_not_asked(cell, status):
    row = scored(f"id,fermented_days,fermented_kinds,conditions\n1,daily,two,{cell}\n")[0]
    assert row["fermented_status"] == status


@pytest.mark.parametrize(
    ("count", "piece"), [(100_000, 500_000), pytest.param(1_000_000, tables.PIECE, marks=pytest.mark.long)]
)
def test_bad_cells_in_row_7_and_the_last_of_many_are_named_and_the_run_goes_on(tmp_path, count, piece, monkeypatch):
    monkeypatch.setattr(tables, "PIECE", piece)
    rows = ["two_a_day,6\n"] * count
    rows[6] = "tow_a_day,6\n"
    rows[-1] = "two_a_day,-1\n"
    (tmp_path / "in.csv").write_text("fruit,cups\n" + "".join(rows), encoding="utf-8")
    done = run("cohort", "in.csv", "-o", "out.csv", cwd=tmp_path)
    assert done.code == 0
    assert f"{count:,} rows scored, 2 with problems." in done.err
    assert "fruit not known: 1 row (row 7: tow_a_day)" in done.err
    assert f"cups out of range: 1 row (row {count:,}: -1)" in done.err
    with (tmp_path / "out.csv").open(encoding="utf-8") as out:
        lines = [next(out) for _ in range(9)]
        assert sum(1 for _ in out) == count - 8
    assert [line.endswith("fruit not known: tow_a_day\n") for line in lines] == [False] * 7 + [True, False]


def test_the_summary_counts_problems_by_kind_with_their_first_rows():
    bad = "id,fruit,cups\n1,x,-1\n" + "1,x,6\n2,y,6\n3,w: a b,6\n4,z,6\n" + "2,two_a_day,-1\n"
    said = run("cohort", "-", given=bad).err
    assert "6 rows scored, 6 with problems.\n  fruit not known: 5 rows (row 1: x; row 3: y; row 4: w: a b)\n" in said
    assert "\n  cups out of range: 2 rows (row 1: -1)\n" in said


def test_problems_of_as_many_rows_stand_in_one_order(monkeypatch):
    monkeypatch.setattr(tables, "PIECE", 50)
    text = "pulses,cups,fruit,vegetables\n" + "x,-1,x,x\n" * 40
    orders = {tuple(re.findall(r"^  (\w+) ", run("cohort", "-", given=text).err, re.MULTILINE)[:4]) for _ in range(2)}
    assert orders == {("cups", "fruit", "pulses", "vegetables")}


def test_the_summary_says_what_was_read_as_what_and_what_was_not_read():
    said = run("cohort", "-", given="id,fibre/fruit,vegtables,conditions\n1,two_a_day,x,ibs\n").err
    for line in (
        "Read as answers: fibre/fruit.",
        "Read as conditions: conditions.",
        "Passed through: id, vegtables.",
        "The column fibre/fruit was read as fruit.",
        "The column vegtables was not read. Did you mean vegetables?",
    ):
        assert f"\n{line}\n" in said
    assert re.search(r"\nQuestions without a column: vegetables, wholegrain, .*, cups\.\n", said)


def test_the_summary_tells_how_many_are_in_each_band():
    rows = pl.DataFrame(table(None, 200, seed=5))
    wanted = pl.DataFrame(everybody(None, rows.to_dicts()), infer_schema_length=None)
    said = run("cohort", "-", given=rows.write_csv()).err
    for low, high, count in wanted.group_by("total_band_low", "total_band_high").len().iter_rows():
        if low:
            name = low if low == high else f"{low} to {high}"
            assert f"  {name}: {count} ({100 * count / 200:.1f} %)\n" in said
    assert re.search(
        r"Time: [0-9.]+ s\. Slowest: (read|score|write) \(read .+, score .+, write .+, side by side\)\.\n$", said
    )


def test_a_column_that_looks_misspelt_passes_through_and_is_told():
    done = run("cohort", "-", given="id,fruit,vegtables,Cups\n1,two_a_day,two_a_day,5\n")
    assert "The column vegtables was not read. Did you mean vegetables?" in done.err
    assert "The column Cups was read as cups." in done.err
    assert done.out.startswith("id,vegtables,total_status,")


def test_a_missing_column_was_not_asked():
    rows = table(None, 100, seed=6)
    for row in rows:
        del row["cups"], row["conditions"]
    assert not differences(score_frame(pl.DataFrame(rows)), everybody(None, rows))


# --- what stops it


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "-: this table is empty."),
        ("id,name\n1,2\n", "no column is an item"),
        ("id+fruit\n1+2\n", "with a comma between"),
        ("id,id,fruit\n1,2,3\n", "the column id stands here twice"),
        ("fruit,answered\n1,2\n", "the column answered has the name of a result"),
        ("fruit,Total_Status\n1,2\n", "the column Total_Status has the name of a result"),
        ("id,fruit,cups\n1,2,3\n1,2\n", "-: row 2: this row has 2 cells, and there are 3 columns."),
        ("id,fruit,cups\n1,2,3\n1,\n", "-: row 2: this row has 2 cells"),
        ("id,fruit,cups\n1,2,3,4\n", "-: row 1: this row has 4 cells"),
        (b"id,fruit\n1,2\n\xe9,3\n", "-: row 2: this is not UTF-8 text."),
        ("id,fruit\n1,2\n".encode("utf-16"), "this is text in UTF-16."),
    ],
)
def test_a_broken_table_is_refused_with_its_place(text, said):
    assert said in refused(text)


@pytest.mark.parametrize(
    ("count", "piece"), [(70_000, 500_000), pytest.param(900_000, tables.PIECE, marks=pytest.mark.long)]
)
def test_a_ragged_row_in_a_later_piece_is_named_too(tmp_path, count, piece, monkeypatch):
    monkeypatch.setattr(tables, "PIECE", piece)
    (tmp_path / "in.csv").write_text("fruit,cups\n" + "two_a_day,6\n" * count + "two_a_day\n", encoding="utf-8")
    done = run("cohort", "in.csv", "-o", "out.csv", cwd=tmp_path)
    assert (done.code, [path.name for path in tmp_path.iterdir()]) == (2, ["in.csv"])
    assert done.err.startswith(f"Error: in.csv: row {count + 1}: this row has 1 cell")


@pytest.mark.parametrize(
    ("name", "said"), [("none.csv", "no such file"), ("empty", "this is a folder"), ("a.parquet", "no Parquet")]
)
def test_what_is_no_table_is_refused(name, said, tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"not a table")
    (tmp_path / "empty").mkdir()
    done = run("cohort", name, cwd=tmp_path)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert said in done.err


def test_a_file_that_is_there_stays_unless_forced(tmp_path):
    (tmp_path / "out.csv").write_text("mine")
    assert run("cohort", "-", "-o", "out.csv", given=PEOPLE, cwd=tmp_path).code == 1
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert run("cohort", "-", "-o", "out.csv", "--force", given=PEOPLE, cwd=tmp_path).code == 0
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_disk_that_fills_up_leaves_no_file(name, tmp_path):
    (tmp_path / "in.csv").write_text("id,fruit\n" + "".join(f"{n},two_a_day\n" for n in range(10_000)))
    limited = f"import resource, signal, runpy, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); sys.argv = ['gutbone', 'cohort', 'in.csv', '-o', {name!r}]; runpy.run_module('gutbone', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-B", "-c", limited],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (1, ["in.csv"])
    assert re.fullmatch(r"Error: [^\n]*cannot write here[^\n]*\n", done.stderr)


INTERRUPTED, ENDED = (signal.SIGINT, 130), (signal.SIGTERM, 143)


@pytest.mark.parametrize(
    ("name", "ending", "later"),
    mostly_long(
        product(("out.csv", "out.parquet"), (INTERRUPTED, ENDED), (0.0, 0.3)),
        [("out.csv", INTERRUPTED, 0.0), ("out.parquet", ENDED, 0.0)],
    ),
)
def test_a_signal_ends_it_with_no_file_and_no_words(name, ending, later, tmp_path):
    number, code = ending
    many = ["bash", "-c", "echo fruit,cups; yes two_a_day,6 | head -c 4000000000"]
    with (
        subprocess.Popen(many, stdout=subprocess.PIPE) as rows,
        a_cohort(rows.stdout, name, tmp_path) as program,
    ):
        wait_until(lambda: any(path.stat().st_size for path in tmp_path.iterdir()))
        time.sleep(later)
        assert (*ended_by(number, program), [*tmp_path.iterdir()]) == (code, b"", [])
        rows.kill()


@pytest.mark.parametrize(
    ("name", "ending", "rows"),
    mostly_long(
        product(("out.csv", "out.parquet", "-"), (INTERRUPTED, ENDED), (0, 100_000, 3_000_000)),
        [("out.csv", INTERRUPTED, 100_000), ("out.parquet", ENDED, 0), ("-", INTERRUPTED, 0)],
    ),
)
def test_a_signal_ends_it_at_once_while_it_waits_for_more(name, ending, rows, tmp_path):
    number, code = ending
    with a_cohort(subprocess.PIPE, name, tmp_path) as program:
        program.stdin.write(b"fruit" + b"\ntwo_a_day" * rows)
        program.stdin.flush()
        wait_until(lambda: not waiting_in(program.stdin))
        assert (*ended_by(number, program), [*tmp_path.iterdir()]) == (code, b"", [])


def a_cohort(rows, name, folder):
    """Start a cohort that reads rows from a pipe."""
    return subprocess.Popen(
        [PROGRAM, "cohort", "-", *([] if name == "-" else ["-o", name])],
        stdin=rows,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(),
    )


def ended_by(number, program):
    """Send a signal and give the exit code and what was said; a program that does not end is killed."""
    program.send_signal(number)
    try:
        program.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        program.kill()
    return program.wait(), program.stderr.read()


def waiting_in(pipe):
    """Give how many bytes nobody has read from a pipe yet."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


def wait_until(it_is_so):
    """Wait for a condition, though not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_full_disk_behind_a_pipe_is_one_line():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [PROGRAM, "cohort", "-"],
            input=PEOPLE.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert re.fullmatch(rb"Error: standard output: cannot write here[^\n]*\n", done.stderr)


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    (tmp_path / "in.csv").write_text("id,fruit\n" + "1,two_a_day\n" * 20_000)
    command = f'"{PROGRAM}" cohort in.csv 2> said.txt | head -n 1 > /dev/null; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "0\n"
    assert "Error" not in (tmp_path / "said.txt").read_text()


def without(missing, folder):
    """Give the surroundings of a Python that lacks a library."""
    (folder / f"{missing}.py").write_text(f"raise ModuleNotFoundError('none', name={missing!r})")
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ["PYTHONPATH"]])}


def test_without_polars_the_command_says_what_to_install(tmp_path):
    done = run_outside("cohort", "-", given=PEOPLE, **without("polars", tmp_path))
    assert (done.code, done.out) == (1, "")
    assert done.err == "Error: tables need more libraries. Run: pip install '.[cohort]' [COHORT_001]\n"


def test_short_work_draws_no_bar(tmp_path):
    (tmp_path / "in.csv").write_text(PEOPLE)
    with Terminal(PROGRAM, "cohort", "in.csv", "-o", "out.csv", cwd=tmp_path) as terminal:
        assert terminal.finish() == 0
        assert b"Scoring" not in terminal.raw
