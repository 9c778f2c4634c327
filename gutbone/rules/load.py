"""Read a folder of rules into an :class:`~gutbone.rules.instrument.Instrument`."""

import os.path
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from gutbone.base.commands import command
from gutbone.base.errors import ExitCode, GutboneError, did_you_mean
from gutbone.base.files import is_hidden, packaged_rules, read_bytes
from gutbone.base.plain_yaml import Document, parse
from gutbone.rules.ids import file_problems, id_problems
from gutbone.rules.instrument import Instrument
from gutbone.rules.must_hold import placeholder_problems, unsound
from gutbone.rules.positions import OWN_FILES, Problem, placed
from gutbone.rules.words import Words

REQUIRED = ("instrument.yaml", "clinic.yaml", "sources.yaml")
OPTIONAL = ("article.yaml", "conditions.yaml", "flags.yaml", "foods.yaml", "messages.yaml", "words.yaml")
FOLDERS = ("domains/", "parts/", "cases/")
TITLES = ("welcome_title", "handout_title")  # words that name what these rules are about
MISSPELT = (".yml", ".YML", ".Yml", ".YAML", ".Yaml")
MOST_FILES = 200
MOST_BYTES = 500_000  # of all files together: five times the packaged rules


class RulesError(GutboneError):
    """The rules cannot be used; ``problems`` holds everything that was found."""

    def __init__(self, problems: list[GutboneError]) -> None:
        first = problems[0]
        more = f" {len(problems) - 1} more: {command('rules check')} lists them." if len(problems) > 1 else ""
        super().__init__(first.code, first.what, first.fix + more, first.where, ExitCode.FAILED)
        self.problems = problems


def load_instrument(folder: Path) -> Instrument:
    """Load the rules in a folder, ready to score anybody.

    Raises RulesError (exit code 1) as :func:`load_rules` does, else with all that would leave somebody
    without a score, or a word of the program without its filling.
    """
    instrument, documents = load_rules(folder)
    found = unsound(instrument)
    if "words.yaml" in documents and folder != packaged_rules():
        found += placeholder_problems(instrument.words, packaged_words())
    if found:
        raise RulesError(placed(found, instrument, documents))
    return instrument


