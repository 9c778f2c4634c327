"""The two ways to talk with a person: single keys on drawn pages, or plain lines; chosen by the streams and by them.

What a way needs is opened when something is first asked, and stays open: no key is lost between two conversations.
"""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from gutbone.base import kept_files, terminal
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.rules.words import Words

if TYPE_CHECKING:
    from gutbone.assess.result import TipResult
    from gutbone.history.chosen import Chosen, Went
    from gutbone.quiz.acts import Done
    from gutbone.quiz.result_pages import Talk
    from gutbone.quiz.screen import Keys
    from gutbone.quiz.writer import Screen


def wants_lines(plain: bool) -> bool:
    """Say whether a person at a terminal wants plain lines: they say so now, or chose them before."""
    return terminal.wants_plain(plain) or os.path.lexists(kept_files.plain_file())


class Face(ExitStack):
    """Talks with the person; use it as a context manager, which puts the terminal back."""

    def __init__(self, *, plain: bool, no_color: bool) -> None:
        super().__init__()
        self.may_draw = terminal.is_between_terminals() and not terminal.wants_plain(plain)
        self.has_keys = self.may_draw and not wants_lines(plain)
        self.no_color = no_color
        self._open: tuple[Keys, Screen] | None = None

    def keys(self) -> "tuple[Keys, Screen]":
        """Give where single keys come from and where pages are drawn."""
        if self._open is None:
            self._open = self._opened()
        return self._open

    def switch(self, *, remembers: bool) -> None:
        """Go over to the other way, and remember it for the next time."""
        self.close()
        self._open, self.has_keys = None, not self.has_keys
        path = kept_files.plain_file()
        with suppress(OSError, GutboneError):  # then it is asked for again
            if not remembers or kept_files.is_there(path, "") == (not self.has_keys):
                return
            kept_files.make_folder(path)
            path.unlink() if self.has_keys else path.touch(mode=0o600)

    def check_window(self) -> None:
        """Refuse a window that cannot hold a question."""
        from gutbone.quiz.drawing import LEAST_COLUMNS, LEAST_ROWS, is_too_small

        columns, rows = terminal.window()
        if is_too_small(columns, rows):
            what = f"this window is {columns} columns by {rows} rows."
            fix = f"Make it {LEAST_COLUMNS} by {LEAST_ROWS} or more, or add --plain."
            raise GutboneError("QUIZ_002", what, fix, exit_code=ExitCode.FAILED)

    def talk(self, talk: "Talk", whole: Iterable[str], choose: "Callable[[TipResult], Done]") -> "Talk":
        """Show a result, of which ``whole`` are the plain lines, until the person is done with it."""
        from gutbone.quiz.result_pages import begin

        if self.has_keys:
            from gutbone.quiz.result_view import talk_on_screen

            return talk_on_screen(begin(talk), *self.keys(), choose)
        from gutbone.quiz.result_lines import talk_in_lines

        return talk_in_lines(talk, whole, terminal.standard_input(), sys.stdout, choose)

    def ask_how_it_went(self, step: "Chosen", words: Words) -> "Went | None":
        """Ask about a step that was chosen before; None where it is not the person's own."""
        from gutbone.quiz.went import ask_in_lines, ask_on_screen, question

        if self.has_keys:
            return ask_on_screen(question(step, words), *self.keys())
        return ask_in_lines(question(step, words), terminal.standard_input(), sys.stdout)

    def _opened(self) -> "tuple[Keys, Screen]":
        from gutbone.quiz.writer import Screen

        is_coloured, links = terminal.wants_colour(self.no_color), terminal.takes_links(no_color=self.no_color)
        screen = Screen(sys.stdout, terminal.window, is_coloured=is_coloured, takes_links=links)
        if sys.platform == "win32":
            import msvcrt

            from gutbone.quiz.keyboard_windows import WindowsKeyboard

            return WindowsKeyboard(msvcrt), screen
        from gutbone.quiz.keyboard import Keyboard

        return self.enter_context(Keyboard(sys.stdin.fileno(), sys.stdout.fileno())), screen
