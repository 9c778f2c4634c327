"""The handout: a page or two in large type, for anyone; in a real browser where there is one.

To run the browser's part here: .ci/browser /tmp/browser && GUTBONE_BROWSER=/tmp/browser pytest tests/test_handout.py
"""

import json
import os
import re
import shutil
import subprocess
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from golden.crowd import FLAGS, HOSTILE, NOW, PEOPLE, crowd, golden
from people import BONE_FLAGS, CONDITIONS, FULL, HALFWAY, INSTRUMENT, LEAST, result
from pypdf import PdfReader

from gutbone.assess.result import Result
from gutbone.base.text import visible
from gutbone.report.handout import render_handout

CHECK = Path(__file__).parent / "handout" / "check.mjs"
FIREFOX = CHECK.with_name("firefox.mjs")
WORDS, CLINIC = INSTRUMENT.words, INSTRUMENT.clinic
SIZES = {False: 14, True: 16}  # points of type

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


def handout(person: Result, *, large: bool = False, step: str = "") -> str:
    return render_handout(person, WORDS, shows_numbers=person.shows_numbers, large=large, step=step)


def most_pages(person: Result) -> int:
    return 2 if len({*(person.conditions or ())} - {person.age}) <= 4 and len(person.flags or ()) <= 3 else 3


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
    people = [*crowd(120), *map(golden, PEOPLE), *ORDINARY.values(), *LONGEST.values()]
    return [(person, Reader(handout(person))) for person in people]


# ---------------------------------------------------------------- without a browser


def test_a_handout_has_no_script_and_nothing_from_outside(everyone):
    for _, page in everyone:
        assert {tag for tag, _ in page.elements} <= {
            *("html", "head", "meta", "title", "style", "body", "main", "section", "div"),
            *("h1", "h2", "p", "ul", "ol", "li", "strong"),
        }
        for _, attributes in page.elements:
            assert attributes.keys() <= {"lang", "dir", "charset", "name", "content", "class", "start"}
    style = handout(golden("all_known"))
    assert not re.search(r"url\(|@import|https?:|javascript:", style)


def test_its_headings_are_in_order_and_every_element_is_closed(everyone):
    for _, page in everyone:
        assert page.open == []
        assert page.headings[0] == ("h1", WORDS.handout_title)
        assert [tag for tag, _ in page.headings].count("h1") == 1
        assert all(text.strip() for _, text in page.headings)


def test_each_flag_comes_first_named_with_its_advice_and_no_condition_is_ever_listed(everyone):
    for person, page in everyone:
        places = [page.text.find(flag.text) for flag in person.flags or ()]
        assert -1 not in places
        assert places == sorted(places)
        first = page.text.find(WORDS.limits_title)
        assert first == -1 or all(place < first for place in places)
        for flag in person.flags or ():
            assert flag.label in page.text
        flagged = {flag.label for flag in person.flags or ()}
        for name in {*(person.conditions or ()), *filter(None, [person.age])}:
            assert INSTRUMENT.condition[name].label in flagged or INSTRUMENT.condition[name].label not in page.text
            assert not re.search(rf"\b{name}\b", page.text) or "_" not in name


def test_b15_a_flags_name_stands_in_the_box_that_says_what_to_do():
    page = handout(result(HALFWAY, flags=["height_loss", "long_steroids"], assessed_at=NOW))
    for name in ("height_loss", "long_steroids"):
        flag = INSTRUMENT.flag[name]
        box = re.search(rf'<section class="flag"><h2>{INSTRUMENT.level[flag.level].heading}</h2>.*?</section>', page)[0]
        assert f"<strong>{flag.label}.</strong> {flag.text}" in unescape(box)


def test_each_step_says_because_of_what_and_cautions_are_a_list():
    person = result(LEAST, "warfarin", assessed_at=NOW)
    page = handout(person)
    assert person.tips[0].because_text in page
    assert person.tips[0].notes
    for note in person.tips[0].notes:
        assert f"<li>{note}</li>" in page
    for notice in person.told:
        if notice.kind in {"condition", "standing", "bones"}:
            assert re.search(rf"<li>(<strong>)?{re.escape(notice.text.split('. ')[0])}", unescape(page)), notice.text