def load_rules(folder: Path) -> tuple[Instrument, dict[str, Document]]:
    """Load the rules in a folder, with the documents they were read from.

    Raises RulesError (exit code 1) with all problems of its files, else all problems of shape, else
    all unknown and repeated ids; each with file, line and column.
    """
    contents = read_folder(folder)
    documents = parse_all(contents, folder)
    try:
        instrument = msgspec.convert({**_tree(documents), "files": contents}, Instrument)
    except msgspec.ValidationError:
        from gutbone.rules.malformed import shape_problems

        raise RulesError(placed(list(shape_problems(documents)))) from None
    problems = list(file_problems(documents))
    if all(d.value["id"] == Path(name).stem for name, d in documents.items() if "/" in name):  # else places mislead
        problems += id_problems(instrument)
    if problems:
        raise RulesError(placed(problems, instrument, documents))
    return instrument, documents


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read every YAML file of a rules folder, by its relative path; none whose name begins with a dot.

    Only known places are looked at, so that a folder that is really a whole disk does no harm.
    """
    fix = "Name a folder of rules."
    misnamed = list(_misnamed(folder))
    if not misnamed and not os.path.isfile(folder / "instrument.yaml"):  # noqa: PTH113  Path.is_file raises where one may not look
        raise _refused("there is no instrument.yaml in this folder.", fix, folder)
    names = sorted(_names(folder, ".yaml"))
    if len(names) > MOST_FILES:
        raise _refused(f"there are over {MOST_FILES} files here.", fix, folder)
    if problems := [*misnamed, *_misplaced(folder, names)]:
        raise RulesError(placed(problems))
    try:
        contents = {name: read_bytes(folder / name, str(folder / name), MOST_BYTES) for name in names}
    except GutboneError as error:
        raise RulesError([error]) from None
    if sum(map(len, contents.values())) > MOST_BYTES:
        raise _refused(f"the files here have over {MOST_BYTES:,} bytes together.", fix, folder)
    return contents


def _names(folder: Path, *endings: str) -> Iterator[str]:
    """Give the relative paths of what lies in the known places and ends in one of these ways, whatever it is."""
    for place in ("", *FOLDERS):
        try:
            there = [path.name for path in (folder / place).glob("*")]
        except OSError:  # a name too long, or a folder that nobody may look into
            continue
        yield from (f"{place}{name}" for name in there if name.endswith(endings) and not is_hidden(name))


def _misnamed(folder: Path) -> Iterator[Problem]:
    """Find files that would be read if they ended as rules do; they are not, and nobody would notice."""
    for name in sorted(_names(folder, *MISSPELT)):
        right = f"{name.rpartition('.')[0]}.yaml"
        if "/" in name or right in (*REQUIRED, *OPTIONAL):
            own = Path(right).name
            is_there = os.path.lexists(folder / right)
            fix = f"Remove it: {own} is there and is read." if is_there else f"Rename it to {own}."
            yield Problem("RULES_001", "a file with this ending is not read.", fix, folder / name)


def _misplaced(folder: Path, names: list[str]) -> Iterator[Problem]:
    """Find files that no rules have, that are missing, or are none: a folder, a pipe that would be waited on for ever."""
    known = (*REQUIRED, *OPTIONAL)
    for name in names:
        if "/" not in name and name not in known:
            yield Problem("RULES_001", "no such file is read.", did_you_mean(name, known), folder / name)
        elif not os.path.isfile(folder / name):  # noqa: PTH113  as above
            yield Problem("RULES_001", "this is no ordinary file.", "Put a file in its place.", folder / name)
    for name in REQUIRED:
        if name not in names:
            schema = command("rules schema", "--of", name.removesuffix(".yaml"))
            fix = f"Write it: {schema} says what it holds."
            yield Problem("RULES_001", "this file is missing.", fix, folder / name)


def _refused(what: str, fix: str, folder: Path) -> RulesError:
    return RulesError(placed([Problem("RULES_001", what, fix, folder)]))


def parse_all(contents: dict[str, bytes], folder: Path) -> dict[str, Document]:
    """Parse the files that make up the instrument; worked cases are no part of it."""
    documents: dict[str, Document] = {}
    problems: list[GutboneError] = []
    for name, content in contents.items():
        try:
            if not name.startswith("cases/"):
                documents[name] = parse(content, str(folder / name))
        except GutboneError as error:
            problems.append(error)
    if problems:
        raise RulesError(problems)
    return documents


def _tree(documents: dict[str, Document]) -> dict[str, Any]:
    """Join the files into one value in the shape of an Instrument; what is malformed stays malformed.

    A file that holds nothing is malformed, even where it may be left out, and so is a key with a file of its own.
    """
    held = {name: "" if document.value is None else document.value for name, document in documents.items()}
    files = {name.removesuffix(".yaml"): value for name, value in held.items() if "/" not in name}
    head = files.pop("instrument")
    if not isinstance(head, dict) or head.keys() & {*OWN_FILES, "words", "files"}:
        return {}
    return {
        **head,
        **files,
        "words": _with_packaged(files.get("words", {}), head.get("title")),
        "domains": _trees(documents, "domains/", head.get("domains")),
        "parts": _trees(documents, "parts/", head.get("parts", [])),
        "closing": _with_domain(head.get("closing", []), None),
    }


def _with_packaged(words: Any, title: Any) -> Any:
    """Fill the words that a folder leaves out from the packaged ones, which are English.

    Not those that say what the packaged rules are about: a title is the folder's own, and it is welcomed to any quiz.
    """
    if not isinstance(words, dict) or words.keys() >= {*Words.__struct_fields__}:
        return words
    filled = {**packaged_words(), **words}
    return {**filled, **dict.fromkeys(TITLES, title), "welcome_text": filled["welcome_any"], **words}


def _trees(documents: dict[str, Document], folder: str, names: Any) -> Any:
    """Give what the files of domains or parts hold, in the order of their names, last those that are not listed."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    files = {Path(name).stem: document.value for name, document in documents.items() if name.startswith(folder)}
    own = {name: name if folder == "domains/" else None for name in files}
    return [_with_domain(files[name], own[name]) for name in dict.fromkeys([*names, *files]) if name in files]


def _with_domain(value: Any, name: str | None) -> Any:
    """Tell items and tips which domain's file they stand in; their own blocks may not."""
    if isinstance(value, dict):
        return {k: _with_domain(v, name) if k in {"items", "tips"} else v for k, v in value.items()}
    if not isinstance(value, list):
        return value
    return [{**b, "domain": name} if isinstance(b, dict) and "domain" not in b else None for b in value]


def packaged_words() -> dict[str, str]:
    """Give the words of the packaged rules, for those that a folder does not bring."""
    path = packaged_rules() / "words.yaml"
    words: dict[str, str] = parse(read_bytes(path, str(path)), str(path)).value
    return words
