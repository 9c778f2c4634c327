"""The band that points fall in and the total as published, as expressions of Polars."""

from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import Any

import polars as pl

from gutbone.base.numbers import exact, places
from gutbone.rules.bands import Bands


def place_of(bands: Bands, scale: int, points: pl.Expr, possible: pl.Expr, parts: pl.Expr | int = 1) -> pl.Expr:
    """Find the place of the band that points reach, on whole numbers; of a mean there are so many ``parts`` of each."""
    chain: Any = pl
    for place, band in sorted(enumerate(bands.edges), key=lambda band: band[1].at_least, reverse=True):
        edge = exact(band.at_least)
        whole = 10 ** places(edge)
        if bands.of == "points":
            reached = points * whole >= int(edge * whole * scale) * parts
        else:
            reached = 100 * whole * points >= int(edge * whole) * possible * parts
        chain = chain.when(reached).then(small(place))
    found: pl.Expr = chain.otherwise(small(-1)) if bands.edges else small(-1)
    return found


def published(scorer: Any) -> Iterator[tuple[str, pl.Expr]]:
    """Give a scorer's total as published, where the rules say how and enough was answered; all of it has to apply."""
    instrument = scorer.instrument
    gaps, items = instrument.gaps, instrument.scored
    if gaps is None:
        return
    known, possible = scorer.col("known", "total"), scorer.col("possible", "total")
    is_whole = (scorer.col("applicable", "total") == len(items)) & (scorer.mode == "full")
    has_it = scorer.col("scored", "total") & is_whole & (known >= gaps.at_least)
    parts = reduce(add, [scorer.part(item, "given") for item in items]).cast(pl.Int64) * len(items)
    yield "total_published_points", pl.when(has_it).then(parts / (known * scorer.scale))
    place = place_of(instrument.bands, scorer.scale, parts, possible.cast(pl.Int64), known.cast(pl.Int64))
    bands = [band.id for band in instrument.bands.edges]
    yield "total_published_band", scorer.named(pl.when(has_it).then(place).otherwise(small(-1)), bands)


def small(number: int) -> pl.Expr:
    """Give a small whole number as an expression."""
    return pl.lit(number, pl.Int8)
