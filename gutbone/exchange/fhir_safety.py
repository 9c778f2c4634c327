"""What applies to a person, and warning signs, as groups of a FHIR form: boxes to tick, a group a page.

A box holds one answer, ticked, so that every engine can tell by plain FHIR that it is not. A page where something is
ticked, be it "None of these", was asked; one left empty was not.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from msgspec import Struct

from gutbone.assess.result import Result
from gutbone.assess.scoring import left_out_by
from gutbone.exchange.fhir_names import address, control, help_of, tick_code
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, Flag

AGE = "form.age"


class Page(Struct, frozen=True):
    """Conditions, or red flags, that stand together."""

    kind: str
    number: int
    title: str
    ticks: tuple[Condition | Flag, ...]

    @property
    def link(self) -> str:
        """The linkId of the group."""
        return f"form.{self.kind}s.{self.number}"

    @property
    def none(self) -> str:
        """The linkId, and the code, of "None of these"."""
        return f"{self.link}.none"

    @property
    def ids(self) -> frozenset[str]:
        """The ids of what can be ticked here."""
        return frozenset(one.id for one in self.ticks)

    @property
    def boxes(self) -> dict[str, str]:
        """The label of each box by its linkId, which is its code too."""
        return {tick_code(one.id, self.kind): one.label for one in self.ticks}


def pages(instrument: Instrument, kind: str) -> Iterator[Page]:
    """Give the pages of conditions or of flags, a group a page."""
    words = instrument.words
    every: Iterable[Condition | Flag] = instrument.flags.flags if kind == "flag" else instrument.conditions.conditions
    title = words.flags if kind == "flag" else words.conditions
    for number, (group, ticks) in enumerate(groupby(every, key=lambda one: one.group), 1):
        named = f"{title}: {group}" if group else title
        yield Page(kind, number, named, tuple(ticks))


def ages(instrument: Instrument) -> Iterator[dict[str, Any]]:
    """Write the group of the age question; what stops the quiz is said as soon as it is chosen."""
    question, system = instrument.conditions.age, address(instrument, "CodeSystem")
    if not question.groups:
        return
    codings = [{"system": system, "code": tick_code(one.id), "display": one.label} for one in question.groups]
    options = [{"valueCoding": coding} for coding in codings]
    choice = {
        "linkId": AGE,
        "extension": [control("radio-button")],
        "text": f"{question.text} {question.hint}".strip(),
        "type": "choice",
        "repeats": False,
        "answerOption": [*options, {"valueCoding": rather_not_say(instrument)}],
    }
    said = [
        _said(tick_code(one.id), one.say, {"question": AGE, "operator": "=", "answerCoding": coding})
        for one, coding in zip(question.groups, codings, strict=True)
        if one.stops and one.say
    ]
    yield {"linkId": "form.ages", "text": instrument.words.age, "type": "group", "item": [choice, *said]}


def rather_not_say(instrument: Instrument) -> dict[str, str]:
    """Give the last choice of the age question, which is no answer."""
    system = address(instrument, "CodeSystem")
    return {"system": system, "code": f"not_sure.{AGE}", "display": instrument.words.rather_not_say}


def groups(instrument: Instrument, kind: str) -> Iterator[dict[str, Any]]:
    """Write the pages of a kind; the words before them stand in the first, and what a flag asks for stands under it."""
    ask = instrument.flags.ask if kind == "flag" else instrument.conditions.ask
    for page in pages(instrument, kind):
        items = [{"linkId": f"form.{kind}s.ask", "text": ask.text, "type": "display"}] if page.number == 1 else []
        for one in page.ticks:
            items.append(_box(instrument, tick_code(one.id, kind), one.label, one.brief, one.help))
            if isinstance(one, Flag):
                link, advice = tick_code(one.id, kind), f"{instrument.level[one.level].heading}. {one.text}"
                items.append(_said(link, advice, _ticked(link, holds=True)))
        none = instrument.words.none_of_these
        items.append(_box(instrument, page.none, none, none))
        yield {"linkId": page.link, "text": page.title, "type": "group", "item": items}


def _box(instrument: Instrument, link: str, text: str, brief: str, more: str = "") -> dict[str, Any]:
    """Write one box: a question with a single answer that can be taken back in every engine."""
    box: dict[str, Any] = {
        "linkId": link,
        "extension": [control("check-box")],
        "text": text,
        "type": "choice",
        "repeats": True,
        "answerOption": [{"valueCoding": _tick(instrument, link, brief or text)}],
    }
    return {**box, "item": [help_of(link, more)]} if more else box


def _tick(instrument: Instrument, link: str, text: str) -> dict[str, str]:
    return {"system": address(instrument, "CodeSystem"), "code": link, "display": text}


def _said(link: str, text: str, when: dict[str, Any]) -> dict[str, Any]:
    """Write what is said once something is ticked."""
    return {"linkId": f"{link}.say", "text": text, "type": "display", "enableWhen": [when], "enableBehavior": "all"}


def _ticked(link: str, *, holds: bool) -> dict[str, Any]:
    return {"question": link, "operator": "exists", "answerBoolean": holds}


def taken_out(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Give the conditions, and age groups, that take each question out."""
    by_condition = [(name, left_out_by(instrument, [name])) for name in instrument.condition]
    return {item: tuple(name for name, items in by_condition if item in items) for item in instrument.items}


