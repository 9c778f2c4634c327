"""The conversation as lists of commands, without any terminal."""

import pytest
from msgspec.structs import replace
from people import INSTRUMENT as RULES

from gutbone.quiz.offered import offered
from gutbone.quiz.page import page_of, story
from gutbone.quiz.session import (
    Back,
    Choose,
    Command,
    Confirm,
    RefusedError,
    Session,
    Step,
    Tick,
    apply,
    begin,
    reviewable,
)
from gutbone.quiz.tick_pages import pages_of
from gutbone.rules.people import AgeQuestion

ITEMS = list(RULES.items.values())
AGE, ALL_ITEMS = Choose(2), tuple(Choose(2) for _ in ITEMS)
NO_CONDITION, NO_FLAG = Tick((len(RULES.conditions.conditions) + 1,)), Tick((len(RULES.flag) + 1,))
TO_ITEMS = (AGE, NO_CONDITION)
TO_FLAGS = (*TO_ITEMS, *ALL_ITEMS)
TO_CHECK = (*TO_FLAGS, NO_FLAG)
FERMENTED = [item.id for item in ITEMS].index("fermented_days")


def after(*commands: Command, session: Session | None = None) -> Session:
    session = session or begin(RULES)
    for command in commands:
        session = apply(session, command)
    return session


def given(session: Session) -> list[str]:
    """The choices a page marks as the person's own."""
    return [choice.label for choice in page_of(session).choices if choice.is_given]


def number_on_check_page(session: Session, item: str) -> int:
    return reviewable(session).index(Step("item", item)) + 1


def tickable(session: Session) -> list[str]:
    return [one.id for one in offered(RULES, session.at.kind, session.at.item)]


def refusal(session: Session, command: Command) -> str:
    with pytest.raises(RefusedError) as refused:
        apply(session, command)
    return str(refused.value)


def test_the_quiz_asks_age_then_conditions_the_items_in_order_flags_and_the_check_page():
    session, seen = begin(RULES), []
    for command in TO_CHECK:
        seen.append(session.at.item or session.at.kind)
        session = apply(session, command)
    assert seen == ["age", "conditions", *RULES.items, "flags"]
    assert session.at == Step("check")
    assert after(Confirm(), session=session).ending == "complete"


def test_the_quick_screen_asks_the_same_in_the_same_order_with_only_its_own_questions():
    core = [Step("item", item.id) for item in RULES.asked_in("core")]
    assert begin(RULES, "core").steps == (Step("age"), Step("conditions"), *core, Step("flags"), Step("check"))
    assert begin(RULES, "core", asks_age=False).at == Step("conditions")


def test_rules_without_age_groups_ask_for_none():
    bare = replace(RULES, conditions=replace(RULES.conditions, age=AgeQuestion()))
    assert begin(bare).at == Step("conditions")


def test_every_question_says_question_n_of_m_with_its_domain():
    session = after(*TO_ITEMS)
    for number, item in enumerate(ITEMS, 1):
        domain = RULES.domain[item.domain].label
        assert page_of(session).progress == f"Question {number} of 14. {domain}."
        session = apply(session, Choose(2))


def test_an_answer_is_the_option_with_the_number_that_was_shown():
    for item in ITEMS:
        for number, option in enumerate(item.options, 1):
            if item.id == "fermented_kinds":
                continue
            session = after(*TO_ITEMS, *ALL_ITEMS[: list(RULES.items).index(item.id)], Choose(number))
            assert session.responses.answers[item.id] == option.id
            shown = page_of(after(*TO_ITEMS, *ALL_ITEMS[: list(RULES.items).index(item.id)])).choices[number - 1]
            assert (shown.number, shown.label) == (number, option.label)


def test_back_shows_the_earlier_answer_and_keeps_it():
    session = after(*TO_ITEMS, Choose(3), Choose(1), Back(), Back())
    assert session.at == Step("item", "fruit")
    assert given(session) == [ITEMS[0].options[2].label]
    assert session.responses.answers["fruit"] == ITEMS[0].options[2].id


def test_back_on_the_first_page_stays_there():
    assert after(Back(), Back()) == begin(RULES)


