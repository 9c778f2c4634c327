"""People to score, and the tables that tests hold the program against, written out by hand.

Nothing here is worked out by gutbone: the points are copied from the reviewed draft of the questions, and what
counts twice from rules/VALIDITY.md.
"""

from hypothesis import strategies as st

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.result import Result
from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

INSTRUMENT = load_instrument(packaged_rules())

POINTS = {
    "fruit": {"hardly_ever": 0, "few_a_week": 1, "one_a_day": 3, "two_a_day": 4, "three_or_more": 4},
    "vegetables": {"under_one": 0, "one_a_day": 1, "two_a_day": 3, "three_a_day": 4, "four_or_more": 4},
    "wholegrain": {"hardly_ever": 0, "few_a_week": 1, "one_a_day": 2, "two_a_day": 3, "three_or_more": 4},
    "pulses": {"hardly_ever": 0, "monthly": 1, "once_a_week": 2, "two_or_three": 3, "four_or_more": 4},
    "nuts_seeds": {"hardly_ever": 0, "monthly": 1, "once_a_week": 2, "two_or_three": 3, "four_or_more": 4},
    "fermented_days": {"hardly_ever": 0, "monthly": 1, "one_or_two": 1, "three_to_six": 2, "daily": 3},
    "fermented_kinds": {"none": 0, "one": 1, "two": 2, "three_or_more": 2},
    "processed_meat": {"daily": 0, "four_to_six": 1, "two_or_three": 2, "once_a_week": 3, "less_often": 4},
    "sweet_treats": {"three_or_more": 0, "two_a_day": 1, "one_a_day": 2, "most_days": 3, "less_often": 4},
    "salty_snacks": {"over_once": 0, "one_a_day": 1, "most_days": 2, "weekly": 3, "less_often": 4},
    "sugary_drinks": {"two_or_more": 0, "one_a_day": 1, "most_days": 2, "weekly": 3, "less_often": 4},
    "ready_meals": {"daily": 0, "four_to_six": 1, "two_or_three": 2, "once_a_week": 3, "less_often": 4},
    "home_cooked": {"none_or_one": 0, "two": 1, "three_or_four": 2, "five_or_six": 3, "every_day": 4},
    "cups": {
        "two_or_fewer": 0,
        "three": 1,
        "four": 2,
        "five": 3,
        "six_to_eight": 4,
        "nine_to_twelve": 4,
        "thirteen_plus": 4,
    },
}
COUNTS = {item: 2 if item in {"fruit", "ready_meals"} else 1 for item in POINTS}
MOST = {item: max(POINTS[item].values()) * times for item, times in COUNTS.items()}
FIBRE = ("fruit", "vegetables", "wholegrain", "pulses", "nuts_seeds")
FERMENTED = ("fermented_days", "fermented_kinds")
PROCESSED = ("processed_meat", "sweet_treats", "salty_snacks", "sugary_drinks", "ready_meals", "home_cooked")
HYDRATION = ("cups",)
DOMAINS = {"fibre": FIBRE, "fermented": FERMENTED, "processed": PROCESSED, "hydration": HYDRATION}
CORE = ("fruit", "vegetables", "wholegrain", "fermented_days", "sugary_drinks", "ready_meals", "cups")

AGES = ("under_18", "age_18_to_64", "age_65_or_over")
_CONDITIONS = """
low_fibre ibs gluten_free lactose milk_free soya_free nut_seed_allergy fish_shellfish_allergy histamine maoi
live_food_limit pregnant low_salt ckd_diet fluid_limit warfarin bone_or_thyroid_tablet diabetes_insulin lithium
eating_disorder underweight dysphagia no_alcohol
heart_failure losing_on_purpose hard_to_chew egg_free calcium_tablet kidney_stones constipation other_diet
"""
CONDITIONS = tuple(_CONDITIONS.split())
GUT_FLAGS = ("bleeding_heavy", "black_or_bloody", "bowel_change", "weight_or_swallowing")
BONE_FLAGS = (
    "fragility_fracture",
    "height_loss",
    "long_steroids",
    "early_menopause",
    "gut_disease",
    "low_weight",
    "past_eating_disorder",
)

LEAST = {item: next(iter(options)) for item, options in POINTS.items()}
FULL = {item: max(options, key=options.get) for item, options in POINTS.items()}
HALFWAY = {item: [*options][len(options) // 2] for item, options in POINTS.items()}
NONE = frozenset()


def responses(answers=LEAST, *has, flags=NONE, asked=True, **more):
    """Someone's answers; ``has`` are conditions, and unless ``asked`` is false the others were ruled out."""
    flags = None if flags is None else frozenset(flags)
    return Responses(answers=answers, conditions=frozenset(has) if asked else None, flags=flags, **more)


def weighed(item, option):
    """What an answer adds to a score: its points, twice where the question counts twice."""
    return COUNTS[item] * POINTS[item][option]


def result(*args, **more) -> Result:
    return assess(INSTRUMENT, responses(*args, **more))


def tip_ids(assessment):
    return [advised.id for advised in assessment.tips]


def said(assessment):
    """Everything that is said to this person, apart from scores and sources."""
    tips = [text for advised in assessment.tips for text in (advised.text, advised.plan, *advised.notes)]
    return [*filter(None, tips), *assessment.notices]


def having(condition):
    """How a person has a condition or belongs to an age group."""
    return {"age": condition} if condition in AGES else {"has": frozenset({condition})}


@st.composite
def people(draw, *, modes=("full", "core"), asked=True, flags=True, not_applicable=True):
    """Any person: some answers known, some not sure, some missing, with or without conditions and flags."""
    answers = {
        item: draw(st.sampled_from([None, *options]))
        for item, options in POINTS.items()
        if draw(st.integers(0, 9))  # one in ten is missing
    }
    left_out = draw(st.frozensets(st.sampled_from(sorted(POINTS)), max_size=2)) if not_applicable else NONE
    some_conditions = st.frozensets(st.sampled_from(CONDITIONS), max_size=3)
    some_flags = st.frozensets(st.sampled_from(GUT_FLAGS + BONE_FLAGS), max_size=2)
    return Responses(
        answers={item: option for item, option in answers.items() if item not in left_out},
        not_applicable=left_out,
        conditions=draw(some_conditions | st.none() if asked else st.none()),
        age=draw(st.sampled_from([None, *AGES[1:], *AGES])),
        flags=draw(st.none() | st.just(NONE) | some_flags) if flags else NONE,
        mode=draw(st.sampled_from(modes)),
        assessed_at="2026-01-31T09:30:00+00:00",
    )
