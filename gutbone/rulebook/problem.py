"""A problem of the rules: what is wrong with a block, how to fix it, and where it stands."""

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


def problem_at(document: Document, path: Path_, code: str, what: str, fix: str) -> GutboneError:
    """Make the error for a place in a file."""
    return GutboneError(code, what, fix, document.where(path), ExitCode.FAILED)


def placed(
    problems: Sequence[Problem], instrument: Instrument, documents: Mapping[str, Document]
) -> list[GutboneError]:
    """Give problems as errors with file, line and column; a file that is not there cannot be mended."""
    walked = blocks(instrument) if problems else ()  # which takes a millisecond, and rules are loaded at every start
    places = {id(block): (documents.get(file), path) for file, path, block in walked}
    found = ((*places[id(problem.block)], problem) for problem in problems)
    return [problem_at(file, (*path, *own.path), own.code, own.what, own.fix) for file, path, own in found if file]
