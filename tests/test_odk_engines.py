"""The exported XLSForm in other people's software: ODK's own engine, Enketo by clicks, and ODK Validate.

To run it here: .ci/browser /tmp/browser && GUTBONE_BROWSER=/tmp/browser pytest tests/test_odk_engines.py
"""

import csv
import io
import json
import shutil
import subprocess

import pytest
from forms import NOW, answers_to, counted_by_hand, counted_for, crowd, every_rules, ticking
from msgspec.structs import replace
from people import FERMENTED, INSTRUMENT, POINTS
from terminal import run
from test_engines import engine, need_engines

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.exchange.fhir_names import column_of
from gutbone.exchange.fhir_write import form_scores, given_in_form
from gutbone.exchange.forms import render_form
from gutbone.exchange.read import read_answers

RULES = every_rules()
OTHERS = ("medas", "nutrition_habits", "other_language", "active")
FILLING = [*crowd(POINTS, 23, seed=12), Responses(answers={})]
SCORES = ("_points", "_possible", "_band", "_published")
SETTLING = {"fermented_days": 1, "minutes": 1, "sitting": 1, "days": 2}  # answered last: before, what they hide can be
ASKING = "packaged with safety"
TICKING = [*ticking(INSTRUMENT, 30, seed=15)]


def people_of(name):
    if name == ASKING:
        return TICKING
    items = {item.id: answers_to(item) for item in RULES[name].items.values()}
    return FILLING if name == "packaged" else [*crowd(items, 8, seed=13)]


def made(name, folder, *, validate=False):
    """Make an ODK form of a workbook, as pyxform does."""
    path = folder / f"{name}.xlsx"
    rules = RULES[name.removesuffix(" with safety")]
    path.write_bytes(render_form(rules, "xlsform", now=NOW, with_safety=name == ASKING))
    from pyxform.xls2xform import convert

    return convert(xlsform=path, validate=validate)


def choices_of(person):
    """Answer in order, but for what makes others needless: by then those may be answered. Fruit is changed once.

    Whoever has fruit tries the best answer to each question that is left open, and then is not sure.
    """
    order = sorted(person.answers, key=lambda item: SETTLING.get(item, 0))
    changed = [("fruit", ["few_a_week"])] if "fruit" in person.answers and POINTS.keys() >= {*order} else []
    asked = [item for item in POINTS if changed and item not in {*order, *FERMENTED}]
    unsure = [(item, [option]) for item in asked for option in ([*POINTS[item]][-1], f"not_sure.{item}")]
    return [*changed, *((item, [person.answers[item]]) for item in order), *unsure]


def hidden_from(person):
    """Give the questions that a tick hides; an age hides none."""
    answers = assess(INSTRUMENT, replace(person, age=None)).answers
    return {one.item for one in answers if one.status == "not_applicable"}


def ticked_by(person):
    """Tick what applies, then answer what is asked of somebody like that."""
    hidden = hidden_from(person)
    own = choices_of(replace(person, answers={i: o for i, o in person.answers.items() if i not in hidden}))
    return [
        ("form_age", [person.age or "not_sure.form_age"]),
        ("form_health", sorted(person.conditions) or ["none"]),
        *((question, choices) for question, choices in own if question not in hidden),
        ("form_signs", sorted(person.flags) or ["none"]),
    ]


def prepared(folder, names):
    forms = {
        name: {
            "xform": made(name, folder).xform,
            "people": [(ticked_by if name == ASKING else choices_of)(p) for p in people_of(name)[:most]],
        }
        for name, most in names.items()
    }
    (folder / "forms.json").write_text(json.dumps(forms))
    return folder


@pytest.fixture(scope="module")
def odk(tmp_path_factory):
    """What ODK's engine would send for each person, by form. It asks for Node 20 or later, Debian's may be 18."""
    need_engines()
    node = shutil.which("node")
    if node and subprocess.run([node, "--version"], capture_output=True, check=True).stdout < b"v20":
        pytest.skip("ODK's engine wants Node 20")
    return engine(
        "odk_forms.mjs", prepared(tmp_path_factory.mktemp("odk"), dict.fromkeys(("packaged", ASKING, *OTHERS), 24))
    )


@pytest.fixture(scope="module")
def enketo(tmp_path_factory):
    """What Enketo would send for 20 people and some of other rules, who click, and what it shows them."""
    need_engines()
    names = {"packaged": 20, "other_language": 20, ASKING: 4}
    return engine("enketo_forms.mjs", prepared(tmp_path_factory.mktemp("enketo"), names))


def check(name, people, sent):
    """Hold what was sent against a person's own answers: the scores in it, and those that are counted from it."""
    assert len(people) == len(sent)
    for person, leaves in zip(people, sent, strict=True):
        expected = form_scores(RULES[name], given_in_form(assess(RULES[name], person), RULES[name]))
        found = {leaf: text for leaf, text in leaves.items() if leaf.endswith(SCORES) and text}
        assert found == {link.replace(".", "_"): str(score) for link, score in expected.items()}
        if name == "packaged":
            assert expected == counted_by_hand(person.answers)


