"""Kept results over time, each kind apart: what each domain came to, and which answers changed."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from textwrap import wrap

from msgspec import Struct

from gutbone.assess.result import AnswerResult, Result
from gutbone.assess.scoring import Score
from gutbone.base import clock
from gutbone.base.commands import command
from gutbone.base.styles import Role
from gutbone.base.text import line_width, visible
from gutbone.history.store import Kept
from gutbone.report.text import Line, bar
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words

DATE_CELLS = 20


class View(Struct, frozen=True):
    """Results seen with some rules, which give the words, in a window of so many columns.

    ``score`` is whether numbers were asked for; None where nobody said.
    """

    instrument: Instrument
    columns: int
    score: bool | None
    draws_bars: bool = False

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
            yield from _domains(results, view)
        if len(results) == 1:
            yield from view.paragraph(words.trend_one)
            yield Line("")
        for before, after in pairwise(results):
            yield from _changes(before, after, view)
    yield from view.paragraph(words.trend_chance)
    if len(series) > 1:
        yield from view.paragraph(words.trend_apart)


def _domains(results: list[Result], view: View) -> Iterator[Line]:
    for name, score in results[0].domains.items():
        yield Line(visible(score.label), "tip")
        for result in results:
            if name in result.domains:
                yield from _point(result.domains[name], view.day(result), view)
        yield Line("")


def _point(score: Score, day: str, view: View) -> Iterator[Line]:
    """Give a domain's score on one day, with its bar where one is drawn and there is room."""
    drawn = f"  {day:<{DATE_CELLS}}{bar(score)}  {score.text}"
    if view.draws_bars and len(drawn) <= view.columns:
        yield Line(drawn, "bar")
    else:
        yield from view.paragraph(f"{day}: {score.text}", 2)


def _changes(before: Result, after: Result, view: View) -> Iterator[Line]:
    words = view.instrument.words
    title = words.trend_changed.format(before=view.day(before), after=view.day(after))
    yield from view.paragraph(title, role="heading")
    earlier = {answer.item: answer for answer in before.answers}
    changed = [a for a in after.answers if a.item in earlier and _said(a) != _said(earlier[a.item])]
    for answer in changed:
        now, was = (visible(_in_words(each, words)) for each in (answer, earlier[answer.item]))
        yield from view.paragraph(words.trend_answer.format(item=visible(answer.label), after=now, before=was), 2)
    if not changed:
        yield from view.paragraph(words.trend_same, 2)
    yield Line("")


def _said(answer: AnswerResult) -> tuple[str | None, bool]:
    return answer.option, answer.status == "not_applicable"


def _in_words(answer: AnswerResult, words: Words) -> str:
    if answer.status == "not_applicable":
        return words.not_for_you
    return answer.answer if answer.option else words.not_sure
