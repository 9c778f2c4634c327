"""Single keys from a terminal, none lost, none echoed, the terminal always put back.

Cbreak mode is held for as long as the reader is open, so that keys typed ahead wait in its buffer.
A lone Esc is told from the start of a sequence by a short wait.
"""

import codecs
import os
import select
import signal
import termios
import tty
from contextlib import ExitStack, suppress
from time import monotonic
from typing import Any, Self

from gutbone.quiz.keymap import RESIZED

ESC_WAIT = 0.15  # seconds; long enough for a sequence that a slow line splits, too short to notice
ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
SEQUENCES = {start + end: name for start in "[O" for end, name in ARROWS.items()}
CHARACTERS = {"\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace", " ": "space", "\t": "tab"}


class Keyboard(ExitStack):
    """Reads keys from a terminal's file descriptor; use it as a context manager, which puts back what it changes."""

    def __init__(self, terminal: int) -> None:
        super().__init__()
        self.terminal = terminal
        self.buffer = ""
        self.is_resized = False
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> Self:
        self.woken, waker = os.pipe()
        for end in (self.woken, waker):
            os.set_blocking(end, False)
            self.callback(os.close, end)
        self.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(waker, warn_on_full_buffer=False))
        self.callback(signal.signal, signal.SIGWINCH, signal.signal(signal.SIGWINCH, lambda *_: None))
        self.callback(signal.signal, signal.SIGCONT, signal.signal(signal.SIGCONT, lambda *_: self.hold()))
        self.callback(self._release, termios.tcgetattr(self.terminal))
        self.hold()
        return self

    def hold(self) -> None:
        """Take keys one by one, without echo; also after the program was stopped and goes on."""
        tty.setcbreak(self.terminal, termios.TCSADRAIN)

    def _release(self, saved: list[Any]) -> None:
        with suppress(termios.error):  # a terminal that is gone needs no putting back
            termios.tcsetattr(self.terminal, termios.TCSADRAIN, saved)

    def are_waiting(self) -> bool:
        """Say whether keys that were typed ahead or pasted are here already."""
        return bool(self.buffer)

    def read(self) -> str:
        """Wait for the next key: a character, or a name such as ``up``; ``resized`` when the window changed.

        Raises EOFError when the terminal is gone.
        """
        while not self.buffer:
            if self.is_resized:
                self.is_resized = False
                return RESIZED
            self._wait(None)
        character = self._taken()
        return self._escape() if character == "\x1b" else CHARACTERS.get(character, character)

    def _escape(self) -> str:
        """Read what follows an Esc: nothing (the key itself) or a sequence, even in pieces."""
        sequence = ""
        while self._comes_soon() and (sequence or self.buffer[0] in "[O"):
            sequence += self._taken()
            if len(sequence) > 1 and "@" <= sequence[-1] <= "~":
                return SEQUENCES.get(sequence, "")
        return "" if sequence else "esc"

    def _taken(self) -> str:
        character, self.buffer = self.buffer[0], self.buffer[1:]
        return character

    def _comes_soon(self) -> bool:
        """Wait a moment for more, whatever signals come meanwhile; False when nothing came in time."""
        end = monotonic() + ESC_WAIT
        while not self.buffer and (left := end - monotonic()) > 0:
            self._wait(left)
        return bool(self.buffer)

    def _wait(self, wait: float | None) -> None:
        """Wait for bytes or a signal, and take all bytes there are."""
        ready, _, _ = select.select([self.terminal, self.woken], [], [], wait)
        if self.terminal in ready:
            content = os.read(self.terminal, 1024)
            if not content:
                raise EOFError
            self.buffer += self.decoder.decode(content)
        if self.woken in ready:
            os.read(self.woken, 1024)
            self.is_resized = True
