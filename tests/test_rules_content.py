"""What the packaged rules must hold: the fixed ids, safe tips, and something useful for everybody."""

import re
from functools import cache
from itertools import combinations, product
from pathlib import Path

from msgspec.structs import replace
from people import (
    AGES,
    BONE_FLAGS,
    CONDITIONS,
    CORE,
    COUNTS,
    DOMAINS,
    FULL,
    GUT_FLAGS,
    HALFWAY,
    INSTRUMENT,
    LEAST,
    POINTS,
    having,
    result,
    said,
    tip_ids,
)
from sampling import each
from withheld import kept_from

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess

TIPS = list(INSTRUMENT.tips.values())
HERE = Path(__file__).parent
WITHHELD = kept_from()
EVERY_CONDITION = (*CONDITIONS, *AGES)

NO_CHANGE_OF_DRINKS = {"fluid_limit", "heart_failure", "lithium", "low_fibre"}
HARD = r"popcorn|veg sticks|raw|crunchy|an apple|leave the skin"

# Evidence review 3.2: a tip whose words name this must never reach that.
NAMED = {
    r"nuts?|peanuts?|seeds?|linseeds?|tahini|almonds?": {"nut_seed_allergy"},
    r"(plain|ground) (nuts?|peanuts?)|nuts or seeds": {
        "nut_seed_allergy",
        "histamine",
        "hard_to_chew",
        "low_fibre",
        "underweight",
    },
    r"bread|loaf|toast|oats?|porridge|wheat|wholewheat|barley|rye|pasta|flour|chapattis?": {"gluten_free"},
    r"beans?|lentils?|chickpeas?|dhal|peas|bran": {"low_fibre", "ckd_diet", "ibs", "underweight"},
    r"apples?|plums?|onions?|garlic|mushrooms?|wholemeal|wheat|millet|brown rice": {"ibs"},
    HARD: {"low_fibre"},
    HARD.replace("|an apple|leave the skin", ""): {"hard_to_chew"},
    r"curry|curries|stir-fry|stews?|takeaways?": {"low_fibre", "histamine"},
    r"(add|have|drink) (1 )?(more )?(a )?(drink|cup|glass of water)|1 more cup|more to drink|bottle or jug|nourishing drinks?|"
    r"milky drink": NO_CHANGE_OF_DRINKS,
    r"sit down to eat, then I will have a glass": {"losing_on_purpose", "underweight"},
    r"spoon of oil|milk powder|cream": {"losing_on_purpose"},
    r"small bags|sugar-free kind|few sweet treats|sugary drink": {"underweight", "hard_to_chew"},
    r"eggs?|omelettes?": {"egg_free"},
    r"freeze|leftovers?": {"maoi", "histamine"},
    r"tomato(es)?": {"histamine"},
    r"(?<!do not )take calcium|micrograms of vitamin D": {"ckd_diet", "kidney_stones", "other_diet"},
    r"live (yoghurt|food|fermented food)|kefir|sauerkraut|kimchi|fermented foods?|cultures": {
        "live_food_limit",
        "maoi",
        "histamine",
        "ckd_diet",
    },
    r"(?<!dairy-free )(?<!dairy-free live )(yoghurt|kefir|milk|cheese|raita|lassi)": {"milk_free"},
    r"salmon|sardines?|tuna|fish|prawns?": {"fish_shellfish_allergy"},
    r"sauerkraut|kimchi|miso": {"low_salt"},
    r"units|wine|beer": {"no_alcohol", "pregnant", "maoi"},
    r"soya|soy|tofu|miso": {"soya_free"},
}
# Where a word of the list names a food that is safe, or a person is told so.
NAMED_SAFELY = {
    ("fermented_dairy_free", "milk_free"): "it names dairy-free yoghurt only",
    **{
        ("tablet_bran", c): "it keeps bran apart from a tablet"
        for c in ("gluten_free", "low_fibre", "ibs", "underweight")
    },
    ("fermented_label", "milk_free"): "it says which milk is safe, beside a tip that is about live food without milk",
}


