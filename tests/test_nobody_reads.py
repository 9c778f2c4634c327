"""Nobody reads what could harm them, by an independent table of words (``forbidden.py``), among many made-up people."""

import pytest
from forbidden import FORBIDDEN
from forbidden_flags import FLAGS
from sampling import each
from search_forbidden import (
    ADULTS,
    ALL_FLAGS,
    CHILD,
    CONDITIONS,
    FLAGS_HERE,
    HERE,
    INSTRUMENT,
    every_child,
    every_flag,
    every_pair,
    search_all,
    suspects,
)

ANSWERS = pytest.mark.parametrize("answers", [3, pytest.param(40, marks=pytest.mark.long)])

# ---------------------------------------------------------------- the table itself


def test_the_table_speaks_of_every_condition_and_flag_there_may_be():
    assert set(FORBIDDEN) == {*CONDITIONS, CHILD, *ADULTS}
    assert set(FLAGS) == set(ALL_FLAGS)
    assert set(INSTRUMENT.condition) <= set(FORBIDDEN)


def forbidden_in(tip: str, who: str) -> list[str]:
    """Give what of a tip somebody must not read."""
    found = (row for name in ("everyone", who) for row, _ in suspects(name, "tip", tip))
    return [row.what for row in found if not row.is_accompanied("tip", tip, tip)]


PLANTED = [
    ("ckd_diet", "A banana, an apple or tinned fruit in juice all count."),
    ("ckd_diet", "Add 1 drink a day."),
    ("ckd_diet", "Over 65, do not wait to feel thirsty."),
    ("heart_failure", "If I sit down to eat, then I will have a glass of water too."),
    ("fluid_limit", "You need more to drink in hot weather."),
    ("lithium", "There is no need to drink more than this."),
    ("lithium", "Buy small bags of snacks and pick unsalted kinds."),
    ("warfarin", "Frozen peas, tinned carrots, okra or cabbage all count."),
    ("warfarin", "Try a glass of cranberry juice."),
    ("diabetes_insulin", "Swap 1 sugary drink for the same amount of water."),
    ("low_fibre", "A simple curry or stir-fry counts."),
    ("low_fibre", "Swap white bread for wholemeal."),
    ("ibs", "A banana, an apple or tinned fruit in juice all count."),
    ("ibs", "Have 3 tablespoons of plain live yoghurt."),
    ("gluten_free", "Porridge, wheat biscuits or a wholemeal chapatti count too."),
    ("gluten_free", "Pick 1 live food you like."),
    ("soya_free", "If I next buy bread, then I will pick a wholemeal loaf."),
    ("nut_seed_allergy", "Make a rice stir-fry."),
    ("fish_shellfish_allergy", "If it is takeaway night, then I will cook a curry."),
    ("milk_free", "If I buy yoghurt, then I will look at the kefir next to it."),
    ("milk_free", "On 2 days a week, swap ham or bacon for egg or fresh chicken."),
    ("egg_free", "Try eggs with frozen veg."),
    ("histamine", "A simple curry or stir-fry counts."),
    ("maoi", "Pick 1 live food you like."),
    ("maoi", "Cook double once a week."),
    ("live_food_limit", "Try eggs with frozen veg."),
    ("pregnant", "Swap some ham or bacon for tinned salmon or sardines."),
    ("low_salt", "If I have eggs, then I will add a spoon of sauerkraut."),
    ("bone_or_thyroid_tablet", "Have porridge first thing."),
    ("calcium_tablet", "Pick a wholemeal loaf."),
    ("kidney_stones", "There is no need to drink more than this."),
    ("constipation", "Pick a wholemeal loaf."),
    ("losing_on_purpose", "If I eat a meal, then I will add a spoon of oil."),
    ("hard_to_chew", "If I want something crunchy, then I will reach for veg sticks or plain popcorn."),
    ("underweight", "Buy small bags of snacks."),
    ("underweight", "Swap 1 sugary drink for water."),
    ("dysphagia", "Water counts."),
    ("eating_disorder", "Have something you enjoy."),
    ("other_diet", "Have something you enjoy."),
    ("no_alcohol", "Try a little plain kefir."),
    ("age_18_to_64", "Over 65, count cups."),
    ("age_65_or_over", "Buy raw milk from the farm."),
    ("lactose", "Have a milky drink."),
    ("under_18", "Water counts."),
    ("black_or_bloody", "Have some fruit ready for then."),
    ("bowel_change", "Cook some frozen veg to go with it."),
    ("weight_or_swallowing", "Swap some packets for plain popcorn."),
    ("long_steroids", "Pick 1 live food you like."),
    ("gut_disease", "Pick a wholemeal loaf."),
    ("low_weight", "Buy small bags of snacks."),
    ("past_eating_disorder", "Have something you enjoy."),
    ("bleeding_heavy", "Water counts."),
    ("fragility_fracture", "Your bones are fine."),
    ("height_loss", "Yoghurt builds bones."),
    ("early_menopause", "There is no need to see your GP."),
]


@each(("who", "text"), PLANTED)
def test_a_planted_leak_is_found(who, text):
    assert forbidden_in(text, who)


def test_every_condition_and_flag_has_a_planted_leak():
    assert {who for who, _ in PLANTED} == {*FORBIDDEN, *FLAGS}


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("ckd_diet", "Ask your kidney dietitian before you eat more fruit."),
        ("ckd_diet", "Swap crisps for a rice cake."),
        ("warfarin", "Add 1 portion of veg.\nKeep green veg much the same each week. Tell your warfarin clinic."),
        ("diabetes_insulin", "Swap 1 sugary drink for water.\nDo not swap a drink you need to treat a hypo."),
        ("milk_free", "Choose a plain dairy-free live yoghurt with added calcium."),
        ("gluten_free", "Check that the pack says gluten free.\nChoose gluten-free wholegrains: brown rice or millet."),
        ("soya_free", "Make a curry.\nCheck the labels of bread, stock, sauces and packets for soya."),
        ("pregnant", "Swap some ham for salmon.\nAsk your midwife how much oily fish is safe."),
        ("hard_to_chew", "Ground nuts are easier to chew."),
        ("egg_free", "Have some beans in place of egg."),
    ],
)
def test_a_caution_or_what_is_taken_away_is_no_leak(who, text):
    assert not forbidden_in(text, who)


# ---------------------------------------------------------------- nobody reads it


@ANSWERS
def test_with_any_two_conditions_nobody_reads_what_they_must_not(answers):
    tried, found = search_all(every_pair(), answers)
    assert tried == answers * (len(HERE) * (len(HERE) - 1) // 2 + 2 * len(HERE))
    assert not found, found


@ANSWERS
def test_with_any_condition_and_any_warning_sign_nobody_reads_what_they_must_not(answers):
    tried, found = search_all(every_flag(), answers)
    assert tried == answers * (len(HERE) + 2) * len(FLAGS_HERE)
    assert not found, found


def test_a_child_reads_no_tip_no_praise_and_no_score():
    _, found = search_all(every_child(), 3)
    assert not found, found
