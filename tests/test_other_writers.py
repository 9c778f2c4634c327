"""Answers as other languages and programs write them: taken with a word about it, or told apart in one line."""

import json

import pytest
from forms import NOW, all_items, answered
from people import HALFWAY, INSTRUMENT, responses
from scripts import lines_of
from terminal import PROGRAM, joined, run, run_command

from gutbone.answers.digits import read_digits
from gutbone.base.errors import GutboneError
from gutbone.exchange.read import read_answers

WORDS = INSTRUMENT.words
CLOCK = {"SOURCE_DATE_EPOCH": "1769851800"}
FRUIT = INSTRUMENT.items["fruit"]


def read(value, name="me.json"):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_answers(content, name, INSTRUMENT)


def refusal(value, name="me.json"):
    with pytest.raises(GutboneError) as caught:
        read(value, name)
    assert caught.value.exit_code == 2
    return str(caught.value)


# --- numbers and lists


@pytest.mark.parametrize(("text", "number"), [("6.5", "6.5"), ("7", "7"), ("6,5", "6.5"), (".5", "0.5"), ("07", "7")])
def test_a_number_in_quotes_is_told_from_an_amount(text, number):
    said = refusal({"answers": {"cups": text}})
    assert f"{text} is text here. Write {number} without quotes for cups per day" in said
    assert "ANSWERS_014" in said
    assert "answers.cups" in said or "me.json:1" in said


def test_the_number_it_is_told_to_write_is_read():
    assert "text here. Write 7 without" in refusal(b"answers: {cups: 07}", "me.yaml")  # unquoted as it is
    assert read(b"answers: {cups: 7}", "me.yaml").answers["cups"]
    assert "text here. Write 0.5 without" in refusal(b"answers: {cups: .5}", "me.yaml")


def test_another_word_is_no_number():
    assert "there is no option of cups 6.5 cups" in refusal({"answers": {"cups": "6.5 cups"}})


BOXED = {
    "answers": {"fruit": ["two_a_day"], "cups": [6.5], "pulses": [None], "nuts_seeds": ["n/a"]},
    "conditions": ["gluten_free"],
    "flags": [],
    "ref": ["A-17"],
    "mode": ["core"],
    "age": ["age_65_or_over"],
    "instrument": ["gutbone-diet"],
    "assessed_at": ["2026-01-31"],
    "extra": {},
}


def test_values_alone_in_a_list_are_read_as_they_are_without_one_and_that_is_said():
    plain = {key: value[0] if value and key not in {"answers", "conditions"} else value for key, value in BOXED.items()}
    plain["answers"] = {key: value[0] for key, value in BOXED["answers"].items()}
    boxed, unboxed = read(BOXED), read(plain)
    assert (boxed.remarks, unboxed.remarks) == ((WORDS.lists_of_one,), ())
    assert {**_fields(boxed), "remarks": ()} == _fields(unboxed)
    done = run("score", "-", given=json.dumps(BOXED), **CLOCK)
    assert (done.code, done.err) == (0, f"Note: {WORDS.lists_of_one}\n")


def _fields(said):
    return {name: getattr(said, name) for name in said.__struct_fields__}


@pytest.mark.parametrize("value", [[], [6.5, 7], [[6.5]], [{"a": 1}], {}])
def test_any_other_list_is_no_answer(value):
    assert "this is no answer to cups" in refusal({"answers": {"cups": value}})


def test_a_number_in_quotes_in_a_list_is_text_too():
    assert "6.5 is text here" in refusal({"answers": {"cups": ["6.5"]}})


# --- the quick screen's digits


@pytest.mark.parametrize(
    "digits", ["332 4231", "332-4231", " 3324231 ", "3-3-2-4-2-3-1", "３３２４２３１", "332\u20134231\n"]
)
def test_blanks_and_hyphens_between_digits_are_passed_over(digits):
    assert read_digits(digits, INSTRUMENT) == read_digits("3324231", INSTRUMENT)


def test_what_is_counted_are_the_digits_alone():
    with pytest.raises(GutboneError, match="there are 6 characters here, and 7 questions"):
        read_digits("332 423", INSTRUMENT)


@pytest.mark.parametrize("line", ["3324231\n", "332 4231", "332-4231\r\n\n", "33２4231\n"])
@pytest.mark.parametrize("options", [(), ("--age", "65", "--has", "warfarin", "--flag", "height_loss")])
def test_digits_from_a_pipe_give_what_digits_after_the_command_give(line, options):
    by_hand = run("screen", "3324231", *options, "--format", "json", **CLOCK)
    piped = run("screen", *options, "--format", "json", given=line, **CLOCK)
    assert (piped.code, piped.out) == (0, by_hand.out)


