"""The ids of rules: each defined once and well written, and no other is used."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from gutbone.base.errors import Path_, did_you_mean
from gutbone.base.plain_yaml import Document
from gutbone.rules.bands import Band, Subscore
from gutbone.rules.block import Source
from gutbone.rules.domain import Domain
from gutbone.rules.instrument import Instrument, brought_along
from gutbone.rules.item import Item, Option
from gutbone.rules.must_hold import out_of_bounds
from gutbone.rules.part import Part, PartOption, PartQuestion
from gutbone.rules.people import Condition, Flag, FlagLevel
from gutbone.rules.positions import Problem, blocks, marked, texts
from gutbone.rules.tip import Food, Tip

ASKED_FOR = ("domain", "subscore", "part", "item", "tip", "condition", "flag")  # by their id alone

KINDS: dict[type[Struct], str] = {
    Source: "source",
    Food: "food",
    Band: "band",
    Item: "item",
    Tip: "tip",
    Condition: "condition",
    Flag: "flag",
    FlagLevel: "level",
    Domain: "domain",
    Option: "option",
    Subscore: "subscore",
    Part: "part",
    PartQuestion: "item",  # so that what its answers call for can name them
    PartOption: "option",
}

# Where to define an id that is missing; the other kinds have their ids in the file that uses them.
DEFINE = {
    "source": "sources.yaml",
    "food": "foods.yaml",
    "condition": "conditions.yaml",
    "domain": "instrument.yaml and a file in domains/",
    "part": "instrument.yaml and a file in parts/",
}


def id_problems(instrument: Instrument) -> list[Problem]:
    """Give everything that is wrong with ids where they are defined, and every id that is used and not defined."""
    defined: dict[str, list[Any]] = {kind: [] for kind in KINDS.values()}
    everything: list[Any] = [block for _, _, block in blocks(instrument)]
    for block in everything:
        if type(block) in KINDS:
            defined[KINDS[type(block)]].append(block)
    return [
        *_repeated(defined),
        *(problem for problem in out_of_bounds(everything) if problem.code == "IDS_005"),
        *_mistakable(defined),
        *_circles(instrument),
        *_undefined(everything, defined),
    ]


def file_problems(documents: dict[str, Document]) -> Iterator[Problem]:
    """Check that each domain and part is listed once in instrument.yaml, with a file that has its name."""
    head = documents["instrument.yaml"]
    for key, kind in (("domains", "domain"), ("parts", "part")):
        files = {PurePath(name).stem: d for name, d in documents.items() if name.startswith(f"{key}/")}
        listed = head.value.get(key, [])
        for index, name in enumerate(listed):
            if name in listed[:index]:
                yield Problem("IDS_002", f"{name} stands here twice.", "Remove one.", head, (key, index))
            if name not in files:
                fix = did_you_mean(name, files) if files else ""
                fix = fix or f"Write {key}/{name}.yaml, or take {name} out of {key} here."
                yield Problem("IDS_001", f"there is no {kind} {name}.", fix, head, (key, index))
        for name, document in files.items():
            own = document.value["id"]
            if own != name:
                what = f"this {kind} calls itself {own}, and its file has another name."
                yield Problem("IDS_003", what, "Give both the same name.", document, ("id",))
            elif own not in listed:
                what = f"the {kind} {own} is not listed in instrument.yaml."
                yield Problem("IDS_003", what, f"Add it to {key} there, or remove this file.", document, ("id",))


def _repeated(defined: dict[str, list[Any]]) -> Iterator[Problem]:
    """Find ids that are defined twice: within their kind, and options within their item."""
    groups = [(kind, found) for kind, found in defined.items() if kind != "option"]
    for kind, found in [*groups, *(("option", item.options) for item in defined["item"])]:
        seen: set[str] = set()
        for block in found:
            if block.id in seen:
                what = f"the {kind} {block.id} is defined twice."
                yield Problem("IDS_002", what, "Give each its own id.", block, ("id",))
            seen.add(block.id)


def _mistakable(defined: dict[str, list[Any]]) -> Iterator[Problem]:
    """Find ids that name two things of which one may be asked for by its id alone."""
    seen: dict[str, str] = {}
    for kind in ASKED_FOR:
        for block in defined[kind]:
            first_kind = seen.setdefault(block.id, kind)
            if first_kind != kind:
                what = f"{block.id} is the id of two things: {first_kind} and {kind}."
                yield Problem("IDS_006", what, "Give each its own id.", block, ("id",))


def _circles(instrument: Instrument) -> Iterator[Problem]:
    """Find foods that bring along themselves, straight away or by way of others."""
    also = {food.id: food.also for food in instrument.foods}
    found: set[str] = set()
    for food in instrument.foods:
        for index, other in enumerate(food.also):
            if food.id not in found and food.id in brought_along(other, also):
                found |= brought_along(food.id, also)
                what = f"{food.id} brings along {other}, which brings along {food.id} again."
                yield Problem("IDS_004", what, "Remove one of the two.", food, ("also", index))


def _undefined(everything: list[Struct], defined: dict[str, list[Any]]) -> Iterator[Problem]:
    known = {kind: {block.id for block in found} for kind, found in defined.items()}
    known["domain or total"] = known["domain"] | known["subscore"] | {"total"}
    known["domain or item"] = known["domain"] | known["item"]
    known["maybe_item"] = known["item"]
    options = {item.id: set(item.by_id) for item in defined["item"]}
    for block in everything:
        for path, kind, name in uses(block):
            allowed = options.get(str(path[1])) if kind == "option" else known[kind]
            if allowed is None or name in allowed:  # None: the option's item is not there
                continue
            fix = _fix(kind, name, allowed)
            if kind != "maybe_item" or fix.startswith("Did you mean"):  # else its part is left out, and nobody asks it
                own_kind = kind.removeprefix("maybe_")
                yield Problem("IDS_001", f"there is no {own_kind} {name}.", fix, block, path)


def uses(block: Struct) -> Iterator[tuple[Path_, str, str]]:
    """Give every id that a block uses, with its path and its kind; in a mapping the first keys have a kind of their own."""
    for key, kinds in marked(type(block), "refers").items():
        for path, name, is_key in texts(getattr(block, key), (key,)):
            if kind := kinds[0] if is_key and len(path) == 3 else kinds[-1]:
                yield path, kind, name


def _fix(kind: str, name: str, allowed: Iterable[str]) -> str:
    """Say which id may be meant, or where to define this one."""
    near = did_you_mean(name, sorted(allowed))
    return near or f"Correct it, or {f'define it in {DEFINE[kind]}' if kind in DEFINE else 'give one that name'}."
