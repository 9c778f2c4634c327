"""Version 3 beside version 2: what its other points do to the score, and who lands in another band."""

import numpy as np
from validity.page import table
from validity.statistics import Resamples, spearman
from validity.survey import INSTRUMENT
from validity.variants import KINDS, beside, changed, middles, read_scheme

from gutbone.base.files import packaged_rules

# The points of version 2 where they were others. Its edges, weights and core questions were the same.
FRUIT_VEG_BEFORE = ("fruit=0,1,2,3,4", "vegetables=0,1,2,3,4")
FERMENTED_BEFORE = ("fermented_days=0,1,2,3,4", "fermented_kinds=0,2,3,4")
BEFORE = (*FRUIT_VEG_BEFORE, *FERMENTED_BEFORE)

# Other points that version 3 could have had: what is unlike it, and its weights.
VARIANTS = {
    "version 3": ((), ()),
    "version 2": (BEFORE, ()),
    "fruit and vegetables as in version 2": (FRUIT_VEG_BEFORE, ()),
    "fermented foods as in version 2": (FERMENTED_BEFORE, ()),
    "fermented foods as in version 2, each counting half": (
        FERMENTED_BEFORE,
        ("fermented_days=0.5", "fermented_kinds=0.5"),
    ),
    "fruit and vegetables 0, 1, 2, 4, 4": (("fruit=0,1,2,4,4", "vegetables=0,1,2,4,4"), ()),
    "fruit and vegetables 0, 2, 3, 4, 4": (("fruit=0,2,3,4,4", "vegetables=0,2,3,4,4"), ()),
}


def version_2():
    """Give the scheme of version 2."""
    return changed(now(), BEFORE)


def now():
    return read_scheme(packaged_rules())


def version_beside(survey):
    """Hold the score beside that of version 2 on the half held out."""
    yield "version 2 beside", beside(survey, version_2(), now())


def tried(survey):
    """Hold other points beside those of version 3, on the half used to choose alone."""
    half, rows = survey.halves["used to choose"], []
    hei = survey.column("hei2020")[half]
    again, ours = Resamples(hei), _scores(survey, now(), half)
    for name, (points, counts) in VARIANTS.items():
        scores = _scores(survey, changed(now(), points, counts), half)
        ahead = [again.gain(scores[kind], ours[kind]) if points else "" for kind in KINDS]
        rhos = [f"{spearman(scores[kind], hei).value:+.3f}" for kind in KINDS]
        rows.append([name, rhos[0], ahead[0], rhos[1], ahead[1]])
    head = ["used to choose", "full", "against version 3", "core", "against version 3"]
    yield "variants", table(head, rows)


def _scores(survey, scheme, half):
    return {kind: points[half] for kind, points in middles(scheme, survey).items()}


def who_moves(survey):
    """Say who lands in another band than by version 2, of all people, and how far scores move."""
    rows = []
    for kind in KINDS:
        old, new = (percentages(scheme, survey, kind) for scheme in (version_2(), now()))
        moved, bands = new - old, band(new) - band(old)
        shares = [f"{100 * some.mean():.1f}%" for some in (bands > 0, bands < 0, moved > 0)]
        spread = " to ".join(f"{number:+.0f}" for number in np.percentile(moved, [5, 95]))
        rows.append([kind, *shares, f"{np.median(moved):+.0f}", spread, f"{moved.min():+.0f} to {moved.max():+.0f}"])
    bands = ["in a higher band", "in a lower band"]
    yield "who moves", table(["all people", *bands, "scores higher", "median", "90 in 100 move by", "at most"], rows)


def percentages(scheme, survey, kind):
    """Give everyone's score in 100 over the questions that they were asked."""
    asked = {i: q for i, q in scheme.items() if i in survey.asked and (kind == "full" or q.core)}
    points = sum(q.counts * np.array(q.points)[q.place(survey.amounts(i))] for i, q in asked.items())
    return 100 * points / sum(q.counts * max(q.points) for q in asked.values())


def band(percent):
    """Give the place of the band, from the lowest up."""
    edges = sorted(edge.at_least for edge in INSTRUMENT.bands.edges)
    return np.searchsorted(edges, percent + 1e-9, side="right")
