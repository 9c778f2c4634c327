"""The network is shut; properties see the same examples everywhere, more where the long tests run, with no deadline.

``GUTBONE_SPARK=1`` leaves the network open, for the test on PySpark alone: PySpark talks to Java over it.
"""

import gc
import os
import runpy
import signal
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from gutbone.base import plain_yaml
from gutbone.base.messages import speak
from gutbone.review import cases
from gutbone.rules import load, voice

OFFLINE = Path(__file__).parent / "offline"
sys.path.append(str(OFFLINE))

import children  # noqa: E402  after its folder is on the path

if not os.environ.get("GUTBONE_SPARK"):
    runpy.run_path(str(OFFLINE / "sitecustomize.py"))
    children.hand_down()

# The golden days are those in UTC, wherever they are read.
os.environ["TZ"] = "UTC"
time.tzset()

# What a script starts in the background does not hear Ctrl-C; the programs that these tests start have to.
signal.signal(signal.SIGINT, signal.default_int_handler)

MUCH = 2500  # bytes of YAML, more than any file of the small rules that say what usual work is: see fuzzing/guard.py
MANY = 1000  # of them are kept
_known: dict[bytes, plain_yaml.Document] = {}


def parse(content: bytes, name: str) -> plain_yaml.Document:
    """Read a long file of rules once, however many copies of the rules hold it: that is most of loading them."""
    if len(content) < MUCH:
        return plain_yaml.parse(content, name)
    if content not in _known:
        if len(_known) >= MANY:
            _known.clear()
        _known[content] = plain_yaml.parse(content, name)
    return plain_yaml.Document(name, _known[content].value, _known[content].text)


load.parse = voice.parse = cases.parse = parse
_loaded: dict[tuple, tuple] = {}
_load = load.load_rules


def load_rules(folder: Path) -> tuple:
    """Give the same rules, which nobody can change, wherever the same files lie."""
    files = load.read_folder(folder)
    if sum(map(len, files.values())) < MANY * MUCH // 100:
        return _load(folder)
    key = tuple(files.items())
    if key not in _loaded:
        if len(_loaded) >= MANY // 10:
            _loaded.clear()
        _loaded[key] = _load(folder)
    instrument, documents = _loaded[key]
    own = {name: plain_yaml.Document(str(folder / name), one.value, one.text) for name, one in documents.items()}
    return instrument, own


load.load_rules = load_rules

settings.register_profile(
    "gutbone",
    derandomize=True,
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# For hundreds of runs where only the fact of a failure matters: fewer examples, and no search for the smallest.
settings.register_profile(
    "mutation", settings.get_profile("gutbone"), max_examples=50, phases=[Phase.explicit, Phase.generate]
)
settings.register_profile("brief", settings.get_profile("gutbone"), max_examples=25)


@pytest.fixture(autouse=True)
def speaks_english():
    """Begin as a start does, whatever rules spoke last."""
    speak({})


def pytest_configure(config) -> None:
    """Let properties see an eighth of their examples in the README's command, and all beside the long tests."""
    settings.load_profile("brief" if config.option.markexpr == "not long" else "gutbone")


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not among the thousands of tests themselves: a seventh of all work was that."""
    gc.freeze()
    gc.set_threshold(20_000)
