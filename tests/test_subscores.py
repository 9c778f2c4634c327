"""Scores over some of the questions, and numbers that make other questions needless, wherever they are shown or sent."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from forms import NOW, all_items, answers_to, crowd, exported
from homes import Home
from msgspec.structs import replace
from terminal import PROGRAM, Terminal, run
from test_exchange import CHOICES, redcap_fields, rows_of
from test_other_instruments import changed, notes, problems

from gutbone import score_frame
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.base.files import packaged_rules
from gutbone.exchange.fhir_write import form_scores, given_in_form
from gutbone.exchange.forms import render_form
from gutbone.rules.load import load_instrument

FOLDER = Path(__file__).parent / "screeners" / "active"
ACTIVE = load_instrument(FOLDER)
RULES = ("--rules", str(FOLDER))
WHOLE = {"days": 5, "minutes": 45, "hardest": "hard", "sitting": 3.5, "breaks": "often"}


def scored(form, answers=WHOLE, *more):
    done = run("score", "-", *RULES, "--format", form, *more, given=json.dumps({"answers": answers}))
    assert (done.code, done.err) == (0, "")
    return done.out if form in {"json", "fhir"} else " ".join(done.out.split())


def as_json(answers=WHOLE):
    return json.loads(scored("json", answers))


# ---------------------------------------------------------------- R18: scores over some of the questions


def test_r18_every_report_has_the_scores_of_some_questions():
    assert "Effort: 4.5 of 5.5 points. Much effort Habits: 7 of 7 points" in scored("text")
    assert "Effort 4.5/5.5 (much effort). Habits 7/7." in scored("note")
    assert "effort 4.5/5.5; habits 7/7" in scored("oneline")
    assert "<strong>Effort:</strong> 4.5 of 5.5 points. Much effort" in scored("html")
    assert "Effort: counts days, minutes. Habits: counts minutes, hardest, sitting." in scored(
        "text", WHOLE, "--explain"
    )
    assert "Effort" not in scored("text", WHOLE, "--no-score")
    effort, habits = as_json()["subscores"].values()
    assert (effort["points"], effort["possible"]) == ({"low": 4.5, "high": 4.5}, 5.5)
    assert (effort["band"], effort["questions"]) == ({"low": "much", "high": "much"}, ["days", "minutes"])
    assert (habits["band"], list(as_json()["domains"])) == (None, ["moving", "resting"])


def test_r18_rules_that_have_none_say_nothing_of_them():
    told = run("score", "-", "--format", "json", given="answers: {cups: 7}").out
    assert "subscores" not in told
    assert "subscores" not in run("rules", "show", "--format", "json").out
    assert '"subscores"' in run("rules", "show", "--format", "json", *RULES).out


def test_r18_they_can_be_explained_and_are_listed_and_shown():
    assert run("explain", "effort", *RULES).out.startswith("Effort (effort): 2 questions, 5.5 points\n  - days: On how")
    assert "  habits: Habits\n" in run("explain", "--list", *RULES).out
    shown = run("rules", "show", "--format", "md", *RULES).out
    assert "## Bands of Effort\n\n- Little effort (little): from 0 points\n" in shown
    assert "## Scores of some questions\n\n### Effort (effort)" in shown


def test_r18_a_kept_result_holds_them_and_comes_back_with_them(tmp_path):
    home = Home(tmp_path)
    for days in (5, 2):
        given = json.dumps({"answers": {**WHOLE, "days": days}})
        assert run("score", "-", "--keep", *RULES, given=given, **home.env).code == 0
    trend = " ".join(run("history", "trend", *RULES, **home.env).out.split())
    assert trend.count("4.5 of 5.5 points") == trend.count("3 of 5.5 points") == 1
    lines = run("history", "export", **home.env).out
    assert all("subscores" in json.loads(line) for line in lines.splitlines())
    other = Home(tmp_path / "other")
    (tmp_path / "kept.jsonl").write_text(lines.replace('"low":4.5', '"low":5.5').replace('"high":4.5', '"high":5.5'))
    done = run("history", "import", str(tmp_path / "kept.jsonl"), *RULES, **other.env)
    assert (done.code, "effort" in done.err) == (2, True)
    (tmp_path / "kept.jsonl").write_text(lines)
    assert run("history", "import", str(tmp_path / "kept.jsonl"), *RULES, **other.env).code == 0
    assert run("history", "export", **other.env).out == lines


def test_r18_a_table_has_their_columns_and_the_dictionary_says_what_those_mean(tmp_path):
    table = tmp_path / "answers.csv"
    table.write_text("id,days,minutes,hardest,sitting,breaks\na,5,45,hard,3.5,often\nb,7,,,8,\n")
    report = tmp_path / "report.json"
    done = run("cohort", str(table), *RULES, "--report", str(report))
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["effort_points_low"] for row in rows] == ["4.5", "3.5"]
    assert [row["effort_points_high"] for row in rows] == ["4.5", "5.5"]
    assert [row["effort_band_low"] for row in rows] == ["much", "much"]
    assert [row["habits_status"] for row in rows] == ["scored", "not_enough_answers"]
    assert json.loads(report.read_text())["scores"]["effort"]["scored"] == 2
    meanings = {
        row["column"]: row["meaning"] for row in csv.DictReader(io.StringIO(render_form(ACTIVE, "csv", now=NOW)))
    }
    assert meanings["effort_points_low"] == "Effort: points, unknown answers counting the fewest points."
    assert meanings["effort_band_low"].startswith("Effort: the band (at least so many points: little 0, much 3.5)")


def test_r18_a_text_can_hang_on_one_and_a_case_can_expect_it(tmp_path):
    tip = (
        'closing:\n- id: told\n  kind: info\n  when_band: {effort: [much]}\n  text: "Well."\n  sources: [judgement]\n\n'
    )
    folder = changed(FOLDER, tmp_path / "rules", ("instrument.yaml", "gaps:\n", f"{tip}gaps:\n"))
    assert problems(folder) == []
    for days, is_told in ((5, True), (0, False)):
        answers = Responses(answers={"days": str(days), "minutes": "45"})
        assert ("Well." in assess(load_instrument(folder), answers).notices) == is_told


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[days, minutes]", "[days, minuets]", "IDS_001: there is no item minuets. Did you mean minutes?"),
        ("[days, minutes]", "[days, days]", "IDS_002: days stands here twice. Remove one."),
        ("[days, minutes]", "[]", "ITEM_005: effort counts nothing. Name some of the questions that count."),
        (
            "- id: effort",
            "- id: moving",
            "IDS_006: moving is the id of two things: domain and subscore. Give each its own id.",
        ),
        ("- id: effort", "- id: total", "IDS_005: total means something else in answers and tables."),
        ("little, at_least: 0", "little, at_least: 1", "BANDS_001: scores from 0 have no band."),
        ("much, at_least: 3.5", "much, at_least: 6", "BANDS_002: no score reaches 6: 5.5 is the most."),
    ],
)
def test_r18_the_check_says_what_such_a_score_needs(tmp_path, old, new, problem):
    folder = changed(FOLDER, tmp_path / "rules", ("instrument.yaml", old, new))
    assert [found[: len(problem)] for found in problems(folder)] == [problem]


def test_r18_one_counts_no_question_that_is_not_scored(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "rules")
    path = folder / "domains" / "resting.yaml"
    text = path.read_text().replace("- id: breaks\n", "- id: breaks\n  unscored: true\n")
    path.write_text(text.replace("points: 0, label", "label").replace("points: 2, label", "label"))
    head = folder / "instrument.yaml"
    head.write_text(head.read_text().replace("[days, minutes]", "[days, breaks]"))
    assert problems(folder) == [
        "ITEM_005: effort counts breaks, which is not scored. Score the question, or remove it here."
    ]


# ---------------------------------------------------------------- numbers that make other questions needless


def test_a_number_makes_other_questions_needless_in_every_face():
    lines = run("quiz", *RULES, "--format", "json", given="0\n12.5\n\n")
    assert (lines.code, "uestion 2 of 3" in lines.err) == (0, True)
    statuses = {answer["item"]: answer["status"] for answer in json.loads(lines.out)["answers"]}
    assert [statuses[name] for name in WHOLE] == ["answered", "settled", "settled", "answered", "settled"]
    with Terminal(PROGRAM, "quiz", *RULES) as terminal:
        terminal.step("\r", "uestion 1 of 5")
        terminal.step("0\r", "uestion 2 of 3")
        terminal.step("b", "uestion 1 of 3")
        terminal.step("\x7f1\r", "uestion 2 of 5")
        terminal.step("9\r", "uestion 3 of 4")  # under 10 minutes: how hard it is needs no answer
        terminal.type("q")
        terminal.finish()
    told = run("screen", "0 45 3", *RULES)
    assert (told.code, 'Minutes: we count it as "0 minutes", as another answer says so.' in told.out) == (0, True)


def test_what_is_needless_counts_as_its_first_answer_or_smallest_number_whatever_was_said():
    for more in ({}, {"minutes": 45, "hardest": "hard"}):
        result = as_json({"days": 0, "sitting": 4, **more})
        found = {answer["item"]: answer for answer in result["answers"]}
        assert (found["minutes"]["points"], found["minutes"]["option"], found["hardest"]["option"]) == (
            0,
            "none",
            "easy",
        )
        assert result["domains"]["moving"]["points"] == {"low": 0, "high": 0}
        again = run("score", "-", *RULES, "--format", "json", given=json.dumps(result))
        assert json.loads(again.out)["answers"] == result["answers"]
    assert "minutes: none gives 0 of 2" in scored("text", {"days": 0}, "--explain")
    assert "minutes: 0 minutes 0/2" in scored("note", {"days": 0, "sitting": 4})


def test_a_table_reads_it_alike(tmp_path):
    table = tmp_path / "answers.csv"
    table.write_text("days,minutes,sitting\n0,45,12.5\n8,5,12.4\n,9,13\n")
    done = run("cohort", str(table), *RULES, "--numbers", "amounts", "--long")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["status"] for row in rows] == [
        *("answered", "settled", "settled", "answered", "settled"),
        *("problem", "answered", "settled", "answered", "not_known"),
        *("not_known", "answered", "settled", "answered", "settled"),
    ]
    assert (rows[1]["option"], float(rows[1]["points"])) == ("0", 0)


LEFT_OUT = {"still": "moving", "bed": "sitting", "short": "minutes"}


@pytest.mark.parametrize("mode", ["full", "core"])
def test_a_table_scores_everyone_as_alone_whatever_applies_to_them(mode, tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "rules")
    known = [
        f"- {{id: {name}, group: A, label: {name}, not_applicable: [{out}], sources: [judgement]}}"
        for name, out in LEFT_OUT.items()
    ]
    (folder / "conditions.yaml").write_text("\n".join(["conditions:", *known]))
    rules, crowded = load_instrument(folder), crowd({n: answers_to(i) for n, i in ACTIVE.items.items()}, 60, seed=3)
    held = [*LEFT_OUT, None]
    people = [
        replace(one, mode=mode, conditions=frozenset(filter(None, [held[n % 4]]))) for n, one in enumerate(crowded)
    ]
    columns = {name: [person.answers.get(name) for person in people] for name in WHOLE}
    frame = pl.DataFrame({**columns, "conditions": [" ".join(person.conditions) or "none" for person in people]})
    for person, row in zip(
        people, score_frame(frame, rules=folder, mode=mode, numbers="amounts").to_dicts(), strict=True
    ):
        result = assess(rules, person)
        for name, score in {"total": result.total, **result.beside}.items():
            ends = [None, None] if score.points is None else [float(score.points.low), float(score.points.high)]
            band = [None, None] if score.band is None else [score.band.low, score.band.high]
            found = [row[f"{name}_{kind}_{end}"] for kind in ("points", "band") for end in ("low", "high")]
            assert [row[f"{name}_status"], row[f"{name}_possible"], *found] == [
                score.status,
                float(score.possible),
                *ends,
                *band,
            ]
        published = result.total.published or None
        assert row["total_published_points"] == (None if published is None else pytest.approx(float(published.points)))


def test_forms_hide_what_a_number_makes_needless():
    form = {item["linkId"]: item for item in all_items(exported(ACTIVE)["item"])}
    assert form["minutes"]["enableBehavior"] == "any"
    assert form["minutes"]["enableWhen"] == [
        {"question": "days", "operator": "exists", "answerBoolean": False},
        {"question": "days", "operator": ">=", "answerInteger": 1},
    ]
    assert form["hardest"]["enableBehavior"] == "all"
    assert form["breaks"]["enableWhen"][1] == {"question": "sitting", "operator": "<", "answerDecimal": 12.5}
    rows = {row.get("name"): row for row in rows_of(render_form(ACTIVE, "xlsform", now=NOW))["survey"]}
    assert rows["breaks"]["relevant"] == "not(((${sitting} != '' and ${sitting} >= 12.5)))"
    fields = {field["Variable / Field Name"]: field for field in redcap_fields(ACTIVE)}
    assert fields["minutes"]["Branching Logic (Show field only if...)"] == "([days] = '' or [days] >= 1)"


class Blank(str):
    """What a question without an answer holds: no number compares with it."""

    __slots__ = ()

    def __lt__(self, other):
        return False

    __le__ = __gt__ = __ge__ = __lt__


def worked_out(formula, values):
    """Work a sheet's formula out in Python: of two answers of an "if" only one is, so that nothing is divided by 0."""
    turned = lazy(re.sub(r"\$\{(\w+)\}", r"of['\1']", formula).replace(" div ", " / "))
    return eval(re.sub(r"(?<![<>!])=", "==", turned), {"of": values})


