"""From one person's answers to everything there is to say to them. Pure."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.assess import advice, sentences
from gutbone.assess.advice import AdvisedTip, Person
from gutbone.assess.result import (
    SCHEMA,
    AnswerResult,
    Cited,
    ClinicResult,
    FlagResult,
    Gain,
    InstrumentRef,
    Notice,
    NoticeKind,
    Praise,
    Quote,
    Result,
    SourceResult,
    TipResult,
    Titles,
    Tool,
)
from gutbone.assess.scoring import (
    Answer,
    EarlyEnd,
    Score,
    early_end,
    resolve,
    score_answers,
    score_domain,
    without_number,
)
from gutbone.base.text import visible
from gutbone.base.version import __version__
from gutbone.rules.domain import Tip
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Flag


def assess(instrument: Instrument, responses: Responses) -> Result:
    """Score and advise one person. The same input always gives the same result."""
    answers = resolve(instrument, responses)
    total = score_answers(instrument, answers, responses.mode)
    domains = {d.id: score_domain(instrument, d, answers, responses.mode) for d in instrument.domain.values()}
    ending = early_end(instrument, responses)
    if ending == "stopped":
        total = without_number(total)
        domains = {name: without_number(score) for name, score in domains.items()}
    person = advice.describe(instrument, responses, answers, domains)
    tips, withheld = ((), ()) if ending else advice.advise(person)
    best = None if any(flag.group == "gut" for flag in person.flags) else advice.strength_of(person)
    notices = list(_notices(person, tips, ending))
    conditions = tuple(name for name in instrument.condition if name in responses.known)
    return Result(
        schema=SCHEMA,
        tool=Tool("gutbone", __version__),
        instrument=InstrumentRef(
            instrument.id, instrument.version, instrument.sha256, instrument.language, instrument.purpose
        ),
        assessed_at=responses.assessed_at,
        mode=responses.mode,
        ref=responses.ref,
        conditions=None if responses.conditions is None else conditions,
        age=responses.age,
        answers=tuple(_answer(person, answer) for answer in answers),
        total=_score(instrument, total, instrument.words.form_total),
        domains={name: _score(instrument, score, instrument.domain[name].label) for name, score in domains.items()},
        flags=None if responses.flags is None else tuple(_flag(person, flag) for flag in _most_urgent_first(person)),
        strengths=(Praise(best.item.id, sentences.praise(best)),) if best and ending != "stopped" else (),
        tips=tuple(_tip(person, advised) for advised in tips),
        withheld=withheld,
        clinic=msgspec.convert(instrument.clinic, ClinicResult, from_attributes=True),
        notices=tuple(notice.text for notice in notices),
        notice_kinds=tuple(notice.kind for notice in notices),
        headline=sentences.headline(person, total),
        titles=_titles(person, len(tips)),
        limits=instrument.limits,
        shows_numbers=not any(condition.hides_numbers for condition in person.acting),
        shows_clinic=ending != "stopped" and not any(flag.hides_clinic for flag in person.flags),
        ending=ending,
        response=responses.id,
        sources=_sources(instrument, tips),
    )


def _answer(person: Person, answer: Answer) -> AnswerResult:
    item = answer.item
    return AnswerResult(
        item=item.id,
        status=answer.status,
        option=answer.option.id if answer.option else None,
        points=answer.points,
        possible=item.most,
        overridden=answer.overridden.id if answer.overridden else None,
        label=item.label,
        answer=answer.option.label if answer.option else "",
        domain=item.domain,
        is_beyond=person.responses.mode == "core" and not item.core,
        least=item.least,
        because=item.points_because,
        sources=item.sources,
    )


def _score(instrument: Instrument, score: Score, label: str) -> Score:
    text, band = sentences.points(instrument, score), sentences.band(instrument, score.band)
    return replace(score, label=label, text=text, band_label=band)


def _flag(person: Person, flag: Flag) -> FlagResult:
    level = person.instrument.level[flag.level]
    return FlagResult(flag.id, flag.level, flag.text, flag.label, level.heading, level.stops)


def _tip(person: Person, advised: AdvisedTip) -> TipResult:
    instrument, tip, gain = person.instrument, advised.tip, advised.gain
    cites = "; ".join(instrument.source[name].cites for name in tip.sources)
    return TipResult(
        id=tip.id,
        domain=tip.domain,
        kind=tip.kind,
        text=tip.text,
        plan=tip.plan,
        because=tuple(Quote(a.item.id, a.chosen.id, sentences.quoted(a)) for a in advised.because),
        notes=advised.notes,
        gain=Gain(gain.low, gain.high) if gain else None,
        sources=tuple(Cited(name, instrument.source[name].cites) for name in tip.sources),
        because_text=sentences.because(instrument, advised),
        gain_text=sentences.gain(person, advised),
        sources_text=instrument.words.source.format(cites=cites),
    )


def _sources(instrument: Instrument, tips: Iterable[AdvisedTip]) -> dict[str, SourceResult]:
    """Give every source that a point or a tip rests on, in the order of the rules."""
    used = {name for item in instrument.items.values() for name in item.sources}
    used.update(*(advised.tip.sources for advised in tips))
    return {
        source.id: SourceResult(source.cites, None if source.kind == "judgement" else source.strength)
        for source in instrument.sources
        if source.id in used
    }


def _titles(person: Person, tips: int) -> Titles:
    words, ref = person.instrument.words, person.responses.ref
    return Titles(
        strengths=words.strength_title,
        without_numbers=words.sentence_no_score,
        tips=sentences.tips_title(person.instrument, tips),
        good_to_know=words.good_to_know,
        limits=words.limits_title,
        bones=words.bones_title,
        handout=words.handout_title,
        reference=words.reference.format(ref=visible(ref)) if ref else "",
    )


def _most_urgent_first(person: Person) -> tuple[Flag, ...]:
    """Give the ticked flags, those of the first level first."""
    urgency = list(person.instrument.level)
    return tuple(sorted(person.flags, key=lambda flag: urgency.index(flag.level)))


def _notices(person: Person, tips: tuple[AdvisedTip, ...], ending: EarlyEnd | None) -> Iterator[Notice]:
    """Give every notice in the order it is read."""
    if ending == "stopped":
        yield from (Notice("stopped", c.say) for c in person.conditions if c.stops and c.say)
        return
    yield from (Notice("answer", remark) for remark in person.responses.remarks)
    yield from _about_answers(person)
    if ending:
        return
    yield from _about_conditions(person)
    yield from _about_flags(person)
    information = advice.inform(person, tips)
    noted = {note for advised in tips for note in advised.notes}
    yield from _once([tip for tip in information if tip.domain], person, noted)
    if tips:
        yield from (Notice("standing", line) for line in person.instrument.standing_lines)
    for notice in _once([tip for tip in information if not tip.domain], person, noted):
        yield Notice("bones", notice.text)


def _about_answers(person: Person) -> Iterator[Notice]:
    for answer in person.answers:
        if answer.overridden and answer.option:
            words = person.instrument.words.settled
            yield Notice("answer", words.format(item=answer.item.label, option=answer.option.label))


def _about_conditions(person: Person) -> Iterator[Notice]:
    asked = person.instrument.conditions
    if asked.conditions and person.responses.conditions is None:
        yield Notice("check", asked.not_asked.say)
    yield from (Notice("condition", condition.say) for condition in person.conditions if condition.say)


def _about_flags(person: Person) -> Iterator[Notice]:
    asked = person.instrument.flags
    if asked.flags and not person.flags:
        yield Notice("check", asked.not_asked_say if person.responses.flags is None else asked.none_say)
    held = dict.fromkeys(flag.held_say for flag in _most_urgent_first(person) if flag.held_say)
    yield from (Notice("check", say) for say in held)


def _once(information: list[Tip], person: Person, noted: set[str]) -> Iterator[Notice]:
    """Give information with its cautions, leaving out cautions that were given before."""
    for tip in information:
        kind: NoticeKind = "safety" if tip.safety else "information"
        yield Notice(kind, tip.text)
        notes = [note for note in advice.notes_for(tip, person) if note not in noted]
        yield from (Notice("caution", note) for note in notes)
        noted.update(notes)
