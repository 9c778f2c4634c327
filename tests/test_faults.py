"""Plugs are pulled, disks fill up, files are not what they were: what was taken stays, and the rest is told.

The program is killed at each of its writes by strace, which stops it as it enters the system call, so
that every state a kill can leave on the disk is seen. By default that is one write in twenty-four, and the first of
every kind; the long versions kill at each, and the packaged quiz too. Where there is no strace those tests are left out, and
kills at random moments remain.
"""

import json
import os
import pickle
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from functools import cache, partial
from itertools import product
from pathlib import Path

import pytest
from homes import Home, to_check
from people import HALFWAY, INSTRUMENT, weighed
from people import result as result_of
from sampling import mostly_long
from scripts import ADULT, ITEMS, READ_ON, START, WELCOME, live_lines_of, ticks
from terminal import PROGRAM, Terminal, environment, joined, run, run_command, run_forked

from gutbone.base.errors import GutboneError
from gutbone.history import last, store
from gutbone.history.database import LATER
from gutbone.rules.load import RulesError, load_instrument

WRITES = ("mkdir", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate")
HALF = sum(weighed(item, option) for item, option in HALFWAY.items())
FILE = json.dumps({"answers": HALFWAY, "conditions": [], "flags": [], "assessed_at": "2026-01-31"})
OTHER = Path(__file__).parent / "other_language"
needs_strace = pytest.mark.skipif(
    not shutil.which("strace"), reason="strace, which kills at a system call, is not here"
)
at_writes = pytest.mark.parametrize("step", [24, pytest.param(1, marks=pytest.mark.long)], ids=["some", "each"])
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


# A module that is compiled on the way would be one more write, only the first time; on a full disk half of one.
NOT_COMPILING = "PYTHONDONTWRITEBYTECODE=1"


@cache
def quicker():
    """Give what lets only the calls that are noted stop the program, where kernel and strace can; none is killed so."""
    option = "--seccomp-bpf"
    done = subprocess.run(
        ["strace", option, "-f", "-qq", "-e", "trace=mkdir", "true"], capture_output=True, check=False
    )
    return [option] if (done.returncode, done.stderr) == (0, b"") else []


def counting(log):
    """Give the beginning of a command that runs another and notes its writes."""
    noting = ("-f", "-qq", "-o", str(log), "-e", f"trace={','.join(WRITES)}")
    return ("strace", *quicker(), "-E", NOT_COMPILING, *noting)


def places(log, step):
    """Give every so-manieth of the writes noted at which a kill can be told from others: the system call, and its time.

    Between two changes of the disk there are many calls that change nothing on it: words to the person, what fails
    because it is done already, and waiting for the disk, of which a kill takes nothing back. At the first of them the
    person was told the least, and the most at the next change, or at the end; what holds at both holds in between.
    """
    times, found, has_changed = Counter(), [], True
    for call, of, ended in re.findall(r"(?m)^\d+ +(\w+)\(([^,)]*).*?(= -1 |$)", log.read_text(errors="replace")):
        times[call] += 1
        changes = call not in {"fsync", "fdatasync"} and of not in {"1", "2"} and ended != "= -1 "
        found += [(call, times[call])] if changes or has_changed else []
        has_changed = changes
    return [*dict.fromkeys([*found[::step], (call, times[call])])]


def killing(call, place):
    """Give the beginning of a command that runs another and kills it as it enters a system call for the nth time."""
    inject = f"inject={call}:signal=KILL:when={place}"
    return ("strace", "-E", NOT_COMPILING, "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", inject)


def kept_results(home):
    """Give what gutbone reads back, each of them whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", home.env["XDG_DATA_HOME"])
        return [kept.result for kept in store.kept_results()]


def keep_some(home, count):
    """Keep some results."""
    for _ in range(count):
        assert run("score", "-", "--keep", given=FILE, **home.env).code == 0


def copied(before, folder):
    """Give a new home like another one."""
    shutil.copytree(before.folder, folder)
    return Home(folder)


# --- killed at every write


def quiz_under(traced, folder, rules, lines):
    """Take a whole quiz under strace; say how it ended, how many pages were asked, and what was kept."""
    home = Home(folder)
    with Terminal(
        *traced, PROGRAM, "quiz", "--plain", "--rules", str(rules), rows=200, columns=200, **home.env
    ) as quiz:
        quiz.type(f"{lines}{READ_ON}")  # the result comes in pieces
        code = quiz.finish()
        words = load_instrument(rules).words
        asked = quiz.story.count(words.plain_prompt.strip()) - quiz.story.count(f"{words.key_finish}.")  # of the result
    drafts = [*home.unfinished.parent.glob("unfinished-*.json")]
    return code, asked, json.loads(drafts[0].read_text()) if drafts else None


def can_be_carried_on(folder, rules):
    """See the quiz offer to carry on."""
    with Terminal(PROGRAM, "quiz", "--rules", str(rules), columns=120, **Home(folder).env) as again:
        again.wait(load_instrument(rules).words.resume_on)


def quiz_survives(folder, rules, lines, step, turned=0, again=0):
    """Kill a quiz at every write there is, or at some; give at how many, and how many numbers of answers were left.

    ``turned`` are the lines that only ask for the rest of a page, ``again`` empty ones after which a page is asked again.
    """
    pages, offered = lines.count("\n") - turned, set()
    assert quiz_under(counting(folder / "log"), folder / "whole", rules, lines) == (0, pages, None)
    kills = places(folder / "log", step)
    for call, place in kills:
        home = folder / f"{call}{place}"
        code, asked, kept = quiz_under(killing(call, place), home, rules, lines)
        where = f"{call} {place}: {asked} pages were asked, kept {kept}"
        taken = asked - 1  # a page is asked when the answer before it is safe
        assert code == -signal.SIGKILL, where
        if kept is None:  # before the first answer was written, or when all was shown and it was deleted
            assert taken <= 0 or asked == pages, where
            continue
        assert len(kept["done"]) in {*range(taken - again, taken + 2), pages - 1}, where
        assert len(kept["done"]) >= min(taken - again, pages - 1), where
        if len(kept["done"]) not in offered:
            offered.add(len(kept["done"]))
            can_be_carried_on(home, rules)
    assert offered <= set(range(1, pages))
    return len(kills), len(offered)


@needs_strace
@at_writes
def test_a_quiz_killed_at_any_write_loses_no_answer_that_was_taken(tmp_path, step):
    none = load_instrument(OTHER).words.none
    lines = [ADULT, none, *"111", none, none, ""]  # a page for each group of conditions and of signs
    kills, left = quiz_survives(tmp_path, OTHER, joined(lines), step)
    assert kills > 30 / step
    assert left >= 6 / step


@needs_strace
@pytest.mark.long
def test_the_packaged_quiz_killed_at_any_write_loses_no_answer_that_was_taken(tmp_path):
    rules = Path(__file__).parent.parent / "rules"
    lines = live_lines_of()
    again = sum(line.startswith("\n") for line in lines)
    kills, left = quiz_survives(tmp_path, rules, joined(lines), 1, turned=1, again=again)  # of the check page
    assert kills > 90
    assert left == len(lines) - 2


@needs_strace
@at_writes
@pytest.mark.parametrize("before", [0, 1], ids=["the first one", "one more"])
def test_keeping_a_result_killed_at_any_write_leaves_it_whole_or_not_at_all(tmp_path, before, step):
    some, log = Home(tmp_path / "before"), tmp_path / "log"
    some.folder.mkdir()
    keep_some(some, before)
    keep = (PROGRAM, "score", "-", "--keep")
    assert run_command(*counting(log), *keep, given=FILE, **copied(some, tmp_path / "whole").env).code == 0
    kills = places(log, step)
    for call, place in kills:
        home = copied(some, tmp_path / f"{call}{place}")
        done = run_command(*killing(call, place), *keep, given=FILE, **home.env)
        there = kept_results(home)
        assert done.code == -signal.SIGKILL
        assert len(there) in ({before + 1} if " as " in done.err else {before, before + 1}), f"{call} {place}"
        assert all(result.total.points.low == HALF for result in there)
    assert len(kills) > 20 / step


@needs_strace
@at_writes
def test_deleting_everything_killed_at_any_write_can_be_done_again(tmp_path, step):
    some, log = Home(tmp_path / "before"), tmp_path / "log"
    some.folder.mkdir()
    keep_some(some, 2)
    delete = ("history", "delete", "--all", "--yes")
    assert run_command(*counting(log), PROGRAM, *delete, **copied(some, tmp_path / "whole").env).code == 0
    for call, place in places(log, step):
        home = copied(some, tmp_path / f"{call}{place}")
        assert run_command(*killing(call, place), PROGRAM, *delete, **home.env).code == -signal.SIGKILL
        assert len(kept_results(home)) in {0, 2}
        assert run(*delete, **home.env).code == 0
        assert not home.holds("one_a_day")


KEEP_ON = """
from people import result
from gutbone.history.store import add
assessment = result(assessed_at="2026-01-31T09:30:00+00:00")
while True:
    print(add(assessment), flush=True)
"""


@pytest.mark.parametrize("kills", [3, pytest.param(8, marks=pytest.mark.long)])
def test_results_that_were_acknowledged_survive_kills_at_random_moments(home, kills):
    chance, told = random.Random(7), []
    env = {
        **environment(**home.env),
        "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(Path(__file__).parent)]),
    }
    for _ in range(kills):
        program = subprocess.Popen([sys.executable, "-c", KEEP_ON], env=env, stdout=subprocess.PIPE, text=True)
        told.append(program.stdout.readline())
        time.sleep(chance.random() / 3)
        program.kill()
        told += program.communicate()[0].splitlines(keepends=True)
        with closing(sqlite3.connect(home.history)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    names = {line.strip() for line in told if line.endswith("\n")}
    with closing(sqlite3.connect(home.history)) as database:
        there = dict(database.execute("SELECT id, json FROM result"))
    assert names <= there.keys()
    assert all(json.loads(text)["schema"] == "gutbone.result/1" for text in there.values())
    assert len(there) - len(names) <= kills


# --- full disks and closed folders


FULL = {"RLIMIT_FSIZE": 0}  # no file may grow: a disk that is full


def without_rights(*command):
    """Give a command that may not go past a folder's rights, also where root runs it."""
    if os.geteuid() != 0:
        return command
    if not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and setpriv, which could stop it, is not here")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search", *command)


