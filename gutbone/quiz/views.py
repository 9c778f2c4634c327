"""The pages in the single-key face: how each is laid out, nothing of it hidden without a word, and what its keys do.

Pages of boxes to tick stand in ``ticks``, pages to read in ``reading``, the quick screen in ``quick_screen``.
"""

from collections.abc import Iterable
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text

from gutbone.base.styles import STYLES, Role
from gutbone.quiz import drawing
from gutbone.quiz.keymap import PAGES, Meaning, ViewKind, meaning_of
from gutbone.quiz.page import Page, last_answer
from gutbone.quiz.session import Back, Choose, Command, Confirm, Session
from gutbone.quiz.writer import Block

ROWS_FOR_HINTS = 20  # with fewer there is room for the question and the answers alone
BAR_CELLS = 28
LISTS = {"one_answer", "several_answers", "check"}  # pages with something to choose
ASKING = LISTS - {"check"}  # pages that say the answer before, which shows that its key was taken
STEP: dict[Meaning, int] = {"up": -1, "down": 1}
Focus = tuple[int, int] | None
Body = tuple[list[Text], Focus]  # lines, and the first and last of those of the choice that the cursor is on


class View(Struct, frozen=True):
    """A page in a window, as it looks just now: one that takes one answer, where its kind says nothing else.

    ``message`` is what was wrong with the last key, and ``typed`` what was typed where a number may
    have several digits. ``cursor`` is a place among the choices, or -1 while none is chosen; where
    there are none to choose from, the first line that is shown.
    """

    session: Session
    page: Page
    columns: int
    rows: int
    message: str = ""
    cursor: int = -1
    typed: str = ""

    @property
    def kind(self) -> ViewKind:
        """The kind of page that keys depend on."""
        return "check_typed" if self.typed else self.page.kind

    @property
    def is_over(self) -> bool:
        """Whether the conversation ends here."""
        return bool(self.session.ending)

    @property
    def is_too_small(self) -> bool:
        """Whether the window cannot hold the page."""
        return drawing.is_too_small(self.columns, self.rows)

    @property
    def fix(self) -> str:
        """What to press here, in one sentence."""
        words = self.session.words
        fixes = {"resume": words.fix_resume, "way_out": words.fix_way_out}
        return fixes.get(self.session.at.kind, words.press_choice).format(most=self.page.most)

    def press(self, key: str) -> "View | Command":
        """Give what follows a key: the view after it, or what the person said. May raise RefusedError."""
        match meaning_of(key, self.kind):
            case "up" | "down" as way:
                return self.moved(STEP[way])
            case "digit":
                return Choose(int(key))
            case "go_on":
                return Choose(self.page.choices[self.cursor].number) if self.cursor >= 0 else Confirm()
            case "back":
                return Back()
        return replace(self, message=self.fix)

    def keys_in(self, pasted: str) -> list[str]:  # noqa: ARG002  the quick screen reads it
        """Give the keys that a paste stands for: none where each page is to be read before it is answered."""
        return []

    def resized(self, columns: int, rows: int) -> "View":
        """Give the view in a window of another size."""
        return replace(self, columns=columns, rows=rows)

    def moved(self, step: int) -> Self:
        """Move to the choice above or below, round from one end to the other; from no choice, to the first or last."""
        place = self.cursor + step if self.cursor >= 0 else min(step, 0) % len(self.page.choices)
        return replace(self, cursor=place % len(self.page.choices))

    def lines(self) -> list[Text]:
        """Lay out the page, or the wish for a larger window."""
        return self.block().lines

    def block(self) -> Block:
        """Lay out the page with the place of the terminal's cursor, or the wish for a larger window."""
        if self.is_too_small:
            return Block(self._wrap(self.session.words.widen)[: max(1, self.rows - 1)])
        return self._laid_out()

    def _laid_out(self) -> Block:
        """Lay out the question, the choices, of which the one with the cursor is in sight, and the keys.

        Hints and gaps give way where all choices are in sight without them: what scrolls is said again.
        """
        (body, focus), foot, is_tight = self._body(), self._foot(), self._is_low
        if self.page.kind in LISTS and self._room(is_tight) < len(body) <= self._room(is_tight=True):
            is_tight = True
        (head, asked), room = self._head(is_tight), self._room(is_tight)
        gap = [] if is_tight else [Text()]
        shown, start = drawing.scrolled(body, focus or (0, 0), room, self.session.words)
        bar = self._bar() if len(shown) + 2 <= room else []
        lines = [*head, *gap, *shown, *gap, *bar]
        if focus:
            return Block([*lines, *foot], len(head) + len(gap) + focus[0] - start)
        return Block([*lines, *foot], len(lines) if self.typed else asked)

    @property
    def _is_low(self) -> bool:
        return self.rows < ROWS_FOR_HINTS

    def _room(self, is_tight: bool) -> int:
        """Give how many lines there are between the question and the keys."""
        return self.rows - 1 - len(self._head(is_tight)[0]) - 2 * (not is_tight) - self._most_foot()

    def _head(self, is_tight: bool) -> tuple[list[Text], int]:
        """Give the last answer, where we are, the question and its hint; and which of the lines the question is."""
        page = self.page
        said = (
            []
            if self._is_low or page.kind not in ASKING
            else [drawing.clipped(last_answer(self.session), self.columns)]
        )
        before = [*said, *(self._wrap(page.progress, "group") if page.progress else [])]
        after = () if is_tight else (page.hint, page.opening)
        hints = [line for text in after if text for line in self._wrap(text)]
        return [*before, *self._wrap(page.text, "heading"), *hints], len(before)

    def _body(self) -> Body:
        """Give the lines between the question and the keys."""
        given = f" ({self.session.words.your_answer})"
        return self._listed((f"{one.number:>2}  ", one.label + given * one.is_given) for one in self.page.choices)

    def _bar(self) -> list[Text]:
        """Draw how far through the questions this one is, as its words say already; nothing where there is no room."""
        if self._is_low or not self.page.reached:
            return []
        number, total = self.page.reached
        done = round(BAR_CELLS * number / total)
        return [Text(f"  {'█' * done}{' ' * (BAR_CELLS - done)}│", STYLES["bar"]), Text()]

    def _foot(self) -> list[Text]:
        """Give the keys; in their place, what was wrong with the last one."""
        return self._wrap(self.message, "heading") if self.message else self._keys()

    def _most_foot(self) -> int:
        """Give how many lines the foot may take, so that nothing above it moves when it changes."""
        return max(len(self._keys()), len(self._wrap(self.message or self.fix)))

    def _keys(self) -> list[Text]:
        """Name the keys that do something here, in the words of the rules."""
        session, page, words = self.session, self.page, self.session.words
        is_first = session.at.kind == "resume" or session.at == session.steps[0]
        idle = {"back": is_first and self.kind != "undo", "help": not page.help, "keep": not session.may_keep}
        idle["story"] = not session.done
        names = [name for meaning, name in PAGES[self.kind].items() if name and not idle.get(meaning)]
        hints = [getattr(words, "key_stop_keep" if name == "key_stop" and session.saves else name) for name in names]
        return drawing.packed((hint.format(most=page.most, number=self.typed) for hint in hints), self.columns)

    def _listed(self, choices: Iterable[tuple[str, str]], hang: int | None = None) -> Body:
        """Give lines of choices, each a mark and a label, with those of the one the cursor is on.

        Only the mark looks different there: so a step of the cursor changes two marks and no label.
        """
        lines: list[Text] = []
        focus: Focus = None
        for place, (mark, label) in enumerate(choices):
            prefix = f"{'› ' if place == self.cursor else '  '}{mark}"
            own = self._wrap(label, prefix=prefix, hang=hang)
            if place == self.cursor:
                own[0].stylize(STYLES["chosen"], 0, len(prefix.rstrip()))
                focus = (len(lines), len(lines) + len(own) - 1)
            lines += own
        return lines, focus

    def _wrap(self, text: str, role: Role = "plain", prefix: str = "", hang: int | None = None) -> list[Text]:
        return drawing.wrapped(text, self.columns, role, prefix, hang)


