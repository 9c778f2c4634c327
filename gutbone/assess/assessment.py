"""Everything a report can say about one person, with its reasons."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from gutbone.answers.responses import Responses
from gutbone.assess import advice
from gutbone.assess.advice import AdvisedTip, Person, Withheld
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
from gutbone.rules.domain import Tip
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Flag

NoticeKind = Literal["stopped", "answer", "check", "condition", "information", "standing", "bones"]


class Notice(Struct, frozen=True):
    """Something said that is not one of the tips to try; ``kind`` decides where a report prints it.

    ``about`` is the information that it is, or is a caution to.
    """

    kind: NoticeKind
    text: str
    about: Tip | None = None


class Assessment(Struct, frozen=True, kw_only=True):
    """The result for one person: scores, advice and why. Reports turn it into text."""

    instrument: Instrument
    responses: Responses
    answers: tuple[Answer, ...]
    total: Score
    domains: Mapping[str, Score]
    flags: tuple[Flag, ...] | None
    strengths: tuple[Answer, ...]
    tips: tuple[AdvisedTip, ...]
    withheld: tuple[Withheld, ...]
    notices: tuple[Notice, ...]
    hides_numbers: bool
    shows_clinic: bool


def assess(instrument: Instrument, responses: Responses) -> Assessment:
    """Score and advise one person. Pure: the same input always gives the same assessment."""
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
    return Assessment(
        instrument=instrument,
        responses=responses,
        answers=answers,
        total=total,
        domains=domains,
        flags=None if responses.flags is None else _most_urgent_first(person),
        strengths=(best,) if best and ending != "stopped" else (),
        tips=tips,
        withheld=withheld,
        notices=tuple(_notices(person, tips, ending)),
        hides_numbers=any(condition.hides_numbers for condition in person.acting),
        shows_clinic=ending != "stopped" and not any(flag.hides_clinic for flag in person.flags),
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
    yield from _once("information", [tip for tip in information if tip.domain], person, noted)
    if tips:
        yield from (Notice("standing", line) for line in person.instrument.standing_lines)
    yield from _once("bones", [tip for tip in information if not tip.domain], person, noted)


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


def _once(kind: NoticeKind, information: list[Tip], person: Person, noted: set[str]) -> Iterator[Notice]:
    """Give information with its cautions, leaving out cautions that were given before."""
    for tip in information:
        notes = advice.notes_for(tip, person)
        yield from (Notice(kind, text, tip) for text in (tip.text, *(note for note in notes if note not in noted)))
        noted.update(notes)