def takes_the_whole_quiz(command, home, *, plain, **how):
    """Take a quiz in which answers cannot be kept: it says so once, and goes on to the result."""
    words = INSTRUMENT.words
    with Terminal(*command, *(["--plain"] if plain else []), rows=60, **how, **home.env) as quiz:
        quiz.wait(words.plain_more.strip() if plain else WELCOME)
        opening = quiz.words
        quiz.step("\n2\n" if plain else "\r2", "About you")
        told_so = f"{opening} {{}}"  # on the welcome where the folder is closed, else at the first answer
        quiz.until(lambda: words.saves_not in told_so.format(" ".join(quiz.story.split())), "that nothing is kept")
        quiz.step(joined(live_lines_of()[1:6]) if plain else ticks("conditions"), "Question 1 of 14")
        quiz.type(joined(live_lines_of()[6:]) + READ_ON if plain else f"{ITEMS}{ticks('flags')}\rq")
        assert quiz.finish() == 0
        told = " ".join(quiz.raw.decode().split())
        assert "of 61 points" in quiz.story
        assert not plain or told.count(words.saves_not) == 1


@pytest.mark.parametrize("plain", [False, True], ids=["keys", "plain"])
def test_with_a_full_disk_the_quiz_says_once_that_answers_are_not_kept_and_goes_on(home, plain):
    takes_the_whole_quiz((PROGRAM, "quiz"), home, plain=plain, limits=FULL)
    assert home.files() == []


