"""The last result of a quiz: held for 14 days, shown again in any format, erased, and never held of whom it may not be."""

import json
import os
import signal
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from homes import Home, to_check
from msgspec.structs import replace
from people import HALFWAY, INSTRUMENT, LEAST, result
from scripts import ITEMS, LINES, NO_FLAGS, START, live_lines_of, ticks
from terminal import PROGRAM, Terminal, joined, run

from gutbone.base import kept_files
from gutbone.base.errors import GutboneError
from gutbone.cli.deeds import Deeds
from gutbone.cli.formats import Report
from gutbone.cli.show import keep_lines
from gutbone.history import last
from gutbone.history.steps import chosen_from
from gutbone.report.text import render_text

WORDS = INSTRUMENT.words
NOW = "2026-06-10T09:30:00+00:00"
EPOCH = int(datetime.fromisoformat(NOW).timestamp())
OTHER = Path(__file__).parent / "other_language"
CLEARED = b"\x1b[H\x1b[J"
SOMEBODY = result(LEAST, age="age_18_to_64", assessed_at=NOW)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    place = Home(tmp_path)
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, place.env[name])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    return place


def file(home: Home) -> Path:
    return home.unfinished.with_name("last-gutbone-diet-en-GB.json")


def later(monkeypatch, **time: int) -> str:
    seconds = EPOCH + int(timedelta(**time).total_seconds())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))
    return str(seconds)


def test_what_is_held_is_given_back_and_is_its_owners_only(home):
    held = last.begin(SOMEBODY, ("cook_double",))
    last.hold(held)
    assert last.last_held(INSTRUMENT) == held
    assert stat.S_IMODE(file(home).stat().st_mode) == 0o600
    assert stat.S_IMODE(file(home).parent.stat().st_mode) == 0o700
    assert home.files() == [file(home)]


@pytest.mark.parametrize(("time", "is_there"), [({"days": 14}, True), ({"days": 14, "seconds": 1}, False)])
def test_it_goes_after_14_days_whichever_rules_are_asked_for(home, monkeypatch, time, is_there):
    last.hold(last.begin(SOMEBODY))
    later(monkeypatch, **time)
    assert last.last_held(replace(INSTRUMENT, id="others")) is None
    assert file(home).exists() == is_there
    assert (last.last_held(INSTRUMENT) is not None) == is_there


def test_each_instrument_and_each_language_has_its_own(home):
    for rules in (INSTRUMENT, replace(INSTRUMENT, language="cy"), replace(INSTRUMENT, id="other")):
        person = replace(SOMEBODY, instrument=replace(SOMEBODY.instrument, id=rules.id, language=rules.language))
        last.hold(last.begin(person))
        assert last.last_held(rules).result == person
    assert len(home.files()) == 3


def test_text_again_is_the_same_bytes_as_at_first(home):
    last.hold(last.begin(SOMEBODY))
    keep = keep_lines(WORDS, is_held=True, is_kept=False)
    expected = render_text(SOMEBODY, columns=80, keep=keep)
    done = run("last", **home.env, SOURCE_DATE_EPOCH=str(EPOCH))
    assert (done.code, done.out) == (0, expected)
    assert WORDS.held in done.out
    assert "To erase it: gutbone history delete --all\n" in done.out
    assert done.out == run("last", **home.env, SOURCE_DATE_EPOCH=str(EPOCH)).out


@pytest.mark.parametrize("name", ["note", "oneline", "json", "html", "fhir"])
def test_every_format_can_be_had_of_it(home, name):
    last.hold(last.begin(replace(SOMEBODY, instrument=replace(SOMEBODY.instrument, sha256=INSTRUMENT.sha256))))
    done = run("last", "--format", name, "-o", "out", cwd=home.folder, **home.env, SOURCE_DATE_EPOCH=str(EPOCH))
    assert done.code == 0
    assert (home.folder / "out").stat().st_size > 100


