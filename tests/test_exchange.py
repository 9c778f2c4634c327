"""Forms and responses for other software: sound FHIR, for any rules, and the same bytes after a journey."""

import csv
import io
import json
import re
from importlib import import_module

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
    ticking,
)
from hypothesis import example, given
from msgspec.structs import replace
from people import CONDITIONS, CORE, FULL, HALFWAY, INSTRUMENT, LEAST, POINTS, people, responses, weighed
from pydantic import ValidationError
from terminal import PROGRAM, Terminal, run
from test_broken_rules import lay

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.columns import output_columns
from gutbone.exchange.fhir_names import address
from gutbone.exchange.forms import FORMATS, render_form, render_response
from gutbone.exchange.read import read_answers
from gutbone.rules.load import load_instrument

RULES = every_rules()
# Of what others have published two in the short set, of answers in words and in numbers; in the long set all.
LIKE_ANOTHER = {"mind", "orai", "nutrition_habits", "shapes", "umeds"}
EVERY_RULES = pytest.mark.parametrize(
    "rules",
    [pytest.param(own, id=name, marks=[pytest.mark.long] * (name in LIKE_ANOTHER)) for name, own in RULES.items()],
)

CHOICES = "Choices, Calculations, OR Slider Labels"
SCORED = {"points", "possible", "band"}
NO_FERMENTED = {"fermented_days": "hardly_ever"}


def sound(resource):
    """Hold a resource against R4B, whose models take a while to load."""
    kind = resource["resourceType"]
    getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind).model_validate(resource)


def file_of(person, instrument=INSTRUMENT, **options):
    ids = iter(f"id-{number}" for number in range(100))
    return render_response(assess(instrument, person), instrument, ids, **options)


def read(text, instrument=INSTRUMENT):
    return read_answers(text.encode(), "response.json", instrument)


# ---------------------------------------------------------------- the form


@EVERY_RULES
@pytest.mark.parametrize("options", [{}, {"weights": False}, {"with_safety": True}])
def test_the_form_of_any_rules_is_sound_fhir(rules, options):
    sound(exported(rules, **options))


@EVERY_RULES
@pytest.mark.parametrize("with_safety", [False, True])
def test_it_keeps_the_rules_of_r4_that_validators_miss(rules, with_safety):
    form = exported(rules, with_safety=with_safety)
    items = list(all_items(form["item"]))
    links = [item["linkId"] for item in items]
    codes = [option["valueCoding"]["code"] for item in items for option in item.get("answerOption", [])]
    assert re.fullmatch(r"[A-Z]([A-Za-z0-9_]){0,254}", form["name"])
    assert len(set(links)) == len(links)  # que-2
    assert len(set(codes)) == len(codes)
    for item in items:
        kind = item["type"]
        assert kind in {"group", "display", "choice", "integer", "decimal", "string"}
        assert ("item" in item) >= (kind == "group")  # que-1
        assert not (
            kind == "display" and item.keys() & {"item", "code", "required", "repeats", "readOnly"}
        )  # que-1 3 6 9
        assert ("answerOption" in item) == (kind == "choice")  # que-5
        assert not item.keys() & {"initial", "answerValueSet", "maxLength"}  # que-4 8 10 11 13
        assert (len(item.get("enableWhen", [])) > 0) == ("enableBehavior" in item)  # que-12
        for condition in item.get("enableWhen", []):
            assert links.index(condition["question"]) != links.index(item["linkId"])
            assert condition.get("answerCoding", {"code": codes[0]})["code"] in codes
            assert (condition["operator"] == "exists") == ("answerBoolean" in condition)  # que-7
        for extension in item.get("extension", []):
            control = extension.get("valueCodeableConcept", {"coding": [{"code": "help"}]})
            assert control["coding"][0]["code"] in {"help", "radio-button", "check-box"}
    assert "profile" not in form.get("meta", {})
    assert rules.words.self_reported in form["description"]


def test_the_fhir_library_finds_a_planted_fault():
    with pytest.raises(ValidationError):
        sound({**exported(INSTRUMENT), "subjectTypes": ["Patient"]})


