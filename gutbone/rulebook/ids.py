"""What ids rules define, each once, well written and telling things apart.

In a path, ``*`` stands for every entry of a list and every value of a mapping, and ``{}`` for every
key of a mapping.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from gutbone.errors import ExitCode, GutboneError
from gutbone.instrument import brought_along
from gutbone.plain_yaml import Document, Path_

DOMAIN_FILES = "domains/"
ID = re.compile(r"[a-z][a-z0-9_]*")
NAME = re.compile(r"[a-z0-9][a-z0-9._+-]*")
RESERVED = {"total", "answered", "problem", "conditions", "flags", "ref", "age", "not_asked"}

# kind of id: where it is defined
DEFINED = {
    "source": (("sources.yaml", "*/id"),),
    "food": (("foods.yaml", "*/id"),),
    "band": (("instrument.yaml", "bands/edges/*/id"),),
    "item": ((DOMAIN_FILES, "items/*/id"),),
    "tip": ((DOMAIN_FILES, "tips/*/id"), ("instrument.yaml", "closing/*/id")),
    "condition": (("conditions.yaml", "conditions/*/id"), ("conditions.yaml", "age/groups/*/id")),
    "flag": (("flags.yaml", "flags/*/id"),),
    "level": (("flags.yaml", "levels/*/id"),),
    "domain": ((DOMAIN_FILES, "id"),),
    "option": ((DOMAIN_FILES, "items/*/options/*/id"),),
}


class Defined(NamedTuple):
    """An id, and where it is defined."""

    document: Document
    path: Path_
    id: str


def definitions(documents: dict[str, Document]) -> dict[str, list[Defined]]:
    """Give every id that is defined, by its kind; the options of all items together."""
    return {
        kind: [
            Defined(document, path, value)
            for file, pattern in places
            for document in documents_of(documents, file)
            for path, value in walk(document.value, pattern)
        ]
        for kind, places in DEFINED.items()
    }


def definition_problems(documents: dict[str, Document], defined: dict[str, list[Defined]]) -> Iterator[GutboneError]:
    """Give everything that is wrong with ids where they are defined."""
    yield from _file_names(documents)
    yield from _repeated(defined)
    yield from _ill_written(documents, defined)
    yield from _mistakable(defined)
    yield from _circles(documents)


def _repeated(defined: dict[str, list[Defined]]) -> Iterator[GutboneError]:
    """Find ids that are defined twice: within their kind, and options within their item."""
    for kind, places in defined.items():
        counts: Counter[tuple[str, Path_]] = Counter()
        for document, path, value in places:
            own = (value, (document.name, *path[:2]) if kind == "option" else ())
            counts[own] += 1
            if counts[own] == 2:
                what = f"the {kind} {value} is defined twice."
                yield problem("IDS_002", document, path, what, "Give each its own id.")


def _ill_written(documents: dict[str, Document], defined: dict[str, list[Defined]]) -> Iterator[GutboneError]:
    """Find ids that cannot be typed, be a column of a table or stand in an ASCII note."""
    head = documents["instrument.yaml"]
    for key in ("id", "version"):
        if not NAME.fullmatch(head.value[key]):
            what = f"{head.value[key] or 'nothing'} cannot be the {key} of an instrument."
            yield problem("IDS_005", head, (key,), what, "Write it in a to z, 0 to 9, dots and hyphens.")
    fix = "Write it in a to z, 0 to 9 and _, a letter first."
    for document, path, value in (place for places in defined.values() for place in places):
        if not ID.fullmatch(value):
            yield problem("IDS_005", document, path, f"{value or 'nothing'} cannot be an id.", fix)
        elif value in RESERVED:
            what = f"{value} means something else in answers and tables."
            yield problem("IDS_005", document, path, what, "Give it another id.")


def _mistakable(defined: dict[str, list[Defined]]) -> Iterator[GutboneError]:
    """Find ids that name two things of which one may be asked for by its id alone."""
    seen: dict[str, str] = {}
    for kind in ("domain", "item", "tip", "condition", "flag"):
        for document, path, value in defined[kind]:
            other = seen.setdefault(value, kind)
            if other != kind:
                what = f"{value} is the id of {'an' if other == 'item' else 'a'} {other} too."
                yield problem("IDS_006", document, path, what, "Give each its own id.")


def _file_names(documents: dict[str, Document]) -> Iterator[GutboneError]:
    """Check that a domain's file is named after its id and listed once in instrument.yaml."""
    head = documents["instrument.yaml"]
    listed = head.value["domains"]
    for index, name in enumerate(listed):
        if name in listed[:index]:
            yield problem("IDS_002", head, ("domains", index), f"{name} stands here twice.", "Remove one.")
    for name, document in documents.items():
        if name.startswith(DOMAIN_FILES) and name != f"{DOMAIN_FILES}{document.value['id']}.yaml":
            what = f"this domain calls itself {document.value['id']}, and its file has another name."
            yield problem("IDS_003", document, ("id",), what, "Give both the same name.")
        elif name.startswith(DOMAIN_FILES) and document.value["id"] not in listed:
            what = f"the domain {document.value['id']} is not listed in instrument.yaml."
            yield problem("IDS_003", document, ("id",), what, "Add it to domains there, or remove this file.")


def _circles(documents: dict[str, Document]) -> Iterator[GutboneError]:
    """Find foods that bring along themselves, straight away or by way of others."""
    for document in documents_of(documents, "foods.yaml"):
        also = {food["id"]: food.get("also", []) for food in document.value}
        found: set[str] = set()
        for index, food in enumerate(document.value):
            for place, other in enumerate(food.get("also", [])):
                if food["id"] not in found and food["id"] in brought_along(other, also):
                    found |= brought_along(food["id"], also)
                    what = f"{food['id']} brings along {other}, which brings along {food['id']} again."
                    fix = "Remove one of the two."
                    yield problem("IDS_004", document, (index, "also", place), what, fix)


def documents_of(documents: dict[str, Document], file: str) -> list[Document]:
    """Give the document of a file, or of every file in a folder."""
    return [d for name, d in documents.items() if name == file or (file.endswith("/") and name.startswith(file))]


def walk(value: Any, pattern: str) -> Iterator[tuple[Path_, Any]]:
    """Give every value (or key) that a pattern reaches, with its path."""
    found: list[tuple[Path_, Any]] = [((), value)]
    for step in pattern.split("/"):
        found = [(inner, v) for path, outer in found for inner, v in _step(path, outer, step)]
    yield from found


def _step(path: Path_, value: Any, step: str) -> list[tuple[Path_, Any]]:
    if step == "*":
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        return [((*path, key), inner) for key, inner in entries]
    if step == "{}":
        return [((*path, key, "key"), key) for key in value]
    return [((*path, step), value[step])] if value.get(step) is not None else []


def problem(code: str, document: Document, path: Path_, what: str, fix: str) -> GutboneError:
    """Make the error for a place in a file."""
    return GutboneError(code, what, fix, document.where(path), ExitCode.FAILED)
