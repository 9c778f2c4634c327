"""Results that a person chose to keep: seen again, compared only with their like, exported, and deleted for good."""

import csv
import io
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from homes import Home, to_check
from hypothesis import given
from people import CONDITIONS, FULL, HALFWAY, INSTRUMENT, LEAST, people, result
from scripts import LINES, READ_ON, all_keys, lines_of, live_lines_of
from terminal import PATIENCE, PROGRAM, Terminal, joined, run, run_outside

from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.exchange.read import read_answers
from gutbone.history import store
from gutbone.history.database import MIGRATIONS, migrate, opened
from gutbone.history.table import json_lines, table, without_safety

WORDS = INSTRUMENT.words
NOTHING_KEPT = WORDS.history_none.format(command="gutbone quiz --keep")
HOSTILE = "\x1b[31m\x9b2J\u202e=1+1\r\n"
ADD = "INSERT INTO result (id, json) VALUES ('abc234', '{}')"
DATES = ("2026-01-31", "2026-03-14", "2026-04-25")


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def keep(home, answers, *options, date=DATES[0], conditions=(), **more):
    """Keep the result of some answers; give its id."""
    file = {"answers": answers, "conditions": list(conditions), "flags": [], "assessed_at": date, **more}
    done = run("score", "-", "--keep", *options, given=json.dumps(file), **home.env)
    assert done.code == 0, done.err
    return done.err.partition(" as ")[2].partition(".")[0]


def history(home, *arguments, **more):
    return run("history", *arguments, **{**home.env, **more})


def rows(home):
    with closing(sqlite3.connect(home.history)) as database:
        return database.execute("SELECT id, json FROM result").fetchall()


# --- kept only on request


def test_a_result_is_kept_with_keep_and_only_then(home):
    lines = LINES
    assert run("quiz", given=lines, **home.env).code == 0
    assert home.files() == []
    done = run("quiz", "--keep", given=lines, **home.env)
    assert len(rows(home)) == 1
    assert rows(home)[0][0] in done.err


@pytest.mark.parametrize("option", [(), ("--plain",)], ids=["keys", "plain"])
@pytest.mark.parametrize(("key", "kept"), [("y", 1), ("", 0)], ids=["yes", "Enter"])
def test_a_yes_on_the_last_page_keeps_it_and_enter_does_not(home, option, key, kept):
    go = "\n" if option else ""
    with home.quiz(*option) as quiz:
        quiz.wait(WORDS.plain_more.strip() if option else WORDS.welcome_title)
        quiz.type(f"\n{joined(live_lines_of()[:-1])}" if option else all_keys())
        quiz.wait("Check your answers")
        quiz.wait(WORDS.check_keep if option else WORDS.key_keep)
        quiz.type(f"{key}{go}{READ_ON}" if option else f"{key}q" if key else "\rq")
        assert quiz.finish() == 0
        assert " of 61 points" in quiz.story
    assert len(rows(home)) == kept if kept else not home.history.exists()


def test_where_it_is_kept_anyway_the_last_page_does_not_ask(home):
    with home.quiz("--keep") as quiz:
        to_check(quiz)
        assert WORDS.key_keep not in quiz.text
        quiz.type("y\rq")
        assert quiz.finish() == 0
    assert len(rows(home)) == 1


def test_nothing_is_kept_of_an_ending(home):
    assert run("quiz", "--keep", given="1\n", **home.env).code == 0
    assert run("quiz", "--keep", given=joined([*lines_of()[:-2], "1"]), **home.env).code == 0
    for answers in ("age: under_18", "flags: [bleeding_heavy]"):
        done = run("score", "-", "--keep", given=f"answers: {{fruit: one_a_day}}\n{answers}\n", **home.env)
        assert WORDS.kept_not in done.err
    assert rows(home) == []


def test_the_quick_screen_cannot_keep(home):
    assert run("screen", "3324231", "--keep", **home.env).code == 2


