"""The result as a conversation: what stands on each page at each size, which key leads where, and what it does."""

import io
import re
import sys
import time
from itertools import product
from random import Random
from types import SimpleNamespace

import pyte
import pytest
from drawn import Drawn
from msgspec.structs import replace
from people import AGES, CONDITIONS, HALFWAY, INSTRUMENT, LEAST, POINTS, result
from scripts import ITEMS, LIVE_LINES, NO_FLAGS, READ_ON, START
from terminal import PROGRAM, Terminal

from gutbone.base import terminal
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.cli.deeds import Deeds, free_name
from gutbone.cli.formats import Report
from gutbone.cli.show import begun, show
from gutbone.quiz.acts import Act, Done
from gutbone.quiz.result_lines import talk_in_lines
from gutbone.quiz.result_pages import Talk, begin, keys_of, parts_of, press
from gutbone.quiz.result_view import Sight, talk_on_screen
from gutbone.quiz.screen import STRUCK_TWICE
from gutbone.quiz.tick_pages import pages_of
from gutbone.quiz.writer import Screen, encodable

WORDS = INSTRUMENT.words
SIZES = [(80, 24), (40, 20), (36, 15)]
SOMEBODY = result(LEAST, age="age_18_to_64", assessed_at="2026-01-31T09:30:00+00:00")
NAMED = {"\r": "enter", "^": "up", "v": "down", " ": "space", "\x1b": "esc"}


def talk_of(person=SOMEBODY, *, held=False, **more) -> Talk:
    """A result at its first page, with the keys of the quiz."""
    deeds = Deeds(person, INSTRUMENT, Report(**more))
    talk = begin(begun(deeds, ("It is held.", "Erase it so.") if held else (), (), keeps=False, may_remind=True))
    return replace(talk, held=("It is held. Erase it so.",) if held else ())


def lines(talk: Talk, columns=80, rows=24) -> list[str]:
    return [line.plain for line in Sight(talk, columns, rows).block().lines]


def after(talk: Talk, keys: str) -> Talk:
    """The conversation after keys that only turn pages."""
    for key in keys:
        talk = press(talk, NAMED.get(key, key))
    return talk


class Window:
    """A terminal in memory with a hand that types."""

    def __init__(self, keys: str, *sizes: tuple[int, int]) -> None:
        self.keys, self.sizes = list(keys), list(sizes or [(80, 24)])
        self.screen = Drawn(*self.sizes[0])
        self.stream, self.raw, self.seen = pyte.Stream(self.screen), "", []

    def write(self, text: str) -> None:
        self.raw += text
        self.stream.feed(text)

    def flush(self) -> None:
        """Nothing waits."""

    def size(self) -> tuple[int, int]:
        return self.sizes[0]

    def are_waiting(self) -> bool:
        return False

    def read(self) -> str:
        self.seen.append((self.screen.cursor.y, [line.rstrip() for line in self.screen.display]))
        key = self.keys.pop(0) if self.keys else "\r"
        if key == "~":  # the window becomes the next size
            self.sizes.pop(0)
            self.screen.resize(self.sizes[0][1], self.sizes[0][0])
            return "resized"
        return NAMED.get(key, key)

    def hold(self, talk: Talk, choose=lambda _: Done("chosen")) -> Talk:
        return talk_on_screen(talk, self, Screen(self, self.size, is_coloured=False), choose)

    def page(self, number: int) -> str:
        return " ".join(" ".join(self.seen[number][1]).split())


# --- what stands where


def test_at_80_by_24_the_sentence_the_bars_and_all_three_steps_are_seen_at_once():
    for person in (SOMEBODY, result(HALFWAY), result({**LEAST, "fruit": None, "cups": None, "processed_meat": None})):
        shown = lines(talk_of(person, held=True))
        assert " ".join(shown).startswith(person.headline[:40])
        for score in person.domains.values():
            assert any(line.startswith(score.label) and ("│" in line or not score.points) for line in shown)
        for number, tip in enumerate(person.tips, 1):
            assert any(line.startswith(f"  {number}  {tip.text[:20]}") for line in shown)
        assert len(person.tips) == 3
        assert len(shown) < 24


def test_at_40_by_20_the_sentence_and_the_bars_are_seen_at_once():
    shown = lines(talk_of(held=True), 40, 20)
    text = " ".join(" ".join(shown).split())
    assert SOMEBODY.headline in text
    for score in SOMEBODY.domains.values():
        assert score.label in text
        assert score.text in text
    assert sum("│" in line for line in shown) == 4
    assert len(shown) < 20


