"""Any additive instrument by a folder of rules alone: what authors of others met, each test by its number (R1 to R32)."""

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from homes import Home
from terminal import run

from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.assess.scoring import neighbour
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


def as_it_is(path):
    """Give what tells a file from another and from a changed one; that it was looked at is no change."""
    state = path.lstat()
    return state.st_ino, state.st_mode, state.st_size, state.st_mtime_ns, state.st_ctime_ns


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_r28_new_rules_never_go_over_what_is_there(tmp_path, what):
    place = tmp_path / "mine"
    {"folder": place.mkdir, "file": place.touch, "link": lambda: place.symlink_to("nowhere")}[what]()
    before = as_it_is(place)
    done = run("rules", "new", str(place))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "this is there already. Name a folder that does not exist yet. [FILE_004]" in done.err
    assert as_it_is(place) == before


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


def notes(folder, about=""):
    return [remark for remark in check_rules(folder).remarks if about in remark]


def test_r19_rules_may_bring_a_few_words_and_the_others_stay_as_they_are(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules")
    (folder / "words.yaml").write_text('points: "{low} of {possible} units"\nerror: "Oh dear:"\n', encoding="utf-8")
    assert (problems(folder), notes(folder, "English")) == ([], [])
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
    [told] = notes(folder, "are still English")
    some, of = map(int, re.match(r"(\d+) of (\d+) words are still English: before_questions, ", told).groups())
    assert (of, count - 12 < some < count) == (count, True)
    done = run("rules", "check", "--rules", str(folder))
    assert (done.code, f"Note: {told}" in done.err) == (0, True)
    assert notes(TESTS / "other_language", "are still English") == []


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


# ---------------------------------------------------------------- checks that only demand sense


FIRST_ITEM = '- id: main_fat\n  label: Main fat\n  core: true\n  text: "Is olive oil the main fat you cook with?"\n'
ONE_TIP = """
tips:
- id: more_fish
  kind: add
  when: {fish: [under]}
  text: "Eat fish once more a week."
  plan: "If I shop on Friday, then I will buy fish."
  asks: []
  sources: [schroder_2011]
"""


def with_a_tip(to, *changes):
    folder = changed(MEDAS, to, *changes)
    with (folder / "domains" / "diet.yaml").open("a", encoding="utf-8") as file:
        file.write(ONE_TIP)
    return folder


def test_r2_r11_rules_say_for_how_many_answers_there_is_a_tip_and_a_message_names_the_question(tmp_path):
    full = problems(with_a_tip(tmp_path / "full"))
    assert len(full) == 13
    assert full[1] == (
        "ADVICE_001: under of olive_oil is below full points and leads to no tip. "
        "Add it to the when of one that adds, swaps or cuts, or write tips: some under advice."
    )
    most = "advice:\n  most: 3\n"
    some = with_a_tip(tmp_path / "some", ("instrument.yaml", most, f"{most}  tips: some\n"))
    assert problems(some) == []
    none = with_a_tip(tmp_path / "none", ("instrument.yaml", most, f"{most}  tips: none\n"))
    assert problems(none) == [
        "ADVICE_007: more_fish is a tip, and these rules say there is none. Remove it, or write tips: some under advice."
    ]
    assert problems(changed(MEDAS, tmp_path / "bare", ("instrument.yaml", most, f"{most}  tips: none\n"))) == []


OPTIONS = '  options:\n  - id: "no"\n    points: 0\n    label: "No"\n  - id: "yes"\n    points: 1\n    label: "Yes"\n'
TURNED = '  options:\n  - id: "yes"\n    points: 1\n    label: "Yes"\n  - id: "no"\n    points: 0\n    label: "No"\n'


def test_r25_answers_may_stand_in_the_order_in_which_they_were_published(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules", ("domains/diet.yaml", OPTIONS, TURNED))
    [problem] = problems(folder)
    assert problem.startswith("POINTS_001")
    assert problem.endswith("Put the options of main_fat in order, or add order: as_published to it.")
    path = folder / "domains" / "diet.yaml"
    path.write_text(path.read_text().replace("  core: true\n", "  core: true\n  order: as_published\n", 1))
    assert problems(folder) == []
    done = run("quiz", "--rules", str(folder), "--format", "json", given="1\n" * 14 + "\n")
    assert json.loads(done.out)["total"]["points"]["low"] == 1 + run_of_firsts(MEDAS)


def run_of_firsts(folder):
    return sum(item.points(item.options[0]) for item in load_instrument(folder).items.values())


U_SHAPE = """  order: as_published
  options:
  - {id: few, points: 0, at_least: 0, label: "Fewer than 3"}
  - {id: some, points: 1, at_least: 3, label: "3 to 6"}
  - {id: many, points: 0, at_least: 7, label: "7 or more"}
"""


def test_r24_points_may_go_up_and_down_again_by_amount(tmp_path):
    text = (MEDAS / "domains" / "diet.yaml").read_text(encoding="utf-8")
    wine = re.search(r"- id: wine\n(?:.+\n)*?(  options:\n(?:.+\n)+)", text)[1]
    folder = changed(MEDAS, tmp_path / "rules", ("domains/diet.yaml", wine, U_SHAPE))
    assert problems(folder) == []
    shutil.rmtree(folder / "cases")
    for amount, points in ((0, 0), (2.9, 0), (3, 1), (6.9, 1), (7, 0), (30, 0)):
        given = f"answers: {{wine: {amount}}}"
        done = json.loads(run("score", "-", "--rules", str(folder), "--format", "json", given=given).out)
        assert [a["points"] for a in done["answers"] if a["item"] == "wine"] == [points]


def test_r24_a_question_that_is_settled_never_counts_as_its_best_answer(tmp_path):
    shutil.copytree(MEDAS, folder := tmp_path / "rules")
    path = folder / "domains" / "diet.yaml"
    whole = path.read_text(encoding="utf-8")
    start = whole.rindex("- id: ", 0, whole.rindex(OPTIONS))  # of the last question that is answered by no or yes
    settled = whole[start:].replace(
        "  label: ", "  asked_unless: {olive_oil: [under]}\n  order: as_published\n  label: ", 1
    )
    path.write_text(whole[:start] + settled.replace(OPTIONS, TURNED, 1), encoding="utf-8")
    assert [problem.split(":")[0] for problem in problems(folder)] == ["POINTS_002"]


@pytest.mark.parametrize(("near", "told"), [(0, ()), (1, (5, 6)), (2, (4, 5, 6, 7))])
def test_r12_near_an_edge_is_as_far_on_both_sides(tmp_path, near, told):
    folder = changed(
        MEDAS, tmp_path / "rules", ("instrument.yaml", "  source: named", f"  near: {near}\n  source: named")
    )
    instrument = load_instrument(folder)
    one = [item for item in instrument.items.values() if {o.points for o in item.options} == {0, 1}]
    for points in range(2, 8):
        answers = {item.id: next(o.id for o in item.options if o.points == (n < points)) for n, item in enumerate(one)}
        total = assess(instrument, Responses(answers=answers)).total
        assert total.points.low == points
        assert (neighbour(instrument, total) is not None) == (points in told), points


# ---------------------------------------------------------------- quick screens, and bands of points


def without_core(to, keeps=0):
    folder = changed(MEDAS, to)
    path = folder / "domains" / "diet.yaml"
    first, *others = path.read_text(encoding="utf-8").split("  core: true\n")
    kept = "  core: true\n".join([first, *others[:keeps]])
    path.write_text(kept + "".join(others[keeps:]), encoding="utf-8")
    return folder


def test_r1_rules_need_no_quick_screen_and_say_so_when_one_is_wanted(tmp_path):
    folder = without_core(tmp_path / "rules")
    assert problems(folder) == []
    assert run("quiz", "--rules", str(folder), given="1\n" * 14 + "\n").code == 0
    for command in (("screen",), ("screen", "12"), ("rules", "export", "--format", "card")):
        done = run(*command, "--rules", str(folder))
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert "these rules have no quick screen. Take the quiz: " in done.err


def test_r4_where_every_question_is_core_nothing_is_called_short():
    done = run("screen", "1" * 14, "--rules", str(MEDAS))
    assert (done.code, "short form" in done.out) == (0, False)
    assert "0 of 14 points" in done.out


def test_r6_r22_the_check_says_who_has_no_band_of_points(tmp_path):
    some = without_core(tmp_path / "some", keeps=3)
    assert problems(some) == []
    assert notes(some) == [
        "bands of points hold for all 14 questions: the quick screen of 3 has no band.",
        "bands of points hold for all questions: where one does not apply, there is no band.",
    ]
    assert notes(packaged_rules()) == []


# ---------------------------------------------------------------- what the folder says, and not this instrument


def test_r3_no_question_needs_to_speak_of_bones(tmp_path):
    folder = changed(MEDAS, tmp_path / "rules")
    path = folder / "domains" / "diet.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("    bone: unknown\n", "").replace("  bone: unknown\n", "")
    )
    assert problems(folder) == []
    told = run("explain", "wine", "--rules", str(folder))
    assert (told.code, "For health:" in told.out, "bone" in told.out.lower()) == (0, True, False)


def test_r5_a_page_of_other_rules_carries_their_title(tmp_path):
    given = "answers: {wine: 1}"
    for form in ("html",):
        page = run("score", "-", "--rules", str(MEDAS), "--format", form, given=given).out
        assert "Mediterranean Diet Adherence Screener" in page
        assert "gut and bones" not in page
    folder = changed(MEDAS, tmp_path / "rules")
    (folder / "words.yaml").write_text("handout_title: My page\n", encoding="utf-8")
    assert load_instrument(folder).words.handout_title == "My page"
    assert load_instrument(packaged_rules()).words.handout_title == "Your eating habits, gut and bones"


def test_r8_a_form_is_published_by_the_clinic_or_whom_the_rules_name(tmp_path):
    def publisher(*rules):
        return json.loads(run("rules", "export", "--format", "fhir", *rules).out)["publisher"]

    named = ("clinic.yaml", "name: ", "publisher: A society\nname: ")
    assert publisher("--rules", str(MEDAS)) == "A clinic for tests"
    assert publisher("--rules", str(changed(MEDAS, tmp_path / "rules", named))) == "A society"
    assert publisher() == "gutbone"


def test_r20_warning_signs_have_groups_of_any_name(tmp_path):
    small = TESTS / "broken" / "rules"
    old = re.search(r"  group: .+\n", (small / "flags.yaml").read_text(encoding="utf-8"))[0]
    folder = changed(small, tmp_path / "rules", ("flags.yaml", old, '  group: "Your heart"\n'))
    assert problems(folder) == []
    asked = run("quiz", "--rules", str(folder), given="2\nnone\n1\n1\n1\nnone\nnone\n\n")
    assert "Your heart" in asked.err


def test_the_trend_goes_by_the_rules_of_the_results_and_not_by_those_at_hand(tmp_path):
    home = Home(tmp_path)
    for glasses in (3, 0):
        file = json.dumps(
            {"answers": dict.fromkeys(("sweet_drinks", "fast_food", "fatty_snacks", "desserts"), glasses)}
        )
        assert run("score", "-", "--keep", "--rules", str(LOWER), given=file, **home.env).code == 0
    for rules in ((), ("--rules", str(LOWER)), ("--rules", str(MEDAS))):
        trend = run("history", "trend", *rules, **home.env)
        assert (trend.code, "closer to the guide: 4. Further from it: 0." in " ".join(trend.out.split())) == (0, True)
