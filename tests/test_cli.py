"""The command line: help, exit codes, files, completion, and no network."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from people import INSTRUMENT as RULES
from scripts import ITEMS, LINES, all_keys, lines_of
from terminal import PATIENCE, PROGRAM, Terminal, environment, joined, run, run_outside
from typer.main import get_command

from gutbone.base.files import packaged_rules
from gutbone.cli.app import app
from gutbone.report.explain import explain_article, explain_id

ANSWERS = "answers:\n" + "".join(f"  {item.id}: {item.options[1].id}\n" for item in RULES.items.values())
KINDS = ("domain", "items", "tips", "condition", "flag")


def commands() -> list[tuple[str, ...]]:
    """Every command and every group of commands, by the words that call it."""

    def below(group, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = [words]
        for name in group.list_commands(None) if hasattr(group, "list_commands") else ():
            found += below(group.get_command(None, name), (*words, name))
        return found

    return below(get_command(app), ())


COMMANDS = commands()


@pytest.fixture
def answers(tmp_path) -> Path:
    """A file of answers in a folder of its own."""
    path = tmp_path / "answers.yaml"
    path.write_text(ANSWERS)
    return path


# --- help and usage


def test_without_a_terminal_gutbone_prints_its_help():
    done = run()
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: gutbone")
    assert "gutbone quiz" in done.out


def test_in_a_terminal_gutbone_starts_the_quiz():
    with Terminal(PROGRAM) as terminal:
        terminal.wait("Enter to begin")
        terminal.type(all_keys() + "\rq")
        assert terminal.finish() == 0
        assert " of 61 points" in terminal.story


def test_both_ways_to_ask_for_help_give_the_same():
    assert run("-h").out == run("--help").out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_has_its_examples_first(words):
    done = run(*words, "-h")
    assert (done.code, done.err) == (0, "")
    text = done.out
    assert text.startswith(f"Usage: {' '.join(['gutbone', *words])}")
    assert 0 < text.index("Examples:") < text.index("Options:")
    example = text[text.index("Examples:") :].splitlines()[1].strip()
    assert example.startswith(" ".join(["gutbone", *words]))
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_list_of_commands_says_what_each_is_for():
    listed = run("-h").out.split("Commands:")[1]
    for words in COMMANDS:
        if len(words) == 1:
            assert re.search(rf"^  {words[0]} +[A-Z]", listed, re.MULTILINE)
    assert "Examples" not in listed


def test_the_help_says_that_nothing_is_sent():
    assert "never uses the network" in " ".join(run("--help").out.split())


def test_version_names_the_tool_and_the_instrument():
    done = run("--version")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"gutbone \d+\.\d+\.\d+(\.dev\d+)? with gutbone-diet \d+\.\d+\.\d+\n", done.out)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["scroe", "x"], "score"),
        (["quizz"], "quiz"),
        (["quiz", "--plan"], "--plain"),
        (["score", "-", "--fromat", "json"], "--format"),
        (["explain", "pulsses"], "pulses"),
        (["explain", "warfrin"], "warfarin"),
        (["score", "-", "--has", "gluten_fre"], "gluten_free"),
        (["score", "-", "--flag", "hight_loss"], "height_loss"),
        (["score", "-", "--answer", "frut=one_a_day"], "fruit"),
        (["score", "-", "--answer", "fruit=one_day"], "one_a_day"),
        (["score", "-", "--format", "jsn"], "json"),
    ],
    ids=" ".join,
)
def test_a_mistyped_word_gets_one_line_that_says_what_was_meant(arguments, meant):
    done = run(*arguments, given=ANSWERS)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("Error: ")
    assert meant in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing-like-it"],
        ["quiz", "--zzz"],
        ["score"],
        ["quiz", "extra"],
        ["score", "-", "--ref"],
        ["explain", "zzzz"],
    ],
    ids=" ".join,
)
def test_an_unknown_or_missing_word_gets_one_line_and_exit_code_2(arguments):
    done = run(*arguments, given=ANSWERS)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("Error: ")


def test_no_word_given_can_steer_the_terminal():
    for arguments in (["\x1b[31mred"], ["explain", "\x1b]0;title\x07"], ["score", "/no/\x1b[2Jfile"]):
        done = run(*arguments)
        assert done.code == 2
        assert re.search(r"[\x00-\x09\x0b-\x1f\x7f]", done.err) is None


def test_a_wrong_format_is_refused_before_the_first_question():
    done = run("quiz", "--format", "pdf", given="2\n")
    assert done.code == 2
    assert "Question" not in done.err
    assert "--format" in done.err


# --- explain


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_has_an_id_can_be_explained(kind):
    for name in getattr(RULES, kind):
        for columns in (40, 80):
            text = explain_id(RULES, name, columns)
            assert name in text
            wrapped = [line for line in text.splitlines() if "https://" not in line]  # addresses stay whole
            assert max(map(len, wrapped)) <= columns, name


@pytest.mark.parametrize("name", [next(iter(getattr(RULES, kind))) for kind in KINDS])
def test_explain_prints_one_thing_of_each_kind(name):
    done = run("explain", name)
    assert (done.code, done.err) == (0, "")
    assert done.out == explain_id(RULES, name, 80)


def test_explain_without_an_id_tells_the_article():
    assert run("explain").out == explain_article(RULES, 80)


def test_every_explanation_says_more_than_a_name():
    for name in (name for kind in KINDS for name in getattr(RULES, kind) if name not in RULES.ages):
        assert explain_id(RULES, name, 80).count("\n") > 1, name


def test_an_age_group_is_explained_too():
    for name in RULES.ages:
        assert explain_id(RULES, name, 80).count("\n") > 1, name


# --- score


def test_answers_from_standard_input_are_scored():
    done = run("score", "-", given=ANSWERS)
    assert (done.code, done.err) == (0, "")
    assert " of 61 points" in done.out


def test_a_file_and_standard_input_give_the_same(answers):
    assert run("score", str(answers)).out == run("score", "-", given=ANSWERS).out


@pytest.mark.parametrize(
    "given", [b"", b"\x00\xff", b"answers: [", b"- 1\n", b"answers: {fruit: lots}\n", b"\x80" * 5000]
)
def test_answers_that_cannot_be_read_get_one_line_and_exit_code_2(given):
    done = run("score", "-", given=given)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("Error: ")


def test_a_file_that_is_not_there_gets_one_line():
    done = run("score", "/no/such/file.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: /no/such/file.yaml")
    assert len(done.err.splitlines()) == 1


def test_the_kinds_are_overridden_with_a_notice_when_live_food_is_hardly_ever_eaten():
    done = run("score", "-", "--answer", "fermented_days=hardly_ever", given=ANSWERS)
    assert done.code == 0
    assert RULES.items["fermented_kinds"].label in done.out


NUMBERS = re.compile(r"\d+ points|of \d+ points")


def test_no_score_shows_words_and_tips_but_no_numbers_and_no_bands():
    done = run("score", "-", "--no-score", "--none", given=ANSWERS)
    assert done.code == 0
    assert not NUMBERS.search(done.out)
    assert not any(band.label in done.out or band.sentence in done.out for band in RULES.bands.edges)
    assert "1. " in done.out


def test_someone_with_an_eating_disorder_sees_no_numbers_unless_asked_for():
    hidden = run("score", "-", "--has", "eating_disorder", given=ANSWERS)
    assert hidden.code == 0
    assert not NUMBERS.search(hidden.out)
    assert not any(band.label in hidden.out for band in RULES.bands.edges)
    shown = run("score", "-", "--has", "eating_disorder", "--score", given=ANSWERS)
    assert NUMBERS.search(shown.out)


def test_an_eating_disorder_ticked_in_the_quiz_hides_the_numbers_too():
    row = [condition.id for condition in RULES.conditions.conditions].index("eating_disorder") + 1
    done = run("quiz", given=joined(["2", row, "2", *ITEMS, "none", ""]))
    assert done.code == 0
    assert not NUMBERS.search(done.out)


# --- writing a file


def test_a_result_is_written_whole_and_only_for_its_owner(answers):
    target = answers.with_name("result.txt")
    done = run("score", str(answers), "-o", str(target))
    assert (done.code, done.out, done.err) == (0, "", "")
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_text() == run("score", str(answers)).out
    assert sorted(path.name for path in answers.parent.iterdir()) == ["answers.yaml", "result.txt"]


def test_a_quiz_can_write_its_result(tmp_path):
    done = run("quiz", "-o", "mine.txt", given=LINES, cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert " of 61 points" in (tmp_path / "mine.txt").read_text()


def test_a_file_that_is_there_is_never_written_over(answers):
    target = answers.with_name("result.txt")
    target.write_text("mine")
    done = run("score", str(answers), "-o", str(target))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"Error: {target}: ")
    assert "--force" in done.err
    assert target.read_text() == "mine"


def test_a_quiz_refuses_its_output_before_the_first_question(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = run("quiz", "-o", "mine.txt", given=LINES, cwd=tmp_path)
    assert done.code == 1
    assert "Question" not in done.err


def test_a_quiz_refuses_an_output_it_cannot_write_before_the_first_question(tmp_path):
    done = run("quiz", "-o", "no/such/folder/mine.txt", given=LINES, cwd=tmp_path)
    assert done.code == 1
    assert "Question" not in done.err


def test_with_force_a_file_is_replaced_and_is_its_owners_only(answers):
    target = answers.with_name("result.txt")
    target.write_text("mine")
    target.chmod(0o644)
    done = run("score", str(answers), "-o", str(target), "--force")
    assert done.code == 0
    assert " of 61 points" in target.read_text()
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_written_through(answers):
    target, link = answers.with_name("target"), answers.with_name("link")
    link.symlink_to(target)
    assert run("score", str(answers), "-o", str(link)).code == 1
    assert not target.exists()


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "force"])
@pytest.mark.parametrize("place", ["missing/result.txt", "answers.yaml/result.txt", "folder", ".", "x" * 300])
def test_where_it_cannot_write_it_says_so_and_leaves_nothing(answers, place, force):
    (answers.parent / "folder").mkdir()
    done = run("score", str(answers), "-o", place, *force, cwd=answers.parent)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"Error: {place}: ")
    assert len(done.err.splitlines()) == 1
    assert sorted(path.name for path in answers.parent.iterdir()) == ["answers.yaml", "folder"]
    assert list((answers.parent / "folder").iterdir()) == []
    assert answers.read_text() == ANSWERS


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_gets_one_line(answers):
    folder = answers.parent / "closed"
    folder.mkdir(mode=0o500)
    done = run("score", str(answers), "-o", str(folder / "result.txt"))
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1


def test_answers_that_are_refused_leave_no_file(tmp_path):
    assert run("score", "-", "-o", "result.txt", given="answers: {fruit: lots}", cwd=tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_dash_after_o_is_standard_output(answers):
    done = run("score", str(answers), "-o", "-", cwd=answers.parent)
    assert (done.code, done.err) == (0, "")
    assert done.out == run("score", str(answers)).out
    assert [path.name for path in answers.parent.iterdir()] == ["answers.yaml"]


@pytest.mark.skipif(os.name != "posix", reason="needs a named pipe")
@pytest.mark.parametrize("kind", ["pipe", "link", "dangling link"])
def test_force_writes_over_ordinary_files_only(answers, kind):
    place, target = answers.with_name("place"), answers.with_name("target")
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(target)
        if kind == "link":
            target.write_text("mine")
    before = place.lstat()
    done = run("score", str(answers), "-o", str(place), "--force")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert "ordinary file" in done.err
    assert (place.lstat().st_ino, place.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert (target.read_text() if target.exists() else None) == ("mine" if kind == "link" else None)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["score -", "score - --format json", "explain", "--version", "quiz -h"])
def test_a_full_disk_gets_one_line_and_exit_code_1(command):
    said = piped(f'"$PROGRAM" {command} > /dev/full; echo "code $?" >&2')
    assert re.fullmatch(r"Error: standard output: cannot write here: [^\n]*-o\. \[FILE_005\]\ncode 1\n", said)


# --- rules of one's own


def broken(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the packaged rules with one mistake in it."""
    copy = folder / "rules"
    shutil.copytree(packaged_rules(), copy)
    path = copy / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return copy


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("domains/fibre.yaml", "points: 0", "points: none at all"),
        ("domains/fibre.yaml", "- id: fruit", "- idd: fruit"),
        ("words.yaml", "your_answer:", "your_answr:"),
        ("flags.yaml", "level: emergency", "level: calm"),
        ("conditions.yaml", "- id: ibs", "- id: [ibs"),
        ("instrument.yaml", "version: 3.0.0", "version: 3.0.0\nversion: 4.0.0"),
    ],
)
def test_broken_rules_are_told_with_their_file_line_and_column(tmp_path, name, old, new):
    rules = broken(tmp_path, name, old, new)
    done = run("quiz", "--rules", str(rules))
    assert (done.code, done.out) == (1, "")
    assert re.match(rf"Error: {re.escape(str(rules))}/{re.escape(name)}:\d+:\d+: ", done.err)


