"""Conditions, flags and questions are found by what people call them."""

import pytest
from people import CONDITIONS, INSTRUMENT
from terminal import run

from gutbone.rules.search import matching

CONDITION, FLAG = INSTRUMENT.condition, INSTRUMENT.flag


def ids(blocks):
    return [block.id for block in blocks]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kid", "ckd_diet"),
        ("IBS", "ibs"),
        ("coeliac", "gluten_free"),
        ("warf", "warfarin"),
        ("codeine", "constipation"),
        ("tramadol", "constipation"),
        ("wegovy", "losing_on_purpose"),
        ("KIDNEY diet", "ckd_diet"),
    ],
)
def test_a_condition_is_found_by_the_letters_of_a_word(typed, first):
    assert ids(matching(CONDITION.values(), typed))[0] == first


def test_nothing_typed_finds_all_in_their_order_and_nonsense_finds_none():
    assert ids(matching(CONDITION.values(), " ")) == list(CONDITION)
    assert matching(CONDITION.values(), "qqq") == []


def test_a_flag_is_found_too():
    assert ids(matching(FLAG.values(), "steroid")) == ["long_steroids"]


@pytest.mark.parametrize(
    ("option", "name", "fix"),
    [
        ("--has", "kidney", "Did you mean ckd_diet (Dialysis, kidney diet) or kidney_stones (Stones, high calcium)?"),
        ("--has", "IBS", "Did you mean ibs (IBS or low FODMAP)?"),
        ("--has", "coeliac", "Did you mean gluten_free (No gluten, coeliac)?"),
        ("--flag", "steroids", "Did you mean long_steroids (Steroids 3 months or more)?"),
    ],
)
def test_an_option_says_what_may_be_meant(option, name, fix):
    done = run("screen", "3324231", option, name)
    assert done.code == 2
    assert fix in done.err


def test_a_list_holds_every_id_with_its_words():
    done = run("explain", "--list", COLUMNS="200")
    assert done.code == 0
    text = " ".join(done.out.split())
    for name in CONDITIONS:
        assert f"{name}: {CONDITION[name].label}" in text
    for table in (INSTRUMENT.items, INSTRUMENT.extra, INSTRUMENT.domain, FLAG):
        for name, block in table.items():
            assert f"{name}: {block.label}" in text
    assert all(f" {name}: " in text for name in INSTRUMENT.tips)
    assert run("explain", "fruit", "--list").code == 2
