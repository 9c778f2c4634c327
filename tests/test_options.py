"""Options and formats: each option is obeyed by a format or refused, and never passed over; each stands once."""

import inspect
import json
import re
from pathlib import Path

import pytest
from homes import Home
from people import FULL, HALFWAY, INSTRUMENT
from scripts import LINES
from terminal import run
from typer.main import get_command

from gutbone.cli import app as program
from gutbone.cli.formats import EXPLAIN, FORMATS, OBSERVATION, SCORE, WITH_SAFETY
from gutbone.cli.helping import filled, fillings

CLOCK = {"SOURCE_DATE_EPOCH": "1769851800"}
TYPED = {
    "--explain": EXPLAIN,
    "--score": SCORE,
    "--no-score": SCORE,
    "--observation": OBSERVATION,
    "--with-safety": WITH_SAFETY,
}
PAIRS = [(name, option) for name in FORMATS for option in TYPED]
OBEYED = [(name, option) for name, option in PAIRS if TYPED[option] in FORMATS[name].obeys]
REFUSED = [(name, option) for name, option in PAIRS if TYPED[option] not in FORMATS[name].obeys]
FILE = json.dumps({"answers": HALFWAY, "conditions": ["eating_disorder"], "flags": ["height_loss"]})


@pytest.fixture
def home(tmp_path) -> Home:
    """A home with one kept result in it."""
    found = Home(tmp_path)
    assert run("score", "-", "--keep", given=FILE, **found.env).code == 0
    return found


def kept_id(home: Home) -> str:
    return run("history", "list", **home.env).out.split()[0]


# --- formats and what they obey


@pytest.mark.parametrize(("name", "option"), REFUSED)
def test_an_option_that_a_format_does_not_obey_is_refused(name, option):
    for command, given in (("score", FILE), ("screen", ""), ("quiz", LINES)):
        more = {"score": ["-"], "screen": ["3324231"], "quiz": []}[command]
        done = run(command, *more, "--format", name, option, given=given)
        assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert f"{TYPED[option]} changes nothing in the format {name}. Leave it out, or use --format " in done.err
        named = done.err.partition("use --format ")[2].partition(". [OPTIONS_011]")[0]
        assert named.split(" or ") == [other for other, row in FORMATS.items() if TYPED[option] in row.obeys]


@pytest.mark.parametrize(("name", "option"), OBEYED)
def test_an_option_that_a_format_obeys_changes_it(name, option):
    # what --score asks for is so already, but for someone who is better off without numbers
    given = json.dumps({"answers": HALFWAY}) if option == "--no-score" else FILE
    plain, obeyed = (run("score", "-", "--format", name, *more, given=given, **CLOCK) for more in ([], [option]))
    assert (plain.code, obeyed.code, obeyed.err) == (0, 0, "")
    assert plain.out != obeyed.out


@pytest.mark.parametrize(("name", "option"), [pair for pair in REFUSED if TYPED[pair[1]] in {EXPLAIN, SCORE}])
def test_a_kept_result_refuses_them_too(home, name, option):
    name_of_it = kept_id(home)
    for more in ((), ("--rules", other_rules(home.folder))):
        done = run("history", "show", name_of_it, "--format", name, option, *more, **home.env)
        assert (done.code, done.out) == (2, "")
        assert "OPTIONS_011" in done.err


@pytest.mark.parametrize("name", FORMATS)
def test_a_kept_result_is_shown_in_every_format_that_there_is(home, name):
    shown = run("history", "show", kept_id(home), "--format", name, **home.env, **CLOCK)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out


def other_rules(folder: Path) -> str:
    """The packaged rules with another comment in them."""
    from shutil import copytree

    from gutbone.base.files import packaged_rules

    copy = folder / "other-rules"
    if not copy.exists():
        copytree(packaged_rules(), copy)
        with (copy / "clinic.yaml").open("a") as file:
            file.write("# other rules\n")
    return str(copy)


ANY_FORMAT = [
    "score -",
    "screen 3324231",
    "quiz",
    "history show abc234",
    "history export",
    "rules show",
    "rules export",
]


@pytest.mark.parametrize("command", ANY_FORMAT)
def test_every_command_refuses_a_format_that_there_is_not_with_the_same_words(command):
    done = run(*command.split(), "--format", "pdf", given=FILE)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: --format: there is no format pdf. Use one of: ")
    assert done.err.endswith(". [OPTIONS_005]\n")


