"""What each person said and got, question by question: as columns beside the scores, or a row an answer."""

import polars as pl

from gutbone.answers.cells import LEFT_OUT
from gutbone.base.errors import GutboneError
from gutbone.cohort.expressions import Scorer
from gutbone.rules.amount import written

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
    item, code, applies = scorer.instrument.items[name], scorer.col("code", name), scorer.col("applies", name)
    is_known = applies & scorer.col("known", name)
    if part == "points":
        points = scorer.in_points(scorer.col("points", name))
        return pl.when(is_known).then(points) if item.scored else pl.lit(None, pl.Int32)
    if part == "possible":
        most = pl.lit(item.most, pl.Int32 if scorer.scale == 1 else pl.Float64)
        return pl.when(applies).then(most).otherwise(pl.lit(0, pl.Int32))
    is_settled = scorer.is_settled(item)
    if part == "option" and item.amount:
        whole = item.amount.decimals == 0
        said = scorer.col("amount", name).cast(pl.Int64 if whole else pl.Float64, strict=False).cast(pl.String)
        said = pl.when(is_settled).then(pl.lit(written(item.smallest))).otherwise(said.str.strip_suffix(".0"))
        return pl.when(is_known).then(said)
    if part == "option":
        place = pl.when(is_settled).then(pl.lit(0, pl.Int8)).otherwise(code)
        return scorer.named(pl.when(is_known).then(place).otherwise(pl.lit(-1, pl.Int8)), [*item.by_id])
    status = pl.when(~applies).then(pl.lit("not_applicable")).when(is_settled).then(pl.lit("settled"))
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
