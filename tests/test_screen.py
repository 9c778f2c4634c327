"""What a person sees: every page whole in its window, redrawn in place, readable without colour."""

import re
from io import StringIO

import pytest
from msgspec.structs import replace
from people import INSTRUMENT as RULES
from sampling import mostly_long
from scripts import ITEMS as DIGITS
from scripts import LIVE_LINES, READ_ON, START, UP, WELCOME, all_keys
from terminal import PROGRAM, Terminal

from gutbone.quiz.drawing import LEAST_COLUMNS, LEAST_ROWS
from gutbone.quiz.page import page_of
from gutbone.quiz.reading import Reading
from gutbone.quiz.screen import opened
from gutbone.quiz.screen import pressed as shown_on
from gutbone.quiz.session import Back, Choose, Session, Tick, apply, begin
from gutbone.quiz.tick_pages import pages_of
from gutbone.quiz.views import View
from gutbone.quiz.writer import Screen

ITEMS = list(RULES.items.values())
SIZES = [(LEAST_COLUMNS, LEAST_ROWS), (40, 24), (80, 24), (120, 40)]
FULL_SIZES = SIZES[1:]
# Conditions that leave no question out, and a warning sign that ends nothing.
HARMLESS = {one.label for one in RULES.conditions.conditions if not one.not_applicable and not one.hides_numbers}
HARMLESS |= {one.label for one in RULES.flags.flags[1:]}
UNSAID = all_keys() + "\r"
BEGUN = begin(RULES, is_paged=True)
COLOURS = re.compile(rb"\x1b\[(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])m")


def pages() -> list[tuple[str, Session]]:
    """Every page of a whole quiz in which much was said, with its name."""
    session, seen = replace(BEGUN, saves=True, may_keep=True), []  # with all keys there can be
    while not session.ending and session.at.kind != "check":
        seen.append((f"{session.at.kind} {session.at.item}", session))
        session = apply(session, harmless(session) if is_several(session) else Choose(2))
    return [*seen, ("check", session)]


def is_several(session: Session) -> bool:
    return page_of(session).kind == "several_answers"


def harmless(session: Session) -> Tick:
    """Ticks on a page of them that leave no question out and end nothing."""
    numbers = [choice.number for choice in page_of(session).choices if choice.label in HARMLESS]
    return Tick((*numbers[:2],) or (page_of(session).most,))


def several() -> list[Session]:
    """The pages that take several answers."""
    return [session for _, session in pages() if is_several(session)]


VIEWS = {size: [(name, opened(session, *size)) for name, session in pages()] for size in SIZES}
MORE = {RULES.words.more_above, RULES.words.more_below}
EVERY_SIZE = pytest.mark.parametrize(("columns", "rows"), SIZES)
MOSTLY = pytest.mark.parametrize(("columns", "rows"), mostly_long(SIZES, [(36, LEAST_ROWS), (80, 24)]))  # every arrow


def kind(view: View) -> str:
    return view.session.at.kind


def drawn(view: View) -> list[str]:
    return [line.plain for line in view.lines()]


