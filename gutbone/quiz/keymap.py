"""Every key and every word to type: what it means, where it does something, and what names it there.

Both faces, the foot of a page and the table in README.md follow this. A letter means the same on
every page, or nothing.
"""

import re
from typing import Literal

from msgspec import Struct

from gutbone.base.text import ordinary
from gutbone.quiz.sequences import CHARACTERS, KEYPAD

Meaning = Literal[
    "digit",
    "point",
    "up",
    "down",
    "tick",
    "gap",
    "go_on",
    "erase",
    "back",
    "help",
    "story",
    "keep",
    "lines",
    "find",
    "leave",
    "stop",
    "close",
]
PageKind = Literal["one_answer", "amount", "several_answers", "check", "help", "welcome", "undo"]
# What else keys depend on: a number typed on the check page, the quick screen, a window too small for any page.
ViewKind = PageKind | Literal["check_typed", "quick", "quick_check", "finding", "too_small"]

RESIZED = "resized"  # stands among the keys for a window that has changed


class Pasted(str):
    """Stands among the keys for what was pasted, where a terminal marks it."""

    __slots__ = ()


class Key(Struct, frozen=True):
    """The keys that have one meaning, and the lines that have it where lines are typed."""

    keys: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()


KEYS: dict[Meaning, Key] = {
    "digit": Key(tuple("0123456789")),
    "point": Key((".", ","), (".",)),
    "up": Key(("up",)),
    "down": Key(("down",)),
    "tick": Key(("space",)),
    "gap": Key(("space",)),
    "go_on": Key(("enter",), ("",)),
    "erase": Key(("backspace",)),
    "back": Key(("b", "left"), ("b", "back")),
    "help": Key(("h", "?"), ("h", "?")),
    "story": Key(("s",), ("s",)),
    "keep": Key(("y",), ("y", "yes")),
    "lines": Key(("l",), ("l",)),
    "find": Key(("/",)),
    "leave": Key(("esc",)),
    "stop": Key(("q", "esc"), ("q", "quit")),
    "close": Key(),  # any other key
}

# What does something on a kind of page, in the order of its foot, with the name in words.yaml of what is said of it
# there: nothing where that goes without saying. Of two meanings of a key the first one counts.
MOVES: dict[Meaning, str] = {"digit": "", "up": "", "down": ""}
SCROLLS: dict[Meaning, str] = {"up": "", "down": ""}
LEAVES: dict[Meaning, str] = {
    "back": "key_back",
    "help": "key_help",
    "story": "key_story",
    "lines": "",
    "stop": "key_stop",
}
QUICK: dict[Meaning, str] = {"up": "key_lines", "down": "", "go_on": "key_on", "back": "", "stop": "key_stop"}
PAGES: dict[ViewKind, dict[Meaning, str]] = {
    "one_answer": {**MOVES, "digit": "key_answer", "go_on": "", **LEAVES},
    "amount": {"digit": "key_number", "point": "", "erase": "key_erase", "go_on": "key_on", **LEAVES},
    "several_answers": {**MOVES, "digit": "key_tick", "tick": "", "go_on": "key_on", "find": "key_find", **LEAVES},
    "finding": {**SCROLLS, "go_on": "key_find_tick", "erase": "", "leave": "key_find_leave"},
    "check": {
        **MOVES,
        "digit": "key_check",
        "go_on": "key_result",
        "keep": "key_keep",
        "back": "key_back",
        "lines": "",
        "stop": "key_stop",
    },
    "check_typed": {**MOVES, "go_on": "key_change", "erase": "key_erase", "keep": "", "back": "", "stop": ""},
    "help": {**SCROLLS, "close": "key_close"},
    "welcome": {**SCROLLS, "go_on": "key_begin", "lines": "key_plain", "stop": "key_stop"},
    "undo": {**SCROLLS, "go_on": "key_end", "back": "key_back", "stop": ""},
    "quick": {"digit": "key_number", "point": "", "gap": "", "erase": "", **QUICK},
    "quick_check": {"go_on": "key_result", "up": "key_up", "down": "", "back": "", "stop": "key_stop"},
    "too_small": {"stop": ""},
}


def as_meant(key: str) -> str:
    """Give a key as pages know it, with Caps Lock on or in full width too."""
    plain = ordinary(key)
    return CHARACTERS.get(plain, plain.lower())


def line_as_meant(line: str) -> str:
    """Give a line the same way, and with what a number keypad in its application mode or a marked paste put there."""
    keys = re.sub(r"\x1bO([p-y])|\x1b\[20[01]~", lambda match: KEYPAD.get(match[1], ""), line)
    return ordinary(keys).strip().lower()


def meaning_of(key: str, kind: ViewKind) -> Meaning | None:
    """Give what a key means on a kind of page."""
    return next((meaning for meaning in PAGES[kind] if key in KEYS[meaning].keys), None)


def meaning_typed(line: str, kind: PageKind) -> Meaning | None:
    """Give what a line means that was typed at a kind of page, where it is no number."""
    return next((meaning for meaning in PAGES[kind] if line in KEYS[meaning].typed), None)
