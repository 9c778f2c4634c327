"""The runs in which two versions are compared: people, helps, rules with mistakes, and everything else between pipes."""

import json
import random
import re
import shutil
from typing import NamedTuple

import yaml

PEOPLE = 300
BROKEN = 200
SEED = 20260131
NARROW = {"COLUMNS": "40"}
# What every person's result is printed as: the options, and what the environment says.
FORMATS = {
    "text at 80": ((), {}),
    "text at 40": ((), NARROW),
    "text in colour": ((), {"FORCE_COLOR": "1"}),
    "text with reasons": (("--explain",), {}),
    "text without numbers": (("--no-score",), {}),
    "note": (("--format", "note"), {}),
    "oneline": (("--format", "oneline"), {}),
    "oneline without numbers": (("--format", "oneline", "--no-score"), {}),
    "json": (("--format", "json"), {}),
    "html": (("--format", "html"), {}),
    "html without numbers": (("--format", "html", "--no-score"), {}),
    "fhir": (("--format", "fhir"), {}),
    "fhir with observations": (("--format", "fhir", "--observation", "--with-safety"), {}),
}
NAMES = ("text", "note", "oneline", "json", "html", "fhir", "pdf")
ADDED = (
    ("--explain",),
    ("--no-score",),
    ("--score",),
    ("--observation",),
    ("--with-safety",),
    ("--core",),
    ("--none",),
)
# Lines for the quiz: straight through; with help, mistakes, corrections and a kept result; stopped; ended at once.
LINES = {
    "straight": ["3", "none", *"32312433344353", "none", ""],
    "with help and mistakes": [
        *["?", "9", "2", "?", "1 2 99", "", "2,4", "b", "2", "none", "x", "1 3", "b", "none", "1", "b", "2", "0"],
        *[*"214231", "99", *"321143", "?", "none 3", "2 5", "4", "2", "99", "14", "1", "16", "1", "y", ""],
    ],
    "stopped": ["2", "1", "2", "q"],
    "under 18": ["1"],
    "not sure of anything": [*"0" * 17, ""],
    "bleeding": ["2", "none", *"22222222222222", "1", "", ""],
    "way out": ["2", "5", "", "1"],
    "way out of instrument 3": ["2", "8", "", "1"],  # where the condition stands at another number
    "ends early": ["2", "3", "3"],
}


class Run(NamedTuple):
    """One run between pipes; ``kind`` is what its differences are grouped by, ``goes_on`` keeps the last one's home."""

    kind: str
    name: str
    arguments: tuple[str, ...]
    given: str = ""
    environment: dict[str, str] = {}
    goes_on: bool = False


# ---------------------------------------------------------------- people


def people(rules, count=PEOPLE):
    """Give answers files, always the same ones: options and amounts, unknown and left out, with and without safety."""
    rng = random.Random(SEED)
    return [json.dumps(_somebody(rules, rng, number)) for number in range(count)]


def _somebody(rules, rng, number):
    items = [item for domain in rules["domains"] for item in domain["items"]]
    known, most = rng.choice([0.2, 0.6, 0.9, 1, 1]), rng.choice([0, 0, 1, 2, 4])
    conditions = [condition["id"] for condition in rules["conditions"]["conditions"]]
    ages = [group["id"] for group in rules["conditions"]["age"]["groups"]]
    flags = [flag["id"] for flag in rules["flags"]["flags"]]
    return {
        "answers": {item["id"]: _answer(item, rng) for item in items if rng.random() < known},
        "conditions": rng.choice([None, [], rng.sample(conditions, most), rng.sample(conditions, most)]),
        "age": rng.choice([None, *ages[1:], *ages[1:], *ages]),
        "flags": rng.choice([None, [], [], rng.sample(flags, rng.choice([1, 1, 2]))]),
        "mode": rng.choice(["full", "full", "full", "core"]),
        "ref": rng.choice([None, None, f"Ward {number}/3", "Zoë 健 [b] <i>"]),
        "assessed_at": rng.choice([None, "2026-01-31", "2025-06-01T23:30:00-05:00"]),
    }


def _answer(item, rng):
    chance = rng.random()
    if chance < 0.1:
        return rng.choice([None, "n/a"])
    if chance < 0.3 and item.get("unit"):
        return rng.choice([rng.randint(0, 7), round(rng.uniform(0, 7), 2)])
    return rng.choice(item["options"])["id"]


HIDE_NUMBERS = ("eating_disorder", "underweight_flag")


def people_runs(rules):
    """Every person in every format, and a few with every option beside every format."""
    everyone = people(rules)
    for number, person in enumerate(everyone):
        for kind, (options, environment) in FORMATS.items():
            hidden = ", numbers hidden" if any(name in person for name in HIDE_NUMBERS) else ""
            yield Run(kind + hidden, f"person {number}", ("score", "-", *options), person, environment)
    for number, person in enumerate(everyone[:4]):
        for name in NAMES:
            for added in ADDED:
                arguments = ("score", "-", "--format", name, *added)
                yield Run(f"{name} {' '.join(added)}", f"person {number}", arguments, person)


# ---------------------------------------------------------------- rules with mistakes


