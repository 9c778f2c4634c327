"""Any additive instrument by a folder of rules alone: what authors of others met, each test by its number (R1 to R32)."""

import re
import shutil
from pathlib import Path

import pytest
from terminal import run

from gutbone.base.files import packaged_rules
from gutbone.review.cases import run_cases
from gutbone.review.check import check_rules
from gutbone.rules.load import OPTIONAL, REQUIRED, load_instrument

TESTS = Path(__file__).parent
STARTER = Path(packaged_rules()).parent / "gutbone" / "review" / "starter"
MEDAS, LOWER = TESTS / "screeners" / "medas", TESTS / "screeners" / "nutrition_habits"


def changed(folder, to, *changes):
    """Copy rules and change texts in them: (file, what stands there, what takes its place), each once."""
    shutil.copytree(folder, to)
    for name, old, new in changes:
        path = to / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return to


def problems(folder):
    return [f"{problem.code}: {problem.what} {problem.fix}" for problem in check_rules(folder).problems]


# ---------------------------------------------------------------- R28: a way in


def test_r28_new_rules_are_checked_tested_and_asked_at_once(tmp_path):
    done = run("rules", "new", "my quiz", cwd=tmp_path)
    assert (done.code, done.out.split("\n")[0]) == (0, "my quiz/cases/first.yaml")
    assert done.err.splitlines()[-1].endswith("quiz --rules 'my quiz'")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my quiz"]
    folder = tmp_path / "my quiz"
    assert problems(folder) == []
    cases = run_cases(folder, load_instrument(folder))
    assert [case.differences for case in cases] == [[]]
    quiz = run("quiz", "--rules", str(folder), given="2\n1\n\n")
    assert (quiz.code, "1 of 3 points" in quiz.out) == (0, True)


def test_r28_new_rules_speak_to_their_author_at_every_turn():
    for path in STARTER.rglob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# ")
        assert sum("#" in line for line in lines) * 12 >= len(lines)


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_r28_new_rules_never_go_over_what_is_there(tmp_path, what):
    place = tmp_path / "mine"
    {"folder": place.mkdir, "file": place.touch, "link": lambda: place.symlink_to("nowhere")}[what]()
    before = place.lstat()
    done = run("rules", "new", str(place))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "this is there already. Name a folder that does not exist yet. [FILE_004]" in done.err
    assert place.lstat() == before


def test_r28_where_nothing_can_be_written_nothing_is(tmp_path):
    done = run("rules", "new", str(tmp_path / "no" / "such" / "place"))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert list(tmp_path.iterdir()) == []


def test_r28_the_page_says_of_every_file_whether_it_may_be_missing(tmp_path):
    page = (packaged_rules() / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \| .+ \| ([a-z0-9]+)\b[^|]* \|$", page, re.MULTILINE))
    assert {name for name, may in rows.items() if may == "no"} == set(REQUIRED)
    assert {name for name in rows if name.endswith(".yaml")} == {*REQUIRED, *OPTIONAL}
    assert all(rows[name] == "yes" for name in OPTIONAL)
    for name in REQUIRED:
        folder = shutil.copytree(STARTER, tmp_path / name)
        (folder / name).unlink()
        assert any("RULES_001" in problem for problem in problems(folder))