def lazy(formula):
    """Turn "if(a, b, c)" into "(b if a else c)", the inner ones too."""
    start = re.search(r"\bif\(", formula)
    if not start:
        return formula
    parts, depth, at = [""], 1, start.end()
    while depth:
        letter = formula[at]
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 1:
            parts.append("")
        elif depth:
            parts[-1] += letter
        at += 1
    holds, then, otherwise = (lazy(part.strip()) for part in parts)
    return f"{formula[: start.start()]}(({then}) if ({holds}) else ({otherwise})){lazy(formula[at:])}"


def test_sheets_and_redcap_count_all_of_it():
    """They count the scores, the subscores and the published mean of the same people as our own form's scores."""
    rows = rows_of(render_form(ACTIVE, "xlsform", now=NOW))["survey"]
    sheet = {
        r["name"]: r["calculation"] for r in rows if r["type"] == "calculate" and r["name"] != "form_self_reported"
    }
    redcap = {f["Variable / Field Name"]: f[CHOICES] for f in redcap_fields(ACTIVE) if f["Field Type"] == "calc"}
    for person in crowd({n: answers_to(i) for n, i in ACTIVE.items.items()}, 24, seed=9):
        expected = form_scores(ACTIVE, given_in_form(assess(ACTIVE, person), ACTIVE))
        expected = {link.replace(".", "_"): score for link, score in expected.items()}
        blank = dict.fromkeys(WHOLE, Blank())
        values = blank | {n: float(said) if ACTIVE.items[n].amount else said for n, said in person.answers.items()}
        for name, formula in sheet.items():
            values[name] = worked_out(formula, values)
            check(name, values[name], expected.get(name, ""))
        coded = [(n, i) for n, i in ACTIVE.items.items() if n in person.answers and not i.amount]
        values |= {name: str([*item.by_id].index(person.answers[name]) + 1) for name, item in coded}
        for name, formula in redcap.items():
            turned = re.sub(r"\[(\w+)\]", r"${\1}", formula).replace("<>", "!=")
            check(name, worked_out(turned, values), expected.get(name, ""))


