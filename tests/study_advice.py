"""Prints which tips real people would get, and whether the advice is spread as the rules mean it to be.

    python tests/study_advice.py [FOLDER]

FOLDER holds the survey's tables (rules/VALIDITY.md says where they come from). The answers are what 3,045 people said
in a food questionnaire. It did not ask about cups: theirs are those of their own recalls of one or two days. Nobody was
asked home_cooked and fermented_kinds: they stay unknown, and in the last column they are drawn, each option as likely
as the others, from a fixed seed. Everyone is taken to have no condition and no warning sign. Their age group is unknown
in the first column and known in the others. Every column has to reach the targets; the exit code is 1 when one does not.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from validity.page import table
from validity.statistics import SEED
from validity.survey import CRITERIA, FOLDER, INSTRUMENT, ITEMS, QUESTIONNAIRE, RECALLS

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.result import Result

OLD = 65
LITTLE_TO_DRINK = {"two_or_fewer", "three", "four"}


@dataclass(frozen=True)
class Advised:
    """One person's answers, and what is said to them."""

    answers: dict[str, str | None]
    result: Result

    def hears_about(self, *items: str) -> bool:
        return any(quote.item in items for tip in self.result.tips for quote in tip.because)

    def has_tip_in(self, domain: str) -> bool:
        return any(tip.domain == domain for tip in self.result.tips)

    def is_lowest_in(self, domain: str) -> bool:
        band, lowest = self.result.domains[domain].band, min(INSTRUMENT.bands.edges, key=lambda b: b.at_least).id
        return band is not None and band.low == band.high == lowest


@dataclass(frozen=True)
class Figure:
    """A share of people: what is counted, among whom, and the share that is asked for (in 100).

    ``before`` is the share with version 2 of the instrument, as this script gave it at commit 4b28736: the rules of
    then are of a format that the program no longer reads. Age made no difference.
    """

    name: str
    counted: Callable[[Advised], bool]
    among: Callable[[Advised], bool] = lambda _: True
    at_most: float | None = None
    at_least: float | None = None
    before: float = 0

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"at most {self.at_most:g} in 100"
        return "" if self.at_least is None else "all" if self.at_least == 100 else f"at least {self.at_least:g} in 100"

    def count(self, people: list[Advised]) -> tuple[int, int]:
        group = [person for person in people if self.among(person)]
        return sum(map(self.counted, group)), len(group)

    def is_reached(self, people: list[Advised]) -> bool:
        some, everyone = self.count(people)
        too_many = self.at_most is not None and 100 * some > self.at_most * everyone
        too_few = self.at_least is not None and 100 * some < self.at_least * everyone
        return not too_many and not too_few


FIGURES = (
    Figure(
        "three tips, all from one domain",
        lambda p: len(p.result.tips) == 3 and len({tip.domain for tip in p.result.tips}) == 1,
        at_most=2,
        before=34.0,
    ),
    Figure(
        "a sugary drink a day or more: hears about it",
        lambda p: p.hears_about("sugary_drinks"),
        lambda p: p.answers["sugary_drinks"] in {"two_or_more", "one_a_day"},
        at_least=100,
        before=25.5,
    ),
    Figure(
        "2 sugary drinks a day or more: hears about it",
        lambda p: p.hears_about("sugary_drinks"),
        lambda p: p.answers["sugary_drinks"] == "two_or_more",
        at_least=100,
        before=44.5,
    ),
    Figure(
        "processed meat daily: hears about it",
        lambda p: p.hears_about("processed_meat"),
        lambda p: p.answers["processed_meat"] == "daily",
        at_least=100,
        before=82.1,
    ),
    Figure(
        "lowest band of processed foods: no tip on them",
        lambda p: not p.has_tip_in("processed"),
        lambda p: p.is_lowest_in("processed"),
        at_most=15,
        before=22.2,
    ),
    Figure(
        "first tip from fermented foods",
        lambda p: bool(p.result.tips) and p.result.tips[0].domain == "fermented",
        at_most=1,
        before=7.7,
    ),
    Figure(
        "4 cups a day or fewer: hears about cups",
        lambda p: p.hears_about("cups"),
        lambda p: p.answers["cups"] in LITTLE_TO_DRINK,
        before=25.9,
    ),
    Figure("a tip on fermented foods", lambda p: p.has_tip_in("fermented"), before=42.6),
    Figure("no tip", lambda p: not p.result.tips),
)


