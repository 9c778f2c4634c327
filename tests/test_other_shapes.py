"""Rules of other shapes than the packaged ones: what the contract says holds for them as well."""

import pytest
from msgspec.structs import replace
from people import DOMAINS, FULL, INSTRUMENT, LEAST, POINTS, responses

from gutbone.answers.responses import Responses
from gutbone.assess.advice import called_for_by, describe, gain_of
from gutbone.assess.assess import assess
from gutbone.assess.ranking import AdvisedTip, choose, distance, worth
from gutbone.assess.scoring import Range, band_of, resolve
from gutbone.rules.instrument import Band, Bands, First
from gutbone.rules.people import Condition, Conditions, Flags

TIP = INSTRUMENT.tips["pulses_start"]
EDGES = tuple(
    Band(id=name, at_least=edge, label="", sentence="") for name, edge in {"low": 0, "mid": 5, "top": 9}.items()
)
IN_POINTS = Bands(of="points", edges=EDGES, source="s", because="b")


def with_item(item, instrument=INSTRUMENT):
    """Give the rules with one item put in the place of the one that has its id."""
    domains = tuple(
        replace(domain, items=tuple(item if own.id == item.id else own for own in domain.items))
        for domain in instrument.domains
    )
    return replace(instrument, domains=domains)


def person(answers=LEAST, *has, instrument=INSTRUMENT, **more):
    """Describe someone to the advice; their domains are scored as in a result."""
    return describe(instrument, responses(answers, *has, **more))


# ---------------------------------------------------------------- bands


@pytest.mark.parametrize(
    ("points", "expected"), [(0, "low"), (4, "low"), (5, "mid"), (8, "mid"), (9, "top"), (56, "top")]
)
def test_bands_in_points_begin_at_their_lower_edge(points, expected):
    turned = replace(INSTRUMENT, bands=IN_POINTS)
    assert band_of(turned, points, 56) == expected
    assert band_of(turned, points, 60) == expected


def test_bands_in_points_hold_only_where_every_question_counts_and_for_the_total_alone():
    turned = replace(INSTRUMENT, bands=IN_POINTS)
    whole, part = assess(turned, responses(FULL)), assess(turned, responses(FULL, "low_fibre"))
    assert whole.total.band == Range("top", "top")
    assert part.total.band is None
    assert part.total.points == Range(31, 31)
    assert {score.band for score in whole.domains.values()} == {None}


def test_bands_stand_in_any_order():
    turned = replace(INSTRUMENT, bands=replace(IN_POINTS, edges=EDGES[::-1]))
    assert [band_of(turned, points, 56) for points in (4, 5, 9)] == ["low", "mid", "top"]


def test_a_band_in_percent_is_never_rounded_up_to():
    for possible in range(1, 250):
        for points in range(possible + 1):
            expected = "on_track" if points >= 0.75 * possible else "building" if points >= 0.5 * possible else "start"
            assert band_of(INSTRUMENT, points, possible) == expected


# ---------------------------------------------------------------- when a tip is due


def calls(answers=LEAST, *, instrument=INSTRUMENT, **when):
    """Give the items that call for a tip with these conditions; None when it is not due."""
    tip = replace(TIP, **{"when": {}, "when_any": {}, "when_band": {}, **when})
    hits = called_for_by(tip, person(answers, instrument=instrument))
    return hits if hits is None else [answer.item.id for answer in hits]


BOTH = {"fruit": ("hardly_ever",), "pulses": ("hardly_ever",)}
ONE_OF_BOTH, NEITHER = {**LEAST, "fruit": "one_a_day"}, {**FULL}


def test_of_when_every_entry_must_hold():
    assert calls(when=BOTH) == ["fruit", "pulses"]
    assert calls(ONE_OF_BOTH, when=BOTH) is None
    assert calls(NEITHER, when=BOTH) is None
    assert calls({}, when=BOTH) is None


def test_of_when_any_one_entry_is_enough_and_none_is_not():
    assert calls(when_any=BOTH) == ["fruit", "pulses"]
    assert calls(ONE_OF_BOTH, when_any=BOTH) == ["pulses"]
    assert calls(NEITHER, when_any=BOTH) is None
    assert calls({}, when_any=BOTH) is None


def test_a_tip_about_a_band_is_due_where_both_ends_are_in_it():
    assert calls(when_band={"fibre": ("start",)}) == []
    assert calls(FULL, when_band={"fibre": ("start",)}) is None
    assert calls({**FULL, "pulses": None}, when_band={"fibre": ("on_track",)}) == []
    assert (
        calls({"fruit": "one_a_day", "pulses": "monthly", "nuts_seeds": "monthly"}, when_band={"fibre": ("start",)})
        is None
    )
    assert calls({}, when_band={"fibre": ("start", "on_track")}) is None


def test_a_tip_without_a_condition_needs_no_answer():
    assert calls({}) == calls(FULL) == []


# ---------------------------------------------------------------- which tips are chosen


