"""Single keys: every one counts once, and the terminal is always put back."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
from contextlib import suppress
from io import StringIO
from pathlib import Path
from threading import Timer

import pytest
from msgspec.structs import replace
from people import INSTRUMENT as RULES
from scripts import ADULT, NO_FLAGS, START, UP, WELCOME, all_keys, ticks
from scripts import ITEMS as DIGITS
from terminal import IN_A_NEW_PYTHON, PROGRAM, Terminal

from gutbone.answers.responses import Responses
from gutbone.quiz.keyboard import Keyboard
from gutbone.quiz.keyboard_windows import WindowsKeyboard
from gutbone.quiz.keymap import KEYS, PAGES, RESIZED
from gutbone.quiz.page import summary
from gutbone.quiz.screen import ask_on_screen, opened
from gutbone.quiz.screen import pressed as pressed_on
from gutbone.quiz.session import Back, Choose, Step, StoppedError, Tick, apply, begin
from gutbone.quiz.tick_pages import pages_of
from gutbone.quiz.writer import Screen
from gutbone.rules.load import load_instrument

ITEMS = list(RULES.items.values())
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SEVEN = "1234532"
POINTS = "points."


def folded(item, number: int) -> str:
    """How an answer reads above the next question, and in the story so far."""
    name, answer = summary(RULES, Responses(answers={item.id: item.options[number - 1].id}), Step("item", item.id))
    return f"{name}: {answer}"


def given(terminal: Terminal) -> str:
    """The line that is marked as the person's own answer."""
    return next(line for line in terminal.lines if "(your answer)" in line)


@pytest.fixture
def quiz():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        yield terminal


@pytest.fixture
def first(quiz):
    """The quiz at its first question."""
    quiz.step(START, "Question 1 of 14")
    return quiz


# --- the quiz in a real terminal


def test_a_digit_answers_and_goes_on_at_once(first):
    first.step("3", "Question 2 of 14")
    assert folded(ITEMS[0], 3) in first.words


def test_seven_digits_in_one_burst_answer_seven_questions_in_order(first):
    first.step(SEVEN, "Question 8 of 14")
    first.step("s", RULES.words.story_title)
    for item, digit in zip(ITEMS, SEVEN, strict=False):
        assert folded(item, int(digit)) in first.words


def test_the_whole_quiz_in_one_burst_gives_the_result():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.type(all_keys() + "\r\r")
        terminal.wait(RULES.words.key_finish)  # of an Enter struck twice the second one takes nothing away
        terminal.type("q")
        assert terminal.finish() == 0
        assert POINTS in terminal.story


def test_keys_typed_before_the_program_is_ready_are_not_lost():
    with Terminal() as terminal:
        terminal.type(START + SEVEN)
        terminal.wait("Question 8 of 14")
        terminal.step("s", RULES.words.story_title)
        for item, digit in zip(ITEMS, SEVEN, strict=False):
            assert folded(item, int(digit)) in terminal.words
        assert SEVEN not in terminal.story


@pytest.mark.parametrize("keys", ["b", "\x1b[D", "\x1bOD"], ids=["b", "left", "left O"])
def test_back_shows_the_earlier_answer(first, keys):
    first.step("4", "Question 2 of 14")
    first.step(keys, "Question 1 of 14")
    first.wait("(your answer)")
    assert ITEMS[0].options[3].label in given(first)
    assert given(first).startswith("›")


def test_b20_backspace_is_never_back(first):
    first.step("4", "Question 2 of 14")
    first.type("\x7f\x08")
    first.step("5", "Question 3 of 14")
    first.step("2" + NO_FLAGS[:0], "Question 4 of 14")


def test_back_twice_and_forward_with_enter_keeps_the_answers(first):
    first.step("45", "Question 3 of 14")
    first.step("bb", "Question 1 of 14")
    first.step("\r\r", "Question 3 of 14")
    first.step("s", RULES.words.story_title)
    assert folded(ITEMS[0], 4) in first.words
    assert folded(ITEMS[1], 5) in first.words


