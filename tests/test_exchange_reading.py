"""Responses that other software wrote: read where they are clear, refused in one line where they are not."""

import json
import re
from random import Random

import pytest
from forms import NOW, all_items, answered, counted_by_hand
from people import FULL, HALFWAY, INSTRUMENT, POINTS, responses
from sampling import each
from terminal import run

from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.exchange.fhir_names import address
from gutbone.exchange.read import read_answers

TOTAL = 35  # points of the one who gives the middle answer everywhere
STORED = "All questions: the file says 99. By these rules its answers give something else. We use that."


def export(person=HALFWAY, **more):
    return answered(INSTRUMENT, responses(person, assessed_at=NOW, **more))


def read(response):
    content = response if isinstance(response, bytes) else json.dumps(response).encode()
    return read_answers(content, "r.json", INSTRUMENT)


def refusal(response):
    with pytest.raises(GutboneError) as caught:
        read(response)
    return str(caught.value)


def questions(response):
    return [item for item in all_items(response["item"]) if item["linkId"] in POINTS]


def question(response, name):
    return next(item for item in questions(response) if item["linkId"] == name)


# ---------------------------------------------------------------- what is read


def test_a_flat_response_is_read_as_the_nested_one_is():
    flat = export()
    flat["item"] = [item for item in all_items(flat["item"]) if "item" not in item]
    assert read(flat) == read(export())


def test_what_engines_add_is_let_through():
    response = export()
    response |= {
        "meta": {
            "profile": ["http://hl7.org/fhir/4.0/StructureDefinition/QuestionnaireResponse"],
            "tag": [{"code": "x"}],
        },
        "contained": [{"resourceType": "Patient", "id": "somebody"}],
        "subject": {"reference": "Patient/1", "display": "Somebody"},
        "author": {"reference": "#somebody"},
        "identifier": {"system": "https://hospital.example", "value": "943 476 5919"},
        "extension": [{"url": "https://hospital.example/x", "valueString": "y"}],
    }
    for item in questions(response):
        item |= {"id": "a", "definition": "https://hospital.example/d", "_text": {"id": "b"}}
        item["answer"][0] |= {"id": "c", "extension": [], "_valueCoding": None}
        item["answer"][0]["valueCoding"]["extension"] = [{"url": "https://hospital.example/w", "valueDecimal": 9}]
    again = read(response)
    assert again == read(export())
    assert again.ref is None


def test_a_question_inside_an_answer_is_read_too():
    response = export()
    days, kinds = question(response, "fermented_days"), question(response, "fermented_kinds")
    response["item"][1]["item"].remove(kinds)
    days["answer"][0]["item"] = [kinds]
    assert read(response) == read(export())


def test_not_sure_is_no_answer_and_is_never_a_point():
    response = export()
    question(response, "cups")["answer"][0]["valueCoding"]["code"] = "not_sure.cups"
    again = read(response)
    assert again.answers == {**HALFWAY, "cups": None}
    assert assess(INSTRUMENT, again).total == assess(INSTRUMENT, responses({**HALFWAY, "cups": None})).total
    assert len(again.remarks) == 4  # the points and bands that were stored before


def test_no_scores_no_texts_and_no_groups_are_needed():
    answers = [{"linkId": i["linkId"], "answer": i["answer"]} for i in questions(export())]
    bare = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": answers}
    again = read(bare)
    assert again.answers == HALFWAY
    assert (again.id, again.assessed_at, again.remarks) == ("", "", ())


def test_it_keeps_its_id_and_its_date():
    done = run("score", "-", "--format", "fhir", given=json.dumps({**export(), "id": "abc-1.2"}))
    assert (json.loads(done.out)["id"], json.loads(done.out)["authored"]) == ("abc-1.2", NOW)


def test_escaped_slashes_tabs_and_a_mark_at_the_beginning_are_json_too():
    text = json.dumps(export(), indent="\t").replace("/", "\\/")
    assert read(b"\xef\xbb\xbf" + text.encode()) == read(export())