def anybody(count):
    """People of any answers, a third of them unsure of some, with up to two conditions and one sign of few words."""
    random, signs = Random(3), ["height_loss", "long_steroids", "early_menopause", "gut_disease", "low_weight"]
    while count:
        known = random.choice([0.7, 1, 1])
        sure = {item: random.choice(list(options)) for item, options in POINTS.items()}
        answers = {item: option if random.random() < known else None for item, option in sure.items()}
        conditions, flags = random.sample(CONDITIONS, random.choice([0, 0, 1, 2])), random.sample(signs, count % 2)
        person = result(answers, *conditions, flags=flags, age=random.choice(AGES[1:]))
        if person.ending is None and person.shows_numbers:
            count -= 1
            yield person


def in_sight(person, columns, rows):
    """What is seen of the first page of a result without scrolling, as the terminal shows it."""
    shown = lines(talk_of(person, held=True), columns, rows)
    assert len(shown) <= rows
    return shown, " ".join(" ".join(shown).split())


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.long)])
def test_of_anybody_sentence_and_bars_are_seen_at_both_sizes_and_at_80_by_24_all_steps_too(count):
    for person in anybody(count):
        for columns, rows in ((80, 24), (40, 20)):
            shown, text = in_sight(person if columns == 80 else replace(person, flags=()), columns, rows)
            assert person.headline in text
            is_scored = any(score.points for score in person.domains.values())  # who is not reads of that alone
            for score in person.domains.values() if is_scored else ():
                assert f"{score.label} " in text or f"{score.label}:" in text
                assert score.text in text
            assert sum("│" in line for line in shown) == sum(bool(score.points) for score in person.domains.values())
            steps = [line for line in shown if re.match(r"  \d  ", line)]
            assert columns < 80 or len(steps) == len(person.tips) or person.flags  # a sign is said whole before them


@pytest.mark.parametrize(
    ("columns", "rows", "pages"),
    [(80, 24, ("", "m")), (40, 20, ("1", "r")), (36, 15, ("", "3"))]
    + [pytest.param(*size, ("", "1", "3", "m", "r"), marks=pytest.mark.long) for size in SIZES],
)
def test_every_line_of_every_page_fits_and_can_be_scrolled_to(columns, rows, pages):
    for keys in pages:
        talk = after(talk_of(held=True), keys)
        window = Window(" " * 60 if keys == "m" else "v" * 60, (columns, rows))
        window.hold(talk)
        seen = {line.strip("› ") for _, shown in window.seen for line in shown}
        laid_out, _ = Sight(talk, columns, rows).laid_out()
        assert {line.plain.strip() for line in laid_out} <= seen | {""}
        assert all(line.cell_len <= columns for line in laid_out)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_f1_the_cursor_is_on_a_step_that_is_chosen_or_on_a_line_of_text_after_every_key(columns, rows):
    window = Window("vvvv^^^^vvvvvvvvvv\x1b1v^bm v^b", (columns, rows))
    window.hold(talk_of())
    for row, shown in window.seen:
        marked = [n for n, line in enumerate(shown) if line.startswith("›")]
        assert [row] == marked if marked else shown[row].strip()


def test_an_arrow_goes_to_a_step_and_enter_opens_it_where_else_enter_finishes():
    window = Window("vv\r")
    window.hold(talk_of())
    assert window.page(2).count("› 2 ") == 1
    assert window.page(3).startswith("Step 2 of 3")
    assert press(talk_of(), "enter") is None


def test_k_and_j_move_nothing():
    talk = talk_of()
    assert press(talk, "j") == replace(talk, message=WORDS.fix_result)
    assert press(talk, "k").act.key == "k"


def test_the_foot_says_what_enter_does():
    sight = Sight(talk_of(), 80, 24)
    assert [lines_of(one, WORDS.key_finish) for one in (sight, sight.moved("down"))] == [True, False]
    assert [lines_of(one, WORDS.key_open) for one in (sight, sight.moved("down"))] == [False, True]


def lines_of(sight: Sight, key: str) -> bool:
    return any(key in line.plain for line in sight.block().lines)


def test_b03_enter_struck_twice_on_the_page_before_does_not_take_the_result_away_unseen():
    window = Window("\r1")
    window.are_waiting = lambda: not window.seen
    window.hold(talk_of())
    assert window.page(1).startswith("Your answers")
    assert window.page(2).startswith("Step 1 of 3")