@pytest.mark.parametrize("up", ["\x1b[A", "\x1bOA"])
@pytest.mark.parametrize("down", ["\x1b[B", "\x1bOB"])
def test_arrows_move_and_enter_answers(first, up, down):
    first.type(down * 5 + up + "\r")
    first.wait("Question 2 of 14")
    assert folded(ITEMS[0], 4) in first.words


@pytest.mark.parametrize("cut", [1, 2])
def test_a_sequence_split_in_two_writes_is_one_key(first, cut):
    first.type("\x1b[B"[:cut])
    time.sleep(0.05)
    first.type("\x1b[B"[cut:])
    first.until(lambda: any(line.startswith("›  1") for line in first.lines), "the cursor on row 1")
    first.step("\r", "Question 2 of 14")
    assert folded(ITEMS[0], 1) in first.words


def test_keys_that_mean_nothing_change_nothing(first):
    first.type("xyz£\x1b[5~\x1b[1;5C\x1bOP\x00\x04")
    first.step("3", "Question 2 of 14")
    assert folded(ITEMS[0], 3) in first.words


@pytest.mark.parametrize("key", ["q", "\x1b"], ids=["q", "Esc"])
def test_q_and_a_lone_esc_stop_and_put_the_terminal_back(first, key):
    first.type(key)
    assert first.finish() == 0
    assert first.is_put_back
    assert "You stopped the quiz." in first.text


def test_ctrl_c_ends_with_130_and_puts_the_terminal_back(first):
    assert not first.is_put_back
    first.type("\x03")
    assert first.finish() == 130
    assert first.is_put_back
    assert "Traceback" not in first.story


def test_ctrl_c_while_the_program_starts_ends_without_a_traceback_of_its_own():
    for wait in (0.02, 0.03, 0.04, 0.05, 0.06):
        with Terminal(*IN_A_NEW_PYTHON, "quiz") as terminal:
            time.sleep(wait)
            terminal.type("\x03")
            with suppress(OSError):  # on a busy machine the first one may have come before the program
                while terminal.process.poll() is None:
                    time.sleep(0.2)
                    terminal.type("\x03")
            assert terminal.finish() in {130, -signal.SIGINT, 1}  # 1: Python itself was still starting
            assert "/gutbone/" not in terminal.story


def test_sigterm_ends_with_143_and_puts_the_terminal_back(first):
    first.process.send_signal(signal.SIGTERM)
    assert first.finish() == 143
    assert first.is_put_back
    assert "Traceback" not in first.story


def test_the_terminal_is_put_back_after_a_result():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.step(all_keys(), "Check your answers.")
        terminal.type("\rq")
        assert terminal.finish() == 0
        assert terminal.is_put_back


def test_the_terminal_is_put_back_when_the_quiz_ends_early(quiz):
    quiz.step("\r1", "This quiz is for adults.")
    quiz.type("\r")
    assert quiz.finish() == 0
    assert quiz.is_put_back
    assert quiz.words.count("This quiz is for adults.") == 1


def test_a_terminal_that_goes_away_ends_the_program(first):
    os.close(first.window)
    try:
        assert first.process.wait(timeout=30) != 0
    finally:
        first.window = os.open(os.devnull, os.O_RDONLY)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with job control")
def test_ctrl_z_gives_the_shell_back_and_fg_goes_on_with_the_quiz():
    with Terminal("bash", "--norc", "--noprofile", "-i", PS1="ready> ", PROGRAM=PROGRAM) as terminal:
        terminal.wait("ready>")
        terminal.step('"$PROGRAM" quiz\n', WELCOME)
        terminal.step(START, "Question 1 of 14")
        terminal.step("\x1a", "Stopped")
        assert "Question 1 of 14" not in terminal.text  # the shell does not write across a page
        terminal.step("echo $((40 + 2))\n", "\n42")
        terminal.step("fg\n", "Question 1 of 14")
        terminal.step("3", "Question 2 of 14")
        assert folded(ITEMS[0], 3) in terminal.words
        terminal.step("q", "You stopped the quiz.")


def test_digits_on_a_page_of_ticks_tick_and_untick(quiz):
    quiz.step("\r3", "About you.")
    quiz.step("2", "2  ticked")
    quiz.step("3", "3  ticked")
    quiz.type("2")
    quiz.wait("3  ticked", gone="2  ticked")


