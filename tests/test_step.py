"""A step of one's own: chosen, kept, asked about, and what follows from how it went."""

import io
import sys
from datetime import datetime, timedelta
from itertools import product
from random import Random

import pytest
from homes import Home, to_check
from msgspec.structs import replace
from people import FULL, INSTRUMENT, LEAST, POINTS, responses, result
from terminal import PROGRAM, Terminal, run

from gutbone.assess.assess import assess
from gutbone.base import terminal
from gutbone.base.text import first_sentence
from gutbone.cli.deeds import Deeds
from gutbone.cli.formats import Report
from gutbone.cli.take import asked_before
from gutbone.history import last, store
from gutbone.history.chosen import Chosen
from gutbone.history.steps import change_since, chosen_from, newest, not_worked
from gutbone.quiz.face import Face
from gutbone.quiz.went import ask_in_lines, question

WORDS = INSTRUMENT.words
NOW = "2026-06-10T09:30:00+00:00"
EPOCH = int(datetime.fromisoformat(NOW).timestamp())
SOMEBODY = result(LEAST, age="age_18_to_64", assessed_at=NOW)
TIP = SOMEBODY.tips[0]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    place = Home(tmp_path)
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, place.env[name])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    return place


def choose(tip=TIP, person=SOMEBODY, *, keeps=True, holds=True, days=8) -> Deeds:
    """Somebody looked at a result some days ago, made a tip their step, and kept it."""
    with pytest.MonkeyPatch.context() as then:
        then.setenv("SOURCE_DATE_EPOCH", str(EPOCH - days * 24 * 3600))
        return _chosen(tip, person, keeps=keeps, holds=holds)


def _chosen(tip, person, *, keeps, holds) -> Deeds:
    deeds = Deeds(person, INSTRUMENT, Report(), last.begin(person) if holds else None)
    if holds:
        last.hold(deeds.held)
    deeds.choose(tip)
    if keeps:
        deeds.keep()
    return deeds


class Answering:
    """A face on which somebody answers."""

    def __init__(self, went) -> None:
        self.went, self.asked = went, []

    def ask_how_it_went(self, step, _):
        self.asked.append(step)
        return self.went


# --- what is chosen


@pytest.mark.usefixtures("home")
def test_a_step_is_kept_in_words_and_as_the_answer_it_asks_for():
    step = choose().step
    ((item, ways),) = INSTRUMENT.tips[TIP.id].step.items()
    assert (step.tip, step.text, step.plan) == (TIP.id, TIP.text, TIP.plan)
    assert (step.item, step.option) == (item, ways[LEAST[item]])
    assert store.kept_results()[0].step == step
    assert last.last_held(INSTRUMENT).step == step


@pytest.mark.parametrize("first", ["keep", "choose"])
@pytest.mark.usefixtures("home")
def test_the_order_of_keeping_and_choosing_does_not_matter(first):
    deeds = Deeds(SOMEBODY, INSTRUMENT, Report(), last.begin(SOMEBODY))
    for deed in (deeds.keep, lambda: deeds.choose(TIP))[:: 1 if first == "keep" else -1]:
        deed()
    assert store.kept_results()[0].step.tip == TIP.id


def test_a_step_of_rules_that_have_changed_is_kept_in_its_words():
    assert chosen_from(replace(TIP, id="gone"), SOMEBODY, INSTRUMENT).item == ""


def test_the_command_shows_it_and_how_it_went(home):
    env = {**home.env, "SOURCE_DATE_EPOCH": str(EPOCH)}
    assert run("step", **env).out == f"{WORDS.step_none.format(command='gutbone quiz')}\n"
    last.hold(last.begin(SOMEBODY))
    assert run("step", **env).out == f"{WORDS.step_none.format(command='gutbone last')}\n"
    choose(keeps=False)
    assert run("step", **env).out == f"Your step, chosen on 2 June:\n{TIP.text}\n{TIP.plan}\n"
    asked_before(INSTRUMENT, None, Answering("sometimes"))
    assert run("step", **env).out.endswith("How it went: Sometimes\n")
    assert "not chosen" in run("step", "--ref", "somebody else", **env).out