def test_the_ids_and_their_order_stay():
    assert [(item.id, list(item.by_id)) for item in INSTRUMENT.items.values()] == [
        (item, list(options)) for item, options in POINTS.items()
    ]
    assert {d.id: tuple(item.id for item in d.items) for d in INSTRUMENT.domains} == DOMAINS
    assert tuple(item.id for item in INSTRUMENT.asked_in("core")) == CORE
    assert set(INSTRUMENT.condition) == set(EVERY_CONDITION)
    assert tuple(INSTRUMENT.flag) == GUT_FLAGS + BONE_FLAGS
    assert [band.id for band in INSTRUMENT.bands.edges] == ["start", "building", "on_track"]


def test_units_edges_and_points_are_those_of_the_reviewed_draft():
    edges = {
        "fruit vegetables": "0 .2 .75 1.5 2.5|0 .75 1.5 2.5 3.5",
        "wholegrain pulses": "0 .2 .75 1.5 2.5|0 .23 .8 1.5 3.5",
        "nuts_seeds fermented_days": "0 .23 .8 1.5 3.5|0 .23 .8 2.5 6.5",
        "fermented_kinds processed_meat": "0 1 2 3|6.5 3.5 1.5 .7 0",
        "sweet_treats salty_snacks": "2.5 1.5 .9 .36 0|1.5 .9 .36 .1 0",
        "ready_meals home_cooked": "6.5 3.5 1.5 .7 0|0 1.5 2.5 4.5 6.5",
        "cups sugary_drinks": "0 2.5 3.5 4.5 5.5 8.5 12.5|1.5 .9 .36 .1 0",
    }
    for items, pair in edges.items():
        for item, row in zip(items.split(), pair.split("|"), strict=True):
            options = INSTRUMENT.items[item].options
            assert [option.at_least for option in options] == [float(edge) for edge in row.split()]
            assert {option.id: option.points for option in options} == POINTS[item]
    assert {item.id: item.counts for item in INSTRUMENT.items.values()} == COUNTS


@each(("item", "option"), [(item, option) for item in POINTS for option in POINTS[item]])
def test_an_amount_belongs_to_the_option_whose_edge_it_reaches(item, option):
    item = INSTRUMENT.items[item]
    edge = item.by_id[option].at_least
    higher = [o.at_least for o in item.options if o.at_least > edge]
    assert item.option_at(edge).id == option
    assert item.option_at(edge + 0.05).id == option
    if higher:
        assert item.option_at(min(higher) - 1e-9).id == option


# ---------------------------------------------------------------- safety


def calling(tip):
    """Give answers that call for a tip, each way once, with everything else at its furthest or its best."""
    if not INSTRUMENT.extra.keys().isdisjoint(tip.when):
        yield from (
            {**around, name: option}
            for name, options in tip.when.items()
            for option in options
            for around in (LEAST, FULL)
        )
        return
    if not (tip.when or tip.when_any):
        yield from (LEAST, FULL, {**FULL, "wholegrain": "hardly_ever", "pulses": "monthly"})
        yield {**HALFWAY, "nuts_seeds": "hardly_ever"}
        yield {**FULL, "processed_meat": "daily", "ready_meals": "daily", "home_cooked": "two"}
        yield {**FULL, "cups": "five"}
        return
    ways = tip.when or tip.when_any
    for options in product(*ways.values()) if tip.when else [(o,) for o in ways[next(iter(ways))]]:
        chosen = dict(zip(ways, options, strict=False))
        yield from (chosen, {**FULL, **chosen}, {**LEAST, **chosen})


def has_it(assessment, tip):
    return tip.id in tip_ids(assessment) or tip.text in assessment.notices