def test_enter_with_nothing_ticked_says_what_to_press_and_stays(quiz):
    quiz.step("\r2\r", "Nothing is ticked. Press 9 for none of these")
    quiz.step("9", "page 2 of 5")


def test_ticks_are_kept_when_one_goes_back_from_their_page(first):
    first.step(DIGITS, "One last check.")
    first.step("2", "2  ticked")
    first.step("b", "Question 14 of 14")
    first.step("\r", "One last check.")
    assert "2  ticked" in first.text


def test_someone_with_an_eating_disorder_stops_with_kind_words_and_no_result(quiz):
    number = [*RULES.condition].index("eating_disorder") + 1
    quiz.step("\r" + ADULT + ticks("conditions", number), RULES.words.way_out)
    quiz.type("1")
    assert quiz.finish() == 0
    assert RULES.condition["eating_disorder"].say in quiz.words
    assert "Question 1" not in quiz.story
    assert quiz.is_put_back


def test_heavy_bleeding_ends_the_quiz_with_what_to_do(first):
    first.step(DIGITS, "One last check.")
    first.type("1\r")
    assert first.finish() == 0
    assert "Call 999 or go to A&E now." in first.words
    assert "points" not in first.story
    assert RULES.clinic.name not in first.story


def test_an_answer_changed_on_the_check_page_counts_in_the_result(first):
    first.step("1" + DIGITS[1:] + NO_FLAGS, "Check your answers.")
    first.step("1", "Enter change answer 1 ")
    first.step("\r", "Question 1 of 14")
    assert given(first).startswith("›  1")
    first.step("5", "Check your answers.")
    assert f"1 {ITEMS[0].label}: {ITEMS[0].options[4].label}" in first.words
    first.type("\rq")
    assert first.finish() == 0
    assert POINTS in first.story


def test_a_row_of_two_digits_can_be_changed_and_a_wrong_digit_taken_back(first):
    first.step(DIGITS + NO_FLAGS, "Check your answers.")
    first.step("19\x7f3", "Enter change answer 13 ")
    first.step("\r", "Question 13 of 14")


def test_b_goes_back_also_while_a_number_is_typed(first):
    first.step(DIGITS + NO_FLAGS, "Check your answers.")
    first.step("1", "Enter change answer 1 ")
    first.step("b", "One last check.")
    assert "page 2 of 2" in first.text


def test_a_row_that_is_not_there_is_said_with_the_range(first):
    first.step(DIGITS + NO_FLAGS, "Check your answers.")
    first.step("99\r", "Type a number from 1 to 18")


# --- the one table of keys


OTHER = load_instrument(Path(__file__).parent / "other_language")
NAMES = {"enter": "Enter", "esc": "Esc", "space": "Space", "backspace": "Backspace", "": "Enter"}
NAMED = [(kind, meaning, word) for kind, named in PAGES.items() for meaning, word in named.items() if word]
LETTERS = {one for key in KEYS.values() for one in key.keys if len(one) == 1 and not one.isdigit()}


def cell(keys: tuple[str, ...]) -> str:
    """Keys, or lines, as a cell of README's table has them."""
    return "0 to 9" if keys == tuple("0123456789") else ", ".join(NAMES.get(key, key) for key in keys)


def test_a_letter_has_one_meaning_in_the_whole_program():
    meanings = {}
    for meaning, key in KEYS.items():
        for letter in {one for one in (*key.keys, *key.typed) if len(one) == 1}:
            assert meanings.setdefault(letter, meaning) == meaning
    assert meanings["b"] == "back"


def test_b20_backspace_erases_where_a_number_is_typed_and_does_nothing_else():
    for named in PAGES.values():
        order = [meaning for meaning in named if "backspace" in KEYS[meaning].keys]
        assert order in ([], ["erase"])


