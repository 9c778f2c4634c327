"""Two versions can be compared: what the script of that name finds, lets pass, and says when it cannot begin."""

import re
import shutil
import subprocess

import baseline
import pytest
from compare_versions import LISTED, TREE, Difference, Side, changelog, compared, reasons_of, told
from versions.runs import Run

RUNS = [
    Run("help", "explain", ("explain", "-h")),
    Run("text", "somebody", ("score", "-"), "answers: {fruit: two_a_day}"),
    Run("usage", "no such command", ("nothing",)),
]


@pytest.fixture
def other(tmp_path):
    """A checkout that says "Tip" instead of "Error", and is this one in all else."""
    shutil.copytree(TREE / "gutbone", tmp_path / "other" / "gutbone", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TREE / "rules", tmp_path / "other" / "rules")
    changed = tmp_path / "other" / "gutbone" / "cli" / "app.py"
    changed.write_text(changed.read_text().replace('word = "Error"', 'word = "Tip"'))
    return tmp_path / "other"


def test_a_word_that_another_version_prints_is_found_and_nothing_else_is(other, tmp_path, capsys):
    with Side(TREE, tmp_path / "before") as before, Side(other, tmp_path / "after") as after:
        found = compared(before, after, RUNS)
    assert [difference.kind for difference in found] == ["usage"]
    assert not told(found)
    assert re.search(r"NOT LISTED, 1 times: usage.*\n +-Error: .*\n +\+Tip: ", capsys.readouterr().out)


def test_a_difference_passes_only_where_all_of_it_is_listed():
    version = Difference("text", "somebody", "gutbone 0.1.0", "gutbone 0.2.0.dev0")
    assert reasons_of(version) == LISTED[:1]
    assert not reasons_of(version._replace(after="gutbone 0.2.0.dev0, and more"))
    assert not reasons_of(version._replace(before="gutbone 2", after="gutbone 3"))


def test_every_difference_that_passes_has_its_reason_in_the_changelog():
    assert [listed.reason for listed in LISTED if listed.reason not in changelog()] == []


def test_without_the_history_it_says_that_the_baseline_cannot_be_had(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    monkeypatch.setattr(baseline, "TREE", tmp_path)
    with pytest.raises(baseline.MissingBaselineError, match=r"version 0.1.0 .* cannot be checked out: .*unshallow"):
        baseline.baseline().__enter__()


def test_without_git_it_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(baseline.MissingBaselineError, match="git is not installed"):
        baseline.baseline().__enter__()
