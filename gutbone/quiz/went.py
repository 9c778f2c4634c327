"""How a chosen step went, asked before the next quiz or trend: one key or one line, and nothing where it is not theirs."""

from typing import BinaryIO, TextIO

from msgspec import Struct
from rich.text import Text

from gutbone.base import clock
from gutbone.base.text import first_sentence
from gutbone.history.chosen import Chosen, Went
from gutbone.quiz import drawing
from gutbone.quiz.keymap import RESIZED, Pasted, as_meant, line_as_meant
from gutbone.quiz.screen import Keys
from gutbone.quiz.writer import Block, Screen
from gutbone.rules.words import Words

WENT: tuple[Went, ...] = ("mostly", "sometimes", "not_really")
NOT_MINE = {"n", "q", "esc"}
MOST_TRIES, MOST_BYTES = 100, 4096


class Question(Struct, frozen=True):
    """What is asked about a step, and the answers by number."""

    text: str
    answers: tuple[str, ...]
    keys: tuple[str, ...]
    fix: str
    widen: str


def question(step: Chosen, words: Words) -> Question:
    """Put the question about a step in the words of the rules."""
    day = clock.day_of(step.chosen_at)
    names = words.months.split()
    month = names[day.month - 1] if len(names) == 12 else str(day.month)
    if day.year != clock.day_of(clock.now()).year:
        month = f"{month} {day.year:04}"
    text = words.went_ask.format(month=month, step=first_sentence(step.text))
    answers = (words.went_mostly, words.went_sometimes, words.went_not_really)
    return Question(
        text, answers, (words.key_answer.format(most=len(answers)), words.key_not_mine), words.fix_went, words.widen
    )


def ask_on_screen(asked: Question, keys: Keys, screen: Screen) -> Went | None:
    """Ask with single keys; None where it is not the person's own step."""
    message, is_new, size = "", True, (0, 0)
    try:
        while True:
            is_new, size = is_new or screen.size() != size, screen.size()
            if not keys.are_waiting():
                screen.draw(_block(asked, message, *size), is_new=is_new)
                is_new = False
            read = keys.read()
            key = "" if isinstance(read, Pasted) else as_meant(read)
            if key == RESIZED:
                screen.forget()
            elif key in NOT_MINE:
                return None
            elif key in {"1", "2", "3"}:
                return WENT[int(key) - 1]
            else:
                message = asked.fix
    finally:
        screen.close()


def ask_in_lines(asked: Question, given: BinaryIO, out: TextIO) -> Went | None:
    """Ask in plain lines; None where it is not the person's own step, or no line comes."""
    listed = [f"{number}. {answer}" for number, answer in enumerate(asked.answers, 1)]
    out.write("\n".join([asked.text, *listed, ""]))
    for _ in range(MOST_TRIES):
        out.write(f"{', '.join(asked.keys)}: ")
        out.flush()
        line = given.readline(MOST_BYTES)
        typed = line_as_meant(line.decode("utf-8", "replace"))
        if not line or typed in NOT_MINE:
            break
        if typed in {"1", "2", "3"}:
            return WENT[int(typed) - 1]
        out.write(f"{asked.fix}\n")
    return None


def _block(asked: Question, message: str, columns: int, rows: int) -> Block:
    if drawing.is_too_small(columns, rows):
        return Block(drawing.wrapped(asked.widen, columns)[: max(1, rows - 1)])
    text = drawing.wrapped(asked.text, columns, "heading")
    listed = [
        line
        for number, answer in enumerate(asked.answers, 1)
        for line in drawing.wrapped(answer, columns, prefix=f"  {number}  ")
    ]
    foot = drawing.wrapped(message, columns, "heading") if message else drawing.packed(asked.keys, columns)
    return Block([*text, Text(), *listed, Text(), *foot][: max(1, rows - 1)])
