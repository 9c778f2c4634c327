"""A program in a pseudo-terminal, seen through a terminal in memory; and a program between pipes.

``Terminal`` keeps the terminal's own end open, so that its modes can be compared before and after. ``run`` runs the
program inside this process, which is many times quicker, and reads its rules as a wheel does, from a compiled file;
``run_outside`` as a process of its own, for what only such a one shows: pipes and closed streams, signals, what is
imported, memory: of a gutbone laid out as an installed one. On a terminal the program is a process of its own too, yet
forked from one that has loaded gutbone: see fork_server.py. test_terminal.py holds one against the other.
"""

import fcntl
import gc
import io
import os
import runpy
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO, Self

import pyte
import pytest
from compiled_rules import as_in_a_wheel, installed
from drawn import Drawn
from forked import Forked

from gutbone.base.commands import ThisRun

PATIENCE = 30.0  # seconds; a wait ends as soon as its condition holds, this is for a slow, noisy machine
PROGRAM = str(Path(sys.executable).with_name("gutbone"))
IN_A_NEW_PYTHON = ("env", PROGRAM)  # a command for what only a Python shows that has loaded nothing yet
READ_AT_THE_START = ("PYTHON", "LANG", "LC_")  # names that Python reads once, before any program


def environment(**more: str) -> dict[str, str]:
    """Give a bare environment, so that nothing of the tester's own decides a test."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
    kept = {"TMPDIR": os.environ["TMPDIR"]} if "TMPDIR" in os.environ else {}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, [str(installed()), os.environ.get("PYTHONPATH")]))
    return {"PATH": path, "HOME": "/nonexistent", "LANG": "C.UTF-8", "TERM": "xterm-256color", **kept, **more}


def _at_the_start(environ: dict[str, str]) -> dict[str, str]:
    """Give what of an environment Python reads once, before any program."""
    return {name: text for name, text in environ.items() if name.startswith(READ_AT_THE_START)}


class Result:
    """How a program between pipes ended: its exit code and what it wrote. No traceback may ever be printed."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()
        assert "Traceback" not in self.err, self.err


def run(*arguments: str, given: str | bytes = b"", cwd: Path | None = None, **more: str) -> Result:
    """Run the installed command inside this process; ``more`` are environment variables. An error of its own escapes."""
    assert not _at_the_start(more), "run_outside: Python reads it as it starts"
    with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
        stdin.write(given.encode() if isinstance(given, str) else given)
        stdin.seek(0)
        streams = {
            "stdin": _stream(stdin, "rb", "surrogateescape"),
            "stdout": _stream(stdout, "wb", "surrogateescape"),
            "stderr": _stream(stderr, "wb", "backslashreplace"),
        }
        with as_in_a_wheel(), _as_a_program([PROGRAM, *arguments], streams, environment(**more), cwd or Path.cwd()):
            try:
                runpy.run_path(PROGRAM, run_name="__main__")
            except SystemExit as end:
                code = end.code
        for name in ("stdout", "stderr"):
            streams[name].flush()
        return Result(code, *(file.seek(0) or file.read() for file in (stdout, stderr)))


def _stream(file: BinaryIO, mode: str, errors: str) -> io.TextIOWrapper:
    """Give one of Python's three streams as the locale C.UTF-8 makes it, on a file in place of a pipe."""
    own = open(file.fileno(), mode, closefd=False)  # noqa: SIM115  a second object on a file that is open
    return io.TextIOWrapper(own, encoding="utf-8", errors=errors, newline="\n")


@contextmanager
def _as_a_program(
    words: Sequence[str], streams: dict[str, io.TextIOWrapper], environ: dict[str, str], cwd: Path
) -> Iterator[None]:
    """Let this process look as a new one does; then put back all that a program changes."""
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
    collects = gc.isenabled()
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
            patch.setattr(sys, f"__{name}__", stream)
        patch.setattr(sys, "argv", words)
        patch.setattr(sys, "excepthook", sys.excepthook)
        for name in ("program", "interpreter"):  # how this run was called is remembered, and forgotten here
            patch.setattr(ThisRun, name, getattr(ThisRun, name))
        for name in os.environ.keys() | environ.keys():
            patch.setenv(name, environ[name]) if name in environ else patch.delenv(name)
        patch.chdir(cwd)
        time.tzset()
        try:
            yield
        finally:
            for number, handler in handlers.items():
                if signal.getsignal(number) is not handler:
                    signal.signal(number, handler)
            (gc.enable if collects else gc.disable)()
            patch.undo()
            time.tzset()


def run_outside(*arguments: str, given: str | bytes = b"", cwd: Path | None = None, **more: str) -> Result:
    """Run the installed command as a process of its own, between pipes."""
    return run_command(PROGRAM, *arguments, given=given, cwd=cwd, **more)


