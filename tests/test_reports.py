"""The result as text: its width, its order, and what it keeps quiet about."""

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from people import (
    BONE_FLAGS,
    CONDITIONS,
    FULL,
    GUT_FLAGS,
    HALFWAY,
    INSTRUMENT,
    LEAST,
    people,
    responses,
    result,
    said,
)
from sampling import each, part_of

from gutbone.assess.assess import assess
from gutbone.report.explain import explain_article, explain_id
from gutbone.report.text import bar, render_ending, render_terminal, render_text, score_words

WORDS, CLINIC = INSTRUMENT.words, INSTRUMENT.clinic
KEEP = (WORDS.keep.format(command="gutbone quiz --keep"),)
LABELS = [band.label for band in INSTRUMENT.bands.edges]
SOMEBODY = {**HALFWAY, "wholegrain": "hardly_ever", "pulses": "hardly_ever", "nuts_seeds": None, "cups": "six_to_eight"}
ON_AN_EDGE = {**HALFWAY, "pulses": "hardly_ever", "nuts_seeds": "hardly_ever"}  # 31 of 61 points


def plain(*args, columns=80, shows_numbers=True, **more):
    return render_text(result(*args, **more), columns=columns, shows_numbers=shows_numbers, keep=KEEP)


def drawn(assessment, columns, *, shows_numbers=True, is_coloured=False):
    return render_terminal(assessment, columns=columns, shows_numbers=shows_numbers, is_coloured=is_coloured)


def flowing(text):
    """Undo the line breaks."""
    return " ".join(text.split())


# ---------------------------------------------------------------- width


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@settings(max_examples=part_of(60))
@given(person=people())
def test_no_line_is_wider_than_the_window(columns, person):
    assessment = assess(INSTRUMENT, person)
    for text in (render_text(assessment, columns=columns), drawn(assessment, columns)):
        assert max(len(line) for line in text.splitlines()) <= columns


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_explanation_is_wider_than_the_window(columns):
    known = (INSTRUMENT.domain, INSTRUMENT.items, INSTRUMENT.tips, INSTRUMENT.condition, INSTRUMENT.flag)
    texts = [explain_id(INSTRUMENT, name, columns) for ids in known for name in ids]
    for text in (explain_article(INSTRUMENT, columns), *texts):
        wrapped = [line for line in text.splitlines() if "https://" not in line]  # addresses stay whole
        assert max(map(len, wrapped)) <= columns


@settings(max_examples=part_of(50))
@given(people())
def test_text_is_plain_whatever_the_person(person):
    text = render_text(assess(INSTRUMENT, person))
    assert text.isprintable() is False  # it has line ends, and nothing else that is not printed
    assert text.replace("\n", "").isprintable()
    assert not re.search(r"[█▒░·✓›]", text)
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    assert not re.search(r"[{}]", text)


# ---------------------------------------------------------------- order

IN_ORDER = [
    "See your GP",  # a flag's heading
    "Your answers are between",
    "3 small steps that fit you",
    "1. ",
    "Because you said",
    "2. ",
    "3. ",
    WORDS.strength_title,
    "\nFibre: ",
    "\nFermented foods: ",
    "\nProcessed foods: ",
    "\nHydration: ",
    WORDS.good_to_know,
    WORDS.limits_title,
    WORDS.bones_title,
    CLINIC.prompt,
    CLINIC.phone,
    KEEP[0][:7],
]


def test_the_parts_of_a_result_stand_in_their_order():
    text = plain(SOMEBODY, flags=["height_loss"])
    places = [text.index(part) for part in IN_ORDER]
    assert places == sorted(places)


@pytest.mark.parametrize("flag", GUT_FLAGS + BONE_FLAGS)
def test_a_red_flag_comes_before_everything_else(flag):
    for shows_numbers in (True, False):
        text = plain(SOMEBODY, flags=[flag], shows_numbers=shows_numbers)
        assert text.startswith(INSTRUMENT.level[INSTRUMENT.flag[flag].level].heading)
        words = flowing(text)
        others = [words.index(text) for text in ("Your answers", "Here is", WORDS.limits_title) if text in words]
        assert words.index(INSTRUMENT.flag[flag].text) < min(others)
        assert ("Your answers" in words) is shows_numbers


def test_everything_that_is_said_to_a_person_is_printed():
    for conditions in (["warfarin", "ibs"], ["lithium"], ["fluid_limit", "milk_free"], ["dysphagia"]):
        person = result(SOMEBODY, *conditions)
        words = flowing(render_text(person))
        assert [text for text in said(person) if text not in words] == []


