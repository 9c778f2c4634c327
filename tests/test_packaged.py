"""The packaged rules are found however gutbone was installed, and compiled ones are used only where they fit."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from itertools import product
from pathlib import Path
from random import Random
from zlib import crc32

import msgspec
import pytest
from msgspec.structs import replace
from sampling import mostly_long
from terminal import environment, run

from gutbone.base.files import packaged_rules
from gutbone.base.version import __version__
from gutbone.rules.load import load_instrument
from gutbone.rules.packaged import COMPILED, UnfitError, compiled, read_compiled

TREE = Path(__file__).resolve().parent.parent
RULES = load_instrument(packaged_rules())
CONTENT = compiled(RULES)
SOURCE = ("gutbone", "rules", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
DAMAGED = "another version wrote it, or it is damaged"


@pytest.fixture
def folder(tmp_path):
    """The rules in a folder, with a compiled file that fits them."""
    rules = shutil.copytree(packaged_rules(), tmp_path / "rules")
    (rules / COMPILED).write_bytes(CONTENT)
    return rules


def refusal(folder):
    with pytest.raises(UnfitError) as error:
        read_compiled(folder)
    return str(error.value)


def test_compiled_rules_are_the_rules_to_the_last_byte(folder):
    found = read_compiled(folder)
    assert replace(found, files=RULES.files) == RULES
    assert found.sha256 == RULES.sha256
    assert found.files.keys() == RULES.files.keys()


def test_without_a_compiled_file_there_is_nothing_to_pass_over(folder):
    (folder / COMPILED).unlink()
    assert read_compiled(folder) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"no rules",
        CONTENT[:-1],
        CONTENT + b"\0",
        CONTENT.partition(b"\n")[2],
        CONTENT.replace(b"0", b"9", 1),
    ],
    ids=["empty", "line", "foreign", "cut short", "too long", "without its first line", "another version"],
)
def test_a_file_that_is_not_whole_or_not_of_this_version_is_not_used(folder, content):
    (folder / COMPILED).write_bytes(content)
    assert refusal(folder) == DAMAGED


def test_a_file_with_any_byte_changed_is_not_used(folder):
    rng = Random(1)
    for place in [*range(40), *rng.sample(range(len(CONTENT)), 200)]:
        changed = bytearray(CONTENT)
        changed[place] ^= 1 << rng.randrange(8)
        (folder / COMPILED).write_bytes(changed)
        assert refusal(folder) == DAMAGED, place


@pytest.mark.parametrize("name", ["words.yaml", "cases/tips.yaml", "domains/fibre.yaml"])
def test_a_file_made_from_other_rules_is_not_used(folder, name):
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    assert refusal(folder) == "the rules beside it have changed"


def test_a_file_is_not_used_beside_rules_with_a_file_more(folder):
    (folder / "cases" / "more.yaml").write_text("[]")
    assert refusal(folder) == "the rules beside it have changed"


def test_what_systems_and_editors_leave_beside_the_rules_does_not_count(folder):
    (folder / "domains" / "._fibre.yaml").write_bytes(b"\0")
    (folder / "cases" / ".#tips.yaml").symlink_to("nowhere")
    assert read_compiled(folder).sha256 == RULES.sha256


def test_a_file_is_not_used_beside_rules_with_another_file_in_place_of_one(folder):
    (folder / "cases" / "tips.yaml").rename(folder / "cases" / "taps.yaml")
    assert refusal(folder).startswith("it cannot be read: ")


def test_a_folder_in_its_place_is_not_used(folder):
    (folder / COMPILED).unlink()
    (folder / COMPILED).mkdir()
    assert refusal(folder).startswith("it cannot be read: ")


def test_a_file_that_holds_something_else_is_not_used(folder):
    content = msgspec.msgpack.encode({})
    head = f"gutbone {__version__} {crc32(content)}\n"
    (folder / COMPILED).write_bytes(head.encode() + content)
    assert refusal(folder).startswith("it cannot be read: ")


# ---------------------------------------------------------------- however it was installed


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The source as a zip of it holds it: no history, nothing that was built."""
    place = tmp_path_factory.mktemp("zip") / "gutbone-main"
    place.mkdir()
    for name in SOURCE:
        if (TREE / name).is_dir():
            shutil.copytree(TREE / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(TREE / name, place / name)
    (place / "rules" / "domains" / "._fibre.yaml").write_bytes(b"\0")
    (place / "rules" / ".git").mkdir()
    (place / "rules" / ".git" / "config").write_text("")
    (place / "rules" / ".#words.yaml").symlink_to("nowhere")
    return place


def python(*arguments, cwd, **more):
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment(**more), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(source, kind, place):
    """Build the source as an installer asks for it: kind is wheel, sdist or editable."""
    place.mkdir()
    code = f"from hatchling.build import build_{kind} as build; print(build({str(place)!r}))"
    return place / python("-c", code, cwd=source).split()[-1]


def laid_out(wheel, place):
    """Lay a wheel out as an installer does."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


@pytest.fixture(scope="module")
def installs(source, tmp_path_factory):
    """Where Python finds gutbone, for every way to install it; ``pip install .`` and ``uvx --from .`` build the wheel."""
    top = tmp_path_factory.mktemp("installs")
    sdist = built(source, "sdist", top / "sdist")
    shutil.unpack_archive(sdist, top / "unpacked", filter="data")
    [unpacked] = (top / "unpacked").iterdir()
    editable = laid_out(built(source, "editable", top / "editable-wheel"), top / "editable")
    [pointer] = editable.glob("*.pth")
    return {
        "checkout": [TREE],
        "zip of the source": [source],
        "editable install": [editable, *map(Path, pointer.read_text().split())],
        "wheel": [laid_out(built(source, "wheel", top / "wheel"), top / "installed")],
        "wheel from the sdist": [laid_out(built(unpacked, "wheel", top / "wheel2"), top / "installed2")],
    }


WHEELS = ("wheel", "wheel from the sdist")
COMMANDS = [("screen", "3324231"), ("--version",), ("explain",), ("quiz",)]
WAYS = ("checkout", "zip of the source", "editable install", *WHEELS)
LIST_MODULES = """
import atexit, sys
atexit.register(lambda: print(*sorted(sys.modules), sep="\\n", file=sys.stderr))
from gutbone.__main__ import main
main()
"""


def run_installed(places, cwd, *arguments, given=""):
    """Run an installed gutbone; its error output ends with the modules it loaded."""
    paths = os.pathsep.join([*map(str, places), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *arguments],
        input=given,
        env=environment(PYTHONPATH=paths, SOURCE_DATE_EPOCH="1769851800"),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("way", WAYS)
def test_however_it_was_installed_it_finds_its_rules(installs, way, tmp_path):
    done = run_installed(installs[way], tmp_path, "screen", "3324231", "--format", "json")
    assert json.loads(done.stdout)["instrument"]["sha256"] == RULES.sha256
    here = run("screen", "3324231", "--format", "json", SOURCE_DATE_EPOCH="1769851800")
    assert done.stdout == here.out


@pytest.mark.parametrize("way", WAYS)
def test_only_a_wheel_brings_compiled_rules(installs, way):
    held = [path.parent.name for place in installs[way] for path in Path(place).glob(f"**/{COMPILED}")]
    assert held == (["packaged_rules"] if way in WHEELS else [])


@pytest.mark.parametrize("way", WHEELS)
def test_a_wheel_brings_nothing_that_systems_and_editors_left_beside_the_rules(installs, way):
    brought = Path(installs[way][0], "gutbone", "packaged_rules")
    assert [path for path in brought.rglob("*") if path.name.startswith(".")] == []
    assert (brought / "domains" / "fibre.yaml").is_file()
    assert (brought / "schema" / "domain.schema.json").is_file()


@pytest.mark.parametrize(
    ("way", "arguments"),
    mostly_long(product(WHEELS, COMMANDS), [*product(WHEELS[:1], COMMANDS), *product(WHEELS[1:], COMMANDS[:1])]),
)
def test_with_compiled_rules_nothing_that_reads_yaml_is_loaded(installs, way, arguments, tmp_path):
    done = run_installed(installs[way], tmp_path, *arguments, given="1\n")
    assert done.stdout
    assert done.returncode == 0
    assert not {"yaml", "gutbone.rules.load"} & set(done.stderr.splitlines())


@pytest.fixture
def edited(installs, tmp_path):
    """An installed gutbone whose rules somebody has edited where they lie."""
    place = shutil.copytree(installs["wheel"][0], tmp_path / "edited")
    words = place / "gutbone" / "packaged_rules" / "words.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("not_sure: Not sure", "not_sure: No idea"), "utf-8")
    return [place]


def test_whoever_edits_installed_rules_sees_what_they_wrote(edited, tmp_path):
    done = run_installed(edited, tmp_path, "quiz", given="1\n")
    assert "0. No idea" in run_installed(edited, tmp_path, "quiz", given="2\nnone\nq\n").stderr
    assert "is passed over" not in done.stderr
    assert done.returncode == 0


def test_why_compiled_rules_are_passed_over_is_said_under_debug(edited, tmp_path):
    done = run_installed(edited, tmp_path, "screen", "3324231", "--debug")
    assert f"{COMPILED} is passed over: the rules beside it have changed." in done.stderr
    assert done.returncode == 0


def test_rules_that_nobody_could_use_stop_the_build(source, tmp_path):
    broken = shutil.copytree(source, tmp_path / "broken", symlinks=True)
    words = broken / "rules" / "words.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("not_sure:", "not_shure:"), "utf-8")
    code = f"from hatchling.build import build_wheel; build_wheel({str(tmp_path)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=broken, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {words}:")
    assert "Did you mean not_sure?" in done.stderr
