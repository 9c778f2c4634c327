"""How somebody answers a whole quiz, in the order in which it asks: as lines, and as keys."""

import re

from people import INSTRUMENT
from terminal import joined

from gutbone.quiz.tick_pages import pages_of

AT_ONCE = 5  # conditions that 80 by 24 in plain lines says at once: of more, Enter gives the rest
ADULT, NONE, ENTER = "2", "none", "\r"
UP = "\x1b[A"
NONE_BY_ARROW = f"{UP}{UP}{ENTER}"  # the last row but one; by its digit, two pages alike would be one struck twice
# Live foods on some days, so that their kinds are asked; no digit twice in a row, which in a burst is one struck twice.
ITEMS = ("23" * len(INSTRUMENT.items))[: len(INSTRUMENT.items)]
WELCOME = INSTRUMENT.words.welcome_title
CONDITIONS, FLAGS = len(INSTRUMENT.conditions.conditions), len(INSTRUMENT.flag)


def numbers_of(*names: str) -> str:
    """Give the numbers of conditions on their page, with spaces between them."""
    known = [one.id for one in INSTRUMENT.conditions.conditions]
    return " ".join(str(known.index(name) + 1) for name in names)


# The numbers of none of these, on the page of conditions and on that of flags.
NO_CONDITION_NUMBER, NO_FLAG_NUMBER = len(INSTRUMENT.conditions.conditions) + 1, len(INSTRUMENT.flag) + 1
ROWS = len(INSTRUMENT.items) + len(("age", "conditions", "flags")) + len(INSTRUMENT.parts)  # of the check page


def applying(*names: str) -> list[str]:
    """Give the questions that are asked of somebody with these conditions, read off the rules."""
    left_out = {name for one in names for name in INSTRUMENT.condition[one].not_applicable}
    return [item.id for item in INSTRUMENT.items.values() if left_out.isdisjoint({item.id, item.domain})]


def lines_of(*, age=ADULT, conditions=NONE, items=ITEMS, flags=NONE, check="") -> list[str]:
    """Give the lines of a whole quiz from a pipe, one a page: all conditions are one, and all warning signs."""
    return [age, conditions, *items, flags, check]


def live_lines_of(*, age=ADULT, conditions=(), items=ITEMS, flags=()) -> list[str]:
    """Give the lines of a whole quiz in a terminal: a group a page, and the check page in two pieces."""
    return [age, *_group_lines("conditions", conditions), *items, *_group_lines("flags", flags), "", ""]


def _group_lines(kind, numbers) -> list[str]:
    rows = [[n for n in numbers if 0 <= n - page.first < len(page.ticks)] for page in pages_of(INSTRUMENT, kind)]
    lists = zip((" ".join(map(str, row)) or NONE for row in rows), pages_of(INSTRUMENT, kind), strict=True)
    return [f"\n{line}" if kind == "conditions" and len(page.ticks) > AT_ONCE else line for line, page in lists]


def keys_in(text: str) -> list[str]:
    """Give typed text key by key, an arrow as one."""
    return re.findall(r"\x1b\[[A-D]|.", text, re.DOTALL)


def ticks(kind: str, *numbers: int) -> str:
    """Give the keys that tick numbers on the pages of conditions or of flags, and leave them."""
    rows = [
        [n - page.first + 1 for n in numbers if 0 <= n - page.first < len(page.ticks)]
        for page in pages_of(INSTRUMENT, kind)
    ]
    return "".join("".join(map(str, row)) + ENTER if row else NONE_BY_ARROW for row in rows)


def start(age=ADULT) -> str:
    """Give the keys from the welcome up to the first question, of an adult with no condition."""
    return ENTER + age + ticks("conditions")


def all_keys(items=ITEMS, age=ADULT) -> str:
    """Give the keys up to the check page, of an adult with no condition and no warning sign."""
    return start(age) + items + ticks("flags")


START, NO_FLAGS = start(), ticks("flags")
READ_ON = "\n" * 20  # Enter for more, as often as a result has pieces, and at last to finish
LINES = joined(lines_of())
LIVE_LINES = joined(live_lines_of())