def words(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def labels(view: View) -> list[str]:
    return [choice.label for choice in view.page.choices]


def pressed(view: View, key: str, times: int) -> list[View]:
    """The view at first and after each time that a key is pressed, up to where the key changes nothing more."""
    seen = [view]
    while len(seen) <= times and (after := seen[-1].press(key)) != seen[-1]:
        seen.append(after)
    return seen


def texts(seen: list[View]) -> list[str]:
    """What is seen, each view as one text."""
    return [words(drawn(view)) for view in seen]


# --- every page, laid out


@EVERY_SIZE
def test_every_page_fits_its_window_with_where_one_is_the_question_its_hint_and_the_keys(columns, rows):
    for name, view in VIEWS[columns, rows]:
        page, lines = page_of(view.session), drawn(view)
        text = words(lines)
        assert len(lines) < rows, name
        assert max(len(line) for line in lines) <= columns, name
        assert page.progress in text, name
        assert page.opening in text or rows == LEAST_ROWS, name
        assert page.text in text, name
        assert page.kind == "several_answers" or page.hint in text or rows == LEAST_ROWS, name
        assert text.endswith(RULES.words.key_stop_keep), name
        assert not lines[0].startswith(" "), name


@pytest.mark.parametrize(("columns", "rows"), FULL_SIZES)
def test_every_answer_to_a_question_is_seen_without_an_arrow(columns, rows):
    for name, view in VIEWS[columns, rows]:
        if kind(view) in {"age", "item"}:
            assert [label for label in labels(view) if label not in words(drawn(view))] == [], name


@MOSTLY
def test_every_row_is_seen_and_the_rest_comes_with_the_arrow(columns, rows):
    for name, view in VIEWS[columns, rows][:-1]:
        seen = texts(pressed(view, "down", times=len(labels(view))))
        assert all(any(label in text for text in seen) for label in labels(view)), name
        assert any(label not in seen[0] for label in labels(view)) == ("more below" in seen[0]), name


def test_b11_a_group_is_one_page_and_every_row_has_a_digit():
    for kind_ in ("conditions", "flags"):
        own = [session for session in several() if session.at.kind == kind_]
        assert len(own) == len(pages_of(RULES, kind_))
        for session in own:
            assert len(page_of(session).choices) <= 10
            assert page_of(session).choices[-2].label == RULES.words.none_of_these


def test_the_check_page_shows_every_answer_in_a_window_a_little_larger():
    session = BEGUN
    while session.at.kind != "check":
        session = apply(session, Tick((page_of(session).most,)) if is_several(session) else Choose(2))
    view = opened(session, 80, 27)
    assert all(label in words(drawn(view)) for label in labels(view))


@MOSTLY
def test_every_line_of_the_check_page_and_of_the_help_is_reached_with_the_arrows_and_back_at_once(columns, rows):
    for name, view in VIEWS[columns, rows]:
        page, is_check = page_of(view.session), kind(view) == "check"
        for start in [view] if is_check else [shown_on(view, "?", lambda _: "")] if page.help else []:
            assert is_check or isinstance(start, Reading), name
            views = pressed(start, "down", times=120)
            seen = texts(views)
            everything = " ".join(seen)
            told = [choice.label for choice in page.choices] if is_check else page.help
            assert all(word in everything for text in told for word in text.split()), name
            assert max(len(line) for line in drawn(start)) <= columns
            assert page.text in seen[-1], name
            assert is_check or (views[-1].press("up") != views[-1]) == ("more below" in seen[0]), name


def test_any_other_key_closes_the_help_and_answers_nothing():
    view = opened(apply(BEGUN, Choose(2)), 80, 24)
    helping = shown_on(view, "h", lambda _: "")
    assert isinstance(helping, Reading)
    assert helping.press("3") == view


def browsed(view: View) -> list[list[str]]:
    """What the down arrow shows of a page, window by window."""
    seen, at = [drawn(view)], view.session.at
    while (view := view.moved(1)).session.at == at and not view.message:
        seen.append(drawn(view))
    return seen


@EVERY_SIZE
def test_the_quick_screen_fits_its_window_and_hides_no_answer(columns, rows):
    start = begin(RULES, "core")
    for step in start.steps:
        view = opened(replace(start, at=step), columns, rows)
        page, seen = view.page, browsed(view)
        is_check = page.kind == "check"
        for lines in seen:
            assert len(lines) < rows
            assert max(len(line.rstrip()) for line in lines) <= columns
            assert words(lines).endswith("q stop")
            assert is_check or f"{page.progress} {page.text}" in words(lines)
            assert is_check or "›" in words(lines)
        said = page.help if is_check else [f"{c.number} {c.short or c.label}" for c in page.choices]
        shown = " ".join(words(line for line in lines if line not in MORE) for lines in seen)
        assert all(text in shown or (is_check and rows == LEAST_ROWS) for text in said)


def test_a_window_made_too_small_says_so_in_what_room_there_is():
    view = VIEWS[80, 24][1][1]
    for columns, rows in ((35, 24), (80, 14), (20, 5), (8, 2), (1, 1)):
        lines = drawn(view.resized(columns, rows))
        assert 1 <= len(lines) <= max(1, rows - 1)


def test_a_line_is_never_wrapped_by_the_terminal():
    out = StringIO()
    screen = Screen(out, lambda: (40, 24), is_coloured=False)
    for _, view in VIEWS[40, 24]:
        screen.draw(view.block(), is_new=True)
    shown = re.sub(r"\x1b\[[0-9;]*[HJ]", "\n", out.getvalue())
    shown = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", shown)
    assert max(len(line) for line in shown.splitlines()) <= 40


def test_without_colour_nothing_but_weight_and_place_is_sent():
    out = StringIO()
    screen = Screen(out, lambda: (80, 24), is_coloured=False)
    for _, view in VIEWS[80, 24]:
        screen.draw(view.block(), is_new=True)
    assert COLOURS.search(out.getvalue().encode()) is None


def test_ticks_and_the_earlier_answer_are_words_or_signs_never_colour_alone():
    session = next(session for name, session in pages() if name == "flags 1")
    assert "2 ticked" in words(drawn(opened(session, 80, 24).press("2")))
    earlier = apply(begin(RULES), Choose(2))
    back = apply(apply(earlier, Tick((3,))), Back())
    back = apply(apply(apply(back, Tick((3,))), Choose(4)), Back())
    assert "(your answer)" in words(drawn(opened(back, 80, 24)))


# --- in a real terminal


def see_every_page(terminal: Terminal, columns: int) -> None:
    """Answer the whole quiz, one key at a time, and look at every page on the way."""
    rows = terminal.screen.lines

    def look(progress: str, text: str) -> None:
        terminal.until(
            lambda: (
                progress in terminal.words and text in terminal.words and terminal.words.endswith("q stop and keep")
            ),
            f"the page {progress} {text}",
        )
        assert max(len(line) for line in terminal.lines) <= columns
        assert terminal.words.count(progress) == 1, "an older page is still there"
        assert len(terminal.lines) <= rows

    def tick_one_a_page(pages: list[Session]) -> None:
        for session in pages:
            page = page_of(session)
            look(page.progress, page.choices[0].label if rows > 30 else page.text)
            row = next((row for row, choice in enumerate(page.choices, 1) if choice.label in HARMLESS), None)
            terminal.type(f"{row}\r" if row else f"{UP}{UP}\r")

    terminal.wait(WELCOME)
    terminal.type("\r")
    look(RULES.words.before_questions, RULES.conditions.age.text)
    terminal.type("2")
    tick_one_a_page([session for session in several() if session.at.kind == "conditions"])
    for number, item in enumerate(ITEMS, 1):
        look(f"Question {number} of 14.", item.text)
        terminal.type(DIGITS[number - 1])
    tick_one_a_page([session for session in several() if session.at.kind == "flags"])
    look(RULES.words.check_title, RULES.words.check_text)
    terminal.step("\r", "Get help today")  # what cannot wait has a page of its own
    terminal.step("\r", RULES.words.key_finish)
    terminal.type("m  b\r")  # all of it is read, and the result left


@pytest.mark.parametrize("columns", [40, 80])
def test_the_whole_quiz_with_all_its_groups_is_answered_and_no_page_is_too_wide(columns):
    with Terminal(columns=columns, rows=24, drawn=columns + 60) as terminal:
        see_every_page(terminal, columns)
        assert terminal.finish() == 0
        assert list(RULES.flag.values())[1].text in " ".join(terminal.story.split())
        assert terminal.is_put_back


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_of_the_result_is_wider_than_the_window(columns):
    with Terminal(columns=columns, rows=24, drawn=columns + 60) as terminal:
        terminal.wait(WELCOME)
        terminal.step(UNSAID, RULES.words.key_finish)
        terminal.type("m  b\r")
        assert terminal.finish() == 0
        result = terminal.story
        assert max(len(line) for line in result.splitlines()) <= columns


def test_no_color_leaves_no_colour_codes():
    with Terminal(columns=80, rows=24, NO_COLOR="1") as terminal:
        see_every_page(terminal, 80)
        assert terminal.finish() == 0
        assert COLOURS.search(terminal.raw) is None


def test_the_no_color_option_leaves_no_colour_codes():
    with Terminal(PROGRAM, "quiz", "--no-color") as terminal:
        terminal.wait(WELCOME)
        terminal.step(UNSAID, RULES.words.key_finish)
        terminal.type("\r")
        assert terminal.finish() == 0
        assert COLOURS.search(terminal.raw) is None


def test_colour_is_used_where_nobody_minds_and_only_the_eight_basic_ones():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.step(UNSAID, RULES.words.key_finish)
        terminal.type("\r")
        assert terminal.finish() == 0
        assert COLOURS.search(terminal.raw)
        assert re.search(rb"\x1b\[(?:[0-9;]*;)?(?:9[0-7]|10[0-7]|[34]8;[0-9;]*)m", terminal.raw) is None


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("GUTBONE_PLAIN", "1"), ("ACCESSIBLE", "1")])
def test_whoever_asks_for_plain_lines_gets_them_in_a_terminal_too(name, value):
    with Terminal(**{name: value}) as terminal:
        terminal.wait(RULES.words.plain_more.strip())
        terminal.step("\n2\n\n" + "none\n" * len(pages_of(RULES, "conditions")), "Question 1 of 14.")
        terminal.step("q\n", "You stopped the quiz.")
        assert terminal.finish() == 0
        assert b"\x1b" not in terminal.raw


