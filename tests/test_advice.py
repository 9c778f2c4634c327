"""Which tips a person gets, in which order, with which cautions, and what they would gain."""

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from people import (
    AGES,
    BONE_FLAGS,
    CONDITIONS,
    CORE,
    DOMAINS,
    FULL,
    GUT_FLAGS,
    HALFWAY,
    INSTRUMENT,
    LEAST,
    POINTS,
    people,
    responses,
    result,
    said,
    tip_ids,
    weighed,
)
from sampling import each

from gutbone.assess.advice import describe, due_for
from gutbone.assess.assess import assess
from gutbone.assess.ranking import AdvisedTip, choose, worth
from gutbone.assess.result import Gain
from gutbone.assess.scoring import resolve
from gutbone.review.check import find_problems

CUTS = {"sweet_treats", "salty_snacks", "sugary_drinks"}
IN_FILE_ORDER = [tip for domain in INSTRUMENT.domains for tip in domain.tips]
DOMAIN = {item: domain for domain, items in DOMAINS.items() for item in items}
# How well each question's link with health is known, by sources.yaml: this times how far an answer is from full is
# what its step is worth.
KNOWN = dict.fromkeys(POINTS, 1)
KNOWN |= dict.fromkeys(["nuts_seeds", "ready_meals", "home_cooked", "cups"], 0.8)
KNOWN |= dict.fromkeys(DOMAINS["fermented"], 0.4)
ALL_ANSWERS = [{**LEAST, item: option} for item in POINTS for option in POINTS[item]]


def healthy_people(**more):
    return people(asked=False, flags=False, not_applicable=False, **more).map(lambda r: responses(r.answers))


# ---------------------------------------------------------------- the order of tips, worked out anew


def far(item, answers):
    return max(POINTS[item].values()) - POINTS[item][answers[item]]


def step_worth(item, answers):
    return far(item, answers) * KNOWN[item]


def turn(item, answers, age):
    """Give when an answer is spoken of: drinks at 65 or over, sugary drinks every day, processed meat every day, the rest."""
    if item == "cups" and age == "age_65_or_over" and far("cups", answers):
        return 1
    if item == "sugary_drinks" and answers[item] in {"two_or_more", "one_a_day"}:
        return 2
    return 3 if (item, answers[item]) == ("processed_meat", "daily") else 4


def items_of(tip, answers):
    """Give the items that call for a tip from someone without conditions; none if it is not due."""
    if tip.kind == "info" or tip.only_with:
        return []
    settled = {"fermented_kinds"} if answers.get("fermented_days") == "hardly_ever" else set()
    return [item for item, options in tip.when.items() if item not in settled and answers.get(item) in options]


def best_choice(answers, age=None):
    """Pick tips one by one as instrument.yaml puts it in words."""
    due = [(tip, items_of(tip, answers)[0]) for tip in IN_FILE_ORDER if items_of(tip, answers)]
    due.sort(key=lambda entry: (turn(entry[1], answers, age), -step_worth(entry[1], answers)))
    some_add = any(tip.kind == "add" for tip, _ in due)
    picked = []

    def is_allowed(entry):
        kinds = [tip.kind for tip, _ in [*picked, entry]]
        items = {item for _, item in [*picked, entry]}
        later = any(tip.kind == "add" and item not in items for tip, item in due)
        keeps_add = not some_add or "add" in kinds or (len(kinds) < 3 and later)
        return len(items) == len(kinds) and kinds.count("cut") <= 1 and keeps_add

    while len(picked) < 3 and (allowed := [entry for entry in due if is_allowed(entry)]):
        domains = {tip.domain for tip, _ in picked}
        of_others = [
            (tip, item) for tip, item in allowed if tip.domain not in domains and step_worth(item, answers) >= 1
        ]
        in_turn = turn(allowed[0][1], answers, age) < 4
        picked.append(allowed[0] if in_turn or not of_others else of_others[0])
    if picked and age == "age_65_or_over" and picked[0][0].kind == "cut" and turn(picked[0][1], answers, age) == 4:
        other = next((entry for entry in picked if entry[0].kind != "cut"), picked[0])
        picked = [other, *(entry for entry in picked if entry is not other)]
    return [tip.id for tip, _ in picked]


@given(healthy_people(), st.sampled_from([None, "age_18_to_64", "age_65_or_over"]))
def test_the_tips_are_the_best_ranked_that_the_contract_allows(person, age):
    assert tip_ids(assess(INSTRUMENT, replace(person, age=age))) == best_choice(person.answers, age)


def test_every_tip_but_information_changes_an_answer_that_calls_for_it():
    for tip in IN_FILE_ORDER:
        assert tip.kind == "info" or tip.always or set(tip.step) == set(tip.when)
        assert tip.kind != "info" or not (tip.step or tip.plan)


def ranked(*kinds_and_items):
    """Tips as they are ranked, each of a kind and about an item; a name tells them apart."""
    answer = {answer.item.id: answer for answer in resolve(INSTRUMENT, responses(LEAST))}
    return [
        AdvisedTip(
            replace(INSTRUMENT.tips["pulses_start"], id=f"{kind}_{item}", kind=kind, domain=DOMAIN[item]),
            (answer[item],),
        )
        for kind, item in kinds_and_items
    ]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([("add", "nuts_seeds")], ["swap_wholegrain", "cut_sweet_treats", "add_nuts_seeds"]),
        ([], ["cut_sweet_treats", "add_wholegrain", "swap_home_cooked"]),
    ],
)
def test_an_adding_tip_goes_before_a_better_ranked_one_about_its_answer_only_if_no_other_adds(others, expected):
    first = [("swap", "wholegrain"), ("cut", "sweet_treats"), ("swap", "home_cooked"), ("add", "wholegrain")]
    chosen = [advised.tip.id for advised in choose(ranked(*first, *others), INSTRUMENT, ())]
    assert sorted(chosen) == sorted(expected)


def test_an_adding_tip_is_there_even_when_three_others_are_further_from_full():
    answers = {**FULL, "fruit": "one_a_day", "processed_meat": "daily"}
    answers = {**answers, "sugary_drinks": "two_or_more", "sweet_treats": "three_or_more", "ready_meals": "once_a_week"}
    assert tip_ids(result(answers)) == ["sugary_drink_swap", "processed_meat_fish", "fruit_one_more"]


def test_a_step_is_worth_its_distance_times_what_is_known():
    for item, known in KNOWN.items():
        [about] = ranked(("swap", item))
        assert float(worth(about, INSTRUMENT)) == pytest.approx(step_worth(item, LEAST))
        assert known == INSTRUMENT.advice.worth[INSTRUMENT.items[item].why.health]


