"""The one walk over the rules: every block with its file and its path there."""

from collections.abc import Iterable, Iterator
from typing import Any

from gutbone.instrument import Instrument
from gutbone.plain_yaml import Path_
from gutbone.rule import Rule

Placed = tuple[str, Path_, Any]
OWN_FILES = ("sources", "foods", "conditions", "flags", "clinic", "article")


def blocks(instrument: Instrument) -> Iterator[Placed]:
    """Give every block of the rules, file by file, with its path in its file; the words are one block."""
    yield "instrument.yaml", (), instrument
    for key in ("advice", "bands", "closing", "reading"):
        yield from _within("instrument.yaml", (key,), getattr(instrument, key))
    for domain in instrument.domains:
        yield from _within(f"domains/{domain.id}.yaml", (), domain)
    for name in OWN_FILES:
        yield from _within(f"{name}.yaml", (), getattr(instrument, name))
    yield "words.yaml", (), instrument.words


def leaves(value: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    """Give what stands in a value of a block, with its path; blocks inside it are left to the walk."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif not isinstance(value, Rule):
        yield path, value


def _within(file: str, path: Path_, value: Any) -> Iterator[Placed]:
    if isinstance(value, Rule):
        yield file, path, value
        entries: Iterable[tuple[str | int, Any]] = ((key, getattr(value, key)) for key in value.__struct_fields__)
    else:
        entries = enumerate(value or ())
    for key, inner in entries:
        if isinstance(inner, Rule) or (isinstance(inner, tuple) and inner and isinstance(inner[0], Rule)):
            yield from _within(file, (*path, key), inner)
