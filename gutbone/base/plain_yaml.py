"""YAML without its traps: only text, numbers, true/false and null, with the place of every value.

YAML 1.1 keeps the last of two equal keys in silence, reads ``no`` as false and ``1:30`` as 90, and
can build objects. Here equal keys, anchors, aliases and tags are refused, and every unquoted word
that is not a plain number, true, false or null is text.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from gutbone.base.errors import GutboneError
from gutbone.base.text import is_shown_as_is

Path_ = tuple[str | int, ...]

MOST_BYTES = 1_000_000
MOST_DEPTH = 20

_NUMBERS_BEGIN = "+-0123456789"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?\Z")
# JSON writes a character such as an emoji as two halves, which YAML does not know; an even number of \\ stands before.
_HALVES = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

# What the YAML reader finds wrong, in its words and in ours, and how to mend it.
_MISTAKES = (
    (r"mapping values", "a colon stands where none can be.", "Put the text in quotes, or mend the indent."),
    (r"find expected ':'", "a key has no colon after it.", "Write key: value, or put a long text in quotes."),
    (
        r"cannot start any token",
        "a tab or a sign begins this.",
        "Indent with spaces; put a text with @ or % in quotes.",
    ),
    (r"unexpected end of stream", "a quote is opened here and never closed.", "Close it."),
    (r"expected ',' or", "a bracket or a comma is missing before this.", "Check that every bracket is closed."),
    (r"expected (key|<block end>|'-')", "this does not fit what is above it.", "Mend the indent, or close a quote."),
    (r"alphabetic or numeric", "a word cannot begin with & or * here.", "Put the text in quotes."),
    (r"escape", "a backslash in double quotes means something else.", "Use single quotes, or write it twice."),
)


class Document(Struct):
    """What a YAML text says. Places are looked up only when something is wrong, to keep reading fast."""

    name: str
    value: Any
    text: str
    places: dict[Path_, tuple[int, int]] = {}

    def where(self, path: Path_) -> str:
        """Give "file:line:column" (both from 1) of a value or key, or of the nearest thing around it."""
        if not self.places:
            _Builder(self.name, self.text, self.places).build()
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Give errors that arise inside the place of a value in this document."""
        try:
            yield
        except GutboneError as error:
            error.where = error.where or self.where(path)
            raise


def parse(content: bytes, name: str, *, any_text: bool = False) -> Document:
    """Read a YAML (or JSON) text; with ``any_text`` its texts may hold escaped control characters.

    Raises GutboneError, with file, line and column, for anything that is not plain YAML.
    """
    import yaml  # it takes 20 ms, and a compiled file of rules needs none of it

    try:
        text = content.decode("utf-8-sig")
        text = _HALVES.sub(_joined, text) if "\\" in text else text  # looking for halves is slow
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GutboneError("YAML_001", "this is not UTF-8 text.", "Save it as UTF-8.", f"{name}:{line}:1") from None
    try:
        return Document(name, _Builder(name, text, any_text=any_text).build(), text)
    except yaml.MarkedYAMLError as error:
        raise _mistake(error, name) from None
    except yaml.YAMLError:
        place = next((n for n, c in enumerate(text) if not (c in "\t\n\r" or is_shown_as_is(c))), 0)
        line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
        what = "a character that nobody can see stands here."
        raise GutboneError("YAML_003", what, "Remove it, or write the line again.", f"{name}:{line}:{column}") from None


def _joined(halves: re.Match[str]) -> str:
    """Write the two halves of a character as the one code that YAML knows."""
    character = bytes.fromhex(halves[2] + halves[3]).decode("utf-16-be")
    return f"{halves[1]}\\U{ord(character):08x}"


def _mistake(error: Any, name: str) -> GutboneError:
    """Say what the YAML reader found wrong, at its place; a quote that is never closed at its beginning."""
    problem = f"{error.problem} {error.context}"
    known = (own for own in _MISTAKES if re.search(own[0], problem))
    fallback = ("", f"this is not YAML: {error.problem or error.context}.", "Check indents, colons and quotes here.")
    _, what, fix = next(known, fallback)
    opened = "never closed" in what and error.context_mark
    mark = opened or error.problem_mark or error.context_mark
    place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    return GutboneError("YAML_002", what, fix, place)


