"""Scores over time, drawn in characters.

Of the libraries for this, plotille 6 labels its axis with ten digits and draws no ranges, and plotext 6 takes longer to
load than all of gutbone; at 40 columns and without colours neither shows where a band begins.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from msgspec import Struct

from gutbone.base.numbers import Points
from gutbone.base.text import cells, padded

ROWS, WIDEST = 9, 60
SURE, REACH, EDGE, SIDE, CORNER, FOOT = "●▒╌│└─"


class Mark(Struct, frozen=True):
    """A score on a day: its lowest and highest points."""

    day: date
    low: Points
    high: Points


def picture(
    marks: Sequence[Mark], possible: Points, edges: Sequence[Points], names: tuple[str, str], columns: int
) -> list[str]:
    """Draw marks from the first day to the last, with a line where each band begins; ``names`` are of those two days.

    A range is drawn from its lowest to its highest points. Gives nothing where the window is too narrow for it.
    """
    margin = len(str(possible)) + 2
    width = min(columns, WIDEST) - margin
    if possible <= 0 or width < sum(map(cells, names)) + 2:
        return []
    grid = [[" "] * width for _ in range(ROWS)]
    rows = {edge: min(max(1, _row(edge, possible)), ROWS - 2) for edge in edges if 0 < edge < possible}
    labels = {0: "0", ROWS - 1: str(possible)} | {row: str(edge) for edge, row in rows.items()}
    for row in rows.values():
        grid[row] = [EDGE] * width
    for mark, place in zip(marks, _places([mark.day for mark in marks], width), strict=True):
        low, high = (_row(points, possible, rows) for points in (mark.low, mark.high))
        for row in range(low, high + 1):
            grid[row][place] = SURE if mark.low == mark.high else REACH
    drawn = [f"{labels.get(row, ''):>{margin - 2}} {SIDE}{''.join(grid[row])}" for row in reversed(range(ROWS))]
    first, last = names
    under = f"{padded(first, width - cells(last))}{last}" if first != last else first
    return [line.rstrip() for line in (*drawn, f"{'':>{margin - 1}}{CORNER}{FOOT * width}", f"{'':>{margin}}{under}")]


def _row(points: Points, possible: Points, edges: Mapping[Points, int] = MappingProxyType({})) -> int:
    """Give the row of some points, counted from below; on the right side of each edge, and on it only from it on."""
    row = min(max(0, round(float(points) / float(possible) * (ROWS - 1))), ROWS - 1)
    for edge, at in edges.items():
        row = max(row, at) if points >= edge else min(row, at - 1)
    return row


def _places(days: Sequence[date], width: int) -> list[int]:
    """Give each day its place; where all are one day, they stand side by side."""
    span = (days[-1] - days[0]).days
    parts = [(day - days[0]).days / span if span else n / max(1, len(days) - 1) for n, day in enumerate(days)]
    return [round(part * (width - 1)) for part in parts]
