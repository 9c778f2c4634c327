# ruff: noqa: INP001  a script, not a package
"""Prints a set-up command as the README gives it: ``setup_command.py quiz`` or ``setup_command.py tests``."""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
HEADINGS = {"quiz": "Take the quiz", "tests": "Run the tests"}


def setup_command(name: str) -> str:
    """Give the command under a heading of the README: the one line of the first block there."""
    section = README.read_text(encoding="utf-8").partition(f"\n## {HEADINGS[name]}\n")[2]
    block = re.match(r"[^`#]*```sh\n([^\n]+)\n```\n", section)
    if block is None:
        sys.exit(f"README.md: no block of one line first under the heading {HEADINGS[name]!r}")
    return block[1]


if __name__ == "__main__":
    sys.stdout.write(setup_command(sys.argv[1]) + "\n")
