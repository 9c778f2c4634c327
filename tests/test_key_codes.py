"""Keys however a keyboard sends them, keys that mean nothing, and what is pasted."""

import os
import pty
import shutil
import signal
from itertools import product

import pytest
from msgspec.structs import replace
from people import INSTRUMENT as RULES
from scripts import CONDITIONS, START, WELCOME
from terminal import PROGRAM, Terminal, run

from gutbone.quiz.keyboard import MOST_PASTED, Keyboard
from gutbone.quiz.keymap import KEYS, PAGES, Pasted, as_meant, line_as_meant
from gutbone.quiz.page import page_of
from gutbone.quiz.reading import welcome
from gutbone.quiz.screen import opened, pasted, pressed
from gutbone.quiz.session import Choose, Step, Tick, apply, begin

WORDS = RULES.words
ON, OFF = b"\x1b[?2004h", b"\x1b[?2004l"
FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
FIRST = replace(begin(RULES, is_paged=True), at=Step("item", "fruit"))
CARD = "3324231"


def in_brackets(text: str) -> bytes:
    return f"\x1b[200~{text}\x1b[201~".encode()


def after(view, keys):
    for key in keys:
        view = pressed(view, as_meant(key), lambda _: "")
    return view


def put(view, text):
    return pasted(view, text, lambda _: "")


@pytest.fixture
def keyboard():
    window, end = pty.openpty()
    with Keyboard(end) as keys:
        yield keys, window
    os.close(window)
    os.close(end)


def read(keyboard, content: bytes, count: int) -> list[str]:
    keys, window = keyboard
    os.write(window, content)
    return [keys.read() for _ in range(count)]


# --- codes of keyboards


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"".join(b"\x1bO%c" % (ord("p") + digit) for digit in range(10)), list("0123456789")),
        (b"\x1bOM\x1bO2q\x1bOk", ["enter", "1", ""]),
        (b"".join(b"\x1b[%du" % (57399 + digit) for digit in range(10)), list("0123456789")),
        (b"\x1b[57414u\x1b[57419u\x1b[57420;129u", ["enter", "up", "down"]),
        (b"\x1b[98u\x1b[98;65u\x1b[98:66;2u\x1b[13u\x1b[27u\x1b[127u", ["b", "b", "b", "enter", "esc", "backspace"]),
        (b"\x1b[27;1;51~\x1b[27;5;98~", ["3", ""]),
        (b"\x1b[51;1:1u\x1b[51;1:3u4", ["3", "4"]),  # pressed, let go
        (b"\x1b[1;129A\x1b[1;1:3A\x1b[1;5A\x1b[98;5u", ["up", "", ""]),
        (b"\x1b[[B3", ["", "3"]),  # F2 of a Linux console is no b
        (b"\x1b[I\x1b[O\x1b[<0;3;4M\x1b[<0;3;4m\x1b[M #$\x1b[?1;2c\x1b[201~5", ["5"]),  # nobody pressed a key
        (b"\x1b[" + b"9" * 5000 + b"u\x1b[99999999u\x1b[u6", ["", "", "", "6"]),
    ],
)
def test_codes_are_read_as_the_keys_they_stand_for(keyboard, content, names):
    assert read(keyboard, content, len(names)) == names


def test_every_key_means_the_same_with_caps_lock_on_and_in_full_width():
    keys = {key for one in KEYS.values() for key in one.keys if len(key) == 1}
    assert {"b", "q", "y", "h", "s", "l", "0", "9"} <= keys
    for key, typed in product(keys, (str.upper, lambda key: key.translate(FULL_WIDTH))):
        assert as_meant(typed(key)) == key
    assert [as_meant(key) for key in ("\u3000", "İ", "enter", "")] == ["space", "İ".lower(), "enter", ""]


@pytest.mark.parametrize("line", ["３", "\x1bOs", " \x1b[200~3\x1b[201~ "])
def test_a_line_is_read_the_same_way(line):
    assert line_as_meant(line) == "3"
    assert line_as_meant("B") == line_as_meant("ｂ") == "b"


