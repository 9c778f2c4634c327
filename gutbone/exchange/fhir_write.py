"""An assessment as the FHIR R4 QuestionnaireResponse that belongs to the Questionnaire, and its Observations."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from gutbone.answers.responses import Responses
from gutbone.assess.assessment import Assessment
from gutbone.assess.scoring import Answer, early_end, resolve, score_answers
from gutbone.base.text import visible
from gutbone.exchange.fhir_form import questionnaire
from gutbone.exchange.fhir_names import SELF_REPORTED, Counted, address, coding, counted, questionnaire_of
from gutbone.rules.instrument import Instrument

Given = Mapping[str, str | None]
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UCUM = "http://unitsofmeasure.org"


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
        "meta": {"tag": [quick_screen(instrument)]} if responses.mode == "core" else None,
        "language": instrument.language,
        "text": _narrative(instrument),
        "extension": [_safety(assessment)] if with_safety else None,
        "identifier": _reference(instrument, responses),
        "questionnaire": questionnaire_of(instrument),
        "status": "in-progress" if open_ else "completed",
        "authored": responses.assessed_at,
        "item": list(_filled(questionnaire(instrument, date="")["item"], _answers(assessment, given))),
    }
    return {name: part for name, part in parts.items() if part}


def _answers(assessment: Assessment, given: Given) -> dict[str, dict[str, Any] | None]:
    """Give everything that the form holds, by linkId: answers, None for a question left empty, and scores."""
    instrument = assessment.instrument
    filled: dict[str, dict[str, Any] | None] = {}
    for name, option in given.items():
        item = instrument.items[name]
        filled[name] = {"valueCoding": coding(instrument, item, item.by_id[option])} if option else None
    for link, score in _scores(assessment, given).items():
        filled[link] = {"valueInteger" if isinstance(score, int) else "valueString": score}
    return filled


def _scores(assessment: Assessment, given: Given) -> dict[str, int | str]:
    """Give the scores that the form counts; a quick screen, which is a part of it, has none."""
    return form_scores(assessment.instrument, given) if assessment.responses.mode == "full" else {}


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


def bundle(assessment: Assessment, response: dict[str, Any], ids: Iterator[str]) -> dict[str, Any]:
    """Collect a response and an Observation for each of its scores, for systems that keep numbers and no forms.

    No code says what a score means.
    """
    own = f"urn:uuid:{next(ids)}"
    entries = [{"fullUrl": own, "resource": response}]
    scores = _scores(assessment, given_in_form(assessment))
    for score in counted(assessment.instrument):
        if score.part == "points" and score.link in scores:
            observation = _observation(assessment, score, scores[score.link], own)
            entries.append({"fullUrl": f"urn:uuid:{next(ids)}", "resource": observation})
    return {
        "resourceType": "Bundle",
        "id": next(ids),
        "type": "collection",
        "timestamp": assessment.responses.assessed_at,
        "entry": entries,
    }


def _observation(assessment: Assessment, score: Counted, points: int | str, response: str) -> dict[str, Any]:
    instrument = assessment.instrument
    return {
        "resourceType": "Observation",
        "language": instrument.language,
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": {"coding": [{"system": address(instrument, "CodeSystem"), "code": score.link}], "text": score.text},
        "effectiveDateTime": assessment.responses.assessed_at,
        "valueQuantity": {"value": points, "system": UCUM, "code": "{score}"},
        "note": [{"text": SELF_REPORTED}],
        "derivedFrom": [{"reference": response}],
    }


def given_in_form(assessment: Assessment) -> Given:
    """Give the answers as a form holds them: an option, or None where it stays empty.

    What is not scored for a person stays empty too, so that no form can score it. For someone of whom
    nothing is scored that is everything.
    """
    instrument, responses = assessment.instrument, assessment.responses
    stopped = early_end(instrument, responses) == "stopped"
    asked = instrument.asked_in(responses.mode)
    given = {
        answer.item.id: answer.chosen.id if answer.status == "answered" and not stopped else None
        for answer in assessment.answers
        if answer.item in asked and answer.status in {"answered", "not_sure", "not_applicable"}
    }
    hidden = {answer.item.id for answer in resolved(instrument, given) if answer.status == "settled"}
    return {item: option for item, option in given.items() if item not in hidden}


def resolved(instrument: Instrument, given: Given) -> tuple[Answer, ...]:
    """Work out what becomes of every question in a form with these answers."""
    return resolve(instrument, Responses(answers=given))


def form_scores(instrument: Instrument, given: Given) -> dict[str, int | str]:
    """Give every score that the form counts, by linkId: those of which no answer is missing."""
    answers = {answer.item.id: answer for answer in resolved(instrument, given)}
    found: dict[str, int | str] = {}
    for one in counted(instrument):
        own = [answers[item.id] for item in one.items]
        score = score_answers(instrument, own, "full")
        if not (score.points and all(answer.is_known for answer in own)):
            continue
        if one.part == "points":
            found[one.link] = score.points.low
        elif score.band:
            found[one.link] = instrument.band[score.band.low].label
    return found
