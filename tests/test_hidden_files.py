"""Files beside the rules that are nobody's own: what systems and editors leave there is never read, and changes nothing."""

import json
import os
import re
import shutil
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from people import HALFWAY
from scripts import LINES
from terminal import run

from gutbone.base.files import packaged_rules

SMALL = Path(__file__).parent / "broken" / "rules"
CLOCK = {"SOURCE_DATE_EPOCH": "1769851800"}
PLACES = ("", "domains", "parts", "cases")
NAMES = ("._fibre.yaml", ".#fibre.yaml", "._instrument.yaml", ".yaml", "..yaml", ".fibre.yml", "._x.YML", ".DS_Store")
FORMATS = ("text", "note", "oneline", "json", "html", "fhir")
FORMS = ("fhir", "xlsform", "redcap", "csv", "table", "sample", "card")


class Rules(NamedTuple):
    """A rules folder, and what somebody gives each command that uses it."""

    folder: Path
    lines: str
    answers: dict[str, str]
    digits: str

    def commands(self) -> list[tuple[str, ...]]:
        """Give every command that reads rules; what is no text goes to a file."""
        item = next(iter(self.answers))
        return [
            ("--version",),
            ("quiz",),
            ("screen", self.digits),
            *(("score", "-", "--format", name) for name in FORMATS),
            ("explain", item),
            ("explain", "--list"),
            ("cohort", "answers.csv", "-o", "out.csv"),
            *(("rules", "show", "--format", name) for name in ("text", "md", "json")),
            ("rules", "show", "--diff", str(self.folder)),
            ("rules", "schema", "--of", "result"),
            ("rules", "check"),
            ("rules", "test"),
            *(("rules", "export", "--format", name, "-o", "out") for name in FORMS),
        ]

    def copied(self, place: Path) -> "Rules":
        """Give the same in a folder of its own, beside a table of answers."""
        rows = [("ref", *self.answers), ("a", *self.answers.values())]
        (place / "answers.csv").write_text("".join(",".join(row) + "\n" for row in rows))
        return self._replace(folder=shutil.copytree(self.folder, place / "rules"))

    def said(self, *command: str) -> tuple[object, ...]:
        """Run a command; give all that comes of it, but for how long it took."""
        given = self.lines if command == ("quiz",) else json.dumps({"answers": self.answers})
        place = self.folder.parent
        done = run(*command, given=given, cwd=place, GUTBONE_RULES=str(self.folder), **CLOCK)
        written = [(path.unlink(), content) for path in place.glob("out*") if (content := path.read_bytes())]
        return done.code, done.out, re.sub("(?m)^Time: .*$", "", done.err), written


OWN = Rules(SMALL, "2\nnone\n2\n1\n2\nnone\n\n", {"greens": "one_a_day"}, "11")
PACKAGED = Rules(packaged_rules(), LINES, HALFWAY, "3324231")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return OWN.copied(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def before(small):
    """What every command says of the small rules."""
    found = {command: small.said(*command) for command in small.commands()}
    assert [command for command, (code, *_) in found.items() if code] == []
    return found


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


def litter(folder: Path, rng: Random) -> list[Path]:
    """Put things anywhere in a rules folder, and in folders that begin with a dot themselves."""
    there = [folder / place for place in PLACES]
    for place in there:
        place.mkdir(exist_ok=True)
    hidden = [rng.choice(there) / name for name in (".git", "._domains")]
    for place in hidden:
        (place / "domains").mkdir(parents=True)
    put_there = list(hidden)
    for place in (*there, *hidden, hidden[0] / "domains"):
        for name, kind in zip(rng.sample(NAMES, 4), rng.sample(KINDS, 4), strict=True):
            put(place / name, kind)
            put_there.append(place / name)
    return put_there


def cleared(paths: list[Path]) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@pytest.mark.parametrize("seed", range(6))
def test_names_that_begin_with_a_dot_change_no_byte_of_what_any_command_says(small, before, seed):
    """The first time every command is run, then some."""
    rng = Random(seed)
    commands = small.commands() if seed == 0 else rng.sample(small.commands(), 3)
    put_there = litter(small.folder, rng)
    try:
        for command in commands:
            assert small.said(*command) == before[command], command
    finally:
        cleared(put_there)


@pytest.mark.long
def test_nor_in_a_copy_of_the_packaged_rules(tmp_path):
    copy = PACKAGED.copied(tmp_path)
    before = {command: copy.said(*command) for command in copy.commands()}
    assert [command for command, (code, *_) in before.items() if code] == []
    for seed in range(20):
        rng = Random(seed)
        put_there = litter(copy.folder, rng)
        for command in copy.commands() if seed == 0 else rng.sample(copy.commands(), 6):
            assert copy.said(*command) == before[command], command
        cleared(put_there)


def said(folder: Path, *command: str) -> tuple[int, str, str]:
    done = run(*command, given="answers: {greens: one_a_day}", GUTBONE_RULES=str(folder), **CLOCK)
    return done.code, done.out, done.err


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
