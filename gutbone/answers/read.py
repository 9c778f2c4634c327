"""Read a person's answers from a file and from options, and refuse what does not fit the rules."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from gutbone.answers.nhs_number import check_ref
from gutbone.answers.responses import Responses
from gutbone.base import clock
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError, did_you_mean
from gutbone.base.plain_yaml import Document, Path_
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

KEYS = ("answers", "conditions", "age", "flags", "assessed_at", "ref", "mode", "instrument")
RESULT_SCHEMA = "gutbone.result/1"
NOT_APPLICABLE = "n/a"
MODES = ("full", "core")
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
# An amount in text, with so few digits that everything that scores tables reads the same number.
PLAIN_NUMBER = r"^-?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})$"


def answers_in(document: Document, instrument: Instrument) -> Responses:
    """Read an answers file, or a result that gutbone wrote.

    Raises GutboneError (exit code 2) with the place of anything unknown or out of range.
    """
    value = document.value
    if not isinstance(value, dict):
        raise GutboneError("ANSWERS_001", "this holds no answers.", 'Begin it with "answers:".', document.where(()))
    is_result = value.get("schema") == RESULT_SCHEMA
    for key in () if is_result else value:
        with document.at(key, "key"):
            _known(key, KEYS, "key")
    with document.at("answers"):
        given = _given_in_result(value) if is_result else _given_in_file(value)
    return _responses(document, instrument, given)


def with_options(
    responses: Responses,
    instrument: Instrument,
    *,
    has: Iterable[str] = (),
    flag: Iterable[str] = (),
    answer: Iterable[str] = (),
    none: bool = False,
    core: bool = False,
    ref: str | None = None,
    allow_nhs_number: bool = False,
) -> Responses:
    """Add what options say to the answers of a file; options win, and one given twice counts once.

    An age group alone does not say that conditions were asked about.
    """
    named = {_known(name, instrument.condition, "condition", "--has") for name in has}
    ticked = {_known(name, instrument.flag, "flag", "--flag") for name in flag}
    age, conditions = part_age(named, instrument, "--has")
    given, left_out = dict(responses.answers), set(responses.not_applicable)
    for text in answer:
        item, option = _answer_option(text, instrument)
        left_out.discard(item)
        if option == NOT_APPLICABLE:
            left_out.add(item)
        else:
            given[item] = option
    return replace(
        responses,
        answers=given,
        not_applicable=frozenset(left_out),
        age=age or responses.age,
        conditions=_joined(responses.conditions, conditions, none=none),
        flags=_joined(responses.flags, ticked, none=none),
        mode="core" if core else responses.mode,
        ref=check_ref(responses.ref if ref is None else ref, allow_nhs_number=allow_nhs_number),
    )


def read_digits(digits: str, instrument: Instrument) -> Responses:
    """Read the quick screen's answers: a character a core question, counting its options from 1; 0 or . for not sure.

    Raises GutboneError (exit code 2) that names the question whose character does not fit.
    """
    items = instrument.asked_in("core")
    if len(digits) != len(items):
        what = f"there are {len(digits)} characters here, and {len(items)} questions."
        fix = f"Give one each for {', '.join(item.id for item in items)}; 0 is not sure."
        raise GutboneError("OPTIONS_006", what, fix)
    answers: dict[str, str | None] = {}
    for place, (digit, item) in enumerate(zip(digits, items, strict=True), 1):
        if digit not in "0." and not (digit in "123456789" and int(digit) <= len(item.options)):
            what = f"character {place}, for {item.id}, is {digit}."
            raise GutboneError("OPTIONS_007", what, f"Use 1 to {len(item.options)}, or 0 for not sure.")
        answers[item.id] = None if digit in "0." else item.options[int(digit) - 1].id
    return Responses(answers=answers, mode="core")


def read_one(value: Any, item: Item, where: str = "") -> str | None:
    """Give the option that an answer stands for: an option's id, an amount in the item's unit, or null.

    Raises GutboneError (exit code 2) when it is none of these.
    """
    options = f"Use one of: {', '.join(item.by_id)}."
    if value is None:
        return None
    if isinstance(value, str):
        return _known(value, item.by_id, f"option of {item.id}", where)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GutboneError("ANSWERS_004", f"this is no answer to {item.id}.", options, where)
    if not item.unit:
        raise GutboneError("ANSWERS_005", f"{item.id} takes no amount.", options, where)
    most = float("inf") if item.at_most is None else item.at_most
    if not 0 <= value <= most or value == float("inf"):
        limit = "of 0 or more" if item.at_most is None else f"from 0 to {most:g}"
        what = f"{value:g} is out of range for {item.id}."
        raise GutboneError("ANSWERS_006", what, f"Use {item.unit}, {limit}.", where)
    return item.option_at(value).id


def read_cell(text: str) -> str | float | None:
    """Read a cell of a table of answers: nothing is unknown, a plain decimal number is an amount."""
    return float(text) if re.fullmatch(PLAIN_NUMBER, text) else text or None


def _given_in_file(value: dict[str, Any]) -> dict[str, tuple[Any, Path_]]:
    """Give every answer of an answers file with its path."""
    answers = value.get("answers")
    if not isinstance(answers, dict):
        raise GutboneError("ANSWERS_001", "there are no answers here.", "Write item: option under answers.")
    return {name: (answer, ("answers", name)) for name, answer in answers.items()}


def _given_in_result(value: dict[str, Any]) -> dict[str, tuple[Any, Path_]]:
    """Take the answers back out of a result; what was settled or not asked is worked out anew."""
    answers = value.get("answers", ())
    if not (isinstance(answers, list) and all(isinstance(a, dict) and isinstance(a.get("item"), str) for a in answers)):
        raise GutboneError("ANSWERS_001", "these are no answers of a result.", "Use a whole result.")
    given: dict[str, tuple[Any, Path_]] = {}
    for index, answer in enumerate(answers):
        status, option = answer.get("status"), answer.get("option")
        if answer["item"] in given:
            raise GutboneError("ANSWERS_001", f"{answer['item']} is answered twice.", "Leave one of them out.")
        if status == "settled":
            option = answer.get("overridden")
        if status == "not_applicable" and option is None:
            option = NOT_APPLICABLE
        if option is not None or status == "not_sure":
            given[answer["item"]] = (option, ("answers", index, "option"))
    return given


def _responses(document: Document, instrument: Instrument, given: Mapping[str, tuple[Any, Path_]]) -> Responses:
    """Check every part of a file and put the responses together."""
    value = document.value
    with document.at("instrument"):
        _check_instrument(value.get("instrument"), instrument)
    with document.at("mode"):
        mode = _known(value.get("mode") or "full", MODES, "mode")
    with document.at("ref"):
        ref = _text(value.get("ref"))
    with document.at("assessed_at"):
        assessed_at = read_time(value.get("assessed_at"))
    answers: dict[str, str | None] = {}
    left_out = set()
    for name, (answer, path) in given.items():
        with document.at(*path):
            item = instrument.items[_known(name, instrument.items, "question")]
            if answer == NOT_APPLICABLE:
                left_out.add(name)
            else:
                answers[name] = read_one(answer, item)
    conditions = _ids(document, "conditions", instrument.condition, "condition")
    with document.at("age"):
        named = [_known(value["age"], instrument.ages, "age group")] if value.get("age") is not None else []
        age, others = part_age((*(conditions or ()), *named), instrument)
    return Responses(
        answers=answers,
        not_applicable=frozenset(left_out),
        conditions=None if conditions is None else others,
        age=age,
        flags=_ids(document, "flags", instrument.flag, "flag"),
        mode="core" if mode == "core" else "full",
        ref=ref,
        assessed_at=assessed_at,
    )


def _ids(document: Document, key: str, known: Iterable[str], kind: str) -> frozenset[str] | None:
    """Read a list of ids; None where it is absent or null, because nobody asked.

    A result lists its flags as blocks, of which only the id is read.
    """
    value = document.value.get(key)
    if value is None:
        return None
    with document.at(key):
        if not isinstance(value, list):
            raise GutboneError("ANSWERS_007", f"{key} is no list.", "Write ids in brackets: [a, b].")
    ids = set()
    for index, entry in enumerate(value):
        with document.at(key, index):
            ids.add(_known(entry.get("id") if isinstance(entry, dict) else entry, known, kind))
    return frozenset(ids)


def _known(name: Any, known: Iterable[str], kind: str, where: str = "") -> str:
    if not isinstance(name, str) or name not in known:
        fix = did_you_mean(str(name), known) or f"To see all: {command('rules show')}"
        raise GutboneError("ANSWERS_002", f"there is no {kind} {name}.", fix, where)
    return name


def part_age(named: Iterable[str], instrument: Instrument, where: str = "") -> tuple[str | None, frozenset[str]]:
    """Part the one age group there may be from the conditions."""
    conditions = frozenset(named)
    ages = sorted(conditions & instrument.ages)
    if len(ages) > 1:
        raise GutboneError("OPTIONS_002", f"two age groups are given: {', '.join(ages)}.", "Leave one out.", where)
    return (ages[0] if ages else None), conditions - instrument.ages


def _check_instrument(named: Any, instrument: Instrument) -> None:
    """Refuse answers that were given to another instrument."""
    name = named.get("id") if isinstance(named, dict) else named
    if name is not None and name != instrument.id:
        what = f"these are answers to {name}, and the rules are {instrument.id}."
        raise GutboneError("ANSWERS_008", what, "Name the folder of its rules with --rules.")


def _answer_option(text: str, instrument: Instrument) -> tuple[str, str | None]:
    """Read ITEM=OPTION, where OPTION may also be an amount."""
    name, equals, value = text.partition("=")
    if not equals:
        raise GutboneError("OPTIONS_003", f"{text} holds no =.", "Write ITEM=OPTION.", "--answer")
    item = instrument.items[_known(name, instrument.items, "question", "--answer")]
    cell = read_cell("" if value == "null" else value)
    return name, cell if cell == NOT_APPLICABLE else read_one(cell, item, "--answer")


def _joined(before: frozenset[str] | None, more: Iterable[str], *, none: bool) -> frozenset[str] | None:
    """Add ids to those of the file; with ``none`` they were asked, and nothing but these applies."""
    if none:
        return frozenset(more)
    return (before or frozenset()) | frozenset(more) if more else before


def _text(value: Any) -> str | None:
    if isinstance(value, list | dict):
        raise GutboneError("ANSWERS_010", "this is no text.", "Write a reference, or leave it out.")
    return None if value is None else str(value)


def read_time(value: Any) -> str:
    """Read when the answers were given: a date, or a date and time with its offset; empty when not said."""
    if not value:
        return ""
    try:
        return clock.instant(str(value) if re.fullmatch(TIME, str(value)) else "").isoformat()
    except ValueError:
        raise GutboneError("ANSWERS_009", f"{value} is no time.", "Write it as 2026-01-31T09:30:00+00:00.") from None
