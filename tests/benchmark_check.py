"""Measure ``gutbone rules check`` beside that of version 0.1.0: python tests/benchmark_check.py [TIMES]

Each checks the packaged rules of its own, in turns, in processes of their own; the processor time of the best of each
counts. It may take 2 times as long, as the rules hold more and more of them is checked.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

from baseline import NAME, TREE, baseline

MOST = 2.0


def seconds(tree: Path) -> float:
    """Give the processor time that one check of a tree's own rules takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "gutbone", "rules", "check"], env=environment, cwd=tree, capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print both times and their ratio; the exit code is 1 when it is too large."""
    times = int(sys.argv[1]) if sys.argv[1:] else 5
    with baseline() as old:
        taken = [(seconds(old), seconds(TREE)) for _ in range(times)]
    before, now = (min(each) for each in zip(*taken, strict=True))
    sys.stdout.write(f"{NAME}: {before:.2f} s. Now: {now:.2f} s. {now / before:.2f} times; {MOST:g} are allowed.\n")
    return int(now > MOST * before)


if __name__ == "__main__":
    sys.exit(main())
