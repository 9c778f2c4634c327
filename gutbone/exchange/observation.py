"""A response with an Observation for each of its scores, for systems that keep numbers and no forms."""

from collections.abc import Iterator
from typing import Any

from gutbone.assessment import Assessment
from gutbone.exchange.computed import form_scores, given_in_form
from gutbone.exchange.names import SELF_REPORTED, Counted, address, counted

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UCUM = "http://unitsofmeasure.org"


def bundle(assessment: Assessment, response: dict[str, Any], ids: Iterator[str]) -> dict[str, Any]:
    """Collect the response and the Observations made from it. No code says what a score means."""
    own = f"urn:uuid:{next(ids)}"
    entries = [{"fullUrl": own, "resource": response}]
    scores = form_scores(assessment.instrument, given_in_form(assessment))
    for score in counted(assessment.instrument):
        if score.part == "points" and score.link in scores and assessment.responses.mode == "full":
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