def test_an_answer_to_a_question_that_another_settles_is_overruled():
    response = export({**HALFWAY, "fermented_kinds": "three_or_more"})
    question(response, "fermented_days")["answer"][0]["valueCoding"]["code"] = "fermented_days.hardly_ever"
    result = assess(INSTRUMENT, read(response))
    assert result.domains["fermented"].points.low == 0
    assert len(read(response).remarks) == 3  # the points and the band of the domain, and the total, as stored before


def test_codes_without_a_system_are_ours_where_the_response_names_our_form_or_none():
    response = export()
    for item in questions(response):
        del item["answer"][0]["valueCoding"]["system"]
    assert read(response).answers == HALFWAY
    assert read({**response, "questionnaire": "Questionnaire/17"}).answers == HALFWAY
    assert "the code of fruit is from no system" in refusal({**response, "questionnaire": "https://other.example/q|1"})


def test_a_form_that_was_copied_to_another_address_is_known_by_its_codes():
    assert read({**export(), "questionnaire": "https://other.example/q|1"}).answers == HALFWAY


def bundle_of(*resources, **more):
    entry = [{"fullUrl": "urn:uuid:1", "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entry, **more}


def test_our_own_bundle_and_any_with_one_response_are_read():
    own = answered(INSTRUMENT, responses(HALFWAY, assessed_at=NOW), observation=True)
    assert len(own["entry"]) > 1
    assert read(own) == read(own["entry"][0]["resource"])
    assert read(bundle_of({"resourceType": "Patient", "id": "p"}, export())) == read(export())


@pytest.mark.parametrize(
    ("bundle", "line"),
    [
        (bundle_of(), "r.json: this Bundle holds 0 responses. Give one QuestionnaireResponse."),
        (bundle_of(export(), export()), "r.json: this file holds 2 results."),
        (bundle_of(export(), implicitRules="x"), "r.json: there is no part called implicitRules."),
        (bundle_of(7), "r.json: entry[0].resource: this is no block of keys."),
        (bundle_of(entry={}), "r.json: entry: this is no list."),
        (bundle_of(entry=[{"resources": {}}]), "r.json: entry[0]: there is no part called resources. Did you mean resource?"),
        (bundle_of({**export(), "authored": "2026"}), "r.json: entry[0].resource.authored: 2026 is no time."),
        (bundle_of({**export(), "status": "entered-in-error"}), "r.json: entry[0].resource.status: there is no status entered-in-error."),
        (bundle_of({**export(), "item": [{"linkId": "friut"}]}), "r.json: entry[0].resource.item[0].linkId: there is no linkId friut."),
    ],
)  # fmt: skip
def test_a_bundle_that_is_not_clear_is_refused_with_the_place(bundle, line):
    assert line in refusal(bundle)


# ---------------------------------------------------------------- stored scores


def with_stored(link, value):
    response = export()
    next(item for item in all_items(response["item"]) if item["linkId"] == link)["answer"] = [value]
    return response


def test_a_stored_total_of_99_is_reported_on_both_sides_and_never_used():
    done = run("score", "-", "--format", "json", given=json.dumps(with_stored("total.points", {"valueInteger": 99})))
    result = json.loads(done.out)
    assert (done.code, done.err) == (0, f"Note: {STORED}\n")
    assert result["total"]["points"] == {"low": TOTAL, "high": TOTAL}
    assert STORED in result["notices"]


@pytest.mark.parametrize(
    "value",
    [
        {"valueInteger": 31},
        {"valueDecimal": 35.5},
        {"valueBoolean": True},
        {"valueInteger": None},
        {"valueString": "\x1b[31m" + "9" * 5000},
        {"valueCoding": {"code": "x"}},
    ],
)
def test_any_other_value_than_the_one_counted_is_reported_in_one_line(value):
    for form in ("oneline", "text"):
        done = run("score", "-", "--format", form, given=json.dumps(with_stored("total.points", value)))
        assert done.code == 0
        assert done.err.startswith("Note: All questions: the file says ")
        assert done.err.count("\n") == 1
        assert (done.err + done.out).replace("\n", "").isprintable()
        assert re.search(rf"total {TOTAL}/61|{TOTAL} of 61", done.out)


def test_a_stored_score_is_reported_where_an_answer_is_missing():
    response = with_stored("total.points", {"valueInteger": 99})
    del question(response, "fruit")["answer"]
    assert "All questions: the file says 99." in " ".join(read(response).remarks)


def test_an_older_version_is_named_its_scores_are_counted_anew_and_the_difference_is_said():
    response = with_stored("total.points", {"valueInteger": 28})  # before two questions counted twice
    response["questionnaire"] = response["questionnaire"].replace(INSTRUMENT.version, "1.0.0")
    again = read(response)
    assert assess(INSTRUMENT, again).total.points.low == TOTAL
    older = INSTRUMENT.words.other_version.format(version="1.0.0", own=INSTRUMENT.version)
    assert again.remarks == (older, STORED.replace("99", "28"))


def test_a_response_of_version_2_where_sugary_drinks_stood_in_another_group_is_read():
    response = export()
    drinks = question(response, "sugary_drinks")
    response["item"][2]["item"].remove(drinks)
    response["item"][3]["item"].append(drinks)
    response["questionnaire"] = response["questionnaire"].replace(INSTRUMENT.version, "2.0.0")
    again = read(response)
    assert again.answers == HALFWAY
    assert assess(INSTRUMENT, again).total.points.low == TOTAL


def test_a_stored_band_that_differs_is_reported_and_an_equal_decimal_is_not():
    assert "file says Great." in read(with_stored("fibre.band", {"valueString": "Great"})).remarks[0]
    for same in ({"valueDecimal": 35.0}, {"valueDecimal": 35}, {"valueString": "35"}):
        assert read(with_stored("total.points", same)).remarks == ()


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"linkId": "friut"}, "r.json: item[0].item[0].linkId: there is no linkId friut. Did you mean fruit? [FHIR_005]"),
        ({"answer": [{"valueCoding": {"code": "fruit.two_aday"}}]}, "there is no code fruit.two_aday. Did you mean fruit.two_a_day?"),
        ({"answer": [{"valueCoding": {"code": "two_a_day"}}]}, "there is no code two_a_day. Did you mean fruit.two_a_day?"),
        ({"answer": [{"valueCoding": {"code": "not_sure.vegetables"}}]}, "there is no code not_sure.vegetables."),
        ({"answer": [{"valueCoding": {"code": "vegetables.two_a_day"}}]}, "there is no code vegetables.two_a_day."),
        ({"answer": [{"valueCoding": {}}]}, "there is no code here."),
        ({"answer": [{"valueCoding": {"code": 3}}]}, "there is no code 3."),
        ({"answer": [{"valueCoding": {"system": "http://loinc.org", "code": "fruit.two_a_day"}}]}, "the code of fruit is from http://loinc.org."),
        ({"answer": [{"valueCoding": "fruit.two_a_day"}]}, "this is no block of keys."),
        ({"answer": [{"valueCoding": {"cod": "fruit.two_a_day"}}]}, "valueCoding: there is no part called cod. Did you mean code?"),
        ({"answer": [{"valueCoding": {"system": [], "code": []}}]}, "the code of fruit is from a list."),
        ({"answer": [{"valueCoding": {"code": "x", "display": 7}}]}, "answer[0].valueCoding.display: this is no text."),
        ({"answer": [{"valueString": "fruit.two_a_day"}]}, "fruit.two_a_day is no answer to fruit, word for word. Give it as a valueCoding"),
        ({"answer": [{"valueInteger": 4}]}, "this is no answer to fruit."),
        ({"answer": [{"valueInteger": 4, "valueCoding": {}}]}, "this is no answer to fruit. Give it one value."),
        ({"answer": [{}]}, "this is no answer to fruit."),
        ({"answer": [None]}, "this is no block of keys."),
        ({"answer": [{"": 1}]}, "this is no answer to fruit."),
        ({"_answer": [None]}, "there is no part called _answer."),
        ({"linkId": "zzzzz"}, "there is no linkId zzzzz. Use what stands in the form that gutbone exports."),
        ({"answer": {"valueCoding": {}}}, "item[0].item[0].answer: this is no list."),
        ({"answer": [{"valueCoding": {}}, {"valueCoding": {}}]}, "fruit has 2 answers. Leave one."),
        ({"answers": []}, "there is no part called answers. Did you mean answer?"),
        ({"modifierExtension": []}, "there is no part called modifierExtension."),
        ({"linkId": "vegetables"}, "vegetables is there twice. Leave one of them out."),
        ({"linkId": "fibre"}, "fibre is there twice."),
        ({"linkId": "form.about.1"}, "form.about.1 takes no answer."),
        ({"linkId": None}, "there is no linkId here."),
        ({"linkId": ["fruit"]}, "there is no linkId a list."),
    ],
)  # fmt: skip
def test_a_question_that_is_not_clear_is_refused_by_name(change, line):
    response = export()
    item = question(response, "fruit")
    item |= change
    assert line in refusal(response)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"resourceType": "Patient"}, "r.json: resourceType: this is no response, but Patient."),
        ({"resourceType": "Bundle"}, "r.json: there is no part called text."),
        ({"resourceType": 7}, "this is no response, but 7."),
        ({"status": "entered-in-error"}, "there is no status entered-in-error."),
        ({"status": None}, "there is no status here. Use one of: completed, in-progress, amended, stopped."),
        ({"modifierExtension": [{"url": "x"}]}, "there is no part called modifierExtension."),
        ({"implicitRules": "https://x.example"}, "there is no part called implicitRules."),
        ({"items": []}, "there is no part called items. Did you mean item?"),
        ({"id": "a b"}, "r.json: id: this is no id."),
        ({"id": 7}, "r.json: id: this is no text."),
        ({"authored": "yesterday"}, "r.json: authored: yesterday is no time."),
        ({"authored": "2026"}, "r.json: authored: 2026 is no time."),
        ({"authored": "2026-01"}, "r.json: authored: 2026-01 is no time."),
        ({"authored": "2026-W05-1"}, "2026-W05-1 is no time."),
        ({"authored": "2026-01-31T09:30:00+00:00:30"}, "2026-01-31T09:30:00+00:00:30 is no time."),
        ({"authored": "2026-02-30"}, "2026-02-30 is no time."),
        ({"resourceType": None}, "this is no response, but null."),
        ({"authored": {}}, "r.json: authored: this is no text."),
        ({"questionnaire": []}, "r.json: questionnaire: this is no text."),
        ({"item": {}}, "r.json: item: this is no list."),
        ({"item": ["x"]}, "r.json: item[0]: this is no block of keys."),
        ({"meta": []}, "r.json: meta: this is no block of keys."),
        ({"identifier": "A-17"}, "this is no block of keys."),
        ({"extension": [7]}, "this is no block of keys."),
    ],
)
def test_a_response_that_is_not_clear_is_refused(change, line):
    assert line in refusal({**export(), **change})


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"resourceType": "QuestionnaireResponse"', "r.json:2:1: a bracket or a comma is missing before this."),
        (b'{"resourceType": "Patient", "resourceType": "x"}', "r.json:1:29: the key resourceType stands here twice."),
        (b'{"resourceType": "QuestionnaireResponse", "x": "\xff"}', "r.json:1:1: this is not UTF-8 text."),
        ('{"resourceType": "QuestionnaireResponse"}'.encode("utf-16"), "r.json:1:1: this is not UTF-8 text."),
        (b'{"resourceType": "x", "y": ' + b"[" * 1000 + b"]" * 1000 + b"}", "this is nested too deeply."),
        (b'{"resourceType": "x", "y": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "this is nested too deeply."),
        (b'{"resourceType": "x", "y": ' + b'{"a":' * 100_000 + b"}" * 100_001, "this is nested too deeply."),
        (b'["resourceType"]', "this holds no answers."),
        (b'{"resourceType": NaN}', "this is no response, but NaN."),
    ],
    ids=["cut", "key", "bytes", "utf-16", "1000", "100000", "blocks", "list", "nan"],
)
def test_what_is_no_plain_json_is_refused(content, line):
    assert line in refusal(content)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "9" * 5000, "1e999", "-0", "35.00000001"])
