"""The quiz in plain lines, from a pipe: a whole result, or one clear line and exit code 2."""

import json
import re
import subprocess

import pytest
from people import INSTRUMENT as RULES
from scripts import lines_of, live_lines_of
from terminal import PATIENCE, PROGRAM, environment, joined, run

from gutbone.base import terminal
from gutbone.quiz.lines import ask_in_lines, confirmed
from gutbone.quiz.page import page_of
from gutbone.quiz.session import Choose, Session, Tick, apply, begin
from gutbone.quiz.tick_pages import pages_of

TWOS = "2" * len(RULES.items)
ANSWERS = lines_of(items=TWOS)
CONDITIONS, SIGNS = len(RULES.conditions.conditions), len(RULES.flag)
FRUIT, FLAGS, CHECK = 2, 16, 17  # where in them
KINDS = 2 + list(RULES.items).index("fermented_kinds")
WHOLE = joined(ANSWERS)
WORDS = RULES.words


def changed(place: int, *lines: str) -> str:
    """The whole quiz with other lines in one place, and the right answer after them."""
    return joined([*ANSWERS[:place], *lines, *ANSWERS[place:]])


def sessions() -> list[Session]:
    session, seen = begin(RULES), []
    for _ in ANSWERS:
        seen.append(session)
        session = apply(session, Choose(0 if session.at.kind in {"conditions", "flags"} else 2))
    return seen


def quiz(given: str | bytes, *options: str):
    return run("quiz", *options, given=given)


def conditions(done) -> set[str]:
    """The conditions of a result, apart from the age group that stands among them."""
    return set(json.loads(done.out)["conditions"]) - {"age_18_to_64"}


def number_of(condition: str) -> int:
    return [one.id for one in RULES.conditions.conditions].index(condition) + 1


def is_a_result(text: str) -> bool:
    return re.search(r"\d of \d+ points", text) is not None and RULES.clinic.phone in text


def test_a_whole_quiz_from_a_pipe_gives_the_result_on_stdout_and_the_questions_on_stderr():
    done = quiz(WHOLE)
    assert done.code == 0
    assert is_a_result(done.out)
    assert "Question" not in done.out
    assert "Question 1 of 14." in done.err
    assert "Question 14 of 14." in done.err
    assert "points" not in done.err


def test_every_question_and_every_option_is_asked_in_order():
    err, place = quiz(WHOLE).err, 0
    for item in RULES.items.values():
        for text in (item.text, item.hint, *(f"{n}. {option.label}" for n, option in enumerate(item.options, 1))):
            place = err.index(text, place)
        place = err.index("0. Not sure", place)


def test_plain_lines_hold_no_control_codes_and_no_boxes():
    done = quiz(WHOLE)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2500-\u259f]", done.err + done.out) is None


def test_the_answers_are_the_options_that_were_numbered():
    answers = {a["item"]: a["option"] for a in json.loads(quiz(WHOLE, "--format", "json").out)["answers"]}
    assert answers == {item.id: item.options[1].id for item in RULES.items.values()}


@pytest.mark.parametrize("place", range(len(ANSWERS)))
def test_lines_that_end_early_name_the_next_question_and_what_to_do(place):
    done = quiz(joined(ANSWERS[:place]))
    page = page_of(sessions()[place])
    last = done.err.splitlines()[-1]
    assert (done.code, done.out) == (2, "")
    assert page.progress in last
    assert page.text in last
    assert "Add a" in last


def test_the_error_at_the_end_of_the_lines_stands_on_a_line_of_its_own():
    assert quiz("2\n").err.splitlines()[-1].startswith("Error: ")


def test_a_last_line_without_its_line_end_counts():
    assert quiz(joined(ANSWERS[:-1]) + " ").code == 0


NO_ANSWERS = [
    "x",
    "99",
    "-1",
    "3.5",
    "6",
    "1 2",
    "two",
    "",
    " ",
    "9" * 3000,
    "٣",
    "²",
    "1e0",
    "+1",
    "0x1",
    "-h",
    "é" * 200,
]