def test_the_step_that_was_chosen_is_named():
    person = result(LEAST, assessed_at=NOW)
    chosen = person.tips[1]
    assert f"Your step: {chosen.brief}." in Reader(handout(person, step=chosen.id)).text
    assert "Your step" not in handout(person)


def test_the_day_is_in_words_and_the_title_holds_the_reference_and_the_day():
    page = handout(result(LEAST, assessed_at=NOW, ref="A-17"))
    assert "<title>Your eating habits, gut and bones. Reference: A-17. 31 January 2026</title>" in page
    assert "2026-01" not in page
    assert "<title>Your eating habits, gut and bones</title>" in handout(result(LEAST, assessed_at=NOW))


def test_flags_stand_before_the_score_and_the_tips():
    person = golden("quick_screen")
    text, score = Reader(handout(person)).text, f"{person.total.points.low} of 35 points"
    assert text.index(INSTRUMENT.flag["height_loss"].text) < text.index(score) < text.index(person.titles.tips)


def test_every_tip_with_its_plan_and_cautions_is_printed(everyone):
    for person, page in everyone:
        for number, advised in enumerate(person.tips, 1):
            for text in (advised.text, *advised.notes):
                assert text in page.text
            for note in advised.notes:
                shared = [str(n) for n, other in enumerate(person.tips, 1) if note in other.notes]
                assert page.text.count(note) == 1 or len(shared) == 1
                assert len(shared) == 1 or re.search(rf"{', '.join(shared)}: [^:]+: {re.escape(note)}", page.text)
                assert str(number) in shared


def test_what_safety_needs_is_never_left_out_to_save_room(everyone):
    safe = {tip.text for tip in INSTRUMENT.tips.values() if tip.safety}
    kinds = {"stopped", "condition", "check", "standing"}
    for person, page in everyone:
        for notice in person.told:
            if notice.kind in kinds or (notice.text in safe and notice.kind != "bones"):
                assert notice.text in page.text


def test_no_numbers_and_no_empty_promise_for_someone_with_an_eating_disorder():
    text = Reader(handout(golden("eating_disorder"))).text.replace("Page 1 of 1", "")
    assert not re.search(r"\d+ of \d+|points", text)
    assert WORDS.sentence_no_score not in text  # there are no tips to follow it


def test_the_clinic_is_there_unless_a_flag_is_urgent(everyone):
    for person, page in everyone:
        assert (CLINIC.phone in page.text) == person.shows_clinic


@pytest.mark.parametrize("is_large", [False, True])
def test_b16_the_type_is_never_smaller_and_the_pages_are_few(is_large):
    for person in [*crowd(100), *ORDINARY.values(), LONGEST["longest_realistic"]]:
        page = handout(person, large=is_large)
        assert size(page) == SIZES[is_large]
        realistic = len(person.conditions or ()) <= 6 and len(person.flags or ()) <= 6
        assert page.count('<div class="page">') <= most_pages(person) or not realistic


def test_every_page_holds_title_day_reference_and_which_page_it_is(everyone):
    for person, page in everyone:
        count = sum(attributes.get("class") == "page" for _, attributes in page.elements)
        tops = re.findall(r"Page (\d+) of (\d+)\.", page.text)
        assert tops == [(str(number), str(count)) for number in range(1, count + 1)]
        assert page.text.count(WORDS.handout_title) >= count
        assert page.text.count("31 January 2026") >= count
        if person.titles.reference:
            assert page.text.count(" ".join(person.titles.reference.split())) >= count


@pytest.mark.parametrize("count", [25, pytest.param(1000, marks=pytest.mark.long)])
def test_two_pages_do_for_4_conditions_and_3_flags(count):
    random = Random(9)
    for _ in range(count):
        conditions, flags = random.sample(CONDITIONS, random.randint(0, 4)), random.sample(FLAGS, random.randint(0, 3))
        answers = random.choice([LEAST, HALFWAY])
        person = result(answers, *conditions, flags=flags, age="age_65_or_over", assessed_at=NOW, ref="A-17")
        for is_large in (False, True):
            assert handout(person, large=is_large).count('<div class="page">') <= 2


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> tuple[Path, dict]:
    """Handouts in both sizes of type, opened and printed by a real browser."""
    tools = os.environ.get("GUTBONE_BROWSER")
    if not tools:
        pytest.skip("no browser: run .ci/browser DIR, then set GUTBONE_BROWSER=DIR (.ci/run does)")
    folder = tmp_path_factory.mktemp("handouts")
    for name, person in PRINTED.items():
        (folder / f"{name}.html").write_text(handout(person, large=name.endswith("16")), encoding="utf-8")
    return folder, checked(folder)


