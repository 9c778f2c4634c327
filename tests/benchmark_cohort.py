"""How fast a cohort is scored, beside what Polars needs to read and write the same tables without scoring.

    python tests/benchmark_cohort.py [--check] [ROWS ...]     (10000 100000 1000000 by default; 10000000 takes minutes)
    python tests/benchmark_cohort.py --engines [--check] [ROWS]     (200000 by default)
    python tests/benchmark_cohort.py --files [--beside CHECKOUT] [--check] [ROWS ...]

Each line is the best of three runs (above a million rows, one), in turns, so that a busy machine slows both alike. Both are whole programs,
their start included; of Polars' the time to load the scores it writes is taken off. After the files come the engines:
each scores a frame that is in memory already, in turns with the same frame brought to Polars, scored there and brought
back. PySpark is held against its own copying of the table to Parquet, and left out where it or Java is missing.
``--engines`` leaves out the files, and ``--files`` the engines. ``--beside`` names a checkout of another version of
gutbone, which takes its turn with the two. ``--check`` ends with exit code 1 when a promise is not kept.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time

import polars as pl

from gutbone import score_frame
from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

ROWS = [10_000, 100_000, 1_000_000]
TURNS = 3
MOST_TIMES = 2.0  # of plain reading and writing
MOST_MEGABYTES = 345  # for a million rows, and for any more: what version 0.1.0 took for ten million
IN_MEMORY = 1_000_000  # rows at most, and those that the promises are about
LEAST_PEOPLE = 1_000_000  # a second in memory
ENGINE_ROWS = 200_000
# How many times as long an engine may take as what it is held against.
ENGINES = {"pandas": 1.5, "pyarrow": 1.5, "duckdb": 3.0, "dask": 3.0, "pyspark": 4.0}
MOST_PLANNING = 0.5  # seconds, of PySpark
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
    if what in {"gutbone", "beside"}:
        return [sys.executable, "-m", "gutbone", "cohort", str(source), "-o", str(goal), "--force"]
    return [sys.executable, __file__, f"--{what}", str(source), str(goal)]


def measured(arguments: list[str], checkout: str = "") -> tuple[float, float, float]:
    """Run a command and give its seconds, its seconds of processor time, without what it prints as lost, and its most MB."""
    began = perf_counter()
    path = {"PYTHONPATH": checkout} if checkout else {}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(arguments, stdout=said, stderr=said, env=os.environ | path, cwd=checkout or None)
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        said.seek(0)
        text = said.read().decode()
        assert process.returncode == 0, text
    taken = perf_counter() - began
    lost = [float(word) for word in text.split()] if "--plain" in arguments else [0.0, 0.0]
    return taken - lost[0], used.ru_utime + used.ru_stime - lost[1], used.ru_maxrss / 1024


def plain(source: Path, goal: Path) -> None:
    """Read the answers and write scores that are there already, and print what loading those took."""
    began, processor = perf_counter(), process_time()
    scores = pl.read_parquet(goal.with_suffix(".parquet"))
    print(perf_counter() - began, process_time() - processor)
    pl.read_csv(source, infer_schema=False)
    scores.write_csv(goal)


def in_memory(source: Path, _goal: Path) -> None:
    """Score a frame that is in memory already."""
    frame, instrument = pl.read_csv(source, infer_schema=False), load_instrument(packaged_rules())
    best = min(_seconds(lambda: score_frame(frame, rules=instrument)) for _ in range(TURNS))
    print(best)


def _seconds(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def row_of(rows: int, folder: Path, people: pl.DataFrame, beside: str) -> tuple[str, bool]:
    """Measure one number of rows; give its line, and whether the promises are kept."""
    source, goal = folder / f"{rows}.csv", folder / "scores.csv"
    write_table(people, rows, source)
    measured(command("gutbone", source, goal.with_suffix(".parquet")))
    who = {"gutbone": "", "plain": "", **({"beside": beside} if beside else {})}
    turns = [
        {what: measured(command(what, source, goal), checkout) for what, checkout in who.items()}
        for _ in range(TURNS if rows <= IN_MEMORY else 1)
    ]
    best = {what: [min(turn[what][part] for turn in turns) for part in (0, 1)] for what in who}
    memory = max(turn["gutbone"][2] for turn in turns)
    (seconds, processor), (plain_seconds, plain_processor) = best["gutbone"], best["plain"]
    times = seconds / plain_seconds
    line = f"{rows:>10,} {seconds:8.2f} {processor:8.2f} {memory:6.0f} {plain_seconds:10.2f} {plain_processor:8.2f}"
    line += f" {times:8.2f} {processor / plain_processor:8.2f}"
    other = ""
    if beside:
        most = max(turn["beside"][2] for turn in turns)
        other = f"\n    beside {best['beside'][0]:8.2f} {best['beside'][1]:8.2f} {most:6.0f} {'':19}"
        other += f" {best['beside'][0] / plain_seconds:8.2f} {best['beside'][1] / plain_processor:8.2f}"
    if rows > IN_MEMORY:
        return line + other, memory <= MOST_MEGABYTES
    done = subprocess.run(command("in_memory", source, goal), capture_output=True, text=True, check=True)
    people_a_second = rows / float(done.stdout)
    kept = times <= MOST_TIMES and memory <= MOST_MEGABYTES and people_a_second >= LEAST_PEOPLE
    return f"{line} {people_a_second:14,.0f}{other}", kept or rows < IN_MEMORY


# ---------------------------------------------------------------- engines


def turns_of(engine: str, path: Path):
    """Give what an engine does with a table of answers, and what it is held against, as two functions."""
    rules = load_instrument(packaged_rules())
    frame = pl.read_parquet(path)

    def scored(rows):
        return score_frame(rows, rules=rules, numbers="amounts")

    if engine == "pandas":
        rows = frame.to_pandas()
        return lambda: scored(rows), lambda: scored(pl.from_pandas(rows)).to_pandas()
    if engine == "pyarrow":
        rows = frame.to_arrow()
        return lambda: scored(rows), lambda: scored(pl.from_arrow(rows)).to_arrow()
    if engine == "duckdb":
        import duckdb

        rows = duckdb.from_parquet(str(path))
        back = lambda: duckdb.from_arrow(scored(rows.pl()).to_arrow())  # noqa: E731  short
        return lambda: scored(rows).to_arrow_table(), lambda: back().to_arrow_table()
    if engine == "dask":
        import dask.dataframe

        rows = dask.dataframe.from_pandas(frame.to_pandas(), npartitions=8)
        return lambda: scored(rows).compute(), lambda: scored(pl.from_pandas(rows.compute())).to_pandas()
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.log.level", "ERROR").getOrCreate()
    rows, goal = spark.read.parquet(str(path)), str(path.with_suffix(".out"))
    print(min(_seconds(lambda: scored(rows)) for _ in range(TURNS)))
    return tuple(
        lambda of=of: of().write.mode("overwrite").parquet(goal) for of in (lambda: scored(rows), lambda: rows)
    )


def engine(path: Path, goal: Path) -> None:
    """Measure an engine, whose name the goal is, in turns with what it is held against, after one turn to warm up."""
    warnings.simplefilter("ignore")  # the engines' own
    both = turns_of(goal.name, path)
    taken = [[_seconds(work) for work in both] for _ in range(1 + TURNS)][1:]
    print(*[min(turn[which] for turn in taken) for which in (0, 1)])


def engines(rows: int, folder: Path, people: pl.DataFrame) -> bool:
    """Print a line for each engine; say whether every promise is kept."""
    path, kept = folder / "answers.parquet", True
    pl.concat([people] * (rows // SEED + 1)).head(rows).write_parquet(path)
    print(f"\n{rows:,} people in memory\n    engine  seconds  held against    times    at most")
    for name, most in ENGINES.items():
        if find_spec(name) is None or (name == "pyspark" and shutil.which("java") is None):
            print(f"{name:>10}  is not here, and left out")
            continue
        done = subprocess.run(command("engine", path, Path(name)), capture_output=True, text=True, check=True)
        *planning, seconds, against = map(float, done.stdout.split())
        plan = "".join(f"    planning {taken:.2f} s, at most {MOST_PLANNING}" for taken in planning)
        print(f"{name:>10} {seconds:8.2f} {against:13.2f} {seconds / against:8.2f} {most:10.1f}{plan}", flush=True)
        kept &= seconds / against <= most and max(planning, default=0) <= MOST_PLANNING
    return kept


def main(arguments: list[str]) -> int:
    """Print the table; with --check say whether every promise is kept."""
    parts = {"--plain": plain, "--in_memory": in_memory, "--engine": engine}
    if arguments and arguments[0] in parts:
        parts[arguments[0]](Path(arguments[1]), Path(arguments[2]))
        return 0
    beside = arguments.pop(arguments.index("--beside") + 1) if "--beside" in arguments else ""
    wanted = [int(argument) for argument in arguments if not argument.startswith("--")]
    people, only_engines = answers(), "--engines" in arguments
    print(f"{os.cpu_count()} processors; load before: {os.getloadavg()[0]:.1f}")
    broken = not only_engines and files(wanted or ROWS, people, beside)
    if "--files" in arguments:
        return int(broken and "--check" in arguments)
    with tempfile.TemporaryDirectory() as name:
        broken |= not engines(wanted[0] if only_engines and wanted else ENGINE_ROWS, Path(name), people)
    return int(broken and "--check" in arguments)


def files(wanted: list[int], people: pl.DataFrame, beside: str) -> bool:
    """Print a line for each number of rows, with another version's below; say whether any promise is broken."""
    print("             gutbone                 Polars, no scoring     times Polars       in memory")
    print("      rows  seconds processor   MB    seconds processor seconds processor people a second")
    broken = False
    with tempfile.TemporaryDirectory() as name:
        for rows in wanted:
            line, kept = row_of(rows, Path(name), people, beside)
            print(line, flush=True)
            broken |= not kept
    return broken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