def test_the_readme_has_a_row_for_every_key_of_the_quiz():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*?) ?\| [^|]+ \|$", README.partition("| Key |")[2], re.MULTILINE)
    quiz = {meaning for kind, named in PAGES.items() if not kind.startswith("quick") for meaning in named}
    expected = [(cell(key.keys), cell(key.typed)) for meaning, key in KEYS.items() if meaning in quiz and key.keys]
    assert rows == [("0 to 9", "the number"), *expected[1:]]


@pytest.mark.parametrize("rules", [RULES, OTHER], ids=["packaged", "another language"])
@pytest.mark.parametrize(("kind", "meaning", "word"), NAMED)
def test_the_foot_of_a_page_names_a_key_that_means_what_it_says(rules, kind, meaning, word):
    first = KEYS[meaning].keys[:1]
    for name in [word, "key_stop_keep"] if word == "key_stop" else [word]:
        named = tuple(one for one in getattr(rules.words, name).split() if one in LETTERS)
        assert named == (first if LETTERS.issuperset(first) else ()), (kind, name)


@pytest.mark.parametrize("rules", [RULES, OTHER], ids=["packaged", "another language"])
def test_the_plain_lines_name_what_can_be_typed(rules):
    meanings = {line: meaning for meaning, key in KEYS.items() for line in key.typed}
    assert [meanings[one] for one in rules.words.plain_keys.split() if one in LETTERS] == [
        "back",
        "help",
        "stop",
        "story",
    ]
    assert [meanings[one] for one in rules.words.check_keep.split() if one in LETTERS] == ["keep"]


# --- the reader alone


@pytest.fixture
def keyboard():
    window, end = pty.openpty()
    before = termios.tcgetattr(end)
    with Keyboard(end) as keys:
        yield keys, window
    assert termios.tcgetattr(end) == before
    os.close(window)
    os.close(end)


def read(keyboard, content: bytes, count: int) -> list[str]:
    keys, window = keyboard
    os.write(window, content)
    return [keys.read() for _ in range(count)]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"1234567", list("1234567")),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", ["up", "down", "right", "left"]),
        (b"\x1bOA\x1bOB\x1bOC\x1bOD", ["up", "down", "right", "left"]),
        (b"\r\n \t\x7f\x08", ["enter", "enter", "space", "tab", "backspace", "backspace"]),
        (b"\x1b[1;5A2", ["", "2"]),
        (b"\x1b[15~3", ["", "3"]),
        ("é?".encode(), ["é", "?"]),
        (b"\xff1", ["\ufffd", "1"]),
        (b"\x1bq", ["esc", "q"]),
        (b"\x1b\x1b", ["esc", "esc"]),
        (b"\x1b", ["esc"]),
    ],
)
def test_bytes_are_read_as_keys(keyboard, content, names):
    assert read(keyboard, content, len(names)) == names


def test_a_letter_split_in_two_writes_is_one_key(keyboard):
    keys, window = keyboard
    os.write(window, "é".encode()[:1])
    time.sleep(0.05)
    os.write(window, "é".encode()[1:])
    assert keys.read() == "é"


def test_a_key_that_nobody_has_read_yet_is_waiting(keyboard):
    keys, window = keyboard
    assert not keys.are_waiting()
    os.write(window, b"\r")
    assert keys.are_waiting()
    assert keys.read() == "enter"
    assert not keys.are_waiting()


def test_a_resize_is_told_between_keys(keyboard):
    os.kill(os.getpid(), signal.SIGWINCH)
    assert keyboard[0].read() == RESIZED
    assert read(keyboard, b"5", 1) == ["5"]


def test_a_resize_in_the_middle_of_a_sequence_does_not_make_it_a_lone_esc(keyboard):
    keys, window = keyboard
    os.write(window, b"\x1b")
    os.kill(os.getpid(), signal.SIGWINCH)
    rest = Timer(0.05, os.write, (window, b"[B"))
    rest.start()
    read_keys = [keys.read(), keys.read()]
    rest.join()
    assert sorted(read_keys) == ["down", RESIZED]


# --- Windows, with a fake console


