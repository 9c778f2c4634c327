"""How fast a cohort is scored, beside what Polars needs to read and write the same tables without scoring.

    python tests/benchmark_cohort.py [ROWS ...]     (10000 100000 1000000 by default)

Each line is the best of three runs, in turns, so that a busy machine slows both alike. gutbone's seconds are
those of the whole program, its start included; Polars' are those of reading and writing alone. ``--check`` ends with exit code 1 when a promise is not kept.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import polars as pl

from gutbone.cohort import score_frame
from gutbone.rulebook.load import load_instrument, packaged_rules

ROWS = [10_000, 100_000, 1_000_000]
TURNS = 3
MOST_TIMES = 2.0  # of plain reading and writing
MOST_MEGABYTES = 500  # for a million rows
LEAST_PEOPLE = 1_000_000  # a second in memory
SEED = 100_000  # people that are made up; longer tables repeat them


def answers() -> pl.DataFrame:
    """Make up people: 8 of 100 cells empty, 1 not applicable, 20 an amount, the others options."""
    instrument, draw = load_instrument(packaged_rules()), random.Random(1)
    columns = {"id": [f"{draw.randrange(10**7):07d}" for _ in range(SEED)]}
    for item in instrument.items.values():
        kinds = [None, "n/a", "amount", *item.by_id]
        weights = [8, 1, 20, *[71 / len(item.by_id)] * len(item.by_id)]
        drawn = draw.choices(kinds, weights, k=SEED)
        columns[item.id] = [f"{draw.random() * 7:.2f}" if cell == "amount" else cell for cell in drawn]
    ids = [*instrument.condition]
    columns["conditions"] = [" ".join(draw.sample(ids[:-3], draw.choice([0, 0, 0, 1, 2]))) for _ in range(SEED)]
    return pl.DataFrame(columns)


def write_table(people: pl.DataFrame, rows: int, path: Path) -> None:
    """Write as many rows as wanted."""
    with path.open("wb") as file:
        people.clear().write_csv(file)
        for start in range(0, rows, SEED):
            people.head(rows - start).write_csv(file, include_header=False)


def command(what: str, source: Path, goal: Path) -> list[str]:
    """Give the command of one turn."""
    if what == "gutbone":
        return [sys.executable, "-m", "gutbone", "cohort", str(source), "-o", str(goal), "--force"]
    return [sys.executable, __file__, f"--{what}", str(source), str(goal)]


def measured(arguments: list[str]) -> tuple[float, float, float]:
    """Run a command and give its seconds, its seconds of processor time and its most memory in MB."""
    began = perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(arguments, stdout=said, stderr=said)
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        said.seek(0)
        assert process.returncode == 0, said.read().decode()
    return perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def plain(source: Path, goal: Path) -> None:
    """Read the answers and write scores that are there already: all that scoring does, but for scoring."""
    scores = pl.read_parquet(goal.with_suffix(".parquet"))
    began = perf_counter()
    pl.read_csv(source, infer_schema=False)
    scores.write_csv(goal)
    print(perf_counter() - began)


def in_memory(source: Path, _goal: Path) -> None:
    """Score a frame that is in memory already."""
    frame, instrument = pl.read_csv(source, infer_schema=False), load_instrument(packaged_rules())
    best = min(_seconds(lambda: score_frame(instrument, frame)) for _ in range(TURNS))
    print(best)


def _seconds(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def inner(what: str, source: Path, goal: Path) -> float:
    """Run a part of this file in a process of its own and give the seconds it prints, without its start."""
    done = subprocess.run(command(what, source, goal), capture_output=True, text=True, check=True)
    return float(done.stdout)


def row_of(rows: int, folder: Path, people: pl.DataFrame) -> tuple[float, float, float, float, float]:
    """Measure one number of rows: gutbone's seconds and memory, plain seconds, and seconds in memory."""
    source, goal = folder / f"{rows}.csv", folder / "scores.csv"
    write_table(people, rows, source)
    subprocess.run(command("gutbone", source, goal.with_suffix(".parquet")), capture_output=True, check=True)
    turns = [(measured(command("gutbone", source, goal)), inner("plain", source, goal)) for _ in range(TURNS)]
    seconds = min(turn[0][0] for turn in turns)
    processor = min(turn[0][1] for turn in turns)
    memory = max(turn[0][2] for turn in turns)
    within = inner("in_memory", source, goal) if rows <= 1_000_000 else float("nan")
    return seconds, processor, memory, min(turn[1] for turn in turns), within


def main(arguments: list[str]) -> int:
    """Print the table; with --check say whether every promise is kept."""
    if arguments[:1] in (["--plain"], ["--in_memory"]):
        {"--plain": plain, "--in_memory": in_memory}[arguments[0]](Path(arguments[1]), Path(arguments[2]))
        return 0
    wanted = [int(argument) for argument in arguments if argument != "--check"] or ROWS
    print(f"{os.cpu_count()} processors; load before: {os.getloadavg()[0]:.1f}")
    print("      rows   gutbone   of it processor      MB   plain Polars   times   in memory, people a second")
    broken = False
    people = answers()
    with tempfile.TemporaryDirectory() as name:
        for rows in wanted:
            seconds, processor, memory, plain_seconds, within = row_of(rows, Path(name), people)
            times = seconds / plain_seconds
            print(
                f"{rows:>10,} {seconds:8.2f} s {processor:15.2f} s {memory:7.0f} {plain_seconds:12.2f} s {times:7.2f} {rows / within:17,.0f}",
                flush=True,
            )
            if rows == 1_000_000:
                broken = times > MOST_TIMES or memory > MOST_MEGABYTES or rows / within < LEAST_PEOPLE
    return int(broken and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
