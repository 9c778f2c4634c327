"""Where every block of the rules stands, what its types say of its values, and what is wrong with one, placed there."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from gutbone.base.errors import ExitCode, GutboneError, Path_
from gutbone.base.plain_yaml import Document
from gutbone.rules.block import Rule
from gutbone.rules.instrument import Instrument

Placed = tuple[str, Path_, Any]
OWN_FILES = ("sources", "foods", "conditions", "flags", "clinic", "article")


def blocks(instrument: Instrument) -> Iterator[Placed]:
    """Give every block of the rules, file by file, with its path in its file; the words are one block."""
    yield "instrument.yaml", (), instrument
    for key in ("advice", "bands", "gaps", "subscores", "closing", "reading"):
        yield from _within("instrument.yaml", (key,), getattr(instrument, key))
    for domain in instrument.domains:
        yield from _within(f"domains/{domain.id}.yaml", (), domain)
    for part in instrument.parts:
        yield from _within(f"parts/{part.id}.yaml", (), part)
    for name in OWN_FILES:
        yield from _within(f"{name}.yaml", (), getattr(instrument, name))
    yield "words.yaml", (), instrument.words


def _within(file: str, path: Path_, value: Any) -> Iterator[Placed]:
    if isinstance(value, Rule):
        yield file, path, value
        for key in value.__struct_fields__:
            inner = getattr(value, key)
            if isinstance(inner, Rule) or (isinstance(inner, tuple) and inner and isinstance(inner[0], Rule)):
                yield from _within(file, (*path, key), inner)
    else:
        for index, inner in enumerate(value or ()):
            yield from _within(file, (*path, index), inner)


def texts(value: Any, path: Path_) -> Iterator[tuple[Path_, str, bool]]:
    """Give the texts in a value of a block with their paths, and whether each is a key; the walk gives blocks inside it."""
    if isinstance(value, str):
        yield path, value, False
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key, "key"), key, True
            yield from texts(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from texts(inner, (*path, index))


@cache
def marked(block: type[Struct], mark: Literal["limit", "refers"]) -> dict[str, list[Any]]:
    """Give the keys of a kind of block that have such a mark, with those on the parts of its value from the outside in."""
    found = {field.name: [extra.get(mark) for extra in _marks(field.type)] for field in fields(block)}
    return {key: marks for key, marks in found.items() if any(marks)}


def _marks(kind: Any) -> Iterator[dict[str, Any]]:
    """Give all marks on each part of a type, none for a part that has none."""
    if get_origin(kind) is Annotated:
        yield from (note.extra for note in kind.__metadata__)
        return
    parts = [part for part in get_args(kind) if part not in (..., NoneType)]
    for part in parts:
        yield from _marks(part)
    if not parts:
        yield {}


class Problem(NamedTuple):
    """What is wrong, how to fix it, and where: a block of the rules, a document or a file, and the path inside that."""

    code: str
    what: str
    fix: str
    place: Any
    path: Path_ = ()


def placed(
    problems: Sequence[Problem], instrument: Instrument | None = None, documents: Mapping[str, Document] | None = None
) -> list[GutboneError]:
    """Give problems as errors with their places; what stands in a file that is not there cannot be mended.

    Blocks are found in the instrument and the documents that it was read from.
    """
    walked = blocks(instrument) if problems and instrument else ()  # which takes a millisecond
    found = {id(block): ((documents or {}).get(file), path) for file, path, block in walked}
    errors = []
    for code, what, fix, place, path in problems:
        document, before = found.get(id(place), (place, ()))
        if document is not None:
            where = document.where((*before, *path)) if isinstance(document, Document) else str(document)
            errors.append(GutboneError(code, what, fix, where, ExitCode.FAILED))
    return errors
