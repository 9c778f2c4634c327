"""The plain face: numbered lines out, a line in. For pipes, screen readers and simple terminals."""

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import BinaryIO, TextIO

from msgspec.structs import replace

from gutbone.answers.digits import read_digits
from gutbone.assess.scoring import early_end
from gutbone.base.errors import GutboneError
from gutbone.base.messages import said
from gutbone.quiz.keymap import line_as_meant, meaning_typed
from gutbone.quiz.page import NOT_SURE, Page, SwitchedError, page_of, story, summary
from gutbone.quiz.pieces import Pieces
from gutbone.quiz.session import (
    Back,
    Choose,
    Command,
    Confirm,
    RefusedError,
    Say,
    Session,
    StoppedError,
    Tick,
    amount_item,
    apply,
)
from gutbone.rules.amount_words import of_amount

MOST_BYTES = 4096
MOST_REFUSALS = 100  # in a row, from a pipe: then it is not a person answering


class Lines:
    """Where lines come from and go to; on a terminal in pieces that fit it, with Enter for more."""

    def __init__(self, session: Session, given: BinaryIO, out: TextIO) -> None:
        self.words, self.given, self.out = session.words, given, out
        self.pieces = Pieces(out)
        self.is_sure = False  # that they want to stop and lose their answers

    def say(self, lines: Iterable[str]) -> None:
        """Say lines, now or before the next answer is asked for."""
        self.pieces.add(lines)

    def ask(self, session: Session, page: Page) -> str:
        """Ask for an answer and read it.

        One that is given before the last piece counts, but not of a list: what nobody has heard is not said no to.
        """
        while self.pieces.write():
            if not (line := self._read(self.words.plain_more, session, page)):
                continue
            if line == "0" or meaning_typed(line, page.kind) or not self._has_unheard(page):
                self.pieces.drop()
                return line
            self.pieces.first(self.words.plain_rest)
        return self._read(self.words.plain_prompt, session, page)

    def _has_unheard(self, page: Page) -> bool:
        """Say whether a box of a list waits to be said."""
        boxes = tuple(f"{one.number}. " for one in page.choices if page.kind == "several_answers" and not one.word)
        return bool(boxes) and any(line.startswith(boxes[:-1]) for line in self.pieces.waiting)  # the last says nothing

    def takes_back(self, session: Session, page: Page) -> bool:
        """Ask, on a terminal, whether an answer that ends the quiz at once was meant; say whether it was not."""
        if session.ending != "stopped" or session.responses.mode == "core" or not self.out.isatty():
            return False
        self.end()
        return meaning_typed(self._read(self.words.undo_typed, session, page), "undo") == "back"

    def end(self) -> None:
        """Say what is left."""
        self.pieces.write_all()

    def _read(self, prompt: str, session: Session, page: Page) -> str:
        self.out.write(prompt)
        self.out.flush()
        raw = self.given.readline(MOST_BYTES)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "\0"
        if raw and "\0" not in text and len(raw) < MOST_BYTES:
            return line_as_meant(text)
        self.out.write("\n")
        raise _early_end(session, page, "this input is not text" if raw else "the answers end here")


def ask_in_lines(
    session: Session, lines: BinaryIO, out: TextIO, shown: Callable[[Session], str], opening: Iterable[str] = ()
) -> Session:
    """Hold the conversation line by line and give the finished session.

    ``opening`` is said before the first page. ``shown`` is called after every answer, before the next
    page is asked, and gives what to say there. Raises StoppedError on ``q``, SwitchedError on ``l`` in a
    terminal, and GutboneError (exit code 2) when the lines end early or are no text.
    """
    words, refused, is_new, talk = session.words, 0, True, Lines(session, lines, out)
    talk.say([*(() if session.done else _welcome(session)), *opening, *_keys(session)])
    while not session.ending:
        page = page_of(session)
        talk.say(["", *page_lines(session, page)] if is_new else [])
        line, is_new = talk.ask(session, page), False
        if told := told_for(line, session, page):
            talk.say(told)
            continue
        if out.isatty() and (meaning := meaning_typed(line, page.kind)):
            if meaning == "lines":
                raise SwitchedError(session)
            if meaning == "stop" and session.done and not session.saves and not talk.is_sure:
                talk.say([words.sure_stop_typed])
                talk.is_sure = True
                continue
        talk.is_sure = False
        try:
            after = apply(session, command_in(line, page))
        except RefusedError as error:
            if all_ := _all_at_once(line, session, lines):
                return all_
            refused += 1
            talk.say([f"{words.error}: {error}"])
            if refused >= MOST_REFUSALS:
                talk.end()
                raise _early_end(session, page, "these lines do not answer it") from None
        else:
            refused, is_new = 0, True
            talk.say([*confirmed(session, after), *filter(None, [shown(after)])])
            session = session if talk.takes_back(after, page) else after
    talk.end()
    return session


