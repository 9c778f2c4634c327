"""The single-key face: one page at a time, drawn in place, a key each."""

from collections.abc import Callable, Iterable
from time import monotonic
from typing import Protocol

from msgspec.structs import replace

from gutbone.quiz.amount_page import AmountPage
from gutbone.quiz.keymap import RESIZED, Meaning, Pasted, as_meant, meaning_of
from gutbone.quiz.page import SwitchedError, page_of
from gutbone.quiz.reading import behind, undo, welcome
from gutbone.quiz.session import Back, RefusedError, Session, StoppedError, apply
from gutbone.quiz.ticks import SeveralAnswers
from gutbone.quiz.views import Check, View
from gutbone.quiz.writer import Screen

LEAVING = {"stop", "lines"}
STRUCK_TWICE = 0.15  # seconds, in which the same digit again is a finger that bounced, and no second answer


class Keys(Protocol):
    """Where keys come from."""

    def are_waiting(self) -> bool:
        """Say whether more keys are here already, so that a page drawn now would be gone at once."""

    def read(self) -> str:
        """Wait for a key."""


class Bounce:
    """Tells a digit that was struck twice from a second answer: the page that it opened has only just been painted."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.digit = ""
        self.painted: float | None = None

    def opened(self, key: str) -> None:
        """Take note of the key that opened a page."""
        self.digit, self.painted = key if key.isdigit() else "", None

    def drawn(self) -> None:
        """Take note that the page was painted."""
        if self.painted is None:
            self.painted = self.clock()

    def is_second(self, key: str) -> bool:
        """Say whether a key is the same digit again, too soon for anyone to have read the page."""
        is_soon = self.painted is None or self.clock() - self.painted < STRUCK_TWICE
        self.digit = self.digit if key == self.digit else ""
        return bool(self.digit) and is_soon


def ask_on_screen(
    session: Session,
    keys: Keys,
    screen: Screen,
    shown: Callable[[Session], str],
    opening: Iterable[str] | None = (),
    *,
    clock: Callable[[], float] = monotonic,
) -> Session:
    """Hold the conversation key by key and give the finished session.

    ``opening`` is said before the first question; with None, no welcome comes before it. ``shown`` is called after every answer, before the next
    page is drawn, and gives what to say there. Raises StoppedError on ``q`` or Esc, SwitchedError on ``l``.
    """
    view, bounce = _first(session, screen.size(), opening), Bounce(clock)
    is_quick, is_new, is_sure = session.responses.mode == "core", True, False
    try:
        while not view.is_over:
            size = screen.size()
            if size != (view.columns, view.rows):
                view, is_new = view.resized(*size), True
            if not keys.are_waiting():
                screen.draw(view.block(), is_new=is_new)
                bounce.drawn()
                is_new = False
            key, is_small = keys.read(), view.is_too_small
            if isinstance(key, Pasted):
                view, is_sure = view if is_small else pasted(view, key, shown), False
                continue
            key = as_meant(key)
            if key == RESIZED:
                screen.forget()
            elif (meaning := meaning_of(key, "too_small" if is_small else view.kind)) in LEAVING:
                view, is_sure = _left(view, meaning, is_sure=is_sure), True
                continue
            elif not is_small and (is_quick or not bounce.is_second(key)):
                before, view = view, pressed(view, key, shown)
                if not is_quick and _is_another(before, view):
                    bounce.opened(key)
                    is_new = True
            is_sure = False
    finally:
        screen.close()
    return view.session


def _left(view: View, meaning: Meaning | None, *, is_sure: bool) -> View:
    """Leave the quiz or this face; where all that was answered would be gone, ask first."""
    session = view.session
    if meaning == "lines":
        raise SwitchedError(session)
    if is_sure or not session.done or session.saves or session.responses.mode == "core":
        raise StoppedError
    return replace(view, message=session.words.sure_stop)


def _first(session: Session, size: tuple[int, int], opening: Iterable[str] | None) -> View:
    """Open the first page: the welcome, unless an earlier quiz can be carried on with."""
    view = opened(session, *size)
    if session.responses.mode == "core" or opening is None:
        return view
    if session.at.kind == "resume":
        return replace(view, page=replace(view.page, opening=" ".join(opening)))
    return welcome(view, opening)


def _is_another(before: View, after: View) -> bool:
    """Say whether a view is of another page, which is drawn whole."""
    return before.session.at != after.session.at or type(before) is not type(after)


def pressed(view: View, key: str, shown: Callable[[Session], str]) -> View:
    """Give the view after a key, which opens the next page where it was an answer."""
    calm, what = replace(view, message=""), meaning_of(key, view.kind)
    if what in {"help", "story"}:
        return behind(calm, what)
    if what == "find" and isinstance(calm, SeveralAnswers):
        from gutbone.quiz.finding import finding

        return finding(calm)
    try:
        after = calm.press(key)
        if isinstance(after, View):
            return after
        session = apply(view.session, after)
    except RefusedError as error:
        is_check = isinstance(view, Check)
        message = view.fix or str(error)
        return replace(view, message=message, **({"typed": "", "cursor": -1} if is_check else {}))
    idle = view.fix if isinstance(after, Back) and session.at == view.session.at else ""
    message = shown(session) or idle
    if session.ending == "stopped" and session.responses.mode == "full":
        return undo(session, calm)
    return opened(session, view.columns, view.rows, message)


def pasted(view: View, text: str, shown: Callable[[Session], str]) -> View:
    """Give the view after a paste: all of its keys count, or the page says that none does."""
    after, keys = view, view.keys_in(text)
    for key in keys:
        after = pressed(after, key, shown)
        if after.message or after.is_over:
            break
    words = view.session.words
    is_taken = keys and not after.message and not after.is_over
    message = words.pasted_misfit if view.session.responses.mode == "core" else words.pasted
    return after if is_taken else replace(view, message=message)


def opened(session: Session, columns: int, rows: int, message: str = "") -> View:
    """Open the page a session stands at: the earlier answer is chosen, earlier ticks are set."""
    if session.responses.mode == "core":
        from gutbone.quiz.quick_screen import QuickScreen

        return QuickScreen.at(session, columns, rows, message)
    page = page_of(session)
    if page.kind == "several_answers":
        hint = session.words.hint_ticks
        return SeveralAnswers(session, replace(page, hint=hint), columns, rows, message, ticked=page.given)
    if page.kind == "amount":
        return AmountPage(session, page, columns, rows, message, typed=page.amount)
    if page.kind == "check":
        return Check(session, page, columns, rows, message)
    cursor = next((place for place, choice in enumerate(page.choices) if choice.is_given), -1)
    return View(session, page, columns, rows, message, cursor)