def ranked(*kinds_and_items):
    answer = {answer.item.id: answer for answer in resolve(INSTRUMENT, responses(LEAST))}
    domain = {item: name for name, items in DOMAINS.items() for item in items}
    return [
        AdvisedTip(replace(TIP, id=f"{kind}_{item}", kind=kind, domain=domain[item]), (answer[item],))
        for kind, item in kinds_and_items
    ]


def with_advice(**changes):
    return replace(INSTRUMENT, advice=replace(INSTRUMENT.advice, **changes))


def chosen(tips, instrument=INSTRUMENT, *has):
    holding = [INSTRUMENT.condition[name] for name in has]
    return [advised.tip.id for advised in choose(tips, instrument, holding)]


BY_WORTH = {"comparable": None, "first": ()}


def test_a_second_thing_to_take_away_is_passed_over_and_a_second_to_add_is_not():
    tips = ranked(("cut", "sweet_treats"), ("cut", "salty_snacks"), ("add", "fruit"), ("add", "pulses"))
    assert chosen(tips, with_advice(**BY_WORTH)) == ["cut_sweet_treats", "add_fruit", "add_pulses"]


def test_rules_may_allow_more_to_take_away():
    tips = ranked(("cut", "sweet_treats"), ("cut", "sugary_drinks"), ("cut", "salty_snacks"), ("add", "fruit"))
    assert chosen(tips, with_advice(most_cut=2, **BY_WORTH)) == ["cut_sweet_treats", "cut_sugary_drinks", "add_fruit"]


def test_rules_say_what_evidence_is_worth_and_a_strength_they_leave_out_is_worth_all_of_it():
    [fruit, live] = ranked(("add", "fruit"), ("add", "fermented_days"))
    turned = with_advice(worth={"strong": 0.5, "weak": 1})
    assert (worth(fruit, turned), worth(live, turned)) == (2, 3)
    assert chosen([fruit, live], turned) == ["add_fermented_days", "add_fruit"]
    assert (worth(fruit, with_advice(worth={})), worth(live, with_advice(worth={}))) == (4, 3)


def test_rules_say_what_is_worth_a_place_beside_a_better_step_of_another_domain():
    tips = ranked(("add", "fruit"), ("add", "pulses"), ("add", "wholegrain"), ("add", "fermented_days"))
    live = "add_fermented_days"  # 3 points from full with weak evidence: 1.2
    assert [live in chosen(tips, with_advice(comparable=n)) for n in (1.2, 1.3, None)] == [True, False, False]
    assert chosen(tips, with_advice(comparable=1.2)) == ["add_fruit", live, "add_pulses"]


def test_rules_say_what_comes_first_and_for_whom():
    tips = ranked(("add", "fruit"), ("add", "pulses"), ("add", "wholegrain"), ("swap", "ready_meals"), ("add", "cups"))
    meals, cups = (
        First(when={"ready_meals": ("daily",)}),
        First(when={"cups": ("two_or_fewer",)}, only_with=("lactose",)),
    )
    turned = with_advice(first=(cups, meals))
    assert chosen(tips, turned) == ["swap_ready_meals", "add_fruit", "add_cups"]
    assert chosen(tips, turned, "lactose") == ["add_cups", "swap_ready_meals", "add_fruit"]
    other = First(when={"ready_meals": ("two_or_three",)})
    assert chosen(tips, with_advice(first=(other,)))[0] == "add_fruit"


def test_what_comes_first_leaves_a_place_for_one_that_adds():
    tips = ranked(("swap", "ready_meals"), ("swap", "processed_meat"), ("swap", "home_cooked"), ("add", "nuts_seeds"))
    when = [{"ready_meals": ("daily",)}, {"processed_meat": ("daily",)}, {"home_cooked": ("none_or_one",)}]
    turned = with_advice(first=tuple(First(when=one) for one in when))
    assert chosen(tips, turned) == ["swap_ready_meals", "swap_processed_meat", "add_nuts_seeds"]


def test_rules_say_with_what_one_tip_is_enough_whether_it_adds_or_not():
    tips = ranked(("swap", "processed_meat"), ("add", "fruit"))
    turned = with_advice(one_only_with=("lactose",))
    assert chosen(tips, turned, "lactose") == ["swap_processed_meat"]
    assert len(chosen(tips, turned, "warfarin")) == len(chosen(tips, turned)) == 2


def test_where_fewer_points_are_better_distance_is_counted_down():
    turned = replace(INSTRUMENT, better="less")
    [answer] = [a for a in resolve(INSTRUMENT, responses({"vegetables": "two_a_day"})) if a.item.id == "vegetables"]
    assert (distance(answer, INSTRUMENT), distance(answer, turned)) == (1, 3)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_rules_say_how_many_tips_a_result_holds(most):
    fewer = replace(INSTRUMENT, advice=replace(INSTRUMENT.advice, most=most))
    assert len(assess(fewer, responses(LEAST)).tips) == most


def test_a_tip_about_the_person_goes_before_those_the_rules_name():
    own, named = ranked(("add", "fruit"), ("cut", "sugary_drinks"))
    about_all = replace(own, because=(), tip=replace(own.tip, id="about_all"))
    assert chosen([own, named, about_all]) == ["about_all", "cut_sugary_drinks", "add_fruit"]
    assert chosen([own, named, about_all], INSTRUMENT, "warfarin") == ["about_all"]