def test_no_live_food_at_all_never_goes_before_a_ready_meal_most_days():
    answers = {**FULL, "fermented_days": "hardly_ever", "ready_meals": "four_to_six"}
    assert tip_ids(result(answers)) == ["cook_double", "fermented_start"]


def test_a_domain_has_one_tip_while_another_has_a_step_worth_as_much_as_the_rules_ask():
    fibre = {item: LEAST[item] for item in DOMAINS["fibre"]}
    assert {tip.domain for tip in result({**FULL, **fibre}).tips} == {"fibre"}
    for item, option, is_worth_it in [
        ("sweet_treats", "most_days", True),  # 1 x strong
        ("ready_meals", "once_a_week", False),  # 1 x moderate
        ("ready_meals", "two_or_three", True),
        ("cups", "five", False),
        ("cups", "four", True),
        ("fermented_days", "hardly_ever", True),  # 3 x weak
        ("fermented_days", "monthly", False),
    ]:
        told = {quote.item for tip in result({**FULL, **fibre, item: option}).tips for quote in tip.because}
        assert (item in told) == is_worth_it


def test_without_a_worth_to_compare_tips_go_by_worth_alone():
    plain = replace(INSTRUMENT, advice=replace(INSTRUMENT.advice, comparable=None))
    answers = {**FULL, **{item: LEAST[item] for item in DOMAINS["fibre"]}, "cups": "four"}
    assert {tip.domain for tip in assess(plain, responses(answers)).tips} == {"fibre"}


@each("condition", ["warfarin", "lithium", "diabetes_insulin", "ckd_diet"])
@each("answers", ALL_ANSWERS)
def test_who_must_make_one_change_at_a_time_has_one_tip(condition, answers):
    person = result(answers, condition)
    assert len(person.tips) == (0 if condition == "ckd_diet" else 1)


def test_the_one_change_is_the_first_in_turn_even_when_it_adds_nothing():
    assert tip_ids(result(LEAST, "warfarin")) == ["sugary_drink_swap"]
    assert tip_ids(result({**LEAST, "sugary_drinks": "weekly"}, "warfarin")) == ["processed_meat_fish"]
    assert tip_ids(result(LEAST, "warfarin", age="age_65_or_over")) == ["drinks_with_meals"]
    assert tip_ids(result(LEAST, "warfarin", "underweight")) == ["underweight_add"]


@pytest.mark.parametrize("cups", ["two_or_fewer", "three", "four", "five"])
def test_at_65_or_over_drinks_under_the_guide_come_first(cups):
    for answers in (LEAST, FULL, HALFWAY):
        tips = result({**answers, "cups": cups}, age="age_65_or_over").tips
        assert tips[0].domain == "hydration"
        assert [tip.domain for tip in tips].count("hydration") == 1
    assert tip_ids(result({**LEAST, "cups": cups}, age="age_18_to_64"))[0] == "sugary_drink_swap"


def test_at_65_or_over_a_step_that_takes_away_is_not_the_first_but_for_sugary_drinks_every_day():
    answers = {**FULL, "sweet_treats": "three_or_more", "pulses": "two_or_three", "home_cooked": "two"}
    assert tip_ids(result(answers, age="age_18_to_64")) == ["sweet_time", "pulses_second", "basic_meals"]
    assert tip_ids(result(answers, age="age_65_or_over")) == ["pulses_second", "sweet_time", "basic_meals"]
    assert tip_ids(result(answers, "warfarin", age="age_18_to_64")) == ["sweet_time"]
    assert tip_ids(result(answers, "warfarin", age="age_65_or_over")) == ["basic_meals"]
    cut_alone = {**FULL, "salty_snacks": "over_once"}
    assert tip_ids(result(cut_alone, age="age_65_or_over")) == ["snack_swap"]
    cola = {**answers, "sugary_drinks": "one_a_day"}
    assert tip_ids(result(cola, age="age_65_or_over"))[0] == "sugary_drink_swap"


@given(people(not_applicable=False))
def test_a_sugary_drink_a_day_and_processed_meat_every_day_are_always_spoken_of_when_open(person):
    """Of a person who makes 1 change at a time, only the first is."""
    assessment = assess(INSTRUMENT, person)
    due = {a.item.id for one in due_for(describe(INSTRUMENT, person))[0] for a in one.because}
    told = {quote.item for tip in assessment.tips for quote in tip.because}
    spoken_of = {i for i in ("sugary_drinks", "processed_meat") if i in due and turn(i, person.answers, None) < 4}
    if not person.known.isdisjoint(INSTRUMENT.advice.one_only_with):
        return
    assert spoken_of <= told


def taking_all_places():
    """The packaged rules with all tips to drink more made tips that take away, so that only one of them fits."""
    hydration = INSTRUMENT.domain["hydration"]
    tips = tuple(replace(tip, kind="cut") if tip.kind == "add" else tip for tip in hydration.tips)
    domains = tuple(replace(d, tips=tips) if d.id == "hydration" else d for d in INSTRUMENT.domains)
    return replace(INSTRUMENT, domains=domains)


def test_a_domain_that_leaves_no_place_for_a_step_of_another_is_found():
    assert [problem for problem in find_problems(INSTRUMENT)[0] if problem.code == "ADVICE_006"] == []
    found = [problem for problem in find_problems(taking_all_places())[0] if problem.code == "ADVICE_006"]
    assert found
    assert {problem.what.split(" leave ")[0] for problem in found} == {"tips about processed"}
    assert "tips about processed leave no place for two_or_fewer of cups, worth 3.2." in [p.what for p in found]
    assert {problem.fix for problem in found} == {"Give it a tip that adds something, or raise comparable."}


def without_tips(*names, **conditions):
    """The packaged rules without some tips, and with other lists of what is left out for some conditions."""
    domains = tuple(replace(d, tips=tuple(t for t in d.tips if t.id not in names)) for d in INSTRUMENT.domains)
    changed = (
        replace(one, not_applicable=conditions.get(one.id, one.not_applicable))
        for one in INSTRUMENT.conditions.conditions
    )
    return replace(INSTRUMENT, domains=domains, conditions=replace(INSTRUMENT.conditions, conditions=tuple(changed)))


