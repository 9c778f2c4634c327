"""Rules in another folder, of another clinic, in a language that runs from right to left, with ids of their own.

Nothing of the packaged rules and no English may come through: neither in the quiz nor in any result.
"""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest
from people import INSTRUMENT
from rich.cells import cell_len
from scripts import UP
from terminal import PROGRAM, Terminal, joined, run

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.base.messages import said, speak, template_of
from gutbone.base.text import cells, direction, padded
from gutbone.cli.helping import filled
from gutbone.history.picture import Mark, picture
from gutbone.report.text import step_scores
from gutbone.review.cases import run_cases
from gutbone.review.check import check_rules
from gutbone.review.wording import read_texts
from gutbone.rules.file_kinds import FILES
from gutbone.rules.load import load_instrument

FOLDER = Path(__file__).parent / "other_language"
RULES = ("--rules", str(FOLDER))
OTHER = load_instrument(FOLDER)
PACKAGED = INSTRUMENT
ITEMS = list(OTHER.items.values())

# The age group, the first option of every question, no condition, no flag, on from the check page.
NONE = OTHER.words.none
ANSWERS = joined([2, NONE, 1, 1, 1, NONE, ""])
FILE = "answers: {perot: ahat, kitniyot: lo, kosot: 7}\nconditions: []\nflags: [shever]\n"
NAMES = {
    "gutbone",
    "quiz",
    "my",
    "result",
    "txt",
    "keep",
    "no",
    "save",
    "history",
    "list",
    "step",
    "last",
    "delete",
    "all",
    "Enter",
    "Backspace",
    "rules",
}  # commands and keys are what they are
NAMES |= set(re.findall(r"[A-Za-z]{2,}", str(FOLDER)))  # and so is the folder that a command names
HEBREW = re.compile(r"[\u0590-\u05ff]")


def english(text):
    """Give the words in Latin letters that are no name of a command or key."""
    return set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES


def shown(html):
    """Give what a page shows, without its marks and its style."""
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)


def test_its_rules_have_no_problem_and_its_cases_hold():
    assert check_rules(FOLDER).problems == []
    outcomes = run_cases(FOLDER, OTHER)
    assert outcomes
    assert [outcome for outcome in outcomes if outcome.differences] == []


def test_it_shares_no_id_and_no_word_with_the_packaged_rules():
    for kind in ("items", "tips", "domain", "condition", "flag", "source", "band"):
        assert getattr(OTHER, kind).keys().isdisjoint(getattr(PACKAGED, kind))
    ours = msgspec.structs.asdict(OTHER.words)
    assert not {key for key, text in msgspec.structs.asdict(PACKAGED.words).items() if ours[key] == text} - {"sentence"}
    texts = [text for block, _, text in read_texts(OTHER) if block is not OTHER.words and len(text.split()) > 1]
    assert len(texts) > 50
    assert all(map(HEBREW.search, texts))


def test_the_quiz_in_lines_speaks_it():
    done = run("quiz", *RULES, given=ANSWERS)
    assert done.code == 0
    assert english(done.out + done.err) == set()
    assert all(item.text in done.err for item in ITEMS)
    assert OTHER.band["hathala"].sentence in done.out
    assert OTHER.clinic.name in done.out


def test_the_quiz_in_lines_puts_answers_right_in_it():
    wrong = joined(["x", 9, 2, "99", "", NONE, "?", 1, "b", 1, 1, 1, "0 1", 3, "77", ""])
    done = run("quiz", *RULES, given=wrong)
    assert done.code == 0
    assert english(done.err) == set()
    assert OTHER.words.fix_choice.format(most=3) not in done.err
    assert OTHER.words.fix_age.format(most=2) in done.err


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_quiz_by_keys_speaks_it(columns):
    with Terminal(PROGRAM, "quiz", *RULES, columns=columns) as terminal:
        terminal.wait(OTHER.words.welcome_title)
        terminal.step("\r", OTHER.conditions.age.text)
        terminal.step("2", OTHER.conditions.ask.text)
        terminal.type("3")
        for number, item in enumerate(ITEMS, 1):
            terminal.wait(
                OTHER.words.question_of.format(number=number, total=3, domain=OTHER.domain[item.domain].label)
            )
            assert item.text in terminal.words
            assert english(terminal.text) == set()
            terminal.type("12"[number % 2])
        terminal.wait(OTHER.flag["dimum"].label)
        terminal.step("\r", OTHER.words.fix_nothing.format(number=2))
        terminal.step(f"{UP}{UP}\r", OTHER.flag["shever"].label)
        terminal.step(f"{UP}{UP}\r", OTHER.words.check_title)
        assert english(terminal.text) == set()
        terminal.type("\rm")
        terminal.wait(OTHER.words.key_scroll)
        assert english(terminal.text) == set()
        terminal.type("b\r")
        assert terminal.finish() == 0
        assert english(terminal.story) == set()
        assert OTHER.words.held in terminal.story