def test_no_command_runs_on_broken_rules(tmp_path):
    rules = broken(tmp_path, "flags.yaml", "level: emergency", "level: calm")
    for arguments in (["score", "-"], ["quiz"], ["explain"], ["explain", "fruit"]):
        done = run(*arguments, "--rules", str(rules), given=ANSWERS)
        assert (done.code, done.out) == (1, "")


def test_rules_that_are_not_there_are_told_in_one_line(tmp_path):
    done = run("explain", "--rules", str(tmp_path / "none"))
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)


def test_the_environment_can_name_the_rules(tmp_path):
    rules = broken(tmp_path, "words.yaml", "none: None", "none: Nothing at all")
    given = joined(lines_of(conditions="nothing at all", flags="11"))
    assert "What applies to you: Nothing at all" in run("quiz", given=given, GUTBONE_RULES=str(rules)).err


def test_the_version_is_that_of_the_rules_which_the_environment_names(tmp_path):
    rules = broken(tmp_path, "instrument.yaml", "version: 3.0.0", "version: 1.2.3")
    assert run("--version", GUTBONE_RULES=str(rules)).out.endswith(" with gutbone-diet 1.2.3\n")
    assert run("--version").out.endswith(" with gutbone-diet 3.0.0\n")


def test_none_may_stand_beside_what_applies():
    asked = run("score", "-", "--none", "--has", "warfarin", "--flag", "height_loss", "--format", "note", given=ANSWERS)
    assert (asked.code, asked.err) == (0, "")
    assert " ".join(asked.out.split()).startswith(
        "FLAGS: 1) 4cm shorter, curved back (see your GP). Conditions: 2) Warfarin."
    )
    only = run("score", "-", "--none", "--has", "warfarin", "--format", "note", given=ANSWERS)
    assert only.out.startswith("FLAGS: none. ")
    unasked = run("score", "-", "--has", "warfarin", "--format", "note", given=ANSWERS)
    assert unasked.out.startswith("FLAGS: not asked. ")


