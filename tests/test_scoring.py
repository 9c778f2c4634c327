"""Points, ranges, percentages and bands against tables written out by hand, for every way to answer a domain."""

from itertools import combinations, product

import pytest
from msgspec.structs import replace
from people import (
    AGES,
    BONE_FLAGS,
    CONDITIONS,
    CORE,
    DOMAINS,
    FERMENTED,
    FIBRE,
    FULL,
    GUT_FLAGS,
    HALFWAY,
    INSTRUMENT,
    LEAST,
    MOST,
    POINTS,
    PROCESSED,
    having,
    responses,
    result,
    weighed,
)
from sampling import each

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.scoring import Range, Score, band_of, neighbour, resolve, score_domain
from gutbone.rules.instrument import Bands

# possible points: the first points of "Part-way there" and of "Close to the guide" (50 and 75 in 100)
BAND_EDGES = {
    3: (2, 3),
    4: (2, 3),
    5: (3, 4),
    8: (4, 6),
    12: (6, 9),
    16: (8, 12),
    20: (10, 15),
    24: (12, 18),
    28: (14, 21),
    35: (18, 27),
    61: (31, 46),
}

NOT_APPLICABLE = {
    "low_fibre": (*FIBRE, "fermented_kinds", "cups"),
    "ibs": ("wholegrain", "pulses", "fermented_kinds"),
    "dysphagia": tuple(POINTS),
    "hard_to_chew": ("nuts_seeds", "sweet_treats", "salty_snacks", "sugary_drinks"),
    "underweight": FIBRE + PROCESSED,
    "nut_seed_allergy": ("nuts_seeds",),
    "histamine": ("nuts_seeds", *FERMENTED),
    "lithium": ("processed_meat", "salty_snacks", "sugary_drinks", "ready_meals", "home_cooked", "cups"),
    "maoi": FERMENTED,
    "live_food_limit": FERMENTED,
    "ckd_diet": tuple(POINTS),
    "fluid_limit": ("cups",),
    "heart_failure": ("cups",),
    "other_diet": tuple(POINTS),
}


def band(points, possible):
    building, on_track = BAND_EDGES[possible]
    return "on_track" if points >= on_track else "building" if points >= building else "start"


def every_way_to_answer(domain):
    """Every combination of one option, or not sure, for each item of a domain."""
    for options in product(*([None, *POINTS[item]] for item in DOMAINS[domain])):
        yield dict(zip(DOMAINS[domain], options, strict=True))


def known_points(answers):
    """The points of each item, None where unknown; live foods hardly ever means no kinds of them."""
    points = {item: weighed(item, option) if option else None for item, option in answers.items()}
    if answers.get("fermented_days") == "hardly_ever":
        points["fermented_kinds"] = 0
    return points


def domain_score(domain, answers):
    given = responses(answers)
    return score_domain(INSTRUMENT, INSTRUMENT.domain[domain], resolve(INSTRUMENT, given), "full")


# Of processed food a part, which holds every answer with every other, and in the long set every way.
WAYS = [("fibre", 7776, 1), ("fermented", 30, 1), ("processed", 46656, 19), ("hydration", 8, 1)]
ALL_OF_THEM = pytest.param("processed", 46656, 1, marks=pytest.mark.long)


@pytest.mark.parametrize(("domain", "ways", "one_of"), [*WAYS, ALL_OF_THEM])
def test_every_way_to_answer_a_domain_has_the_points_range_percent_and_bands_of_the_table(domain, ways, one_of):
    most, count = possible(DOMAINS[domain]), 0
    for number, answers in enumerate(every_way_to_answer(domain), 1):
        count = number
        if number % one_of:
            continue
        points = known_points(answers)
        unknown = sum(value is None for value in points.values())
        low = sum(value or 0 for value in points.values())
        high = low + sum(MOST[item] for item, value in points.items() if value is None)
        score = domain_score(domain, answers)
        assert (score.possible, score.answered, score.applicable) == (most, len(points) - unknown, len(points))
        if 2 * unknown > len(points):
            assert (score.status, score.points, score.percent, score.band) == ("not_enough_answers", None, None, None)
        else:
            assert (score.status, score.points) == ("scored", Range(low, high))
            assert score.percent == Range(100 * low / most, 100 * high / most)
            assert score.band == Range(band(low, most), band(high, most))
    assert count == ways


