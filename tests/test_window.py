"""The size of the window: the terminal is asked first, then COLUMNS and LINES, then it is 80 by 24."""

import fcntl
import io
import os
import pty
import struct
import sys
import termios
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from homes import Home
from people import HALFWAY, INSTRUMENT, result
from scripts import CONDITIONS, FLAGS, WELCOME
from terminal import PROGRAM, Terminal, run

from gutbone.base import clock, terminal
from gutbone.base.progress import progress
from gutbone.history import last

STALE = {"COLUMNS": "120", "LINES": "60"}
SMALL = {"COLUMNS": "20", "LINES": "5"}
SCREENED = f"2{CONDITIONS + 1}\r3324231{FLAGS + 1}\r\r"


def widest(text: str) -> int:
    return max(map(len, text.splitlines()))


@pytest.fixture
def no_terminal(monkeypatch):
    """Streams that are no terminal, and nothing in the environment."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO()))
    for name in STALE:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "command", [["explain"], ["explain", "fruit"], ["rules", "show"], ["quiz", "-h"]], ids=" ".join
)
def test_a_terminal_is_believed_before_the_columns_that_a_shell_exported(command):
    with Terminal(PROGRAM, *command, columns=50, drawn=200, **STALE) as window:
        assert window.finish() == 0
        wrapped = "\n".join(
            line for line in window.story.splitlines() if "https://" not in line
        )  # addresses stay whole
        assert widest(wrapped) <= 52  # which the help takes at the least
        assert widest(window.story) > 40


def test_a_quiz_is_drawn_for_the_terminal_that_it_is_in():
    with Terminal(columns=40, drawn=200, **STALE) as window:
        window.wait(WELCOME)
        assert widest(window.text) <= 40


def test_a_window_that_is_made_smaller_is_believed_too():
    with Terminal(columns=80, drawn=200, **STALE) as window:
        window.wait(WELCOME)
        window.resize(40, 24)
        window.until(lambda: WELCOME in window.text and widest(window.text) <= 40, "a narrower page")


def test_a_terminal_is_too_small_whatever_the_environment_says():
    with Terminal(columns=20, rows=10, drawn=200, **STALE) as window:
        assert window.finish() == 1
        assert "this window is 20 columns by 10 rows" in window.story


def test_what_is_piped_on_is_as_wide_as_the_terminal_that_the_person_sits_at():
    with Terminal("sh", "-c", f"{PROGRAM} explain | cat", columns=50, drawn=200, **STALE) as window:
        assert window.finish() == 0
        assert 40 < widest(window.story) <= 50


def test_without_a_terminal_columns_are_believed():
    assert 40 < widest(run("explain", COLUMNS="50").out) <= 50


@pytest.mark.parametrize("columns", ["", "0", "-5", "wide", "9" * 5000])
def test_columns_that_say_nothing_are_passed_over(columns):
    assert run("explain", COLUMNS=columns).out == run("explain").out


@pytest.mark.usefixtures("no_terminal")
def test_each_of_columns_and_lines_stands_alone(monkeypatch):
    assert terminal.window() == (80, 24)
    monkeypatch.setenv("LINES", "60")
    assert terminal.window() == (80, 60)
    monkeypatch.setenv("COLUMNS", "120")
    assert terminal.window() == (120, 60)


@pytest.mark.usefixtures("no_terminal")
@pytest.mark.parametrize("is_there", [False, True], ids=["never open", "closed since"])
def test_a_closed_stream_is_no_terminal(monkeypatch, is_there):
    with monkeypatch.context() as patched:
        for name in ("stdin", "stdout", "stderr"):
            stream = io.TextIOWrapper(io.BytesIO())
            stream.close()
            patched.setattr(sys, name, stream if is_there else None)
        assert terminal.window() == (80, 24)


# --- beside the same without the variables, through two changes of the window

SIZES = [(44, 22), (100, 30)]


def both(command, stale, **more):
    """The same program in two windows, of which one has variables that are no longer true."""
    return [Terminal(PROGRAM, *command, columns=80, drawn=200, **more, **names) for names in (stale, {})]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home where a result is held."""
    home = Home(tmp_path)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)
    last.hold(last.begin(result(HALFWAY, assessed_at=clock.now())))
    return home


@pytest.mark.parametrize("stale", [STALE, SMALL], ids=["large", "small"])
@pytest.mark.parametrize(
    ("command", "opening", "keys", "message"),
    [
        (["quiz"], WELCOME, "\r3x", "q"),
        (["screen"], "Which age group", "2x", SCREENED[1:]),
        (["last"], "see a step", "x", "\r"),
    ],
    ids=["quiz", "screen", "result"],
)
def test_a_page_a_message_and_a_result_are_drawn_for_the_window_as_it_is_now(
    home, command, opening, keys, message, stale
):
    with ExitStack() as windows:
        seen = [windows.enter_context(window) for window in both(command, stale, **home.env)]
        told = INSTRUMENT.words.fix_result if command == ["last"] else "Press "
        for window in seen:
            window.wait(opening)  # each before either holds an answer that the other would ask about
        for window in seen:
            window.step(keys, told)
        assert seen[0].text == seen[1].text
        for columns, rows in SIZES:
            for window in seen:
                before = len(window.raw)
                window.resize(columns, rows)
                window.until(lambda: b"\x1b[H\x1b[J" in window.raw[before:], "the page anew")  # noqa: B023  used at once
                window.wait(told)
            assert seen[0].text == seen[1].text
            assert widest(seen[0].text) <= columns
        for window in seen:
            before = len(window.raw)
            window.resize(*SIZES[0])
            window.until(lambda: b"\x1b[H\x1b[J" in window.raw[before:], "the page anew")  # noqa: B023  used at once
            window.wait(told)
            window.type(message)
            if command == ["screen"]:  # it ends with a result to look at
                window.step("", "Enter finish")
                window.type("\r")
            assert window.finish() == 0
        assert seen[0].story == seen[1].story
        assert 30 < widest(seen[0].text) <= SIZES[0][0]


@pytest.mark.parametrize("stale", [STALE, SMALL], ids=["large", "small"])
def test_plain_lines_come_in_pieces_for_the_window_as_it_is_now(stale):
    with ExitStack() as windows:
        seen = [windows.enter_context(window) for window in both(["quiz", "--plain"], stale)]
        for window in seen:
            window.wait("Press Enter for more:")
        for columns, rows in [*SIZES, (60, 9)]:
            for window in seen:
                before = len(window.raw)
                window.resize(columns, rows)
                window.type("\n")
                window.until(lambda: window.raw[before + 4 :].endswith(b": "), "a prompt")  # noqa: B023  used at once
        for window in seen:
            window.type("q\n")
            assert window.finish() == 0
        assert seen[0].raw == seen[1].raw


def test_the_bar_of_long_work_is_drawn_for_the_window(monkeypatch):
    window, end = pty.openpty()
    for name, value in STALE.items():
        monkeypatch.setenv(name, value)
    with open(end, "w", encoding="utf-8") as stream:  # noqa: PTH123  a terminal has no path here
        monkeypatch.setattr(sys, "stderr", stream)
        for name in ("stdout", "stdin"):
            monkeypatch.setattr(sys, name, io.StringIO())
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
        with progress(lambda: 0.5, SimpleNamespace(passed=lambda: 9.0), shown=True) as advance:
            advance()
        drawn = os.read(window, 65536).decode()
    os.close(window)
    assert "Scoring" in drawn
    assert "━" * 11 not in drawn  # in 120 columns it has 40 of them