def test_it_asks_every_question_with_its_help_and_its_answers():
    items = {item["linkId"]: item for item in all_items(exported(INSTRUMENT)["item"])}
    for item, options in POINTS.items():
        assert items[item]["text"].startswith(INSTRUMENT.items[item].text)
        sentences = re.split(r"(?<=[.?])\s+", INSTRUMENT.items[item].help)
        said = f"{items[item]['text']} {items.get(f'{item}.help', {}).get('text', '')}"
        assert [said.count(sentence) for sentence in sentences] == [1] * len(sentences)
        codings = [option["valueCoding"] for option in items[item]["answerOption"]]
        weights = [option["extension"][0]["valueDecimal"] for option in items[item]["answerOption"][:-1]]
        assert [coding["code"] for coding in codings] == [
            *(f"{item}.{option}" for option in options),
            f"not_sure.{item}",
        ]
        assert "extension" not in items[item]["answerOption"][-1]  # no answer, and no points
        assert weights == [weighed(item, option) for option in options]


def test_kinds_of_fermented_food_are_asked_unless_there_are_none():
    asked = {item["linkId"]: item.get("enableWhen") for item in all_items(exported(INSTRUMENT)["item"])}
    assert [name for name, conditions in asked.items() if conditions] == ["fermented_kinds"]
    condition = asked["fermented_kinds"][0]
    assert (condition["question"], condition["operator"]) == ("fermented_days", "!=")
    assert condition["answerCoding"]["code"] == "fermented_days.hardly_ever"


def test_without_weights_no_points_stand_beside_an_answer_and_scores_are_counted_alike():
    with_weights, without = exported(INSTRUMENT), exported(INSTRUMENT, weights=False)
    assert "ordinalValue" not in json.dumps(without)
    for item in all_items(with_weights["item"]):
        for option in item.get("answerOption", []):
            option.pop("extension", None)
    assert with_weights == without


def test_forms_have_an_address_of_their_own_unless_the_rules_give_one():
    assert re.fullmatch("urn:uuid:[0-9a-f-]{36}", exported(INSTRUMENT)["url"])
    assert len({address(rules, kind) for rules in RULES.values() for kind in ("Questionnaire", "CodeSystem")}) == 2 * (
        len(RULES) - 1
    )


def test_an_address_in_the_rules_is_the_base_of_every_name(tmp_path):
    address = {
        "file": "instrument.yaml",
        "find": "language:",
        "replace": "canonical: https://example.org/fhir\nlanguage:",
    }
    form = exported(load_instrument(lay(address, tmp_path / "rules")))
    assert form["url"] == "https://example.org/fhir/Questionnaire/small-diet"
    assert "urn:uuid" not in json.dumps(form)


# ---------------------------------------------------------------- the response


@given(people())
def test_a_response_is_sound_fhir(person):
    for with_safety in (False, True):
        sound(answered(INSTRUMENT, person, with_safety=with_safety))
    sound(answered(INSTRUMENT, person, observation=True))


# R4's required codes, as https://hl7.org/fhir/R4/valuesets.html lists them.
STATUSES = {
    "Questionnaire": {"draft", "active", "retired", "unknown"},
    "QuestionnaireResponse": {"in-progress", "completed", "amended", "entered-in-error", "stopped"},
    "Observation": {
        "registered",
        "preliminary",
        "final",
        "amended",
        "corrected",
        "cancelled",
        "entered-in-error",
        "unknown",
    },
}
BUNDLES = {"document", "message", "transaction", "batch", "history", "searchset", "collection"}