def _welcome(session: Session) -> tuple[str, ...]:
    """Give what a person hears before the first page; the quick screen says its warnings after the questions."""
    if session.responses.mode == "core":
        return ()
    return (session.words.welcome_text.format(total=len(session.items)), *session.instrument.before_start)


def _all_at_once(line: str, session: Session, lines: BinaryIO) -> Session | None:
    """Take the quick screen's digits on the first line of a pipe, as its command takes them; None for any other line.

    No page has numbers so long, nor hyphens in them. What comes after the digits would be lost, and is refused.
    """
    is_first = session.responses.mode == "core" and not session.done
    core = session.instrument.asked_in("core")
    if any(item.amount for item in core):  # as many as there are questions, each apart
        is_all = len(core) > 1 and len(line.split()) == len(core)
    else:
        is_all = bool(re.fullmatch(r"[0-9. -]*([0-9.]{3}|-)[0-9. -]*", line))
    if not is_first or lines.isatty() or not is_all:
        return None
    responses = replace(read_digits(line, session.instrument), age=session.responses.age)
    if lines.read(MOST_BYTES).strip():
        raise GutboneError("QUIZ_003", "there are more lines after the digits.", "Give one line, for one person.")
    return replace(session, responses=responses, ending=early_end(session.instrument, responses) or "complete")


def _keys(session: Session) -> list[str]:
    """Say what can be typed; where a number is an answer, 0 is one too."""
    takes_numbers = any(item.amount for item in session.instrument.items.values())
    return [session.words.plain_keys, *([session.words.plain_numbers] if takes_numbers else [])]


def told_for(line: str, session: Session, page: Page) -> list[str]:
    """Give what a line asks to be told: what stands behind a page, or the answers so far."""
    match meaning_typed(line, page.kind):
        case "help":
            return [*page.help, *_keys(session)]
        case "story":
            return story(session) or _keys(session)
    return []


def confirmed(before: Session, after: Session) -> list[str]:
    """Say in words what a line was taken for, where it was an answer."""
    step = before.at
    if step not in after.done or step.kind == "way_out" or after.ending or after.at == step:
        return []
    if before.responses == after.responses and step in before.done:
        return []
    name, answer = summary(after.instrument, after.responses, step)
    return [f"{name}: {answer}."]


def command_in(line: str, page: Page) -> Command:
    """Read a line as a command for a page; what is none is left to the session to refuse.

    An empty line keeps an earlier answer. Raises StoppedError when it stops.
    """
    match meaning_typed(line, page.kind):
        case "back":
            return Back()
        case "stop":
            raise StoppedError
        case "keep":
            return Confirm(keeps=True)
    if page.kind == "amount" and (line or page.amount):
        return Choose(0) if line == NOT_SURE else Say(line or page.amount)
    words = line.replace(",", " ").split()
    named = [choice.number for choice in page.choices if choice.word and choice.word == line]
    numbers = (int(word) if word.isascii() and word.isdigit() and len(word) < 6 else -1 for word in words)
    earlier = page.given if not words else ()
    return Tick(tuple(named or earlier or numbers)) if words or earlier else Confirm()


def page_lines(session: Session, page: Page) -> list[str]:
    """Give a page as plain lines."""
    words = session.words
    warnings = page.help if page.kind == "check" else ()
    lines = [*warnings, page.progress, *filter(None, (page.opening, page.text, page.hint))]
    lines += [words.check_keep] if page.kind == "check" and session.may_keep else []
    if page.kind == "amount":
        said = f"{words.typed_amount.format(number=page.amount)} ({words.your_answer})"
        unsure = [f"{one.word} {one.label}" + f" ({words.your_answer})" * one.is_given for one in page.choices]
        return [*lines, *([said] if page.amount else []), *unsure]
    for group, choices in groupby(page.choices, key=lambda choice: choice.group):
        lines += [f"{group}:"] if group else []
        for one in choices:
            number = one.word if one.word and session.is_paged else one.number  # its number is the next page's first
            lines.append(f"{number}. {one.label}" + f" ({words.your_answer})" * one.is_given)
    return lines


def _early_end(session: Session, page: Page, why: str) -> GutboneError:
    """Name the page that was next and what to do."""
    words = session.words
    why = said(why)
    what = f"{page.progress} {page.text} {why[0].upper()}{why[1:]}."
    fix = words.fix_end_check if page.kind == "check" else words.fix_end.format(most=page.most)
    if item := amount_item(session):
        fix = of_amount(words, "fix_amount", item)
    return GutboneError("QUIZ_001", what, fix)