def test_the_quiz_ends_in_it_for_whom_it_is_not_and_in_an_emergency():
    child = run("quiz", *RULES, given=joined([1]))
    bleeding = run("quiz", *RULES, given=joined([2, NONE, 1, 1, 1, 1]))
    assert (child.code, bleeding.code) == (0, 0)
    assert child.out.strip() == OTHER.condition["katin"].say
    assert OTHER.flag["dimum"].text in bleeding.out
    assert english(child.out + bleeding.out) == set()


def test_the_quick_screen_asks_it_on_one_page():
    with Terminal(PROGRAM, "screen", *RULES) as terminal:
        terminal.wait(OTHER.conditions.age.text)
        terminal.step("2", OTHER.conditions.ask.text)
        terminal.step("3\r", ITEMS[0].text)
        terminal.step("1", ITEMS[2].text)
        terminal.step("2", OTHER.flags.ask.text)
        terminal.step("3\r", OTHER.words.key_result)
        terminal.type("\r")
        terminal.wait(OTHER.words.key_both)
        terminal.type("\r")
        assert terminal.finish() == 0
        assert (
            english(terminal.story) - {"klayot", "hagbalat", "nozlim", "dimum", "shever"} == set()
        )  # ids, for a clinician


def test_a_result_as_text_speaks_it():
    done = run("score", "-", *RULES, given=FILE)
    assert (done.code, done.err) == (0, "")
    assert english(done.out) == set()
    assert OTHER.flag["shever"].text in done.out
    assert OTHER.tips["od_pri"].text in done.out


def test_a_note_is_in_its_letters_and_names_no_ids():
    for form in ("note", "oneline"):
        done = run("score", "-", *RULES, "--format", form, given=FILE)
        assert (done.code, done.err) == (0, "")
        assert english(done.out) <= {"bdika", "ktana", "full"}  # which rules, and how much of them was asked
        assert OTHER.flag["shever"].label in done.out
        assert OTHER.tips["od_pri"].text.partition(".")[0] in done.out
        assert OTHER.words.note_self_reported.rstrip(".") in done.out
        assert "bdika-ktana 0.2.0" in done.out


def test_a_note_with_a_word_left_in_latin_letters_keeps_the_others(tmp_path):
    shutil.copytree(FOLDER, folder := tmp_path / "rules")
    words = folder / "words.yaml"
    own = words.read_text(encoding="utf-8")
    words.write_text(own.replace(f"note_core: {OTHER.words.note_core}", "note_core: Short form"), encoding="utf-8")
    done = run("screen", "31", "--rules", str(folder), "--format", "note")
    assert "Short form" in done.out
    assert english(done.out) <= {"Short", "form", "bdika", "ktana"}


def test_json_holds_it_and_can_be_read_again(tmp_path):
    done = run("score", "-", *RULES, "--format", "json", given=FILE)
    result = json.loads(done.out)
    assert result["instrument"]["id"] == "bdika-ktana"
    assert set(result["domains"]) == {"tsimhi", "shtiya"}
    assert result["clinic"]["name"] == OTHER.clinic.name
    assert result["total"]["points"] == {"low": 5, "high": 5}
    kept = tmp_path / "result.json"
    kept.write_text(done.out, encoding="utf-8")
    again = json.loads(run("score", str(kept), *RULES, "--format", "json").out)
    assert again == result


