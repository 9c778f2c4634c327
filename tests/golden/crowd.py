"""The golden people, one for each thing a report may have to say, and a crowd of a thousand others."""

from random import Random

from people import AGES, BONE_FLAGS, CONDITIONS, FULL, GUT_FLAGS, HALFWAY, INSTRUMENT, LEAST, POINTS, responses

from gutbone.answers.digits import read_digits
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.result import Result

NOW = "2026-01-31T09:30:00+00:00"
HOSTILE = "<script>alert(1)</script>\x1b[31m[red]&\"'\u202ebad\u202c\x07"
LIKE_ME = "Ward 12/3"
FLAGS = GUT_FLAGS + BONE_FLAGS
MIXED = {item: list(options)[place % len(options)] for place, (item, options) in enumerate(POINTS.items())}

PEOPLE: dict[str, Responses] = {
    "all_known": responses(MIXED, assessed_at=NOW, ref=LIKE_ME),
    "half_unknown": responses(
        {item: MIXED[item] if place % 2 else None for place, item in enumerate(MIXED)},
        asked=False,
        flags=None,
        assessed_at=NOW,
    ),
    "quick_screen": responses(
        read_digits("3324231", INSTRUMENT).answers, "warfarin", flags=["height_loss"], mode="core", assessed_at=NOW
    ),
    "many_conditions": responses(
        LEAST,
        *("gluten_free", "milk_free", "warfarin", "diabetes_insulin", "low_salt", "bone_or_thyroid_tablet"),
        age="age_65_or_over",
        assessed_at=NOW,
    ),
    "every_condition": responses(HALFWAY, *CONDITIONS, mode="core", assessed_at=NOW, ref="Zoë 健 " + "x" * 58),
    "every_flag": responses(MIXED, "ibs", flags=FLAGS, assessed_at=NOW),
    "heavy_bleeding": responses(LEAST, flags=["bleeding_heavy"], mode="core", assessed_at=NOW),
    "eating_disorder": responses(FULL, "eating_disorder", assessed_at=NOW),
    "under_18": responses(MIXED, age="under_18", assessed_at=NOW),
    "hostile_ref": responses(HALFWAY, mode="core", assessed_at=NOW, ref=HOSTILE),
}


def golden(name: str) -> Result:
    return assess(INSTRUMENT, PEOPLE[name])


def crowd(count: int = 1000, *, seed: int = 4) -> list[Result]:
    """Generate people of all kinds, always the same ones: from nothing ticked to everything, with and without refs."""
    random = Random(seed)
    return [assess(INSTRUMENT, _somebody(random)) for _ in range(count)]


def _somebody(random: Random) -> Responses:
    known = random.random()
    asked = random.random() < 0.8
    most = random.choice([0, 1, 3, 6, len(CONDITIONS)])
    flagged = random.choice([0, 0, 1, 3, len(FLAGS)])
    return Responses(
        answers={
            item: random.choice(list(options)) if random.random() < known else None
            for item, options in POINTS.items()
            if random.random() < 0.95
        },
        not_applicable=frozenset(random.sample(sorted(POINTS), random.choice([0, 0, 0, 1, 2]))),
        conditions=frozenset(random.sample(CONDITIONS, random.randint(0, most))) if asked else None,
        age=random.choice([None, *AGES[1:], *AGES[1:], *AGES]),
        flags=frozenset(random.sample(FLAGS, random.randint(0, flagged))) if asked or flagged == 1 else None,
        mode=random.choice(["full", "core"]),
        ref=random.choice([None, "A-17", "Zoë Ångström", "x" * 64, "\U0001f600" * 64, "ward 3  bed 4", HOSTILE]),
        assessed_at=NOW,
    )