# --- what is asked


@pytest.mark.parametrize(("days", "asked"), [(0, 0), (6, 0), (7, 1)])
@pytest.mark.usefixtures("home")
def test_a_step_is_not_asked_about_before_it_could_be_tried(days, asked):
    choose(days=days)
    face = Answering("mostly")
    asked_before(INSTRUMENT, None, face)
    assert len(face.asked) == asked


def test_a_step_of_another_year_is_asked_about_with_its_year(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    old = Chosen(TIP.id, TIP.text, "", "", "", "2025-06-10T09:30:00+00:00")
    assert question(old, WORDS).text.startswith("In June 2025 you chose: ")


@pytest.mark.usefixtures("home")
def test_the_newest_step_is_asked_about_once_and_the_answer_is_kept_wherever_it_lies():
    choose()
    face = Answering("mostly")
    theirs = asked_before(INSTRUMENT, None, face)
    assert face.asked == [newest(INSTRUMENT, None).step] or face.asked[0].tip == TIP.id
    assert theirs.owned.step.tip == TIP.id
    assert store.kept_results()[0].step.went == last.last_held(INSTRUMENT).step.went == "mostly"
    asked_before(INSTRUMENT, None, face)
    assert len(face.asked) == 1


def test_not_mine_stores_nothing_and_changes_nothing(home):
    choose()
    before = [path.read_bytes() for path in home.files()]
    theirs = asked_before(INSTRUMENT, None, Answering(None))
    assert (theirs.owned, theirs.behind) == (None, ())
    assert [path.read_bytes() for path in home.files()] == before


@pytest.mark.usefixtures("home")
def test_of_another_reference_nothing_is_asked_and_screen_and_score_ask_of_kept_ones_alone():
    choose(keeps=False)
    choose(person=replace(SOMEBODY, ref="A1"), holds=False)
    for ref, of_the_last, asked in ((None, True, 1), (None, False, 0), ("A1", False, 1), ("B2", False, 0)):
        face = Answering("mostly")
        asked_before(INSTRUMENT, ref, face, of_the_last=of_the_last)
        assert len(face.asked) == asked


def test_what_is_damaged_holds_up_nobody(home):
    choose()
    home.history.write_bytes(b"damaged")
    for path in home.files():
        path.write_bytes(b"damaged")
    face = Answering("mostly")
    assert asked_before(INSTRUMENT, None, face).owned is None
    assert face.asked == []


@pytest.mark.usefixtures("home")
def test_the_question_names_the_month_and_takes_numbers_n_and_nothing_else():
    asked = question(choose().step, WORDS)
    assert asked.text == f"In June you chose: {first_sentence(TIP.text)} Did it work out?"
    for typed, went in (("1", "mostly"), ("x\n2", "sometimes"), ("３", "not_really"), ("n", None), ("", None)):
        out = io.StringIO()
        assert ask_in_lines(asked, io.BytesIO(f"{typed}\n".encode() if typed else b""), out) == went
        assert "1. Mostly\n2. Sometimes\n3. Not really\n" in out.getvalue()
        assert "n not mine" in out.getvalue()


# --- what follows


@pytest.mark.usefixtures("home")
def test_what_the_answers_did_since_is_said():
    choose()
    owned, now = newest(INSTRUMENT, None), result(FULL, assessed_at=NOW)
    item = INSTRUMENT.items[owned.step.item]
    change = WORDS.trend_answer.format(item=item.label, after=item.options[-1].label, before=item.options[0].label)
    assert change_since(owned, now, INSTRUMENT) == WORDS.went_since.format(change=change)
    assert change_since(owned, result({}, assessed_at=NOW), INSTRUMENT) == ""


@pytest.mark.usefixtures("home")
def test_a_step_that_did_not_work_out_is_not_first_again_and_all_else_stays():
    choose()
    asked_before(INSTRUMENT, None, Answering("not_really"))
    behind = not_worked(INSTRUMENT, None)
    assert behind == (TIP.id,)
    person = responses(LEAST, age="age_18_to_64", assessed_at=NOW)
    again = assess(INSTRUMENT, person, behind)
    first, second, *rest = SOMEBODY.tips
    assert [tip.id for tip in again.tips] == [second.id, first.id, *(tip.id for tip in rest)]
    assert replace(again, tips=SOMEBODY.tips) == SOMEBODY


def is_daily_drink(tip):
    """Whether a step is about sugary drinks every day, which to take away may be the first at any age."""
    return (tip.because[0].item, tip.because[0].option) in product(["sugary_drinks"], ["two_or_more", "one_a_day"])


@pytest.mark.parametrize("age", ["age_18_to_64", "age_65_or_over"])
def test_the_first_place_is_all_that_a_step_loses_and_only_to_one_that_may_lead(age):
    random = Random(17)
    for _ in range(80):
        answers = {item: random.choice(list(options)) for item, options in POINTS.items()}
        person = responses(answers, age=age, assessed_at=NOW)
        tips = assess(INSTRUMENT, person).tips
        behind = {tip.id for tip in tips if random.random() < 0.5}
        free = [tip for tip in tips if tip.kind != "cut" or age == "age_18_to_64" or is_daily_drink(tip)]
        led = [tip for tip in free if tip.id not in behind][:1] if {tip.id for tip in tips[:1]} & behind else []
        assert assess(INSTRUMENT, person, behind).tips == (*led, *(tip for tip in tips if tip not in led))


@pytest.mark.parametrize("went", ["mostly", "sometimes"])
@pytest.mark.usefixtures("home")
def test_one_that_did_stays_where_it_is(went):
    choose()
    asked_before(INSTRUMENT, None, Answering(went))
    assert not_worked(INSTRUMENT, None) == ()


@pytest.mark.usefixtures("home")
def test_what_did_not_work_out_is_remembered_when_the_next_result_takes_its_place():
    choose(keeps=False)
    theirs = asked_before(INSTRUMENT, None, Answering("not_really"))
    last.hold(last.begin(SOMEBODY, theirs.behind))
    assert not_worked(INSTRUMENT, None) == (TIP.id,)


def test_a_tip_alone_stays_even_behind():
    person = responses(LEAST, "warfarin", age="age_18_to_64")
    (only,) = assess(INSTRUMENT, person).tips
    assert [tip.id for tip in assess(INSTRUMENT, person, (only.id,)).tips] == [only.id]


# --- as a person meets it


def test_the_next_quiz_and_trend_open_with_it(home):
    choose()
    month = str(EPOCH + int(timedelta(days=40).total_seconds()))
    with Terminal(PROGRAM, "history", "trend", **home.env, SOURCE_DATE_EPOCH=month) as trend:
        trend.wait("In June you chose")
        trend.step("x", WORDS.fix_went)
        trend.type("n")
        assert trend.finish() == 0
    with home.quiz(SOURCE_DATE_EPOCH=month) as quiz:
        quiz.wait("In June you chose")
        quiz.step("3", WORDS.welcome_title)
        to_check(quiz)
        quiz.step("\r", "Since you chose your step")
        assert not any(line.startswith(f"  1  {TIP.text[:20]}") for line in quiz.lines)
        quiz.type("\r")
        assert quiz.finish() == 0
    assert store.kept_results()[0].step.went == "not_really"


def test_with_no_save_nothing_of_before_is_shown(home):
    choose()
    with home.quiz("--no-save") as quiz:
        quiz.wait(WORDS.welcome_title)
        assert "you chose" not in quiz.story


def test_between_pipes_nobody_is_asked(home, monkeypatch):
    choose()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert not terminal.is_between_terminals()
    assert "you chose" not in run("quiz", given="1\n", **home.env).out
    assert "you chose" not in run("history", "trend", **home.env).out
    with Face(plain=False, no_color=False) as face:
        assert not face.has_keys