def test_the_trace_is_printed_only_with_debug():
    environ = environment()
    for options, expected in (([], False), (["--debug"], True)):
        done = subprocess.run(
            [PROGRAM, "explain", "zzz", *options], capture_output=True, env=environ, timeout=PATIENCE, check=False
        )
        assert (b"Traceback" in done.stderr) is expected
        assert done.returncode == 2


# --- completion


def complete(shell: str, line: str) -> str:
    """Ask for completions the way a shell's script does."""
    words = line.split(" ")
    given = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    return run(_GUTBONE_COMPLETE=f"complete_{shell}", **given).out


SHELLS = pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])


@SHELLS
def test_the_completion_script_is_printed(shell):
    done = run(_GUTBONE_COMPLETE=f"source_{shell}")
    assert (done.code, done.err) == (0, "")
    assert f"complete_{shell}" in done.out
    assert "gutbone" in done.out


@SHELLS
def test_ids_are_completed_in_every_shell(shell):
    assert "fruit" in complete(shell, "gutbone explain fr")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("gutbone ex", "explain"),
        ("gutbone explain war", "warfarin"),
        ("gutbone score x.yaml --has glu", "gluten_free"),
        ("gutbone score x.yaml --flag hei", "height_loss"),
        ("gutbone score x.yaml --no-s", "--no-score"),
        ("gutbone score x.yaml --format ht", "html"),
        ("gutbone score x.yaml --answer fru", "fruit="),
        ("gutbone score x.yaml --answer cups=si", "cups=six_to_eight"),
        ("gutbone screen --by ca", "carer"),
        ("gutbone rules schema --of dom", "domain"),
        ("gutbone rules export --format ca", "card"),
        ("gutbone rules show --format m", "md"),
    ],
)
def test_commands_ids_and_options_are_completed(line, word):
    assert word in complete("bash", line)