def checked(folder: Path) -> dict:
    """What the browser finds in a folder of pages."""
    node = shutil.which("node")
    assert node, "GUTBONE_BROWSER is set, and there is no node"
    done = subprocess.run([node, CHECK, folder], capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


SOME = {name: golden(name) for name in ("quick_screen", "hostile_ref", "under_18", "every_condition")}
SOME |= {"low": ORDINARY["ordinary_low"], "flag": ORDINARY["ordinary_flag"], "longest": LONGEST["longest_realistic"]}
PRINTED = {f"{name}.{size}": person for name, person in SOME.items() for size in SIZES.values()}


def holds_the_pages_that_it_says(folder: Path, name: str, browser: str = "") -> None:
    """A browser put each page on a sheet of its own: none went on to the next, so no box is split."""
    count = handout(PRINTED[name], large=name.endswith("16")).count('<div class="page">')
    for paper, sides in (("A4", [595, 842]), ("Letter", [612, 792])):
        pages = PdfReader(folder / f"{name}{browser}.{paper}.pdf").pages
        assert len(pages) == count
        for number, page in enumerate(pages, 1):
            assert [float(side) for side in page.mediabox[2:]] == pytest.approx(sides, abs=1.5)
            text = " ".join(page.extract_text().split())
            assert f"Page {number} of {count}." in text
            assert WORDS.handout_title in text


@pytest.mark.parametrize("name", PRINTED)
def test_it_prints_on_a4_and_on_letter_to_the_pages_that_it_says(printed, name):
    holds_the_pages_that_it_says(printed[0], name)


@pytest.mark.long
def test_firefox_prints_the_same_pages(tmp_path):
    node, firefox = shutil.which("node"), os.environ.get("FIREFOX") or shutil.which("firefox-esr")
    if not (node and firefox):
        pytest.skip("no Firefox: apt-get install firefox-esr nodejs, or set FIREFOX")
    for name, person in PRINTED.items():
        (tmp_path / f"{name}.html").write_text(handout(person, large=name.endswith("16")), encoding="utf-8")
    env = {**os.environ, "FIREFOX": firefox}
    done = subprocess.run([node, FIREFOX, tmp_path], capture_output=True, text=True, timeout=500, check=False, env=env)
    assert done.returncode == 0, done.stderr
    for name in PRINTED:
        holds_the_pages_that_it_says(tmp_path, name, ".firefox")


@pytest.mark.parametrize("name", PRINTED)
def test_axe_finds_nothing_and_it_makes_no_request(printed, name):
    page = printed[1]["pages"][f"{name}.html"]
    assert page["violations"] == []
    assert page["requests"] == []
    assert page["dialogs"] == 0
    assert "script" not in page["elements"]
    assert page["font"] == pytest.approx(SIZES[name.endswith("16")], abs=0.01)


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_no_page_of_anybody_is_fuller_than_a_sheet_of_a4_or_of_letter(count, tmp_path):
    if not os.environ.get("GUTBONE_BROWSER"):
        pytest.skip("no browser: run .ci/browser DIR, then set GUTBONE_BROWSER=DIR (.ci/run does)")
    handouts = [handout(person, large=bool(number % 2)) for number, person in enumerate(crowd(count))]
    (tmp_path / "crowd.json").write_text(json.dumps(handouts))
    fills = checked(tmp_path)["fill"]
    assert len(fills) == count
    assert max(fill for papers in fills for pages in papers for fill in pages) <= 1
    fullest = [fill for _, letter in fills for fill in letter[:-1]]  # the last page may be empty below
    assert sum(fullest) / len(fullest) > 0.8


def test_a_hostile_reference_is_seen_as_text(printed):
    text = printed[1]["pages"]["hostile_ref.14.html"]["text"]
    assert visible(HOSTILE) in text
    assert "\\u202e" in text
