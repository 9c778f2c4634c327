"""The schemas that editors use are the program's own, and agree with it about every file."""

import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sampling import each
from terminal import run
from test_broken_rules import MISTAKES, lay

from gutbone.base.files import packaged_rules
from gutbone.base.plain_yaml import parse
from gutbone.review.schema import FILES
from gutbone.rules.file_kinds import FILES as RULES_FILES
from gutbone.rules.file_kinds import kind_of
from gutbone.rules.load import load_instrument

RULES = packaged_rules()
SCHEMAS = RULES / "schema"
TESTS = Path(__file__).parent
FOLDERS = (RULES, TESTS / "other_language", TESTS / "broken" / "rules", *sorted((TESTS / "screeners").iterdir()))
RENEW = "for of in {names}; do gutbone rules schema --of $of > rules/schema/$of.schema.json; done"
SHAPES = {name: m for name, m in MISTAKES.items() if m["expect"][0]["code"] in {f"RULES_00{n}" for n in (2, 3, 4, 5)}}


BEYOND = (
    "a domain asks nothing",
    "a question counts no time",
    "a question has one option",
    "an address for forms has a space in it",
    "an amount is below nothing",
    "an id has a space in it",
    "an id is in another alphabet",
    "an id means something else in a table",
    "an option has more points than anybody can read",
    "half of the questions is written as a percentage",
    "the instrument has a name in place of an id",
    "there is no such language",
)


def kind(name):
    return "cases" if name.startswith("cases/") else kind_of(name)


def files(folder):
    return [path for path in sorted(folder.glob("**/*.yaml")) if path.is_file()]


def named(path, folder):
    return path.relative_to(folder).as_posix()


@cache
def validator(of):
    return Draft202012Validator(json.loads((SCHEMAS / f"{of}.schema.json").read_text(encoding="utf-8")))


@cache
def wrong(content, of):
    return list(validator(of).iter_errors(parse(content, of).value))


def errors(path, name):
    """Give what the committed schema finds wrong with a file, read as gutbone reads it; of two alike only the first is read."""
    return wrong(path.read_bytes(), kind(name))


@pytest.mark.parametrize("of", FILES)
def test_a_committed_schema_is_what_the_command_prints(of):
    done = run("rules", "schema", "--of", of)
    committed = (SCHEMAS / f"{of}.schema.json").read_text(encoding="utf-8")
    assert committed == done.out, f"renew them: {RENEW.format(names=' '.join(FILES))}"


def test_there_is_a_schema_for_every_kind_of_file_and_no_other():
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{of}.schema.json" for of in FILES}
    assert FILES.keys() - RULES_FILES.keys() == {"cases"}


@pytest.mark.parametrize("of", FILES)
def test_a_schema_is_one(of):
    Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{of}.schema.json").read_text(encoding="utf-8")))


@each("path", files(RULES), ids=lambda path: named(path, RULES))
def test_every_packaged_file_names_its_schema_in_its_first_line(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    schema = (path.parent / first.removeprefix(prefix)).resolve()
    assert schema == SCHEMAS.resolve() / f"{kind(named(path, RULES))}.schema.json"
    assert schema.is_file()


@each(("path", "folder"), [(path, folder) for folder in FOLDERS for path in files(folder)], ids=str)
def test_every_file_of_rules_that_hold_fits_its_schema(path, folder):
    assert errors(path, named(path, folder)) == []


def underlined(folder):
    return {named(path, folder) for path in files(folder) if errors(path, named(path, folder))}


@pytest.mark.parametrize("mistake", SHAPES.values(), ids=SHAPES)
def test_a_file_of_the_wrong_shape_does_not(mistake, tmp_path):
    assert underlined(lay(mistake, tmp_path / "rules")) == {problem["file"] for problem in mistake["expect"]}


@pytest.mark.parametrize("name", BEYOND)
def test_a_file_with_a_value_beyond_its_limit_does_not(name, tmp_path):
    assert underlined(lay(MISTAKES[name], tmp_path / "rules")) == {MISTAKES[name]["expect"][0]["file"]}


def test_the_schemas_are_no_part_of_the_instrument(tmp_path):
    instrument = load_instrument(RULES)
    assert not [name for name in instrument.files if "schema" in name]
    for path in files(RULES):
        copy = tmp_path / named(path, RULES)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    assert load_instrument(tmp_path).sha256 == instrument.sha256