def lay_broken(checkout, folder):
    """Write rules with a mistake each: those of the tests of that checkout, the others by changing a file at random."""
    rng, small = random.Random(SEED), checkout / "tests" / "broken" / "rules"
    mistakes = sorted((checkout / "tests" / "broken" / "mistakes").glob("*.yaml"))
    words = yaml.safe_load((checkout / "rules" / "words.yaml").read_text(encoding="utf-8"))
    for number in range(BROKEN):
        rules = folder / f"broken-{number}"
        shutil.copytree(small, rules)
        if number < len(mistakes):
            mistake = yaml.safe_load(mistakes[number].read_text(encoding="utf-8"))
            for change in (mistake, *mistake.get("and", ())):
                _make(change, rules, words)
        else:
            _mutate(rng.choice(sorted(rules.glob("**/*.yaml"))), rng)


def _make(change, rules, words):
    """Make a mistake as the files of ``tests/broken/mistakes`` write it."""
    path = rules / change["file"]
    if change.get("remove"):
        path.unlink()
    elif "instead_of" in change:
        kept = [f"{key}: {json.dumps(text)}" for key, text in words.items() if key != change["instead_of"]]
        path.write_text("\n".join([change["write"], *kept]), encoding="utf-8")
    elif "write" in change:
        path.write_text(change["write"], encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8").replace(change["find"], change["replace"], 1)
        path.write_text(text, encoding=change.get("encoding", "utf-8"))


def _mutate(path, rng):
    """Change one line: take it out, write it twice, move it, cut it short, or change a word or a number in it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = rng.choice([number for number, line in enumerate(lines) if line.strip()])
    line = lines[at]
    words = [*re.finditer(r"[\w.]+", line)] or [*re.finditer(r"\S+", line)]
    word = rng.choice(words)
    put = rng.choice(["", "7", "-3", "true", "''", "[]", "{}", "fruits", "&a", "0.5", "\t", ": ", '"', "a b"])
    changed = {
        "out": [],
        "twice": [line, line],
        "in": [f" {line}"],
        "short": [line[: rng.randrange(len(line))]],
        "word": [line[: word.start()] + put + line[word.end() :]],
    }
    lines[at : at + 1] = changed[rng.choice([*changed, "word", "word", "word"])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def broken_runs(inputs):
    """Check rules with a mistake, and use them."""
    for number in range(BROKEN):
        rules = ("--rules", f"{inputs}/broken-{number}")
        yield Run("broken rules, checked", f"mistake {number}", ("rules", "check", *rules))
        yield Run("broken rules, used", f"mistake {number}", ("explain", *rules))


# ---------------------------------------------------------------- all else


def line_runs():
    """The quiz and the quick screen by lines from a pipe."""
    for width in ("80", "40"):
        for name, lines in LINES.items():
            given = "".join(f"{line}\n" for line in lines)
            yield Run(f"quiz by lines at {width}", name, ("quiz",), given, {"COLUMNS": width})
            yield Run(f"screen by lines at {width}", name, ("screen",), given, {"COLUMNS": width})


def ids_in(value):
    """Give every id that stands anywhere in the rules."""
    if isinstance(value, dict):
        yield from (value[key] for key in ("id",) if isinstance(value.get(key), str))
        value = value.values()
    for inner in value if not isinstance(value, str | int | float | None) else ():
        yield from ids_in(inner)


def other_runs(rules):
    """Every other command, and what it refuses."""
    person, *others = people(rules, 3)
    plain = [
        *[(), ("--version",), ("--versio",), ("quizz",), ("screen",), ("score",), ("score", "missing.yaml")],
        *[("screen", digits) for digits in ("3324231", "0000000", "1111111", ".32.231", "332423", "9999999", "x")],
        ("screen", "3324231", "--has", "warfarin", "--flag", "height_loss", "--format", "note", "--ref", "Ward 9"),
        ("screen", "3324231", "--has", "warfarn", "--format", "nte"),
        ("screen", "3324231", "--ref", "943 476 5919"),
        ("screen", "--no-input"),
        *[("explain", name) for name in dict.fromkeys([*ids_in(rules), "pulse", "nothing"])],
        *[("explain",), ("rules", "check"), ("rules", "test"), ("rules", "show", "--format", "xml")],
        *[("rules", "show", "--format", name) for name in ("text", "md", "json")],
        *[("rules", "export", "--format", name) for name in ("fhir", "xlsform", "csv", "pdf")],
        *[("rules", "export", "--no-weights"), ("rules", "schema", "--of", "nothing")],
        *[("rules", "schema", "--of", name) for name in ("result", "domain", "instrument", "words", "conditions")],
        *[("history", name) for name in ("list", "trend", "show", "export", "delete", "nothing")],
    ]
    yield from (Run(" ".join(arguments[:2]) or "nothing", " ".join(arguments), arguments) for arguments in plain)
    yield Run("explain at 40", "the article", ("explain",), environment=NARROW)
    yield Run("rules show at 40", "all", ("rules", "show"), environment=NARROW)
    for number, given in enumerate([person, *others]):
        yield Run("score --keep", f"person {number}", ("score", "-", "--keep"), given, goes_on=number > 0)
    for arguments in [("list",), ("trend",), ("export",), ("export", "--format", "csv"), ("delete", "--all", "--yes")]:
        yield Run(f"history {arguments[0]}", "three kept", ("history", *arguments), goes_on=True)
    yield Run("cohort", "a table", ("cohort", "-"), "id,fruit,cups,conditions\na,two_a_day,6.5,ibs\nb,x,,\n")


def commands_in(help_):
    """Give the names that a help lists as commands."""
    return re.findall(r"^  (\w+)", help_.partition("\nCommands:\n")[2], re.MULTILINE)