def test_it_is_for_its_owner_only(home):
    keep(home, HALFWAY)
    assert [path.name for path in home.history.parent.iterdir()] == ["history.db"]
    assert stat.S_IMODE(home.history.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.history.parent.stat().st_mode) == 0o700


def test_a_folder_that_others_could_open_is_closed_to_them(home):
    home.history.parent.mkdir(parents=True)
    home.history.parent.chmod(0o755)
    keep(home, HALFWAY)
    assert stat.S_IMODE(home.history.parent.stat().st_mode) == 0o700


def test_what_is_kept_is_the_whole_result(home):
    name = keep(home, HALFWAY, conditions=["warfarin"])
    answers = json.dumps({"answers": HALFWAY, "conditions": ["warfarin"], "flags": [], "assessed_at": DATES[0]})
    assert rows(home)[0][0] == name
    assert json.loads(rows(home)[0][1]) == json.loads(run("score", "-", "--format", "json", given=answers).out)


def test_with_the_clock_set_the_ids_repeat_and_never_collide(tmp_path):
    homes = [Home(tmp_path / name) for name in "ab"]
    for home in homes:
        home.env["SOURCE_DATE_EPOCH"] = "1767225600"
    first, second = ([keep(home, HALFWAY) for _ in range(3)] for home in homes)
    assert first == second
    assert len(set(first)) == 3


# --- seen again


@pytest.mark.parametrize("command", ["list", "trend", "show abc234", "delete --all --yes", "delete abc234"])
def test_without_any_history_there_is_a_friendly_line_and_no_file(home, command):
    done = history(home, *command.split())
    assert (done.code, done.out) == (0, NOTHING_KEPT + "\n")
    assert home.files() == []


def test_without_any_history_an_export_is_empty_and_says_so_beside_it(home):
    done = history(home, "export")
    assert (done.code, done.out, done.err) == (0, "", NOTHING_KEPT + "\n")


def test_the_list_names_each_result_the_oldest_first(home):
    late, early = keep(home, FULL, date=DATES[1], ref="Zoë"), keep(home, LEAST, "--core", date=DATES[0])
    out = history(home, "list").out
    first, second = out.splitlines()
    assert first.startswith(f"{early}  31 January 2026. Short form, gutbone-diet 3.0.0. 0 of 35")
    assert second.startswith(f"{late}  14 March 2026. Whole quiz, gutbone-diet 3.0.0. Zoë. 61 of 61")


def test_results_of_the_same_second_are_listed_in_the_order_they_were_kept(home):
    names = [keep(home, HALFWAY) for _ in range(5)]
    assert [line[:6] for line in history(home, "list").out.splitlines()] == names


def test_a_result_is_shown_again_as_it_was(home):
    file = json.dumps(
        {"answers": HALFWAY, "conditions": [], "flags": ["height_loss"], "assessed_at": DATES[0], "ref": "A"}
    )
    first = run("score", "-", "--keep", given=file, **home.env)
    name = rows(home)[0][0]
    assert history(home, "show", name).out == first.out
    for form in ("json", "note", "html"):
        assert history(home, "show", name, "--format", form).out == run("score", "-", "--format", form, given=file).out


def test_where_the_rules_have_changed_it_says_so_and_prints_in_full_in_its_own_words(home):
    name = keep(home, HALFWAY)
    other = str(Path(__file__).parent / "other_language")
    done = history(home, "show", name, "--rules", other)
    assert done.code == 0
    assert done.err.strip()
    result, _, _ = history(home, "show", name).out.rpartition("\n\n")  # the last paragraph says how to keep one
    assert done.out.rpartition("\n\n")[0] == result
    for form in ("json", "note", "oneline", "html"):
        own, others = (history(home, "show", name, "--format", form, *rules) for rules in ((), ("--rules", other)))
        assert others.out == own.out
    reasons = [history(home, "show", name, "--explain", *rules).out for rules in ((), ("--rules", other))]
    assert reasons[0].startswith(reasons[1].rpartition("\n\n")[0])
    assert history(home, "show", name, "--format", "fhir", "--rules", other).code == 1
    assert json.loads(history(home, "show", name, "--rules", other, "--format", "json").out) == json.loads(
        rows(home)[0][1]
    )


