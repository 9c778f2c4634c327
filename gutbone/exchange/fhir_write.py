"""A result as the FHIR R4 QuestionnaireResponse that belongs to the Questionnaire, and its Observations."""

from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Any

from gutbone.answers.responses import Responses
from gutbone.assess.result import Result
from gutbone.assess.scoring import Published, left_out_by, resolve, score_answers
from gutbone.base.numbers import Points, exact
from gutbone.base.text import direction, visible
from gutbone.exchange.amounts import kind_of
from gutbone.exchange.fhir_form import questionnaire
from gutbone.exchange.fhir_names import Counted, address, coding, counted, form_address
from gutbone.exchange.fhir_safety import ticked_in
from gutbone.rules.instrument import Instrument

Given = Mapping[str, str | None]
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
XHTML = "http://www.w3.org/1999/xhtml"
UCUM = "http://unitsofmeasure.org"


def response(result: Result, instrument: Instrument, own_id: str, *, with_safety: bool = False) -> dict[str, Any]:
    """Write the answers and the scores that the form itself would count.

    An empty question stands for "not sure" or for what is not scored; one that was not asked is left out.
    Conditions, age group and red flags are there only ``with_safety``, for the form that asks about them. A quick screen has the scores that its answers
    are enough for, so that a form that goes on from it has no gap.
    """
    given, asked = given_in_form(result, instrument), {answer.item for answer in result.asked}
    resolved = resolve(instrument, Responses(answers=given))
    is_open = any(answer.item.id in asked and answer.status == "not_asked" for answer in resolved)
    narrative = escape(f"{instrument.title} ({instrument.id} {instrument.version}). {instrument.words.self_reported}")
    way = f' lang="{instrument.language}" dir="rtl"' if direction(instrument.language) == "rtl" else ""
    ref = visible(result.ref or "")
    form = questionnaire(instrument, date="", with_safety=with_safety)
    filled = _answers(instrument, given, _known(result) if with_safety else None)
    filled |= ticked_in(result, instrument) if with_safety else {}
    parts: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": own_id,
        "meta": {"tag": [quick_screen(instrument)]} if result.mode == "core" else None,
        "language": instrument.language,
        "text": {"status": "additional", "div": f'<div xmlns="{XHTML}"{way}><p>{narrative}</p></div>'},
        "extension": [*_safety(result, instrument)] if with_safety else None,
        "identifier": {"system": address(instrument, "NamingSystem"), "value": ref} if ref.strip() else None,
        "questionnaire": f"{form_address(instrument, with_safety=with_safety)}|{instrument.version}",
        "status": "in-progress" if is_open else "completed",
        "authored": result.assessed_at,
        "item": list(_filled(form["item"], filled)),
    }
    return {name: part for name, part in parts.items() if part}


def _known(result: Result) -> frozenset[str]:
    """Give the conditions that are known of a person, the age group among them."""
    return frozenset(result.conditions or ()) | ({result.age} if result.age else frozenset())


def _answers(instrument: Instrument, given: Given, known: Collection[str] | None) -> dict[str, dict[str, Any] | None]:
    """Give everything that the form holds, by linkId: answers, None for a question left empty, and scores."""
    filled: dict[str, dict[str, Any] | None] = {}
    for name, option in given.items():
        item = instrument.items[name]
        if item.amount:
            filled[name] = {f"value{kind_of(item).capitalize()}": exact(float(option))} if option else None
        else:
            filled[name] = {"valueCoding": coding(instrument, item, item.by_id[option])} if option else None
    kinds = {one.link: one.kind.capitalize() for one in counted(instrument, with_safety=known is not None)}
    for link, score in form_scores(instrument, given, known).items():
        filled[link] = {f"value{kinds[link]}": score}
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


def _safety(result: Result, instrument: Instrument) -> Iterator[dict[str, Any]]:
    """Say what no box of the form can: which questions of a page were not asked, and what else does not apply."""
    by_conditions = left_out_by(instrument, _known(result))
    left_out = [a.item for a in result.answers if a.status == "not_applicable" and a.item not in by_conditions]
    parts = [{"url": "unasked", "valueCode": name} for name in result.unasked]
    parts += [{"url": "not-applicable", "valueCode": name} for name in left_out]
    if parts:
        yield {"url": address(instrument, "StructureDefinition"), "extension": parts}


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
                "note": [{"text": instrument.words.self_reported}],
                "derivedFrom": [{"reference": response}],
            }


def given_in_form(result: Result, instrument: Instrument) -> Given:
    """Give the answers as a form holds them: an option, or None where it stays empty.

    What is not scored for a person stays empty too, so that no form can score it. For someone of whom
    nothing is scored that is everything.
    """
    given = {
        answer.item: answer.said if answer.status == "answered" and result.ending != "stopped" else None
        for answer in result.asked
        if answer.status in {"answered", "not_sure", "not_applicable"}
    }
    resolved = resolve(instrument, Responses(answers=given))
    hidden = {answer.item.id for answer in resolved if answer.status == "settled"}
    return {item: option for item, option in given.items() if item not in hidden}


def form_scores(
    instrument: Instrument, given: Given, known: Collection[str] | None = None, *, every: bool = False
) -> dict[str, Points | str]:
    """Give every score that a form counts, by linkId: those of which no answer is missing, or that fill it in.

    A form that asks about conditions heeds those that are ``known``: what they take out leaves points and possible
    points, and nobody has a score that it is not for, or whose numbers are hidden.
    With ``every`` score there are also those that older forms held twice.
    """
    with_safety, held = known is not None, frozenset(known or ())
    if any(instrument.condition[name].stops or instrument.condition[name].hides_numbers for name in held):
        return {}
    left_out = left_out_by(instrument, held)
    said = {item: option for item, option in given.items() if item not in left_out}
    answers = {one.item.id: one for one in resolve(instrument, Responses(answers=said, conditions=held))}
    needed = {domain.id: {*domain.needs} & left_out for domain in instrument.domains}
    found: dict[str, Points | str] = {}
    for one in counted(instrument, with_safety=with_safety, every=every):
        own = [answers[item.id] for item in one.items]
        score = score_answers(instrument, own, "full", one.name)
        if one.is_published:
            found |= _as_published(instrument, one, score.published or None)
        elif score.points and not needed.get(one.name) and all(a.is_known for a in own if a.item.id not in left_out):
            if one.part == "band":
                found |= {one.link: instrument.band_label(one.name, score.band.low)} if score.band else {}
            else:
                found[one.link] = score.points.low if one.part == "points" else score.possible
    return found


def _as_published(instrument: Instrument, one: Counted, own: Published | None) -> dict[str, Points | str]:
    """Give the total as published, or its band, by its linkId, where there is one."""
    if own is None:
        return {}
    if one.part == "points.published":
        return {one.link: own.rounded}
    return {one.link: instrument.band_label(one.name, own.band)} if own.band else {}
