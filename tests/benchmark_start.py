"""Measures how fast the program starts, beside a hello-world command on the same Typer.

Run it with ``python tests/benchmark_start.py``. Two times are taken, in turns with the hello command in
the same run, and their medians compared:

- whole: ``gutbone score`` of a full answers file into a pipe, from start to exit;
- first question: ``gutbone quiz`` in a terminal, from start to the first page drawn whole.

The hello command prints one Rich table, into a pipe and in a terminal. Both programs run from compiled
files. Exits 1 when a ratio is over its limit.
"""

import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gutbone.rules.load import load_instrument, packaged_rules

ROUNDS = 31
WARM_UPS = 2
TRIES = 3
LIMITS = {"whole": 1.2, "first question": 1.5}
PATIENCE = 30  # seconds

HELLO = """\
import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()


@app.command()
def hello() -> None:
    table = Table(title="Hello")
    table.add_column("Greeting")
    table.add_column("Whom")
    table.add_row("Hello", "world")
    Console().print(table)
"""
RUN_HELLO = "from hello import app; app()"
RUN_GUTBONE = "from gutbone.__main__ import main; main()"  # what the installed command does


def environment(folder):
    """Give an environment in which both programs find their own modules compiled."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONPATH": str(folder), "HOME": str(folder)}
    return kept | compiled | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLUMNS": "80", "LINES": "24"}


def full_answers(instrument):
    """Give an answers file in which every question is answered, and that there are no conditions or flags."""
    answers = ", ".join(f"{item.id}: {item.options[-2].id}" for item in instrument.items.values())
    return f"answers: {{{answers}}}\nconditions: []\nflags: []\n"


def time_whole(command, env):
    """Give the seconds from the start of a command to its end; its output goes into a pipe."""
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


def time_to_text(command, env, text):
    """Give the seconds from the start of a command to a text in its terminal; then end it."""
    window, end = pty.openpty()
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdin=end, stdout=end, stderr=end, start_new_session=True)
    drawn = b""
    while text not in drawn:
        ready, _, _ = select.select([window], [], [], PATIENCE)
        if not ready:
            raise TimeoutError(f"{text!r} was not drawn: {drawn!r}")
        drawn += os.read(window, 65536)
    seconds = time.perf_counter() - start
    process.kill()
    process.wait()
    os.close(window)
    os.close(end)
    return seconds


def measure(first, second):
    """Take two times in turns; give their medians. The first rounds compile both programs and do not count."""
    rounds = [(first(), second()) for _ in range(WARM_UPS + ROUNDS)][WARM_UPS:]
    return tuple(statistics.median(times) for times in zip(*rounds, strict=True))


def main():
    """Measure, print a line for each time, and give the exit code."""
    instrument = load_instrument(packaged_rules())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hello.py").write_text(HELLO)
        (folder / "answers.yaml").write_text(full_answers(instrument))
        env = environment(folder)
        hello = [sys.executable, "-c", RUN_HELLO]
        score = [sys.executable, "-c", RUN_GUTBONE, "score", str(folder / "answers.yaml")]
        quiz = [sys.executable, "-c", RUN_GUTBONE, "quiz"]
        drawn = instrument.words.key_stop.encode()  # the last words of a page
        times = {
            "whole": (lambda: time_whole(score, env), lambda: time_whole(hello, env)),
            "first question": (
                lambda: time_to_text(quiz, env, drawn),
                lambda: time_to_text(hello, env, "┘".encode()),
            ),
        }
        print(f"medians of {ROUNDS} rounds, in milliseconds")
        held = [is_held(name, *programs) for name, programs in times.items()]
        return int(not all(held))


def is_held(name, own, hello):
    """Say whether a ratio is within its limit; machines are noisy, so one that is over is measured again."""
    for _ in range(TRIES):
        taken, beside = measure(own, hello)
        ratio = taken / beside
        print(f"{name}: gutbone {taken * 1000:.0f}, hello {beside * 1000:.0f}, ratio {ratio:.2f} of {LIMITS[name]}")
        if ratio <= LIMITS[name]:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
