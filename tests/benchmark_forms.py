"""How long the exported form takes to count its scores, beside that of version 0.1.0, in fhirpath.js and LHC-Forms.

    .ci/browser /tmp/browser && GUTBONE_BROWSER=/tmp/browser python tests/benchmark_forms.py

Both forms get the answers of someone who left nothing open, in the response that their own version writes. They are
evaluated in turns in one process of Node, once it is warm, with expressions that were compiled before and with
expressions that are read each time. Then both stand in LHC-Forms in a browser, where they are clicked in turns. It fails
where this form is not quick enough, or its file too long.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from baseline import NAME, TREE, baseline

ENGINE = "fhirpath 5.2.2"
AT_LEAST = {"compiled": 18, "parsed": 3}  # times less processor time than the baseline
CLICKED = 3  # times less processor time after a click
LONGEST = 1.1  # times its file
ANSWERS = {
    "fruit": "one_a_day",
    "vegetables": "two_a_day",
    "wholegrain": "one_a_day",
    "pulses": "once_a_week",
    "nuts_seeds": "once_a_week",
    "fermented_days": "one_or_two",
    "fermented_kinds": "two",
    "processed_meat": "two_or_three",
    "sweet_treats": "one_a_day",
    "salty_snacks": "most_days",
    "sugary_drinks": "most_days",
    "ready_meals": "two_or_three",
    "home_cooked": "three_or_four",
    "cups": "four",
}


def gutbone(tree: Path, *arguments: str, given: str | None = None) -> str:
    """Run the program of a folder, and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "gutbone", *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "GUTBONE_RULES": ""},
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def exported(tree: Path) -> tuple[str, dict[str, Any]]:
    """Give the file of a version's form, and the form with the response that it writes for our answers."""
    form = gutbone(tree, "rules", "export", "--format", "fhir")
    response = gutbone(tree, "score", "-", "--format", "fhir", given=json.dumps({"answers": ANSWERS}))
    return form, {"form": json.loads(form), "response": json.loads(response)}


def found_by(script: str, folder: str) -> Any:
    """Run a script of ``tests/engines`` on a folder, and give what it prints."""
    command = ["node", TREE / "tests" / "engines" / script, folder]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def main() -> int:
    """Measure both, print a table, and give the exit code."""
    with baseline() as before, TemporaryDirectory() as folder:
        forms = {NAME: exported(before), "this": exported(TREE)}
        (Path(folder) / "forms.json").write_text(json.dumps({name: form for name, (_, form) in forms.items()}))
        measured, clicked = (found_by(script, folder) for script in ("speed.mjs", "clicks.mjs"))
    length = len(forms["this"][0]) / len(forms[NAME][0])
    problems = [f"the file is {length:.2f} times as long"] if length > LONGEST else []
    print(f"file: {length:.2f} times as long as that of {NAME}")
    for engine, found in measured.items():
        if any(score is None for scores in found["counted"].values() for score in scores.values()):
            problems.append(f"{engine} leaves out a score")
        for way, times in found["times"].items():
            quicker = times[NAME] / times["this"]
            print(f"{engine}, {way}: {times['this']:.2f} ms instead of {times[NAME]:.2f}, {quicker:.1f} times less")
            if engine == ENGINE and quicker < AT_LEAST[way]:
                problems.append(f"{engine}, {way}: less than {AT_LEAST[way]} times less")
    before_ms, this_ms = (median(clicked["times"][name]) for name in (NAME, "this"))
    quicker = before_ms / this_ms
    print(f"LHC-Forms, after a click: {this_ms:.0f} ms instead of {before_ms:.0f}, {quicker:.1f} times less")
    if quicker < CLICKED:
        problems.append(f"LHC-Forms, after a click: less than {CLICKED} times less")
    print("\n".join(f"Failed: {problem}" for problem in problems) or "Quick enough.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
