"""The handout: one A4 page in large type, for anyone; in a real browser where there is one.

To run the browser's part here: .ci/browser /tmp/browser && GUTBONE_BROWSER=/tmp/browser pytest tests/test_handout.py
"""

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from golden.crowd import FLAGS, HOSTILE, NOW, PEOPLE, crowd, golden
from people import BONE_FLAGS, CONDITIONS, FULL, HALFWAY, INSTRUMENT, LEAST, result
from pypdf import PdfReader

from gutbone.assess.result import Result
from gutbone.base.text import visible
from gutbone.report.handout import render_handout

CHECK = Path(__file__).parent / "handout" / "check.mjs"
WORDS, CLINIC = INSTRUMENT.words, INSTRUMENT.clinic
LARGE, READABLE = 12, 9  # points of type

# Asked about everything, with nothing or one thing ticked.
ORDINARY = {
    "ordinary_low": result(LEAST, assessed_at=NOW, ref="A-17"),
    "ordinary_half": result(HALFWAY, assessed_at=NOW, ref="A-17"),
    "ordinary_high": result(FULL, assessed_at=NOW, ref="A-17"),
    "ordinary_quick": result(LEAST, mode="core", assessed_at=NOW, ref="A-17"),
    "ordinary_older": result(LEAST, age="age_65_or_over", assessed_at=NOW, ref="A-17"),
    "ordinary_flag": result(HALFWAY, flags=["height_loss"], assessed_at=NOW, ref="A-17"),
}
LONGEST = {
    # found by climbing: of six conditions and three flags, and any answers, those that make the longest page
    "longest_realistic": result(
        {
            "fruit": "one_a_day",
            "vegetables": "four_or_more",
            "wholegrain": "few_a_week",
            "pulses": "hardly_ever",
            "fermented_days": "daily",
            "fermented_kinds": "one",
            "processed_meat": "less_often",
            "sweet_treats": "one_a_day",
            "ready_meals": "daily",
            "home_cooked": "five_or_six",
            "cups": "thirteen_plus",
        },
        *("bone_or_thyroid_tablet", "diabetes_insulin", "gluten_free", "low_salt", "maoi", "warfarin"),
        flags=["early_menopause", "fragility_fracture", "gut_disease"],
        age="age_65_or_over",
        assessed_at=NOW,
        ref="x" * 64,
    ),
    "longest_everything": result(
        HALFWAY, *CONDITIONS, flags=FLAGS, age="age_65_or_over", assessed_at=NOW, ref="\u202e" * 64
    ),
    "longest_without_an_urgent_flag": result(
        LEAST, *CONDITIONS, flags=["bowel_change", *BONE_FLAGS], age="age_65_or_over", assessed_at=NOW, ref="x" * 64
    ),
}


def handout(person: Result) -> str:
    return render_handout(person, shows_numbers=person.shows_numbers)


def size(page: str) -> float:
    return float(re.search(r"font: ([\d.]+)pt", page)[1])


