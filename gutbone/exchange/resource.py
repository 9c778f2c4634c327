"""A FHIR resource, read part by part; whatever is refused is refused with its place."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from gutbone.errors import GutboneError, did_you_mean, shown

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