def test_what_does_not_begin_so_is_not_offered():
    assert all(word.startswith("fr") for word in complete("bash", "gutbone explain fr").split())
    assert complete("bash", "gutbone explain zzz").split() == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_with_the_script_it_was_given():
    script = """
        eval "$(_GUTBONE_COMPLETE=source_bash gutbone)"
        COMP_WORDS=(gutbone explain fr) COMP_CWORD=2
        _gutbone_completion gutbone
        echo "${COMPREPLY[*]}"
    """
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, env=environment(), timeout=PATIENCE, check=False, text=True
    )
    assert done.stdout.split()[0] == "fruit"
    assert done.stderr == ""


# --- the same input, the same bytes


@pytest.mark.parametrize("arguments", [["score", "-"], ["score", "-", "--format", "json"]], ids=" ".join)
def test_with_the_clock_set_the_same_input_gives_the_same_bytes(arguments):
    once, twice = (
        run_outside(*arguments, given=ANSWERS, SOURCE_DATE_EPOCH="1769850000", PYTHONHASHSEED=s).out for s in "12"
    )
    assert once == twice
    assert once


def test_a_quiz_with_the_clock_set_gives_the_same_bytes():
    words = ("quiz", "--format", "json")
    once, twice = (run_outside(*words, given=LINES, SOURCE_DATE_EPOCH="1769850000", PYTHONHASHSEED=s).out for s in "12")
    assert once == twice
    assert json.loads(once)["assessed_at"] == "2026-01-31T09:00:00+00:00"