@pytest.mark.parametrize(
    ("domain", "one_of"),
    [(domain, one_of) for domain, _, one_of in WAYS] + [pytest.param("processed", 1, marks=pytest.mark.long)],
)
def test_a_question_that_was_never_asked_counts_as_one_nobody_was_sure_of(domain, one_of):
    for number, answers in enumerate(every_way_to_answer(domain), 1):
        if number % one_of == 0 and list(answers.values()).count(None) == 1:
            given = {item: option for item, option in answers.items() if option}
            assert domain_score(domain, given) == domain_score(domain, answers)


@pytest.mark.parametrize("possible", BAND_EDGES)
def test_bands_change_on_the_whole_point_of_the_table(possible):
    for points in range(possible + 1):
        assert band_of(INSTRUMENT, points, possible) == band(points, possible)


def test_bands_are_decided_on_whole_numbers_whatever_is_possible():
    for possible in range(4, 65, 4):
        for points in range(possible + 1):
            expected = "on_track" if 4 * points >= 3 * possible else "building" if 2 * points >= possible else "start"
            assert band_of(INSTRUMENT, points, possible) == expected


@each(
    ("low", "high", "other"),
    [
        (28, 28, None),  # 46%
        (29, 29, "building"),  # 48%
        (30, 30, "building"),
        (31, 31, "start"),  # 51%
        (32, 32, "start"),  # 52%
        (33, 33, None),  # 54%
        (43, 43, None),  # 70%
        (44, 44, "on_track"),  # 72%
        (48, 48, "building"),  # 79%
        (49, 49, None),  # 80%
        (0, 0, None),
        (61, 61, None),
        (34, 42, None),  # a range well inside one band
        (34, 45, "on_track"),  # and one that comes near its end
        (30, 31, None),  # 2 bands are named already
    ],
)
def test_a_score_within_4_in_100_of_an_edge_has_a_neighbour(low, high, other):
    bands, percent = Range(band(low, 61), band(high, 61)), Range(100 * low / 61, 100 * high / 61)
    near = neighbour(
        INSTRUMENT,
        Score(
            status="scored",
            points=Range(low, high),
            possible=61,
            percent=percent,
            band=bands,
            answered=14,
            applicable=14,
        ),
    )
    assert (near.id if near else None) == other


def test_near_is_less_than_the_rules_say():
    at_46, at_54 = Range(46.0, 46.0), Range(54.0, 54.0)
    for percent, name in ((at_46, "start"), (at_54, "building")):
        score = Score(
            status="scored",
            points=Range(0, 0),
            possible=50,
            percent=percent,
            band=Range(name, name),
            answered=14,
            applicable=14,
        )
        assert neighbour(INSTRUMENT, score) is None


def test_rules_that_do_not_say_what_is_near_have_no_neighbours():
    bands = INSTRUMENT.bands
    silent = replace(INSTRUMENT, bands=Bands(bands.of, bands.edges, bands.source, bands.because))
    on_an_edge = result({**HALFWAY, "pulses": "hardly_ever", "nuts_seeds": "hardly_ever"}).total
    assert on_an_edge.points == Range(31, 31)
    assert neighbour(INSTRUMENT, on_an_edge).id == "start"
    assert neighbour(silent, on_an_edge) is None


@pytest.mark.parametrize(
    ("answers", "points", "percent"), [(LEAST, 0, 0.0), (HALFWAY, 35, 3500 / 61), (FULL, 61, 100.0)]
)
def test_the_total_is_out_of_61(answers, points, percent):
    total = result(answers).total
    assert (total.status, total.points, total.possible) == ("scored", Range(points, points), 61)
    assert (total.answered, total.applicable, total.percent) == (14, 14, Range(percent, percent))


