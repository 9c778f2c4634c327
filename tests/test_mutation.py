"""Of the rules' numbers, conditions and sources, hardly any can change without somebody noticing."""

import pytest
from mutate_rules import KINDS, PEOPLE, fates, mutants, share

SAMPLE = 64  # python tests/mutate_rules.py tries 1,000


@pytest.mark.parametrize(
    ("sample", "people"), [(SAMPLE // 8, PEOPLE // 10), pytest.param(SAMPLE, PEOPLE, marks=pytest.mark.long)]
)
def test_at_least_95_of_100_changes_to_the_rules_are_noticed(sample, people):
    found = fates(sample, seed=2, people=people)
    assert len([fate for fate in found if fate.matters]) > 0.8 * sample
    assert share(found) >= 95, [fate for fate in found if fate.matters and not fate.noticed_by]


def test_the_same_seed_gives_the_same_changes_of_every_kind():
    count = 2 * len(KINDS)
    first, again = ([(m.kind, m.change) for m in mutants(count, seed=3)] for _ in range(2))
    assert first == again
    assert {kind for kind, _ in first} == set(KINDS)
    assert len(set(first)) > 0.9 * count
