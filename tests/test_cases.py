"""The worked cases beside the rules hold, say clearly when they do not, and leave nothing of the rules out."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
import yaml
from compiled_rules import as_in_a_wheel
from people import AGES, BONE_FLAGS, CONDITIONS, DOMAINS, GUT_FLAGS, INSTRUMENT, POINTS
from sampling import each
from typer.testing import CliRunner

from gutbone.base.files import packaged_rules
from gutbone.cli.app import app
from gutbone.review.cases import read_cases, run_cases
from gutbone.review.check import check_rules

CASES = [placed.case for placed in read_cases(packaged_rules())]
PEOPLE = [case for case in CASES if case.answers]


def gutbone(*args):
    with as_in_a_wheel():
        return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def rules(tmp_path):
    """A copy of the packaged rules to change."""
    return shutil.copytree(packaged_rules(), tmp_path / "rules")


def change(file, before, after):
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def with_one_case(rules, text):
    shutil.rmtree(rules / "cases")
    (rules / "cases").mkdir()
    (rules / "cases" / "one.yaml").write_text(text, encoding="utf-8")
    return gutbone("rules", "test", "--rules", rules)


# ---------------------------------------------------------------- the packaged cases


@cache
def differences():
    """Give what is not as each case says, worked out where it is asked for first."""
    return {outcome.case: outcome.differences for outcome in run_cases(packaged_rules(), INSTRUMENT)}


@pytest.mark.long  # beside it the command says the same of all of them
@each("name", [case.case for case in CASES])
def test_it_holds(name):
    assert differences()[name] == []


def test_the_command_says_that_all_hold():
    run = gutbone("rules", "test")
    assert (run.exit_code, run.output) == (0, f"{len(CASES)} cases hold, 0 fail.\n")


def test_there_are_at_least_40_people_each_in_a_sentence_of_their_own():
    names = [case.case for case in CASES]
    assert len(PEOPLE) >= 40
    assert len(set(names)) == len(names)
    assert all(len(name.split()) >= 4 and name[0] == name[0].upper() and name[-1] != "." for name in names)


@each("condition", [*CONDITIONS, *AGES])
def test_somebody_has_this_condition(condition):
    assert any(condition in (case.conditions or ()) for case in PEOPLE)


@each("flag", GUT_FLAGS + BONE_FLAGS)
def test_somebody_has_this_warning_sign(flag):
    assert any(flag in (case.flags or ()) for case in PEOPLE)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_is_scored_low_high_and_as_a_range(domain):
    bands = {case.expect.bands.get(domain) for case in PEOPLE}
    assert {"start", "building", "on_track"} <= bands
    is_range = any(" to " in (case.expect.points.get(domain) or "") for case in PEOPLE)
    assert is_range == (len(DOMAINS[domain]) > 1)  # one question is known or it is not
    assert any(case.expect.points.get(domain) == "not_for_you" for case in PEOPLE)


def test_every_answer_is_given_by_somebody():
    amounts = {item: set() for item in POINTS}
    for case in PEOPLE:
        for item, answer in {**case.answers, **case.expect.counts_as}.items():
            amounts[item].add(answer)
    assert [(item, option) for item in POINTS for option in POINTS[item] if option not in amounts[item]] == []


@each("tip", INSTRUMENT.tips)
def test_every_tip_stands_in_the_tables(tip):
    for key in ("never_with", "careful_with", "only_with", "rests_on"):
        assert [case.case for case in CASES if tip in getattr(case.expect, key)]


def test_every_tip_is_shown_to_somebody():
    """The lines of a part follow answers that no case gives: test_parts.py holds those."""
    shown = {tip for case in PEOPLE for tip in (*(case.expect.tips or ()), *case.expect.shown)}
    beside = {tip.id for part in INSTRUMENT.parts for tip in part.tips}
    assert set(INSTRUMENT.tips) - shown - beside == set()


# ---------------------------------------------------------------- a case that fails


def test_a_failing_case_shows_expected_and_found_side_by_side(rules):
    for cases in (rules / "cases").glob("*.yaml"):
        if cases.name != "eating.yaml":
            cases.unlink()
    change(rules / "domains" / "fibre.yaml", "points: 4\n    at_least: 2.5", "points: 3\n    at_least: 2.5")
    run = gutbone("rules", "test", "--rules", rules)
    assert run.exit_code == 1
    name = "Someone who eats no pulses but plenty of fruit hears about pulses first"
    line = 1 + (rules / "cases" / "eating.yaml").read_text(encoding="utf-8").splitlines().index(f"- case: {name}")
    assert f"{rules}/cases/eating.yaml:{line}:3: {name}\n" in run.output
    assert "    points of fruit\n        expected  8 of 8\n        found     6 of 8\n" in run.output
    assert "cases hold, " in run.output


@pytest.mark.parametrize(
    ("expect", "what", "found"),
    [
        ("points: {fibre: 1 of 20}", "points of fibre", "not_enough_answers"),
        ("points: {fruit: 1 of 8}", "points of fruit", "8 of 8"),
        ("bands: {fibre: start}", "band of fibre", "not_enough_answers"),
        ("counts_as: {fruit: hardly_ever}", "fruit counts as", "three_or_more"),
        ("tips: [veg_first]", "tips", "none"),
        ("shown: [veg_first]", "shows veg_first", "no"),
        ("absent: [bone_basics]", "shows bone_basics", "yes"),
        ("withheld: [veg_first]", "withholds veg_first", "no"),
        ("gain: {veg_first: 0 to 1}", "gain of veg_first", "not shown"),
        ("strength: none", "strength", "fruit"),
        ("flags: [height_loss]", "flags", "none"),
        ("says: [Cook eggs until firm.]", 'says "Cook eggs until firm."', "no"),
        ("numbers: false", "shows numbers", "yes"),
        ("clinic: false", "shows the clinic", "yes"),
        ("due: {fruit: {hardly_ever: []}}", "due with fruit hardly_ever", "fruit_ibs, fruit_or_veg_more"),
        ("only_with: {veg_first: [ibs]}", "veg_first only with", "none"),
        ("avoids: {ibs: []}", "ibs avoids", "fodmap"),
        ("never_with: {lithium_drinks: []}", "lithium_drinks never with", "under_18"),
        ("careful_with: {drinks_very_low: []}", "drinks_very_low careful with", "dysphagia, kidney_stones"),
        ("rests_on: {the bands: [sacn_2015]}", "the bands rests on", "judgement"),
        ("rests_on: {the band: [judgement]}", "the band rests on", "no such thing"),
    ],
)
def test_whatever_differs_is_shown(rules, expect, what, found):
    case = f"- case: One\n  answers: {{fruit: 3}}\n  conditions: []\n  flags: []\n  expect: {{{expect}}}\n"
    run = with_one_case(rules, case)
    assert run.exit_code == 1
    assert run.stdout == "0 cases hold, 1 fail.\n"
    assert f"one.yaml:1:3: One\n    {what}\n        expected  " in run.stderr
    assert run.stderr.endswith(f"\n        found     {found}\n")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("case: One\n", "CASES_001", "1:1"),
        ("- case: One\n  answers: {}\n", "CASES_002", "1:3"),
        ("- case: One\n  expect: {pints: {}}\n", "CASES_002", "1:3"),
        ("- case: One\n  expect: {}\n", "CASES_004", "1:3"),
        ("- case: One\n  answers: {frut: 3}\n  expect: {tips: []}\n", "CASES_003", "1:3"),
        ("- case: One\n  conditions: [warfrin]\n  expect: {tips: []}\n", "CASES_003", "1:3"),
        ("- case: One\n  flags: [height]\n  expect: {tips: []}\n", "CASES_003", "1:3"),
        ("- case: One\n  expect: {absent: [veg_frist]}\n", "CASES_003", "1:3"),
        ("- case: One\n  expect: {avoids: {ibd: []}}\n", "CASES_003", "1:3"),
        ("- case: One\n  expect: {bands: {fruit: start}}\n", "CASES_003", "1:3"),
        ("- case: One\n  expect: {points: {veg_first: 1 of 4}}\n", "CASES_003", "1:3"),
        (
            "- case: One\n  expect: {tips: []}\n\n- case: Two\n  answers: {cups: -1}\n  expect: {tips: []}\n",
            "ANSWERS_006",
            "4:3",
        ),
    ],
)
def test_a_case_that_cannot_be_read_says_where(rules, text, code, place):
    run = with_one_case(rules, text)
    assert run.exit_code != 0
    found = str(run.exception or run.output)
    assert code in found
    assert f"one.yaml:{place}" in found


# ---------------------------------------------------------------- check


def test_check_finds_nothing_and_says_how_many_cases_it_worked_out_which_is_a_moments_work():
    run = gutbone("rules", "check")
    cases = check_rules(packaged_rules()).cases
    assert 1000 < cases < 10_000
    assert (run.exit_code, run.output) == (
        0,
        f"No problem found. {cases:,} cases of answers and conditions were worked out.\n",
    )


# ---------------------------------------------------------------- show


@pytest.mark.parametrize("format_name", ["text", "md", "json"])
def test_show_names_every_question_tip_condition_flag_and_source(format_name):
    run = gutbone("rules", "show", "--format", format_name)
    assert run.exit_code == 0
    ids = (
        INSTRUMENT.domain,
        INSTRUMENT.items,
        INSTRUMENT.tips,
        INSTRUMENT.condition,
        INSTRUMENT.flag,
        INSTRUMENT.source,
    )
    assert [name for known in ids for name in known if name not in run.output] == []


@pytest.mark.parametrize("format_name", ["text", "md"])
def test_show_names_every_line_that_opens_the_quiz_or_a_form(format_name):
    shown = " ".join(gutbone("rules", "show", "--format", format_name).output.split())
    assert [line for line in (*INSTRUMENT.before_start, *INSTRUMENT.before_form) if line not in shown] == []


def test_show_says_who_is_kept_from_a_tip_and_how_strong_a_source_is():
    text = gutbone("rules", "show", "--format", "md").output
    tip = text[text.index("\n### processed_meat_fish: swap") :].split("\n### ")[1]
    kept = tip.partition("Never with: ")[2].partition("\n")[0].split(", ")
    assert {"fish_shellfish_allergy", "histamine", "maoi", "lithium", "dysphagia"} <= set(kept)
    assert "\n- sacn_2015: SACN 2015, Carbohydrates and Health (guideline, strong, read)\n" in text


def test_show_says_all_that_explain_says():
    text = " ".join(gutbone("rules", "show", "--format", "md").output.split())
    for name in ("fibre", "fruit", "pulses_start", "warfarin", "height_loss"):
        explained = gutbone("explain", name).output.split("\n")
        assert [line for line in explained if " ".join(line.split()) not in text] == [], name


def test_show_as_json_is_the_whole_instrument():
    shown = json.loads(gutbone("rules", "show", "--format", "json").output)
    assert [item["id"] for domain in shown["domains"] for item in domain["items"]] == list(POINTS)


def test_show_of_a_format_it_does_not_know_says_which_there_are():
    assert gutbone("rules", "show", "--format", "pdf").exit_code != 0


def test_diff_of_the_same_rules_says_so(rules):
    assert gutbone("rules", "show", "--diff", rules).output == "The rules are the same.\n"


PEOPLE_OF_A_TABLE = """id,cups,sugary_drinks,conditions
a,five,weekly,
b,6,less_often,
c,,weekly,
d,4.5,0,age_65_or_over warfarin
e,five,n/a,
f,five,weekly,fluid_limit
"""


def test_diff_names_a_changed_point_and_who_scores_differently(rules, tmp_path):
    change(rules / "domains" / "hydration.yaml", "    points: 3\n    at_least: 4.5", "    points: 2\n    at_least: 4.5")
    table = tmp_path / "people.csv"
    table.write_text(PEOPLE_OF_A_TABLE, encoding="utf-8")
    run = gutbone("rules", "show", "--rules", rules, "--diff", packaged_rules(), "--answers", table)
    assert run.exit_code == 0
    lines = run.output.splitlines()
    assert lines[0] == "~ domains.hydration.items.cups.options.five.points: 3 -> 2"
    assert "hydration: 3 of 6 people score differently" in lines
    for line in (2, 5, 6):
        assert f"  line {line}: 3 of 4 on_track -> 2 of 4 building" in lines
    assert len([line for line in lines if line.startswith("~")]) == 1


def test_diff_says_when_nobody_scores_differently(rules, tmp_path):
    change(rules / "domains" / "hydration.yaml", "About 5", "Around 5")
    table = tmp_path / "people.csv"
    table.write_text("cups,sugary_drinks\nfive,weekly\n", encoding="utf-8")
    lines = gutbone(
        "rules", "show", "--rules", rules, "--diff", packaged_rules(), "--answers", table
    ).output.splitlines()
    assert lines[-1] == "Nobody of 1 people scores differently."


def scored_in_both(rules, table, text):
    table.write_bytes(text.encode())
    return gutbone("rules", "show", "--rules", rules, "--diff", packaged_rules(), "--answers", table)


def test_a_quoted_line_end_is_part_of_its_cell_and_places_stay_right(rules, tmp_path):
    change(rules / "domains" / "hydration.yaml", "    points: 3\n    at_least: 4.5", "    points: 2\n    at_least: 4.5")
    text = '\ufeffname,cups,sugary_drinks\r\n"one\r\nperson",five,weekly\r\nb\u2028,five,weekly\r\n'
    lines = scored_in_both(rules, tmp_path / "people.csv", text).output.splitlines()
    assert [line.split(":")[0].strip() for line in lines if " line " in line] == ["line 3", "line 4"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("cups\n five\n", ":2: there is no option of cups  five."),
        ("cups\n1e3\n", ":2: there is no option of cups 1e3."),
        ("cups\nnan\n", ":2: there is no option of cups nan."),
        ("cups\n20\n\nfive\nlots\n", ":5: there is no option of cups lots."),
        ("cups\n20,5\n", ":2: this row has 2 cells, and there are 1 columns."),
        ("cups,conditions\n5,under_18 age_65_or_over\n", ":2: two age groups are given: age_65_or_over, under_18."),
        ("cups,conditions\n5,cold\n", ":2: there is no condition cold."),
        ("cup;froot\n5;1\n", ": no column is an item of these rules."),
        ("cups,cups\n5,1\n", ": the column cups stands here twice."),
        ('cups,fruit\n"5,1\n', ": this is no table."),
        ("", ": no column is an item of these rules."),
    ],
)
def test_a_table_to_compare_is_read_as_strictly_as_any_answers(rules, tmp_path, text, problem):
    run = scored_in_both(rules, tmp_path / "people.csv", text)
    assert problem in str(run.exception)


def test_a_case_with_two_age_groups_is_refused(rules):
    case = '- case: Two ages\n  answers: {cups: 5}\n  conditions: [under_18, age_65_or_over]\n  expect: {points: {cups: "3"}}\n'
    run = with_one_case(rules, case)
    assert "two age groups are given: age_65_or_over, under_18." in str(run.exception)


# ---------------------------------------------------------------- the page for those who edit


README = (packaged_rules() / "README.md").read_text(encoding="utf-8")


def test_the_page_for_dietitians_names_every_file_and_every_expectation():
    files = {path.relative_to(packaged_rules()).as_posix() for path in Path(packaged_rules()).rglob("*.yaml")}
    single = {file for file in files if "/" not in file}
    assert [file for file in (*single, "domains/", "cases/") if f"`{file}`" not in README] == []
    assert [key for key in CASES[0].expect.__struct_fields__ if f"`{key}`" not in README] == []


def test_the_example_of_the_page_for_dietitians_holds(rules):
    example = README.split("```yaml\n- case:")[1].split("```")[0]
    assert yaml.safe_load(f"- case:{example}")
    run = with_one_case(rules, f"- case:{example}")
    assert (run.exit_code, run.output) == (0, "1 cases hold, 0 fail.\n")