def check(name, found, expected):
    """Hold what was worked out against ours; of a published mean Python rounds a half otherwise."""
    if isinstance(expected, str):
        assert found == expected
    else:
        assert found == pytest.approx(float(expected), abs=0.1001 if "published" in name else 1e-9)


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ("{days: {}}", "it is not clear which amounts of days make minutes needless. Write one of under and at_least."),
        ("{days: {under: 1, at_least: 2}}", "it is not clear which amounts of days make minutes needless."),
        ("{days: {under: 0}}", "0 parts no amounts of days. Use a number above 0 and up to 7."),
        ("{days: {at_least: 8}}", "8 parts no amounts of days."),
        ("{days: []}", "days is answered by a number. Write under or at_least, and a number."),
        ("{breaks: {under: 1}}", "breaks is asked after minutes. Put it before, or remove it here."),
        ("{minutes: {under: 1}}", "minutes cannot make minutes needless."),
    ],
)
def test_the_check_says_what_makes_a_question_needless(tmp_path, new, problem):
    old = "asked_unless: {days: {under: 1}}\n"
    folder = changed(FOLDER, tmp_path / "rules", ("domains/moving.yaml", old, f"asked_unless: {new}\n"))
    assert [found[: len(problem) + 12] for found in problems(folder)] == [f"AMOUNT_002: {problem}"]


