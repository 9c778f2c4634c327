"""The picture of change: marks at their days and heights, ranges as bars, band edges as lines, whole at 40 columns."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import FULL, HALFWAY, INSTRUMENT, LEAST, result

from gutbone.history.picture import CORNER, EDGE, REACH, ROWS, SIDE, SURE, Mark, picture
from gutbone.history.store import Kept
from gutbone.history.trend import View, trend_lines

WORDS = INSTRUMENT.words
FIRST = date(2026, 1, 31)
EDGES = (31, 46)


def days(*points, apart=14):
    """Give marks some days apart: numbers, or ranges as pairs."""
    pairs = ((one, one) if isinstance(one, int) else one for one in points)
    return [Mark(FIRST + timedelta(days=apart * n), low, high) for n, (low, high) in enumerate(pairs)]


def drawn(marks, columns=40, edges=EDGES, possible=61):
    """Give the cells of the picture from the top row down, without axis and labels."""
    lines = picture(marks, possible, edges, ("31 January", "28 March"), columns)
    return [f"{line.partition(SIDE)[2]:<{columns - 4}}" for line in lines[:ROWS]]


def places(marks, sign=SURE, **more):
    """Give where a sign stands: columns with their rows from below."""
    return sorted(
        (x, ROWS - 1 - y) for y, row in enumerate(drawn(marks, **more)) for x, c in enumerate(row) if c == sign
    )


def test_each_result_stands_at_its_day_and_height():
    assert places(days(0, 61)) == [(0, 0), (35, ROWS - 1)]
    marks = [*days(0, 61), Mark(FIRST + timedelta(days=140), 0, 0)]
    assert [x for x, _ in places(marks)] == [0, 4, 35]  # a tenth of the time, a tenth of the way


def test_results_of_one_day_stand_side_by_side():
    assert [x for x, _ in places(days(10, 20, 30, apart=0))] == [0, 18, 35]
    assert places(days(10)) == [(0, 1)]


def test_a_range_is_a_bar_from_its_lowest_to_its_highest():
    assert places(days((0, 61), 0), REACH) == [(0, row) for row in range(ROWS)]


def test_each_band_begins_at_a_line_with_its_points_beside():
    lines = picture(days(0, 61), 61, EDGES, ("a", "b"), 40)
    assert [line[:2].strip() for line in lines if EDGE in line] == ["46", "31"]
    assert (lines[0][:2], lines[ROWS - 1][:2], CORNER in lines[ROWS]) == ("61", " 0", True)


@given(points=st.integers(0, 61), edges=st.lists(st.integers(1, 60), max_size=2, unique=True).map(sorted))
def test_a_mark_is_on_the_line_of_a_band_or_above_only_from_its_points_on(points, edges):
    lines = picture(days(points), 61, edges, ("a", "a"), 40)
    height = {label: n for n, line in enumerate(lines[:ROWS]) if (label := line[:2].strip())}
    (row,) = [n for n, line in enumerate(lines[:ROWS]) if SURE in line]
    for edge in edges:
        if str(edge) in height:  # of two in one row, only one is named
            assert (row <= height[str(edge)]) == (points >= edge)


@given(
    marks=st.lists(st.tuples(st.integers(0, 61), st.integers(0, 61)).map(sorted), min_size=1, max_size=60),
    columns=st.integers(20, 200),
    possible=st.integers(0, 61),
)
def test_it_is_never_wider_than_the_window_and_left_out_where_it_cannot_be(marks, columns, possible):
    lines = picture(days(*marks), possible, EDGES, ("31 January 2026", "28 March 2026"), columns)
    assert all(len(line) <= columns for line in lines)
    assert bool(lines) == (possible > 0 and columns - len(str(possible)) - 2 >= 30)


# --- in the trend


def trend(*answers, columns=40, draws=True, score=None, has=()):
    kept = [
        Kept("abcdef", result(one, *has, assessed_at=f"2026-0{n}-10T09:00:00+00:00"))
        for n, one in enumerate(answers, 1)
    ]
    return [line.text for line in trend_lines(kept, View(INSTRUMENT, columns, score, draws))]


@pytest.mark.parametrize("columns", [36, 40, 80])
def test_the_total_and_each_domain_are_drawn_and_said(columns):
    lines = trend(LEAST, HALFWAY, FULL, columns=columns)
    labels = [WORDS.form_total, *(domain.label for domain in INSTRUMENT.domains)]
    assert [line for line in lines if line in labels] == labels
    assert sum(CORNER in line for line in lines) == len(labels)
    assert max(map(len, lines)) <= columns
    assert f"  10 February 2026: {result(HALFWAY).total.text}" in lines
    assert WORDS.trend_range in " ".join(" ".join(lines).split())


def test_plain_text_says_it_in_words_and_numbers():
    lines = trend(LEAST, HALFWAY, draws=False)
    assert "  10 January 2026: 0 of 61 points" in lines
    assert not set("".join(lines)) & set(SURE + REACH + EDGE + SIDE + CORNER)


def test_one_result_alone_is_no_picture():
    assert not any(CORNER in line for line in trend(HALFWAY))


def test_each_changed_answer_is_closer_or_further_and_both_are_counted():
    text = " ".join(" ".join(trend(HALFWAY, {**HALFWAY, "fruit": "hardly_ever", "pulses": None}, draws=False)).split())
    assert f"Before: {INSTRUMENT.items['fruit'].by_id[HALFWAY['fruit']].label}. {WORDS.trend_further}" in text
    assert WORDS.trend_counted.format(closer=0, further=1) in text
    better = " ".join(" ".join(trend(LEAST, FULL, draws=False)).split())
    assert better.count(WORDS.trend_closer) == len(LEAST)
    assert WORDS.trend_counted.format(closer=len(LEAST), further=0) in better


def test_who_is_better_off_without_numbers_sees_neither_picture_nor_counts():
    text = " ".join(trend(LEAST, FULL, has=["eating_disorder"]))
    for sign in (SURE, CORNER, WORDS.trend_closer, "points"):
        assert sign not in text
    assert "Before: " in text