# ---------------------------------------------------------------- gains and praise


def test_a_step_that_first_gives_a_domain_a_number_gains_none():
    kinds = replace(INSTRUMENT.items["fermented_kinds"], asked_unless={"fermented_days": ("monthly",)})
    turned = with_item(kinds)
    turned = replace(turned, no_number_under=0.75)
    stepping = replace(TIP, domain="fermented", step={"fermented_days": {"hardly_ever": "monthly"}})
    assert gain_of(stepping, person({"fermented_days": "hardly_ever"}, instrument=turned)) is None


def test_a_tip_without_a_step_for_the_answer_gains_none():
    stepping = replace(TIP, step={"pulses": {"monthly": "once_a_week"}})
    assert gain_of(stepping, person(LEAST)) is None
    assert gain_of(stepping, person({**LEAST, "pulses": "monthly"})) == Range(1, 2)


DRINKS = INSTRUMENT.items["cups"].options
UP_TO_FIVE, FROM_FIVE = DRINKS[:4], DRINKS[3:]  # 0 to 3 points; 3 or 4 points


@pytest.mark.parametrize(
    ("options", "answer", "is_praised"),
    [
        (UP_TO_FIVE, "two_or_fewer", False),
        (UP_TO_FIVE, "four", False),
        (UP_TO_FIVE, "five", True),
        (FROM_FIVE, "five", False),
        (FROM_FIVE, "six_to_eight", True),
        (FROM_FIVE, "thirteen_plus", False),
    ],
)
def test_praise_is_for_all_that_an_item_gives(options, answer, is_praised):
    turned = with_item(replace(INSTRUMENT.items["cups"], options=options))
    turned = replace(turned, domains=tuple(replace(domain, tips=()) for domain in turned.domains))
    strengths = assess(turned, responses({"cups": answer})).strengths
    assert [strength.item for strength in strengths] == (["cups"] if is_praised else [])


# ---------------------------------------------------------------- who is told what


@pytest.mark.parametrize("condition", [c.id for c in INSTRUMENT.conditions.conditions if c.say])
def test_someone_this_is_not_for_hears_that_and_nothing_else(condition):
    child = assess(INSTRUMENT, responses(LEAST, condition, age="under_18"))
    assert [(notice.kind, notice.text) for notice in child.told] == [("stopped", INSTRUMENT.condition["under_18"].say)]


@pytest.mark.parametrize(("answers", "has_tips"), [(LEAST, True), (FULL, False), ({}, False)])
def test_what_stands_under_tips_is_said_where_there_are_some(answers, has_tips):
    assert INSTRUMENT.standing_lines
    found = assess(INSTRUMENT, responses(answers))
    standing = [notice.text for notice in found.told if notice.kind == "standing"]
    assert standing == (list(INSTRUMENT.standing_lines) if has_tips else [])


def checks(instrument, flags):
    found = assess(instrument, responses(LEAST, flags=flags))
    return {notice.text for notice in found.told if notice.kind == "check"}


def test_no_warning_sign_and_not_asked_are_said_only_to_whom_they_are_true():
    words = INSTRUMENT.flags
    assert checks(INSTRUMENT, ()) == {words.none_say}
    assert checks(INSTRUMENT, None) == {words.not_asked_say}
    for flag in words.flags:
        assert checks(INSTRUMENT, [flag.id]).isdisjoint({words.none_say, words.not_asked_say})


def test_rules_without_warning_signs_or_conditions_say_nothing_of_them():
    bare = replace(INSTRUMENT, flags=Flags(none_say="none", not_asked_say="not asked"), conditions=Conditions())
    for flags in (None, ()):
        assert checks(bare, flags) == set()
    assert "check" not in {notice.kind for notice in assess(bare, Responses(answers=LEAST)).told}


def test_a_condition_without_words_says_nothing():
    silent = Condition(id="silent", label="Silent")
    rules = replace(INSTRUMENT.conditions, conditions=(silent, *INSTRUMENT.conditions.conditions))
    found = assess(replace(INSTRUMENT, conditions=rules), responses(FULL, "silent"))
    assert "condition" not in {notice.kind for notice in found.told}


# ---------------------------------------------------------------- what became of an answer


def status(answers, item, **more):
    return next(a for a in resolve(INSTRUMENT, responses(answers, **more)) if a.item.id == item)


@pytest.mark.parametrize("item", [item for item in POINTS if item != "fermented_kinds"])
def test_not_sure_and_not_asked_are_told_apart(item):
    assert status({item: None}, item).status == "not_sure"
    assert status({}, item).status == "not_asked"
    assert status({item: LEAST[item]}, item).status == "answered"


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_is_scored_from_half_of_its_questions_on(domain):
    items = DOMAINS[domain]
    for count in range(len(items) + 1):
        scored = assess(INSTRUMENT, responses({item: FULL[item] for item in items[:count]})).domains[domain]
        assert (scored.status == "scored") == (2 * count >= len(items))