def test_a_result_that_an_older_program_kept_is_shown_and_followed_by_its_ids(home):
    name = keep(home, HALFWAY)
    old = json.loads(rows(home)[0][1])
    for key in ("notice_kinds", "headline", "titles", "limits", "shows_numbers", "shows_clinic", "ending", "sources"):
        del old[key]
    for part in (*old["answers"], old["total"], *old["domains"].values()):
        for key in ("label", "answer", "domain", "is_beyond", "least", "because", "sources", "text", "band_label"):
            part.pop(key, None)
    with closing(sqlite3.connect(home.history)) as database, database:
        database.execute("UPDATE result SET json = ?", (json.dumps(old),))
    assert "fibre: 15/24" in history(home, "show", name, "--score").out
    assert "15/24" not in history(home, "show", name).out  # it does not say whether this person wants numbers
    assert history(home, "trend").code == history(home, "list").code == history(home, "export").code == 0


@pytest.mark.parametrize("command", ["show", "export", "delete"])
def test_an_unknown_id_is_told_in_one_line(home, command):
    keep(home, HALFWAY)
    done = history(home, command, "nobody")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "no result is kept as nobody" in done.err
    assert len(rows(home)) == 1


# --- over time


def test_the_trend_shows_each_domain_over_time_and_which_answers_changed(home):
    for date, fruit in zip(DATES, ("hardly_ever", "one_a_day", "one_a_day"), strict=True):
        keep(home, {**HALFWAY, "fruit": fruit}, date=date)
    out = history(home, "trend").out
    for domain in INSTRUMENT.domains:
        assert f"\n{domain.label}\n  31 January 2026" in out
    assert "31 January 2026: 9 of 24 points\n  14 March 2026: 15 of 24 points" in out
    changed = f"Fruit: About 1 a day. Before: Hardly any. {WORDS.trend_closer}"
    counted = WORDS.trend_counted.format(closer=1, further=0)
    assert f"from 31 January 2026 to 14 March 2026\n  {changed}\n  {counted}\n" in out
    assert f"from 14 March 2026 to 25 April 2026\n  {WORDS.trend_same}\n" in out
    assert WORDS.trend_chance in " ".join(out.split())


def test_an_answer_that_does_not_apply_has_not_changed_whatever_was_answered(home):
    for date, fruit in zip(DATES, ("hardly_ever", "one_a_day"), strict=False):
        keep(home, {**HALFWAY, "fruit": fruit}, date=date, conditions=["low_fibre"])
    out = history(home, "trend").out
    assert f"{WORDS.trend_same}\n" in out
    assert "Before" not in out


def test_f4_a_terminal_draws_a_picture_and_plain_mode_comes_in_pieces_without_one(home):
    keep(home, HALFWAY)
    keep(home, FULL, date=DATES[1])
    for option, is_drawn in (((), True), (("--plain",), False)):
        with Terminal(PROGRAM, "history", "trend", *option, rows=120, **home.env) as trend:
            if not is_drawn:
                trend.wait(WORDS.plain_more.strip())
                assert WORDS.form_full in trend.lines[0]
                assert trend.screen.cursor.y <= 15
                assert trend.lines[trend.screen.cursor.y] == WORDS.plain_more.strip()
                trend.type("\n" * 9)
            assert trend.finish() == 0
            assert ("24 │" in trend.text) == is_drawn
            assert "15 of 24 points" in trend.text


@pytest.mark.parametrize("columns", [36, 40, 80])
def test_the_trend_fits_the_window(home, columns):
    keep(home, HALFWAY)
    keep(home, FULL, date=DATES[1])
    with Terminal(PROGRAM, "history", "trend", columns=columns, drawn=200, rows=200, **home.env) as trend:
        trend.finish()
        assert max(map(len, trend.lines)) <= columns