def test_a_step_shows_the_bar_it_would_give_why_the_plan_cautions_and_sources():
    person = result(LEAST, "warfarin", age="age_18_to_64")
    talk = after(talk_of(person), "1")
    text, tip = " ".join(" ".join(lines(talk, 80, 60)).split()), person.tips[0]
    for said in (tip.text, tip.because_text, tip.plan, *tip.notes, tip.sources_text, tip.gain_text):
        assert said in text
    assert tip.notes
    now, then = (line for line in lines(talk, 80, 60) if "│" in line)
    assert now.count("█") < then.count("█")
    assert now.startswith(WORDS.step_now)
    assert then.startswith(WORDS.step_then)


def test_lines_on_a_bar_stand_where_bands_begin():
    bars = [line for line in lines(talk_of()) if "│" in line]
    assert len({tuple(n for n, c in enumerate(line) if c == "│") for line in bars}) == 1
    first, second, end = (n for n, c in enumerate(bars[0]) if c == "│")
    assert (second - first - 1) * 2 == first - len("Fermented foods") - 2 == (end - second - 1) * 2


# --- who sees what


def test_without_numbers_there_are_no_bars_and_no_numbers():
    hidden = [talk_of(result(LEAST, "eating_disorder"))]
    hidden += [replace(talk, shows_numbers=False) for talk in (talk_of(), after(talk_of(), "1"))]
    for talk in hidden:
        text = " ".join(part.line.text for part in parts_of(talk, 80, draws_bars=True))
        assert not set("█│▒") & set(text)
        assert not re.search(r"points|of \d\d", text)


@pytest.mark.parametrize("flag", [flag.id for flag in INSTRUMENT.flags.flags if flag.level == "urgent"])
def test_b01_an_urgent_warning_comes_first_alone_whole_and_without_cheerful_keys(flag):
    person = result(LEAST, flags=[flag])
    talk = talk_of(person)
    shown = lines(talk)
    assert shown[0] == person.flags[0].heading
    assert person.flags[0].text in " ".join(" ".join(shown).split())
    assert shown[-1] == WORDS.key_on
    assert keys_of(talk) == [WORDS.key_on]
    for key in "kpnrm123":
        assert press(talk, key).page == "warning"
    front = press(talk, "enter")
    assert lines(front)[0] == person.flags[0].heading


def test_other_flags_stand_first_and_whole_on_the_first_page():
    person = result(LEAST, flags=["height_loss"])
    shown = lines(talk_of(person))
    assert shown[0] == person.flags[0].heading
    assert person.flags[0].text in " ".join(" ".join(shown).split())


def test_who_has_no_step_reads_why():
    person = result(LEAST, "other_diet")
    text = " ".join(" ".join(lines(talk_of(person), 80, 40)).split())
    assert person.tips == ()
    assert all(said in text for said in person.said("condition"))
    assert "see a step" not in text


# --- every key is safe


@pytest.mark.parametrize("every", [15, pytest.param(5, marks=pytest.mark.long)])
@pytest.mark.parametrize("way", ["", "1", "m", "r", "n"])
def test_any_key_at_any_page_is_safe(way, every):
    odd = [*"abcdefghijlopstuvwxyz0123456789?", "", "tab", "backspace", "left", "right", "é", "１"]
    for one, two in product(odd, odd[::every]):
        talk = talk_of() if way != "n" else replace(talk_of(), page="read", read="the note")
        talk = after(talk, way if way != "n" else "")
        for key in (one, two):
            following = press(talk, key)
            talk = following if isinstance(following, Talk) else talk
        assert lines(talk)


def test_a_wrong_key_says_one_short_sentence():
    window = Window("x")
    window.hold(talk_of())
    assert WORDS.fix_result in window.page(1)
    assert len(WORDS.fix_result.split()) <= 5


def test_a_window_that_shrinks_asks_for_a_larger_one_and_the_result_comes_back():
    window = Window("1~k~", (80, 24), (20, 5), (80, 24))
    window.hold(talk_of())
    assert WORDS.widen.startswith(" ".join(window.page(2).split()[:4]))
    assert window.page(4).startswith("Step 1 of 3")
    assert "█" in window.page(4)


