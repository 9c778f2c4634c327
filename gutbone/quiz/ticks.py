"""A page of boxes to tick in the single-key face: a digit ticks or unticks, Enter goes on."""

from msgspec.structs import replace

from gutbone.base.text import cells
from gutbone.quiz.keymap import meaning_of
from gutbone.quiz.session import Back, Command, Session, Tick
from gutbone.quiz.views import Body, View

NARROW = 60  # columns, in which a long label needs those under the word "ticked" too


class SeveralAnswers(View, frozen=True, kw_only=True):
    """A page that takes several answers; its rows are counted from 1, with none of these as the last.

    ``ticked`` are numbers of the session's that are kept until the page is left, a 0 among them when the person
    said before that they would rather not say. ``is_asked`` says that they were asked whether they mean that.
    """

    ticked: frozenset[int]
    is_asked: bool = False

    @property
    def fix(self) -> str:
        """What to press here, in one sentence."""
        return self.session.words.fix_part.format(most=len(self.page.choices) - 1)

    def press(self, key: str) -> View | Command:
        """Move, tick, say none of these or nothing at all, or leave with the ticks."""
        calm, last = replace(self, is_asked=False), len(self.page.choices) - 1
        match meaning_of(key, self.kind):
            case "digit":
                number = int(key) or last + 1
                return self._pressed(number - 1 if key == "0" or number <= last else -1)
            case "tick":
                return self._pressed(self.cursor) if self.cursor >= 0 else replace(calm, message=self.fix)
            case "go_on":
                is_at_end = self.cursor >= last - 1 and not self.ticked - {0, self.page.most}
                return self._pressed(self.cursor) if is_at_end else calm.left()
            case "back":
                return Back(tuple(sorted(self.ticked)) if self.ticked != self.page.given else None)
        return super(SeveralAnswers, calm).press(key)

    def resized(self, columns: int, rows: int) -> View:
        """Give the view in a window of another size."""
        return replace(self, columns=columns, rows=rows)

    def _pressed(self, place: int) -> View | Command:
        """Tick or untick a row; the last two answer the page."""
        words, choices = self.session.words, self.page.choices
        if not 0 <= place < len(choices):
            return replace(self, message=self.fix, is_asked=False)
        number, none = choices[place].number, self.page.most
        here = replace(self, cursor=place)
        if number not in {0, none}:
            return replace(here, ticked=(self.ticked - {0, none}) ^ {number}, is_asked=False)
        if self.ticked - {0, none}:
            return replace(here, message=words.fix_zero, is_asked=False)
        if number == 0 and not self.is_asked and not _has_skipped(self.session):
            return replace(self, message=words.sure_unsaid, is_asked=True)
        return Tick((number,))

    def left(self) -> View | Command:
        """Leave with the ticks, or say what to press where there are none."""
        if not self.ticked:
            fix = self.session.words.fix_nothing.format(number=len(self.page.choices) - 1)
            return replace(self, message=fix)
        return Tick(tuple(sorted(self.ticked)))

    def _body(self) -> Body:
        words, choices = self.session.words, self.page.choices
        blank, given = " " * cells(words.ticked), f" ({words.your_answer})"
        marks = [words.ticked if one.number in self.ticked and one.number else blank for one in choices]
        rows = [*map(str, range(1, len(choices))), "0"]
        labels = [one.label + given * (one.number == 0 and 0 in self.ticked) for one in choices]
        listed = ((f"{row:>2}  {mark} ", label) for row, mark, label in zip(rows, marks, labels, strict=True))
        return self._listed(listed, hang=6 if self.columns < NARROW else None)


def _has_skipped(session: Session) -> bool:
    """Say whether the person said before that they would rather not say, and so was asked whether they mean it."""
    return bool(session.responses.unasked)
