"""Which tips a person gets, in which order, with which cautions, and what they would gain."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from people import (
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

from gutbone.assess.advice import AdvisedTip, choose
from gutbone.assess.assess import assess
from gutbone.assess.result import Gain
from gutbone.assess.scoring import resolve

ORDER = ["fibre", "processed", "hydration", "fermented"]
CUTS = {"sweet_treats", "salty_snacks", "sugary_drinks"}
IN_FILE_ORDER = [tip for domain in INSTRUMENT.domains for tip in domain.tips]
ALL_ANSWERS = [{**LEAST, item: option} for item in POINTS for option in POINTS[item]]


def healthy_people(**more):
    return people(asked=False, flags=False, not_applicable=False, **more).map(lambda r: responses(r.answers))


# ---------------------------------------------------------------- the order of tips, worked out anew


def far(item, answers):
    return 4 - POINTS[item][answers[item]]


def items_of(tip, answers):
    """Give the items that call for a tip from someone without conditions; none if it is not due."""
    if tip.kind == "info" or tip.only_with:
        return []
    return [item for item, options in tip.when.items() if answers.get(item) in options]


def best_choice(answers):
    """Try every set of three tips or fewer, and give the best that the contract allows."""
    due = {tip.id: (tip, items_of(tip, answers)[0]) for tip in IN_FILE_ORDER if items_of(tip, answers)}
    if answers.get("fermented_days") == "hardly_ever":
        due = {name: entry for name, entry in due.items() if entry[1] != "fermented_kinds"}
    ranked = sorted(due, key=lambda name: (-far(due[name][1], answers), ORDER.index(due[name][0].domain)))

    def allowed(names):
        kinds, items = [due[name][0].kind for name in names], {due[name][1] for name in names}
        needs_add = any(tip.kind == "add" for tip, _ in due.values())
        return len(items) == len(names) and kinds.count("cut") <= 1 and ("add" in kinds or not needs_add)

    choices = [names for size in (3, 2, 1) for names in combinations(ranked[:12], size) if allowed(names)]
    adds = [name for name in ranked if due[name][0].kind == "add"]
    choices += [tuple(sorted((*pair, adds[0]), key=ranked.index)) for pair in combinations(ranked[:12], 2) if adds]
    choices = [names for names in choices if len(set(names)) == len(names) and allowed(names)]
    return min(choices, key=lambda names: [ranked.index(n) for n in names] + [99] * (3 - len(names)), default=())


@given(healthy_people())
def test_the_tips_are_the_best_ranked_that_the_contract_allows(person):
    assert tip_ids(assess(INSTRUMENT, person)) == list(best_choice(person.answers))


def test_every_tip_but_information_changes_an_answer_that_calls_for_it():
    for tip in IN_FILE_ORDER:
        assert tip.kind == "info" or tip.always or set(tip.step) == set(tip.when)
        assert tip.kind != "info" or not (tip.step or tip.plan)


def ranked(*kinds_and_items):
    """Tips as they are ranked, each of a kind and about an item; a name tells them apart."""
    answer = {answer.item.id: answer for answer in resolve(INSTRUMENT, responses(LEAST))}
    tip = INSTRUMENT.tips["pulses_start"]
    return [AdvisedTip(replace(tip, id=f"{kind}_{item}", kind=kind), (answer[item],)) for kind, item in kinds_and_items]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([("add", "pulses")], ["swap_wholegrain", "swap_processed_meat", "add_pulses"]),
        ([], ["add_wholegrain", "swap_processed_meat", "cut_sugary_drinks"]),
    ],
)
def test_an_adding_tip_goes_before_a_better_ranked_one_about_its_answer_only_if_no_other_adds(others, expected):
    first = [("swap", "wholegrain"), ("add", "wholegrain"), ("swap", "processed_meat"), ("cut", "sugary_drinks")]
    assert [advised.tip.id for advised in choose(ranked(*first, *others), INSTRUMENT)] == expected


def test_an_adding_tip_is_there_even_when_three_others_are_further_from_full():
    answers = {**FULL, "fruit": "two_a_day", "wholegrain": "hardly_ever", "processed_meat": "daily"}
    answers = {**answers, "sugary_drinks": "two_or_more"}
    assert tip_ids(result(answers)) == ["wholegrain_breakfast", "processed_meat_fish", "fruit_one_more"]


@given(people())
def test_there_are_at_most_three_tips_one_an_item_and_one_cut(person):
    tips = assess(INSTRUMENT, person).tips
    items = [quote.item for advised in tips for quote in advised.because]
    assert len(tips) <= 3
    assert len(items) == len(set(items))
    assert [advised.kind for advised in tips].count("cut") <= 1
    assert {advised.kind for advised in tips} <= {"add", "swap", "cut"}


@given(people())
def test_tips_stand_in_the_order_of_how_far_the_answer_is_then_domain_then_file(person):
    def place(advised):
        ends = [far(quote.item, person.answers) for quote in advised.because]
        return -max(ends, default=99), ORDER.index(advised.domain), IN_FILE_ORDER.index(INSTRUMENT.tips[advised.id])

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
    assert (tip.id, tip.gain) == ("fermented_start", Gain(0, 4))


def test_there_is_no_gain_where_the_domain_is_not_scored():
    [tip] = [advised for advised in result(FULL | {"processed_meat": "daily"}, "underweight").tips if advised.because]
    assert (tip.domain, tip.gain) == ("processed", None)


# ---------------------------------------------------------------- nobody asked

NOT_ASKED_NOTES = {
    "Told to eat low fibre, or on a kidney diet?": (
        "fruit_or_veg_more fruit_one_more veg_first veg_one_more wholegrain_breakfast wholegrain_half pulses_start "
        "pulses_second nuts_seeds_handy nuts_seeds_keep sweet_time sweet_some_days snack_swap"
    ),
    "Not if you have been told to avoid live or dairy foods": "fermented_start fermented_routine",
    "Told to limit what you drink?": "drinks_with_meals drinks_one_more",
    "Losing weight, on a kidney diet": (
        "processed_meat_swap processed_meat_fish processed_meat_less cook_double takeaway_at_home "
        "basic_meals basic_meals_most snack_small_bag sugary_drink_swap sugary_drink_less"
    ),
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
    [{"fermented_days": "three_to_six"}, {"fermented_kinds": "none"}, {"fermented_kinds": "two"}],
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
    ("lactose", {"fermented_days": "monthly"}, "fermented_routine", "often have less lactose"),
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
    ("low_salt", {"cups": "three"}, "drinks_with_meals", "Heart failure? Ask your team how much to drink"),
    ("live_food_limit", {"processed_meat": "once_a_week"}, "processed_meat_less", "Cook eggs until firm"),
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
    ("ibs", {"fruit": "hardly_ever"}, "fruit_or_veg_more", "3 portions of fresh fruit"),
    ("ibs", {"fermented_days": "monthly"}, "fermented_routine", "very small amount"),
    ("ibs", {"cups": "five"}, "drinks_one_more", "3 cups of tea or coffee"),
    ("fluid_limit", {"pulses": "monthly"}, "pulses_start", "More fibre needs fluid"),
    ("fluid_limit", {"fermented_days": "monthly"}, "fermented_routine", "count towards your fluid limit"),
    ("fluid_limit", {"sugary_drinks": "two_or_more"}, "sugary_drink_swap", "Stay inside your fluid limit"),
    ("low_fibre", {"cups": "five"}, "drinks_one_more", "stoma nurse"),
    ("underweight", {"processed_meat": "daily"}, "processed_meat_fish", "Do not eat less"),
    ("no_alcohol", {"fermented_days": "monthly"}, "fermented_routine", "kombucha for alcohol"),
]


@pytest.mark.parametrize(("condition", "answers", "tip", "caution"), NOTES)
def test_a_tip_carries_the_caution_of_a_condition(condition, answers, tip, caution):
    [notes] = [advised.notes for advised in result(answers, condition).tips if advised.id == tip]
    assert any(caution in note for note in notes)
    assert len(set(notes)) == len(notes)


HELD = {
    "bleeding_heavy": set(DOMAINS),
    "black_or_bloody": {"fibre", "fermented"},
    "bowel_change": {"fibre", "fermented"},
    "weight_or_swallowing": set(DOMAINS),
}


@pytest.mark.parametrize("answers", [LEAST, HALFWAY, *ALL_ANSWERS[::7]])
@pytest.mark.parametrize("flag", GUT_FLAGS + BONE_FLAGS)
def test_a_flag_holds_back_the_tips_of_its_domains(flag, answers):
    held = HELD.get(flag, set())
    assert not [advised for advised in result(answers, flags=[flag]).tips if advised.domain in held]


@pytest.mark.parametrize("flag", ["black_or_bloody", "bowel_change", "weight_or_swallowing", "underweight_flag"])
def test_what_a_flag_holds_back_is_said_once(flag):
    say = INSTRUMENT.flag[flag].held_say
    assert said(result(LEAST, flags=[flag])).count(say) == 1


def test_two_flags_that_hold_back_the_same_say_so_once():
    say = "We have left out fibre and fermented tips until you have been checked."
    assert said(result(LEAST, flags=["black_or_bloody", "bowel_change"])).count(say) == 1


@pytest.mark.parametrize("flag", ["underweight_flag", "weight_or_swallowing"])
def test_a_flag_acts_like_its_conditions_and_leaves_no_tip(flag):
    for answers in ALL_ANSWERS:
        assert tip_ids(result(answers, flags=[flag])) == []
        assert tip_ids(result(answers, "underweight", flags=[flag])) == []


LIKE = [("weight_or_swallowing", "dysphagia"), ("weight_or_swallowing", "underweight")]
LIKE += [("underweight_flag", "underweight"), ("underweight_flag", "eating_disorder"), ("gut_disease", "gluten_free")]


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
    assert "wholegrain_breakfast" in tip_ids(result(LEAST))


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
    assert because("drinks_with_meals", LEAST, flags=["underweight_flag"]) == ("underweight_flag",)
    assert because("drinks_with_meals", LEAST, "underweight", flags=["underweight_flag"]) == (
        "underweight",
        "underweight_flag",
    )
    assert because("sweet_time", LEAST, flags=["weight_or_swallowing"]) == ("weight_or_swallowing",)


def test_a_word_of_safety_for_a_condition_reaches_a_flag_that_acts_like_it_and_a_tip_for_it_does_not():
    person, other = result(LEAST, flags=["underweight_flag"]), result(LEAST)
    for gentle, plain in (("bone_basics_gentle", "bone_basics"), ("drinks_very_low_gentle", "drinks_very_low")):
        assert INSTRUMENT.tips[gentle].text in said(person)
        assert INSTRUMENT.tips[plain].text not in said(person)
        assert INSTRUMENT.tips[gentle].text not in said(other)
        assert INSTRUMENT.tips[plain].text in said(other)
    assert INSTRUMENT.tips["underweight_add"].text not in said(person)


@pytest.mark.parametrize("cups", POINTS["cups"])
@pytest.mark.parametrize("more", [{"flags": ["underweight_flag"]}, {"has": "eating_disorder"}])
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


@pytest.mark.parametrize("pulses", ["hardly_ever", "monthly", "once_a_week", "two_or_three"])
def test_oats_for_ibs_are_about_wholegrains_alone(pulses):
    for wholegrain, points in POINTS["wholegrain"].items():
        names = tip_ids(result({"wholegrain": wholegrain, "pulses": pulses}, "ibs"))
        assert names == (["fibre_ibs"] if points < 4 else [])


def test_a_flag_that_acts_like_a_condition_scores_everything_all_the_same():
    assert result(LEAST, flags=["weight_or_swallowing"]).total.possible == 64


@pytest.mark.parametrize(
    ("flag", "answers", "caution"),
    [
        ("long_steroids", {"fermented_days": "hardly_ever"}, "Steroid tablets can weaken"),
        ("gut_disease", {"fruit": "hardly_ever"}, "Ask your bowel team"),
        ("gut_disease", {"cups": "five"}, "After weight-loss surgery"),
    ],
)
def test_a_flag_puts_its_caution_under_tips_of_a_domain(flag, answers, caution):
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
def test_no_private_clinic_stands_beside_an_emergency_or_urgent_flag(flag):
    hidden = flag in {"bleeding_heavy", "black_or_bloody", "weight_or_swallowing"}
    assert result(FULL, flags=[flag] if flag else []).shows_clinic != hidden


def test_flags_stand_from_the_most_urgent_to_the_least():
    levels = [flag.level for flag in result(FULL, flags=BONE_FLAGS + GUT_FLAGS).flags]
    assert levels == ["emergency", "urgent", "urgent", *["see_gp"] * 4, *["mention"] * 3]


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


def test_an_answer_of_three_points_or_more_is_praised_and_a_lower_one_is_not():
    for item, options in POINTS.items():
        for option, points in options.items():
            settled = item == "fermented_days" and points == 0
            expected = [item] if points >= 3 and option != "thirteen_plus" else []
            assert settled or praised({item: option}) == expected


def test_the_best_answer_is_praised():
    assert praised({**HALFWAY, "fruit": "two_a_day", "pulses": "four_or_more"}) == ["pulses"]
    assert praised(LEAST) == praised(HALFWAY) == []


@pytest.mark.parametrize("flag", GUT_FLAGS)
def test_a_gut_flag_silences_praise(flag):
    assert praised(FULL, flags=[flag]) == []


@pytest.mark.parametrize("flag", BONE_FLAGS)
def test_a_bone_flag_does_not_silence_praise_but_for_one_about_eating(flag):
    assert bool(praised(FULL, flags=[flag])) == (flag != "underweight_flag")


NO_PRAISE = {
    "low_fibre": DOMAINS["fibre"],
    "ibs": ("wholegrain", "pulses"),
    "ckd_diet": (*DOMAINS["fibre"], *DOMAINS["fermented"], "cups"),
    "histamine": ("nuts_seeds", *DOMAINS["fermented"]),
    "maoi": DOMAINS["fermented"],
    "live_food_limit": DOMAINS["fermented"],
    "low_salt": ("fermented_kinds",),
    "fluid_limit": ("cups",),
    "lithium": ("cups",),
    "dysphagia": (*DOMAINS["fibre"], "cups"),
    "nut_seed_allergy": ("nuts_seeds",),
    "underweight": (*DOMAINS["processed"], "sugary_drinks"),
    "eating_disorder": tuple(POINTS),
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_praise_never_speaks_of_what_a_condition_limits(condition):
    kept = {item for item in POINTS if praised({item: FULL[item]}, condition) == [item]}
    assert kept == set(POINTS) - set(NO_PRAISE.get(condition, ()))
