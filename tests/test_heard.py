"""What a screen reader and a braille display get: only what changed is written, and the cursor is where the person is.

The terminal is one in memory; what each key writes is kept.
"""

import re
from contextlib import suppress
from functools import cache
from itertools import pairwise

import pyte
import pytest
from baseline import COMMIT, NAME
from msgspec.structs import replace
from people import INSTRUMENT as RULES
from scripts import ITEMS, NO_FLAGS, NONE_BY_ARROW, START, UP, keys_in
from terminal import joined, run

from gutbone.quiz import went
from gutbone.quiz.page import page_of
from gutbone.quiz.screen import ask_on_screen, opened
from gutbone.quiz.session import Choose, Step, StoppedError, Tick, apply, begin
from gutbone.quiz.tick_pages import pages_of
from gutbone.quiz.writer import ERASE, Screen

SIZES = [(80, 24), (40, 20), pytest.param(36, 15, marks=pytest.mark.long)]
# The bytes that an arrow on the first question took in version 0.1.0 (`tests/arrow_bytes.py` counts them).
BYTES_BEFORE = {(80, 24): 395, (40, 20): 412}
NAMES = {"\r": "enter", "\x1b": "esc", UP: "up", "v": "down", "^": "up", " ": "space", "<": "backspace"}
NONE = (len(RULES.conditions.conditions) + 1, len(RULES.flag) + 1)
KEYS = "\rx3" + "v1v^8<^^\r" + START[2 + len(NONE_BY_ARROW) :] + "vv^" + ITEMS + NO_FLAGS + "vv^v1<<9q"


class Seen:
    """A terminal in memory: what it shows, where its cursor is, and what was written since the last key."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.written = ""

    def write(self, text: str) -> None:
        self.stream.feed(text)
        self.written += text

    def flush(self) -> None:
        """Nothing waits."""


class Moment:
    """What stood there when a key was waited for."""

    def __init__(self, seen: Seen, key: str, start: int) -> None:
        self.lines = [line.rstrip() for line in seen.screen.display]
        self.row, self.written, self.key = seen.screen.cursor.y, seen.written[start:], key

    @property
    def here(self) -> str:
        """The line that the cursor is on, as braille shows it."""
        return self.lines[self.row]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())

    @property
    def spoken(self) -> list[str]:
        """The words that were written, without what only steers the terminal."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", self.written).split()


class Exact(Screen):
    """A screen whose window always shows the page that it was given, however little was written for it."""

    def draw(self, block, *, is_new=False) -> None:
        super().draw(block, is_new=is_new)
        assert "\n".join(line.rstrip() for line in self.out.screen.display).rstrip() == "\n".join(
            line.plain.rstrip() for line in block.lines
        )


def moments(session, keys: str, columns=80, rows=24) -> list[Moment]:
    """What was seen before the first key and after each."""
    seen, found, left = Seen(columns, rows), [], keys_in(keys)
    session = replace(session, saves=session.responses.mode == "full")  # or else q asks whether it is meant
    before = [""]

    class Hand:
        def are_waiting(self) -> bool:
            return False

        def read(self) -> str:
            found.append(Moment(seen, before[0], 0))
            seen.written = ""
            before[0] = left.pop(0) if left else "q"
            return NAMES.get(before[0], before[0])

    clock = iter(range(10**6))
    with suppress(StoppedError):
        ask_on_screen(
            session,
            Hand(),
            Exact(seen, lambda: (columns, rows), is_coloured=True),
            lambda _: "",
            clock=lambda: next(clock),
        )
    return found


@cache
def quiz(keys=KEYS, columns=80, rows=24, *, paged=True) -> list[Moment]:
    return moments(begin(RULES, is_paged=paged), keys, columns, rows)


def question(number: int):
    """The session at a question."""
    session = begin(RULES, is_paged=True)
    while session.at != Step("item", [*RULES.items][number - 1]):
        session = apply(session, Tick((NONE[0],)) if session.at.kind == "conditions" else Choose(2))
    return session


def asked(session, keys: str, **window) -> list[Moment]:
    """What was seen on a page in the middle of a quiz."""
    return moments(replace(session, responses=session.responses), f"\r{keys}", **window)[1:]


# --- where the cursor is


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_f1_the_cursor_is_on_the_choice_the_question_or_what_is_typed_after_every_key(columns, rows):
    seen = quiz(columns=columns, rows=rows)
    assert len(seen) == len(keys_in(KEYS))
    for moment in seen:
        assert moment.here.strip(), (moment.key, moment.lines)
        marked = [row for row, line in enumerate(moment.lines) if line.startswith("›")]
        assert len(marked) <= 1
        assert moment.row in marked or not marked, (moment.key, moment.lines)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_f1_a_page_opens_on_its_question(columns, rows):
    for number, item in enumerate(RULES.items.values(), 1):
        opened_at = asked(question(number), "", columns=columns, rows=rows)[-1]
        assert item.text.startswith(opened_at.here)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20)])