@pytest.mark.parametrize(
    ("rules", "who", "what"),
    [
        (
            without_tips("fermented_most_days_mild", "fermented_most_days_dairy_free"),
            "low_fibre",
            "fermented_days is scored with low_fibre, which withhold every tip about three_to_six.",
        ),
        (
            without_tips(ibs=("wholegrain", "pulses")),
            "ibs",
            "fermented_kinds is scored with ibs, which withhold every tip about one.",
        ),
        (
            without_tips("fermented_second_dairy_free"),
            "milk_free",
            "fermented_kinds is scored with milk_free and low_salt, which withhold every tip about one.",
        ),
        (
            without_tips(ibs=("wholegrain", "fermented_kinds")),
            "ibs",
            "pulses is scored with ibs, which withhold every tip about it.",
        ),
    ],
)
def test_an_answer_scored_in_vain_is_found_for_a_condition_or_two_together(rules, who, what):
    found = [problem for problem in find_problems(rules)[0] if problem.code == "ADVICE_005"]
    assert what in [problem.what for problem in found]
    assert who in {problem.place.id for problem in found}
    assert len({problem.what for problem in found}) == len(found)


SCORED = [name for name in CONDITIONS if name != "eating_disorder"]


@each(("item", "option"), [(i, o) for i in POINTS for o in POINTS[i] if far(i, {i: o})])
def test_whoever_loses_points_by_an_answer_may_have_a_tip_about_it(item, option):
    for name in SCORED:
        person = describe(INSTRUMENT, responses({item: option}, name))
        [answer] = [a for a in person.answers if a.item.id == item]
        assert answer.status == "not_applicable" or [one for one in due_for(person)[0] if one.because], name


@given(people())
def test_there_are_at_most_three_tips_one_an_item_and_one_cut(person):
    tips = assess(INSTRUMENT, person).tips
    items = [quote.item for advised in tips for quote in advised.because]
    assert len(tips) <= 3
    assert len(items) == len(set(items))
    assert [advised.kind for advised in tips].count("cut") <= 1
    assert {advised.kind for advised in tips} <= {"add", "swap", "cut"}


@given(people())
def test_tips_about_the_person_come_first_then_those_the_rules_name_then_the_rest(person):
    def place(advised):
        turns = [turn(quote.item, person.answers, person.age) for quote in advised.because]
        return max(turns, default=0)

    tips = assess(INSTRUMENT, person).tips
    assert list(tips) == sorted(tips, key=place)


@given(people())
def test_no_tip_comes_from_an_unknown_or_settled_answer(person):
    assessment = assess(INSTRUMENT, person)
    for advised in assessment.tips:
        for quote in advised.because:
            [answer] = [answer for answer in assessment.answers if answer.item == quote.item]
            assert answer.status in {"answered", "not_applicable"}
            assert person.answers[quote.item] == answer.option == quote.option


@given(people())
def test_the_short_form_gives_tips_from_its_own_questions_alone(person):
    tips = assess(INSTRUMENT, replace(person, mode="core")).tips
    assert {quote.item for advised in tips for quote in advised.because} <= set(CORE)


def test_the_short_form_gives_someone_underweight_no_tip_from_another_question():
    tips = result({"processed_meat": "daily"}, "underweight", mode="core").tips
    assert [advised.because for advised in tips] == [()]


def test_taking_away_is_for_sweets_snacks_and_sugary_drinks_alone():
    for tip in IN_FILE_ORDER:
        assert (tip.kind == "cut") == (set(tip.when) <= CUTS and bool(tip.when))


def test_someone_at_full_points_gets_no_tip_and_nothing_that_stands_beside_one():
    assert tip_ids(result(FULL)) == []
    beside = {tip.text for tip in IN_FILE_ORDER if tip.with_tip_in}
    assert beside.isdisjoint(said(result(FULL)))


@given(people())
def test_information_that_belongs_beside_tips_stands_beside_one_of_its_domain(person):
    assessment = assess(INSTRUMENT, person)
    advised = {tip.domain for tip in assessment.tips}
    for tip in IN_FILE_ORDER:
        if tip.with_tip_in:
            assert tip.text not in said(assessment) or tip.with_tip_in in advised


@pytest.mark.parametrize("person", [responses({}), responses(dict.fromkeys(POINTS)), responses({}, asked=False)])
def test_someone_sure_of_nothing_gets_no_tips_and_no_praise(person):
    assessment = assess(INSTRUMENT, person)
    assert assessment.tips == assessment.strengths == assessment.withheld == ()


# ---------------------------------------------------------------- the gain of a step


def low_points(domain, answers, mode):
    """Give a domain's low points, or None under half of its questions known."""
    items = [item for item in DOMAINS[domain] if mode == "full" or item in CORE]
    known = {item: weighed(item, answers[item]) for item in items if answers.get(item)}
    if answers.get("fermented_days") == "hardly_ever" and "fermented_kinds" in items:
        known["fermented_kinds"] = 0
    return sum(known.values()) if 2 * len(known) >= len(items) and known else None


def after_step(advised, answers):
    (item, steps), *_ = [
        entry for entry in INSTRUMENT.tips[advised.id].step.items() if answers.get(entry[0]) in entry[1]
    ]
    unlocked = {"fermented_kinds": "one"} if answers.get("fermented_days") == "hardly_ever" else {}
    return {**answers, **(unlocked if item == "fermented_days" else {}), item: steps[answers[item]]}


@given(healthy_people(), st.sampled_from(["full", "core"]))
def test_the_gain_is_the_low_points_before_and_after_the_step(person, mode):
    for advised in result(person.answers, mode=mode).tips:
        if not INSTRUMENT.tips[advised.id].step:
            assert advised.gain is None
            continue
        domain = advised.domain
        before = low_points(domain, person.answers, mode)
        after = low_points(domain, after_step(advised, person.answers), mode)
        assert advised.gain == (None if before is None else Gain(before, after))
        assert before is None or after > before


def test_the_first_step_to_live_food_counts_the_question_it_opens():
    [tip] = result({"fermented_days": "hardly_ever"}).tips
    assert (tip.id, tip.gain) == ("fermented_start", Gain(0, 2))


def test_there_is_no_gain_where_the_domain_is_not_scored():
    [tip] = [advised for advised in result(FULL | {"ready_meals": "daily"}, "underweight").tips if advised.because]
    assert (tip.domain, tip.gain) == ("processed", None)


# ---------------------------------------------------------------- nobody asked

NOT_ASKED_NOTES = {
    "Told to eat low fibre, on dialysis, or on a kidney diet?": (
        "fruit_or_veg_more fruit_one_more veg_first veg_one_more wholegrain_breakfast wholegrain_half pulses_start "
        "pulses_second nuts_seeds_handy nuts_seeds_keep sweet_time sweet_some_days snack_swap processed_meat_fish "
        "processed_meat_beans basic_meals basic_meals_beans takeaway_at_home"
    ),
    "Told to avoid live or dairy foods": "fermented_start fermented_routine",
    "Told to limit what you drink? Heart failure, kidney trouble": "drinks_with_meals drinks_one_more",
    "Losing weight, on a kidney diet": (
        "processed_meat_swap processed_meat_fish processed_meat_beans processed_meat_less cook_double "
        "takeaway_at_home ready_meal_own basic_meals basic_meals_beans basic_meals_own basic_meals_most sweet_time "
        "sweet_some_days sweet_favourite snack_swap snack_small_bag sugary_drink_swap sugary_drink_less"
    ),
    "Narrow bowel, food allergy, coeliac disease or an MAOI tablet?": "takeaway_at_home",
}
HIDDEN = {"fermented_most_days", "fermented_pick_one", "fermented_second_kind"}


