"""A problem of the rules: what is wrong with a block, and how to fix it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from gutbone.errors import ExitCode, GutboneError
from gutbone.instrument import Instrument
from gutbone.plain_yaml import Document, Path_
from gutbone.rulebook.walk import blocks


class Problem(NamedTuple):
    """What is wrong, how to fix it, and the block with the path inside it where that stands."""

    code: str
    what: str
    fix: str
    block: Struct
    path: Path_ = ()


def placed(
    problems: Sequence[Problem], instrument: Instrument, documents: Mapping[str, Document]
) -> list[GutboneError]:
    """Give problems as errors with file, line and column; a file that is not there cannot be mended."""
    walked = blocks(instrument) if problems else ()  # which takes a millisecond, and rules are loaded at every start
    places = {id(block): (file, path) for file, path, block in walked}
    errors = []
    for code, what, fix, block, inside in problems:
        file, path = places[id(block)]
        if file in documents:
            errors.append(GutboneError(code, what, fix, documents[file].where((*path, *inside)), ExitCode.FAILED))
    return errors