def test_back_from_the_conditions_shows_the_age_group_that_was_given():
    assert given(after(Choose(3), Back())) == [RULES.conditions.age.groups[2].label]


def test_back_and_forward_again_changes_only_the_answer_given_again():
    session = after(*TO_ITEMS, Choose(3), Choose(1), Back(), Back(), Choose(4))
    assert session.at == Step("item", "vegetables")
    assert given(session) == [ITEMS[1].options[0].label]
    assert session.responses.answers["fruit"] == ITEMS[0].options[3].id


def test_not_sure_is_an_answer_that_is_shown_when_one_comes_back():
    session = after(*TO_ITEMS, Choose(0))
    assert session.responses.answers == {"fruit": None}
    assert given(after(Back(), session=session)) == ["Not sure"]
    assert "Fruit: Not sure" in story(session)


def test_a_question_not_yet_answered_marks_nothing():
    assert given(after(*TO_ITEMS)) == []
    assert given(begin(RULES)) == []
    assert given(after(AGE)) == []


def test_ticks_are_kept_and_shown_again():
    session = after(AGE, Tick((2, 7)), Back())
    first = tickable(session)
    assert session.responses.conditions == {first[1], first[6]}
    assert given(session) == [RULES.condition[first[1]].label, RULES.condition[first[6]].label]


def test_what_was_ticked_anew_is_kept_when_one_goes_back_and_nothing_else_changes():
    at = after(AGE, Tick((2,)), Back())
    assert given(after(Back((7,)), AGE, session=at)) == [RULES.condition[tickable(at)[6]].label]
    assert after(Back(), session=at).responses.conditions == {tickable(at)[1]}


def test_the_same_tick_twice_counts_once():
    session = after(AGE, Tick((2, 2)))
    assert len(session.responses.conditions or ()) == 1


def test_none_and_rather_not_say_are_different_answers():
    none, unsaid = after(AGE, NO_CONDITION), after(AGE, Choose(0))
    assert (none.responses.conditions, unsaid.responses.conditions) == (frozenset(), None)
    assert given(after(Back(), session=unsaid)) == ["Rather not say"]
    assert given(after(Back(), session=none)) == ["None of these"]


def test_rather_not_say_leaves_the_age_unknown():
    assert after(Choose(0)).responses.age is None


def test_an_answer_can_be_changed_from_the_check_page_which_then_comes_back():
    session = after(*TO_CHECK)
    revising = after(Choose(number_on_check_page(session, "pulses")), session=session)
    assert revising.at == Step("item", "pulses")
    assert given(revising) == [RULES.items["pulses"].options[1].label]
    changed = after(Choose(5), session=revising)
    assert changed.at == Step("check")
    assert changed.responses.answers == {
        **session.responses.answers,
        "pulses": RULES.items["pulses"].options[4].id,
    }


def test_back_while_revising_returns_to_the_check_page_and_changes_nothing():
    session = after(*TO_CHECK)
    same = after(Choose(1), Back(), session=session)
    assert (same.at, same.responses, same.is_revising) == (Step("check"), session.responses, False)


def test_every_row_of_the_check_page_leads_to_its_own_page():
    session = after(*TO_CHECK)
    for choice, step in zip(page_of(session).choices, reviewable(session), strict=True):
        there = apply(session, Choose(choice.number))
        if step.kind != "part":
            assert there.at == step
            assert there.at != Step("check")


def test_hardly_ever_fermented_makes_it_13_questions():
    session = after(*TO_ITEMS, *ALL_ITEMS[:FERMENTED], Choose(1))
    assert page_of(session).progress.startswith("Question 7 of 13.")
    assert session.at == Step("item", "processed_meat")