def test_the_short_form_is_never_compared_with_the_whole_quiz(home):
    keep(home, LEAST, date=DATES[0])
    keep(home, FULL, "--core", date=DATES[1])
    out = history(home, "trend").out
    assert WORDS.trend_changed.split()[0] + " changed" not in out
    assert out.count(WORDS.trend_one) == 2
    assert WORDS.trend_apart in " ".join(out.split())


def test_results_of_different_references_are_never_compared(home):
    for date, ref in zip(DATES, ("Ann", "Ben", "Ann"), strict=True):
        keep(home, HALFWAY, date=date, ref=ref)
    out = history(home, "trend").out
    assert out.count("from 31 January 2026 to 25 April 2026") == out.count(" changed from ") == 1
    assert out.count(WORDS.trend_one) == 1
    assert out.index("Reference: Ann.") < out.index("Reference: Ben.")


@pytest.mark.parametrize("key", ["id", "version"])
def test_results_of_other_rules_are_never_compared(home, key):
    keep(home, LEAST, date=DATES[0])
    keep(home, FULL, date=DATES[1])
    name, text = rows(home)[0]
    other = json.loads(text)
    other["instrument"][key] = "other"
    put(home, name, json.dumps(other))
    out = history(home, "trend").out
    assert out.count(WORDS.trend_one) == 2
    assert "other" in out


def put(home, name, text):
    """Write over a kept result."""
    with closing(sqlite3.connect(home.history)) as database:
        database.execute("UPDATE result SET json = ? WHERE id = ?", (text, name))
        database.commit()


@pytest.mark.parametrize("command", ["list", "trend"])
def test_someone_with_an_eating_disorder_sees_no_numbers_unless_asked_for(home, command):
    keep(home, HALFWAY, conditions=["eating_disorder"])
    keep(home, FULL, date=DATES[1], conditions=["eating_disorder"])
    assert "points" not in history(home, command).out
    assert "points" in history(home, command, "--score").out


@pytest.mark.parametrize("command", ["list", "trend"])
def test_said_once_it_hides_the_numbers_of_every_result_of_that_person_and_no_other(home, command):
    keep(home, HALFWAY, conditions=["eating_disorder"])
    keep(home, FULL, "--core", date=DATES[1])
    assert "points" not in history(home, command).out
    keep(home, FULL, date=DATES[2], ref="Ben")
    assert "points" in history(home, command).out.rpartition("Ben")[2]
    assert "points" not in history(home, command).out.rpartition("Ben")[0]


@pytest.mark.parametrize("command", ["list", "trend"])
def test_without_numbers_there_are_none(home, command):
    keep(home, HALFWAY)
    assert "points" not in history(home, command, "--no-score").out


# --- out and back in again


@given(person=people())
def test_a_json_line_is_read_back_to_the_same_result(person):
    if any(INSTRUMENT.condition[name].stops for name in person.known):
        return
    assessment = assess(INSTRUMENT, person)
    kept = store.Kept("abc234", assessment)
    again = read_answers(json_lines([kept], with_safety=True).encode(), "x", INSTRUMENT)
    assert assess(INSTRUMENT, again) == kept.result
    bare = without_safety(kept.result)
    again = assess(INSTRUMENT, read_answers(json_lines([kept], with_safety=False).encode(), "x", INSTRUMENT))
    assert (again.total, again.domains) == (bare.total, bare.domains) == (kept.result.total, kept.result.domains)


@pytest.mark.parametrize("form", [json_lines, table])
def test_without_safety_an_export_names_no_condition_and_no_warning_sign(form):
    flags = ["height_loss", "low_weight", "bowel_change"]
    for number, name in enumerate(CONDITIONS):
        kept = store.Kept("abc234", result(HALFWAY, name, flags=[flags[number % 3]], assessed_at=DATES[0]))
        text, whole = (form([kept], with_safety=with_safety) for with_safety in (False, True))
        assert name in whole
        for block in (*INSTRUMENT.condition.values(), *INSTRUMENT.flag.values()):
            if block.id not in INSTRUMENT.ages:
                assert block.id not in text
                assert block.label not in text
                assert not block.brief or block.brief not in text


