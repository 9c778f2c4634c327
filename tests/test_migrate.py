"""Rules of an older format are brought up to date by lines: comments stay, nothing is half written, and less is never held."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from baseline import MissingBaselineError, unpack
from terminal import PROGRAM, run

from gutbone.review.check import check_rules
from gutbone.review.migrate import migrated
from gutbone.review.moved_foods import Foods, best
from gutbone.rules.load import RulesError, load_instrument

SMALL = Path(__file__).parent / "broken" / "rules"


@pytest.fixture
def old(tmp_path):
    """The small rules as format 2 had them, with a comment at each line that differs."""
    folder = shutil.copytree(SMALL, tmp_path / "rules")
    for name, now, then in (
        ("domains/plants.yaml", "  about: [greens]\n", "  no_praise_with: [low_fibre]\n"),
        ("instrument.yaml", "format: 3\n", ""),
        ("instrument.yaml", "advice:\n", "advice:\n  order: [plants, drinks]  # ours\n"),
        ("flags.yaml", "  group: Your gut\n", "  holds: [plants]  # since spring\n  group: gut\n"),
        ("flags.yaml", "praise_beside: [Your bones]\n\n", ""),
        ("flags.yaml", "  group: Your bones\n", '  group: bone\n  cautions:\n    plants: "Ask \\"first\\"."\n'),
        ("flags.yaml", "  avoids: [fibre, greens]\n", "  holds: [plants, drinks]\n"),
        ("flags.yaml", "  avoids: [cola]\n", ""),
        ("flags.yaml", '  notes:\n  - about: [greens]\n    say: "Ask your team first."\n', ""),
        ("flags.yaml", "levels:", "# The most urgent first.\nlevels:"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(now, then, 1), encoding="utf-8")
    text = (folder / "flags.yaml").read_text(encoding="utf-8").replace("group: Your gut", "group: gut")
    (folder / "flags.yaml").write_text(text, encoding="utf-8")
    (folder / "words.yaml").write_text(
        "# ours\ngut_flags: Your belly\nbone_flags: Your bones\nage: Years\nage_groups: Age\n", encoding="utf-8"
    )
    return folder


def tip(name, food):
    return {"id": name, "asks": [food], "when": {"q": ["few"]}}


def texts(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}


def test_the_difference_is_shown_first_and_nothing_is_written(old):
    before = texts(old)
    done = run("rules", "migrate", str(old))
    assert (done.code, texts(old)) == (0, before)
    assert "-  holds: [plants]  # since spring\n" in done.out
    assert "+  # order: [plants, drinks]  # ours\n" in done.out
    assert "\nNothing is written yet. To write this: " in done.err
    assert done.err.rstrip().endswith(f"rules migrate {old} --write")


def test_it_is_written_with_every_comment_and_then_loads(old):
    with pytest.raises(RulesError, match="format 2"):
        load_instrument(old)
    before = texts(old)
    done = run("rules", "migrate", str(old), "--write")
    assert done.code == 0
    after = texts(old)
    for name, text in before.items():
        kept = [line for line in text.splitlines() if line.startswith("#")]
        assert [line for line in after[name].splitlines() if line in kept] == kept
    rules = load_instrument(old)
    first, second, last = rules.flag.values()
    assert second.avoids_everything
    assert first.group == "Your belly"
    assert set(first.avoids) == {food for tip in rules.domain["plants"].tips for food in tip.asks}
    assert last.notes[0].say == 'Ask "first".'
    assert rules.flags.praise_beside == ("Your bones",)
    assert rules.words.age == "Years"
    assert run("rules", "migrate", str(old), "--write").err == "These rules need no change.\n"
    assert texts(old) == after


def test_it_is_written_whole_although_nobody_reads_on(old):
    done = subprocess.Popen(
        [PROGRAM, "rules", "migrate", str(old), "--write"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    done.stdout.close()
    done.wait()
    assert load_instrument(old)


def test_what_is_left_out_or_said_otherwise_is_told_line_by_line_with_what_to_write(old):
    told = [line.removeprefix(f"Note: {old}/") for line in run("rules", "migrate", str(old)).err.splitlines()[:-1]]
    assert told == [
        "domains/plants.yaml:25:3: greens is praised no more with not_asked. Take foods that they avoid out of about.",
        "flags.yaml:37:3: fracture silences praise of greens, kinds. Name fewer foods under avoids and notes.",
        "words.yaml:5:1: age_groups is a comment now. It is said no more. Nothing takes its place.",
        "instrument.yaml:18:3: order is a comment now. The domain listed first goes first.",
    ]
    again = run("rules", "migrate", str(old), "--write").err.splitlines()
    assert [line for line in again if line.startswith("Note: ")] == [f"Note: {old}/{line}" for line in told]


def test_who_was_not_praised_is_not_and_who_was_is_where_foods_can_say_so():
    tips = {
        "domains/a.yaml": {
            "id": "a",
            "tips": [tip("greens_more", "greens"), tip("bread", "bread"), tip("soup", "water")],
        }
    }
    people = [{"id": "low_fibre", "avoids": ["fibre"]}, {"id": "wheat", "avoids": ["bread"]}]
    also = [{"id": "greens", "also": ["fibre"]}, {"id": "fibre"}, {"id": "bread", "also": ["fibre"]}, {"id": "water"}]
    people.append({"id": "ill", "avoids_everything": True})
    foods = Foods({**tips, "conditions.yaml": {"conditions": people}, "foods.yaml": also})
    assert foods.about("q", "a", {"low_fibre", "ill"}) == ({"greens"}, {"low_fibre", "ill"})
    assert foods.about("q", "a", {"low_fibre", "wheat", "ill"}) == ({"greens", "bread"}, {"low_fibre", "wheat", "ill"})
    assert foods.about("q", "a", {"wheat"}) == ({"bread"}, {"low_fibre", "wheat", "ill"})
    assert foods.about("q", "a", set()) == ({"water"}, {"ill"})


def test_foods_reach_all_that_was_held_back_and_little_else():
    asking = {"plants": {"a", "b", "c"}, "greens": {"a"}, "water": {"b", "d", "e"}, "milk": {"b", "d"}}
    assert best(asking, {"a", "b"}) == {"greens", "milk"}
    assert best(asking, {"a", "d"}) == {"greens", "milk"}
    assert best(asking, {"z"}) == set()


def test_the_file_that_names_the_format_is_written_last(old):
    assert [*migrated(old)][-1] == "instrument.yaml"


def test_rules_of_today_are_left_alone():
    assert migrated(SMALL) == {}


def test_old_rules_are_told_line_by_line_and_of_the_command(old):
    problems = [str(problem) for problem in check_rules(old).problems]
    assert "[RULES_006]" in problems[0]
    assert f"rules migrate {old}" in problems[0]
    assert sum("flags.yaml" in problem for problem in problems) >= 2


def test_keys_in_braces_are_changed_in_their_line(old):
    head, flags = old / "instrument.yaml", old / "flags.yaml"
    text = re.sub(
        r"advice:\n(  .*\n)+", "advice: {most: 2, order: [plants, drinks]}  # ours\n", head.read_text("utf-8")
    )
    head.write_text(text, encoding="utf-8")
    sign = "{id: q, group: gut, level: urgent, holds: [plants],\n   cautions: {plants: Ask.}, holds_tips: []}"
    text = flags.read_text(encoding="utf-8").replace("- id: heavy", f"- {sign}\n- id: heavy")
    flags.write_text(text, encoding="utf-8")
    after = {name: text for name, (_, text) in migrated(old).items()}
    assert "\nadvice: {most: 2}  # ours  # order: [plants, drinks]\n" in after["instrument.yaml"]
    assert '- {id: q, group: "Your belly", level: urgent, avoids: [greens],\n   notes: [{' in after["flags.yaml"]
    assert 'notes: [{about: [greens], say: "Ask."}]}\n' in after["flags.yaml"]


def test_a_block_of_another_shape_is_one_line_and_nothing_is_written(old):
    (old / "domains" / "plants.yaml").write_text("id: plants\ntips: none\n", encoding="utf-8")
    before = texts(old)
    done = run("rules", "migrate", str(old), "--write")
    assert (done.code, done.out, done.err.count("\n"), texts(old)) == (1, "", 1, before)
    assert "plants.yaml:" in done.err


def test_what_is_no_folder_of_rules_is_one_line(tmp_path):
    done = run("rules", "migrate", str(tmp_path))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


@pytest.mark.long
def test_the_rules_of_version_0_1_0_load_once_they_are_brought_up_to_date(tmp_path):
    try:
        unpack(tmp_path)
    except MissingBaselineError as error:
        pytest.skip(str(error))
    folder = tmp_path / "rules"
    assert run("rules", "migrate", str(folder), "--write").code == 0
    rules = load_instrument(folder)
    assert rules.flag["black_or_bloody"].group == "Your gut"
    assert {"RULES_003", "RULES_006"}.isdisjoint({problem.code for problem in check_rules(folder).problems})