@pytest.mark.parametrize(
    ("is_made", "rights", "plain"),
    mostly_long(
        product([False, True], [0o500, 0o000], [False, True]),
        [(False, 0o500, True), (False, 0o000, False), (True, 0o500, False), (True, 0o000, True)],
    ),
)
def test_with_a_folder_that_is_closed_the_quiz_says_so_and_goes_on(home, plain, is_made, rights):
    closed = home.unfinished.parent if is_made else home.folder / "state"
    closed.mkdir(parents=True, exist_ok=True)
    closed.chmod(rights)
    takes_the_whole_quiz(without_rights(PROGRAM, "quiz"), home, plain=plain)
    closed.chmod(0o700)
    assert home.files() == []


@pytest.fixture
def holding(home, monkeypatch):
    """Somebody's home in which a result is held."""
    monkeypatch.setenv("XDG_STATE_HOME", home.env["XDG_STATE_HOME"])
    last.hold(last.begin(result_of(HALFWAY, assessed_at="2026-01-31T09:30:00+00:00")))
    return home


def test_at_k_p_and_r_a_full_disk_is_told_with_advice_that_can_be_followed_and_the_result_stays(holding):
    with Terminal(PROGRAM, "last", limits=FULL, cwd=holding.folder, **holding.env) as shown:
        shown.wait("see a step")
        for keys, fix in (("k", LATER), ("p", INSTRUMENT.words.fix_writing), ("r2", INSTRUMENT.words.fix_writing)):
            shown.step(keys, fix.split(". ")[1])
            assert "too large" in shown.words or "disk" in shown.words
            assert "Fibre" in shown.words
            assert "k keep p page to print n note r reminder" in shown.words
            assert " -o" not in shown.words
        shown.type("\r")
        assert shown.finish() == 0
    assert [path.suffix for path in holding.files()] in ([".json"], [".db", ".json"])