def test_options_are_named_and_not_reached(tmp_path):
    change = ("domains/resting.yaml", "{sitting: {at_least: 12.5}}", "{hardest: {under: 1}}")
    problem = "hardest is answered by its options. Name some of them in a list."
    assert [found[: len(problem) + 12] for found in problems(changed(FOLDER, tmp_path / "rules", change))] == [
        f"AMOUNT_002: {problem}"
    ]


@pytest.mark.parametrize(
    ("new", "code"), [("1", "RULES_002"), ("{above: 1}", "RULES_003"), ("{under: few}", "RULES_002")]
)
def test_the_shape_of_it_is_told_where_it_stands(tmp_path, new, code):
    old = "asked_unless: {days: {under: 1}}\n"
    folder = changed(FOLDER, tmp_path / "rules", ("domains/moving.yaml", old, f"asked_unless: {{days: {new}}}\n"))
    assert [found.split(":")[0] for found in problems(folder)] == [code]


# ---------------------------------------------------------------- numbers in words and in forms


def test_beside_a_1_stands_the_unit_for_one():
    told = [scored("note", {**WHOLE, "days": days}) for days in (1, 2)]
    assert ["days: 1 day a week" in told[0].lower(), "days: 2 days a week" in told[1].lower()] == [True, True]


def test_forms_take_no_more_decimals_than_the_question_does():
    form = {item["linkId"]: item for item in all_items(exported(ACTIVE)["item"])}
    extensions = {e["url"].rpartition("/")[2]: e for e in form["sitting"]["extension"]}
    assert extensions["maxDecimalPlaces"]["valueInteger"] == 1
    rows = {row.get("name"): row for row in rows_of(render_form(ACTIVE, "xlsform", now=NOW))["survey"]}
    assert (rows["days"]["type"], rows["sitting"]["type"]) == ("integer", "decimal")
    assert rows["sitting"]["constraint"] == ". >= 0 and . <= 24 and round(., 1) = ."
    fields = {field["Variable / Field Name"]: field for field in redcap_fields(ACTIVE)}
    kinds = [fields[name]["Text Validation Type OR Show Slider Number"] for name in ("days", "sitting")]
    assert kinds == ["integer", "number_1dp"]


