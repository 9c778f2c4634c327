"""The JSON result against the schema that ships with it."""

import json
from copy import deepcopy

import pytest
from golden.crowd import NOW, PEOPLE, crowd, golden
from jsonschema import Draft202012Validator
from people import INSTRUMENT, LEAST, result
from terminal import run

from gutbone.assess.result import result_schema
from gutbone.report.text import render_json

SCHEMA = Draft202012Validator(result_schema())
KEYS = [
    *("schema", "tool", "instrument", "assessed_at", "mode", "ref", "conditions", "age", "answers", "total"),
    *("domains", "flags", "strengths", "tips", "withheld", "clinic", "notices"),
]
ADDED = [
    "notice_kinds",
    "headline",
    "titles",
    "limits",
    "shows_numbers",
    "shows_clinic",
    "ending",
    "response",
    "sources",
    "extra",
    "unasked",
    "by",
    "names",
    "cautioned_by",
]


def whole() -> dict:
    """A result with something in every part."""
    found = json.loads(render_json(result(LEAST, "gluten_free", flags=["height_loss"], assessed_at=NOW)))
    assert all(found[key] for key in ("conditions", "flags", "tips", "answers", "withheld", "notices"))
    return found


def refused(changed: dict) -> bool:
    return not SCHEMA.is_valid(changed)


def test_the_schema_is_itself_valid():
    Draft202012Validator.check_schema(result_schema())


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_the_results_of_many_people_fit_the_schema(count):
    people = [*crowd(count), *map(golden, PEOPLE)]
    seen = set()
    for person in people:
        found = json.loads(render_json(person))
        assert next(SCHEMA.iter_errors(found), None) is None
        seen |= {(key, bool(found[key]), found[key] is None) for key in KEYS}
    # something, nothing and not asked have all been there
    assert {("conditions", *state) for state in [(True, False), (False, False), (False, True)]} <= seen
    assert {("flags", *state) for state in [(True, False), (False, False), (False, True)]} <= seen
    assert {
        ("tips", True, False),
        ("tips", False, False),
        ("withheld", True, False),
        ("strengths", True, False),
    } <= seen


def test_the_keys_are_those_of_the_contract_in_its_order():
    found = whole()
    assert list(found) == KEYS + ADDED
    assert list(found["total"])[:7] == ["status", "points", "possible", "percent", "band", "answered", "applicable"]
    assert list(found["answers"][0])[:5] == ["item", "status", "option", "points", "possible"]
    assert list(found["tips"][0])[:9] == [
        *("id", "domain", "kind", "text", "plan", "because", "notes", "gain", "sources")
    ]
    assert list(found["domains"]) == list(INSTRUMENT.domain)
    assert found["instrument"]["sha256"] == INSTRUMENT.sha256


@pytest.mark.parametrize("key", KEYS)
def test_a_result_without_a_key_is_refused(key):
    found = whole()
    del found[key]
    assert refused(found)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("schema", "gutbone.result/2"),
        ("mode", "half"),
        ("assessed_at", "yesterday"),
        ("instrument.sha256", "abc"),
        ("ref", 7),
        ("conditions", "warfarin"),
        ("conditions.0", 1),
        ("answers.0.status", "skipped"),
        ("answers.0.points", "2"),
        ("answers.0.points", "1.5"),
        ("answers.0.option", 3),
        ("answers.0", "fruit"),
        ("total.status", "done"),
        ("total.points", 11),
        ("total.points.low", None),
        ("total.percent.low", "39"),
        ("total.answered", -1),
        ("domains.fibre.status", "good"),
        ("domains.fibre", None),
        ("flags.0.level", "mild"),
        ("tips.0.kind", "info please"),
        ("tips.0.gain", 2),
        ("tips.0.text", None),
        ("withheld.0.because", "warfarin"),
        ("clinic", None),
        ("notices.0", 1),
    ],
)
def test_a_wrong_value_is_refused(path, wrong):
    found = deepcopy(whole())
    place = found
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        place = place[step]
    place[last] = wrong
    assert refused(found)


@pytest.mark.parametrize(
    "path", ["answers.0.status", "total.possible", "flags.0.text", "tips.0.sources", "clinic.phone"]
)
def test_a_part_without_one_of_its_keys_is_refused(path):
    found = whole()
    place = found
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        place = place[step]
    del place[last]
    assert refused(found)


def test_a_key_more_keeps_the_schema_so_that_results_may_grow():
    assert not refused({**whole(), "more": 1})


def test_rules_schema_prints_the_schema_of_a_result():
    done = run("rules", "schema", "--of", "result")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == json.loads(json.dumps(result_schema()))
