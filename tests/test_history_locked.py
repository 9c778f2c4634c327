"""While another program has the kept results open: one line says so, signals end the waiting, no result is lost."""

import json
import signal
import sqlite3
import subprocess
from contextlib import closing

import pytest
from homes import Home
from locking import held
from people import HALFWAY, INSTRUMENT, result
from terminal import PATIENCE, PROGRAM, Terminal, environment, run

from gutbone.base import clock
from gutbone.base.errors import GutboneError
from gutbone.history import database, last, store
from gutbone.history.steps import newest

ANSWERS = json.dumps({"answers": HALFWAY, "conditions": [], "flags": [], "assessed_at": "2026-01-31"})
PERSON = result(assessed_at="2026-01-31T00:00:00+00:00")
WAITING = "gutbone is waiting for another program that has your kept results open."


@pytest.fixture
def home(tmp_path, monkeypatch):
    home = Home(tmp_path)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)
    store.add(PERSON)
    return home


@pytest.fixture
def pauses(monkeypatch):
    """Count the pauses between two tries in place of making them; ``pauses[n]`` is what to do in the nth."""

    class Pauses(dict):
        made = 0

        def __call__(self, _):
            self.made += 1
            self.get(self.made, lambda: None)()

    pauses = Pauses()
    monkeypatch.setattr(database, "sleep", pauses)
    return pauses


def many(home):
    with closing(sqlite3.connect(home.history)) as kept:
        return kept.execute("SELECT count(*) FROM result").fetchone()[0]


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_lock_that_passes_within_a_second_is_waited_for_in_silence(home, pauses, how, capsys):
    with held(home.history, how) as other:
        pauses[database.TRIES_IN_SILENCE - 1] = other.let_go
        store.add(PERSON)
    assert (many(home), capsys.readouterr().err) == (2, "")


def test_after_that_one_line_says_who_waits_for_what_and_the_result_is_kept_when_it_can_be(home, pauses, capsys):
    with held(home.history) as other:
        pauses[database.TRIES_IN_SILENCE * 90] = other.let_go
        store.add(PERSON)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{home.history}: {WAITING}")
    assert many(home) == 2


@pytest.mark.parametrize("use", [lambda: store.add(PERSON), store.kept_results, lambda: store.delete(None)])
def test_a_lock_that_stays_is_an_error_whose_advice_can_lose_nothing(home, pauses, use):
    with held(home.history), pytest.raises(GutboneError, match="Close that program and try again") as caught:
        use()
    assert (caught.value.exit_code, pauses.made, many(home)) == (1, database.TRIES, 1)
    assert "away" not in str(caught.value)


def test_two_minutes_are_waited_of_which_less_than_one_second_in_silence():
    """75 seconds, the longest that was ever reported, are not the end."""
    assert pytest.approx(120) == database.PAUSE * database.TRIES
    assert 0.5 < database.PAUSE * database.TRIES_IN_SILENCE < 1


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_ends_the_waiting_in_the_same_pause(home, pauses, stop):
    def end():
        raise stop

    pauses[7] = end
    with held(home.history), pytest.raises(stop):
        store.add(PERSON)
    assert (pauses.made, many(home)) == (7, 1)


def test_nobody_waits_before_the_result_or_in_a_shell_that_completes_an_id(home, pauses):
    with held(home.history):
        store.check_store()
        with pytest.raises(GutboneError):
            store.kept_ids(tries=0)
    assert pauses.made == 0


def test_a_reader_is_let_finish_before_a_change_is_made(home, pauses):
    with closing(sqlite3.connect(home.history, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM result").fetchall()
        pauses[30] = lambda: reader.execute("COMMIT")
        store.add(PERSON)
    assert (many(home), pauses.made) == (2, 30)


def test_score_prints_the_result_first_and_keeps_it_when_the_lock_has_gone(home, pauses):
    plain = run("score", "-", given=ANSWERS, **home.env)
    with held(home.history) as other:
        pauses[60] = other.let_go
        done = run("score", "-", "--keep", given=ANSWERS, **home.env)
    assert (done.code, done.out) == (0, plain.out)
    assert [WAITING in line for line in done.err.splitlines()] == [True, False]
    assert many(home) == 2


def test_score_prints_the_result_also_where_the_lock_stays(home, pauses):
    plain = run("score", "-", given=ANSWERS, **home.env)
    with held(home.history):
        done = run("score", "-", "--keep", given=ANSWERS, **home.env)
    assert (done.code, done.out, many(home)) == (1, plain.out, 1)
    assert pauses.made == database.TRIES


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_program_that_waits_and_its_result_is_out(home, number, code):
    plain = run("score", "-", given=ANSWERS, **home.env)
    command = [PROGRAM, "score", "-", "--keep"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with (
        held(home.history),
        subprocess.Popen(command, env=environment(**home.env), text=True, **pipes) as program,
    ):
        program.stdin.write(ANSWERS)
        program.stdin.close()
        assert WAITING in program.stderr.readline()
        program.send_signal(number)
        assert program.wait(PATIENCE) == code
        assert program.stdout.read() == plain.out
        assert "Traceback" not in program.stderr.read()
    assert many(home) == 1


def test_on_a_page_it_stands_alone_and_the_page_is_whole_again_when_the_lock_has_gone(home):
    last.hold(last.begin(result(HALFWAY, assessed_at=clock.now())))
    with Terminal(PROGRAM, "last", **home.env) as window:
        window.wait("see a step")
        with held(home.history) as other:
            window.type("k")
            window.until(lambda: WAITING in window.words, "a word")
            assert "Fibre" not in window.text
            other.let_go()
            window.wait("is kept on this computer as")
        assert WAITING not in window.words
        assert window.text.startswith("Your answers are")
        with held(home.history):
            window.step("1", "Step 1 of 3")
            window.step("\r", "gutbone is waiting")
            window.type("\x03")
            assert window.finish() == 130
        assert window.is_put_back


def test_an_earlier_step_is_looked_for_briefly_before_a_result_and_patiently_where_it_is_asked_for(home, pauses):
    with held(home.history):
        assert newest(INSTRUMENT, None) is None
        assert pauses.made == database.BRIEFLY
        done = run("step", **home.env)
    assert (pauses.made, done.code, done.out) == (database.BRIEFLY + database.TRIES, 1, "")


def test_a_full_disk_is_no_reason_to_move_the_results_away(home, monkeypatch):
    class Full(database.Patient):
        def execute(self, *statement):
            if statement[0].startswith("INSERT"):
                super().execute("PRAGMA max_page_count = 1")
            return super().execute(*statement)

    monkeypatch.setattr(database, "Patient", Full)
    with pytest.raises(GutboneError, match=r"full\. Nothing in it was changed\. Put that right and try again"):
        store.add(PERSON)
    assert many(home) == 1
