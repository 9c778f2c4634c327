"""A result as the FHIR R4 QuestionnaireResponse that belongs to the Questionnaire, and its Observations."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from gutbone.answers.responses import Responses
from gutbone.assess.result import Result
from gutbone.assess.scoring import left_out_by, resolve, score_answers
from gutbone.base.numbers import Points
from gutbone.base.text import visible
from gutbone.exchange.fhir_form import questionnaire
from gutbone.exchange.fhir_names import SELF_REPORTED, address, coding, counted
from gutbone.rules.instrument import Instrument

Given = Mapping[str, str | None]
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UCUM = "http://unitsofmeasure.org"


def response(result: Result, instrument: Instrument, own_id: str, *, with_safety: bool = False) -> dict[str, Any]:
    """Write the answers and the scores that the form itself would count.

    An empty question stands for "not sure" or for what is not scored; one that was not asked is left out.
    Conditions, age group and red flags are there only ``with_safety``. A quick screen has the scores that its answers
    are enough for, so that a form that goes on from it has no gap.
    """
    given, asked = given_in_form(result, instrument), {answer.item for answer in result.asked}
    resolved = resolve(instrument, Responses(answers=given))
    is_open = any(answer.item.id in asked and answer.status == "not_asked" for answer in resolved)
    narrative = escape(f"{instrument.title} ({instrument.id} {instrument.version}). {SELF_REPORTED}")
    ref = visible(result.ref or "")
    parts: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": own_id,
        "meta": {"tag": [quick_screen(instrument)]} if result.mode == "core" else None,
        "language": instrument.language,
        "text": {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{narrative}</p></div>'},
        "extension": [_safety(result, instrument)] if with_safety else None,
        "identifier": {"system": address(instrument, "NamingSystem"), "value": ref} if ref.strip() else None,
        "questionnaire": f"{address(instrument, 'Questionnaire')}|{instrument.version}",
        "status": "in-progress" if is_open else "completed",
        "authored": result.assessed_at,
        "item": list(_filled(questionnaire(instrument, date="")["item"], _answers(instrument, given))),
    }
    return {name: part for name, part in parts.items() if part}


def _answers(instrument: Instrument, given: Given) -> dict[str, dict[str, Any] | None]:
    """Give everything that the form holds, by linkId: answers, None for a question left empty, and scores."""
    filled: dict[str, dict[str, Any] | None] = {}
    for name, option in given.items():
        item = instrument.items[name]
        filled[name] = {"valueCoding": coding(instrument, item, item.by_id[option])} if option else None
    for link, score in form_scores(instrument, given).items():
        filled[link] = {"valueInteger" if isinstance(score, int) else "valueString": score}
    return filled


def _filled(form: list[dict[str, Any]], answers: Mapping[str, dict[str, Any] | None]) -> Iterator[dict[str, Any]]:
    """Write the form's items that hold something, nested as in the form."""
    for item in form:
        filled = {"linkId": item["linkId"], "text": item["text"]}
        if answer := answers.get(item["linkId"]):
            filled["answer"] = [answer]
        if inner := list(_filled(item.get("item", []), answers)):
            filled["item"] = inner
        if inner or item["linkId"] in answers:
            yield filled


def quick_screen(instrument: Instrument) -> dict[str, str]:
    """Give the tag of a quick screen, which is never compared with the full form."""
    return {"system": address(instrument, "CodeSystem"), "code": "quick-screen"}


def _safety(result: Result, instrument: Instrument) -> dict[str, Any]:
    """Say what was asked about safety and what was ticked; asked and none is not the same as not asked."""
    conditions = None if result.conditions is None else set(result.conditions) - instrument.ages
    flags = None if result.flags is None else {flag.id for flag in result.flags}
    by_conditions = left_out_by(instrument, conditions or ())
    left_out = [a.item for a in result.answers if a.status == "not_applicable" and a.item not in by_conditions]
    parts: list[dict[str, Any]] = []
    for kind, ticked, known in (("condition", conditions, instrument.condition), ("flag", flags, instrument.flag)):
        parts.append({"url": f"{kind}s-asked", "valueBoolean": ticked is not None})
        parts += [{"url": kind, "valueCode": name} for name in known if name in (ticked or ())]
    parts += [{"url": "age", "valueCode": result.age}] if result.age else []
    parts += [{"url": "unasked", "valueCode": name} for name in result.unasked]
    parts += [{"url": "not-applicable", "valueCode": name} for name in left_out]
    return {"url": address(instrument, "StructureDefinition"), "extension": parts}


def bundle(result: Result, instrument: Instrument, response: dict[str, Any], ids: Iterator[str]) -> dict[str, Any]:
    """Collect a response and an Observation for each of its scores, for systems that keep numbers and no forms."""
    own = f"urn:uuid:{next(ids)}"
    observations = _observations(result, instrument, own)
    entries = [{"fullUrl": f"urn:uuid:{next(ids)}", "resource": observation} for observation in observations]
    return {
        "resourceType": "Bundle",
        "id": next(ids),
        "type": "collection",
        "timestamp": result.assessed_at,
        "entry": [{"fullUrl": own, "resource": response}, *entries],
    }


def _observations(result: Result, instrument: Instrument, response: str) -> Iterator[dict[str, Any]]:
    """Write the points of each score that the form counts; no code says what a score means."""
    scores = form_scores(instrument, given_in_form(result, instrument))
    for score in counted(instrument):
        if score.part == "points" and score.link in scores:
            code = {"system": address(instrument, "CodeSystem"), "code": score.link}
            yield {
                "resourceType": "Observation",
                "language": instrument.language,
                "status": "final",
                "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
                "code": {"coding": [code], "text": score.text},
                "effectiveDateTime": result.assessed_at,
                "valueQuantity": {"value": scores[score.link], "system": UCUM, "code": "{score}"},
                "note": [{"text": SELF_REPORTED}],
                "derivedFrom": [{"reference": response}],
            }


def given_in_form(result: Result, instrument: Instrument) -> Given:
    """Give the answers as a form holds them: an option, or None where it stays empty.

    What is not scored for a person stays empty too, so that no form can score it. For someone of whom
    nothing is scored that is everything.
    """
    given = {
        answer.item: answer.option if answer.status == "answered" and result.ending != "stopped" else None
        for answer in result.asked
        if answer.status in {"answered", "not_sure", "not_applicable"}
    }
    resolved = resolve(instrument, Responses(answers=given))
    hidden = {answer.item.id for answer in resolved if answer.status == "settled"}
    return {item: option for item, option in given.items() if item not in hidden}


def form_scores(instrument: Instrument, given: Given) -> dict[str, Points | str]:
    """Give every score that the form counts, by linkId: those of which no answer is missing."""
    answers = {answer.item.id: answer for answer in resolve(instrument, Responses(answers=given))}
    found: dict[str, Points | str] = {}
    for one in counted(instrument):
        own = [answers[item.id] for item in one.items]
        score = score_answers(instrument, own, "full")
        if score.points and all(answer.is_known for answer in own):
            if one.part == "points":
                found[one.link] = score.points.low
            elif score.band:
                found[one.link] = instrument.band_label(one.name, score.band.low)
    return found