@pytest.mark.parametrize("epoch", ["soon", "1e400", "9" * 40, ""])
def test_a_clock_that_is_no_number_is_told_in_one_line(epoch):
    done = run("score", "-", given=ANSWERS, SOURCE_DATE_EPOCH=epoch)
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "SOURCE_DATE_EPOCH" in done.err


# --- pipes and signals


def piped(script: str, **more: str) -> str:
    """Run a shell script and give what it wrote to stderr."""
    done = subprocess.run(
        ["bash", "-c", script],
        input=ANSWERS.encode(),
        capture_output=True,
        env=environment(PROGRAM=PROGRAM, **more),
        timeout=PATIENCE,
        check=False,
    )
    return done.stderr.decode()


@pytest.mark.parametrize("command", ["score -", "score - --format json", "explain", "--version"])
def test_a_reader_that_goes_away_is_no_error(command):
    assert piped(f'{{ "$PROGRAM" {command}; echo "code $?" >&2; }} | true') == "code 0\n"


def test_a_reader_that_goes_away_from_the_help_is_no_error():
    assert piped('{ sleep 0.2; "$PROGRAM" quiz -h; echo "code $?" >&2; } | true') == "code 0\n"


@pytest.mark.parametrize("closing", [">&-", "<&-", "2>&-"])
def test_a_stream_that_was_never_open_gives_no_traceback(closing):
    assert "Traceback" not in piped(f'"$PROGRAM" quiz {closing}; "$PROGRAM" score - {closing}; "$PROGRAM" {closing}')


@pytest.mark.parametrize("command", ["quiz", "score answers.json", "cohort table.csv"])
def test_a_result_is_the_same_where_stderr_is_closed(command, tmp_path):
    pytest.importorskip("polars")
    (tmp_path / "answers.json").write_text('{"answers": {"fruit": "two_a_day"}}')
    (tmp_path / "table.csv").write_text("fruit\ntwo_a_day\n")
    results = [
        subprocess.run(
            ["bash", "-c", f'"$PROGRAM" {command} {closing}'],
            input=LINES.encode(),
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(PROGRAM=PROGRAM, SOURCE_DATE_EPOCH="0"),
            timeout=PATIENCE,
            check=True,
        ).stdout
        for closing in ("2>/dev/null", "2>&-")
    ]
    assert results[0] == results[1] != b""


def test_a_table_that_has_nowhere_to_go_is_one_line():
    err = piped('echo fruit | "$PROGRAM" cohort - >&-; echo "code $?" >&2')
    assert err == "Error: there is no standard output. Open it, or name a file with -o. [WORLD_003]\ncode 2\n"


def test_sigterm_while_waiting_for_answers_ends_with_143():
    process = subprocess.Popen(
        [PROGRAM, "quiz"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdin
    assert process.stderr
    while b"Which age group" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (143, b"")
    assert b"Traceback" not in err


def test_ctrl_c_while_waiting_for_answers_ends_with_130():
    process = subprocess.Popen(
        [PROGRAM, "quiz"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stderr
    while b"Which age group" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_what_cannot_be_explained_is_told_with_a_way_on():
    done = run("explain", "xyzzy")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: there is nothing called xyzzy to explain. To see all: gutbone explain --list [")