def test_changing_to_hardly_ever_drops_the_kinds_and_changing_back_asks_them_again():
    session = after(*TO_CHECK)
    assert session.responses.answers["fermented_kinds"] is not None
    fermented = number_on_check_page(session, "fermented_days")
    dropped = after(Choose(fermented), Choose(1), session=session)
    assert dropped.at == Step("check")
    assert "fermented_kinds" not in dropped.responses.answers
    assert Step("item", "fermented_kinds") not in reviewable(dropped)
    question = after(Choose(1), session=dropped)
    assert page_of(question).progress.startswith("Question 1 of 13.")
    asked = after(Choose(fermented), Choose(3), session=dropped)
    assert asked.at == Step("item", "fermented_kinds")
    assert given(asked) == []
    done = after(Choose(2), session=asked)
    assert done.at == Step("check")
    assert done.responses.answers["fermented_kinds"] == RULES.items["fermented_kinds"].options[1].id


def test_going_back_to_say_hardly_ever_drops_the_kinds_too():
    session = after(*TO_ITEMS, *ALL_ITEMS[: FERMENTED + 2], Back(), Back(), Choose(1))
    assert session.at == Step("item", "processed_meat")
    assert "fermented_kinds" not in session.responses.answers


def test_under_18_ends_at_once_with_nothing_else_asked():
    session = after(Choose(1))
    assert (session.ending, session.responses.age) == ("stopped", "under_18")
    assert session.responses.answers == {}


def test_saying_under_18_on_the_check_page_ends_too():
    session = after(*TO_CHECK)
    age = reviewable(session).index(Step("age")) + 1
    assert after(Choose(age), Choose(1), session=session).ending == "stopped"


def test_heavy_bleeding_ends_at_once_alone_or_among_others():
    for numbers in ((1,), (2, 1, 5)):
        session = after(*TO_CHECK[:-1], Tick(numbers))
        assert session.ending == "emergency"
        assert "bleeding_heavy" in (session.responses.flags or ())


def test_heavy_bleeding_ticked_before_going_back_ends_at_the_next_step():
    session = after(*TO_CHECK)
    again = after(on_check_page(session, "flags"), Back((1,)), session=session)
    assert again.at == Step("check")
    assert after(Confirm(), session=again).ending == "emergency"
    assert after(*TO_CHECK[:-1], Back((1,)), Choose(2)).ending == "emergency"


def test_other_warning_signs_go_on_to_the_check_page():
    session = after(*TO_CHECK[:-1], Tick(tuple(range(2, len(RULES.flag) + 1))))
    assert (session.ending, session.at) == (None, Step("check"))


@pytest.mark.parametrize("number", [-1, 6, 99])
def test_a_number_that_is_no_option_is_refused_with_the_range(number):
    assert refusal(after(*TO_ITEMS), Choose(number)) == "Type a number from 1 to 5, or 0 if you are not sure."


def test_the_fix_names_the_range_of_this_question():
    cups = after(*TO_ITEMS, *ALL_ITEMS[: list(RULES.items).index("cups")])
    assert "from 1 to 7" in refusal(cups, Choose(8))
    assert "from 1 to 4" in refusal(after(*TO_ITEMS, *ALL_ITEMS[: FERMENTED + 1]), Choose(5))


def test_a_refused_age_says_rather_not_say():
    assert refusal(begin(RULES), Choose(4)) == "Type a number from 1 to 3, or 0 if you would rather not say."


MANY = len(RULES.conditions.conditions)


@pytest.mark.parametrize("numbers", [(), (MANY + 2,), (1, MANY + 1), (MANY + 1, 0), (1, 99), (-1,), (0, 3)])
def test_refused_ticks_say_how_to_give_several_none_or_no_answer(numbers):
    assert refusal(after(AGE), Tick(numbers)) == (
        f"Type numbers from 1 to {MANY} with spaces between them, such as 1 3. "
        f"Type {MANY + 1} for none of these, or 0 if you would rather not say."
    )


@pytest.mark.parametrize("before", [(AGE,), TO_FLAGS], ids=["conditions", "flags"])
def test_an_empty_answer_never_stands_for_none(before):
    session = after(*before)
    assert refusal(session, Confirm()) == refusal(session, Tick(()))
    assert "none of these" in refusal(session, Confirm())


def test_a_row_the_check_page_does_not_have_is_refused_with_its_range():
    session = after(*TO_CHECK)
    rows = len(reviewable(session))
    for number in (0, rows + 1, -1):
        assert refusal(session, Choose(number)).startswith(f"Type a number from 1 to {rows}")


