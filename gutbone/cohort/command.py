"""What ``gutbone cohort`` does: read, score, write, sum up."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from gutbone.answers.responses import Mode
from gutbone.assess.columns import sort_columns
from gutbone.base import files, terminal
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.base.text import visible
from gutbone.cohort.expressions import scorer
from gutbone.cohort.summary import Summary
from gutbone.cohort.tables import CsvPieces, ParquetPieces, Table, is_parquet, write
from gutbone.cohort.threads import Clock, ahead, beside, ended_by_signals
from gutbone.rules.instrument import Instrument

AFTER = 1.0  # seconds; what is done sooner needs no bar


def run(instrument: Instrument, name: str, output: Path | None, *, force: bool, mode: Mode, plain: bool) -> None:
    """Score a table into a file, or to standard output, and sum up on stderr.

    Raises GutboneError: exit code 2 for a table that cannot be read, 1 for one that cannot be written.
    """
    gc.enable()  # the program starts without, and this may run for long
    files.check_output(output, force=force)
    source = terminal.standard_input() if name == "-" else files.opened(Path(name), name)
    with source as file, ended_by_signals():
        table = ParquetPieces(file, name) if is_parquet(name) else CsvPieces(file, name)
        meant = sort_columns(instrument, table.names, name).meant
        summary, clock = Summary(instrument), Clock()
        score = clock.step("score")(scorer(instrument, table.nothing, mode))  # the time of each call is counted
        try:
            with _progress(table, clock, shown=output is not None and not plain) as advance:
                scored = ahead(map(score, ahead(_read(table, clock))))
                pieces = _counted(scored, summary, clock, advance)
                with terminal.opened_output(output, force=force) as out:
                    beside(lambda: write(pieces, out, as_parquet=output is not None and is_parquet(output)))
        except PolarsError as error:
            what = f"the table cannot be worked through: {' '.join(str(error).split())}."
            failed = GutboneError("TABLE_010", what, "Check the table.", exit_code=ExitCode.FAILED)
            raise table.error or failed from None
    for line in summary.lines(meant, clock):
        terminal.tell(visible(line))


def _read(table: Table, clock: Clock) -> Iterator[pl.DataFrame]:
    """Read piece by piece; one without rows if there are none."""
    with clock.step("read"):
        piece: pl.DataFrame | None = next(table.rows, table.nothing)
    while piece is not None:
        yield piece
        with clock.step("read"):
            piece = next(table.rows, None)


def _counted(
    pieces: Iterator[pl.DataFrame], summary: Summary, clock: Clock, advance: Callable[[], None]
) -> Iterator[pl.DataFrame]:
    """Count pieces as they go by to be written."""
    for piece in pieces:
        summary.add(piece)
        advance()
        with clock.step("write"):
            yield piece


@contextmanager
def _progress(table: Table, clock: Clock, *, shown: bool) -> Iterator[Callable[[], None]]:
    """Give a function to call whenever more has been done: it draws a bar in a terminal, and only on long work."""
    if not shown or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("Scoring", total=1.0)

    def advance() -> None:
        if clock.passed() > AFTER:
            bar.start()
            bar.update(task, completed=table.share())

    try:
        yield advance
    finally:
        bar.stop()