def test_lines_that_are_no_answer_are_asked_again_with_the_fix_and_the_right_one_then_counts():
    done = quiz(changed(FRUIT, *NO_ANSWERS), "--format", "json")
    assert done.code == 0
    assert done.err.count("Error: Type a number from 1 to 5, or 0 if you are not sure.\n") == len(NO_ANSWERS)
    assert json.loads(done.out)["answers"][0]["option"] == RULES.items["fruit"].options[1].id


@pytest.mark.parametrize(("place", "most"), [(1, CONDITIONS), (FLAGS, SIGNS)], ids=["conditions", "flags"])
def test_ticks_that_are_no_answer_are_asked_again_and_nothing_of_them_counts(place, most):
    lines = [
        "",
        " ",
        "99",
        "x",
        "1 99",
        "1,x",
        "-3",
        "0 1",
        "1.5",
        "1" * 60,
        f"1 {most + 1}",
        "1 none",
        "non",
        "none 0",
    ]
    done = quiz(changed(place, *lines), "--format", "json")
    assert done.code == 0
    assert done.err.count(f"Error: Type numbers from 1 to {most} with spaces between them") == len(lines)
    assert (conditions(done), json.loads(done.out)["flags"]) == (set(), [])


def test_none_is_said_in_a_word_or_by_the_number_it_stands_at():
    by_number, by_word = (
        quiz(joined(lines_of(conditions=CONDITIONS + 1, flags=SIGNS + 1))),
        quiz(joined(lines_of(flags=" NONE "))),
    )
    assert by_number.out == by_word.out
    assert f"{CONDITIONS + 1}. None of these" in by_number.err


def test_a_row_that_the_check_page_does_not_have_is_asked_again():
    lines = ["19", "0", "x", "1 2"]
    done = quiz(changed(CHECK, *lines))
    assert done.code == 0
    assert done.err.count("Error: Type a number from 1 to 18 to change that answer") == len(lines)


def test_many_bad_lines_do_not_run_for_ever():
    done = quiz("2\n" + "x\n" * 100_000)
    assert (done.code, done.out) == (2, "")
    assert len(done.err) < 20_000


def test_ticks_may_stand_between_spaces_or_commas():
    one, other = (number_of(name) for name in ("lactose", "warfarin"))
    for line in (f"{one} {other}", f"{one},{other}", f" {other}  {one} ", f"{one}, {other},", f"{one} {other} {one}"):
        done = quiz(joined(lines_of(conditions=line)), "--format", "json")
        assert conditions(done) == {"lactose", "warfarin"}


def test_none_is_told_from_rather_not_say():
    none = json.loads(quiz(joined(["0", *ANSWERS[1:]]), "--format", "json").out)
    unsaid = json.loads(quiz(joined(lines_of(age="0", conditions="0", flags="0")), "--format", "json").out)
    assert (none["conditions"], none["flags"]) == ([], [])
    assert (unsaid["conditions"], unsaid["flags"]) == (None, None)


def test_not_sure_everywhere_gives_a_result_without_a_number():
    done = quiz(joined(lines_of(items="0" * 14)), "--format", "json")
    total = json.loads(done.out)["total"]
    assert (done.code, total["status"], total["points"]) == (0, "not_enough_answers", None)


def test_someone_under_18_is_told_why_it_stops_and_gets_no_result():
    done = quiz("1\n")
    assert done.code == 0
    assert "This quiz is for adults." in done.out
    assert "points" not in done.out
    assert "Question" not in done.err


def test_what_does_not_apply_is_not_asked():
    done = quiz(joined(lines_of(conditions="1", items="2" * 7)), "--format", "json")
    assert done.code == 0
    assert "Question 1 of 7. Fermented foods." in done.err
    assert {a["status"] for a in json.loads(done.out)["answers"][:5]} == {"not_applicable"}


def test_someone_with_an_eating_disorder_can_stop_kindly():
    disorder = str(number_of("eating_disorder"))
    left = quiz(joined(["2", disorder, "1"]))
    assert (left.code, left.out.split()) == (0, RULES.condition["eating_disorder"].say.split())
    assert "Question 1" not in left.err
    stays = quiz(joined(["2", disorder, "", "3", "2", *ANSWERS[FRUIT:]]))
    assert stays.code == 0
    assert stays.err.count("Error: Type 1 to stop here, or 2 to go on.") == 2
    assert "Question 14 of 14." in stays.err


