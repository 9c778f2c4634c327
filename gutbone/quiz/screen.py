"""The single-key face: one page at a time, drawn in place, a key each."""

from collections.abc import Callable, Iterable
from io import StringIO
from typing import Literal, Protocol, TextIO

from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from gutbone.quiz.drawing import story_lines, wrapped
from gutbone.quiz.keymap import RESIZED, meaning_of
from gutbone.quiz.page import page_of
from gutbone.quiz.session import RefusedError, Session, StoppedError, apply
from gutbone.quiz.views import Check, SeveralAnswers, View


class Keys(Protocol):
    """Where keys come from."""

    def are_waiting(self) -> bool:
        """Say whether more keys are here already, so that a page drawn now would be gone at once."""

    def read(self) -> str:
        """Wait for a key."""


class Screen:
    """Draws blocks over each other at the bottom of a terminal."""

    def __init__(self, out: TextIO, size: Callable[[], tuple[int, int]], *, is_coloured: bool) -> None:
        self.out, self.size = out, size
        colours: Literal["standard"] | None = "standard" if is_coloured else None
        self.console = Console(file=StringIO(), force_terminal=True, color_system=colours, legacy_windows=False)
        self.height = 0
        out.write("\r\x1b[K")  # keys typed while the program started were echoed here

    def draw(self, lines: list[Text]) -> None:
        """Put a block where the last one stood, in one write so that nothing flickers."""
        self.erase()
        self.console.width, _ = self.size()
        with self.console.capture() as block:
            for line in lines:
                self.console.print(line, no_wrap=True, overflow="crop", crop=True)
        self.out.write(block.get())
        self.out.flush()
        self.height = len(lines)

    def leave(self, lines: list[Text]) -> None:
        """Put a block where the last one stood, for good: the next one stands below it."""
        self.draw(lines)
        self.height = 0

    def erase(self) -> None:
        """Take the block away."""
        if self.height:
            self.out.write(f"\x1b[{self.height}A\r\x1b[J")
        self.height = 0

    def clear(self) -> None:
        """Clear the whole window: after a resize nobody knows where the block stands."""
        self.out.write("\x1b[2J\x1b[H")
        self.height = 0


def ask_on_screen(
    session: Session, keys: Keys, screen: Screen, shown: Callable[[Session], str], opening: Iterable[str] = ()
) -> Session:
    """Hold the conversation key by key and give the finished session.

    ``opening`` is said before the first page. ``shown`` is called after every answer, before the next
    page is drawn, and gives what to say there. Raises StoppedError on ``q`` or Esc.
    """
    view = opened(session, *screen.size())
    is_quick = session.responses.mode == "core"
    if not is_quick:
        first = (*opening, *session.instrument.before_start)  # in a small window what is urgent stays in sight
        screen.leave([line for text in first for line in wrapped(text, view.columns)] + [Text()])
    while not view.session.ending:
        size = screen.size()
        if size != (view.columns, view.rows):
            view = view.resized(*size)
        if not keys.are_waiting():
            screen.draw(view.lines())
        key, is_small = keys.read(), view.is_too_small
        if key == RESIZED:
            screen.clear()
        elif meaning_of(key, "too_small" if is_small else view.kind) == "stop":
            screen.erase()
            raise StoppedError
        elif not is_small:
            view = _pressed(view, key, shown)
    screen.leave([] if is_quick else [*story_lines(view.session, screen.size()[0], items_only=True), Text()])
    return view.session


def _pressed(view: View, key: str, shown: Callable[[Session], str]) -> View:
    """Give the view after a key, which opens the next page where it was an answer."""
    try:
        after = replace(view, message="").press(key)
        if isinstance(after, View):
            return after
        session = apply(view.session, after)
    except RefusedError as error:
        return replace(view, message=str(error), typed="" if view.kind == "check_typed" else view.typed)
    return opened(session, view.columns, view.rows, shown(session))


def opened(session: Session, columns: int, rows: int, message: str = "") -> View:
    """Open the page a session stands at: the cursor on the earlier answer, earlier ticks set."""
    if session.responses.mode == "core":
        from gutbone.quiz.quick_screen import QuickScreen

        return QuickScreen.at(session, columns, rows, message)
    page = page_of(session)
    if page.kind == "several_answers":
        return SeveralAnswers(session, page, columns, rows, message, ticked=page.given).resized(columns, rows)
    if page.kind == "check":
        return Check(session, page, columns, rows, message)
    cursor = next((place for place, choice in enumerate(page.choices) if choice.is_given), 0)
    return View(session, page, columns, rows, message, cursor)