@given(person=people())
def test_a_row_of_the_table_is_read_back_to_the_same_scores(person):
    if any(INSTRUMENT.condition[name].stops for name in person.known):
        return
    kept = store.Kept("abc234", assess(INSTRUMENT, person))
    for with_safety in (True, False):
        text = table([kept], with_safety=with_safety).encode()
        again = assess(INSTRUMENT, read_answers(text, "x.csv", INSTRUMENT))
        assert (again.total, again.domains) == (kept.result.total, kept.result.domains)
        if with_safety:
            assert (again.conditions, again.flags, again.tips) == (
                kept.result.conditions,
                kept.result.flags,
                kept.result.tips,
            )


def test_score_takes_an_exported_file(home):
    name = keep(home, HALFWAY, ref="=cmd", conditions=["warfarin"])
    shown = history(home, "show", name, "--format", "json").out
    for form in ("jsonl", "csv"):
        file = home.folder / f"mine.{form}"
        assert history(home, "export", "--format", form, "--with-safety", "-o", str(file)).code == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert run("score", str(file), "--format", "json").out == shown


def test_a_table_of_several_people_is_not_scored_as_one(home):
    keep(home, HALFWAY)
    keep(home, FULL)
    file = home.folder / "both.csv"
    history(home, "export", "--format", "csv", "-o", str(file))
    done = run("score", str(file))
    assert done.code == 2
    assert "this table holds 2 people. Score one: gutbone history export ID." in done.err
    file.write_text("ref,fruit\na,one_a_day\nb,two_a_day\n")
    done = run("score", str(file))
    assert done.err.endswith("holds 2 people. Give it one row. To score all: gutbone cohort [ANSWERS_011]\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fruit\nlots\n", "me.csv:2: there is no option of fruit lots."),
        ('ref,fruit\n"a\nb",lots\n', "me.csv:3: there is no option of fruit lots."),
        ("fruit,conditions\n1,ibs cold\n", "me.csv:2: there is no condition cold."),
        ("fruit,mode\n1,quick\n", "me.csv:2: there is no mode quick."),
        ("fruit\n", "me.csv: this table holds 0 people."),
        ('fruit\n"1\n', "me.csv: this is no table."),
    ],
)
def test_what_does_not_fit_in_a_table_is_refused_with_its_line(text, problem):
    with pytest.raises(GutboneError) as caught:
        read_answers(text.encode(), "me.csv", INSTRUMENT)
    assert str(caught.value).startswith(problem)


def test_conditions_and_flags_leave_only_with_safety(home):
    file = {"answers": HALFWAY, "conditions": list(CONDITIONS[:-1]), "flags": ["height_loss"]}
    assert run("score", "-", "--keep", given=json.dumps(file), **home.env).code == 0
    words = [*CONDITIONS[:-1], "height_loss", "warfarin", "kidney"]
    for form in ("jsonl", "csv"):
        bare = history(home, "export", "--format", form).out
        assert [word for word in words if word in bare] == []
        assert "warfarin" in history(home, "export", "--format", form, "--with-safety").out


def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(home):
    for ref in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1"):
        keep(home, HALFWAY, ref=ref)
    read = list(csv.DictReader(io.StringIO(history(home, "export", "--format", "csv").out)))
    assert len(read) == 7
    assert [row["ref"] for row in read if row["ref"][0] in "=+-@\t\r"] == []


def test_the_table_has_a_date_that_spreadsheets_know_beside_the_time(home):
    keep(home, HALFWAY, date="2026-01-31T23:30:00-05:00")
    for zone, day in (("UTC0", "2026-02-01"), ("EST5", "2026-01-31")):
        done = run_outside("history", "export", "--format", "csv", **{**home.env, "TZ": zone})
        (row,) = csv.DictReader(io.StringIO(done.out))
        assert (row["date"], row["assessed_at"]) == (day, "2026-01-31T23:30:00-05:00")


