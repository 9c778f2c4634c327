"""Exported forms in other people's engines: four of FHIRPath, a validator, and LHC-Forms and Smart Forms in a browser.

To run it here: .ci/browser /tmp/browser && GUTBONE_BROWSER=/tmp/browser pytest tests/test_engines.py
"""

import json
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from forms import (
    NOW,
    all_items,
    answered,
    answers_to,
    counted_by_hand,
    counted_for,
    crowd,
    every_rules,
    exported,
    forced,
    ticking,
)
from msgspec.structs import replace
from people import CORE, FERMENTED, FULL, HALFWAY, INSTRUMENT, POINTS, responses
from terminal import run

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.exchange.fhir_safety import pages
from gutbone.exchange.fhir_write import form_scores, given_in_form
from gutbone.exchange.read import read_answers

ENGINES = Path(__file__).parent / "engines"
SCORED = {"points", "possible", "band"}
FHIRPATH = ("fhirpath", "fhirpath-4", "medplum")  # those that run in Node
PEOPLE = [*crowd(POINTS, 499, seed=1), Responses(answers={})]  # complete, half open, and empty
CLICKING = list(crowd(POINTS, 20, seed=2))
CARRIED_ON = (HALFWAY, FULL)
HAVING = (  # each answers everything, and then ticks
    responses(HALFWAY, "underweight", flags=["long_steroids"], age="age_65_or_over"),
    responses(FULL, "ibs", "heart_failure", flags=["black_or_bloody"]),
    responses(HALFWAY, "eating_disorder"),
    responses(FULL, age="under_18"),
)
OTHERS = {name: rules for name, rules in every_rules().items() if name != "packaged"}
TICKING = [*ticking(INSTRUMENT, 60, seed=7)]
ASKING = {name: rules for name, rules in OTHERS.items() if rules.condition}  # about health
SOUND = answered(INSTRUMENT, responses(HALFWAY, assessed_at=NOW))
PLANTED = {
    "a part that R4 does not know": {**SOUND, "subjectType": ["Patient"]},
    "text where true or false belongs": {**exported(INSTRUMENT), "experimental": "yes"},
    "nothing where a status must be": {name: part for name, part in SOUND.items() if name != "status"},
}


def people_of(rules):
    return [*crowd({name: answers_to(item) for name, item in rules.items.items()}, 25, seed=6), Responses(answers={})]


def ticking_with(rules):
    return TICKING if rules is INSTRUMENT else [*ticking(rules, 30, seed=8)]


def need_engines():
    """Skip what needs engines where there are none, before anything is made for them."""
    if not os.environ.get("GUTBONE_BROWSER"):
        pytest.skip("no engines: run .ci/browser DIR, then set GUTBONE_BROWSER=DIR (.ci/run does)")


