"""The quick screen: all core questions on one page, a key each, moving on by itself."""

import re
from itertools import takewhile
from typing import Self

from msgspec.structs import replace
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from gutbone.answers.digits import DIGITS_APART
from gutbone.base.text import ordinary
from gutbone.quiz.amount_page import said, with_key, without_key
from gutbone.quiz.drawing import clipped, scrolled
from gutbone.quiz.keymap import ViewKind, meaning_of
from gutbone.quiz.page import page_of, summary
from gutbone.quiz.session import Command, Confirm, Session, Step, Tick, amount_item, apply
from gutbone.quiz.views import View
from gutbone.quiz.writer import Block
from gutbone.rules.amount_words import of_amount

MOST_TYPED = 60
MOST_ACROSS = 3  # columns of a list
GAP = 2
LEAST_ANSWERS, LEAST_ROWS = 1, 3  # lines of answers, and of what is chosen from


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
        return super().is_too_small or self._rows_left() < LEAST_ROWS

    def press(self, key: str) -> View | Command:
        """Answer with a digit, or type several numbers; Enter and the arrows go to another line."""
        takes_several, takes_amount = self.page.kind == "several_answers", self.page.kind == "amount"
        match meaning_of(key, self.kind):
            case "erase" if self.typed:
                return without_key(self)
            case "back":
                return self._gone(-1)
            case "digit" | "gap" as one if takes_several:
                return replace(self, typed=(self.typed + (" " if one == "gap" else key))[:MOST_TYPED])
            case "digit" | "point" if takes_amount:
                return with_key(self, key)
            case "go_on" if takes_several or (takes_amount and self.typed):
                return self._said()
            case "go_on":
                return Confirm() if self.page.kind == "check" else self._gone(1)
        return super().press(key)

    def moved(self, step: int) -> Self:
        """Show more of a list that is longer than the window; else go to the line above or below."""
        rows, room = self._rows(), self._rows_left()
        top = min(max(0, self.top + step * (room - 2)), max(0, len(rows) - room))
        return self._gone(step) if top == self.top else replace(self, cursor=top)

    @property
    def top(self) -> int:
        """The first row of a long list that is shown."""
        return max(0, self.cursor)

    def _gone(self, step: int) -> Self:
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
        """Lay out the lines, with the terminal's cursor on the one that is answered or typed."""
        room, own, typed, is_end = self._rows_left(), self._lines(), self._typed(), self.page.kind == "check"
        choices = scrolled(self._rows(), (self.top + 1, self.top + room - 2), room, self.session.words)[0]
        at = own.index(self.session.at) if self.session.at in own else len(own) - 1
        left = room + LEAST_ANSWERS - len(choices)
        answers, start = scrolled([self._answer(step) for step in own], (at, at), left, self.session.words)
        lines = [*answers, *self._question(), *choices, *typed]
        if typed or is_end:
            return Block([*lines, *self._foot()], len(lines) - len(typed[-1:]), len(typed[-1]) if typed else 0)
        return Block([*lines, *self._foot()], at - start)

    def _lines(self) -> list[Step]:
        """Give what can be answered, a line each."""
        return [step for step in self.session.steps[:-1] if step.kind != "way_out"]

    def _rows_left(self) -> int:
        """Give how many rows there are for the choices, or for what is said after the last question."""
        taken = LEAST_ANSWERS + len(self._question()) + len(self._typed()) + self._most_foot()
        return self.rows - 1 - taken

    def _question(self) -> list[Text]:
        """Give what is asked on the line that is being answered."""
        page = self.page
        if page.kind == "check":
            return [Text()]
        before = (page.opening, page.hint if self.session.at.kind == "way_out" else "")
        says = [line for text in before if text for line in self._wrap(text)]
        numbers = self._wrap(page.hint) if page.kind == "amount" else []  # which it takes, and of what
        return [Text(), *says, *self._wrap(f"{page.progress} {page.text}", "heading"), *numbers]

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
        text = f"{'› ' if is_here else '  '}{name}: {answer if step in session.done else session.words.still_open}"
        return clipped(text, self.columns, "chosen" if is_here else "plain")

    def _rows(self) -> list[Text]:
        """Give the choices below each other; more than there is room for beside each other, to be read across.

        Only as many stand on a row as fit there whole. At the end it is what is said after the last question.
        """
        if self.page.kind == "check":
            return [line for text in self.page.help for line in self._wrap(text)]
        is_amount = self.page.kind == "amount"
        marks = [choice.word if is_amount else str(choice.number) for choice in self.page.choices]
        named = zip(marks, self.page.choices, strict=True)
        labels = [(f"{mark:>2} ", choice.short or choice.label) for mark, choice in named]
        rows = [line for number, label in labels for line in self._wrap(label, prefix=number)]
        wide = max(cell_len(number + label) for number, label in labels) + GAP
        across = min(MOST_ACROSS, (self.columns + GAP) // wide)
        if len(rows) <= self._rows_left() or across < 2:
            return rows
        cells = [set_cell_size(number + label, wide) for number, label in labels]
        return [Text("".join(cells[at : at + across]).rstrip()) for at in range(0, len(cells), across)]
