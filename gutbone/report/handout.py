"""The handout: one A4 page in HTML to take home, in type as large as the page allows.

It never lists what was ticked, but prints each red flag's advice first. It has no script and fetches nothing.
So that the type stays large, it leaves out what the screen has room for: the answers quoted under tips, the
sources, the later ``limits`` and, where there is too much, information that safety does not need. Where there is
room, what is good to know and the steps for bones are lists.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from textwrap import wrap
from typing import Any

from jinja2 import Environment, StrictUndefined

from gutbone.assess.result import Result
from gutbone.report.text import day, flags_by_level, score_words

SIZES = (15, 14.5, 14, 13.5, 13, 12.5, 12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5)  # points of type
LARGE, SMALL = 12, 10.5  # below these the page leaves out information, then all that safety does not need
MOST_LIMITS = 3
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi"}

# What the page is made of, in points and in ems of its type. tests/test_handout.py holds it against print.
WIDTH, HEIGHT = 533, 796  # points: A4 within its margins
SPARE = 0.96  # of the height: what this estimate may be out by, and what a printer may take
BLOCK = re.compile(r'<(h1|h2|p|li)( class="half")?[^>]*>(.*?)</\1>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
WIDE = re.compile("[\u2e80-\U0010ffff]")  # letters of Asia, and pictures: twice as wide as others
LETTER = 0.48  # the mean width of a letter: tests print a thousand handouts to hold it
# of each block: the size of its letters, the height of its lines, and the gap after it
SHAPE = {"h1": (1.5, 1.8, 0.8), "h2": (1.15, 1.38, 0.65), "p": (1.0, 1.25, 0.3), "li": (1.0, 1.25, 0.3)}
FRAME = 0.9  # the lines and margins around a section
INDENT = 1.5  # of a list

ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
TEMPLATE = ENVIRONMENT.from_string((Path(__file__).parent / "handout.html.j2").read_text("utf-8"))

Group = tuple[bool, list[str]]  # whether safety needs a piece of information, and its texts


def render_handout(result: Result, *, shows_numbers: bool = True) -> str:
    """Write the page; every text is escaped."""
    values = {
        "result": result,
        "titles": result.titles,
        "day": day(result),
        "score_words": score_words,
        "is_right_to_left": result.instrument.language.split("-")[0] in RIGHT_TO_LEFT,
        "is_stopped": result.ending == "stopped",
        "shows_numbers": shows_numbers,
        "flags": flags_by_level(result),
        "shared": _shared_notes(result),
    }
    for edition, wanted in _editions(result):
        page = TEMPLATE.render(values, **edition, size=SIZES[0])
        size = next((size for size in SIZES if height(page, size) <= SPARE * HEIGHT), SIZES[-1])
        if size >= wanted:
            break
    return TEMPLATE.render(values, **edition, size=size) + "\n"


def _editions(result: Result) -> Iterator[tuple[dict[str, Any], float]]:
    """Give ever shorter pages, each with the size of type that makes it good enough."""
    groups: list[Group] = []  # cautions follow the information that they belong to
    for notice in result.told:
        if notice.kind in {"information", "safety"}:
            groups.append((notice.kind == "safety", [notice.text]))
        elif notice.kind == "caution":
            groups[-1][1].append(notice.text)
    long = {"limits": MOST_LIMITS, "is_short": False, "has_lists": False}
    yield {"information": [*groups], **long, "has_lists": True}, LARGE
    while spare := [group for group in groups if not group[0]]:
        yield {"information": [*groups], **long}, LARGE
        groups.remove(spare[-1])
    yield {"information": [*groups], **long, "limits": MOST_LIMITS - 1}, LARGE
    yield {"information": [*groups], **long}, SMALL
    yield {"information": [*groups], **long, "limits": 1, "is_short": True}, 0


def height(page: str, size: float) -> float:
    """Estimate how many points of paper a page takes in type of this size."""
    ems = FRAME * page.count("<section")
    for tag, half, inner in BLOCK.findall(page):
        across = 2 if half else 1  # half as wide, and two beside each other
        room = WIDTH / size / across - (1 if half else INDENT if tag == "li" else 0)
        letters, line, gap = SHAPE[tag]
        text = WIDE.sub("xx", unescape(TAG.sub("", inner)))
        ems += (len(wrap(text, int(room / letters / LETTER))) * line + gap) / across
    return ems * size


def _shared_notes(result: Result) -> dict[str, list[str]]:
    """Give the cautions that several tips have, with the numbers of those tips; each is printed once."""
    numbers: dict[str, list[str]] = {}
    for number, tip in enumerate(result.tips, 1):
        for note in tip.notes:
            numbers.setdefault(note, []).append(str(number))
    return {note: tips for note, tips in numbers.items() if len(tips) > 1}
