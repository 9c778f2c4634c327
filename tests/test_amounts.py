"""Numbers as answers and scores as published: six instruments of others, held against tables copied from their pages.

Two more are made up: one has shapes that those do not, the other scores over some of its questions, and numbers that make
others needless. Nothing of the tables comes from the rules: each says of an answer what it gives, and the least and most.
"""

import json
import shlex
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from random import Random

import polars as pl
import pytest
from cohort_people import ABOVE, NEVER_AN_ANSWER, NOTHING, OUT_OF_RANGE
from forms import all_items, answered, exported
from msgspec.structs import replace
from terminal import PROGRAM, Terminal, run
from test_engines import engine
from test_other_instruments import changed, notes, problems
from test_screeners import CHOICES, ENOUGH, HABITS, LITTLE, MEDAS, YES

from gutbone import score_frame
from gutbone.answers.cells import NOT_KNOWN, ItemCells
from gutbone.answers.cells import OUT_OF_RANGE as OUT
from gutbone.answers.one import read_one
from gutbone.answers.responses import Reading, Responses
from gutbone.assess.assess import assess
from gutbone.rules.amount_words import of_amount
from gutbone.rules.load import load_instrument

SCREENERS = Path(__file__).parent / "screeners"
GODIN_RULES = SCREENERS / "godin"


def each(points, most):
    return lambda said: points * said, 0, points * most


def steps(*edges):
    """Give points by edges: pairs of where they begin and what they are from there on."""
    points = [Decimal(str(given)) for _, given in edges]
    return (
        lambda said: [p for (edge, _), p in zip(edges, points, strict=True) if said >= edge][-1],
        min(points),
        max(points),
    )


def three(first, second):
    return steps((0, 0), (first, 0.5), (second, 1))


def two_up(first, second):
    return steps((0, 0), (first, 1), (second, 2))


def named(**points):
    return lambda said: points[said], min(points.values()), max(points.values())


TABLES = {
    "godin": {"strenuous": each(9, 21), "moderate": each(5, 21), "mild": each(3, 21)},
    "orai": {
        "age_years": steps((45, 0), (55, 5), (65, 9), (75, 15)),
        "weight": steps((20, 9), (60, 3), (70, 0)),
        "estrogen": named(yes=0, no=2),
    },
    "mind": {
        "leafy": three(2.1, 7),
        "other_vegetables": three(5, 7),
        "berries": three(1, 5),
        "nuts": three(1, 5),
        "olive_oil": three(7, 14),
        "whole_grains": three(7, 21),
        "fish": three(0.25, 1),
        "beans": three(1, 3),
        "poultry": three(1, 2),
        "butter": steps((0, 1), (7.1, 0.5), (14, 0)),
        "cheese": steps((0, 1), (2.1, 0.5), (7, 0)),
    },
    "umeds": {
        "whole_grains": two_up(115, 230),
        "fruits": two_up(225, 450),
        "vegetables": two_up(200, 400),
        "dairy": two_up(140, 280),
        "fish": steps((0, 1), (101, 0)),
        "legumes": two_up(50, 100),
        "olive_oil": two_up(15, 30),
        "nuts": two_up(3.25, 6.5),
        "poultry": steps((0, 1), (59, 0)),
        "red_meat": steps((0, 1), (15, 0)),
        "activity": steps((0, 0), (150, 1)),
        "sleep": steps((0, 0), (7, 1), (9.1, 0)),
        "company": steps((0, 0), (5, 1)),
    },
    "medas": {
        **dict.fromkeys(YES, named(yes=1, no=0)),
        **{item: steps((0, 0), (edge, 1)) for item, edge in ENOUGH.items()},
        **{item: steps((0, 1), (edge, 0)) for item, edge in LITTLE.items()},
    },
    "nutrition_habits": {
        item: (lambda said, own=own: next(n for n, some in enumerate(own) if said in some), 0, 2)
        for item, own in CHOICES.items()
    },
    "shapes": {
        "plain": named(no=0, yes=1),
        "double": named(no=0, yes=2),
        "triple": named(worst=-6, middle=0, best=6),
        "minus": steps((0, -3), (1, -2), (2, 0)),
        "nine": named(**{f"o{n}": 10 * n for n in range(1, 10)}),
    },
    "active": {
        "days": each(Decimal("0.5"), 7),
        "minutes": steps((0, 0), (10, 1), (30, 2), (120, 1)),
        "hardest": named(easy=0, fair=1, hard=3),
        "sitting": steps((0, 2), (4, 1), (8, -1)),
        "breaks": named(seldom=0, often=2),
    },
}
SUBSCORES = {"active": {"effort": ("days", "minutes"), "habits": ("minutes", "hardest", "sitting")}}
MEAN_FROM = {"nutrition_habits": 5, "active": 4}  # answers known; then the published total is their mean, times all
BANDS = {
    "orai": lambda points: "nine_or_more" if points >= 9 else "under_nine",
    "medas": lambda points: "low" if points <= 5 else "moderate" if points <= 9 else "high",
    "nutrition_habits": lambda points: "poorer_half" if points > 6 else "better_half",
    "shapes": lambda points: "over" if points >= 0 else "under",
    "active": lambda points: "more" if points >= 8 else "less" if points >= -1 else None,
    "effort": lambda points: "much" if points >= 3.5 else "little",
}
RULES = {name: load_instrument(SCREENERS / name) for name in TABLES}
FEW, MANY = 25, 500
EVERY = pytest.mark.parametrize("name", TABLES)
HOW_MANY = pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.long)])


