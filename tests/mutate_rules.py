"""Change the packaged rules at random, one entry at a time, and count how many changes somebody would notice.

    python tests/mutate_rules.py
    python tests/mutate_rules.py --mutants 200 --seed 7 --kind asks

Each mutant changes one points value, one cut-point, or one entry of `when`, `unless`, `avoids`, `asks`,
`only_with` or `sources`, to something that could be meant: another id of the same kind, one less, one more. It
changes behaviour if any of a fixed panel of people gets another result, or if `explain` says anything else; for
sources, if anything cites otherwise. It is noticed if a worked case fails, if `rules check` finds a problem, or
if it contradicts the tables in tests/people.py and tests/draft.
"""

import argparse
import random
from collections import Counter
from copy import deepcopy
from functools import cache
from typing import NamedTuple

import msgspec
from people import AGES, BONE_FLAGS, CONDITIONS, COUNTS, GUT_FLAGS, INSTRUMENT, POINTS
from withheld import kept_from

from gutbone.answers.one import read_one
from gutbone.answers.responses import Responses
from gutbone.assess.advice import rules_out
from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.base.files import packaged_rules
from gutbone.report.explain import explain_article, explain_id
from gutbone.review.cases import read_cases, run_case
from gutbone.review.check import find_problems
from gutbone.review.citations import citations
from gutbone.rules.instrument import Instrument
from gutbone.rules.must_hold import unsound

KINDS = ("points", "cut-point", "when", "unless", "avoids", "asks", "only_with", "source")
PEOPLE = 3000
WIDE = 10_000  # columns, so that explain wraps nothing
WITHHELD = kept_from()
CASES = read_cases(packaged_rules())
ORIGINAL = {**msgspec.to_builtins(INSTRUMENT), "files": {}}


class Mutant(NamedTuple):
    """Rules with one entry changed."""

    kind: str
    change: str
    instrument: Instrument


class Fate(NamedTuple):
    """What became of a mutant: whether it changes behaviour, and who noticed it first."""

    kind: str
    change: str
    matters: bool
    noticed_by: str | None


# ---------------------------------------------------------------- mutants


def mutants(count, seed, kinds=KINDS):
    """Give mutants of all kinds in turn."""
    rng = random.Random(seed)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        tree = deepcopy(ORIGINAL)
        change = CHANGES[kind](tree, rng)
        yield Mutant(kind, change, msgspec.convert(tree, Instrument))


def change_points(tree, rng):
    item = rng.choice(items_of(tree))
    option = rng.choice(item["options"])
    return replace(option, "points", rng.choice([n for n in range(6) if n != option["points"]]), item["id"])


def change_cut_point(tree, rng):
    """Move an edge of an option, to two decimals as the rules write them, or of a band, to a whole number."""
    edges = [(item["id"], o) for item in items_of(tree) for o in item["options"] if o["at_least"] is not None]
    edges += [("bands", band) for band in tree["bands"]["edges"]]
    owner, place = rng.choice(edges)
    edge = place["at_least"]
    if owner == "bands":
        return replace(place, "at_least", rng.choice([n for n in range(101) if n != edge]), owner)
    near = [
        round(edge * rng.uniform(0.5, 1.5), 2),
        round(edge + rng.uniform(-1, 1), 2),
        round(edge + 0.01, 2),
        round(edge - 0.01, 2),
    ]
    return replace(place, "at_least", rng.choice([n for n in near if n >= 0 and n != edge]), owner)


def change_when(tree, rng):
    """Change an answer, or a band, that calls for a tip."""
    options = {item["id"]: [o["id"] for o in item["options"]] for item in items_of(tree)}
    bands = [band["id"] for band in tree["bands"]["edges"]]
    lists = [
        (tip, key, name, bands if key == "when_band" else options[name])
        for tip in tips_of(tree)
        for key in ("when", "when_any", "when_band")
        for name in tip[key]
    ]
    tip, key, name, known = rng.choice(lists)
    return change_list(tip[key], name, known, rng, f"{tip['id']} {key}")


def change_tip_list(key, kind):
    """Give a change of one list of a tip, towards other ids of a kind."""

    def change(tree, rng):
        tip = rng.choice(tips_of(tree))
        return change_list(tip, key, ids_of(tree, kind), rng, tip["id"])

    return change