@given(people(asked=False, flags=False))
def test_where_nobody_asked_every_tip_carries_its_caution_and_some_stay_away(person):
    for advised in assess(INSTRUMENT, person).tips:
        assert advised.id not in HIDDEN
        for caution, tips in NOT_ASKED_NOTES.items():
            if advised.id in tips.split():
                assert any(note.startswith(caution) for note in advised.notes)


@pytest.mark.parametrize(
    "answers",
    [{"fermented_days": "three_to_six"}, {"fermented_kinds": "none"}, {"fermented_kinds": "one"}],
)
def test_a_salty_or_unnamed_live_food_is_withheld_only_where_nobody_asked(answers):
    [tip] = [name for name in tip_ids(result(answers)) if name in HIDDEN]
    unasked = result(answers, asked=False)
    assert tip not in tip_ids(unasked)
    assert (tip, ("not_asked",)) in [(held.tip, held.because) for held in unasked.withheld]


def test_asked_and_none_is_not_the_same_as_not_asked():
    asked, unasked = result(LEAST), result(LEAST, asked=False)
    say = INSTRUMENT.conditions.not_asked.say
    assert say not in said(asked)
    assert say in said(unasked)
    assert all(not advised.notes for advised in asked.tips)
    assert all(advised.notes for advised in unasked.tips)


@pytest.mark.parametrize("age", ["age_18_to_64", "age_65_or_over"])
def test_a_tip_tied_to_an_age_group_appears_only_when_the_group_is_known(age):
    tip = INSTRUMENT.tips["drinks_over_65" if age == "age_65_or_over" else "drinks_under_65"]
    other = INSTRUMENT.tips["drinks_under_65" if age == "age_65_or_over" else "drinks_over_65"]
    assert tip.text in said(result(LEAST, age=age))
    assert other.text not in said(result(LEAST, age=age))
    assert tip.text not in said(result(LEAST))


def test_an_age_group_alone_says_nothing_about_conditions():
    assert INSTRUMENT.conditions.not_asked.say in said(result(LEAST, asked=False, age="age_65_or_over"))


@pytest.mark.parametrize(
    ("name", "person", "caution"),
    [
        ("drinking_enough", responses({"cups": "thirteen_plus"}, "diabetes_insulin"), "Check your blood sugar too"),
        ("drinks_over_65", responses(age="age_65_or_over", asked=False), "Told to limit what you drink?"),
        ("drinks_very_low", responses({"cups": "two_or_fewer"}, "dysphagia"), "Keep to the drinks your speech"),
    ],
)
def test_information_carries_its_caution_too(name, person, caution):
    assessment = assess(INSTRUMENT, person)
    assert INSTRUMENT.tips[name].text in said(assessment)
    assert any(text.startswith(caution) for text in said(assessment))


# ---------------------------------------------------------------- conditions and flags

NOTES = [  # condition, an answer, the tip it leads to, and what is said under it
    (
        "lactose",
        {"fermented_days": "monthly"},
        "fermented_routine",
        "choose a lactose-free kind, or start with a small amount",
    ),
    ("nut_seed_allergy", {"wholegrain": "hardly_ever"}, "wholegrain_breakfast", "nuts or seeds in them"),
    ("gluten_free", {"pulses": "monthly"}, "pulses_start", "stock cubes and packets say gluten free"),
    ("pregnant", {"fermented_days": "monthly"}, "fermented_routine", "pasteurised"),
    ("pregnant", {"home_cooked": "two"}, "basic_meals", "cook eggs until firm"),
    ("pregnant", {"cups": "five"}, "drinks_one_more", "ask your midwife how much tea and coffee"),
    ("pregnant", {"processed_meat": "daily"}, "processed_meat_fish", "ask your midwife how much oily fish"),
    ("milk_free", {"fermented_days": "three_to_six"}, "fermented_most_days", "made without milk"),
    ("soya_free", {"fermented_kinds": "none"}, "fermented_pick_one", "kimchi and miso for soya"),
    ("nut_seed_allergy", {"fermented_kinds": "one"}, "fermented_second_kind", "kimchi for sesame"),
    ("warfarin", {"fermented_days": "three_to_six"}, "fermented_most_days", "no natto"),
    ("diabetes_insulin", {"fermented_kinds": "none"}, "fermented_pick_one", "kefir and kombucha for sugar"),
    ("live_food_limit", {"ready_meals": "daily"}, "cook_double", "Ask your team about leftovers"),
    ("heart_failure", {"pulses": "monthly"}, "pulses_start", "Ask your heart team before you eat much more"),
    ("heart_failure", {"sugary_drinks": "two_or_more"}, "sugary_drink_swap", "Swap a drink, do not add one"),
    ("hard_to_chew", {"fruit": "hardly_ever"}, "fruit_or_veg_more", "Choose soft kinds of plant food"),
    ("egg_free", {"ready_meals": "once_a_week"}, "takeaway_at_home", "noodles and packets for egg"),
    (
        "soya_free",
        {"ready_meals": "once_a_week"},
        "takeaway_at_home",
        "Check the labels of bread, stock, sauces and packets for soya",
    ),
    ("nut_seed_allergy", {"ready_meals": "once_a_week"}, "takeaway_at_home", "curry pastes for nuts and sesame"),
    ("fish_shellfish_allergy", {"ready_meals": "once_a_week"}, "takeaway_at_home", "oyster sauce for fish"),
    ("gluten_free", {"ready_meals": "once_a_week"}, "takeaway_at_home", "Soy sauce may hold wheat"),
    ("milk_free", {"ready_meals": "once_a_week"}, "takeaway_at_home", "check sauces for milk, fish and egg"),
    ("ibs", {"ready_meals": "once_a_week"}, "takeaway_at_home", "leave out onion and garlic"),
    ("soya_free", {"wholegrain": "hardly_ever"}, "wholegrain_breakfast", "the labels of bread"),
    ("calcium_tablet", {"wholegrain": "hardly_ever"}, "wholegrain_breakfast", "2 hours apart from bran"),
    ("kidney_stones", {"cups": "five"}, "drinks_one_more", "Ask your clinic how much to drink"),
    ("constipation", {"pulses": "monthly"}, "pulses_start", "Ask your pharmacist before you eat more fibre"),
    ("losing_on_purpose", {"pulses": "monthly"}, "pulses_start", "Add fibre slowly"),
    ("live_food_limit", {"home_cooked": "two"}, "basic_meals", "Cook eggs until firm"),
    ("live_food_limit", {"fruit": "hardly_ever"}, "fruit_or_veg_more", "Wash fruit and veg well"),
    ("warfarin", {"vegetables": "under_one"}, "veg_first", "much the same each week"),
    ("warfarin", {"sugary_drinks": "two_or_more"}, "sugary_drink_swap", "cranberry juice or grapefruit"),
    ("bone_or_thyroid_tablet", {"fermented_days": "monthly"}, "fermented_routine", "plain tap water"),
    ("bone_or_thyroid_tablet", {"pulses": "monthly"}, "pulses_start", "thyroid tablet"),
    ("diabetes_insulin", {"fruit": "hardly_ever"}, "fruit_or_veg_more", "Can your insulin or tablets cause a hypo?"),
    ("diabetes_insulin", {"sugary_drinks": "two_or_more"}, "sugary_drink_swap", "Keep your hypo treatment"),
    ("low_salt", {"pulses": "monthly"}, "pulses_start", "no-added-salt"),
    ("maoi", {"pulses": "monthly"}, "pulses_start", "broad bean pods"),
    ("histamine", {"fruit": "hardly_ever"}, "fruit_or_veg_more", "safe list"),
    ("ibs", {"fruit": "hardly_ever"}, "fruit_ibs", "3 portions of fresh fruit"),
    ("ibs", {"fermented_days": "monthly"}, "fermented_ibs", "very small amount"),
    ("ibs", {"cups": "five"}, "drinks_one_more", "3 cups of tea or coffee"),
    ("fluid_limit", {"pulses": "monthly"}, "pulses_start", "More fibre needs fluid"),
    ("fluid_limit", {"fermented_days": "monthly"}, "fermented_routine", "count towards your fluid limit"),
    ("fluid_limit", {"sugary_drinks": "two_or_more"}, "sugary_drink_swap", "Stay inside your fluid limit"),
    ("underweight", {"ready_meals": "daily"}, "cook_double", "Do not eat less"),
    ("no_alcohol", {"fermented_days": "monthly"}, "fermented_routine", "kombucha for alcohol"),
]


