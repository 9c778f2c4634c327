"""How somebody answers a whole quiz, in the order in which it asks: as lines, and as keys."""

from msgspec.structs import replace
from people import INSTRUMENT
from terminal import joined

from gutbone.quiz.screen import opened
from gutbone.quiz.session import Step, begin
from gutbone.quiz.views import SeveralAnswers

ADULT, NONE, ENTER = "2", "none", "\r"
ITEMS = "2" * len(INSTRUMENT.items)  # live foods on some days, so that their kinds are asked


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
    """Give the lines of a whole quiz, one a page."""
    return [age, conditions, *items, flags, check]


def ticks(kind: str, *numbers: int, columns=80, rows=24, saves=True) -> str:
    """Give the keys that tick numbers on the page of conditions or of flags, part by part, and leave it.

    Without numbers it is the line that says none of these.
    """
    view = opened(replace(begin(INSTRUMENT), at=Step(kind), saves=saves), columns, rows)
    assert isinstance(view, SeveralAnswers)
    wanted = numbers or (view.page.most,)
    parts = [[choice.number for choice in part] for part in view.parts()]
    return "".join("".join(str(part.index(n) + 1) for n in wanted if n in part) + ENTER for part in parts)


def start(age=ADULT, **window: int) -> str:
    """Give the keys up to the first question, of an adult with no condition."""
    return age + ticks("conditions", **window)


def all_keys(items=ITEMS, age=ADULT, **window: int) -> str:
    """Give the keys up to the check page, of an adult with no condition and no warning sign."""
    return start(age, **window) + items + ticks("flags", **window)


START, NO_FLAGS = start(), ticks("flags")
LINES = joined(lines_of())
