"""Every format, for the golden people and for a thousand others.

After a change that is meant: GUTBONE_GOLDEN=renew pytest tests/test_formats.py, and read the difference in git.
"""

import os
import re
from difflib import unified_diff
from pathlib import Path

import pytest
from golden.crowd import HOSTILE, PEOPLE, crowd, golden
from people import CORE, INSTRUMENT, MOST, POINTS, result

from gutbone.assess.result import Result
from gutbone.base.version import __version__
from gutbone.report.explain import render_reasons
from gutbone.report.handout import render_handout
from gutbone.report.note import render_note, render_oneline
from gutbone.report.text import render_json, render_terminal, render_text

GOLDEN = Path(__file__).parent / "golden"
WORDS = INSTRUMENT.words
KEEP = (WORDS.keep.format(command="gutbone quiz --keep"),)
RENEW = "GUTBONE_GOLDEN=renew pytest tests/test_formats.py"


def shows(person: Result) -> bool:
    """Numbers are shown unless the person is better off without, as on the command line."""
    return person.shows_numbers


FORMATS = {
    "40.txt": lambda person: render_text(person, columns=40, shows_numbers=shows(person), keep=KEEP),
    "80.txt": lambda person: render_text(person, columns=80, shows_numbers=shows(person), keep=KEEP),
    "120.txt": lambda person: render_text(person, columns=120, shows_numbers=shows(person), keep=KEEP),
    "terminal.txt": lambda person: render_terminal(
        person, columns=80, shows_numbers=shows(person), is_coloured=True, keep=KEEP
    ).replace("\x1b", "␛"),
    "why.txt": lambda person: render_reasons(person, columns=80, shows_numbers=shows(person)),
    "note.txt": lambda person: render_note(person, shows_numbers=shows(person)),
    "oneline.txt": lambda person: render_oneline(person, shows_numbers=shows(person)),
    # the hash of the rules changes with every comment in them, the version with every release; test_result_schema.py
    # holds the one, test_cli.py the other
    "json": lambda person: render_json(person).replace(INSTRUMENT.sha256, "0" * 64).replace(__version__, "0.1.0"),
    "html": lambda person: render_handout(person, shows_numbers=shows(person)),
}
ONCE = {"terminal.txt": {"quick_screen", "half_unknown"}, "why.txt": {"quick_screen", "many_conditions"}}
CASES = [(name, kind) for name in PEOPLE for kind in FORMATS if name in ONCE.get(kind, PEOPLE)]


