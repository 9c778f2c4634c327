"""Check that every id that rules use is defined, and that none is defined twice.

The tables say where ids are defined and where they are used. In a path, ``*`` stands for every
entry of a list and every value of a mapping, and ``{}`` for every key of a mapping.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from gutbone.errors import ExitCode, GutboneError, did_you_mean
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
}

TIP = {
    "asks/*": "food",
    "only_with/*": "condition",
    "unless/*": "condition",
    "sources/*": "source",
    "when/{}": "item",
    "when_any/{}": "item",
    "when_band/{}": "domain",
    "when_band/*/*": "band",
    "with_tip_in": "domain",
    "step/{}": "item",
    "named_safely/{}": "food",
    "when/*/*": "option",
    "when_any/*/*": "option",
    "step/*/{}": "option",
    "step/*/*": "option",
}

# Where to define an id that is missing; the other kinds have their ids in the file that uses them.
DEFINE = {
    "source": "sources.yaml",
    "food": "foods.yaml",
    "condition": "conditions.yaml",
    "domain": "instrument.yaml and a file in domains/",
}

# file: path of an id that is used, and its kind
USED = {
    "instrument.yaml": {
        "domains/*": "domain",
        "advice/order/*": "domain",
        "bands/source": "source",
        **{f"closing/*/{path}": kind for path, kind in TIP.items()},
    },
    DOMAIN_FILES: {
        "needs/*": "item",
        "why/sources/*": "source",
        "items/*/sources/*": "source",
        "items/*/why/sources/*": "source",
        "items/*/no_praise_with/*": "condition",
        "items/*/asked_unless/{}": "item",
        "items/*/asked_unless/*/*": "option",
        **{f"tips/*/{path}": kind for path, kind in TIP.items()},
    },
    "foods.yaml": {"*/also/*": "food"},
    "conditions.yaml": {
        "not_asked/notes/*/about/*": "food",
        "conditions/*/not_applicable/*": "domain or item",
        "conditions/*/avoids/*": "food",
        "conditions/*/covers/*": "domain",
        "conditions/*/notes/*/about/*": "food",
        "conditions/*/sources/*": "source",
        "age/groups/*/sources/*": "source",
    },
    "flags.yaml": {
        "flags/*/level": "level",
        "flags/*/holds/*": "domain",
        "flags/*/holds_tips/*": "tip",
        "flags/*/acts_like/*": "condition",
        "flags/*/cautions/{}": "domain",
        "flags/*/sources/*": "source",
    },
    "article.yaml": {
        "ways/*/sources/*": "source",
        "steps/*/sources/*": "source",
        "steps/*/domain": "domain",
    },
}


def reference_problems(documents: dict[str, Document]) -> list[GutboneError]:
    """Give every id that is used but not defined, or defined twice, with its place."""
    known = {kind: _defined(documents, places) for kind, places in DEFINED.items()}
    known["domain"] |= {name.removeprefix(DOMAIN_FILES).removesuffix(".yaml") for name in documents if "/" in name}
    known["domain or item"] = known["domain"] | known["item"]
    options = _options(documents)
    problems = [
        *_file_name_problems(documents),
        *_repeated(documents),
        *_ill_written(documents),
        *_mistakable(documents),
        *_circles(documents),
    ]
    for file, table in USED.items():
        for document in _documents(documents, file):
            for pattern, kind in table.items():
                for path, value in _walk(document.value, pattern):
                    allowed = options.get(str(_item_of(path))) if kind == "option" else known[kind]
                    if allowed is not None and value not in allowed:  # None: the option's item is not there
                        what = f"there is no {kind} {value}."
                        problems.append(_problem("IDS_001", document, path, what, _fix(kind, value, allowed)))
    return problems


def _fix(kind: str, value: str, allowed: set[str]) -> str:
    """Say which id may be meant, or where to define this one."""
    near = did_you_mean(value, sorted(allowed))
    define = f"define it in {DEFINE[kind]}." if kind in DEFINE else "give one that name."
    return near or f"Correct it, or {define}"


def _documents(documents: dict[str, Document], file: str) -> list[Document]:
    """Give the document of a file, or of every file in a folder."""
    return [d for name, d in documents.items() if name == file or (file.endswith("/") and name.startswith(file))]


def _defined(documents: dict[str, Document], places: tuple[tuple[str, str], ...]) -> set[str]:
    return {
        value for file, pattern in places for d in _documents(documents, file) for _, value in _walk(d.value, pattern)
    }


def _options(documents: dict[str, Document]) -> dict[str, set[str]]:
    """Give the option ids of every item."""
    items = [item for d in _documents(documents, DOMAIN_FILES) for item in d.value["items"]]
    return {item["id"]: {option["id"] for option in item["options"]} for item in items}


def _places(documents: dict[str, Document], kind: str) -> Iterator[tuple[Document, Path_, str]]:
    """Give every place where an id of a kind is defined."""
    for file, pattern in DEFINED[kind]:
        for document in _documents(documents, file):
            yield from ((document, path, value) for path, value in _walk(document.value, pattern))


def _ill_written(documents: dict[str, Document]) -> Iterator[GutboneError]:
    """Find ids that cannot be typed, be a column of a table or stand in an ASCII note."""
    head = documents["instrument.yaml"]
    for key in ("id", "version"):
        if not NAME.fullmatch(head.value[key]):
            what = f"{head.value[key] or 'nothing'} cannot be the {key} of an instrument."
            yield _problem("IDS_005", head, (key,), what, "Write it in a to z, 0 to 9, dots and hyphens.")
    fix = "Write it in a to z, 0 to 9 and _, a letter first."
    options = ((d, *one) for d in _documents(documents, DOMAIN_FILES) for one in _walk(d.value, "items/*/options/*/id"))
    for document, path, value in (*(place for kind in DEFINED for place in _places(documents, kind)), *options):
        if not ID.fullmatch(value):
            yield _problem("IDS_005", document, path, f"{value or 'nothing'} cannot be an id.", fix)
        elif value in RESERVED:
            what = f"{value} means something else in answers and tables."
            yield _problem("IDS_005", document, path, what, "Give it another id.")


def _mistakable(documents: dict[str, Document]) -> Iterator[GutboneError]:
    """Find ids that name two things of which one may be asked for by its id alone."""
    seen: dict[str, str] = {}
    for kind in ("domain", "item", "tip", "condition", "flag"):
        for document, path, value in _places(documents, kind):
            other = seen.setdefault(value, kind)
            if other != kind:
                what = f"{value} is the id of {'an' if other == 'item' else 'a'} {other} too."
                yield _problem("IDS_006", document, path, what, "Give each its own id.")


def _repeated(documents: dict[str, Document]) -> Iterator[GutboneError]:
    """Find ids that are defined twice: within their kind, and options within their item."""
    fix = "Give each its own id."
    for kind in DEFINED:
        counts: Counter[str] = Counter()
        for document, path, value in _places(documents, kind):
            counts[value] += 1
            if counts[value] == 2:
                yield _problem("IDS_002", document, path, f"the {kind} {value} is defined twice.", fix)
    for document in _documents(documents, DOMAIN_FILES):
        seen: set[tuple[Any, str]] = set()
        for path, value in _walk(document.value, "items/*/options/*/id"):
            if (path[1], value) in seen:
                yield _problem("IDS_002", document, path, f"the option {value} is defined twice.", fix)
            seen.add((path[1], value))


def _file_name_problems(documents: dict[str, Document]) -> Iterator[GutboneError]:
    """Check that a domain's file is named after its id and listed once in instrument.yaml."""
    head = documents["instrument.yaml"]
    listed = head.value["domains"]
    for index, name in enumerate(listed):
        if name in listed[:index]:
            yield _problem("IDS_002", head, ("domains", index), f"{name} stands here twice.", "Remove one.")
    for name, document in documents.items():
        if name.startswith(DOMAIN_FILES) and name != f"{DOMAIN_FILES}{document.value['id']}.yaml":
            what = f"this domain calls itself {document.value['id']}, and its file has another name."
            yield _problem("IDS_003", document, ("id",), what, "Give both the same name.")
        elif name.startswith(DOMAIN_FILES) and document.value["id"] not in listed:
            what = f"the domain {document.value['id']} is not listed in instrument.yaml."
            yield _problem("IDS_003", document, ("id",), what, "Add it to domains there, or remove this file.")


def _circles(documents: dict[str, Document]) -> Iterator[GutboneError]:
    """Find foods that bring along themselves, straight away or by way of others."""
    for document in _documents(documents, "foods.yaml"):
        also = {food["id"]: food.get("also", []) for food in document.value}
        found: set[str] = set()
        for index, food in enumerate(document.value):
            for place, other in enumerate(food.get("also", [])):
                if food["id"] not in found and food["id"] in brought_along(other, also):
                    found |= brought_along(food["id"], also)
                    what = f"{food['id']} brings along {other}, which brings along {food['id']} again."
                    fix = "Remove one of the two."
                    yield _problem("IDS_004", document, (index, "also", place), what, fix)


def _walk(value: Any, pattern: str) -> Iterator[tuple[Path_, Any]]:
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


def _item_of(path: Path_) -> str | int:
    """Give the item that an option in ``when``, ``step`` or ``asked_unless`` belongs to: its mapping's key."""
    for name in ("when", "when_any", "step", "asked_unless"):
        if name in path:
            return path[path.index(name) + 1]
    return ""


def _problem(code: str, document: Document, path: Path_, what: str, fix: str) -> GutboneError:
    return GutboneError(code, what, fix, document.where(path), ExitCode.FAILED)