def reaches(tip, answers, *conditions):
    """Say whether a tip is among what somebody is told."""
    return not {tip.id, tip.text}.isdisjoint(told(tuple(answers.items()), frozenset(conditions)))


@cache
def told(answers, conditions):
    """Give the ids of tips and the other texts, worked out once: the same people are asked about tip after tip."""
    assessment = assess(INSTRUMENT, with_conditions(dict(answers), *conditions))
    return {*tip_ids(assessment), *assessment.notices}


def with_conditions(answers, *conditions):
    held = [having(condition) for condition in conditions]
    ages = [have["age"] for have in held if "age" in have]
    return Responses(
        answers={name: option for name, option in answers.items() if name in POINTS},
        extra={name: option for name, option in answers.items() if name not in POINTS},
        conditions=frozenset().union(*(have.get("has", ()) for have in held)),
        age=ages[0] if ages else None,
        flags=frozenset(),
    )


@each("tip", TIPS, ids=lambda tip: tip.id)
def test_no_tip_reaches_a_condition_that_must_never_have_it(tip):
    for condition in sorted(WITHHELD.get(tip.id, ())):
        for companion in tip.only_with or ("lactose",):
            if {condition, companion} <= set(AGES):
                continue
            for answers in calling(tip):
                assert not reaches(tip, answers, condition, companion), condition


def test_no_number_is_given_in_pregnancy():
    notes = [INSTRUMENT.condition["pregnant"].say, *(note.say for note in INSTRUMENT.condition["pregnant"].notes)]
    assert [note for note in notes if re.search(r"\d", note)] == []
    assert [note for note in notes if "midwife" not in note] == []


def test_who_picks_a_live_food_freely_is_told_what_the_common_kinds_may_hold():
    free = [tip for tip in TIPS if "live_food" in INSTRUMENT.foods_in(tip) and "milk" not in INSTRUMENT.foods_in(tip)]
    told = {tip.id for tip in free if "any_live_food" in tip.asks}
    assert told == {"fermented_most_days", "fermented_pick_one", "fermented_second_kind"}
    # three name dairy-free kinds only, one is about how much of a food that someone has already, and one stands beside
    # a tip that says which food it is about
    dairy_free = {"fermented_dairy_free", "fermented_most_days_dairy_free", "fermented_second_dairy_free"}
    assert {tip.id for tip in free} - told == {*dairy_free, "fermented_salt", "fermented_label"}
    assert INSTRUMENT.tips["fermented_label"].with_tip_in == "fermented"


def test_the_table_of_who_must_never_have_what_speaks_of_every_tip_and_condition():
    assert set(WITHHELD) == set(INSTRUMENT.tips)
    assert set().union(*WITHHELD.values()) <= set(EVERY_CONDITION)


@each("tip", TIPS, ids=lambda tip: tip.id)
def test_no_tip_names_a_food_to_someone_who_must_avoid_it(tip):
    words = " ".join(filter(None, (tip.text, tip.plan)))
    for pattern, conditions in NAMED.items():
        if not re.search(rf"\b({pattern})\b", words, re.IGNORECASE):
            continue
        for condition in sorted(conditions - {c for c in conditions if (tip.id, c) in NAMED_SAFELY}):
            for answers, companion in product(calling(tip), tip.only_with or ("lactose",)):
                assert not reaches(tip, answers, condition, companion)


@each("tip", TIPS, ids=lambda tip: tip.id)
def test_every_tip_reaches_somebody(tip):
    """Some are for people with one condition who have another as well: a milky drink, to somebody who has no milk."""
    companions = product(tip.only_with or ("lactose",), CONDITIONS)
    assert any(reaches(tip, answers, *pair) for pair, answers in product(companions, calling(tip)))


@each("tip", [tip for tip in TIPS if tip.only_with], ids=lambda tip: tip.id)
def test_a_tip_for_one_condition_never_reaches_someone_without_it(tip):
    for answers in calling(tip):
        assert not reaches(tip, answers)
        assert not has_it(assess(INSTRUMENT, replace(with_conditions(answers), conditions=None)), tip)


