"""Check rules again whenever a file of theirs has changed, and say only what that changed."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gutbone.base.errors import GutboneError
from gutbone.base.files import is_hidden
from gutbone.review.check import Checked, check_rules
from gutbone.rules.load import FOLDERS

EVERY = 0.5  # seconds between two looks; a file counts once two looks in a row find it the same
Stamps = dict[str, tuple[int, int]]


class Told(NamedTuple):
    """What a check found that the one before did not, what it no longer found, and the whole."""

    new: list[GutboneError]
    mended: list[GutboneError]
    checked: Checked


def watch(folder: Path, wait: Callable[[float], object]) -> Iterator[Told]:
    """Check a folder, and again after each change that has come to rest, for ever; ``wait`` passes the time.

    Whatever an editor keeps beside a file is not looked at, and a file half saved is waited for.
    """
    seen, known = None, dict[tuple[str | int, ...], GutboneError]()
    before = stamps(folder)
    while True:
        now = stamps(folder)
        if now == before != seen:
            checked = check_rules(folder)
            found = _named(checked.problems, folder)
            new = [problem for name, problem in found.items() if name not in known]
            yield Told(new, [problem for name, problem in known.items() if name not in found], checked)
            seen, known = now, found
        before = now
        wait(EVERY)


def stamps(folder: Path) -> Stamps:
    """Give when each file of the rules was last changed, and its size."""
    found: Stamps = {}
    for place in ("", *FOLDERS):
        with suppress(OSError):  # a folder that is being put in place of another
            for path in sorted((folder / place).glob("*.yaml")):
                if not is_hidden(path.name):
                    with suppress(OSError):
                        status = path.stat()
                        found[f"{place}{path.name}"] = (status.st_mtime_ns, status.st_size)
    return found


def _named(problems: list[GutboneError], folder: Path) -> dict[tuple[str | int, ...], GutboneError]:
    """Tell problems apart by what is said and in which file, and those that say the same by their order.

    So a line that moves is not another problem.
    """
    named = dict[tuple[str | int, ...], GutboneError]()
    times = Counter[tuple[str, ...]]()
    for problem in problems:
        file = problem.where.removeprefix(f"{folder}/").partition(":")[0]
        said = (problem.code, problem.what, problem.fix, file)
        named[*said, times[said]] = problem
        times[said] += 1
    return named
