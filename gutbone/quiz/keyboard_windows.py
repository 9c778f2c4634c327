"""Single keys from a Windows console. Written and tested with a fake console; nobody has run it there."""

from typing import Any

PREFIXES = {"\x00", "\xe0"}
SPECIAL = {"H": "up", "P": "down", "K": "left", "M": "right"}
CHARACTERS = {"\r": "enter", "\n": "enter", "\x08": "backspace", " ": "space", "\t": "tab", "\x1b": "esc"}


class WindowsKeyboard:
    """Reads keys from a console, the module ``msvcrt``; it needs no putting back."""

    def __init__(self, console: Any) -> None:
        self.console = console

    def are_waiting(self) -> bool:
        """Say whether keys that were typed ahead or pasted are here already."""
        return bool(self.console.kbhit())

    def read(self) -> str:
        """Wait for the next key: a character, or a name such as ``up``. Raises KeyboardInterrupt on Ctrl-C."""
        character: str = self.console.getwch()
        if character in PREFIXES:
            return SPECIAL.get(self.console.getwch(), "")
        if character == "\x03":
            raise KeyboardInterrupt
        return CHARACTERS.get(character, character)
