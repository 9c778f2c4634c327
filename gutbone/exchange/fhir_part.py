"""A value somewhere in a FHIR file, asked for what it has to be; what it is not is refused with FHIR's name for the place."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from msgspec import Struct

from gutbone.base.errors import GutboneError, did_you_mean
from gutbone.base.text import shown

FIX = "Use what stands in the form that gutbone exports."
OTHER_KIND: dict[type, tuple[str, str, str]] = {
    dict: ("FHIR_004", "this is no block of keys.", "Write it in braces."),
    list: ("FHIR_004", "this is no list.", "Write it in brackets."),
    str: ("FHIR_004", "this is no text.", "Write it in quotes."),
    bool: ("FHIR_004", "this is neither true nor false.", "Write one of them, without quotes."),
}
T = TypeVar("T")


class Part(Struct, frozen=True):
    """A value somewhere in a file, None where it is absent; ``path`` is FHIR's own name for the place."""

    name: str
    value: Any
    path: str = ""

    def __getitem__(self, key: str) -> "Part":
        return Part(self.name, self.of(dict).get(key), f"{self.path}.{key}".lstrip("."))

    def refusal(self, code: str, what: str, fix: str) -> GutboneError:
        """Make the error for this place."""
        return GutboneError(code, what, fix, self.place)

    @property
    def place(self) -> str:
        """Name the file and the place in it."""
        return f"{self.name}: {self.path}" if self.path else self.name

    def of(self, kind: type[T]) -> T:
        """Give the value, which must be of this kind."""
        if not isinstance(self.value, kind):
            raise self.refusal(*OTHER_KIND[kind])
        return self.value

    def entries(self) -> Iterator["Part"]:
        """Give the entries of a list; none where it is absent."""
        entries = [] if self.value is None else self.of(list)
        return (Part(self.name, entry, f"{self.path}[{index}]") for index, entry in enumerate(entries))

    def text(self) -> str:
        """Give a text, empty where it is absent."""
        return "" if self.value is None else self.of(str)

    def one_of(self, known: Iterable[str], kind: str) -> str:
        """Give one of some known words."""
        choices = list(known)
        if not isinstance(self.value, str) or self.value not in choices:
            found, fix = shown(self.value, "here"), did_you_mean(shown(self.value), choices) or FIX
            raise self.refusal("FHIR_005", f"there is no {kind} {found}.", fix)
        return self.value

    def has_only(self, known: str) -> None:
        """Refuse unknown parts, and so ``modifierExtension`` and ``implicitRules``, which may change all the rest."""
        for key in self.of(dict):
            Part(self.name, key, self.path).one_of(known.split(), "part called")
