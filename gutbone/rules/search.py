"""Find a condition or a flag by the words people use for it: the beginnings of words are enough."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from gutbone.base.errors import GutboneError, check_known
from gutbone.base.messages import joined
from gutbone.rules.people import Condition, Heeded

MOST_MEANT = 3  # ids that a word may stand for
SHORT = 4  # letters
T = TypeVar("T", bound=Heeded)


def found(blocks: Iterable[T], text: str) -> list[T]:
    """Give the blocks in whose id, names, help or own words every word of a text begins one; none for no words."""
    wanted = _words(text)
    return [block for block in blocks if wanted and all(_holds(block, word) for word in wanted)]


def known_id(name: Any, known: Collection[str], kind: str) -> str:
    """Give an id back. Raises GutboneError (exit code 2) for one that is not known, with those its words belong to."""
    blocks = known.values() if isinstance(known, Mapping) and isinstance(name, str) and name not in known else ()
    if meant := found(blocks, str(name))[:MOST_MEANT]:
        named = joined((f"{block.id} ({block.brief or block.label})" for block in meant), "or")
        raise GutboneError("ANSWERS_002", f"there is no {kind} {name}.", f"Did you mean {named}?")
    return check_known(name, known, kind)


def _holds(block: Heeded, beginning: str) -> bool:
    own = block.words if isinstance(block, Condition) else ()
    words = _words(" ".join((block.id, block.label, block.brief, block.help, *own)))
    one_more = beginning[:-1] if len(beginning) > SHORT else beginning  # "kidneys" is about a kidney
    return any(word.startswith(beginning) or word == one_more for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
