"""Every format, for the golden people and for a thousand others.

After a change that is meant: GUTBONE_GOLDEN=renew pytest tests/test_formats.py, and read the difference in git.
"""

import os
import re
from difflib import unified_diff
from pathlib import Path

import pytest
from golden.crowd import HOSTILE, PEOPLE, crowd, golden
from people import INSTRUMENT, POINTS, result

from gutbone.assess.result import Result
from gutbone.base.version import __version__
from gutbone.report.explain import render_reasons
from gutbone.report.handout import render_handout
from gutbone.report.note import render_note
from gutbone.report.oneline import render_oneline
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
    "why.txt": lambda person: render_reasons(person, WORDS, columns=80, shows_numbers=shows(person)),
    "note.txt": lambda person: render_note(person, WORDS, shows_numbers=shows(person)),
    "oneline.txt": lambda person: render_oneline(person, WORDS, shows_numbers=shows(person)),
    # the hash of the rules changes with every comment in them, the version with every release; test_result_schema.py
    # holds the one, test_cli.py the other
    "json": lambda person: render_json(person).replace(INSTRUMENT.sha256, "0" * 64).replace(__version__, "0.1.0"),
    "html": lambda person: render_handout(person, WORDS, shows_numbers=shows(person)),
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
    for person in crowd(300)[:100]:
        text = " ".join(render_reasons(person, WORDS, columns=120).split())
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
