"""Whoever stops half-way can carry on; nothing is kept that they did not mean to keep."""

import json
import os
import signal
import stat

import pytest
from homes import Home, to_check
from people import INSTRUMENT
from scripts import ENTER, ITEMS, NO_FLAGS, START, WELCOME, lines_of, live_lines_of, start, ticks
from terminal import PROGRAM, Terminal, joined, run

from gutbone.quiz.tick_pages import pages_of

WORDS = INSTRUMENT.words
CONDITIONS = len(INSTRUMENT.conditions.conditions)
MARCH_3, MARCH_17, MARCH_18 = "1772530000", "1773730000", "1773830000"  # in 2026; 14 days are over on 17 March


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


# --- stopping and carrying on


def test_the_start_says_that_answers_are_kept_and_how_not_to(home):
    with home.quiz() as quiz:
        quiz.wait(WELCOME)
        assert WORDS.saves.format(command="gutbone quiz --no-save") in quiz.words


def test_the_next_start_offers_to_carry_on_and_says_how_far_and_when(home):
    home.stop_after(6, SOURCE_DATE_EPOCH=MARCH_3)
    with home.quiz(SOURCE_DATE_EPOCH=MARCH_3) as quiz:
        quiz.wait("You answered 6 of 14 questions on 3 March.")
        quiz.step("1", "Question 7 of 14")
        quiz.type(ITEMS[6:] + NO_FLAGS + "\rq")
        assert quiz.finish() == 0
        assert "points." in quiz.story


def test_carrying_on_gives_the_result_of_a_quiz_that_was_never_stopped(home):
    home.stop_after(9)
    with home.quiz("--format", "json", "-o", "result.json") as quiz:
        quiz.wait("Carry on?")
        quiz.step("1", "Question 10 of 14")
        quiz.type("4" + ITEMS[10:] + NO_FLAGS + "\r")
        assert quiz.finish() == 0
    lines = joined(lines_of(items=f"{ITEMS[:9]}4{ITEMS[10:]}"))
    found = json.loads((home.folder / "result.json").read_text())
    expected = json.loads(run("quiz", "--format", "json", given=lines).out)
    assert [found[key] for key in ("answers", "total", "age", "flags")] == [
        expected[key] for key in ("answers", "total", "age", "flags")
    ]


def test_plain_mode_offers_it_too(home):
    home.stop_after(2)
    with home.quiz("--plain") as quiz:
        quiz.wait(WORDS.plain_more.strip())
        quiz.step("\n", "1. Carry on")
        quiz.step("0\n", WORDS.fix_resume)
        quiz.step("9\n", WORDS.fix_resume)
        quiz.step("1\n", "Question 3 of 14.")


def test_starting_again_deletes_the_earlier_answers_at_once(home):
    home.stop_after(6)
    with home.quiz() as quiz:
        quiz.wait("Carry on?")
        quiz.step("2", "Which age group")  # the welcome was read before
        quiz.until(lambda: not home.unfinished.exists(), "the file to go")


def test_leaving_the_offer_open_keeps_the_answers(home):
    home.stop_after(6)
    before = home.unfinished.read_bytes()
    with home.quiz() as quiz:
        quiz.wait("Carry on?")
        quiz.step("b9", WORDS.fix_resume)
        quiz.type("q")
        assert quiz.finish() == 0
    assert home.unfinished.read_bytes() == before


def test_ticks_and_going_back_are_carried_on_with(home):
    number = [one.id for one in INSTRUMENT.conditions.conditions].index("lactose") + 1
    with home.quiz() as quiz:
        quiz.wait(WELCOME)
        quiz.step(ENTER + "2" + ticks("conditions", number), "Question 1 of 14")
        quiz.step(ITEMS, "One last check")
        quiz.step("b", "Question 14 of 14")
        quiz.type("q")
        quiz.finish()
    kept = json.loads(home.unfinished.read_text())
    assert kept["conditions"] == ["lactose"]
    with home.quiz() as quiz:
        quiz.wait("You answered 14 of 14 questions")
        quiz.step("1", "One last check")


def test_a_page_left_out_is_carried_on_with(home):
    with home.quiz() as quiz:
        quiz.wait(WELCOME)
        quiz.step(ENTER + "200", "page 2 of 5")
        quiz.type("q")
        quiz.finish()
    first = pages_of(INSTRUMENT, "conditions")[0]
    assert set(json.loads(home.unfinished.read_text())["unasked"]) == first.ids
    with home.quiz() as quiz:
        quiz.wait("Carry on?")
        quiz.step("1", "page 2 of 5")
        quiz.step("b", "page 1 of 5")
        quiz.until(lambda: WORDS.more_below.strip() in quiz.words or WORDS.your_answer in quiz.words, "the page")


