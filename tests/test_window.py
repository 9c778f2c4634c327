"""The size of the window: the terminal is asked first, then COLUMNS and LINES, then it is 80 by 24."""

import io
import sys

import pytest
from scripts import WELCOME
from terminal import PROGRAM, Terminal, run

from gutbone.base import terminal

STALE = {"COLUMNS": "120", "LINES": "60"}


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
        assert widest(window.story) <= 52  # which the help takes at the least
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