@pytest.mark.parametrize("asked", [("--format", "json"), ("-o", "out"), ("--keep",)])
def test_what_is_asked_of_a_result_that_is_not_there_is_an_error_and_writes_nothing(home, asked):
    done = run("last", *asked, cwd=home.folder, **home.env)
    assert (done.code, done.out) == (1, "")
    assert "no result is held on this computer. To take the quiz: gutbone quiz [KEEP_003]" in done.err
    assert not (home.folder / "out").exists()


def test_b17_a_step_and_its_command_are_wrapped_to_the_window(home):
    last.hold(replace(last.begin(SOMEBODY), step=chosen_from(SOMEBODY.tips[0], SOMEBODY, INSTRUMENT)))
    for command, said in (("step", SOMEBODY.tips[0].plan), ("last", "To take the quiz: gutbone quiz")):
        with Terminal(PROGRAM, command, columns=40, drawn=120, **home.env, SOURCE_DATE_EPOCH=str(EPOCH)) as terminal:
            assert terminal.finish() == 0
            assert said in terminal.words
            assert max(map(len, terminal.lines)) <= 40
        assert run("history", "delete", "--all", "--yes", **home.env).code == 0  # then there is none


def test_it_can_be_kept_later_with_one_id_and_is_then_not_offered_again(home):
    last.hold(last.begin(SOMEBODY))
    env = {**home.env, "SOURCE_DATE_EPOCH": str(EPOCH)}
    done = run("last", "--keep", **env)
    assert "is kept on this computer as" in done.err
    assert "last --keep" not in done.out
    again = run("last", "--keep", **env)
    assert "last --keep" not in again.out
    assert run("history", "list", **env).out.count("Whole quiz") == 1


def test_it_is_erased_with_everything_else_and_so_is_the_choice_of_plain_lines(home):
    last.hold(last.begin(SOMEBODY))
    kept_files.plain_file().touch(mode=0o600)
    done = run("history", "delete", "--all", "--yes", **home.env)
    assert (done.code, home.files()) == (0, [])
    assert run("last", **home.env).out == f"{WORDS.last_none.format(command='gutbone quiz')}\n"


def test_it_goes_with_the_kept_result_that_it_is(home):
    deeds = Deeds(SOMEBODY, INSTRUMENT, Report(), last.begin(SOMEBODY))
    last.hold(deeds.held)
    deeds.keep()
    assert file(home).exists()
    run("history", "delete", deeds.kept, "--yes", **home.env)
    assert not file(home).exists()


def test_piped_runs_score_and_screen_leave_nothing(home):
    env = home.env
    run("quiz", given=LINES, **env)
    run("score", "-", given="answers: {fruit: two_a_day}", **env)
    run("screen", "3324231", **env)
    assert home.files() == []


@pytest.mark.parametrize("content", [b"damaged", b"{}", b"\xff"])
def test_a_damaged_file_is_told_in_one_line_and_left(home, content):
    last.hold(last.begin(SOMEBODY))
    file(home).write_bytes(content)
    done = run("last", **home.env, SOURCE_DATE_EPOCH=str(EPOCH))
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "this file is damaged" in done.err
    assert file(home).read_bytes() == content
    with pytest.raises(GutboneError):
        last.last_held(INSTRUMENT)


def test_a_link_is_neither_read_nor_written_through(home):
    elsewhere = home.folder / "elsewhere"
    elsewhere.write_text("mine")
    file(home).parent.mkdir(parents=True)
    file(home).symlink_to(elsewhere)
    with pytest.raises(GutboneError):
        last.hold(last.begin(SOMEBODY))
    assert run("last", **home.env).code == 1
    assert elsewhere.read_text() == "mine"


@pytest.mark.usefixtures("home")
def test_what_was_done_with_it_is_held_too():
    deeds = Deeds(SOMEBODY, INSTRUMENT, Report(), last.begin(SOMEBODY))
    last.hold(deeds.held)
    deeds.choose(SOMEBODY.tips[1])
    deeds.keep()
    held = last.last_held(INSTRUMENT)
    assert (held.step.tip, held.kept) == (SOMEBODY.tips[1].id, deeds.kept)
    assert Deeds(SOMEBODY, INSTRUMENT, Report(), held).step == held.step


