"""How much of a costly test runs, a part in the README's command, the whole beside the long tests; many cases in one test."""

from functools import wraps
from inspect import Signature, signature

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


def each(names, cases, ids=repr):
    """Hold every case in one test, and name all that fail: a thousand tests cost seconds by themselves.

    It stands where ``parametrize`` would, above a test that changes nothing and needs nothing new for each case.
    """
    names, cases = names.replace(",", " ").split() if isinstance(names, str) else names, [*cases]

    def held(test):
        @wraps(test)
        def whole(**fixtures):
            failed = []
            for case in cases:
                given = dict(zip(names, [case] if len(names) == 1 else case, strict=True))
                try:
                    test(**fixtures, **given)
                except AssertionError as error:
                    failed.append(f"{ids(case)}: {error}")
            assert not failed, f"{len(failed)} of {len(cases)} do not hold:\n" + "\n".join(failed)

        kept = [own for own in signature(test).parameters.values() if own.name not in names]
        whole.__signature__ = Signature(kept)
        return whole

    return held
