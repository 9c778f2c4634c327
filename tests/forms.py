"""People who fill in exported forms, and what a form should count for them, from tables written by hand."""

import json
import tempfile
from pathlib import Path
from random import Random

from people import DOMAINS, INSTRUMENT, MOST, POINTS, weighed
from test_broken_rules import lay

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.exchange import render_form, render_response
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