def people_of(name, count):
    """Make people: half of them answer everything, the others leave some questions out."""
    random = Random(name)
    for number in range(count):
        missing = random.randint(1, 3) if number % 2 else 0
        left_out = random.sample([*TABLES[name]], min(missing, len(TABLES[name]) - 1))
        yield {item: _one(RULES[name].items[item], name, random) for item in TABLES[name] if item not in left_out}


def _one(item, name, random):
    if name == "nutrition_habits":
        return random.choice(sorted(set().union(*CHOICES[item.id]), key=str))
    if item.unit is None:
        return random.choice([*item.by_id])
    edges = [o.at_least for o in item.options if o.at_least]
    decimals = item.amount.decimals if item.amount else 1
    most = min(item.at_most or 10, 3 * max(edges, default=100) + 1)
    around = [*edges, *(edge - 10**-decimals for edge in edges), item.smallest]
    number = random.choice([*around, *(random.uniform(item.smallest, most) for _ in range(4))])
    return round(max(number, item.smallest), decimals or None)


def known_of(name, answers):
    """Give what is known of somebody: where an answer makes another question needless, its lowest counts."""
    known = dict(answers)
    if name == "active":
        known |= {"minutes": 0} if answers.get("days", 1) < 1 else {}
        known |= {"hardest": "easy"} if answers.get("days", 1) < 1 or answers.get("minutes", 10) < 10 else {}
        known |= {"breaks": "seldom"} if answers.get("sitting", 0) >= 12.5 else {}
    return known


def by_hand(name, answers, part="total"):
    """Give the range of a score as the tables have it, and the bands of both ends."""
    table, known = TABLES[name], known_of(name, answers)
    table = table if part == "total" else {item: table[item] for item in SUBSCORES[name][part]}
    low = sum((give(known[i]) if i in known else least) for i, (give, least, _) in table.items())
    high = sum((give(known[i]) if i in known else most) for i, (give, _, most) in table.items())
    band = BANDS.get(name if part == "total" else part, lambda _: None)
    return low, high, band(low), band(high)


def mean_by_hand(name, answers):
    """Give the total as published, to one decimal, and its band; nothing where too few answers are known."""
    known = {item: TABLES[name][item][0](said) for item, said in known_of(name, answers).items()}
    if len(known) < MEAN_FROM.get(name, 99):
        return []
    mean = Fraction(sum(map(Fraction, known.values()))) * len(TABLES[name]) / len(known)
    return [float(Decimal(floor(mean * 10 + Fraction(1, 2))) / 10), BANDS[name](mean)]


def assessed(name, answers, **more):
    rules = RULES[name]
    return assess(rules, Responses(answers={i: read_one(v, rules.items[i]) for i, v in answers.items()}, **more))


@EVERY
@HOW_MANY
def test_people_score_as_published_one_by_one(name, count):
    for answers in people_of(name, count):
        result = assessed(name, answers)
        for part in ("total", *SUBSCORES.get(name, ())):
            score, (low, high, *bands) = {"total": result.total, **result.beside}[part], by_hand(name, answers, part)
            if score.points:
                assert (score.points.low, score.points.high) == (low, high)
                assert (score.band and [score.band.low, score.band.high]) == (bands if bands[0] else None)
            own = TABLES[name] if part == "total" else SUBSCORES[name][part]
            known = len(known_of(name, answers).keys() & {*own})
            assert (score.points is None) == (not known or known < RULES[name].no_number_under * len(own))
        published = result.total.published
        assert mean_by_hand(name, answers) == ([float(published.rounded), published.band] if published else [])


