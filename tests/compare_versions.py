"""Compare what two versions print, byte for byte: ``python tests/compare_versions.py [BEFORE [AFTER]]``.

Both are folders of checkouts; without them it is the baseline against this one. People in every format, every
command's help, rules with mistakes, and conversations by keys and by lines go through both. What differs is
printed by kind. Exits 1 when anything differs that is not in ``LISTED``, each with its reason in the CHANGELOG.
"""

import argparse
import difflib
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Self

from baseline import TREE, MissingBaselineError, baseline
from terminal import environment
from versions.quizzes import DRIVER, conversations, held
from versions.runs import Run, broken_runs, commands_in, lay_broken, line_runs, other_runs, people_runs

TRIES = 3  # a conversation on a busy machine may lose a page that the same keys show another time
SHOWN = 12  # lines of a difference


class Listed(NamedTuple):
    """A difference that is meant: where it shows, what of a text it covers, and why, as the CHANGELOG says it."""

    kinds: str
    covers: str
    reason: str


EVERYTHING = r"(?s).+"
LISTED = [
    Listed(
        ".*", r"gutbone\W+(version\W+)?\d+\.\d+\.\d+(\.dev\d+)?", "What is printed names the new version of the tool."
    ),
    Listed("(json|history export).*", EVERYTHING, "A result as JSON holds more:"),
    Listed(
        "(note|html|oneline|history).*",
        r"\b2025-06-0[12]\b|\b[12] June 2025\b",
        "Days are those of the person's own time zone, summer time included; with SOURCE_DATE_EPOCH they are UTC.",
    ),
    Listed(
        "note.*, numbers hidden",
        EVERYTHING,
        "The note leaves out numbers for someone whose numbers are hidden, as every other report does.",
    ),
    Listed("note --(no-)?score.*", EVERYTHING, "The note obeys `--score` and `--no-score`."),
    Listed(
        "(json|fhir) --(no-)?score", r"text( or note)? or oneline or html", "The note obeys `--score` and `--no-score`."
    ),
    # What may be there or not is put into both, so that they are the same: these patterns also match nothing.
    Listed(
        "fhir with observations",
        EVERYTHING,
        "A FHIR response no longer lists as not applicable what a condition in it takes out anyway.",
    ),
    Listed(
        "broken rules, .*",
        r"(?s)Error: \S*words\.yaml:.*",
        "`words.yaml` holds new words, and commands in it stand as `{command}`.",
    ),
    Listed(
        "rules show",
        r'(?s)"names": \[.*?\]',
        "`words.yaml` holds new words, and commands in it stand as `{command}`.",
    ),
    Listed(
        "broken rules, .*|plain lines.*",
        r"(?:\s+--(?:rules\s+\S+|plain))*\s*",
        "Commands that people are told to type repeat `--rules`, `--plain` and `--no-save` where these were given",
    ),
    Listed(
        "(quiz|screen) by lines.*|plain lines.*|keys .*",
        EVERYTHING,
        "The quiz and the quick screen ask for conditions after the age and before food",
    ),
    Listed("rules schema", EVERYTHING, "The schemas of rules files hold the limits of numbers, lists and ids"),
]


class Side:
    """One checkout, with a process that runs its program again and again."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.checkout, self.folder = checkout.resolve(), folder
        folder.mkdir()
        fixed = {"HOME": str(folder / "home"), "SOURCE_DATE_EPOCH": "1769851800", "COLUMNS": "80", "LINES": "24"}
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER), str(self.checkout)],
            cwd=folder,
            env=environment(**fixed),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def do(self, run: Run) -> dict:
        """Do a run, and give its exit code and what it wrote, without the name of this side's own folder."""
        self.process.stdin.write(json.dumps(run._asdict()) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.checkout}: the program ended its driver in {run.name}")
        done = json.loads(line)
        return {
            "code": done["code"],
            **{name: done[name].encode("latin-1").decode("utf-8", "backslashreplace") for name in ("out", "err")},
        }

    def hold(self, conversation: tuple, number: int) -> dict:
        """Hold a conversation in a terminal, in a home of its own."""
        _, _, command, parts, size = conversation
        home = self.folder / f"terminal-{number}"
        home.mkdir(parents=True)
        done = held(self.checkout, command, parts, size, home)
        return {**done, "out": done["out"].replace(str(home), "HOME")}

    def commands(self) -> list[tuple[str, ...]]:
        """Give every command and subcommand that a help lists."""
        names = commands_in(self.do(Run("", "", ("-h",)))["out"])
        inner = [(name, own) for name in names for own in commands_in(self.do(Run("", "", (name, "-h")))["out"])]
        return [(), *((name,) for name in names), *inner]


class Difference(NamedTuple):
    """A run that ended differently."""

    kind: str
    name: str
    before: str
    after: str


