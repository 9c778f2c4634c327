"""Somebody who takes a quiz by ear: each key is found in the words that were spoken since the key before.

What is spoken is what a screen reader says that reads what is written, line by line. A braille display shows the line
that the cursor is on.
"""

import re
import time
from typing import NamedTuple

from people import INSTRUMENT
from terminal import Terminal

from gutbone.quiz.screen import STRUCK_TWICE

WORDS = INSTRUMENT.words
STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")
MY_AGE, KEPT = "18 to 64", "is kept on this computer"
DOWN, FIRST, SECOND = "\x1b[B", "2", "3"


def letters(text: str) -> str:
    """Give the letters and digits of a text: readers set pauses, and words for signs, each in its own way."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class Moment(NamedTuple):
    """What was spoken before a key, line by line; what is shown, and felt in braille; and the key that followed."""

    spoken: tuple[str, ...]
    shown: tuple[str, ...]
    felt: str
    key: str

    @property
    def words(self) -> str:
        """What was spoken, as one text."""
        return one_text(self.spoken)


def one_text(lines: tuple[str, ...] | list[str]) -> str:
    """Give lines as one text with single spaces."""
    return " ".join(" ".join(lines).split())


def lines_in(written: bytes) -> tuple[str, ...]:
    """Give the lines in what was written: where the cursor is sent elsewhere, another one begins."""
    text = re.sub(r"\x1b\[[0-9;]*[HfJ]|\r\n?|\n", "\n", written.decode(errors="ignore"))
    return tuple(line.strip() for line in STEERING.sub("", text).split("\n") if line.strip())


def key_in_pages(heard: str, before: str) -> str | None:
    """Find the key to press in what was spoken of a drawn page; None while its end was not heard yet."""
    foot = heard[-160:]
    if re.search(r"\bEnter (to begin|for the result|make it my step)", foot):
        return "\r"
    if none := re.search(rf"(\d+) +{WORDS.none_of_these}", heard):
        return none[1]
    if before == DOWN or (WORDS.more_below.strip() in heard and "q stop" in foot):
        return DOWN
    if re.search(r"1 to \d answer", foot):
        mine = re.search(rf"(\d) {MY_AGE}", heard)
        return mine[1] if mine else SECOND if before == FIRST else FIRST
    return result_key(heard)


def key_in_lines(heard: str, _: str) -> str | None:
    """Find what to type in what was spoken of plain lines; None while nothing is asked yet."""
    if heard.endswith(WORDS.plain_more.strip()):
        return ""
    if heard.endswith(f"b back. {WORDS.plain_prompt.strip()}"):
        return "y" if "y make it my step" in heard else None
    if heard.endswith(f"Enter finish. {WORDS.plain_prompt.strip()}"):
        return result_key(heard)
    if heard.endswith(WORDS.plain_prompt.strip()):
        if none := re.search(rf"(\S+)\. {WORDS.none_of_these}", heard):
            return none[1]
        if mine := re.search(rf"(\d)\. {MY_AGE}", heard):
            return mine[1]
        return "" if WORDS.check_text in heard else FIRST
    return None


def result_key(heard: str) -> str | None:
    """Find the key on the page of the result: to see a step, to keep the result with it, to finish."""
    if KEPT in heard:
        return ""
    if WORDS.step_chosen in heard:
        return "k"
    return "1" if re.search(r"1 to \d see a step", heard) else None


def listen_on(key: str, before: str) -> None:
    """Take time before the same key again: who listens is slower than a finger that bounces."""
    time.sleep(4 * STRUCK_TWICE if key and key == before else 0)


class Listener:
    """Somebody at a quiz in a terminal, who hears what is written and types what follows from it."""

    def __init__(self, quiz: Terminal, *, plain: bool) -> None:
        self.quiz, self.plain, self.find = quiz, plain, key_in_lines if plain else key_in_pages
        self.start, self.page, self.key = 0, "", ""

    def spoken(self) -> tuple[str, ...]:
        """Give what was spoken since the last key."""
        return lines_in(self.quiz.raw[self.start :])

    def following(self) -> str | None:
        """Find the key in what was spoken, of a page in parts in all of them; None while it was not spoken yet."""
        new = self.spoken()
        return self.find(one_text([self.page, *new]), self.key) if new else None

    def hear(self) -> Moment:
        """Wait until the next key is known, and press it."""
        self.quiz.until(lambda: self.following() is not None, "a key in what was spoken")
        key = self.following() or ""
        listen_on(key, "" if self.plain else self.key)
        lines = self.quiz.lines
        moment = Moment(self.spoken(), tuple(map(str.strip, lines)), lines[self.quiz.screen.cursor.y], key)
        self.page = one_text([self.page, *moment.spoken]) if moment.words.endswith(WORDS.plain_more.strip()) else ""
        self.start, self.key = len(self.quiz.raw), key
        self.quiz.type(f"{key}\r" if self.plain else key or "\r")
        return moment

    def take(self) -> list[Moment]:
        """Take a whole quiz, up to the last key: a step is chosen, and the result kept with it."""
        moments = [self.hear()]
        while KEPT not in moments[-1].words:
            moments.append(self.hear())
        return moments
