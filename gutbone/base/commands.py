"""The commands that people are told to type: called as this run was, with its options that go on mattering."""

import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gutbone.base.text import visible

# Of the options that go on mattering, those that a command takes. The others that people are told of take none.
TAKES = {
    "quiz": ("--rules", "--plain", "--no-save"),
    "score": ("--rules", "--plain"),
    "last": ("--rules", "--plain"),
    "step": ("--rules",),
    "screen": ("--rules", "--plain"),
    "cohort": ("--rules", "--plain"),
    "explain": ("--rules",),
    "rules check": ("--rules",),
    "rules show": ("--rules",),
    "history list": ("--rules", "--plain"),
    "history export": ("--rules",),
    "history delete": ("--rules",),
}


class ThisRun:
    """How the program was called this time; each start sets it anew."""

    program = "gutbone"
    interpreter = "python"
    options: dict[str, tuple[str, ...]] = {}
    told: set[str] = set()  # what people were told to type or to open, which is never broken over two lines


def begin(program: str, interpreter: str) -> None:
    """Begin a run: ``program`` is what Python calls it (``argv[0]``), ``interpreter`` how that was called itself."""
    ThisRun.program, ThisRun.interpreter = program, interpreter
    ThisRun.told = set()


@contextmanager
def going_on_with(*, rules: Path | None = None, plain: bool = False, saves: bool = True) -> Iterator[None]:
    """Let commands repeat the options of this run; rules that the environment names need not be typed again."""
    is_typed = rules is not None and str(rules) != os.environ.get("GUTBONE_RULES")
    given = (("--rules", is_typed, (str(rules),)), ("--plain", plain, ()), ("--no-save", not saves, ()))
    ThisRun.options = {option: (option, *value) for option, is_given, value in given if is_given}
    try:
        yield
    finally:
        ThisRun.options = {}


def command(name: str, *words: str) -> str:
    """Write a command for people to type, quoted for a shell: ``gutbone quiz --keep``."""
    followed = (ThisRun.options.get(option, ()) for option in TAKES.get(name, ()) if option not in words)
    return whole(shlex.join([*_program(), *name.split(), *words, *(word for option in followed for word in option)]))


def whole(text: str) -> str:
    """Give a command or the path of a file as it is told to people: safe to print, and never broken over two lines."""
    ThisRun.told.add(shown := visible(text))
    return shown


def how_to_open(path: Path) -> str:
    """Write the command that shows a text file."""
    return whole(shlex.join(["more" if os.name == "nt" else "less", str(path)]))


def _program() -> Sequence[str]:
    """Give how to call the program: by its name where a shell finds it so, else by the path that was typed."""
    path = ThisRun.program
    name = os.path.basename(path)  # noqa: PTH119  a path as it was typed
    if name == "__main__.py":
        return ThisRun.interpreter, "-m", "gutbone"
    if name in {"", "-c"}:  # inside another program
        return ("gutbone",)
    if not os.path.isfile(path):  # noqa: PTH113  as above
        return (name,)
    from shutil import which

    found = which(name)  # perhaps another program of that name
    return (name if found and os.path.samefile(found, path) else path,)  # noqa: PTH121  as above
