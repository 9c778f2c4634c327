"""Conversations in a real terminal, in which two versions are compared: by keys, and in plain lines."""

import sys
import time
from pathlib import Path

from terminal import Terminal

DRIVER = Path(__file__).with_name("driver.py")
QUIET = 0.03  # seconds without output after which a page counts as drawn
NOTHING = 3.0  # seconds after which a key counts as one that draws nothing
ENDING = 10.0  # seconds that a program has to end by itself, before Ctrl-C ends it
SIZES = ((80, 24), (40, 24))
SMALLEST = (36, 15)
UP, DOWN, ENTER, CTRL_C = "\x1b[A", "\x1b[B", "\r", "\x03"
# Each part is keys, typed one by one, or a text: Enter is then pressed until it is there.
# The last key ends the program: one pressed later would be echoed, or not, as fast as the machine is.
KEYS = {
    "quiz": (
        [*"?x?", DOWN, *"x2", "?", DOWN, UP, *"x13", DOWN, " ", *"0", ENTER, ENTER, ENTER],
        "Question 1 of",
        [*"3b3", DOWN, DOWN, UP, ENTER, *"?", DOWN, *"x22", "\x7f", *"2099"],
        "Question 9 of",
        [*"22222", "?", *"x2", ENTER, *"19b"],
        "Check your answers",
        [DOWN, UP, *"14", "\x7f", "\x7f", "4", ENTER, *"1", *"99", ENTER, *"2", ENTER, UP, ENTER, "y"],
    ),
    "quiz with conditions and a flag": (
        ["3", *"913", UP, " ", ENTER, *"21", "b", ENTER],
        "Question 1 of",
        [*"11111", *"21", *"1111111", *"2", ENTER, *"3"],
        "Check your answers",
        ["b", "2", "\x7f", ENTER],
        "Check your answers",
        [ENTER],
    ),
    "quiz stopped": (["2"], "Question 1 of", [*"123q"]),
    "quiz under 18": (["1"],),
    "quiz --no-score": (["0", "0"], "Question 1 of", ["0"] * 14, ["0"], "Check your answers", [ENTER]),
    "screen": (["2", *"2 99", ENTER, "\x7f", "\x7f", ENTER, *"?x33", UP, ENTER, "b", *"3242319", ENTER, "1", ENTER],),
}
PLAIN = {
    "quiz --plain": [
        *["2", "2 4", "?", "x", "none", "3", "b", *"32312344334323"],
        *["b", "", "none 9", "2 3", "x", "4", "99", "y"],
    ],
    "screen --plain": ["2", "none", *"3324231", "none", ""],
}
PRESSES = 30


def conversations():
    """Give every conversation: its kind and name, its options, its parts and the size of its window."""
    for columns, rows in SIZES:
        for name, parts in KEYS.items():
            command = [word for word in name.split() if word in {"quiz", "screen"} or word.startswith("--")]
            yield f"keys at {columns}", name, command, parts, (columns, rows)
        for name, lines in PLAIN.items():
            yield f"plain lines at {columns}", name, name.split(), ([f"{line}\n" for line in lines],), (columns, rows)
    yield "keys in the smallest window", "quiz", ["quiz"], KEYS["quiz"], SMALLEST


def held(checkout, command, parts, size, folder):
    """Hold a conversation, and give all that was written to the terminal and how it ended."""
    columns, rows = size
    places = {"HOME": str(folder), "SOURCE_DATE_EPOCH": "1769851800"}
    program = (sys.executable, str(DRIVER), str(checkout), "--direct", *command)
    with Terminal(*program, columns=columns, rows=rows, cwd=folder, **places) as window:
        _until_drawn(window, 0)
        for key in _keys(window, parts):
            before = len(window.raw)
            window.type(key)
            _until_drawn(window, before)
        return {"code": window.finish(), "out": window.raw.decode("utf-8", "replace"), "err": ""}


def _keys(window, parts):
    """Give the keys of all parts, one after another while the program runs."""
    for part in parts:
        for key in part if isinstance(part, list) else [ENTER] * PRESSES:
            if _has_ended(window) or (isinstance(part, str) and part in window.words):
                break
            yield key
    end = time.monotonic() + ENDING
    window.until(lambda: _has_ended(window) or time.monotonic() > end, "the end")
    if not _has_ended(window):
        yield CTRL_C


def _has_ended(window):
    return window.process.poll() is not None


def _until_drawn(window, before):
    """Wait until the program has written something, and then nothing for a while; or has ended."""
    seen, since = before, time.monotonic()

    def is_drawn():
        nonlocal seen, since
        if len(window.raw) > seen:
            seen, since = len(window.raw), time.monotonic()
        return _has_ended(window) or time.monotonic() - since > (QUIET if seen > before else NOTHING)

    window.until(is_drawn, "a page")