@pytest.mark.parametrize("columns", [40, 80])
def test_the_drawn_result_says_what_the_plain_one_says(columns):
    person = result(SOMEBODY, "warfarin", flags=["height_loss"])
    without_bars = re.sub(r"[█▒░·]+", "", drawn(person, columns))
    without_colons = re.sub(r"(?m)^(Fibre|Fermented foods|Processed foods|Hydration):", r"\1", render_text(person))
    assert "".join(without_bars.split()) == "".join(without_colons.split())


# ---------------------------------------------------------------- numbers, or none


def test_a_result_names_points_and_band():
    text = flowing(plain(HALFWAY))
    assert "Your answers are part-way to the guide: 35 of 61 points." in text
    assert "Fibre: 15 of 24 points. Part-way there" in text


def test_a_result_near_an_edge_says_where_another_day_might_land():
    assert 'Another day you might land in "A good place to start".' in result(ON_AN_EDGE).headline
    assert "Another day" not in result(FULL).headline
    assert "Another day" not in result(ON_AN_EDGE, flags=["black_or_bloody"]).headline


def test_a_band_is_named_alone_only_when_both_ends_share_it():
    between = result({**ON_AN_EDGE, "vegetables": None})
    assert between.headline.startswith('Your answers are between "A good place to start" and "Part-way there"')
    assert ": 28 to 32 of 61 points" in between.headline
    sure = result({**FULL, "vegetables": None})
    assert sure.headline.startswith("Your answers are close to the guide: 57 to 61 of 61 points.")


def test_a_domain_without_enough_answers_and_one_not_for_this_person_say_so():
    person = result({**FULL, "cups": None}, "maoi")
    assert score_words(person.domains["hydration"]) == "Not enough answers yet. Answers needed for a score: 1"
    assert score_words(person.domains["fermented"]) == "Not scored for you"


def test_a_domain_without_a_uk_guide_has_words_of_its_own_for_its_bands():
    for answers, own, total in [
        (LEAST, "Seldom", "A good place to start"),
        ({**LEAST, "fermented_days": "monthly", "fermented_kinds": "two"}, "Sometimes", "A good place to start"),
        ({**LEAST, "fermented_days": "daily", "fermented_kinds": "two"}, "Often", "A good place to start"),
        (FULL, "Often", "Close to the guide"),
    ]:
        person = result(answers)
        assert score_words(person.domains["fermented"]).endswith(f" of 5 points. {own}")
        assert score_words(person.total).endswith(total)
        others = [score_words(score) for name, score in person.domains.items() if name != "fermented"]
        assert not any(re.search("Seldom|Sometimes|Often", words) for words in others)
        assert "guide" not in score_words(person.domains["fermented"])


def test_a_domain_s_own_words_stand_for_both_ends_of_a_range():
    unsure = result({**HALFWAY, "fermented_days": "monthly", "fermented_kinds": None}).domains["fermented"]
    assert score_words(unsure) == '1 to 3 of 5 points. Between "Seldom" and "Sometimes"'


@pytest.mark.parametrize(
    ("known", "domain", "needed"),
    [
        (["fruit"], "fibre", 2),  # 3 of 5 are the first half
        (["fruit", "pulses"], "fibre", 1),
        ([], "fibre", 3),
        ([], "hydration", 1),
        (["sweet_treats"], "processed", 2),
    ],
)
def test_a_missing_score_says_how_many_answers_it_needs_and_has_one_with_those(known, domain, needed):
    words = f"Not enough answers yet. Answers needed for a score: {needed}"
    given = {item: HALFWAY[item] for item in known}
    assert score_words(result(given).domains[domain]) == words
    others = [item.id for item in INSTRUMENT.domain[domain].items if item.id not in known]
    for count in range(needed + 1):
        more = {item: HALFWAY[item] for item in others[:count]}
        assert (result({**given, **more}).domains[domain].points is not None) == (count == needed)


def test_a_missing_total_says_how_many_answers_it_needs():
    six = dict(list(HALFWAY.items())[:6])
    assert score_words(result(six).total) == "Not enough answers yet. Answers needed for a score: 1"
    assert score_words(result({}, mode="core").total).endswith("Answers needed for a score: 4")


def test_a_total_that_rests_on_fewer_questions_says_so():
    assert "This is based on 13 of 14 questions." in result({**FULL, "fruit": None}).headline
    assert "This is based on 13 of 14 questions." in result(FULL, "fluid_limit").headline
    assert "based on" not in result(FULL).headline
    assert "This is the short form: 7 of 14 questions." in result(FULL, mode="core").headline


