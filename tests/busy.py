"""Runs the tests again and again while every core is busy with other work: what needs a quiet machine fails.

python tests/busy.py            # three times
python tests/busy.py 1 -m long  # once, with more arguments for pytest
"""

import os
import runpy
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
setup_command = runpy.run_path(str(TOP / ".ci/setup_command.py"))["setup_command"]


def main() -> int:
    """Give pytest's exit code of the first run that fails, or 0."""
    times, *more = sys.argv[1:] or ["3"]
    command = [sys.executable, "-m", "pytest", *setup_command("tests").partition(" pytest ")[2].split(), *more]
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        for number in range(1, int(times) + 1):
            print(f"\n== {number} of {times}, beside {len(others)} busy programs", flush=True)
            if code := subprocess.run(command, cwd=TOP, check=False).returncode:
                return code
        return 0
    finally:
        for other in others:
            other.kill()
            other.wait()


if __name__ == "__main__":
    sys.exit(main())
