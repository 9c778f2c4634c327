"""The result in the order a person reads it, as lines with a role; text and terminal both print these."""

from collections.abc import Iterator
from itertools import groupby
from math import ceil, floor
from textwrap import wrap
from typing import Literal

from msgspec import Struct

from gutbone.assess.result import FlagResult, Result, TipResult
from gutbone.assess.scoring import Score
from gutbone.base.clock import day_of
from gutbone.base.text import line_width

Role = Literal["plain", "heading", "urgent", "tip", "faint", "bar"]
BAR_CELLS = 20


class Line(Struct, frozen=True):
    """One line of a result and the part it plays; before it is wrapped, a paragraph.

    ``indent`` is the margin of all its lines, ``hang`` more of all but the first.
    """

    text: str
    role: Role = "plain"
    indent: int = 0
    hang: int = 0


class Layout(Struct, frozen=True):
    """How a result is laid out: its width, with or without numbers, with or without drawn bars.

    ``keep`` says how to keep a result; it ends what points to the clinic.
    """

    columns: int
    shows_numbers: bool
    draws_bars: bool
    keep: str = ""


def lay_out(result: Result, layout: Layout) -> list[Line]:
    """Give the whole result as lines; blocks stand apart by an empty line."""
    lines: list[Line] = []
    for block in _blocks(result, layout):
        if block:
            lines += [Line("")] if lines else []
            lines += [line for paragraph in block for line in wrapped(paragraph, layout.columns)]
    return lines


def wrapped(paragraph: Line, columns: int) -> list[Line]:
    """Wrap a paragraph to the window."""
    first, later = " " * paragraph.indent, " " * (paragraph.indent + paragraph.hang)
    width = line_width(columns)
    texts = wrap(paragraph.text, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
    return [Line(text, paragraph.role) for text in texts]


def _blocks(result: Result, layout: Layout) -> Iterator[list[Line]]:
    """Give what is said, in its order: each block a list of paragraphs."""
    titles, is_stopped = result.titles, result.ending == "stopped"
    yield [Line(titles.reference)] if titles.reference else []
    yield _flags(result)
    if not is_stopped:
        yield from _opening(result, layout)
    yield [Line(text) for text in result.said("answer", "condition", "check")]
    if result.tips:
        yield [Line(titles.tips, "heading")]
    for number, tip in enumerate(result.tips, 1):
        yield _tip(layout, number, tip)
    yield _titled(titles.good_to_know, result.said("information", "safety", "caution", "standing"))
    if not is_stopped:
        yield _titled(titles.limits, [" ".join(result.limits)])
        yield _titled(titles.bones, result.said("bones"))
    if result.shows_clinic:
        yield _clinic(result)
        yield [Line(layout.keep, "faint")] if layout.keep else []


def day(result: Result) -> str:
    """Give the day of the answers, where it is known."""
    return day_of(result.assessed_at).isoformat() if result.assessed_at else ""


def flags_by_level(result: Result) -> list[tuple[str, list[FlagResult]]]:
    """Give the flags under the headings that say how urgent they are, the most urgent first."""
    levels = groupby(result.flags or (), lambda flag: flag.level)
    return [((flags := list(group))[0].heading, flags) for _, group in levels]


def score_words(score: Score) -> str:
    """Say a domain's score in points and words, or why there is none."""
    return ". ".join(filter(None, (score.text, score.band_label)))


def _flags(result: Result) -> list[Line]:
    lines = []
    for heading, flags in flags_by_level(result):
        lines += [Line(heading, "urgent"), *(Line(f"{flag.label}. {flag.text}") for flag in flags)]
    return [*lines, *map(Line, result.said("stopped"))]


def _opening(result: Result, layout: Layout) -> Iterator[list[Line]]:
    if layout.shows_numbers:
        yield [Line(result.headline, "heading")]
    elif result.tips:
        yield [Line(result.titles.without_numbers, "heading")]
    yield _titled(result.titles.strengths, [strength.text for strength in result.strengths])
    if layout.shows_numbers:
        yield list(_scores(result, layout))


def _scores(result: Result, layout: Layout) -> Iterator[Line]:
    """Give a labelled line a domain, with a bar in a terminal that has room for it."""
    widest = max(len(score.label) for score in result.domains.values())
    for score in result.domains.values():
        text = score_words(score)
        drawn = f"{score.label:<{widest}}  {bar(score)}"
        if not layout.draws_bars:
            yield Line(f"{score.label}: {text}", hang=2)
        elif len(drawn) + 2 + len(text) <= line_width(layout.columns):
            yield Line(f"{drawn}  {text}", "bar")
        else:
            yield from (Line(drawn, "bar"), Line(text, indent=2))


def bar(score: Score) -> str:
    """Draw a score on twenty cells: full as far as it is sure, shaded as far as it may reach."""
    if not score.points or score.possible <= 0:
        return "·" * BAR_CELLS
    sure = max(0, floor(BAR_CELLS * score.points.low / score.possible))
    reach = max(sure, ceil(BAR_CELLS * score.points.high / score.possible)) if not score.points.is_exact else sure
    return "█" * sure + "▒" * (reach - sure) + "░" * (BAR_CELLS - reach)


def _tip(layout: Layout, number: int, tip: TipResult) -> list[Line]:
    gain = tip.gain_text if layout.shows_numbers else ""
    return [
        Line(f"{number}. {tip.text}", "tip", hang=3),
        *(Line(text, indent=3) for text in (tip.because_text, tip.plan, *tip.notes, gain) if text),
        Line(tip.sources_text, "faint", indent=3),
    ]


def _clinic(result: Result) -> list[Line]:
    clinic = result.clinic
    texts = (clinic.gp, *clinic.who, f"{clinic.name}, {clinic.address}", clinic.phone, clinic.online)
    return [Line(clinic.prompt, "heading"), *(Line(text, indent=2) for text in texts)]


def _titled(title: str, texts: list[str]) -> list[Line]:
    """Give texts under a title, with dashes where there are several; nothing where there is none."""
    mark = "- " if len(texts) > 1 else ""
    lines = [Line(mark + text, indent=2, hang=len(mark)) for text in texts if text]
    return [Line(title, "heading"), *lines] if lines else []