@each("item", POINTS)
def test_each_answer_moves_the_total_by_its_points_and_nothing_else(item):
    for option in POINTS[item]:
        total = result({**FULL, item: option}).total
        settles = option == "hardly_ever" and item == "fermented_days"
        left = 61 - (5 if settles else MOST[item] - weighed(item, option))
        assert total.points == Range(left, left)


@each("item", POINTS)
def test_an_unknown_answer_is_a_range_from_nothing_to_full_in_the_total(item):
    total = result({**HALFWAY, item: None}).total
    low = 35 - weighed(item, HALFWAY[item])
    high = low + MOST[item]
    assert (total.points, total.answered) == (Range(low, high), 13)
    assert total.band == Range(band(low, 61), band(high, 61))


def test_the_total_has_no_number_under_half_of_its_questions():
    items = list(POINTS)
    six, seven = ({item: FULL[item] for item in items[:count]} for count in (6, 7))
    assert result(six).total.status == "not_enough_answers"
    assert result(six).total.points is None
    assert result(seven).total.points == Range(29, 61)  # fruit is one of them


def test_no_answers_at_all_give_no_number_anywhere():
    nobody = result({})
    assert {score.status for score in (nobody.total, *nobody.domains.values())} == {"not_enough_answers"}
    assert nobody.tips == nobody.strengths == ()


@pytest.mark.parametrize("answered", range(8))
def test_the_quick_screen_is_scored_out_of_35_by_its_seven_questions(answered):
    total = result({item: FULL[item] for item in CORE[:answered]}, mode="core").total
    known = sum(MOST[item] for item in CORE[:answered])
    assert (total.possible, total.applicable, total.answered) == (35, 7, answered)
    assert total.points == (Range(known, 35) if answered >= 4 else None)


def test_the_quick_screen_leaves_the_other_questions_alone():
    core = result(FULL, mode="core")
    assert [answer.item for answer in core.answers if answer.status == "not_asked"] == [
        item for item in POINTS if item not in CORE
    ]
    assert {name: score.possible for name, score in core.domains.items()} == {
        "fibre": 16,
        "fermented": 3,
        "processed": 12,
        "hydration": 4,
    }


def possible(items):
    return sum(MOST[item] for item in items)


def halfway(items):
    """Give what the answers of HALFWAY earn."""
    points = sum(weighed(item, HALFWAY[item]) for item in items)
    return Range(points, points)


def left_out(*conditions):
    return {item for condition in conditions for item in NOT_APPLICABLE.get(condition, ())}


@each("conditions", [*((c,) for c in CONDITIONS), *combinations(NOT_APPLICABLE, 2)], ids="+".join)
@each("mode", ["full", "core"])
def test_what_does_not_apply_leaves_points_and_possible_alike(conditions, mode):
    out = left_out(*conditions)
    asked = [item for item in POINTS if mode == "full" or item in CORE]
    kept = [item for item in asked if item not in out]
    person = result(HALFWAY, *conditions, mode=mode)
    assert {answer.item for answer in person.answers if answer.status == "not_applicable"} == out
    assert (person.total.possible, person.total.applicable) == (possible(kept), len(kept))
    assert person.total.points == (halfway(kept) if kept else None)
    assert person.total.status == ("scored" if kept else "not_for_you")
    for name, items in DOMAINS.items():
        own = [item for item in items if item in kept]
        score = person.domains[name]
        assert score.status == ("scored" if own else "not_for_you")
        assert score.points == (halfway(own) if score.status == "scored" else None)


@pytest.mark.parametrize("age", AGES[1:])
def test_being_an_adult_leaves_nothing_out(age):
    assert result(HALFWAY, age=age).total.possible == 61


@each("item", POINTS)
def test_a_file_can_mark_any_item_not_applicable(item):
    given = Responses(answers={**HALFWAY, item: None}, not_applicable=frozenset({item}))
    total = assess(INSTRUMENT, given).total
    others = set(POINTS) - {item}
    assert (total.possible, total.points) == (possible(others), halfway(others))