def _place(event: Any) -> tuple[int, int]:
    """Give the line and column where something stands."""
    return event.start_mark.line + 1, event.start_mark.column + 1


class _Builder:
    """Turns parse events into values, and notes their places if given somewhere to note them."""

    def __init__(
        self, name: str, text: str, places: dict[Path_, tuple[int, int]] | None = None, *, any_text: bool = True
    ) -> None:
        self.name, self.places, self.any_text = name, places, any_text
        import yaml

        self.yaml = yaml
        self.next = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event

    def build(self) -> Any:
        """Build the one document of the text."""
        self.next()
        if isinstance(self.next(), self.yaml.StreamEndEvent):
            return None
        value = self.value(self.next(), ())
        self.next()
        extra = self.next()
        if not isinstance(extra, self.yaml.StreamEndEvent):
            raise self.refusal("YAML_008", extra, "a second document starts here.", "Keep one document a file.")
        return value

    def value(self, event: Any, path: Path_) -> Any:
        """Build one value."""
        if self.places is not None:
            self.places[path] = _place(event)
        if event.anchor or event.tag:
            raise self.not_plain(event)
        if len(path) > MOST_DEPTH:
            raise self.refusal("YAML_006", event, "this is nested too deeply.", "Check the indents.")
        if isinstance(event, self.yaml.ScalarEvent):
            return self.scalar(event)
        return self.sequence(path) if isinstance(event, self.yaml.SequenceStartEvent) else self.mapping(path)

    def not_plain(self, event: Any) -> GutboneError:
        """Make the error for what makes YAML more than text, numbers, lists and blocks of keys."""
        if event.anchor:
            what = "a word that begins with & or * stands for something else in YAML, and is not read."
            return self.refusal("YAML_004", event, what, "Write it out, or put the text in quotes.")
        what = f"a word that begins with ! is a command in YAML, and is not read: {event.tag}."
        return self.refusal("YAML_005", event, what, "Remove it, or put the text in quotes.")

    def sequence(self, path: Path_) -> list[Any]:
        """Build a list."""
        values: list[Any] = []
        while not isinstance(event := self.next(), self.yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values))))
        return values

    def mapping(self, path: Path_) -> dict[str, Any]:
        """Build a mapping; a key may stand only once."""
        values: dict[str, Any] = {}
        while not isinstance(event := self.next(), self.yaml.MappingEndEvent):
            if not isinstance(event, self.yaml.ScalarEvent):
                raise self.refusal("YAML_009", event, "a key is one word or text.", "Put quotes around it.")
            if event.anchor or event.tag:
                raise self.not_plain(event)
            if (key := event.value) in values:
                raise self.refusal("YAML_007", event, f"the key {key} stands here twice.", "Remove one.")
            if self.places is not None:
                self.places[*path, key, "key"] = _place(event)
            values[key] = self.value(self.next(), (*path, key))
        return values

    def scalar(self, event: Any) -> Any:
        """Read a word: quoted ones are text, plain ones may be numbers, true, false or null."""
        word: str = event.value
        if event.implicit[0]:
            if word in _WORDS:
                return _WORDS[word]
            if word[0] in _NUMBERS_BEGIN:
                if _INTEGER.match(word) and len(word) < 19:
                    return int(word)
                if _DECIMAL.match(word):
                    return float(word)
        if not word.isprintable():
            word = self.printable(event)
        return word

    def printable(self, event: Any) -> str:
        """Refuse control characters, which could steer a terminal; join surrogate pairs as JSON writes them."""
        word: str = event.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if self.any_text or all(character == "\n" or is_shown_as_is(character) for character in word):
            return word
        raise self.refusal("YAML_010", event, "a character that nobody can see stands in this text.", "Remove it.")

    def refusal(self, code: str, event: Any, what: str, fix: str) -> GutboneError:
        """Make the error for an event, at its place."""
        line, column = _place(event)
        return GutboneError(code, what, fix, f"{self.name}:{line}:{column}")
