"""A result in the single-key face: its pages drawn and scrolled in a window, the arrows going from step to step."""

from collections.abc import Callable
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text

from gutbone.assess.result import TipResult
from gutbone.base.styles import BARS, STYLES
from gutbone.base.text import is_address
from gutbone.quiz import drawing
from gutbone.quiz.acts import Done
from gutbone.quiz.keymap import RESIZED, Pasted, as_meant
from gutbone.quiz.result_pages import Talk, fulfilled, keys_of, parts_of, press
from gutbone.quiz.screen import Keys
from gutbone.quiz.writer import Block, Screen

Span = tuple[int, int]  # the first and the last line of a step


class Sight(Struct, frozen=True):
    """What is seen of a page: from which of its lines on, and which step the cursor is on, or 0."""

    talk: Talk
    columns: int
    rows: int
    top: int = 0
    cursor: int = 0

    def on(self, talk: Talk) -> Self:
        """See what a key led to; another page is seen from its top."""
        is_same = (talk.page, talk.step) == (self.talk.page, self.talk.step)
        return replace(self, talk=talk, top=self.top if is_same else 0, cursor=self.cursor if is_same else 0)

    def resized(self, columns: int, rows: int) -> Self:
        """Begin at the top again: in another window the lines are others."""
        return replace(self, columns=columns, rows=rows, top=0, cursor=0)

    @property
    def is_too_small(self) -> bool:
        """Whether the window cannot hold a page."""
        return drawing.is_too_small(self.columns, self.rows)

    def key(self, key: str) -> str:
        """Give what a key means to the conversation: Enter on a step is its number."""
        return str(self.cursor) if key == "enter" and self.cursor else key

    def moved(self, key: str) -> Self:
        """Go to the next step that is in sight, or scroll to what is not."""
        lines, spans = self.laid_out()
        most, sight = max(0, len(lines) - self._room()), self._in_sight(len(lines))
        if key == "space":
            return replace(self, top=min(most, self.top + max(1, self._room() - 2)), cursor=0)
        way = 1 if key == "down" else -1
        following = self.cursor + way if self.cursor or way > 0 else len(spans)
        if not self.cursor and way < 0 and self.top:
            following = 0
        first, last = spans.get(following, (-1, -1))
        if first in sight and last in sight:
            return replace(self, cursor=following)
        if 0 <= self.top + way <= most and following in {*spans, 0, len(spans) + 1}:
            stays = spans.get(self.cursor, (-1, -1))[0] in self._in_sight(len(lines), self.top + way)
            return replace(self, top=self.top + way, cursor=self.cursor if stays else 0)
        return replace(self, cursor=0)

    def block(self) -> Block:
        """Lay the page out for the window, with the place of the terminal's cursor, or the wish for a larger one."""
        words = self.talk.words
        if self.is_too_small:
            return Block(drawing.wrapped(words.widen, self.columns)[: max(1, self.rows - 1)])
        (lines, spans), room = self.laid_out(), self._room()
        shown = lines[self.top : self.top + room]
        if self.top:
            shown[0] = Text(words.more_above)
        if self.top + room < len(lines):
            shown[-1] = Text(words.more_below)
        row = spans[self.cursor][0] - self.top if self.cursor in spans else int(self.top > 0)
        while row < len(shown) - 1 and not shown[row].plain:
            row += 1
        return Block([*shown, Text(), *self._foot()], row)

    def _room(self) -> int:
        return max(3, self.rows - 2 - len(self._foot()))

    def _in_sight(self, count: int, top: int | None = None) -> range:
        """Give the lines in sight, without those that say that there are more."""
        top, room = self.top if top is None else top, self._room()
        return range(top + (top > 0), top + room - (top + room < count))

    def _foot(self) -> list[Text]:
        said = drawing.wrapped(self.talk.message, self.columns, "heading") if self.talk.message else []
        return [*said, *drawing.packed(keys_of(self.talk, is_on_step=bool(self.cursor)), self.columns)]

    def laid_out(self) -> tuple[list[Text], dict[int, Span]]:
        """Give the lines of the page, and which of them are a step's."""
        lines: list[Text] = []
        spans: dict[int, Span] = {}
        for part in parts_of(self.talk, self.columns, draws_bars=True):
            line = part.line
            mark = "" if not part.step else "› " if part.step == self.cursor else "  "
            text, prefix = (line.text, " " * line.indent) if not part.step else self._step(part.step, line.text, mark)
            own = drawing.wrapped(text, self.columns, line.role, prefix, line.indent + line.hang)
            own = [drawing.clipped(f"{prefix}{text}", self.columns)] if part.step and self._clips else own
            if line.role in BARS:
                own = [drawing.clipped(line.text, self.columns, line.role)]
            if is_address(line.text):
                for piece in own:
                    piece.stylize(f"link {line.text.strip()}", len(piece.plain) - len(piece.plain.lstrip()))
            if part.step:
                own[0].stylize(STYLES["chosen"] if mark.strip() else "", 0, len(prefix.rstrip()))
                spans[part.step] = len(lines), len(lines) + len(own) - 1
            lines += own or [Text()]
        return lines, spans

    @property
    def _clips(self) -> bool:
        """Whether steps stand on one line each: all of them in sight is worth more than their last words."""
        return self.columns >= 60

    def _step(self, number: int, text: str, mark: str) -> tuple[str, str]:
        prefix = f"{mark}{number}  "
        return text.removeprefix(f"{number}  "), prefix


def talk_on_screen(talk: Talk, keys: Keys, screen: Screen, choose: Callable[[TipResult], Done]) -> Talk:
    """Hold the conversation key by key until the person is done, and give it as it then was.

    An Enter that came before anything of the result was shown is the one that asked for it, struck twice: it must not
    take the result away unseen.
    """
    columns, rows = screen.size()
    sight, is_new, is_seen = Sight(talk, columns, rows), True, False
    try:
        while True:
            if (size := screen.size()) != (sight.columns, sight.rows):
                sight, is_new = sight.resized(*size), True
            if not keys.are_waiting():
                screen.draw(sight.block(), is_new=is_new)
                is_new, is_seen = False, True
            read = keys.read()
            key = "" if isinstance(read, Pasted) else as_meant(read)
            if key == RESIZED:
                screen.forget()
            elif (sight.is_too_small and key not in {"q", "esc"}) or (
                key == "enter" and not is_seen and sight.talk is talk
            ):
                continue
            elif key in {"up", "down", "space"}:
                sight = sight.moved(key)
            else:
                following = press(sight.talk, sight.key(key))
                if following is None:
                    return sight.talk
                after = (
                    following if isinstance(following, Talk) else fulfilled(sight.talk, following, choose, screen.copy)
                )
                is_new = (after.page, after.step) != (sight.talk.page, sight.talk.step)
                sight = sight.on(after)
    finally:
        screen.close()
