"""Any additive instrument by a folder of rules alone: what authors of others met, each test by its number (R1 to R32)."""

import re
import shutil
import time
from pathlib import Path

import pytest
from homes import Home
from terminal import run

from gutbone.base.files import packaged_rules
from gutbone.review.cases import run_cases
from gutbone.review.check import check_rules
from gutbone.rules.load import OPTIONAL, REQUIRED, load_instrument

TESTS = Path(__file__).parent
STARTER = Path(packaged_rules()).parent / "gutbone" / "review" / "starter"
MEDAS, LOWER = TESTS / "screeners" / "medas", TESTS / "screeners" / "nutrition_habits"


def changed(folder, to, *changes):
    """Copy rules and change texts in them: (file, what stands there, what takes its place), each once."""
    shutil.copytree(folder, to)
    for name, old, new in changes:
        path = to / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return to


def problems(folder):
    return [f"{problem.code}: {problem.what} {problem.fix}" for problem in check_rules(folder).problems]


# ---------------------------------------------------------------- R28: a way in


def test_r28_new_rules_are_checked_tested_and_asked_at_once(tmp_path):
    done = run("rules", "new", "my quiz", cwd=tmp_path)
    assert (done.code, done.out.split("\n")[0]) == (0, "my quiz/cases/first.yaml")
    assert done.err.splitlines()[-1].endswith("quiz --rules 'my quiz'")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my quiz"]
    folder = tmp_path / "my quiz"
    assert problems(folder) == []
    cases = run_cases(folder, load_instrument(folder))
    assert [case.differences for case in cases] == [[]]
    quiz = run("quiz", "--rules", str(folder), given="2\n1\n\n")
    assert (quiz.code, "1 of 3 points" in quiz.out) == (0, True)


def test_r28_new_rules_speak_to_their_author_at_every_turn():
    for path in STARTER.rglob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# ")
        assert sum("#" in line for line in lines) * 12 >= len(lines)


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_r28_new_rules_never_go_over_what_is_there(tmp_path, what):
    place = tmp_path / "mine"
    {"folder": place.mkdir, "file": place.touch, "link": lambda: place.symlink_to("nowhere")}[what]()
    before = place.lstat()
    done = run("rules", "new", str(place))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "this is there already. Name a folder that does not exist yet. [FILE_004]" in done.err
    assert place.lstat() == before


def test_r28_where_nothing_can_be_written_nothing_is(tmp_path):
    done = run("rules", "new", str(tmp_path / "no" / "such" / "place"))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert list(tmp_path.iterdir()) == []


