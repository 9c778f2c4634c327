"""Run the program inside this process, with a limit on its work and on the places it may write to."""

import io
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from compiled_rules import as_in_a_wheel

from gutbone.base.errors import ExitCode
from gutbone.base.text import is_shown_as_is
from gutbone.cli import app
from gutbone.rules.load import load_instrument

RULES = Path(__file__).parent.parent / "broken" / "rules"
MOST_WORK = 2000  # times the work of loading small rules here and now
MOST_WAITING = 60  # seconds by the clock in which a program does no work at all
CODES = {ExitCode.DONE, ExitCode.FAILED, ExitCode.USAGE, ExitCode.CTRL_C}
CHANGES = {
    "os.chmod",
    "os.chown",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "os.utime",
    "sqlite3.connect",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class GuardError(BaseException):
    """The program hung or wrote where it may not; no ``except Exception`` of the program can hide it."""


class Done(NamedTuple):
    """How the program ended, and what it wrote."""

    code: int
    out: str
    err: str


_guarded: list[str] = []  # the one folder that may be written to, while the program runs
_began = [0.0]  # the seconds of work before the program began
_worked = [0.0]  # the seconds of work when it was last looked at whether the program only waits


def _watch(event: str, arguments: tuple) -> None:
    if not _guarded or not (event == "open" or event in CHANGES):
        return
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
        return
    for path in arguments[:1] if event == "open" else arguments:
        if isinstance(path, str | bytes | os.PathLike):
            place = os.path.realpath(os.fsdecode(path))
            if place != os.devnull and not place.startswith(_guarded[0] + os.sep):
                raise GuardError(f"{event} outside: {place}")


sys.addaudithook(_watch)
sys.dont_write_bytecode = True  # a module that is loaded on the way would be written beside the source


@contextmanager
def own_place() -> Iterator[Path]:
    """Work in a new folder that is also the home of the program's own files; leave everything as it was."""
    before, here = dict(os.environ), Path.cwd()
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        homes = ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        os.environ.update(dict.fromkeys(homes, str(folder / "home")) | {"COLUMNS": "80", "LINES": "24"})
        (folder / "home").mkdir()
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)


def usual_work() -> float:
    """Give the processor time that loading the small rules takes here and now, on average, in seconds."""
    began = time.process_time()
    for _ in range(20):
        load_instrument(RULES)
    return (time.process_time() - began) / 20


@cache
def work_at_first() -> float:
    """Give what it took when it was first asked for."""
    return usual_work()


@contextmanager
def guarded() -> Iterator[None]:
    """Hold what runs inside to its work and its place; a breach is an AssertionError."""
    _guarded.append(str(Path.cwd()))
    _began[0] = _worked[0] = time.process_time()
    handlers = {signal.SIGPROF: _work_too_long, signal.SIGALRM: _look_whether_it_waits}
    old = [(number, signal.signal(number, handler)) for number, handler in handlers.items()]
    signal.setitimer(signal.ITIMER_PROF, MOST_WORK * work_at_first())
    signal.setitimer(signal.ITIMER_REAL, MOST_WAITING, MOST_WAITING)
    try:
        yield
    except GuardError as breach:
        raise AssertionError(str(breach)) from breach
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in old:
            signal.signal(number, handler)
        _guarded.pop()


def _work_too_long(*_: object) -> None:
    """Look again what is much: where the machine has become busy, all work takes more of the processor."""
    more = MOST_WORK * usual_work() - (time.process_time() - _began[0])
    if more > 0:
        signal.setitimer(signal.ITIMER_PROF, more)
        return
    raise GuardError(f"over {MOST_WORK} times the work of loading rules")


def _look_whether_it_waits(*_: object) -> None:
    """Tell a program that waits for ever from one that a busy machine lets wait."""
    before, _worked[0] = _worked[0], time.process_time()
    if _worked[0] - before < 0.01:
        raise GuardError(f"no work for {MOST_WAITING} seconds")


def program(*arguments: str, given: bytes = b"") -> Done:
    """Run a command between pipes inside this process, and check what holds of every command's end."""
    streams = [io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="") for content in (given, b"", b"")]
    before, word = (sys.stdin, sys.stdout, sys.stderr), sys.argv
    (sys.stdin, sys.stdout, sys.stderr), sys.argv = streams, ["gutbone", *arguments]
    code, own_end = None, signal.getsignal(signal.SIGTERM)
    try:
        with as_in_a_wheel(), guarded():
            app.run()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        (sys.stdin, sys.stdout, sys.stderr), sys.argv = before, word
        signal.signal(signal.SIGTERM, own_end)
    if code == ExitCode.SIGTERM:
        raise KeyboardInterrupt  # somebody ended this process while the program ran
    out, err = (stream.flush() or stream.buffer.getvalue().decode() for stream in streams[1:])
    assert code in CODES, code
    assert code == 0 or out.strip() or err.strip(), "it failed without a word"
    assert "Traceback" not in err or "--debug" in arguments, err
    assert_harmless(out + err)
    return Done(code, out, err)


def assert_harmless(text: str) -> None:
    """No control, format or direction character reaches the terminal."""
    raw = {character for character in text if not (is_shown_as_is(character) or character in "\n\t\r")}
    assert not raw, f"reached the terminal raw: {sorted(map(ascii, raw))}"
