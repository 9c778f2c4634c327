"""What each person said and got, question by question: as columns beside the scores, or a row an answer."""

import polars as pl

from gutbone.answers.cells import LEFT_OUT
from gutbone.base.errors import GutboneError
from gutbone.cohort.expressions import Scorer, small

POINTS = ("points",)
LONG = ("status", "option", "points", "possible")
LONG_COLUMNS = ("row", "item", *LONG)


def add_items(scorer: Scorer, parts: tuple[str, ...]) -> None:
    """Let a scorer give these parts of every question that is asked, before the scores.

    Raises GutboneError (exit code 2) where a column that passes through has the name of one.
    """
    items = [name for name in scorer.instrument.items if name in scorer.asked]
    added = {f"{name}_{part}": _part(scorer, name, part) for name in items for part in parts}
    for name in scorer.columns.passed:
        if name in added or (parts == LONG and name in LONG_COLUMNS):
            what = f"the column {name} has the name of a result."
            raise GutboneError("TABLE_005", what, "Rename it, or score a table without it.")
    scorer.results = added | scorer.results


def _part(scorer: Scorer, name: str, part: str) -> pl.Expr:
    item, code, said = scorer.instrument.items[name], scorer.col("code", name), scorer.col("said", name)
    applies, is_known = said != LEFT_OUT, said >= 0
    if part == "points":
        points = scorer.in_points(scorer.part(item, "low"))
        return pl.when(is_known).then(points) if item.scored else pl.lit(None, pl.Int32)
    if part == "possible":
        return scorer.in_points(scorer.part(item, "possible"))
    if part == "option" and item.amount:
        return pl.when(is_known).then(scorer.col("counted", name).cast(pl.String).str.strip_suffix(".0"))
    if part == "option":
        return scorer.named(pl.when(is_known).then(said).otherwise(small(-1)), [*item.by_id])
    status = pl.when(~applies).then(pl.lit("not_applicable")).when(scorer.is_settled(item)).then(pl.lit("settled"))
    status = status.when(code >= 0).then(pl.lit("answered")).when(code < LEFT_OUT).then(pl.lit("problem"))
    return status.otherwise(pl.lit("not_known"))


def long_table(scored: pl.DataFrame, scorer: Scorer) -> pl.DataFrame:
    """Turn a scored piece, in which ``row`` counts, to a row an answer: what passes through stands before each."""
    items = [name for name in scorer.instrument.items if name in scorer.asked]
    kept = ("row", *scorer.columns.passed)
    parts = (
        scored.select(*kept, pl.lit(name).alias("item"), *(pl.col(f"{name}_{part}").alias(part) for part in LONG))
        for name in items
    )
    return pl.concat(parts).sort("row", maintain_order=True)
