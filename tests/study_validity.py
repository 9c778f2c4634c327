"""Works out every figure of rules/VALIDITY.md from a survey's answers and criteria.

    python tests/study_validity.py ANSWERS [CRITERIA] [--write]

ANSWERS is the folder with the two tables of answers, CRITERIA the one with what they are compared with (the same
folder if left out). Everything is scored with ``gutbone cohort``. People with an odd SEQN are held out: weights are
chosen on the others. The seed is fixed, so that the same tables give the same page. ``--write`` puts the tables
into the page.
"""

import argparse
import os
import time
from itertools import chain
from pathlib import Path

from validity import agreement, questions, uncertainty
from validity.page import fill
from validity.survey import CRITERIA, QUESTIONNAIRE, RECALLS, Survey

TOP = Path(__file__).parents[1]
PAGE = TOP / "rules" / "VALIDITY.md"
FOLDER = Path(os.environ.get("GUTBONE_NHANES") or TOP.parent / "shared" / "nhanes")


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
        uncertainty.missing_answers(survey),
        uncertainty.near_edges(survey),
    )
    found = dict(chain.from_iterable(parts))
    return found | {f"recalls {name}": block for name, block in agreement.agreement(recalled, recalled.middles())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("answers", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("criteria", type=Path, nargs="?")
    parser.add_argument("--write", action="store_true", help="put the tables into rules/VALIDITY.md")
    given, began = parser.parse_args(), time.monotonic()
    criteria = given.criteria or given.answers
    for file in (given.answers / QUESTIONNAIRE, given.answers / RECALLS, criteria / CRITERIA):
        if not file.is_file():
            parser.error(f"{file} is not there; rules/VALIDITY.md says where it comes from")
    found = blocks(given.answers, criteria)
    for name, block in found.items():
        print(f"## {name}\n\n{block}")
    if given.write:
        PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(f"{time.monotonic() - began:.0f} seconds")


if __name__ == "__main__":
    main()
