"""What missing answers do to a score, and how often someone near a band's edge would land in the next band."""

from itertools import pairwise

import numpy as np
import polars as pl
from validity.page import table
from validity.statistics import SEED, mean, spearman
from validity.survey import INSTRUMENT, end, middle, score

MISSING = (0.1, 0.2, 0.3, 0.4)
MOVED = (0.2, 0.4)  # how many answers would be one option away another day: assumed, as nobody was asked twice
DAYS = 20
DISTANCES = (0, 2, 4, 6, 10)


def missing_answers(survey):
    """Leave answers out at random, and see whether the range still holds the score they had."""
    hei, held, rows = survey.column("hei2020"), survey.held_out, []
    whole = survey.only_asked()
    tables = {f"{share:.0%}": _left_out(survey, whole, share) for share in MISSING}
    for kind in ("full", "core"):
        scores = score(tables, core=kind == "core")
        exact, band = middle(survey.exact[kind]), survey.exact[kind]["total_band_low"].to_numpy()
        for share in tables:
            low, high = end(scores[share], "low"), end(scores[share], "high")
            known = held & ~np.isnan(low)
            named = (
                known
                & (scores[share]["total_band_low"] == scores[share]["total_band_high"]).fill_null(False).to_numpy()
            )
            right = band[named] == scores[share]["total_band_low"].to_numpy()[named]
            holds = (low[known] <= exact[known] + 1e-9) & (exact[known] <= high[known] + 1e-9)
            rho = spearman(middle(scores[share])[known], hei[known])
            shares = [known.sum() / held.sum(), holds.mean(), named.sum() / known.sum(), right.mean()]
            rows.append([f"{kind}, {share} missing", *map(percent, shares), f"{(high - low)[known].mean():.1f}", rho])
    head = ["held out", "a number", "range holds the score", "one band named", "and it is theirs", "width in 100"]
    yield "missing answers", table([*head, "middle of the range with HEI-2020"], rows)


def percent(share):
    return f"{100 * share:.1f}%"


def _left_out(survey, answers, share):
    rng = np.random.default_rng(SEED)
    gone = {item: pl.Series(rng.random(len(answers)) < share) for item in survey.asked}
    return answers.with_columns(pl.when(gone[i]).then(None).otherwise(pl.col(i)).alias(i) for i in gone)


def near_edges(survey):
    """Answer again on other days, each answer one option away by chance, and see who lands in another band."""
    answers, held, rows = survey.only_asked(), survey.held_out, []
    days = {f"{share}/{day}": another_day(survey, answers, share, day) for share in MOVED for day in range(DAYS)}
    for kind, first in survey.exact.items():
        again = score(days, core=kind == "core")
        moved = [_moved_bands(first, [again[f"{share}/{day}"] for day in range(DAYS)]) for share in MOVED]
        away = distance(middle(first))
        groups = {f"{low} to {high}": (away >= low) & (away < high) for low, high in pairwise(DISTANCES)}
        for label, group in (groups | {f"{DISTANCES[-1]} or more": away >= DISTANCES[-1], "everyone": held}).items():
            there = held & group
            if there.any():  # the quick screen has so few points that some distances do not occur
                shares = [share_of(mean(bands[there])) for bands in moved]
                rows.append([f"{kind}, {label}", f"{there.sum():,}", *shares])
    heads = [f"another band, {share:.0%} of answers moved" for share in MOVED]
    yield "near edges", table(["held out, points in 100 from an edge", "people", *heads], rows)


def _moved_bands(first, again):
    """Give on what share of days each person lands in another band."""
    return np.mean([(day["total_band_low"] != first["total_band_low"]).to_numpy() for day in again], axis=0)


def share_of(average):
    return f"{100 * average.value:.0f}% [{100 * average.low:.0f}, {100 * average.high:.0f}]"


def distance(percentages):
    """Give how far scores are from the nearest edge between two bands."""
    edges = [band.at_least for band in INSTRUMENT.bands.edges if band.at_least > 0]
    return np.min([np.abs(percentages - edge) for edge in edges], axis=0)


def another_day(survey, answers, share, day):
    rng = np.random.default_rng([SEED, round(100 * share), day])
    return answers.with_columns(_moved(survey, item, share, rng) for item in survey.asked)


def _moved(survey, item, share, rng):
    """Move some answers one option up or down; at either end there is one way only."""
    options = sorted(INSTRUMENT.items[item].options, key=lambda option: option.at_least)
    edges = np.array([option.at_least for option in options])
    place = np.searchsorted(edges, survey.amounts(item), side="right") - 1
    step = np.where(rng.random(len(place)) < share, rng.choice([-1, 1], len(place)), 0)
    step = np.where((place + step < 0) | (place + step >= len(options)), -step, step)
    return pl.Series(item, [options[there].id for there in place + step])
