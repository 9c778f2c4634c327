"""Points are exact: tenths add up to what they should, and a whole number never prints as 4.0."""

import json
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from people import FULL, INSTRUMENT, responses

from gutbone.assess.advice import distance
from gutbone.assess.assess import assess
from gutbone.assess.result import result_schema
from gutbone.assess.scoring import resolve
from gutbone.base.numbers import exact, total
from gutbone.base.plain_yaml import parse
from gutbone.base.text import as_json, indented
from gutbone.exchange.fhir_form import questionnaire
from gutbone.report.explain import render_reasons
from gutbone.report.handout import render_handout
from gutbone.report.note import render_note
from gutbone.report.oneline import render_oneline
from gutbone.report.text import render_json, render_text
from gutbone.review.show import show_json

TENTHS = st.integers(-10_000, 10_000).map(lambda n: Decimal(n) / 10)
DOT_ZERO = re.compile(r"(?<![.\d])\d+\.0(?![\d.])")


def with_points(instrument, change):
    """The same rules with other points for every option, which no folder of rules can have yet."""
    return replace(
        instrument,
        domains=tuple(
            replace(
                domain,
                items=tuple(
                    replace(item, options=tuple(replace(o, points=change(o.points)) for o in item.options))
                    for item in domain.items
                ),
            )
            for domain in instrument.domains
        ),
    )


def half(points):
    return exact(Decimal(points) / 2)


HALVES = with_points(
    replace(INSTRUMENT, advice=replace(INSTRUMENT.advice, comparable=half(INSTRUMENT.advice.comparable))), half
)
TENTH = with_points(INSTRUMENT, lambda points: exact(Decimal(points) / 10))


@pytest.mark.parametrize(
    ("number", "shown"),
    [(4, "4"), (4.0, "4"), (0.1, "0.1"), (Decimal("4.00"), "4"), (Decimal("2.50"), "2.5"), (-0.0, "0"), (100.0, "100")],
)
def test_a_number_prints_as_it_would_be_written(number, shown):
    assert (str(exact(number)), as_json(exact(number))) == (shown, shown.encode())


def test_a_tenth_and_two_tenths_of_a_rules_file_are_three_tenths():
    assert total(map(exact, parse(b"[0.1, 0.2]", "points.yaml").value)) == Decimal("0.3")


@given(st.lists(TENTHS))
def test_sums_are_those_of_whole_tenths(numbers):
    found = total(numbers)
    assert found * 10 == sum(int(number * 10) for number in numbers)
    assert isinstance(found, int) == (found == found // 1)


def test_ten_tenths_of_points_are_a_point_in_every_score():
    found = assess(TENTH, responses(FULL))
    assert (str(found.total.points.low), str(found.total.possible)) == ("6.1", "6.1")
    assert found.total.percent.low == 100.0
    assert all(type(found.domains[name].possible) in {int, Decimal} for name in found.domains)


@given(st.fixed_dictionaries({item.id: st.sampled_from(list(item.by_id)) for item in INSTRUMENT.items.values()}))
def test_halving_all_points_halves_scores_and_gains_and_changes_nothing_else(answers):
    whole, halved = assess(INSTRUMENT, responses(answers)), assess(HALVES, responses(answers))
    domains = zip(whole.domains.values(), halved.domains.values(), strict=True)
    for before, after in ((whole.total, halved.total), *domains):
        assert (after.points.low * 2, after.possible * 2) == (before.points.low, before.possible)
        assert (after.percent, after.band) == (before.percent, before.band)
    assert [tip.id for tip in halved.tips] == [tip.id for tip in whole.tips]
    gains = [(tip.gain.from_, tip.gain.to) for tip in whole.tips]
    assert [(tip.gain.from_ * 2, tip.gain.to * 2) for tip in halved.tips] == gains
    assert halved.strengths == whole.strengths


@given(st.fixed_dictionaries({item.id: st.sampled_from(list(item.by_id)) for item in INSTRUMENT.items.values()}))
def test_no_report_writes_point_nought(answers):
    found = assess(HALVES, responses(answers))
    texts = [
        render_text(found, columns=80, shows_numbers=True),
        render_oneline(found, HALVES.words, shows_numbers=True),
        render_note(found, HALVES.words),
        render_reasons(found, HALVES.words),
        render_handout(found, HALVES.words),
        *(str(answer["points"]) for answer in json.loads(render_json(found), parse_float=str)["answers"]),
    ]
    assert [text for text in texts if DOT_ZERO.search(text)] == []


def test_a_result_holds_numbers_and_no_texts_in_their_place():
    found = json.loads(render_json(assess(HALVES, responses(FULL))))
    assert found["total"]["points"] == {"low": 30.5, "high": 30.5}
    assert {type(answer["points"]) for answer in found["answers"]} == {int, float}
    assert '"points": 0.5' in show_json(HALVES)
    assert "decimal" not in json.dumps(result_schema())


def test_a_form_gives_its_options_half_points_as_numbers():
    form = indented(questionnaire(HALVES, date=""))
    weights = {float(found) for found in re.findall(r'"valueDecimal": ([\d.]+)', form)}
    assert weights == {0, 0.5, 1, 1.5, 2, 3, 4}
    assert not DOT_ZERO.search(form)


def test_how_far_an_answer_is_from_the_best_one_keeps_its_half():
    fruit = HALVES.items["fruit"]
    far = [distance(resolve(HALVES, responses({"fruit": option.id}))[0], HALVES) for option in fruit.options]
    assert [before - after for before, after in pairwise(far)] == [Decimal("0.5"), 1, Decimal("0.5"), 0]
