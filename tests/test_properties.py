"""What holds for every person: no answer, condition or step ever works the wrong way round."""

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from people import CONDITIONS, CORE, DOMAINS, INSTRUMENT, MOST, POINTS, people, said

from gutbone.assess.assess import assess
from gutbone.report.text import render_json

MEANT_TO_BE_READ = {tip.text: tip for tip in INSTRUMENT.tips.values()}


def scores(person):
    assessment = assess(INSTRUMENT, person)
    return {"total": assessment.total, **assessment.domains}


def is_part_of(answer, name, person):
    asked = person.mode == "full" or answer.item in CORE
    return asked and answer.status != "not_applicable" and answer.item in DOMAINS.get(name, POINTS)


def bounds(score):
    return (score.points.low, score.points.high, score.percent.low, score.percent.high)


def with_answer(person, item, option):
    return replace(person, answers={**person.answers, item: option})


@given(people(), st.sampled_from([(item, option) for item in POINTS for option in POINTS[item]]))
def test_a_healthier_answer_never_lowers_a_bound_of_any_score(person, answer):
    item, better = answer
    now = person.answers.get(item)
    assume(now and POINTS[item][better] >= POINTS[item][now])
    before, after = scores(person), scores(with_answer(person, item, better))
    for name, score in before.items():
        if score.points and after[name].points:
            assert all(b >= a for a, b in zip(bounds(score), bounds(after[name]), strict=True))


@given(people(), st.data())
def test_a_range_holds_every_possible_outcome_of_the_unknown_answers(person, data):
    unknown = [item for item in POINTS if not person.answers.get(item) and item not in person.not_applicable]
    outcome = person
    for item in unknown:
        options = list(POINTS[item])
        if item == "fermented_days" and person.answers.get("fermented_kinds") not in {None, "none"}:
            options.remove("hardly_ever")  # the person said that they have some kinds every week
        outcome = with_answer(outcome, item, data.draw(st.sampled_from(options)))
    before, after = scores(person), scores(outcome)
    for name, score in before.items():
        assert score.possible == after[name].possible
        if score.points:
            assert after[name].points.is_exact
            assert score.points.low <= after[name].points.low <= score.points.high
            assert score.percent.low <= after[name].percent.low <= score.percent.high


@given(people())
def test_points_stay_inside_what_is_possible_and_the_total_is_the_sum_of_its_answers(person):
    assessment = assess(INSTRUMENT, person)
    for name, score in scores(person).items():
        assert 0 <= score.answered <= score.applicable <= 14
        assert (score.points is None) == (score.percent is None) == (score.band is None) == (score.status != "scored")
        if score.points:
            assert 0 <= score.points.low <= score.points.high <= score.possible
            own = [a for a in assessment.answers if is_part_of(a, name, person)]
            assert score.possible == sum(MOST[a.item] for a in own)
            unknown = sum(MOST[a.item] for a in own if a.points is None)
            assert score.points.high - score.points.low == unknown
    if assessment.total.points:
        assert assessment.total.points.low == sum(answer.points or 0 for answer in assessment.answers)


@given(people())
def test_taking_the_step_of_a_tip_never_lowers_a_score(person):
    before = scores(person)
    for advised in assess(INSTRUMENT, person).tips:
        for item, steps in INSTRUMENT.tips[advised.id].step.items():
            if person.answers.get(item) in steps:
                after = scores(with_answer(person, item, steps[person.answers[item]]))
                for name, score in before.items():
                    if score.points and after[name].points:
                        assert all(b >= a for a, b in zip(bounds(score), bounds(after[name]), strict=True))


def read_tips(assessment):
    """Every tip and piece of information that this person reads."""
    told = [MEANT_TO_BE_READ[text] for text in said(assessment) if text in MEANT_TO_BE_READ]
    return {tip.id: tip for tip in told}


@given(people(), st.sampled_from(CONDITIONS))
def test_adding_a_condition_never_brings_a_tip_that_it_rules_out(person, condition):
    person = replace(person, conditions=(person.conditions or frozenset()) | {condition})
    rules = INSTRUMENT.condition[condition]
    for tip in read_tips(assess(INSTRUMENT, person)).values():
        assert condition not in tip.unless
        assert tip.safety or not rules.avoids_everything or condition in tip.only_with
        assert not (set(tip.asks) & set(rules.avoids))


@given(people(), st.sampled_from(CONDITIONS))
def test_adding_a_condition_brings_no_tip_but_its_own_or_one_that_moved_up(person, condition):
    assume(person.conditions is not None)
    before = assess(INSTRUMENT, person)
    after = assess(INSTRUMENT, replace(person, conditions=person.conditions | {condition}))
    freed = len(before.tips) == 3 or {t.id for t in before.tips} - {t.id for t in after.tips}
    for new in {t.id for t in after.tips} - {t.id for t in before.tips}:
        assert condition in INSTRUMENT.tips[new].only_with or freed


@given(people(), st.sampled_from(CONDITIONS))
def test_a_condition_never_brings_back_what_was_withheld(person, condition):
    assume(person.conditions is not None)
    before = assess(INSTRUMENT, person)
    after = assess(INSTRUMENT, replace(person, conditions=person.conditions | {condition}))
    assert not {held.tip for held in before.withheld} & set(read_tips(after))


@given(people(), st.sampled_from(CONDITIONS))
def test_a_condition_never_raises_what_is_possible(person, condition):
    before = scores(person)
    after = scores(replace(person, conditions=(person.conditions or frozenset()) | {condition}))
    for name, score in before.items():
        assert after[name].possible <= score.possible


@given(people(), st.randoms(use_true_random=False))
def test_the_same_person_always_gets_the_same_result(person, random):
    shuffled = random.sample(sorted(person.answers), len(person.answers))
    again = replace(
        person,
        answers={item: person.answers[item] for item in shuffled},
        conditions=person.conditions and frozenset(random.sample(sorted(person.conditions), len(person.conditions))),
        flags=person.flags and frozenset(random.sample(sorted(person.flags), len(person.flags))),
    )
    first, second = (render_json(assess(INSTRUMENT, one)) for one in (person, again))
    assert first == second


@given(people())
def test_domains_stand_in_the_order_of_the_rules(person):
    assert list(assess(INSTRUMENT, person).domains) == list(DOMAINS)