def test_in_a_shell_too():
    done = run_command("sh", "-c", f"echo 3324231 | {PROGRAM} screen --format oneline", **CLOCK)
    assert (done.code, done.out) == (0, run("screen", "3324231", "--format", "oneline", **CLOCK).out)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("3324239\n", "character 7, for cups, is 9"),
        ("332423\n", "there are 6 characters here, and 7 questions"),
        ("3324231\n2233445\n", "there are more lines after the digits. Give one line, for one person."),
    ],
)
def test_digits_from_a_pipe_that_do_not_fit_are_refused_and_give_no_result(line, what):
    done = run("screen", given=line)
    assert (done.code, done.out) == (2, "")
    assert what in done.err.splitlines()[-1]


def test_answers_line_by_line_are_still_read_and_a_wrong_number_is_asked_again():
    lines = joined(["1 2 99", *lines_of(items="3324231")[1:]])
    done = run("screen", "--format", "json", given=lines, **CLOCK)
    assert done.code == 0
    assert json.loads(done.out)["conditions"] == []
    assert done.err.count(f"{WORDS.error}: ") == 1


def test_digits_answer_no_whole_quiz():
    done = run("quiz", given="3324231\n")
    assert (done.code, done.out) == (2, "")


# --- XML


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'<?xml version="1.0"?>\n<QuestionnaireResponse xmlns="http://hl7.org/fhir"/>', "XML"),
        (b"\xef\xbb\xbf\n <Bundle/>", "XML"),
        ('<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16"), "XML"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"<HTML>", "a web page"),
    ],
)
@pytest.mark.parametrize("name", ["r.xml", "r.json", "answers.csv", "-"])
def test_xml_and_web_pages_are_named_with_what_to_do(content, what, name):
    assert refusal(content, name) == (
        f"{name}: this is {what}. Save the answers as JSON: of FHIR, too, only its JSON is read. [FILE_006]"
    )


def test_the_commands_name_it_too(tmp_path):
    (tmp_path / "r.xml").write_text("<QuestionnaireResponse/>")
    for command in ("score", "cohort"):
        done = run(command, "r.xml", cwd=tmp_path)
        assert (done.code, done.out) == (2, "")
        assert "r.xml: this is XML. Save" in done.err


# --- FHIR answers in words


def response(**answers):
    """A response that other software wrote, of which some answers are other values."""
    whole = answered(INSTRUMENT, responses(HALFWAY, assessed_at=NOW))
    items = [item for item in all_items(whole["item"]) if item["linkId"] in INSTRUMENT.items]
    for item in items:
        if item["linkId"] in answers:
            item["answer"] = [answers[item["linkId"]]]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}


LABEL = FRUIT.options[3].label
ELSEWHERE = {"system": "https://hospital.example/codes", "code": "17"}


@pytest.mark.parametrize(
    "answer",
    [
        {"valueString": LABEL},
        {"valueString": f" {LABEL.upper()} "},
        {"valueString": FRUIT.options[3].id},
        {"valueCoding": {"display": LABEL}},
        {"valueCoding": {**ELSEWHERE, "display": LABEL}},
    ],
)
def test_an_answer_in_the_words_of_one_option_is_that_option_and_that_is_said(answer):
    again = read(response(fruit=answer))
    assert again.answers == {**HALFWAY, "fruit": FRUIT.options[3].id}
    said = (answer.get("valueString") or LABEL).strip()
    assert again.remarks == (WORDS.read_by_words.format(item=FRUIT.label, words=said),)


def test_not_sure_in_words_is_not_sure():
    assert read(response(fruit={"valueString": WORDS.not_sure})).answers["fruit"] is None


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ({"valueString": f"About {LABEL}"}, "is no answer to fruit, word for word"),
        ({"valueString": ""}, "is no answer to fruit, word for word"),
        ({"valueString": 4}, "this is no text"),
        ({"valueString": "2"}, "2 is no answer to fruit, word for word"),
        ({"valueCoding": {**ELSEWHERE, "display": "Plenty"}}, "Plenty is no answer to fruit, word for word"),
        ({"valueCoding": ELSEWHERE}, "the code of fruit is from https://hospital.example/codes"),
        ({"valueCoding": {**ELSEWHERE, "code": "fruit.one_a_day", "display": LABEL}}, "the code of fruit is from"),
        ({"valueCoding": {"code": "fruit.lots", "display": LABEL}}, "there is no code fruit.lots"),
        ({"valueInteger": 4}, "this is no answer to fruit"),
    ],
)
def test_words_that_are_not_quite_those_and_codes_that_say_otherwise_are_refused(answer, what):
    assert what in refusal(response(fruit=answer))