def run_command(*command: str, given: str | bytes = b"", cwd: Path | None = None, **more: str) -> Result:
    """Run any command, such as one that runs gutbone in a place of its own, between pipes."""
    content = given.encode() if isinstance(given, str) else given
    done = subprocess.run(
        command,
        input=content,
        capture_output=True,
        env=environment(**more),
        cwd=cwd,
        timeout=PATIENCE,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def run_forked(
    *arguments: str, limits: Mapping[str, int], given: str | bytes = b"", cwd: Path | None = None, **more: str
) -> Result:
    """Run the installed command as a fork, held to limits of the module resource, such as RLIMIT_FSIZE.

    What it says goes into pipes, which a limit on files leaves alone, and has to fit in them.
    """
    (out, its_out), (err, its_err) = os.pipe(), os.pipe()
    with TemporaryFile() as stdin, os.fdopen(out, "rb") as said, os.fdopen(err, "rb") as told:
        stdin.write(given.encode() if isinstance(given, str) else given)
        stdin.seek(0)
        program = Forked([PROGRAM, *arguments], (stdin.fileno(), its_out, its_err), environment(**more), cwd, **limits)
        os.close(its_out)
        os.close(its_err)
        try:
            code = program.wait(PATIENCE)
        finally:
            program.kill()
        return Result(code, said.read(), told.read())


def _as_from_a_shell() -> None:
    """Let Ctrl-C and a closed window reach the program, also where the tests themselves do not hear of them."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """A program on a terminal of some size; use it as a context manager.

    Its home is an empty folder of its own, unless ``HOME`` names one. ``drawn`` makes the terminal in memory wider than the size the program is told, so that a line
    too long for the window is seen to be too long, not wrapped. ``limits`` are those of ``run_forked``.
    """

    def __init__(
        self,
        *command: str,
        columns: int = 80,
        rows: int = 24,
        drawn: int | None = None,
        cwd: Path | None = None,
        limits: Mapping[str, int] | None = None,
        **more: str,
    ) -> None:
        self.home = TemporaryDirectory()
        self.screen = Drawn(drawn or columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.window, self.end = os.openpty()
        self._size(columns, rows)
        self.before = termios.tcgetattr(self.end)
        words, environ = command or (PROGRAM, "quiz"), environment(**{"HOME": self.home.name, **more})
        self.process = self._begin(words, environ, cwd, limits or {})

    def _begin(
        self, words: Sequence[str], environ: dict[str, str], cwd: Path | None, limits: Mapping[str, int]
    ) -> Forked | subprocess.Popen[bytes]:
        """Start a process: one whose modules are loaded already, where that can make no difference."""
        if words[0] == PROGRAM and _at_the_start(environ) == _at_the_start(environment()):
            return Forked([*words], (self.end,) * 3, environ, cwd, **limits)
        assert not limits, "only a fork is held to limits"
        return subprocess.Popen(
            words,
            stdin=self.end,
            stdout=self.end,
            stderr=self.end,
            env=environ,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_as_from_a_shell,  # noqa: PLW1509  one thread
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.home.cleanup()
        self.close()

    def close(self) -> None:
        """Close the window, as a person does."""
        for end in {self.window, self.end} - {-1}:
            os.close(end)
        self.window = self.end = -1

    def type(self, keys: str | bytes) -> None:
        """Send keys, all in one write."""
        os.write(self.window, keys.encode() if isinstance(keys, str) else keys)

    def wait(self, text: str, *, gone: str | None = None) -> None:
        """Wait until the window shows a text, and no longer shows another; and for the rest of that page."""
        self.until(lambda: text in self.text and (gone is None or gone not in self.text), f"{text!r} without {gone!r}")
        while self._take(0.01):
            pass

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; fail with the window as it is when patience runs out."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain for {what}\n{self.text}"
            self._take(0.05)

    def step(self, keys: str | bytes, text: str) -> None:
        """Send keys and wait for what they lead to."""
        self.type(keys)
        self.wait(text)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the program is told by SIGWINCH, as by any terminal."""
        self.screen.resize(rows, columns)
        self._size(columns, rows)

    def finish(self) -> int:
        """Wait for the end of the program, take all it wrote, give its exit code."""
        self.until(lambda: self.process.poll() is not None, "the end of the program")
        while self._take(0.05):
            pass
        return self.process.returncode

    @property
    def lines(self) -> list[str]:
        """What the window shows."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """What the window shows, as one text."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """What the window shows, with every run of spaces and line ends as one space."""
        return " ".join(self.text.split())

    @property
    def story(self) -> str:
        """What the window shows and all that has moved out at its top."""
        above = [line.rstrip() for line in self.screen.moved_out]
        return "\n".join([*above, self.text])

    @property
    def is_put_back(self) -> bool:
        """Say whether the terminal's modes are what they were before the program."""
        return termios.tcgetattr(self.end) == self.before

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _take(self, wait: float) -> bool:
        """Take what the program wrote; False when it wrote nothing for a while."""
        ready, _, _ = select.select([self.window], [], [], wait)
        if not ready:
            return False
        content = os.read(self.window, 65536)
        self.raw += content
        self.stream.feed(content)
        return True


def joined(numbers: Sequence[object]) -> str:
    """Give lines for a pipe, one a number."""
    return "".join(f"{number}\n" for number in numbers)
