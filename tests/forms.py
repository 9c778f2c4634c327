"""People who fill in exported forms, and what a form should count for them, from tables written by hand."""

import json
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from msgspec.structs import replace
from people import DOMAINS, INSTRUMENT, MOST, POINTS, weighed
from test_broken_rules import lay

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.exchange.fhir_names import coding
from gutbone.exchange.forms import render_form, render_response
from gutbone.rules.amount import written
from gutbone.rules.load import load_instrument

NOW = "2026-01-31T09:30:00+00:00"
BANDS = {
    "fermented": ((75, "Often"), (50, "Sometimes"), (0, "Seldom")),
    None: ((75, "Close to the guide"), (50, "Part-way there"), (0, "A good place to start")),
}

# The small rules with all that is awkward: quotes, a formula, a reference, a question that several answers settle, and
# one that is settled by a question that may be settled itself, and then gives points.
ODD = {
    "file": "domains/plants.yaml",
    "find": "asked_unless: {greens: [hardly_any]}",
    "replace": "asked_unless: {greens: [hardly_any, two_or_more]}",
    "and": [
        {"file": "domains/plants.yaml", "find": '"2 or more a day"', "replace": "'=2 \"or\" more \\ it''s ${greens}'"},
        {"file": "instrument.yaml", "find": '"Close"', "replace": "'It''s \"close\" \\n ${total.points}'"},
        {
            "file": "domains/drinks.yaml",
            "find": '  options:\n  - id: "yes"\n    points: 0',
            "replace": '  asked_unless: {kinds: [one], greens: [one_a_day]}\n  options:\n  - id: "yes"\n    points: 1',
        },
    ],
}


@cache
def every_rules():
    """Load the packaged rules, screeners that others have published, rules in another language, and odd ones."""
    tests = Path(__file__).parent
    folders = [*sorted((tests / "screeners").iterdir()), tests / "other_language", tests / "broken" / "rules"]
    with tempfile.TemporaryDirectory() as folder:
        odd = load_instrument(lay(ODD, Path(folder) / "odd"))
    return {"packaged": INSTRUMENT, "odd": odd, **{path.name: load_instrument(path) for path in folders}}


def exported(instrument, **options):
    """Give the form as it is exported."""
    return json.loads(render_form(instrument, "fhir", now=NOW, **options))


def answered(instrument, person, **options):
    """Give the response that is exported for somebody."""
    ids = iter(f"id-{number}" for number in range(100))
    return json.loads(render_response(assess(instrument, person), instrument, ids, **options))


def all_items(items):
    """Give items and the items inside them, in order."""
    for item in items:
        yield item
        yield from all_items(item.get("item", []))


def crowd(items, count, seed):
    """Make people of {item: options}: half of them answer everything, the others leave some questions out."""
    random = Random(seed)
    for number in range(count):
        missing = random.randint(1, 4) if number % 2 else 0
        left_out = random.sample(sorted(items), min(missing, len(items) - 1))
        answers = {item: random.choice(list(options)) for item, options in items.items() if item not in left_out}
        yield Responses(answers=answers, assessed_at=NOW)


def answers_to(item):
    """Give what people may answer: an option's id, or a number where one is asked for, its ends and edges among them."""
    if item.amount is None:
        return [*item.by_id]
    step = 10**-item.amount.decimals
    edges = [edge for o in item.options if o.at_least for edge in (o.at_least - step, o.at_least)]
    numbers = [item.smallest, item.at_most, item.top, (item.smallest + item.at_most) // 3, *edges]
    return [written(round(n, item.amount.decimals)) for n in numbers if item.smallest <= n <= item.at_most]


def counted_by_hand(answers):
    """Give the scores that a form should show for answers to the packaged questions: none while one is missing."""
    settled = {"fermented_kinds": "none"} if answers.get("fermented_days") == "hardly_ever" else {}
    known = {**answers, **settled}
    scores = {}
    for name, items in {**DOMAINS, "total": tuple(POINTS)}.items():
        if all(known.get(item) for item in items):
            points, possible = sum(weighed(item, known[item]) for item in items), sum(MOST[item] for item in items)
            scores[f"{name}.points"] = points
            scores[f"{name}.band"] = next(
                label for edge, label in BANDS.get(name, BANDS[None]) if 100 * points >= edge * possible
            )
    return scores


def ticking(instrument, count, seed):
    """Make people who were asked about their health, most of whom tick something.

    Of none does an answer to a question that does not apply make another one needless: no form need ask it.
    """
    random = Random(seed)
    conditions, ages = [one.id for one in instrument.conditions.conditions], sorted(instrument.ages)
    for person in crowd({name: answers_to(item) for name, item in instrument.items.items()}, count, seed):
        held = random.sample(conditions, min(random.choice([0, 1, 1, 2]), len(conditions)))
        flags = random.sample(sorted(instrument.flag), random.choice([0, 0, min(1, len(instrument.flag))]))
        age = random.choice([None, *ages, *ages[1:]])
        one = replace(person, conditions=frozenset(held), flags=frozenset(flags), age=age)
        known = {answer.item: answer.status for answer in assess(instrument, one).answers}
        asked = {item: option for item, option in one.answers.items() if known[item] != "not_applicable"}
        if known == {a.item: a.status for a in assess(instrument, replace(one, answers=asked)).answers}:
            yield one


def counted_for(instrument, person):
    """Give the scores that a form which asks about health should show, from the result that the quiz gives."""
    result, found = assess(instrument, person), {}
    if any(instrument.condition[name].stops or instrument.condition[name].hides_numbers for name in person.known):
        return found
    for name, score in (("total", result.total), *result.domains.items()):
        if score.points and score.answered == score.applicable:
            found |= {f"{name}.points": score.points.low, f"{name}.possible": score.possible}
            if score.band:
                found[f"{name}.band"] = instrument.band_label(name, score.band.low)
    return found


def forced(instrument, person):
    """Answer the form as software does that hides nothing: what a condition takes out is answered too."""
    response = answered(instrument, person, with_safety=True)
    for item in all_items(response["item"]):
        if option := person.answers.get(item["linkId"]):
            own = instrument.items[item["linkId"]]
            if own.amount is None:
                item["answer"] = [{"valueCoding": coding(instrument, own, own.by_id[option])}]
    return response