def test_several_numbers_are_refused_where_one_is_asked_for():
    assert refusal(after(*TO_ITEMS), Tick((1, 2))) == "Type a number from 1 to 5, or 0 if you are not sure."
    assert refusal(begin(RULES), Tick((1, 2))).startswith("Type a number from 1 to 3")


def test_several_numbers_on_the_check_page_are_refused_with_its_range():
    session = after(*TO_CHECK)
    assert refusal(session, Tick((1, 2))).startswith(f"Type a number from 1 to {len(reviewable(session))}")


def test_an_empty_answer_to_a_question_is_refused_with_the_fix():
    assert refusal(after(*TO_ITEMS), Confirm()) == "Type a number from 1 to 5, or 0 if you are not sure."
    assert "from 1 to 3" in refusal(begin(RULES), Confirm())


def test_a_refused_answer_leaves_the_session_as_it_was():
    session = after(*TO_ITEMS, Choose(3))
    refusal(session, Choose(77))
    assert session == after(*TO_ITEMS, Choose(3))


# --- what does not apply, and a way out


def number_of(condition: str) -> int:
    return [one.id for one in RULES.conditions.conditions].index(condition) + 1


def has(*conditions: str) -> Tick:
    return Tick(tuple(map(number_of, conditions)))


def on_check_page(session: Session, kind: str) -> Choose:
    return Choose(reviewable(session).index(Step(kind)) + 1)


FIBRE = [item.id for item in ITEMS if item.domain == "fibre"]


def test_a_question_that_does_not_apply_is_neither_asked_nor_counted():
    session = after(AGE, has("low_fibre"))
    assert page_of(session).progress == f"Question 1 of {len(session.items)}. Fermented foods."
    assert not {Step("item", name) for name in FIBRE} & set(session.steps)


def test_who_no_question_applies_to_goes_straight_on_to_the_warning_signs():
    everything = replace(RULES.condition["ckd_diet"], not_applicable=tuple(RULES.domain))
    known = tuple(everything if one.id == "ckd_diet" else one for one in RULES.conditions.conditions)
    bare = begin(replace(RULES, conditions=replace(RULES.conditions, conditions=known)))
    session = after(AGE, has("ckd_diet"), session=bare)
    assert session.at == Step("flags")
    assert after(NO_FLAG, Confirm(), session=session).ending == "complete"


def test_a_condition_added_on_the_check_page_takes_questions_away_and_keeps_what_was_said():
    session = after(*TO_CHECK)
    changed = after(on_check_page(session, "conditions"), has("low_fibre"), session=session)
    assert changed.at == Step("check")
    assert changed.responses.answers == session.responses.answers
    assert not {Step("item", name) for name in FIBRE} & set(reviewable(changed))


def test_a_condition_taken_back_on_the_check_page_asks_what_now_applies():
    session = after(AGE, has("low_fibre"))
    session = after(*(Choose(2) for _ in session.items), NO_FLAG, session=session)
    asked = after(on_check_page(session, "conditions"), NO_CONDITION, session=session)
    assert (session.at, asked.at) == (Step("check"), Step("item", FIBRE[0]))
    assert page_of(asked).progress.startswith("Question 1 of 14.")
    left_out = len(asked.items) - len(session.items)
    assert after(*ALL_ITEMS[:left_out], session=asked).at == Step("check")
    left = after(Back(), Confirm(), session=asked)
    assert (left.at, left.ending) == (Step("item", FIBRE[0]), None)


def test_answers_that_apply_again_are_asked_again_with_the_earlier_one_marked():
    session = after(*TO_CHECK)
    without = after(on_check_page(session, "conditions"), has("low_fibre"), session=session)
    again = after(on_check_page(without, "conditions"), NO_CONDITION, session=without)
    assert again.at == Step("item", FIBRE[0])
    assert given(again) == [ITEMS[0].options[1].label]


@pytest.mark.parametrize("before", [(AGE,), TO_FLAGS], ids=["conditions", "flags"])
def test_whoever_unticks_everything_and_goes_back_has_said_nothing(before):
    session = after(*before, Tick((2,)), Back(), Back(()))
    said = session.responses
    assert (said.conditions if len(before) == 1 else said.flags) is None
    assert after(*before).at not in session.done


