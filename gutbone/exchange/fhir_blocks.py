"""The blocks of a FHIR file as structs, which refuse what they do not know with FHIR's own name for the place.

``UNREAD`` names the other parts that R4 gives a block. ``modifierExtension`` and ``implicitRules`` are not among them:
they may change what all the rest means, and so are refused.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TypeVar

from msgspec import Struct, convert

from gutbone.base.errors import GutboneError, did_you_mean
from gutbone.base.messages import said
from gutbone.base.text import shown

FIX = "Use what stands in the form that gutbone exports."
OTHER_KIND = {
    "object": ("FHIR_004", "this is no block of keys.", "Write it in braces."),
    "array": ("FHIR_004", "this is no list.", "Write it in brackets."),
    "str": ("FHIR_004", "this is no text.", "Write it in quotes."),
    "bool": ("FHIR_004", "this is neither true nor false.", "Write one of them, without quotes."),
}
T = TypeVar("T")


class Block(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A block of a file, of which only the fields are read; a part that is absent is None."""

    UNREAD: ClassVar = ""


class Bundle(Block, frozen=True):
    """What may hold a response among other resources."""

    UNREAD = "resourceType id meta language identifier type timestamp total link signature _language _type _timestamp"
    entry: Any = None


class Entry(Block, frozen=True):
    """A resource of a Bundle."""

    UNREAD = "id extension link fullUrl search request response _fullUrl"
    resource: dict[str, Any] | None = None


class Response(Block, frozen=True):
    """A QuestionnaireResponse."""

    UNREAD = """resourceType language text contained basedOn partOf subject encounter author source
    _id _language _questionnaire _status _authored"""
    id: str | None = None
    meta: dict[str, Any] | None = None
    extension: Any = None
    identifier: dict[str, Any] | None = None
    questionnaire: str | None = None
    status: Any = None
    authored: str | None = None
    item: Any = None


class Asked(Block, frozen=True):
    """A group, a question or a score of a response."""

    UNREAD = "text definition id extension _linkId _text _definition"
    link_id: Any = None
    answer: Any = None
    item: Any = None


class Coding(Block, frozen=True):
    """An answer by its code."""

    UNREAD = "version userSelected id extension _system _version _code _display _userSelected"
    system: Any = None
    code: Any = None
    display: str | None = None


class Place(Struct, frozen=True):
    """A place in a file."""

    name: str
    path: str = ""

    def at(self, key: str | int) -> "Place":
        """Give a place inside this one, by a key or a number in a list; without one this."""
        more = f"[{key}]" if isinstance(key, int) else f".{key}" if key else ""
        return Place(self.name, f"{self.path}{more}".lstrip("."))

    def __str__(self) -> str:
        return f"{self.name}: {self.path}" if self.path else self.name

    def refusal(self, code: str, what: str, fix: str) -> GutboneError:
        """Make the error for this place."""
        return GutboneError(code, what, fix, str(self))

    def one_of(self, word: Any, known: Iterable[str], kind: str) -> str:
        """Give one of some known words; refuse any other by name."""
        choices = list(known)
        if not isinstance(word, str) or word not in choices:
            fix = did_you_mean(shown(word), choices) or FIX
            raise self.refusal("FHIR_005", f"there is no {kind} {shown(word, said('here'))}.", fix)
        return word


def shaped(kind: type[T], value: Any, place: Place) -> T:
    """Read a block of some kind. Raises GutboneError (exit code 2), with the place, for unknown parts and other kinds."""
    unread: list[str] = getattr(kind, "UNREAD", "").split()
    read = {key: part for key, part in value.items() if key not in unread} if isinstance(value, dict) else value
    try:
        return convert(read, kind)
    except ValueError as error:  # msgspec's own, or for a key that is no text
        fields: tuple[str, ...] = getattr(kind, "__struct_encode_fields__", ())
        for key in read if fields and isinstance(read, dict) else ():
            place.one_of(key, [*fields, *unread], "part called")
        wanted = re.findall(r"Expected `(\w+)|`\$[.]?([^`]*)`$", str(error))
        raise place.at(wanted[-1][1]).refusal(*OTHER_KIND[wanted[0][0]]) from None


def each(kind: type[T], values: Any, place: Place) -> Iterator[tuple[T, Place]]:
    """Read the blocks of a list, each with its place; none where the list is absent."""
    for number, value in enumerate([] if values is None else shaped(list, values, place)):
        yield shaped(kind, value, place.at(number)), place.at(number)