@EVERY
@HOW_MANY
def test_they_score_the_same_in_a_table(name, count):
    people = [*people_of(name, count)]
    columns = {item: [None if item not in p else str(p[item]) for p in people] for item in TABLES[name]}
    scored = score_frame(pl.DataFrame(columns), rules=SCREENERS / name, numbers="amounts")
    for answers, row in zip(people, scored.to_dicts(), strict=True):
        total, (low, high, *bands) = assessed(name, answers).total, by_hand(name, answers)
        assert (row["total_status"], row["problem"]) == (total.status, None)
        if total.points:
            assert (row["total_points_low"], row["total_points_high"]) == (float(low), float(high))
            assert [row["total_band_low"], row["total_band_high"]] == bands
            assert row["total_percent_low"] == pytest.approx(total.percent.low, abs=1e-9)
        for part in SUBSCORES.get(name, ()):
            low, high, *bands = by_hand(name, answers, part)
            own = [None, None, None, None] if row[f"{part}_points_low"] is None else [float(low), float(high), *bands]
            ends = [row[f"{part}_{kind}_{end}"] for kind in ("points", "band") for end in ("low", "high")]
            assert ends == own
        if mean := mean_by_hand(name, answers):
            assert row["total_published_points"] == pytest.approx(mean[0], abs=0.0501)
            assert row["total_published_band"] == mean[1]


@EVERY
@pytest.mark.parametrize("count", [4, pytest.param(MANY, marks=pytest.mark.long)])
def test_their_forms_count_the_same(name, count, tmp_path):
    rules, people = RULES[name], [*people_of(name, count)]
    said = [Responses(answers={i: read_one(v, rules.items[i]) for i, v in p.items()}) for p in people]
    form, given = exported(rules), [answered(rules, person) for person in said]
    found = (
        counted_by_engines(form, given, tmp_path)
        if count == MANY
        else counted_by_python(form, given, {"total", *SUBSCORES.get(name, ())})
    )
    for answers, scores in zip(people, found, strict=True):
        known = known_of(name, answers).keys()
        for part in ("total", *SUBSCORES.get(name, ())):
            low, _, band, _ = by_hand(name, answers, part)
            is_whole = known >= (TABLES[name].keys() if part == "total" else {*SUBSCORES[name][part]})
            assert [float(one) for one in scores[f"{part}.points"]] == ([float(low)] if is_whole else [])
            if band:
                assert scores[f"{part}.band"] == ([rules.band[band].label] if is_whole else [])
        mean = mean_by_hand(name, answers)
        assert [float(one) for one in scores.get("total.points.published", [])] == mean[:1]
        assert scores.get("total.band.published", []) == [rules.band[band].label for band in mean[1:] if band]


def counted_by_python(form, given, scores):
    fhirpathpy = pytest.importorskip("fhirpathpy", reason="pip install fhirpathpy==2.2.4")
    from fhirpathpy.models import models

    expressions = {
        item["linkId"]: fhirpathpy.compile(extension["valueExpression"]["expression"], models["r4"])
        for item in all_items(form["item"])
        for extension in item.get("extension", [])
        if "valueExpression" in extension and item["linkId"].partition(".")[0] in scores
    }
    return [{link: count(one, {"resource": one}) for link, count in expressions.items()} for one in given]


def counted_by_engines(form, given, folder):
    (folder / "forms.json").write_text(json.dumps({"own": {"form": form, "responses": given}}))
    (folder / "resources.json").write_text("{}")
    return engine("forms.mjs", folder)["scores"]["fhirpath"]["own"]


# ---------------------------------------------------------------- R16, R17: a number for an answer


NINDS = {"strenuous": 3, "moderate": 6, "mild": 14}


def godin(*more, given=None, rules=GODIN_RULES):
    return run("score", "-", "--rules", str(rules), *more, given=given or json.dumps({"answers": NINDS}))


