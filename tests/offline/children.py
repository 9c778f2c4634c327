"""See that every process the tests start has its network shut as well."""

import os
import sys
from pathlib import Path

FOLDER = str(Path(__file__).parent)
STARTS = {
    "subprocess.Popen": (1, 3),
    "os.posix_spawn": (1, 2),
    "os.exec": (1, 2),
}  # event: where arguments and env stand
PASSING_BY = {"-I", "-E", "-S"}  # with these Python does not load sitecustomize.py


def hand_down() -> None:
    """Name the folder in PYTHONPATH, which processes inherit, and watch that those with their own environment get it."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [FOLDER, os.environ.get("PYTHONPATH")]))
    sys.addaudithook(watch)


def watch(event: str, details: tuple) -> None:
    """Refuse to start a process in which the network is open."""
    if event not in STARTS:
        return
    arguments, environ = (details[place] for place in STARTS[event])
    named = (os.environ if environ is None else environ).get("PYTHONPATH", "")
    is_python = "python" in os.path.basename(os.fsdecode(arguments[0]))  # noqa: PTH119  a name, perhaps bytes
    if FOLDER not in named.split(os.pathsep) or (is_python and PASSING_BY.intersection(arguments[1:])):
        raise AssertionError(f"started with the network open: {arguments}")