@pytest.mark.parametrize("option", [(), ("--plain",)], ids=["keys", "plain"])
@pytest.mark.parametrize(
    ("end", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_however_it_ends_every_answer_that_was_taken_is_there(home, end, code, option):
    with home.quiz(*option) as quiz:
        go = "\n" if option else ""
        quiz.wait(WORDS.plain_more.strip() if go else WELCOME)
        quiz.step(f"\n{joined(live_lines_of()[:6])}" if go else START, "Question 1 of 14")
        quiz.step(f"3{go}4{go}", "Question 3 of 14")
        quiz.process.send_signal(end)
        assert quiz.finish() == code
        assert quiz.is_put_back or end == signal.SIGKILL
    assert json.loads(home.unfinished.read_text())["answers"] == {"fruit": "one_a_day", "vegetables": "three_a_day"}


def test_a_closed_window_loses_no_answer(home):
    with home.quiz() as quiz:
        quiz.step(START, "Question 1 of 14")
        quiz.step("34", "Question 3 of 14")
        quiz.close()
        assert quiz.process.wait(30) != 0
    assert len(json.loads(home.unfinished.read_text())["answers"]) == 2


@pytest.mark.parametrize("key", ["q", "\x03"])
def test_whoever_stops_is_told_that_the_answers_are_kept(home, key):
    with home.quiz() as quiz:
        quiz.step(START, "Question 1 of 14")
        quiz.type(key)
        quiz.finish()
        assert WORDS.stopped_kept.format(command="gutbone quiz") in quiz.words


@pytest.mark.parametrize(("option", "says"), [((), True), (("--no-save",), False)], ids=["kept", "not kept"])
@pytest.mark.parametrize("columns", [40, 80])
def test_the_keys_say_that_stopping_keeps_the_answers_where_it_does(home, option, says, columns):
    with home.quiz(*option, columns=columns) as quiz:
        quiz.step(start(), "Question 1 of 14")
        assert quiz.words.endswith(WORDS.key_stop_keep if says else WORDS.key_stop)


def test_of_two_quizzes_at_once_the_one_that_ends_leaves_the_answers_of_the_other(home):
    with home.quiz() as first, home.quiz() as second:
        second.wait(WELCOME)
        to_check(first)
        second.step(START, "Question 1 of 14")
        second.step("3", "Question 2 of 14")
        first.type("\rq")
        assert first.finish() == 0
        assert list(json.loads(home.unfinished.read_text())["answers"]) == ["fruit"]


# --- when nothing is kept


def test_the_file_is_its_owners_only_and_goes_when_the_result_is_shown(home):
    with home.quiz() as quiz:
        to_check(quiz)
        assert (mode(home.unfinished), mode(home.unfinished.parent)) == (0o600, 0o700)
        quiz.type("\rq")
        assert quiz.finish() == 0
    assert not home.unfinished.exists()


def test_no_save_keeps_nothing_and_offers_nothing(home):
    home.stop_after(3, "--no-save")
    assert list(home.folder.iterdir()) == []
    home.stop_after(3)
    with home.quiz("--no-save") as quiz:
        quiz.wait(WELCOME)
        quiz.type("q")
        quiz.finish()
        assert WORDS.stopped in quiz.words
    assert home.unfinished.exists()


def test_the_quick_screen_keeps_nothing(home):
    with Terminal(PROGRAM, "screen", **home.env) as screen:
        screen.wait("Fruit")
        screen.step(f"2{CONDITIONS + 1}\r333", "Question 4 of 7")
        screen.process.kill()
        screen.finish()
    assert list(home.folder.iterdir()) == []


def test_a_quiz_from_a_pipe_keeps_nothing_and_is_asked_nothing_more(home):
    home.stop_after(3)
    before = home.unfinished.read_bytes()
    done = run("quiz", given=joined(lines_of()[:5]), **home.env)
    assert done.code == 2
    assert "Carry on?" not in done.err
    assert WORDS.saves.partition("{")[0] not in done.err
    assert home.unfinished.read_bytes() == before
    assert run("quiz", given=joined(lines_of(check="y")), **home.env).code == 2


def test_nothing_is_kept_of_a_child(home):
    with home.quiz() as quiz:
        quiz.wait(WELCOME)
        quiz.step(ENTER + "1", WORDS.undo)
        assert home.files() == []
        quiz.type(ENTER)
        assert quiz.finish() == 0
    assert home.files() == []


def test_nothing_is_kept_of_an_emergency(home):
    with home.quiz() as quiz:
        quiz.step(START, "Question 1 of 14")
        quiz.step(ITEMS, "One last check")
        quiz.step("1", "1  ticked")
        assert home.unfinished.exists()
        quiz.type("\r\r")
        assert quiz.finish() == 0
    assert not home.unfinished.exists()


@pytest.mark.parametrize("option", [(), ("--plain",)], ids=["keys", "plain"])
def test_nothing_is_kept_of_someone_who_takes_the_way_out(home, option):
    number = [one.id for one in INSTRUMENT.conditions.conditions].index("eating_disorder") + 1
    with home.quiz(*option) as quiz:
        quiz.wait(WORDS.plain_more.strip() if option else WELCOME)
        lines = f"\n{joined(live_lines_of(conditions=[number])[:6])}"
        quiz.step(lines if option else f"{ENTER}2{ticks('conditions', number)}", WORDS.way_out)
        assert home.unfinished.exists()
        quiz.type("1\n" if option else "1")
        assert quiz.finish() == 0
        assert "Thank you for telling us." in quiz.words
    assert home.files() == []


def test_whoever_stops_at_the_way_out_is_offered_it_again(home):
    number = [one.id for one in INSTRUMENT.conditions.conditions].index("eating_disorder") + 1
    with home.quiz() as quiz:
        quiz.wait(WELCOME)
        quiz.step(ENTER + "2" + ticks("conditions", number), WORDS.way_out)
        quiz.type("q")
        quiz.finish()
    with home.quiz() as quiz:
        quiz.wait("You answered 0 of 14 questions")
        quiz.step("1", WORDS.way_out)


def test_an_emergency_that_is_ticked_and_gone_back_from_is_not_kept_either(home):
    with home.quiz() as quiz:
        quiz.step(START, "Question 1 of 14")
        quiz.step(ITEMS, "One last check")
        quiz.step("1", "1  ticked")
        quiz.type("b")
        quiz.until(lambda: not home.unfinished.exists(), "the file to go")


@pytest.mark.parametrize(("today", "is_offered"), [(MARCH_17, True), (MARCH_18, False)])
def test_after_14_days_the_answers_are_deleted(home, today, is_offered):
    home.stop_after(6, SOURCE_DATE_EPOCH=MARCH_3)
    with home.quiz(SOURCE_DATE_EPOCH=today) as quiz:
        quiz.wait("Carry on?" if is_offered else WELCOME)
        assert home.unfinished.exists() == is_offered


def test_answers_to_other_rules_go_with_the_first_new_answer_and_it_says_so(home):
    home.stop_after(6)
    kept = json.loads(home.unfinished.read_text())
    home.unfinished.write_text(json.dumps({**kept, "rules": [*kept["rules"][:2], "0" * 64]}))
    with home.quiz() as quiz:
        quiz.wait(WELCOME)
        assert WORDS.resume_other in quiz.words
        assert json.loads(home.unfinished.read_text())["answers"]
        quiz.step(START, "Question 1 of 14")
        assert json.loads(home.unfinished.read_text())["answers"] == {}


def test_a_draft_that_a_killed_program_left_is_swept_away(home):
    home.stop_after(1)
    draft = home.unfinished.with_name(".gutbone-1")
    draft.write_text("an answer")
    os.utime(draft, (0, 0))
    with home.quiz() as quiz:
        quiz.wait("Carry on?")
    assert not draft.exists()


# --- what is not gutbone's, or no longer whole

DAMAGE = {
    "empty": lambda _: b"",
    "cut short": lambda kept: kept[:-20],
    "no text": lambda _: b"\xff\xfe\x00",
    "another file": lambda _: b'{"schema": "gutbone.result/1"}',
    "an unknown answer": lambda kept: kept.replace(b"few_a_week", b"\\u001b[31m"),
    "an amount": lambda kept: kept.replace(b'"few_a_week"', b"0.4"),
    "what the quiz never says": lambda kept: kept.replace(b"few_a_week", b"n/a"),
    "an unknown time": lambda kept: kept.replace(b"2026-", b"sometime-"),
    "a week for a day": lambda kept: kept.replace(b"2026-03-03", b"2026-W10-2"),
    "a child": lambda kept: kept.replace(b"age_18_to_64", b"under_18"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_told_in_one_line_and_left_as_it_is(home, damage):
    home.stop_after(3, SOURCE_DATE_EPOCH=MARCH_3)
    damaged = damage(home.unfinished.read_bytes())
    home.unfinished.write_bytes(damaged)
    with home.quiz(columns=200, SOURCE_DATE_EPOCH=MARCH_3) as quiz:
        assert quiz.finish() == 1
        assert f"{home.unfinished}: this file is damaged." in quiz.words
        assert "--no-save" in quiz.words
        assert b"\x1b" not in quiz.raw
    assert home.unfinished.read_bytes() == damaged


def test_with_no_save_the_quiz_can_still_be_taken(home):
    home.stop_after(3)
    home.unfinished.write_bytes(b"damaged")
    with home.quiz("--no-save") as quiz:
        to_check(quiz)
        quiz.type("\rq")
        assert quiz.finish() == 0
    assert home.unfinished.read_bytes() == b"damaged"
