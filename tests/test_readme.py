"""README and CONTRIBUTING in step with the program, and with the checks that run their commands."""

import re
import runpy
import shlex
from pathlib import Path

import pytest
from people import INSTRUMENT, result
from scripts import lines_of
from terminal import joined, run

from gutbone.base.files import packaged_rules
from gutbone.history.store import Kept
from gutbone.history.table import json_lines

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
CI = (TOP / ".ci/run").read_text(encoding="utf-8")
setup_command = runpy.run_path(str(TOP / ".ci/setup_command.py"))["setup_command"]

ANSWERS = re.search(r"```yaml\n(.+?)```", README, re.DOTALL)[1]


def commands_of_the_pages():
    """Give every command that is set as code: a line of a block, or a piece between backticks."""
    code = "\n".join(re.findall(r"```sh\n(.+?)```", README + CONTRIBUTING, re.DOTALL))
    code += "\n" + "\n".join(re.findall(r"(?<!`)`([^`\n]+)`", README + CONTRIBUTING))
    ends = re.findall(r"(?:^|[ /])(gutbone(?: [^&\n]*)?)$", code, re.MULTILINE)
    return sorted({end.strip() for end in ends})


def test_the_pages_show_commands_of_every_kind_of_person():
    shown = {command.split()[1] for command in commands_of_the_pages() if " " in command}
    assert {"quiz", "score", "explain"} <= shown


# All cases are worked out in test_cases.py, and the check runs where the pages name the folder.
TWICE = {"gutbone rules check", "gutbone rules test", "gutbone rules test --rules rules"}


@pytest.mark.parametrize(
    "command",
    [pytest.param(c, marks=pytest.mark.long) if c in TWICE else c for c in commands_of_the_pages()],
)
def test_a_command_of_the_pages_is_one_the_program_takes(command, tmp_path):
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    (tmp_path / "answers.csv").write_text("id,fruit,cups\n1,two_a_day,6.5\n", encoding="utf-8")
    (tmp_path / "rules").symlink_to(packaged_rules())
    if "import" in command:
        kept = [Kept("abcdef", result(assessed_at="2026-01-31T09:30:00+00:00"))]
        (tmp_path / "my-results.jsonl").write_text(json_lines(kept, with_safety=True), encoding="utf-8")
    arguments, _, given = command.partition("<")
    content = (tmp_path / given.strip()).read_text(encoding="utf-8") if given else whole_conversation(arguments)
    done = run(*shlex.split(arguments)[1:], given=content, cwd=tmp_path, XDG_DATA_HOME=str(tmp_path))
    assert done.code == 0, done.err


def whole_conversation(command):
    """Give lines that answer whatever is asked: the last answer to every question; the quick screen asks a pipe no age."""
    is_quick = "screen" in command
    items = INSTRUMENT.asked_in("core" if is_quick else "full")
    lines = lines_of(age="3", items=[len(item.options) for item in items])[is_quick:]
    beside = [len(question.options) for question in INSTRUMENT.extra.values() if "--part" in command]
    return joined([*lines[:-1], *beside, lines[-1]])


def test_the_setup_command_of_the_quiz_ends_in_the_quiz():
    assert setup_command("quiz").endswith(".venv/bin/gutbone quiz")


def test_the_setup_command_of_the_tests_runs_them_on_every_core():
    assert setup_command("tests").endswith(".venv/bin/python -m pytest -n auto --dist loadfile")
    assert "[test]" in setup_command("tests")


@pytest.mark.parametrize("name", ["quiz", "tests"])
def test_a_setup_command_needs_nothing_but_python_and_each_has_a_uv_twin(name):
    command = setup_command(name)
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
    _, _, after = README.partition(f"```sh\n{command}\n```\n")
    assert re.match(r"\nWith [^\n]*uv[^\n]*\n\n```sh\nuvx? ", after)


@pytest.mark.parametrize("name", ["quiz", "tests"])
def test_the_checks_take_the_setup_commands_from_the_readme(name):
    assert re.search(rf'^{name}=\$\(.*setup_command\.py"? {name}\)$', CI, re.MULTILINE)
    parts = {"quiz": ["quiz"], "tests": ["setup", "run"]}[name]
    assert [part for part in parts if not re.search(rf'bash -euo pipefail -c "\${part}\b', CI)] == []
    assert setup_command(name) not in CI


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_file_that_a_page_links_or_names_is_there(page):
    named = re.findall(r"\]\((?!https?:)([^)#]+)\)", page)
    named += re.findall(r"`((?:tests|docs|rules|\.ci)/[\w./-]*)`", page)
    named += re.findall(r"python (tests/\w+\.py)", page)
    assert named
    assert [name for name in named if not (TOP / name).exists()] == []


def test_the_pages_speak_of_windows_as_it_is():
    assert "nobody has run it there" in " ".join(README.split())
