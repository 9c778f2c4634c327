"""References: what may stand for a person in a result, and the NHS numbers that may not."""

import re
from unicodedata import normalize

from gutbone.base.errors import GutboneError

MOST_REF = 64
# Ten digits in one piece, or in the usual groups of 3, 3 and 4.
NHS_NUMBER = r"(?<!\d)(\d{3})[\s.\-\u2010-\u2015]*(\d{3})[\s.\-\u2010-\u2015]*(\d{4})(?!\d)"


def check_ref(ref: str | None, *, allow_nhs_number: bool) -> str | None:
    """Give a reference back if it may be printed; bytes that are no UTF-8 become question marks.

    Raises GutboneError (exit code 2) for one that is too long or holds a valid NHS number.
    """
    if ref is None:
        return None
    if len(ref) > MOST_REF:
        raise GutboneError("OPTIONS_004", f"the reference is over {MOST_REF} characters.", "Shorten it.", "ref")
    if not allow_nhs_number and holds_nhs_number(ref):
        fix = "Use another reference, or add --allow-nhs-number."
        raise GutboneError("OPTIONS_008", "the reference holds an NHS number.", fix, "ref")
    return ref.encode("utf-8", "replace").decode()


def holds_nhs_number(text: str) -> bool:
    """Say whether an NHS number stands in a text, however its digits are grouped, or is all of its digits."""
    plain = normalize("NFKC", "".join(c for c in text if c.isprintable() or c.isspace()))
    alone = re.sub(r"[\s.\-\u2010-\u2015/]", "", plain)
    return any(is_nhs_number("".join(groups)) for groups in re.findall(NHS_NUMBER, plain)) or is_nhs_number(alone)


def is_nhs_number(digits: str) -> bool:
    """Say whether these are 10 digits with the modulus-11 check digit."""
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
