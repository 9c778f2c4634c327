"""Kept results over time, each kind apart: what each domain came to, and which answers changed."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import ceil
from textwrap import wrap

from msgspec import Struct

from gutbone.assess.result import AnswerResult, Result
from gutbone.assess.scoring import Score
from gutbone.base import clock
from gutbone.base.commands import command
from gutbone.base.numbers import Points, exact
from gutbone.base.styles import Role
from gutbone.base.text import line_width, visible
from gutbone.history.picture import Mark, picture
from gutbone.history.store import Kept
from gutbone.report.text import Line
from gutbone.rules.bands import Bands
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words


class View(Struct, frozen=True):
    """Results seen with some rules, which give the words, in a window of so many columns.

    ``score`` is whether numbers were asked for; None where nobody said. Without ``wraps`` that is left to the terminal.
    """

    instrument: Instrument
    columns: int
    score: bool | None
    draws_bars: bool = False
    wraps: bool = True

    @property
    def nothing(self) -> list[Line]:
        """What there is to say when nothing is kept."""
        return [Line(self.instrument.words.history_none.format(command=command("quiz", "--keep")))]

    def day(self, result: Result) -> str:
        """Name the day of a result."""
        day = clock.day_of(result.assessed_at)
        return f"{self.instrument.words.day(day)} {day.year:04}"

    def form(self, result: Result) -> str:
        """Name the kind of a result: only results of one kind can be compared."""
        words, rules = self.instrument.words, result.instrument
        return visible(f"{words.form_full if result.mode == 'full' else words.form_core}, {rules.id} {rules.version}")

    def without_numbers(self, kept: Iterable[Kept]) -> set[str | None]:
        """Give the references of those who see none: all if asked for, else who is better off so by any of their results."""
        results = [one.result for one in kept]
        return {one.ref for one in results if not (one.shows_numbers if self.score is None else self.score)}

    def paragraph(self, text: str, indent: int = 0, role: Role = "plain", hang: int = 0) -> Iterator[Line]:
        """Wrap a text; further in, its later lines hang under the first."""
        if not self.wraps:
            yield Line(text, role)
            return
        first, later = " " * indent, " " * (hang or 2 * indent)
        width = line_width(self.columns)
        yield from (Line(part, role) for part in wrap(text, width, initial_indent=first, subsequent_indent=later))


def list_lines(kept: list[Kept], view: View) -> Iterator[Line]:
    """Give a line a result: its id, day, kind, reference and points."""
    hidden = view.without_numbers(kept)
    for one in kept:
        parts = [f"{visible(one.id)}  {view.day(one.result)}", view.form(one.result)]
        parts += [visible(one.result.ref)] if one.result.ref else []
        parts += [] if one.result.ref in hidden else [one.result.total.text]
        yield from view.paragraph(". ".join(parts), hang=len(visible(one.id)) + 2)


def trend_lines(kept: list[Kept], view: View) -> Iterator[Line]:
    """Give every kind of result over time; different kinds, or references, are never set against each other."""
    words, hidden = view.instrument.words, view.without_numbers(kept)
    series: dict[tuple[str, str | None], list[Result]] = {}
    for one in kept:
        series.setdefault((view.form(one.result), one.result.ref), []).append(one.result)
    for (form, ref), results in series.items():
        named = f"{form}. {words.reference.format(ref=visible(ref))}" if ref else form
        yield from view.paragraph(named, role="heading")
        yield Line("")
        if ref not in hidden:
            yield from _scores(results, view)
        if len(results) == 1:
            yield from view.paragraph(words.trend_one)
            yield Line("")
        for before, after in pairwise(results):
            yield from _changes(before, after, view, is_scored=ref not in hidden)
    yield from view.paragraph(words.trend_chance)
    if len(series) > 1:
        yield from view.paragraph(words.trend_apart)


def _scores(results: list[Result], view: View) -> Iterator[Line]:
    """Give the total and each domain on every day, in a terminal under a picture of them."""
    names = [None, *results[0].parts]
    drawn = False
    for name in names:
        scores = [(result, result.beside.get(name) if name else result.total) for result in results]
        there = [(result, score) for result, score in scores if score]
        yield Line(visible(there[0][1].label), "tip")
        pictured = _picture(name or "", there, view)
        yield from pictured
        drawn = drawn or bool(pictured)
        for result, score in there:
            yield from view.paragraph(f"{view.day(result)}: {score.text}", 2)
        yield Line("")
    if drawn:
        yield from view.paragraph(" ".join(_key(view)))
        yield Line("")


def _picture(name: str, there: list[tuple[Result, Score]], view: View) -> list[Line]:
    """Draw what has numbers, where there are two days of it and all are out of as many points."""
    numbered = [(result, score) for result, score in there if score.points]
    if not view.draws_bars or len(numbered) < 2 or len({score.possible for _, score in numbered}) > 1:
        return []
    marks = [
        Mark(clock.day_of(result.assessed_at), score.points.low, score.points.high)
        for result, score in numbered
        if score.points
    ]
    possible, days = numbered[0][1].possible, (view.day(numbered[0][0]), view.day(numbered[-1][0]))
    edges = _edges(possible, view.instrument.bands_of(name)) if _are_ours(numbered[0][0], view.instrument) else []
    return [
        Line(line, "measure" if numbered[0][1].better else "bar")
        for line in picture(marks, possible, edges, days, view.columns)
    ]


def _are_ours(result: Result, instrument: Instrument) -> bool:
    return (result.instrument.id, result.instrument.version) == (instrument.id, instrument.version)


def _edges(possible: Points, bands: Bands) -> list[Points]:
    """Give the fewest points of each band."""
    edges = [exact(one.at_least) for one in bands.edges]
    return [ceil(possible * edge / 100) if bands.of == "percent" else edge for edge in edges]


def _key(view: View) -> Iterator[str]:
    """Say what the lines and marks of a picture are."""
    words, edges = view.instrument.words, view.instrument.bands.edges
    bands = [view.instrument.band_label("", band.id) for band in edges if band.at_least > 0]
    if bands:
        yield words.trend_lines.format(bands=f" {words.and_} ".join(bands))
    yield words.trend_range
    if view.instrument.better == "less":
        yield words.fewer_better


def _changes(before: Result, after: Result, view: View, *, is_scored: bool) -> Iterator[Line]:
    """Say which answers changed; with numbers also whether each is closer to the guide, and how many are."""
    words = view.instrument.words
    title = words.trend_changed.format(before=view.day(before), after=view.day(after))
    yield from view.paragraph(title, role="heading")
    earlier = {answer.item: answer for answer in before.answers}
    changed = [a for a in after.answers if a.item in earlier and _said(a) != _said(earlier[a.item])]
    is_less = after.total.better == "less"  # as its own rules had it, which need not be those at hand
    ways = [_way(earlier[answer.item], answer, words, is_less=is_less) if is_scored else "" for answer in changed]
    for answer, way in zip(changed, ways, strict=True):
        now, was = (visible(_in_words(each, words)) for each in (answer, earlier[answer.item]))
        said = words.trend_answer.format(item=visible(answer.label), after=now, before=was)
        yield from view.paragraph(f"{said} {way}".strip(), 2)
    if not changed:
        yield from view.paragraph(words.trend_same, 2)
    if any(ways):
        closer, further = ways.count(words.trend_closer), ways.count(words.trend_further)
        yield from view.paragraph(words.trend_counted.format(closer=closer, further=further), 2)
    yield Line("")


def _way(before: AnswerResult, after: AnswerResult, words: Words, *, is_less: bool) -> str:
    """Say whether an answer is closer to the guide than it was; nothing where either has no points, or as many."""
    if before.points is None or after.points is None or before.points == after.points:
        return ""
    return words.trend_closer if (after.points < before.points) == is_less else words.trend_further


def _said(answer: AnswerResult) -> tuple[str | None, bool]:
    is_left_out = answer.status == "not_applicable"  # what was answered all the same is not told, and cannot change
    return None if is_left_out else answer.said, is_left_out


def _in_words(answer: AnswerResult, words: Words) -> str:
    if answer.status == "not_applicable":
        return words.not_for_you
    return answer.answer if answer.said or answer.status == "settled" else words.not_sure
