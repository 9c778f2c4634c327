"""A file of several results: one is picked by its reference or number, and none is ever taken by chance."""

import json
from itertools import count

import pytest
from homes import Home
from people import FULL, HALFWAY, INSTRUMENT, LEAST, result
from terminal import run

from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.exchange.forms import render_response
from gutbone.exchange.pick import Pick
from gutbone.exchange.read import read_answers
from gutbone.history.store import Kept
from gutbone.history.table import json_lines

AT = "2026-01-31T09:30:00+00:00"
ANSWERS = {"a": LEAST, "b": HALFWAY, "c": FULL}
PEOPLE = {ref: result(answers, assessed_at=AT, ref=ref) for ref, answers in ANSWERS.items()}


def response(person, **more):
    ids = (f"id-{number}" for number in count())
    return json.loads(render_response(person, INSTRUMENT, ids, **more))


RESPONSES = [response(person) for person in PEOPLE.values()]
PATIENT = {"resourceType": "Patient", "id": "p"}


def lines(values):
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


SEVERAL = {
    "the history's export": json_lines([Kept("abcdef", one) for one in PEOPLE.values()], with_safety=True).encode(),
    "answers files": lines({"answers": answers, "ref": ref} for ref, answers in ANSWERS.items()),
    "FHIR": lines(RESPONSES),
    "FHIR with a line between": lines(RESPONSES).replace(b"\n", b"\r\n\r\n"),
    "a Bundle": json.dumps(bundle(*RESPONSES)).encode(),
    "a Bundle for reading": json.dumps(bundle(PATIENT, *RESPONSES), indent=2).encode(),
    "gutbone's Bundles of observations": lines(response(one, observation=True) for one in PEOPLE.values()),
}


def read(content, **pick):
    return read_answers(content, "several.ndjson", INSTRUMENT, pick=Pick(**pick))


def points(responses):
    return assess(INSTRUMENT, responses).total.points


def refused(content, **pick):
    with pytest.raises(GutboneError) as caught:
        read(content, **pick)
    return str(caught.value)


@pytest.mark.parametrize("kind", SEVERAL)
def test_several_are_counted_and_none_is_taken(kind):
    assert "several.ndjson: this file holds 3 results. Pick one by its --ref, or by --line 1" in refused(SEVERAL[kind])


@pytest.mark.parametrize("kind", SEVERAL)
@pytest.mark.parametrize("ref", PEOPLE)
def test_one_is_picked_by_its_reference(kind, ref):
    assert points(read(SEVERAL[kind], ref=ref)) == PEOPLE[ref].total.points


@pytest.mark.parametrize("kind", [kind for kind in SEVERAL if "between" not in kind])
def test_one_is_picked_by_its_number_also_with_another_reference_to_be_given(kind):
    for number, person in enumerate(PEOPLE.values(), 1):
        for ref in (None, "another"):
            assert points(read(SEVERAL[kind], number=number, ref=ref)) == person.total.points


@pytest.mark.parametrize("kind", SEVERAL)
@pytest.mark.parametrize("pick", [{"ref": "d"}, {"number": 17}])
def test_one_that_is_not_there_is_refused(kind, pick):
    text = refused(SEVERAL[kind], **pick)
    assert "With the reference d: 0." in text or "no result stands at 17 in this file." in text


def test_two_of_one_reference_are_told_apart_by_their_lines():
    twice = SEVERAL["FHIR"] * 2
    assert "With the reference b: 2. Pick one by its --ref, or by --line 1, 2, 3, 4, 5, ..." in refused(twice, ref="b")
    assert points(read(twice, number=5)) == PEOPLE["b"].total.points


@pytest.mark.parametrize(
    "single",
    [
        lines([RESPONSES[1]]),
        lines([PATIENT, RESPONSES[1], PATIENT]),
        lines([bundle(RESPONSES[1])]),
        json.dumps(response(PEOPLE["b"], observation=True), indent=2).encode(),
        lines([{"answers": HALFWAY}]),
        b"{answers: " + json.dumps(HALFWAY).encode() + b"}\n# a remark\n",
    ],
)
def test_a_single_one_needs_no_picking_whatever_reference_it_gets(single):
    for pick in ({}, {"ref": "new"}):
        assert points(read(single, **pick)) == PEOPLE["b"].total.points
    assert "--line" in refused(single, number=7)


@pytest.mark.parametrize("kind", ["the history's export", "answers files", "FHIR", "gutbone's Bundles of observations"])
def test_a_half_file_is_never_read(kind):
    content = SEVERAL[kind]
    half = content[: content.rindex(b"\n", 0, -1) + len(content) // 6]
    assert "several.ndjson:3: this line breaks off" in refused(half, number=1)


def test_what_is_wrong_in_a_bundle_of_several_is_refused_as_in_one_of_one():
    content = json.dumps({**bundle(*RESPONSES), "implicitRules": "x"}).encode()
    assert "there is no part called implicitRules" in refused(content, number=1)


def test_what_is_wrong_is_told_with_its_line():
    content = SEVERAL["answers files"].replace(b"one_a_day", b"lots", 1)
    number = content[: content.index(b"lots")].count(b"\n") + 1
    assert refused(content, number=number).startswith(f"several.ndjson:{number}:")
    doubled = SEVERAL["FHIR"].replace(b'"status": "completed"', b'"status": "completed", "status": "stopped"', 1)
    assert "several.ndjson:1:1" in refused(doubled, number=1)


def test_several_responses_in_one_line_are_told_apart_by_their_references():
    content = lines([bundle(*RESPONSES), RESPONSES[0]])
    assert "several.ndjson:1: this file holds 3 results" in refused(content, number=1)
    assert points(read(content, number=1, ref="b")) == PEOPLE["b"].total.points


@pytest.mark.parametrize(
    "content", [b'{"resourceType": "Bundle", "entry": 3}\n' * 2, b"{}\n{}\n", b'{"identifier": []}\n' * 2, b"{" * 9999]
)
def test_nothing_of_another_shape_ends_in_anything_but_a_refusal(content):
    for pick in ({}, {"number": 1}, {"ref": "x"}):
        assert refused(content, **pick)


# --- from the command line


def test_the_command_picks_by_reference_or_line(tmp_path):
    home = Home(tmp_path)
    file = tmp_path / "mine.jsonl"
    file.write_bytes(SEVERAL["the history's export"])
    none = run("score", str(file), **home.env)
    assert (none.code, none.out, len(none.err.splitlines())) == (2, "", 1)
    for options in (("--ref", "b"), ("--line", "2")):
        done = run("score", str(file), *options, "--format", "json", **home.env)
        assert (json.loads(done.out)["ref"], done.code) == ("b", 0)
    renamed = run("score", str(file), "--line", "2", "--ref", "z", "--format", "json", **home.env)
    assert json.loads(renamed.out)["ref"] == "z"


@pytest.mark.parametrize("content", [b"ref,fruit\na,one_a_day\n", b"PAR1", b"answers: {}\n"])
def test_a_line_is_no_row_of_a_table(tmp_path, content):
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    done = run("score", str(file), "--line", "2")
    assert done.code == 2
    assert "--line" in done.err