def test_r16_the_example_of_ninds_comes_to_99_wherever_it_is_given(tmp_path):
    assert "99 of 357 points" in godin().out
    lines = run("quiz", "--rules", str(GODIN_RULES), given="3\n6\n14\n1\n\n")
    assert (lines.code, "99 of 357 points" in lines.out) == (0, True)
    assert "99/357" in run("screen", "3 6 14", "--rules", str(GODIN_RULES), "--format", "oneline").out
    assert "99/357" in run("screen", "--rules", str(GODIN_RULES), "--format", "oneline", given="3 6 14\n").out
    row = tmp_path / "row.csv"
    row.write_text("strenuous,moderate,mild,sweat\n3,6,14,often\n", encoding="utf-8")
    result = json.loads(run("score", str(row), "--rules", str(GODIN_RULES), "--format", "json").out)
    assert result["total"]["points"] == {"low": 99, "high": 99}
    assert [(a["option"], a.get("amount", "")) for a in result["answers"]] == [(None, n) for n in (3, 6, 14)] + [
        ("often", "")
    ]
    again = godin("--format", "json", given=json.dumps(result))
    assert json.loads(again.out)["answers"] == result["answers"]
    form = godin("--format", "fhir")
    assert '"valueInteger": 14' in form.out
    assert "99 of 357 points" in godin(given=form.out).out


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (22, "ANSWERS_006: "),
        (-1, "ANSWERS_006: "),
        (1.5, "ANSWERS_016: "),
        ("often", "ANSWERS_015: "),
        (True, "ANSWERS_015: "),
    ],
)
def test_r16_a_number_that_a_question_does_not_take_is_refused_in_one_line(said, code):
    done = godin(given=json.dumps({"answers": {**NINDS, "mild": said}}))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert f"[{code[:11]}]" in done.err
    assert "Use times a week, from 0 to 21, a whole number." in done.err


def test_r17_plain_lines_take_the_number_itself_and_say_what_it_takes():
    told = run("quiz", "--rules", str(GODIN_RULES), "--format", "json", given="22\nmany\n3\n.\nb\n\n0\n2\n\n")
    fix = "Type a number from 0 to 21, such as 5, then press Enter. Type . if you are not sure."
    assert told.err.count(fix) == 2
    assert "Strenuous exercise: 3 times a week." in told.err
    result = json.loads(told.out)
    assert [a["amount"] for a in result["answers"][:3]] == [3, None, 0]
    assert [a["status"] for a in result["answers"][:3]] == ["answered", "not_sure", "answered"]


@pytest.mark.parametrize("name", ["godin", "mind", "orai", "umeds"])
def test_the_number_given_as_an_example_is_one_that_the_question_takes(name):
    rules = load_instrument(SCREENERS / name)
    for item in (item for item in rules.items.values() if item.amount):
        example = of_amount(rules.words, "amount_range", item).partition("such as ")[2].partition(". Unit")[0]
        assert read_one(example, item) is not None


def test_r17_single_keys_type_the_number_and_backspace_erases():
    with Terminal(PROGRAM, "quiz", "--rules", str(GODIN_RULES)) as terminal:
        terminal.step("\r", "uestion 1 of 4")
        terminal.step("1", "Number: 1")
        terminal.step("4", "Number: 14")
        terminal.step("\x7f", "Number: 1")
        terminal.step("\r", "uestion 2 of 4")
        terminal.step("99\r", "Type a number from 0 to 21")
        terminal.step("\x7f\x7f6\r", "uestion 3 of 4")
        terminal.step(".\r", "uestion 4 of 4")
        terminal.step("b", "uestion 3 of 4")
        terminal.step("\x7f3\r", "uestion 4 of 4")
        terminal.step("b", "Number: 3")
        terminal.step("1", "Number: 1")  # in place of what was said before
        terminal.step("2", "Number: 12")
        terminal.step("\r", "uestion 4 of 4")
        terminal.step("2", "Check your answers")
        assert "Strenuous exercise: 1 time a week" in terminal.words
        assert "12 times a week" in terminal.words
        terminal.type("q")
        terminal.finish()


def test_r17_the_quick_screen_takes_numbers_by_keys_and_refuses_them_unparted():
    done = run("screen", "3614", "--rules", str(GODIN_RULES))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "Give one each for strenuous, moderate, mild, with spaces between; . is not sure. [OPTIONS_006]" in done.err
    told = run("screen", "-h", "--rules", str(GODIN_RULES)).out
    assert "; . for not sure." in " ".join(told.split())
    example = shlex.split(told.partition("gutbone screen ")[2].partition("gutbone screen ")[2])[0]
    assert run("screen", example, "--rules", str(GODIN_RULES)).code == 0
    with Terminal(PROGRAM, "screen", "--rules", str(GODIN_RULES)) as terminal:
        terminal.wait("uestion 1 of 3")
        terminal.step("3\r", "uestion 2 of 3")
        terminal.step("6\r", "uestion 3 of 3")
        terminal.step("14\r", "Enter for the result")
        terminal.step("\r", "99 of 357 points")
        terminal.type("q")
        terminal.finish()


