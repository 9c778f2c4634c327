"""The commands and snippets of docs/cohort.md do what it says of them, on the sample table."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from terminal import run

pl = pytest.importorskip("polars")
PAGE = (Path(__file__).parent.parent / "docs/cohort.md").read_text(encoding="utf-8")
BLOCKS = PAGE.split("```")[1::2]
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("gutbone ")]
INSIDE = re.findall(r"`(gutbone cohort [^`]*)`", PAGE)


@pytest.fixture(scope="module")
def sample():
    return run("rules", "export", "--format", "sample").out


@pytest.fixture
def folder(sample, tmp_path):
    """Hold the sample under every name that the page gives a table."""
    (tmp_path / "answers.csv").write_text(sample, encoding="utf-8")
    table = pl.read_csv(tmp_path / "answers.csv", infer_schema=False)
    table.write_parquet(tmp_path / "answers.parquet")
    pytest.importorskip("pyreadstat").write_sav(table.fill_null(""), str(tmp_path / "answers.sav"))
    (tmp_path / "parts").mkdir()
    for number in (0, 4):
        table.slice(number, 4).write_parquet(tmp_path / f"parts/{number}.parquet")
    return tmp_path


def typed(line, folder):
    """Run a line as it is typed; give what it wrote."""
    words = shlex.split(line)
    given, said = (words[words.index(sign) + 1] if sign in words else None for sign in "<>")
    words = words[1 : words.index("<")] if given else words[1:]
    done = run(*words, given=(folder / given).read_text(encoding="utf-8") if given else b"", cwd=folder)
    assert done.code == 0, done.err
    if said:
        (folder / said).write_text(done.out, encoding="utf-8")
    goal = folder / (said or words[words.index("-o") + 1])
    assert goal.stat().st_size
    return goal


def test_every_command_of_the_page_runs_as_it_stands(folder):
    assert len(COMMANDS) >= 10
    assert INSIDE
    for line in (*COMMANDS, *INSIDE):
        if "-o" in (words := shlex.split(line)):
            (folder / words[words.index("-o") + 1]).unlink(missing_ok=True)
        for beside in ("scores.svg", "report.json"):
            (folder / beside).unlink(missing_ok=True)
        goal = typed(line, folder)
        if goal.suffix == ".parquet":
            assert len(pl.read_parquet(goal)) == 8


# ---------------------------------------------------------------- other programs

R = "gutbone cohort answers.csv -o scores.csv"
SPSS = "gutbone cohort answers.sav -o scores.sav"
STARTS = {  # what stands before and behind the snippet: the sample read, and the scores written for this test
    R: (
        'answers <- read.csv("answers.csv", colClasses = c(id = "character"))\n',
        'write.table(scores[c("id", "total_points_low")], "seen.txt", row.names = FALSE, col.names = FALSE)\n',
    ),
    SPSS: (
        "GET DATA /TYPE=TXT /FILE='answers.csv' /DELIMITERS=',' /FIRSTCASE=2 /VARIABLES={names}.\n",
        "SAVE TRANSLATE /OUTFILE='seen.txt' /TYPE=CSV /KEEP=id total_points_low /REPLACE.\n",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize(("program", "line"), [("Rscript", R), ("pspp", SPSS)])
def test_the_snippets_for_r_and_spss_hand_a_table_over_and_take_the_scores_back(program, line, folder):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not here, so its snippet was not run")
    (snippet,) = (block.partition("\n")[2] for block in BLOCKS if line in block and not block.startswith("sh"))
    before, behind = re.split(r"^.*gutbone cohort .*\n", snippet, flags=re.MULTILINE)
    names = (folder / "answers.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    first, last = STARTS[line]
    expected = [row.split(",") for row in typed(R, folder).read_text(encoding="utf-8").splitlines()]
    place = expected[0].index("total_points_low")
    for number, lines in enumerate(
        (first.format(names=" ".join(f"{name} A60" for name in names)) + before, behind + last)
    ):
        script = folder / f"{number}.txt"
        script.write_text(lines, encoding="utf-8")
        subprocess.run([program, script.name], cwd=folder, check=True, capture_output=True, timeout=60)
        if number == 0:
            (folder / "scores.csv").unlink()
            typed(line, folder)
    seen = [re.findall(r"[\w.]+", row) for row in (folder / "seen.txt").read_text(encoding="utf-8").splitlines()]
    assert seen == [[row[0], row[place]] for row in expected[1:]]
