"""Worked cases: a sentence as name, answers and conditions in, what must come out. They stand beside the rules."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import asdict

from gutbone.answers.read import answers_from
from gutbone.assess.assess import assess
from gutbone.base.errors import ExitCode, GutboneError, Path_, check_known
from gutbone.base.files import is_hidden, read_bytes
from gutbone.base.plain_yaml import Document, parse
from gutbone.review.expectations import Difference, Expected, Question, differences
from gutbone.rules.block import ConditionId, FlagId, Rule
from gutbone.rules.ids import uses
from gutbone.rules.instrument import Instrument


class Case(Rule, frozen=True):
    """One person, and what the rules must say to them; or, without answers, a table about the rules."""

    case: str
    expect: Expected
    answers: dict[Question, Any] = {}
    conditions: tuple[ConditionId, ...] | None = None
    flags: tuple[FlagId, ...] | None = None
    mode: Literal["full", "core"] = "full"


class PlacedCase(NamedTuple):
    """A case, and its number in its document, whose places are looked up only when something differs."""

    case: Case
    document: Document
    number: int


class Outcome(NamedTuple):
    """A case that ran: its name, its place if something differs, and every difference."""

    case: str
    where: str
    differences: list[Difference]


def run_cases(folder: Path, instrument: Instrument) -> list[Outcome]:
    """Run every case in the folder ``cases`` of the rules.

    Raises GutboneError (exit code 1) for a case that cannot be read.
    """
    return [run_case(placed, instrument) for placed in read_cases(folder)]


def read_cases(folder: Path) -> list[PlacedCase]:
    """Read every case of the rules in a folder.

    Raises GutboneError (exit code 1) for one that cannot be read.
    """
    paths = sorted(path for path in (folder / "cases").glob("*.yaml") if not is_hidden(path.name))
    return [placed for path in paths for placed in _read(parse(read_bytes(path, str(path)), str(path)))]


def run_case(placed: PlacedCase, instrument: Instrument) -> Outcome:
    """Run one case.

    Raises GutboneError (exit code 1) for a name or an amount that the rules do not know.
    """
    case, document, number = placed
    try:
        _check_names(case, instrument)
        responses = answers_from(asdict(case), instrument, lambda _: "")
        found = differences(case.expect, assess(instrument, responses), instrument)
    except GutboneError as error:
        raise _refused(document, (number,), error.code, error.what, error.fix) from None
    return Outcome(case.case, document.where((number,)) if found else "", found)


def _read(document: Document) -> Iterator[PlacedCase]:
    if not isinstance(document.value, list):
        raise _refused(document, (), "CASES_001", "this file holds no list of cases.", "Write - case: ...")
    for number, value in enumerate(document.value):
        try:
            case = msgspec.convert(value, Case)
        except msgspec.ValidationError as error:
            fix = "See rules/README.md for what a case holds."
            raise _refused(document, (number,), "CASES_002", f"this is no case: {error}.", fix) from None
        if case.expect == Expected():
            fix = "Write what must come out under expect."
            raise _refused(document, (number,), "CASES_004", "this case expects nothing.", fix)
        yield PlacedCase(case, document, number)


def _refused(document: Document, path: Path_, code: str, what: str, fix: str) -> GutboneError:
    return GutboneError(code, what, fix, document.where(path), ExitCode.FAILED)


def _check_names(case: Case, instrument: Instrument) -> None:
    """Refuse a name that the rules do not know, wherever the case writes it."""
    scores = (*instrument.beside, "total")
    known: dict[str, Collection[str]] = {
        "question": instrument.items,
        "condition": instrument.condition,
        "flag": instrument.flag,
        "tip": instrument.tips,
        "domain": scores,
        "question or domain": (*instrument.items, *scores),
    }
    for _, kind, name in (*uses(case), *uses(case.expect)):
        check_known(name, known[kind], kind, "CASES_003")