def test_a_sheet_says_otherwise_what_is_wrong_with_a_number_than_what_it_takes():
    for row in rows_of(render_form(ACTIVE, "xlsform", now=NOW))["survey"]:
        if "constraint" in row:
            assert row["constraint_message"] not in row["hint"]
            assert row["constraint_message"].startswith("Use a number from 0 to ")


def test_a_question_that_is_not_scored_has_no_points_in_the_dictionary():
    rules = load_instrument(FOLDER.parent / "godin")
    rows = {row["column"]: row for row in csv.DictReader(io.StringIO(render_form(rules, "csv", now=NOW)))}
    [values] = [
        row["values"]
        for row in csv.DictReader(io.StringIO(render_form(rules, "csv", now=NOW)))
        if (row["table"], row["column"]) == ("in", "sweat")
    ]
    assert rows
    assert values == "often = Often; sometimes = Sometimes; rarely = Never or rarely"


def test_r13_a_mean_below_every_band_is_in_none():
    """The mean of what is known may be less than all answers together can give."""
    answers = {"days": 0, "minutes": 0, "hardest": "easy", "sitting": 8}
    published = as_json(answers)["total"]["published"]
    assert (published["points"], published["band"]) == (-1.25, None)
    assert "-1.2 of 12.5 points" in scored("text", answers)
    response = scored("fhir", answers)
    assert '"valueDecimal": -1.2' in response
    assert "total.band.published" not in response


def test_r5_whoever_brings_no_words_is_welcomed_to_no_quiz_of_ours(tmp_path):
    told = run("quiz", *RULES, given="0\n3.5\n2\n\n").err
    assert told.startswith("There are 5 questions. Your answers stay on this computer.\n")
    folder = changed(FOLDER, tmp_path / "rules")
    (folder / "words.yaml").write_text('welcome_text: "{total} it is."\n')
    assert run("quiz", "--rules", str(folder), given="0\n3.5\n2\n\n").err.startswith("5 it is.\n")
    assert load_instrument(packaged_rules()).words.welcome_text.startswith("There are {total} questions about what you")


# ---------------------------------------------------------------- what was still untrue of others


