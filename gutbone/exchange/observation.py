"""A response with an Observation for each of its scores, for systems that keep numbers and no forms."""

from collections.abc import Iterator
from typing import Any

from gutbone.assessment import Assessment
from gutbone.exchange.computed import form_scores, given_in_form
from gutbone.exchange.names import SELF_REPORTED, address, points_id, score_text, scored

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UCUM = "http://unitsofmeasure.org"


def bundle(assessment: Assessment, response: dict[str, Any], ids: Iterator[str]) -> dict[str, Any]:
    """Collect the response and the Observations made from it. No code says what a score means."""
    own = f"urn:uuid:{next(ids)}"
    entries = [{"fullUrl": own, "resource": response}]
    scores = form_scores(assessment.instrument, given_in_form(assessment))
    for name in scored(assessment.instrument):
        if points_id(name) in scores and assessment.responses.mode == "full":
            observation = _observation(assessment, name, scores[points_id(name)], own)
            entries.append({"fullUrl": f"urn:uuid:{next(ids)}", "resource": observation})
    return {
        "resourceType": "Bundle",
        "id": next(ids),
        "type": "collection",
        "timestamp": assessment.responses.assessed_at,
        "entry": entries,
    }


def _observation(assessment: Assessment, name: str, points: int | str, response: str) -> dict[str, Any]:
    instrument, link = assessment.instrument, points_id(name)
    text = score_text(instrument, name, link)
    return {
        "resourceType": "Observation",
        "language": instrument.language,
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": {"coding": [{"system": address(instrument, "CodeSystem"), "code": link}], "text": text},
        "effectiveDateTime": assessment.responses.assessed_at,
        "valueQuantity": {"value": points, "system": UCUM, "code": "{score}"},
        "note": [{"text": SELF_REPORTED}],
        "derivedFrom": [{"reference": response}],
    }
