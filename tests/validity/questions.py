"""What each question adds, how the weights were chosen, and how far any scoring of the same answers could get."""

from itertools import product

import numpy as np
from validity.page import table
from validity.statistics import SEED, Resamples, spearman
from validity.survey import CORE, INSTRUMENT, middle, middle_points, option_points

MOVES = (0.75, 1.25)  # how far an edge is moved: a quarter down or up
STEPS = 3  # how many questions are tried as counting twice, one after the other
COUNTS = {item.id: item.counts for item in INSTRUMENT.items.values()}


class Trial:
    """Other ways to score the same answers, tried on the half that chooses and checked on the half held out."""

    def __init__(self, survey):
        self.survey, self.hei = survey, survey.column("hei2020")
        self.chooses, self.checks = survey.halves["used to choose"], survey.held_out
        self.again = {half.tobytes(): Resamples(self.hei[half]) for half in (self.chooses, self.checks)}

    def gain(self, score, over, half):
        return self.again[half.tobytes()].gain(score[half], over[half])

    def gains(self, score, over):
        return [self.gain(score, over, half) for half in (self.chooses, self.checks)]

    def best(self, tried):
        """Give the name of the score that follows the index best in the half that chooses."""
        return max(tried, key=lambda name: spearman(tried[name][self.chooses], self.hei[self.chooses]).value)

    def weighed(self, kind, twice):
        """Give the points in the middle of everyone's range if these questions counted twice and no others."""
        points = {i: p for i, p in self.survey.points.items() if kind == "full" or i in CORE}
        more = sum(((2 if i in twice else 1) - COUNTS[i]) * p for i, p in points.items())
        return middle_points(self.survey.scores[kind]) + more


def items(survey):
    """Give each question's own correlation, and what the score loses without it."""
    trial, held, rows = Trial(survey), survey.held_out, []
    middles = survey.middles()
    for item, points in survey.points.items():
        lost = [
            trial.gain(middles[kind], middle(left[item]), held) if item in left else "not in it"
            for kind, left in survey.without.items()
        ]
        rows.append([item, spearman(points[held], trial.hei[held]), *lost])
    yield "items", table(["held out", "on its own", "lost from the full score", "lost from the quick screen"], rows)


def weights(survey):
    """Let questions count twice one after the other, the best first, and see when that stops being beyond chance."""
    trial, rows, whole = Trial(survey), [], []
    for kind in ("full", "core"):
        twice = ()
        for _ in range(STEPS):
            more = [i for i in survey.points if i not in twice and (kind == "full" or i in CORE)]
            tried = {(*twice, item): trial.weighed(kind, (*twice, item)) for item in more}
            best = trial.best(tried)
            rows.append([f"{kind}: {', '.join(best)}", *trial.gains(tried[best], trial.weighed(kind, twice))])
            twice = best
        whole.append([kind, *trial.gains(survey.middles()[kind], trial.weighed(kind, ()))])
    head = ["gain where chosen", "gain held out"]
    yield "weights", table(["counted twice, against one fewer", *head], rows)
    yield "weights together", table(["as it is, against all counted once", *head], whole)


def who_changes(survey):
    """Say how many people the weights put into another band than counting everything once would."""
    lowest_of = [band.at_least for band in sorted(INSTRUMENT.bands.edges, key=lambda band: band.at_least)]
    rows = []
    for kind, scored in survey.exact.items():
        points = {i: p for i, p in survey.points.items() if kind == "full" or i in CORE}
        once = 100 * sum(points.values()) / sum(INSTRUMENT.items[i].most / COUNTS[i] for i in points)
        before, after = (np.searchsorted(lowest_of, score + 1e-9, side="right") for score in (once, middle(scored)))
        rows.append([kind, *(f"{100 * share:.1f}%" for share in ((after > before).mean(), (after < before).mean()))])
    yield "who changes", table(["all people", "in a higher band", "in a lower band"], rows)


def edges(survey):
    """Move every edge between two answers a quarter down and up, one at a time."""
    trial, tried = Trial(survey), {}
    now = middle_points(survey.scores["full"])
    for item, points in survey.points.items():
        for (place, option), move in product(enumerate(INSTRUMENT.items[item].options), MOVES):
            moved = option_points(item, survey.amounts(item), {place: option.at_least * move})
            tried[f"{item}: {option.at_least:g} to {option.at_least * move:g}"] = now + COUNTS[item] * (moved - points)
    best = trial.best(tried)
    yield (
        "edges",
        table(
            ["best of all edges moved", "gain where chosen", "gain held out"], [[best, *trial.gains(tried[best], now)]]
        ),
    )


def other_cores(survey):
    """Exchange one question of the quick screen for one that it leaves out."""
    trial, tried = Trial(survey), {}
    now = middle_points(survey.scores["core"])
    points = {item: COUNTS[item] * p for item, p in survey.points.items()}
    for out, into in product([i for i in CORE if i in points], [i for i in points if i not in CORE]):
        tried[f"{into} in place of {out}"] = now - points[out] + points[into]
    best = trial.best(tried)
    yield (
        "other cores",
        table(
            ["best of all exchanges", "gain where chosen", "gain held out"], [[best, *trial.gains(tried[best], now)]]
        ),
    )


def ceiling(survey):
    """Fit a boosted model to the same answers: on one half for the other, and crosswise on all."""
    from sklearn.ensemble import HistGradientBoostingRegressor  # 100 MB that no other test should start from
    from sklearn.model_selection import KFold, cross_val_predict
    from threadpoolctl import threadpool_limits

    hei, held = survey.column("hei2020"), survey.held_out
    rows = []
    for kind, asked in (("full", survey.asked), ("core", [item for item in survey.asked if item in CORE])):
        amounts = np.column_stack([survey.amounts(item) for item in asked])
        model = HistGradientBoostingRegressor(
            max_iter=150, learning_rate=0.05, max_leaf_nodes=6, min_samples_leaf=40, random_state=SEED
        )
        with threadpool_limits(limits=1):  # a table this small is slower on more
            crosswise = cross_val_predict(model, amounts, hei, cv=KFold(10, shuffle=True, random_state=SEED))
            fitted = model.fit(amounts[~held], hei[~held]).predict(amounts[held])
        ours = survey.middles()[kind]
        rows.append([kind, spearman(ours[held], hei[held]), spearman(fitted, hei[held]), spearman(crosswise, hei)])
    yield "ceiling", table(["", "this instrument, held out", "model, held out", "model, crosswise on all"], rows)