def change_avoids(tree, rng):
    condition = rng.choice(tree["conditions"]["conditions"])
    return change_list(condition, "avoids", ids_of(tree, "food"), rng, condition["id"])


def change_source(tree, rng):
    lists = [*cited_in(tree), (tree["bands"], "source", "bands")]
    owner, key, name = rng.choice(lists)
    known = ids_of(tree, "source")
    if key == "source":
        return replace(owner, key, rng.choice([n for n in known if n != owner[key]]), name)
    return change_list(owner, key, known, rng, name)


CHANGES = {
    "points": change_points,
    "cut-point": change_cut_point,
    "when": change_when,
    "unless": change_tip_list("unless", "condition"),
    "avoids": change_avoids,
    "asks": change_tip_list("asks", "food"),
    "only_with": change_tip_list("only_with", "condition"),
    "source": change_source,
}


def change_list(owner, key, known, rng, name):
    """Take an entry out, put another in its place, or add one."""
    before = list(owner[key])
    others = [entry for entry in known if entry not in before]
    way = rng.choice(["add", *(["remove", "replace"] if before else [])]) if others else "remove"
    after = list(before)
    if way != "add":
        place = rng.randrange(len(after))
        after[place : place + 1] = [rng.choice(others)] if way == "replace" else []
    else:
        after.append(rng.choice(others))
    return replace(owner, key, after, name)


def replace(owner, key, value, name):
    """Change one value and say so."""
    before, owner[key] = owner[key], value
    within = f" {owner['id']}" if owner.get("id", name) != name else ""
    return f"{name}{within} {key}: {before} -> {value}"


def items_of(tree):
    return [item for domain in tree["domains"] for item in domain["items"]]


def tips_of(tree):
    return [*(tip for domain in tree["domains"] for tip in domain["tips"]), *tree["closing"]]


def ids_of(tree, kind):
    conditions = (*tree["conditions"]["conditions"], *tree["conditions"]["age"]["groups"])
    return [b["id"] for b in {"source": tree["sources"], "food": tree["foods"], "condition": conditions}[kind]]


