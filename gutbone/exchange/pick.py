"""Which of the results in a file is meant, where it holds several."""

from msgspec import Struct

from gutbone.base.errors import GutboneError

BLANK = b"\xef\xbb\xbf \t\r\n"  # a mark of the byte order too


class Pick(Struct, frozen=True):
    """Which of several results: that with a reference, or by its number: of its line, or of a Bundle's responses."""

    ref: str | None = None
    number: int | None = None


def check_single(pick: Pick, name: str) -> None:
    """Refuse a number beyond the first for a file that holds one result."""
    if pick.number not in {None, 1}:
        what = "this is not a file of several results, by line or in a Bundle."
        raise GutboneError("ANSWERS_015", what, "Leave --line out.", name)
