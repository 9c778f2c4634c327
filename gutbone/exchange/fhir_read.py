"""A FHIR QuestionnaireResponse from anywhere, read strictly: what is not known is refused by name.

Nothing in it is looked up, fetched or evaluated. Its scores are counted anew from its answers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from gutbone.answers.cells import NOT_APPLICABLE, ItemCells, Reading
from gutbone.answers.one import read_one
from gutbone.answers.read import answers_from, replaced
from gutbone.answers.responses import Responses
from gutbone.base.errors import GutboneError
from gutbone.base.numbers import Points
from gutbone.base.text import shown, visible
from gutbone.exchange.fhir_form import questionnaire
from gutbone.exchange.fhir_names import address, code, counted, form_address, unsure
from gutbone.exchange.fhir_part import Part
from gutbone.exchange.fhir_safety import AGE, codes_of, read_ticks
from gutbone.exchange.fhir_write import form_scores, quick_screen
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

STATUSES = ("completed", "in-progress", "amended", "stopped")
# All parts that R4 gives a response and its items, but for the two that may change what the rest means.
PARTS = """
resourceType id meta language text contained extension identifier basedOn partOf questionnaire status subject
encounter authored author source item _language _questionnaire _status _authored
"""
ITEM_PARTS = "linkId text answer item definition id extension _linkId _text _definition"
BUNDLE_PARTS = """
resourceType id meta language identifier type timestamp total link entry signature
extension fullUrl resource search request response
"""
ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


def read_response(name: str, block: dict[str, Any], instrument: Instrument) -> Responses:
    """Read the answers of a QuestionnaireResponse; it keeps its id and date.

    Raises GutboneError (exit code 2) with the place of anything unknown, doubled or of the wrong kind.
    """
    file = _one_response(Part(name, block))
    _check_head(file)
    values = _values(file, instrument)
    items, boxes = instrument.items, codes_of(instrument)
    codes = {name: _codes(instrument, item) for name, item in items.items() if not item.amount} | boxes
    read = {link: _coded(file, instrument, link, v, codes[link]) for link, v in values.items() if link in codes}
    read |= {link: _amount(values[link], item) for link, item in items.items() if item.amount and link in values}
    given = {link: option for link, option in read.items() if link in items}
    safety = _with_ticks(file, instrument, read, frozenset(link for link in boxes if values.get(link)))
    said = {
        "answers": {**given, **dict.fromkeys(safety["not-applicable"], NOT_APPLICABLE)},
        "conditions": safety["condition"] if safety["conditions-asked"] or safety["condition"] else None,
        "flags": safety["flag"] if safety["flags-asked"] or safety["flag"] else None,
        "age": next(iter(safety["age"]), None),
        "unasked": safety["unasked"],
        "assessed_at": file["authored"].text(),
        "mode": _mode(file, instrument),
        "ref": _reference(file["identifier"], instrument),
        "instrument": {"version": file["questionnaire"].text().partition("|")[2] or None},
    }
    responses = answers_from(said, instrument, lambda _: file["authored"].place)  # all else is checked already
    asks = any(link in boxes or link.endswith(".possible") for link in values)  # of a form that heeds conditions
    counted_anew = form_scores(instrument, given, responses.known if asks else None)
    differences = _differences(instrument, counted_anew, values)
    in_words = _read_by_words(file, instrument, values)
    remarks = (*responses.remarks, *in_words, *_taken_for(instrument, responses), *differences)
    return replace(responses, id=file["id"].text(), remarks=remarks)


def _one_response(file: Part) -> Part:
    """Give a response, or the only one in a Bundle, such as gutbone writes for its observations."""
    if file["resourceType"].value != "Bundle":
        return file
    file.has_only(BUNDLE_PARTS)
    entries = list(file["entry"].entries())
    for entry in entries:
        entry.has_only(BUNDLE_PARTS)
    resources = (entry["resource"] for entry in entries if entry["resource"].value is not None)
    found = [one for one in resources if one["resourceType"].value == "QuestionnaireResponse"]
    if len(found) != 1:
        raise file.refusal("FHIR_003", f"this Bundle holds {len(found)} responses.", "Give one QuestionnaireResponse.")
    return found[0]


def _check_head(file: Part) -> None:
    """Refuse what is no response, and one that was withdrawn."""
    kind, name = file["resourceType"], file["id"]
    if kind.value != "QuestionnaireResponse":
        what = f"this is no response, but {shown(kind.value)}."
        raise kind.refusal("FHIR_002", what, "Give the QuestionnaireResponse in it.")
    file.has_only(PARTS)
    file["status"].one_of(STATUSES, "status")
    if name.text() and not ID.fullmatch(name.text()):
        raise name.refusal("FHIR_004", "this is no id.", "Use up to 64 letters, digits, dots and hyphens.")


def _values(file: Part, instrument: Instrument) -> dict[str, Part | None]:
    """Give what every item holds, nested or flat, by its linkId; each may be there only once."""
    takes_answer = dict(_links(questionnaire(instrument, date="", with_safety=True)["item"]))
    values: dict[str, Part | None] = {}
    open_ = list(file["item"].entries())
    while open_:
        item = open_.pop(0)
        item.has_only(ITEM_PARTS)
        link = item["linkId"].one_of(takes_answer, "linkId")
        if link in values:
            raise item.refusal("FHIR_003", f"{link} is there twice.", "Leave one of them out.")
        answers = list(item["answer"].entries())
        if answers and not takes_answer[link]:
            raise item.refusal("FHIR_003", f"{link} takes no answer.", "Leave the answer out.")
        open_ += [*item["item"].entries(), *(inner for answer in answers for inner in answer["item"].entries())]
        if len(answers) > 1:
            raise item.refusal("FHIR_003", f"{link} has {len(answers)} answers.", "Leave one.")
        values[link] = _value(link, answers[0]) if answers else None
    return values


def _links(items: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Give every linkId of the form, with whether it takes an answer."""
    for item in items:
        yield item["linkId"], item["type"] not in {"group", "display"}
        yield from _links(item.get("item", []))


