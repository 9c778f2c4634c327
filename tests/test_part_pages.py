"""The pages of an optional part: asked after the warning signs, beside the score, and counted in nothing."""

import json

import pytest
from homes import CHECK, Home, to_check
from msgspec.structs import replace
from people import INSTRUMENT as RULES
from scripts import ROWS, lines_of
from terminal import joined, run

from gutbone.quiz.page import page_of
from gutbone.quiz.session import Back, Choose, Confirm, RefusedError, Session, Step, Tick, apply, begin, reviewable

(PART,) = RULES.parts
PAGES = [Step("extra", question.id) for question in PART.questions]
LATER = ("21" * len(PART.questions))[: len(PART.questions) - 2]  # the same digit twice in a burst is one struck twice
FIRST = {question.id: question.options[0].id for question in PART.questions}


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def at_check(mode="full", **more: str) -> Session:
    """A quiz that is answered up to its check page, of a part too if one is named."""
    session = replace(begin(RULES, mode), **more)
    while session.at.kind != "check":
        none, answer = Tick((page_of(session).most,)), Choose(1 if session.at.kind == "extra" else 2)
        session = apply(session, none if page_of(session).kind == "several_answers" else answer)
    return session


def opened_from_check() -> Session:
    return apply(at_check(), Choose(ROWS))


def kinds(session: Session) -> list[str]:
    return [step.kind for step in session.steps]


def in_json(*options: str, lines: list[str]):
    done = run("quiz", *options, "--format", "json", given=joined(lines))
    assert done.code == 0, done.err
    return done, json.loads(done.out)


# --- which pages there are


def test_nobody_is_asked_a_part_who_did_not_ask_for_it():
    assert "extra" not in kinds(at_check())
    assert reviewable(at_check())[-1] == Step("part", PART.id)


def test_a_part_that_is_asked_for_stands_between_the_warning_signs_and_the_check_page():
    session = replace(begin(RULES), part=PART.id)
    assert [*session.steps[-len(PAGES) - 2 :]] == [Step("flags"), *PAGES, Step("check")]


def test_a_part_of_another_name_asks_nothing():
    assert begin(RULES).steps == replace(begin(RULES), part="nothing").steps


def test_the_last_row_of_the_check_page_opens_the_part_and_its_answers_lead_back():
    session, seen = opened_from_check(), []
    while session.at.kind != "check":
        seen.append(session.at)
        session = apply(session, Choose(1))
    assert seen == PAGES
    assert session.responses.extra == FIRST
    assert Step("part", PART.id) not in reviewable(session)
    assert reviewable(session)[-len(PAGES) :] == PAGES
    assert apply(session, Confirm()).ending == "complete"


def test_the_quick_screen_offers_no_part():
    assert {"part", "extra"}.isdisjoint(step.kind for step in reviewable(at_check("core")))


def test_the_pages_of_a_part_are_not_counted_among_the_questions():
    session = replace(begin(RULES), part=PART.id)
    for command in (Choose(2), Tick((len(RULES.conditions.conditions) + 1,))):
        session = apply(session, command)
    assert page_of(session).progress.startswith(f"Question 1 of {len(RULES.items)}.")
    session = opened_from_check()
    for question in PART.questions:
        page = page_of(session)
        assert (page.progress, page.text, page.hint) == (PART.title, question.text, question.hint)
        assert [choice.label for choice in page.choices[:-1]] == [option.label for option in question.options]
        assert page.opening == (PART.invite if question is PART.questions[0] else "")
        session = apply(session, Choose(1))


def test_the_row_of_a_part_is_one_line_of_its_title():
    assert page_of(at_check()).choices[-1].label == PART.title


# --- answers


def test_not_sure_leaves_a_question_out_of_the_answers_also_where_one_was_given():
    session = apply(apply(opened_from_check(), Choose(1)), Back())
    assert session.responses.extra == {PART.questions[0].id: PART.questions[0].options[0].id}
    session = apply(session, Choose(0))
    assert session.responses.extra == {}
    assert session.at == PAGES[1]
    assert [choice.label for choice in page_of(apply(session, Back())).choices if choice.is_given] == ["Not sure"]


