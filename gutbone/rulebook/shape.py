"""Say what is wrong with the shape of rules: missing keys, unknown keys, values of the wrong kind.

The whole is converted in one go when all is well. Only when that fails is every file compared with
what it should hold, key by key, so that one run names every problem, in a dietitian's words.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin

from msgspec import Struct

from gutbone.errors import ExitCode, GutboneError, did_you_mean
from gutbone.plain_yaml import Document, Path_
from gutbone.rulebook.files import FILES, keys_of, kind_of, without_nothing

LONGEST_SHOWN = 40
MOST_MEANT = 100  # unknown keys of a block that are compared with the known ones, which takes time
REMOVE = "Remove it, or check how it is spelled."
KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list"}
BLOCK = "a block of keys"
FIXES = {
    "text": "Write one text, in quotes.",
    "a whole number": "Write digits only, such as 3.",
    "a number": "Write digits, such as 3 or 0.5.",
    "true or false": "Write true or false, without quotes.",
    "a list": "Write [one, two], or a line that begins with a dash for each.",
    BLOCK: "Write key: value, each on its own line.",
}


class Misshapen(NamedTuple):
    """Something of the wrong shape: its path in the file, what is wrong and how to fix it."""

    code: str
    path: Path_
    what: str
    fix: str


def shape_problems(documents: dict[str, Document]) -> list[GutboneError]:
    """Give all that is wrong with the shape of these files, file by file."""
    return [
        GutboneError(found.code, found.what, found.fix, document.where(found.path), ExitCode.FAILED)
        for name, document in documents.items()
        for found in misshapen(document.value, FILES[kind_of(name)], ())
    ]


def misshapen(value: Any, kind: Any, path: Path_) -> Iterator[Misshapen]:
    """Compare a value with the type it should have, and all that is inside it."""
    kind, may_be_nothing = without_nothing(kind)
    if value is None and may_be_nothing:
        return
    if get_origin(kind) is Literal:
        yield from _closed(value, get_args(kind), path)
    elif get_origin(kind) is tuple:
        yield from _entries(value, get_args(kind)[0], path)
    elif get_origin(kind) is dict:
        yield from _mapping(value, get_args(kind)[1], path)
    elif issubclass(kind, Struct):
        yield from _block(value, kind, path)
    elif not _is_a(value, kind):
        yield _wrong_kind(value, KINDS[kind], path)


def _closed(value: Any, known: tuple[str, ...], path: Path_) -> Iterator[Misshapen]:
    """Check a value that is one of a few words."""
    if value not in known:
        fix = did_you_mean(str(value), known)
        yield Misshapen("RULES_005", path, f"{_shown(value)} is not known here.", fix)


def _entries(value: Any, inner: Any, path: Path_) -> Iterator[Misshapen]:
    if not isinstance(value, list):
        yield _wrong_kind(value, "a list", path)
        return
    for index, entry in enumerate(value):
        yield from misshapen(entry, inner, (*path, index))


def _mapping(value: Any, inner: Any, path: Path_) -> Iterator[Misshapen]:
    if not isinstance(value, dict):
        yield _wrong_kind(value, BLOCK, path)
        return
    for key, entry in value.items():
        yield from misshapen(entry, inner, (*path, key))


def _block(value: Any, block: type[Struct], path: Path_) -> Iterator[Misshapen]:
    """Check the keys of a block, then what stands behind each."""
    if not isinstance(value, dict):
        yield _wrong_kind(value, BLOCK, path)
        return
    keys = keys_of(block)
    unknown = {key: _fix_of(key, keys) for key in [key for key in value if key not in keys][:MOST_MEANT]}
    for key, (_, is_required) in keys.items():
        is_misspelt = f"Did you mean {key}?" in unknown.values()
        if is_required and key not in value and not is_misspelt:
            yield Misshapen("RULES_004", path, f"the key {key} is missing from this block.", f"Add {key}: to it.")
    for key, entry in value.items():
        if key in keys:
            yield from misshapen(entry, keys[key][0], (*path, key))
        else:
            what = f"the key {_shown(key)} is not known here."
            yield Misshapen("RULES_003", (*path, key, "key"), what, unknown.get(key, REMOVE))


def _fix_of(key: str, known: Iterable[str]) -> str:
    return did_you_mean(key, known) or REMOVE


def _is_a(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _wrong_kind(value: Any, wanted: str, path: Path_) -> Misshapen:
    """Say what stands there and what is wanted; a key without a value holds nothing."""
    if value is None:
        return Misshapen("RULES_002", path, f"nothing stands here, and {wanted} is wanted.", FIXES[wanted])
    found = BLOCK if isinstance(value, dict) else KINDS[type(value)]
    shown = "" if isinstance(value, list | dict) else f"{_shown(value)} is "
    what = f"{shown}{found}, and {wanted} is wanted." if shown else f"this is {found}, and {wanted} is wanted."
    fix = f'Put it in quotes: "{_shown(value)}".' if shown and wanted == "text" else FIXES[wanted]
    return Misshapen("RULES_002", path, what, fix)


def _shown(value: Any) -> str:
    """Show a value as it is written in YAML, cut short."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else BLOCK
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "nothing" if value is None else text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} ..."
