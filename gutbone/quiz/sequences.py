"""What terminals send for keys that are no single character, as the names that pages know them by."""

import re

ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
# The number keypad of a terminal that some program has left in its application mode; pages never ask for that.
KEYPAD = {chr(ord("p") + digit): str(digit) for digit in range(10)} | {"M": "enter", " ": "space", "I": "tab"}
# The same as kitty and its like number it, with its Enter and its arrows.
NUMBERED = {57399 + digit: str(digit) for digit in range(10)} | {57414: "enter", 57417: "left", 57418: "right"}
NUMBERED |= {57419: "up", 57420: "down"}
CHARACTERS = {"\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace", " ": "space", "\t": "tab"}
SHIFT_OR_LOCKS = 1 | 64 | 128  # Shift, Caps Lock and Num Lock make no other key of a key
RELEASED = 3
FIELDS = re.compile(r"[0-9;:]{0,40}")
ERASE = "\x1b[H\x1b[J"  # unlike a clear, it leaves no old page behind in what can be scrolled back to
PASTE_BEGINS, PASTE_ENDS = "[200~", "\x1b[201~"


def is_whole(sequence: str) -> bool:
    """Say whether what came after an Esc is a whole sequence: a Linux console's F keys and an old mouse add to it."""
    if sequence.startswith("[M"):
        return len(sequence) == len("[M") + 3
    return len(sequence) > 1 and sequence != "[[" and "@" <= sequence[-1] <= "~"


def named(sequence: str) -> str | None:
    """Name the key of a sequence: empty for one that no page knows, None where nobody pressed any.

    That is so for a key let go, the mouse, a window that comes to the front, and the answers of a terminal.
    """
    kind, body, end = sequence[0], sequence[1:-1], sequence[-1]
    if kind == "[" and (body[:1] in {"<", "=", ">", "?"} or sequence[:2] in {"[M", "[I", "[O"} or body == "201"):
        return None
    if not FIELDS.fullmatch(body):
        return ""
    fields = [[int(number or 0) for number in field.split(":")] for field in body.split(";")]
    held, event = [*(fields[0] if kind == "O" else fields[1] if fields[1:] else []), 1, 1][:2]
    if event == RELEASED:
        return None
    if max(0, held - 1) & ~SHIFT_OR_LOCKS:  # with Ctrl, Alt and the like it is another key
        return ""
    if end in ARROWS or kind == "O":
        return ARROWS.get(end) or KEYPAD.get(end, "")
    if end == "u":
        return _numbered(fields[0][0])
    return _numbered(fields[2][0]) if end == "~" and fields[0] == [27] and fields[2:] else ""


def _numbered(code: int) -> str:
    """Name the key with a number: that of its character, or one that kitty has given it."""
    if code in NUMBERED:
        return NUMBERED[code]
    character = chr(code) if code < 0x110000 else ""
    return "esc" if character == "\x1b" else CHARACTERS.get(character, character if character.isprintable() else "")
