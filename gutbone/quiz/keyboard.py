"""Single keys from a terminal, none lost, none echoed, the terminal always put back.

Cbreak mode is held for as long as the reader is open, so that keys typed ahead wait in its buffer, and so is the mode
in which a terminal marks what is pasted. A lone Esc is told from the start of a sequence by a short wait.
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

from gutbone.quiz.keymap import RESIZED, Pasted
from gutbone.quiz.sequences import CHARACTERS, ERASE, PASTE_BEGINS, PASTE_ENDS, is_whole, named

ESC_WAIT = 0.15  # seconds; long enough for a sequence that a slow line splits, too short to notice
PASTE_WAIT = 2.0  # seconds, after which a paste whose end was lost is at its end
MOST_PASTED = 1000  # characters; a page has no use for more
MARKS_PASTES, MARKS_NONE = b"\x1b[?2004h", b"\x1b[?2004l"


class Keyboard(ExitStack):
    """Reads keys from a terminal's file descriptor; use it as a context manager, which puts back what it changes.

    ``out`` is the one to write to, where that is another.
    """

    def __init__(self, terminal: int, out: int | None = None) -> None:
        super().__init__()
        self.terminal, self.out = terminal, terminal if out is None else out
        self.buffer = ""
        self.is_resized = False
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> Self:
        try:
            self._take_over()
        except BaseException:  # a signal that came meanwhile ends the program: nobody else would put back
            self.close()
            raise
        return self

    def _take_over(self) -> None:
        """Take the terminal, and note for every change how it is put back."""
        self.woken, waker = os.pipe()
        for end in (self.woken, waker):
            os.set_blocking(end, False)
            self.callback(os.close, end)
        self.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(waker, warn_on_full_buffer=False))
        self.callback(signal.signal, signal.SIGWINCH, signal.signal(signal.SIGWINCH, lambda *_: None))
        self.callback(signal.signal, signal.SIGCONT, signal.signal(signal.SIGCONT, lambda *_: self.hold()))
        self.saved: list[Any] = termios.tcgetattr(self.terminal)
        self.callback(self._release)
        if signal.getsignal(signal.SIGTSTP) != signal.SIG_IGN:  # as where there is no shell to come back from
            self.callback(signal.signal, signal.SIGTSTP, signal.signal(signal.SIGTSTP, self._stop))
        self.hold()

    def hold(self) -> None:
        """Take keys one by one, without echo, and pastes marked; also after the program was stopped and goes on."""
        tty.setcbreak(self.terminal, termios.TCSADRAIN)
        self._ask_for(MARKS_PASTES)

    def _release(self) -> None:
        self._ask_for(MARKS_NONE)
        with suppress(termios.error):  # a terminal that is gone needs no putting back
            termios.tcsetattr(self.terminal, termios.TCSADRAIN, self.saved)

    def _ask_for(self, mode: bytes) -> None:
        with suppress(OSError):  # as above
            os.write(self.out, mode)

    def _stop(self, *_: object) -> None:
        """Give the terminal back on Ctrl-Z, and only then stop; take it again, also where nothing could be stopped.

        The page goes: the shell would write across it, and what it says is nobody else's.
        """
        self._ask_for(ERASE.encode())
        self._release()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stop)
        self.hold()

    def are_waiting(self) -> bool:
        """Say whether keys that were typed ahead or pasted are here already, read or not."""
        if not self.buffer:
            self._wait(0)
        return bool(self.buffer)

    def read(self) -> str:
        """Wait for the next key: a character, or a name such as ``up``; ``resized`` when the window changed.

        What is pasted comes as one. Raises EOFError when the terminal is gone.
        """
        key = None
        while key is None:
            while not self.buffer:
                if self.is_resized:
                    self.is_resized = False
                    return RESIZED
                self._wait(None)
            character = self._taken()
            key = self._escape() if character == "\x1b" else CHARACTERS.get(character, character)
        return key

    def _escape(self) -> str | None:
        """Read what follows an Esc: nothing (the key itself) or a sequence, even in pieces; None where it is no key."""
        sequence = ""
        while self._comes_soon(ESC_WAIT) and (sequence or self.buffer[0] in "[O"):
            sequence += self._taken()
            if sequence == PASTE_BEGINS:
                return self._paste()
            if is_whole(sequence):
                return named(sequence)
        return "" if sequence else "esc"

    def _paste(self) -> Pasted:
        """Read on to the end of a paste, and give as much of it as a page could use."""
        head, tail, most = "", "", len(PASTE_ENDS) - 1  # of the end itself a part may be here
        while self._comes_soon(PASTE_WAIT):
            before, end, after = (tail + self.buffer).partition(PASTE_ENDS)
            if end:
                self.buffer = after
                return Pasted((head + before)[:MOST_PASTED])
            head, tail, self.buffer = (head + before[:-most])[:MOST_PASTED], before[-most:], ""
        return Pasted((head + tail)[:MOST_PASTED])

    def _taken(self) -> str:
        character, self.buffer = self.buffer[0], self.buffer[1:]
        return character

    def _comes_soon(self, wait: float) -> bool:
        """Wait a moment for more, whatever signals come meanwhile; False when nothing came in time."""
        end = monotonic() + wait
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
