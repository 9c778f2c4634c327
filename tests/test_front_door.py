"""What a program that imports gutbone sees: three functions, typed, with examples that run."""

import doctest
import inspect
import subprocess
import sys

import pytest
from people import FULL, HALFWAY, INSTRUMENT, responses

import gutbone
from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError


def test_the_examples_run_as_they_stand():
    found = doctest.testmod(gutbone)
    assert found.attempted >= 6
    assert found.failed == 0


def test_assess_gives_what_the_flow_gives():
    found = gutbone.assess(HALFWAY, conditions=["gluten_free"], flags=["height_loss"], age="age_65_or_over")
    expected = assess(INSTRUMENT, responses(HALFWAY, "gluten_free", flags=["height_loss"], age="age_65_or_over"))
    assert (found.total, found.tips, found.flags) == (expected.total, expected.tips, expected.flags)
    assert found.assessed_at


@pytest.mark.parametrize("rules", [INSTRUMENT, "rules"], ids=["loaded", "folder"])
def test_rules_are_named_or_loaded(rules, monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)
    assert gutbone.assess(FULL, rules=rules).total.percent.low == 100


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"answers": {"fruit": "lots"}}, "answers.fruit"),
        ({"answers": {"fruits": "none"}}, "answers.fruits"),
        ({"answers": {}, "conditions": ["gout"]}, "conditions.0"),
        ({"answers": {}, "age": "old"}, "age"),
    ],
)
def test_what_the_rules_do_not_know_is_refused_with_its_place(asked, place):
    with pytest.raises(GutboneError) as refused:
        gutbone.assess(**asked)
    assert refused.value.where == place


def test_the_door_is_typed_and_stays_a_door_whatever_is_imported_first():
    program = (
        "from gutbone.assess.scoring import Score\n"
        "import gutbone, sys\n"
        "assert callable(gutbone.assess) and not isinstance(gutbone.assess, type(sys))\n"
        "from gutbone import assess\n"
        "assert assess({}).total.points is None\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("assess", "score_frame", "load_rules"):
        function = getattr(gutbone, name)
        assert function.__doc__
        signature = inspect.signature(function)
        assert all(one.annotation is not one.empty for one in signature.parameters.values())
        assert signature.return_annotation is not signature.empty