def test_plain_lines_take_capitals_and_full_width():
    done = run("quiz", "--plain", given="３\nNONE\nB\nNone\nH\nＱ\n")
    assert (done.code, done.out) == (0, "")
    assert WORDS.stopped in done.err


def test_the_drawn_quiz_takes_capitals_full_width_and_the_number_keypad():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.step(START, "Question 1 of 14")
        terminal.step("４", "Question 2 of 14")
        terminal.step("B", "(your answer)")
        terminal.step("\x1bOq", "Question 2 of 14")
        terminal.step("S", WORDS.story_title)
        terminal.step("x", "Question 2 of 14")
        assert f"{RULES.items['fruit'].label}: {RULES.items['fruit'].options[0].label}" in terminal.words
        terminal.type("Q")
        assert terminal.finish() == 0
        assert WORDS.stopped_kept.partition("{")[0].split()[0] in terminal.words


# --- keys that mean nothing

LOST = ("x", "", "tab", "right", "é")


def idle(view):
    """Keys that mean nothing on a page, or have nothing to do there."""
    known = {key for meaning in PAGES[view.kind] for key in KEYS[meaning].keys}
    return [key for key in (*LOST, "space", "backspace", "y") if key not in known]


@pytest.mark.parametrize("mode", ["full", "core"])
def test_a_key_that_means_nothing_is_answered_in_one_line_on_every_page(mode):
    session, seen = begin(RULES, mode, is_paged=mode == "full"), set()
    while not session.ending:
        view, page = opened(session, 80, 24), page_of(session)
        for key in idle(view):
            lost = pressed(view, key, lambda _: "")
            assert lost.session is session
            assert (lost.message, lost.message != "") == (view.fix, True), (session.at, key)
            assert view.fix in " ".join(line.plain.strip() for line in lost.lines())
        seen.add(view.kind)
        if page.kind == "check":
            break
        session = apply(session, Tick((page.most,)) if page.kind == "several_answers" else Choose(2))
    assert seen == ({"one_answer", "several_answers", "check"} if mode == "full" else {"quick", "quick_check"})


def test_the_welcome_and_the_way_back_say_what_to_press():
    first = welcome(opened(begin(RULES), 80, 24), [])
    for key in (*LOST, "b", "down"):
        assert after(first, [key]).message == WORDS.press_begin
    young = after(first, ["enter", "1"])
    assert (young.kind, after(young, "x").message) == ("undo", WORDS.undo)


def test_a_letter_with_nothing_to_do_on_this_page_says_what_to_press():
    first = opened(begin(RULES), 80, 24)  # no page before it, no help, no answers so far
    assert {after(first, key).message for key in "bhs"} == {"Press a number from 1 to 3."}


def test_any_key_still_closes_the_help():
    help_ = after(opened(FIRST, 80, 24), "h")
    assert (help_.kind, after(help_, "x").kind, after(help_, "x").message) == ("help", "one_answer", "")


# --- pastes


@pytest.mark.parametrize("text", ["", "3324231\n", "\x1b[200~3", "é" * 700, "\x1b[20", "9" * 3000])
def test_what_is_pasted_comes_as_one_key_and_the_next_one_after_it(keyboard, text):
    key, following = read(keyboard, in_brackets(text) + b"5", 2)
    assert isinstance(key, Pasted)
    assert (str(key), following) == (text[:MOST_PASTED], "5")


def test_a_paste_in_pieces_is_one_and_one_without_an_end_ends(keyboard, monkeypatch):
    keys, window = keyboard
    monkeypatch.setattr("gutbone.quiz.keyboard.PASTE_WAIT", 0.2)
    os.write(window, b"\x1b[200~33\x1b[2")
    assert str(keys.read()) == "33\x1b[2"
    os.write(window, b"4")
    assert keys.read() == "4"


@pytest.mark.parametrize("text", ["3", "3324231", "q", "", "\r\r"])
def test_a_paste_answers_no_question_of_the_quiz(text):
    for view in (opened(FIRST, 80, 24), after(opened(FIRST, 80, 24), "h"), welcome(opened(FIRST, 80, 24), [])):
        refused = put(view, text)
        assert (refused.session, refused.page, refused.message) == (view.session, view.page, WORDS.pasted)
        assert WORDS.pasted in " ".join(line.plain for line in refused.lines())