def test_a_low_score_is_never_the_price_of_medical_advice():
    for condition, items in NOT_APPLICABLE.items():
        obedient = result({**FULL, **{item: LEAST[item] for item in items}}, condition).total
        assert obedient.percent == (None if len(items) == len(POINTS) else Range(100.0, 100.0))


def test_sugary_drinks_count_in_processed_foods_and_drinking_is_cups_alone():
    person = result({**FULL, "sugary_drinks": "two_or_more"}, "fluid_limit")
    assert person.domains["hydration"].status == "not_for_you"
    assert (person.domains["processed"].points, person.domains["processed"].possible) == (Range(24, 24), 28)
    assert (person.total.points, person.total.possible) == (Range(53, 53), 57)
    assert result({**LEAST, "sugary_drinks": "less_often"}).domains["hydration"].points == Range(0, 0)


def test_live_food_is_at_most_a_tenth_of_all_points_and_an_eighth_of_the_quick_screen():
    assert 10 * possible(FERMENTED) <= possible(POINTS)
    assert 8 * MOST["fermented_days"] <= possible(CORE)


def test_who_meets_every_uk_guide_is_close_to_it_with_or_without_live_food():
    guides = {**FULL, "fruit": "two_a_day", "vegetables": "three_a_day", "fermented_days": "hardly_ever"}
    assert result(guides).total.band == Range("on_track", "on_track")


def test_hardly_ever_settles_the_kinds_as_none_and_counts_as_answered():
    person = result({"fermented_days": "hardly_ever"})
    kinds = next(answer for answer in person.answers if answer.item == "fermented_kinds")
    assert (kinds.status, kinds.option, kinds.points, kinds.overridden) == ("settled", "none", 0, None)
    assert person.domains["fermented"].points == Range(0, 0)
    assert person.domains["fermented"].answered == 2


@pytest.mark.parametrize("option", list(POINTS["fermented_kinds"])[1:])
def test_a_settled_question_overrides_a_different_answer_and_says_so(option):
    person = result({**FULL, "fermented_days": "hardly_ever", "fermented_kinds": option})
    assert person.domains["fermented"].points == Range(0, 0)
    assert [notice.text for notice in person.told if notice.kind == "answer"] == [
        'Kinds of live food: we count it as "None", as another answer says so.'
    ]


@pytest.mark.parametrize("given", [{}, {"fermented_kinds": None}, {"fermented_kinds": "none"}])
def test_a_settled_question_says_nothing_where_nothing_is_overridden(given):
    person = result({"fermented_days": "hardly_ever", **given})
    assert not [notice for notice in person.told if notice.kind == "answer"]


@each("flags", [*((flag,) for flag in GUT_FLAGS + BONE_FLAGS), GUT_FLAGS + BONE_FLAGS])
@each("answers", [LEAST, HALFWAY, FULL])
def test_a_red_flag_changes_no_score(flags, answers):
    flagged, plain = result(answers, flags=flags), result(answers)
    assert (flagged.total, flagged.domains) == (plain.total, plain.domains)


@pytest.mark.parametrize("mode", ["full", "core"])
@pytest.mark.parametrize("answers", [{}, HALFWAY, FULL])
def test_nobody_under_18_is_scored_or_advised(answers, mode):
    child = assess(INSTRUMENT, responses(answers, age="under_18", mode=mode))
    for score in (child.total, *child.domains.values()):
        assert (score.status, score.points, score.percent, score.band) == ("not_for_you", None, None, None)
    assert child.tips == child.strengths == child.withheld == ()
    assert list(child.notice_kinds) == ["stopped"]


@each("condition", [*CONDITIONS, *AGES])
def test_only_an_eating_disorder_hides_the_numbers_by_default(condition):
    held = having(condition)
    assert result(HALFWAY, *held.get("has", ()), age=held.get("age")).shows_numbers == (condition != "eating_disorder")


@pytest.mark.parametrize("flag", GUT_FLAGS + BONE_FLAGS)
def test_only_the_flag_about_an_eating_disorder_hides_the_numbers(flag):
    assert result(HALFWAY, flags=[flag]).shows_numbers == (flag != "past_eating_disorder")