def test_back_goes_through_the_pages_and_marks_what_was_answered():
    session = apply(apply(opened_from_check(), Choose(2)), Choose(3))
    session = apply(apply(session, Back()), Back())
    assert session.at == PAGES[0]
    assert [choice.number for choice in page_of(session).choices if choice.is_given] == [2]
    assert apply(session, Back()).at == Step("flags")


def test_an_answer_changed_from_the_check_page_leads_back_to_it():
    session = at_check(part=PART.id)
    place = reviewable(session).index(PAGES[2]) + 1
    changing = apply(session, Choose(place))
    assert changing.at == PAGES[2]
    assert (apply(changing, Back()).at, apply(changing, Back()).responses) == (Step("check"), session.responses)
    changed = apply(changing, Choose(2))
    assert changed.at == Step("check")
    assert changed.responses.extra == {**FIRST, PART.questions[2].id: PART.questions[2].options[1].id}


@pytest.mark.parametrize("command", [Choose(-1), Choose(99), Confirm(), Tick((1, 2))])
def test_what_is_no_answer_is_refused_with_the_range(command):
    with pytest.raises(RefusedError, match=f"from 1 to {len(PART.questions[0].options)}, or 0"):
        apply(opened_from_check(), command)


def test_nothing_is_scored_on_a_part():
    *to_check, leave = lines_of()
    _, without = in_json(lines=[*to_check, leave])
    _, asked = in_json("--part", PART.id, lines=[*to_check, *"1" * len(PAGES), leave])
    assert [asked[key] for key in ("answers", "total", "domains")] == [
        without[key] for key in ("answers", "total", "domains")
    ]


# --- from a pipe, by the option and from the check page


def chosen(result) -> dict[str, str]:
    """What a result says was answered to the questions of parts."""
    return {answer["question"]: answer["option"] for answer in result["extra"]}


def test_the_option_asks_the_part_and_json_shows_its_answers():
    *to_check, leave = lines_of()
    done, result = in_json("--part", PART.id, lines=[*to_check, *"1" * len(PAGES), leave])
    assert chosen(result) == FIRST
    assert all(question.text in done.err for question in PART.questions)
    assert done.err.count(PART.invite) == 1
    assert f"Question {len(RULES.items)} of {len(RULES.items)}." in done.err


def test_the_check_page_asks_the_same_and_0_leaves_an_answer_out():
    *to_check, leave = lines_of()
    _, result = in_json(lines=[*to_check, str(ROWS), "0", *"1" * (len(PAGES) - 1), leave])
    expected = dict(FIRST)
    del expected[PART.questions[0].id]
    assert chosen(result) == expected


def test_whoever_is_not_asked_has_no_answers_to_it():
    done, result = in_json(lines=lines_of())
    assert not result.get("extra")
    assert not any(question.text in done.err for question in PART.questions)


# --- with keys, and carried on with


def test_the_pages_come_with_keys_too(home):
    with home.quiz() as quiz:
        to_check(quiz)
        quiz.step(f"{ROWS}\r", PART.questions[0].text)
        assert "Question" not in quiz.words.partition(PART.questions[0].text)[2]
        quiz.step("1", PART.questions[1].text)
        quiz.step("b", "(your answer)")
        quiz.step(("12" * len(PAGES))[: len(PAGES)], CHECK)
        quiz.type("\rq")
        assert quiz.finish() == 0


def test_whoever_stops_within_a_part_is_carried_on_there_with_its_answers(home):
    with home.quiz() as quiz:
        to_check(quiz)
        quiz.step(f"{ROWS}\r", PART.questions[0].text)
        quiz.step("12", PART.questions[2].text)
        quiz.type("q")
        assert quiz.finish() == 0
    kept = json.loads(home.unfinished.read_text())
    answers = {question.id: question.options[n].id for n, question in enumerate(PART.questions[:2])}
    assert (kept["part"], kept["extra"]) == (PART.id, answers)
    with home.quiz("--format", "json", "-o", "result.json") as quiz:
        quiz.wait(f"You answered {len(RULES.items)} of {len(RULES.items)} questions")
        quiz.step("1", PART.questions[2].text)
        quiz.step(LATER, CHECK)
        quiz.type("\r")
        assert quiz.finish() == 0
    later = {one.id: one.options[int(digit) - 1].id for one, digit in zip(PART.questions[2:], LATER, strict=True)}
    assert chosen(json.loads((home.folder / "result.json").read_text())) == {**answers, **later}
