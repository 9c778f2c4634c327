"""The letters of a record: ASCII, or those of a language that cannot be written in it."""

from collections.abc import Callable
from unicodedata import combining, normalize

from msgspec import Struct

from gutbone.base.text import visible

# What has no letter of its own below its mark.
LIKE = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "½": "1/2", "ß": "ss", "ø": "o", "Ø": "O"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


class Letters(Struct, frozen=True):
    """How the texts of a record are written.

    ``name`` writes a name, or the id beside it where it has none in these letters; ``whole`` a text that loses nothing.
    """

    name: Callable[[str, str], str]
    whole: Callable[[str], str]


def plain(text: str, otherwise: str) -> str:
    """Write a text without its accents, or where that leaves another script, the id ``otherwise`` with spaces."""
    bare = "".join(c for c in normalize("NFKD", text.translate(LIKE)) if not combining(c))
    return bare if text and bare.isascii() and bare.isprintable() else otherwise.replace("_", " ")


def escaped_ascii(text: str) -> str:
    """Show what is not printable ASCII as an escape, so that nothing of it is lost."""
    return "".join(c if c.isascii() and c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def as_it_is(text: str, otherwise: str) -> str:
    """Write a text in its own letters, or where there is none, the id ``otherwise`` with spaces."""
    return visible(text) or otherwise.replace("_", " ")


def lowered(text: str) -> str:
    """Begin a text with a small letter, unless its first word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


ASCII, OWN = Letters(plain, escaped_ascii), Letters(as_it_is, visible)