@each(("condition", "answers", "tip", "caution"), NOTES)
def test_a_tip_carries_the_caution_of_a_condition(condition, answers, tip, caution):
    [notes] = [advised.notes for advised in result(answers, condition).tips if advised.id == tip]
    assert any(caution in note for note in notes)
    assert len(set(notes)) == len(notes)


def test_somebody_with_a_stoma_is_told_whom_to_ask_and_not_to_drink_more():
    person = result({"cups": "five"}, "low_fibre")
    assert tip_ids(person) == []
    assert any("Ask your stoma nurse what to drink" in text for text in said(person))


EVERYTHING = set(INSTRUMENT.asked_for)
HELD = {
    "bleeding_heavy": EVERYTHING,
    "black_or_bloody": {"fibre", "mixed_dish", "live_food"},
    "bowel_change": {"fibre", "mixed_dish", "live_food"},
    "weight_or_swallowing": EVERYTHING,
    "gut_disease": {"gluten", "drink_with_food"},
    "low_weight": {"filling", "eat_less", "drink_with_food"},
    "past_eating_disorder": EVERYTHING,
}


@each("answers", [LEAST, HALFWAY, *ALL_ANSWERS[::7]])
@each("flag", GUT_FLAGS + BONE_FLAGS)
def test_a_flag_holds_back_the_tips_that_ask_for_its_foods_wherever_they_stand(flag, answers):
    tips = [INSTRUMENT.tips[advised.id] for advised in result(answers, flags=[flag]).tips]
    assert not [tip.id for tip in tips if not HELD.get(flag, set()).isdisjoint(INSTRUMENT.foods_in(tip))]
    if {"fibre", "live_food"} <= HELD.get(flag, set()):
        assert {tip.domain for tip in tips}.isdisjoint({"fibre", "fermented"})


@pytest.mark.parametrize("flag", [flag for flag in GUT_FLAGS[1:] + BONE_FLAGS if flag in HELD])
def test_what_a_flag_holds_back_is_said_once(flag):
    say = INSTRUMENT.flag[flag].held_say
    assert said(result(LEAST, flags=[flag])).count(say) == 1


def test_two_flags_that_hold_back_the_same_say_so_once():
    say = "We have left out fibre and fermented tips until you have been checked."
    assert said(result(LEAST, flags=["black_or_bloody", "bowel_change"])).count(say) == 1


@pytest.mark.parametrize("flag", ["past_eating_disorder", "weight_or_swallowing"])
def test_a_flag_acts_like_its_conditions_and_leaves_no_tip(flag):
    for answers in ALL_ANSWERS:
        assert tip_ids(result(answers, flags=[flag])) == []
        assert tip_ids(result(answers, "underweight", flags=[flag])) == []


def test_somebody_thin_who_never_was_ill_with_food_keeps_the_tips_that_help_to_eat_well():
    assert tip_ids(result({"ready_meals": "daily"}, flags=["low_weight"])) == ["underweight_add", "cook_double"]
    thin = tip_ids(result({"fermented_days": "monthly"}, flags=["low_weight"]))
    assert thin == ["underweight_add", "fermented_routine"]
    assert tip_ids(result(LEAST, "underweight", flags=["low_weight"]))[0] == "underweight_add"


LIKE = [("weight_or_swallowing", "dysphagia"), ("weight_or_swallowing", "underweight")]
LIKE += [("low_weight", "underweight"), ("past_eating_disorder", "eating_disorder"), ("gut_disease", "gluten_free")]


def test_these_flags_act_like_these_conditions_and_no_others():
    assert sorted((flag.id, name) for flag in INSTRUMENT.flag.values() for name in flag.acts_like) == sorted(LIKE)


@pytest.mark.parametrize(("flag", "condition"), LIKE)
def test_what_is_said_to_a_condition_is_never_said_to_a_flag_that_acts_like_it(flag, condition):
    rule = INSTRUMENT.condition[condition]
    own = {rule.say, *(note.say for note in rule.notes)}
    for answers in ALL_ANSWERS:
        assert own.isdisjoint(said(result(answers, flags=[flag])))
    assert not own.isdisjoint(said(result(LEAST, condition, flags=[flag])))


def test_a_bowel_disease_that_may_be_coeliac_disease_keeps_wheat_away_and_speaks_of_no_gluten():
    for answers in ALL_ANSWERS:
        person = result(answers, flags=["gut_disease"])
        assert not [t for t in person.tips if "gluten" in INSTRUMENT.foods_in(INSTRUMENT.tips[t.id])]
        assert not [text for text in said(person) if "gluten" in text.lower() or "coeliac" in text.lower()]
    assert tip_ids(result({"wholegrain": "hardly_ever"})) == ["wholegrain_breakfast"]


