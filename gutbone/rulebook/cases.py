"""Worked cases: a sentence as name, answers and conditions in, what must come out. They stand beside the rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from gutbone.answers import read_one
from gutbone.assessment import Assessment, assess
from gutbone.errors import ExitCode, GutboneError, did_you_mean
from gutbone.instrument import Instrument
from gutbone.plain_yaml import Document, parse, read_bytes
from gutbone.responses import Responses
from gutbone.rules import Rule
from gutbone.scoring import Score


class Expected(Rule, frozen=True):
    """What a case must give; what is left out is not looked at.

    ``points`` and ``bands`` are by domain, or ``total``: "9 of 20", "9 to 13 of 20", or a status.
    ``tips`` are all tips in order; ``shown`` and ``withheld`` some of them; ``says`` parts of notices.
    """

    points: dict[str, str] = {}
    bands: dict[str, str] = {}
    tips: tuple[str, ...] | None = None
    shown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    strength: str | None = None
    flags: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()


class Case(Rule, frozen=True):
    """One person, and what the rules must say to them."""

    case: str
    answers: dict[str, Any]
    expect: Expected
    conditions: tuple[str, ...] | None = None
    flags: tuple[str, ...] | None = None
    mode: Literal["full", "core"] = "full"


class Outcome(NamedTuple):
    """A case that ran: its name, its place, and every difference as (what, expected, found)."""

    case: str
    where: str
    differences: list[tuple[str, str, str]]


def run_cases(folder: Path, instrument: Instrument) -> list[Outcome]:
    """Run every case in the folder ``cases`` of the rules.

    Raises GutboneError (exit code 1) for a case that cannot be read.
    """
    outcomes = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        document = parse(read_bytes(path, str(path)), str(path))
        for index, case in enumerate(_read(document)):
            with document.at(index):
                assessment = assess(instrument, _responses(case, instrument))
                differences = [d for d in _differences(case.expect, assessment, instrument) if d[1] != d[2]]
            outcomes.append(Outcome(case.case, document.where((index,)), differences))
    return outcomes


def _read(document: Document) -> list[Case]:
    if not isinstance(document.value, list):
        raise GutboneError("CASES_001", "this file holds no list of cases.", "Write - case: ...", document.where(()))
    cases = []
    for index, value in enumerate(document.value):
        try:
            cases.append(msgspec.convert(value, Case))
        except msgspec.ValidationError as error:
            what = f"this is no case: {error}."
            fix = "See rules/README.md for what a case holds."
            raise GutboneError("CASES_002", what, fix, document.where((index,)), ExitCode.FAILED) from None
    return cases


def _responses(case: Case, instrument: Instrument) -> Responses:
    """Put a case's answers together as a file of answers would be."""
    for name in (*case.answers, *(case.conditions or ()), *(case.flags or ())):
        known = (*instrument.items, *instrument.condition, *instrument.flag)
        if name not in known:
            raise GutboneError("CASES_003", f"there is no {name}.", did_you_mean(name, known), "", ExitCode.FAILED)
    given = {name: value for name, value in case.answers.items() if value != "n/a"}
    conditions = None if case.conditions is None else frozenset(case.conditions)
    return Responses(
        answers={name: read_one(value, instrument.items[name]) for name, value in given.items()},
        not_applicable=frozenset(case.answers) - frozenset(given),
        conditions=None if conditions is None else conditions - instrument.ages,
        age=next(iter((conditions or frozenset()) & instrument.ages), None),
        flags=None if case.flags is None else frozenset(case.flags),
        mode=case.mode,
    )


def _differences(expect: Expected, assessment: Assessment, instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    """Give what was looked at, expected and found, side by side."""
    scores = {"total": assessment.total, **assessment.domains}
    tips = [advised.tip.id for advised in assessment.tips]
    shown = [
        *tips,
        *(tip.id for tip in instrument.tips.values() if any(n.text == tip.text for n in assessment.notices)),
    ]
    withheld = [held.tip.id for held in assessment.withheld]
    for name, points in expect.points.items():
        yield f"points of {name}", points, _points(scores.get(name))
    for name, band in expect.bands.items():
        yield f"band of {name}", band, _band(scores.get(name))
    if expect.tips is not None:
        yield "tips", ", ".join(expect.tips), ", ".join(tips)
    for name in expect.shown:
        yield f"shows {name}", "yes", "yes" if name in shown else "no"
    for name in expect.withheld:
        yield f"withholds {name}", "yes", "yes" if name in withheld else "no"
    if expect.strength is not None:
        yield "strength", expect.strength, next((answer.item.id for answer in assessment.strengths), "none")
    if expect.flags is not None:
        yield "flags", ", ".join(expect.flags), ", ".join(flag.id for flag in assessment.flags or ())
    said = " ".join(notice.text for notice in assessment.notices)
    for text in expect.says:
        yield f'says "{text}"', "yes", "yes" if text in said else "no"


def _points(score: Score | None) -> str:
    if score is None or score.points is None:
        return score.status if score else "no such domain"
    low, high = score.points.low, score.points.high
    return f"{low if low == high else f'{low} to {high}'} of {score.possible}"


def _band(score: Score | None) -> str:
    if score is None or score.band is None:
        return score.status if score else "no such domain"
    return score.band.low if score.band.is_exact else f"{score.band.low} to {score.band.high}"