class Console:
    """A console that holds the keys to come."""

    def __init__(self, keys: str) -> None:
        self.keys = list(keys.replace(UP, "\xe0H"))  # as its arrow comes

    def getwch(self) -> str:
        return self.keys.pop(0)

    def kbhit(self) -> bool:
        return bool(self.keys)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("\x00H\xe0H", ["up", "up"]),
        ("\xe0P\x00P", ["down", "down"]),
        ("\xe0K\xe0M", ["left", "right"]),
        ("\xe0;1", ["", "1"]),
        ("\r\x08\x1b \t", ["enter", "backspace", "esc", "space", "tab"]),
        ("17b?", ["1", "7", "b", "?"]),
    ],
)
def test_keys_of_a_windows_console_have_the_same_names(typed, names):
    keys = WindowsKeyboard(Console(typed))
    assert [keys.read() for _ in names] == names


def test_the_pages_are_drawn_on_windows_which_has_no_termios():
    without = "import sys; sys.modules.update(termios=None, tty=None); "
    modules = ", ".join(f"gutbone.quiz.{module}" for module in ("screen", "quick_screen", "keyboard_windows"))
    subprocess.run([sys.executable, "-c", f"{without}import {modules}"], check=True)


def test_ctrl_c_on_windows_interrupts():
    with pytest.raises(KeyboardInterrupt):
        WindowsKeyboard(Console("\x03")).read()


def words_of(view) -> str:
    return " ".join(" ".join(line.plain for line in view.lines()).split())


def screen() -> Screen:
    return Screen(StringIO(), lambda: (80, 24), is_coloured=False)


def answered(console: Console):
    return ask_on_screen(PAGED, WindowsKeyboard(console), screen(), lambda _: None)


def test_what_is_pasted_is_not_drawn_key_by_key():
    drawn = StringIO()
    console = Console("x" * 4000 + "q")
    with pytest.raises(StoppedError):
        ask_on_screen(
            PAGED, WindowsKeyboard(console), Screen(drawn, lambda: (80, 24), is_coloured=False), lambda _: None
        )
    assert console.keys == []
    assert len(drawn.getvalue()) < 4000


def test_the_whole_quiz_is_answered_from_a_windows_console():
    console = Console(START + "1\xe0P\xe0P\r" + DIGITS[2:] + NO_FLAGS + "\r")
    session = answered(console)
    assert session.ending == "complete"
    assert session.responses.answers["fruit"] == ITEMS[0].options[0].id
    assert session.responses.answers["vegetables"] == ITEMS[1].options[1].id
    assert console.keys == []


# --- pages of boxes to tick


PAGED = begin(RULES, is_paged=True)
PAGES_OF_CONDITIONS = pages_of(RULES, "conditions")
HERE = PAGES_OF_CONDITIONS[0]  # the page that these are on
NONE_OF_THESE = len(HERE.ticks) + 1  # its last row but one


def on_conditions(keys: str):
    """The first page of what applies to the person, or what follows these keys on it."""
    view = opened(apply(PAGED, Choose(2)), 80, 24)
    for key in keys:
        view = view.press({"\r": "enter", "v": "down", " ": "space"}.get(key, key))
    return view


def test_numbers_tick_within_the_page_that_is_shown():
    assert on_conditions("243").ticked == {2, 3, 4}
    second = PAGES_OF_CONDITIONS[1]
    view = opened(apply(apply(PAGED, Choose(2)), Tick((1,))), 80, 24)
    assert view.press("2").ticked == {second.first + 1}


def test_space_ticks_only_where_the_cursor_is():
    assert on_conditions(" ").ticked == frozenset()
    assert on_conditions("vv ").ticked == {2}


def test_b2_none_of_these_is_the_last_numbered_row_of_every_page_and_answers_it():
    session = apply(PAGED, Choose(2))
    for page in PAGES_OF_CONDITIONS:
        view = opened(session, 80, 60)
        row = len(page.ticks) + 1
        assert f"{row} None of these" in words_of(view)
        said = view.press(str(row))
        assert isinstance(said, Tick)
        session = apply(session, said)
    assert session.responses.conditions == frozenset()


def test_b12_none_and_0_untick_nothing_and_what_is_ticked_is_in_view():
    for key in (str(NONE_OF_THESE), "0"):
        view = on_conditions("2" + key)
        assert view.ticked == {2}
        assert view.message == RULES.words.fix_zero