@settings(max_examples=part_of(100))
@given(people())
def test_without_a_score_there_are_no_numbers_bands_or_colours(person):
    assessment = assess(INSTRUMENT, person)
    for text in (
        render_text(assessment, shows_numbers=False),
        drawn(assessment, 80, shows_numbers=False, is_coloured=True),
    ):
        words = flowing(text)
        assert not [label for label in LABELS if label.lower() in words.lower()]
        assert not re.search(r"\bpoints?\b|\d+ of \d+|\bper cent\b|%|Not scored for you|score:", words)
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m|[█▒░]", text)


def test_without_a_score_the_same_tips_are_given():
    with_score, without = flowing(plain(SOMEBODY)), flowing(plain(SOMEBODY, shows_numbers=False))
    for advised in result(SOMEBODY).tips:
        assert advised.text in with_score
        assert advised.text in without


def test_only_the_eight_basic_colours_are_used():
    codes = re.findall(r"\x1b\[([0-9;]*)m", drawn(result(SOMEBODY, flags=["height_loss"]), 80, is_coloured=True))
    assert codes
    assert {int(code) for group in codes for code in group.split(";")} <= {0, 1, 2, 7, *range(30, 38)}
    assert "\x1b[" not in drawn(result(SOMEBODY), 80)


@pytest.mark.parametrize(
    ("answers", "picture"),
    [
        (FULL, "█" * 20),
        (LEAST, "░" * 20),
        (HALFWAY, "█" * 12 + "░" * 8),
        ({**HALFWAY, "fruit": None}, "█" * 7 + "▒" * 8 + "░" * 5),  # fruit counts twice: 8 of 24
        ({"fruit": "one_a_day"}, "·" * 20),
    ],
)
def test_a_bar_is_full_as_far_as_it_is_sure_and_shaded_as_far_as_it_may_reach(answers, picture):
    assert bar(result(answers).domains["fibre"]) == picture


# ---------------------------------------------------------------- the clinic, the end, and the start


def clinic_part(text):
    return text[text.index(CLINIC.prompt) :]


def test_the_clinic_reads_the_same_whatever_the_score_and_the_conditions():
    people = [result(answers, *has) for answers in (LEAST, HALFWAY, FULL, {}) for has in ((), ("low_fibre", "ibs"))]
    parts = {clinic_part(render_text(person, shows_numbers=shows)) for person in people for shows in (True, False)}
    assert len(parts) == 1
    for detail in (CLINIC.name, CLINIC.address, CLINIC.phone, CLINIC.online, CLINIC.gp, *CLINIC.who):
        assert detail in flowing(*parts)


@pytest.mark.parametrize("flag", GUT_FLAGS)
def test_no_clinic_line_stands_beside_a_gut_flag(flag):
    for more in ([], ["height_loss"]):
        text = flowing(plain(SOMEBODY, flags=[flag, *more]))
        for detail in (CLINIC.prompt, CLINIC.name, CLINIC.phone, CLINIC.gp):
            assert detail not in text


@each("condition", CONDITIONS)
def test_a_condition_is_acted_on_and_never_listed(condition):
    assert INSTRUMENT.condition[condition].label not in flowing(plain(SOMEBODY, condition))


def test_someone_under_18_reads_kind_words_and_nothing_else():
    text = flowing(plain(SOMEBODY, age="under_18"))
    assert text == INSTRUMENT.condition["under_18"].say


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    ("person", "words"),
    [
        (responses({}, age="under_18"), "This quiz is for adults."),
        (responses({}, flags=["bleeding_heavy"]), "Stop and get help now Call 999 or go to A&E now."),
    ],
)
def test_an_early_end_says_what_to_do_and_scores_nothing(person, words, columns):
    text = render_ending(assess(INSTRUMENT, person), columns=columns)
    assert flowing(text).startswith(words)
    assert max(len(line) for line in text.splitlines()) <= columns
    assert "points" not in text
    assert CLINIC.name not in text


def test_the_text_for_a_pipe_imports_no_rich_and_no_prompt_library():
    program = (
        "import sys\n"
        "from gutbone.rules.load import load_instrument\n"
        "from gutbone.base.files import packaged_rules\n"
        "from gutbone.exchange.read import read_answers\n"
        "from gutbone.assess.assess import assess\n"
        "from gutbone.report.text import render_text\n"
        "from gutbone.report.text import render_json\n"
        "rules = load_instrument(packaged_rules())\n"
        "me = assess(rules, read_answers(b'answers: {fruit: 1}', 'me', rules))\n"
        "assert render_text(me) and render_json(me)\n"
        "heavy = {'rich', 'typer', 'jinja2', 'sqlite3', 'pydantic', 'importlib.metadata', 'socket'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