def test_unticking_everything_on_the_way_back_to_the_check_page_is_asked_before_the_result():
    session = after(AGE, has("warfarin"), *ALL_ITEMS, NO_FLAG)
    back = after(on_check_page(session, "conditions"), Back(()), session=session)
    assert back.at == Step("check")
    assert after(Confirm(), session=back).at == Step("conditions")


DISORDER = (AGE, has("eating_disorder"))


def test_someone_with_an_eating_disorder_is_offered_a_way_out_before_any_question():
    session = after(*DISORDER)
    page = page_of(session)
    assert page.hint == RULES.condition["eating_disorder"].say
    assert [choice.number for choice in page.choices] == [1, 2]
    assert after(Choose(1), session=session).ending == "left"
    assert after(Choose(2), session=session).at == Step("item", "fruit")
    assert after(Back(), session=session).at == Step("conditions")


def test_the_way_out_is_no_question_and_stands_in_no_list_of_answers():
    session = after(*DISORDER, *ALL_ITEMS, Choose(2), NO_FLAG)
    assert page_of(after(*DISORDER, Choose(2))).progress.startswith("Question 1 of 14.")
    assert Step("way_out") not in reviewable(session)
    assert len(story(session)) == len([step for step in reviewable(session) if step.kind != "part"])


def test_the_way_out_is_offered_when_the_condition_is_ticked_on_the_check_page():
    session = after(*TO_CHECK)
    offered_now = after(on_check_page(session, "conditions"), has("eating_disorder"), session=session)
    assert offered_now.at == Step("way_out")
    assert after(Choose(2), session=offered_now).at == Step("check")


@pytest.mark.parametrize("command", [Choose(0), Choose(3), Confirm(), Tick((1, 2))])
def test_the_way_out_takes_its_two_numbers_only(command):
    assert refusal(after(*DISORDER), command) == RULES.words.fix_way_out


def test_trouble_swallowing_is_no_reason_to_offer_a_way_out():
    assert Step("way_out") not in after(AGE, has("dysphagia")).steps


def test_the_time_that_is_meant_is_said_before_the_first_question_and_not_again():
    session = after(*TO_ITEMS)
    assert page_of(session).opening == RULES.recall
    assert page_of(after(Choose(1), session=session)).opening == ""
    assert page_of(after(AGE, has("low_fibre"))).opening == RULES.recall
    assert page_of(after(*TO_ITEMS, session=begin(RULES, "core"))).opening == RULES.recall


RESUMED = replace(begin(RULES), at=Step("resume"), earlier=after(*TO_ITEMS, Choose(3)), saves=True, may_keep=True)


def test_an_earlier_quiz_is_carried_on_with_or_begun_anew():
    carried_on, anew = after(Choose(1), session=RESUMED), after(Choose(2), session=RESUMED)
    assert carried_on == replace(RESUMED.earlier, saves=True, may_keep=True)
    assert anew == replace(begin(RULES), saves=True, may_keep=True)


@pytest.mark.parametrize("number", [0, 3, 9])
def test_other_numbers_leave_an_earlier_quiz_as_it_is(number):
    assert refusal(RESUMED, Choose(number)) == RULES.words.fix_resume


def test_the_story_tells_the_answers_in_the_order_they_were_given():
    labels = [told.partition(":")[0] for told in story(after(*TO_ITEMS, Choose(1), Choose(2)))]
    assert labels == ["Age group", "What applies to you", "Fruit", "Vegetables"]


# --- a group a page


PAGED = begin(RULES, is_paged=True)
CONDITION_PAGES, FLAG_PAGES = pages_of(RULES, "conditions"), pages_of(RULES, "flags")
NONE_HERE = Tick((MANY + 1,))


def test_b11_every_group_is_a_page_of_its_own_that_says_which_of_how_many_it_is():
    session, seen = after(AGE, session=PAGED), []
    while session.at.kind == "conditions":
        seen.append(page_of(session).progress)
        session = apply(session, NONE_HERE)
    count = len(CONDITION_PAGES)
    assert seen == [f"{page.group}, page {n} of {count}. About you." for n, page in enumerate(CONDITION_PAGES, 1)]
    assert len(set(seen)) == count
    assert session.responses.conditions == frozenset()


