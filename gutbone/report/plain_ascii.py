"""Texts of any language as ASCII, for records that take nothing else."""

from unicodedata import combining, normalize

# What has no letter of its own below its mark.
LIKE = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "½": "1/2", "ß": "ss", "ø": "o", "Ø": "O"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def plain(text: str, otherwise: str) -> str:
    """Write a text without its accents, or where that leaves another script, the id ``otherwise`` with spaces."""
    bare = "".join(c for c in normalize("NFKD", text.translate(LIKE)) if not combining(c))
    return bare if text and bare.isascii() and bare.isprintable() else otherwise.replace("_", " ")


def escaped_ascii(text: str) -> str:
    """Show what is not printable ASCII as an escape, so that nothing of it is lost."""
    return "".join(c if c.isascii() and c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def lowered(text: str) -> str:
    """Begin a text with a small letter, unless its first word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
