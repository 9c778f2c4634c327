"""Questions beside the score: read, told, kept from who must not see them, and never added up."""

import json
import re
import shutil
from html import unescape
from itertools import combinations

import pytest
from homes import Home
from people import FULL, HALFWAY, INSTRUMENT, LEAST, responses, said
from sampling import each
from terminal import run

from gutbone.assess.advice import describe, inform
from gutbone.assess.assess import assess
from gutbone.base.files import packaged_rules
from gutbone.exchange.forms import render_response
from gutbone.exchange.read import read_answers
from gutbone.history.table import without_safety
from gutbone.report.handout import render_handout
from gutbone.report.note import render_note
from gutbone.report.text import render_json
from gutbone.review.cases import read_cases, run_case
from gutbone.review.check import check_rules
from gutbone.rules.load import load_instrument

NOW = "2026-01-31T09:30:00+00:00"
LOW = {question.id: question.options[0].id for question in INSTRUMENT.extra.values()}
OWN = {tip.id: tip for part in INSTRUMENT.parts for tip in part.tips}
TWO_LINES = {"alcohol_slowly"}  # a warning that stands beside another line
BEST = {
    "calcium_foods": {"three_or_more"},
    "tablet_taken": {"as_advised", "no_tablet"},
    "vitamin_d": {"all_year", "told_not_to"},
    "alcohol": {"up_to_two", "none"},
    "protein_meals": {"every_meal"},
    "appetite_weight": {"steady"},
}
ANSWERS = [(q.id, option.id) for q in INSTRUMENT.extra.values() for option in q.options]
CONDITIONS = [name for name in INSTRUMENT.condition if name not in INSTRUMENT.ages]


def beside(*has, answers=HALFWAY, extra=LOW, **more):
    """The result of somebody who also answered questions beside the score."""
    return assess(INSTRUMENT, responses(answers, *has, extra=extra, **more))


def lines(extra, *has, flags=(), asked=True):
    """What the part alone tells somebody, by id."""
    person = describe(INSTRUMENT, responses({}, *has, flags=flags, asked=asked, extra=extra))
    return [tip.id for tip in inform(person, []) if tip.id in OWN]


