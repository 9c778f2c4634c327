"""Which columns of a table are answers, which pass through, and which cannot stay."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gutbone.base.errors import GutboneError
from gutbone.rules.instrument import Instrument

CONDITIONS = "conditions"
SCORE = ("status", "points_low", "points_high", "possible", "percent_low", "percent_high", "band_low", "band_high")


class Columns(NamedTuple):
    """The columns of a table of answers, by what becomes of them."""

    items: tuple[str, ...]
    has_conditions: bool
    passed: tuple[str, ...]
    meant: dict[str, str]
    """Columns that pass through although they look like an item's, with that item."""


def output_columns(instrument: Instrument) -> tuple[str, ...]:
    """Name the columns that scoring adds, in order."""
    scored = [f"{name}_{part}" for name in ("total", *instrument.domain) for part in SCORE]
    return (*scored, "answered", "problem")


def sort_columns(instrument: Instrument, names: Sequence[str], where: str = "") -> Columns:
    """Tell the columns of a table apart.

    Raises GutboneError (exit code 2) when one stands twice, none is an item, or one has the name of a result.
    """
    from difflib import get_close_matches

    # Some engines take columns that differ only in capitals for the same.
    repeated = [name for name, count in Counter(str(name).casefold() for name in names).items() if count > 1]
    if repeated:
        often = "twice" if len(repeated) == 1 else "more than once"
        what = f"the column {repeated[0] or 'without a name'} stands here {often}."
        raise GutboneError("TABLE_003", what, "Rename or remove one.", where)
    items = tuple(name for name in instrument.items if name in names)
    if not items:
        some = ", ".join([*instrument.items][:3])
        fix = f"Name the columns after the items, such as {some}, with a comma between."
        raise GutboneError("TABLE_004", "no column is an item of these rules.", fix, where)
    passed = tuple(name for name in names if name not in {*items, CONDITIONS})
    taken = {name.casefold() for name in output_columns(instrument)}
    for name in passed:
        if str(name).casefold() in taken:
            what = f"the column {name} has the name of a result."
            raise GutboneError("TABLE_005", what, "Rename it, or score a table without it.", where)
    missing = [name for name in (*instrument.items, CONDITIONS) if name not in names]
    near = {name: get_close_matches(str(name).strip().casefold()[:100], missing, n=1, cutoff=0.8) for name in passed}
    meant = {name: found[0] for name, found in near.items() if found}
    return Columns(items, CONDITIONS in names, passed, meant)


def own(kind: str, name: str) -> str:
    """Name a column that is only a step on the way."""
    return f"gutbone__{kind}__{name}"