def cited_in(value, name="rules"):
    """Give every list of sources with what it belongs to."""
    if isinstance(value, dict):
        name = value.get("id", value.get("label", name))
        for key, inner in value.items():
            if key == "sources" and all(isinstance(entry, str) for entry in inner):
                yield value, key, name
            else:
                yield from cited_in(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from cited_in(inner, name)


# ---------------------------------------------------------------- behaviour


@cache
def panel():
    """Give the same people every time: answers by option and by amount, conditions, ages, flags, both modes."""
    rng = random.Random(20260131)
    return [
        {
            "answers": {item: an_answer(item, rng) for item in POINTS if rng.random() < 0.85},
            "conditions": rng.choice([None, (), *[rng.sample(CONDITIONS, rng.randint(1, 3)) for _ in range(4)]]),
            "age": rng.choice([None, *AGES[1:], AGES[1], AGES[2], *AGES]),
            "flags": rng.choice([None, (), (), rng.sample(GUT_FLAGS + BONE_FLAGS, rng.randint(1, 2))]),
            "mode": rng.choice(["full", "full", "core"]),
        }
        for _ in range(PEOPLE)
    ]


def an_answer(item, rng):
    """Give an option, or an amount of any size from a hundredth upwards; sometimes not sure."""
    if rng.random() < 0.05:
        return None
    if rng.random() < 0.5:
        return rng.choice(list(POINTS[item]))
    most = INSTRUMENT.items[item].at_most or 15
    return round(rng.choice([rng.uniform(0, most), 10 ** rng.uniform(-2, 0)]), 2)


def result(instrument, person):
    """Give all that a report could say to one person, apart from texts that mutants leave alone."""
    answers = {item: read_one(value, instrument.items[item]) for item, value in person["answers"].items()}
    conditions, flags = person["conditions"], person["flags"]
    found = assess(
        instrument,
        Responses(
            answers=answers,
            conditions=None if conditions is None else frozenset(conditions),
            age=person["age"],
            flags=None if flags is None else frozenset(flags),
            mode=person["mode"],
        ),
    )
    return (
        [(a.status, a.option, a.points) for a in found.answers],
        found.total,
        found.domains,
        [(t.id, [quote.item for quote in t.because], t.notes, t.gain) for t in found.tips],
        [(held.tip, held.because) for held in found.withheld],
        [strength.item for strength in found.strengths],
        found.notices,
        (found.shows_numbers, found.shows_clinic),
    )


def explained(instrument):
    """Give all that ``gutbone explain`` says."""
    ids = (instrument.domain, instrument.items, instrument.tips, instrument.condition, instrument.flag)
    return [explain_article(instrument, WIDE), *(explain_id(instrument, i, WIDE) for known in ids for i in known)]


def cited(instrument):
    return [(citation.owner, sorted(citation.sources)) for citation in citations(instrument)]


@cache
def as_is(say, *whom):
    """Give what the packaged rules say, worked out where it is asked for first."""
    return say(INSTRUMENT, *(panel()[number] for number in whom))


def changes_behaviour(mutant, people=PEOPLE):
    """Say whether anybody is told anything else, of some of the panel."""
    if mutant.kind == "source":
        return cited(mutant.instrument) != as_is(cited)
    told = (result(mutant.instrument, panel()[number]) == as_is(result, number) for number in range(people))
    return explained(mutant.instrument) != as_is(explained) or not all(told)


# ---------------------------------------------------------------- who notices


def noticed_by(instrument):
    """Give who notices first: a worked case, the check, a table of the reviewed draft, or nobody."""
    if unsound(instrument):
        return "check"
    if fails_a_case(instrument):
        return "cases"
    if find_problems(instrument)[0]:
        return "check"
    return None if agrees_with_the_draft(instrument) else "tables"


def fails_a_case(instrument):
    """Say whether a worked case fails; the one that does is tried first from then on, as the next change is often alike."""
    for place, placed in enumerate(CASES):
        if fails(placed, instrument):
            CASES.insert(0, CASES.pop(place))
            return True
    return False


def fails(placed, instrument):
    try:
        return bool(run_case(placed, instrument).differences)
    except GutboneError:
        return True


def agrees_with_the_draft(instrument):
    """Say whether points are those of the draft, and each tip is kept from all whom the draft kept from it."""
    points = {item.id: {o.id: o.points for o in item.options} for item in instrument.items.values()}
    counts = {item.id: item.counts for item in instrument.items.values()}
    return (points, counts) == (POINTS, COUNTS) and all(
        rules_out(instrument.condition[name], tip, instrument.foods_in(tip))
        for tip in instrument.tips.values()
        for name in WITHHELD[tip.id]
        if not tip.only_with or not {name, *tip.only_with} <= instrument.ages
    )


def fate_of(mutant, people=PEOPLE):
    """Find out what becomes of a mutant; whoever refuses it changes behaviour too."""
    matters = bool(unsound(mutant.instrument)) or changes_behaviour(mutant, people)
    return Fate(mutant.kind, mutant.change, matters, noticed_by(mutant.instrument) if matters else None)


def fates(count, seed, kinds=KINDS, people=PEOPLE):
    return [fate_of(mutant, people) for mutant in mutants(count, seed, kinds)]


def share(found):
    """Give how many of 100 mutants that matter are noticed."""
    mattering = [fate for fate in found if fate.matters]
    return 100 * sum(fate.noticed_by is not None for fate in mattering) / len(mattering)


def report(found):
    """Write the figures by kind, and every mutant that matters and got through."""
    yield f"{'kind':<10} {'mutants':>8} {'matter':>8} {'noticed':>8} {'of 100':>8}   first noticed by"
    for kind in (*KINDS, "all"):
        own = [fate for fate in found if kind in {fate.kind, "all"}]
        if any(fate.matters for fate in own):
            who = Counter(fate.noticed_by for fate in own if fate.noticed_by)
            names = ", ".join(f"{name} {count}" for name, count in who.most_common())
            matter, noticed = sum(fate.matters for fate in own), who.total()
            yield f"{kind:<10} {len(own):>8} {matter:>8} {noticed:>8} {share(own):>8.1f}   {names}"
    through = [f"  {fate.kind}: {fate.change}" for fate in found if fate.matters and not fate.noticed_by]
    yield from ("", "Nobody noticed:", *through) if through else ("", "Every one was noticed.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Change the packaged rules at random and count who notices.")
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS, action="append")
    options = parser.parse_args()
    print("\n".join(report(fates(options.mutants, options.seed, options.kind or KINDS))))
