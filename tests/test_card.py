"""The card: the quick screen on one sheet, its boxes numbered as the digits that are typed."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from people import CORE, INSTRUMENT
from pypdf import PdfReader
from terminal import run

from gutbone.exchange.card import card
from gutbone.rules.load import load_instrument

CHECK = Path(__file__).parent / "handout" / "check.mjs"
OTHER = load_instrument(Path(__file__).parent / "other_language")


def boxes(page):
    """The questions of a card, each with its boxes: (number, label)."""
    sections = re.findall(r"<section>(.*?)</section>", page, flags=re.DOTALL)
    found = {}
    for section in sections:
        if title := re.search(r"<h2>(\d+)\. (.*?)</h2>", section):
            found[title[2]] = re.findall(r'<span class="box">(\d)</span>(.*?)</li>', section)
    return found


@pytest.mark.parametrize("rules", [INSTRUMENT, OTHER], ids=["packaged", "other_language"])
def test_its_boxes_are_the_digits_to_type(rules):
    asked = boxes(card(rules))
    assert list(asked) == [item.text for item in rules.asked_in("core")]
    for item in rules.asked_in("core"):
        numbered = [(str(place), option.label) for place, option in enumerate(item.options, 1)]
        assert asked[item.text] == [*numbered, ("0", rules.words.not_sure)]


def test_what_is_crossed_is_what_screen_reads():
    third = boxes(card(INSTRUMENT))
    digits = "".join(numbers[2][0] for numbers in third.values())
    done = run("screen", digits, "--none", "--format", "json")
    answers = {a["item"]: a["answer"] for a in json.loads(done.out)["answers"] if a["item"] in CORE}
    assert answers == {name: third[INSTRUMENT.items[name].text][2][1] for name in CORE}


def test_it_is_written_like_any_form(tmp_path):
    out = tmp_path / "card.html"
    assert run("rules", "export", "--format", "card", "-o", str(out)).code == 0
    assert out.read_text() == card(INSTRUMENT)
    done = run("rules", "export", "--format", "card", "--no-weights")
    assert done.code == 2
    assert "--no-weights changes nothing in the format card." in done.err


def test_it_fetches_nothing_and_says_whom_it_is_not_for_and_has_no_box_for_them():
    page = card(INSTRUMENT)
    assert not re.search(r"url\(|@import|https?:|<script", page)
    assert "<p>Under 18: This quiz is for adults.</p>" in page
    assert "</span>Under 18" not in page
    assert 'dir="rtl"' in card(OTHER)
    assert re.search(r'<bdi dir="ltr">[^<]*gutbone screen</bdi>', card(OTHER))


def test_a_browser_prints_it_on_one_sheet_and_axe_finds_nothing(tmp_path):
    if not os.environ.get("GUTBONE_BROWSER"):
        pytest.skip("no browser: run .ci/browser DIR, then set GUTBONE_BROWSER=DIR (.ci/run does)")
    for name, rules in (("packaged", INSTRUMENT), ("other", OTHER)):
        (tmp_path / f"{name}.html").write_text(card(rules), encoding="utf-8")
    done = subprocess.run(
        [shutil.which("node"), CHECK, tmp_path], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in ("packaged", "other"):
        found = json.loads(done.stdout)["pages"][f"{name}.html"]
        assert (found["violations"], found["requests"]) == ([], [])
        for paper in ("A4", "Letter"):
            assert len(PdfReader(tmp_path / f"{name}.{paper}.pdf").pages) == 1