def test_a_page_goes_home_where_the_folder_is_read_only_and_where_that_is_too_it_says_so(holding):
    (away := holding.folder / "away").mkdir(mode=0o500)
    with Terminal(*without_rights(PROGRAM, "last"), cwd=away, **holding.env) as shown:
        shown.wait("see a step")
        shown.step("p", "Your result is in")
        assert (holding.folder / "gutbone-result.html").is_file()
        holding.folder.chmod(0o500)
        shown.type("r2")
        shown.until(lambda: INSTRUMENT.words.fix_writing in shown.words, INSTRUMENT.words.fix_writing)
        assert "Fibre" in shown.words
        holding.folder.chmod(0o700)
        shown.step("r2", "A reminder for")
        shown.type("\r")
        assert shown.finish() == 0
    assert [*away.iterdir()] == []


def test_what_to_do_in_an_emergency_is_said_even_when_nothing_can_be_deleted(home):
    with Terminal(*without_rights(PROGRAM, "quiz", "--plain"), rows=100, **home.env) as quiz:
        quiz.type("\n" + joined(live_lines_of()[:-4]))
        quiz.wait("One last check")
        home.unfinished.parent.chmod(0o500)
        quiz.type("1\n")
        assert quiz.finish() == 1
        assert INSTRUMENT.flag["bleeding_heavy"].text in " ".join(quiz.story.split())
        assert "your answers are still in this file" in " ".join(quiz.story.split())
    home.unfinished.parent.chmod(0o700)


def test_a_disk_that_fills_up_half_way_leaves_the_answers_that_were_taken(home):
    home.stop_after(3)
    before = home.unfinished.read_bytes()
    with Terminal(PROGRAM, "quiz", limits=FULL, **home.env) as quiz:
        quiz.wait("Carry on?")
        quiz.step("1", "Question 4 of 14")
        assert INSTRUMENT.words.saves_not in quiz.words
        quiz.step("2", "Question 5 of 14")
        assert INSTRUMENT.words.saves_not not in quiz.words
        quiz.type("q")
        quiz.finish()
    assert home.unfinished.read_bytes() == before


def fails(command, home, *, said, given=FILE, by=run_command):
    """Run a command that has to fail: exit 1, one clear line, and all that was there as it was."""
    before = {path: path.read_bytes() for path in home.files()}
    done = by(*command, given=given, **home.env)
    assert done.code == 1, done.err
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("Error: ")
    assert said in done.err
    assert {path: path.read_bytes() for path in home.files()} == before


@pytest.mark.parametrize("blocks", [0, 4, 16, None])
def test_a_result_that_a_full_disk_cannot_keep_is_told_and_the_others_stay(home, blocks):
    keep_some(home, 1)
    blocks = home.history.stat().st_size // 512 if blocks is None else blocks
    full = partial(run_forked, limits={"RLIMIT_FSIZE": blocks * 512})
    fails(("score", "-", "--keep"), home, by=full, said="cannot be used")
    assert len(kept_results(home)) == 1


def test_a_result_that_a_read_only_folder_cannot_keep_is_told(home):
    keep_some(home, 1)
    for path, rights in ((home.history.parent, 0o500), (home.history, 0o400)):
        path.chmod(rights)
        fails(without_rights(PROGRAM, "score", "-", "--keep"), home, said="cannot be used")
        path.chmod(0o700)
    assert len(kept_results(home)) == 1


def test_keeping_is_refused_before_the_first_question(home):
    home.folder.joinpath("data").mkdir(mode=0o500)
    fails(without_rights(PROGRAM, "quiz", "--keep"), home, said="cannot be used", given="2\n")


# --- files that are not what they were