class Reader(HTMLParser):
    """Reads a page as its elements with their attributes, its headings, and its text apart from the style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.parts: list[str] = []
        self.feed(page)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.parts.append(data)
        if self.open and self.open[-1] in {"h1", "h2", "h3"}:
            self.headings.append((self.open[-1], data))


@pytest.fixture(scope="module")
def everyone() -> list[tuple[Result, Reader]]:
    people = [*crowd(300), *map(golden, PEOPLE), *ORDINARY.values(), *LONGEST.values()]
    return [(person, Reader(handout(person))) for person in people]


# ---------------------------------------------------------------- without a browser


def test_a_handout_has_no_script_and_nothing_from_outside(everyone):
    for _, page in everyone:
        assert {tag for tag, _ in page.elements} <= {
            *("html", "head", "meta", "title", "style", "body", "main", "section"),
            *("h1", "h2", "p", "ul", "ol", "li", "strong"),
        }
        for _, attributes in page.elements:
            assert attributes.keys() <= {"lang", "dir", "charset", "name", "content", "class"}
    style = handout(golden("all_known"))
    assert not re.search(r"url\(|@import|https?:|javascript:", style)


def test_its_headings_are_in_order_and_every_element_is_closed(everyone):
    for _, page in everyone:
        assert page.open == []
        assert page.headings[0] == ("title", WORDS.handout_title) or page.headings[0] == ("h1", WORDS.handout_title)
        assert [tag for tag, _ in page.headings].count("h1") == 1
        assert all(text.strip() for _, text in page.headings)


def test_each_flags_advice_comes_first_and_what_was_ticked_is_never_listed(everyone):
    for person, page in everyone:
        places = [page.text.find(flag.text) for flag in person.flags or ()]
        assert -1 not in places
        assert places == sorted(places)
        first = page.text.find(WORDS.limits_title)
        assert first == -1 or all(place < first for place in places)
        for ticked in [
            *(person.flags or ()),
            *(INSTRUMENT.condition[name] for name in {*(person.conditions or ()), *filter(None, [person.age])}),
        ]:
            assert ticked.label not in page.text
            assert not re.search(rf"\b{ticked.id}\b", page.text) or "_" not in ticked.id


def test_flags_stand_before_the_score_and_the_tips():
    person = golden("quick_screen")
    text, score = Reader(handout(person)).text, f"{person.total.points.low} of 35 points"
    assert text.index(INSTRUMENT.flag["height_loss"].text) < text.index(score) < text.index(person.titles.tips)


def test_every_tip_with_its_plan_and_cautions_is_printed(everyone):
    for person, page in everyone:
        for number, advised in enumerate(person.tips, 1):
            for text in (advised.text, advised.plan or "", *advised.notes):
                assert text in page.text
            for note in advised.notes:
                shared = [str(n) for n, other in enumerate(person.tips, 1) if note in other.notes]
                assert page.text.count(note) == 1 or len(shared) == 1
                assert len(shared) == 1 or f"{', '.join(shared)}: {note}" in page.text
                assert str(number) in shared


def test_what_safety_needs_is_never_left_out_to_save_room(everyone):
    safe = {tip.text for tip in INSTRUMENT.tips.values() if tip.safety}
    kinds = {"stopped", "condition", "check", "standing", "bones"}
    for person, page in everyone:
        for notice in person.told:
            if notice.kind in kinds or notice.text in safe:
                assert notice.text in page.text


def test_no_numbers_and_no_empty_promise_for_someone_with_an_eating_disorder():
    text = Reader(handout(golden("eating_disorder"))).text
    assert not re.search(r"\d+ of \d+|points", text)
    assert WORDS.sentence_no_score not in text  # there are no tips to follow it


def test_the_clinic_is_there_unless_a_flag_is_urgent(everyone):
    for person, page in everyone:
        assert (CLINIC.phone in page.text) == person.shows_clinic


@pytest.mark.parametrize("count", [300, pytest.param(1000, marks=pytest.mark.long)])
def test_the_type_is_large_for_ordinary_people_and_readable_for_anyone(count):
    assert min(size(handout(person)) for person in ORDINARY.values()) >= LARGE
    assert min(size(handout(person)) for person in [*crowd(count), *LONGEST.values()]) >= READABLE


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> tuple[Path, dict]:
    """Everyone's handout, opened and printed by a real browser."""
    tools = os.environ.get("GUTBONE_BROWSER")
    if not tools:
        pytest.skip("no browser: run .ci/browser DIR, then set GUTBONE_BROWSER=DIR (.ci/run does)")
    folder = tmp_path_factory.mktemp("handouts")
    some = {**{name: golden(name) for name in PEOPLE}, **ORDINARY, **LONGEST}
    for name, person in some.items():
        (folder / f"{name}.html").write_text(handout(person), encoding="utf-8")
    (folder / "crowd.json").write_text(json.dumps([handout(person) for person in crowd()]))
    node = shutil.which("node")
    assert node, "GUTBONE_BROWSER is set, and there is no node"
    done = subprocess.run([node, CHECK, folder], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


ALL = [*PEOPLE, *ORDINARY, *LONGEST]


@pytest.mark.parametrize("name", ALL)
def test_it_prints_to_one_a4_page(printed, name):
    pages = PdfReader(printed[0] / f"{name}.pdf").pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize("name", ALL)
def test_axe_finds_nothing_and_it_makes_no_request(printed, name):
    page = printed[1]["pages"][f"{name}.html"]
    assert page["violations"] == []
    assert page["requests"] == []
    assert page["dialogs"] == 0
    assert "script" not in page["elements"]


@pytest.mark.parametrize("name", ORDINARY)
def test_the_browser_sets_ordinary_handouts_in_large_type(printed, name):
    assert printed[1]["pages"][f"{name}.html"]["font"] >= LARGE


def test_a_thousand_people_fit_on_a_page_each_and_fill_it(printed):
    fill = printed[1]["fill"]
    assert len(fill) == 1000
    assert max(fill) <= 1
    smaller = [part for part, person in zip(fill, crowd(), strict=True) if size(handout(person)) < 15]
    assert sum(smaller) / len(smaller) > 0.85, "the type could be larger"


def test_a_hostile_reference_is_seen_as_text(printed):
    text = printed[1]["pages"]["hostile_ref.html"]["text"]
    assert visible(HOSTILE) in text
    assert "\\u202e" in text
