"""The instrument as a FHIR R4 Questionnaire that counts its own score."""

import re
from collections.abc import Iterator
from math import ceil
from typing import Any

from gutbone.base.numbers import exact
from gutbone.exchange.amounts import kind_of
from gutbone.exchange.fhir_expressions import TakenOut, score_expression
from gutbone.exchange.fhir_names import (
    TOTAL,
    coding,
    control,
    counted,
    form_address,
    help_of,
    unsaid,
    unsure,
)
from gutbone.exchange.fhir_safety import ages, groups, taken_out, unanswered, unless_ticked
from gutbone.rules.amount import Reached
from gutbone.rules.amount_words import of_amount
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"
ORDINAL = f"{STRUCTURE}ordinalValue"
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"


def questionnaire(
    instrument: Instrument, *, date: str, weights: bool = True, with_safety: bool = False
) -> dict[str, Any]:
    """Write the whole form; without ``weights`` no engine can show points beside the answers.

    Only ``with_safety`` does it ask for age, conditions and warning signs, and then it heeds them.
    """
    name = "".join(part.capitalize() for part in re.split("[._+-]+", instrument.id))
    out = taken_out(instrument) if with_safety else None
    inner = []
    for domain in instrument.domains:
        questions = [_question(instrument, item, out, weights=weights) for item in domain.items]
        own = [*questions, *_scores(instrument, domain.id, out)]
        inner.append({"linkId": domain.id, "text": domain.label, "type": "group", "item": own})
    if with_safety:
        inner = [*ages(instrument), *groups(instrument, "condition"), *inner, *groups(instrument, "flag")]
    return {
        "resourceType": "Questionnaire",
        "language": instrument.language,
        "url": form_address(instrument, with_safety=with_safety),
        "version": instrument.version,
        "name": f"{'' if name[0].isalpha() else 'Form'}{name}{'WithSafety' if with_safety else ''}",
        "title": instrument.title,
        "status": "draft",
        "experimental": True,
        "subjectType": ["Patient"],
        "date": date,
        "publisher": instrument.clinic.publisher or instrument.clinic.name,
        "description": f"{instrument.purpose} {instrument.words.self_reported}",
        "purpose": unsaid(" ".join((instrument.purpose, *instrument.limits))),
        "copyright": instrument.words.form_wording.format(id=instrument.id, version=instrument.version),
        "item": [
            *(
                {"linkId": link, "text": text, "type": "display"}
                for link, text in about(instrument, with_safety=with_safety)
            ),
            *inner,
            *(score for one in instrument.subscores for score in _scores(instrument, one.id, out)),
            *_scores(instrument, TOTAL, out),
        ],
    }


def about(instrument: Instrument, *, with_safety: bool = False) -> Iterator[tuple[str, str]]:
    """Give the opening words with their linkIds: what the form is, what it is not, and how to answer."""
    opening = instrument.opening_with_safety if with_safety else instrument.opening
    for number, text in enumerate((*opening, instrument.purpose, instrument.recall), 1):
        yield f"form.about.{number}", text  # no item's id holds a dot


def _question(instrument: Instrument, item: Item, out: TakenOut | None, *, weights: bool) -> dict[str, Any]:
    """Write one question, hidden where another answer makes it needless. Left empty, it is open, as with the last choice."""
    conditions, how = unless_ticked(instrument, out[item.id]) if out else [], "all"
    for name, unless in item.asked_unless.items():
        other = instrument.items[name]
        if isinstance(unless, Reached):
            is_only = not conditions and len(item.asked_unless) == 1  # else it waits for the number
            how = "any" if is_only else "all"
            conditions += [unanswered(name)] if is_only else []
            conditions.append(_unreached(other, unless))
        else:
            codings = (coding(instrument, other, other.by_id[option]) for option in unless)
            conditions += [{"question": name, "operator": "!=", "answerCoding": own} for own in codings]
    shown = {"enableWhen": conditions, "enableBehavior": how} if conditions else {}
    if item.amount:
        return _amount(instrument, item, shown)
    question: dict[str, Any] = {
        "linkId": item.id,
        "extension": [control("radio-button")],
        "text": f"{item.text} {item.hint}".strip(),
        "type": "choice",
        **shown,
        "repeats": False,
        "answerOption": [],
    }
    for option in item.options:
        has_weight = weights and item.scored
        weight = {"extension": [{"url": ORDINAL, "valueDecimal": item.points(option)}]} if has_weight else {}
        question["answerOption"].append({**weight, "valueCoding": coding(instrument, item, option)})
    question["answerOption"].append({"valueCoding": unsure(instrument, item)})
    if more := unsaid(item.help, question["text"]):
        question["item"] = [help_of(item.id, more)]
    return question


def _unreached(other: Item, unless: Reached) -> dict[str, Any]:
    """Say that a question was answered with a number that makes no other needless."""
    (sign, edge), kind = unless.bound, kind_of(other)
    value = ceil(edge) if kind == "integer" else edge
    return {"question": other.id, "operator": ">=" if sign == "<" else "<", f"answer{kind.capitalize()}": value}


def _amount(instrument: Instrument, item: Item, shown: dict[str, Any]) -> dict[str, Any]:
    """Write a question that takes a number, with its bounds; left empty, it is open."""
    kind, value = kind_of(item), f"value{kind_of(item).capitalize()}"
    ends = {"minValue": exact(item.smallest), "maxValue": exact(item.top if item.at_most is None else item.at_most)}
    bounds = [{"url": f"{STRUCTURE}{name}", value: end} for name, end in ends.items()]
    if item.amount and item.amount.decimals:
        bounds.append({"url": f"{STRUCTURE}maxDecimalPlaces", "valueInteger": item.amount.decimals})
    asked = " ".join(filter(None, (item.text, item.hint, of_amount(instrument.words, "amount_range", item))))
    question = {"linkId": item.id, "extension": bounds, "text": asked, "type": kind, **shown, "repeats": False}
    more = unsaid(item.help, asked)
    return {**question, "item": [help_of(item.id, more)]} if more else question


def _scores(instrument: Instrument, name: str, out: TakenOut | None) -> Iterator[dict[str, Any]]:
    """Write the scores of a domain, or of the total, as items that the form fills in."""
    for score in (score for score in counted(instrument, with_safety=out is not None) if score.name == name):
        expression = score_expression(instrument, score, out)
        value = {"language": "text/fhirpath", "expression": expression}
        yield {
            "linkId": score.link,
            "extension": [{"url": CALCULATED, "valueExpression": value}],
            "text": score.text,
            "type": score.kind,
            "readOnly": True,
        }
