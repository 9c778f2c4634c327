"""The result in the order a person reads it, as lines with a role; text and terminal both print these."""

from collections.abc import Iterator
from itertools import groupby
from math import ceil
from textwrap import wrap
from typing import Literal

from msgspec import Struct

from gutbone.assess.advice import AdvisedTip
from gutbone.assess.assessment import Assessment, NoticeKind
from gutbone.assess.scoring import Answer, Range, Score, neighbour
from gutbone.base.clock import day_of
from gutbone.base.commands import command
from gutbone.base.text import line_width, visible
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Flag

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
    """How a result is laid out: its width, with or without numbers, with or without drawn bars."""

    columns: int
    shows_numbers: bool
    draws_bars: bool


def lay_out(assessment: Assessment, layout: Layout) -> list[Line]:
    """Give the whole result as lines; blocks stand apart by an empty line."""
    lines: list[Line] = []
    for block in _blocks(assessment, layout):
        if block:
            lines += [Line("")] if lines else []
            lines += [line for paragraph in block for line in _wrapped(paragraph, layout)]
    return lines


def _wrapped(paragraph: Line, layout: Layout) -> list[Line]:
    width = line_width(layout.columns)
    first, later = " " * paragraph.indent, " " * (paragraph.indent + paragraph.hang)
    texts = wrap(paragraph.text, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
    return [Line(text, paragraph.role) for text in texts]


def _blocks(assessment: Assessment, layout: Layout) -> Iterator[list[Line]]:
    """Give what is said, in its order: each block a list of paragraphs."""
    words, responses = assessment.instrument.words, assessment.responses
    yield [Line(words.reference.format(ref=visible(responses.ref)))] if responses.ref else []
    yield _flags(assessment)
    if not is_stopped(assessment):
        yield from _opening(assessment, layout)
    yield [Line(text) for text in said(assessment, "answer", "condition", "check")]
    if assessment.tips:
        yield [Line(tips_title(assessment), "heading")]
    for number, advised in enumerate(assessment.tips, 1):
        yield _tip(assessment, layout, number, advised)
    yield _titled(words.good_to_know, said(assessment, "information", "standing"))
    if not is_stopped(assessment):
        yield _titled(words.limits_title, [" ".join(assessment.instrument.limits)])
        yield _titled(words.bones_title, said(assessment, "bones"))
    if assessment.shows_clinic:
        yield _clinic(assessment)
        to_file = command("quiz", "-o", "my-result.txt")
        yield [Line(words.keep.format(command=command("quiz", "--keep"), to_file=to_file), "faint")]


def said(assessment: Assessment, *kinds: NoticeKind) -> list[str]:
    """Give the notices of some kinds."""
    return [notice.text for notice in assessment.notices if notice.kind in kinds]


def day(assessment: Assessment) -> str:
    """Give the day of the answers, where it is known."""
    time = assessment.responses.assessed_at
    return day_of(time).isoformat() if time else ""


def asked(assessment: Assessment) -> list[Answer]:
    """Give the answers to the questions of this form: all, or those of the quick screen."""
    items = assessment.instrument.asked_in(assessment.responses.mode)
    return [answer for answer in assessment.answers if answer.item in items]


def flags_by_level(assessment: Assessment) -> list[tuple[str, list[Flag]]]:
    """Give the flags under the headings that say how urgent they are, the most urgent first."""
    levels = groupby(assessment.flags or (), lambda flag: flag.level)
    return [(assessment.instrument.level[level].heading, list(flags)) for level, flags in levels]


def is_stopped(assessment: Assessment) -> bool:
    """Say whether this is not for the person, so that nothing is scored."""
    return bool(said(assessment, "stopped"))


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


def tips_title(assessment: Assessment) -> str:
    """Say how many tips there are."""
    words, count = assessment.instrument.words, len(assessment.tips)
    return words.tips_title_one if count == 1 else words.tips_title_many.format(count=count)


def _flags(assessment: Assessment) -> list[Line]:
    lines = []
    for heading, flags in flags_by_level(assessment):
        lines += [Line(heading, "urgent"), *(Line(f"{flag.label}. {flag.text}") for flag in flags)]
    return [*lines, *map(Line, said(assessment, "stopped"))]


def _opening(assessment: Assessment, layout: Layout) -> Iterator[list[Line]]:
    words = assessment.instrument.words
    if layout.shows_numbers:
        yield [Line(sentence(assessment), "heading")]
    elif assessment.tips:
        yield [Line(words.sentence_no_score, "heading")]
    yield _titled(words.strength_title, [strength_words(answer) for answer in assessment.strengths])
    if layout.shows_numbers:
        yield list(_scores(assessment, layout))


def _scores(assessment: Assessment, layout: Layout) -> Iterator[Line]:
    """Give a labelled line a domain, with a bar in a terminal that has room for it."""
    instrument = assessment.instrument
    widest = max(len(domain.label) for domain in instrument.domains)
    for domain in instrument.domains:
        score = assessment.domains[domain.id]
        text = score_words(instrument, score)
        drawn = f"{domain.label:<{widest}}  {bar(score)}"
        if not layout.draws_bars:
            yield Line(f"{domain.label}: {text}", hang=2)
        elif len(drawn) + 2 + len(text) <= line_width(layout.columns):
            yield Line(f"{drawn}  {text}", "bar")
        else:
            yield from (Line(drawn, "bar"), Line(text, indent=2))


def bar(score: Score) -> str:
    """Draw a score on twenty cells: full as far as it is sure, shaded as far as it may reach."""
    if not score.points or score.possible <= 0:
        return "·" * BAR_CELLS
    sure = max(0, BAR_CELLS * score.points.low // score.possible)
    reach = max(sure, -(-BAR_CELLS * score.points.high // score.possible)) if not score.points.is_exact else sure
    return "█" * sure + "▒" * (reach - sure) + "░" * (BAR_CELLS - reach)


def _tip(assessment: Assessment, layout: Layout, number: int, advised: AdvisedTip) -> list[Line]:
    instrument, tip = assessment.instrument, advised.tip
    gain = gain_words(assessment, advised) if layout.shows_numbers else ""
    cites = "; ".join(instrument.source[source].cites for source in tip.sources)
    texts = (because_words(instrument, advised), tip.plan, *advised.notes, gain)
    return [
        Line(f"{number}. {tip.text}", "tip", hang=3),
        *(Line(text, indent=3) for text in texts if text),
        Line(instrument.words.source.format(cites=cites), "faint", indent=3),
    ]


def gain_words(assessment: Assessment, advised: AdvisedTip) -> str:
    """Say what a tip's step would gain in its domain; nothing where there is no number."""
    instrument, domain, gain = assessment.instrument, advised.tip.domain, advised.gain
    if not gain or not domain:
        return ""
    label, possible = instrument.domain[domain].label, assessment.domains[domain].possible
    return instrument.words.gain.format(domain=label, before=gain.low, after=gain.high, possible=possible)


def _clinic(assessment: Assessment) -> list[Line]:
    clinic = assessment.instrument.clinic
    texts = (clinic.gp, *clinic.who, f"{clinic.name}, {clinic.address}", clinic.phone, clinic.online)
    return [Line(clinic.prompt, "heading"), *(Line(text, indent=2) for text in texts)]


def _titled(title: str, texts: list[str]) -> list[Line]:
    """Give texts under a title, with dashes where there are several; nothing where there is none."""
    mark = "- " if len(texts) > 1 else ""
    lines = [Line(mark + text, indent=2, hang=len(mark)) for text in texts if text]
    return [Line(title, "heading"), *lines] if lines else []
