"""The quick screen's face: all core questions on one page, a key each, moving on by itself."""

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text

from gutbone.quiz.drawing import is_too_small, packed, scrolled, wrapped
from gutbone.quiz.page import Page, page_of, summary
from gutbone.quiz.screen import DIGITS, MEANING, RESIZED, Keys, Screen
from gutbone.quiz.session import Choose, Confirm, RefusedError, Session, Step, StoppedError, Tick, apply, go_to, steps


class Entry(Struct, frozen=True):
    """What has been typed on a line that takes several numbers, and what was wrong with the last key."""

    typed: str = ""
    message: str = ""


def ask_on_one_page(session: Session, keys: Keys, screen: Screen) -> Session:
    """Ask the core questions and give the finished session. Raises StoppedError on ``q`` or Esc."""
    entry = entry_at(session)
    while not session.ending:
        if not keys.are_waiting():
            screen.draw(block(session, entry, *screen.size()))
        key = keys.read()
        if key == RESIZED:
            screen.clear()
            continue
        try:
            if page_lines(session, entry, *screen.size()) or MEANING.get(key) == "stop":
                session, entry = press(session, replace(entry, message=""), key)
        except RefusedError as error:
            entry = replace(entry, message=str(error))
        except StoppedError:
            screen.erase()
            raise
    screen.erase()
    return session


def entry_at(session: Session) -> Entry:
    """Give what stands on the line as one comes to it: the numbers ticked before."""
    page = page_of(session)
    return Entry(" ".join(str(choice.number) for choice in page.choices if choice.is_given and page.takes_several))


def press(session: Session, entry: Entry, key: str) -> tuple[Session, Entry]:
    """Give what follows a key.

    Raises RefusedError when it does not fit, StoppedError when it stops.
    """
    meaning = MEANING.get(key, "")
    takes_several = session.at.kind in {"conditions", "flags"}
    if meaning == "stop":
        raise StoppedError
    if meaning in {"up", "down"} or (meaning == "back" and not entry.typed):
        beside = _beside(session, 1 if meaning == "down" else -1)
        taken = apply(session, ticks(entry)) if takes_several and entry.typed.strip() else session
        return _arrive(taken if taken.ending else go_to(taken, beside))
    if meaning == "back":
        return session, Entry(typed=entry.typed[:-1])
    if takes_several and (meaning == "space" or key in DIGITS):
        return session, Entry(typed=(entry.typed + (" " if meaning == "space" else key))[:60])
    if meaning == "enter" and takes_several:
        return _arrive(apply(session, ticks(entry)))
    if meaning == "enter" and session.at.kind == "check":
        return apply(session, Confirm()), Entry()
    if meaning == "enter":
        return _arrive(go_to(session, _beside(session, 1)))
    if key in DIGITS and session.at.kind == "item":
        return _arrive(apply(session, Choose(int(key))))
    return session, entry


def ticks(entry: Entry) -> Tick:
    """Read the numbers that were typed."""
    return Tick(tuple(int(number) for number in entry.typed.split()))


def _arrive(session: Session) -> tuple[Session, Entry]:
    return session, Entry() if session.ending else entry_at(session)


def block(session: Session, entry: Entry, columns: int, rows: int) -> list[Text]:
    """Lay out the page, or the wish for a larger window where it cannot show all choices."""
    lines = page_lines(session, entry, columns, rows)
    return lines or wrapped("", session.instrument.words.widen, columns)[: max(1, rows - 1)]


def page_lines(session: Session, entry: Entry, columns: int, rows: int) -> list[Text]:
    """Give a line for each question, then the choices of the one that is being answered; none without room."""
    if is_too_small(columns, rows):
        return []
    words = session.instrument.words
    own = steps(session.instrument, session.responses)[:-1]
    page, is_end = page_of(session), session.at.kind == "check"
    keys = words.keys_one_page_end if is_end else words.keys_one_page
    message = wrapped("", entry.message, columns, "bold") if entry.message else []
    foot = [Text(), *(message or packed((("", hint) for hint in keys.split("   ")), columns))]
    head = [] if is_end else [Text(), *wrapped("", f"{page.progress} {page.text}", columns, "bold")]
    typed = wrapped("", words.typed_several.format(numbers=entry.typed), columns, "cyan") if page.takes_several else []
    room = rows - 1 - len(head) - len(typed) - len(foot)
    choices = [] if is_end else _choices(page, columns, room - 1)
    if len(choices) >= room:
        return []
    at = own.index(session.at) if session.at in own else 0
    answers = scrolled([_row(session, step, columns) for step in own], (at, at), room - len(choices), words)
    return [*answers, *head, *choices, *typed, *foot]


def _row(session: Session, step: Step, columns: int) -> Text:
    """Write one question with its answer so far, on one line."""
    name, answer = summary(session.instrument, session.responses, step)
    pointer = "› " if step == session.at else "  "
    shown = answer if step in session.done else "-"
    line = Text(f"{pointer}{name}: {shown}", "cyan" if step == session.at else "")
    line.truncate(columns, overflow="ellipsis")
    return line


def _choices(page: Page, columns: int, room: int) -> list[Text]:
    """Set the choices in as many columns as fit, or as room needs, filled downwards; long lists by their short names."""
    labels = [Text(f"{choice.number:>2} {choice.short or choice.label}") for choice in page.choices]
    widest = max(label.cell_len for label in labels)
    needed = -(-len(labels) // max(1, room))
    across = max(1, min(3, max(needed, columns // (min(widest, columns) + 2))))
    deep = -(-len(labels) // across)
    width = columns // across
    lines = []
    for row in range(deep):
        line = Text()
        for label in labels[row::deep]:
            label.truncate(width - 1, overflow="ellipsis")
            line.append(label.plain.ljust(width))
        lines.append(line)
    return lines


def _beside(session: Session, step: int) -> Step:
    """Give the line above or below."""
    own = steps(session.instrument, session.responses)
    return own[min(max(0, own.index(session.at) + step), len(own) - 1)]