def test_b2_a_0_asks_once_whether_it_is_meant_and_leaves_out_this_page_alone():
    view = on_conditions("0")
    assert view.message == RULES.words.sure_unsaid
    after = apply(view.session, view.press("0"))
    assert after.at == Step("conditions", "2")
    assert after.responses.unasked == HERE.ids
    assert opened(after, 80, 24).press("0") == Tick((0,))  # whoever has said so once is not asked again


def test_another_key_after_a_0_takes_it_back():
    assert on_conditions("0v0").message == RULES.words.sure_unsaid


def test_enter_keeps_what_was_said_on_a_page_before():
    none = apply(apply(PAGED, Choose(2)), Tick((len(RULES.condition) + 1 - len(RULES.ages),)))
    unsaid = apply(apply(PAGED, Choose(2)), Tick((0,)))
    for session in (none, unsaid):
        again = opened(apply(session, Back()), 80, 24)
        assert apply(again.session, again.press("enter")) == session


def test_a_number_that_no_row_has_ticks_nothing_and_skips_nothing():
    page = PAGES_OF_CONDITIONS[2]
    session = apply(PAGED, Choose(2))
    for _ in range(2):
        session = apply(session, Tick((0,)))
    view = opened(session, 80, 24)
    assert view.press(str(len(page.ticks) + 2)).message == view.fix


def test_an_urgent_tick_ends_at_the_next_enter():
    console = Console(START + DIGITS + "1\rxyz")
    assert answered(console).ending == "emergency"
    assert console.keys == list("xyz")


# --- one answer


def first_question():
    return opened(apply(apply(begin(RULES), Choose(2)), Tick((0,))), 80, 24)


def test_b8_nothing_is_chosen_for_anyone_and_enter_says_what_to_press():
    for session, most in ((PAGED, 3), (first_question().session, 5)):
        view = opened(session, 80, 24)
        assert "›" not in words_of(view)
        assert pressed_on(view, "enter", lambda _: "").message == f"Press a number from 1 to {most}."


def test_b8_under_18_can_be_undone():
    console = Console("\r1b" + START[1:] + DIGITS + NO_FLAGS + "\r")
    session = answered(console)
    assert (session.ending, session.responses.age) == ("complete", "age_18_to_64")
    assert answered(Console("\r1\r")).ending == "stopped"


class Hand:
    """Keys with the seconds between them; the clock goes on only as they are pressed."""

    def __init__(self, *strokes: tuple[float, str]) -> None:
        self.strokes, self.now = list(strokes), 0.0

    def are_waiting(self) -> bool:
        return False

    def read(self) -> str:
        wait, key = self.strokes.pop(0)
        self.now += wait
        return key


def pressed(*strokes: tuple[float, str], session=None):
    """The answers after keys pressed at some pace on the first question."""
    hand, seen = Hand(*strokes, (9.0, "q"), (9.0, "q")), []
    with pytest.raises(StoppedError):
        ask_on_screen(
            session or replace(first_question().session, at=Step("item", "fruit")),
            hand,
            screen(),
            lambda given: seen.append(given) or "",
            clock=lambda: hand.now,
        )
    return [*(seen[-1].responses.answers if seen else ())]


def test_b20_a_digit_that_bounces_answers_one_question():
    begin_ = (1.0, "enter")
    assert pressed(begin_, (1.0, "2"), (0.1, "2")) == ["fruit"]
    assert pressed(begin_, (1.0, "2"), (0.1, "2"), (0.1, "2")) == ["fruit", "vegetables"]
    assert pressed(begin_, (1.0, "2"), (0.2, "2")) == ["fruit", "vegetables"]
    assert pressed(begin_, (1.0, "2"), (0.0, "3"), (0.0, "2")) == ["fruit", "vegetables", "wholegrain"]


def test_b20_the_same_digits_in_one_burst_are_one_stroke_and_others_all_count():
    assert len(answered_until("22")) == 1
    assert len(answered_until("232345")) == 6


