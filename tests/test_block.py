"""What the types of the rules say of values, limits and ids of other blocks, is complete and is held to."""

import pytest
from msgspec.structs import fields, replace
from people import INSTRUMENT

from gutbone.rules.amount import Amount
from gutbone.rules.bands import Gaps
from gutbone.rules.block import Rule
from gutbone.rules.file_kinds import InstrumentFile
from gutbone.rules.ids import KINDS, id_problems
from gutbone.rules.must_hold import BEYOND, unsound
from gutbone.rules.positions import blocks, marked, texts

BLOCKS = {type(block) for _, _, block in blocks(INSTRUMENT)} | {InstrumentFile, Amount, Gaps}
LIMITS = [limit for block in BLOCKS for limits in marked(block, "limit").values() for limit in limits]
KINDS_USED = {kind for block in BLOCKS for kinds in marked(block, "refers").values() for kind in kinds if kind}
EVERYTHING = [block for _, _, block in blocks(INSTRUMENT) if isinstance(block, Rule)]
IDS = {block.id for block in EVERYTHING if type(block) in KINDS}
# Keys that hold words which are ids too, and mean the word.
WORDS = "id words means names kind strength health bone points_from worth"

FRUIT = INSTRUMENT.items["fruit"]
BEYONDS = {
    "ITEM_001": {"options": (FRUIT.options * 2)[:10]},
    "ITEM_003": {"counts": 101},
    "ITEM_006": {"options": (replace(FRUIT.options[0], points=-1001), *FRUIT.options[1:])},
    "EDGES_005": {"options": (replace(FRUIT.options[0], at_least=-0.5), *FRUIT.options[1:])},
}


def with_fruit(fruit):
    fibre, *others = INSTRUMENT.domains
    items = tuple(fruit if item.id == "fruit" else item for item in fibre.items)
    return replace(INSTRUMENT, domains=(replace(fibre, items=items), *others))


def test_every_limit_has_words_for_what_is_beyond_it_and_no_words_are_left_over():
    assert {limit["name"] for limit in LIMITS} == BEYOND.keys()


def test_every_kind_of_id_that_is_referred_to_can_be_defined():
    assert {kind for kinds in KINDS_USED for kind in kinds.split(" or ")} <= {*KINDS.values(), "maybe_item", "total"}


def test_no_id_stands_where_the_type_does_not_say_what_it_refers_to():
    found = {
        (field.name, text)
        for block in EVERYTHING
        for field in fields(block)
        if field.name not in marked(type(block), "refers")
        for _, text, _ in texts(getattr(block, field.name), ())
        if text in IDS and field.name not in WORDS.split()
    }
    assert found == set()


@pytest.mark.parametrize("code", BEYONDS)
def test_a_value_beyond_its_limit_is_found_in_rules_made_by_a_program_too(code):
    assert code in {problem.code for problem in unsound(with_fruit(replace(FRUIT, **BEYONDS[code])))}


@pytest.mark.parametrize("counts", [1, 100])
def test_a_limit_belongs_to_what_is_within(counts):
    assert unsound(with_fruit(replace(FRUIT, counts=counts))) == []


@pytest.mark.parametrize("name", ["fruit\n", " fruit", "Fruit", "1fruit", ""])
def test_an_id_is_held_to_its_pattern_from_its_first_to_its_last_character(name):
    problem = id_problems(with_fruit(replace(FRUIT, id=name)))[0]
    assert (problem.code, problem.what) == ("IDS_005", f"{name or 'nothing'} cannot be an id.")


def test_edges_below_nothing_or_beyond_all_numbers_are_said_once():
    edges = (replace(FRUIT.options[0], at_least=float("-inf")), *FRUIT.options[1:])
    assert [problem.what for problem in unsound(with_fruit(replace(FRUIT, options=edges)))] == ["no amount is below 0."]