@pytest.mark.parametrize("kind", ["conditions", "flags"])
def test_every_condition_and_flag_stands_on_one_page_and_each_row_has_a_digit(kind):
    pages = pages_of(RULES, kind)
    everything = [one.id for one in (RULES.conditions.conditions if kind == "conditions" else RULES.flags.flags)]
    assert [one.id for page in pages for one in page.ticks] == everything
    assert max(len(page.ticks) for page in pages) <= 8
    assert [page.first for page in pages] == [everything.index(page.ticks[0].id) + 1 for page in pages]


def test_b2_rather_not_say_leaves_out_its_page_alone_and_the_others_are_still_asked():
    session = after(AGE, Choose(0), session=PAGED)
    assert session.at == Step("conditions", "2")
    session = after(*[NONE_HERE] * (len(CONDITION_PAGES) - 1), session=session)
    assert session.responses.conditions == frozenset()
    assert session.responses.unasked == CONDITION_PAGES[0].ids


def test_all_pages_left_out_is_the_same_as_not_asked():
    session = after(AGE, *[Choose(0)] * len(CONDITION_PAGES), session=PAGED)
    assert session.at == Step("item", "fruit")
    assert session.responses.conditions is None


def test_a_page_left_out_is_marked_on_coming_back_and_can_still_be_answered():
    session = after(AGE, Choose(0), Back(), session=PAGED)
    assert given(session) == ["Rather not say"]
    answered = after(Tick((1,)), session=session).responses
    assert (answered.conditions, answered.unasked) == ({CONDITION_PAGES[0].ticks[0].id}, frozenset())


def test_a_page_not_opened_yet_marks_nothing_though_another_was_answered():
    assert given(after(AGE, NONE_HERE, session=PAGED)) == []


def test_a_number_of_another_page_is_refused_with_the_range_of_this_one():
    second = CONDITION_PAGES[1]
    said = refusal(after(AGE, NONE_HERE, session=PAGED), Tick((1,)))
    assert said.startswith(f"Type numbers from {second.first} to {second.first + len(second.ticks) - 1} ")
    assert "Type none for none of these" in said


def paged_to_check() -> Session:
    pages = [NONE_HERE] * len(CONDITION_PAGES), [Tick((len(RULES.flag) + 1,))] * len(FLAG_PAGES)
    return after(AGE, *pages[0], *ALL_ITEMS, *pages[1], session=PAGED)


def test_the_check_page_has_a_row_for_all_groups_which_opens_them_in_turn():
    session = paged_to_check()
    there = after(on_check_page(session, "conditions"), session=session)
    assert there.at == Step("conditions", "1")
    after_all = after(Tick((1,)), *[NONE_HERE] * (len(CONDITION_PAGES) - 1), session=there)
    assert after_all.is_revising == (after_all.at != Step("check"))
    assert after_all.responses.conditions == {CONDITION_PAGES[0].ticks[0].id}
    assert after(NONE_HERE, Back(), Back(), session=there).at == Step("check")


def test_a_page_left_out_is_said_on_the_check_page():
    session = paged_to_check()
    there = after(on_check_page(session, "flags"), Choose(0), Tick((len(RULES.flag) + 1,)), session=session)
    assert there.at == Step("check")
    assert "Warning signs: Rather not say" in [choice.label for choice in page_of(there).choices]


def test_an_emergency_on_the_first_page_of_warning_signs_ends_at_once():
    session = after(AGE, *[NONE_HERE] * len(CONDITION_PAGES), *ALL_ITEMS, session=PAGED)
    assert after(Tick((1,)), session=session).ending == "emergency"


def test_b10_help_explains_the_boxes_of_its_page_and_no_others():
    session = after(AGE, session=PAGED)
    for page in CONDITION_PAGES:
        told = page_of(session).help
        assert told == tuple(f"{one.label}: {one.help}" for one in page.ticks if one.help)
        session = apply(session, NONE_HERE)