def test_the_handout_runs_from_right_to_left():
    done = run("score", "-", *RULES, "--format", "html", given=FILE)
    assert done.code == 0
    assert '<html lang="he" dir="rtl">' in done.out
    assert english(shown(done.out)) == set()
    assert OTHER.clinic.prompt in done.out
    assert f'<bdi dir="ltr">{OTHER.clinic.phone}</bdi>' in done.out
    assert not re.search(
        r"(margin|padding|border|text-align)[-: ]*(left|right)", done.out
    )  # so that the page turns too


def test_the_text_of_a_response_says_which_way_it_runs():
    own = json.loads(run("score", "-", *RULES, "--format", "fhir", given=FILE).out)
    assert own["text"]["div"].startswith('<div xmlns="http://www.w3.org/1999/xhtml" lang="he" dir="rtl"><p>')


@pytest.mark.parametrize(
    ("language", "way"),
    [("he", "rtl"), ("ckb-IQ", "rtl"), ("az-Arab", "rtl"), ("he-Latn", "ltr"), ("ja", "ltr"), ("zh-Hant-HK", "ltr")],
)
def test_the_script_of_a_language_decides_which_way_it_runs(language, way):
    assert direction(language) == way


WIDE = ("今", "この一歩で")  # 2 cells and 10
POINTED = "שָׁלוֹם"  # four letters, with points over and under them
THAI = "น้ำดื่ม"  # four letters that take a cell each, and three marks


def test_marks_over_letters_take_no_cell_and_wide_letters_two():
    assert [*map(cells, (*WIDE, POINTED, THAI, "a\u200fb"))] == [2, 10, 4, 4, 2]
    assert padded(POINTED, 6) == POINTED + "  "
    assert [cells(text) for text in (POINTED, THAI)] == [cell_len(text) for text in (POINTED, THAI)]


def test_bars_and_pictures_keep_their_columns_beside_wide_words():
    result = assess(OTHER, Responses(answers={"perot": "ahat", "kitniyot": "lo", "kosot": "maspik"}))
    tip = result.tips[0]
    drawn = [line.text for line in step_scores(tip, result.domains[tip.domain], WIDE, [], 60)]
    assert [cells(line[: line.index("█")]) for line in drawn] == [12, 12]
    days = date(2026, 1, 31), date(2026, 3, 31)
    lines = picture([Mark(day, 3, 3) for day in days], 8, [5], ("2026年1月31日", "2026年3月31日"), 40)
    assert cells(lines[-1]) == cells(lines[-2]) == 40
    assert picture([Mark(day, 3, 3) for day in days], 8, [5], ("2026年1月31日", "2026年3月31日"), 30) == []


def test_a_wide_mark_of_what_is_ticked_moves_no_label(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "rules")
    words = (folder / "words.yaml").read_text(encoding="utf-8").replace("ticked: מסומן", "ticked: 選択済")
    (folder / "words.yaml").write_text(words, encoding="utf-8")
    with Terminal(PROGRAM, "quiz", "--rules", str(folder), "--no-save") as terminal:
        terminal.wait(OTHER.words.welcome_title)
        terminal.step("\r", OTHER.conditions.age.text)
        terminal.step("2", OTHER.conditions.ask.text)
        terminal.step("1", "選択済")
        lines = terminal.text.splitlines()
    labels = [one.label for one in OTHER.conditions.conditions]
    starts = {cells(line[: line.index(label)]) for label in labels for line in lines if label in line}
    assert len(starts) == 1


def test_what_is_explained_is_in_it():
    done = run("explain", "perot", *RULES)
    assert done.code == 0
    assert ITEMS[0].text in done.out


def test_the_packaged_rules_do_not_know_its_answers():
    done = run("score", "-", given=FILE)
    assert done.code == 2
    assert "there is no question perot" in done.err


@pytest.fixture
def _spoken():
    """Speak as this folder does, and for one test only."""
    speak(OTHER.messages)
    yield
    speak({})