class Check(View, frozen=True):
    """The page that shows all answers: an arrow or a number chooses one to change, and Enter without one goes on.

    Digits are collected until Enter, because there are more than nine rows.
    """

    @property
    def fix(self) -> str:
        """What to press here, in one sentence."""
        return self.session.words.fix_check.format(most=self.page.most)

    def press(self, key: str) -> View | Command:
        """Move, type the number of an answer, or go on to the result."""
        match meaning_of(key, self.kind):
            case "digit":
                return self._with((self.typed + key)[-2:])
            case "erase":
                return self._with(self.typed[:-1])
            case "go_on":
                return Choose(int(self.typed)) if self.typed else Confirm()
            case "keep" if self.session.may_keep:
                return Confirm(keeps=True)
        return super().press(key)

    def moved(self, step: int) -> Self:
        """Move to the answer above or below; past either end to none, where Enter goes on."""
        place = (self.cursor + 1 + step) % (len(self.page.choices) + 1) - 1
        return self._with(str(self.page.choices[place].number) if place >= 0 else "")

    def _with(self, typed: str) -> Self:
        """Choose the answer with the number that was typed, if it is one."""
        numbers = [str(choice.number) for choice in self.page.choices]
        return replace(self, typed=typed, cursor=numbers.index(typed) if typed in numbers else -1)

    def _body(self) -> Body:
        return self._listed((f"{one.number:>2}  ", one.label) for one in self.page.choices)
