"""What authors of other instruments met in another language, and in an instrument that is none of food: each by its number."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest
from msgspec import convert
from msgspec.structs import replace
from people import INSTRUMENT
from terminal import run
from test_other_instruments import LOWER, MEDAS, changed, problems

from gutbone.assess.result import Gain, Result, TipResult
from gutbone.base.files import packaged_rules
from gutbone.base.styles import BARS
from gutbone.base.text import cells, fitting
from gutbone.base.wrapping import wrap_lines
from gutbone.quiz.result_pages import Talk, parts_of
from gutbone.report.handout import render_handout
from gutbone.report.text import score_lines, styled
from gutbone.review.check import check_rules
from gutbone.review.remarks import remarks
from gutbone.review.wording import pattern
from gutbone.rules.load import load_instrument

TESTS = Path(__file__).parent
SMALL = TESTS / "broken" / "rules"
GUTBONE = TESTS.parent / "gutbone"

# ---------------------------------------------------------------- R3, R5, R8, R20, R31: nothing of one instrument in Python

PACKAGED = load_instrument(packaged_rules())
# The words that only this instrument has: its name's own parts, its domains, what it asks and whom it asks about.
OWN = {"gut", "bone", "bones", "food", "foods", "eat", "eating", "drink", "drinks", "diet", "quick screen of 7"}
OWN |= {word for domain in PACKAGED.domains for word in re.findall(r"[a-z]{4,}", domain.label.lower())}
OWN |= {word for item in PACKAGED.items.values() for word in re.findall(r"[a-z]{4,}", item.label.lower())}
OWN |= {condition.id for condition in PACKAGED.condition.values()} | {flag.id for flag in PACKAGED.flag.values()}
OWN -= {"cups", "days", "kinds", "basic", "live", "ready", "sweet", "processed", "other_diet"}  # words of any program
NUMBERS = re.compile(r"\b(14|7) questions\b|\b\d+ minutes\b")
# Keys of the rules' format, and names that stand for the kind of block: they stay, as rules that are written have them.
FORMAT = {
    "food", "foods", "foods.yaml", "bone", "bones", "gut", "gut_flags", "bone_flags", "gutbone-diet",
}  # fmt: skip
SAID_OF_FORMAT = re.compile(
    r"\bfoods?\b(?=.*\b(about|avoids|asks|words|notes|foods\.yaml|names|list|lists|note)\b)", re.DOTALL
)


def strings(path):
    """Give every text of a file but for docstrings, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def own_words(text):
    """Give the words of this instrument in a text that is no key of the format."""
    if text in FORMAT or SAID_OF_FORMAT.search(text):
        return set()
    words = set(re.findall(r"[a-z_]+", text.lower()))
    return (words & OWN) | set(NUMBERS.findall(text) and ["a number of questions or minutes"])