def test_a_full_disk_at_k_or_p_says_so_and_the_result_stays():
    def full(*_):
        raise GutboneError("FILE_005", "no space left on device.", "Choose another place.", exit_code=ExitCode.FAILED)

    def fuller(*_):
        raise OSError(28, "No space left on device")

    acts = (Act("k", WORDS.key_keep_result, full), Act("p", WORDS.key_page, fuller))
    window = Window("kp")
    window.hold(replace(talk_of(), acts=acts))
    for number in (1, 2):
        assert "o space left on device" in window.page(number)
        assert "█" in window.page(number) or "Fibre" in window.page(number)
        assert "k keep p page to print" in window.page(number)  # both can be tried again


def test_b03_a_result_is_kept_printed_and_reminded_of_after_it_was_seen_and_not_offered_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    window = Window("kpr2n\r")
    deeds = Deeds(SOMEBODY, INSTRUMENT, Report())
    talk = begin(begun(deeds, (), (), keeps=False, may_remind=True))
    window.hold(talk, deeds.choose)
    foot = [WORDS.key_keep_result, WORDS.key_page, WORDS.key_remind]
    assert all(name in window.page(0) for name in foot)
    assert deeds.kept in window.page(1)
    assert str(tmp_path / "gutbone-result.html") in window.page(2).replace(" ", "")
    assert str(tmp_path / "gutbone-reminder.ics") in window.page(4).replace(" ", "")
    assert not any(name in window.page(6) for name in foot)
    assert WORDS.key_note in window.page(6)
    assert (tmp_path / "gutbone-result.html").stat().st_mode & 0o777 == 0o600


