"""The result in the order a person reads it, as lines with a role; text and terminal both print these."""

from collections.abc import Iterator
from math import ceil
from textwrap import wrap
from typing import Literal

from msgspec import Struct

from gutbone.advice import AdvisedTip
from gutbone.assessment import Assessment, NoticeKind
from gutbone.errors import visible
from gutbone.instrument import Instrument
from gutbone.scoring import Answer, Range, Score, neighbour

Role = Literal["plain", "heading", "urgent", "tip", "faint", "bar"]
BAR_CELLS = 20
WIDEST = 88  # longer lines are hard to read


class Line(Struct, frozen=True):
    """One line of a result and the part it plays."""

    text: str
    role: Role = "plain"


class Layout(Struct, frozen=True):
    """How a result is laid out: its width, with or without numbers, with or without drawn bars."""

    columns: int
    shows_numbers: bool
    draws_bars: bool


def lay_out(assessment: Assessment, layout: Layout) -> list[Line]:
    """Give the whole result as lines; blocks stand apart by an empty line."""
    blocks = [
        list(_reference(assessment, layout)),
        list(_flags(assessment, layout)),
        *_opening(assessment, layout),
        list(_said(assessment, layout, "answer", "condition", "check")),
        *_tips(assessment, layout),
        list(_titled(assessment, layout, assessment.instrument.words.good_to_know, "information", "standing")),
        *_closing(assessment, layout),
    ]
    lines: list[Line] = []
    for block in blocks:
        if block:
            lines += [*([Line("")] if lines else []), *block]
    return lines


def sentence(assessment: Assessment) -> str:
    """Say the total in one sentence: its band when both ends share it, its points, how many answers.

    Beside an urgent red flag no band is named: the flag matters more.
    """
    instrument, total = assessment.instrument, assessment.total
    words = instrument.words
    if total.points is None:
        return words.sentence_none if total.status == "not_enough_answers" else words.sentence_not_for_you
    if total.band is None or any(flag.level in {"emergency", "urgent"} for flag in assessment.flags or ()):
        return " ".join([words.sentence_points.format(points=points(instrument, total)), *basis(assessment)])
    low, high = instrument.band[total.band.low], instrument.band[total.band.high]
    template = words.sentence if total.band.is_exact else words.sentence_between
    text = template.format(sentence=low.sentence, low=low.label, high=high.label, points=points(instrument, total))
    other = neighbour(instrument, total)
    another_day = [words.another_day.format(band=other.label)] if other else []
    return " ".join([text, *another_day, *basis(assessment)])


def basis(assessment: Assessment) -> Iterator[str]:
    """Say what the total rests on where that is not every question."""
    words, total = assessment.instrument.words, assessment.total
    everything = len(assessment.instrument.items)
    if assessment.responses.mode == "core":
        asked = len(assessment.instrument.asked_in("core"))
        yield words.core_of.format(asked=asked, everything=everything)
    elif total.answered < everything:
        yield words.based_on.format(answered=total.answered, everything=everything)


def points(instrument: Instrument, score: Score) -> str:
    """Write points as "33 of 64 points", or as a range."""
    words = instrument.words
    if score.points is None:
        return words.not_enough
    template = words.points if score.points.is_exact else words.points_between
    return template.format(low=score.points.low, high=score.points.high, possible=score.possible)


def band(instrument: Instrument, range_: Range[str]) -> str:
    """Name a band, or both ends of a range of bands."""
    low, high = instrument.band[range_.low].label, instrument.band[range_.high].label
    return low if range_.is_exact else instrument.words.band_between.format(low=low, high=high)


def score_words(instrument: Instrument, score: Score) -> str:
    """Say a domain's score in words and points, or why there is none."""
    words = instrument.words
    if score.status == "not_for_you":
        return words.not_for_you
    if not score.points:
        wanted = max(1, ceil(instrument.no_number_under * score.applicable) - score.answered)
        more = [words.more_answers.format(count=wanted)] if score.applicable else []
        return ". ".join([words.not_enough, *more])
    named = [band(instrument, score.band)] if score.band else []
    return ". ".join([points(instrument, score), *named])


def because_words(instrument: Instrument, advised: AdvisedTip) -> str:
    """Quote back the answers that called for a tip."""
    said = [said_words(answer) for answer in advised.because]
    return instrument.words.because.format(said=f" {instrument.words.and_} ".join(said)) if said else ""


def said_words(answer: Answer) -> str:
    """Give an answer as a clause: the rules' own words, or the question's name and the option."""
    return answer.chosen.said or f"{answer.item.label}: {answer.chosen.label}"


def strength_words(answer: Answer) -> str:
    """Give an answer as a sentence of its own."""
    said = said_words(answer)
    return f"{said[0].upper()}{said[1:]}."


def _reference(assessment: Assessment, layout: Layout) -> Iterator[Line]:
    if ref := assessment.responses.ref:
        yield from _paragraph(assessment.instrument.words.reference.format(ref=visible(ref)), layout)


def _flags(assessment: Assessment, layout: Layout) -> Iterator[Line]:
    level = ""
    for flag in assessment.flags or ():
        if flag.level != level:
            level = flag.level
            yield from _paragraph(assessment.instrument.level[level].heading, layout, "urgent")
        yield from _paragraph(f"{flag.label}. {flag.text}", layout)
    for notice in assessment.notices:
        if notice.kind == "stopped":
            yield from _paragraph(notice.text, layout)


