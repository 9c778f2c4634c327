"""YAML without its traps: only text, numbers, true/false and null, with the place of every value.

YAML 1.1 keeps the last of two equal keys in silence, reads ``no`` as false and ``1:30`` as 90, and
can build objects. Here equal keys, anchors, aliases and tags are refused, and every unquoted word
that is not a plain number, true, false or null is text.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

from gutbone.base.errors import GutboneError, Path_
from gutbone.base.text import is_shown_as_is

MOST_DEPTH = 20
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NUMBERS_BEGIN = "+-0123456789"
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?\Z")
_MOST_DIGITS = 18  # of a whole number; a longer one is read as near as a computer can
# JSON writes a character such as an emoji as two halves, which YAML does not know; an even number of \\ stands before.
_HALVES = r"(?i)(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})"
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

_TOO_DEEP = "this is nested too deeply.", "Check the indents."
# What the YAML reader finds wrong, in its words and in ours, and how to mend it.
_MISTAKES = (
    (r"nesting depth", *_TOO_DEEP),  # newer readers stop by themselves, before MOST_DEPTH is looked at
    (r"mapping values", "a colon stands where none can be.", "Put the text in quotes, or mend the indent."),
    (r"find expected ':'", "a key has no colon after it.", "Write key: value, or put a long text in quotes."),
    (r"start any token", "a tab or a sign begins this.", "Indent with spaces; put a text with @ or % in quotes."),
    (r"unexpected end of stream", "a quote is opened here and never closed.", "Close it."),
    (r"expected ',' or", "a bracket or a comma is missing before this.", "Check that every bracket is closed."),
    (r"expected (key|<block end>|'-')", "this does not fit what is above it.", "Mend the indent, or close a quote."),
    (r"alphabetic or numeric", "a word cannot begin with & or * here.", "Put the text in quotes."),
    (r"escape", "a backslash in double quotes means something else.", "Use single quotes, or write it twice."),
)


class Document(Struct):
    """What a YAML text says. Places are looked up only when something is wrong: noting them takes twice the time."""

    name: str
    value: Any
    text: str
    places: dict[Path_, Any] = {}

    def where(self, path: Path_) -> str:
        """Give "file:line:column" (both from 1) of a value or key, or of the nearest thing around it."""
        if not self.places:
            _Reader(self.name, self.text, any_text=True, places=self.places).document()
        while path and path not in self.places:
            path = path[:-1]
        return _place(self.name, self.places.get(path))


def parse(content: bytes, name: str, *, any_text: bool = False) -> Document:
    """Read a YAML (or JSON) text; with ``any_text`` its texts may hold escaped control characters.

    Raises GutboneError, with file, line and column, for anything that is not plain YAML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GutboneError("YAML_001", "this is not UTF-8 text.", "Save it as UTF-8.", f"{name}:{line}:1") from None
    if "\\" in text:  # looking for halves is slow
        text = re.sub(_HALVES, _joined, text)
    try:
        return Document(name, _Reader(name, text, any_text=any_text).document(), text)
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


def _mistake(error: yaml.MarkedYAMLError, name: str) -> GutboneError:
    """Say what the YAML reader found wrong, at its place; a quote that is never closed at its beginning."""
    problem = f"{error.problem} {error.context}"
    known = (own for own in _MISTAKES if re.search(own[0], problem))
    fallback = ("", f"this is not YAML: {error.problem or error.context}.", "Check indents, colons and quotes here.")
    _, what, fix = next(known, fallback)
    opened = "never closed" in what and error.context_mark
    code = "YAML_006" if (what, fix) == _TOO_DEEP else "YAML_002"
    return GutboneError(code, what, fix, _place(name, opened or error.problem_mark or error.context_mark))


def _place(name: str, mark: Any) -> str:
    """Write a mark of the YAML reader as a place, the file's beginning without one."""
    return f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"


class _Reader:
    """Turns parse events into values, and notes their places if given somewhere to note them."""

    def __init__(self, name: str, text: str, *, any_text: bool, places: dict[Path_, Any] | None = None) -> None:
        self.name, self.any_text, self.places = name, any_text, places
        self.next = LOADER(text).get_event

    def document(self) -> Any:
        """Read the one document of the text."""
        self.next()
        if isinstance(self.next(), yaml.StreamEndEvent):
            return None
        value = self.value(self.next(), ())
        self.next()
        if not isinstance(extra := self.next(), yaml.StreamEndEvent):
            raise self.refusal(extra, "YAML_008", "a second document starts here.", "Keep one document a file.")
        return value

    def value(self, event: Any, path: Path_) -> Any:
        """Read one value, and all that is in it."""
        self.begin(event, path)
        if len(path) > MOST_DEPTH:
            raise self.refusal(event, "YAML_006", *_TOO_DEEP)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        return [self.value(entry, (*path, n)) for n, entry in enumerate(self.until(yaml.SequenceEndEvent))]

    def begin(self, event: Any, path: Path_) -> None:
        """Note where something begins, and refuse what makes YAML more than text, numbers, lists and blocks of keys."""
        if self.places is not None:
            self.places[path] = event.start_mark
        if event.anchor:
            what = "a word that begins with & or * stands for something else in YAML, and is not read."
            raise self.refusal(event, "YAML_004", what, "Write it out, or put the text in quotes.")
        if event.tag:
            what = f"a word that begins with ! is a command in YAML, and is not read: {event.tag}."
            raise self.refusal(event, "YAML_005", what, "Remove it, or put the text in quotes.")

    def mapping(self, path: Path_) -> dict[str, Any]:
        """Read a block of keys; a key may stand only once."""
        values: dict[str, Any] = {}
        for event in self.until(yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refusal(event, "YAML_009", "a key is one word or text.", "Put quotes around it.")
            key = event.value
            self.begin(event, (*path, key, "key"))
            if key in values:
                raise self.refusal(event, "YAML_007", f"the key {key} stands here twice.", "Remove one.")
            values[key] = self.value(self.next(), (*path, key))
        return values

    def until(self, end: type[yaml.Event]) -> Iterator[Any]:
        """Give the events up to the end of what has begun."""
        while not isinstance(event := self.next(), end):
            yield event

    def scalar(self, event: Any) -> Any:
        """Read a word: quoted ones are text, plain ones may be numbers, true, false or null."""
        word: str = event.value
        if event.implicit[0]:
            if word in _WORDS:
                return _WORDS[word]
            if word[0] in _NUMBERS_BEGIN and (number := _NUMBER.match(word)):
                is_whole = number[2] is number[3] is None and len(word) <= _MOST_DIGITS
                return int(word) if is_whole else float(word)
        if word.isprintable():
            return word
        word = word.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves, without libyaml
        if self.any_text or all(character == "\n" or is_shown_as_is(character) for character in word):
            return word
        raise self.refusal(event, "YAML_010", "a character that nobody can see stands in this text.", "Remove it.")

    def refusal(self, event: Any, code: str, what: str, fix: str) -> GutboneError:
        """Make the error for an event, at its place."""
        return GutboneError(code, what, fix, _place(self.name, event.start_mark))
