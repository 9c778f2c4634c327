"""Throw a great many odd inputs at the program; test_fuzz.py throws a few in every run of the tests.

    python tests/fuzz.py --inputs 1000000 --log fuzz.jsonl            # hours; nice -n 19 is kind
    python tests/fuzz.py --inputs 1000000 --log fuzz.jsonl --only keys --seed 7
    python tests/fuzz.py --inputs 0 --log fuzz.jsonl                  # only adds the log up

Every input has to end without a traceback, after little work, and may write only where it was
told to. The log has a line for each batch done, with its seed, seconds and failure if any, so that a run
that was stopped goes on where it was, and a run over several processes shares one log by --part 1/2 and so on.
"""

import argparse
import json
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

from fuzzing.guard import own_place
from fuzzing.targets import Target, keep_packaged_rules, targets
from hypothesis import HealthCheck, Phase, given, seed, settings

BATCH = 500


def throw(target: Target, count: int, batch_seed: int, thrown: list[int] | None = None) -> int:
    """Throw a number of inputs at a target; a failure is raised with the smallest input that shows it.

    ``thrown`` is kept at how many it was so far, also where one fails.
    """
    thrown = [0] if thrown is None else thrown

    @seed(batch_seed)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.strategy)
    def check(example: object) -> None:
        thrown[0] += 1
        target.check(example)

    check()
    return thrown[0]


def run_batch(name: str, target: Target, number: int, first_seed: int) -> dict:
    """Throw one batch and tell how it went."""
    start, failure = time.perf_counter(), None
    batch_seed, inputs = first_seed * 10**6 + number, [0]
    try:
        throw(target, BATCH, batch_seed, inputs)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        failure = "".join(traceback.format_exception(error, limit=-3))[:8000]
    seconds = round(time.perf_counter() - start, 2)
    return {"target": name, "batch": number, "seed": batch_seed, "inputs": inputs[0], "seconds": seconds} | (
        {"failure": failure} if failure else {}
    )


def summary(log: Path) -> str:
    """Add up the log: inputs and failures of each target."""
    done = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    inputs, failures = Counter(), Counter()
    for batch in done:
        inputs[batch["target"]] += batch["inputs"]
        failures[batch["target"]] += "failure" in batch
    rows = [f"{name}: {count:,} inputs, {failures[name]} batches with a failure" for name, count in inputs.items()]
    return "\n".join([*rows, f"in all: {inputs.total():,} inputs, {failures.total()} batches with a failure"])


def main() -> int:
    """Throw what is still to be thrown, a batch of each target in turn."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--inputs", type=int, default=20_000)
    options.add_argument("--log", type=Path, default=Path("fuzz.jsonl"))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", action="append", help="a target; several are possible")
    options.add_argument("--part", default="1/1", help="2/3 is the second of three processes")
    chosen = options.parse_args()
    part, parts = map(int, chosen.part.split("/"))
    log, all_targets = chosen.log.resolve(), targets()
    shared = {name: t for name, t in all_targets.items() if not chosen.only or name in chosen.only}
    whole = sum(target.share for target in shared.values())
    done = {(b["target"], b["seed"]) for b in map(json.loads, log.read_text().splitlines() if log.exists() else ())}
    batches = {name: -(-chosen.inputs * target.share // (whole * BATCH)) for name, target in shared.items()}
    print(f"seed {chosen.seed}: {batches} batches of {BATCH}", flush=True)
    todo = sorted(((n + 0.5) / count, name, n) for name, count in batches.items() for n in range(count))
    keep_packaged_rules()
    with own_place():
        for place, (_, name, number) in enumerate(todo):
            if place % parts == part - 1 and (name, chosen.seed * 10**6 + number) not in done:
                with log.open("a") as file:
                    file.write(json.dumps(run_batch(name, shared[name], number, chosen.seed)) + "\n")
    print(summary(log))
    return int("failure" in log.read_text())


if __name__ == "__main__":
    sys.exit(main())