def engine(script, folder):
    """Run a script of ``tests/engines`` on a folder and give what it prints."""
    need_engines()
    node = shutil.which("node")
    assert node, "GUTBONE_BROWSER is set, and there is no node"
    done = subprocess.run([node, ENGINES / script, folder], capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ---------------------------------------------------------------- FHIRPath and a validator


def filled(rules, people, **options):
    """Give a form and the responses of some people.

    Two of three are without the scores that gutbone writes, and one of those is not sure where the others are empty.
    """
    form, given = exported(rules, **options), [answered(rules, person) for person in people]
    for number, response in enumerate(given):
        if number % 3 and "item" in response:
            response["item"] = without_scores(response["item"])
        if number % 3 == 2:
            response.setdefault("item", []).append({"linkId": "fibre", "item": [*unsure_items(form, response)]})
    return {"form": form, "responses": given}


def unsure_items(form, response):
    """Give every question that has no answer the last choice there is."""
    known = {item["linkId"] for item in all_items(response["item"]) if "answer" in item}
    for item in all_items(form["item"]):
        if "answerOption" in item and item["linkId"] not in known:
            yield {"linkId": item["linkId"], "answer": [{"valueCoding": item["answerOption"][-1]["valueCoding"]}]}


def without_scores(items):
    kept = [item for item in items if not item["linkId"].endswith((".points", ".band"))]
    kept = [{**item, "item": without_scores(item["item"])} if "item" in item else item for item in kept]
    return [item for item in kept if item.get("item", True)]


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    """What the engines of FHIRPath count and what the validator finds, for everyone and all rules, in one run."""
    need_engines()
    folder = tmp_path_factory.mktemp("forms")
    forms = {"packaged": filled(INSTRUMENT, PEOPLE), "without weights": filled(INSTRUMENT, PEOPLE[:20], weights=False)}
    forms |= {name: filled(rules, people_of(rules)) for name, rules in OTHERS.items()}
    for name, rules in {"packaged": INSTRUMENT, **ASKING}.items():
        given = [forced(rules, person) for person in ticking_with(rules)]
        forms[f"{name} with safety"] = {"form": exported(rules, with_safety=True), "responses": given}
    resources = {f"of person {number}": answered(INSTRUMENT, person) for number, person in enumerate(PEOPLE[:20])}
    everything = responses(
        HALFWAY, "warfarin", flags=["height_loss"], age="age_65_or_over", assessed_at=NOW, ref="A-17"
    )
    resources["with safety"] = answered(INSTRUMENT, everything, with_safety=True)
    resources["with observations"] = answered(INSTRUMENT, everything, observation=True)
    resources["of a quick screen"] = answered(INSTRUMENT, responses(HALFWAY, mode="core", assessed_at=NOW))
    (folder / "forms.json").write_text(json.dumps(forms))
    (folder / "resources.json").write_text(json.dumps({**resources, **PLANTED}))
    return engine("forms.mjs", folder)


def test_half_of_the_people_answer_everything_and_half_do_not():
    whole = [person for person in PEOPLE if "total.points" in counted_by_hand(person.answers)]
    assert 249 <= len(whole) < 300  # a question that another settles need not be answered
    assert len({counted_by_hand(person.answers)["total.points"] for person in whole}) > 25
    assert len([person for person in whole if person.answers["fermented_days"] == "hardly_ever"]) > 25


@pytest.mark.parametrize("engine", FHIRPATH)
@pytest.mark.parametrize(("form", "people"), [("packaged", PEOPLE), ("without weights", PEOPLE[:20])])
def test_fhirpath_counts_our_score_where_all_is_answered_and_none_where_something_is_missing(
    engines, engine, form, people
):
    found = engines["scores"][engine][form]
    assert len(found) == len(people)
    for person, scores in zip(people, found, strict=True):
        check_scores(scores, counted_by_hand(person.answers))
        if scores["total.points"]:
            assert scores["total.points"] == [assess(INSTRUMENT, person).total.points.low]


def plain(score):
    """Give a score as an engine has it, which knows no exact decimals."""
    return float(score) if isinstance(score, Decimal) else score


def check_scores(found, expected):
    """Hold what an engine found against {linkId: score}: every score, and nothing where there is none."""
    given = {link: [*map(plain, scores)] for link, scores in found.items()}
    assert given == {link: [plain(expected[link])] if link in expected else [] for link in found}
    assert expected.keys() <= found.keys()


@pytest.mark.parametrize("engine", FHIRPATH)
@pytest.mark.parametrize("name", OTHERS)
def test_so_it_does_for_any_rules(engines, engine, name):
    rules = OTHERS[name]
    for person, scores in zip(people_of(rules), engines["scores"][engine][name], strict=True):
        expected = form_scores(rules, given_in_form(assess(rules, person), rules))
        check_scores(scores, expected)
        total = assess(rules, person).total
        if "total.points" in expected:
            assert (expected["total.points"], total.points.low) == (total.points.high, total.points.high)
            assert expected.get("total.band") == (rules.band[total.band.low].label if total.band else None)


def test_what_conditions_take_out_differs_and_some_have_no_score_for_it():
    left_out = [
        frozenset(a.item for a in assess(INSTRUMENT, p).answers if a.status == "not_applicable") for p in TICKING
    ]
    assert len(set(left_out)) > 12
    assert {len(counted_for(INSTRUMENT, person)) for person in TICKING} >= {0, 6, 12, 15}


@pytest.mark.parametrize("engine", FHIRPATH)
@pytest.mark.parametrize("name", ["packaged", *ASKING])
def test_the_form_that_asks_about_health_counts_what_applies_even_where_nothing_is_hidden(engines, engine, name):
    rules = OTHERS.get(name, INSTRUMENT)
    found = engines["scores"][engine][f"{name} with safety"]
    for person, scores in zip(ticking_with(rules), found, strict=True):
        check_scores(scores, counted_for(rules, person))


@pytest.mark.long
@pytest.mark.parametrize(
    "name", ["packaged", *(name for name in OTHERS if name != "odd")]
)  # it reads the backslash of an odd label as two
def test_fhirpathpy_counts_them_too(name):
    fhirpathpy = pytest.importorskip("fhirpathpy", reason="pip install fhirpathpy==2.2.4")
    from fhirpathpy.models import models

    rules = OTHERS.get(name, INSTRUMENT)
    people = PEOPLE if name == "packaged" else people_of(rules)
    form, given = filled(rules, people).values()
    expressions = {
        item["linkId"]: fhirpathpy.compile(extension["valueExpression"]["expression"], models["r4"])
        for item in all_items(form["item"])
        for extension in item.get("extension", [])
        if "valueExpression" in extension
    }
    for person, response in zip(people, given, strict=True):
        found = {link: evaluate(response, {"resource": response}) for link, evaluate in expressions.items()}
        check_scores(found, form_scores(rules, given_in_form(assess(rules, person), rules)))


def test_a_validator_of_fhir_finds_nothing_in_forms_responses_and_observations(engines):
    assert {name: found for name, found in engines["complaints"].items() if found and name not in PLANTED} == {}
    assert "with observations" in engines["complaints"]


@pytest.mark.parametrize("fault", PLANTED)
def test_the_validator_finds_a_fault_that_was_planted(engines, fault):
    assert engines["complaints"][fault] != []


# ---------------------------------------------------------------- LHC-Forms


@pytest.fixture(scope="module")
def clicked(tmp_path_factory):
    """What 20 people see who answer the form in LHC-Forms by clicking, half of them without weights."""
    need_engines()
    folder = tmp_path_factory.mktemp("clicked")
    forms = [exported(INSTRUMENT, weights=weights) for weights in (True, False)]
    clicks = [{"form": forms[number % 4 > 1], "clicks": clicks_of(p.answers)} for number, p in enumerate(CLICKING)]
    for person in CARRIED_ON:
        screen = answered(INSTRUMENT, responses({item: person[item] for item in CORE}, mode="core", assessed_at=NOW))
        rest = {item: person[item] for item in POINTS if item not in CORE}
        clicks.append({"form": forms[0], "response": screen, "clicks": clicks_of(rest)})
    asking = exported(INSTRUMENT, with_safety=True)
    clicks += [{"form": asking, "clicks": [*clicks_of(p.answers), *ticks_of(p)]} for p in HAVING]
    (folder / "people.json").write_text(json.dumps(clicks))
    return engine("lhc_forms.mjs", folder)


def clicks_of(answers):
    """Click the answers in order; days of fermented food last, when kinds may already be answered.

    Whoever has fruit and no answer to another question tries the best answer there, and then is not sure.
    """
    order = sorted(answers, key=lambda item: (item == "fermented_days", list(POINTS).index(item)))
    asked = [item for item in POINTS if item not in {*answers, *FERMENTED}] if "fruit" in answers else []
    unsure = [(item, option) for item in asked for option in (len(POINTS[item]) - 1, len(POINTS[item]))]
    return [*((item, list(POINTS[item]).index(answers[item])) for item in order), *unsure]


def ticks_of(person):
    """Tick what applies to somebody, and "None of these" on every page where nothing does."""
    ages = [one.id for one in INSTRUMENT.conditions.age.groups]
    yield from [("form.age", ages.index(person.age))] if person.age else []
    for kind, held in (("condition", person.conditions), ("flag", person.flags)):
        for page in pages(INSTRUMENT, kind):
            own = [(f"form.{kind}.{name}", 0) for name in sorted(page.ids & held)]
            yield from own or [(page.none, 0)]


def test_some_of_the_twenty_answer_everything_some_do_not_and_some_change_what_is_asked():
    answers = [person.answers for person in CLICKING]
    whole = ["total.points" in counted_by_hand(a) for a in answers]
    assert (len(whole), whole.count(True)) == (20, 10)
    assert any(a.get("fermented_days") == "hardly_ever" and a.get("fermented_kinds", "none") != "none" for a in answers)


@pytest.mark.parametrize("number", range(20))
def test_lhc_forms_shows_our_scores(clicked, number):
    shown = {link: value for link, value in clicked["people"][number]["shown"].items() if value}
    assert shown == {link: str(score) for link, score in counted_by_hand(CLICKING[number].answers).items()}


@pytest.mark.parametrize("number", range(len(CARRIED_ON)))
def test_a_quick_screen_that_is_carried_on_there_gets_every_score(clicked, number):
    person, found = CARRIED_ON[number], clicked["people"][len(CLICKING) + number]
    shown = {link: value for link, value in found["shown"].items() if value}
    assert shown == {link: str(score) for link, score in counted_by_hand(person).items()}
    done = run("score", "-", "--format", "json", given=json.dumps(found["response"]))
    result = json.loads(done.out)
    assert (done.code, done.err, result["mode"]) == (0, "", "full")  # LHC-Forms drops the mark of a quick screen
    scores = {"total": result["total"], **result["domains"]}
    assert len(scores) == 5
    for name, score in scores.items():
        by_hand = counted_by_hand(person)[f"{name}.points"]
        assert score["points"] == {"low": by_hand, "high": by_hand}


@pytest.mark.parametrize("number", range(len(HAVING)))
def test_lhc_forms_hides_what_a_tick_takes_out_and_scores_the_rest(clicked, number):
    person, found = HAVING[number], clicked["people"][len(CLICKING) + len(CARRIED_ON) + number]
    shown = {link: value for link, value in found["shown"].items() if value}
    assert shown == {link: str(score) for link, score in counted_for(INSTRUMENT, person).items()}
    left_out = {a.item for a in assess(INSTRUMENT, person).answers if a.status == "not_applicable"}
    hidden = left_out if person.age != "under_18" else set()
    assert POINTS.keys() - {*found["asked"]} == hidden
    assert {flag for flag in INSTRUMENT.flag if f"form.flag.{flag}.say" in found["asked"]} == person.flags
    again = read_answers(json.dumps(found["response"]).encode(), "r.json", INSTRUMENT)
    assert (again.conditions, again.flags, again.age) == (person.conditions, person.flags, person.age)
    assert (again.unasked, again.remarks) == (frozenset(), ())
    assert {item for item, option in again.answers.items() if option} == POINTS.keys() - hidden


def test_it_shows_points_beside_answers_unless_the_form_has_no_weights(clicked):
    label = INSTRUMENT.items["fruit"].options[3].label
    assert f"{label} - 8" in clicked["people"][0]["text"]
    assert f"{label} - 8" not in clicked["people"][2]["text"]
    assert label in clicked["people"][2]["text"]


@pytest.mark.parametrize("number", range(20))
def test_what_lhc_forms_exports_gives_the_same_scores_again(clicked, number):
    done = run("score", "-", "--format", "json", given=json.dumps(clicked["people"][number]["response"]))
    assert (done.code, done.err) == (0, "")  # no stored score differs
    result, expected = json.loads(done.out), assess(INSTRUMENT, CLICKING[number])
    domains = result["domains"].values()
    for score, own in ((result["total"], expected.total), *zip(domains, expected.domains.values(), strict=True)):
        assert score["points"] == (own.points and {"low": own.points.low, "high": own.points.high})
    by_hand = counted_by_hand(CLICKING[number].answers)
    assert result["total"]["points"]["low"] == by_hand.get("total.points", expected.total.points.low)


def test_lhc_forms_logs_no_error_and_asks_for_nothing_from_outside(clicked):
    assert clicked["errors"] == []
    assert clicked["requests"] == []


def test_every_question_was_asked_in_the_words_of_the_rules(clicked):
    for item in INSTRUMENT.items.values():
        assert item.text in clicked["people"][1]["text"]
    for text in (*INSTRUMENT.before_form, INSTRUMENT.purpose, INSTRUMENT.recall):
        assert text in clicked["people"][1]["text"]


# ---------------------------------------------------------------- Smart Forms

# It hides the kinds of live food until somebody says on how many days: so these cannot be said without that.
SMART = [
    replace(person, answers={item: option for item, option in person.answers.items() if item != "fermented_kinds"})
    if person.answers.get("fermented_days", "hardly_ever") == "hardly_ever"
    else person
    for person in crowd(POINTS, 10, seed=14)
]


@pytest.fixture(scope="module")
def smart(tmp_path_factory):
    """What 10 people see who answer the form in Smart Forms by clicking, and some who tick, one after the answers."""
    need_engines()
    folder = tmp_path_factory.mktemp("smart")
    clicks = [[*answers_of(person)] for person in SMART]
    form = exported(INSTRUMENT)
    people = [{"form": form, "clicks": own} for own in clicks]
    people += [{"form": exported(INSTRUMENT, with_safety=True), "clicks": in_order(person)} for person in HAVING[:2]]
    people.append({"form": people[-1]["form"], "clicks": [*answers_of(HAVING[2]), *ticks_of(HAVING[2])]})
    (folder / "people.json").write_text(json.dumps(people))
    return engine("smart_forms.mjs", folder) or pytest.skip("no Smart Forms: .ci/browser could not fetch it")


@pytest.mark.long
@pytest.mark.parametrize("number", range(10))
def test_smart_forms_shows_our_scores_and_hands_them_back(smart, number):
    person, found = SMART[number], smart["people"][number]
    by_hand = {link: str(score) for link, score in counted_by_hand(person.answers).items()}
    assert {link: text for link, text in found["shown"].items() if link.endswith((".points", ".band"))} == by_hand
    again = read_answers(json.dumps(found["response"]).encode(), "r.json", INSTRUMENT)
    assert {item: option for item, option in again.answers.items() if option} == person.answers
    assert again.remarks == ()
    needless = person.answers.get("fermented_days", "hardly_ever") == "hardly_ever"
    assert POINTS.keys() - {*found["asked"]} == ({"fermented_kinds"} if needless else set())


def answers_of(person):
    """Click the answers in the order of the form."""
    return ((item, [*POINTS[item]].index(person.answers[item])) for item in POINTS if item in person.answers)


def in_order(person):
    """Tick what applies before the questions, and warning signs after those that are still asked."""
    left_out = {a.item for a in assess(INSTRUMENT, person).answers if a.status == "not_applicable"}
    ticks = [*ticks_of(person)]
    flags = [tick for tick in ticks if tick[0].startswith("form.flag")]
    answers = [(item, option) for item, option in answers_of(person) if item not in left_out]
    return [*(tick for tick in ticks if tick not in flags), *answers, *flags]


@pytest.mark.long
@pytest.mark.parametrize("number", range(3))
def test_smart_forms_hides_what_a_tick_takes_out_and_scores_the_rest(smart, number):
    person, found = HAVING[number], smart["people"][len(SMART) + number]
    expected = {link: str(score) for link, score in counted_for(INSTRUMENT, person).items()}
    shown = {link: text for link, text in found["shown"].items() if link.partition(".")[2] in SCORED}
    after = {"0"} if number == 2 else set()  # ticked after the answers: findings/smart-forms-zero.sh
    assert {text for link, text in shown.items() if link not in expected} == after
    assert {link: shown[link] for link in expected} == expected
    left_out = {a.item for a in assess(INSTRUMENT, person).answers if a.status == "not_applicable"}
    assert POINTS.keys() - {*found["asked"]} == left_out
    assert {flag for flag in INSTRUMENT.flag if f"form.flag.{flag}.say" in found["asked"]} == person.flags
    again = read_answers(json.dumps(found["response"]).encode(), "r.json", INSTRUMENT)
    assert (again.conditions, again.flags, again.age) == (person.conditions, person.flags, person.age)
    assert again.remarks == ()  # no score in it differs from ours, be it 0
    assert {item for item, option in again.answers.items() if option} == POINTS.keys() - left_out


@pytest.mark.long
def test_smart_forms_logs_no_error_and_asks_for_nothing_from_outside(smart):
    assert (smart["errors"], smart["requests"]) == ([], [])
