"""Pages to read: the welcome, what stands behind a key, and the way back from an answer that ends the quiz."""

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace
from rich.text import Text

from gutbone.base.commands import command
from gutbone.quiz.keymap import meaning_of
from gutbone.quiz.page import Page, story
from gutbone.quiz.session import Command, Session
from gutbone.quiz.views import Body, View


class Reading(View, frozen=True, kw_only=True):
    """A page of text, of which the arrows show more; ``after`` is the view that it leads to.

    Texts stand apart, unless they are entries of a list.
    """

    after: View
    cursor: int = 0
    is_list: bool = False

    @property
    def fix(self) -> str:
        """What to press here."""
        return ""

    def moved(self, step: int) -> "Reading":
        """Move by a line, as far as there are more."""
        lines, room = self._body()[0], self._room(self._is_low)
        cursor = min(max(0, self.cursor + step), max(0, len(lines) - room))
        return replace(self, cursor=cursor, message=self.fix if cursor == self.cursor else "")

    def _body(self) -> Body:
        """Give the lines; once they have moved, the cursor is on the first of them that is whole."""
        gap = [] if self.is_list else [Text()]
        lines = [line for text in self.page.help for line in (*self._wrap(text), *gap)]
        lines = lines[: len(lines) - len(gap)]
        if not self.cursor:
            return lines, None
        first = next(place for place in range(self.cursor + 1, len(lines)) if lines[place].plain)
        return lines, (first, self.cursor + self._room(self._is_low) - 2)

    def resized(self, columns: int, rows: int) -> View:
        """Begin at the top again: in another window the lines are others."""
        after = self.after.resized(columns, rows)
        return replace(self, columns=columns, rows=rows, cursor=0, after=after)

    def press(self, key: str) -> View | Command:
        """Move or close."""
        return super().press(key) if meaning_of(key, self.kind) else self.after


class Welcome(Reading, frozen=True, kw_only=True):
    """The first page: what this is, what is urgent, and how to begin."""

    @property
    def fix(self) -> str:
        """What to press here."""
        return self.session.words.press_begin

    def press(self, key: str) -> View | Command:
        """Move, or begin."""
        match meaning_of(key, self.kind):
            case "go_on":
                return self.after
            case "up" | "down":
                return super().press(key)
        return replace(self, message=self.fix)


class Undo(Reading, frozen=True, kw_only=True):
    """What follows an answer that ends the quiz at once: it may have been pressed by mistake."""

    is_meant: bool = False

    @property
    def fix(self) -> str:
        """What to press here."""
        return self.session.words.undo

    @property
    def is_over(self) -> bool:
        """Whether the person has agreed to the end."""
        return self.is_meant

    def press(self, key: str) -> View | Command:
        """Move, end, or go back to the question."""
        match meaning_of(key, self.kind):
            case "go_on":
                return replace(self, is_meant=True)
            case "back":
                return self.after
            case "up" | "down":
                return super().press(key)
        return replace(self, message=self.fix)


def behind(view: View, what: Literal["help", "story"]) -> View:
    """Give what stands behind a key on a page; where nothing does, the page with what to press."""
    words, told = view.session.words, view.page.help if what == "help" else story(view.session)
    if not told:
        return replace(view, message=view.fix)
    title = view.page.text if what == "help" else words.story_title
    page = replace(view.page, progress="", hint="", opening="", text=title, help=tuple(told), kind="help")
    return Reading(view.session, page, view.columns, view.rows, after=view, is_list=what == "story")


def welcome(after: View, opening: Iterable[str]) -> View:
    """Give the first page of the quiz."""
    session, words = after.session, after.session.words
    what = words.welcome_text.format(total=len(session.items))
    plain = words.welcome_plain.format(command=command("quiz", "--plain"))
    told = (what, *session.instrument.before_start, *opening, plain)
    page = Page("", words.welcome_title, after.page.choices, help=told, kind="welcome")
    return Welcome(session, page, after.columns, after.rows, after=after)


def undo(session: Session, before: View) -> View:
    """Give the way back from an answer that ends the quiz."""
    said = [one.say for one in session.instrument.condition.values() if one.id in session.responses.known and one.stops]
    page = replace(before.page, text=said[0] or "", hint="", help=(session.words.undo,), kind="undo")
    return Undo(session, page, before.columns, before.rows, after=before)