def test_a_stored_score_that_is_no_number_is_reported_and_never_used(number):
    text = json.dumps(with_stored("total.points", {"valueDecimal": "?"})).replace('"?"', number)
    again = read(text.encode())
    assert again.answers == HALFWAY
    assert [remark.startswith("All questions: the file says ") for remark in again.remarks] == [True]


def test_only_a_resource_is_read_as_one():
    answers = b'{"answers": {"fruit": "two_a_day"}, "ref": "\\"resourceType\\""}'
    assert read(answers).ref == '"resourceType"'


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ({"url": "conditoin", "valueCode": "warfarin"}, "there is no safety answer conditoin. Did you mean condition?"),
        ({"url": "condition", "valueCode": "wafarin"}, "there is no condition wafarin. Did you mean warfarin?"),
        ({"url": "condition", "valueCode": "under_18"}, "there is no condition under_18."),
        ({"url": "flag", "valueCode": 7}, "there is no flag 7."),
        ({"url": "flags-asked", "valueBoolean": "false"}, "this is neither true nor false."),
        ({"url": "age", "valueCode": "under_18"}, "two age groups are given."),
    ],
)
def test_safety_answers_that_are_not_known_are_refused(part, line):
    response = answered(INSTRUMENT, responses(FULL, age="age_65_or_over", assessed_at=NOW), with_safety=True)
    assert line in refusal({**response, "extension": [said(part)]})


