"""A survey's answers, what they are compared with, and their scores by the command that anyone can run."""

import os
import random
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import yaml
from validity.statistics import SEED

from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

FOLDER = Path(os.environ.get("GUTBONE_NHANES") or Path(__file__).parents[2].parent / "shared" / "nhanes")
QUESTIONNAIRE = "ffq_answers_2005_2006.csv"
RECALLS = "recall_answers_2005_2008.csv"
CRITERIA = "criteria_2005_2008.csv"
INSTRUMENT = load_instrument(packaged_rules())
ITEMS = list(INSTRUMENT.items)
CORE = [item.id for item in INSTRUMENT.asked_in("core")]


class Survey:
    """People with answers and criteria; ``held_out`` marks the half that chose nothing (an odd SEQN)."""

    def __init__(self, answers, criteria, table=QUESTIONNAIRE):
        self.answers = pl.read_csv(answers / table, infer_schema=False).select("SEQN", *ITEMS)
        self.people = self.answers.select(pl.col("SEQN").cast(pl.Int64)).join(
            pl.read_csv(criteria / CRITERIA, infer_schema_length=None), on="SEQN", how="left", maintain_order="left"
        )
        self.held_out = self.column("SEQN") % 2 == 1
        self.halves = {"held out": self.held_out, "used to choose": ~self.held_out}
        self.asked = [item for item in ITEMS if self.answers[item].count()]

    def column(self, name):
        return self.people[name].cast(pl.Float64).to_numpy().copy()

    def amounts(self, item):
        return self.answers[item].cast(pl.Float64).to_numpy()

    @cached_property
    def scores(self):
        """The scores of the answers as they were given, of the full instrument and of its core."""
        return {kind: score({"": self.answers}, core=kind == "core")[""] for kind in ("full", "core")}

    @cached_property
    def exact(self):
        """The same, with what nobody was asked marked as not applicable: scores without a range."""
        return {kind: score({"": self.only_asked()}, core=kind == "core")[""] for kind in ("full", "core")}

    @cached_property
    def without(self):
        """The scores that are left when one question is taken out, by question."""
        out = {i: self.answers.with_columns(pl.lit(None, pl.String).alias(i)) for i in self.asked}
        core = {i: left for i, left in out.items() if i in CORE}
        return {"full": score(out), "core": score(core, core=True)}

    def middles(self, part="total"):
        """Give the middle of everyone's range, of the full instrument and of its core."""
        return {kind: middle(scored, part) for kind, scored in self.scores.items()}

    @cached_property
    def points(self):
        """Everyone's points on each question that was asked, before its weight.

        They are what the lower end of the score loses when the question is taken out.
        """
        low = lowest(self.scores["full"])
        return {i: (low - lowest(left)) / INSTRUMENT.items[i].counts for i, left in self.without["full"].items()}

    def only_asked(self):
        """Give the answers with what nobody was asked marked as not applicable, for scores without a range."""
        return self.answers.with_columns(pl.lit("n/a").alias(item) for item in ITEMS if item not in self.asked)


def score(tables, *, core=False, rules=None):
    """Score tables of answers, by name, with ``gutbone cohort`` in one run."""
    together = pl.concat(table.with_columns(table=pl.lit(name)) for name, table in tables.items())
    with TemporaryDirectory() as folder:
        answers, scores = Path(folder, "answers.csv"), Path(folder, "scores.csv")
        together.write_csv(answers)
        options = [*(["--core"] if core else []), *(["--rules", str(rules)] if rules else [])]
        run_gutbone("cohort", str(answers), "-o", str(scores), *options)
        scored = pl.read_csv(scores, infer_schema_length=None)
    if not scored["problem"].is_null().all():
        raise ValueError(scored["problem"].drop_nulls()[0])
    return {name: scored.filter(pl.col("table").fill_null("") == name) for name in tables}


def run_gutbone(*words):
    """Run a command of this very gutbone, or end with what it said."""
    done = subprocess.run([sys.executable, "-m", "gutbone", *words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)


def middle(scored, part="total"):
    both = end(scored, "low", part) + end(scored, "high", part)
    return np.round(both / 2, 9)  # where the middles of two ranges are the same, so are their numbers, and their rank


def end(scored, which, part="total"):
    return scored[f"{part}_percent_{which}"].cast(pl.Float64).to_numpy()


def middle_points(scored):
    return (lowest(scored) + scored["total_points_high"].cast(pl.Float64).to_numpy()) / 2


def lowest(scored):
    return scored["total_points_low"].cast(pl.Float64).to_numpy()


def shuffled_rules(folder, seed=SEED):
    """Write rules in which the points of every question are dealt to its answers at random."""
    rules, deal = Path(shutil.copytree(packaged_rules(), Path(folder, "shuffled"))), random.Random(seed)
    for file in sorted(rules.glob("domains/*.yaml")):
        domain = yaml.safe_load(file.read_text(encoding="utf-8"))
        for item in domain["items"]:
            points = [option["points"] for option in item["options"]]
            deal.shuffle(points)
            for option, dealt in zip(item["options"], points, strict=True):
                option["points"] = dealt
        file.write_text(yaml.safe_dump(domain, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return rules


def option_points(item, amounts, moved=None, deal=list):
    """Give the points of amounts by an item's edges, of which some may be ``moved`` (by their place).

    ``deal`` may put the points of the options into another order.
    """
    edges = [option.at_least for option in INSTRUMENT.items[item].options]
    points = deal([option.points for option in INSTRUMENT.items[item].options])
    for place, edge in (moved or {}).items():
        edges[place] = edge
    in_order = np.argsort(edges)
    reached = np.searchsorted(np.array(edges)[in_order], amounts, side="right") - 1
    return np.array(points, float)[in_order][reached]
