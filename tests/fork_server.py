"""Begin programs that a test asks for, each a process of its own, in which all that gutbone loads is loaded already.

A new Python takes four times as long to load its modules as a whole quiz takes. test_terminal.py holds a program
begun here against a new one. What a new Python alone shows (what is loaded, and memory) is not asked of this one.

A line on the control socket is a request: a program's words, environment, folder and limits; with it come its standard
streams. Back come, from its parent, a process that does nothing else, its process id, then its exit code, the seconds
it worked and the bytes of memory it took, those that it shares with this server among them.
"""

import atexit
import fcntl
import gc
import importlib
import io
import json
import os
import pkgutil
import resource
import runpy
import signal
import socket
import sys
import termios
import time

import gutbone

NOT_LOADED = ("gutbone.__main__", "gutbone.cohort")  # Polars has threads, and those are not forked
LONGEST = 1 << 20
ERRORS = ("surrogateescape", "surrogateescape", "backslashreplace")


def load() -> None:
    """Load every module that a program without a table may come to load, and look through none of it again."""
    for found in pkgutil.walk_packages(gutbone.__path__, "gutbone."):
        if not found.name.startswith(NOT_LOADED):
            importlib.import_module(found.name)
    assert "polars" not in sys.modules
    gc.collect()
    gc.freeze()


def asked(control: socket.socket) -> dict:
    """Wait until a program is asked for, and give the request in the process that is to become this program."""
    while True:
        request, files, _, _ = socket.recv_fds(control, LONGEST, 4)
        if not request:  # the tests have ended
            sys.exit()
        while not request.endswith(b"\n"):
            request += control.recv(LONGEST)
        *streams, told = files
        if os.fork() == 0:
            keep(streams, told)
            control.close()
            return json.loads(request)
        for file in files:
            os.close(file)
        while reaped():
            pass


def reaped() -> bool:
    """Let go of a parent that has told how its program ended."""
    try:
        return os.waitpid(-1, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return False


def keep(streams: list[int], told: int) -> None:
    """Become the parent, which tells and ends, and the program, which returns with its standard streams."""
    program = os.fork()
    if program == 0:
        os.close(told)
        os.setsid()
        for number, file in enumerate(streams):
            os.dup2(file, number)
            os.close(file)
        return
    for file in (0, 1, 2, *streams):
        os.close(file)
    os.write(told, b"%d\n" % program)
    _, status, used = os.wait4(program, 0)
    work, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    os.write(told, b"%d %f %d\n" % (os.waitstatus_to_exitcode(status), work, memory))
    os._exit(0)


def become(words: list[str], environ: dict[str, str], cwd: str, limits: dict[str, int]) -> None:
    """Look as a new Python does in the locale C.UTF-8."""
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, name), (most, most))
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may not hear of a closed window
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(cwd)
    time.tzset()
    sys.argv = words
    for number, (name, errors) in enumerate(zip(("stdin", "stdout", "stderr"), ERRORS, strict=True)):
        binary = open(number, "wb" if number else "rb", closefd=False)  # noqa: SIM115  for the whole program
        by_line = name == "stderr" or os.isatty(number)
        stream = io.TextIOWrapper(binary, "utf-8", errors, newline="\n", line_buffering=by_line)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def leave(code: int | None) -> None:
    """End as sys.exit does, but without taking all modules apart; an end of any other kind is left to Python."""
    atexit._run_exitfuncs()  # noqa: SLF001  as Python's own forks do
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


if __name__ == "__main__":
    load()
    request = asked(socket.socket(fileno=int(sys.argv[1])))
    become(**request)
    try:
        runpy.run_path(request["words"][0], run_name="__main__")
    except SystemExit as end:
        leave(end.code)
