"""Tables to begin with: a blank one with the names of all columns, and a sample with cells of every kind."""

import csv
from collections.abc import Iterable
from io import StringIO

from gutbone.answers.cells import ItemCells
from gutbone.answers.responses import NOT_APPLICABLE, Reading
from gutbone.assess.columns import CONDITIONS
from gutbone.rules.amount import written
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

PEOPLE = 8
UNKNOWN_AT, LEFT_OUT_AT, LABEL_AT, AMOUNT_AT = 3, 7, 2, 5  # the people whose cells are of these kinds, in turn


def blank_table(instrument: Instrument) -> str:
    """Write the names of the columns, and no rows."""
    return _csv(instrument, ())


def sample_table(instrument: Instrument) -> str:
    """Write some people that nobody is: option ids, labels, amounts, empty cells and conditions."""
    ids = [*instrument.condition]
    held = ("none", *ids[:1], " ".join(ids[1:3]), "", *ids[-1:])
    rows = []
    for person in range(PEOPLE):
        cells = [_cell(item, person + place, person) for place, item in enumerate(instrument.items.values())]
        rows.append((f"{person + 1:03}", *cells, held[person % len(held)] if ids else ""))
    return _csv(instrument, rows)


def _cell(item: Item, turn: int, person: int) -> str:
    """Give a cell of an item: each of its options comes up in turn, written in one of the ways there are."""
    if item.amount:
        span = item.top - item.smallest
        said = written(round(item.smallest + span * (turn % PEOPLE) / PEOPLE, item.amount.decimals or None))
        return {UNKNOWN_AT: "", LEFT_OUT_AT: NOT_APPLICABLE}.get((turn + person) % PEOPLE, said)
    place = turn % len(item.options)
    option = item.options[place]
    kind = (turn + person) % PEOPLE
    if kind in {UNKNOWN_AT, LEFT_OUT_AT}:
        return "" if kind == UNKNOWN_AT else NOT_APPLICABLE
    if kind == LABEL_AT and ItemCells(item, Reading()).names.get(option.label.casefold()) == place:
        return option.label
    if kind == AMOUNT_AT and item.unit and option.at_least is not None:
        return f"{option.at_least:g}"
    return option.id


def _csv(instrument: Instrument, rows: Iterable[tuple[str, ...]]) -> str:
    content = StringIO()
    writer = csv.writer(content, lineterminator="\n")
    conditions = [CONDITIONS] if instrument.condition else []
    writer.writerow(["id", *instrument.items, *conditions])
    writer.writerows(row[: 1 + len(instrument.items) + len(conditions)] for row in rows)
    return content.getvalue()
