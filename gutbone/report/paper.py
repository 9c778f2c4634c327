"""How much of a sheet a text takes: lines of Arial as a browser breaks them, and blocks dealt out to pages.

Pages are dealt out here and not by the browser, so that each can say "page 1 of 2", and none is cut within a block.
What fits is small enough for A4 (its width) and for US Letter (its height).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from unicodedata import east_asian_width, normalize

from msgspec import Struct

WIDTH, HEIGHT = 527, 741  # points: A4 and Letter within margins of 12mm and 9mm
SPARE = 0.99  # of the height: rounding, and the lines of boxes
LINE = 1.22  # ems from one line to the next

# The widths of Arial, and of the fonts made to be as wide, in thousandths of an em; hyphens give no break here.
REGULAR = {
    191: "'", 222: "ijl", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-`r", 334: "{}", 355: '"', 389: "*", 469: "^",
    500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw",
    778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1015: "@",
}  # fmt: skip
BOLD = {
    238: "'", 278: " ,./I\\ijl", 280: "|", 333: "!()-:;[]`ft", 389: "*r{}", 474: '"', 500: "z",
    556: "#$0123456789J_aceksvxy", 584: "+<=>^~", 611: "?FLTZbdghnopqu", 667: "EPSVXY", 722: "&ABCDHKNRU", 778: "GOQw",
    833: "M", 889: "%m", 944: "W", 975: "@",
}  # fmt: skip
WIDTHS = [{letter: width for width, letters in table.items() for letter in letters} for table in (REGULAR, BOLD)]
UNKNOWN, WIDE = 650, 1000  # letters of other scripts; those of Asia, and pictures
MARK = re.compile(r"(</?strong>|<[^>]+>)")


class Block(Struct, frozen=True):
    """Something that is never split: its HTML, and the ems of paper it takes.

    ``list_`` is the element of the list that it belongs to, if it does, and ``number`` its place in that.
    A block that ``leads`` stands on the page of the one after it.
    """

    html: str
    ems: float
    list_: str = ""
    number: int = 1
    leads: bool = False


def lines(html: str, room: float, *, bold: bool = False) -> int:
    """Count the lines that inline HTML takes in so many ems."""
    count, used, room = 1, 0, room * 1000
    for word in _words(html, bold=bold):
        width = sum(word)
        if used and used + WIDTHS[0][" "] + width > room:
            count, used = count + 1, 0
        used += width + (WIDTHS[0][" "] if used else 0)
        while used > room:  # a word longer than a line
            count, used = count + 1, used - int(room)
    return count


def deal(blocks: Sequence[Block], room: float, first: float, later: float) -> list[list[Block]]:
    """Deal blocks out to pages that hold ``room`` ems, of which the heads of the first and the later pages take some."""
    pages: list[list[Block]] = [[]]
    left = room - first
    for group in _together(blocks):
        ems = sum(block.ems for block in group)
        if ems > left and pages[-1]:
            pages.append([])
            left = room - later
        pages[-1] += group
        left -= ems
    return pages


def lists(blocks: Iterable[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Give the blocks of a page with those of one list together, as (its element, its items)."""
    run: list[Block] = []
    for block in blocks:
        if run and (not block.list_ or block.list_ != run[-1].list_ or block.number == 1):
            yield run[0].list_, run
            run = []
        run.append(block)
    if run:
        yield run[0].list_, run


def _together(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Give blocks with those that lead to them."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.leads:
            yield group
            group = []
    if group:
        yield group


def _words(html: str, *, bold: bool) -> Iterator[list[int]]:
    """Give the widths of the letters of each word."""
    word: list[int] = []
    is_bold = bold
    for part in MARK.split(html):
        if MARK.fullmatch(part):
            is_bold = bold or part == "<strong>"
            continue
        for letter in unescape(part):
            if letter.isspace():
                if word:
                    yield word
                word = []
            else:
                word.append(_width(letter, is_bold=is_bold))
    if word:
        yield word


def _width(letter: str, *, is_bold: bool) -> int:
    own = WIDTHS[is_bold]
    if width := own.get(letter) or own.get(normalize("NFKD", letter)[:1]):
        return width
    return WIDE if east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF else UNKNOWN