def said(*parts):
    """Say something in the extension, where version 0.1.0 wrote all conditions and flags."""
    return {"url": address(INSTRUMENT, "StructureDefinition"), "extension": [*parts]}


def test_a_condition_that_is_listed_counts_even_where_nobody_says_that_it_was_asked_for():
    parts = {"url": "condition", "valueCode": "warfarin"}, {"url": "flag", "valueCode": "height_loss"}
    again = read({**export(FULL), "extension": [said(*parts)]})
    assert (again.conditions, again.flags) == ({"warfarin"}, {"height_loss"})


def ticked(*links, ages=()):
    """Answer the form that asks about health: some boxes are ticked."""
    response = answered(INSTRUMENT, responses(HALFWAY, assessed_at=NOW, asked=False, flags=None), with_safety=True)
    response["item"] = [item for item in response["item"] if item["linkId"] != "form.ages"]
    system = question(response, "fruit")["answer"][0]["valueCoding"]["system"]
    boxes = [*((link, link) for link in links), *(("form.age", code) for code in ages)]
    response["item"] += [
        {"linkId": link, "answer": [{"valueCoding": {"system": system, "code": code}}]} for link, code in boxes
    ]
    return response


def test_a_page_with_a_tick_was_asked_and_one_without_was_not():
    again = read(ticked("form.condition.ibs", "form.condition.milk_free", "form.flags.2.none"))
    asked = {
        one.id for one in INSTRUMENT.conditions.conditions if one.group in {"Your gut and eating", "Foods you avoid"}
    }
    gut = {flag.id for flag in INSTRUMENT.flags.flags if flag.group == "Your gut"}
    assert (again.conditions, again.flags, again.age) == ({"ibs", "milk_free"}, frozenset(), None)
    assert again.unasked == {one.id for one in INSTRUMENT.conditions.conditions} - asked | gut
    assert (read(ticked()).conditions, read(ticked()).flags, read(ticked()).unasked) == (None, None, frozenset())


