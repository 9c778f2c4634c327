"""A FHIR QuestionnaireResponse from anywhere, read strictly: what is not known is refused by name.

Nothing in it is looked up, fetched or evaluated. Its scores are counted anew from its answers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.read import NOT_APPLICABLE, answers_from
from gutbone.answers.responses import Responses
from gutbone.base.errors import GutboneError, did_you_mean
from gutbone.base.text import shown, visible
from gutbone.exchange.fhir_form import questionnaire
from gutbone.exchange.fhir_names import address, code, counted, questionnaire_of
from gutbone.exchange.fhir_write import form_scores, quick_screen
from gutbone.rules.instrument import Instrument

STATUSES = ("completed", "in-progress", "amended", "stopped")
# All parts that R4 gives a response and its items, but for the two that may change what the rest means.
PARTS = """
resourceType id meta language text contained extension identifier basedOn partOf questionnaire status subject
encounter authored author source item _language _questionnaire _status _authored
"""
ITEM_PARTS = "linkId text answer item definition id extension _linkId _text _definition"
ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
FIX = "Use what stands in the form that gutbone exports."


class Part(Struct, frozen=True):
    """A value somewhere in a file, None where it is absent; ``path`` is FHIR's own name for the place."""

    name: str
    value: Any
    path: str = ""

    def __getitem__(self, key: str) -> "Part":
        return Part(self.name, self.block().get(key), f"{self.path}.{key}".lstrip("."))

    @property
    def place(self) -> str:
        """The place, to be named in an error."""
        return f"{self.name}: {self.path}" if self.path else self.name

    def refusal(self, code: str, what: str, fix: str) -> GutboneError:
        """Make the error for this place."""
        return GutboneError(code, what, fix, self.place)

    def block(self) -> dict[str, Any]:
        """Give the keys and values of this part."""
        if not isinstance(self.value, dict):
            raise self.refusal("FHIR_004", "this is no block of keys.", "Write it in braces.")
        return self.value

    def entries(self) -> Iterator["Part"]:
        """Give the entries of a list; none where it is absent."""
        if self.value is not None and not isinstance(self.value, list):
            raise self.refusal("FHIR_004", "this is no list.", "Write it in brackets.")
        for index, entry in enumerate(self.value or ()):
            yield Part(self.name, entry, f"{self.path}[{index}]")

    def text(self) -> str:
        """Give a text, empty where it is absent."""
        if self.value is not None and not isinstance(self.value, str):
            raise self.refusal("FHIR_004", f"{shown(self.value)} is no text.", "Write it in quotes.")
        return self.value or ""

    def flag(self) -> bool:
        """Give true or false."""
        if not isinstance(self.value, bool):
            raise self.refusal("FHIR_004", "this is neither true nor false.", "Write one of them, without quotes.")
        return self.value

    def one_of(self, known: Iterable[str], kind: str) -> str:
        """Give one of some known words."""
        choices = list(known)
        if not isinstance(self.value, str) or self.value not in choices:
            what = f"there is no {kind} {shown(self.value)}." if self.value is not None else f"there is no {kind} here."
            raise self.refusal("FHIR_005", what, did_you_mean(shown(self.value), choices) or FIX)
        return self.value


def read_response(file: Part, instrument: Instrument) -> Responses:
    """Read the answers of a QuestionnaireResponse; it keeps its id and date.

    Raises GutboneError (exit code 2) with the place of anything unknown, doubled or of the wrong kind.
    """
    _check_head(file)
    found = _items(file, instrument)
    given = {link: _option(file, instrument, link, item) for link, item in found.items() if link in instrument.items}
    safety = _safety(file, instrument)
    said = {
        "answers": {**given, **dict.fromkeys(safety["not-applicable"], NOT_APPLICABLE)},
        "conditions": safety["condition"] if safety["conditions-asked"] or safety["condition"] else None,
        "flags": safety["flag"] if safety["flags-asked"] or safety["flag"] else None,
        "age": next(iter(safety["age"]), None),
        "assessed_at": file["authored"].text(),
        "mode": _mode(file, instrument),
        "ref": _reference(file["identifier"], instrument),
    }
    responses = answers_from(said, instrument, lambda _: file["authored"].place)  # all else is checked already
    return replace(responses, id=_id(file["id"]), remarks=tuple(_differences(instrument, given, found)))


def _check_head(file: Part) -> None:
    """Refuse what is no response, and one that was withdrawn."""
    kind = file["resourceType"]
    if kind.value != "QuestionnaireResponse":
        what = f"this is no response, but {shown(kind.value)}."
        raise kind.refusal("FHIR_002", what, "Give the QuestionnaireResponse in it.")
    _check_parts(file, PARTS)
    file["status"].one_of(STATUSES, "status")
    file["questionnaire"].text()


def _check_parts(part: Part, known: str) -> None:
    """Refuse unknown parts, and with them ``modifierExtension`` and ``implicitRules``: they may change all the rest."""
    for key in part.block():
        Part(part.name, key, part.path).one_of(known.split(), "part called")


