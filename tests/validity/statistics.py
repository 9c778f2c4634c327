"""Estimates with 95 % intervals: rank correlation, area under the curve, means, and differences between the same people.

Formulas: Bonett and Wright 2000 (Psychometrika 65:23) for the interval of Spearman's rho, with a degree of freedom
less for each variable held constant; DeLong 1988 (Biometrics 44:837) for the area under the curve; Hedges and Olkin
1985 for the standardised difference; percentile bootstrap with a fixed seed for differences between two scores.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import norm, rankdata

SEED = 20050101
RESAMPLES = 1000
Z = norm.ppf(0.975)


class Estimate(NamedTuple):
    """A figure, both ends of its 95 % interval, and the number of people it rests on."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self):
        return f"{self.value:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def complete(*columns):
    """Keep the people for whom every column is known."""
    known = np.all([~np.isnan(column) for column in columns], axis=0)
    return [column[known] for column in columns]


def standard(values):
    """Give ranks with mean 0 and variance 1, along the last axis."""
    ranks = rankdata(values, axis=-1)
    ranks -= ranks.mean(axis=-1, keepdims=True)
    return ranks / ranks.std(axis=-1, keepdims=True)


def spearman(score, outcome):
    score, outcome = complete(score, outcome)
    return rank_interval(float(np.mean(standard(score) * standard(outcome))), len(score))


def partial_spearman(score, outcome, *held_constant):
    """Correlate the ranks that are left when a line through the ranks of other variables is taken out."""
    score, outcome, *others = complete(score, outcome, *held_constant)
    design = np.column_stack([np.ones(len(score)), *map(standard, others)])
    left = [ranks - design @ np.linalg.lstsq(design, ranks)[0] for ranks in (standard(score), standard(outcome))]
    return rank_interval(float(np.corrcoef(*left)[0, 1]), len(score), constant=len(others))


def rank_interval(rho, n, constant=0):
    spread = Z * np.sqrt((1 + rho**2 / 2) / (n - 3 - constant))
    return Estimate(rho, float(np.tanh(np.arctanh(rho) - spread)), float(np.tanh(np.arctanh(rho) + spread)), n)


def area_under_curve(score, is_case):
    """Give the chance that a case has the lower score of a case and another person; a tie counts half."""
    cases, others = -score[is_case], -score[~is_case]
    together = rankdata(np.concatenate([cases, others]))
    over = (together[: len(cases)] - rankdata(cases)) / len(others)
    under = 1 - (together[len(cases) :] - rankdata(others)) / len(cases)
    spread = Z * np.sqrt(over.var(ddof=1) / len(cases) + under.var(ddof=1) / len(others))
    area = float(over.mean())
    return Estimate(area, area - spread, min(area + spread, 1.0), len(score))


def mean(values):
    spread = Z * values.std(ddof=1) / np.sqrt(len(values))
    return Estimate(float(values.mean()), float(values.mean() - spread), float(values.mean() + spread), len(values))


def standardised_difference(above, below):
    """Give how many standard deviations apart two groups are."""
    n, m = len(above), len(below)
    pooled = np.sqrt(((n - 1) * above.var(ddof=1) + (m - 1) * below.var(ddof=1)) / (n + m - 2))
    apart = float((above.mean() - below.mean()) / pooled)
    spread = Z * np.sqrt((n + m) / (n * m) + apart**2 / (2 * (n + m)))
    return Estimate(apart, apart - spread, apart + spread, n + m)


class Resamples:
    """The same people drawn again and again, to see by how much two scores differ in how they follow an outcome."""

    def __init__(self, outcome, times=RESAMPLES, seed=SEED):
        n = len(outcome)
        self.outcome = outcome
        self.drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=times).astype(float)
        self.ranks = self._standard(outcome)

    def _standard(self, values):
        """Give each person's rank in every resample, with mean 0 and variance 1 over the people drawn."""
        place = np.unique(values, return_inverse=True)[1]
        in_order, first = np.argsort(place, kind="stable"), np.cumsum(np.bincount(place)) - np.bincount(place)
        tied = np.add.reduceat(self.drawn[:, in_order], first, axis=1)
        ranks = (np.cumsum(tied, axis=1) - (tied - 1) / 2) - (len(values) + 1) / 2
        spread = np.sqrt((tied * ranks**2).sum(axis=1, keepdims=True) / len(values))
        return (ranks / spread)[:, place]

    def correlations(self, score):
        return (self.drawn * self._standard(score) * self.ranks).sum(axis=1) / len(self.outcome)

    def gain(self, score, over):
        """Give by how much one score's correlation with the outcome is above another's."""
        value = spearman(score, self.outcome).value - spearman(over, self.outcome).value
        low, high = np.percentile(self.correlations(score) - self.correlations(over), [2.5, 97.5])
        return Estimate(value, float(low), float(high), len(score))
