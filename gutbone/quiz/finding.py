"""A filter over all that can be ticked: what is typed finds it on any page, and Enter ticks it there."""

from msgspec.structs import replace
from rich.text import Text

from gutbone.quiz.keymap import ViewKind, meaning_of
from gutbone.quiz.session import Command, Session
from gutbone.quiz.tick_pages import all_of, pages_of, said_on
from gutbone.quiz.ticks import SeveralAnswers
from gutbone.quiz.views import Body, View
from gutbone.rules.people import Condition, Flag
from gutbone.rules.search import found

MOST_TYPED, MOST_FOUND = 30, 9


class Finding(View, frozen=True, kw_only=True):
    """The filter, opened from a page of boxes, ``after``; all letters belong to it until Enter or Esc."""

    after: SeveralAnswers

    @property
    def kind(self) -> ViewKind:
        """The kind of page that keys depend on."""
        return "finding"

    @property
    def found(self) -> list[Condition | Flag]:
        """What the letters find, on any page."""
        return found(all_of(self.session.instrument, self.session.at.kind), self.typed)[:MOST_FOUND]

    def press(self, key: str) -> View | Command:
        """Type, choose with the arrows, tick what is chosen or found alone, or leave."""
        match meaning_of(key, self.kind):
            case "up" | "down" as way:
                return self.moved(-1 if way == "up" else 1) if self.found else self
            case "erase":
                return replace(self, typed=self.typed[:-1], cursor=-1)
            case "leave":
                return self.after
            case "go_on":
                return self._ticked()
        letter = " " if key == "space" else key
        return replace(self, typed=(self.typed + letter)[:MOST_TYPED], cursor=-1) if len(letter) == 1 else self

    def moved(self, step: int) -> "Finding":
        """Go to what was found above or below."""
        count = len(self.found)
        return replace(self, cursor=(self.cursor + step) % count if self.cursor >= 0 else min(step, 0) % count)

    def resized(self, columns: int, rows: int) -> View:
        """Give the view in a window of another size."""
        return replace(self, columns=columns, rows=rows, after=self.after.resized(columns, rows))

    def _ticked(self) -> View:
        """Tick what is meant, on its own page, and go back to the page of boxes."""
        words, choices = self.session.words, self.found
        if not self.typed.strip():
            return self.after
        if not choices or (self.cursor < 0 and len(choices) > 1):
            return replace(self, message=words.find_choose if choices else words.find_nothing)
        one = choices[max(0, self.cursor)]
        number = next(n for n, own in enumerate(all_of(self.session.instrument, self.session.at.kind), 1) if own == one)
        message = words.find_ticked.format(label=one.brief or one.label)
        here = [choice.number for choice in self.after.page.choices]
        if number in here[:-2]:
            ticked = (self.after.ticked - {0, self.after.page.most}) | {number}
            return replace(self.after, ticked=ticked, cursor=here.index(number), message=message)
        return replace(self.after, session=_ticked_elsewhere(self.session, one.id), message=message)

    def _foot(self) -> list[Text]:
        return [*self._wrap(f"/{self.typed}"), *super()._foot()]

    def _most_foot(self) -> int:
        return super()._most_foot() + 1

    def _body(self) -> Body:
        return self._listed(("", one.label) for one in self.found)


def finding(view: SeveralAnswers) -> Finding:
    """Open the filter on a page of boxes."""
    words, calm = view.session.words, replace(view, message="", is_asked=False)
    page = replace(view.page, progress="", text=words.find_title, hint=words.find_hint, opening="")
    return Finding(view.session, page, view.columns, view.rows, after=calm)


def _ticked_elsewhere(session: Session, name: str) -> Session:
    """Give the session with something ticked on another page of the same kind; that page is still to come."""
    instrument, kind, said = session.instrument, session.at.kind, session.responses
    page = next(page for page in pages_of(instrument, kind) if name in page.ids)
    before = (getattr(said, kind) or frozenset()) & page.ids
    return replace(session, responses=said_on(page, kind, said, instrument, before | {name}))
