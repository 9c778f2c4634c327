"""Rules that mean harm end in one message after little work, within 200 MB, and do nothing else."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from forked import Forked
from terminal import PATIENCE, PROGRAM, environment, run, run_outside

RULES = Path(__file__).parent / "broken" / "rules"
# The work as a multiple of what a check of good rules takes: that starts a Python, and the programs measured are forks.
MOST_WORK, MOST_BYTES = 9, 200_000_000
CHECK, SCORE = ("rules", "check"), ("score", "-")
LAUGHS = "a: &a [lol]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
MEGABYTE = 1_000_000


class Ending:
    """How the program ended: its exit code, what it said, its processor time and its memory; one that waits is killed.

    The limits keep a test that goes wrong from taking the machine with it.
    """

    def __init__(self, *arguments):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as nothing:
            streams = [file.fileno() for file in (nothing, out, err)]
            limits = {"RLIMIT_AS": 2 * 10**9, "RLIMIT_CPU": 15}
            program = Forked([PROGRAM, *arguments], streams, environment(), None, **limits)
            try:
                self.code = program.wait(PATIENCE)
            finally:
                program.kill()
            self.out, self.err = (file.seek(0) or file.read().decode() for file in (out, err))
        self.work, self.memory = program.work, program.memory


@cache
def usual_work():
    """Give what a check of good rules takes here and now, with the start of a new Python: the lesser of two."""
    return min(work_outside(*CHECK, "--rules", str(RULES)) for _ in range(2))


def work_outside(*command):
    before = os.times()
    assert run_outside(*command).code == 0
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def measured(*command):
    """Run a command, which may neither work long nor take much memory; the least of three counts, and one will often do."""
    for _ in range(3):
        ending = Ending(*command)
        assert ending.memory < MOST_BYTES
        if ending.work < MOST_WORK * usual_work():
            return ending
        usual_work.cache_clear()  # the machine may have become busy
    raise AssertionError(f"{ending.work / usual_work():.0f} times the work of a check")


@pytest.fixture(params=[run, pytest.param(measured, marks=pytest.mark.long)], ids=["", "all measured"])
def refuses(request):
    """Give what sees that a check, which is measured, and a command that needs the rules refuse them."""

    def refused(folder, *said, lines=2):
        for way, command, most in ((measured, CHECK, lines), (request.param, SCORE, 1)):
            ending = way(*command, "--rules", str(folder))
            assert (ending.code, ending.out) == (1, "")
            assert "Traceback" not in ending.err
            assert ending.err.count("\n") <= most
            assert ending.err.replace("\n", "").isprintable()
            assert all(part in ending.err for part in said), ending.err

    return refused


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(RULES, tmp_path / "rules")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(LAUGHS, "YAML_004", id="billion laughs"),
        pytest.param("a: &a [*a]", "YAML_004", id="a list that holds itself"),
        pytest.param("[" * 200_000, "YAML_006", id="200,000 open brackets"),
        pytest.param("{a: " * 100_000, "YAML_006", id="100,000 open braces"),
        pytest.param("- " * 200_000, "YAML_006", id="200,000 lists in one line"),
        pytest.param("? " * 200_000, "YAML_009", id="200,000 keys in one line"),
        pytest.param("!!python/object/apply:os.system ['touch harm']", "YAML_005", id="a command to run"),
        pytest.param("!!python/name:os.system {}", "YAML_005", id="a Python name"),
        pytest.param("? !!python/object:os.system a\n: b", "YAML_005", id="a Python object as a key"),
        pytest.param("name: " + "9" * 400_000, "clinic.yaml:1:1", id="a number of 400,000 digits"),
        pytest.param("name: 1e999", "RULES_00", id="a number beyond numbers"),
        pytest.param('name: "' + "\\x1b[2J" * 1000 + '"', "YAML_010", id="escapes for a terminal"),
        pytest.param("name: \x1b[2Jharm", "YAML_003", id="raw escapes for a terminal"),
        pytest.param('"\\e]0;harm\\a": 1', "RULES_00", id="an escape as a key"),
        pytest.param("name: \u202eharm", "YAML_010", id="text that runs backwards"),
        pytest.param("name: a\0b", "YAML_003", id="NUL bytes"),
        pytest.param("\0" * 400_000, "YAML_003", id="nothing but NUL bytes"),
        pytest.param("name: a".encode("utf-16"), "YAML_001", id="UTF-16"),
        pytest.param("name: a".encode("utf-16-le"), "YAML_003", id="UTF-16 without its mark"),
        pytest.param(bytes(range(256)), "YAML_00", id="every byte"),
        pytest.param("key: 1\n" * 70_000, "YAML_007", id="70,000 equal keys"),
        pytest.param("".join(f"k{n}: 1\n" for n in range(40_000)), "RULES_00", id="40,000 unknown keys"),
        pytest.param("[" + "a," * 24_000 + "]", "RULES_002", id="a list of 24,000 words"),
        pytest.param("[" + "a," * 240_000 + "]", "RULES_002", id="a list of 240,000 words", marks=pytest.mark.long),
    ],
)
def test_a_hostile_text_is_refused(refuses, folder, content, said):
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "clinic.yaml").write_bytes(data)
    refuses(folder, said, lines=200)
    assert not list(folder.parent.glob("**/harm"))


def test_of_thousands_of_unknown_keys_100_are_told_and_the_others_counted(folder):
    (folder / "clinic.yaml").write_text("".join(f"k{n}: 1\n" for n in range(4_000)))
    said = measured(*CHECK, "--rules", str(folder)).err
    assert said.count(" is not known here.") == 100
    assert "clinic.yaml:101:1: keys of this block that are not known here, from this one on: 3,900." in said


def test_a_file_of_100_megabytes_is_not_read(refuses, folder):
    with (folder / "clinic.yaml").open("wb") as file:
        file.truncate(100 * MEGABYTE)
    refuses(folder, "clinic.yaml: this file is over 500,000 bytes.", "FILE_003")


def test_many_large_files_are_not_read_either(refuses, folder):
    (folder / "cases").mkdir()
    for number in range(150):
        (folder / "cases" / f"{number}.yaml").write_bytes(b"#" * 400_000)
    refuses(folder, "over 500,000 bytes together", "RULES_001")


@pytest.mark.parametrize("place", ["", "domains", "cases"])
@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.long)])
def test_too_many_files_are_not_read(refuses, folder, place, count):
    (folder / place).mkdir(exist_ok=True)
    for number in range(count):
        (folder / place / f"{number}.yaml").touch()
    refuses(folder, "there are over 200 files here.", "RULES_001")


def test_a_folder_that_is_a_link_to_the_whole_disk_is_no_rules_folder(refuses, tmp_path):
    (tmp_path / "rules").symlink_to("/")
    refuses(tmp_path / "rules", "there is no instrument.yaml in this folder.", "RULES_001")


def test_a_part_that_is_a_link_to_the_whole_disk_holds_no_rules(refuses, folder):
    shutil.rmtree(folder / "domains")
    (folder / "domains").symlink_to("/")
    refuses(folder, "there is no domain plants.", lines=30)


@pytest.mark.parametrize("file", ["instrument.yaml", "clinic.yaml", "domains/plants.yaml"])
def test_a_pipe_in_place_of_a_file_is_not_waited_on(refuses, folder, file):
    (folder / file).unlink()
    os.mkfifo(folder / file)
    refuses(folder, "RULES_001")


@pytest.mark.parametrize("file", ["clinic.yaml", "domains/plants.yaml"])
@pytest.mark.parametrize("target", ["/dev/zero", "/dev/random", "clinic.yaml", "/nowhere", "/"])
def test_a_link_to_no_ordinary_file_is_not_followed(refuses, folder, file, target):
    (folder / file).unlink()
    (folder / file).symlink_to(target)
    refuses(folder, "this is no ordinary file.", "RULES_001")


@pytest.mark.parametrize("name", ["", "nowhere", "instrument.yaml", "a" * 300, "\x1b[2J", "../" * 500])
def test_a_folder_that_is_none_is_refused(refuses, folder, name):
    refuses(folder / name / "x", "RULES_001")


def test_foods_that_bring_along_each_other_are_named(refuses, folder):
    foods = "- {id: a, means: a, also: [b]}\n- {id: b, means: b, also: [c]}\n- {id: c, means: c, also: [a]}\n"
    path = folder / "foods.yaml"
    path.write_text(foods + path.read_text(encoding="utf-8"), encoding="utf-8")
    refuses(folder, "foods.yaml:1:28: a brings along b, which brings along a again.", "IDS_004")


def test_a_food_that_brings_along_itself_is_named(refuses, folder):
    path = folder / "foods.yaml"
    path.write_text("- {id: a, means: a, also: [a]}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    refuses(folder, "foods.yaml:1:28: a brings along a, which brings along a again.", "IDS_004")


@pytest.mark.parametrize("count", [500, pytest.param(2000, marks=pytest.mark.long)])
def test_a_long_chain_of_foods_is_followed_to_its_end(folder, count):
    chain = "".join(f"- {{id: f{n}, means: f, also: [f{n + 1}]}}\n" for n in range(count))
    path = folder / "foods.yaml"
    path.write_text(chain + f"- {{id: f{count}, means: f}}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "no condition avoids f0 " in measured(*CHECK, "--rules", str(folder)).err


@pytest.mark.parametrize("count", [1_000, pytest.param(5_000, marks=pytest.mark.long)])
def test_thousands_of_mistakes_are_listed_with_little_work(folder, count):
    path = folder / "domains" / "plants.yaml"
    text = path.read_text(encoding="utf-8").replace("sources: [guide]", f"sources: [{'nowhere, ' * count}guide]")
    path.write_text(text, encoding="utf-8")
    ending = measured(*CHECK, "--rules", str(folder))
    assert ending.code == 1
    assert ending.err.count("there is no source nowhere.") == count


@pytest.mark.parametrize(
    ("find", "replace", "said"),
    [
        ("points: 3\n", f"points: {10**17}\n", "ITEM_006"),
        pytest.param("points: 3\n", f"points: {10**30}\n", "ITEM_006", marks=pytest.mark.long),
        ("points: 3\n", "points: 3\n  counts: 1\n", "YAML_002"),
        ("  core: true\n", f"  core: true\n  counts: {10**17}\n", "ITEM_003"),
        ("  core: true\n", "  core: true\n  counts: -1\n", "ITEM_003"),
    ],
)
def test_huge_numbers_are_refused(refuses, folder, find, replace, said):
    path = folder / "domains" / "drinks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(find, replace, 1), encoding="utf-8")
    refuses(folder, said, lines=4)
