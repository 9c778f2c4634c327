"""What ``gutbone cohort`` does: read, score, write, sum up."""

import gc
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import polars as pl
from msgspec.structs import replace
from polars.exceptions import PolarsError

from gutbone.answers.cells import Reading, Settling
from gutbone.answers.responses import Mode
from gutbone.assess.columns import Columns, sort_columns
from gutbone.base import files, terminal
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.base.text import visible
from gutbone.cohort.expressions import Scorer
from gutbone.cohort.open_table import opened_table
from gutbone.cohort.outputs import kind_of_output, write
from gutbone.cohort.summary import Summary
from gutbone.cohort.tables import Table
from gutbone.cohort.threads import Clock, ahead, beside, ended_by_signals
from gutbone.rules.instrument import Instrument

AFTER = 1.0  # seconds; what is done sooner needs no bar


def run(
    instrument: Instrument,
    name: str,
    output: Path | None,
    *,
    force: bool,
    mode: Mode,
    plain: bool,
    reading: Reading,
    sheet: str | None = None,
) -> None:
    """Score a table into a file, or to standard output, and sum up on stderr.

    Raises GutboneError: exit code 2 for a table that cannot be read, 1 for one that cannot be written.
    """
    gc.enable()  # the program starts without, and this may run for long
    kind = kind_of_output(output)
    files.check_output(output, force=force)
    if output is None:
        terminal.standard_output()  # refused before the table is read, if there is none
    with ended_by_signals(), opened_table(name, instrument.items, sheet) as table:
        columns = sort_columns(instrument, table.names, name)
        reading = reading_of(reading, table, columns)
        scorer = Scorer(instrument, table.nothing.schema, mode, reading, name)
        open_to_doubt = () if reading.numbers else columns.items.values()
        summary, clock, settling = Summary(instrument, table.notes), Clock(), Settling(open_to_doubt)

        @clock.step("score")  # the time of each call is counted
        def score(piece: pl.DataFrame) -> pl.DataFrame:
            return scorer.score_at_once(piece, settling)

        try:
            with _progress(table, clock, shown=output is not None and not plain) as advance:
                scored = ahead(map(score, ahead(_read(table, clock))))
                pieces = _counted(scored, summary, clock, advance)
                with terminal.opened_output(output, force=force) as out:
                    beside(lambda: _write(pieces, out, kind, settling, name, waits=output is None))
        except GutboneError as error:
            error.where = error.where or name
            raise
        except PolarsError as error:
            what = f"the table cannot be worked through: {' '.join(str(error).split())}."
            failed = GutboneError("TABLE_010", what, "Check the table.", name, exit_code=ExitCode.FAILED)
            raise table.error or failed from None
    for line in summary.lines(columns, settling, clock):
        terminal.tell(visible(line))


def _write(
    pieces: Iterator[pl.DataFrame], out: BinaryIO, kind: str, settling: Settling, name: str, *, waits: bool
) -> None:
    """Write the pieces; nothing takes a name, or leaves by a pipe, before its numbers are settled."""
    if not waits:
        write(pieces, out, kind)
        settling.check(name)
        return
    first = next(pieces)
    if settling.is_closed:
        write(chain([first], pieces), out, kind)
        return
    with TemporaryFile() as held:
        write(chain([first], pieces), held, kind)
        settling.check(name)
        held.seek(0)
        shutil.copyfileobj(held, out)


def reading_of(reading: Reading, table: Table, columns: Columns) -> Reading:
    """Add what the file itself says of its cells; what somebody said of them wins."""
    own = {item: table.codebook[column] for item, column in columns.items.items() if column in table.codebook}
    return replace(reading, decimal_comma=table.decimal_comma, codebook={**own, **reading.codebook})


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

    console = Console(stderr=True)
    bar = Progress(console=console, transient=True)
    task = bar.add_task("Scoring", total=1.0)

    def advance() -> None:
        if clock.passed() > AFTER:
            console.size = terminal.window()  # or else rich believes COLUMNS, which a shell may have exported long ago
            bar.start()
            bar.update(task, completed=table.share())

    try:
        yield advance
    finally:
        bar.stop()
