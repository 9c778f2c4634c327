"""Single keys from a Windows console. Written and tested with a fake console; nobody has run it there."""

from types import TracebackType
from typing import Protocol, Self

PREFIXES = {"\x00", "\xe0"}
SPECIAL = {"H": "up", "P": "down", "K": "left", "M": "right", "G": "home", "O": "end"}
CHARACTERS = {"\r": "enter", "\n": "enter", "\x08": "backspace", " ": "space", "\t": "tab", "\x1b": "esc"}


class Console(Protocol):
    """What this needs of the module ``msvcrt``."""

    def getwch(self) -> str:
        """Wait for a key and give its character."""

    def kbhit(self) -> bool:
        """Say whether a key is waiting."""


class WindowsKeyboard:
    """Reads keys from a console; the console needs no putting back."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        pass

    def are_waiting(self) -> bool:
        """Say whether keys that were typed ahead or pasted are here already."""
        return self.console.kbhit()

    def read(self) -> str:
        """Wait for the next key: a character, or a name such as ``up``. Raises KeyboardInterrupt on Ctrl-C."""
        character = self.console.getwch()
        if character in PREFIXES:
            return SPECIAL.get(self.console.getwch(), "")
        if character == "\x03":
            raise KeyboardInterrupt
        return CHARACTERS.get(character, character)
