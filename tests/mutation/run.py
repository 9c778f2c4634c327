"""Change the pure core in one small way after another, and count the changes that the tests notice.

    python tests/mutation/run.py                        # all modules, about half an hour
    python tests/mutation/run.py gutbone/assess/scoring.py     # one of them

Everything happens in a copy of the checkout. Set up with: pip install -e '.[test,mutation]'.
The changes that nobody noticed are printed, then the figure; SURVIVORS.md explains those that are left.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import WorkerOutcome, WorkResult

TOP = Path(__file__).parents[2]
COPIED = ("gutbone", "rules", "tests", "pyproject.toml", "README.md")
CONFIG, SESSION = "tests/mutation/cosmic-ray.toml", "session.sqlite"
AT_LEAST = 95


def cosmic(folder: Path, tool: str, *arguments: str) -> None:
    """Run one of the tool's commands in the copy, with this Python's own programs first."""
    programs = Path(sys.executable).parent
    environ = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([programs / tool, *arguments], cwd=folder, env=environ, check=True)


def copy_to(folder: Path) -> None:
    for name in COPIED:
        copy = shutil.copytree if (TOP / name).is_dir() else shutil.copy2
        copy(TOP / name, folder / name)


def leave_out_all_but(modules: list[str], folder: Path) -> None:
    """Leave out the changes to other modules; without names none."""
    with use_db(folder / SESSION, WorkDB.Mode.open) as found:
        for item in list(found.pending_work_items):
            if modules and str(item.mutations[0].module_path) not in modules:
                found.set_result(item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def report(folder: Path) -> int:
    """Print how many of the changes that were made were noticed; the tool's own rate counts those left out."""
    with use_db(folder / SESSION, WorkDB.Mode.open) as found:
        made = [result for _, result in found.results if result.worker_outcome != WorkerOutcome.SKIPPED]
    noticed = sum(result.is_killed for result in made)
    share = 100 * noticed / len(made)
    print(f"{noticed} of {len(made)} changes were noticed: {share:.1f} in 100; at least {AT_LEAST} have to be.")
    return int(share < AT_LEAST)


def main(modules: list[str]) -> int:
    """Make the changes, print what is left of them, and give the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_to(folder)
        cosmic(folder, "cosmic-ray", "init", CONFIG, SESSION)
        cosmic(folder, "cr-filter-operators", SESSION, CONFIG)
        leave_out_all_but(modules, folder)
        cosmic(folder, "cosmic-ray", "baseline", CONFIG)  # the tests pass before anything is changed
        cosmic(folder, "cosmic-ray", "exec", CONFIG, SESSION)
        cosmic(folder, "cr-report", "--show-diff", "--surviving-only", SESSION)
        return report(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