def test_an_id_is_nothing_that_a_spreadsheet_takes_for_a_value():
    """Digits make numbers, with an e between them too, or dates with a month; TRUE, FALSE, NAN and INF have vowels."""
    person = result(assessed_at="2026-01-31T09:30:00+00:00")
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as there:
        there.setenv("XDG_DATA_HOME", folder)
        names = [store.add(person) for _ in range(50)]
    assert all(re.fullmatch("[b-df-hjkmnp-tv-z]{6}", name) for name in names)


def test_an_id_of_an_older_program_is_still_found(home):
    keep(home, HALFWAY)
    for name in ("234567", "3e4567", "9mar24"):
        put_under(home, name)
        assert history(home, "show", name).code == 0
        assert history(home, "delete", name, "--yes").code == 0


def put_under(home, name):
    """Keep the first result once more, under an id."""
    with closing(sqlite3.connect(home.history)) as database, database:
        database.execute("INSERT INTO result (id, json) SELECT ?, json FROM result LIMIT 1", (name,))


def test_export_writes_over_nothing_without_force(home):
    keep(home, HALFWAY)
    file = home.folder / "mine.jsonl"
    file.write_text("before")
    assert history(home, "export", "-o", str(file)).code == 1
    assert file.read_text() == "before"
    assert history(home, "export", "-o", str(file), "--force").code == 0


# --- deleted for good


def test_delete_all_leaves_no_byte_of_an_answer_behind(home):
    for _ in range(10):
        keep(home, HALFWAY, conditions=["warfarin"], ref="Zoë")
    home.stop_after(6)
    (home.unfinished.with_name(".gutbone-77")).write_text("one_a_day")
    words = ["one_a_day", "warfarin", "Zoë", "few_a_week", "fruit", "gutbone-diet"]
    assert all(home.holds(word) for word in words)
    done = history(home, "delete", "--all", "--yes")
    assert (done.code, done.err.strip()) == (0, WORDS.history_deleted.format(count=10))
    assert [word for word in words if home.holds(word)] == []
    assert [path.name for path in home.files()] == ["history.db"]


def test_a_deleted_result_is_gone_and_the_others_stay(home):
    gone, stays = keep(home, HALFWAY, ref="Ann"), keep(home, FULL, ref="Bob")
    assert history(home, "delete", gone, "--yes").code == 0
    assert [name for name, _ in rows(home)] == [stays]
    assert (home.holds("Ann"), home.holds("Bob")) == (False, True)


@pytest.mark.parametrize(("answer", "left"), [("yes", 0), ("no", 1), ("", 1)])
def test_in_a_terminal_it_asks_before_it_deletes(home, answer, left):
    keep(home, HALFWAY)
    with Terminal(PROGRAM, "history", "delete", "--all", **home.env) as delete:
        delete.wait("Type yes")
        delete.type(f"{answer}\n")
        assert delete.finish() == 0
    assert len(rows(home)) == left


def test_elsewhere_it_wants_yes_to_be_said(home):
    keep(home, HALFWAY)
    done = history(home, "delete", "--all")
    assert done.code == 2
    assert "--yes" in done.err
    assert len(rows(home)) == 1


@pytest.mark.parametrize("arguments", [(), ("abc234", "--all")])
def test_what_to_delete_has_to_be_said(home, arguments):
    assert history(home, "delete", *arguments).code == 2


# --- hostile, older and newer