def test_a_plain_quiz_in_a_terminal_gives_a_plain_result():
    with Terminal(PROGRAM, "quiz", "--plain") as terminal:
        terminal.wait(RULES.words.plain_more.strip())
        terminal.type(f"\n{LIVE_LINES}{READ_ON}")
        assert terminal.finish() == 0
        assert re.search(r"\d of \d+ points", terminal.story)
        assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize(("columns", "rows"), [(40, 24), (120, 40), (60, 15), (80, 24)])
def test_a_resize_while_asking_draws_the_page_anew_and_nothing_overlaps(columns, rows):
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.step(START + "345", "Question 4 of 14")
        terminal.resize(columns, rows)
        terminal.until(
            lambda: (
                terminal.words.count("Question 4 of 14") == 1
                and terminal.words.count("q stop") == 1
                and terminal.words.endswith("q stop and keep")
                and ITEMS[3].text in terminal.words
                and WELCOME not in terminal.words
            ),
            "one page, drawn anew",
        )
        terminal.step("2", "Question 5 of 14")
        terminal.wait("Question 5 of 14", gone="Question 4")
        assert ITEMS[4].text in terminal.words


def test_many_resizes_at_once_lose_no_key():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.type(START)
        for columns, digit in zip((70, 60, 50, 40, 90), "12121", strict=True):
            terminal.resize(columns, 24)
            terminal.type(digit)
        terminal.wait("Question 6 of 14")