def test_what_tells_the_step_can_be_done_again_with_another_step(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    window, deeds = Window("pr21\r"), Deeds(SOMEBODY, INSTRUMENT, Report())
    window.hold(begin(begun(deeds, (), (), keeps=False, may_remind=True)), deeds.choose)
    foot = [WORDS.key_page, WORDS.key_remind]
    assert [any(name in window.page(number) for name in foot) for number in (3, 5)] == [False, True]


@pytest.mark.parametrize(
    ("condition", "is_asked_back"), [("eating_disorder", False), ("ckd_diet", False), ("ibs", True)]
)
def test_who_gets_neither_numbers_nor_steps_is_not_asked_back(condition, is_asked_back):
    person, asked = result(LEAST, condition, age="age_18_to_64"), []

    class Face:
        has_keys = False

        def talk(self, talk, *_):
            asked.extend(act.key for act in talk.acts)
            return talk

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gutbone.cli.show.is_conversation", lambda _: True)
        show(Deeds(person, INSTRUMENT, Report()), Face(), keeps=False)
    assert ("r" in asked) == is_asked_back


def test_the_note_is_shown_and_put_into_the_clipboard():
    window = Window("n")
    window.hold(talk_of())
    assert WORDS.read_note in window.page(1)
    assert "\x1b]52;c;" in window.raw


def test_a_page_takes_a_name_that_is_free(tmp_path):
    (tmp_path / "gutbone-result.html").write_text("mine")
    (tmp_path / "gutbone-result-2.html").symlink_to("nowhere")
    assert free_name(tmp_path, "gutbone-result{}.html").name == "gutbone-result-3.html"


def test_only_what_changed_is_written():
    window = Window("v")
    window.hold(talk_of())
    before = len(window.raw)
    window = Window("vv")
    window.hold(talk_of())
    assert len(window.raw) - before < 60


# --- by line


def by_line(typed: str, talk=None, choose=lambda _: Done("chosen")) -> str:
    """What is said in plain lines, with what is typed."""
    out = io.StringIO()
    talk_in_lines(talk or talk_of(), ["HEADLINE", "STEPS"], io.BytesIO(typed.encode()), out, choose)
    return out.getvalue()


def test_by_line_every_ability_is_named_with_its_key_and_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    deeds = Deeds(SOMEBODY, INSTRUMENT, Report())
    talk = begun(deeds, (), (), keeps=False, may_remind=True)
    said = by_line("2\ny\nk\np\nr\n3\nn\nm\nx\n\n", talk, deeds.choose)
    assert "1 to 3 see a step, k keep, p page to print, n note, r reminder, m more, Enter finish.\n" in said
    for told in (
        "Step 2 of 3",
        SOMEBODY.tips[1].plan,
        WORDS.step_chosen,
        deeds.kept,
        str(tmp_path / "gutbone-result.html"),
        str(tmp_path / "gutbone-reminder.ics"),
        WORDS.read_note,
        WORDS.fix_result,
    ):
        assert told in said
    assert WORDS.copied not in said
    assert said.count("HEADLINE") == 2  # at first and after m
    assert said.endswith(f"1 to 3 see a step, n note, m more, Enter finish.\n{WORDS.plain_prompt}")
    assert deeds.step.tip == SOMEBODY.tips[1].id


def test_by_line_enter_never_makes_a_step_ones_own_and_an_end_of_lines_is_an_end():
    chosen = []
    said = by_line("1\n\n1", choose=lambda tip: chosen.append(tip) or Done())
    assert chosen == []
    assert said.count("y make it my step") == 2
    assert by_line("")


def test_by_line_no_line_is_a_bar_and_none_is_wrapped():
    said = by_line("1\n\n")
    assert not set("█│▒·░›") & set(said)


# --- as a person meets it


def none_of(kind: str, page: int) -> str:
    """The digit of none of these on a page of boxes."""
    return str(len(pages_of(INSTRUMENT, kind)[page - 1].ticks) + 1)


def test_b04_from_start_to_my_step_kept_in_at_most_32_keys_and_the_result_stays(tmp_path):
    pages = [*((none_of("conditions", n), f"page {n} of 5") for n in range(1, 6))]
    items = [(digit, f"Question {number} of 14") for number, digit in enumerate(ITEMS, 1)]
    flags = [(none_of("flags", n), f"page {n} of 2. One last check") for n in (1, 2)]
    end = [("\r", "Check your answers"), ("1", "see a step"), ("\r", "Step 1 of 3"), ("k", WORDS.step_chosen)]
    keys = [("\r", WORDS.welcome_title), ("2", "Which age group"), *pages, *items, *flags, *end, ("\r", "is kept on")]
    with Terminal(PROGRAM, "quiz", cwd=tmp_path) as quiz:
        for key, shown in keys:
            quiz.wait(shown)
            time.sleep(STRUCK_TWICE)  # a person reads a page before the same digit answers again
            quiz.type(key)
        assert quiz.finish() == 0
        assert quiz.is_put_back
        assert WORDS.my_step_is in quiz.text
        assert WORDS.held in quiz.text
    assert len(keys) <= 32


def test_b05_a_terminal_of_few_characters_gets_marks_it_has():
    latin = SimpleNamespace(encoding="latin-1")
    assert encodable("› 1 █▒│ café ☃", latin) == "> 1 *+| café ?"
    assert encodable("› █", SimpleNamespace(encoding="utf-8")) == "› █"
    assert encodable("› █ é", SimpleNamespace(encoding="ascii")) == "> * ?"


@pytest.mark.parametrize(
    "how", [{"PYTHONIOENCODING": "latin-1"}, {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "POSIX"}]
)
def test_b05_a_quiz_up_to_the_end_of_the_result_in_such_a_terminal(how):
    with Terminal(PROGRAM, "quiz", **how) as quiz:
        quiz.wait(WORDS.welcome_title)
        quiz.step(START + "\x1b[B", ">  1")
        quiz.type(ITEMS + NO_FLAGS + "\r")
        quiz.wait("see a step")
        assert "***" in quiz.text
        quiz.type("1\r\r")
        assert quiz.finish() == 0
        assert "Traceback" not in quiz.story


def test_f4_a_plain_quiz_gives_its_result_in_parts_what_to_do_first():
    with Terminal(PROGRAM, "quiz", "--plain") as quiz:
        quiz.wait(WORDS.plain_more.strip())
        quiz.type(f"\n{LIVE_LINES}")
        quiz.wait("1. Swap")
        assert quiz.lines[-1].startswith(WORDS.plain_more.strip()) or WORDS.plain_more.strip() in quiz.text
        quiz.type("2\n")
        quiz.wait("Step 2 of 3")
        quiz.type("y\n" + READ_ON)
        assert quiz.finish() == 0
        assert WORDS.step_chosen in quiz.story


def test_a_result_that_is_no_conversation_is_written_in_one_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(terminal, "is_between_terminals", lambda: False)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    path = tmp_path / "result.txt"
    show(Deeds(SOMEBODY, INSTRUMENT, Report(output=path)), None, keeps=False)
    assert SOMEBODY.headline.split(".")[0] in " ".join(path.read_text().split())
    assert "\nTo keep" not in path.read_text()
