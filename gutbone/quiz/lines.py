"""The plain face: numbered lines out, a line in. For pipes, screen readers and simple terminals."""

from collections.abc import Callable, Iterable
from itertools import groupby
from textwrap import wrap
from typing import BinaryIO, TextIO

from gutbone.base import terminal
from gutbone.base.errors import GutboneError
from gutbone.quiz.keymap import meaning_typed
from gutbone.quiz.page import Page, page_of
from gutbone.quiz.session import Back, Command, Confirm, RefusedError, Session, StoppedError, Tick, apply

MOST_BYTES = 4096
MOST_REFUSALS = 100  # in a row, from a pipe: then it is not a person answering


def ask_in_lines(
    session: Session, lines: BinaryIO, out: TextIO, shown: Callable[[Session], str], opening: Iterable[str] = ()
) -> Session:
    """Hold the conversation line by line and give the finished session.

    ``opening`` is said before the first page. ``shown`` is called after every answer, before the next
    page is asked, and gives what to say there. Raises StoppedError on ``q`` and GutboneError (exit code
    2) when the lines end early or are no text.
    """
    words, refused, is_new = session.words, 0, True
    _write(out, [*session.instrument.before_start, *opening, words.plain_keys])
    while not session.ending:
        page = page_of(session)
        _write(out, ["", *page_lines(session, page)] if is_new else [])
        line = _ask(session, page, lines, out)
        is_new = False
        if meaning_typed(line, page.kind) == "help":
            _write(out, [*page.help, words.plain_keys])
            continue
        try:
            session = apply(session, command_in(line, page))
        except RefusedError as error:
            refused += 1
            _write(out, [f"{words.error}: {error}"])
            if refused >= MOST_REFUSALS:
                raise _early_end(session, page, "these lines do not answer it") from None
        else:
            refused, is_new = 0, True
            _write(out, [message] if (message := shown(session)) else [])
    return session


def command_in(line: str, page: Page) -> Command:
    """Read a line as a command for a page; what is none is left to the session to refuse.

    Raises StoppedError when it stops.
    """
    match meaning_typed(line, page.kind):
        case "back":
            return Back()
        case "stop":
            raise StoppedError
        case "keep":
            return Confirm(keeps=True)
    words = line.replace(",", " ").split()
    named = [choice.number for choice in page.choices if choice.word and choice.word == line]
    numbers = (int(word) if word.isascii() and word.isdigit() and len(word) < 6 else -1 for word in words)
    return Tick(tuple(named or numbers)) if words else Confirm()


def page_lines(session: Session, page: Page) -> list[str]:
    """Give a page as plain lines."""
    words = session.words
    lines = [page.progress, *filter(None, (page.opening, page.text, page.hint))]
    lines += [words.check_keep] if page.kind == "check" and session.may_keep else []
    for group, choices in groupby(page.choices, key=lambda choice: choice.group):
        lines += [f"{group}:"] if group else []
        lines += [f"{one.number}. {one.label}" + f" ({words.your_answer})" * one.is_given for one in choices]
    return lines


def _write(out: TextIO, lines: list[str]) -> None:
    """Write lines, wrapped to the window where they go to a terminal."""
    if out.isatty():
        columns = max(20, terminal.window()[0])
        lines = [part for line in lines for part in (wrap(line, columns - 1, subsequent_indent="   ") or [""])]
    out.write("".join(f"{line}\n" for line in lines))


def _ask(session: Session, page: Page, lines: BinaryIO, out: TextIO) -> str:
    """Ask for a line and read it."""
    out.write(session.words.plain_prompt)
    out.flush()
    raw = lines.readline(MOST_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if raw and "\0" not in text and len(raw) < MOST_BYTES:
        return text.strip().lower()
    out.write("\n")
    raise _early_end(session, page, "this input is not text" if raw else "the answers end here")


def _early_end(session: Session, page: Page, why: str) -> GutboneError:
    """Name the page that was next and what to do."""
    words = session.words
    what = f"{page.progress} {page.text} {why[0].upper()}{why[1:]}."
    fix = words.fix_end_check if page.kind == "check" else words.fix_end.format(most=page.most)
    return GutboneError("QUIZ_001", what, fix)
