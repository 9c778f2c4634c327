"""What somebody sees whose kept results another program has open: how soon a word comes, and how soon a signal ends it.

    python tests/benchmark_locked.py
    python tests/benchmark_locked.py --seconds 5

A second process holds the database, by default for 75 seconds. Meanwhile `gutbone score --keep` runs three times: it is
ended with Ctrl-C, with SIGTERM, and left to wait. It fails where the first word, or the end after a signal, comes too
late, where a result is not on standard output, or where the one that waited is not kept.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from homes import Home
from locking import held
from people import HALFWAY
from terminal import PROGRAM, environment

FIRST_WORD, END = 2.0, 0.5  # seconds, from the start and from the signal
ANSWERS = json.dumps({"answers": HALFWAY, "conditions": [], "flags": []})


def started(home: Home) -> tuple[subprocess.Popen[str], float]:
    """Start to keep a result; give the program, and how long its first word took."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [PROGRAM, "score", "-", "--keep"]
    start = time.perf_counter()
    program = subprocess.Popen(command, env=environment(**home.env), text=True, **pipes)
    program.stdin.write(ANSWERS)
    program.stdin.close()
    program.stderr.readline()
    return program, time.perf_counter() - start


def kept(home: Home) -> int:
    """Count the kept results."""
    done = subprocess.run([PROGRAM, "history", "export"], env=environment(**home.env), capture_output=True, check=True)
    return len(done.stdout.splitlines())


def main() -> int:
    """Measure, print, and say whether all came soon enough."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=75, help="how long the database is held")
    seconds, is_soon = options.parse_args().seconds, True
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        command = [PROGRAM, "score", "-", "--keep"]
        subprocess.run(command, input=ANSWERS, env=environment(**home.env), capture_output=True, check=True, text=True)
        with held(home.history) as other:
            begins = time.perf_counter()
            for name, number in (("Ctrl-C", signal.SIGINT), ("SIGTERM", signal.SIGTERM)):
                program, first = started(home)
                signalled = time.perf_counter()
                program.send_signal(number)
                program.wait()
                end, has_result = time.perf_counter() - signalled, "points" in program.stdout.read()
                print(f"{name:8} first word {first:.2f} s, end {end:.2f} s, result on stdout: {has_result}")
                is_soon = is_soon and first <= FIRST_WORD and end <= END and has_result
            program, first = started(home)
            print(f"waiting  first word {first:.2f} s", flush=True)
            time.sleep(max(0.0, seconds - (time.perf_counter() - begins)))
            was_waiting = program.poll() is None
            other.let_go()
            has_ended = program.wait() == 0 and "points" in program.stdout.read()
        many = kept(home)
        print(
            f"waiting  held for {seconds:g} s, still waiting then: {was_waiting}, done: {has_ended}, kept: {many} of 2"
        )
    return 0 if is_soon and first <= FIRST_WORD and was_waiting and has_ended and many == 2 else 1


if __name__ == "__main__":
    sys.exit(main())
