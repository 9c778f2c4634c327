"""The engine is general: screeners that others have published, and odd shapes, are rules and no code.

The tables here are copied from the publications (see the sources in each folder), not from the rules.
"""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal import PROGRAM, Terminal, joined, run

from gutbone.answers.one import read_one
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.review.cases import run_cases
from gutbone.review.check import check_rules
from gutbone.rules.load import load_instrument

SCREENERS = Path(__file__).parent / "screeners"
NAMES = ("medas", "nutrition_habits", "shapes")
EVERY_SCREENER = pytest.mark.parametrize("name", NAMES)

MEDAS = load_instrument(SCREENERS / "medas")
HABITS = load_instrument(SCREENERS / "nutrition_habits")
SHAPES = load_instrument(SCREENERS / "shapes")

# computePredimed: one point for yes, for so much or more, or for less than so much.
YES = ("main_fat", "white_meat")
ENOUGH = {"olive_oil": 4, "vegetables": 2, "fruit": 3, "wine": 7, "legumes": 3, "fish": 3, "nuts": 1, "sofrito": 2}
LITTLE = {"red_meat": 1, "butter": 1, "soft_drinks": 1, "pastries": 3}
# Gaskins 2007: the choices of each question, from 0 points to 2, by the whole numbers that belong to them.
CHOICES = {
    "fast_food": ({0}, {1, 2}, {3, 4, 9}),
    "sweet_drinks": ({0}, {1, 2}, {3, 4, 9}),
    "fatty_snacks": ({0, 1}, {2}, {3, 4, 9}),
    "desserts": ({0, 1}, {2}, {3, 4, 9}),
    "fats": ({"little"}, {"some"}, {"a_lot"}),
    "plants": ({3, 4, 9}, {2}, {0, 1}),
    "lean_protein": ({3, 4, 9}, {1, 2}, {0}),
}


def assessed(instrument, answers):
    return assess(instrument, Responses(answers={k: read_one(v, instrument.items[k]) for k, v in answers.items()}))


def lines(instrument):
    """Give what a person types who answers every question with its first option."""
    return joined([1] * len(instrument.items)) + "\n"


@EVERY_SCREENER
def test_its_rules_have_no_problem_and_its_cases_hold(name):
    assert check_rules(SCREENERS / name).problems == []
    outcomes = run_cases(SCREENERS / name, load_instrument(SCREENERS / name))
    assert len(outcomes) >= 4
    assert [outcome for outcome in outcomes if outcome.differences] == []


AMOUNTS = st.floats(0, 10) | st.integers(0, 10)


@given(
    st.fixed_dictionaries(
        {**dict.fromkeys(YES, st.sampled_from(["yes", "no"])), **dict.fromkeys([*ENOUGH, *LITTLE], AMOUNTS)}
    )
)
def test_the_mediterranean_screener_scores_as_published(answers):
    points = sum(answers[item] == "yes" for item in YES)
    points += sum(answers[item] >= least for item, least in ENOUGH.items())
    points += sum(answers[item] < most for item, most in LITTLE.items())
    band = "low" if points <= 5 else "moderate" if points <= 9 else "high"
    total = assessed(MEDAS, answers).total
    assert (total.points.low, total.points.high, total.possible) == (points, points, 14)
    assert (total.band.low, total.band.high) == (band, band)


@given(st.tuples(*(st.integers(0, 2) for _ in CHOICES)), st.data())
def test_the_survey_of_habits_scores_as_published(points, data):
    chosen = zip(CHOICES.items(), points, strict=True)
    answers = {item: data.draw(st.sampled_from(sorted(choices[n]))) for (item, choices), n in chosen}
    total = assessed(HABITS, answers).total
    assert (total.points.low, total.points.high, total.possible) == (sum(points), sum(points), 14)
    assert total.band.low == ("better_half" if sum(points) <= 6 else "poorer_half")