def test_the_time_that_is_meant_is_said_once_before_the_first_question():
    err = quiz(WHOLE).err
    assert err.count(RULES.recall) == 1
    assert err.index("Question 1 of 14.") < err.index(RULES.recall) < err.index(RULES.items["fruit"].text)


def test_heavy_bleeding_prints_what_to_do_and_nothing_else():
    done = quiz(joined([*ANSWERS[:FLAGS], "1"]))
    assert done.code == 0
    assert done.out.startswith("Stop and get help now")
    assert "999" in done.out
    for word in ("points", RULES.clinic.name, RULES.clinic.phone, "Check your answers"):
        assert word not in done.out + done.err.split("One last check.")[1]


def test_f9_every_answer_is_confirmed_in_words_before_the_next_question():
    err = quiz(changed(1, f"{number_of('lactose')} {number_of('warfarin')}")).err
    fruit = RULES.items["fruit"]
    assert f"Your answer: {fruit.label}: {fruit.options[1].label}.\n\nQuestion 2 of 14." in err
    lactose, warfarin = RULES.condition["lactose"].brief, RULES.condition["warfarin"].brief
    assert f"{RULES.words.conditions}: {lactose}; {warfarin}.\n" in err


def test_f2_one_tick_is_confirmed_in_at_most_20_words():
    session = apply(begin(RULES, is_paged=True), Choose(2))
    for page in pages_of(RULES, "conditions"):
        ticked = [apply(session, Tick((number,))) for number in page.by_number]
        assert max(len(" ".join(confirmed(session, after)).split()) for after in ticked) <= 20
        session = apply(session, Tick((CONDITIONS + 1,)))


def test_f14_an_empty_line_keeps_the_earlier_answer():
    done = quiz(joined([*ANSWERS[: FRUIT + 1], "b", "", *ANSWERS[FRUIT + 1 :]]), "--format", "json")
    assert (done.code, done.err.count("Error")) == (0, 0)
    assert json.loads(done.out)["answers"][0]["option"] == RULES.items["fruit"].options[1].id


def test_f14_nothing_is_to_be_pressed_in_plain_lines_but_enter():
    said = run("quiz", "--plain", given=joined(lines_of())).err
    assert set(re.findall(r"[Pp]ress (\w+)", said)) <= {"Enter"}


def test_f6_the_answers_so_far_are_told_on_s():
    err = quiz(changed(FRUIT + 1, "s")).err
    assert "Your answer: Age group: 18 to 64\nWhat applies to you: None\nFruit:" in err


def test_from_a_pipe_all_conditions_are_one_line_and_all_warning_signs_another():
    err = quiz(WHOLE).err
    assert err.count("About you.") == 1
    assert err.count("One last check.") == 1


# --- in a terminal, in pieces that a screen reader can say


