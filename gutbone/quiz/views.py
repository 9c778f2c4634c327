"""The pages in the single-key face: how each is laid out, nothing of it hidden without a word, and what its keys do.

The quick screen, all of it one page, stands in ``quick_screen``.
"""

from collections.abc import Iterable
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text

from gutbone.base.styles import Role
from gutbone.quiz import drawing
from gutbone.quiz.keymap import PAGES, Meaning, ViewKind, meaning_of
from gutbone.quiz.page import Choice, Page
from gutbone.quiz.session import Back, Choose, Command, Confirm, Session, Tick

MOST_IN_A_PART = 9  # a digit each
ROWS_FOR_HINTS = 20  # the foot names the keys for ticks, and ? tells of the time that is meant
STEP: dict[Meaning, int] = {"up": -1, "down": 1}
Body = tuple[list[Text], tuple[int, int]]  # lines, and the first and last of them that have to be seen


class View(Struct, frozen=True):
    """A page in a window, as it looks just now: one that takes one answer, where its kind says nothing else.

    ``message`` is what was wrong with the last key, and ``typed`` what was typed where a number may
    have several digits. ``cursor`` is a place among the choices, or -1 where no arrow has moved it yet;
    where there are none to choose from, the first line that is shown.
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
        return drawing.is_too_small(self.columns, self.rows)

    def press(self, key: str) -> "View | Command":
        """Give what follows a key: the view after it, or what the person said. May raise RefusedError."""
        match meaning_of(key, self.kind):
            case "up" | "down" as way:
                return self.moved(STEP[way])
            case "digit":
                return Choose(int(key))
            case "go_on":
                return Choose(self.page.choices[self.cursor].number)
            case "back":
                return Back()
            case "help" if self.page.help:
                page = replace(self.page, progress="", hint="", kind="help")
                return Help(self.session, page, self.columns, self.rows, behind=self)
        return self

    def resized(self, columns: int, rows: int) -> "View":
        """Give the view in a window of another size."""
        return replace(self, columns=columns, rows=rows)

    def moved(self, step: int) -> Self:
        """Move to the choice above or below, round from one end to the other."""
        return replace(self, cursor=(self.cursor + step) % len(self.page.choices))

    def lines(self) -> list[Text]:
        """Lay out the page, or the wish for a larger window."""
        widen = self.session.words.widen
        return self._wrap(widen)[: max(1, self.rows - 1)] if self.is_too_small else self._laid_out()

    def _laid_out(self) -> list[Text]:
        """Lay out the story, the question, the choices and the keys.

        Where room is short the story goes first, from the start of an answer, and then the choices are
        shown in part, with the cursor among them.
        """
        body, focus = self._body()
        room = self._room()
        spare = room - len(body) - 1 if self.kind in {"one_answer", "several_answers"} else 0
        told = drawing.story_lines(self.session, self.columns)[-spare:] if spare > 0 else []
        while told and drawing.is_rest(told[0]):
            del told[0]
        above = [*told, Text(), *self._head()] if told else self._head()
        return [*above, Text(), *drawing.scrolled(body, focus, room, self.session.words), *self._foot()]

    def _room(self) -> int:
        """Give how many lines there are for the body, between an empty one and the keys."""
        return self.rows - 1 - len(self._head()) - 1 - len(self._foot())

    def _head(self) -> list[Text]:
        """Give where we are, the question and its hint."""
        page = self.page
        opening = page.opening if self.rows >= ROWS_FOR_HINTS else ""
        parts: list[tuple[str, Role]] = [(page.progress, "faint"), (opening, "plain"), (page.text, "heading")]
        return [line for text, role in [*parts, (page.hint, "plain")] if text for line in self._wrap(text, role)]

    def _body(self) -> Body:
        """Give the lines between the question and the keys."""
        given = f" ({self.session.words.your_answer})"
        return self._listed((f"{one.number:>2}  ", one.label + given * one.is_given) for one in self.page.choices)

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
        return drawing.packed((("", hint.format(most=page.most, number=self.typed)) for hint in hints), self.columns)

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
        return drawing.wrapped(text, self.columns, role, prefix)


class SeveralAnswers(View, frozen=True, kw_only=True):
    """A page that takes several answers, shown part by part: a digit ticks or unticks, Enter goes on.

    ``ticked`` are numbers that are kept until the page is left, a 0 among them when the person said
    before that they would rather not say.
    """

    ticked: frozenset[int]
    part: int = 0

    def press(self, key: str) -> View | Command:
        """Move, tick, go to another part, or leave with the ticks."""
        match meaning_of(key, self.kind):
            case "digit" if key == "0":
                is_ticked = bool(self.ticked - {0})
                return replace(self, message=self.session.words.fix_zero) if is_ticked else Tick((0,))
            case "digit":
                return self._ticking(int(key) - 1, cursor=-1)
            case "tick":
                return self._ticking(self.cursor, cursor=self.cursor)
            case "go_on":
                return self._turned(1)
            case "back":
                return self._turned(-1)
        return super().press(key)

    def resized(self, columns: int, rows: int) -> View:
        """Begin with the first part again: in another window they are others."""
        page = replace(self.page, hint=self.session.words.hint_ticks if rows >= ROWS_FOR_HINTS else "")
        return replace(self, page=page, columns=columns, rows=rows, cursor=-1, part=0)

    def moved(self, step: int) -> Self:
        """Move to the row above or below in this part; from no row, to the first."""
        row = self.cursor + step if self.cursor >= 0 else 0
        return replace(self, cursor=row % len(self.parts()[self.part]))

    def parts(self) -> list[list[Choice]]:
        """Cut the choices into groups that the window holds, nine rows at most for a digit each.

        None of these is a row of the last part, so that whoever says it has seen all the others.
        """
        room = self.rows - 1 - len(self._head()) - 1 - len(self._keys()) - 3  # an empty line, the group, and 0
        parts: list[list[Choice]] = []
        height = 0
        for choice in self.page.choices[:-1]:  # the last is 0, which stands on every part
            own = len(self._wrap(choice.label, prefix=" " * 10))
            is_new_group = not parts or (choice.number != self.page.most and parts[-1][0].group != choice.group)
            if is_new_group or len(parts[-1]) == MOST_IN_A_PART or height + own > room:
                parts.append([])
                height = 0
            parts[-1].append(choice)
            height += own
        return parts

    def _body(self) -> Body:
        words, choices = self.session.words, self.parts()[self.part]
        rows = [
            (f"{row:>2}  {'[x]' if one.number in self.ticked else '[ ]'} ", one.label)
            for row, one in enumerate(choices, 1)
        ]
        given = f" ({words.your_answer})" if 0 in self.ticked else ""
        group = self._wrap(choices[0].group, "group") if choices[0].group else []
        return self._listed([*rows, (" 0  ", words.rather_not_say + given)], group)

    def _ticking(self, place: int, cursor: int) -> View:
        choices = self.parts()[self.part]
        if not 0 <= place < len(choices):
            return replace(self, message=self.session.words.fix_part.format(most=len(choices)))
        number, none = choices[place].number, self.page.most
        if number != none:
            return replace(self, cursor=cursor, ticked=(self.ticked - {0, none}) ^ {number})
        if self.ticked - {0} - {choice.number for choice in choices}:  # nobody unticks what they do not see
            return replace(self, message=self.session.words.fix_zero)
        return replace(self, cursor=cursor, ticked=(self.ticked ^ {none}) & {none})

    def _turned(self, step: int) -> View | Command:
        """Go a part on or back, or leave the page; with something urgent ticked, straight away."""
        parts, part = self.parts(), self.part + step
        is_urgent = any(choice.is_urgent and choice.number in self.ticked for choice in parts[self.part])
        if 0 <= part < len(parts) and not is_urgent:
            return replace(self, part=part, cursor=-1)
        ticked = tuple(sorted(self.ticked))
        if step > 0 and not ticked:
            return replace(self, message=self.session.words.fix_nothing.format(number=len(parts[-1])))
        return Tick(ticked) if step > 0 else Back(ticked if self.ticked != self.page.given else None)


class Scrolled(View, frozen=True):
    """A page of lines, of which the arrows show others."""

    def moved(self, step: int) -> Self:
        """Move by a line, as far as there are more."""
        lowest = max(0, len(self._body()[0]) - self._room())
        return replace(self, cursor=min(max(0, self.cursor + step), lowest))


class Check(Scrolled, frozen=True):
    """The page that shows all answers: digits are collected until Enter, because there are more than nine rows."""

    def press(self, key: str) -> View | Command:
        """Move, type the number of an answer, or go on to the result."""
        match meaning_of(key, self.kind):
            case "digit":
                return replace(self, typed=(self.typed + key)[-2:])
            case "erase":
                return replace(self, typed=self.typed[:-1])
            case "go_on":
                return Choose(int(self.typed)) if self.typed else Confirm()
            case "keep" if self.session.may_keep:
                return Confirm(keeps=True)
        return super().press(key)

    def _body(self) -> Body:
        choices = self.page.choices
        lines = [line for one in choices for line in self._wrap(one.label, prefix=f"  {one.number:>2}  ")]
        return lines, (self.cursor + 1, len(lines))


class Help(Scrolled, frozen=True, kw_only=True):
    """What stands behind ``?`` on another page, which any key but the arrows goes back to."""

    behind: View

    def press(self, key: str) -> View | Command:
        """Move or close."""
        return super().press(key) if meaning_of(key, self.kind) else self.behind

    def _body(self) -> Body:
        lines = [line for text in self.page.help for line in (*self._wrap(text), Text())][:-1]
        return lines, (self.cursor + 1, len(lines))