def test_the_screeners_cover_every_shape_there_is():
    items = [item for instrument in (MEDAS, HABITS, SHAPES) for item in instrument.items.values()]
    assert {instrument.better for instrument in (MEDAS, HABITS)} == {"more", "less"}
    assert {len(instrument.domains) for instrument in (MEDAS, HABITS, SHAPES)} == {1, 2, 5}
    assert {item.counts for item in items} == {1, 2, 3}
    assert {len(item.options) for item in items} == {2, 3, 9}
    assert {item.unit is None for item in items} == {True, False}
    assert min(item.least for item in items) == -6
    assert all(instrument.bands.of == "points" for instrument in (MEDAS, HABITS, SHAPES))


def test_where_less_is_better_the_praise_goes_to_few_points():
    best = {item: min(choices[0], key=str) for item, choices in CHOICES.items()}
    worst = {item: min(choices[2], key=str) for item, choices in CHOICES.items()}
    praised, answers = assessed(HABITS, best).strengths[0], assessed(HABITS, best).answers
    assert [answer.points for answer in answers if answer.item == praised.item] == [0]
    assert assessed(HABITS, worst).strengths == ()


@EVERY_SCREENER
def test_the_quiz_asks_it_and_every_report_prints_it(name, tmp_path):
    instrument = load_instrument(SCREENERS / name)
    rules = ("--rules", str(SCREENERS / name))
    result = tmp_path / "result.json"
    done = run("quiz", *rules, "--format", "json", "-o", str(result), given=lines(instrument))
    assert (done.code, done.out) == (0, "")
    kept = json.loads(result.read_text(encoding="utf-8"))
    least = sum(item.points(item.options[0]) for item in instrument.items.values())
    assert kept["total"]["points"] == {"low": least, "high": least}
    for form in ("text", "note", "oneline", "html"):
        again = run("score", str(result), *rules, "--format", form)
        assert (again.code, again.err) == (0, "")
        assert re.search(rf"(?<!\d){least}( of |/){kept['total']['possible']}(?!\d)", again.out)
        assert again.out.isascii() or form in {"text", "html"}


@EVERY_SCREENER
def test_the_quick_screen_takes_its_digits(name):
    instrument = load_instrument(SCREENERS / name)
    items = instrument.asked_in("core")
    digits = "".join(str(len(item.options)) for item in items)
    done = run("screen", digits, "--rules", str(SCREENERS / name), "--format", "json")
    assert done.code == 0
    last = sum(item.points(item.options[-1]) for item in items)
    assert json.loads(done.out)["total"]["points"] == {"low": last, "high": last}


@EVERY_SCREENER
def test_it_can_be_answered_by_keys(name):
    instrument = load_instrument(SCREENERS / name)
    first = next(iter(instrument.items.values()))
    with Terminal(PROGRAM, "quiz", "--rules", str(SCREENERS / name)) as terminal:
        terminal.step("\r", first.text)
        for number, item in enumerate(instrument.items.values(), 1):
            terminal.wait(f"uestion {number} of {len(instrument.items)}")
            assert item.text.split()[0] in terminal.words
            terminal.type("12"[number % 2])  # the same digit at once would count as one struck twice
        terminal.step("", instrument.words.check_title)
        terminal.step("\r", instrument.words.key_finish)
        terminal.step(f"m{' ' * 9}", instrument.clinic.name)  # all of it is read, to its end
        terminal.type("b\r")
        assert terminal.finish() == 0


@EVERY_SCREENER
def test_it_can_be_shown_and_explained(name):
    instrument = load_instrument(SCREENERS / name)
    rules = ("--rules", str(SCREENERS / name))
    for item in instrument.items.values():
        assert item.text in " ".join(run("explain", item.id, *rules).out.split())
    for form in ("text", "md", "json"):
        shown = run("rules", "show", *rules, "--format", form)
        assert (shown.code, shown.err) == (0, "")
        assert instrument.title in shown.out