def test_the_quick_screen_says_which_numbers_a_question_takes_and_of_what():
    with Terminal(PROGRAM, "screen", "--rules", str(SCREENERS / "orai")) as terminal:
        terminal.step("65\r", "A number from 20 to 300, such as 90.0. Unit: kg.")
        terminal.type("q")
        terminal.finish()


COUNTED = "".join(f'  - {{id: t{n}, points: {n}, at_least: {n}, label: "{n}"}}\n' for n in range(8))


def test_r16_r17_the_check_names_a_top_that_cannot_be_told_apart(tmp_path):
    options = f'{COUNTED}  - {{id: t8, points: 8, at_least: 8, label: "8 or more"}}\n'
    folder = changed(
        GODIN_RULES,
        tmp_path / "rules",
        ("domains/exercise.yaml", "  amount: {one: time a week, each: 9}\n", ""),
        ("domains/exercise.yaml", "  sources: [ninds]\n", f"  sources: [ninds]\n  options:\n{options}"),
    )
    assert problems(folder) == []
    assert notes(folder) == [
        "strenuous: 8 or more (t8) counts as 8, however much more it is. Ask for an amount.",
        "strenuous: who types 2 answers 1, as answers are numbered from 1. Ask for an amount.",
    ]
    assert notes(GODIN_RULES) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("each: 9}", "each: 9, decimals: 3}", "AMOUNT_001"),
        ("each: 9}", "each: 9}\n  asked_unless: {moderate: [often]}", "IDS_001"),
        ("  unit: times a week\n", "", "AMOUNT_003"),
        ("  at_most: 21\n", "", "AMOUNT_004"),
        ("each: 9}", "each: 9, up_to: 40}", "AMOUNT_005"),
        (", each: 9}", "}", "AMOUNT_006"),
        ("at_most: 21", "at_most: 90000\n  counts: 99", "ITEM_006"),
    ],
)
def test_r16_the_check_says_what_a_number_needs(tmp_path, old, new, code):
    folder = changed(GODIN_RULES, tmp_path / "rules", ("domains/exercise.yaml", old, new))
    assert {problem.split(":")[0] for problem in problems(folder)} == {code}
    done = godin(rules=folder)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


def test_r16_a_stated_top_ends_the_points(tmp_path):
    change = ("domains/exercise.yaml", "each: 9}", "each: 9, up_to: 5}")
    folder = changed(GODIN_RULES, tmp_path / "rules", change)
    given = json.dumps({"answers": {**NINDS, "strenuous": 20}})
    assert f"{5 * 9 + 5 * 6 + 3 * 14} of {5 * 9 + 8 * 21} points" in godin(rules=folder, given=given).out
    told = run("explain", "strenuous", "--rules", str(folder)).out
    assert "9 of 45 points for each, up to 5." in " ".join(told.split())


def test_r16_every_export_asks_for_the_number():
    form = {item["linkId"]: item for item in all_items(exported(RULES["godin"])["item"])}
    assert (form["mild"]["type"], form["sweat"]["type"]) == ("integer", "choice")
    assert "http://hl7.org/fhir/StructureDefinition/maxValue" in {e["url"] for e in form["mild"]["extension"]}
    assert {item["linkId"]: item for item in all_items(exported(RULES["orai"])["item"])}["weight"]["type"] == "decimal"
    redcap = run("rules", "export", "--format", "redcap", "--rules", str(GODIN_RULES)).out
    assert "integer,0,21" in redcap
    assert "(if([mild] > 21, 21, [mild])) * 3" in redcap
    meanings = run("rules", "export", "--format", "csv", "--rules", str(GODIN_RULES)).out
    assert 'in,mild,whole number,"times a week, at most 21","3 points for each, up to 21"' in meanings
    card = run("rules", "export", "--format", "card", "--rules", str(GODIN_RULES)).out
    assert "A number from 0 to 21" in card


