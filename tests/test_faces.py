"""Two faces, and the way from one to the other; and that one key does not throw all answers away."""

import io

import pytest
from homes import Home
from msgspec.structs import replace
from people import INSTRUMENT
from scripts import START
from terminal import PROGRAM, Terminal, run

from gutbone.base import terminal
from gutbone.quiz.lines import ask_in_lines
from gutbone.quiz.page import SwitchedError
from gutbone.quiz.screen import ask_on_screen
from gutbone.quiz.session import Choose, StoppedError, apply, begin
from gutbone.quiz.writer import Screen

WORDS = INSTRUMENT.words
BEGUN = apply(begin(INSTRUMENT, is_paged=True), Choose(2))


class Shown(io.StringIO):
    """A terminal that remembers what was written."""

    def isatty(self) -> bool:
        return True


class Hand:
    """Types keys one by one; where none is left, a test has gone wrong."""

    def __init__(self, keys: str) -> None:
        self.keys = list(keys)

    def are_waiting(self) -> bool:
        return False

    def read(self) -> str:
        return self.keys.pop(0)


def by_keys(session, keys: str) -> str:
    """What is drawn until the quiz is left, and with what."""
    out = Shown()
    with pytest.raises((StoppedError, SwitchedError, IndexError)) as left:
        ask_on_screen(session, Hand(keys), Screen(out, lambda: (80, 24), is_coloured=False), lambda _: "", None)
    return f"{left.typename}: {out.getvalue()}"


def by_lines(session, lines: str) -> str:
    """The same by lines."""
    out = Shown()
    with pytest.raises((StoppedError, SwitchedError, Exception)) as left:
        ask_in_lines(session, io.BytesIO(lines.encode()), out, lambda _: "")
    return f"{left.typename}: {out.getvalue()}"


@pytest.mark.parametrize("key", ["q", "esc"])
def test_b19_without_a_copy_q_asks_before_all_answers_are_lost(key):
    keys = ["q"] if key == "q" else ["esc"]
    once = by_keys(BEGUN, keys)
    assert once.startswith("IndexError")
    assert WORDS.sure_stop in once
    assert by_keys(BEGUN, keys * 2).startswith("StoppedError")
    assert by_keys(BEGUN, [*keys, "1", *keys]).startswith("IndexError")  # something else between: asked again


def test_b19_what_is_kept_or_not_begun_is_left_at_once():
    assert by_keys(replace(BEGUN, saves=True), "q").startswith("StoppedError")
    assert by_keys(begin(INSTRUMENT, is_paged=True), "q").startswith("StoppedError")
    assert by_keys(begin(INSTRUMENT, "core"), "2q").startswith("StoppedError")


def test_b19_by_lines_in_a_terminal():
    once = by_lines(BEGUN, "q\nnone\nq\n")
    assert once.startswith("GutboneError")  # the lines end
    assert once.count(WORDS.sure_stop_typed) == 2
    assert by_lines(BEGUN, "q\nq\n").startswith("StoppedError")
    assert by_lines(replace(BEGUN, saves=True), "q\n").startswith("StoppedError")


def test_l_leaves_for_the_other_face_and_keeps_the_answers():
    assert by_keys(BEGUN, "l").startswith("SwitchedError")
    assert by_lines(BEGUN, "l\n").startswith("SwitchedError")


def test_from_a_pipe_l_is_no_answer():
    assert "Error: Type a number" in run("quiz", given="l\n").err


def test_the_choice_takes_effect_at_once_and_is_remembered_until_it_is_taken_back(tmp_path):
    home = Home(tmp_path)
    chosen = home.unfinished.with_name("plain-lines")
    with home.quiz() as quiz:
        quiz.wait(WORDS.key_plain)
        quiz.step(START + "23", "Question 3 of 14")
        quiz.step("l", WORDS.plain_prompt.strip())
        assert "Question 3 of 14" in quiz.text
        assert "999" not in quiz.text
        assert chosen.stat().st_mode & 0o777 == 0o600
        quiz.type("q\n")
        assert quiz.finish() == 0
        assert quiz.is_put_back
    with home.quiz() as quiz:
        quiz.wait(WORDS.plain_drawn)
        quiz.step("\nl\n", "1 to 2 answer")
        assert not chosen.exists()
        quiz.type("q")
        assert quiz.finish() == 0


def test_with_no_save_it_is_not_remembered(tmp_path):
    home = Home(tmp_path)
    with home.quiz("--no-save") as quiz:
        quiz.wait(WORDS.key_plain)
        quiz.step("l", WORDS.plain_more.strip())
        quiz.type("q\n")
        quiz.finish()
    assert home.files() == []


def test_a_braille_terminal_that_says_so_gets_plain_lines(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    assert not terminal.wants_plain(plain=False)
    monkeypatch.setenv("TERM_PROGRAM", "brltty-pty")
    assert terminal.wants_plain(plain=False)


def test_a_question_before_the_quiz_opens_in_the_chosen_face(tmp_path):
    with Terminal(PROGRAM, "quiz", "--plain", cwd=tmp_path) as quiz:
        quiz.wait(WORDS.plain_more.strip())
        assert WORDS.plain_drawn not in quiz.story  # who asked for plain lines is told of no others
