"""Answers in the shape of an answers file, wherever they come from: read, and refused where they do not fit the rules."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, TypeVar

from msgspec.structs import replace

from gutbone.answers.nhs_number import check_ref
from gutbone.answers.one import read_cell, read_one
from gutbone.answers.responses import NOT_APPLICABLE, Responses, read_by, read_mode
from gutbone.base import clock
from gutbone.base.errors import GutboneError, Path_, check_known
from gutbone.base.text import visible
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Heeded
from gutbone.rules.search import known_id

TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
# The options that say what stands under these keys of an answers file.
OPTIONS = {"answers": "--answer", "conditions": "--has", "age": "--has", "flags": "--flag"}

OF_ONE_VALUE, OF_ANSWERS = ("mode", "ref", "age", "assessed_at", "instrument"), ("answers", "extra")

T = TypeVar("T")
Where = Callable[[Path_], str]
"""Gives the place of a value, for errors, by its path in an answers file."""


def answers_from(said: Mapping[str, Any], instrument: Instrument, where: Where) -> Responses:
    """Read answers that have the shape of an answers file; keys that it does not have are passed over.

    Raises GutboneError (exit code 2) with the place of anything unknown or out of range.
    """
    said, were_alone = _out_of_lists(said)

    def part(key: str, read: Callable[..., T], *more: Any) -> T:
        with placed(where, key):
            return read(said.get(key), *more)

    with placed(where, "answers"):
        if not isinstance(answers := said.get("answers"), dict):
            raise GutboneError("ANSWERS_001", "there are no answers here.", "Write item: option under answers.")
    part("instrument", _check_instrument, instrument)
    mode, ref, assessed_at = part("mode", read_mode), part("ref", _text), part("assessed_at", read_time)
    given: dict[str, str | None] = {}
    for name, value in answers.items():
        with placed(where, "answers", name):
            item = instrument.items[check_known(name, instrument.items, "question")]
            given[name] = value if value == NOT_APPLICABLE else read_one(value, item)
    conditions, retired = _ids(said, "conditions", instrument.condition, where), instrument.flags.retired
    flags = _ids(said, "flags", instrument.flag, where, retired)
    unasked = _ids(said, "unasked", {**instrument.condition, **instrument.flag}, where) or frozenset()
    return Responses(
        answers={name: option for name, option in given.items() if option != NOT_APPLICABLE},
        not_applicable=frozenset(name for name, option in given.items() if option == NOT_APPLICABLE),
        conditions=None if conditions is None else conditions - instrument.ages,
        age=part("age", _age, conditions, instrument),
        flags=flags,
        unasked=unasked - (conditions or frozenset()) - (flags or frozenset()),
        mode=mode,
        ref=ref,
        assessed_at=assessed_at,
        extra=dict(_extra(said, instrument, where)),
        by=part("by", read_by),
        remarks=(
            *_of_another_version(said.get("instrument"), instrument),
            *([instrument.words.lists_of_one] if were_alone else []),
        ),
    )


@contextmanager
def placed(where: Where, *path: str | int) -> Iterator[None]:
    """Give errors that arise inside the place of a value."""
    try:
        yield
    except GutboneError as error:
        error.where = error.where or where(path)
        raise


def _out_of_lists(said: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """Take values that stand alone in a list out of it, as R writes each of them, and say whether there were any."""
    values = {name: said[name] for name in (*OF_ONE_VALUE, *OF_ANSWERS) if name in said}
    taken = {name: _alone(value) if name in OF_ONE_VALUE else value for name, value in values.items()}
    for name in OF_ANSWERS:
        if isinstance(block := values.get(name), dict):
            taken[name] = {key: _alone(value) for key, value in block.items()}
    return {**said, **taken}, taken != values


def _alone(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


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
    by: str | None = None,
) -> Responses:
    """Add what options say to the answers of a file; options win, and one given twice counts once.

    An age group alone does not say that conditions were asked about.
    """
    named = _from_options(instrument, conditions=[*has], flags=[*flag])
    given, left_out = dict(responses.answers), responses.not_applicable
    for text in answer:
        name, equals, value = text.partition("=")
        if not equals:
            raise GutboneError("OPTIONS_003", f"{text} holds no =.", "Write ITEM=OPTION.", "--answer")
        one = _from_options(instrument, answers={name: read_cell("" if value == "null" else value)})
        given |= one.answers
        left_out = (left_out - one.answers.keys()) | one.not_applicable
    return replace(
        responses,
        answers=given,
        not_applicable=left_out,
        age=named.age or responses.age,
        conditions=_joined(responses.conditions, named.conditions, none=none),
        flags=_joined(responses.flags, named.flags, none=none),
        unasked=frozenset() if none else _still_unasked(responses, named, instrument),
        mode="core" if core else responses.mode,
        ref=check_ref(responses.ref if ref is None else ref, allow_nhs_number=allow_nhs_number),
        by=responses.by if by is None else read_by(by),
    )


def _check_instrument(named: Any, instrument: Instrument) -> None:
    """Refuse answers that were given to another instrument; a result names its own in a block."""
    name = named.get("id") if isinstance(named, dict) else named
    if name is not None and name != instrument.id:
        what = f"these are answers to {name}, and the rules are {instrument.id}."
        raise GutboneError("ANSWERS_008", what, "Name the folder of its rules with --rules.")


def _of_another_version(named: Any, instrument: Instrument) -> Iterator[str]:
    """Say so when answers were given to a version whose scores are not these: one with another first number."""
    version = named.get("version") if isinstance(named, dict) else None
    if version is not None and str(version).partition(".")[0] != instrument.version.partition(".")[0]:
        yield instrument.words.other_version.format(version=visible(str(version)), own=instrument.version)


def _text(value: Any) -> str | None:
    if isinstance(value, list | dict):
        raise GutboneError("ANSWERS_010", "this is no text.", "Write a reference, or leave it out.")
    return None if value is None else str(value)


def read_time(value: Any) -> str:
    """Read when the answers were given: a date, or a date and time with its offset; empty when not said."""
    if not value:
        return ""
    try:
        return clock.written(clock.instant(str(value) if re.fullmatch(TIME, str(value)) else ""))
    except ValueError:
        raise GutboneError("ANSWERS_009", f"{value} is no time.", "Write it as 2026-01-31T09:30:00+00:00.") from None


def _ids(
    said: Mapping[str, Any],
    key: str,
    known: Mapping[str, Heeded],
    where: Where,
    retired: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> frozenset[str] | None:
    """Read a list of ids; None where it is absent or null, because nobody asked.

    A result lists its flags as blocks, of which only the id is read. Ids that are asked no more name their successors.
    """
    ids, value = set(), said.get(key)
    if value is None:
        return None
    with placed(where, key):
        if not isinstance(value, list | tuple | frozenset):
            raise GutboneError("ANSWERS_007", f"{key} is no list.", "Write ids in brackets: [a, b].")
    for index, entry in enumerate(value):
        with placed(where, key, index):
            name = entry.get("id") if isinstance(entry, dict) else entry
            if isinstance(name, str) and name in retired:
                raise GutboneError("ANSWERS_012", *replaced(name, retired))
            ids.add(known_id(name, known, key.removesuffix("s")))
    return frozenset(ids)


def replaced(name: str, retired: Mapping[str, Iterable[str]]) -> tuple[str, str]:
    """Say that an id is asked no more, and what to use in its place."""
    return f"{name} is asked no more.", f"Use what fits this person: {' or '.join(retired[name])}."


def _extra(said: Mapping[str, Any], instrument: Instrument, where: Where) -> Iterator[tuple[str, str]]:
    """Read the answers to questions beside the score: an option each; a result lists them as blocks."""
    value = {} if said.get("extra") is None else said["extra"]
    is_listed = isinstance(value, list | tuple)
    with placed(where, "extra"):
        if not is_listed and not isinstance(value, dict):
            raise GutboneError("ANSWERS_013", "extra holds no answers.", "Write question: option under extra.")
    for key, entry in enumerate(value) if is_listed else value.items():
        with placed(where, "extra", key):
            listed = entry if isinstance(entry, dict) else {}
            name, option = (listed.get("question"), listed.get("option")) if is_listed else (key, entry)
            question = instrument.extra[check_known(name, instrument.extra, "question")]
            if option is not None or is_listed:
                yield question.id, check_known(option, question.by_id, f"option of {question.id}")


def _age(value: Any, conditions: frozenset[str] | None, instrument: Instrument) -> str | None:
    """Give the one age group there may be, said by itself or among the conditions."""
    own = set() if value is None else {check_known(value, sorted(instrument.ages), "age group")}
    ages = sorted(own | ((conditions or frozenset()) & instrument.ages))
    if len(ages) > 1:
        raise GutboneError("OPTIONS_002", f"two age groups are given: {', '.join(ages)}.", "Leave one out.")
    return ages[0] if ages else None


def _from_options(instrument: Instrument, **said: Any) -> Responses:
    """Read what options say, each in the shape of the part of an answers file that it adds to."""
    return answers_from({"answers": {}, **said}, instrument, lambda path: OPTIONS[str(path[0])])


def _still_unasked(responses: Responses, named: Responses, instrument: Instrument) -> frozenset[str]:
    """Give what is still not asked about when options name something; naming one says that its kind was asked about."""
    left = responses.unasked - (named.conditions or frozenset()) - (named.flags or frozenset())
    left -= instrument.condition.keys() if responses.conditions is None else frozenset()
    return left - (instrument.flag.keys() if responses.flags is None else frozenset())


def _joined(before: frozenset[str] | None, more: frozenset[str] | None, *, none: bool) -> frozenset[str] | None:
    """Add ids to those of the file; with ``none`` they were asked, and nothing but these applies."""
    if none:
        return more
    return (before or frozenset()) | more if more else before
