"""The commands that people are told to type: called as the program was, with the options that go on mattering."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest
from homes import Home
from scripts import LINES, START
from terminal import PATIENCE, PROGRAM, Terminal, environment, run
from typer.main import get_command

import gutbone
from gutbone.base import commands
from gutbone.base.commands import command, going_on_with
from gutbone.base.files import packaged_rules
from gutbone.cli.app import app
from gutbone.rules.load import load_instrument

WORDS = load_instrument(packaged_rules()).words
ANSWERS = "answers: {fruit: two_a_day}\n"


@pytest.fixture(autouse=True)
def called(monkeypatch):
    """Call the program in some way, first by its name; the next test calls it as ever."""

    def call(program: str, interpreter: str = "python") -> None:
        commands.begin(program, interpreter)

    monkeypatch.setattr(commands.ThisRun, "program", "gutbone")
    monkeypatch.setattr(commands.ThisRun, "interpreter", "python")
    return call


def told(*arguments: str, given: str = ANSWERS, calling: tuple[str, ...] = (PROGRAM,), cwd=None, **more: str) -> str:
    """Run gutbone in some way, by its name inside this process; give all it says, on one line."""
    if calling == (PROGRAM,):
        ended = run(*arguments, given=given, cwd=cwd, **more)
        return " ".join((ended.out + ended.err).split())
    done = subprocess.run(
        [*calling, *arguments],
        input=given,
        capture_output=True,
        env=environment(**more),
        cwd=cwd,
        timeout=PATIENCE,
        check=False,
        text=True,
    )
    assert "Traceback" not in done.stderr
    return " ".join((done.stdout + done.stderr).split())


# --- how the program was called


@pytest.mark.parametrize("name", ["gutbone", "gb", "/no/such/folder/gutbone", "", "-c"])
def test_it_is_called_by_its_name(called, name):
    called(name)
    assert command("quiz", "--keep") == f"{'gb' if name == 'gb' else 'gutbone'} quiz --keep"


@pytest.mark.parametrize("interpreter", ["python", "python3", "/opt/my python/bin/python3"])
def test_a_module_is_called_as_one_with_the_interpreter_that_was_typed(called, interpreter):
    called("/somewhere/gutbone/__main__.py", interpreter)
    assert command("quiz") == f"{shlex.quote(interpreter)} -m gutbone quiz"


def test_a_program_that_no_shell_would_find_is_called_by_its_path(called, tmp_path, monkeypatch):
    program = tmp_path / "my bin" / "gutbone"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", "/usr/bin")
    called(str(program))
    assert command("quiz") == f"'{program}' quiz"
    monkeypatch.chdir(tmp_path)
    called("my bin/gutbone")
    assert command("quiz") == "'my bin/gutbone' quiz"
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin")
    assert command("quiz") == "gutbone quiz"


def test_another_program_of_that_name_is_not_meant(called, tmp_path, monkeypatch):
    for folder in ("mine", "other"):
        program = tmp_path / folder / "gutbone"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "other"))
    called(str(tmp_path / "mine" / "gutbone"))
    assert command("quiz") == f"{tmp_path}/mine/gutbone quiz"


# --- the options that go on mattering


def test_f10_each_command_repeats_the_options_that_it_takes():
    with going_on_with(rules=Path("my rules"), plain=True, saves=False):
        assert command("quiz", "--keep") == "gutbone quiz --keep --rules 'my rules' --plain --no-save"
        assert command("quiz", "--no-save") == "gutbone quiz --no-save --rules 'my rules' --plain"
        assert command("history list") == "gutbone history list --rules 'my rules' --plain"
        assert command("rules show") == "gutbone rules show --rules 'my rules'"
        assert command("rules schema", "--of", "flags") == "gutbone rules schema --of flags"
    assert command("quiz", "--keep") == "gutbone quiz --keep"


def test_rules_that_the_environment_names_need_not_be_typed(monkeypatch):
    monkeypatch.setenv("GUTBONE_RULES", "my-rules")
    with going_on_with(rules=Path("my-rules")):
        assert command("quiz") == "gutbone quiz"
    with going_on_with(rules=Path("other-rules")):
        assert command("quiz") == "gutbone quiz --rules other-rules"


def test_a_folder_that_would_steer_a_terminal_is_shown_and_does_not():
    with going_on_with(rules=Path("a\x1b[2J\u202eb")):
        assert command("quiz") == r"gutbone quiz --rules 'a\x1b[2J\u202eb'"


def test_a_command_is_told_only_options_that_it_takes():
    for name, options in commands.TAKES.items():
        found = get_command(app)
        for word in name.split():
            found = found.get_command(None, word)
        taken = {spelling for option in found.params for spelling in (*option.opts, *option.secondary_opts)}
        assert set(options) == {"--rules", "--plain", "--no-save"} & taken, name


# --- wherever a person is told a command


@pytest.fixture
def rules(tmp_path) -> str:
    """A copy of the packaged rules in a folder with a space in its name."""
    return str(copytree(packaged_rules(), tmp_path / "my rules"))


HOW = {
    "by name": ((PROGRAM,), "gutbone"),
    "as a module": ((sys.executable, "-m", "gutbone"), f"{sys.executable} -m gutbone"),
}
PLACES = [
    (
        ["quiz"],
        "To keep a result on this computer: {} quiz --keep{rules} To have it in a file: {} quiz -o my-result.txt{rules}",
    ),
    (["quiz", "--plain", "--no-save"], "computer: {} quiz --keep{rules} --plain --no-save To have it in a file: {} qu"),
    (["last"], "No result is held on this computer. To take the quiz: {} quiz{rules}"),
    (["step"], "You have not chosen a step. To choose one: {} quiz{rules}"),
    (["score", "-", "--keep"], "To see what you kept: {} history list{rules}"),
    (["history", "list"], "No result is kept on this computer. To keep one: {} quiz --keep{rules}"),
    (["history", "export"], "No result is kept on this computer. To keep one: {} quiz --keep{rules}"),
    (["history", "list", "--plain"], "To keep one: {} quiz --keep{rules} --plain"),
    (["explain", "xyzzy"], "To see all: {} explain --list{rules} [EXPLAIN_001]"),
    (["screen", "--no-input"], "Give them as digits: {} screen 3324231{rules}. [OPTIONS_009]"),
    (["score", "nobody.csv"], "Score one: {} history export ID{rules}. To score all: {} cohort{rules} [ANSWERS_011]"),
]


# As a module it needs a Python of its own: that is done where a result, a list and an error tell it.
SHORT_AS_A_MODULE = {"quiz", "history list", "screen --no-input"}


@pytest.mark.parametrize(
    ("arguments", "expected", "how"),
    [pytest.param(*place, "by name", id=f"{' '.join(place[0])}-by name") for place in PLACES]
    + [
        pytest.param(
            *place,
            "as a module",
            id=f"{' '.join(place[0])}-as a module",
            marks=[] if " ".join(place[0]) in SHORT_AS_A_MODULE else pytest.mark.long,
        )
        for place in PLACES
    ],
)
def test_a_person_is_told_what_they_can_type(tmp_path, rules, how, arguments, expected):
    (tmp_path / "nobody.csv").write_text("id,date,version,fruit\n")
    calling, name = HOW[how]
    given = LINES if arguments[0] == "quiz" else ANSWERS
    for more, typed in (([], ""), (["--rules", rules], f" --rules '{rules}'")):
        home = Home(tmp_path / f"home{len(more)}")
        said = told(*arguments, *more, given=given, calling=calling, cwd=tmp_path, **home.env)
        assert expected.replace("{rules}", typed).replace("{}", name) in said


@pytest.mark.parametrize(
    ("arguments", "path"), [(["score"], "score "), (["history", "show"], "history show "), (["zzz"], "")]
)
def test_a_mistake_in_options_is_told_where_to_look(arguments, path):
    for calling, name in HOW.values():
        assert told(*arguments, calling=calling).endswith(f" See {name} {path}-h.")


def test_broken_rules_are_told_what_lists_their_problems(rules):
    words = Path(rules, "words.yaml")
    words.write_text(words.read_text().replace("none: None", "nonne: None").replace("points: ", "pointss: ", 1))
    assert f"more: gutbone rules check --rules '{rules}' lists them." in told("quiz", "--rules", rules)
    Path(rules, "clinic.yaml").unlink()
    assert "Write it: gutbone rules schema --of clinic says what it holds." in told("quiz", "--rules", rules)


def test_a_kept_result_that_is_not_there_or_damaged_is_told_with_a_way_on(tmp_path):
    import sqlite3

    home = Home(tmp_path)
    told("score", "-", "--keep", **home.env)
    assert "To see all: gutbone history list --plain" in told("history", "show", "zzz999", "--plain", **home.env)
    with sqlite3.connect(home.history) as database:
        ((name,),) = database.execute("SELECT id FROM result").fetchall()
        database.execute("UPDATE result SET json = '{}'")
    database.close()
    assert f"Delete it: gutbone history delete {name}" in told("history", "list", "--plain", **home.env)


def test_a_quiz_in_a_terminal_says_how_to_keep_none_and_how_to_carry_on(tmp_path, rules):
    home = Home(tmp_path)
    with home.quiz("--rules", rules, columns=120) as quiz:
        quiz.wait("Enter to begin")
        assert f"To keep none: gutbone quiz --no-save --rules '{rules}'" in quiz.words
        quiz.step(START, "Question 1 of 14")
        quiz.type("q")
        assert quiz.finish() == 0
        assert f"To carry on: gutbone quiz --rules '{rules}'" in quiz.words


@pytest.mark.usefixtures("rules")
def test_what_a_person_is_told_to_type_runs_as_it_is_told(tmp_path):
    """From a folder of its own, with a program that no shell would find by its name."""
    link = tmp_path / "bin here" / "gutbone"
    link.parent.mkdir()
    link.symlink_to(PROGRAM)
    for calling in (("./bin here/gutbone",), (sys.executable, "-m", "gutbone")):
        said = told("history", "list", "--rules", "my rules", calling=calling, cwd=tmp_path, PATH="/usr/bin:/bin")
        typed = said.partition("To keep one: ")[2]
        done = subprocess.run(
            ["sh", "-c", f"{typed} -h"],
            capture_output=True,
            env=environment(PATH="/usr/bin:/bin"),
            cwd=tmp_path,
            timeout=PATIENCE,
            check=False,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "--keep" in done.stdout
        assert "--rules 'my rules'" in typed


def test_rules_that_say_a_command_in_plain_text_stay_as_they_are(rules):
    words = Path(rules, "words.yaml")
    words.write_text(re.sub(r"(?m)^keep: .*$", 'keep: "Keep it: gutbone quiz --keep"', words.read_text()))
    done = run("quiz", "--rules", rules, given=LINES)
    assert done.code == 0
    assert "\nKeep it: gutbone quiz --keep\n" in done.out


def test_the_same_words_as_ever_where_it_is_called_by_its_name(tmp_path):
    home = Home(tmp_path)
    done = run("quiz", given=LINES, **home.env)
    assert done.out.endswith(
        "\nTo keep a result on this computer: gutbone quiz --keep\nTo have it in a file: gutbone quiz -o my-result.txt\n"
    )
    with Terminal(PROGRAM, "quiz", columns=120) as quiz:
        quiz.wait("To keep none: gutbone quiz --no-save")


# --- nowhere else


def texts_of_the_program():
    """Every text in Python that is neither a docstring nor help, with its place, where the program is named at all."""
    for path in sorted(Path(gutbone.__file__).parent.rglob("*.py")):
        if "gutbone " not in (source := path.read_text(encoding="utf-8")):
            continue
        tree = ast.parse(source)
        skipped = set()
        for node in ast.walk(tree):
            is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            is_help = isinstance(node, ast.keyword) and node.arg == "help"
            if is_doc or is_help:
                skipped |= set(ast.walk(node))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
                yield f"{path.name}:{node.lineno}", node.value


TYPED = re.compile(rf"gutbone ({'|'.join(get_command(app).list_commands(None))})\b(?!:)")  # a colon follows a title


def test_no_other_text_holds_a_command():
    found = [(place, text) for place, text in texts_of_the_program() if TYPED.search(text)]
    assert found == []
    for name in WORDS.__struct_fields__:
        assert not TYPED.search(getattr(WORDS, name)), name
