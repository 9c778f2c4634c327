"""The note and the one line for a record: short, ASCII, safety first, and nothing left out."""

import re
from random import Random

import pytest
from golden.crowd import FLAGS, NOW, PEOPLE, crowd, golden
from people import AGES, CONDITIONS, HALFWAY, INSTRUMENT, LEAST, POINTS, result

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.report.letters import plain
from gutbone.report.note import MOST_LINES, render_note
from gutbone.report.oneline import render_oneline
from gutbone.report.record import shortened

WORDS = INSTRUMENT.words
EMERGENCY = "Call 999 or go to A&E now."


def note(person, **more):
    return render_note(person, WORDS, **more)


def flowing(text):
    return " ".join(text.split())


def clinic_people(count):
    """People with up to 3 conditions and 2 flags, some unsure of much, more of them crowded than a clinic meets."""
    random = Random(17)
    for _ in range(count):
        known, asked = random.choice([0.6, 0.9, 1]), random.choice([0.5, 0.8, 0.95, 1])
        sure = {item: random.choice(list(options)) for item, options in POINTS.items() if random.random() < asked}
        conditions = frozenset(random.sample(CONDITIONS, random.choice([0, 1, 2, 3, 3, 3])))
        said = Responses(
            answers={item: option if random.random() < known else None for item, option in sure.items()},
            conditions=conditions,
            unasked=random.choice([frozenset(), frozenset(CONDITIONS[::2]) - conditions]),
            flags=frozenset(random.sample(FLAGS, random.choice([0, 1, 2, 2]))),
            age=random.choice([None, *AGES[1:]]),
            by=random.choice(["self", "carer", "clinician"]),
            mode=random.choice(["core", "full"]),
            ref="A-17",
            assessed_at=NOW,
        )
        yield assess(INSTRUMENT, said)


def missing(person, text):
    """What a note leaves out of a result: names of flags, conditions, questions, what is held back, and advice."""
    text, words = flowing(text).lower(), []
    words += [INSTRUMENT.flag[flag.id].brief for flag in person.flags or ()]
    words += [INSTRUMENT.condition[name].brief for name in person.conditions or () if name != person.age]
    if not any(flag.stops for flag in person.flags or ()):
        words += [tip.brief for tip in person.tips]
    labels = {answer.item: answer.label.lower() for answer in person.asked}
    held = [labels[item] for one in person.withheld for item in one.about]
    short = {label: shortened(label, WORDS.note_shortest) for label in labels.values()}
    least = {label: shortened(text, WORDS.note_squeezed) for label, text in short.items()}
    said = [label for label in labels.values() if any(name in text for name in (label, short[label], least[label]))]
    left_out = [label for label in [*labels.values(), *held] if label not in said]
    return [word for word in words if word.lower() not in text] + left_out


MANY = pytest.mark.parametrize("many", [20, pytest.param(60, marks=pytest.mark.long)])


@pytest.mark.parametrize("count", [30, pytest.param(2000, marks=pytest.mark.long)])
def test_twelve_ascii_lines_of_72_do_for_3_conditions_and_2_flags_and_nothing_is_dropped(count):
    for person in clinic_people(count):
        for shows_numbers in (True, False):
            chosen = person.tips[-1].id if person.tips else ""
            text = note(person, shows_numbers=shows_numbers, step=chosen)
            lines = text.splitlines()
            assert len(lines) <= MOST_LINES
            assert max(map(len, lines)) <= 72
            assert text.isascii()
            assert "".join(lines).isprintable()
            assert missing(person, text) == []


@MANY
def test_beyond_that_it_grows_and_still_drops_nothing(many):
    for person in [*crowd(many), *map(golden, PEOPLE)]:
        text = note(person)
        assert text.isascii()
        assert max(map(len, text.splitlines())) <= 72
        if person.ending != "stopped":
            assert missing(person, text) == []
    assert len(note(golden("every_condition")).splitlines()) > MOST_LINES


@MANY
def test_flags_come_first_and_before_them_only_what_to_do_at_once(many):
    for person in [*crowd(many), *map(golden, PEOPLE)]:
        lines = (text := note(person)).splitlines()
        is_urgent = any(flag.stops for flag in person.flags or ())
        assert lines[0] == EMERGENCY if is_urgent else lines[0].startswith("FLAGS: ")
        assert flowing(text).partition("FLAGS: ")[0].strip() == (EMERGENCY if is_urgent else "")
        assert ("Advice given" in flowing(text)) is not is_urgent


def test_each_level_of_flags_ends_in_what_to_do():
    text = flowing(note(golden("every_flag")))
    assert "Heavy bleeding from bottom (stop and get help now); Black poo, bloody diarrhoea; " in text
    assert "Eating disorder, now or past (see your GP); Steroids 3 months or more; " in text


def test_b14_a_note_is_in_the_questions_own_words_with_units_and_bands_in_words():
    text = flowing(note(result(LEAST, mode="core", assessed_at=NOW)))
    for said in (
        "Quick screen, 31 January 2026, 7 of 7 answered, age not asked.",
        "0 of 35 points: a good place to start.",
        "Fibre 0/16 (a good place to start). Fruit: hardly any 0/8; vegetables: less than 1 a day 0/4;",
        "Live foods: less than once a month 0/3 (seldom)",
        "Sugary drinks: 2 or more times a day 0/4",
        "Advice given: water for 1 sugary drink;",
        "Self-reported, not diagnostic. gutbone-diet 3.0.0.",
    ):
        assert said in text
    assert "_" not in text


