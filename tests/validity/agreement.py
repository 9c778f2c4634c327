"""How far the score follows what people ate, what their blood and urine hold, and what other measures say."""

from itertools import product
from tempfile import TemporaryDirectory

import numpy as np
from validity.page import table
from validity.statistics import (
    SEED,
    Resamples,
    area_under_curve,
    mean,
    partial_spearman,
    spearman,
    standardised_difference,
)
from validity.survey import CORE, INSTRUMENT, middle, option_points, score, shuffled_rules

CRITERIA = {
    "hei2020": "Healthy Eating Index 2020",
    "fibre_g_per_1000kcal": "fibre, g in 1,000 kcal",
    "di_gm": "Dietary Index for Gut Microbiota",
    "added_sugar_pct_energy": "added sugar, % of energy",
    "upf_share": "ultra-processed share (weak proxy)",
}
MARKERS = {
    "microbial_lignans_per_creatinine": "microbial lignans in urine",
    "carotenoid_rank": "carotenoids in blood",
}
HELD_CONSTANT = ("age", "sex", "bmi", "smq100", "pir")
ONE_DAY_AGAIN = 0.44  # how well one day's HEI repeats on another, from the notes on the survey's tables
LOWEST = 0.2
DEALS = 1000  # how often the points are dealt again, as one deal may be a lucky or an unlucky one


def shuffled(survey):
    """Score the same answers with shuffled points: the negative control."""
    with TemporaryDirectory() as folder:
        rules = shuffled_rules(folder)
        full, core = (score({"": survey.answers}, rules=rules, core=core)[""] for core in (False, True))
    return {"full, points shuffled": middle(full), "core, points shuffled": middle(core)}


def deals(survey):
    """Say how far scores follow the index when points are dealt at random many times."""
    yield (
        "deals",
        "".join(
            "Dealt {:,} times, the {} correlations with the index of those held out lie between {:+.3f} and {:+.3f} in 95 of\n"
            "100 deals. The furthest from 0 is {:+.3f}.\n".format(
                DEALS, kind, *np.percentile(rhos, [2.5, 97.5]), max(rhos, key=abs)
            )
            for kind, rhos in ((kind, dealt_again(survey, kind, DEALS)) for kind in ("full", "core"))
        ),
    )


def dealt_again(survey, kind, times):
    """Correlate the index with scores whose points were dealt to the answers at random, so many times."""
    rng, held = np.random.default_rng(SEED), survey.held_out
    hei = survey.column("hei2020")[held]
    asked = {i: survey.amounts(i)[held] for i in survey.asked if kind == "full" or i in CORE}
    scores = (
        sum(
            INSTRUMENT.items[i].counts * option_points(i, amounts, deal=rng.permutation) for i, amounts in asked.items()
        )
        for _ in range(times)
    )
    return [spearman(score, hei).value for score in scores]


def headline(survey):
    """Say the main figures of the half that was held out in words."""
    hei, held = survey.column("hei2020"), survey.held_out
    full, core = (spearman(score[held], hei[held]) for score in survey.middles().values())
    text = (
        f"Among the {full.n:,} people held out, the rank correlation of the score with the Healthy Eating Index 2020 is\n"
        f"{full} for the full set, of which the survey asked {len(survey.asked)} questions, and\n"
        f"{core} for the quick screen, of which it asked {sum(item in CORE for item in survey.asked)}.\n"
    )
    yield "headline", text


def agreement(survey, scores):
    """Correlate every score with every criterion, in one half a table."""
    for name, half in survey.halves.items():
        rows = [
            [words, *(spearman(score[half], survey.column(criterion)[half]) for score in scores.values())]
            for criterion, words in (CRITERIA | MARKERS).items()
        ]
        lowest = ["lowest fifth of HEI-2020, AUC", *(lowest_fifth(survey, score, half) for score in scores.values())]
        yield f"agreement {name}", table([f"{name}, {half.sum():,} people", *scores], [*rows, lowest])


def lowest_fifth(survey, score, half):
    hei = survey.column("hei2020")[half]
    area = area_under_curve(score[half], hei < np.quantile(hei, LOWEST))
    return f"{area.value:.3f} [{area.low:.3f}, {area.high:.3f}]"


def domains(survey):
    """Correlate the score of each domain with what people ate."""
    for name, half in survey.halves.items():
        rows = [
            [f"{domain.label}, {kind}", *(spearman(parts[half], survey.column(c)[half]) for c in CRITERIA)]
            for domain in INSTRUMENT.domains
            for kind, parts in survey.middles(domain.id).items()
            if is_known(parts)
        ]
        yield f"domains {name}", table([name, *CRITERIA.values()], rows)


def is_known(middles):
    """Tell whether anybody has a score: a domain of which the survey asked too little gives none to anyone."""
    return not np.isnan(middles).all()


