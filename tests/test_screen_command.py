"""The quick screen as a clinician uses it: seven digits, or seven keys; and ten mistakes they make."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from golden.crowd import HOSTILE
from homes import Home
from people import CORE, INSTRUMENT
from scripts import CONDITIONS, FLAGS, lines_of
from terminal import PROGRAM, Result, Terminal, joined, run, run_outside

CLOCK = {"SOURCE_DATE_EPOCH": "1769851800"}
DIGITS = "3324231"
ANSWERS = ("one_a_day", "two_a_day", "few_a_week", "three_to_six", "one_a_day", "two_or_three", "two_or_fewer")
FLAG = "fragility_fracture"
NONE, NO_FLAG = f"{CONDITIONS + 1}\r", f"{FLAGS + 1}\r"  # the numbers of none of these
PIPED = joined(lines_of(items=DIGITS)[1:])

# ---------------------------------------------------------------- typed ahead, in one line


def test_seven_digits_are_scored_at_once():
    done = run("screen", DIGITS, "--has", "warfarin", "--flag", "height_loss", "--format", "note", **CLOCK)
    assert (done.code, done.err) == (0, "")
    note = " ".join(done.out.split())
    assert note.startswith("FLAGS: 4cm shorter, curved back (see your GP). Conditions: Warfarin.")
    assert "17 of 35 points: a good place to start. Fibre 10/16 (part-way there). Fruit: about 1 a day 6/8;" in note


def test_the_digits_are_the_options_as_printed():
    answers = [f"--answer={item}={option}" for item, option in zip(CORE, ANSWERS, strict=True)]
    by_name = run("score", "-", "--core", "--format", "note", *answers, given="answers: {}", **CLOCK)
    assert run("screen", DIGITS, "--format", "note", **CLOCK).out == by_name.out


@pytest.mark.parametrize("unsure", ["0000000", ".......", "0.0.0.0"])
def test_nought_and_a_full_stop_are_not_sure(unsure):
    done = run("screen", unsure, "--format", "note", **CLOCK)
    assert done.code == 0
    note = " ".join(done.out.split())
    assert "0 of 7 answered, age not asked. Too few answers for a score." in note
    assert "Fruit: not sure ?/8" in note


@pytest.mark.parametrize("format_", ["text", "note", "oneline", "json", "html"])
def test_a_hostile_reference_is_shown_as_text_by_the_command(format_):
    done = run("screen", DIGITS, "--ref", HOSTILE, "--format", format_, **CLOCK)
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    assert "[red]" in done.out
    assert ("&lt;script&gt;" if format_ == "html" else "<script>") in done.out


@pytest.mark.parametrize("format_", ["text", "note", "oneline", "json", "html"])
def test_a_reference_that_is_no_utf8_is_no_crash(format_):
    done = run("screen", DIGITS, "--ref", "\udcffA", "--format", format_, **CLOCK)
    assert (done.code, done.err) == (0, "")
    assert "?A" in done.out


@pytest.mark.parametrize(
    "ref",
    [
        "9434765919",
        "943 476 5919",
        "943-476-5919",
        "943.476.5919",
        "943\u00a0476\u00a05919",
        "943\u2013476\u20135919",
        "94 34 76 59 19",
        "NHS 943 476 5919",
        "no. 9434765919, bed 4",
        "943\u200b4765919",
        "\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19",
    ],
)
def test_an_nhs_number_is_refused_however_it_is_written(ref):
    done = run("screen", DIGITS, "--ref", ref)
    assert (done.code, done.out) == (2, "")
    assert "NHS number" in done.err
    assert "--allow-nhs-number" in done.err
    assert "9434765919" not in done.err
    assert run("screen", DIGITS, "--ref", ref, "--allow-nhs-number").code == 0


@pytest.mark.parametrize("ref", ["9434765918", "94347659190", "2026-01-31-02", "A9434", "12 943 476 59190", "x" * 64])
def test_another_number_is_a_reference(ref):
    assert run("screen", DIGITS, "--ref", ref).code == 0


def test_a_reference_has_at_most_64_characters():
    done = run("screen", DIGITS, "--ref", "x" * 65)
    assert (done.code, done.out) == (2, "")
    assert "64 characters" in done.err


# ---------------------------------------------------------------- seven keys


def test_the_age_comes_first_and_it_moves_on_by_itself():
    with Terminal(PROGRAM, "screen", **CLOCK) as terminal:
        terminal.wait("Which age group")
        terminal.step("2", "None of these")
        terminal.step(NONE, "Question 1 of 7")
        assert INSTRUMENT.recall in terminal.words
        for number, digit in enumerate(DIGITS[:-1], 2):
            terminal.step(digit, f"Question {number} of 7")
        terminal.type(DIGITS[-1])
        terminal.wait("One last check", gone="Question 7 of 7")
        terminal.type(NO_FLAG + "\r")
        terminal.wait("17 of 35 points")
        terminal.type("\r")
        assert terminal.finish() == 0
        assert "17 of 35 points" in terminal.story


def test_in_a_terminal_it_ends_with_a_note_and_a_page_from_one_run_and_keeps_nothing(tmp_path):
    home = Home(tmp_path / "home")
    (folder := tmp_path / "clinic").mkdir()
    with Terminal(PROGRAM, "screen", DIGITS, "--none", "--age", "65", cwd=folder, **home.env, **CLOCK) as terminal:
        terminal.wait("n note")
        assert "k keep" not in terminal.words
        assert "r reminder" not in terminal.words
        terminal.step("1", "make it my step")
        terminal.type("\r")
        terminal.wait("a both", gone="make it my step")
        terminal.step("n", "FLAGS: none")
        assert "(chosen)" in terminal.words
        assert [*folder.iterdir()] == []
        terminal.type("\x1b")
        terminal.wait("a both", gone="FLAGS: none")
        terminal.step("a", "FLAGS: none")
        assert [file.name for file in folder.iterdir()] == ["gutbone-result.html"]
        terminal.type("\x1b")
        terminal.wait("Enter finish", gone="FLAGS: none")
        terminal.type("\r")
        assert terminal.finish() == 0
    assert "Your step: " in (folder / "gutbone-result.html").read_text()
    assert home.files() == []


@pytest.mark.parametrize("how", [["--format", "note"], ["--no-input"], ["-o", "note.txt"]])
def test_a_format_a_file_or_no_input_ends_at_once(how, tmp_path):
    with Terminal(PROGRAM, "screen", DIGITS, "--none", *how, cwd=tmp_path, **CLOCK) as terminal:
        assert terminal.finish() == 0
        assert "n note" not in terminal.story


def test_keys_typed_ahead_are_all_taken():
    with Terminal(PROGRAM, "screen", "--format", "note", **CLOCK) as terminal:
        terminal.wait("Which age group")
        terminal.type("3" + NONE + DIGITS + NO_FLAG + "\r")
        assert terminal.finish() == 0
        assert "FLAGS: none" in terminal.story
        assert "age 65 or over" in " ".join(terminal.story.split())


def test_it_is_asked_as_plain_lines_too():
    done = run("screen", "--plain", "--format", "note", given=PIPED, **CLOCK)
    assert done.code == 0
    assert "17 of 35 points" in done.out
    assert "Question 7 of 7" in done.err
    assert done.err.index(INSTRUMENT.recall) < done.err.index(INSTRUMENT.items["fruit"].text)


# ---------------------------------------------------------------- the age group


@pytest.mark.parametrize(("age", "group"), [("18", "age_18_to_64"), ("65", "age_65_or_over"), ("under18", "under_18")])
def test_the_age_option_names_the_group_as_has_does(age, group):
    by_age, by_has = (
        run("screen", DIGITS, *how, "--format", "json", **CLOCK) for how in (["--age", age], ["--has", group])
    )
    assert json.loads(by_age.out)["age"] == group
    assert (by_age.code, by_age.out) == (0, by_has.out)


def test_from_digits_and_from_a_pipe_the_age_is_unknown_unless_it_is_given():
    for given in ([DIGITS], []):
        for age, group in (([], None), (["--age=65"], "age_65_or_over")):
            done = run("screen", *given, *age, "--format", "json", given="" if given else PIPED, **CLOCK)
            assert json.loads(done.out)["age"] == group
            assert "Which age group" not in done.err


@pytest.mark.parametrize("option", [(), ("--plain",)], ids=["keys", "plain"])
def test_under_18_ends_kindly_at_the_first_key_and_nothing_is_scored(option):
    with Terminal(PROGRAM, "screen", "--format", "json", *option, **CLOCK) as terminal:
        terminal.wait(INSTRUMENT.words.plain_prompt.strip() if option else "Which age group")
        terminal.type("1\n" if option else "1")
        assert terminal.finish() == 0
        assert "This quiz is for adults." in terminal.words
        assert "points" not in terminal.story


def test_under_18_by_the_option_asks_nothing():
    done = run("screen", "--age", "under18")
    assert (done.code, done.err) == (0, "")
    assert done.out.split() == INSTRUMENT.condition["under_18"].say.split()
    with_digits = run("screen", DIGITS, "--age", "under18")
    assert (with_digits.code, with_digits.out) == (0, done.out)


@pytest.mark.parametrize("option", ["--age=18", "--has=age_65_or_over"])
def test_a_known_age_is_not_asked_for(option):
    with Terminal(PROGRAM, "screen", option, **CLOCK) as terminal:
        terminal.wait("None of these")
        assert "Which age group" not in terminal.story


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--age", "17"], "--age: there is no age group 17. Use one of: under18, 18, 65."),
        (["--age", "old"], "Use one of: under18, 18, 65."),
        (["--age", ""], "Use one of: under18, 18, 65."),
        (["--age", "65", "--has", "under_18"], "two age groups are given"),
    ],
)
def test_an_age_that_is_no_group_is_refused(options, said):
    for digits in ([], [DIGITS]):
        assert said in refusal(2, "screen", *digits, *options)


# ---------------------------------------------------------------- ten mistakes


def refusal(code: int, *arguments: object, by: Callable[..., Result] = run) -> str:
    """Run it, and give the one line that it must print."""
    done = by(*map(str, arguments))
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1
    assert len(done.err) < 300
    return done.err


def test_mistake_1_six_digits():
    line = refusal(2, "screen", DIGITS[:6])
    assert "6 characters here, and 7 questions" in line
    assert "fruit, vegetables, wholegrain, fermented_days, sugary_drinks, ready_meals, cups" in line


def test_mistake_2_eight_digits():
    assert "8 characters here, and 7 questions" in refusal(2, "screen", DIGITS + "1")


@pytest.mark.parametrize(("digits", "place"), [("33x4231", "character 3, for wholegrain, is x"), ("3324931", "5")])
def test_mistake_3_a_letter_or_a_number_that_no_answer_has(digits, place):
    line = refusal(2, "screen", digits)
    assert place in line
    assert "Use 1 to 5, or 0 for not sure." in line


def test_mistake_4_a_condition_that_is_unknown():
    assert "Did you mean warfarin?" in refusal(2, "screen", DIGITS, "--has", "warfrin")


def test_mistake_5_the_same_flag_twice_counts_once():
    once = run("screen", DIGITS, "--flag", FLAG, "--format", "note", **CLOCK)
    twice = run("screen", DIGITS, "--flag", FLAG, "--flag", FLAG, "--format", "note", **CLOCK)
    assert (twice.code, twice.err, twice.out) == (0, "", once.out)
    assert twice.out.count("Break after a minor fall") == 1


def test_mistake_6_an_output_file_that_is_there(tmp_path):
    there = tmp_path / "note.txt"
    there.write_text("mine")
    line = refusal(1, "screen", DIGITS, "-o", there)
    assert "there already" in line
    assert "--force" in line
    assert there.read_text() == "mine"
    assert run("screen", DIGITS, "--format", "note", "-o", str(there), "--force", **CLOCK).code == 0
    assert there.read_text().startswith("FLAGS")
    assert stat.S_IMODE(there.stat().st_mode) == 0o600


def test_mistake_7_a_folder_that_cannot_be_written_to(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(0o500)
    folder = closed if os.geteuid() else Path("/proc")  # root may write to any ordinary folder
    assert "cannot write here" in refusal(1, "screen", DIGITS, "-o", folder / "note.txt")
    assert list(closed.iterdir()) == []


def test_mistake_8_a_folder_as_the_file(tmp_path):
    assert "this is a folder" in refusal(2, "score", tmp_path)


def test_mistake_9_an_empty_file(tmp_path):
    empty = tmp_path / "empty.yaml"
    empty.touch()
    line = refusal(2, "score", empty)
    assert "no answers" in line
    assert "answers:" in line


def test_mistake_10_a_file_of_a_terabyte_which_nobody_could_read_to_its_end(tmp_path):
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    assert "over 1,000,000 bytes" in refusal(2, "score", huge, by=run_outside)


def test_standard_input_that_is_too_long_is_not_read_to_its_end():
    done = run("score", "-", given=b"a" * 2_000_000)
    assert (done.code, done.out) == (2, "")
    assert "over 1,000,000 bytes" in done.err