def test_forms_give_no_score_to_a_number_that_the_question_does_not_take():
    fhirpathpy = pytest.importorskip("fhirpathpy", reason="pip install fhirpathpy==2.2.4")
    from fhirpathpy.models import models

    form = {item["linkId"]: item for item in all_items(exported(RULES["godin"])["item"])}
    count = form["total.points"]["extension"][0]["valueExpression"]["expression"]
    for mild, score in ((14, [99]), (21, [120]), (22, []), (-3, [])):
        items = [{"linkId": name, "answer": [{"valueInteger": n}]} for name, n in {**NINDS, "mild": mild}.items()]
        response = {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "exercise", "item": items}]}
        assert fhirpathpy.evaluate(response, count, {"resource": response}, models["r4"]) == score
    form = {item["linkId"]: item for item in all_items(exported(RULES["active"])["item"])}
    count = form["habits.points"]["extension"][0]["valueExpression"]["expression"]
    for days, score in ((0, [2]), (-3, []), (9, [])):
        items = [{"linkId": "days", "answer": [{"valueInteger": days}]}]
        items.append({"linkId": "sitting", "answer": [{"valueDecimal": 3.5}]})
        response = {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "moving", "item": items}]}
        assert fhirpathpy.evaluate(response, count, {"resource": response}, models["r4"]) == score
    redcap = run("rules", "export", "--format", "redcap", "--rules", str(SCREENERS / "active")).out
    assert "(([days] <> '' and [days] >= 0 and [days] <= 7 and [days] < 1) or ([minutes] <> ''" in redcap
    redcap = run("rules", "export", "--format", "redcap", "--rules", str(GODIN_RULES)).out
    assert "if(([strenuous] <> '' and [strenuous] >= 0 and [strenuous] <= 21) and " in redcap


def test_r16_a_response_with_a_number_that_is_none_is_refused():
    form = json.loads(godin("--format", "fhir").out)
    for value in ({"valueInteger": 99}, {"valueString": "3"}):
        next(i for i in all_items(form["item"]) if i["linkId"] == "mild")["answer"] = [value]
        done = godin(given=json.dumps(form))
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert "[FHIR_004]" in done.err


@pytest.mark.parametrize("name", ["godin", "orai"])
def test_r16_a_cell_of_a_table_is_read_as_the_same_cell_alone(name):
    item, rules = ("mild" if name == "godin" else "weight"), RULES[name]
    numbers = ("3.", "59.9", "70.05", "20", "19.9", "1e1", "1E-1", "300.0", "22", "21", "0", "45")
    texts = [*NEVER_AN_ANSWER, *NOTHING, *OUT_OF_RANGE, *ABOVE, *numbers, "n/a", *rules.items[item].by_id]
    cells = ItemCells(rules.items[item], Reading())
    codes = [cells.code(text) for text in texts]
    rows = score_frame(pl.DataFrame({item: texts}), rules=SCREENERS / name).to_dicts()
    assert [row["problem"] is not None for row in rows] == [code in {NOT_KNOWN, OUT} for code in codes]
    assert [row["answered"] for row in rows] == [int(code >= 0) for code in codes]
    given = [float(text) for text, code in zip(texts, codes, strict=True) if code >= 0]
    low = score_frame(pl.DataFrame({item: given}), rules=replace(rules, no_number_under=0))["total_points_low"]
    expected = [TABLES[name][item][0](number) for number in given]
    others = sum(least for one, (_, least, _) in TABLES[name].items() if one != item)
    assert low.to_list() == [float(points + others) for points in expected]


@pytest.mark.parametrize("numbers", ["119.9999999", "120", "0.30000000000000004", "12.3", "-99999999999", "1e-8"])
def test_r16_a_number_is_as_exact_as_the_same_number_alone_in_every_column(numbers, monkeypatch):
    items = RULES["active"].items
    for item, kind in ((one, kind) for one in ("days", "minutes", "sitting") for kind in (pl.Float32, pl.Float64)):
        column = pl.Series(item, [float(numbers), float("nan")], dtype=kind)
        code = ItemCells(items[item], Reading()).code(column.cast(pl.String)[0])
        answered = [int(code >= 0), 0]
        assert score_frame(column.to_frame(), rules=RULES["active"])["answered"].to_list() == answered, (item, kind)
    codes = [ItemCells(one, Reading()).code(numbers) for one in items.values() if one.amount]
    monkeypatch.setattr("gutbone.cohort.cells.MANY", 0)  # as in a column of very many different texts
    frame = pl.DataFrame({one.id: [numbers] for one in items.values() if one.amount})
    assert score_frame(frame, rules=RULES["active"])["answered"].to_list() == [sum(code >= 0 for code in codes)]


def test_r16_large_numbers_reach_the_band_that_they_have_alone(tmp_path):
    old = "at_most: 21\n  amount: {one: time a week, each: 9}"
    edges = '{id: low, at_least: 0, label: "L", sentence: "L"}, {id: high, at_least: 33.3, label: "H", sentence: "H"}'
    bands = f"bands: {{of: percent, source: ninds, because: Made up., edges: [{edges}]}}\n\nlimits:"
    large = ("domains/exercise.yaml", old, "at_most: 100000\n  amount: {one: time a week, each: 3.3}")
    rules = load_instrument(changed(GODIN_RULES, tmp_path / "rules", large, ("instrument.yaml", "limits:", bands)))
    answers = {"strenuous": [100_000, 30_000, 0], "moderate": [1, 1, 1], "mild": [1, 1, 1]}
    scored = score_frame(pl.DataFrame(answers), rules=rules)["total_band_low"].to_list()
    assert scored == ["high", "low", "low"]
    fine = (*large[:2], "at_most: 100000\n  amount: {each: 9.99, decimals: 2}")
    rules = load_instrument(changed(GODIN_RULES, tmp_path / "fine", fine))
    scored = score_frame(pl.DataFrame(answers), rules=rules)["total_points_low"].to_list()
    assert scored == [999_008, 299_708, 8]