def test_f1_on_the_quick_screen_it_is_on_the_line_that_is_answered_or_typed(columns, rows):
    typed = f"2{NONE[0]}\r3324231{NONE[1]}\r^^v"
    for moment in moments(begin(RULES, "core"), typed, columns, rows):
        is_typed = moment.here.startswith(RULES.words.typed_several.partition("{")[0].strip())
        is_end = RULES.words.key_result in moment.here
        assert is_typed or is_end or moment.here.startswith("›"), (moment.key, moment.lines)


@pytest.mark.parametrize(("columns", "rows"), SIZES[:2])
@pytest.mark.parametrize("keys", ["hvv^x", "svvx", "/kidv\x1b", "1v^x"], ids=["help", "story", "find", "choose"])
def test_f1_it_is_on_a_line_with_words_on_pages_behind_a_key_too(keys, columns, rows):
    at = begin(RULES, is_paged=True) if keys[0] == "1" else apply(begin(RULES, is_paged=True), Choose(2))
    for moment in asked(at, keys, columns=columns, rows=rows):
        marked = [row for row, line in enumerate(moment.lines) if line.startswith("›")]
        assert moment.here.strip(), (moment.key, moment.lines)
        assert moment.row in marked or not marked, (moment.key, moment.lines)


@pytest.mark.parametrize(("columns", "rows"), SIZES[:2])
def test_f1_it_is_on_the_question_about_a_step_before_trend_and_quiz(columns, rows):
    asks = went.Question("Did it work out?", ("Mostly", "Sometimes"), ("1 to 2 answer",), "Choose 1 or 2.", "")
    seen, keys, rows_seen = Seen(columns, rows), ["x", "down", "n"], []

    class Hand:
        def are_waiting(self) -> bool:
            return False

        def read(self) -> str:
            rows_seen.append(seen.screen.display[seen.screen.cursor.y].strip())
            return keys.pop(0)

    assert went.ask_on_screen(asks, Hand(), Exact(seen, lambda: (columns, rows), is_coloured=False)) is None
    assert rows_seen == [asks.text] * 3


def test_f1_the_check_page_can_be_read_with_arrows_row_by_row():
    rows = [m.here for m in quiz(START + ITEMS + NO_FLAGS + "v" * 18)[-18:]]
    assert [row.split()[1] for row in rows] == [str(number) for number in range(1, 19)]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_b9_the_question_stands_at_the_same_row_from_1_to_14(columns, rows):
    found = {asked(question(number), "", columns=columns, rows=rows)[-1].row for number in range(1, 15)}
    assert len(found) == 1


# --- what is written


def test_f2_a_page_is_erased_only_when_another_comes():
    seen = quiz()
    for before, moment in pairwise(seen):
        is_other = before.lines[:3] != moment.lines[:3]
        assert (ERASE in moment.written) == is_other, moment.key


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20)])
def test_f2_an_arrow_writes_at_most_a_quarter_of_what_it_did(columns, rows):
    [*_, arrow] = asked(question(1), "vv", columns=columns, rows=rows)
    assert len(arrow.written.encode()) * 4 <= BYTES_BEFORE[columns, rows], (NAME, COMMIT)


def test_f2_one_tick_or_arrow_says_at_most_20_words():
    kinds = pages_of(RULES, "conditions"), pages_of(RULES, "flags")
    ticked, flagged = (
        "".join(f"1{'v' * len(page.ticks)}vvv1^{len(page.ticks) + 1}" for page in pages) for pages in kinds
    )
    seen = quiz(f"\rvv2{ticked}vv^3{ITEMS[1:]}{flagged}{'v' * 20}^^")
    assert RULES.words.check_title in seen[-1].text
    here = [moment for moment in seen if ERASE not in moment.written]
    assert len(here) > 90
    assert [moment.spoken for moment in here if len(moment.spoken) > 20] == []


@pytest.mark.parametrize(("columns", "rows"), SIZES[:2])
def test_f2_what_moves_in_a_window_is_not_said_again(columns, rows):
    seen = quiz(START + ITEMS + NO_FLAGS + "v" * 18, columns, rows)[-17:]
    for moment in seen:  # but for the words that there is more, and which key changes the answer
        assert len(moment.spoken) <= (20 if columns == 80 else 42), moment.spoken


@pytest.mark.parametrize("key", ["x", "9"])
def test_f2_a_wrong_key_says_one_short_sentence_and_nothing_else(key):
    [*_, wrong] = asked(question(3), key)
    assert " ".join(wrong.spoken) == "Press a number from 1 to 5."