class Typed:
    """A person at a terminal, who presses Enter where there is more and types the next line at a prompt."""

    def __init__(self, lines: list[str], columns: int, rows: int, monkeypatch) -> None:
        self.lines, self.said = list(lines), [""]
        monkeypatch.setattr(terminal, "window", lambda: (columns, rows))

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.said[-1] += text

    def flush(self) -> None:
        """Nothing waits."""

    def readline(self, _: int) -> bytes:
        has_more = self.said[-1].endswith(WORDS.plain_more)
        self.said.append("")
        return b"\n" if has_more else f"{self.lines.pop(0)}\n".encode()

    def take(self):
        return ask_in_lines(begin(RULES, is_paged=True), self, self, lambda _: "")

    def heights(self, columns: int) -> list[int]:
        """How many lines of the terminal each piece takes, without its prompt."""
        pieces = [said.rpartition("\n")[0] for said in self.said]
        return [sum(max(1, -(-len(line) // columns)) for line in piece.split("\n")) for piece in pieces]


@pytest.mark.parametrize(("columns", "rows", "most"), [(80, 24, 15), (40, 20, 15), (40, 15, 11), (120, 50, 15)])
def test_f3_no_block_between_two_prompts_is_too_long_to_be_said_and_every_condition_is(
    monkeypatch, columns, rows, most
):
    person = Typed(live_lines_of()[:-1], columns, rows, monkeypatch)
    assert person.take().ending == "complete"
    assert max(person.heights(columns)) <= most
    whole = "".join(person.said)
    numbers = [f"{number}. {one.label}\n" for number, one in enumerate(RULES.conditions.conditions, 1)]
    assert all(line in whole for line in numbers)
    assert "page 5 of 5" in whole


def test_an_answer_before_the_last_piece_counts_but_a_list_is_heard_to_its_end(monkeypatch):
    person = Typed([], 80, 24, monkeypatch)
    age, first, *rest = live_lines_of()
    given = iter([age, "none", first.strip(), *"\n".join(rest).split("\n")])
    person.readline = lambda _: f"{next(given)}\n".encode()
    assert person.take().responses.age == "age_18_to_64"  # said before all of the welcome was
    whole, ticks = "".join(person.said), pages_of(RULES, "conditions")[0].ticks
    assert f"{WORDS.plain_more}{WORDS.plain_rest}\n" in whole
    assert whole.index(WORDS.plain_rest) < whole.index(f"{len(ticks)}. {ticks[-1].label}\n")


def test_f15_plain_lines_are_wrapped_by_the_terminal_alone(monkeypatch):
    person = Typed(live_lines_of()[:-1], 40, 24, monkeypatch)
    person.take()
    assert f"{WORDS.plain_keys}\n" in "".join(person.said)


def test_b8_under_18_typed_by_mistake_can_be_taken_back(monkeypatch):
    person = Typed(["1", "b", *live_lines_of()[:-1]], 80, 24, monkeypatch)
    assert person.take().responses.age == "age_18_to_64"
    assert WORDS.undo_typed in "".join(person.said)
    assert Typed(["1", ""], 80, 24, monkeypatch).take().ending == "stopped"


def test_f3_in_a_terminal_groups_come_one_by_one_and_a_page_left_out_is_only_that(monkeypatch):
    lines = live_lines_of(conditions=(1 + number_of("lactose"),))
    person = Typed([lines[0], "0", *lines[2:-1]], 80, 24, monkeypatch)
    said = person.take().responses
    first = pages_of(RULES, "conditions")[0]
    assert said.unasked == first.ids
    assert said.conditions is not None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(WHOLE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + WHOLE, id="BOM"),
    ],
)
def test_lines_as_windows_writes_them_are_read(content):
    done = quiz(content, "--format", "json")
    assert "Error" not in done.err
    answers = json.loads(done.out)["answers"]
    assert [answer["option"] for answer in answers] == [item.options[1].id for item in RULES.items.values()]


@pytest.mark.parametrize(
    "garbage",
    [
        bytes(range(256)) * 40,
        b"\xff\xfe2\x00\n\x00",
        b"\x00" * 5000,
        b"2\n\x00\n",
        b"2\n" + b"7" * 100_000,
        b"2\n\xe9\n",
    ],
    ids=["bytes", "utf-16", "zeros", "a zero", "a line without end", "latin-1"],
)
def test_input_that_is_no_text_ends_in_one_clear_line(garbage):
    done = quiz(garbage)
    assert (done.code, done.out) == (2, "")
    last = done.err.splitlines()[-1]
    assert "This input is not text." in last
    assert re.search(r"[\x00-\x1f\x7f-\x9f]", last) is None


def closed(command: str) -> subprocess.CompletedProcess[bytes]:
    """Run a pipeline whose reader goes away; its stderr is the program's, its output the exit code."""
    script = f'{{ {command}; echo "code $?" >&3; }} 3>&2 | true; sleep 0'
    return subprocess.run(
        ["bash", "-c", script],
        input=WHOLE.encode(),
        capture_output=True,
        env=environment(PROGRAM=PROGRAM),
        timeout=PATIENCE,
        check=False,
    )


def test_a_reader_that_goes_away_ends_the_quiz_quietly():
    done = closed('"$PROGRAM" quiz 2>/dev/null')
    assert done.stderr.decode() == "code 0\n"


def test_questions_and_result_into_one_closed_pipe_end_without_a_traceback():
    done = closed('"$PROGRAM" quiz 2>&1')
    assert "Traceback" not in done.stderr.decode()