@pytest.mark.parametrize("place", ["ref", "instrument.id", "instrument.version", "answers.0.item", "answers.0.option"])
def test_nothing_in_the_history_can_steer_the_terminal(home, place):
    keep(home, HALFWAY)
    ((name, text),) = rows(home)
    change = json.loads(text)
    *path, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    at = change
    for part in path:
        at = at[part]
    at[last] = HOSTILE
    change["instrument"]["sha256"] = "0" * 64
    change["domains"][HOSTILE] = change["domains"].pop("fibre")
    put(home, name, json.dumps(change))
    with closing(sqlite3.connect(home.history)) as database:
        database.execute("INSERT INTO result (id, json) VALUES (?, ?)", (HOSTILE, json.dumps(change)))
        database.commit()
    for command in ("list", "trend", f"show {name}", f"show {name} --format json", "export", "export --format csv"):
        done = history(home, *command.split())
        assert done.code == 0, done.err
        assert not set("\x1b\x9b\u202e\r") & set(done.out + done.err), command


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "gutbone.result/1"}', "\x00"])
def test_a_damaged_result_is_told_and_can_be_deleted(home, text):
    keep(home, FULL)
    name = keep(home, HALFWAY)
    put(home, name, text)
    for command in ("list", "trend", "export"):
        done = history(home, command)
        assert done.code == 1
        assert f"gutbone history delete {name}" in done.err
    assert history(home, "delete", name, "--yes").code == 0
    assert history(home, "list").code == 0


def test_an_older_database_is_brought_up_to_date_and_keeps_its_results(tmp_path):
    path = tmp_path / "gutbone" / "history.db"
    with opened(path) as database:
        database.execute(ADD)
    newer = (*MIGRATIONS, "ALTER TABLE result ADD COLUMN note TEXT")
    for _ in range(2):
        with opened(path, newer) as database:
            assert database.execute("SELECT id, json, note FROM result").fetchall() == [("abc234", "{}", None)]
    with pytest.raises(GutboneError, match="newer"), opened(path):
        pass


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path):
    path = tmp_path / "gutbone" / "history.db"
    with opened(path) as database:
        database.execute(ADD)
    before = path.read_bytes()
    broken = (*MIGRATIONS, "ALTER TABLE result ADD COLUMN note TEXT", "ALTER TABLE nothing ADD COLUMN note TEXT")
    with pytest.raises(GutboneError, match="cannot be used"), opened(path, broken):
        pass
    assert path.read_bytes() == before


KEEP_SOME = """
import json, sys
from people import result
from gutbone.history.store import add
assessment = result(assessed_at="2026-01-31T09:30:00+00:00")
for _ in range(int(sys.argv[1])):
    print(add(assessment))
"""


@pytest.mark.parametrize(("many", "each"), [(3, 30), pytest.param(20, 100, marks=pytest.mark.long)])
def test_programs_keep_many_results_each_at_once_and_none_is_lost(tmp_path, many, each):
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        home = Home(Path(folder))
        env = {
            **os.environ,
            **home.env,
            "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(Path(__file__).parent)]),
        }
        command = [sys.executable, "-c", KEEP_SOME, str(each)]
        programs = [
            subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(many)
        ]
        ends = [program.communicate(timeout=20 * PATIENCE) for program in programs]
        said = {line for _, err in ends for line in err.splitlines()}
        assert all("[HISTORY_009]" in line for line in said)  # among many, some wait long enough to be told
        assert {program.returncode for program in programs} == {0}
        told = [name for out, _ in ends for name in out.splitlines()]
        assert len(set(told)) == len(rows(home)) == many * each
        assert {name for name, _ in rows(home)} == set(told)


def test_tables_that_another_program_makes_meanwhile_are_not_taken_for_another_programs(tmp_path):
    path = tmp_path / "history.db"

    def make_tables(statement):
        if "sqlite_master" in statement and not path.with_suffix(".made").exists():
            path.with_suffix(".made").touch()
            with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, timeout=0)) as other:
                other.isolation_level = None
                migrate(other, path, MIGRATIONS)

    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as database:
        database.set_trace_callback(make_tables)
        migrate(database, path, MIGRATIONS)
        assert database.execute("SELECT count(*) FROM result").fetchone() == (0,)
