"""A FHIR QuestionnaireResponse from anywhere, read strictly: what is not known is refused by name.

Nothing in it is looked up, fetched or evaluated. Its scores are counted anew from its answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.cells import ItemCells
from gutbone.answers.one import read_one
from gutbone.answers.read import answers_from, replaced
from gutbone.answers.responses import NOT_APPLICABLE, Reading, Responses
from gutbone.base.errors import GutboneError
from gutbone.base.numbers import Points
from gutbone.base.text import shown, visible
from gutbone.exchange.fhir_blocks import Asked, Bundle, Coding, Entry, Place, Response, each, shaped
from gutbone.exchange.fhir_form import questionnaire
from gutbone.exchange.fhir_names import address, code, counted, form_address, unsure
from gutbone.exchange.fhir_safety import AGE, codes_of, read_ticks
from gutbone.exchange.fhir_write import form_scores, quick_screen
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

STATUSES = ("completed", "in-progress", "amended", "stopped")
ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


class Value(Struct, frozen=True):
    """What an item holds: its kind, such as valueCoding, itself, and where it stands."""

    kind: str
    value: Any
    place: Place


def read_response(name: str, block: dict[str, Any], instrument: Instrument) -> Responses:
    """Read the answers of a QuestionnaireResponse; it keeps its id and date.

    Raises GutboneError (exit code 2) with the place of anything unknown, doubled or of the wrong kind.
    """
    file, place = _one_response(block, Place(name))
    values = _values(file, place, instrument)
    boxes, systems, items = codes_of(instrument), _systems(file, instrument), instrument.items
    codes = {name: _codes(instrument, item) for name, item in items.items() if not item.amount} | boxes
    answered = {link: value for link, value in values.items() if value and link in codes}
    read = {link: _answer(value, link, codes[link], systems, instrument) for link, value in answered.items()}
    read |= {link: (_amount(values[link], item), "") for link, item in items.items() if item.amount and link in values}
    given = {link: read[link][0] if link in read else None for link in values if link in items}
    safety = _safety(file, place, instrument, {link: one for link, (one, _) in read.items() if link in boxes})
    said = {
        **safety,
        "answers": {**given, **dict.fromkeys(safety["not-applicable"], NOT_APPLICABLE)},
        "assessed_at": file.authored,
        "mode": _mode(file, place, instrument),
        "ref": _reference(file, place, instrument),
        "instrument": {"version": (file.questionnaire or "").partition("|")[2] or None},
    }
    responses = answers_from(said, instrument, lambda _: str(place.at("authored")))  # all else is checked already
    asks = any(link in boxes or link.endswith(".possible") for link in values)  # of a form that heeds conditions
    counted_anew = form_scores(instrument, given, responses.known if asks else None, every=True)
    in_words, by = {link: words for link, (_, words) in read.items() if words}, instrument.words.read_by_words
    remarks = [by.format(item=items[link].label, words=words) for link, words in in_words.items()]
    remarks += [*_taken_for(instrument, responses), *_differences(instrument, counted_anew, values)]
    return replace(responses, id=file.id or "", remarks=(*responses.remarks, *remarks))


def _one_response(block: dict[str, Any], place: Place) -> tuple[Response, Place]:
    """Give a response, or the only one in a Bundle, such as gutbone writes for its observations, with its place.

    Refuses what is no response, and one that was withdrawn.
    """
    if block.get("resourceType") == "Bundle":
        entries = each(Entry, shaped(Bundle, block, place).entry, place.at("entry"))
        resources = [(entry.resource, at.at("resource")) for entry, at in entries if entry.resource is not None]
        found = [one for one in resources if one[0].get("resourceType") == "QuestionnaireResponse"]
        if len(found) != 1:
            what = f"this Bundle holds {len(found)} responses."
            raise place.refusal("FHIR_003", what, "Give one QuestionnaireResponse.")
        block, place = found[0]
    if (kind := block.get("resourceType")) != "QuestionnaireResponse":
        what = f"this is no response, but {shown(kind)}."
        raise place.at("resourceType").refusal("FHIR_002", what, "Give the QuestionnaireResponse in it.")
    file = shaped(Response, block, place)
    place.at("status").one_of(file.status, STATUSES, "status")
    if file.id and not ID.fullmatch(file.id):
        raise place.at("id").refusal("FHIR_004", "this is no id.", "Use up to 64 letters, digits, dots and hyphens.")
    return file, place


def _values(file: Response, place: Place, instrument: Instrument) -> dict[str, Value | None]:
    """Give what every item holds, nested or flat, by its linkId; each may be there only once."""
    takes_answer = _takes_answer(instrument)
    values: dict[str, Value | None] = {}
    open_ = [*each(Asked, file.item, place.at("item"))]
    while open_:
        item, at = open_.pop(0)
        link = at.at("linkId").one_of(item.link_id, takes_answer, "linkId")
        answers = [*each(dict, item.answer, at.at("answer"))]
        if link in values:
            raise at.refusal("FHIR_003", f"{link} is there twice.", "Leave one of them out.")
        if answers and not takes_answer[link]:
            raise at.refusal("FHIR_003", f"{link} takes no answer.", "Leave the answer out.")
        if len(answers) > 1:
            raise at.refusal("FHIR_003", f"{link} has {len(answers)} answers.", "Leave one.")
        values[link] = _value(link, *answers[0]) if answers else None
        open_ += each(Asked, item.item, at.at("item"))
        for answer, inside in answers:
            open_ += each(Asked, answer.get("item"), inside.at("item"))
    return values


@lru_cache(1)  # a whole form is written for it, and a file may hold a response a line
def _takes_answer(instrument: Instrument) -> dict[str, bool]:
    """Say of every linkId that may be there whether it takes an answer."""
    links = dict(_links(questionnaire(instrument, date="", with_safety=True)["item"]))
    return links | dict.fromkeys((one.link for one in counted(instrument, with_safety=True, every=True)), True)


def _links(items: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Give every linkId of the form, with whether it takes an answer."""
    for item in items:
        yield item["linkId"], item["type"] not in {"group", "display"}
        yield from _links(item.get("item", []))


