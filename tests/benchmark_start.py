"""Measures how fast the program starts, beside a hello-world command on the same Typer and beside version 0.1.0.

Run it with ``python tests/benchmark_start.py``. Wheels of this checkout and of the baseline are built and laid
out as installed ones are. Two times are taken, all programs in turns in the same run, and their medians compared:

- whole: ``gutbone score`` of a full answers file into a pipe, from start to exit;
- first question: ``gutbone quiz`` in a terminal, from start to the first page drawn whole.

The hello command prints one Rich table, into a pipe and in a terminal. All programs run from compiled files.
Exits 1 when a ratio is over its limit, or when the most memory it takes is over that of version 0.1.0.
"""

import importlib.util
import os
import pty
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

from baseline import NAME, TREE, MissingBaselineError, baseline

from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

ROUNDS = 31
WARM_UPS = 2
TRIES = 5
LIMITS = {
    ("whole", "hello"): 1.0,
    ("first question", "hello"): 1.3,
    ("whole", NAME): 0.87,
    ("first question", NAME): 0.87,
}
MOST_MEMORY = 1.03  # times that of version 0.1.0, whose rules held half as much text
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
STATUS = Path("/proc/self/status")
SAY_MEMORY = f"import atexit, sys; atexit.register(lambda: sys.stderr.write(open('{STATUS}').read()));"


class Taken(NamedTuple):
    """What one start took: seconds, and the most memory in MB, which is known on Linux only."""

    seconds: float
    memory: float


class Program(NamedTuple):
    """A program to start: its own folder, what it runs, and the last text of its first page."""

    folder: Path
    code: str
    whole: tuple[str, ...]
    first: tuple[str, ...]
    drawn: str


def environment(folder):
    """Give an environment in which a program finds its own modules compiled."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONPATH": str(folder), "HOME": str(folder)}
    return kept | compiled | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLUMNS": "80", "LINES": "24"}


def full_answers(instrument):
    """Give an answers file in which every question is answered, and that there are no conditions or flags."""
    answers = ", ".join(f"{item.id}: {item.options[-2].id}" for item in instrument.items.values())
    return f"answers: {{{answers}}}\nconditions: []\nflags: []\n"


def installed(checkout, folder):
    """Build a wheel and lay it out as an installed one."""
    isolation = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", *isolation, "-w", str(folder), str(checkout)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"A wheel of {checkout} cannot be built:\n{done.stdout}{done.stderr}")
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def started(program, arguments, **streams):
    """Start a program in its own folder; at its end it writes how much memory it took to standard error."""
    code = f"{SAY_MEMORY if STATUS.exists() else ''}{program.code}"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=program.folder, env=environment(program.folder), **streams)


def most_memory(status):
    """Read the most memory in MB out of what Linux says of a process."""
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def time_whole(program):
    """Start a program with its output into a pipe, and wait for its end."""
    start = time.perf_counter()
    process = started(
        program, program.whole, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    _, said = process.communicate()
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"{program.folder.name} ended with {process.returncode}: {said}")
    return Taken(seconds, most_memory(said))


def time_first(program):
    """Start a program in a terminal, wait for its first page, and end it."""
    window, end = pty.openpty()
    start = time.perf_counter()
    process = started(program, program.first, stdin=end, stdout=end, stderr=end, start_new_session=True)
    drawn = b""
    while program.drawn.encode() not in drawn:
        ready, _, _ = select.select([window], [], [], PATIENCE)
        if not ready:
            raise TimeoutError(f"{program.drawn!r} was not drawn: {drawn!r}")
        drawn += os.read(window, 65536)
    seconds = time.perf_counter() - start
    status = Path(f"/proc/{process.pid}/status")
    memory = most_memory(status.read_text() if status.exists() else "")
    process.kill()
    process.wait()
    os.close(window)
    os.close(end)
    return Taken(seconds, memory)


def measure(taking, programs):
    """Start programs in turns; give the medians of each. The first rounds compile them and do not count."""
    rounds = [[taking(program) for program in programs] for _ in range(WARM_UPS + ROUNDS)][WARM_UPS:]
    return [
        Taken(*(statistics.median(values) for values in zip(*own, strict=True))) for own in zip(*rounds, strict=True)
    ]


def is_held(name, taking, own, others):
    """Say whether all ratios are within their limits; machines are noisy, so one that is over is measured again."""
    for _ in range(TRIES):
        taken, *beside = measure(taking, [own, *others.values()])
        print(f"{name}: {taken.seconds * 1000:.0f} ms, {taken.memory:.1f} MB")
        held = []
        for other, its in zip(others, beside, strict=True):
            ratio, limit = taken.seconds / its.seconds, LIMITS[name, other]
            held.append(ratio <= limit)
            print(f"    {other}: {its.seconds * 1000:.0f} ms, {its.memory:.1f} MB, ratio {ratio:.2f} of {limit}")
        if all(held) and taken.memory <= MOST_MEMORY * beside[-1].memory:
            return True
    return False


def main():
    """Measure, print what was taken, and give the exit code."""
    instrument = load_instrument(packaged_rules())
    with tempfile.TemporaryDirectory() as name:
        folders = {own: Path(name, own) for own in ("hello", "now", "before")}
        for folder in folders.values():
            folder.mkdir()
        (folders["hello"] / "hello.py").write_text(HELLO)
        answers = Path(name, "answers.yaml")
        answers.write_text(full_answers(instrument))
        try:
            with baseline() as checkout:
                installed(checkout, folders["before"])
        except MissingBaselineError as error:
            sys.exit(str(error))
        installed(TREE, folders["now"])
        commands = (RUN_GUTBONE, ("score", str(answers)), ("quiz",), instrument.words.key_stop)
        own = Program(folders["now"], *commands)
        others = {
            "hello": Program(folders["hello"], RUN_HELLO, (), (), "┘"),
            NAME: Program(folders["before"], *commands),
        }
        print(f"medians of {ROUNDS} rounds")
        ways = {"whole": time_whole, "first question": time_first}
        held = [is_held(way, taking, own, others) for way, taking in ways.items()]
        return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
