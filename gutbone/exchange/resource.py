"""A FHIR resource in JSON, read part by part; whatever is refused is refused with its place."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from gutbone.errors import GutboneError, did_you_mean

MOST_DEPTH = 40  # far more than any form nests, far less than would fill the stack
LONGEST_SHOWN = 40
FIX = "Use what stands in the form that gutbone exports."


class Part(Struct, frozen=True):
    """A value somewhere in a file, None where it is absent; ``path`` is FHIR's own name for the place."""

    name: str
    value: Any
    path: str = ""

    def __getitem__(self, key: str) -> "Part":
        return Part(self.name, self.block().get(key), f"{self.path}.{key}".lstrip("."))

    def refusal(self, code: str, what: str, fix: str) -> GutboneError:
        """Make the error for this place."""
        return GutboneError(code, what, fix, f"{self.name}: {self.path}" if self.path else self.name)

    def block(self) -> dict[str, Any]:
        """Give the keys and values of this part."""
        if not isinstance(self.value, dict):
            raise self.refusal("FHIR_004", "this is no block of keys.", "Write it in braces.")
        return self.value

    def entries(self) -> Iterator["Part"]:
        """Give the entries of a list; none where it is absent."""
        if self.value is not None and not isinstance(self.value, list):
            raise self.refusal("FHIR_004", "this is no list.", "Write it in brackets.")
        for index, entry in enumerate(self.value or ()):
            yield Part(self.name, entry, f"{self.path}[{index}]")

    def text(self) -> str:
        """Give a text, empty where it is absent."""
        if self.value is not None and not isinstance(self.value, str):
            raise self.refusal("FHIR_004", f"{shown(self.value)} is no text.", "Write it in quotes.")
        return self.value or ""

    def flag(self) -> bool:
        """Give true or false."""
        if not isinstance(self.value, bool):
            raise self.refusal("FHIR_004", "this is neither true nor false.", "Write one of them, without quotes.")
        return self.value

    def one_of(self, known: Iterable[str], kind: str) -> str:
        """Give one of some known words."""
        choices = list(known)
        if not isinstance(self.value, str) or self.value not in choices:
            what = f"there is no {kind} {shown(self.value)}." if self.value is not None else f"there is no {kind} here."
            raise self.refusal("FHIR_005", what, did_you_mean(shown(self.value), choices) or FIX)
        return self.value


def parse_resource(content: bytes, name: str) -> Part:
    """Read JSON in which no key stands twice; a number that is none and endless nesting are refused."""
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        value = None
        depth = MOST_DEPTH + 1
    except ValueError as error:  # of which broken JSON and text that is not UTF-8 are kinds
        raise GutboneError("FHIR_001", f"this is not JSON: {error}.", "Export it again.", name) from None
    else:
        depth = _depth(value)
    if depth > MOST_DEPTH:
        raise GutboneError("FHIR_001", "this is nested too deeply.", "Export it again.", name)
    return Part(name, value)


def shown(value: Any) -> str:
    """Show a value of the file, cut short."""
    if isinstance(value, dict | list):
        return "a block of keys" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} ..."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    block: dict[str, Any] = {}
    for key, value in pairs:
        if key in block:
            raise ValueError(f"the key {shown(key)} stands twice")
        block[key] = value
    return block


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _depth(value: Any) -> int:
    """Count how deep lists and blocks are nested, level by level."""
    depth, level = 0, [value]
    while level := [inner for outer in level for inner in _inside(outer)]:
        depth += 1
    return depth


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
