"""The instrument and its blocks: found by id, in order, fixed once loaded, and told apart from earlier ones."""

import inspect
import json
from hashlib import sha256
from itertools import pairwise

import pytest
from msgspec import Struct
from msgspec.structs import fields, replace
from people import AGES, CONDITIONS, CORE, DOMAINS, INSTRUMENT, MOST, POINTS
from sampling import each

from gutbone.answers import responses
from gutbone.assess import advice, result, scoring
from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.exchange.read import read_answers
from gutbone.quiz import session
from gutbone.rules import article, block, domain, people, words
from gutbone.rules import instrument as instrument_module
from gutbone.rules.instrument import brought_along

CORE_MODULES = (advice, article, block, domain, instrument_module, people, responses, result, scoring, session, words)
BLOCKS = {
    struct
    for module in CORE_MODULES
    for _, struct in inspect.getmembers(module, inspect.isclass)
    if issubclass(struct, Struct) and struct is not Struct
}
EVERY_BLOCK = each("struct", sorted(BLOCKS, key=lambda struct: struct.__name__), ids=lambda struct: struct.__name__)


@EVERY_BLOCK
def test_nothing_that_decides_a_result_can_be_changed_once_it_is_made(struct):
    assert struct.__struct_config__.frozen


@pytest.mark.parametrize(
    "struct", [responses.Responses, result.Result, instrument_module.Head, instrument_module.Instrument]
)
def test_what_has_many_parts_is_made_by_their_names(struct):
    kinds = {parameter.kind for parameter in inspect.signature(struct).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


@EVERY_BLOCK
def test_what_a_block_does_not_say_does_not_hold(struct):
    assert not [field.name for field in fields(struct) if field.default is True]


def test_items_domains_and_conditions_are_found_by_id_in_the_order_of_the_contract():
    assert list(INSTRUMENT.items) == list(POINTS)
    assert list(INSTRUMENT.domain) == list(DOMAINS)
    assert set(list(INSTRUMENT.condition)[:-3]) == set(CONDITIONS)
    assert list(INSTRUMENT.condition)[-3:] == list(AGES)
    assert INSTRUMENT.ages == set(AGES)
    assert [item.id for item in INSTRUMENT.asked_in("core")] == list(CORE)
    assert [item.id for item in INSTRUMENT.asked_in("full")] == list(POINTS)


def test_closing_tips_stand_after_those_of_the_domains_and_those_of_parts_last():
    own = [tip.id for domain in INSTRUMENT.domains for tip in domain.tips]
    beside = [tip.id for part in INSTRUMENT.parts for tip in part.tips]
    assert list(INSTRUMENT.tips) == own + [tip.id for tip in INSTRUMENT.closing] + beside


@pytest.mark.parametrize("name", ["source", "band", "flag", "level"])
def test_what_is_looked_up_by_id_has_that_id(name):
    blocks = getattr(INSTRUMENT, name)
    assert blocks
    assert all(block.id == found for found, block in blocks.items())


def test_the_hash_is_over_the_sorted_names_and_bytes_of_the_rules():
    turned = replace(INSTRUMENT, files={"b": b"2", "a": b"1"})
    assert turned.sha256 == sha256(b"a1b2").hexdigest()
    assert INSTRUMENT.sha256 != turned.sha256


def test_a_food_brings_along_all_that_the_others_bring_to_the_end_even_in_a_circle():
    also = {"a": ("b",), "b": ("c", "a"), "c": (), "d": ("a",)}
    assert brought_along("a", also) == {"a", "b", "c"}
    assert brought_along("d", also) == {"a", "b", "c", "d"}
    assert brought_along("elsewhere", also) == {"elsewhere"}


def test_a_tip_asks_for_its_foods_and_all_that_they_bring_along():
    for tip in INSTRUMENT.tips.values():
        assert INSTRUMENT.foods_in(tip) == {f for food in tip.asks for f in INSTRUMENT.asked_for[food]}


@pytest.mark.parametrize(("better", "is_more_better"), [("more", True), ("less", False)])
def test_rules_say_whether_more_or_fewer_points_are_closer_to_the_guide(better, is_more_better):
    turned = replace(INSTRUMENT, better=better)
    full = {item.id: turned.full(item) for item in turned.items.values()}
    assert full == (MOST if is_more_better else dict.fromkeys(POINTS, 0))
    assert (turned.is_better(3, 2), turned.is_better(2, 3)) == (is_more_better, not is_more_better)
    assert not turned.is_better(2, 2)


def test_a_form_opens_with_lines_of_its_own_or_with_those_of_the_quiz():
    assert INSTRUMENT.opening == INSTRUMENT.before_form != INSTRUMENT.before_start
    assert replace(INSTRUMENT, before_form=None).opening == INSTRUMENT.before_start


def test_points_count_as_often_as_the_item_says():
    item = replace(INSTRUMENT.items["fruit"], counts=3)
    assert (item.least, item.most) == (0, 12)
    assert [item.points(option) for option in item.options] == [0, 3, 9, 12, 12]


def test_the_fewest_points_are_those_of_the_lowest_option():
    fruit = INSTRUMENT.items["fruit"]
    assert replace(fruit, options=fruit.options[1:3], counts=2).least == 2


AMOUNTS = [item for item in INSTRUMENT.items.values() if item.unit]


@pytest.mark.parametrize("item", AMOUNTS, ids=lambda item: item.id)
def test_an_amount_belongs_to_the_option_whose_lower_edge_it_reaches(item):
    edges = sorted((option.at_least, option.id) for option in item.options)
    assert edges[0][0] == 0
    assert item.option_at(10**6).id == edges[-1][1]
    for (low, below), (edge, above) in pairwise(edges):
        assert item.option_at(low).id == below
        assert item.option_at((low + edge) / 2).id == below
        assert item.option_at(edge).id == above


# ---------------------------------------------------------------- earlier instruments


def answers_of(version, **more):
    said = {"answers": {"fruit": "two_a_day"}, "instrument": {"id": INSTRUMENT.id, "version": version}, **more}
    return read_answers(json.dumps(said).encode(), "me.json", INSTRUMENT)


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "2.3.1"])
def test_answers_to_an_earlier_instrument_are_read_and_the_result_says_so(version):
    words = INSTRUMENT.words.other_version.format(version=version, own=INSTRUMENT.version)
    found = assess(INSTRUMENT, answers_of(version))
    assert found.answers[0].option == "two_a_day"
    assert words in found.notices
    assert version in words
    assert INSTRUMENT.version in words


def test_answers_to_this_instrument_say_nothing_of_another():
    assert answers_of(INSTRUMENT.version).remarks == answers_of("3.9.9").remarks == ()


def test_a_flag_that_is_asked_no_more_is_refused_with_those_that_replaced_it():
    assert INSTRUMENT.flags.retired == {"underweight_flag": ("low_weight", "past_eating_disorder")}
    with pytest.raises(GutboneError) as refused:
        answers_of("2.0.0", flags=["height_loss", "underweight_flag"])
    assert refused.value.code == "ANSWERS_012"
    assert "underweight_flag is asked no more." in str(refused.value)
    assert "low_weight or past_eating_disorder" in str(refused.value)


def test_what_replaces_a_retired_flag_is_asked_and_the_retired_one_is_not():
    for retired, names in INSTRUMENT.flags.retired.items():
        assert retired not in INSTRUMENT.flag
        assert set(names) <= set(INSTRUMENT.flag)
