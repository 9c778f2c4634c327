"""The instrument as a FHIR R4 Questionnaire that counts its own score."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from gutbone.base.numbers import Points, total
from gutbone.exchange.fhir_names import SELF_REPORTED, TOTAL, address, code, coding, counted, unsaid, unsure
from gutbone.rules.domain import Item, Option
from gutbone.rules.instrument import Instrument

CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
# The codes of all answers as one text, each between two "/", which no id holds. The questions stand in groups. Every
# engine can do this (in Medplum descendants() gives nothing), and a text is searched far quicker than a response.
CODES = "('/' & %resource.item.item.answer.value.code.join('//') & '/')"
MARK = "#"  # no id holds it
LENGTH = f".replaceMatches('[^{MARK}]', '').length()"
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
        "purpose": unsaid(" ".join((instrument.purpose, *instrument.limits))),
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
    """Write one question, hidden where another answer makes it needless. Left empty, it is open, as with the last choice."""
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
    question["answerOption"].append({"valueCoding": unsure(instrument, item)})
    if more := unsaid(item.help, question["text"]):
        link, control = f"{item.id}.help", [_control("help")]
        question["item"] = [{"linkId": link, "extension": control, "text": more, "type": "display"}]
    return question


def _scores(instrument: Instrument, name: str) -> Iterator[dict[str, Any]]:
    """Write the scores of a domain, or of the total, as items that the form fills in."""
    for score in (score for score in counted(instrument) if score.name == name):
        expression, band = _points_expression(score.items), "{}"
        for least, label in score.edges:
            band = f"iif($this >= {_number(least)}, {_quoted(label)}, {band})"
        if score.part == "band":
            expression = f"{expression}.select({band})"
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
    """Count the points of these items, once each is answered or settled by another answer.

    What an answer is worth above its question's least becomes so many marks, and the length of all marks is the score.
    """
    always = [item for item in items if not item.asked_unless]
    answers = _replaced((f"{item.id}.[a-z0-9_]+" for item in always), 1)
    known = [f"$this{answers}{LENGTH} = {_number(len(always))}"] if always else []
    marks = [_marks(always)]
    for item in (item for item in items if item.asked_unless):
        others = ((other, option) for other, options in item.asked_unless.items() for option in options)
        settled = " or ".join(f"$this.contains('/{other}.{option}/')" for other, option in others)
        known.append(f"({settled} or $this.contains('/{item.id}.'))")
        marks.append(f"iif({settled}, '{MARK * _worth(item, item.options[0])}', {_marks([item])})")
    least = total(item.least for item in items)
    points = f"({' & '.join(marks)}){LENGTH}{f' + {_number(least)}' if least else ''}"
    return f"{CODES}.select(iif({' and '.join(known)}, {points}, {{}}))"


def _marks(items: Sequence[Item]) -> str:
    """Put marks for answers, those worth the same together."""
    worth = sorted((_worth(item, option), code(item, option)) for item in items for option in item.options)
    groups = groupby(worth, key=lambda pair: pair[0])
    return "$this" + "".join(_replaced((name for _, name in group), marks) for marks, group in groups if marks)


def _worth(item: Item, option: Option) -> int:
    """Give the points of an answer above the least its question can give, so that no sum is below 0."""
    return int(item.points(option) - item.least)


def _replaced(patterns: Iterable[str], marks: int) -> str:
    """Replace the codes that fit one of some patterns; a dot fits only that of a code, as nothing else there fits it."""
    return f".replaceMatches('/({'|'.join(patterns)})/', '{MARK * marks}')"


def _number(number: Points) -> str:
    """Write a whole number as FHIRPath reads it quickest: fhirpath.js is ten times slower to read it without quotes."""
    return f"'{number}'.toInteger()"


def _quoted(text: str) -> str:
    """Write a text as FHIRPath does."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