def _value(link: str, answer: dict[str, Any], place: Place) -> Value:
    """Give the one value of an answer."""
    kinds = [key for key in answer if key not in {"id", "extension", "item"} and not key.startswith("_")]
    if len(kinds) != 1 or not kinds[0].startswith("value"):
        raise place.refusal("FHIR_004", f"this is no answer to {link}.", "Give it one value.")
    return Value(kinds[0], answer[kinds[0]], place.at(kinds[0]))


def _codes(instrument: Instrument, item: Item) -> dict[str, str | None]:
    """Give the codes that a question takes, with the option that each stands for; None for "not sure"."""
    return {code(item, option): option.id for option in item.options} | {unsure(instrument, item)["code"]: None}


def _systems(file: Response, instrument: Instrument) -> list[str | None]:
    """Give the systems whose codes are ours: none, too, in a response to one of our forms or to none by its address."""
    form = file.questionnaire or ""
    ours = {form_address(instrument, with_safety=with_safety) for with_safety in (False, True)}
    is_our_form = ":" not in form or form.partition("|")[0] in ours
    return [address(instrument, "CodeSystem"), *([None] if is_our_form else [])]


def _answer(
    value: Value, link: str, codes: Mapping[str, str | None], systems: Sequence[str | None], instrument: Instrument
) -> tuple[str | None, str]:
    """Give what a question was answered with, None for "not sure", and the words if it was read by them.

    An answer without a code of ours may say in words which option it is: a text, or another code's display.
    """
    item, is_text = instrument.items.get(link), value.kind == "valueString"
    if value.kind != "valueCoding" and not (item and is_text):
        raise value.place.refusal("FHIR_004", f"this is no answer to {link}.", "Give it as a valueCoding.")
    coding = shaped(Coding, {"display": value.value} if is_text else value.value, value.place)
    is_elsewhere = coding.system not in systems and coding.code not in [*codes]
    if item and coding.display is not None and (coding.code is None or is_elsewhere):
        return _in_words(coding.display, value.place.at("" if is_text else "display"), item, instrument)
    if coding.system not in systems:
        what = f"the code of {link} is from {shown(coding.system, 'no system')}."
        fix = f"Its system must be {systems[0]}, as in the form that gutbone exports."
        raise value.place.refusal("FHIR_006", what, fix)
    return codes[value.place.at("code").one_of(coding.code, codes, "code")], ""


def _amount(value: Value | None, item: Item) -> str | None:
    """Give the number that a question was answered with; None where it was left empty."""
    if value is None:
        return None
    if value.kind not in {"valueInteger", "valueDecimal"}:
        fix = "Give it as a valueInteger or valueDecimal."
        raise value.place.refusal("FHIR_004", f"this is no answer to {item.id}.", fix)
    try:
        return read_one(value.value, item)
    except GutboneError as error:
        raise value.place.refusal("FHIR_004", error.what, error.fix) from None