def _items(file: Part, instrument: Instrument) -> dict[str, Part]:
    """Give every item that can have an answer, nested or flat, by its linkId; each may be there only once."""
    links = _links(questionnaire(instrument, date="")["item"])
    found: dict[str, Part] = {}
    open_ = list(file["item"].entries())
    while open_:
        item = open_.pop(0)
        _check_parts(item, ITEM_PARTS)
        link = item["linkId"].one_of(links, "linkId")
        if link in found:
            raise item.refusal("FHIR_003", f"{link} is there twice.", "Leave one of them out.")
        found[link] = item
        answers = list(item["answer"].entries())
        if answers and not links[link]:
            raise item.refusal("FHIR_003", f"{link} takes no answer.", "Leave the answer out.")
        open_ += [*item["item"].entries(), *(inner for answer in answers for inner in answer["item"].entries())]
    return {link: item for link, item in found.items() if links[link]}


def _links(items: list[dict[str, Any]]) -> dict[str, bool]:
    """Give every linkId of the form, with whether it takes an answer."""
    links = {}
    for item in items:
        links[item["linkId"]] = item["type"] not in {"group", "display"}
        links |= _links(item.get("item", []))
    return links


def _value(item: Part) -> Part | None:
    """Give the value of an item's one answer; None where it was left empty."""
    answers = list(item["answer"].entries())
    if len(answers) > 1:
        raise item.refusal("FHIR_003", f"{item.value['linkId']} has {len(answers)} answers.", "Leave one.")
    if not answers:
        return None
    kinds = [key for key in answers[0].block() if key not in {"id", "extension", "item"} and not key.startswith("_")]
    if len(kinds) != 1 or not kinds[0].startswith("value"):
        raise answers[0].refusal("FHIR_004", f"this is no answer to {item.value['linkId']}.", "Give it one value.")
    return answers[0][kinds[0]]


def _option(file: Part, instrument: Instrument, link: str, found: Part) -> str | None:
    """Give the option that a question was answered with; None where it was left empty."""
    item, value = instrument.items[link], _value(found)
    if value is None:
        return None
    if not value.path.endswith(".valueCoding"):
        raise value.refusal("FHIR_004", f"this is no answer to {link}.", "Give it as a valueCoding.")
    own, system = address(instrument, "CodeSystem"), value["system"].value
    if system != own and (system is not None or not _may_be_ours(file["questionnaire"], instrument)):
        what = f"the code of {link} is from {'no system' if system is None else shown(system)}."
        raise value.refusal("FHIR_006", what, f"Its system must be {own}, as in the form that gutbone exports.")
    options = {code(item, option): option.id for option in item.options}
    return options[value["code"].one_of(options, "code")]


def _may_be_ours(named: Part, instrument: Instrument) -> bool:
    """Say whether codes without a system may be ours: the response names our form, or none by its address."""
    ours = questionnaire_of(instrument).partition("|")[0]
    return ":" not in named.text() or named.text().partition("|")[0] == ours


def _differences(instrument: Instrument, given: Mapping[str, str | None], found: dict[str, Part]) -> Iterator[str]:
    """Say of every score in the file that its answers do not give."""
    given_scores = form_scores(instrument, given)
    scores = {score.link: score for score in counted(instrument)}
    for link in (link for link in found if link in scores):
        value, score = _value(found[link]), given_scores.get(link)
        if value is not None and shown(value.value) not in {shown(score), f"{score}.0"}:
            stored = visible(shown(value.value))
            yield instrument.words.stored_score.format(name=scores[link].label, stored=stored)


def _safety(file: Part, instrument: Instrument) -> dict[str, Any]:
    """Read what our own extension says of conditions, age group and red flags; others' extensions are not read."""
    choices = {
        "condition": [name for name in instrument.condition if name not in instrument.ages],
        "flag": list(instrument.flag),
        "age": sorted(instrument.ages),
        "not-applicable": list(instrument.items),
    }
    found: dict[str, Any] = {"conditions-asked": False, "flags-asked": False, **{kind: [] for kind in choices}}
    for extension in file["extension"].entries():
        if extension["url"].value != address(instrument, "StructureDefinition"):
            continue
        for part in extension["extension"].entries():
            kind = part["url"].one_of(found, "safety answer")
            if kind in choices:
                found[kind].append(part["valueCode"].one_of(choices[kind], kind))
            else:
                found[kind] = part["valueBoolean"].flag()
    if len(found["age"]) > 1:
        raise file["extension"].refusal("FHIR_003", "two age groups are given.", "Leave one out.")
    return found


def _id(part: Part) -> str:
    name = part.text()
    if name and not ID.fullmatch(name):
        raise part.refusal("FHIR_004", "this is no id.", "Use up to 64 letters, digits, dots and hyphens.")
    return name


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
