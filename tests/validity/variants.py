"""The same answers scored by the options' points alone: by old rules, or with other points, without the program.

Rules of another version may be in a format that the program no longer reads. What a score needs of them is little: the
edges and points of each option, what counts more than once, what the core asks, and which answer settles a question.
"""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from validity.page import table
from validity.statistics import Resamples, spearman

KINDS = ("full", "core")


class Question(NamedTuple):
    """One item: the lower edge and the points of each option in the order of the file, and what it counts."""

    edges: tuple[float, ...]
    points: tuple[float, ...]
    counts: float
    core: bool
    settled_by: dict[str, tuple[int, ...]]  # other items, and the places of the options that settle this one at 0

    def place(self, amounts):
        """Give the place of the option that each amount belongs to, in the order of the file; -1 where it is unknown."""
        in_order = np.argsort(self.edges)
        reached = np.searchsorted(np.array(self.edges)[in_order], amounts, side="right") - 1
        return np.where(np.isnan(amounts), -1, in_order[reached])


def read_scheme(rules):
    """Read what scores need from the domains of a rules folder, whatever its format."""
    files = sorted(Path(rules, "domains").glob("*.yaml"))
    if not files:
        raise SystemExit(f"{rules}: there is no domains/*.yaml in it; name a folder of rules")
    items = [item for file in files for item in yaml.safe_load(file.read_text(encoding="utf-8"))["items"]]
    places = {item["id"]: {option["id"]: n for n, option in enumerate(item["options"])} for item in items}
    return {
        item["id"]: Question(
            tuple(float(option["at_least"]) for option in item["options"]),
            tuple(float(option["points"]) for option in item["options"]),
            float(item.get("counts", 1)),
            bool(item.get("core", False)),
            {other: tuple(places[other][o] for o in said) for other, said in item.get("asked_unless", {}).items()},
        )
        for item in items
    }


def changed(scheme, points=(), counts=()):
    """Give a scheme with other points or weights, each written as on the command line (``fruit=0,1,3,4,4``)."""
    scheme = dict(scheme)
    for item, numbers in map(_parsed, points):
        known = _known(scheme, item)
        if len(numbers) != len(known.points):
            raise SystemExit(f"{item} has {len(known.points)} options, not {len(numbers)}")
        scheme[item] = known._replace(points=numbers)
    for item, (number,) in map(_parsed, counts):
        scheme[item] = _known(scheme, item)._replace(counts=number)
    return scheme


def _known(scheme, item):
    if item not in scheme:
        raise SystemExit(f"there is no question {item}; there are {', '.join(scheme)}")
    return scheme[item]


def _parsed(text):
    if not re.fullmatch(r"\w+=-?[\d.]+(,-?[\d.]+)*", text):
        raise SystemExit(f"{text!r} is not understood; write a question and numbers: fruit=0,1,3,4,4")
    item, _, numbers = text.partition("=")
    return item, tuple(map(float, numbers.split(",")))


def middles(scheme, survey):
    """Give the points in the middle of everyone's range, of the full form and of its core."""
    places = {item: question.place(survey.amounts(item)) for item, question in scheme.items()}
    return {
        kind: sum(
            question.counts * _middle(question, places[item], _settled(question, places))
            for item, question in scheme.items()
            if kind == "full" or question.core
        )
        for kind in KINDS
    }


def _middle(question, place, settled):
    """Give points: those of the answer, none where another settles it, and half of the most where it is unknown."""
    known = np.array(question.points)[place]
    return np.where(settled, 0, np.where(place < 0, max(question.points) / 2, known))


def _settled(question, places):
    return np.any([np.isin(places[o], said) for o, said in question.settled_by.items()] or [False], axis=0)


def most(scheme):
    """Give the most points, of the full form and of its core."""
    return {kind: sum(q.counts * max(q.points) for q in scheme.values() if kind == "full" or q.core) for kind in KINDS}


def beside(survey, older, newer, halves=("held out",)):
    """Hold the scores of two schemes beside each other, on the same people, with the interval of the difference."""
    hei, rows = survey.column("hei2020"), []
    scored = {name: middles(scheme, survey) for name, scheme in (("older", older), ("newer", newer))}
    for name in halves:
        half = survey.halves[name]
        again = Resamples(hei[half])
        for kind in KINDS:
            before, after = (scored[version][kind][half] for version in ("older", "newer"))
            gain = again.gain(after, before)
            rows.append([f"{kind}, {name}", f"{gain.n:,}", *(spearman(s, hei[half]) for s in (before, after)), gain])
    return table(["rank correlation with HEI-2020", "people", "older rules", "newer rules", "difference"], rows)
