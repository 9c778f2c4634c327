"""Looks for what nobody may read: many people's results, searched by an independent table of words (``forbidden.py``).

    python tests/search_forbidden.py --answers 2000
    python tests/search_forbidden.py --answers 2000 --only ibs

tries that many answers for every pair of conditions, and for every condition with every flag, on all cores. The tests
(``test_nobody_reads.py``) try fewer.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import combinations, islice, product
from random import Random
from typing import NamedTuple

from forbidden import FORBIDDEN
from forbidden_flags import EVERYONE, FLAGS, HIDES_CLINIC
from forbidden_words import Row

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.result import Result
from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

INSTRUMENT = load_instrument(packaged_rules())
OPTIONS = {item.id: [option.id for option in item.options] for item in INSTRUMENT.items.values()}
BESIDE = {
    question.id: list(question.by_id) for question in INSTRUMENT.extra.values()
}  # beside the score, half answered
BEST = {i.id: max(i.options, key=lambda option: option.points).id for i in INSTRUMENT.items.values()}
CHILD, ADULTS = "under_18", ("age_18_to_64", "age_65_or_over")
_CONDITIONS = """
low_fibre ibs gluten_free lactose milk_free soya_free nut_seed_allergy fish_shellfish_allergy histamine maoi
live_food_limit pregnant low_salt ckd_diet fluid_limit warfarin bone_or_thyroid_tablet diabetes_insulin lithium
eating_disorder underweight dysphagia no_alcohol heart_failure losing_on_purpose hard_to_chew egg_free calcium_tablet
kidney_stones constipation other_diet
"""
CONDITIONS = tuple(_CONDITIONS.split())
GUT_FLAGS = ("bleeding_heavy", "black_or_bloody", "bowel_change", "weight_or_swallowing")
BONE_FLAGS = ("fragility_fracture", "height_loss", "long_steroids", "early_menopause", "gut_disease", "low_weight")
ALL_FLAGS = (*GUT_FLAGS, *BONE_FLAGS, "past_eating_disorder")
HERE = [condition for condition in CONDITIONS if condition in INSTRUMENT.condition]
FLAGS_HERE = [flag for flag in ALL_FLAGS if flag in INSTRUMENT.flag]


class Leak(NamedTuple):
    """Somebody reads what the table forbids them."""

    who: str
    what: str
    place: str
    sentence: str


# ---------------------------------------------------------------- what somebody reads, searched


def leaks(result: Result) -> list[Leak]:
    """Give all that one person reads and must not."""
    who = tuple(sorted({*(result.conditions or ()), *([result.age] if result.age else ())}))
    flags = tuple(flag.id for flag in result.flags or ())
    texts = list(read_by(result))
    everything = "\n".join(text for _, text in texts)
    found = []
    for place, text in texts:
        for name in ("everyone", *who, *flags):
            for row, sentence in suspects(name, place, text):
                if not row.is_accompanied(place, text, everything):
                    found.append(Leak(name, row.what, place, sentence))
    return found + list(shown(result, flags))


def read_by(result: Result) -> Iterator[tuple[str, str]]:
    """Give every text that a result says, with its place: a tip with its plan and notes, a praise, a notice or what a flag says."""
    for tip in result.tips:
        yield "tip", "\n".join(filter(None, (tip.text, tip.plan, *tip.notes)))
    for praise in result.strengths:
        yield "praise", praise.text
    for notice in (*result.notices, *(flag.text for flag in result.flags or ())):
        yield "notice", notice


def shown(result: Result, flags: tuple[str, ...]) -> Iterator[Leak]:
    """Give what is shown beside the texts and must not be: numbers, or the private clinic."""
    if "eating_disorder" in (result.conditions or ()) and result.shows_numbers:
        yield Leak("eating_disorder", "numbers", "score", "")
    if any(flag in HIDES_CLINIC for flag in flags) and result.shows_clinic:
        yield Leak(next(flag for flag in flags if flag in HIDES_CLINIC), "the private clinic", "clinic", "")
    if result.age == CHILD and result.total.points is not None:
        yield Leak(CHILD, "a score", "score", "")


@cache
def suspects(name: str, place: str, text: str) -> tuple[tuple[Row, str], ...]:
    """Give the rows of one condition or flag that a text breaks, unless the words of ``beside`` stand with it."""
    rows = EVERYONE if name == "everyone" else FORBIDDEN.get(name) or FLAGS.get(name, ())
    mine = [row for row in rows if place in row.places]
    return tuple((row, sentence) for sentence in sentences(text) for row in mine if row.is_broken_by(sentence))


@cache
def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+|\n", text) if part]


# ---------------------------------------------------------------- people


def people(first: str, second: str, count: int) -> Iterator[Responses]:
    """Make people with two things, each a condition, an age group or a flag; the same ones each time."""
    rng = Random(f"{first} {second}")
    given = {first, second}
    for _ in range(count):
        ages = given & {CHILD, *ADULTS} or {rng.choice((None, *ADULTS))}
        yield Responses(
            answers=some_answers(rng),
            conditions=frozenset(given & set(HERE)),
            age=min(ages, key=str),
            flags=frozenset(given & set(ALL_FLAGS)),
            mode="core" if rng.random() < 0.15 else "full",
            extra={question: rng.choice(options) for question, options in BESIDE.items() if rng.random() < 0.5},
            assessed_at="2026-01-31T09:30:00+00:00",
        )


def some_answers(rng: Random) -> dict[str, str | None]:
    """Give answers: half of the time any, and half the best but for a few, which brings up the tips that come late."""
    low = set(OPTIONS) if rng.random() < 0.5 else set(rng.sample(sorted(OPTIONS), rng.randint(1, 4)))
    answers = {item: rng.choice(options) if item in low else BEST[item] for item, options in OPTIONS.items()}
    return {item: None if rng.random() < 0.03 else option for item, option in answers.items()}


def every_pair() -> list[tuple[str, str]]:
    """Give every pair of conditions, and every condition with either adult age group."""
    return [*combinations(HERE, 2), *product(HERE, ADULTS)]


def every_flag() -> list[tuple[str, str]]:
    return list(product([*HERE, *ADULTS], FLAGS_HERE))


def every_child() -> list[tuple[str, str]]:
    return [(CHILD, other) for other in (*HERE, *FLAGS_HERE)]


def search(pair: tuple[str, str], count: int) -> tuple[int, Counter[Leak], dict[Leak, str]]:
    """Give how many people of a pair were tried, how often each leak was found, and a person for each."""
    found: Counter[Leak] = Counter()
    example: dict[Leak, str] = {}
    for person in people(*pair, count):
        for leak in leaks(assess(INSTRUMENT, person)):
            found[leak] += 1
            example.setdefault(leak, described(person))
    return count, found, example


def described(person: Responses) -> str:
    has = [*sorted(person.conditions or ()), *sorted(person.flags or ()), person.age or "age unknown", person.mode]
    return f"{', '.join(has)}; {dict(person.answers)}; beside the score {dict(person.extra)}"


def summary(found: Counter[Leak], example: dict[Leak, str], most: int = 12) -> str:
    """List the leaks, the commonest first, each with somebody who reads it."""
    lines = [f"{sum(found.values()):,} leaks of {len(found):,} kinds"]
    for leak, times in islice(found.most_common(), most):
        lines += [f"- {leak.who} must not read {leak.what} ({leak.place}, {times:,} times): {leak.sentence}"]
        lines += [f"  somebody who reads it: {example[leak]}"]
    return "\n".join(lines)


def search_all(pairs: list[tuple[str, str]], count: int) -> tuple[int, str]:
    found: Counter[Leak] = Counter()
    example: dict[Leak, str] = {}
    tried = 0
    for pair in pairs:
        some, leaked, who = search(pair, count)
        tried, example = tried + some, who | example
        found.update(leaked)
    return tried, summary(found, example) if found else ""


def main() -> int:
    parser = argparse.ArgumentParser(description="Look for what nobody may read, among many people, on all cores.")
    parser.add_argument("--answers", type=int, default=2000, help="sets of answers for every pair (2000)")
    parser.add_argument("--only", metavar="ID", help="pairs with this condition or warning sign alone")
    parser.add_argument("--leaks", type=int, default=40, help="how many kinds of leak to list (40)")
    given = parser.parse_args()
    every = [every_pair(), every_flag(), every_child()]
    pairs, flags, children = ([pair for pair in some if not given.only or given.only in pair] for some in every)
    whole = [*pairs, *flags, *children]
    found: Counter[Leak] = Counter()
    example: dict[Leak, str] = {}
    tried = 0
    with ProcessPoolExecutor() as cores:
        for some, leaked, who in cores.map(search, whole, [given.answers] * len(whole), chunksize=4):
            tried, example = tried + some, who | example
            found.update(leaked)
    print(f"{tried:,} people: {len(pairs)} pairs, {len(flags)} with a flag, {len(children)} children.")
    print(summary(found, example, given.leaks) if found else "0 leaks.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
