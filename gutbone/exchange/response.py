"""An assessment as the FHIR R4 QuestionnaireResponse that belongs to the Questionnaire."""

from collections.abc import Iterator
from html import escape
from typing import Any

from gutbone.assessment import Assessment
from gutbone.errors import visible
from gutbone.exchange.computed import Given, form_scores, given_in_form, resolved
from gutbone.exchange.names import (
    SELF_REPORTED,
    TOTAL,
    address,
    band_id,
    coding,
    points_id,
    questionnaire_of,
    score_text,
)
from gutbone.exchange.questionnaire import question_text
from gutbone.instrument import Instrument
from gutbone.responses import Responses
from gutbone.rules import Item

QUICK = "quick-screen"


def response(assessment: Assessment, own_id: str, *, with_safety: bool = False) -> dict[str, Any]:
    """Write the answers and the scores that the form itself would count.

    An empty question stands for "not sure" or for what is not scored; one that was not asked is left out.
    Conditions, age group and red flags are there only ``with_safety``.
    """
    instrument, responses = assessment.instrument, assessment.responses
    given = given_in_form(assessment)
    asked = {item.id for item in instrument.asked_in(responses.mode)}
    open_ = any(answer.item.id in asked and answer.status == "not_asked" for answer in resolved(instrument, given))
    parts: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": own_id,
        "meta": _tag(instrument) if responses.mode == "core" else None,
        "language": instrument.language,
        "text": _narrative(instrument),
        "extension": [_safety(assessment)] if with_safety else None,
        "identifier": _reference(instrument, responses),
        "questionnaire": questionnaire_of(instrument),
        "status": "in-progress" if open_ else "completed",
        "authored": responses.assessed_at,
        "item": _items(instrument, given, form_scores(instrument, given) if responses.mode == "full" else {}),
    }
    return {name: part for name, part in parts.items() if part}


def _items(instrument: Instrument, given: Given, scores: dict[str, int | str]) -> list[dict[str, Any]]:
    """Write the form's items that hold something, nested as in the form."""
    items: list[dict[str, Any]] = []
    for domain in instrument.domains:
        own = [_question(instrument, item, given[item.id]) for item in domain.items if item.id in given]
        own += _scores(instrument, domain.id, scores)
        if own:
            items.append({"linkId": domain.id, "text": domain.label, "item": own})
    return [*items, *_scores(instrument, TOTAL, scores)]


def _question(instrument: Instrument, item: Item, option: str | None) -> dict[str, Any]:
    question: dict[str, Any] = {"linkId": item.id, "text": question_text(item)}
    if option is not None:
        question["answer"] = [{"valueCoding": coding(instrument, item, item.by_id[option])}]
    return question


def _scores(instrument: Instrument, name: str, scores: dict[str, int | str]) -> Iterator[dict[str, Any]]:
    for link in (points_id(name), band_id(name)):
        if link in scores:
            kind = "valueInteger" if link == points_id(name) else "valueString"
            text = score_text(instrument, name, link)
            yield {"linkId": link, "text": text, "answer": [{kind: scores[link]}]}


def _tag(instrument: Instrument) -> dict[str, Any]:
    """Mark a quick screen, which is never compared with the full form."""
    return {"tag": [{"system": address(instrument, "CodeSystem"), "code": QUICK}]}


def _narrative(instrument: Instrument) -> dict[str, str]:
    text = escape(f"{instrument.title} ({instrument.id} {instrument.version}). {SELF_REPORTED}")
    return {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{text}</p></div>'}


def _reference(instrument: Instrument, responses: Responses) -> dict[str, str] | None:
    """Give the reference that somebody chose; control characters in it become codes."""
    ref = visible(responses.ref or "")
    return {"system": address(instrument, "NamingSystem"), "value": ref} if ref.strip() else None


def _safety(assessment: Assessment) -> dict[str, Any]:
    """Say what was asked about safety and what was ticked; asked and none is not the same as not asked."""
    instrument, responses = assessment.instrument, assessment.responses
    parts: list[dict[str, Any]] = []
    for kind, ticked, known in (
        ("condition", responses.conditions, instrument.condition),
        ("flag", responses.flags, instrument.flag),
    ):
        parts.append({"url": f"{kind}s-asked", "valueBoolean": ticked is not None})
        parts += [{"url": kind, "valueCode": name} for name in known if name in (ticked or ())]
    parts += [{"url": "age", "valueCode": responses.age}] if responses.age else []
    left_out = (name for name in instrument.items if name in responses.not_applicable)
    parts += [{"url": "not-applicable", "valueCode": name} for name in left_out]
    return {"url": address(instrument, "StructureDefinition"), "extension": parts}
