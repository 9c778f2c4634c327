"""Read a folder of rules into an :class:`~gutbone.instrument.Instrument`."""

from pathlib import Path
from typing import Any

import msgspec

from gutbone.errors import ExitCode, GutboneError, did_you_mean
from gutbone.instrument import Instrument
from gutbone.plain_yaml import Document, parse, read_bytes
from gutbone.rulebook.references import reference_problems
from gutbone.rulebook.shape import shape_problems

REQUIRED = ("instrument.yaml", "clinic.yaml", "sources.yaml")
OPTIONAL = ("article.yaml", "conditions.yaml", "flags.yaml", "foods.yaml", "words.yaml")
FOLDERS = ("domains", "cases")
MOST_FILES = 200


class RulesError(GutboneError):
    """The rules cannot be used; ``problems`` holds everything that was found."""

    def __init__(self, problems: list[GutboneError]) -> None:
        first = problems[0]
        more = f" {len(problems) - 1} more: gutbone rules check lists them." if len(problems) > 1 else ""
        super().__init__(first.code, first.what, first.fix + more, first.where, ExitCode.FAILED)
        self.problems = problems


def packaged_rules() -> Path:
    """Give the folder of the rules that come with gutbone: inside the wheel, or beside a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"


def load_instrument(folder: Path) -> Instrument:
    """Load the rules in a folder.

    Raises RulesError (exit code 1) with all problems of its files, else all problems of shape, else
    all unknown and repeated ids; each with file, line and column.
    """
    return load_rules(folder)[0]


def load_rules(folder: Path) -> tuple[Instrument, dict[str, Document]]:
    """Load the rules in a folder as :func:`load_instrument` does, with the documents they were read from."""
    contents = read_folder(folder)
    documents = parse_all(contents, folder)
    try:
        instrument = msgspec.convert({**_tree(documents), "files": contents}, Instrument)
    except msgspec.ValidationError:
        raise RulesError(shape_problems(documents)) from None
    if problems := reference_problems(documents):
        raise RulesError(problems)
    return instrument, documents


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read every YAML file of a rules folder, by its relative path.

    Only known places are looked at, so that a folder that is really a whole disk does no harm.
    """
    if not (folder / "instrument.yaml").is_file():
        raise _folder_problem("there is no instrument.yaml in this folder.", "Name a folder of rules.", folder)
    names = [path.name for path in folder.glob("*.yaml")]
    names += [f"{place}/{path.name}" for place in FOLDERS for path in (folder / place).glob("*.yaml")]
    for name in names:
        if "/" not in name and name not in (*REQUIRED, *OPTIONAL):
            raise _folder_problem("no such file is read.", did_you_mean(name, (*REQUIRED, *OPTIONAL)), folder / name)
    for name in REQUIRED:
        if name not in names:
            raise _folder_problem("this file is missing.", "Write it.", folder / name)
    if len(names) > MOST_FILES:
        raise _folder_problem(f"there are over {MOST_FILES} files here.", "Name a folder of rules.", folder)
    try:
        return {name: read_bytes(folder / name, str(folder / name)) for name in sorted(names)}
    except GutboneError as error:
        raise RulesError([error]) from None


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
    """Join the files into one value in the shape of an Instrument; what is malformed stays malformed."""
    tree: dict[str, Any] = {}
    head = documents["instrument.yaml"].value
    if not isinstance(head, dict):
        return tree
    tree.update(head)
    names = head.get("domains")
    if isinstance(names, list):
        tree["domains"] = [_domain_tree(documents, name) for name in names]
    for name in ("sources", "foods", "clinic", "conditions", "flags", "article"):
        if f"{name}.yaml" in documents:
            tree[name] = documents[f"{name}.yaml"].value
    tree["closing"] = with_domain(head.get("closing", []), None)
    tree["words"] = documents["words.yaml"].value if "words.yaml" in documents else packaged_words()
    return tree


def _domain_tree(documents: dict[str, Document], name: object) -> Any:
    document = documents.get(f"domains/{name}.yaml")
    if document is None or not isinstance(document.value, dict):
        return None
    lists = {key: with_domain(document.value.get(key, []), name) for key in ("items", "tips")}
    return {**document.value, **lists}


def with_domain(blocks: Any, name: object) -> Any:
    """Tell items and tips which domain's file they stand in; their own blocks may not."""
    if not isinstance(blocks, list):
        return blocks
    return [{**b, "domain": name} if isinstance(b, dict) and "domain" not in b else None for b in blocks]


def packaged_words() -> dict[str, str]:
    """Give the words of the packaged rules, for a folder that brings none of its own."""
    path = packaged_rules() / "words.yaml"
    words: dict[str, str] = parse(read_bytes(path, str(path)), str(path)).value
    return words


def _folder_problem(what: str, fix: str, place: Path) -> RulesError:
    return RulesError([GutboneError("RULES_001", what, fix, str(place), ExitCode.FAILED)])
