"""What the program imports when it starts: the list that keeps the start quick, and the network out of it."""

import json
import subprocess
import sys

import pytest
from benchmark_start import full_answers
from people import INSTRUMENT
from terminal import environment
from typer.main import get_command

from gutbone.cli.app import app

# Everything beyond the standard library that a result in plain text may load, by top-level name.
ALLOWED = {
    "gutbone",
    "annotated_doc",  # of typer
    "msgspec",
    "shellingham",  # of typer
    "typer",
    "typing_extensions",  # of msgspec, where something else has installed it
    "yaml",
}
COMPILED = ("_cython", "cython_runtime")  # what compiled modules leave behind

SLOW = {
    "asyncio",
    "click",
    "email",
    "importlib.metadata",
    "jinja2",
    "logging",
    "multiprocessing",
    "pkg_resources",
    "platformdirs",
    "polars",
    "pydantic",
    "pygments",
    "rich",
    "sqlite3",
    "tempfile",
    "xml",
}
NETWORK = {"ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib.request", "urllib3"}

LIST_MODULES = """
import json, sys
before = set(sys.modules)
from gutbone.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("\\n" + json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def modules_of(*arguments, given=""):
    """Run a command between pipes and give the names of the modules it has loaded."""
    command = [sys.executable, "-c", LIST_MODULES, *arguments]
    done = subprocess.run(command, input=given, env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.fixture(scope="module")
def modules_of_score():
    return modules_of("score", "-", given=full_answers(INSTRUMENT))


def test_a_result_for_a_pipe_loads_only_the_packages_on_the_list(modules_of_score):
    packages = {name.partition(".")[0] for name in modules_of_score} - sys.stdlib_module_names
    assert {name for name in packages if not name.startswith(COMPILED)} <= ALLOWED


def test_a_result_for_a_pipe_loads_nothing_slow(modules_of_score):
    assert not modules_of_score & SLOW


@pytest.mark.parametrize(
    ("arguments", "given"),
    [(("explain",), ""), (("--version",), ""), (("--help",), ""), (("quiz",), "1\n")],
    ids=["explain", "version", "help", "quiz"],
)
def test_other_commands_between_pipes_load_nothing_slow(arguments, given):
    assert not modules_of(*arguments, given=given) & SLOW


def test_a_result_loads_nothing_that_could_reach_a_network(modules_of_score):
    assert not modules_of_score & NETWORK


def test_only_the_command_that_is_asked_for_is_made():
    group = get_command(app)
    assert group.get_command(None, "score").name == "score"
    assert [*group.commands] == ["score"]
    assert {"quiz", "history", "explain"} < {*group.list_commands(None)} == {*group.commands}


def test_a_quiz_loads_no_commands_of_another_family():
    assert not modules_of("quiz", given="1\n") & {"gutbone.cli.history", "gutbone.cli.rules"}
