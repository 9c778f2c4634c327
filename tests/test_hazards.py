"""The hazard log: complete in its parts, rated by the matrix, and every test it names is one that runs."""

import ast
import re
from pathlib import Path

from people import INSTRUMENT
from sampling import each

TOP = Path(__file__).resolve().parent.parent
LOG = (TOP / "rules/HAZARDS.md").read_text(encoding="utf-8")
PARTS = ("Cause", "Possible harm", "Without control", "Control", "Shown by", "With control", "Left")
SEVERITIES = ("Minor", "Significant", "Considerable", "Major", "Catastrophic")
MATRIX = {  # DCB0129: likelihood by severity
    "very high": (3, 4, 4, 5, 5),
    "high": (2, 3, 3, 4, 5),
    "medium": (2, 2, 3, 3, 4),
    "low": (1, 2, 2, 3, 4),
    "very low": (1, 1, 2, 2, 3),
}
HAZARDS = dict(re.findall(r"(?ms)^## (H\d\d) (.+?)(?=^## |\Z)", LOG))
EACH = each("name", HAZARDS)


def part(name, of):
    """Give one part of a hazard as a line."""
    return " ".join(re.search(rf"(?ms)^- \*\*{of}:\*\*(.*?)(?=^- \*\*|\Z)", HAZARDS[name])[1].split())


def rating(name, of):
    """Give a rating after holding it against the matrix."""
    severity, likelihood, number = re.fullmatch(r"(\w+), ([a-z ]+): (\d)\.", part(name, of)).groups()
    assert int(number) == MATRIX[likelihood][SEVERITIES.index(severity)]
    return int(number)


def test_the_hazards_are_numbered_from_1_without_a_gap():
    assert list(HAZARDS) == [f"H{number:02}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 20


def test_the_matrix_that_is_printed_is_the_matrix():
    for likelihood, numbers in MATRIX.items():
        assert f"| {likelihood.capitalize()} | {' | '.join(map(str, numbers))} |" in LOG


def test_it_says_whose_judgement_it_is():
    assert "No clinical safety officer has signed it" in LOG


@EACH
def test_a_hazard_has_every_part(name):
    assert tuple(re.findall(r"(?m)^- \*\*(.+?):\*\*", HAZARDS[name])) == PARTS
    assert all(part(name, of) for of in PARTS)


@EACH
def test_a_control_leaves_a_rating_of_2_or_says_what_is_left(name):
    before, after = rating(name, "Without control"), rating(name, "With control")
    assert after <= before
    assert after <= 2 or len(part(name, "Left")) > len("None known.")


@EACH
def test_every_hazard_has_a_test(name):
    assert re.search(r"`tests/test_\w+\.py::test_\w+`", part(name, "Shown by"))


def named_in(file):
    """Give the tests of a file by their names, as pytest finds them."""
    tree = ast.parse((TOP / file).read_text(encoding="utf-8"))
    return {f"{file}::{part.name}" for part in tree.body if isinstance(part, ast.FunctionDef)}


def test_every_test_that_is_named_is_there():
    named = set(re.findall(r"`(tests/test_\w+\.py::test_\w+)`", LOG))
    assert len(named) > 40
    assert named == set(re.findall(r"`(tests/\w+\.py::\w+)`", LOG))
    there = {name for file in {name.partition("::")[0] for name in named} for name in named_in(file)}
    assert named - there == set()


def test_a_text_and_the_hazard_that_rests_on_it_name_each_other():
    rests_on = {(name, hazard) for name, tip in INSTRUMENT.tips.items() for hazard in tip.controls}
    named = {
        (word, hazard)
        for hazard in HAZARDS
        for word in re.findall(r"`(\w+)`", part(hazard, "Control"))
        if word in INSTRUMENT.tips
    }
    assert named == rests_on
    assert {INSTRUMENT.tips[name].safety for name, _ in named} == {True}


def test_a_text_of_safety_that_answers_call_for_names_its_hazard():
    for tip in INSTRUMENT.tips.values():
        assert bool(tip.controls) == (tip.safety and not tip.always), tip.id