def read_people(folder: Path, criteria: Path | None = None) -> list[tuple[dict[str, str | None], str]]:
    """Give everyone's answers as options, and their age group."""
    recalls = pl.read_csv(folder / RECALLS, infer_schema_length=None).select("SEQN", "cups")
    ages = pl.read_csv((criteria or folder) / CRITERIA, infer_schema_length=None).select("SEQN", "age")
    table = (
        pl.read_csv(folder / QUESTIONNAIRE, infer_schema_length=None)
        .drop("cups")
        .join(recalls, on="SEQN", how="left", maintain_order="left")
        .join(ages, on="SEQN", how="left", maintain_order="left")
    )
    return [
        ({item: _option(item, row[item]) for item in ITEMS}, "age_65_or_over" if row["age"] >= OLD else "age_18_to_64")
        for row in table.iter_rows(named=True)
    ]


def _option(item: str, amount: float | None) -> str | None:
    return None if amount is None else INSTRUMENT.items[item].option_at(float(amount)).id


def with_drawn(answers: dict[str, str | None], rng: random.Random) -> dict[str, str | None]:
    """Give answers in which what is unknown is drawn from the options."""
    options = {item: [option.id for option in INSTRUMENT.items[item].options] for item in ITEMS}
    return {item: said or rng.choice(options[item]) for item, said in answers.items()}


def advise(answers: dict[str, str | None], age: str | None = None) -> Advised:
    nothing: frozenset[str] = frozenset()
    said = Responses(answers=answers, conditions=nothing, flags=nothing, age=age)
    return Advised(answers, assess(INSTRUMENT, said))


def columns(folder: Path, every: int = 1, criteria: Path | None = None) -> dict[str, list[Advised]]:
    """Advise everyone, or every so many, in each of the ways that are shown."""
    people, rng = read_people(folder, criteria)[::every], random.Random(SEED)
    return {
        "age unknown": [advise(answers) for answers, _ in people],
        "age known": [advise(answers, age) for answers, age in people],
        "age known, two drawn": [advise(with_drawn(answers, rng), age) for answers, age in people],
    }


def figures(found: dict[str, list[Advised]]) -> Iterator[str]:
    yield f"{'':48}" + "".join(f"{name:>24}" for name in found) + "  target"
    for figure in FIGURES:
        counts = [figure.count(people) for people in found.values()]
        shares = [f"{some:,}/{of:,} = {100 * some / of if of else 0:.1f}%" for some, of in counts]
        missed = "" if all(map(figure.is_reached, found.values())) else "  MISSED"
        yield f"{figure.name:48}" + "".join(f"{share:>24}" for share in shares) + f"  {figure.target}{missed}"


def advice_table(answers: Path, criteria: Path) -> Iterator[tuple[str, str]]:
    """Give the table of the page: the shares of version 2, and those of now."""
    found, rows = columns(answers, criteria=criteria), []
    for figure in FIGURES:
        counts = [figure.count(people) for people in found.values()]
        now = [f"{100 * some / everyone:.1f}% of {everyone:,}" for some, everyone in counts]
        rows.append([figure.name, f"{figure.before:.1f}%", *now])
    yield "advice", table(["all people", "version 2", *(f"version 3, {name}" for name in found)], rows)


def how_often(found: dict[str, list[Advised]]) -> Iterator[str]:
    """Say how often each tip comes up, in any place and first, the commonest first; and which never do."""
    tips = {name: [[tip.id for tip in person.result.tips] for person in people] for name, people in found.items()}
    any_place = {name: Counter(tip for some in everyone for tip in some) for name, everyone in tips.items()}
    first = {name: Counter(some[0] for some in everyone if some) for name, everyone in tips.items()}
    together = sum(any_place.values(), Counter())
    yield f"{'times a tip comes up (of these, first)':48}" + "".join(f"{name:>24}" for name in found)
    for tip, _ in together.most_common():
        yield f"{tip:48}" + "".join(f"{f'{any_place[n][tip]:,} ({first[n][tip]:,})':>24}" for n in found)
    steps = [tip for tip in INSTRUMENT.tips.values() if tip.kind != "info"]
    never = [tip.id for tip in steps if tip.id not in together]
    for_all = [tip.id for tip in steps if tip.id in never and not tip.only_with]
    yield f"\nNever come up, of {len(steps)} steps: {len(never)}. For everyone: {', '.join(for_all) or 'none'}."
    yield f"For some conditions or ages only: {', '.join(sorted(set(never) - set(for_all))) or 'none'}."


def missed_in(found: dict[str, list[Advised]]) -> list[str]:
    """Name the targets that some column misses."""
    return [figure.name for figure in FIGURES if not all(map(figure.is_reached, found.values()))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    folder = parser.parse_args().folder
    for name in (QUESTIONNAIRE, RECALLS, CRITERIA):
        if not (folder / name).is_file():
            parser.error(f"{folder / name} is not there; rules/VALIDITY.md says where it comes from")
    found = columns(folder)
    print("\n".join([*figures(found), "", *how_often(found)]))
    missed = missed_in(found)
    print(f"\n{len(missed)} targets missed: {'; '.join(missed)}" if missed else "\nEvery target is reached.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
