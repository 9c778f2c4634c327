"""Answers files: what is read, what is refused and where, and results that read back as they were written."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from people import AGES, CONDITIONS, CORE, INSTRUMENT, LEAST, POINTS, people
from sampling import each

from gutbone.answers.one import read_one
from gutbone.answers.read import with_options
from gutbone.assess.assess import assess
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.exchange.read import read_answers
from gutbone.report.text import render_json


def read(text):
    return read_answers(text.encode(), "me.yaml", INSTRUMENT)


def refusal(text):
    with pytest.raises(GutboneError) as caught:
        read(text)
    assert caught.value.exit_code == ExitCode.USAGE
    return caught.value


def test_the_example_of_the_contract_is_read():
    me = read(
        "answers: {fruit: two_a_day, cups: 6.5, pulses: null, nuts_seeds: n/a}\n"
        "conditions: [gluten_free]\nflags: []\nref: A-17\nmode: core\ninstrument: gutbone-diet\n"
        "assessed_at: 2026-01-31T09:30:00+00:00"
    )
    assert me.answers == {"fruit": "two_a_day", "cups": "six_to_eight", "pulses": None}
    assert (me.not_applicable, me.conditions, me.flags) == ({"nuts_seeds"}, {"gluten_free"}, frozenset())
    assert (me.ref, me.mode, me.assessed_at, me.age) == ("A-17", "core", "2026-01-31T09:30:00+00:00", None)


@pytest.mark.parametrize("conditions", ["", "conditions: null", "conditions:"])
def test_conditions_absent_or_null_mean_that_nobody_asked(conditions):
    assert read(f"answers: {{}}\n{conditions}").conditions is None


def test_an_empty_list_means_asked_and_none():
    assert read("answers: {}\nconditions: []\nflags: []").conditions == frozenset()


@pytest.mark.parametrize("text", ["conditions: [age_65_or_over]", "age: age_65_or_over"])
def test_an_age_group_is_known_from_its_own_line_or_the_conditions(text):
    assert read(f"answers: {{}}\n{text}").age == "age_65_or_over"


@each(("item", "option"), [(item, option) for item in POINTS for option in POINTS[item]])
def test_every_option_is_read_by_its_id_and_by_its_amount(item, option):
    edge = INSTRUMENT.items[item].by_id[option].at_least
    assert read(f"answers: {{{item}: {option}}}").answers == {item: option}
    assert read(f"answers: {{{item}: {edge:g}}}").answers == {item: option}


@pytest.mark.parametrize(
    ("item", "amount", "option"),
    [
        ("fruit", "0", "hardly_ever"),
        ("fruit", "0.19", "hardly_ever"),
        ("fruit", "39", "three_or_more"),
        ("cups", "5.49", "five"),
        ("cups", "4e1", "thirteen_plus"),
        ("fermented_days", "7", "daily"),
        ("processed_meat", "0", "less_often"),
        ("home_cooked", "4.5", "five_or_six"),
    ],
)
def test_an_amount_becomes_the_option_it_reaches(item, amount, option):
    assert read(f"answers: {{{item}: {amount}}}").answers == {item: option}


REFUSED = [
    ("", "ANSWERS_001", "me.yaml:1:1", "answers"),
    ("- fruit", "ANSWERS_001", "me.yaml:1:1", "answers"),
    ("conditions: []", "ANSWERS_001", "me.yaml:1:1", "item: option"),
    ("answers: [fruit]", "ANSWERS_001", "me.yaml:1:10", "item: option"),
    ("answers:\n  friut: two_a_day", "ANSWERS_002", "me.yaml:2:", "Did you mean fruit?"),
    ("answers:\n  fruit: two_aday", "ANSWERS_002", "me.yaml:2:10", "Did you mean two_a_day?"),
    ("answers:\n  cups: 6\n  fruit: lots and lots", "ANSWERS_002", "me.yaml:3:10", "Use one of: hardly_ever"),
    ("answers: {fruit: true}", "ANSWERS_004", "me.yaml:1:18", "Use one of: hardly_ever"),
    ("answers: {fruit: [two_a_day, 3]}", "ANSWERS_004", "me.yaml:1:18", "Use one of: hardly_ever"),
    ("answers: {fruit: -1}", "ANSWERS_006", "me.yaml:1:18", "portions per day, from 0 to 40"),
    ("answers: {home_cooked: 7.5}", "ANSWERS_006", "me.yaml:1:24", "days per week, from 0 to 7"),
    ("answers: {fermented_days: 8}", "ANSWERS_006", "me.yaml:1:27", "days per week, from 0 to 7"),
    ("answers: {cups: 1e999}", "ANSWERS_006", "me.yaml:1:17", "cups per day, from 0 to 50"),
    ("answers: {}\nconditions: gluten_free", "ANSWERS_007", "me.yaml:2:13", "in brackets"),
    (
        "answers: {}\nconditions: [ibs, gluten]",
        "ANSWERS_002",
        "me.yaml:2:19",
        "Did you mean gluten_free (No gluten, coeliac)?",
    ),
    ("answers: {}\nflags: [hight_loss]", "ANSWERS_002", "me.yaml:2:9", "Did you mean height_loss?"),
    ("answers: {}\nconditions: [under_18, age_65_or_over]", "OPTIONS_002", "me.yaml:", "Leave one out"),
    ("answers: {}\nage: 70", "ANSWERS_002", "me.yaml:2:6", "age_65_or_over"),
    ("answers: {}\nmode: quick", "ANSWERS_002", "me.yaml:2:7", "full, core"),
    ("answers: {}\ninstrument: other", "ANSWERS_008", "me.yaml:2:13", "--rules"),
    ("answers: {}\nassessed_at: last week", "ANSWERS_009", "me.yaml:2:14", "2026-01-31T09:30:00+00:00"),
    ("answers: {}\nanswer: {}", "ANSWERS_002", "me.yaml:2:1", "Did you mean answers?"),
    ("answers: {fruit: one_a_day, fruit: two_a_day}", "YAML_007", "me.yaml:1:29", "Remove one"),
    ("answers: {}\n---\nanswers: {}", "YAML_008", "me.yaml:2:", "one document"),
    ("answers: &a {}", "YAML_004", "me.yaml:1:10", "Write it out"),
    ("answers: !!set {}", "YAML_005", "me.yaml:1:10", "Remove it"),
    ("answers: {fruit: two", "YAML_002", "me.yaml:2:1", "Check"),
    ('answers: {"fruit": "\\e[31m"}', "ANSWERS_002", "me.yaml:1:20", "Use one of: hardly_ever"),
    ("answers: {fruit: \x1b[31m}", "YAML_003", "me.yaml:1:18", "Remove it"),
    ('{"schema": "gutbone.result/1"}', "ANSWERS_001", "me.yaml:1:1", "whole result"),
    ('{"schema": "gutbone.result/1", "answers": [1]}', "ANSWERS_001", "me.yaml:1:43", "whole result"),
    (
        '{"schema": "gutbone.result/1", "answers": [{"item": "fruit", "status": "answered", "option": "x"}]}',
        "ANSWERS_002",
        "me.yaml:1:94",
        "Use one of: hardly_ever",
    ),
]


@pytest.mark.parametrize(("text", "code", "place", "fix"), REFUSED)
def test_what_does_not_fit_is_refused_with_its_place_and_how_to_fix_it(text, code, place, fix):
    error = refusal(text)
    assert error.code == code
    assert error.where.startswith(place)
    assert fix in error.fix


def test_a_refusal_shows_a_character_that_could_steer_a_terminal_as_a_code():
    assert "no option of fruit \\x1b[31m" in str(refusal('answers: {fruit: "\\e[31m"}'))


@pytest.mark.parametrize("text", ["\U0001f600", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "a\\ud83d\\ude00b"])
def test_a_character_that_json_writes_in_two_halves_is_read_as_one(text):
    for written in (json.dumps(text), json.dumps(text, ensure_ascii=False)):
        if text.isprintable() or written.isascii():
            assert read(f'{{"answers": {{}}, "ref": {written}}}').ref == text


def test_a_reference_may_hold_anything_that_is_written_as_a_code():
    me = read('answers: {}\nref: "\\e[31m\\u202e"')
    assert me.ref == "\x1b[31m\u202e"
    assert read(written(me)).ref == me.ref


def test_a_file_that_is_not_utf_8_says_so_and_on_which_line():
    with pytest.raises(GutboneError) as caught:
        read_answers(b"answers:\n  fruit: \xff", "me.yaml", INSTRUMENT)
    assert (caught.value.code, caught.value.where) == ("YAML_001", "me.yaml:2:1")


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "1:30", "2026-01-31"])
def test_words_that_yaml_would_turn_into_something_else_stay_words(word):
    assert f"fruit {word}." in refusal(f"answers: {{fruit: {word}}}").what


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_its_place_and_fix(text):
    problem = None
    try:
        read(text)
    except GutboneError as error:
        problem = error
    assert problem is None or (problem.fix and problem.where.startswith("me.yaml"))


@given(st.floats() | st.integers(), st.sampled_from(sorted(POINTS)))
def test_any_number_is_an_option_or_refused(number, item):
    item = INSTRUMENT.items[item]
    if 0 <= number <= item.at_most:
        assert read_one(number, item) in item.by_id
    else:
        with pytest.raises(GutboneError):
            read_one(number, item)


# ---------------------------------------------------------------- options


def test_options_win_over_the_file_and_a_repeated_one_counts_once():
    before = read("answers: {fruit: one_a_day, cups: n/a}\nconditions: [ibs]")
    after = with_options(
        before,
        INSTRUMENT,
        has=["warfarin", "warfarin", "ibs"],
        answer=["fruit=3", "cups=five", "cups=6"],
        flag=["height_loss", "height_loss"],
        ref="X",
        core=True,
    )
    assert after.answers == {"fruit": "three_or_more", "cups": "six_to_eight"}
    assert after.not_applicable == frozenset()
    assert (after.conditions, after.flags) == ({"ibs", "warfarin"}, {"height_loss"})
    assert (after.ref, after.mode) == ("X", "core")


def test_none_says_that_conditions_and_flags_were_asked():
    me = with_options(read("answers: {}"), INSTRUMENT, none=True)
    assert (me.conditions, me.flags) == (frozenset(), frozenset())


def test_none_beside_others_says_that_nothing_else_applies():
    me = with_options(read("answers: {}"), INSTRUMENT, none=True, has=["ibs", "age_65_or_over"])
    assert (me.conditions, me.age, me.flags) == ({"ibs"}, "age_65_or_over", frozenset())
    me = with_options(read("answers: {}"), INSTRUMENT, none=True, flag=["height_loss"])
    assert (me.conditions, me.flags) == (frozenset(), {"height_loss"})


@pytest.mark.parametrize("value", ["", "null"])
def test_an_option_can_say_not_sure_as_a_file_can(value):
    me = with_options(
        read("answers: {fruit: one_a_day, cups: n/a}"), INSTRUMENT, answer=[f"fruit={value}", f"cups={value}"]
    )
    assert (me.answers, me.not_applicable) == ({"fruit": None, "cups": None}, frozenset())
    assert me.answers == read("answers: {fruit: null, cups: null}").answers


def test_an_age_group_among_the_options_says_nothing_about_conditions():
    me = with_options(read("answers: {}"), INSTRUMENT, has=["age_65_or_over"])
    assert (me.age, me.conditions) == ("age_65_or_over", None)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"has": ["under_18", "age_65_or_over"]}, "OPTIONS_002"),
        ({"answer": ["fruit"]}, "OPTIONS_003"),
        ({"answer": ["fruit=lots"]}, "ANSWERS_002"),
        ({"answer": ["fruit=lots", "fruit=3"]}, "ANSWERS_002"),
        ({"answer": ["fruit=-1"]}, "ANSWERS_006"),
        ({"answer": ["fruit=nan"]}, "ANSWERS_002"),
        ({"answer": ["fruit=1e1"]}, "ANSWERS_002"),
        ({"answer": ["fruit= 1"]}, "ANSWERS_002"),
        ({"answer": ["fruit=\u0663"]}, "ANSWERS_002"),
        ({"answer": ["fermented_days=8"]}, "ANSWERS_006"),
        ({"has": ["asthma"]}, "ANSWERS_002"),
        ({"flag": ["cough"]}, "ANSWERS_002"),
        ({"ref": "x" * 65}, "OPTIONS_004"),
    ],
)
def test_options_that_do_not_fit_are_refused_with_a_fix(options, code):
    with pytest.raises(GutboneError) as caught:
        with_options(read("answers: {}"), INSTRUMENT, **options)
    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.USAGE)
    assert caught.value.fix


# ---------------------------------------------------------------- a result reads back as it was written


def written(person):
    return render_json(assess(INSTRUMENT, person))


@given(people())
def test_a_result_reads_back_as_the_same_result(person):
    overridden = [answer for answer in assess(INSTRUMENT, person).answers if answer.overridden]
    assume(not overridden)  # the schema has no room for an answer that another one ruled out
    assert written(read(written(person))) == written(person)


@given(people())
def test_an_answer_that_was_ruled_out_loses_nothing_but_its_notice(person):
    first, second = (json.loads(text) for text in (written(person), written(read(written(person)))))
    lost = [text for text in first.pop("notices") if text not in second["notices"]]
    assert all(text.startswith("Kinds of live food:") for text in lost)
    assert first == {key: value for key, value in second.items() if key != "notices"}


@each("condition", [*CONDITIONS, *AGES])
@each("conditions", [True, False])
def test_what_was_known_stays_known(condition, conditions):
    text = f"answers: {{fruit: 1, nuts_seeds: n/a}}\nage: age_65_or_over\nassessed_at: '2026-01-31'\nflags: [{'height_loss'}]"
    if condition in AGES:
        text = text.replace("age_65_or_over", condition)
    elif conditions:
        text += f"\nconditions: [{condition}]"
    me = read(text)
    assert written(read(written(me))) == written(me)


@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_answers_in_a_file_makes_no_difference(person, random):
    given = {**person.answers, **dict.fromkeys(person.not_applicable, "n/a")}
    shuffled = random.sample(sorted(given), len(given))
    files = [{"mode": person.mode, "answers": {item: given[item] for item in order}} for order in (given, shuffled)]
    first, second = (written(read(json.dumps(file))) for file in files)
    assert first == second


def test_yaml_and_json_say_the_same():
    yaml = "\n".join(["answers:", *(f"  {item}: {option}" for item, option in LEAST.items())])
    assert read(yaml) == read(json.dumps({"answers": LEAST}))
    assert set(read(yaml).answers) >= set(CORE)