@pytest.mark.parametrize("name", ["packaged", *OTHERS])
def test_odks_engine_counts_our_scores(odk, name):
    check(name, people_of(name), odk[name])


@pytest.mark.parametrize("name", ["packaged", "other_language"])
def test_enketo_counts_our_scores(enketo, name):
    check(name, people_of(name)[:20], [one["sent"] for one in enketo["people"][name]])


def test_enketo_asks_in_the_words_of_the_rules_and_hides_what_another_answer_makes_needless(enketo):
    for person, one in zip(FILLING, enketo["people"]["packaged"], strict=False):
        hidden = {"fermented_kinds"} if person.answers.get("fermented_days") == "hardly_ever" else set()
        assert {item.id for item in INSTRUMENT.items.values() if item.text in one["text"]} == {*POINTS}
        assert POINTS.keys() - {*one["asked"]} == hidden
        assert {leaf for leaf in one["kept"] if one["kept"][leaf] and leaf not in one["sent"]} <= {
            "fermented-fermented_kinds"
        }


def test_an_answer_is_taken_back_to_not_sure_and_is_sent_as_that(odk, enketo):
    for sent in (odk["packaged"], [one["sent"] for one in enketo["people"]["packaged"]]):
        unsure = [leaf for leaves in sent for leaf, text in leaves.items() if text == f"not_sure.{leaf.split('-')[-1]}"]
        assert len({*unsure}) > 5


def test_enketo_finds_no_fault_and_asks_for_nothing_from_outside(enketo):
    assert (enketo["errors"], enketo["requests"]) == ([], [])


def table(rows):
    """Write what was sent as software exports it: a row a person, a column a question behind its group's name."""
    content = io.StringIO()
    writer = csv.DictWriter(content, list(dict.fromkeys(leaf for row in rows for leaf in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return content.getvalue()


def test_conditions_take_questions_out_and_are_read_back(odk, enketo, tmp_path):
    assert len({len(counted_for(INSTRUMENT, person)) for person in TICKING}) > 3
    by_clicks = enketo["people"][ASKING]
    sent = [*zip(TICKING, odk[ASKING], strict=False)]
    for person, leaves in (*sent, *zip(TICKING, (one["sent"] for one in by_clicks), strict=False)):
        found = {leaf: text for leaf, text in leaves.items() if leaf.endswith(SCORES) and text}
        expected = counted_for(INSTRUMENT, person)
        assert found == {column_of(link): str(score) for link, score in expected.items()}
        assert not hidden_from(person) & {leaf.split("-")[-1] for leaf, text in leaves.items() if text}
    path = tmp_path / "export.csv"
    path.write_text(table(odk[ASKING]))
    rows = csv.DictReader(io.StringIO(run("cohort", str(path)).out))
    for (person, leaves), row in zip(sent, rows, strict=True):
        total = assess(INSTRUMENT, person).total
        assert row["problem"] == ""
        ends = (str(total.points.low), str(total.points.high)) if total.points else ("", "")
        assert (row["total_status"], row["total_points_low"], row["total_points_high"]) == (total.status, *ends)
        again = read_answers(table([leaves]).encode(), "export.csv", INSTRUMENT)
        assert (again.conditions, again.flags, again.age) == (person.conditions, person.flags, person.age)


@pytest.mark.parametrize("kept", [False, True])
def test_what_they_export_gives_everyone_the_score_of_their_own_answers(odk, enketo, kept, tmp_path):
    clicked = [one["kept" if kept else "sent"] for one in enketo["people"]["packaged"]]
    for people, sent in ((FILLING, odk["packaged"]), (FILLING[:20], clicked)):
        path = tmp_path / "export.csv"
        path.write_text(table(sent))
        done = run("cohort", str(path))
        rows = list(csv.DictReader(io.StringIO(done.out)))
        for person, row in zip(people, rows, strict=True):
            total = assess(INSTRUMENT, person).total
            ends = (str(total.points.low), str(total.points.high)) if total.points else ("", "")
            assert (row["total_points_low"], row["total_points_high"], row["problem"]) == (*ends, "")
        for person, row in [*zip(people, sent, strict=True)][:4]:
            path.write_text(table([row]))
            done = run("score", str(path), "--format", "json")
            assert done.code == 0, done.err
            result = json.loads(done.out)
            own = assess(INSTRUMENT, person)
            for score, expected in (
                (result["total"], own.total),
                (result["domains"]["fermented"], own.domains["fermented"]),
            ):
                points = expected.points
                assert score["points"] == (points and {"low": points.low, "high": points.high})


@pytest.mark.parametrize("name", ["packaged", "odd"])
def test_odk_validate_takes_the_form(name, tmp_path):
    if not shutil.which("java"):
        pytest.skip("no Java")
    assert made(name, tmp_path, validate=True).warnings == []