def _value(link: str, answer: Part) -> Part:
    """Give the one value of an answer."""
    kinds = [key for key in answer.of(dict) if key not in {"id", "extension", "item"} and not key.startswith("_")]
    if len(kinds) != 1 or not kinds[0].startswith("value"):
        raise answer.refusal("FHIR_004", f"this is no answer to {link}.", "Give it one value.")
    return answer[kinds[0]]


def _codes(instrument: Instrument, item: Item) -> dict[str, str | None]:
    """Give the codes that a question takes, with the option that each stands for; None for "not sure"."""
    return {code(item, option): option.id for option in item.options} | {unsure(instrument, item)["code"]: None}


def _coded(
    file: Part, instrument: Instrument, link: str, value: Part | None, codes: Mapping[str, str | None]
) -> str | None:
    """Give what a question was answered with; None where it was left empty or nobody was sure.

    Codes without a system may be ours where the response names one of our forms, or none by its address.
    """
    if value is None:
        return None
    if words := _in_words(file, instrument, link, value):
        return _option_in_words(instrument, instrument.items[link], words)
    if not value.path.endswith(".valueCoding"):
        raise value.refusal("FHIR_004", f"this is no answer to {link}.", "Give it as a valueCoding.")
    if not _may_be_ours(file, instrument, value):
        own, system = address(instrument, "CodeSystem"), shown(value["system"].value, "no system")
        what = f"the code of {link} is from {system}."
        raise value.refusal("FHIR_006", what, f"Its system must be {own}, as in the form that gutbone exports.")
    return codes[value["code"].one_of(codes, "code")]


def _amount(value: Part | None, item: Item) -> str | None:
    """Give the number that a question was answered with; None where it was left empty."""
    if value is None:
        return None
    if not value.path.endswith((".valueInteger", ".valueDecimal")):
        raise value.refusal(
            "FHIR_004", f"this is no answer to {item.id}.", "Give it as a valueInteger or valueDecimal."
        )
    try:
        return read_one(value.value, item)
    except GutboneError as error:
        raise value.refusal("FHIR_004", error.what, error.fix) from None


def _may_be_ours(file: Part, instrument: Instrument, coding: Part) -> bool:
    """Say whether a code is ours, or has no system in a response to one of our forms or to none by its address."""
    system, form = coding["system"].value, file["questionnaire"].text()
    ours = {form_address(instrument, with_safety=with_safety) for with_safety in (False, True)}
    is_our_form = ":" not in form or form.partition("|")[0] in ours
    return system == address(instrument, "CodeSystem") or (system is None and is_our_form)


def _in_words(file: Part, instrument: Instrument, link: str, value: Part) -> Part | None:
    """Give what is said in words where a question's answer has no code of ours: a text, or another code's display."""
    if link not in instrument.items or instrument.items[link].amount:
        return None
    if value.path.endswith(".valueString"):
        return value
    if not value.path.endswith(".valueCoding") or value["display"].value is None:
        return None
    own, codes = value["code"].value, _codes(instrument, instrument.items[link])
    is_elsewhere = not _may_be_ours(file, instrument, value) and own not in codes
    return value["display"] if own is None or is_elsewhere else None


