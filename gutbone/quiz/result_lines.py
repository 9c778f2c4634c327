"""A result in plain lines between terminals: in pieces that fit, what to do first, and every key typed as a line."""

from collections.abc import Callable, Iterable
from typing import BinaryIO, TextIO

from msgspec.structs import replace

from gutbone.assess.result import TipResult
from gutbone.quiz.acts import Done
from gutbone.quiz.keymap import KEYS, line_as_meant
from gutbone.quiz.pieces import Pieces
from gutbone.quiz.result_pages import Talk, fulfilled, keys_of, parts_of, press

MOST_BYTES = 4096
MOST_MISSES = 100  # in a row, from what is no person
TOLD = {"more", "read"}  # pages that are said, and then left


def talk_in_lines(
    talk: Talk, whole: Iterable[str], given: BinaryIO, out: TextIO, choose: Callable[[TipResult], Done]
) -> Talk:
    """Say ``whole``, the result, then do what is typed until the person is done; give the conversation as it was.

    A line that is typed before the last piece counts.
    """
    told, pieces, missed = list(whole), Pieces(out), 0
    pieces.add(told)
    talk = replace(talk, page="front")
    while (line := _typed(talk, pieces, given, out)) is not None and missed < MOST_MISSES:
        is_left = talk.page == "step" and not line
        following = press(talk, KEYS["back"].keys[0] if is_left else line or "enter")
        if following is None:
            break
        after = following if isinstance(following, Talk) else fulfilled(talk, following, choose)
        missed = missed + 1 if after.message and after.page == talk.page and isinstance(following, Talk) else 0
        pieces.add(["", after.message] if after.message else [])
        is_new = (after.page, after.step) != (talk.page, talk.step)
        pieces.add(["", *(told if after.page == "more" else _said(after))] if is_new and after.page != "front" else [])
        talk = replace(after, page="front", message="") if after.page in TOLD else replace(after, message="")
    pieces.write_all()
    return talk


def _said(talk: Talk) -> list[str]:
    return [part.line.text for part in parts_of(talk, 0, draws_bars=False)]


def _typed(talk: Talk, pieces: Pieces, given: BinaryIO, out: TextIO) -> str | None:
    """Give the line that answers the page; None where no more will come."""
    while pieces.write():
        if line := _read(talk.words.plain_more, given, out):
            pieces.drop()
            return line
    keys = f"\n{', '.join(keys_of(talk, is_typed=True))}.\n"  # a prompt that is wrapped is felt as its last word
    return _read(f"{keys}{talk.words.plain_prompt}", given, out)


def _read(prompt: str, given: BinaryIO, out: TextIO) -> str | None:
    out.write(prompt)
    out.flush()
    raw = given.readline(MOST_BYTES)
    if not raw:
        out.write("\n")
        return None
    return line_as_meant(raw.decode("utf-8", "replace"))