def check_response(questionnaire, response):
    """Hold a response to what R4 and its own form ask of it, and validators miss."""
    form = list(all_items(questionnaire["item"]))
    kinds = {item["linkId"]: item["type"] for item in form}
    codings = {
        item["linkId"]: [option["valueCoding"] for option in item["answerOption"]]
        for item in form
        if "answerOption" in item
    }
    items = list(all_items(response.get("item", [])))
    links = [item["linkId"] for item in items]
    assert response["status"] in STATUSES["QuestionnaireResponse"]
    assert response["text"]["status"] in {"generated", "extensions", "additional", "empty"}
    assert response["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"
    assert len(set(links)) == len(links)
    assert links == [item["linkId"] for item in form if item["linkId"] in links]
    for item in items:
        kind, answers = kinds[item["linkId"]], item.get("answer", [])
        assert not ("item" in item and answers)  # qrs-1
        assert len(answers) <= 1
        values = {"integer": "valueInteger", "decimal": "valueDecimal", "string": "valueString", "group": None}
        value = {"choice": "valueCoding", **values}[kind]
        assert [list(answer) for answer in answers] == [[value]] * len(answers)
        assert kind != "choice" or all(answer["valueCoding"] in codings[item["linkId"]] for answer in answers)


def is_without_empty_parts(part):
    """R4 allows no empty text, list or block anywhere."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return part not in ("", [], {}, None) and all(map(is_without_empty_parts, inner))


@EVERY_RULES
def test_forms_and_responses_keep_the_rules_of_r4_that_validators_miss(rules):
    form = exported(rules)
    assert form["status"] in STATUSES["Questionnaire"]
    assert is_without_empty_parts(form)
    for person in crowd({name: answers_to(item) for name, item in rules.items.items()}, 40, seed=7):
        for mode in ("full", "core"):
            bundle = answered(rules, replace(person, mode=mode), observation=True)
            response, *observations = [entry["resource"] for entry in bundle["entry"]]
            check_response(form, response)
            assert bundle["type"] in BUNDLES
            assert len({entry["fullUrl"] for entry in bundle["entry"]}) == len(bundle["entry"])  # bdl-7
            assert all(observation["status"] in STATUSES["Observation"] for observation in observations)
            assert is_without_empty_parts(bundle)


@given(people())
def test_so_does_everybody_with_any_conditions_and_flags(person):
    for with_safety in (False, True):
        form = exported(INSTRUMENT, with_safety=with_safety)
        response = answered(INSTRUMENT, person, with_safety=with_safety)
        check_response(form, response)
        assert is_without_empty_parts(response)


@example(Responses(answers=NO_FERMENTED, not_applicable=frozenset({"fermented_kinds"}), assessed_at=NOW))
@given(people())
def test_out_in_and_out_again_gives_the_same_bytes(person):
    for with_safety in (False, True):
        once = file_of(person, with_safety=with_safety)
        again = read(once)
        assert again.remarks == ()
        assert render_response(assess(INSTRUMENT, again), INSTRUMENT, iter(()), with_safety=with_safety) == once


@pytest.mark.parametrize("count", [12, pytest.param(60, marks=pytest.mark.long)])
@EVERY_RULES
def test_so_does_a_response_of_any_rules(rules, count):
    for person in crowd({name: answers_to(item) for name, item in rules.items.items()}, count, seed=3):
        once = file_of(person, rules)
        assert read(once, rules).remarks in {(), (rules.words.taken_for_full,)}
        assert file_of(read(once, rules), rules) == once


@pytest.mark.parametrize("person", list(crowd(POINTS, 40, seed=4)))
def test_it_holds_the_scores_that_the_form_would_show_and_no_other(person):
    items = {item["linkId"]: item for item in all_items(answered(INSTRUMENT, person)["item"])}
    scores = {link: item["answer"][0] for link, item in items.items() if link.endswith((".points", ".band"))}
    found = {link: value.get("valueInteger", value.get("valueString")) for link, value in scores.items()}
    assert found == counted_by_hand(person.answers)


def test_an_export_of_with_safety_reads_back_as_the_same_result():
    person = responses(
        FULL, "warfarin", "low_salt", flags=["height_loss"], age="age_65_or_over", assessed_at=NOW, ref="A-17"
    )
    again = read(file_of(person, with_safety=True))
    assert (again.answers, again.conditions, again.flags) == (person.answers, person.conditions, person.flags)
    assert (again.age, again.ref, again.assessed_at) == (person.age, person.ref, person.assessed_at)


@given(people())
def test_what_was_ticked_is_in_an_export_only_with_safety(person):
    plain = file_of(person)
    for name in (*CONDITIONS, *INSTRUMENT.flag, *INSTRUMENT.ages):
        assert not re.search(rf'["./]{name}[".]', plain)
    again = read(file_of(person, with_safety=True))
    assert (again.conditions, again.flags, again.age) == (person.conditions, person.flags, person.age)


def test_a_form_asks_about_health_only_with_safety_and_is_then_another_form():
    plain, asking = exported(INSTRUMENT), exported(INSTRUMENT, with_safety=True)
    links = [{item["linkId"] for item in all_items(form["item"])} for form in (plain, asking)]
    boxes = {link for link in links[1] - links[0] if not link.endswith((".possible", ".help", ".say", ".none"))}
    own = {f"form.condition.{name}" for name in CONDITIONS} | {f"form.flag.{name}" for name in INSTRUMENT.flag}
    assert links[0] < links[1]
    assert own <= boxes
    assert all(re.fullmatch(r"form\.((condition|flag)s\.(\d|ask)|ages?|about\.8)", link) for link in boxes - own)
    assert plain["url"] != asking["url"]
    assert plain["name"] != asking["name"]
    assert not any(one in json.dumps(plain) for one in ("form.condition", "form.flag", "form.age"))
    assert "does not ask about your health" in json.dumps(plain)
    assert "does not ask about your health" not in json.dumps(asking)


def test_each_question_is_hidden_by_just_the_conditions_that_take_it_out():
    items = {item["linkId"]: item for item in all_items(exported(INSTRUMENT, with_safety=True)["item"])}
    for name in CONDITIONS:
        result = assess(INSTRUMENT, responses(HALFWAY, name))
        left_out = {answer.item for answer in result.answers if answer.status == "not_applicable"}
        hidden = {"question": f"form.condition.{name}", "operator": "exists", "answerBoolean": False}
        assert {item for item in POINTS if hidden in items[item].get("enableWhen", [])} == left_out


def test_what_a_warning_sign_asks_for_is_said_as_soon_as_it_is_ticked():
    items = {item["linkId"]: item for item in all_items(exported(INSTRUMENT, with_safety=True)["item"])}
    for flag in INSTRUMENT.flag.values():
        said = items[f"form.flag.{flag.id}.say"]
        assert said["text"] == f"{INSTRUMENT.level[flag.level].heading}. {flag.text}"
        assert said["enableWhen"] == [{"question": f"form.flag.{flag.id}", "operator": "exists", "answerBoolean": True}]
    assert items["form.condition.under_18.say"]["text"] == INSTRUMENT.condition["under_18"].say


@pytest.mark.parametrize("person", [*ticking(INSTRUMENT, 30, seed=9)])
def test_with_safety_a_response_holds_the_scores_of_what_applies(person):
    items = {item["linkId"]: item for item in all_items(answered(INSTRUMENT, person, with_safety=True)["item"])}
    scores = {link: one["answer"][0] for link, one in items.items() if link.partition(".")[2] in SCORED}
    found = {link: value.get("valueInteger", value.get("valueString")) for link, value in scores.items()}
    assert found == counted_for(INSTRUMENT, person)


def test_a_page_of_which_nothing_was_asked_stays_empty_and_comes_back_as_not_asked():
    page = [one.id for one in INSTRUMENT.conditions.conditions if one.group == "Foods you avoid"]
    person = responses(FULL, "warfarin", unasked=frozenset({*page, "ibs"}), assessed_at=NOW)
    text = file_of(person, with_safety=True)
    assert "form.conditions.1.none" in text  # of that page something was asked
    assert "form.conditions.2" not in text
    assert read(text).unasked == person.unasked
    bare = json.loads(text)
    del bare["extension"]  # as other software may do
    assert read(json.dumps(bare)).unasked == {*page}


def test_asked_and_none_is_kept_apart_from_not_asked():
    assert read(file_of(responses(FULL, assessed_at=NOW), with_safety=True)).conditions == frozenset()
    assert read(file_of(responses(FULL, asked=False, flags=None, assessed_at=NOW), with_safety=True)).flags is None


def test_what_does_not_apply_is_left_empty_so_that_no_form_can_score_it():
    text = file_of(responses(FULL, "low_fibre", assessed_at=NOW))
    assert "fruit.three_or_more" not in text
    assert "fibre.points" not in text
    assert "total.points" not in text
    assert '"valueInteger": 28' in text  # processed foods still are


def test_nothing_of_a_child_can_be_scored_from_a_response():
    assert '"answer"' not in file_of(responses(FULL, age="under_18", assessed_at=NOW))


def test_a_quick_screen_says_that_it_is_one_and_holds_the_scores_that_its_answers_are_enough_for():
    for person in (LEAST, HALFWAY):
        core = {item: person[item] for item in CORE}
        text = file_of(responses(core, mode="core", assessed_at=NOW))
        expected = counted_by_hand(core)
        assert {"hydration.points", "hydration.band"} <= expected.keys()
        assert ("fermented.points" in expected) == (person is LEAST)  # hardly ever settles the other question
        items = {item["linkId"]: item for item in all_items(json.loads(text)["item"])}
        assert {link for link in items if link.endswith((".points", ".band"))} == expected.keys()
        again = read(text)
        assert (again.mode, again.remarks) == ("core", ())


def test_a_quick_screen_that_has_lost_its_mark_is_said_to_be_taken_for_the_full_form():
    core = {item: HALFWAY[item] for item in CORE}
    response = json.loads(file_of(responses(core, mode="core", assessed_at=NOW)))
    del response["meta"]
    again = read(json.dumps(response))
    assert (again.mode, again.remarks) == ("full", (INSTRUMENT.words.taken_for_full,))
    assert read(file_of(responses({**core, "pulses": "monthly"}, assessed_at=NOW))).remarks == ()


def test_there_is_an_observation_for_every_score_and_it_says_what_it_is_not():
    bundle = answered(INSTRUMENT, responses(FULL, assessed_at=NOW), observation=True)
    response, *observations = [entry["resource"] for entry in bundle["entry"]]
    assert response["resourceType"] == "QuestionnaireResponse"
    values = {o["code"]["coding"][0]["code"]: o["valueQuantity"]["value"] for o in observations}
    assert values == {name: n for name, n in counted_by_hand(FULL).items() if name.endswith(".points")}
    for observation in observations:
        assert observation["derivedFrom"][0]["reference"] == bundle["entry"][0]["fullUrl"]
        assert observation["note"][0]["text"] == INSTRUMENT.words.self_reported
        assert "interpretation" not in observation
        assert "subject" not in observation


def test_the_command_writes_the_same_bytes_for_the_same_clock(tmp_path):
    path = tmp_path / "me.yaml"
    path.write_text(f"answers: {json.dumps(FULL)}\nref: A-17\n")
    for more in ((), ("--observation",), ("--with-safety", "--none")):
        once, again = (
            run("score", str(path), "--format", "fhir", *more, SOURCE_DATE_EPOCH="1769851800") for _ in range(2)
        )
        assert (once.code, once.out, once.err) == (0, again.out, "")
        assert NOW in once.out
    assert run("score", str(path), "--format", "fhir").out != run("score", str(path), "--format", "fhir").out


@pytest.mark.parametrize("option", ["--observation", "--with-safety"])
def test_options_for_fhir_are_refused_elsewhere(option):
    done = run("score", "-", "--format", "note", option, given="answers: {fruit: two_a_day}")
    assert (done.code, done.out) == (2, "")
    what = f"{option} changes nothing in the format note. Leave it out, or use --format fhir."
    assert done.err == f"Error: {option}: {what} [OPTIONS_011]\n"


# ---------------------------------------------------------------- the other formats


def test_a_terminal_is_not_sent_a_spreadsheet():
    with Terminal(PROGRAM, "rules", "export", "--format", "xlsform") as terminal:
        assert terminal.finish() == 2
        assert "a terminal cannot show this format. Name a file with -o." in " ".join(terminal.story.split())


def test_the_quiz_and_the_quick_screen_give_a_response_too():
    conversation = "3\nnone\n" + "1\n" * 13 + "none\n\n"
    for done in (run("quiz", "--format", "fhir", given=conversation), run("screen", "3324231", "--format", "fhir")):
        assert done.code == 0
        sound(json.loads(done.out))


@EVERY_RULES
@pytest.mark.parametrize("form", FORMATS[:4])  # the others are tables of answers
def test_every_format_gives_the_same_bytes_twice_and_says_what_it_is_not(rules, form):
    once, again = (render_form(rules, form, now=NOW) for _ in range(2))
    assert once == again
    text = once if isinstance(once, str) else json.dumps(rows_of(once)["survey"], ensure_ascii=False)
    assert rules.words.self_reported in text


def test_the_command_writes_each_format_to_a_file(tmp_path):
    for form in FORMATS:
        path = tmp_path / f"form.{form}"
        assert run("rules", "export", "--format", form, "-o", str(path)).code == 0
        assert path.stat().st_mode & 0o777 == 0o600
        assert run("rules", "export", "--format", form, "-o", str(path)).code == 1
    assert run("rules", "export", "--format", "xml").err.endswith(
        "Use one of: fhir, xlsform, redcap, csv, table, sample, card. [OPTIONS_005]\n"
    )
    assert run("rules", "export", "--format", "csv", "--no-weights").code == 2


def rows_of(workbook):
    """Read a workbook's sheets as lists of {heading: cell}."""
    from openpyxl import load_workbook

    sheets = {}
    for sheet in load_workbook(io.BytesIO(workbook)).worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        sheets[sheet.title] = [{k: v for k, v in zip(head, row, strict=True) if v is not None} for row in rows]
    return sheets


@EVERY_RULES
@pytest.mark.parametrize("with_safety", [False, True])
def test_pyxform_takes_the_xlsform_of_any_rules(rules, with_safety, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(render_form(rules, "xlsform", now=NOW, with_safety=with_safety))
    from pyxform.xls2xform import convert

    made = convert(xlsform=path, validate=False)  # validating needs Java
    assert made.warnings == []
    assert rules.title in made.xform


def test_a_sheet_asks_about_health_only_with_safety_and_is_then_another_form():
    plain, asking = (rows_of(render_form(INSTRUMENT, "xlsform", now=NOW, with_safety=w)) for w in (False, True))
    names = [{row["name"] for row in sheets["survey"] if "name" in row} for sheets in (plain, asking)]
    assert names[0] < names[1]
    assert {"form_health", "form_age", "form_signs", "conditions", "age", "flags"} <= names[1] - names[0]
    assert plain["settings"][0]["form_id"] != asking["settings"][0]["form_id"]
    ticks = {row["name"] for row in asking["choices"] if row["list_name"] in {"form_health", "form_age", "form_signs"}}
    assert ticks == {*CONDITIONS, *INSTRUMENT.flag, *INSTRUMENT.ages, "none", "not_sure.form_age"}
    assert ticks & {row["name"] for row in plain["choices"]} == {"none"}  # of kinds of live food
    said = [row["label"] for row in asking["survey"] if row.get("name", "").endswith("_say")]
    assert all(any(flag.text[-60:] in label for label in said) for flag in INSTRUMENT.flag.values())


class Nothing(str):
    """What a question without an answer holds: in XPath, no number compares with it."""

    __slots__ = ()

    def __ge__(self, other):
        return False


def calculate(expression, answers):
    """Work out an XLSForm's calculation in Python, whose words for the same things differ little."""
    python = re.sub(r"\$\{([\w.]+)\}", r"value('\1')", expression)
    python = re.sub(r"(?<![<>!])=", "==", python).replace("if(", "choose(")
    words = {
        "choose": lambda holds, then, otherwise: then if holds else otherwise,
        "value": lambda name: answers.get(name, Nothing()),
    }
    found = eval(python, words)
    return Nothing() if found == "" else found


def test_the_xlsform_counts_what_the_tables_say():
    rows = rows_of(render_form(INSTRUMENT, "xlsform", now=NOW))["survey"]
    calculations = {
        row["name"]: row["calculation"]
        for row in rows
        if row["type"] == "calculate" and row["name"] != "form_self_reported"
    }
    for person in crowd(POINTS, 200, seed=5):
        values = dict(person.answers)
        values |= {item: f"not_sure.{item}" for item in POINTS if item not in values and len(values) % 2}
        if values.get("fermented_days") == "hardly_ever":
            values.pop("fermented_kinds", None)  # it is not relevant, and ODK then empties it
        for name, calculation in calculations.items():
            values[name] = calculate(calculation, values)
        found = {name: values[name] for name in calculations if values[name] != ""}
        assert found == {link.replace(".", "_"): n for link, n in counted_by_hand(person.answers).items()}


@EVERY_RULES
@pytest.mark.parametrize("with_safety", [False, True])
def test_the_sheet_names_columns_as_every_reader_can_and_says_no_sentence_twice(rules, with_safety):
    rows = rows_of(render_form(rules, "xlsform", now=NOW, with_safety=with_safety))["survey"]
    names = [row["name"] for row in rows if row.get("name")]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name)  # in Django, SQL, SPSS and Stata too
    for row in rows:
        words = " ".join(row.get(column, "") for column in ("label", "hint", "guidance_hint"))
        sentences = re.split(r"(?<=[.?!])\s+", words.strip())
        assert len(set(sentences)) == len(sentences)


def test_not_sure_is_the_last_choice_of_every_question_and_is_read_back_as_open():
    rows = rows_of(render_form(INSTRUMENT, "xlsform", now=NOW))["choices"]
    for item in INSTRUMENT.items.values():
        own = [row for row in rows if row["list_name"] == item.id]
        assert [row["name"] for row in own] == [*item.by_id, f"not_sure.{item.id}"]
        assert own[-1]["label"] == INSTRUMENT.words.not_sure
    assert any('Choose "Not sure"' in line for line in INSTRUMENT.before_form)
    person = {**HALFWAY, "cups": None}
    table = ",".join(person) + "\n" + ",".join(option or "not_sure.cups" for option in person.values()) + "\n"
    own, done = assess(INSTRUMENT, responses(person)), run("score", "-", "--format", "json", given=table)
    result = json.loads(done.out)
    assert (result["answers"][-1]["item"], result["answers"][-1]["status"]) == ("cups", "not_sure")
    assert result["total"]["points"] == {"low": own.total.points.low, "high": own.total.points.high}
    row = next(csv.DictReader(io.StringIO(run("cohort", "-", given=table).out)))
    assert (row["total_points_low"], row["total_points_high"]) == (
        str(own.total.points.low),
        str(own.total.points.high),
    )
    assert row["problem"] == ""


def test_the_hint_is_read_by_everyone_and_the_longer_help_by_who_asks_for_it():
    rows = {row.get("name"): row for row in rows_of(render_form(INSTRUMENT, "xlsform", now=NOW))["survey"]}
    for item in INSTRUMENT.items.values():
        assert rows[item.id].get("hint", "") == item.hint
        for sentence in re.split(r"(?<=[.?!])\s+", item.help):
            assert sentence in f"{item.hint} {rows[item.id].get('guidance_hint')}"


def test_the_scores_that_a_form_sends_along_are_passed_over():
    table = "fruit,fermented_points,fermented.band,fermented_points_shown\ntwo_a_day,3,Often,x\n"
    done = run("score", "-", "--format", "json", given=table)
    assert (done.code, json.loads(done.out)["domains"]["fermented"]["status"]) == (0, "not_enough_answers")
    assert "the column fermented_kind is not read" in run("score", "-", given="fruit,fermented_kind\ntwo_a_day,1\n").err


@EVERY_RULES
@pytest.mark.parametrize("form", ["csv", "redcap"])
def test_text_in_a_table_is_never_a_formula(rules, form):
    rows = csv.reader(io.StringIO(render_form(rules, form, now=NOW)))
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@"))]


def redcap_fields(rules):
    """Read REDCap's dictionary as rows of {column: cell}."""
    return list(csv.DictReader(io.StringIO(render_form(rules, "redcap", now=NOW))))


@EVERY_RULES
def test_the_dictionary_for_redcap_has_its_columns_and_names_that_it_takes(rules):
    fields = redcap_fields(rules)
    assert [*fields[0]] == [
        "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
        "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
        "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
        "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
        "Matrix Ranking?", "Field Annotation",
    ]  # fmt: skip
    names = [field["Variable / Field Name"] for field in fields]
    assert names[0] == "record_id"
    assert len(set(names)) == len(names)
    for field in fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,99}", field["Variable / Field Name"])
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field["Form Name"])
        assert field["Field Type"] in {"text", "descriptive", "radio", "calc"}
        assert field["Field Label"]
        words = f"{field['Field Label']} {field['Field Note']}"
        sentences = re.split(r"(?<=[.?!])\s+", words.strip())
        assert len(set(sentences)) == len(sentences)
        logic = f"{field['Branching Logic (Show field only if...)']} {field['Choices, Calculations, OR Slider Labels']}"
        assert field["Field Type"] == "radio" or {*re.findall(r"\[(\w+)\]", logic)} <= {*rules.items}


