"""What was not asked about while the rest was: it is kept, read, and cautioned for as if nobody had asked."""

import json

import pytest
from people import INSTRUMENT as RULES
from terminal import run

from gutbone.answers.read import answers_from, with_options
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError

ANSWERS = {item.id: item.options[0].id for item in RULES.items.values()}
MEDICINES = frozenset(one.id for one in RULES.conditions.conditions if one.group == "Medicines")


def result(**said):
    return assess(RULES, Responses(answers=ANSWERS, assessed_at="2026-01-31T09:30:00+00:00", **said))


def read(**said):
    return answers_from({"answers": ANSWERS, **said}, RULES, lambda path: ".".join(map(str, path)))


def test_b2_a_page_left_out_brings_the_cautions_of_not_asked_beside_what_was_ticked():
    asked, left_out = result(conditions=frozenset()), result(conditions=frozenset(), unasked=MEDICINES)
    nobody = result()
    assert RULES.conditions.not_asked.say in left_out.notices
    assert RULES.conditions.not_asked.say not in asked.notices
    assert [tip.id for tip in left_out.tips] == [tip.id for tip in nobody.tips]
    assert [tip.notes for tip in left_out.tips] == [tip.notes for tip in nobody.tips]


def test_a_result_lists_what_was_left_out_and_nothing_of_a_list_that_is_null():
    assert set(result(conditions=frozenset(), unasked=MEDICINES).unasked) == MEDICINES
    assert result(conditions=None, unasked=frozenset(RULES.condition)).unasked == ()


def test_no_warning_sign_ticked_is_no_all_clear_where_some_were_left_out():
    bones = frozenset(flag.id for flag in RULES.flags.flags if flag.group == "Your bones")
    notices = result(flags=frozenset(), unasked=bones).notices
    assert RULES.flags.not_asked_say in notices
    assert RULES.flags.none_say not in notices


def test_answers_files_and_results_are_read_with_what_was_left_out():
    given = json.dumps({"answers": ANSWERS, "conditions": ["ibs"], "unasked": sorted(MEDICINES), "flags": []})
    first = run("score", "-", "--format", "json", given=given)
    assert set(json.loads(first.out)["unasked"]) == MEDICINES
    again = run("score", "-", "--format", "json", given=first.out)
    assert json.loads(again.out)["unasked"] == json.loads(first.out)["unasked"]


def test_what_is_ticked_was_asked_about():
    assert read(conditions=["warfarin"], unasked=["warfarin", "lithium"]).unasked == {"lithium"}


def test_an_id_that_nobody_knows_is_refused():
    with pytest.raises(GutboneError, match="warfrin"):
        read(conditions=[], unasked=["warfrin"])


def test_an_option_that_names_a_condition_or_none_says_that_it_was_asked_about():
    said = read(conditions=[], unasked=["warfarin", "lithium"], flags=[])
    assert with_options(said, RULES, has=["warfarin"]).unasked == {"lithium"}
    assert with_options(said, RULES, none=True).unasked == frozenset()