# ---------------------------------------------------------------- R18: not scored, and scores of parts


def test_r18_a_question_may_be_asked_and_not_scored():
    with_it, without = ({**NINDS, **more} for more in ({"sweat": "often"}, {}))
    scores = [assessed("godin", answers).total for answers in (with_it, without)]
    assert scores[0] == scores[1]
    assert (scores[0].answered, scores[0].applicable) == (3, 3)
    note = " ".join(godin("--format", "note", given=json.dumps({"answers": with_it})).out.split())
    assert "working up a sweat: often." in note
    assert "3 of 3 answered." in note
    told = " ".join(godin("--explain", given=json.dumps({"answers": with_it})).out.split())
    assert "sweat: often, which is not part of the score." in told


OWN = """own_bands:
  of: points
  edges:
  - {id: little, at_least: 0, label: "Little", sentence: "You are in the lower part"}
  - {id: much, at_least: 57.5, label: "Much", sentence: "You are in the upper part"}
  source: ninds
  because: "Made up for tests."
"""


def test_r18_r26_a_part_has_bands_of_its_own_and_text_that_hangs_on_them(tmp_path):
    tip = """
tips:
- id: hear
  kind: info
  when_band: {exercise: [much]}
  text: "This is for people in the upper part."
  sources: [ninds]
"""
    path = changed(GODIN_RULES, tmp_path / "rules") / "domains" / "exercise.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\nitems:", f"\n{OWN}\nitems:") + tip, encoding="utf-8")
    folder = tmp_path / "rules"
    assert problems(folder) == []
    for mild, band in ((0, "little"), (1, "much")):  # 57 and 60 points
        given = json.dumps({"answers": {"strenuous": 3, "moderate": 6, "mild": mild}})
        result = json.loads(godin("--format", "json", rules=folder, given=given).out)
        assert result["domains"]["exercise"]["band"] == {"low": band, "high": band}
        assert result["total"]["band"] is None
        assert ("This is for people in the upper part." in result["notices"]) == (band == "much")
    people = pl.DataFrame({"strenuous": [3, 3], "moderate": [6, 6], "mild": [0, 1]})
    assert score_frame(people, rules=folder)["exercise_band_low"].to_list() == ["little", "much"]


def test_r26_text_may_hang_on_the_total(tmp_path):
    tip = '\nclosing:\n- id: nine\n  kind: info\n  when_band: {total: [nine_or_more]}\n  text: "See your GP."\n  sources: [osteoed]\n'
    folder = changed(SCREENERS / "orai", tmp_path / "rules", ("instrument.yaml", "\nlimits:", f"{tip}\nlimits:"))
    assert problems(folder) == []
    for age, is_told in ((54, False), (65, True)):
        given = json.dumps({"answers": {"age_years": age, "weight": 70.5, "estrogen": "yes"}})
        done = run("score", "-", "--rules", str(folder), given=given)
        assert (done.code, "See your GP." in done.out) == (0, is_told)


# ---------------------------------------------------------------- R13, R14, R15, R22, R24, R27


def test_r13_what_is_missing_is_filled_in_as_published_beside_our_own_range():
    answers = {"fast_food": 3, "sweet_drinks": 3, "fatty_snacks": 3, "desserts": 0, "fats": "little", "plants": 2}
    total = assessed("nutrition_habits", answers).total
    assert (total.points.low, total.points.high) == (7, 9)
    assert float(total.published.points) == pytest.approx(7 / 6 * 7)
    assert (total.published.band, total.published.rule) == ("poorer_half", "mean_of_the_rest")
    rules = ("--rules", str(SCREENERS / "nutrition_habits"))
    said = "As published, with the mean for 1 left open: 8.2 of 14 points. Above the median."
    for form in ("text", "note", "html", "json"):
        done = run("score", "-", *rules, "--format", form, given=json.dumps({"answers": answers}))
        assert said.rstrip(".") in " ".join(done.out.replace(". Above", ". Above").split()), form
    assert (
        "8.2 of 14 points"
        in run("score", "-", *rules, "--format", "oneline", given=json.dumps({"answers": answers})).out
    )
    few = dict([*answers.items()][:4])
    assert not assessed("nutrition_habits", few).total.published
    meaning = run("rules", "export", "--format", "csv", *rules).out
    assert "mean of the rest for what is missing, from 5 answers on" in meaning