def because(name, *args, **more):
    """What withheld one tip from someone."""
    [found] = [held.because for held in result(*args, **more).withheld if held.tip == name]
    return found


def test_a_withheld_tip_names_the_flag_where_the_condition_itself_is_not_known():
    assert because("wholegrain_breakfast", LEAST, flags=["gut_disease"]) == ("gut_disease",)
    assert because("wholegrain_breakfast", LEAST, "gluten_free") == ("gluten_free",)
    assert because("wholegrain_breakfast", LEAST, "gluten_free", flags=["gut_disease"]) == (
        "gluten_free",
        "gut_disease",
    )
    assert because("drinks_with_meals", LEAST, flags=["low_weight"]) == ("low_weight",)
    assert because("drinks_with_meals", LEAST, "underweight", flags=["low_weight"]) == ("underweight", "low_weight")
    assert because("sweet_time", LEAST, flags=["weight_or_swallowing"]) == ("weight_or_swallowing",)


def test_what_is_for_a_condition_reaches_a_flag_that_acts_like_it_unless_the_flag_avoids_everything():
    person, other = result(LEAST, flags=["past_eating_disorder"]), result(LEAST)
    for gentle, plain in (("bone_basics_gentle", "bone_basics"), ("drinks_very_low_gentle", "drinks_very_low")):
        assert INSTRUMENT.tips[gentle].text in said(person)
        assert INSTRUMENT.tips[plain].text not in said(person)
        assert INSTRUMENT.tips[gentle].text not in said(other)
        assert INSTRUMENT.tips[plain].text in said(other)
    assert INSTRUMENT.tips["underweight_add"].text in said(result(LEAST, flags=["low_weight"]))
    for flag in ("past_eating_disorder", "weight_or_swallowing"):
        assert INSTRUMENT.tips["underweight_add"].text not in said(result(LEAST, flags=[flag]))


@pytest.mark.parametrize("cups", POINTS["cups"])
@pytest.mark.parametrize("more", [{"flags": ["past_eating_disorder"]}, {"has": "eating_disorder"}])
def test_no_count_of_cups_is_read_by_someone_with_an_eating_disorder(cups, more):
    has = [more["has"]] if "has" in more else []
    texts = " ".join(said(result({**LEAST, "cups": cups}, *has, flags=more.get("flags", []))))
    assert "cups" not in texts
    assert ("hardly pee, call NHS 111" in texts) == (cups == "two_or_fewer")


@pytest.mark.parametrize("cups", ["two_or_fewer", "three", "four", "five"])
def test_someone_underweight_has_a_nourishing_drink_between_meals_and_nothing_else_to_drink(cups):
    assert tip_ids(result({"cups": cups}, "underweight")) == ["underweight_add", "drinks_between_meals"]
    [held] = result({"cups": cups}, "underweight").withheld
    assert held.tip == ("drinks_one_more" if cups == "five" else "drinks_with_meals")
    assert held.because == ("underweight",)


@pytest.mark.parametrize("pulses", POINTS["pulses"])
def test_with_ibs_wholegrains_and_pulses_call_for_nothing_and_oats_are_something_to_know(pulses):
    for wholegrain in POINTS["wholegrain"]:
        assert tip_ids(result({"wholegrain": wholegrain, "pulses": pulses}, "ibs")) == []
    oats = INSTRUMENT.tips["fibre_ibs"].text
    person = result({"wholegrain": "hardly_ever", "pulses": pulses, "fruit": "hardly_ever"}, "ibs")
    assert tip_ids(person) == ["fruit_ibs"]
    assert oats in said(person)
    assert oats not in said(result({"fruit": "two_a_day"}, "ibs"))


def test_a_flag_that_acts_like_a_condition_scores_everything_all_the_same():
    assert result(LEAST, flags=["weight_or_swallowing"]).total.possible == 61


@pytest.mark.parametrize(
    ("flag", "answers", "caution"),
    [
        ("long_steroids", {"fermented_days": "hardly_ever"}, "Steroid tablets can weaken"),
        ("long_steroids", {"fermented_kinds": "none"}, "Steroid tablets can weaken"),
        ("gut_disease", {"fruit": "hardly_ever"}, "Ask your bowel team"),
        ("gut_disease", {"nuts_seeds": "hardly_ever"}, "Ask your bowel team"),
        ("gut_disease", {"processed_meat": "daily"}, "Ask your bowel team"),
        ("gut_disease", {"ready_meals": "once_a_week"}, "Ask your bowel team"),
        ("gut_disease", {"salty_snacks": "over_once"}, "Ask your bowel team"),
        ("gut_disease", {"fermented_days": "monthly"}, "On medicine that damps down your immune system?"),
        ("gut_disease", {"cups": "five"}, "After weight-loss surgery"),
    ],
)
def test_a_flag_puts_its_caution_under_tips_that_ask_for_its_foods_in_every_domain(flag, answers, caution):
    tips = result(answers, flags=[flag]).tips
    assert tips
    assert all(any(note.startswith(caution) for note in advised.notes) for advised in tips)


def test_a_drink_with_a_meal_is_never_advised_after_weight_loss_surgery():
    for answers in ALL_ANSWERS:
        assert "drinks_with_meals" not in tip_ids(result(answers, flags=["gut_disease"]))


@pytest.mark.parametrize("answers", [{}, LEAST, FULL])
def test_heavy_bleeding_leaves_scores_and_neither_tips_nor_praise(answers):
    person = result(answers, flags=["bleeding_heavy"])
    assert person.tips == person.strengths == ()
    assert person.total == result(answers).total
    assert person.flags[0].text.startswith("Call 999")
    assert not person.shows_clinic


@pytest.mark.parametrize("flag", [None, *GUT_FLAGS, *BONE_FLAGS])
def test_no_private_clinic_stands_beside_a_gut_flag(flag):
    hidden = flag in GUT_FLAGS
    assert result(FULL, flags=[flag] if flag else []).shows_clinic != hidden


def test_flags_stand_from_the_most_urgent_to_the_least():
    levels = [flag.level for flag in result(FULL, flags=BONE_FLAGS + GUT_FLAGS).flags]
    assert levels == ["emergency", "urgent", "urgent", *["see_gp"] * 5, *["mention"] * 3]


def test_where_nobody_asked_a_fibre_tip_warns_of_coeliac_disease():
    for advised in result({item: LEAST[item] for item in DOMAINS["fibre"]}, asked=False).tips:
        assert any("coeliac disease" in note for note in advised.notes)


