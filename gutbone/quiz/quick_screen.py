"""The quick screen: all core questions on one page, a key each, moving on by itself."""

import re
from itertools import takewhile
from typing import Self

from msgspec.structs import replace
from rich.text import Text

from gutbone.answers.digits import DIGITS_APART
from gutbone.base.text import ordinary
from gutbone.quiz.amount_page import said, with_key
from gutbone.quiz.drawing import clipped, scrolled
from gutbone.quiz.keymap import ViewKind, meaning_of
from gutbone.quiz.page import page_of, summary
from gutbone.quiz.session import Command, Confirm, Session, Step, Tick, amount_item, apply
from gutbone.quiz.views import View
from gutbone.quiz.writer import Block
from gutbone.rules.amount_words import of_amount

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
        typed = page.amount if page.kind == "amount" else " ".join(map(str, ticked))
        return cls(session, page, columns, rows, message, typed=typed)

    @property
    def kind(self) -> ViewKind:
        """The kind of page that keys depend on."""
        return "quick_check" if self.page.kind == "check" else "quick"

    @property
    def fix(self) -> str:
        """What to press here, in one sentence."""
        words, kind = self.session.words, self.page.kind
        if item := amount_item(self.session):
            return of_amount(words, "fix_amount", item)
        ways = {"check": words.press_result, "several_answers": words.press_numbers}
        return ways[kind].format(most=self.page.most) if kind in ways else super().fix

    @property
    def is_too_small(self) -> bool:
        """Whether the window cannot show all choices."""
        return super().is_too_small or not self._laid_out().lines

    def press(self, key: str) -> View | Command:
        """Answer with a digit, or type several numbers; Enter and the arrows go to another line."""
        takes_several, takes_amount = self.page.kind == "several_answers", self.page.kind == "amount"
        match meaning_of(key, self.kind):
            case "erase" if self.typed:
                return replace(self, typed=self.typed[:-1])
            case "up" | "back":
                return self.moved(-1)
            case "digit" | "gap" as one if takes_several:
                return replace(self, typed=(self.typed + (" " if one == "gap" else key))[:MOST_TYPED])
            case "digit" | "point" if takes_amount:
                return replace(self, typed=with_key(self.typed, key))
            case "go_on" if takes_several or (takes_amount and self.typed):
                return self._said()
            case "go_on":
                return Confirm() if self.page.kind == "check" else self.moved(1)
        return super().press(key)

    def moved(self, step: int) -> Self:
        """Go to the line above or below; numbers that were typed count."""
        session = apply(self.session, self._said()) if self.typed.strip() else self.session
        own = session.steps
        if not session.ending:
            session = replace(session, at=own[min(max(0, own.index(self.session.at) + step), len(own) - 1)])
        return self.at(session, self.columns, self.rows, self.fix if session.at == self.session.at else "")

    def keys_in(self, pasted: str) -> list[str]:
        """Give the digits of a paste, for as many lines as they answer; numbers, where a line takes several.

        None where anything else is in it, or more digits than there are lines that take one.
        """
        text, core = ordinary(pasted).strip(), self.session.instrument.asked_in("core")
        if any(item.amount for item in core):
            return []
        if self.page.kind == "several_answers":
            numbers = re.split(r"[\s,;]+", text)
            is_list = all(number.isdecimal() for number in numbers)
            return ["space" if key == " " else key for key in f" {' '.join(numbers)} "] if is_list else []
        digits = [*re.sub(DIGITS_APART, "", text).replace(".", "0")]
        own = self.session.steps
        lines = takewhile(lambda step: step.kind in {"age", "way_out", "item"}, own[own.index(self.session.at) :])
        return digits if len(digits) <= len([*lines]) and all(digit in "0123456789" for digit in digits) else []

    def _said(self) -> Command:
        return said(self.typed) if self.page.kind == "amount" else Tick(tuple(map(int, self.typed.split())))

    def _laid_out(self) -> Block:
        """Lay out the lines, with the terminal's cursor on the one that is answered; none without room."""
        if super().is_too_small:
            return Block([])
        own = [step for step in self.session.steps[:-1] if step.kind != "way_out"]
        is_end, typed, foot = self.page.kind == "check", self._typed(), self._foot()
        question = [] if is_end else self._question()
        room = self.rows - 1 - len(question) - len(typed) - self._most_foot()
        choices = [] if is_end else self._choices(room - 1)
        if len(choices) >= room:
            return Block([])
        at = own.index(self.session.at) if self.session.at in own else 0
        answers, start = scrolled(
            [self._answer(step) for step in own], (at, at), room - len(choices), self.session.words
        )
        lines = [*answers, *question, *choices, *typed]
        if typed or is_end:
            return Block([*lines, *foot], len(lines) - len(typed[-1:]), len(typed[-1]) if typed else 0)
        return Block([*lines, *foot], at - start)

    def _question(self) -> list[Text]:
        """Give what is asked on the line that is being answered."""
        page = self.page
        before = (page.opening, page.hint if self.session.at.kind == "way_out" else "")
        says = [line for text in before if text for line in self._wrap(text)]
        return [Text(), *says, *self._wrap(f"{page.progress} {page.text}", "heading")]

    def _typed(self) -> list[Text]:
        """Give the line on which several numbers are typed, or an amount."""
        if self.page.kind == "amount":
            return self._wrap(self.session.words.typed_amount.format(number=self.typed))
        if self.page.kind != "several_answers":
            return []
        return self._wrap(self.session.words.typed_several.format(numbers=self.typed))

    def _answer(self, step: Step) -> Text:
        """Write one question with its answer so far, on one line."""
        session = self.session
        name, answer = summary(session.instrument, session.responses, step)
        is_here = step == session.at
        text = f"{'› ' if is_here else '  '}{name}: {answer if step in session.done else '-'}"
        return clipped(text, self.columns, "chosen" if is_here else "plain")

    def _choices(self, room: int) -> list[Text]:
        """Set the choices in as many columns as fit, or as room needs, filled downwards; long lists by short names."""
        is_amount = self.page.kind == "amount"
        marks = [choice.word if is_amount else str(choice.number) for choice in self.page.choices]
        named = zip(marks, self.page.choices, strict=True)
        labels = [Text(f"{mark:>2} {choice.short or choice.label}") for mark, choice in named]
        widest = max(label.cell_len for label in labels)
        needed = -(-len(labels) // max(1, room))
        across = max(1, min(3, max(needed, self.columns // (min(widest, self.columns) + 2))))
        deep = -(-len(labels) // across)
        for label in labels:
            label.truncate(self.columns // across - 1, overflow="ellipsis", pad=True)
        return [Text("".join(f"{label.plain} " for label in labels[row::deep])) for row in range(deep)]