@HOW_MANY
def test_r13_the_published_score_is_the_mean_of_the_rest_in_a_table_too(count):
    people = [*people_of("nutrition_habits", count)]
    columns = {item: [None if i not in p else str(p[i]) for p in people] for item in CHOICES for i in [item]}
    scored = score_frame(pl.DataFrame(columns), rules=SCREENERS / "nutrition_habits", numbers="amounts")
    for answers, row in zip(people, scored.to_dicts(), strict=True):
        given = [TABLES["nutrition_habits"][item][0](said) for item, said in answers.items()]
        mean = 7 * sum(given) / len(given) if len(given) >= 5 else None
        assert row["total_published_points"] == (mean if mean is None else pytest.approx(mean))
        expected = None if mean is None else BANDS["nutrition_habits"](0 if 7 * sum(given) < 7 * len(given) else 7)
        assert row["total_published_band"] == expected
        one = assessed("nutrition_habits", answers).total.published
        assert (float(one.points), one.band) == (pytest.approx(mean), expected) if mean is not None else not one


def test_r14_where_fewer_points_are_better_every_report_says_so():
    given = json.dumps({"answers": {"age_years": 80, "weight": 50, "estrogen": "no"}})
    for form in ("text", "note", "html"):
        done = run("score", "-", "--rules", str(SCREENERS / "orai"), "--format", form, given=given)
        assert "Fewer points are better." in " ".join(done.out.split())
    assert "Fewer points" not in godin().out


def test_r15_a_total_needs_no_bands():
    assert problems(GODIN_RULES) == []
    result = json.loads(godin("--format", "json").out)
    assert (result["total"]["band"], result["headline"]) == (None, "Your answers come to 99 of 357 points.")


@pytest.mark.parametrize(("hours", "points"), [(6.9, 0), (7, 1), (9, 1), (9.1, 0), (0, 0)])
def test_r24_points_go_up_and_down_again_with_the_amount(hours, points):
    [answer] = [a for a in assessed("umeds", {"sleep": hours}).answers if a.item == "sleep"]
    assert (answer.points, answer.amount) == (points, Decimal(str(hours)))


def test_r27_half_points_are_counted_and_printed_without_needless_zeros():
    everything = dict.fromkeys(TABLES["mind"], 5)
    done = run("score", "-", "--rules", str(SCREENERS / "mind"), given=json.dumps({"answers": everything}))
    low = by_hand("mind", everything)[0]
    assert low == Decimal("7.5")
    assert "7.5 of 11 points" in done.out
    assert ".0 " not in done.out


def test_r27_the_check_names_a_rounded_percentage_that_points_just_miss(tmp_path):
    percent = ("instrument.yaml", "of: points", "of: percent")
    edge = ("instrument.yaml", "at_least: 6", "at_least: 43")
    top = ("instrument.yaml", "at_least: 10", "at_least: 71.5")
    folder = changed(SCREENERS / "medas", tmp_path / "rules", percent, edge, top)
    assert problems(folder) == []
    assert notes(folder) == [
        "the band moderate: 6 of 14 points are 42.86%, just below 43%. Use points.",
        "the band high: 10 of 14 points are 71.43%, just below 71.5%. Use points.",
    ]


def test_the_six_cover_numbers_parts_u_shapes_half_points_and_a_mean():
    items = [item for rules in RULES.values() for item in rules.items.values()]
    assert {item.amount.decimals for item in items if item.amount} == {0, 1, 2}
    assert any(item.amount and item.amount.each for item in items)
    assert not all(item.scored for item in items)
    assert {RULES["mind"].decimals, MEDAS.decimals} == {0, 1}
    assert HABITS.gaps.rule == "mean_of_the_rest"


def test_a_cell_that_is_no_number_is_told_which_numbers_the_question_takes(tmp_path):
    table = tmp_path / "one.csv"
    table.write_text('age_years,weight,estrogen\n65,"69,9",no\n', encoding="utf-8")
    done = run("score", str(table), "--rules", str(SCREENERS / "orai"))
    assert done.code == 2
    assert "69,9 is no answer to weight. Use kg, from 20 to" in done.err