def test_not_asked_about_warning_signs_is_not_the_same_as_none():
    none, unasked = result(FULL, flags=()), result(FULL, flags=None)
    assert (none.flags, unasked.flags) == ((), None)
    assert INSTRUMENT.flags.none_say in said(none)
    assert INSTRUMENT.flags.not_asked_say in said(unasked)


@given(people())
def test_every_withheld_tip_says_what_withheld_it(person):
    assessment = assess(INSTRUMENT, person)
    for held in assessment.withheld:
        assert held.because
        unasked = {"not_asked"} if person.conditions is None else set()
        assert set(held.because) <= person.known | (person.flags or frozenset()) | unasked
        assert held.tip not in tip_ids(assessment)


# ---------------------------------------------------------------- praise


def praised(*args, **more):
    return [strength.item for strength in result(*args, **more).strengths]


def test_an_answer_at_full_points_is_praised_and_a_lower_one_is_not():
    for item, options in POINTS.items():
        for option, points in options.items():
            settled = item == "fermented_days" and points == 0
            is_best = points == max(options.values()) and option != "thirteen_plus" and item not in FERMENTED
            assert settled or praised({item: option}) == ([item] if is_best else [])


def test_the_best_answer_is_praised():
    assert praised({**HALFWAY, "fruit": "one_a_day", "pulses": "four_or_more"}) == ["pulses"]
    assert praised(LEAST) == []


def test_praise_goes_to_what_is_best_known_and_then_to_what_is_asked_first():
    assert praised({**LEAST, "fermented_days": "daily", "cups": "six_to_eight"} | {"sugary_drinks": "weekly"}) == [
        "cups"
    ]
    assert praised({**LEAST, "nuts_seeds": "four_or_more", "salty_snacks": "less_often"}) == ["salty_snacks"]
    assert praised(FULL) == ["fruit"]


@pytest.mark.parametrize("drinks", POINTS["sugary_drinks"])
def test_cups_are_not_praised_where_some_of_them_are_sugary_every_day(drinks):
    praise = praised({"cups": "six_to_eight", "sugary_drinks": drinks})
    assert praise == {"most_days": ["cups"], "weekly": ["cups"], "less_often": ["sugary_drinks"]}.get(drinks, [])


@pytest.mark.parametrize("flag", GUT_FLAGS)
def test_a_gut_flag_silences_praise(flag):
    assert praised(FULL, flags=[flag]) == []


@pytest.mark.parametrize("flag", BONE_FLAGS)
def test_a_bone_flag_does_not_silence_praise_but_for_one_about_eating(flag):
    assert bool(praised(FULL, flags=[flag])) == (flag != "past_eating_disorder")


FIBRE, FERMENTED, PROCESSED = (DOMAINS[domain] for domain in ("fibre", "fermented", "processed"))
CHANGED_SALT = ("processed_meat", "salty_snacks", "ready_meals", "home_cooked")
EATEN_LESS = ("processed_meat", "sweet_treats", "salty_snacks", "sugary_drinks", "ready_meals")
NO_PRAISE = {
    "low_fibre": (*FIBRE, "fermented_kinds", "cups"),
    "ibs": (*FIBRE, *FERMENTED, "sugary_drinks"),
    "constipation": FIBRE,
    "dysphagia": tuple(POINTS),
    "hard_to_chew": (*FIBRE, *EATEN_LESS),
    "underweight": (*FIBRE, *PROCESSED, *FERMENTED),
    "losing_on_purpose": ("fruit", "vegetables"),
    "eating_disorder": tuple(POINTS),
    "gluten_free": ("fermented_kinds",),
    "milk_free": ("fermented_kinds", "processed_meat"),
    "soya_free": ("fermented_kinds",),
    "nut_seed_allergy": ("nuts_seeds", "fermented_kinds"),
    "fish_shellfish_allergy": ("fermented_kinds",),
    "histamine": ("fruit", "vegetables", "pulses", "nuts_seeds", *FERMENTED, "processed_meat"),
    "bone_or_thyroid_tablet": ("wholegrain", "pulses", "nuts_seeds", *FERMENTED),
    "calcium_tablet": ("wholegrain", "nuts_seeds"),
    "warfarin": ("fruit", "vegetables", "pulses", "fermented_kinds", "sugary_drinks"),
    "diabetes_insulin": ("fermented_kinds", "sugary_drinks", "cups"),
    "lithium": ("fermented_kinds", *CHANGED_SALT, "sugary_drinks", "cups"),
    "maoi": ("vegetables", "pulses", *FERMENTED, "processed_meat"),
    "live_food_limit": ("fruit", "vegetables", *FERMENTED),
    "ckd_diet": tuple(POINTS),
    "kidney_stones": ("cups",),
    "fluid_limit": ("fruit", "vegetables", *FERMENTED, "sugary_drinks", "ready_meals", "home_cooked", "cups"),
    "heart_failure": ("fruit", "vegetables", "fermented_kinds", "sugary_drinks", "cups"),
    "low_salt": ("fermented_kinds",),
    "no_alcohol": FERMENTED,
    "pregnant": FERMENTED,
    "other_diet": tuple(POINTS),
}


@each("condition", CONDITIONS)
def test_praise_never_speaks_of_what_a_condition_limits(condition):
    kept = {item for item in POINTS if praised({item: FULL[item]}, condition) == [item]}
    assert kept == set(POINTS) - set(FERMENTED) - set(NO_PRAISE.get(condition, ()))  # which has no guide to be at


@pytest.mark.parametrize(
    ("flag", "silent"),
    [
        ("fragility_fracture", ()),
        ("height_loss", ()),
        ("early_menopause", ()),
        ("long_steroids", FERMENTED),
        ("gut_disease", (*FIBRE, *FERMENTED, "cups")),
        ("low_weight", (*FIBRE, *PROCESSED, *FERMENTED)),
        ("past_eating_disorder", tuple(POINTS)),
    ],
)
def test_praise_never_speaks_of_what_a_flag_speaks_against(flag, silent):
    kept = {item for item in POINTS if praised({item: FULL[item]}, flags=[flag]) == [item]}
    assert kept == set(POINTS) - set(FERMENTED) - set(silent)


# ---------------------------------------------------------------- nothing to gain

KEEP_GOING = INSTRUMENT.tips["keep_going"].text


def test_someone_with_the_best_answers_hears_to_keep_going_and_then_about_bones():
    told = said(result(FULL))
    assert told.index(KEEP_GOING) < told.index(INSTRUMENT.tips["bone_basics"].text)