@pytest.mark.parametrize(
    ("by", "words"), [("self", "by the person"), ("carer", "by a carer"), ("clinician", "by a clinician")]
)
def test_a_note_says_who_answered_and_the_age(by, words):
    text = flowing(note(result(LEAST, mode="core", by=by, age="age_65_or_over", assessed_at=NOW)))
    assert f"7 of 7 answered {words}, age 65 or over." in text
    assert f"; age 65 or over; {words}; " in render_oneline(result(LEAST, by=by, age="age_65_or_over"), WORDS)


def test_a_note_quotes_the_cautions_where_there_is_room_and_else_says_whose_they_are():
    answers = {**LEAST, "vegetables": "four_or_more", "cups": "six_to_eight"}
    person = result(answers, "lactose", mode="core", assessed_at=NOW)
    assert f"live foods: {person.tips[-1].notes[0]}" in flowing(note(person))
    person = result(LEAST, "warfarin", "ibs", flags=["height_loss"], assessed_at=NOW)
    assert "Cautions for " in flowing(note(person))
    crowded = flowing(render_note(golden("every_condition"), WORDS))
    assert "Cautions for Low fibre, stoma; IBS or low FODMAP; " in crowded, "names hold commas"


def test_whose_cautions_they_are_is_said_in_the_order_of_the_list():
    found = (re.search(r"Cautions for ((?:\d+, )+\d+)\.", flowing(note(person))) for person in clinic_people(60))
    lists = [[*map(int, one[1].split(", "))] for one in found if one]
    assert lists
    assert lists == [sorted(one) for one in lists]


def test_a_note_says_what_was_held_back_and_why_by_names():
    person = result(LEAST, "heart_failure", mode="core", assessed_at=NOW)
    text = flowing(note(person))
    assert "Held back: " in text or "[" in text
    held = flowing(note(result({"fruit": "hardly_ever", "cups": "three"}, "fluid_limit", mode="core", assessed_at=NOW)))
    assert "Held back: cups a day (Fluid limit, sodium)." in held


def test_a_note_names_the_step_that_was_chosen():
    person = result(LEAST, mode="core", assessed_at=NOW)
    chosen = person.tips[1]
    assert f"{chosen.brief} (chosen)" in flowing(note(person, step=chosen.id))
    assert f"{chosen.brief} (chosen)" in render_oneline(person, WORDS, step=chosen.id)
    assert "(chosen)" not in note(person)


def test_the_points_of_a_note_add_up():
    for person in crowd(60):
        text = flowing(note(person))
        total = re.search(r"(\d+)(?: to (\d+))? of (\d+) points", text)
        if not total or person.ending == "stopped" or "Total" in text:
            continue
        counted = [a for a in person.asked if a.status != "not_applicable"]
        assert int(total[3]) == sum(a.possible for a in counted)
        assert int(total[1]) == sum(a.points if a.points is not None else a.least for a in counted)


def test_without_numbers_a_note_has_no_points_no_total_and_no_bands():
    for person in [*crowd(40), *map(golden, PEOPLE)]:
        text = flowing(re.sub(r"Ref .*? (?=Quick screen|Full form)", "", flowing(note(person, shows_numbers=False))))
        assert not re.search(r"\d/\d|\?/|points|total|scored", text)
        assert not any(band.label.lower() in text.lower() for band in INSTRUMENT.bands.edges)


def test_an_age_group_alone_does_not_say_that_conditions_were_asked():
    assert "Conditions: not asked" in note(result(asked=False, age="age_65_or_over"))
    assert "Conditions: none" in note(result(age="age_65_or_over"))


def test_someone_under_18_reads_that_this_is_for_adults_and_no_points():
    text = flowing(note(golden("under_18")))
    assert "This quiz is for adults. Its targets do not fit growing bodies, so we stop here." in text
    assert not re.search(r"\d/\d|points", text)


@pytest.mark.parametrize("ref", ["A-17", "x" * 64, "ward 3  bed 4", " - "])
def test_a_plain_reference_stands_in_a_record_as_given(ref):
    assert f"Ref {flowing(ref)}." in flowing(note(result(ref=ref))).replace(" .", ".") or ref == " - "
    assert f"; ref {ref}; " in render_oneline(result(ref=ref), WORDS)


def test_a_oneline_is_one_line_of_ascii_that_names_flags_conditions_and_advice():
    for person in crowd(60):
        for shows_numbers in (True, False):
            line = render_oneline(person, WORDS, shows_numbers=shows_numbers)
            assert line.count("\n") == 1
            assert line.isascii()
            assert line[:-1].isprintable()
            assert line.endswith("; self-reported, not diagnostic\n")
            names = [INSTRUMENT.condition[name].brief for name in person.conditions or () if name != person.age]
            names += [INSTRUMENT.flag[flag.id].brief for flag in person.flags or ()] + [
                tip.brief for tip in person.tips
            ]
            assert [name for name in names if name not in line] == []


def test_an_old_result_without_names_is_told_by_ids():
    from msgspec.structs import replace

    bare = replace(result(HALFWAY, "warfarin", flags=["height_loss"], assessed_at=NOW), names={})
    assert "height loss" in note(bare)
    assert re.search(r"Conditions: (\d\) )?warfarin", flowing(note(bare)))


@pytest.mark.parametrize(
    ("text", "ascii_"),
    [("Zoë", "Zoe"), ("Straße", "Strasse"), ("½ – ok", "1/2 - ok"), ("健康", "some id"), ("", "some id")],
)
def test_names_lose_their_accents_and_other_scripts_give_way_to_ids(text, ascii_):
    assert plain(text, "some_id") == ascii_
