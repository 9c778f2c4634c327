"""The kinds of page in the single-key face: what each shows between question and keys, and what its keys do."""

from msgspec.structs import replace
from rich.text import Text

from gutbone.quiz.drawing import Body, View
from gutbone.quiz.keymap import Meaning, meaning_of
from gutbone.quiz.page import Choice, page_of
from gutbone.quiz.session import Back, Choose, Command, Confirm, Session, Tick

MOST_IN_A_PART = 9  # a digit each
ROWS_FOR_TICK_HINT = 20  # the foot names the same keys
STEP: dict[Meaning, int] = {"up": -1, "down": 1}


def opened(session: Session, columns: int, rows: int, message: str = "") -> View:
    """Open the page a session stands at: the cursor on the earlier answer, earlier ticks set."""
    if session.responses.mode == "core":
        from gutbone.quiz.quick_screen import QuickScreen

        return QuickScreen.at(session, columns, rows, message)
    page = page_of(session)
    if page.kind == "several_answers":
        page = replace(page, hint=session.words.hint_ticks if rows >= ROWS_FOR_TICK_HINT else "")
        return SeveralAnswers(session, page, columns, rows, message, cursor=-1, ticked=page.given)
    if page.kind == "check":
        return Check(session, page, columns, rows, message)
    cursor = next((place for place, choice in enumerate(page.choices) if choice.is_given), 0)
    return OneAnswer(session, page, columns, rows, message, cursor)


class OneAnswer(View, frozen=True):
    """A page that takes one answer: its digit, or Enter where the arrows have gone."""

    def press(self, key: str) -> View | Command:
        """Move, answer, or go back."""
        choices = self.page.choices
        match meaning_of(key, self.kind):
            case "up" | "down" as way:
                return replace(self, cursor=(self.cursor + STEP[way]) % len(choices))
            case "digit":
                return Choose(int(key))
            case "go_on":
                return Choose(choices[self.cursor].number)
            case "back":
                return Back()
            case "help":
                return help_on(self)
        return self

    def _body(self) -> Body:
        given = f" ({self.session.words.your_answer})"
        choices = ((one.number, one.label + (given if one.is_given else "")) for one in self.page.choices)
        return self._listed((f"{number:>2}  ", label) for number, label in choices)


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
            case "up" | "down" as way:
                step = 1 if self.cursor < 0 else STEP[way]
                return replace(self, cursor=(self.cursor + step) % len(self.parts()[self.part]))
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
            case "help":
                return help_on(self)
        return self

    def resized(self, columns: int, rows: int) -> View:
        """Begin with the first part again: in another window they are others."""
        return replace(opened(self.session, columns, rows, self.message), ticked=self.ticked)

    def parts(self) -> list[list[Choice]]:
        """Cut the choices into groups that the window holds, nine rows at most for a digit each."""
        room = self.rows - 1 - len(self._head()) - 1 - len(self._keys()) - 3  # an empty line, the group, and 0
        parts: list[list[Choice]] = []
        height = 0
        for choice in self.page.choices[:-1]:  # the last is 0, which stands on every part
            own = len(self._wrap(choice.label, prefix=" " * 10))
            is_new_group = not parts or parts[-1][0].group != choice.group
            if is_new_group or len(parts[-1]) == MOST_IN_A_PART or height + own > room:
                parts.append([])
                height = 0
            parts[-1].append(choice)
            height += own
        return parts

    def _body(self) -> Body:
        words, choices = self.session.words, self.parts()[self.part]
        ticks = ["[x]" if one.number in self.ticked else "[ ]" for one in choices]
        rows = [(f"{n:>2}  {tick} ", one.label) for n, (one, tick) in enumerate(zip(choices, ticks, strict=True), 1)]
        given = f" ({words.your_answer})" if 0 in self.ticked else ""
        group = self._wrap(choices[0].group, "group") if choices[0].group else []
        return self._listed([*rows, (" 0  ", words.rather_not_say + given)], group)

    def _ticking(self, place: int, cursor: int) -> View:
        choices = self.parts()[self.part]
        if not 0 <= place < len(choices):
            return replace(self, message=self.session.words.fix_part.format(most=len(choices)))
        return replace(self, cursor=cursor, ticked=(self.ticked - {0}) ^ {choices[place].number})

    def _turned(self, step: int) -> View | Command:
        """Go a part on or back, or leave the page; with something urgent ticked, straight away."""
        parts, part = self.parts(), self.part + step
        is_urgent = any(choice.is_urgent and choice.number in self.ticked for choice in parts[self.part])
        if 0 <= part < len(parts) and not is_urgent:
            return replace(self, part=part, cursor=-1)
        ticked = tuple(sorted(self.ticked))
        return Tick(ticked) if step > 0 else Back(ticked if self.ticked != self.page.given else None)


class Check(View, frozen=True):
    """The page that shows all answers: digits are collected until Enter, because there are more than nine rows."""

    def press(self, key: str) -> View | Command:
        """Move, type the number of an answer, or go on to the result."""
        match meaning_of(key, self.kind):
            case "up" | "down" as way:
                return self.moved(STEP[way])
            case "digit":
                return replace(self, typed=(self.typed + key)[-2:])
            case "erase":
                return replace(self, typed=self.typed[:-1])
            case "go_on":
                return Choose(int(self.typed)) if self.typed else Confirm()
            case "keep" if self.session.may_keep:
                return Confirm(keeps=True)
            case "back":
                return Back()
        return self

    def _body(self) -> Body:
        choices = self.page.choices
        lines = [line for one in choices for line in self._wrap(one.label, prefix=f"  {one.number:>2}  ")]
        return lines, (self.cursor + 1, len(lines))


class Help(View, frozen=True, kw_only=True):
    """What stands behind ``?`` on another page, which any key but the arrows goes back to."""

    behind: View

    def press(self, key: str) -> View | Command:
        """Move or close."""
        match meaning_of(key, self.kind):
            case "up" | "down" as way:
                return self.moved(STEP[way])
        return self.behind

    def _body(self) -> Body:
        lines = [line for text in self.page.help for line in (*self._wrap(text), Text())][:-1]
        return lines, (self.cursor + 1, len(lines))


def help_on(view: View) -> View:
    """Open the help of a page, where it has any."""
    page = replace(view.page, progress="", hint="", kind="help")
    return Help(view.session, page, view.columns, view.rows, behind=view) if page.help else view