def test_a_tick_beside_none_of_these_wins_over_it():
    assert read(ticked("form.conditions.1.none", "form.condition.maoi")).conditions == {"maoi"}


def test_an_age_group_is_read_and_rather_not_say_is_none():
    assert read(ticked(ages=["form.condition.age_65_or_over"])).age == "age_65_or_over"
    assert read(ticked(ages=["not_sure.form.age"])).age is None


def test_what_a_tick_takes_out_is_not_scored_even_where_the_form_has_asked_it():
    response = ticked("form.condition.low_fibre")
    result = assess(INSTRUMENT, read(response))
    assert result.domains["fibre"].status == "not_for_you"
    assert result.total.possible == 28 + 3  # processed food, and days of live food
    assert len(read(response).remarks) == 12  # the file says something else of all but processed food


@pytest.mark.parametrize(
    ("response", "line"),
    [
        (ticked("form.condition.wafarin"), "there is no linkId form.condition.wafarin. Did you mean form.condition.warfarin?"),
        (ticked("form.conditions.9.none"), "there is no linkId form.conditions.9.none."),
        (ticked(ages=["form.condition.warfarin"]), "there is no code form.condition.warfarin."),
        (ticked("form.condition.ibs", "form.condition.ibs"), "form.condition.ibs is there twice."),
        (ticked(ages=["form.condition.under_18", "not_sure.form.age"]), "form.age is there twice."),
    ],
)  # fmt: skip
def test_ticks_that_are_not_known_are_refused(response, line):
    assert line in refusal(response)