def test_r28_the_page_says_of_every_file_whether_it_may_be_missing(tmp_path):
    page = (packaged_rules() / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \| .+ \| ([a-z0-9]+)\b[^|]* \|$", page, re.MULTILINE))
    assert {name for name, may in rows.items() if may == "no"} == set(REQUIRED)
    assert {name for name in rows if name.endswith(".yaml")} == {*REQUIRED, *OPTIONAL}
    assert all(rows[name] == "yes" for name in OPTIONAL)
    for name in REQUIRED:
        folder = shutil.copytree(STARTER, tmp_path / name)
        (folder / name).unlink()
        assert any("RULES_001" in problem for problem in problems(folder))


# ---------------------------------------------------------------- R19: a few words; R32: a language


def notes(folder):
    return list(check_rules(folder).remarks)


def test_r19_rules_may_bring_a_few_words_and_the_others_stay_as_they_are(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules")
    (folder / "words.yaml").write_text('points: "{low} of {possible} units"\nerror: "Oh dear:"\n', encoding="utf-8")
    assert (problems(folder), notes(folder)) == ([], [])
    words, packaged = load_instrument(folder).words, load_instrument(packaged_rules()).words
    assert (words.points, words.error) == ("{low} of {possible} units", "Oh dear:")
    assert words.question_of == packaged.question_of
    done = run("quiz", "--rules", str(folder), given="1\n" * 14 + "\n")
    assert (done.code, " of 14 units" in done.out) == (0, True)


def test_r19_a_word_that_is_there_is_still_checked(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules")
    (folder / "words.yaml").write_text('pionts: "x"\npoints: "{pionts}"\n', encoding="utf-8")
    assert [problem.split(":")[0] for problem in problems(folder)] == ["RULES_003"]
    (folder / "words.yaml").write_text('points: "{pionts}"\n', encoding="utf-8")
    assert [problem.split(":")[0] for problem in problems(folder)] == ["WORDS_003"]


def test_r19_the_check_names_the_words_that_another_language_leaves_in_english(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules", ("instrument.yaml", "language: en-GB", "language: de-DE"))
    count = len(load_instrument(packaged_rules()).words.__struct_fields__)
    (folder / "words.yaml").write_text("question_of: Frage {number} von {total}\n", encoding="utf-8")
    [told] = notes(folder)
    some, of = map(int, re.match(r"(\d+) of (\d+) words are still English: before_questions, ", told).groups())
    assert (of, count - 12 < some < count) == (count, True)
    done = run("rules", "check", "--rules", str(folder))
    assert (done.code, f"Note: {told}" in done.err) == (0, True)
    assert notes(TESTS / "other_language") == []


@pytest.mark.parametrize("tag", ["cy", "pt-BR", "zh-Hant-HK", "es-419", "sl-rozaj", "haw", "de-x-einfach", "en"])
def test_r32_a_language_that_there_is_is_taken(tmp_path, tag):
    folder = changed(MEDAS, tmp_path / "rules", ("instrument.yaml", "language: en-GB", f"language: {tag}"))
    assert problems(folder) == []


@pytest.mark.parametrize("tag", ["xx-nonsense", "english", "zz", "en_GB", "en-", "e", "de-DE-", "en-GB-oops!"])
def test_r32_a_language_that_does_not_exist_is_refused(tmp_path, tag):
    folder = changed(MEDAS, tmp_path / "rules", ("instrument.yaml", "language: en-GB", f"language: {tag}"))
    assert problems(folder) == [f"IDS_008: {tag} names no language. Write a tag such as cy, pt-BR or zh-Hant."]
    done = run("quiz", "--rules", str(folder), given="1\n")
    assert (done.code, done.err.count("\n"), "[IDS_008]" in done.err) == (1, 1, True)


# ---------------------------------------------------------------- R23: kept answers belong to their instrument


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def begun(home, rules, first):
    """Answer one question of other rules and stop; give what was said at the end."""
    with home.quiz("--rules", str(rules), columns=200) as quiz:
        quiz.step("\r", first)
        quiz.step("1", "uestion 2 of")
        quiz.type("q")
        assert quiz.finish() == 0
        return quiz.words


def test_r23_answers_to_one_instrument_outlive_those_to_another(home):
    home.folder.mkdir()
    said = begun(home, MEDAS, "Is olive oil the main fat")
    assert f"quiz --rules {MEDAS}" in said
    home.stop_after(2)
    begun(home, LOWER, "uestion 1 of 7")
    assert len([path for path in home.files() if path.name.startswith("unfinished-")]) == 3
    with home.quiz("--rules", str(MEDAS)) as quiz:
        quiz.wait("Carry on?")
        quiz.step("1", "uestion 2 of 14")
        quiz.type("q")
        assert quiz.finish() == 0
    with home.quiz() as quiz:
        quiz.wait("Carry on?")


def test_r23_the_same_instrument_in_two_languages_has_two_drafts(home, tmp_path):
    home.folder.mkdir()
    german = changed(MEDAS, tmp_path / "de", ("instrument.yaml", "language: en-GB", "language: de-DE"))
    begun(home, MEDAS, "Is olive oil the main fat")
    begun(home, german, "Is olive oil the main fat")
    names = [path.name for path in home.files() if path.name.startswith("unfinished")]
    assert names == ["unfinished-medas-for-tests_de-DE.json", "unfinished-medas-for-tests_en-GB.json"]


def test_r23_what_the_first_version_kept_is_read_by_its_own_rules_and_left_alone_by_others(home):
    home.folder.mkdir()
    home.stop_after(3)
    old = home.unfinished.rename(home.unfinished.with_name("unfinished.json"))
    begun(home, MEDAS, "Is olive oil the main fat")
    assert old.exists()
    with home.quiz() as quiz:
        quiz.wait("Carry on?")
        quiz.step("1", "uestion 4 of 14")
        quiz.step("2", "uestion 5 of 14")
        assert (old.exists(), home.unfinished.exists()) == (False, True)


def test_r23_answers_to_any_rules_go_after_14_days_and_with_delete_all(home):
    home.folder.mkdir()
    begun(home, MEDAS, "Is olive oil the main fat")
    [kept] = [path for path in home.files() if path.name.startswith("unfinished-medas")]
    with home.quiz(SOURCE_DATE_EPOCH=str(int(time.time()) + 15 * 86400)) as quiz:
        quiz.until(lambda: not kept.exists(), "the other answers to go")
    begun(home, MEDAS, "Is olive oil the main fat")
    home.stop_after(1)
    assert run("history", "delete", "--all", "--yes", **home.env).code == 0
    assert [path.name for path in home.files() if path.name.startswith("unfinished")] == []


def test_r23_every_command_that_people_are_told_of_repeats_the_rules(tmp_path):
    rules = ("--rules", str(MEDAS))
    told = [
        run("quiz", *rules, given="1\n" * 14 + "\n").out,
        run("explain", "nothing_of_the_kind", *rules).err,
        run("score", "-", *rules, given="answers: {nothing_of_the_kind: 1}").err,
        run("history", "list", *rules, HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path)).out,
    ]
    commands = [line for text in told for line in re.findall(r"gutbone (?:quiz|rules|history|step|last).*", text)]
    assert len(commands) >= 3
    assert all(f"--rules {MEDAS}" in line for line in commands)
