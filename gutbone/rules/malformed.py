"""Say what is wrong with the shape of rules: missing keys, unknown keys, values of the wrong kind.

The whole is converted in one go when all is well. Only when that fails is every file compared with
what it should hold, key by key, so that one run names every problem, in a dietitian's words.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from gutbone.base.commands import command
from gutbone.base.errors import Path_, did_you_mean
from gutbone.base.plain_yaml import Document
from gutbone.base.text import shown
from gutbone.rules.amount import Reached
from gutbone.rules.file_kinds import FILES, kind_of
from gutbone.rules.instrument import Advice
from gutbone.rules.item import Item
from gutbone.rules.people import Flag
from gutbone.rules.positions import Problem
from gutbone.rules.tip import Tip
from gutbone.rules.words import Words

fields_of = cache(fields)  # a file holds hundreds of blocks of a few kinds
MOST_TOLD = 100  # unknown keys of a block that are told one by one; the others are counted in one line
REMOVE = "Remove it, or check how it is spelled."
# What was in rules of format 2, and what takes its place.
RETIRED = {
    (Advice, "order"): "Remove it: the domain listed first goes first.",
    (Item, "no_praise_with"): "Remove it, and name under about the foods that this question is about.",
    (Words, "gut_flags"): "Remove it, and write it as the group of those signs in flags.yaml.",
    (Words, "bone_flags"): "Remove it, and write it as the group of those signs in flags.yaml.",
    (Flag, "holds"): "Name foods under avoids, or write avoids_everything: true.",
    (Flag, "holds_tips"): "Name under avoids a food that the tip asks for.",
    (Flag, "cautions"): "Write notes in its place, each with the foods it is about.",
}
# What a value should be, and how to write it so.
KINDS = {
    bool: ("true or false", "Write true or false, without quotes."),
    int: ("a whole number", "Write digits only, such as 3."),
    float: ("a number", "Write digits, such as 3 or 0.5."),
    str: ("text", "Write one text, in quotes."),
    list: ("a list", "Write [one, two], or a line that begins with a dash for each."),
    dict: ("a block of keys", "Write key: value, each on its own line."),
}


def shape_problems(documents: dict[str, Document]) -> Iterator[Problem]:
    """Give all that is wrong with the shape of these files: first that they are of an older format, then file by file."""
    head = documents["instrument.yaml"]
    is_old = isinstance(head.value, dict) and head.value.get("format", 2) == 2
    if is_old:
        what = "these rules are of format 2, and this program reads format 3."
        migrate = command("rules migrate", str(Path(head.name).parent))
        fix = f"Mend the other lines that are listed; {migrate} mends what it can."
        yield Problem("RULES_006", what, fix, head)
    for name, document in documents.items():
        value = {**head.value, "format": 3} if is_old and document is head else document.value
        yield from _misshapen(value, FILES[kind_of(name)], document, ())


def _misshapen(value: Any, kind: Any, file: Document, path: Path_) -> Iterator[Problem]:
    """Compare a value with the type it should have, and all that is inside it."""
    kind = _one_of(kind, value)
    origin, inner = get_origin(kind), get_args(kind)
    if value is None and NoneType in inner:
        return
    if NoneType in inner or origin is Annotated:
        yield from _misshapen(value, inner[0], file, path)
        return
    if inner == (int, float):
        kind, origin, inner = float, None, ()
    if origin is Literal:
        if value not in inner:
            what = f"{shown(value)} is not known here." if value is not None else "nothing is not known here."
            yield Problem("RULES_005", what, did_you_mean(str(value), inner), file, path)
        return
    wanted = list if origin is tuple else dict if origin is dict or issubclass(kind, Struct) else kind
    if not _is_a(value, wanted):
        yield Problem("RULES_002", *_wrong_kind(value, wanted), file, path)
    elif origin is None and wanted is dict:
        yield from _block(value, kind, file, path)
    elif wanted in {list, dict}:
        for key, entry in value.items() if wanted is dict else enumerate(value):
            yield from _misshapen(entry, inner[-1] if wanted is dict else inner[0], file, (*path, key))


def _one_of(kind: Any, value: Any) -> Any:
    """Give the kind that is meant where a block of keys or a list may stand."""
    inner = get_args(kind)
    if get_origin(kind) is not UnionType or inner[0] is not Reached:
        return kind
    return inner[0] if isinstance(value, dict) else inner[1]


def _block(value: dict[str, Any], block: type[Struct], file: Document, path: Path_) -> Iterator[Problem]:
    """Check the keys of a block, then what stands behind each."""
    # The file that an item or a tip stands in says its domain.
    keys = {field.name: field for field in fields_of(block) if field.name != "domain" or block not in {Item, Tip}}
    strange = [key for key in value if key not in keys]
    unknown = {key: RETIRED.get((block, key)) or did_you_mean(key, keys) or REMOVE for key in strange[:MOST_TOLD]}
    for key, field in keys.items():
        is_misspelt = f"Did you mean {key}?" in unknown.values()
        is_wanted = field.required and block is not Words  # of words, what is missing is filled in
        if is_wanted and key not in value and not is_misspelt:
            yield Problem("RULES_004", f"the key {key} is missing from this block.", f"Add {key}: to it.", file, path)
    for key, entry in value.items():
        if key in keys:
            yield from _misshapen(entry, keys[key].type, file, (*path, key))
        elif key in unknown:
            what = f"the key {shown(key)} is not known here."
            yield Problem("RULES_003", what, unknown[key], file, (*path, key, "key"))
    if more := strange[MOST_TOLD:]:
        what = f"keys of this block that are not known here, from this one on: {len(more):,}."
        yield Problem("RULES_003", what, "Check how the first ones are spelled.", file, (*path, more[0], "key"))


def _is_a(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _wrong_kind(value: Any, kind: type) -> tuple[str, str]:
    """Say what stands there and what is wanted, and how to fix it; a key without a value holds nothing."""
    wanted, fix = KINDS[kind]
    if value is None:
        return f"nothing stands here, and {wanted} is wanted.", fix
    own_kind = KINDS[type(value)][0]
    if isinstance(value, list | dict):
        return f"this is {own_kind}, and {wanted} is wanted.", fix
    if kind is str:
        fix = f'Put it in quotes: "{shown(value)}".'
    return f"{shown(value)} is {own_kind}, and {wanted} is wanted.", fix
