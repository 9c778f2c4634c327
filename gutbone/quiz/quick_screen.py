"""The quick screen: all core questions on one page, a key each, moving on by itself."""

from typing import Self

from msgspec.structs import replace
from rich.text import Text

from gutbone.base.styles import STYLES
from gutbone.quiz.drawing import scrolled
from gutbone.quiz.keymap import ViewKind, meaning_of
from gutbone.quiz.page import page_of, summary
from gutbone.quiz.session import Command, Confirm, Session, Step, Tick, apply
from gutbone.quiz.views import View

MOST_TYPED = 60


class QuickScreen(View, frozen=True):
    """A line for each question, then the choices of the one that is being answered.

    ``typed`` are the numbers typed on a line that takes several, at first those ticked before.
    """

    @classmethod
    def at(cls, session: Session, columns: int, rows: int, message: str = "") -> Self:
        """Come to the line a session stands at."""
        page = page_of(session)
        ticked = sorted(page.given) if page.kind == "several_answers" else []
        return cls(session, page, columns, rows, message, typed=" ".join(map(str, ticked)))

    @property
    def kind(self) -> ViewKind:
        """The kind of page that keys depend on."""
        return "quick_check" if self.page.kind == "check" else "quick"

    @property
    def is_too_small(self) -> bool:
        """Whether the window cannot show all choices."""
        return super().is_too_small or not self._laid_out()

    def press(self, key: str) -> View | Command:
        """Answer with a digit, or type several numbers; Enter and the arrows go to another line."""
        takes_several = self.page.kind == "several_answers"
        match meaning_of(key, self.kind):
            case "erase" if self.typed:
                return replace(self, typed=self.typed[:-1])
            case "up" | "back" | "erase":
                return self.moved(-1)
            case "digit" | "gap" as one if takes_several:
                return replace(self, typed=(self.typed + (" " if one == "gap" else key))[:MOST_TYPED])
            case "go_on" if takes_several:
                return self._ticks()
            case "go_on":
                return Confirm() if self.page.kind == "check" else self.moved(1)
        return super().press(key)

    def moved(self, step: int) -> Self:
        """Go to the line above or below; numbers that were typed count."""
        session = apply(self.session, self._ticks()) if self.typed.strip() else self.session
        own = session.steps
        if not session.ending:
            session = replace(session, at=own[min(max(0, own.index(self.session.at) + step), len(own) - 1)])
        return self.at(session, self.columns, self.rows)

    def _ticks(self) -> Tick:
        return Tick(tuple(map(int, self.typed.split())))

    def _laid_out(self) -> list[Text]:
        """Lay out the lines; none without room."""
        if super().is_too_small:
            return []
        page, words = self.page, self.session.words
        own = [step for step in self.session.steps[:-1] if step.kind != "way_out"]
        is_end, takes_several = page.kind == "check", page.kind == "several_answers"
        before = (page.opening, page.hint if self.session.at.kind == "way_out" else "")
        says = [line for text in before if text for line in self._wrap(text)]
        head = [] if is_end else [Text(), *says, *self._wrap(f"{page.progress} {page.text}", "heading")]
        typed = self._wrap(words.typed_several.format(numbers=self.typed), "chosen") if takes_several else []
        room = self.rows - 1 - len(head) - len(typed) - len(self._foot())
        choices = [] if is_end else self._choices(room - 1)
        if len(choices) >= room:
            return []
        at = own.index(self.session.at) if self.session.at in own else 0
        answers = scrolled([self._answer(step) for step in own], (at, at), room - len(choices), words)
        return [*answers, *head, *choices, *typed, *self._foot()]

    def _answer(self, step: Step) -> Text:
        """Write one question with its answer so far, on one line."""
        session = self.session
        name, answer = summary(session.instrument, session.responses, step)
        is_here = step == session.at
        text = f"{'› ' if is_here else '  '}{name}: {answer if step in session.done else '-'}"
        line = Text(text, STYLES["chosen" if is_here else "plain"])
        line.truncate(self.columns, overflow="ellipsis")
        return line

    def _choices(self, room: int) -> list[Text]:
        """Set the choices in as many columns as fit, or as room needs, filled downwards; long lists by short names."""
        labels = [Text(f"{choice.number:>2} {choice.short or choice.label}") for choice in self.page.choices]
        widest = max(label.cell_len for label in labels)
        needed = -(-len(labels) // max(1, room))
        across = max(1, min(3, max(needed, self.columns // (min(widest, self.columns) + 2))))
        deep = -(-len(labels) // across)
        for label in labels:
            label.truncate(self.columns // across - 1, overflow="ellipsis", pad=True)
        return [Text("".join(f"{label.plain} " for label in labels[row::deep])) for row in range(deep)]
