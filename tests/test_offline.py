"""No test and no program that a test starts can use the network; gutbone does all it does without one."""

import json
import os
import socket
import subprocess
import sys

import pytest
from scripts import LINES
from terminal import PATIENCE, PROGRAM, Terminal, environment, run_outside
from test_cli import ANSWERS

NOT_LOCAL = "('127.0.0.1', 9)"
ATTEMPTS = [
    f"socket.create_connection({NOT_LOCAL})",
    "socket.getaddrinfo('localhost', 80)",
    "socket.gethostbyname('localhost')",
    "socket.create_server(('127.0.0.1', 0))",
    "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    f"socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'answers', {NOT_LOCAL})",
    "__import__('asyncio').run(__import__('asyncio').open_connection('127.0.0.1', 9))",
    "__import__('urllib.request').request.urlopen('http://127.0.0.1:9')",
    "__import__('http.client').client.HTTPConnection('127.0.0.1', 9).connect()",
]
LOCAL = """
import os, socket, tempfile
one, other = socket.socketpair()
one.send(b"local")
assert other.recv(5) == b"local"
with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as it:
    server.bind(os.path.join(folder, "door"))
    server.listen()
    it.connect(os.path.join(folder, "door"))
"""


def python(program, **more):
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env=environment(**more),
        timeout=PATIENCE,
        check=False,
        text=True,
    )


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_program_that_reaches_out_fails_even_when_it_swallows_every_error(attempt):
    plain = python(f"import socket; {attempt}")
    swallowing = python(f"import socket\ntry:\n    {attempt}\nexcept Exception:\n    pass")
    for done in (plain, swallowing):
        assert done.returncode != 0
        assert "REACHED OUT: socket." in done.stderr


def test_the_tests_themselves_cannot_reach_out():
    with pytest.raises(BaseException, match="REACHED OUT"):
        socket.create_connection(("127.0.0.1", 9))


def test_programs_of_this_machine_may_talk_to_each_other():
    done = python(LOCAL)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("environ", [{}, {"PATH": "/usr/bin", "PYTHONPATH": "/nowhere"}])
def test_a_program_cannot_be_started_with_the_network_open(environ):
    with pytest.raises(AssertionError, match="network open"):
        subprocess.run([PROGRAM, "--version"], env=environ, check=False)


@pytest.mark.parametrize("flag", ["-I", "-E", "-S"])
def test_python_cannot_be_told_to_pass_by_the_guard(flag):
    with pytest.raises(AssertionError, match="network open"):
        subprocess.run([sys.executable, flag, "-c", ""], check=False)


REPORT = "import sys, os; print('guard', os.path.dirname(sys.modules['sitecustomize'].__file__)[-7:])"


def test_a_program_in_a_terminal_and_one_between_pipes_have_the_guard():
    assert python(REPORT).stdout == "guard offline\n"
    with Terminal(sys.executable, "-c", REPORT) as terminal:
        terminal.finish()
        assert "guard offline" in terminal.text


def test_the_installed_command_reads_what_the_guard_is_handed_down_by(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; print('read', file=sys.stderr)")
    assert run_outside("--version", PYTHONPATH=str(tmp_path) + os.pathsep + environment()["PYTHONPATH"]).err == "read\n"
    assert run_outside("--version").err == ""


# ---------------------------------------------------------------- stricter still: not even another program

STARTS_NOTHING = """
import sys

forks = False

def watch(event, arguments):
    starts = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", *([] if forks else ["os.fork"])}
    if event.startswith("socket.") or event in starts:
        sys.stderr.write(f"STARTED: {event}\\n")
        raise OSError(event)

sys.addaudithook(watch)
"""


def watched(program, *arguments, cwd=None):
    """Run Python code that may use no socket at all, nor start another program."""
    return subprocess.run(
        [sys.executable, "-c", STARTS_NOTHING + program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(),
        cwd=cwd,
        timeout=PATIENCE,
        check=False,
        text=True,
    )


@pytest.mark.parametrize(
    "attempt", ["import os; os.system('true')", "import subprocess; subprocess.run('true')", "import os; os.fork()"]
)
def test_the_watch_sees_a_program_that_starts_another(attempt):
    assert "STARTED" in watched(attempt).stderr


COMMANDS = [
    (["quiz"], LINES),
    (["quiz", "--format", "json"], LINES),
    (["score", "-"], ANSWERS),
    (["score", "-", "--format", "json"], ANSWERS),
    (["score", "-", "--format", "html"], ANSWERS),
    (["explain"], ""),
    (["explain", "warfarin"], ""),
    (["rules", "check"], ""),
    (["rules", "show"], ""),
    (["--version"], ""),
    (["-h"], ""),
    ([], ""),
]
# Modules are loaded under the watch as well, then each command is a fork: only that is let through.
EACH_COMMAND = """
import json, os, pathlib
import gutbone.cli.app
from gutbone.__main__ import main

for number, (arguments, given) in enumerate(json.loads(sys.argv[1])):
    forks = True
    program = os.fork()
    forks = False
    if program == 0:
        pathlib.Path(f"{number}.in").write_text(given)
        for stream, name in enumerate(("in", "out", "err")):
            os.dup2(os.open(f"{number}.{name}", os.O_RDWR | os.O_CREAT), stream)
        sys.argv = ["gutbone", *arguments]
        main()
    code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
    pathlib.Path(f"{number}.code").write_text(str(code))
"""


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """Run all commands; give the folder with their exit codes and what they wrote."""
    folder = tmp_path_factory.mktemp("commands")
    done = watched(EACH_COMMAND, json.dumps(COMMANDS), cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[" ".join(words) for words, _ in COMMANDS])
def test_no_command_uses_a_socket_or_starts_another_program(ended, number):
    code, out, err = ((ended / f"{number}.{name}").read_text() for name in ("code", "out", "err"))
    assert code == "0"
    assert "STARTED" not in err
    assert out