# ---------------------------------------------------------------- something useful for everybody

BELOW_FULL = [(i, o) for i, options in POINTS.items() for o, n in options.items() if n < max(options.values())]


def test_there_are_52_answers_below_full_points():
    assert len(BELOW_FULL) == 52


@each(("item", "option"), BELOW_FULL)
def test_every_answer_below_full_points_leads_to_a_tip_about_it(item, option):
    person = result({item: option})
    assert person.tips
    for advised in person.tips:
        assert advised.kind in {"add", "swap", "cut"}
        assert [quote.item for quote in advised.because] == [item]


def is_helped(domain, conditions):
    """Say whether a tip about the domain is possible, or what a condition says covers it."""
    covered = [c for c in conditions if domain in INSTRUMENT.condition[c].covers and INSTRUMENT.condition[c].say]
    return bool(covered) or any(
        advised.domain == domain
        for item, option in BELOW_FULL
        if item in DOMAINS[domain]
        for advised in assess(INSTRUMENT, with_conditions({item: option}, *conditions)).tips
    )


@each("condition", [c for c in EVERY_CONDITION if c != "under_18"])
def test_every_condition_leaves_advice_or_says_whom_to_ask_in_every_domain(condition):
    assert [domain for domain in DOMAINS if not is_helped(domain, [condition])] == []


def test_every_pair_of_conditions_leaves_advice_or_says_whom_to_ask_in_every_domain():
    """Somebody underweight who makes 1 change at a time is told that 1, and whom to see: to eat more, not live food."""
    alone = [(d, pair) for pair in combinations(CONDITIONS, 2) for d in DOMAINS if not is_helped(d, pair)]
    one_change = {frozenset({c, "underweight"}) for c in ("warfarin", "diabetes_insulin", "lithium")}
    assert {domain for domain, _ in alone} == {"fermented"}
    assert {frozenset(pair) for _, pair in alone} == one_change
    for pair in one_change:
        [tip] = assess(INSTRUMENT, with_conditions({"fermented_days": "hardly_ever"}, *pair)).tips
        assert tip.id == "underweight_add"
        assert "See your GP" in tip.text


@each("condition", CONDITIONS)
def test_a_domain_that_is_covered_is_covered_by_words_that_name_someone_to_ask(condition):
    rule = INSTRUMENT.condition[condition]
    if rule.covers:
        assert re.search(r"\b(ask|see|follow|keep to|gp|team|dietitian|nurse)\b", rule.say, re.IGNORECASE)


@each("condition", CONDITIONS)
def test_what_a_condition_has_to_say_is_said(condition):
    person = result(LEAST, condition)
    if INSTRUMENT.condition[condition].say:
        assert INSTRUMENT.condition[condition].say in said(person)


@each("tip", [tip for tip in TIPS if tip.step], ids=lambda tip: tip.id)
def test_a_step_starts_at_every_answer_that_calls_for_its_tip_and_earns_points(tip):
    for item, steps in tip.step.items():
        if tip.when:
            assert set(steps) == set(tip.when[item])
        for now, then in steps.items():
            assert POINTS[item][then] > POINTS[item][now]


@each("flag", GUT_FLAGS + BONE_FLAGS)
def test_a_flag_says_what_to_do_and_where(flag):
    assert re.search(r"\b(GP|999|111|clinic)\b", INSTRUMENT.flag[flag].text)


@each("source", INSTRUMENT.sources, ids=lambda source: source.id)
def test_every_source_is_cited_somewhere(source):
    rules = Path(HERE.parent / "rules")
    texts = [path.read_text(encoding="utf-8") for path in rules.rglob("*.yaml") if path.name != "sources.yaml"]
    assert any(re.search(rf"\b{source.id}\b", text) for text in texts)