def markers(survey):
    """Correlate scores and domains with the markers, as they are and with five things held constant."""
    constant = [survey.column(name) for name in HELD_CONSTANT]
    by_domain = {d.label: survey.middles(d.id)["full"] for d in INSTRUMENT.domains}
    parts = survey.middles() | {label: middles for label, middles in by_domain.items() if is_known(middles)}
    for name, half in survey.halves.items():
        rows = []
        for (marker, words), (part, middles) in product(MARKERS.items(), parts.items()):
            columns = [column[half] for column in (middles, survey.column(marker), *constant)]
            raw, partial = spearman(*columns[:2]), partial_spearman(*columns)
            rows.append([f"{words}: {part}", raw, f"{raw.n:,}", partial, f"{partial.n:,}"])
        yield f"markers {name}", table([name, "as it is", "people", "adjusted", "people"], rows)


def beside_others(survey):
    """Hold the scores beside other measures, on the same people of the held-out half."""
    columns = {words: survey.column(name) for name, words in (CRITERIA | MARKERS).items()}
    others = {
        'one question, "how healthy is your diet"': -survey.column("dbq_selfrated"),
        CRITERIA["di_gm"]: survey.column("di_gm"),
        "Healthy Eating Index of the recalls": survey.column("hei2020"),
    }
    measures = {f"this instrument, {kind}": score for kind, score in survey.middles().items()} | others
    outcomes = [CRITERIA["hei2020"], *MARKERS.values()]
    known = survey.held_out & np.all([~np.isnan(c) for c in (*measures.values(), *map(columns.get, outcomes))], axis=0)
    rows, ahead = [], []
    ours = measures["this instrument, full"][known]
    again = {outcome: Resamples(columns[outcome][known]) for outcome in outcomes}
    for name, measure in measures.items():
        is_itself = {outcome: np.array_equal(measure, columns[outcome]) for outcome in outcomes}
        rhos = {o: "itself" if is_itself[o] else spearman(measure[known], columns[o][known]) for o in outcomes}
        rows.append([name, *rhos.values()])
        if name in others:
            ahead.append([name, *("itself" if is_itself[o] else again[o].gain(ours, measure[known]) for o in outcomes)])
    head = [f"the same {known.sum():,} people, held out", *outcomes]
    yield "beside others", table(head, rows)
    yield "ahead of others", table(["the full score is ahead of", *outcomes], ahead)


def known_groups(survey):
    """Give the index by band, and how far each band is from the one below."""
    hei = survey.column("hei2020")
    rows = []
    for kind in ("full", "core"):
        band = survey.exact[kind]["total_band_low"].to_numpy()
        for name, half in survey.halves.items():
            groups = [hei[half & (band == edge.id)] for edge in INSTRUMENT.bands.edges]
            for edge, below, group in zip(INSTRUMENT.bands.edges, [None, *groups], groups, strict=False):
                average = mean(group)
                apart = "" if below is None else f"{standardised_difference(group, below)}"
                rows.append([f"{kind}, {name}: {edge.label}", f"{average.n:,}", inside(average), apart])
    yield "bands", table(["", "people", "mean HEI-2020", "standard deviations above the band below"], rows)


def inside(average):
    return f"{average.value:.1f} [{average.low:.1f}, {average.high:.1f}]"


def groups(survey):
    """Correlate both scores with the index in groups of people of the held-out half."""
    sex, age, origin = (survey.column(name) for name in ("sex", "age", "race"))
    who = {
        "women": sex == 2,
        "men": sex == 1,
        "aged 20 to 49": age < 50,
        "aged 50 and over": age >= 50,
        "women aged 50 and over": (sex == 2) & (age >= 50),
        "non-Hispanic White": origin == 3,
        "non-Hispanic Black": origin == 4,
        "Mexican American": origin == 1,
        "with 2 days of recall": survey.column("n_days") == 2,
    }
    hei = survey.column("hei2020")
    rows = []
    for name, group in who.items():
        some = survey.held_out & group
        rows.append([name, some.sum(), *(spearman(score[some], hei[some]) for score in survey.middles().values())])
    yield "groups", table(["held out", "people", "full", "core"], rows)


def ceiling_of_recalls(survey):
    """Say how high any correlation with two days of recall can be, and what that makes of ours."""
    two_days = 2 * ONE_DAY_AGAIN / (1 + ONE_DAY_AGAIN)
    most = np.sqrt(two_days)
    hei, held = survey.column("hei2020"), survey.held_out
    found = [spearman(score[held], hei[held]).value for score in survey.middles().values()]
    text = (
        f"One day's index repeats on another day at {ONE_DAY_AGAIN}, so the mean of 2 days would repeat at {two_days:.2f}, and "
        f"even a perfect\nquestionnaire could reach about {most:.2f} (the square root). As a share of that, the full score "
        f"reaches {found[0] / most:.2f}\nand the quick screen {found[1] / most:.2f}.\n"
    )
    yield "limit", text
