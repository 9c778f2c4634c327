"""Say what is wrong with the shape of rules: missing keys, unknown keys, values of the wrong kind.

The whole is converted in one go when all is well. Only when that fails are the blocks converted one
by one, so that one run names a problem in each of them.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from gutbone.errors import ExitCode, GutboneError, did_you_mean
from gutbone.plain_yaml import Document, Path_
from gutbone.rules import Article, Clinic, Condition, Conditions, Domain, Flag, Flags, Food, Head, Item, Source, Tip
from gutbone.words import Words

# What each file is, and which of its lists hold blocks that are looked at one by one.
FILES: dict[str, tuple[type, dict[str, type]]] = {
    "instrument.yaml": (Head, {"closing": Tip}),
    "clinic.yaml": (Clinic, {}),
    "conditions.yaml": (Conditions, {"conditions": Condition}),
    "flags.yaml": (Flags, {"flags": Flag}),
    "article.yaml": (Article, {}),
    "words.yaml": (Words, {}),
}
DOMAIN: tuple[type, dict[str, type]] = (Domain, {"items": Item, "tips": Tip})
LISTS: dict[str, type] = {"sources.yaml": Source, "foods.yaml": Food}

KINDS = {
    "`int`": "a whole number",
    "`float`": "a number",
    "`str`": "text",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a block of keys",
    "`null`": "nothing",
}


def shape_problems(documents: dict[str, Document]) -> list[GutboneError]:
    """Convert every block on its own and give all that is wrong, file by file."""
    return [problem for name, document in documents.items() for problem in _file_problems(name, document)]


def _file_problems(name: str, document: Document) -> Iterator[GutboneError]:
    if name in LISTS:
        yield from _block_problems(document, (), LISTS[name])
        return
    whole, lists = FILES.get(name, DOMAIN)
    value = document.value
    if isinstance(value, dict):
        value = {key: [] if key in lists and isinstance(inner, list) else inner for key, inner in value.items()}
        if whole is Head:
            yield from _domain_names(document, value.pop("domains", None))
            value.pop("closing", None)
    yield from _convert(document, (), value, whole)
    for key, block in lists.items():
        yield from _block_problems(document, (key,), block)


def _block_problems(document: Document, path: Path_, block: type) -> Iterator[GutboneError]:
    """Convert every block of a list; a list that is missing or no list is the whole file's problem."""
    values = document.value
    for step in path:
        values = values.get(step) if isinstance(values, dict) else None
    if not isinstance(values, list):
        if not path:
            yield from _convert(document, path, values, tuple[block, ...])  # type: ignore[valid-type]
        return
    for index, value in enumerate(values):
        own = (*path, index)
        if block not in {Item, Tip} or not isinstance(value, dict):
            yield from _convert(document, own, value, block)
        elif "domain" in value:
            yield _unknown_key(document, own, "domain", block)
        else:
            yield from _convert(document, own, {**value, "domain": ""}, block)


def _domain_names(document: Document, names: Any) -> Iterator[GutboneError]:
    """Check that ``domains`` lists names; whether their files are there is checked with the ids."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        yield _problem("RULES_002", document, ("domains",), "this lists no domains.", "Write their ids as a list.")


def _convert(document: Document, path: Path_, value: Any, block: Any) -> Iterator[GutboneError]:
    try:
        msgspec.convert(value, block)
    except msgspec.ValidationError as error:
        yield _explain(document, path, block, str(error))


def _explain(document: Document, path: Path_, block: Any, message: str) -> GutboneError:
    """Put msgspec's message into a dietitian's words, at the place it is about."""
    text, _, inner = message.partition(" - at `$")
    steps = _steps(inner)
    path = (*path, *steps)
    if match := re.search(r"unknown field `(.*)`", text):
        return _unknown_key(document, path, match[1], _inner_type(block, steps))
    if match := re.search(r"missing required field `(.*)`", text):
        return _problem("RULES_004", document, path, f"the key {match[1]} is missing.", "Add it to this block.")
    if match := re.match(r"Invalid enum value '?(.*?)'?$", text):
        fix = did_you_mean(match[1], get_args(_inner_type(block, steps)))
        return _problem("RULES_005", document, path, f"{match[1]} is not known here.", fix)
    for name, meaning in KINDS.items():
        text = text.replace(name, meaning)
    text = re.sub(r"^Expected (.*), got (.*)$", r"this is \2, but \1 is wanted.", text).replace(" | nothing", "")
    return _problem("RULES_002", document, path, text, "Correct it. Text that looks like a number needs quotes.")


def _unknown_key(document: Document, path: Path_, key: str, block: Any) -> GutboneError:
    known = get_type_hints(block) if isinstance(block, type) else {}
    fix = did_you_mean(key, [name for name in known if name != "domain"])
    return _problem("RULES_003", document, (*path, key, "key"), f"the key {key} is not known here.", fix)


def _problem(code: str, document: Document, path: Path_, what: str, fix: str) -> GutboneError:
    return GutboneError(code, what, fix, document.where(path), ExitCode.FAILED)


def _steps(inner: str) -> Path_:
    """Read msgspec's path: names after dots, numbers in brackets; it does not tell the keys of a mapping."""
    found = re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", inner.partition("[...]")[0])
    return tuple(name or int(index) for name, index in found)


def _inner_type(block: Any, steps: Path_) -> Any:
    """Follow a path through the classes of the model to the type that stands at its end."""
    for step in steps:
        block = get_type_hints(block)[step] if isinstance(step, str) else get_args(block)[0]
        if get_origin(block) is not tuple and get_origin(block) is not Literal:
            block = next((inner for inner in get_args(block) if inner is not type(None)), block)
    return block