def unless_ticked(instrument: Instrument, names: Iterable[str]) -> list[dict[str, Any]]:
    """Say by plain FHIR that none of some conditions is ticked; ages are no boxes, and hide nothing."""
    return [unanswered(tick_code(name)) for name in names if name not in instrument.ages]


def unanswered(link: str) -> dict[str, Any]:
    """Say by plain FHIR that a question, or a box, has no answer."""
    return _ticked(link, holds=False)


# ---------------------------------------------------------------- written, and read back


def ticked_in(result: Result, instrument: Instrument) -> dict[str, dict[str, Any]]:
    """Give every box that somebody has ticked, by linkId; "None of these" on a page that was asked in vain."""
    found: dict[str, dict[str, Any]] = {}
    flags = None if result.flags is None else [flag.id for flag in result.flags]
    for kind, held in (("condition", result.conditions), ("flag", flags)):
        for page in pages(instrument, kind) if held is not None else ():
            for one in page.ticks:
                if one.id in (held or ()):
                    link = tick_code(one.id, kind)
                    found[link] = _tick(instrument, link, one.brief or one.label)
            if not page.ids & {*(held or ())} and not page.ids <= {*result.unasked}:
                found[page.none] = _tick(instrument, page.none, instrument.words.none_of_these)
    if instrument.conditions.age.groups:
        age = instrument.condition.get(result.age or "")
        found[AGE] = _tick(instrument, tick_code(age.id), age.label) if age else rather_not_say(instrument)
    return {link: {"valueCoding": coding} for link, coding in found.items()}


def codes_of(instrument: Instrument) -> dict[str, dict[str, str | None]]:
    """Give the codes that each box and the age question take, by linkId, with the id that each stands for."""
    found: dict[str, dict[str, str | None]] = {}
    for kind in ("condition", "flag"):
        for page in pages(instrument, kind):
            found |= {tick_code(one.id, kind): {tick_code(one.id, kind): one.id} for one in page.ticks}
            found[page.none] = {page.none: None}
    if instrument.conditions.age.groups:
        own = {tick_code(one.id): one.id for one in instrument.conditions.age.groups}
        found[AGE] = {**own, rather_not_say(instrument)["code"]: None}
    return found


def read_ticks(instrument: Instrument, answered: frozenset[str]) -> dict[str, list[str] | None]:
    """Give the conditions and flags of which the boxes are ticked, and as unasked what stands on pages left empty.

    A kind of which no page has a tick was not asked about: None.
    """
    found: dict[str, list[str] | None] = {}
    unasked: list[str] = []
    for kind in ("condition", "flag"):
        every = list(pages(instrument, kind))
        asked = [page for page in every if answered & {page.none, *page.boxes}]
        held = [one.id for page in asked for one in page.ticks if tick_code(one.id, kind) in answered]
        found[kind] = held if asked else None
        unasked += [one.id for page in every if asked and page not in asked for one in page.ticks]
    return {**found, "unasked": unasked}
