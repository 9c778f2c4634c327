"""Odd inputs of every kind: no traceback, no hang, nothing written elsewhere. tests/fuzz.py throws a million."""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest
from fuzz import throw
from fuzzing import guard
from fuzzing.guard import assert_harmless, guarded, own_place, program
from fuzzing.targets import targets

INPUTS = {"answers": 100, "lines": 100, "keys": 15, "options": 40, "rules": 8, "cohort": 10, "fhir": 20}
TARGETS = targets()


@pytest.fixture(autouse=True)
def place():
    with own_place() as folder:
        yield folder


@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", TARGETS)
def test_odd_inputs_end_well(name, times):
    assert throw(TARGETS[name], times * INPUTS[name], batch_seed=0) >= times * INPUTS[name]


# ---------------------------------------------------------------- the guard itself


WRITES = {
    "a file": lambda path: path.write_text("answers"),
    "a file descriptor": lambda path: os.open(path, os.O_WRONLY | os.O_CREAT),
    "a folder": lambda path: path.mkdir(),
    "a new name": lambda path: Path("here").rename(path),
    "a link": lambda path: path.symlink_to("here"),
    "a database": sqlite3.connect,
}


@guarded()
def carelessly(do, *arguments):
    """Do something as a program does that swallows every error."""
    with suppress(Exception):
        do(*arguments)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_the_guard_sees_what_is_written_elsewhere(write, tmp_path, place):
    (place / "here").touch()
    with pytest.raises(AssertionError, match="outside"):
        carelessly(write, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


def test_the_guard_lets_the_program_write_where_it_was_told_to(place):
    assert program("explain", "-h").code == 0
    assert program("score", "-", "-o", "out.txt", given=b"answers: {fruit: 1}").code == 0
    assert (place / "out.txt").exists()


def endless():
    while True:
        pass


def test_the_guard_sees_a_program_that_does_not_end(monkeypatch):
    monkeypatch.setattr(guard, "MOST_WORK", 50)
    with pytest.raises(AssertionError, match="over 50 times the work"):
        carelessly(endless)


def test_the_guard_sees_a_program_that_only_waits(monkeypatch):
    monkeypatch.setattr(guard, "MOST_WAITING", 0.5)
    with pytest.raises(AssertionError, match="no work for"):
        carelessly(time.sleep, 10)


def test_the_guard_sees_what_would_steer_a_terminal():
    with pytest.raises(AssertionError, match="raw"):
        assert_harmless("\x1b[2J")
