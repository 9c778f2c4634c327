"""The whole quiz by ear, in both faces: whoever hears it finds every key in the words, and hears all there is."""

import re
from pathlib import Path

import pytest
from homes import Home
from listener import Listener, letters, one_text
from people import INSTRUMENT, result
from terminal import PROGRAM, Terminal, run

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.base.text import first_sentence
from gutbone.report.text import render_ending

WORDS = INSTRUMENT.words
FACES = pytest.mark.parametrize("face", ["plain lines", "drawn pages"])
FAULTS = range(1, 16)  # what was found wrong when the quiz was first heard


@pytest.fixture(scope="module")
def listened(tmp_path_factory):
    """A quiz taken by ear in each face: what was heard at each key, and the home of who took it."""
    taken = {}
    for face in ("plain lines", "drawn pages"):
        home = Home(tmp_path_factory.mktemp("home"))
        plain = face == "plain lines"
        with Terminal(PROGRAM, "quiz", *["--plain"] * plain, cwd=home.folder, **home.env) as quiz:
            moments = Listener(quiz, plain=plain).take()
            assert quiz.finish() == 0
        taken[face] = moments, home
    return taken


def answers_in(moments) -> list[str]:
    """The options that were chosen, read off the keys."""
    at = [next(m for m in moments if item.text in m.words) for item in INSTRUMENT.items.values()]
    return [item.options[int(moment.key) - 1].id for item, moment in zip(INSTRUMENT.items.values(), at, strict=True)]


@FACES
def test_the_quiz_is_taken_by_what_is_said_alone_up_to_my_step_kept(listened, face):
    moments, home = listened[face]
    assert run("history", "list", **home.env).out.count("points") == 1
    chosen = run("step", **home.env).out
    [step] = [moment.words for moment in moments if "Step 1 of 3" in moment.words]
    assert " ".join(chosen.splitlines()[1].split()) in step
    assert len(moments) <= 40


@FACES
def test_every_question_condition_sign_and_step_and_the_score_are_said(listened, face):
    moments, _ = listened[face]
    heard = letters(one_text([moment.words for moment in moments]))
    asked = [(item.text, *(option.label for option in item.options)) for item in INSTRUMENT.items.values()]
    ticked = [one.label for one in (*INSTRUMENT.conditions.conditions, *INSTRUMENT.flags.flags)]
    of_them = result(dict(zip(INSTRUMENT.items, answers_in(moments), strict=True)), age="age_18_to_64")
    told = [of_them.headline, *(first_sentence(tip.text) for tip in of_them.tips)]
    assert [text for text in (*sum(asked, ()), *ticked, *told) if letters(text) not in heard] == []
    assert len(of_them.tips) == 3


@FACES
def test_f6_at_most_12_words_are_heard_before_question_14(listened, face):
    moments, _ = listened[face]
    question = [*INSTRUMENT.items.values()][-1].text
    [said] = [moment.words for moment in moments if question in moment.words]
    assert len(said.partition(question)[0].split()) <= 12


@FACES
def test_f9_each_answer_is_the_first_that_is_heard_after_its_key(listened, face):
    moments, _ = listened[face]
    for item in INSTRUMENT.items.values():
        at = next(place for place, moment in enumerate(moments) if item.text in moment.words)
        chosen = item.options[int(moments[at].key) - 1].label
        assert re.sub(r"^\d ", "", moments[at + 1].words).startswith(f"{item.label}: {chosen}")


@FACES
def test_f1_braille_shows_the_question_the_choice_or_the_line_typed(listened, face):
    moments, _ = listened[face]
    for moment in moments:
        assert moment.felt.strip()
        assert face == "drawn pages" or moment.felt in {WORDS.plain_prompt.strip(), WORDS.plain_more.strip()}


def test_f5_at_most_5_words_come_before_call_999():
    said = Responses(answers={}, flags=frozenset({"bleeding_heavy"}))
    text = render_ending(assess(INSTRUMENT, said), columns=80)
    assert len(text.partition("Call 999")[0].split()) <= 5


def test_each_fault_that_was_heard_has_a_test_by_its_number():
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [number for number in FAULTS if f"def test_f{number}_" not in tests and f"_f{number}_" not in tests] == []
