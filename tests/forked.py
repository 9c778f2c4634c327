"""A program that begins in a fork of a Python which has loaded gutbone: see fork_server.py."""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

SERVER = Path(__file__).with_name("fork_server.py")


class Forked:
    """What subprocess.Popen would be for such a program, as far as the tests use one.

    ``limits`` are those of the module resource, by name, such as RLIMIT_FSIZE.
    """

    def __init__(
        self, words: list[str], streams: tuple[int, int, int], environ: dict[str, str], cwd: Path | None, **limits: int
    ) -> None:
        self.returncode: int | None = None
        self.work, self.memory = 0.0, 0  # in seconds and bytes, once it has ended
        self._told, told = os.pipe()
        request = {"words": words, "environ": environ, "cwd": str(cwd or Path.cwd()), "limits": limits}
        socket.send_fds(_control(environ["PYTHONPATH"]), [f"{json.dumps(request)}\n".encode()], [*streams, told])
        os.close(told)
        self._heard = b""
        while b"\n" not in self._heard:
            assert self._hear(None), "no program began"
        self.pid = int(self._heard.split()[0])

    def poll(self) -> int | None:
        """Give the exit code, or None while the program runs."""
        while self.returncode is None and self._hear(0):
            pass
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and give the exit code."""
        while self.returncode is None:
            if not self._hear(timeout):
                raise subprocess.TimeoutExpired("gutbone", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to a program that runs still."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End the program at once."""
        self.send_signal(signal.SIGKILL)

    def _hear(self, seconds: float | None) -> bool:
        """Take what is told of the program; False when nothing is for a while."""
        ready, _, _ = select.select([self._told], [], [], seconds)
        if ready:
            some = os.read(self._told, 100)
            assert some, "nothing is told of how the program ended"
            self._heard += some
            if self._heard.count(b"\n") > 1:
                _, code, work, memory = self._heard.split()
                self.returncode, self.work, self.memory = int(code), float(work), int(memory)
                os.close(self._told)
        return bool(ready)


@cache
def _control(path: str) -> socket.socket:
    """Start the server, for as long as these tests run."""
    ours, its = socket.socketpair()
    with its:
        number = its.fileno()
        environ = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "PYTHONPATH": path}
        server = subprocess.Popen(
            [sys.executable, SERVER, str(number)], env=environ, pass_fds=[number], start_new_session=True
        )
    atexit.register(server.wait)  # so that what it used counts as used by the tests
    atexit.register(ours.close)  # which ends it; the last registered is first
    return ours