# --- as a person meets it


def to_result(quiz: Terminal) -> None:
    to_check(quiz)
    quiz.step("\r", "see a step")


@pytest.mark.parametrize("plain", [False, True], ids=["keys", "plain"])
def test_killed_when_the_result_is_shown_the_same_bytes_are_shown_again(tmp_path, plain):
    home, options = Home(tmp_path), ["--plain"] if plain else []
    with home.quiz(*options) as quiz:
        if plain:
            quiz.type(f"\n{joined(live_lines_of())}")
            quiz.wait("3 small steps")
            quiz.until(lambda: quiz.raw.endswith(WORDS.plain_more.encode()), "the end of the first piece")
        else:
            to_result(quiz)
            assert WORDS.held in quiz.words
        os.kill(quiz.process.pid, signal.SIGKILL)
        quiz.process.wait()
    assert home.files() == [file(home)]
    assert stat.S_IMODE(file(home).stat().st_mode) == 0o600
    with Terminal(PROGRAM, "last", *options, cwd=tmp_path, **home.env) as again:
        again.wait("3 small steps")
        again.until(lambda: again.raw[-9:] == quiz.raw[-9:], "as much as was shown")
        shown = again.raw if plain else again.raw[again.raw.rindex(CLEARED) :]
        assert quiz.raw.endswith(shown)
        assert len(shown) > 500
    assert run("history", "delete", "--all", "--yes", **home.env).code == 0
    assert home.files() == []


def test_what_is_shown_again_is_what_its_answers_give(tmp_path):
    home = Home(tmp_path)
    with home.quiz() as quiz:
        to_result(quiz)
        quiz.type("\r")
        assert quiz.finish() == 0
    person = json.loads(file(home).read_bytes())["result"]
    shown = run("last", **home.env).out
    answers = {one["item"]: one["option"] for one in person["answers"]}
    content = json.dumps(
        {"answers": answers, "conditions": [], "flags": [], "age": person["age"], "assessed_at": person["assessed_at"]}
    )
    scored = run("score", "-", given=content, **home.env).out
    assert shown.startswith(scored)
    assert shown[len(scored) :].splitlines()[1] == WORDS.held


def test_of_two_quizzes_at_once_the_one_that_was_finished_later_is_held_whatever_is_done_with_the_other(tmp_path):
    home = Home(tmp_path)
    with home.quiz() as one, home.quiz("--no-save") as unheld, home.quiz() as other:
        for quiz in (one, unheld, other):
            quiz.wait(WORDS.welcome_title)
        to_result(one)
        to_result(unheld)
        first = file(home).read_bytes()
        to_check(other, ITEMS[::-1])
        other.step("\r", "see a step")
        later = file(home).read_bytes()
        assert later != first
        one.step("1", "Step 1 of 3")
        one.step("\r", WORDS.step_chosen)
        one.step("b", "see a step")
        one.step("k", "is kept on this computer as")
        assert file(home).read_bytes() == later
        for quiz in (one, unheld, other):
            quiz.type("\r")
            assert quiz.finish() == 0
        assert WORDS.held not in one.words  # it is kept, and no longer held
        assert WORDS.held in other.words
    assert file(home).read_bytes() == later
    assert [path.name for path in home.files()] == ["history.db", file(home).name]


def test_what_was_erased_meanwhile_is_not_held_again(home):
    deeds = Deeds(SOMEBODY, INSTRUMENT, Report(), last.begin(SOMEBODY))
    last.hold(deeds.held)
    run("history", "delete", "--all", "--yes", **home.env)
    deeds.choose(SOMEBODY.tips[0])
    deeds.keep()
    assert (home.files(), deeds.held) == ([home.history], None)