def _option_in_words(instrument: Instrument, item: Item, words: Part) -> str | None:
    """Give the one option that is called so, word for word."""
    named, said = ItemCells(item, Reading()).names, words.text().strip().casefold()
    if said == instrument.words.not_sure.casefold():
        return None
    if said not in named:
        what = f"{shown(words.text())} is no answer to {item.id}, word for word."
        raise words.refusal("FHIR_004", what, "Give it as a valueCoding of the form that gutbone exports.")
    return item.options[named[said]].id


def _read_by_words(file: Part, instrument: Instrument, values: Mapping[str, Part | None]) -> Iterator[str]:
    """Say of every answer that was read by its words."""
    for link, item in instrument.items.items():
        value = values.get(link)
        if value is not None and (words := _in_words(file, instrument, link, value)):
            yield instrument.words.read_by_words.format(item=item.label, words=visible(words.text().strip()))


def _taken_for(instrument: Instrument, responses: Responses) -> Iterator[str]:
    """Say so where a response may be a quick screen that has lost its mark in other software."""
    answered = {item for item, option in responses.answers.items() if option}
    core = {item.id for item in instrument.asked_in("core")}
    if responses.mode == "full" and core and answered == core != instrument.items.keys():
        yield instrument.words.taken_for_full


def _differences(
    instrument: Instrument, scores: Mapping[str, Points | str], values: dict[str, Part | None]
) -> Iterator[str]:
    """Say of every score in the file that its answers do not give."""
    labels = {score.link: score.label for score in counted(instrument, with_safety=True)}
    for link, value in values.items():
        score = scores.get(link)
        if link in labels and value is not None and shown(value.value) not in {shown(score), f"{score}.0"}:
            yield instrument.words.stored_score.format(name=labels[link], stored=visible(shown(value.value)))


def _with_ticks(
    file: Part, instrument: Instrument, read: Mapping[str, str | None], answered: frozenset[str]
) -> dict[str, Any]:
    """Add what is ticked in the form to what our extension says; a box beside "None of these" wins over it."""
    safety, ticks, age = _safety(file, instrument), read_ticks(instrument, answered), read.get(AGE)
    found = {**safety, "age": [*{*safety["age"], *([age] if age else [])}]}
    if len(found["age"]) > 1:
        raise file.refusal("FHIR_003", "two age groups are given.", "Leave one out.")
    for kind in ("condition", "flag"):
        found[kind] = [*safety[kind], *(ticks[kind] or ())]
        found[f"{kind}s-asked"] = safety[f"{kind}s-asked"] or ticks[kind] is not None
    return {**found, "unasked": [*safety["unasked"], *(ticks["unasked"] or ())]}


def _safety(file: Part, instrument: Instrument) -> dict[str, Any]:
    """Read what our own extension says of conditions, age group and red flags; others' extensions are not read."""
    choices = {
        "condition": [name for name in instrument.condition if name not in instrument.ages],
        "flag": list(instrument.flag),
        "age": sorted(instrument.ages),
        "unasked": [*instrument.condition, *instrument.flag],
        "not-applicable": list(instrument.items),
    }
    found: dict[str, Any] = {"conditions-asked": False, "flags-asked": False, **{kind: [] for kind in choices}}
    own = address(instrument, "StructureDefinition")
    extensions = [extension for extension in file["extension"].entries() if extension["url"].value == own]
    for part in (part for extension in extensions for part in extension["extension"].entries()):
        kind = part["url"].one_of(found, "safety answer")
        if kind in choices:
            named, retired = part["valueCode"], instrument.flags.retired
            if isinstance(named.value, str) and named.value in retired:
                raise named.refusal("FHIR_005", *replaced(named.value, retired))
            found[kind].append(named.one_of(choices[kind], kind))
        else:
            found[kind] = part["valueBoolean"].of(bool)
    return found


def _mode(file: Part, instrument: Instrument) -> str:
    """Say whether the response is marked as a quick screen."""
    tags = file["meta"]["tag"].entries() if file["meta"].value is not None else ()
    own = quick_screen(instrument)
    return "core" if any({key: tag[key].value for key in own} == own for tag in tags) else "full"


def _reference(identifier: Part, instrument: Instrument) -> str | None:
    """Give the reference that gutbone wrote; identifiers of other systems are not taken over."""
    if identifier.value is None or identifier["system"].value != address(instrument, "NamingSystem"):
        return None
    return identifier["value"].text() or None