def _opening(assessment: Assessment, layout: Layout) -> Iterator[list[Line]]:
    words = assessment.instrument.words
    if any(notice.kind == "stopped" for notice in assessment.notices):
        return
    if layout.shows_numbers:
        yield list(_paragraph(sentence(assessment), layout, "heading"))
    elif assessment.tips:
        yield list(_paragraph(words.sentence_no_score, layout, "heading"))
    for answer in assessment.strengths:
        yield [Line(words.strength_title, "heading"), *_paragraph(strength_words(answer), layout, indent=2)]
    if layout.shows_numbers:
        yield list(_scores(assessment, layout))


def _scores(assessment: Assessment, layout: Layout) -> Iterator[Line]:
    """Give a labelled line a domain, with a bar in a terminal that has room for it."""
    instrument = assessment.instrument
    widest = max(len(domain.label) for domain in instrument.domains)
    for domain in instrument.domains:
        score = assessment.domains[domain.id]
        text = score_words(instrument, score)
        if not layout.draws_bars:
            yield from _paragraph(f"{domain.label}: {text}", layout, indent=0, hang=2)
            continue
        drawn = f"{domain.label:<{widest}}  {bar(score)}"
        if len(drawn) + 2 + len(text) <= layout.columns:
            yield Line(f"{drawn}  {text}", "bar")
        else:
            yield Line(drawn, "bar")
            yield from _paragraph(text, layout, indent=2)


def bar(score: Score) -> str:
    """Draw a score on twenty cells: full as far as it is sure, shaded as far as it may reach."""
    if not score.points or score.possible <= 0:
        return "·" * BAR_CELLS
    sure = max(0, BAR_CELLS * score.points.low // score.possible)
    reach = max(sure, -(-BAR_CELLS * score.points.high // score.possible)) if not score.points.is_exact else sure
    return "█" * sure + "▒" * (reach - sure) + "░" * (BAR_CELLS - reach)


def _tips(assessment: Assessment, layout: Layout) -> Iterator[list[Line]]:
    if not assessment.tips:
        return
    words, count = assessment.instrument.words, len(assessment.tips)
    title = words.tips_title_one if count == 1 else words.tips_title_many.format(count=count)
    yield list(_paragraph(title, layout, "heading"))
    for number, advised in enumerate(assessment.tips, 1):
        yield list(_tip(assessment, layout, number, advised))


def _tip(assessment: Assessment, layout: Layout, number: int, advised: AdvisedTip) -> Iterator[Line]:
    instrument, tip = assessment.instrument, advised.tip
    yield from _paragraph(f"{number}. {tip.text}", layout, "tip", hang=3)
    if because := because_words(instrument, advised):
        yield from _paragraph(because, layout, indent=3)
    if tip.plan:
        yield from _paragraph(tip.plan, layout, indent=3)
    for note in advised.notes:
        yield from _paragraph(note, layout, indent=3)
    if advised.gain and layout.shows_numbers and tip.domain:
        score = assessment.domains[tip.domain]
        gain = instrument.words.gain.format(
            domain=instrument.domain[tip.domain].label,
            before=advised.gain.low,
            after=advised.gain.high,
            possible=score.possible,
        )
        yield from _paragraph(gain, layout, indent=3)
    cites = "; ".join(instrument.source[source].cites for source in tip.sources)
    yield from _paragraph(instrument.words.source.format(cites=cites), layout, "faint", indent=3)


def _closing(assessment: Assessment, layout: Layout) -> Iterator[list[Line]]:
    instrument, words = assessment.instrument, assessment.instrument.words
    if not any(notice.kind == "stopped" for notice in assessment.notices):
        limits = " ".join(instrument.limits)
        yield [Line(words.limits_title, "heading"), *_paragraph(limits, layout, indent=2)] if limits else []
        yield list(_titled(assessment, layout, words.bones_title, "bones"))
    if assessment.shows_clinic:
        yield list(_clinic(assessment, layout))
        yield list(_paragraph(words.keep, layout, "faint"))


def _clinic(assessment: Assessment, layout: Layout) -> Iterator[Line]:
    clinic = assessment.instrument.clinic
    yield from _paragraph(clinic.prompt, layout, "heading")
    for text in (clinic.gp, *clinic.who, f"{clinic.name}, {clinic.address}", clinic.phone, clinic.online):
        yield from _paragraph(text, layout, indent=2)


def _said(assessment: Assessment, layout: Layout, *kinds: NoticeKind) -> Iterator[Line]:
    for notice in assessment.notices:
        if notice.kind in kinds:
            yield from _paragraph(notice.text, layout)


def _titled(assessment: Assessment, layout: Layout, title: str, *kinds: NoticeKind) -> Iterator[Line]:
    texts = [notice.text for notice in assessment.notices if notice.kind in kinds]
    if texts:
        yield from _paragraph(title, layout, "heading")
        mark = "- " if len(texts) > 1 else ""
        for text in texts:
            yield from _paragraph(mark + text, layout, indent=2, hang=len(mark))


def _paragraph(text: str, layout: Layout, role: Role = "plain", *, indent: int = 0, hang: int = 0) -> Iterator[Line]:
    """Wrap a text: ``indent`` before every line, ``hang`` more before all but the first."""
    first, later = " " * indent, " " * (indent + hang)
    width = max(20, min(layout.columns, WIDEST))
    for line in wrap(text, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False):
        yield Line(line, role)