def test_r2_information_alone_calls_for_no_tip_about_every_answer(tmp_path):
    tip = "\ntips:\n- id: know\n  kind: info\n  always: true\n  text: Well.\n  sources: [judgement]\n"
    folder = changed(FOLDER, tmp_path / "rules", ("instrument.yaml", "  tips: none\n", ""))
    path = folder / "domains" / "resting.yaml"
    path.write_text(path.read_text() + tip)
    assert problems(folder) == []
    path.write_text(path.read_text().replace("kind: info", "kind: add\n  plan: If, then."))
    assert any(found.startswith("ADVICE_001") for found in problems(folder))


def test_r26_a_text_on_a_band_that_its_score_has_not_is_told_why(tmp_path):
    tip = "closing:\n- id: told\n  kind: info\n  when_band: {moving: [more]}\n  text: Well.\n  sources: [judgement]\n\n"
    folder = changed(FOLDER, tmp_path / "rules", ("instrument.yaml", "gaps:\n", f"{tip}gaps:\n"))
    why = "No score that it names has such a band: give it own_bands, or write total."
    assert problems(folder) == [f"ADVICE_002: nobody is ever shown told. {why}"]


def test_r28_points_can_be_from_a_publication_and_a_source_can_be_a_website(tmp_path):
    published = ("domains/moving.yaml", "points_from: judgement", "points_from: published")
    site = ("sources.yaml", "kind: judgement\n  strength: none", "kind: website\n  strength: weak")
    folder = changed(FOLDER, tmp_path / "rules", published, site)
    assert problems(folder) == []
    assert "Made up for tests (website, weak evidence, read)" in run("explain", "days", "--rules", str(folder)).out


def test_r13_a_rounded_share_that_asks_for_one_answer_more_is_named(tmp_path):
    told = {}
    for share in ("0.6", "0.61", "0.667"):
        change = ("instrument.yaml", "no_number_under: 0.5", f"no_number_under: {share}")
        told[share] = [note for note in notes(changed(FOLDER, tmp_path / share, change)) if "no_number" in note]
    assert told == {
        "0.6": [],
        "0.61": ["no_number_under: 3 of 5 answers are just under 0.61. For so many, write 0.6."],
        "0.667": ["no_number_under: 2 of 3 answers are just under 0.667. For so many, write 0.666."],
    }


def test_r8_where_there_is_no_article_explain_names_what_it_can_explain():
    done = run("explain", *RULES)
    assert (done.code, done.err, done.out) == (0, "", run("explain", "--list", *RULES).out)


def test_r27_tenths_of_points_stay_tenths_in_tables_and_forms(tmp_path):
    """Seven times 0.1 is 0.7000000000000001 to most software."""
    tenths, edge = (
        ("domains/moving.yaml", "each: 0.5", "each: 0.1"),
        ("instrument.yaml", "at_least: 3.5", "at_least: 0.7"),
    )
    folder = changed(FOLDER, tmp_path / "rules", tenths, edge)
    rules, table = load_instrument(folder), tmp_path / "answers.csv"
    table.write_text("id,days,minutes,hardest,sitting,breaks\na,7,5,easy,3,often\n")
    done = run("cohort", str(table), "--rules", str(folder))
    [row] = csv.DictReader(io.StringIO(done.out))
    assert (row["effort_points_low"], row["total_points_low"], row["total_possible"]) == ("0.7", "4.7", "9.7")
    assert row["effort_band_low"] == "much"
    rows = {r.get("name"): r for r in rows_of(render_form(rules, "xlsform", now=NOW))["survey"]}
    values = {"days": 7.0, "minutes": 5.0, "hardest": "easy", "sitting": 3.0, "breaks": "often"}
    assert worked_out(rows["effort_points"]["calculation"], values) == 0.7
    form = {item["linkId"]: item for item in all_items(exported(rules)["item"])}
    expression = form["effort.points"]["extension"][0]["valueExpression"]["expression"]
    assert "* '10'.toInteger() + '0.5'.toDecimal()).floor() / '10'.toInteger()" in expression


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("hardest", ["Not asked when days is: under 1 day a week", "Not asked when minutes is: under 10 minutes"]),
        ("breaks", ["Not asked when sitting is: 12.5 hours a day or more"]),
        ("sitting", []),
    ],
)
def test_explain_says_after_which_answers_a_question_is_needless(item, told):
    shown = run("explain", item, "--rules", str(FOLDER)).out.splitlines()
    assert [line for line in shown if line.startswith("Not asked")] == told
