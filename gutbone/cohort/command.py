"""What ``gutbone cohort`` does: read, score, write, sum up."""

import gc
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter

import polars as pl
from polars.exceptions import PolarsError

from gutbone import world
from gutbone.cohort import score_frame
from gutbone.cohort.columns import sort_columns
from gutbone.cohort.progress import progress
from gutbone.cohort.summary import Summary
from gutbone.cohort.tables import Table, is_parquet, open_file, table_in, write
from gutbone.errors import ExitCode, GutboneError, visible
from gutbone.instrument import Instrument
from gutbone.responses import Mode


def run(instrument: Instrument, name: str, output: Path | None, *, force: bool, mode: Mode, plain: bool) -> None:
    """Score a table into a file, or to standard output, and sum up on stderr.

    Raises GutboneError: exit code 2 for a table that cannot be read, 1 for one that cannot be written.
    """
    gc.enable()  # the program starts without, and this may run for long
    world.check_output(output, force=force)
    with open_file(name) as file:
        table = table_in(file, name)
        meant = sort_columns(instrument, table.names, name).meant
        score = partial(score_frame, instrument, mode=mode)
        summary = Summary(instrument)
        try:
            with progress(table.share, shown=output is not None and not plain) as advance:
                _write(_pieces(table, score, summary, advance), output, force=force)
        except PolarsError as error:
            raise table.error() or _failed(error, output) from None
    for line in summary.lines(meant, table.seconds()):
        world.tell(visible(line))


def _pieces(
    table: Table, score: Callable[[pl.DataFrame], pl.DataFrame], summary: Summary, advance: Callable[[], None]
) -> Iterator[pl.DataFrame]:
    """Score piece by piece, each while the one before is written; one without rows if there are none."""

    def scored(instead: pl.DataFrame | None = None) -> pl.DataFrame | None:
        rows = next(table.rows, instead)
        return None if rows is None else score(rows)

    with ThreadPoolExecutor(1) as beside:
        began = perf_counter()
        coming = beside.submit(scored, table.nothing)
        while (piece := coming.result()) is not None:
            summary.waited += perf_counter() - began
            coming = beside.submit(scored)
            summary.add(piece)
            advance()
            began = perf_counter()
            yield piece
            summary.written += perf_counter() - began
            began = perf_counter()


def _write(pieces: Iterator[pl.DataFrame], output: Path | None, *, force: bool) -> None:
    """Write to a file that is there whole or not at all, or to standard output."""
    if output is not None:
        with world.whole_file(output, force=force) as file:
            write(pieces, file, as_parquet=is_parquet(output))
        return
    try:
        write(pieces, sys.stdout.buffer, as_parquet=False)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        world.abandon_output()
    except OSError as error:
        raise world.unwritable_output(error) from None


def _failed(error: PolarsError, output: Path | None) -> GutboneError:
    """Make the error for what Polars could neither read nor write; it puts the system's words in its own."""
    system = re.search(r"\(os error (\d+)\)", str(error))
    if system and output is not None:
        number = int(system[1])
        return world.unwritable(OSError(number, os.strerror(number)), str(output))
    what = f"the table cannot be worked through: {' '.join(str(error).split())}."
    return GutboneError("TABLE_010", what, "Check the table.", exit_code=ExitCode.FAILED)