@pytest.mark.parametrize("command", ANY_FORMAT)
def test_the_formats_that_help_names_are_those_that_there_are(command):
    words = [word for word in command.split() if word.isalpha()][:2]
    refused = run(*command.split(), "--format", "pdf", given=FILE).err
    there = refused.partition("Use one of: ")[2].partition(".")[0].split(", ")
    help_ = run(*words[: 2 if words[0] in {"rules", "history"} else 1], "-h", COLUMNS="80").out
    named = help_.partition("--format NAME")[2].split(".")[0].replace(" or ", ", ")
    assert [name.strip() for name in named.split(",")] == there


def test_a_difference_between_rules_is_text_and_refused_in_other_formats(tmp_path):
    for name in ("md", "json"):
        done = run("rules", "show", "--diff", other_rules(tmp_path), "--format", name)
        assert (done.code, done.out) == (2, "")
        assert f"--diff changes nothing in the format {name}. Leave it out, or use --format text." in done.err
    assert run("rules", "show", "--diff", other_rules(tmp_path), "--format", "text").code == 0


@pytest.mark.parametrize("name", ["xlsform", "csv"])
def test_weights_are_refused_where_a_form_has_none(name):
    done = run("rules", "export", "--format", name, "--no-weights")
    assert (done.code, done.out) == (2, "")
    assert f"--no-weights changes nothing in the format {name}. Leave it out, or use --format fhir." in done.err


# --- a note without numbers


def test_a_note_without_numbers_names_every_answer_in_words():
    file = {"answers": {**FULL, "pulses": None, "nuts_seeds": "n/a"}, "conditions": []}
    done = run("score", "-", "--format", "note", "--no-score", given=json.dumps(file), **CLOCK)
    assert done.code == 0
    text = " ".join(done.out.split()).lower()
    assert "12 of 13 answered (1 n/a), " in text
    assert "beans and lentils: not sure" in text
    assert "nuts and seeds: n/a" in text
    for item, option in FULL.items():
        if item not in {"pulses", "nuts_seeds"}:
            asked = INSTRUMENT.items[item]
            assert f"{asked.label}: {asked.by_id[option].label}".lower() in text


def test_someone_better_off_without_numbers_has_none_in_their_note_either():
    hidden, shown = (run("score", "-", "--format", "note", *more, given=FILE) for more in ([], ["--score"]))
    assert "points" not in hidden.out
    assert "otal " in shown.out
    assert not re.search(r"\d/\d", hidden.out)
    assert run("score", "-", "--format", "note", "--no-score", given=FILE).out == hidden.out


# --- options stand once


def leaves(group, words=()):
    for name in group.list_commands(None):
        found = group.get_command(None, name)
        yield from leaves(found, (*words, name)) if hasattr(found, "list_commands") else [((*words, name), found)]


COMMANDS = dict(leaves(get_command(program.app)))


def test_every_command_takes_debug_as_the_last_of_its_own_options():
    for words, found in COMMANDS.items():
        assert found.params[-1].opts == ["--debug"], words


def test_an_option_means_the_same_wherever_it_is_taken():
    meanings: dict[str, set[str]] = {}
    for found in COMMANDS.values():
        for option in found.params:
            if option.opts[0].startswith("-"):
                meanings.setdefault(option.opts[-1], set()).add(option.help)
    others = {"--format", "--with-safety"}  # what is exported has formats of its own
    assert {option for option, helps in meanings.items() if len(helps) > 1} == others


@pytest.mark.parametrize(
    "function", [program.quiz, program.score, program.cohort], ids=lambda function: function.__name__
)
def test_the_help_of_a_command_is_its_docstring_with_the_examples_first(function):
    said = filled(inspect.cleandoc(function.__doc__), fillings(INSTRUMENT))
    about, _, examples = said.partition("$ ")
    shown = run(function.__name__, "-h", COLUMNS="80").out
    first, _, second = shown.partition("Examples:\n")[2].partition("\n\n")
    assert [line.strip() for line in first.splitlines()] == [line.strip(" $") for line in examples.splitlines()]
    assert " ".join(second.split()).startswith(" ".join(about.split()))


@pytest.mark.parametrize(("ref", "told"), [("A1", True), ("A2", False)])
def test_another_reference_than_that_of_the_file_is_not_given_without_a_word(ref, told):
    done = run("score", "-", "--ref", ref, given=json.dumps({"answers": HALFWAY, "ref": "A2"}))
    assert done.code == 0
    assert ("Note: the reference here is A2; the result is given A1." in done.err) == told