def score(tmp_path, *options, **file):
    """Run ``gutbone score`` on the middle answers and more."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answers": HALFWAY, "conditions": [], "flags": [], **file}))
    return run("score", str(path), *options)


# ---------------------------------------------------------------- read


def test_there_are_the_six_questions_in_order():
    assert list(INSTRUMENT.extra) == list(BEST)
    for name, options in BEST.items():
        assert options < INSTRUMENT.extra[name].by_id.keys()


def test_what_is_told_beside_the_score_is_information_and_goes_by_one_answer():
    for tip in OWN.values():
        assert (tip.kind, tip.domain, tip.plan, tip.step) == ("info", None, None, {})
        assert len(tip.when) == 1
        assert tip.when.keys() <= INSTRUMENT.extra.keys()


def test_answers_are_read_from_a_file_and_again_from_its_result(tmp_path):
    first = score(tmp_path, "--format", "json", extra=LOW)
    assert first.code == 0, first.err
    found = json.loads(first.out)["extra"]
    assert [(entry["question"], entry["option"]) for entry in found] == list(LOW.items())
    again = read_answers(first.out.encode(), "result.json", INSTRUMENT)
    assert again.extra == LOW


def test_an_answer_that_is_not_known_is_left_out():
    given = json.dumps({"answers": {}, "extra": {"alcohol": None, "vitamin_d": "all_year"}})
    assert read_answers(given.encode(), "answers.json", INSTRUMENT).extra == {"vitamin_d": "all_year"}


@pytest.mark.parametrize(
    ("extra", "wrong"),
    [
        ({"calcium_food": "none"}, "there is no question calcium_food. Did you mean calcium_foods?"),
        ({"fruit": "one_a_day"}, "there is no question fruit."),
        ({"calcium_foods": "lots"}, "there is no option of calcium_foods lots."),
        ("lots", "extra holds no answers."),
    ],
)
def test_what_nobody_asks_or_offers_is_refused_in_one_line(tmp_path, extra, wrong):
    done = score(tmp_path, extra=extra)
    assert (done.code, done.out) == (2, "")
    assert wrong in done.err
    assert done.err.count("\n") == 1


# ---------------------------------------------------------------- told, to whom


def test_the_lines_stand_under_for_your_bones(tmp_path):
    done = score(tmp_path, extra={"calcium_foods": "none"})
    bones = " ".join(done.out.partition(INSTRUMENT.words.bones_title)[2].split())
    assert OWN["calcium_more"].text in bones.partition(INSTRUMENT.clinic.prompt)[0]


def test_the_json_and_the_note_hold_the_answers():
    person = beside()
    found = json.loads(render_json(person))["extra"]
    assert [entry["answer"] for entry in found] == [q.options[0].label for q in INSTRUMENT.extra.values()]
    note = " ".join(render_note(person, INSTRUMENT.words).split())
    assert (
        "Beside the score: Calcium foods a day: none on most days; How a bone, thyroid or calcium tablet is taken: bone"
        in note
    )
    assert "Beside the score" not in render_note(beside(extra={}), INSTRUMENT.words)


def test_the_handout_tells_the_lines_and_lists_no_answers():
    page = " ".join(re.sub("<[^>]*>", " ", render_handout(beside(assessed_at=NOW), INSTRUMENT.words)).split())
    assert OWN["calcium_more"].text in page
    for question in INSTRUMENT.extra.values():
        assert question.text not in page
        assert f"{question.label}:" not in page
    for label in ("None on most days", "More than 2 units on most days", "Bone or thyroid tablet with food"):
        assert label not in page


PAGE_ANSWERS = [
    {"calcium_foods": "two", "vitamin_d": "not_taken", "alcohol": "over_two_some_days"},
    {"tablet_taken": "too_soon", "protein_meals": "one", "appetite_weight": "on_purpose"},
    {"appetite_weight": "losing"},
    {"appetite_weight": "eating_less", "vitamin_d": "autumn_winter", "tablet_taken": "calcium_near_bran"},
]


@pytest.mark.parametrize("has", [(), ("warfarin",), ("ckd_diet",), ("soya_free", "no_alcohol"), ("eating_disorder",)])
@pytest.mark.parametrize("extra", PAGE_ANSWERS)
def test_the_handout_holds_every_line_for_bones_and_never_an_answer(extra, has):
    """It prints what to do, as it prints cautions by food; what somebody answered is for the note and JSON alone."""
    person = beside(*has, extra=extra, assessed_at=NOW)
    page = " ".join(unescape(re.sub("<[^>]*>", " ", render_handout(person, INSTRUMENT.words))).split())
    assert set(lines(extra, *has)) <= {name for name in OWN if OWN[name].text in page}
    for text in person.said("bones"):
        assert text in page
    for question, option in extra.items():
        assert INSTRUMENT.extra[question].text not in page
        assert f"{INSTRUMENT.extra[question].label}:" not in page
        label = INSTRUMENT.extra[question].by_id[option].label
        assert len(label.split()) < 4 or label not in page.replace(f"{label}?", "").replace(f"{label}:", "")
    assert not extra.keys() & {quote.item for tip in person.tips for quote in tip.because}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    "has",
    [("maoi", "kidney_stones", "gluten_free", "low_salt"), ("dysphagia", "soya_free"), ("pregnant", "no_alcohol")],
)
def test_a_line_that_keeps_a_hazard_in_check_is_never_left_out_of_a_crowded_handout(has, large):
    """As other lines about bones are: who loses weight without trying is sent to their GP on paper too."""
    extra = {"tablet_taken": "too_soon", "alcohol": "over_two_most_days", "appetite_weight": "losing"}
    person = beside(*has, answers=LEAST, extra=extra, flags=["height_loss", "long_steroids"], assessed_at=NOW)
    page = " ".join(unescape(re.sub("<[^>]*>", " ", render_handout(person, INSTRUMENT.words, large=large))).split())
    needed = [name for name in lines(extra, *has, flags=["height_loss", "long_steroids"]) if OWN[name].controls]
    assert {"weight_loss_gp", "alcohol_slowly"} <= {*needed}
    assert [name for name in needed if OWN[name].text not in page] == []


def test_no_line_for_bones_says_what_somebody_answered():
    """A line asks, or speaks to whom it may concern, so that whoever else sees the page learns no answer from it."""
    for tip in (*OWN.values(), INSTRUMENT.tips["underweight_add"]):
        assert not re.search(r"\b(you told us|you said|you answered|as you|since you|that you)\b", tip.text.lower()), (
            tip.id
        )


def test_a_response_for_other_software_holds_none_of_it():
    texts = [
        render_response(beside(assessed_at=NOW, extra=extra), INSTRUMENT, iter(["id-1", "id-2"])) for extra in (LOW, {})
    ]
    assert texts[0] == texts[1]


def test_an_export_holds_them_only_with_safety(tmp_path):
    home = Home(tmp_path)
    file = json.dumps({"answers": HALFWAY, "conditions": [], "flags": [], "assessed_at": NOW, "extra": LOW})
    assert run("score", "-", "--keep", given=file, **home.env).code == 0
    for form in ("csv", "jsonl"):
        plain = run("history", "export", "--format", form, **home.env)
        assert plain.code == 0, plain.err
        assert "calcium_foods" not in plain.out
        assert "calcium" not in plain.out
    whole = run("history", "export", "--format", "jsonl", "--with-safety", **home.env)
    assert "calcium_foods" in whole.out


def test_without_safety_nothing_is_left_of_them():
    assert without_safety(beside()) == without_safety(beside(extra={}))


@each(("question", "option"), ANSWERS)
def test_a_best_answer_needs_no_line_and_every_other_has_one(question, option):
    found = [name for name in lines({question: option}) if name not in TWO_LINES]
    assert len(found) == (option not in BEST[question])
    assert lines({question: option}, asked=False) == lines({question: option})


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.long)])
def test_who_is_held_back_from_one_line_gets_another(every):
    for held in (*combinations(CONDITIONS, 1), *[*combinations(CONDITIONS, 2)][::every]):
        for question, option in ANSWERS:
            told = [name for name in lines({question: option}, *held) if name not in TWO_LINES]
            if "eating_disorder" in held and question in {"calcium_foods", "protein_meals"}:
                assert told == [], (held, option)
            elif option not in BEST[question]:
                assert len(told) == 1, (held, question, option, told)
            else:
                assert set(told) <= {"tablet_swallow", "alcohol_ask", "alcohol_pregnant", "alcohol_avoid"}


# What somebody must never read in these lines, in words of our own: nothing is taken from `asks` or `avoids`.
FOODS = "milk|yoghurt|cheese|tofu|eggs?|fish|chicken|lentils|beans|chickpeas|plant drinks?|plant food"
COUNTS = r"\d+ (more|food|meal|unit|drink|microgram|a day|times)|\d+mg|micrograms"
NEVER = {
    "ckd_diet": f"{FOODS}|micrograms|mg|units|tap water|bran",
    "dysphagia": f"{FOODS}|micrograms|snacks|tap water|1 drink",
    "other_diet": f"{FOODS}|micrograms|snacks|units|strength work",
    "eating_disorder": f"{FOODS}|{COUNTS}|snacks|empty stomach|while you lose",
    "kidney_stones": "have 1 more|swap 1|micrograms|take vitamin d|700mg|eggs|chicken",
    "milk_free": "milk|yoghurt|cheese|eggs?|fish|chicken",
    "soya_free": "tofu|soya yoghurt|miso",
    "fish_shellfish_allergy": "fish|sardines|salmon",
    "egg_free": "eggs?",
    "nut_seed_allergy": "nuts|seeds|almond",
    "pregnant": "units|micrograms|1 drink|while you lose",
    "no_alcohol": "units|1 drink|safe for you, if any",
    "maoi": "units|yoghurt|cheese|tofu|miso",
    "histamine": "units|yoghurt|cheese|sardines",
    "live_food_limit": "yoghurt|live",
    "underweight": "lentils|beans|while you lose",
    "hard_to_chew": "chicken|while you lose",
    "low_fibre": "lentils|beans|chickpeas|plant drinks?|milk",
    "ibs": "lentils|beans|chickpeas",
    "constipation": "units|lentils|beans",
    "fluid_limit": "milk|plant drinks?",
    "heart_failure": "milk|plant drinks?|cheese|sardines",
    "lithium": "plant drinks?",
    "calcium_tablet": "micrograms",
}


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
@each("condition", NEVER)
def test_no_line_reaches_somebody_whose_condition_speaks_against_it(condition, every):
    never = re.compile(rf"\b({NEVER[condition]})\b", re.IGNORECASE)
    for other in {condition, *CONDITIONS[::every]}:
        for question, option in ANSWERS:
            for name in lines({question: option}, *{condition, other}):
                assert not never.search(OWN[name].text), (other, option, name)


@pytest.mark.parametrize(
    ("extra", "has", "caution"),
    [
        ({"alcohol": "over_two_some_days"}, "warfarin", "With warfarin, keep alcohol low and steady."),
        ({"alcohol": "over_two_some_days"}, "diabetes_insulin", "Make changes slowly and check your levels."),
        ({"tablet_taken": "too_soon"}, "diabetes_insulin", "Make changes slowly and check your levels."),
        ({"calcium_foods": "none"}, "gluten_free", "you need at least 1,000mg of calcium a day"),
        (
            {"calcium_foods": "none"},
            "bone_or_thyroid_tablet",
            "Keep it apart from food, milk, tea, coffee and calcium.",
        ),
        ({"vitamin_d": "not_taken"}, "soya_free", "Allergic to soya or peanut? Ask for one without it."),
    ],
)
def test_a_caution_stands_by_the_line(extra, has, caution):
    assert any(caution.lower() in text.lower() for text in said(beside(has, extra=extra)))


def test_somebody_who_was_not_asked_is_told_when_not_to_take_calcium_or_vitamin_d():
    kidneys = "Ever had kidney trouble, kidney stones or high calcium? Ask your GP or pharmacist first."
    for option in ("not_taken", "now_and_then", "autumn_winter"):
        told = beside(asked=False, extra={"vitamin_d": option, "calcium_foods": "three_or_more"}).notices
        assert sum(text.count(kidneys) for text in told) == 1
    assert sum(text.count(kidneys) for text in beside(asked=False, extra={}).notices) == 1
    assert any("Ask before you take calcium or vitamin D." in text for text in beside(asked=False, extra={}).notices)


def test_losing_weight_is_for_the_gp_whatever_else_somebody_has():
    for condition in CONDITIONS:
        assert lines({"appetite_weight": "losing"}, condition) == ["weight_loss_gp"]
    for flag in INSTRUMENT.flag:
        assert lines({"appetite_weight": "losing"}, flags=[flag]) == ["weight_loss_gp"]
    flag = INSTRUMENT.flag["weight_or_swallowing"].text
    for sentence in ("Losing weight without trying: see your GP soon.", "call NHS 111."):
        assert sentence in flag
        assert sentence in OWN["weight_loss_gp"].text


def test_nobody_with_a_sign_of_the_gut_hears_of_food():
    for flag in (flag.id for flag in INSTRUMENT.flag.values() if flag.group == "Your gut"):
        for question in ("calcium_foods", "protein_meals"):
            assert lines({question: "none"}, flags=[flag]) == []


# ---------------------------------------------------------------- never added up


@pytest.mark.parametrize("answers", [LEAST, HALFWAY, FULL], ids=["least", "halfway", "full"])
def test_no_answer_beside_the_score_changes_points_tips_or_praise(answers):
    without = beside(answers=answers, extra={})
    for question, option in ANSWERS:
        if INSTRUMENT.extra[question].by_id[option].acts_like:
            continue  # it is heeded as the condition is that it acts like
        found = beside(answers=answers, extra={question: option})
        for part in (
            "answers",
            "total",
            "domains",
            "tips",
            "strengths",
            "withheld",
            "headline",
            "flags",
            "shows_clinic",
        ):
            assert getattr(found, part) == getattr(without, part), (question, option, part)


def test_a_line_depends_on_its_own_question_alone():
    alone = {name: option for name, option in LOW.items() if not INSTRUMENT.extra[name].by_id[option].acts_like}
    together = lines(alone)
    apart = [name for question, option in alone.items() for name in lines({question: option})]
    assert sorted(together) == sorted(apart)


# ---------------------------------------------------------------- rules without parts


@pytest.fixture
def bare(tmp_path):
    """A copy of the packaged rules whose part, with its cases, was deleted; instrument.yaml still lists it."""
    folder = tmp_path / "rules"
    shutil.copytree(packaged_rules(), folder, ignore=shutil.ignore_patterns("parts", "bones.yaml"))
    return folder


def unlist(folder):
    head = folder / "instrument.yaml"
    head.write_text(re.sub(r"^parts:.*\n", "", head.read_text(), flags=re.MULTILINE))


def test_a_part_that_is_listed_and_not_there_is_told_in_one_line(bare):
    what = "there is no part bones. Write parts/bones.yaml, or take bones out of parts here. [IDS_001]"
    [problem] = check_rules(bare).problems
    assert (problem.code, "instrument.yaml:" in problem.where) == ("IDS_001", True)
    for command in (("rules", "check"), ("score", "-")):
        done = run(*command, "--rules", str(bare), given=json.dumps({"answers": HALFWAY}))
        assert (done.code, done.err.count(what)) == (1, 1)
        assert done.err.count("[") == 1


def test_rules_without_their_part_hold_and_say_everything_else(bare):
    unlist(bare)
    assert check_rules(bare).problems == []
    instrument = load_instrument(bare)
    assert (instrument.parts, instrument.extra) == ((), {})
    person = assess(instrument, responses(HALFWAY))
    assert person.extra == ()
    assert INSTRUMENT.tips["bone_alcohol"].text in person.notices
    assert "Beside the score" not in render_note(person, INSTRUMENT.words)
    assert person.total == beside(extra={}).total
    done = run("score", "-", "--rules", str(bare), given=json.dumps({"answers": HALFWAY, "extra": LOW}))
    assert done.code == 2
    assert "there is no question calcium_foods" in done.err


@pytest.mark.parametrize("one_of", [8, pytest.param(1, marks=pytest.mark.long)])
def test_every_worked_case_holds_of_rules_without_their_part(one_of, bare):
    unlist(bare)
    instrument, cases = load_instrument(bare), read_cases(bare)[::one_of]
    assert [placed.case.case for placed in cases if run_case(placed, instrument).differences] == []


def test_a_slip_in_a_question_that_is_asked_is_still_found(tmp_path):
    folder = tmp_path / "whole"
    shutil.copytree(packaged_rules(), folder)
    head = folder / "instrument.yaml"
    head.write_text(head.read_text().replace("unless_answered: [alcohol]", "unless_answered: [alcohl]"))
    [problem] = check_rules(folder).problems
    assert (problem.what, problem.fix) == ("there is no item alcohl.", "Did you mean alcohol?")


# ---------------------------------------------------------------- explained


def test_a_part_is_explained_with_its_questions_and_why():
    told = run("explain", "bones").out
    for question in INSTRUMENT.extra.values():
        assert f"{question.id}: {question.text}" in " ".join(told.split())
    why = INSTRUMENT.parts[0].why
    assert f"Why we ask: {why.text}" in " ".join(told.split())
    assert "For bones: strong" in told


def test_a_sign_that_is_asked_no_more_is_explained_by_those_in_its_place():
    done = run("explain", "underweight_flag")
    assert done.code == 0
    assert done.out.startswith("underweight_flag is asked no more. In its place:\n")
    for flag in ("low_weight", "past_eating_disorder"):
        assert f"{INSTRUMENT.flag[flag].label} ({flag})" in done.out
        assert INSTRUMENT.flag[flag].text in " ".join(done.out.split())
