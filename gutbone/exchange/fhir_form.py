"""The instrument as a FHIR R4 Questionnaire that counts its own score."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from gutbone.exchange.fhir_names import SELF_REPORTED, TOTAL, address, code, coding, counted
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"


def questionnaire(instrument: Instrument, *, date: str, weights: bool = True) -> dict[str, Any]:
    """Write the whole form; without ``weights`` no engine can show points beside the answers."""
    name = "".join(part.capitalize() for part in re.split("[._+-]+", instrument.id))
    groups = []
    for domain in instrument.domains:
        questions = [_question(instrument, item, weights=weights) for item in domain.items]
        inner = [*questions, *_scores(instrument, domain.id)]
        groups.append({"linkId": domain.id, "text": domain.label, "type": "group", "item": inner})
    return {
        "resourceType": "Questionnaire",
        "language": instrument.language,
        "url": address(instrument, "Questionnaire"),
        "version": instrument.version,
        "name": name if name[0].isalpha() else f"Form{name}",
        "title": instrument.title,
        "status": "draft",
        "experimental": True,
        "subjectType": ["Patient"],
        "date": date,
        "publisher": "gutbone",
        "description": f"{instrument.purpose} {SELF_REPORTED}",
        "purpose": " ".join((instrument.purpose, *instrument.limits)),
        "copyright": f"The wording is that of the rules {instrument.id} {instrument.version}.",
        "item": [
            *({"linkId": link, "text": text, "type": "display"} for link, text in about(instrument)),
            *groups,
            *_scores(instrument, TOTAL),
        ],
    }


def about(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Give the opening words with their linkIds: what the form is, what it is not, and how to answer."""
    for number, text in enumerate((*instrument.opening, instrument.purpose, instrument.recall), 1):
        yield f"form.about.{number}", text  # no item's id holds a dot


def _question(instrument: Instrument, item: Item, *, weights: bool) -> dict[str, Any]:
    """Write one question, hidden where another answer makes it needless. Left empty, it stands for not sure."""
    conditions = []
    for name, options in item.asked_unless.items():
        other = instrument.items[name]
        codings = (coding(instrument, other, other.by_id[option]) for option in options)
        conditions += [{"question": name, "operator": "!=", "answerCoding": own} for own in codings]
    question: dict[str, Any] = {
        "linkId": item.id,
        "extension": [_control("radio-button")],
        "text": f"{item.text} {item.hint}".strip(),
        "type": "choice",
        **({"enableWhen": conditions, "enableBehavior": "all"} if conditions else {}),
        "repeats": False,
        "answerOption": [],
    }
    for option in item.options:
        weight = {"extension": [{"url": ORDINAL, "valueDecimal": item.points(option)}]} if weights else {}
        question["answerOption"].append({**weight, "valueCoding": coding(instrument, item, option)})
    if item.help:
        link, control = f"{item.id}.help", [_control("help")]
        question["item"] = [{"linkId": link, "extension": control, "text": item.help, "type": "display"}]
    return question


def _scores(instrument: Instrument, name: str) -> Iterator[dict[str, Any]]:
    """Write the scores of a domain, or of the total, as items that the form fills in."""
    for score in (score for score in counted(instrument) if score.name == name):
        expression, band = _points_expression(score.items), "{}"
        for least, label in score.edges:
            band = f"iif($this >= {least}, {_quoted(label)}, {band})"
        if score.part == "band":
            expression = f"({expression}).select({band})"
        value = {"language": "text/fhirpath", "expression": expression}
        yield {
            "linkId": score.link,
            "extension": [{"url": CALCULATED, "valueExpression": value}],
            "text": score.text,
            "type": "integer" if score.part == "points" else "string",
            "readOnly": True,
        }


def _control(name: str) -> dict[str, Any]:
    return {"url": CONTROL, "valueCodeableConcept": {"coding": [{"system": CONTROLS, "code": name}]}}


def _points_expression(items: Sequence[Item]) -> str:
    """Count the points of these items, once each is answered or settled by another answer."""
    always = [item for item in items if not item.asked_unless]
    known = [_answers(always)] if always else []
    points = [_points(always)]
    for item in items:
        if item.asked_unless:
            others = (f"{other}.{option}" for other, options in item.asked_unless.items() for option in options)
            settled = f"{_coded(others)} > 0"
            known.append(f"iif({settled}, 1, {_answers([item])})")
            points.append(f"iif({settled}, {item.points(item.options[0])}, {_points([item])})")
    return f"iif({' + '.join(known)} = {len(items)}, {' + '.join(points)}, {{}})"


def _points(items: Sequence[Item]) -> str:
    """Add up the points of answers, those with equal points together."""
    worth = sorted((item.points(option), code(item, option)) for item in items for option in item.options)
    terms = ["0"]
    for points, group in groupby(worth, key=lambda pair: pair[0]):
        if points:
            sign = "-" if points < 0 else "+"
            terms.append(f"{sign} {abs(points)} * {_coded(name for _, name in group)}")
    return f"({' '.join(terms)})"


def _answers(items: Iterable[Item]) -> str:
    """Count all answers to some items, wherever in the response they stand."""
    return f"%resource.descendants().where(linkId in {_one_of(item.id for item in items)}).answer.value.count()"


def _coded(codes: Iterable[str]) -> str:
    """Count the answers with some codes; no code stands for answers to two questions."""
    return f"%resource.descendants().answer.value.where(code in {_one_of(codes)}).count()"


def _one_of(texts: Iterable[str]) -> str:
    return f"({' | '.join(map(_quoted, texts))})"


def _quoted(text: str) -> str:
    """Write a text as FHIRPath does."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