def test_nothing_is_written_where_nothing_changed():
    [*_, again] = asked(question(3), "xx")
    assert again.written == ""


# --- in what order


def test_f6_at_most_12_words_come_before_the_question_at_question_14():
    for number in range(1, 15):
        said = " ".join(asked(question(number), "")[-1].spoken)
        before = said.partition(" ".join(page_of(question(number)).text.split()))[0]
        assert len(before.split()) <= (12 if number == 14 else 16)


def test_f6_the_last_answer_is_said_at_once_and_the_story_on_a_key():
    session = question(3)
    seen = asked(session, "s")
    assert seen[0].lines[0] == "Vegetables: About 1 a day"
    assert "Fruit: A few a week" not in seen[0].text
    assert "Fruit: A few a week" in seen[1].text


def test_f5_nothing_of_the_quiz_is_left_in_the_window_when_it_ends_with_an_emergency():
    seen = Seen(80, 24)
    screen = Screen(seen, lambda: (80, 24), is_coloured=False)
    keys = keys_in(START + ITEMS + "1\r")

    class Hand:
        def are_waiting(self) -> bool:
            return False

        def read(self) -> str:
            return NAMES.get(key := keys.pop(0), key)

    session = ask_on_screen(begin(RULES, is_paged=True), Hand(), screen, lambda _: "")
    assert session.ending == "emergency"
    assert "".join(seen.screen.display).strip() == ""
    assert (seen.screen.cursor.y, seen.screen.cursor.x) == (0, 0)


def test_f12_pages_of_boxes_begin_with_what_tells_them_apart():
    session, seen = apply(begin(RULES, is_paged=True), Choose(2)), set()
    while session.at.kind == "conditions":
        lines = [line.plain for line in opened(session, 80, 24).lines()]
        seen.add(lines[1])
        assert re.match(r".+, page \d of \d\.", lines[1])
        session = apply(session, Tick((NONE[0],)))
    assert len(seen) == int(session.done and 5)


# --- the quick screen


@pytest.mark.parametrize(("columns", "rows"), SIZES[:2])
def test_f13_answers_of_the_quick_screen_stand_below_each_other_and_open_is_said(columns, rows):
    start = begin(RULES, "core")
    for step in start.items:
        page = page_of(replace(start, at=step))
        lines = [line.plain for line in opened(replace(start, at=step), columns, rows).lines()]
        first = next(place for place, line in enumerate(lines) if line.startswith(" 1 "))
        assert lines[first : first + len(page.choices)] == [f"{c.number:>2} {c.label}" for c in page.choices]
        assert f"› {RULES.items[step.item].label}: {RULES.words.still_open}" in lines
        assert not any(line.endswith(": -") for line in lines)


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_f13_a_long_list_is_read_across_in_order_and_each_of_it_is_whole(columns):
    start = begin(RULES, "core")
    view = opened(replace(start, at=start.steps[1]), columns, 24)
    read, labels = [], " ".join(f"{c.number} {c.short or c.label}" for c in view.page.choices)
    while view.session.at == start.steps[1] and not view.message:
        rows = [line.plain.strip() for line in view.lines()]
        read += [row for row in rows if row not in read and re.match(r"\d", row)]
        view = view.moved(1)
    assert " ".join(" ".join(read).split()) == labels


def test_f13_what_is_urgent_is_said_after_the_questions_in_both_faces():
    warned = RULES.before_start[0]
    keys = f"2{NONE[0]}\r{'2' * 7}{NONE[1]}\r"
    *before, last = moments(begin(RULES, "core"), keys, 80, 24)
    assert warned in last.text
    assert not any(warned in moment.text for moment in before)
    said = run("screen", "--plain", given=joined(["none", *["2"] * 7, "none", ""])).err
    assert said.count(warned) == 1
    assert said.index("Question 7 of 7") < said.index(warned) < said.index(RULES.words.check_title)


# --- words, not marks


def test_f7_help_is_named_h():
    foot = asked(question(3), "")[-1].text
    assert "h for help" in foot
    assert "?" not in foot.rpartition("Not sure")[2]
    assert "1 to 5 answer" in foot


def test_f8_f12_no_mark_without_a_word_carries_meaning():
    for moment in quiz():
        assert not set("✓░·[]–") & set(moment.text), moment.lines
    ticked = quiz("\r32")[-1]
    assert "ticked Irritable bowel" in ticked.here


def test_f11_the_first_page_names_the_plain_lines():
    assert "gutbone quiz --plain" in quiz("")[0].text


# --- the welcome


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_b9_every_line_of_the_welcome_can_be_seen(columns, rows):
    seen = quiz("v" * 40, columns, rows)
    lines = " ".join(line for moment in seen for line in moment.lines)
    for text in RULES.before_start:
        assert all(word in lines for word in text.split())
    assert RULES.words.key_begin in seen[0].text