def compared(before: Side, after: Side, runs: list[Run]) -> list[Difference]:
    """Do every run on both sides at once."""
    with ThreadPoolExecutor(2) as both:
        ends = zip(*both.map(lambda side: [side.do(run) for run in runs], (before, after)), strict=True)
    return [
        Difference(run.kind, run.name, as_text(old), as_text(new))
        for run, (old, new) in zip(runs, ends, strict=True)
        if old != new
    ]


def talked(before: Side, after: Side, talks: list[tuple]) -> list[Difference]:
    """Hold every conversation on both sides at once."""
    differences = []
    with ThreadPoolExecutor(2) as both:
        for number, conversation in enumerate(talks):
            for again in range(TRIES):
                number_ = number * TRIES + again
                old, new = both.map(lambda side: side.hold(conversation, number_), (before, after))  # noqa: B023  used up within the round
                if old == new:
                    break
            else:
                differences.append(Difference(*conversation[:2], as_text(old), as_text(new)))
    return differences


def as_text(done: dict) -> str:
    """Give all of a run as one text."""
    return f"exit code {done['code']}\n--- out\n{done['out']}\n--- err\n{done['err']}"


def reasons_of(difference: Difference) -> list[Listed]:
    """Give the listed differences that together are all of a difference; none where something else is in it."""
    old, new, used = difference.before, difference.after, []
    for listed in LISTED:
        if re.fullmatch(listed.kinds, difference.kind):
            put = [re.sub(listed.covers, "(listed)", text) for text in (old, new)]
            used += [listed] if [old, new] != put else []
            old, new = put
    return used if old == new else []


def told(differences: list[Difference]) -> bool:
    """Print the differences by kind, and say whether each of them is listed."""
    counts, unlisted = Counter(), defaultdict(list)
    for difference in differences:
        reasons = reasons_of(difference)
        counts.update(reasons)
        if not reasons:
            changed = changes(difference)
            what = re.sub(r"\d+", "0", "\n".join(line for line in changed if line[0] in "-+")[:200])
            unlisted[difference.kind, what].append((difference, changed))
    for listed, count in counts.items():
        print(f"listed, {count} times: {listed.reason}")
    for (kind, _), found in sorted(unlisted.items(), key=lambda entry: -len(entry[1])):
        difference, changed = found[0]
        print(f"\nNOT LISTED, {len(found)} times: {kind}, such as {difference.name}")
        print("\n".join(f"    {line[:200]}" for line in changed[:SHOWN]))
    return not unlisted


def changes(difference: Difference) -> list[str]:
    """Give the lines that differ; what cannot be seen is written as codes."""
    old, new = ([ascii(line)[1:-1] for line in text.split("\n")] for text in difference[2:])
    return [
        line for line in difflib.unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))
    ]


def changelog() -> str:
    """Give the CHANGELOG with every run of spaces and line ends as one space."""
    return " ".join((TREE / "CHANGELOG.md").read_text(encoding="utf-8").split())


def compare(checkouts: tuple[Path, Path], folder: Path, kinds: str) -> list[Difference]:
    """Do all runs and hold all conversations of some kinds in two checkouts, and say how many there were."""
    with Side(checkouts[0], folder / "before") as before, Side(checkouts[1], folder / "after") as after:
        lay_broken(before.checkout, folder)
        rules = json.loads(before.do(Run("", "", ("rules", "show", "--format", "json")))["out"])
        commands = dict.fromkeys([*before.commands(), *after.commands()])
        helps = [Run("help", " ".join(name), (*name, "-h")) for name in commands]
        runs = [*helps, *people_runs(rules), *broken_runs(".."), *line_runs(), *other_runs(rules)]
        runs = [run for run in runs if re.search(kinds, run.kind)]
        talks = [conversation for conversation in conversations() if re.search(kinds, conversation[0])]
        print(f"{len(runs)} runs between pipes, and {len(talks)} conversations in a terminal")
        return [*compared(before, after, runs), *talked(before, after, talks)]


def main() -> int:
    """Compare two versions and give the exit code."""
    parser = argparse.ArgumentParser(description="Compare what two versions print, byte for byte.")
    parser.add_argument("before", type=Path, nargs="?", help="a checkout; else the baseline")
    parser.add_argument("after", type=Path, nargs="?", default=TREE, help="a checkout; else this one")
    parser.add_argument("--kinds", default="", help="a pattern for kinds of runs, such as 'help|keys'; else all")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        try:
            checkout = chosen.before or stack.enter_context(baseline())
        except MissingBaselineError as error:
            sys.exit(str(error))
        folder = Path(stack.enter_context(TemporaryDirectory())).resolve()
        differences = compare((checkout, chosen.after), folder, chosen.kinds)
    is_listed = told(differences)
    missing = [listed.reason for listed in LISTED if listed.reason not in changelog()]
    for reason in missing:
        print(f"\nThe CHANGELOG does not say: {reason}")
    return int(bool(missing) or not is_listed)


if __name__ == "__main__":
    sys.exit(main())
