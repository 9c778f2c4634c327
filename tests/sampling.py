"""How much of a costly test runs: a part in the README's command, the whole beside the tests that take long."""

import pytest
from hypothesis import settings

ALL = 200  # examples of a property without a number of its own, beside the long tests: see conftest.py


def part_of(most: int) -> int:
    """Give how many examples of a property are tried: as large a part of its own number as of the usual one."""
    return -(-most * min(settings.default.max_examples, ALL) // ALL)


def mostly_long(whole, short):
    """Give the cases of a test, each a tuple; those that are not among the short ones are marked as long."""
    whole = [*whole]
    assert set(short) <= set(whole)
    return [case if case in short else pytest.param(*case, marks=pytest.mark.long) for case in whole]