def _in_words(text: str, place: Place, item: Item, instrument: Instrument) -> tuple[str | None, str]:
    """Give the one option that is called so, word for word, and the words."""
    named, words = ItemCells(item, Reading()).names, text.strip()
    if words.casefold() == instrument.words.not_sure.casefold():
        return None, visible(words)
    if words.casefold() not in named:
        what = f"{shown(text)} is no answer to {item.id}, word for word."
        raise place.refusal("FHIR_004", what, "Give it as a valueCoding of the form that gutbone exports.")
    return item.options[named[words.casefold()]].id, visible(words)


def _taken_for(instrument: Instrument, responses: Responses) -> Iterator[str]:
    """Say so where a response may be a quick screen that has lost its mark in other software."""
    answered = {item for item, option in responses.answers.items() if option}
    core = {item.id for item in instrument.asked_in("core")}
    if responses.mode == "full" and core and answered == core != instrument.items.keys():
        yield instrument.words.taken_for_full


def _differences(
    instrument: Instrument, scores: Mapping[str, Points | str], values: Mapping[str, Value | None]
) -> Iterator[str]:
    """Say of every score in the file that its answers do not give."""
    labels = {score.link: score.label for score in counted(instrument, with_safety=True, every=True)}
    for link, value in values.items():
        score = scores.get(link)
        if link in labels and value is not None and shown(value.value) not in {shown(score), f"{score}.0"}:
            yield instrument.words.stored_score.format(name=labels[link], stored=visible(shown(value.value)))


def _safety(file: Response, place: Place, instrument: Instrument, ticked: Mapping[str, str | None]) -> dict[str, Any]:
    """Give what is ticked in the form and what our own extension says; those of others are not read.

    A box beside "None of these" wins over it.
    """
    choices: dict[str, list[str]] = {
        "condition": [name for name in instrument.condition if name not in instrument.ages],
        "flag": list(instrument.flag),
        "age": sorted(instrument.ages),
        "unasked": [*instrument.condition, *instrument.flag],
        "not-applicable": list(instrument.items),
    }
    ticks = {"age": [ticked[AGE]] if ticked.get(AGE) else None, **read_ticks(instrument, frozenset(ticked))}
    found: dict[str, list[str]] = {kind: [*(ticks.get(kind) or ())] for kind in choices}
    asked = {f"{kind}s-asked": ticks[kind] is not None for kind in ("condition", "flag")}
    own, retired = address(instrument, "StructureDefinition"), instrument.flags.retired
    for extension, at in each(dict, file.extension, place.at("extension")):
        is_ours = extension.get("url") == own
        for part, inner in each(dict, extension.get("extension") if is_ours else None, at.at("extension")):
            kind = inner.at("url").one_of(part.get("url"), {**asked, **choices}, "safety answer")
            name, here = part.get("valueCode"), inner.at("valueCode")
            if kind in asked:
                asked[kind] |= shaped(bool, part.get("valueBoolean"), inner.at("valueBoolean"))
            elif isinstance(name, str) and name in retired:
                raise here.refusal("FHIR_005", *replaced(name, retired))
            else:
                found[kind].append(here.one_of(name, choices[kind], kind))
    if len({*found["age"]}) > 1:
        raise place.refusal("FHIR_003", "two age groups are given.", "Leave one out.")
    lists = {f"{kind}s": found[kind] or ([] if asked[f"{kind}s-asked"] else None) for kind in ("condition", "flag")}
    return {**found, **lists, "age": next(iter(found["age"]), None)}


def _mode(file: Response, place: Place, instrument: Instrument) -> str:
    """Say whether the response is marked as a quick screen."""
    tags, own = each(dict, (file.meta or {}).get("tag"), place.at("meta").at("tag")), quick_screen(instrument)
    return "core" if any({key: tag.get(key) for key in own} == own for tag, _ in tags) else "full"


def _reference(file: Response, place: Place, instrument: Instrument) -> str | None:
    """Give the reference that gutbone wrote; identifiers of other systems are not taken over."""
    own = file.identifier or {}
    is_ours = own.get("system") == address(instrument, "NamingSystem")
    return shaped(str, own.get("value") or "", place.at("identifier").at("value")) or None if is_ours else None
