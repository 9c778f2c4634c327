"""What runs inside the tests' own process is what a process of its own would do, and leaves nothing behind."""

import gc
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pyte
import pytest
from drawn import Drawn
from homes import Home
from scripts import ITEMS, LINES, NO_FLAGS, START
from terminal import IN_A_NEW_PYTHON, PROGRAM, Terminal, run, run_outside

FRUIT = "answers: {fruit: two_a_day, cups: 6.5}\n"
OTHER = str(Path(__file__).parent / "other_language")
BROKEN = str(Path(__file__).parent / "broken" / "rules")
SAMPLE = {
    "help": ([], ""),
    "version": (["--version"], ""),
    "usage": (["scroe"], ""),
    "quiz": (["quiz"], LINES),
    "quiz cut short": (["quiz"], "2\n2\n"),
    "quiz in bytes": (["quiz"], b"2\n\xff\n"),
    "quiz kept": (["quiz", "--keep", "-o", "out.txt"], LINES),
    "screen": (["screen", "3324231", "--format", "note"], ""),
    "no UTF-8": (["screen", "3324231", "--ref", "\udcffA", "--format", "oneline"], ""),
    "score": (["score", "-", "--format", "json"], FRUIT),
    "handout": (["score", "-", "--format", "html", "-o", "out.html"], FRUIT),
    "FHIR": (["score", "-", "--format", "fhir"], FRUIT),
    "nothing read": (["score", "-"], ""),
    "no such file": (["score", "nowhere.yaml"], ""),
    "explain": (["explain", "pulses"], ""),
    "history": (["history", "list"], ""),
    "rules checked": (["rules", "check", "--rules", OTHER], ""),
    "rules shown": (["rules", "show", "--format", "md"], ""),
    "rules in another language": (["rules", "test", "--rules", OTHER], ""),
    "rules with faults": (["rules", "check", "--rules", BROKEN], ""),
    "form": (["rules", "export", "--format", "xlsform", "-o", "form.xlsx"], ""),
    "cohort": (["cohort", "-"], "id,fruit\n1,two_a_day\n2,tow_a_day\n"),
}
SURROUNDINGS = {"SOURCE_DATE_EPOCH": "1769850000", "TZ": "Pacific/Auckland", "COLUMNS": "60", "FORCE_COLOR": "1"}


def ending(way, words, given, folder):
    """Give all that a command leaves: its exit code, what it wrote to its streams, and every file in an empty home."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    homes = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    done = way(*words, given=given, cwd=folder, **homes, **SURROUNDINGS)
    files = {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return done.code, done.out, re.sub(r"\d+\.\d+ s\b|(?<=Slowest: )\w+", "", done.err), files


@pytest.mark.parametrize(("words", "given"), SAMPLE.values(), ids=SAMPLE)
def test_inside_and_outside_a_command_leaves_the_same_bytes(words, given, tmp_path):
    inside, outside, again = (ending(way, words, given, tmp_path / "home") for way in (run, run_outside, run))
    assert inside == outside
    assert inside == again


def test_afterwards_the_process_is_as_it_was():
    def state():
        handlers = [signal.getsignal(number) for number in signal.valid_signals()]
        streams = [sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__]
        main = sys.modules["__main__"]
        return handlers, streams, dict(os.environ), Path.cwd(), [*sys.argv], sys.excepthook, gc.isenabled(), main

    before = state()
    for words in (["explain"], ["scroe"], ["cohort", "-"], ["score", "-"]):
        run(*words, cwd=Path("/"), TZ="Pacific/Auckland")
    assert state() == before


def test_what_python_reads_as_it_starts_is_for_a_process_of_its_own():
    with pytest.raises(AssertionError, match="run_outside"):
        run("--version", PYTHONHASHSEED="1")


def told_on_a_terminal(words, steps, home, end):
    """Give all that a program on a terminal shows step by step, how it ends, and what is left behind."""
    shutil.rmtree(home.folder, ignore_errors=True)
    home.folder.mkdir()
    seen = []
    with Terminal(*words, cwd=home.folder, **home.env, **SURROUNDINGS) as terminal:
        for keys, text in steps:
            terminal.step(keys, text)
            seen.append(terminal.text)
        terminal.process.send_signal(end) if isinstance(end, int) else terminal.type(end)
        code = terminal.finish()
        return seen, code, terminal.story, terminal.is_put_back, [(path, path.read_bytes()) for path in home.files()]


@pytest.mark.parametrize(
    ("words", "steps", "end"),
    [
        (["quiz"], [("", "Enter"), (START, "Question 1 of 14"), (ITEMS + NO_FLAGS, "Check your")], "\rq"),
        (["quiz"], [("", "Enter"), (START, "Question 1 of 14"), ("2", "Question 2 of 14")], signal.SIGTERM),
        (["quiz"], [("", "Enter"), (START, "Question 1 of 14"), ("2", "Question 2 of 14")], signal.SIGKILL),
        (["quiz", "--plain"], [("", "Enter")], "\x03"),
        (["quiz", "--form", "none"], [], ""),
    ],
    ids=["whole", "told to end", "killed", "interrupted", "wrong"],
)
def test_a_fork_on_a_terminal_shows_and_leaves_what_a_new_python_does(words, steps, end, tmp_path):
    home = Home(tmp_path / "home")
    forked, new = (told_on_a_terminal((*way, *words), steps, home, end) for way in ((PROGRAM,), IN_A_NEW_PYTHON))
    assert forked == new


WRITTEN = {
    "plain": "one\r\ntwo \x1b[1mbold\x1b[0m three\r\n",
    "to the last column and over it": "a" * 20 + "b" * 25 + "\r" + "c" * 19 + "de",
    "wide": "日本 a\u0301b\r\n" + "x" * 19 + "日\rz",
    "signs": "│ £5 – ✓ é\r\n\x1b(0lqk\x1b(B plain \x0elq\x0f",
    "pushed": "abcdef\x1b[4h\x1b[2D1 2\x1b[4l34\x1b[3@\x1b[2P",
    "moved out": "".join(f"line {number}\r\n" for number in range(12)) + "\x1bM\x1bM\x1b[H\x1bMtop",
    "erased": "".join(f"line {number}\r\n" for number in range(9)) + "\x1b[2;2H\x1b[1K\x1b[4;1H\x1b[Jend\x1b[2L\x1b[1M",
    "all erased": "".join(f"line {number}\r\n" for number in range(9)) + "\x1b[3Jend",
    "begun again": "some\r\n" * 9 + "\x1bcend",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_the_screen_in_memory_shows_what_that_of_pyte_does(written, piece):
    ours, its = Drawn(20, 5), pyte.HistoryScreen(20, 5, history=2000)
    pieces = [written[start : start + piece] for start in range(0, len(written), piece)]
    for screen in (ours, its):
        stream = pyte.Stream(screen)
        screen.seen = []
        for part in pieces:
            stream.feed(part)
            screen.seen.append(([*screen.display], screen.cursor.x, screen.cursor.y))
        stream.feed("\x1b[H")
        screen.resize(3, 12)
        screen.seen.append([*screen.display])
    assert ours.seen == its.seen
    assert ours.buffer == its.buffer
    assert [*ours.above] == [*its.history.top]
