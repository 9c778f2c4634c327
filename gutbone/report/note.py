"""The note for a record, in plain lines of at most 72 columns: flags and conditions, then answers and advice.

It shows answers and published arithmetic, and suggests no diagnosis or treatment. A crowded note says the same in
fewer words, so that 12 lines do for up to 3 conditions and 2 flags; beyond that it grows, and drops nothing.
"""

from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from gutbone.assess.result import AnswerResult, Result
from gutbone.base.text import fitting
from gutbone.report.record import Record, record, shortened
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words

COLUMNS, MOST_LINES = 72, 12


class Detail(Struct, frozen=True):
    """How many words a note uses for the same facts.

    ``quotes`` cautions in whole sentences, or says whose they are; a new line begins at each of ``breaks``; with
    ``numbers`` flags and conditions are called by their number; ``shortens`` the words of answers; without ``answers``
    points speak for them where there are points. What ``squeezes`` shortens the names of bands and questions most.
    """

    quotes: bool = False
    breaks: Literal["parts", "groups", "none"] = "groups"
    numbers: bool = False
    shortens: bool = False
    answers: bool = True
    squeezes: bool = False


DETAILS = (
    Detail(quotes=True, breaks="parts"),
    Detail(quotes=True),
    Detail(breaks="parts"),
    Detail(),
    Detail(numbers=True),
    Detail(numbers=True, shortens=True),
    Detail(numbers=True, shortens=True, breaks="none"),
    Detail(numbers=True, shortens=True, breaks="none", answers=False),
    Detail(numbers=True, shortens=True, breaks="none", answers=False, squeezes=True),
)
GROWN = Detail(breaks="parts")


def render_note(
    result: Result, words: Words, *, shows_numbers: bool = True, step: str = "", rules: Instrument | None = None
) -> str:
    """Write the note in as many words as its twelve lines hold; ``step`` is the tip (its id) that was chosen."""
    told = record(result, words, rules)
    notes = (_lines(told, detail, step, shows_numbers) for detail in DETAILS)
    lines = next((lines for lines in notes if len(lines) <= MOST_LINES), None) or _lines(
        told, GROWN, step, shows_numbers
    )
    return "\n".join(lines) + "\n"


def _lines(told: Record, detail: Detail, step: str, shows_numbers: bool) -> list[str]:
    """Give the note's lines: parts each on its own, in the groups that stand together, or all in one paragraph."""
    parts = _parts(replace(told, numbers=detail.numbers), detail, step, shows_numbers)
    groups = [[part for part in group if part] for group in parts]
    paragraphs = [part for group in groups for part in group]
    if detail.breaks != "parts":
        paragraphs = [" ".join(group) for group in groups]
    if detail.breaks == "none":  # but for what to do at once
        paragraphs = [paragraphs[0], " ".join(filter(None, paragraphs[1:]))]
    return [line for text in paragraphs for line in wrap(text, fitting(text, COLUMNS), break_on_hyphens=False)]


def _parts(told: Record, detail: Detail, step: str, shows_numbers: bool) -> Iterator[list[str]]:
    """Give the note's parts, those together that stand together: safety first, then answers, then advice."""
    result, words = told.result, told.words
    rules = f"{result.instrument.id} {result.instrument.version}."
    quoted = " ".join(told.cautions())
    whose = ("," if detail.numbers else ";").join(f" {name}" for name in told.cautioned())  # names hold commas
    quoted = f"{words.note_cautions}: {quoted}" if quoted else ""
    yield told.urgent()
    yield [
        "" if "flags" in told.unasked else _listed(words.note_flags, told.flags()),
        "" if "conditions" in told.unasked else _listed(words.note_conditions, told.conditions()),
        quoted if detail.quotes else f"{words.note_cautions_for}{whose}." if whose else "",
        words.note_brackets * bool(result.withheld)
        if detail.numbers
        else _listed(words.note_withheld, told.withheld()),
    ]
    yield [_head(told)]
    if stopped := result.said("stopped"):
        yield [told.opening(stopped[0], 2)]
    elif not detail.answers:
        pairs = f"{words.note_shortest};{words.note_squeezed}" if detail.squeezes else words.note_shortest
        yield [*_densely(told, pairs, shows_numbers)]
    else:
        yield [_total(told) if shows_numbers else "", *_answers(told, detail, shows_numbers)]
    yield [
        _listed(words.note_beside, told.extra()),
        "" if told.urgent() or "advice" in told.unasked else _listed(words.note_advice, told.advice(step)),
        f"{words.note_self_reported} {rules}",
    ]


