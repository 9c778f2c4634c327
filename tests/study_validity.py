"""Works out every figure of rules/VALIDITY.md from a survey's answers and criteria.

    python tests/study_validity.py ANSWERS [CRITERIA] [--write]
    python tests/study_validity.py --beside FOLDER_OF_OLDER_RULES
    python tests/study_validity.py --try fruit=0,1,3,4,4 --counts fermented_days=0.5 [--held-out]

ANSWERS is the folder with the two tables of answers, CRITERIA the one with what they are compared with (the same
folder if left out). Everything is scored with ``gutbone cohort``. People with an odd SEQN are held out: weights are
chosen on the others. The seed is fixed, so that the same tables give the same page. ``--write`` puts the tables
into the page.

``--beside`` holds the score beside that of older rules on the people held out, and ``--beside baseline`` beside those of
the released version. ``--try`` and ``--counts`` hold it beside itself with other points or weights, on the half that
chooses, and with ``--held-out`` on the other too: look there once, after you have chosen. With ``--rules`` the packaged
rules are not what is tried or held beside the older ones. None of these write anything.
"""

import argparse
import time
from contextlib import nullcontext
from itertools import chain
from pathlib import Path

from baseline import baseline
from study_advice import advice_table
from validity import agreement, questions, uncertainty, variants, versions
from validity.page import fill
from validity.survey import CRITERIA, FOLDER, QUESTIONNAIRE, RECALLS, Survey

from gutbone.base.files import packaged_rules

TOP = Path(__file__).parents[1]
PAGE = TOP / "rules" / "VALIDITY.md"


def blocks(answers=FOLDER, criteria=None):
    """Give every table of the page by its name."""
    criteria = criteria or answers
    survey, recalled = Survey(answers, criteria), Survey(answers, criteria, RECALLS)
    scores = survey.middles() | agreement.shuffled(survey)
    parts = (
        agreement.headline(survey),
        agreement.agreement(survey, scores),
        agreement.deals(survey),
        agreement.domains(survey),
        agreement.markers(survey),
        agreement.known_groups(survey),
        agreement.groups(survey),
        agreement.beside_others(survey),
        agreement.ceiling_of_recalls(survey),
        questions.items(survey),
        questions.weights(survey),
        questions.who_changes(survey),
        questions.edges(survey),
        questions.other_cores(survey),
        questions.ceiling(survey),
        versions.version_beside(survey),
        versions.tried(survey),
        versions.who_moves(survey),
        advice_table(answers, criteria),
        uncertainty.missing_answers(survey),
        uncertainty.near_edges(survey),
    )
    found = dict(chain.from_iterable(parts))
    return found | {f"recalls {name}": block for name, block in agreement.agreement(recalled, recalled.middles())}


def comparison(given):
    """Give the table of two ways to score: older rules and newer ones, or these and others that are tried."""
    survey, rules = Survey(given.answers, given.criteria or given.answers), variants.read_scheme(given.rules)
    newer, halves = variants.changed(rules, given.points, given.counts), ["held out"]
    if given.points or given.counts:
        halves = ["used to choose", *(halves if given.held_out else [])]
    with baseline() if given.beside == "baseline" else nullcontext() as tree:
        folder = tree / "rules" if tree else given.beside
        older = variants.read_scheme(folder) if folder else rules
    points = (
        f"{kind} {number:g}, before {variants.most(older)[kind]:g}" for kind, number in variants.most(newer).items()
    )
    return f"{variants.beside(survey, older, newer, halves)}\nMost points: {'; '.join(points)}.\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("answers", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("criteria", type=Path, nargs="?")
    parser.add_argument("--write", action="store_true", help="put the tables into rules/VALIDITY.md")
    parser.add_argument("--beside", metavar="RULES", help="a folder of older rules, or baseline")
    parser.add_argument("--try", dest="points", action="append", default=[], metavar="ITEM=P,P,P", help="other points")
    parser.add_argument("--counts", action="append", default=[], metavar="ITEM=N", help="another weight")
    parser.add_argument("--held-out", action="store_true", help="what is tried, on the half held out as well")
    parser.add_argument("--rules", type=Path, default=packaged_rules(), help="rules to try, not the packaged ones")
    given = parser.parse_args()
    criteria = given.criteria or given.answers
    for file in (given.answers / QUESTIONNAIRE, given.answers / RECALLS, criteria / CRITERIA):
        if not file.is_file():
            parser.error(f"{file} is not there; rules/VALIDITY.md says where it comes from")
    return given


def main():
    given, began = arguments(), time.monotonic()
    if given.beside or given.points or given.counts:
        print(comparison(given))
        return
    found = blocks(given.answers, given.criteria)
    for name, block in found.items():
        print(f"## {name}\n\n{block}")
    if given.write:
        PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(f"{time.monotonic() - began:.0f} seconds")


if __name__ == "__main__":
    main()