QUICK = after(opened(begin(RULES, "core"), 80, 24), "2")  # at what applies to the person
AT_SEVEN = replace(QUICK, typed="").moved(1)


@pytest.mark.parametrize(
    "text", [CARD, "332 4231\n", "332-4231", "３３２４２３１", "3 3 2\u20134 2 3 1", "\t3324231\r\n"]
)
def test_a_paste_answers_the_quick_screen_as_its_digits_do(text):
    assert put(AT_SEVEN, text).session == after(AT_SEVEN, CARD).session


def test_a_full_stop_is_not_sure_in_a_paste_too():
    assert put(AT_SEVEN, "33.4.31").session == after(AT_SEVEN, "3304031").session


@pytest.mark.parametrize("text", ["3324239", "33242311", "fruit 3", "", "3,3", "q", "\x1b[A", CARD * 200])
def test_a_paste_that_does_not_fit_the_quick_screen_is_taken_not_at_all(text):
    refused = put(AT_SEVEN, text)
    assert (refused.session, refused.message) == (AT_SEVEN.session, WORDS.pasted_misfit)


def test_numbers_pasted_where_several_are_typed_stand_there_until_enter():
    view = put(QUICK, "1, 12\n")
    assert (view.session, view.typed.split()) == (QUICK.session, ["1", "12"])
    assert after(view, ["enter"]).session == apply(QUICK.session, Tick((1, 12)))
    assert put(QUICK, "warfarin").message == WORDS.pasted_misfit


# --- the terminal, while the program holds it and after


@pytest.mark.parametrize(
    ("how", "code"), [("q", 0), ("\x03", 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), ("kill", None)]
)
def test_pastes_are_marked_while_the_quiz_holds_the_terminal_and_no_longer(how, code):
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        assert (terminal.raw.count(ON), terminal.raw.count(OFF)) == (1, 0)
        if how == "kill":  # here the same window shows that a paste is refused, and that a result is no other way out
            terminal.type(in_brackets("3\r"))
            terminal.wait(WORDS.pasted)
            terminal.step("\r1", WORDS.undo.split(".")[0])
            terminal.type("\r")
            code = 0
        elif isinstance(how, str):
            terminal.type(how)
        else:
            terminal.process.send_signal(how)
        assert terminal.finish() == code
        assert (terminal.raw.count(ON), terminal.raw.count(OFF)) == (1, 1)
        assert terminal.is_put_back


def test_a_card_pasted_into_the_quick_screen_gives_its_result():
    with Terminal(PROGRAM, "screen", "--format", "note", "--age", "65") as terminal:
        terminal.wait("What applies to you: open")
        terminal.step(f"{CONDITIONS + 1}\r", "Question 1 of 7")
        terminal.type(in_brackets("332-4231\n"))
        terminal.wait("One last check", gone="Question 7 of 7")
        terminal.type("0\r\r")
        assert terminal.finish() == 0
        assert "17 of 35 points" in terminal.words


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with job control")
def test_ctrl_z_gives_the_shell_a_terminal_without_marks_and_fg_takes_them_back():
    shell = ("bash", "--norc", "--noprofile", "--noediting", "-i")  # which marks no pastes of its own
    with Terminal(*shell, PS1="ready> ", PROGRAM=PROGRAM) as terminal:
        terminal.wait("ready>")
        terminal.step('"$PROGRAM" quiz\n', WELCOME)
        terminal.step("\x1a", "Stopped")
        assert (terminal.raw.count(ON), terminal.raw.count(OFF)) == (1, 1)
        terminal.step("fg\n", WELCOME)
        terminal.step("\r", "Before the questions")
        assert terminal.raw.rfind(ON) > terminal.raw.rfind(OFF)
        terminal.step("q", "You stopped the quiz.")
        terminal.until(lambda: terminal.raw.rfind(OFF) > terminal.raw.rfind(ON), "the end of marks")


def test_ctrl_z_where_no_shell_can_go_on_stops_nothing():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.step("\x1a", WELCOME)
        terminal.until(lambda: terminal.raw.count(ON) == 2, "marks again")
        terminal.step("\r", "Before the questions")