@EVERY_RULES
def test_redcaps_choices_are_numbered_as_in_the_codebook(rules):
    codes = [row for row in csv.DictReader(io.StringIO(render_form(rules, "csv", now=NOW))) if row["table"] == "code"]
    fields = {field["Variable / Field Name"]: field for field in redcap_fields(rules)}
    for item in (item for item in rules.items.values() if item.amount is None):
        choices = fields[item.id]["Choices, Calculations, OR Slider Labels"].split(" | ")
        own = [row for row in codes if row["column"] == item.id]
        assert [choice.split(", ", 1)[0] for choice in choices] == [row["value"] for row in own]
        labels = [item.by_id[row["option"]].label.replace("|", "/") for row in own[:-1]]
        assert [*labels, rules.words.not_sure] == [choice.split(", ", 1)[1] for choice in choices]
        assert (own[-1]["value"], own[-1]["option"]) == ("99", "")  # no answer


def test_redcap_counts_what_the_tables_say_and_gutbone_reads_its_numbers(tmp_path):
    fields = {field["Variable / Field Name"]: field for field in redcap_fields(INSTRUMENT)}
    logic = {name: field["Branching Logic (Show field only if...)"] for name, field in fields.items()}
    assert {name: rule for name, rule in logic.items() if rule} == {"fermented_kinds": "[fermented_days] <> '1'"}
    table, expected = ["record_id," + ",".join(POINTS)], []
    for person in crowd(POINTS, 200, seed=5):
        values = {item: str([*POINTS[item]].index(option) + 1) for item, option in person.answers.items()}
        values |= {item: "99" for item in POINTS if item not in values and len(table) % 2}  # not sure
        found = {
            name: calculate(re.sub(r"\[(\w+)\]", r"${\1}", field[CHOICES]).replace("<>", "!="), values)
            for name, field in fields.items()
            if field["Field Type"] == "calc"
        }
        by_hand = {link.replace(".", "_"): n for link, n in counted_by_hand(person.answers).items()}
        assert {name: n for name, n in found.items() if n != ""} == {
            name: n for name, n in by_hand.items() if name.endswith("_points")
        }
        table.append(",".join([str(len(table)), *(values.get(item, "") for item in POINTS)]))
        expected.append(assess(INSTRUMENT, person).total.points)
    (tmp_path / "answers.csv").write_text("\n".join(table))
    (tmp_path / "columns.csv").write_text(render_form(INSTRUMENT, "csv", now=NOW))
    done = run("cohort", str(tmp_path / "answers.csv"), "--codebook", str(tmp_path / "columns.csv"))
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["total_points_low"], row["total_points_high"], row["problem"]) for row in rows] == [
        (str(points.low), str(points.high), "") if points else ("", "", "") for points in expected
    ]


def test_the_data_dictionary_explains_every_column_of_a_cohort():
    rows = list(csv.DictReader(io.StringIO(render_form(INSTRUMENT, "csv", now=NOW))))
    written = next(csv.reader(io.StringIO(run("cohort", "-", given="id,fruit\n1,two_a_day\n").out)))
    assert [row["column"] for row in rows if row["table"] == "out"] == written[1:]
    assert [row["column"] for row in rows if row["table"] == "in"] == [*POINTS, "conditions"]
    assert all(row["meaning"] and row["type"] for row in rows)


@EVERY_RULES
def test_so_it_does_for_any_rules_and_in_order(rules):
    rows = list(csv.DictReader(io.StringIO(render_form(rules, "csv", now=NOW))))
    assert [row["column"] for row in rows if row["table"] == "out"] == list(output_columns(rules))
    assert [row["column"] for row in rows if row["table"] == "in"][: len(rules.items)] == list(rules.items)
