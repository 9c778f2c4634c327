"""Every word that the program says comes from the rules or can be said otherwise by them: no English is left beside."""

import pytest
import yaml
from list_messages import LISTED, listed
from pseudo_language import LISTED as THEIRS
from pseudo_language import marked, unmarked
from pseudo_walk import WALKS, Walk


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    return Walk(tmp_path_factory.mktemp("zq"))


def found(walk, name):
    """Give every word without a mark that a walk meets, by the step that said it."""
    steps = ((step, walk.look(said)) for step, said in WALKS[name](walk))
    return {step: words for step, words in steps if words}


def test_no_word_is_left_that_rules_cannot_say_otherwise(walk):
    assert found(walk, "short") == {}


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in WALKS if name != "short"])
def test_no_word_is_left_anywhere(walk, name):
    assert found(walk, name) == {}


def test_a_word_without_a_mark_is_found():
    assert marked("Type {none} for a rest.") == "zqType {none} zqfor a zqrest."
    assert unmarked(marked("Type a rest") + " Enter none of a", {"Enter"}) == {"none", "of"}


def test_the_list_of_messages_is_that_of_the_program():
    assert LISTED == THEIRS
    assert LISTED.read_text(encoding="utf-8") == listed(), "renew it: PYTHONPATH=.:tests python tests/list_messages.py"
    assert all(text == "" for text in yaml.safe_load(LISTED.read_text(encoding="utf-8")).values())
