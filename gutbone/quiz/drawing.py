"""What the single-key face draws: a page laid out for a window, nothing of it hidden without a word.

A :class:`View` is what all pages share; what a kind of page has of its own stands in ``views``, the
quick screen in ``quick_screen``.
"""

from collections.abc import Iterable
from io import StringIO
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gutbone.base.styles import STYLES, Role
from gutbone.quiz.keymap import PAGES, ViewKind
from gutbone.quiz.page import Page, story
from gutbone.quiz.session import Command, Session
from gutbone.rules.words import Words

LEAST_COLUMNS, LEAST_ROWS = 36, 15
MEASURE = Console(file=StringIO(), legacy_windows=False)  # text is wrapped for it, nothing is printed
Body = tuple[list[Text], tuple[int, int]]  # lines, and the first and last of them that have to be seen


class View(Struct, frozen=True):
    """A page in a window, as it looks just now.

    ``message`` is what was wrong with the last key, and ``typed`` the digits typed where a number may
    have several. ``cursor`` is a place among the choices, or -1 where no arrow has moved it yet; where
    there are none to choose from, the first line that is shown.
    """

    session: Session
    page: Page
    columns: int
    rows: int
    message: str = ""
    cursor: int = 0
    typed: str = ""

    @property
    def kind(self) -> ViewKind:
        """The kind of page that keys depend on."""
        return "check_typed" if self.typed else self.page.kind

    @property
    def is_too_small(self) -> bool:
        """Whether the window cannot hold the page."""
        return is_too_small(self.columns, self.rows)

    def press(self, key: str) -> "View | Command":
        """Give what follows a key: the view after it, or what the person said. May raise RefusedError."""
        raise NotImplementedError

    def resized(self, columns: int, rows: int) -> "View":
        """Give the view in a window of another size."""
        return replace(self, columns=columns, rows=rows)

    def moved(self, step: int) -> Self:
        """Move by a line, as far as there are more."""
        lowest = max(0, len(self._body()[0]) - self._room())
        return replace(self, cursor=min(max(0, self.cursor + step), lowest))

    def lines(self) -> list[Text]:
        """Lay out the page, or the wish for a larger window."""
        widen = self.session.words.widen
        return self._wrap(widen)[: max(1, self.rows - 1)] if self.is_too_small else self._laid_out()

    def _laid_out(self) -> list[Text]:
        """Lay out the story, the question, the choices and the keys.

        Where room is short the story goes first, and then the choices are shown in part, with the
        cursor among them.
        """
        body, focus = self._body()
        room = self._room()
        told = self._told(room - len(body) - 1) if self.kind in {"one_answer", "several_answers"} else []
        return [*told, *self._head(), Text(), *scrolled(body, focus, room, self.session.words), *self._foot()]

    def _room(self) -> int:
        """Give how many lines there are for the body, between an empty one and the keys."""
        return self.rows - 1 - len(self._head()) - 1 - len(self._foot())

    def _told(self, spare: int) -> list[Text]:
        """Give as much of the story's end as there is room for, from the start of an answer."""
        told = story_lines(self.session, self.columns)[-spare:] if spare > 0 else []
        while told and is_rest(told[0]):
            del told[0]
        return [*told, Text()] if told else []

    def _head(self) -> list[Text]:
        """Give where we are, the question and its hint."""
        page = self.page
        parts: tuple[tuple[str, Role], ...] = ((page.progress, "faint"), (page.text, "heading"), (page.hint, "plain"))
        return [line for text, role in parts if text for line in self._wrap(text, role)]

    def _body(self) -> Body:
        """Give the lines between the question and the keys."""
        raise NotImplementedError

    def _foot(self) -> list[Text]:
        """Give the keys; in their place, what was wrong with the last one."""
        return [Text(), *(self._wrap(self.message, "heading") if self.message else self._keys())]

    def _keys(self) -> list[Text]:
        """Name the keys that do something here, in the words of the rules."""
        session, page, words = self.session, self.page, self.session.words
        is_first = session.at.kind == "resume" or session.at == session.steps[0]
        idle = {"back": is_first, "help": not page.help, "keep": not session.may_keep}
        names = [name for meaning, name in PAGES[self.kind].items() if name and not idle.get(meaning)]
        hints = [getattr(words, "key_stop_keep" if name == "key_stop" and session.saves else name) for name in names]
        return packed((("", hint.format(most=page.most, number=self.typed)) for hint in hints), self.columns)

    def _listed(self, choices: Iterable[tuple[str, str]], above: Iterable[Text] = ()) -> Body:
        """Give lines of choices, each a mark and a label, with those of the one the cursor is on."""
        lines, focus = [*above], (0, 0)
        for place, (mark, label) in enumerate(choices):
            is_here = place == self.cursor
            own = self._wrap(label, "chosen" if is_here else "plain", f"{'› ' if is_here else '  '}{mark}")
            focus = (len(lines), len(lines) + len(own) - 1) if is_here else focus
            lines += own
        return lines, focus

    def _wrap(self, text: str, role: Role = "plain", prefix: str = "") -> list[Text]:
        return wrapped(prefix, text, self.columns, role)


def is_too_small(columns: int, rows: int) -> bool:
    """Say whether a window cannot hold a question."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS


def wrapped(prefix: str, text: str, columns: int, role: Role = "plain") -> list[Text]:
    """Wrap text to a window, with later lines hanging under the first after its prefix."""
    width = max(8, columns - len(prefix))
    margin = " " * len(prefix)
    return [
        Text((prefix if place == 0 else margin) + part.plain.rstrip(), STYLES[role])
        for place, part in enumerate(Text(text).wrap(MEASURE, width))
    ]


def packed(entries: Iterable[tuple[str, str]], columns: int) -> list[Text]:
    """Set entries, each with its mark, on as few lines as hold them."""
    lines: list[Text] = []
    for mark, entry in entries:
        if lines and not is_rest(lines[-1]) and lines[-1].cell_len + 3 + cell_len(mark + entry) <= columns:
            lines[-1].append(f"   {mark}{entry}")
        else:
            lines += wrapped(mark, entry, columns, "faint")
    return lines


def scrolled(lines: list[Text], focus: tuple[int, int], room: int, words: Words) -> list[Text]:
    """Keep as many lines as there is room for, the focus among them, and say where there are more."""
    first, last = focus
    most = len(lines) - room
    if most <= 0:
        return lines
    if room < 3:  # too few for words about more
        return lines[min(first, most) :][:room]
    start = min(max(0, last - room + 2), max(0, first - 1), most)
    shown = lines[start : start + room]
    if start > 0:
        shown[0] = Text(words.more_above, STYLES["faint"])
    if start < most:
        shown[-1] = Text(words.more_below, STYLES["faint"])
    return shown


def story_lines(session: Session, columns: int, *, items_only: bool = False) -> list[Text]:
    """Fold every answer so far to a few words, as many on a line as fit."""
    told = story(session, items_only=items_only)
    return packed((("✓ " if is_known else "– ", f"{name}: {answer}") for name, answer, is_known in told), columns)


def is_rest(line: Text) -> bool:
    """Say whether a line of the story goes on with the answer of the line above."""
    return line.plain.startswith(" ")