def _head(told: Record) -> str:
    """Say whose note it is, which form it was, when, how many of its questions were answered by whom."""
    result, words, score = told.result, told.words, told.result.total
    form = words.note_core if result.mode == "core" else words.note_full
    answered = words.note_answered.format(answered=score.answered, applicable=score.applicable)
    left_out = sum(answer.is_scored for answer in result.asked) - score.applicable
    beside = f" ({words.note_left_out.format(count=left_out)})" if left_out else ""
    said = ", ".join(filter(None, (form, told.day(), f"{answered}{beside} {told.by()}".strip(), told.age())))
    return f"{told.ref()}. {said}." if result.ref else f"{said}."


def _total(told: Record) -> str:
    """Write "17 of 35 points: part-way there.", or why there is no total."""
    text = f"{told.points(told.result.total)}: {told.band(told.result.total)}".removesuffix(": ")
    return " ".join((f"{told.raised(text)}.", *told.beside(), *told.subscores()))


def _answers(told: Record, detail: Detail, shows_numbers: bool) -> Iterator[str]:
    """Give the answers a domain at a time, with numbers under its score: "Fibre 7/16 (part-way there). Fruit: ..."."""
    for domain, group in groupby(told.result.asked, lambda answer: answer.domain):
        said = [_answer(told, answer, detail, shows_numbers) for answer in group]
        score = told.result.domains[domain]
        band = f" ({told.band(score)})" if score.band else ""
        says_more = domain in told.result.parts  # than the total, which stands before it
        band = band if says_more else ""
        head = (
            f"{told.spelt(score.label, domain)} {told.points(score, '-', '/')}{band}. "
            if says_more and (len(said) > 1 or not band)
            else ""
        )
        text = "; ".join(said)
        if not shows_numbers:
            head = band = ""
        yield f"{head}{told.raised(text)}{'' if head else band}."


def _answer(told: Record, answer: AnswerResult, detail: Detail, shows_numbers: bool) -> str:
    """Write "fruit: about 2 a day 3/4"; in brackets why a step is held back."""
    name = told.lowered(told.spelt(answer.label, answer.item))
    text = told.answer(answer, shortens=detail.shortens)
    why = told.reasons().get(answer.item, "") if detail.numbers else ""
    counts = shows_numbers and answer.is_scored and answer.status != "not_applicable"
    return f"{name}: {text}" + (f" {told.known(answer)}" if counts else "") + (f" [{why}]" if why else "")


def _densely(told: Record, pairs: str, shows_numbers: bool) -> Iterator[str]:
    """Give scores, those of one band together, and answers by why steps are held back: points alone where shown."""
    result, bands, held = told.result, _Groups(), _Groups()
    asked = {answer.domain for answer in result.asked}
    scores = [(told.words.note_total, result.total)]
    shown = (part for part in result.parts.items() if part[0] in asked or part[1].questions)
    scores += [(told.spelt(score.label, name), score) for name, score in shown]
    for label, score in scores:
        name, points = shortened(told.lowered(label), pairs), told.points(score, "-", "/")
        shared, entry = (told.band(score), f"{name} {points}") if score.points else (points, name)
        bands.add(shortened(shared, pairs), entry)
    yield " ".join((bands.written("{}: {}", told), *told.beside())) if shows_numbers else ""
    reasons = told.reasons()
    for answer in result.asked:
        name = shortened(told.lowered(told.spelt(answer.label, answer.item)), pairs)
        has_points = shows_numbers and answer.is_scored and answer.status != "not_applicable"
        gave = told.known(answer) if has_points else told.answer(answer, shortens=True)
        held.add(reasons.get(answer.item, ""), f"{name} {gave}")
    yield held.written("{} [{}]", told)


class _Groups(dict[str, list[str]]):
    """Entries of a list by what they share."""

    def add(self, shared: str, entry: str) -> None:
        """Put an entry to those that share the same."""
        self.setdefault(shared, []).append(entry)

    def written(self, form: str, told: Record) -> str:
        """Write each group, by this form where there is something that it shares."""
        groups = (", ".join(entries) for entries in self.values())
        text = "; ".join(
            form.format(group, shared) if shared else group for shared, group in zip(self, groups, strict=True)
        )
        return f"{told.raised(text)}."


def _listed(title: str, entries: list[str]) -> str:
    """Write "Advice given: this; that."; nothing where there is nothing."""
    return f"{title}: {'; '.join(entries)}." if entries else ""