@pytest.mark.parametrize(("name", "kind"), CASES, ids=".".join)
def test_the_format_is_as_it_was_last_read_and_found_good(name, kind):
    path = GOLDEN / f"{name}.{kind}"
    found = FORMATS[kind](golden(name))
    if os.environ.get("GUTBONE_GOLDEN") == "renew":
        path.write_text(found, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if found != kept:
        lines = unified_diff(kept.splitlines(), found.splitlines(), "kept", "found", lineterm="")
        pytest.fail(f"{path.name} differs. If that is meant: {RENEW}\n" + "\n".join(lines), pytrace=False)


def test_every_golden_file_belongs_to_somebody():
    kept = {path.name for path in GOLDEN.iterdir() if path.is_file() and path.suffix != ".py"}
    assert kept == {".".join(case) for case in CASES}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_person_gives_the_same_bytes(kind):
    assert FORMATS[kind](golden("every_condition")) == FORMATS[kind](golden("every_condition"))


# ---------------------------------------------------------------- the note

CROWD = crowd()
EMERGENCY = "Call 999 or go to A&E now."
WHAT_TO_DO = {  # the most urgent first
    "stop here and get help now": "bleeding heavy",
    "get help today": "black or bloody, weight or swallowing",
    "see your GP": "bowel change, fragility fracture, height loss, low weight, past eating disorder",
    "worth telling your GP or clinic": "long steroids, early menopause, gut disease",
}


@pytest.fixture(scope="module")
def notes() -> list[tuple[Result, str]]:
    return [(person, render_note(person)) for person in [*CROWD, *map(golden, PEOPLE)]]


def test_a_note_is_6_to_10_lines_of_at_most_72_ascii_characters_with_flags_first(notes):
    for person, note in notes:
        lines = note.splitlines()
        assert 6 <= len(lines) <= 10, note
        assert max(map(len, lines)) <= 72, note
        assert note.isascii()
        assert "".join(lines).isprintable()
        first = [EMERGENCY] if "bleeding_heavy" in flag_ids(person) else []
        assert lines[: len(first)] == first, note
        assert lines[len(first)].startswith("FLAGS: "), note
        assert "Self-reported; not diagnostic." in note


def part(note: str, begin: str, end: str) -> str:
    """Give what stands between two words of a note, its line breaks undone."""
    return " ".join(note.split()).partition(f"{begin} ")[2].partition(f" {end}")[0]


def entries(listed: str) -> tuple[set[str], int]:
    """Give what a list names, and how many more it counts."""
    named = listed.split(", ")
    more = re.fullmatch(r"and (\d+) more", named[-1])
    return (set(named[:-1]), int(more[1])) if more else (set(named), 0)


def counting(person) -> list[str]:
    """Give the questions that a note counts for someone, in order."""
    asked = [a for a in person.answers if person.mode == "full" or a.item in CORE]
    return [answer.item for answer in asked if answer.status != "not_applicable"]


def points(detail: str, items: list[str]) -> tuple[int, int, int]:
    """Add up the points that a note shows for these questions: the fewest, the most, and the possible ones."""
    groups = re.findall(r"([\d?+]+)/(\d+)", detail)
    shown = [number for group, _ in groups for number in group.split("+")]
    low = sum(int(number) for number in shown if number != "?")
    unknown = sum(MOST[item] for item, number in zip(items, shown, strict=True) if number == "?")
    return low, low + unknown, sum(int(of) for _, of in groups)


def test_the_arithmetic_in_a_note_adds_up(notes):
    scored = 0
    for person, note in notes:
        head, _, detail = re.sub(r"^.*?(?=(Quick screen|Full form), )", "", " ".join(note.split())).partition(": ")
        if person.age == "under_18":
            continue  # see the next test
        assert f"{person.total.answered} of {person.total.applicable} answered" in head
        low, high, possible = points(detail.partition(" Conditions: ")[0], counting(person))
        assert possible == person.total.possible, note
        if total := re.search(r"(\d+)(?: to (\d+))? of (\d+) points", head):
            assert (int(total[1]), int(total[2] or total[1]), int(total[3])) == (low, high, possible), note
            scored += 1
        else:
            assert ("no total" in head) or ("not scored" in head)
    assert scored > 350


def test_a_note_about_someone_under_18_says_that_this_is_for_adults_and_shows_no_points(notes):
    young = [note for person, note in notes if person.age == "under_18"]
    assert len(young) > 50
    for note in young:
        text = re.sub(r"Ref: .*? (?=Quick|Full)", "", " ".join(note.split()))
        assert "not scored: This quiz is for adults. Its targets do not fit growing bodies, so we stop here." in text
        assert not re.search(r"\d/\d|points", text)


def flag_ids(person: Result) -> set[str]:
    return {flag.id for flag in person.flags or ()}


def known_of(person: Result) -> set[str]:
    return {*(person.conditions or ()), *filter(None, [person.age])}


def flags_of(person: Result) -> str:
    """Write the flags as a note does: by urgency, and after each group what to do."""
    ticked = {name.replace("_", " ") for name in flag_ids(person)}
    groups = {do: [name for name in names.split(", ") if name in ticked] for do, names in WHAT_TO_DO.items()}
    return ", ".join(f"{', '.join(names)} ({do})" for do, names in groups.items() if names)


def test_a_note_names_every_flag_and_says_what_to_do_about_it(notes):
    for person, note in notes:
        after = "Ref:" if person.ref else "Quick" if person.mode == "core" else "Full"
        nothing = "not asked" if person.flags is None else "none"
        assert part(note, "FLAGS:", after) == (flags_of(person) or nothing), note


def test_an_emergency_comes_before_all_else_and_leaves_no_advice(notes):
    bleeding = [(person, note) for person, note in notes if "bleeding_heavy" in flag_ids(person)]
    assert len(bleeding) > 50
    for person, note in bleeding:
        assert "Advice given" not in note
        for shows_numbers in (True, False):
            line = render_oneline(person, shows_numbers=shows_numbers)
            assert line.startswith(EMERGENCY.rstrip("."))
            assert "; advice: none; " in line
    assert len([note for _, note in notes if EMERGENCY in note]) == len(bleeding)


def test_a_oneline_names_every_flag_and_says_what_to_do_about_it():
    for person in CROWD:
        nothing = "not asked" if person.flags is None else "none"
        assert f"; flags: {flags_of(person) or nothing}; " in render_oneline(person)


def test_a_note_drops_nothing_in_silence(notes):
    for person, note in notes:
        tips = [advised.id.replace("_", " ") for advised in person.tips]
        known = [name.replace("_", " ") for name in INSTRUMENT.condition if name in known_of(person)]
        is_emergency = "bleeding_heavy" in flag_ids(person)
        not_asked = "others not asked" if known else "not asked"
        if person.conditions is None:
            known.append(not_asked)
        for listed, whole in [
            (part(note, "Conditions:", "Self-reported" if is_emergency else "Advice given"), known or ["none"]),
            (part(note, "Advice given:", "Self-reported"), [""] if is_emergency else tips or ["none"]),
        ]:
            named, more = entries(listed)
            assert named <= set(whole), note
            assert len(named) + more == len(whole), note


def test_a_note_without_numbers_has_the_same_shape_and_no_points_no_total_and_no_bands():
    for person in [*CROWD, *map(golden, PEOPLE)]:
        note = render_note(person, shows_numbers=False)
        lines = note.splitlines()
        assert 5 <= len(lines) <= 10, note
        assert max(map(len, lines)) <= 72, note
        assert note.isascii()
        text = re.sub(r"Ref: .*? (?=Quick screen|Full form)", "", " ".join(lines))
        assert not re.search(r"\d/\d|\?/|points|total|scored", text), note
        assert not any(band.label in text for band in INSTRUMENT.bands.edges)
        before, after = (re.split("Ref: |Quick screen|Full form|Self-reported", n) for n in (render_note(person), note))
        assert (after[0], after[-1]) == (before[0], before[-1])  # the flags, and what it is


def test_a_note_without_numbers_counts_the_answers_that_do_not_fit():
    cut = 0
    for person in [*CROWD, *map(golden, PEOPLE)]:
        if person.age == "under_18":
            continue
        note = render_note(person, shows_numbers=False)
        text = re.sub(r"^.*?(?=(Quick screen|Full form), )", "", " ".join(note.split()))
        named, more = entries(text.partition(": ")[2].partition(" Conditions: ")[0])
        everything = [a for a in person.answers if person.mode == "full" or a.item in CORE]
        assert len(named) + more == len(everything), note
        known = sum(answer.status in {"answered", "settled"} for answer in everything)
        assert len([answer for answer in named if not re.search("not sure|not asked|n/a", answer)]) == min(
            len(named), known
        )
        cut += bool(more)
    assert cut


def test_an_ordinary_note_says_each_answer_in_words():
    note = render_note(golden("quick_screen"))
    assert "fruit one a day 6/8" in note
    assert "cups two or fewer 0/4" in note


@pytest.mark.parametrize("ref", ["A-17", "x" * 64, "ward 3  bed 4", " - "])
def test_a_plain_reference_stands_in_the_note_as_given(ref):
    assert f"\nRef: {ref}\n" in render_note(result(ref=ref))
    assert f"; ref {ref}; " in render_oneline(result(ref=ref))


def test_an_age_group_alone_does_not_say_that_conditions_were_asked():
    assert "Conditions: age 65 or over, others not asked" in render_note(result(asked=False, age="age_65_or_over"))
    assert "Conditions: not asked" in render_note(result(asked=False))
    assert "Conditions: none" in render_note(result())


def test_a_oneline_is_one_line_of_ascii_for_anyone():
    for person in CROWD:
        for shows_numbers in (True, False):
            line = render_oneline(person, shows_numbers=shows_numbers)
            assert line.count("\n") == 1
            assert line.isascii()
            assert line[:-1].isprintable()
            assert line.endswith("; self-reported; not diagnostic\n")


# ---------------------------------------------------------------- a hostile reference

STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("kind", sorted(FORMATS.keys() - {"terminal.txt", "why.txt"}))
def test_a_hostile_reference_is_shown_as_text(kind):
    text = FORMATS[kind](golden("hostile_ref"))
    assert not STEERING.search(text)
    assert "[red]" in text
    assert "31m" in text
    assert re.search(r"\\u202e", text)
    if kind == "html":
        assert "<script" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    else:
        assert "<script>alert(1)</script>" in text.replace("\n", "")


def test_a_hostile_reference_steers_no_terminal():
    raw = render_terminal(result(ref=HOSTILE), columns=80, shows_numbers=True, is_coloured=True)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", raw)
    assert not STEERING.search(shown)
    assert "\\x1b[31m[red]" in shown
    assert set(re.findall(r"\x1b\[([0-9;]*)m", raw)) <= {"0", "1", "2", "1;7", "36", "1;36"}


# ---------------------------------------------------------------- why


def test_the_reasons_give_every_point_and_tip_with_a_source_and_its_strength():
    for person in CROWD[:100]:
        text = " ".join(render_reasons(person, columns=120).split())
        asked = {item.id for item in INSTRUMENT.asked_in(person.mode)} - stopped(person)
        assert {a.item for a in person.answers if f" {a.item}: " in text} == asked
        for advised in person.tips:
            assert f"{advised.id} ({advised.kind}): because " in text
        for held in person.withheld:
            assert f"{held.tip}: because of {', '.join(held.because)}." in text
        assert text.count(" evidence)") >= len(asked) // 2


def stopped(person: Result) -> set[str]:
    """Nothing counts for someone whom this is not for."""
    return set(POINTS) if person.age == "under_18" else set()
