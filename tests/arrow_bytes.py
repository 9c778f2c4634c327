"""Count the bytes that an arrow on the first question writes: in version 0.1.0, and here.

    python tests/arrow_bytes.py

The counts of version 0.1.0 stand in test_heard.py, which holds this version against them.
"""

import os
import sys
from pathlib import Path

from baseline import NAME, TREE, baseline
from scripts import START
from terminal import Terminal

RUN = "from gutbone.__main__ import main; main()"
SIZES = [(80, 24), (40, 20)]


def arrow(tree: Path, keys: str, columns: int, rows: int) -> int:
    """Give how many bytes the second arrow down writes on the first question."""
    os.environ["PYTHONPATH"] = str(tree)
    with Terminal(sys.executable, "-c", RUN, "quiz", "--no-save", columns=columns, rows=rows, cwd=tree) as window:
        window.wait("q stop")
        window.step(keys, "Question 1 of")
        window.type("\x1b[B")
        window.until(lambda: any(line.startswith(("›  1", "›  2")) for line in window.lines), "an arrow")
        before = len(window.raw)
        window.type("\x1b[B")
        window.until(lambda: any(line.startswith(("›  2", "›  3")) for line in window.lines), "another")
        window.wait("q stop")
        return len(window.raw) - before


def main() -> None:
    """Print both counts at both sizes."""
    with baseline() as old:
        for size in SIZES:
            before, now = arrow(old, "2", *size), arrow(TREE, START, *size)
            print(f"{size[0]}x{size[1]}: {NAME} {before}, here {now}")


if __name__ == "__main__":
    main()
