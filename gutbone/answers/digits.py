"""The quick screen's answers on one line: a digit a question, or apart from each other where some are amounts."""

import re
from collections.abc import Sequence

from gutbone.answers.one import read_one
from gutbone.answers.responses import Responses
from gutbone.base.errors import GutboneError
from gutbone.base.text import ordinary, shown
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

# What may stand between digits without a meaning of its own: blanks, and hyphens and dashes of all kinds.
DIGITS_APART = r"[\s\u00ad\u2010-\u2015\u2212-]+"


def read_digits(digits: str, instrument: Instrument) -> Responses:
    """Read the quick screen's answers: a character a core question, counting its options from 1; 0 or . for not sure.

    Blanks and hyphens between them are passed over.

    Raises GutboneError (exit code 2) that names the question whose character does not fit.
    """
    items = instrument.asked_in("core")
    if any(item.amount for item in items):
        return _read_apart(ordinary(digits), items)
    digits = re.sub(DIGITS_APART, "", ordinary(digits))
    if len(digits) != len(items):
        what = f"there are {len(digits)} characters here, and {len(items)} questions."
        fix = f"Give one each for {', '.join(item.id for item in items)}; 0 is not sure."
        raise GutboneError("OPTIONS_006", what, fix)
    answers: dict[str, str | None] = {}
    for place, (digit, item) in enumerate(zip(digits, items, strict=True), 1):
        if digit not in "0." and not (digit in "123456789" and int(digit) <= len(item.options)):
            what = f"character {place}, for {item.id}, is {digit}."
            raise GutboneError("OPTIONS_007", what, f"Use 1 to {len(item.options)}, or 0 for not sure.")
        answers[item.id] = None if digit in "0." else item.options[int(digit) - 1].id
    return Responses(answers=answers, mode="core")


def _read_apart(text: str, items: Sequence[Item]) -> Responses:
    """Read the quick screen's answers where some are amounts: each apart from the next; . is not sure, where 0 may be none."""
    words = re.split(r"[\s;/]+", text.strip())
    if len(words) != len(items):
        what = f"there {'is 1 answer' if len(words) == 1 else f'are {len(words)} answers'} here, and {len(items)} questions."
        fix = f"Give one each for {', '.join(item.id for item in items)}, with spaces between; . is not sure."
        raise GutboneError("OPTIONS_006", what, fix)
    answers: dict[str, str | None] = {}
    for place, (word, item) in enumerate(zip(words, items, strict=True), 1):
        if item.amount:
            answers[item.id] = None if word == "." else read_one(word, item)
        elif word in {"0", "."} or (word.isdecimal() and len(word) == 1 and int(word) <= len(item.options)):
            answers[item.id] = None if word in {"0", "."} else item.options[int(word) - 1].id
        else:
            what = f"answer {place}, for {item.id}, is {shown(word)}."
            raise GutboneError("OPTIONS_007", what, f"Use 1 to {len(item.options)}, or . for not sure.")
    return Responses(answers=answers, mode="core")
