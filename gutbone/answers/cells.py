"""What the cells of a table say, for the one row of a person's CSV and for a whole cohort by the same rules.

A cell is read to a code: the place of an option, or one of the codes below. A whole number may be an amount or the code
of a survey program. Which it is, nothing in the cell says; so it is marked, and the whole table settles it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from math import inf, nextafter
from types import MappingProxyType

from gutbone.answers.one import PLAIN_NUMBER
from gutbone.answers.responses import NOT_APPLICABLE, Reading
from gutbone.base.errors import GutboneError
from gutbone.base.messages import joined, said
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

UNKNOWN, LEFT_OUT, NOT_KNOWN, OUT_OF_RANGE, UNSETTLED, MARKED = -1, -2, -3, -4, -5, -6  # options count from 0
# Added to the place of an option that a number reaches, until the table has settled what its numbers are: bits of
# their own, as taking them off is then quick.
COULD_BE_CODE, SPECIAL, AMOUNT = 32, 64, 96
PLACE = COULD_BE_CODE - 1  # the bits of the place
MISSING = ("NA", "NaN", "nan", ".")  # R's, that of most programs, and that of SAS
# What surveys write for "refused" and the like; beside amounts and codes they say nothing of either.
SPECIAL_CODES = (7, 8, 9, 77, 88, 99, 777, 888, 999)
NOBODYS = frozenset({"none", NOT_APPLICABLE, "not_applicable"})  # in a list of ids: there are none
TICKED = {"1", "1.0", "true", "yes", "y", "checked", "selected", "x"}
NOT_TICKED = {"", "0", "0.0", "false", "no", "n", "unchecked", "not selected"}
CHOICES = ("amounts", "codes")


class ItemCells:
    """How the cells of one item are read."""

    def __init__(self, item: Item, reading: Reading) -> None:
        self.item, self.reading = item, reading
        book = reading.codebook.get(item.id, {})
        self.book = {value: self._meant(option) for value, option in book.items()}
        shows_codes = any(self._is_code(value, code) for value, code in self.book.items())
        self.is_coded = shows_codes or reading.numbers == "codes"
        self.takes_amounts = (bool(item.unit) and not self.is_coded) or item.amount is not None
        self.most = inf if item.at_most is None else item.at_most

    @cached_property
    def marks(self) -> dict[str, int]:
        """What stands for itself, capitals and all."""
        known = {"": UNKNOWN, **dict.fromkeys(MISSING, MARKED), **dict.fromkeys(self.reading.missing, UNKNOWN)}
        known[f"not_sure.{self.item.id}"] = UNKNOWN  # of a form that gutbone exports
        return {**known, NOT_APPLICABLE: LEFT_OUT, "not_applicable": LEFT_OUT, **self.book}

    @cached_property
    def names(self) -> dict[str, int]:
        """The options by id and by label, without capitals; not a label of two options, or one that is a number.

        A level of amounts is no answer by its name: nobody knows which amount it was.
        """
        if self.item.amount:
            return {}
        labels = [option.label.strip().casefold() for option in self.item.options]
        named = {label: place for place, label in enumerate(labels) if labels.count(label) == 1}
        named = {label: place for label, place in named.items() if not re.fullmatch(PLAIN_NUMBER, label)}
        return named | {option.id.casefold(): place for place, option in enumerate(self.item.options)}

    @cached_property
    def numbers(self) -> dict[float, int]:
        """Numbers that stand for something else than an amount."""
        are_codes = self.reading.numbers == "codes" and not self.book and self.item.amount is None
        codes = enumerate(self.item.options, 1) if are_codes else ()
        known = {float(number): number - 1 for number, _ in codes}
        known |= {float(mark): UNKNOWN for mark in self.reading.missing if re.fullmatch(PLAIN_NUMBER, mark)}
        return known | {float(value): code for value, code in self.book.items() if re.fullmatch(PLAIN_NUMBER, value)}

    @cached_property
    def turns(self) -> list[float]:
        """The numbers at which what a number means can change, in order: between two of them it is the same."""
        edges = {option.at_least for option in self.item.options if option.at_least is not None}
        could_be_codes = {*range(len(self.item.options) + 1), *SPECIAL_CODES}
        return sorted({*map(float, {*self.numbers, *edges, *could_be_codes, self.item.smallest, self.most})})

    @cached_property
    def edges(self) -> list[float]:
        """The lower edges of what numbers mean; the lowest meaning has none."""
        return beside(self.turns)

    @cached_property
    def meanings(self) -> list[int]:
        """What numbers mean below all edges, and from each of them to the next."""
        return [self._meaning(number) for number in (nextafter(self.edges[0], -inf), *self.edges)]

    def code(self, text: str) -> int:
        """Read a cell."""
        text = unmarked(text.strip())
        if text in self.marks:
            return self.marks[text]
        if text.casefold() in self.names:
            return self.names[text.casefold()]
        number = self.plain(text)
        return self.code_of_number(float(number)) if re.fullmatch(PLAIN_NUMBER, number) else NOT_KNOWN

    def code_of_number(self, number: float) -> int:
        """Read a number; one with more decimals than may be said is out of range."""
        code = self.meanings[bisect_right(self.edges, number)]
        is_fine = code < 0 or self.item.amount is None or self.item.amount.is_fine_enough(number)
        return code if is_fine else OUT_OF_RANGE

    def plain(self, text: str) -> str:
        """Write a number with a decimal point."""
        return text.replace(",", ".") if self.reading.decimal_comma else text

    def _meaning(self, number: float) -> int:
        """Say what a number means, however many decimals it has; an amount is marked by what else it could be."""
        if number in self.numbers:
            return self.numbers[number]
        if not self.takes_amounts:
            return NOT_KNOWN
        if not self.item.smallest <= number <= self.most or number == inf:
            return OUT_OF_RANGE
        edges = [(option.at_least, place) for place, option in enumerate(self.item.options)]
        reached = [(edge, place) for edge, place in edges if edge is not None and edge <= number]
        return max(reached, default=(0, 0))[1] + self._mark(number)

    def _mark(self, number: float) -> int:
        if self.reading.numbers == "amounts" or self.item.amount:
            return 0
        if number.is_integer() and number <= len(self.item.options):
            return COULD_BE_CODE
        return SPECIAL if number in SPECIAL_CODES else AMOUNT

    def _is_code(self, value: str, meant: int) -> bool:
        """Say whether a value with a label shows that a column holds codes: an option, or other words for one."""
        is_number = meant == NOT_KNOWN and bool(re.fullmatch(PLAIN_NUMBER, value))
        could_be_code = is_number and self.reading.numbers is None and 0 < float(value) <= len(self.item.options)
        return meant >= 0 or could_be_code

    def _meant(self, option: str) -> int:
        """Give the code of what a codebook says that a value means; a word that is no option is an answer that is none."""
        meant = option.strip()
        return {"": UNKNOWN, NOT_APPLICABLE: LEFT_OUT}.get(meant, self.names.get(meant.casefold(), NOT_KNOWN))


def beside(numbers: Iterable[float]) -> list[float]:
    """Give each number and the next one above it, so that between two edges it stands alone."""
    return [edge for number in numbers for edge in (number, nextafter(number, inf))]


class Settling:
    """What the columns of a table have shown of their numbers so far."""

    def __init__(self, columns: Iterable[str] = ()) -> None:
        self.columns = frozenset(columns)
        self.in_words: set[str] = set()
        self.marks: dict[str, dict[str, None]] = {}
        self.could_be_codes: dict[str, None] = {}
        self.amounts: dict[str, None] = {}

    def add(self, column: str, codes: Iterable[int], marks: Iterable[str] = ()) -> None:
        """Take in the codes that stand in a column, and the marks there that mean that nothing is known."""
        for mark in sorted(marks):
            self.marks.setdefault(mark, {})[column] = None
        for code in codes:
            if code >= AMOUNT:
                self.amounts[column] = None
            elif COULD_BE_CODE <= code < SPECIAL:
                self.could_be_codes[column] = None
            elif 0 <= code < COULD_BE_CODE:
                self.in_words.add(column)

    @property
    def are_amounts(self) -> bool:
        """Say whether a number has come up that no code could be."""
        return bool(self.amounts)

    @property
    def taken_for_granted(self) -> list[str]:
        """The columns that hold nothing but whole numbers that could as well be codes, whatever others hold."""
        return [name for name in self.could_be_codes if name not in self.in_words and name not in self.amounts]

    @property
    def doubtful(self) -> list[str]:
        """The same, as long as no number in any column has settled what they are."""
        return [] if self.are_amounts else self.taken_for_granted

    @property
    def is_closed(self) -> bool:
        """Say whether no row to come can bring any doubt about ``columns``, which are all there are."""
        return self.are_amounts or len(self.columns - self.in_words) < 2

    def notes(self) -> Iterator[str]:
        """Say what was taken for granted."""
        if taken := self.taken_for_granted:
            why = f", as numbers in {_some(self.amounts)} are no codes" if self.amounts else ""
            fix = " If they are codes, add --codebook FILE." if self.amounts else ""
            yield f"The whole numbers in {_some(taken)} were read as amounts{why}." + fix
        if self.marks:
            each = (joined((mark, _some(columns)), "in") for mark, columns in self.marks.items())
            yield f"Read as nothing known: {'; '.join(each)}."

    def check(self, where: str, option: str = "--numbers") -> None:
        """Refuse a table whose numbers could be amounts or codes."""
        if len(self.doubtful) > 1:
            some = _some(self.doubtful)
            value = "=" if option == "numbers" else " "
            first, second = (f"{option}{value}{f'{c!r}' if value == '=' else c}" for c in CHOICES)
            what = f"the whole numbers in {some} could be amounts or the codes of answers."
            fix = f"Add {first} or {second} (codes count options from 1)."
            raise GutboneError("TABLE_011", what, fix, where)


def _some(columns: Iterable[str]) -> str:
    named = [*columns]
    return f"{', '.join(named[:3])} {said('and more')}" if len(named) > 3 else ", ".join(named)


def settled(code: int) -> int:
    """Take the mark off a number that has proved an amount, and off what means that nothing is known."""
    return code & PLACE if code >= 0 else UNKNOWN if code == MARKED else code


def unmarked(text: str) -> str:
    """Take off the mark that spreadsheets put before what is text whatever it looks like."""
    return text[1:] if text.startswith("'") and len(text) > 1 else text


def check_reading(reading: Reading, instrument: Instrument) -> Reading:
    """Give the reading back, or refuse what it cannot mean."""
    if reading.numbers not in {None, *CHOICES}:
        raise GutboneError("OPTIONS_015", f"numbers cannot be {reading.numbers}.", "Use amounts or codes.", "--numbers")
    options = {name for item in instrument.items.values() for name in item.by_id} | {NOT_APPLICABLE}
    for mark in reading.missing:
        if mark.casefold() in options:
            what = f"{mark} is an answer, and cannot mean that there is none."
            raise GutboneError("OPTIONS_016", what, "Use another mark.", "--missing")
    return reading


class NotConditions(Exception):  # noqa: N818  an ordinary outcome of reading a cell
    """A cell of conditions holds something else; the text says what is wrong."""


def words_of(text: str, reading: Reading, column: str = "conditions") -> list[str] | None:
    """Take a list of ids apart, with blanks, commas, semicolons or bars between; None where nothing stands there."""
    text = unmarked(text.strip())
    if text in {"", *MISSING, *reading.missing}:
        return None
    book = reading.codebook.get(column, {})
    words = [book.get(word, word).casefold() for word in re.split(r"[\s;,|]+", text) if word]
    return [] if set(words) <= NOBODYS else words


def read_conditions(text: str, instrument: Instrument, reading: Reading) -> frozenset[str] | None:
    """Read a cell of conditions, age groups too. Raises NotConditions."""
    words = words_of(text, reading)
    held = frozenset(words or ())
    if not held <= instrument.condition.keys():
        raise NotConditions("not known")
    if len(held & instrument.ages) > 1:
        raise NotConditions("hold two age groups")
    return None if words is None else held


def ticked(cell: str, id: str, book: Mapping[str, str] = MappingProxyType({})) -> str:  # noqa: A002  it is one
    """Give what one box of a set of boxes adds to the list: its id, nothing, or what stands there if it is neither.

    ``book`` says what its values mean: 1 may be "No". Beside 1 and 0 alone, other words than yes or no name the box.
    """
    cell = unmarked(cell.strip())
    word = cell.casefold()
    meant = book.get(cell, word).strip().casefold()
    word = meant if meant in TICKED | NOT_TICKED or not book.keys() <= {"0", "1"} else word
    return "" if word in NOT_TICKED or cell in MISSING else id if word in TICKED | {id.casefold()} else f"{id}:{word}"