# ---------------------------------------------------------------- two hundred mangled ones

NONSENSE = [None, True, 7, -1.5, "", "x" * 70_000, "\x1b]0;title\x07", "\u202efruit", "\ud800", [], [[]], {}, {"a": 1}]


def mangled(number):
    """Take a sound response and spoil one place of it, chosen by chance."""
    random = Random(number)
    response = export()
    places = [(response, key) for key in ("resourceType", "status", "item")]
    for item in questions(response):
        coding = item["answer"][0]["valueCoding"]
        places += [
            (item, "linkId"),
            (item, "answer"),
            (item["answer"][0], "valueCoding"),
            (coding, "code"),
            (coding, "system"),
        ]
    block, key = random.choice(places)
    way = number % 4
    if way == 0:
        block[key] = random.choice(NONSENSE)
    elif way == 1:
        block[f"{key}s"] = block.pop(key)
    elif way == 2:
        block[key] = f"{block[key]}x" if isinstance(block[key], str) else [block[key], block[key]]
    else:
        deep = json.loads("[" * 900 + "]" * 900)
        block[key] = random.choice([deep, "y" * 900_000, 99, json.loads('{"valueCoding":' * 60 + "1" + "}" * 60)])
    return response


def holds_of_a_mangled_response(number):
    """Hold one to its end: one clear line, and never a wrong score."""
    response = mangled(number)
    try:
        person = read(response)
    except GutboneError as error:
        line = str(error)
        assert line.startswith("r.json")
        assert line.isprintable()
        assert len(line) < 700
    else:  # what was spoilt left an answer out, and said nothing false
        assert {item: option for item, option in person.answers.items() if option}.items() <= HALFWAY.items()
        points = assess(INSTRUMENT, person).total.points
        assert points.low <= TOTAL <= points.high


@pytest.mark.parametrize("numbers", [range(0, 200, 5), pytest.param(range(200), marks=pytest.mark.long)])
def test_a_mangled_response_gives_one_clear_line_and_never_a_wrong_score(numbers):
    each("number", numbers)(holds_of_a_mangled_response)()


@pytest.mark.parametrize("number", range(0, 200, 16))
def test_the_command_ends_with_that_line_and_exit_code_2(number):
    done = run("score", "-", given=json.dumps(mangled(number)))
    assert done.code in {0, 2}
    assert done.err.count("\n") == 1 or (done.code, done.err) == (0, "")


def test_a_huge_response_is_refused_before_it_is_read():
    done = run("score", "-", given=json.dumps({**export(), "text": "x" * 2_000_000}))
    assert (done.code, done.err) == (
        2,
        "Error: -: this is over 1,000,000 bytes. Check that it is the right input. [FILE_003]\n",
    )


def test_what_the_tables_say_of_the_one_with_two_points_everywhere():
    assert counted_by_hand(HALFWAY)["total.points"] == TOTAL