COMMANDS = {
    "list": ("history", "list"),
    "trend": ("history", "trend"),
    "show": ("history", "show", "abc234"),
    "export": ("history", "export"),
    "delete": ("history", "delete", "--all", "--yes"),
    "score": ("score", "-", "--keep"),
    "quiz": ("quiz", "--keep"),
}
CHANGING = {name: COMMANDS[name] for name in ("list", "delete", "score", "quiz")}
DAMAGE = {
    "garbage": (lambda _: b"no database" * 200, "file is not a database"),
    "cut short": (lambda whole: whole[:5000], "malformed"),
    "overwritten": (lambda whole: whole[:100] + b"\xff" * (len(whole) - 100), "malformed"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(("damage", "said"), DAMAGE.values(), ids=DAMAGE)
def test_a_corrupt_database_is_told_and_left_as_it_is(home, command, damage, said):
    keep_some(home, 1)
    home.history.write_bytes(damage(home.history.read_bytes()))
    fails(command, home, by=run, said=said)


@pytest.mark.parametrize("command", CHANGING.values(), ids=CHANGING)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("PRAGMA user_version = 99", "kept by a newer gutbone"),
        ("PRAGMA application_id = 1", "not gutbone's"),
    ],
    ids=["newer", "another program's"],
)
def test_a_newer_or_foreign_database_is_told_and_left_as_it_is(home, command, change, said):
    keep_some(home, 1)
    with closing(sqlite3.connect(home.history)) as database:
        database.execute(change)
    fails(command, home, by=run, said=said)


@pytest.mark.parametrize("command", CHANGING.values(), ids=CHANGING)
@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_link_is_never_followed(home, command, place):
    keep_some(home, 1)
    link = home.history if place == "file" else home.history.parent
    link.rename(home.folder / "elsewhere")
    link.symlink_to(home.folder / "elsewhere")
    fails(command, home, by=run, said="this is a link")
    assert link.is_symlink()


@as_root
@pytest.mark.parametrize("command", CHANGING.values(), ids=CHANGING)
@pytest.mark.parametrize("place", ["file", "folder"])
def test_what_belongs_to_another_user_is_left_alone(home, command, place):
    keep_some(home, 1)
    os.chown(home.history if place == "file" else home.history.parent, 65534, 65534)
    fails(command, home, by=run, said="this belongs to another user")


def swap_for_link(home):
    home.unfinished.rename(home.folder / "elsewhere")
    home.unfinished.symlink_to(home.folder / "elsewhere")


def swap_folder_for_link(home):
    home.unfinished.parent.rename(home.folder / "elsewhere")
    home.unfinished.parent.symlink_to(home.folder / "elsewhere")


def give_away(home):
    os.chown(home.unfinished, 65534, 65534)


def give_folder_away(home):
    os.chown(home.unfinished.parent, 65534, 65534)


@pytest.mark.parametrize(
    ("change", "plain"),
    [
        (swap_for_link, ()),
        (swap_folder_for_link, ("--plain",)),
        pytest.param(swap_for_link, ("--plain",), marks=pytest.mark.long),
        pytest.param(swap_folder_for_link, (), marks=pytest.mark.long),
        pytest.param(give_away, ("--plain",), marks=as_root),
        pytest.param(give_folder_away, (), marks=as_root),
        pytest.param(give_away, (), marks=[as_root, pytest.mark.long]),
        pytest.param(give_folder_away, ("--plain",), marks=[as_root, pytest.mark.long]),
    ],
)
def test_unfinished_answers_that_are_not_ours_are_told_and_left_and_the_quiz_can_be_taken_without(home, change, plain):
    home.stop_after(3)
    change(home)
    before = {path: path.read_bytes() for path in home.files()}
    with home.quiz(*plain, columns=300) as quiz:
        assert quiz.finish() == 1
        assert quiz.text.startswith(f"Error: {home.unfinished.parent}")
        assert "take the quiz with --no-save" in quiz.text
    if not plain:
        with home.quiz("--no-save") as quiz:
            to_check(quiz)
            quiz.type("\rq")
            assert quiz.finish() == 0
    assert {path: path.read_bytes() for path in home.files()} == before


def test_a_link_that_comes_up_during_the_quiz_is_not_written_through(home):
    with home.quiz() as quiz:
        quiz.step(START, "Question 1 of 14")
        swap_for_link(home)
        before = (home.folder / "elsewhere").read_bytes()
        quiz.step("3", "Question 2 of 14")
        assert INSTRUMENT.words.saves_not in quiz.words
    assert (home.folder / "elsewhere").read_bytes() == before


def test_an_error_of_another_process_is_the_same_error_here():
    refused = GutboneError("TABLE_006", "a cell holds True.", "Make it text.", "in.csv")
    for error in (refused, RulesError([refused, refused])):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.exit_code) == (type(error), str(error), error.exit_code)
