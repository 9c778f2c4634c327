"""Text that is safe to print, as lines for any window or as JSON."""

import re
from collections.abc import Iterable
from textwrap import fill, wrap
from typing import Any
from unicodedata import category, east_asian_width

import msgspec

# Digits, letters and signs as keyboards for Chinese, Japanese and Korean write them in full width.
FULL_WIDTH = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
HARMLESS = "\u200c\u200d\u200e\u200f"  # joiners and marks that some scripts need; they override nothing
LONGEST_SHOWN = 40
ADDRESS = r"^https?://[!-~]+$(?!\n)"  # of a page on the web: nothing in it can steer a terminal
LEFTWARD = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"}  # languages
LEFTWARD_SCRIPTS = {"Arab", "Hebr", "Nkoo", "Syrc", "Thaa"}
SCRIPT = 4  # letters of a script in a tag
WIDEST = 88  # longer lines are hard to read


def ordinary(text: str) -> str:
    """Give a text that was typed with full-width characters as the ordinary ones."""
    return text.translate(FULL_WIDTH)


def line_width(columns: int) -> int:
    """Give how long a line may be in a window."""
    return max(20, min(columns, WIDEST))


def cells(text: str) -> int:
    """Give how many columns of a terminal a text takes: two for a letter of a wide script, none for a mark on one."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else category(c) not in {"Mn", "Me", "Cf"} for c in text)


def padded(text: str, width: int) -> str:
    """Fill a text with blanks, to so many columns of a terminal."""
    return text + " " * (width - cells(text))


def direction(language: str) -> str:
    """Give which way a language is written, "rtl" or "ltr", by the script that its tag names, or is known for."""
    main, *others = language.split("-")
    script = next((part.title() for part in others if len(part) == SCRIPT), "")
    return "rtl" if (script in LEFTWARD_SCRIPTS if script else main.lower() in LEFTWARD) else "ltr"


def fitting(text: str, width: int) -> int:
    """Give how many letters may stand on a line of a text: half as many where wide ones would make it too long."""
    if text.isascii() or cells(text) <= len(text) or all(cells(line) <= width for line in wrap(text, width)):
        return width
    return max(1, width // 2)


def flow(lines: Iterable[str], columns: int) -> str:
    """Wrap lines; what an indented one needs more hangs under itself."""
    width, text = line_width(columns), ""
    for line in lines:
        margin = len(line) - len(line.lstrip())
        hang = " " * (margin + 2) if margin else ""
        text += (line if is_address(line) else fill(line, fitting(line, width), subsequent_indent=hang)) + "\n"
    return text


def is_address(line: str) -> bool:
    """Say whether a line is the address of a page and nothing else."""
    return re.match(ADDRESS, line.strip(" ")) is not None


def linked(text: str) -> str:
    """Let each line that is an address be a link to it (OSC 8), for a terminal that takes links; its text stays whole."""
    return "\n".join(
        re.sub(r"\S+", lambda one: f"\x1b]8;;{one[0]}\x1b\\{one[0]}\x1b]8;;\x1b\\", line) if is_address(line) else line
        for line in text.split("\n")
    )


def shown(value: object, nothing: str = "null") -> str:
    """Show a value of a file as it is written there, cut short; of a list or a block only what it is."""
    if isinstance(value, dict | list):
        return "a block of keys" if isinstance(value, dict) else "a list"
    text = nothing if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} ..."


def first_sentence(text: str) -> str:
    """Give the first sentence of a text."""
    first, dot, _ = text.partition(". ")
    return f"{first}{dot.strip()}"


def visible(text: str) -> str:
    """Show control characters and direction marks as codes, so that no text can steer a terminal."""
    return "".join(c if is_shown_as_is(c) else c.encode("unicode_escape").decode() for c in text)


def is_shown_as_is(character: str) -> bool:
    """Say whether a character is safe to print: not a control, format or lone surrogate character."""
    return character in HARMLESS or category(character) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def as_json(value: Any) -> bytes:
    """Write anything as JSON; an exact number is a number there."""
    return msgspec.json.Encoder(decimal_format="number").encode(value)


def indented(value: Any) -> str:
    """Write anything as JSON for reading."""
    return escaped(msgspec.json.format(as_json(value), indent=2).decode()) + "\n"


def escaped(text: str) -> str:
    """Escape what could steer a terminal as JSON does; control and direction characters stand in its texts only."""
    return re.sub(r"[^\n -~]", _as_code, text)  # plain ASCII needs no look


def _as_code(match: re.Match[str]) -> str:
    character, units = match[0], match[0].encode("utf-16-be").hex(" ", 2).split()
    return character if is_shown_as_is(character) else "".join(f"\\u{unit}" for unit in units)