def test_no_save_holds_nothing_and_the_result_does_not_say_so(tmp_path):
    home = Home(tmp_path)
    with home.quiz("--no-save") as quiz:
        to_result(quiz)
        assert WORDS.held not in quiz.words
        quiz.type("\r")
        assert quiz.finish() == 0
    assert home.files() == []


def test_with_o_too_it_says_that_it_is_held_where_the_file_is_and_what_cannot_wait(tmp_path):
    """B1: somebody who needs help today sees so, whatever -o says."""
    home = Home(tmp_path)
    with home.quiz("-o", "my-result.txt", columns=200) as quiz:
        quiz.step(START, "Question 1 of 14")
        quiz.type(ITEMS + ticks("flags", 2) + "\r")
        assert quiz.finish() == 0
        flag = INSTRUMENT.flags.flags[1]
        assert flag.text in quiz.words
        assert str(tmp_path / "my-result.txt") in quiz.words
        assert f"less {tmp_path}/my-result.txt" in quiz.words
        assert WORDS.held in quiz.words
    assert flag.text in " ".join((tmp_path / "my-result.txt").read_text().split())


def test_of_heavy_bleeding_and_of_a_child_nothing_is_held(tmp_path):
    home = Home(tmp_path)
    for keys in (START + ITEMS + ticks("flags", 1), "\r1\r"):
        with home.quiz() as quiz:
            quiz.wait(WORDS.welcome_title)
            quiz.type(keys)
            assert quiz.finish() == 0
    assert home.files() == []


def test_with_a_full_disk_the_result_is_shown_and_k_and_p_say_so(tmp_path):
    home = Home(tmp_path)
    with Terminal(PROGRAM, "quiz", "--no-save", limits={"RLIMIT_FSIZE": 0}, cwd=tmp_path, **home.env) as quiz:
        quiz.wait(WORDS.welcome_title)
        quiz.step(START, "Question 1 of 14")
        quiz.type(ITEMS + NO_FLAGS + "\r")
        quiz.wait("see a step")
        for key in "kp":
            quiz.step(key, "Error:")
            assert "Fibre" in quiz.text
            quiz.step("x", WORDS.fix_result)
        quiz.type("\r")
        assert quiz.finish() == 0


def test_b13_nothing_is_suggested_that_is_done_or_false(home):
    env = home.env
    assert "--keep" not in run("screen", "3324231", **env).out
    content = f"answers: {json.dumps(HALFWAY)}"
    assert "--keep" not in run("score", "-", "--keep", given=content, **env).out
    name = run("history", "list", **env).out.split()[0]
    assert "--keep" not in run("history", "show", name, **env).out
    assert "--keep" in run("quiz", given=LINES, **env).out
    assert "--keep" not in run("quiz", "--keep", given=LINES, **env).out


def test_b17_a_command_is_never_broken_over_two_lines(tmp_path):
    home = Home(tmp_path)
    with home.quiz(columns=40, rows=20) as quiz:
        to_result(quiz)
        quiz.type("\r")
        assert quiz.finish() == 0
        for command in ("gutbone last", "gutbone last --keep", "gutbone history delete --all"):
            assert any(line.endswith(command) for line in quiz.lines)


@pytest.mark.parametrize("command", [("score", "-"), ("screen", "3324231", "--flag", "black_or_bloody"), ("quiz",)])
@pytest.mark.parametrize("name", ["text", "html", "json"])
def test_b01_what_cannot_wait_is_said_beside_every_file_and_nothing_else_is(tmp_path, command, name):
    flags, given = INSTRUMENT.flag["black_or_bloody"], "answers: {}\nflags: [black_or_bloody]\n"
    if command == ("quiz",):
        given = LINES.replace("none\n\n", "2\n\n")
    done = run(*command, "--format", name, "-o", "out", given=given, cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert flags.text in done.err
    mild = run("score", "-", "--format", name, "-o", "mild", given="flags: [height_loss]\nanswers: {}", cwd=tmp_path)
    assert mild.err == ""