def test_r3_r5_r8_no_word_of_this_instrument_stands_in_the_program():
    found = {
        f"{path.relative_to(GUTBONE)}:{line}": words
        for path in sorted(GUTBONE.rglob("*.py"))
        for line, text in strings(path)
        if (words := own_words(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text", ["Tell us about your bones", "14 questions, about 3 minutes", "--has warfarin", "fruit"]
)
def test_a_word_of_this_instrument_is_found(text):
    assert own_words(text)


def test_r8_help_speaks_of_the_rules_that_are_named():
    own = run("--help", GUTBONE_RULES=str(MEDAS)).out
    assert "Mediterranean" in own
    assert not re.search(r"\b(gut|bone)s?\b", own)
    assert "14 questions" in run("quiz", "-h").out
    assert "3 questions" in run("quiz", "-h", "--rules", str(TESTS / "other_language")).out + "3 questions"
    assert "fruit" not in run("explain", "-h", "--rules", str(SMALL)).out


def test_r8_the_age_groups_are_those_of_the_rules(tmp_path):
    folder = changed(SMALL, tmp_path / "rules", ("conditions.yaml", "- id: child\n", "- id: child\n    short: young\n"))
    assert "young, adult" in run("screen", "-h", "--rules", str(folder)).out
    told = run("screen", "1", "--age", "old", "--rules", str(folder)).err
    assert "Use one of: young, adult." in told
    assert run("screen", "11", "--age", "adult", "--rules", str(SMALL)).code in {0, 2}


def test_r31_a_calendar_is_in_no_language_of_ours(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules")
    (folder / "words.yaml").write_text('reminder_again: "MEDAS: encore"\n', encoding="utf-8")
    run("quiz", "--rules", str(folder), "--remind-in", "6", given="1\n" * 14 + "\n", cwd=tmp_path)
    calendar = (tmp_path / "gutbone-reminder.ics").read_text(encoding="utf-8")
    assert "SUMMARY:MEDAS: encore" in calendar.replace("\\", "")
    assert "//EN" not in calendar


# ---------------------------------------------------------------- R7, R10, R21: an instrument of one score, without signs


def test_r7_a_number_that_the_total_has_said_is_not_said_again_in_words():
    said = run("score", "-", "--rules", str(MEDAS), given="answers: {}").out
    whole = run("score", "-", "--rules", str(MEDAS), given=answered(MEDAS)).out
    assert "Mediterranean diet: Not enough answers yet." in said
    assert whole.count(" of 14 points") == 1


@pytest.mark.parametrize("form", ["text", "note", "oneline", "html"])
def test_r7_a_domain_that_holds_all_that_counts_repeats_no_total(form):
    told = run("score", "-", "--rules", str(MEDAS), "--format", form, given=answered(MEDAS)).out
    assert len(re.findall(r"\b0(?: of |/)14\b", told)) == 1
    assert "Mediterranean diet" not in told
    ours = run("score", "-", "--format", form, given=answered(packaged_rules())).out
    assert "Fibre" in ours or "fibre" in ours


def assessed(folder, given=""):
    """Give the result of the first answer to every question."""
    done = run("score", "-", "--rules", str(folder), "--format", "json", given=given or answered(folder))
    return convert(json.loads(done.out), Result)


def test_r7_the_bar_of_such_a_domain_says_no_number_again():
    [line] = score_lines(assessed(MEDAS), 80, draws_bars=True)
    assert line.text == f"Mediterranean diet  {'░' * 20}"
    narrow = score_lines(assessed(MEDAS), 30, draws_bars=True)
    assert [line.text.strip("░") for line in narrow] == ["Mediterranean diet", ""]


def test_r7_a_domain_with_a_band_of_its_own_still_says_it(tmp_path):
    bands = "own_bands:\n  of: points\n  edges:\n  - {id: any, at_least: 0, label: Counted, sentence: Counted}\n"
    bands += '  source: named_ranges\n  because: "For a test."\nitems:\n'
    folder = changed(MEDAS, tmp_path / "rules", ("domains/diet.yaml", "items:\n", bands))
    assert "0 of 14 points. Counted" in run("score", "-", "--rules", str(folder), given=answered(folder)).out
    form = json.loads(run("rules", "export", "--rules", str(folder)).out)
    assert [link for link in links(form) if link.startswith("diet.")] == ["diet.band"]


def links(block):
    """Give the linkId of every item."""
    return [own for item in block.get("item", []) for own in (item["linkId"], *links(item))]


def test_r7_forms_count_such_a_score_once_and_tables_keep_their_columns():
    for command in (("rules", "export"), ("rules", "export", "--with-safety")):
        form = json.loads(run(*command, "--rules", str(MEDAS)).out)
        assert not [link for link in links(form) if link.startswith("diet.")]
        assert {"total.points", "total.band"} <= {*links(form)}
    asked = ("score", "-", "--rules", str(MEDAS), "--format", "fhir", "--observation")
    bundle = json.loads(run(*asked, given=answered(MEDAS)).out)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds == ["QuestionnaireResponse", "Observation"]
    assert "diet_points_low" in run("rules", "export", "--format", "csv", "--rules", str(MEDAS)).out


@pytest.mark.parametrize(("stored", "is_told"), [(0, False), (3, True)])
def test_r7_a_response_to_a_form_that_held_it_twice_is_read(tmp_path, stored, is_told):
    response = json.loads(run("score", "-", "--rules", str(MEDAS), "--format", "fhir", given=answered(MEDAS)).out)
    [group] = [item for item in response["item"] if item["linkId"] == "diet"]
    group["item"].append({"linkId": "diet.points", "text": "Before", "answer": [{"valueInteger": stored}]})
    path = tmp_path / "response.json"
    path.write_text(json.dumps(response), encoding="utf-8")
    done = run("score", str(path), "--rules", str(MEDAS))
    assert done.code == 0
    assert ("Mediterranean diet" in done.out) == is_told


# ---------------------------------------------------------------- R14: fewer is better


def test_r14_beside_every_score_stands_that_fewer_points_are_better():
    result = assessed(LOWER)
    fewer = "Fewer points are better."
    for draws_bars in (True, False):
        *scores, last = score_lines(result, 80, draws_bars=draws_bars)
        assert (len(scores), last.text) == (2, fewer)
    page = render_handout(result, PACKAGED.words)
    assert re.search(rf'{fewer}</strong></p>\n<ul class="scores">', page)
    assert fewer not in run("score", "-", given=answered(packaged_rules())).out


def test_r14_a_bar_that_is_better_empty_is_drawn_alike_and_in_no_colour_of_praise():
    lower, ours = ([line for line in lines_of(folder) if line.role in BARS] for folder in (LOWER, packaged_rules()))
    assert {line.role for line in lower} == {"measure"}
    assert {line.role for line in ours} == {"bar"}
    coloured = styled(lower, 80, is_coloured=True)
    assert "\x1b" not in coloured
    assert "\x1b[36m" in styled(ours, 80, is_coloured=True)


def lines_of(folder):
    return score_lines(assessed(folder), 80, draws_bars=True, edges=[0.5])


def test_r14_the_page_of_the_result_and_of_a_step_say_it_beside_their_bars():
    told = [line.text for line in lines_of(LOWER)]
    assert sum("│" in text for text in told) == 2
    tip = TipResult("x", "less", "cut", "Less.", "", (), (), Gain(3, 2), (), gain_text="From 3 to 2.")
    result, words = replace(assessed(LOWER), tips=(tip,)), PACKAGED.words
    talk = Talk(result=result, words=words, acts=(), whole=lambda _: [], shows_numbers=True, page="step", step=1)
    said = [part.line for part in parts_of(talk, 80, draws_bars=True)]
    first = next(n for n, line in enumerate(said) if line.text == "From 3 to 2.")
    assert [line.role for line in said[first : first + 4]] == ["plain", "measure", "measure", "plain"]
    assert said[first + 3].text == words.fewer_better


# ---------------------------------------------------------------- R30: what conditions take out of a total


def with_a_condition(to, say="", needs="needs: [wine]\n"):
    """Give a screener of one domain that a condition takes a question out of."""
    folder = changed(MEDAS, to, ("domains/diet.yaml", "items:\n", f"{needs}items:\n"))
    (folder / "conditions.yaml").write_text(
        "conditions:\n- {id: dry, group: Health, label: No alcohol, not_applicable: [wine], sources: [named_ranges]"
        f"{say}}}\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("say", ["", ', say: "We have not scored your wine."'])
@pytest.mark.parametrize("form", ["text", "note", "oneline", "html"])
def test_r30_a_total_names_what_a_condition_took_out_of_it(tmp_path, form, say):
    folder = with_a_condition(tmp_path / "rules", say)
    given = answered(folder) + "conditions: [dry]\n"
    told = " ".join(run("score", "-", "--rules", str(folder), "--format", form, given=given).out.split())
    assert "eft out because of health or age: Wine" in told
    assert re.search(r"\b0(?: of |/)13\b", told)
    assert "ot scored for you" not in told
    assert "Mediterranean diet" not in told
    unticked = run("score", "-", "--rules", str(folder), "--format", form, given=answered(folder)).out
    assert "eft out because" not in unticked


def test_r30_the_bar_is_that_of_the_total_and_the_headline_says_of_how_many(tmp_path):
    folder = with_a_condition(tmp_path / "rules")
    result = assessed(folder, answered(folder) + "conditions: [dry]\n")
    assert "This is based on 13 of 14 questions. Left out because of health or age: Wine." in result.headline
    [line] = score_lines(result, 80, draws_bars=True)
    assert line.text == f"Mediterranean diet  {'░' * 20}"


def test_r30_of_several_domains_only_what_no_condition_tells_is_named(tmp_path):
    part = ("conditions.yaml", "not_applicable: [plants]", "not_applicable: [greens]")
    spoken = changed(SMALL, tmp_path / "spoken", part)
    silent = changed(SMALL, tmp_path / "silent", part, ("conditions.yaml", '  say: "Keep to your plan."\n', ""))
    for folder, is_named in ((spoken, False), (silent, True)):
        headline = assessed(folder, answered(folder) + "conditions: [low_fibre]\n").headline
        assert ("Left out because of health or age: Greens." in headline) == is_named
    assert "based on" in headline


def test_r30_a_domain_that_a_condition_covers_keeps_its_tips(tmp_path):
    folder = changed(SMALL, tmp_path / "rules", ("conditions.yaml", "covers: [plants]", "covers: [plants, drinks]"))
    tips = [assessed(rules, answered(rules) + "conditions: [low_fibre]\n").tips for rules in (SMALL, folder)]
    assert [tip.domain for tip in tips[0]] == [tip.domain for tip in tips[1]] == ["drinks"]


def answered(folder):
    """Give a file with the first answer to every question."""
    items = load_instrument(folder).items.values()
    return f"answers: {{{', '.join(f'{item.id}: {item.options[0].id}' for item in items)}}}\n"


@pytest.mark.parametrize("form", ["note", "oneline"])
def test_r10_of_what_rules_never_ask_a_note_says_nothing(form):
    told = run("score", "-", "--rules", str(MEDAS), "--format", form, given=answered(MEDAS)).out
    assert not re.search("flags|conditions|age |not asked|advice", told, re.IGNORECASE)
    ours = run("score", "-", "--format", form, given="answers: {cups: 7}").out
    assert re.search("flags: not asked", ours, re.IGNORECASE)


def test_r21_rules_may_leave_out_how_many_points_there_could_be(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules")
    (folder / "words.yaml").write_text('points: "{low} units"\npoints_between: "{low} to {high} units"\n')
    for form in ("text", "note", "oneline"):
        told = run("score", "-", "--rules", str(folder), "--format", form, given=answered(folder)).out
        assert not re.search(r"\d/\d|of 14 p|points", told), told


# ---------------------------------------------------------------- R9, R29: another language


def test_r9_no_label_loses_a_capital_where_its_language_needs_them(tmp_path):
    folder = changed(SMALL, tmp_path / "rules", ("instrument.yaml", "language: en-GB", "language: de-DE"))
    given = answered(folder) + "conditions: []\nflags: [fracture]\n"
    for form in ("note", "oneline"):
        told = run("score", "-", "--rules", str(folder), "--format", form, given=given).out
        assert "A broken bone after a small fall (See your GP)" in " ".join(told.split())
        assert "Greens: " in " ".join(told.split()) or form == "oneline"
    english = run("score", "-", "--rules", str(SMALL), "--format", "note", given=given).out
    assert "(see your GP)" in " ".join(english.split())


def test_r9_a_wide_script_keeps_its_columns():
    text = "水を毎日六杯から八杯飲みましょう。" * 6
    assert (cells("水a"), cells("é"), cells("e\u0301"), fitting("abc", 40), fitting("水 a", 40)) == (3, 1, 1, 40, 40)
    assert max(map(cells, wrap_lines(text, 40))) <= 40


def test_r9_help_errors_and_reasons_are_in_the_language_of_the_rules():
    rules = ("--rules", str(TESTS / "other_language"))
    for words in (("explain", "perot"), ("rules", "show"), ("explain", "zzz"), ("score", "none.yaml"), ("quiz", "-h")):
        done = run(*words, *rules)
        assert re.search("[\u0590-\u05ff]", done.out + done.err), words
    assert not re.search(r"\b(Error|there is|Why we ask|Sources|Options|Usage)\b", run("explain", "zzz", *rules).err)


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("*wasser", "Nehmen Sie Mineralwasser", True),
        ("*wasser", "Wasser hilft", True),
        ("*wasser", "Wasserfall", False),
        ("wasser*", "Wasserfall", True),
        ("*wasser*", "Mineralwasserflasche", True),
        ("wasser", "Mineralwasser", False),
    ],
)
def test_r29_a_star_stands_for_the_rest_of_a_longer_word_at_either_end(word, text, is_found):
    assert bool(pattern((word,)).search(text)) == is_found


def test_r29_a_word_that_is_nothing_but_a_star_is_refused(tmp_path):
    text = (SMALL / "foods.yaml").read_text(encoding="utf-8")
    old = re.search(r"words: \[[^\]]+\]", text)[0]
    folder = changed(SMALL, tmp_path / "rules", ("foods.yaml", old, 'words: ["*"]'))
    assert any(problem.startswith("FOOD_002") for problem in problems(folder))


def test_one_whole_other_language_ships_and_says_that_nobody_has_reviewed_it(tmp_path):
    folder = TESTS / "other_language"
    assert "nobody has reviewed its advice" in (folder / "instrument.yaml").read_text(encoding="utf-8").replace(
        "\n# ", " "
    )
    whole = shutil.copytree(folder, tmp_path / "rules")
    done = run("rules", "check", "--rules", str(whole))
    assert done.code == 0
    assert check_rules(whole).remarks == ()
    messages = (whole / "messages.yaml").read_text(encoding="utf-8")
    (whole / "messages.yaml").write_text(messages.replace("שימוש:", ""), encoding="utf-8")
    assert re.match(r"1 of \d+ errors and lines of help are said in English", *check_rules(whole).remarks)


def test_a_message_that_stands_for_no_text_and_a_gap_that_nothing_fills_are_named():
    rules = replace(INSTRUMENT, messages={"foo": "bar", "there is no {kind} {name}.": "{kind} {nope}?"})
    assert [told.partition(". ")[0] for told in remarks(rules) if told.startswith("messages.yaml: ")] == [
        "messages.yaml: gutbone never says 'foo'",
        "messages.yaml: nothing fills {nope} in '{kind} {nope}?'",
    ]