def answered_until(digits: str):
    seen = []
    with pytest.raises(StoppedError):
        ask_on_screen(PAGED, WindowsKeyboard(Console(START + digits + "qq")), screen(), lambda s: seen.append(s) or "")
    return seen[-1].responses.answers


def test_a_key_that_is_none_says_one_short_sentence():
    assert first_question().press("x").message == "Press a number from 1 to 5."
    assert on_conditions("x").message == RULES.words.fix_part.format(most=NONE_OF_THESE)


# --- the quick screen's one page


NUMBER = {one.id: number for number, one in enumerate(RULES.conditions.conditions, 1)}
LACTOSE, WARFARIN, DISORDER = (NUMBER[one] for one in ("lactose", "warfarin", "eating_disorder"))


def screened(keys: str):
    return ask_on_screen(begin(RULES, "core"), WindowsKeyboard(Console(keys)), screen(), lambda _: "")


def test_the_quick_screen_takes_the_age_conditions_by_number_seven_digits_and_flags():
    session = screened("2" + f"{LACTOSE} {WARFARIN}\r" + "3324231" + "6\r" + "\r")
    core = RULES.asked_in("core")
    expected = {item.id: item.options[int(digit) - 1].id for item, digit in zip(core, "3324231", strict=True)}
    assert session.responses.answers == expected
    assert session.responses.age == "age_18_to_64"
    assert session.responses.conditions == {"lactose", "warfarin"}
    assert session.responses.flags == {"height_loss"}
    assert session.ending == "complete"


MANY = len(RULES.conditions.conditions)
SEVEN_LINES, NONE, NO_SIGN = "3333333", f"{MANY + 1}\r", f"{len(RULES.flag) + 1}\r"


def test_the_quick_screen_tells_none_from_rather_not_say():
    assert screened("2" + NONE + SEVEN_LINES + NO_SIGN + "\r").responses.flags == frozenset()
    assert screened("20\r" + SEVEN_LINES + "0\r\r").responses.flags is None


def test_enter_alone_is_no_answer_on_the_quick_screen():
    assert screened("2\r\r" + NONE + SEVEN_LINES + "\r" + NO_SIGN + "\r").responses.conditions == frozenset()


def test_an_arrow_past_conditions_and_flags_leaves_them_not_asked():
    session = screened("2\xe0P" + SEVEN_LINES + "\xe0P" + "\r")
    assert (session.responses.conditions, session.responses.flags) == (None, None)


def test_going_up_and_down_the_quick_screen_changes_no_answer():
    session = screened("2" + f"{LACTOSE} {WARFARIN}\r" + SEVEN_LINES + "6\r" + "\xe0H\xe0H" + "\r\r" + "\r")
    assert session.responses.conditions == {"lactose", "warfarin"}
    assert session.responses.flags == {"height_loss"}


def test_numbers_typed_count_also_when_an_arrow_leaves_them_and_wrong_ones_can_be_mended():
    assert screened("2" + f"{LACTOSE} {WARFARIN}\xe0P" + SEVEN_LINES + "6\xe0H" + "\r\r\r").responses.flags == {
        "height_loss"
    }
    mended = screened("2" + f"{LACTOSE} 99\r" + "\x08" * 2 + f"{WARFARIN}\r" + SEVEN_LINES + NO_SIGN + "\r")
    assert mended.responses.conditions == {"lactose", "warfarin"}


def test_the_quick_screen_leaves_out_what_does_not_apply():
    session = screened("2" + "1\r" + "33" + NO_SIGN + "\r")
    assert [*session.responses.answers] == [
        item.id for item in RULES.asked_in("core") if item.domain in {"fermented", "processed"}
    ]


def test_the_quick_screen_offers_a_way_out_too():
    assert screened("2" + f"{DISORDER}\r" + "1").ending == "left"
    assert screened("2" + f"{DISORDER}\r" + "2" + SEVEN_LINES + NO_SIGN + "\r").ending == "complete"


def test_a_key_without_a_name_changes_nothing_on_the_quick_screen():
    session = screened("\xe0;2\xe0;" + NONE + SEVEN_LINES + "\xe0;" + NO_SIGN + "\r")
    assert len(session.responses.answers) == 7