def test_a_window_made_too_small_says_so_answers_nothing_and_comes_back():
    with Terminal() as terminal:
        terminal.wait(WELCOME)
        terminal.step(START, "Question 1 of 14")
        terminal.resize(25, 24)
        terminal.until(lambda: RULES.words.widen in terminal.words, "the wish for a wider window")
        terminal.type("3")
        terminal.resize(80, 24)
        terminal.wait("1 to 5 answer")
        assert "Question 1 of 14" in terminal.text
        terminal.step("3", "Question 2 of 14")


@pytest.mark.parametrize(("columns", "rows"), [(20, 24), (35, 24), (80, 14)])
def test_a_window_too_small_at_the_start_gets_one_message_and_is_left_as_it_was(columns, rows):
    with Terminal(columns=columns, rows=rows, drawn=200) as terminal:
        assert terminal.finish() == 1
        assert terminal.is_put_back
        said = terminal.text.strip()
        assert said.startswith(f"Error: this window is {columns} columns by {rows} rows.")
        assert len(said.splitlines()) == 1
        assert "--plain" in said
        assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize("columns", [40, 80])
def test_the_emergency_line_is_in_sight_when_the_first_question_waits(columns):
    with Terminal(columns=columns) as terminal:
        terminal.until(lambda: terminal.words.endswith("q stop and keep"), "the first page")
        assert "999" in terminal.text
        assert terminal.screen.cursor.y == 0