@pytest.mark.usefixtures("_spoken")
def test_every_message_of_the_program_is_said_as_it_stands_and_none_is_taken_for_another():
    assert check_rules(FOLDER).remarks == ()  # none is left in English
    for text, instead in OTHER.messages.items():
        first, *others = (template := template_of(text)).pieces
        filling = {gap: f"q{number}" for number, gap in enumerate(template.gaps)}
        english = first + "".join(f"{filling[gap]}{piece}" for gap, piece in zip(template.gaps, others, strict=True))
        assert said(english) == filled(instead, filling)


@pytest.mark.usefixtures("_spoken")
def test_what_fills_a_message_is_said_too_but_no_name_that_reads_like_a_word():
    whole = said("there is no question tip. Use one of: flag, text, option.")
    assert english(whole) == {"tip", "flag", "text", "option"}
    assert english(said("the column a stands here more than once. Rename or remove one.")) == set()
    assert english(said("the column twice stands here twice. Rename or remove one.")) == {"twice"}
    assert english(said("3 is a whole number, and a list is wanted.")) == set()


@pytest.mark.usefixtures("_spoken")
def test_what_may_be_left_out_of_a_message_may_be_empty():
    assert english(said("q1 has 1 option. Give it 2 to 9: one key each.")) == set()
    assert english(said("The whole numbers in q1 were read as amounts.")) == set()


BAD = {
    "unknown.yaml": "answers: {prot: ahat}\n",
    "amount.yaml": "answers: {kosot: -1}\n",
    "open.yaml": "answers: {kosot: [6\n",
    "tab.yaml": "answers:\n\tkosot: 6\n",
    "twice.yaml": "answers: {kosot: 6, kosot: 7}\n",
    "ages.yaml": "answers: {kosot: 6}\nconditions: [katin, bogar]\n",
    "text.json": '{"resourceType": "QuestionnaireResponse", "status": "completed", "item": 3}',
    "link.json": '{"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"answer": []}]}',
    "two.csv": "perot\nahat\nshtayim\n",
    "cells.csv": "perot,kosot\nahat\n",
    "page.html": "<html></html>",
}
MISTAKES = [
    *(("score", name) for name in BAD),
    ("score", "unknown.yaml", "--format", "jso"),
    ("score", "unknown.yaml", "--has", "klyot"),
    ("score", "unknown.yaml", "--observation"),
    ("score", "unknown.yaml", "--nope"),
    ("screen", "99"),
    ("screen", "--no-input"),
    ("quiz", "--remind-in", "x"),
    ("explain", "zz"),
    ("history", "import", "page.html"),
    ("rules", "schema", "--of", "q"),
    ("cohort", "cells.csv"),
    ("cohort", "two.csv", "-o", "q.doc"),
]
# Names of files, keys and programs.
MACHINES = {
    *FILES,
    "cases",
    "result",
    "prot",
    "cohort",
    "text",
    "fhir",
    "html",
    "answers",
    "linkId",
    "item",
    "UTF",
    "CSV",
}
MACHINES |= {"csv", "parquet", "xlsx", "sav", "dta", "JSON", "FHIR", "Excel", "Parquet"}


def test_every_mistake_is_told_in_it(tmp_path):
    for name, text in BAD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    known = MACHINES | {
        part for kind in ("items", "condition", "flag", "tips", "domain") for part in getattr(OTHER, kind)
    }
    known |= {option for item in ITEMS for option in item.by_id}
    known = {part for name in known for part in re.split(r"[_-]", name)}
    for words in MISTAKES:
        done = run(*words, *RULES, cwd=tmp_path)
        told = re.sub(r"\[[A-Z]+_\d+\]|gutbone[ \w.-]*|--?[a-z-]+", "", done.err, flags=re.ASCII)
        assert done.code == 2, words
        assert HEBREW.search(told)
        typed = {part for word in words for part in re.findall(r"[A-Za-z]+", word)}
        assert english(told) - known - typed == set(), words


def test_the_environment_can_name_the_folder():
    done = run("screen", "11", "--format", "oneline", GUTBONE_RULES=str(FOLDER))
    assert done.out.startswith("bdika-ktana 0.2.0 core")