@each(("item", "option"), [(item, option) for item in POINTS for option in POINTS[item]])
def test_one_answer_that_is_not_the_best_is_no_reason_to_keep_going(item, option):
    is_best = POINTS[item][option] == max(POINTS[item].values()) and option != "thirteen_plus"
    assert (KEEP_GOING in said(result({**FULL, item: option}))) == is_best


@pytest.mark.parametrize(
    "person",
    [
        responses({}),
        responses({**FULL, "pulses": None}),
        responses(FULL, flags=["bowel_change"]),
        responses(FULL, "eating_disorder"),
        responses(FULL, "underweight"),
        responses(FULL, flags=["low_weight"]),
        responses(FULL, flags=["past_eating_disorder"]),
        responses(FULL, "ckd_diet"),
        responses(LEAST, "other_diet"),
    ],
)
def test_nobody_is_told_to_keep_going_who_is_unsure_unwell_or_on_a_plan(person):
    assert KEEP_GOING not in said(assess(INSTRUMENT, person))


def test_what_somebody_was_asked_about_is_not_said_again_to_everyone():
    spoken_for = {tip.id: tip.unless_answered for tip in INSTRUMENT.tips.values() if tip.unless_answered}
    assert set(spoken_for) == {
        "bone_vitamin_d",
        "bone_vitamin_d_ask",
        "bone_calcium",
        "bone_calcium_ask",
        "bone_calcium_no_fish",
        "yoghurt_calcium",
        "bone_calcium_dairy_free",
        "bone_alcohol",
    }
    best = {"calcium_foods": "three_or_more", "vitamin_d": "all_year", "alcohol": "none"}
    for name in ("bone_vitamin_d", "bone_calcium", "bone_alcohol"):
        text, [question] = INSTRUMENT.tips[name].text, spoken_for[name]
        assert text in said(result(LEAST))
        assert text not in said(result(LEAST, extra={question: best[question]}))
        others = {other: option for other, option in best.items() if other != question}
        assert text in said(result(LEAST, extra=others))


# ---------------------------------------------------------------- no guide, no word of one


@pytest.mark.parametrize("mode", ["full", "core"])
@pytest.mark.parametrize("answers", [LEAST, HALFWAY, FULL], ids=["least", "halfway", "full"])
def test_a_total_of_live_food_alone_never_speaks_of_a_guide(answers, mode):
    for has in (("underweight", "fluid_limit"), ("underweight", "heart_failure"), ("underweight", "lithium")):
        person = result(answers, *has, mode=mode)
        assert person.total.points == person.domains["fermented"].points
        assert person.headline.startswith("Your answers come to ")
        assert person.total.band_label == person.domains["fermented"].band_label
        assert "guide" not in f"{person.headline} {person.total.band_label}".lower()
    assert "guide" in result(FULL, "underweight").headline


def test_a_total_of_domains_that_each_have_their_own_words_has_none():
    own = {band.id: f"In our words, {band.id}" for band in INSTRUMENT.bands.edges}
    domains = tuple(replace(d, bands=d.bands or own) for d in INSTRUMENT.domains)
    person = assess(replace(INSTRUMENT, domains=domains), responses(FULL))
    assert person.headline == "Your answers come to 61 of 61 points."
    assert (person.total.band_label, person.total.band.low) == ("", "on_track")


# ---------------------------------------------------------------- read as a whole

TWICE = {  # these belong to each step, or to each label, that they stand beside
    "Someone else cooks for you?",
    "Show them this step.",
    "Check the label.",
    "Not sure?",
    "Does milk upset you?",
}


def sentences_of(person):
    """Every sentence that somebody reads, with the texts that hold it; a caution under several tips is one text."""
    tips = [text for tip in person.tips for text in (tip.text, tip.plan)]
    texts = {*tips, *(note for tip in person.tips for note in tip.notes), *person.notices}
    return Counter(part for text in texts if text for part in set(re.split(r"(?<=[.?!])\s+", text)))


@pytest.mark.parametrize("seed", range(8))
def test_nobody_with_a_few_conditions_reads_a_sentence_twice(seed):
    rng = Random(seed)
    for _ in range(25):
        answers = {item: rng.choice(list(options)) for item, options in POINTS.items()}
        extra = {question.id: rng.choice(question.options).id for question in INSTRUMENT.extra.values()}
        has, age = rng.sample(CONDITIONS, rng.randint(2, 4)), rng.choice(AGES[1:])
        person = result(answers, *has, age=age, extra=extra if rng.random() < 0.5 else {})
        assert {part for part, times in sentences_of(person).items() if times > 1} <= TWICE, has


POINTS_BACK = re.compile(r"^(It|Them|They|This|That|These|Those|Have it|Take it|Choose it|Start with it)\b")


def test_beside_a_kidney_diet_kidney_stones_have_nothing_to_add():
    say = INSTRUMENT.condition["kidney_stones"].say
    assert say in said(result(LEAST, "kidney_stones"))
    both = result(LEAST, "kidney_stones", "ckd_diet")
    assert say not in said(both)
    assert both.cautioned_by == ("ckd_diet",)


def test_a_caution_names_what_it_is_about_as_it_may_stand_alone():
    heeded = [*INSTRUMENT.condition.values(), *INSTRUMENT.flag.values(), INSTRUMENT.conditions.not_asked]
    notes = [note.say for one in heeded for note in one.notes]
    assert notes
    assert [note for note in notes if POINTS_BACK.match(note)] == []


@pytest.mark.parametrize(
    ("has", "line", "caution"),
    [
        ("gluten_free", "bone_calcium", "With coeliac disease, you need at least 1,000mg of calcium a day."),
        ("pregnant", "bone_calcium", "Breastfeeding? You need more calcium."),
        ("soya_free", "bone_vitamin_d", "Some vitamin D and calcium tablets hold soya oil."),
        ("nut_seed_allergy", "bone_vitamin_d", "Some vitamin D and calcium tablets hold soya oil."),
    ],
)
def test_a_caution_about_calcium_in_food_or_about_a_tablet_stands_under_its_own_line(has, line, caution):
    told = list(result(FULL, has).told)
    [place] = [number for number, notice in enumerate(told) if notice.text.startswith(caution)]
    before = [notice.text for notice in told[:place] if notice.text in {t.text for t in INSTRUMENT.tips.values()}]
    assert before[-1] == INSTRUMENT.tips[line].text


def test_a_fish_allergy_leaves_the_other_foods_with_calcium():
    told = said(result(FULL, "fish_shellfish_allergy"))
    assert INSTRUMENT.tips["bone_calcium_no_fish"].text in told
    assert INSTRUMENT.tips["bone_calcium_ask"].text not in told


def test_more_to_drink_after_kidney_stones_never_goes_before_a_limit():
    assert "but any limit you were given comes first." in INSTRUMENT.condition["kidney_stones"].say
