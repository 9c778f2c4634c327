"""Files beside the rules that are nobody's own: what systems and editors leave there is never read, and changes nothing."""

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from terminal import run

from gutbone.base.files import packaged_rules

SMALL = Path(__file__).parent / "broken" / "rules"
CLOCK = {"SOURCE_DATE_EPOCH": "1769851800"}
PLACES = ("", "domains", "parts", "cases")
NAMES = ("._fibre.yaml", ".#fibre.yaml", "._instrument.yaml", ".yaml", "..yaml", ".fibre.yml", "._x.YML", ".DS_Store")
COMMANDS = (
    ("--version",),
    ("screen", "11", "--format", "json"),
    ("score", "-", "--format", "oneline"),
    ("explain", "greens"),
    ("rules", "check"),
    ("rules", "test"),
    ("rules", "show"),
    ("rules", "export", "--format", "fhir"),
)


@pytest.fixture
def rules(tmp_path):
    return shutil.copytree(SMALL, tmp_path / "rules")


def put(path: Path, kind: str) -> None:
    """Put something at a path, of which none may be opened."""
    match kind:
        case "rules":
            path.write_text("id: fibre\nlabel: Another\n")
        case "bytes":
            path.write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X" + bytes(range(256)))
        case "folder":
            path.mkdir()
            (path / "fibre.yaml").write_text("- what is this\n")
        case "pipe":
            os.mkfifo(path)
        case "dangling link":
            path.symlink_to("user@host.4711:1769851800")
        case "link to itself":
            path.symlink_to(path.name)
        case "link to the disk":
            path.symlink_to("/")


KINDS = ("rules", "bytes", "folder", "pipe", "dangling link", "link to itself", "link to the disk")


def said(folder: Path, *command: str) -> tuple[int, str, str]:
    done = run(*command, given="answers: {greens: one_a_day}", GUTBONE_RULES=str(folder), **CLOCK)
    return done.code, done.out, done.err


@pytest.mark.parametrize("seed", range(4))
def test_names_that_begin_with_a_dot_change_no_byte_of_what_any_command_says(rules, seed):
    rng = Random(seed)
    commands = COMMANDS if seed == 0 else rng.sample(COMMANDS, 3)
    before = [said(rules, *command) for command in commands]
    assert [command for command, (code, _, _) in zip(commands, before, strict=True) if code] == []
    for place in PLACES:
        (rules / place).mkdir(exist_ok=True)
        for name, kind in zip(rng.sample(NAMES, 4), rng.sample(KINDS, 4), strict=True):
            put(rules / place / name, kind)
    assert [said(rules, *command) for command in commands] == before


def test_a_folder_that_holds_nothing_else_holds_no_rules(tmp_path):
    put(tmp_path / ".instrument.yaml", "rules")
    assert "there is no instrument.yaml in this folder" in said(tmp_path, "--version")[2]


def test_rules_in_a_folder_whose_own_name_begins_with_a_dot_are_read(rules):
    code, out, _ = said(rules, "--version")
    hidden = rules.rename(rules.with_name(".rules"))
    assert (code, said(hidden, "--version")[1]) == (0, out)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("domains/fibre.yml", "fibre.yaml"),
        ("domains/more.YAML", "more.yaml"),
        ("words.yml", "words.yaml"),
        ("instrument.yml", "instrument.yaml"),
        ("cases/mine.YML", "mine.yaml"),
    ],
)
def test_a_file_with_the_other_ending_is_named_with_what_to_call_it(tmp_path, name, right):
    rules = shutil.copytree(packaged_rules(), tmp_path / "rules")
    twin = rules / Path(name).with_name(right)
    if twin.exists():
        twin.rename(rules / name)
    else:
        (rules / name).write_text("")
    code, out, err = said(rules, "--version")
    assert (code, out) == (1, "")
    assert f"{rules / name}: a file with this ending is not read. Rename it to {right}." in err


def test_beside_the_file_itself_the_one_with_the_other_ending_is_to_go(tmp_path):
    rules = shutil.copytree(packaged_rules(), tmp_path / "rules")
    (rules / "domains" / "fibre.yml").write_text("")
    assert "Remove it: fibre.yaml is there and is read." in said(rules, "--version")[2]


def test_a_file_of_another_program_beside_the_rules_may_end_so(rules):
    (rules / "mkdocs.yml").write_text("")
    assert said(rules, "--version")[0] == 0
