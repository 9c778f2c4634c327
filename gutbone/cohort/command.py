"""What ``gutbone cohort`` does: read, score, write, sum up."""

import gc
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import polars as pl
from msgspec.structs import replace
from polars.exceptions import PolarsError

from gutbone.answers.cells import Settling
from gutbone.answers.responses import Mode, Reading, Responses
from gutbone.assess.columns import CONDITIONS, Columns, named_by_rules, sort_columns
from gutbone.base import files, terminal
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.base.progress import progress
from gutbone.base.text import indented, visible
from gutbone.base.threads import Clock, ahead, beside, ended_by_signals
from gutbone.cohort.cells import as_text
from gutbone.cohort.expressions import Scorer
from gutbone.cohort.open_table import opened_table
from gutbone.cohort.outputs import HERE, Wanted, write
from gutbone.cohort.per_item import LONG, LONG_COLUMNS, POINTS, add_items, long_table
from gutbone.cohort.summary import Summary
from gutbone.cohort.tables import Table
from gutbone.exchange.dictionary import dictionary_of, labels_of
from gutbone.exchange.one_row import Table as OneTable
from gutbone.exchange.one_row import one_row
from gutbone.report.scored_table import lines, plot, plot_lines
from gutbone.rules.instrument import Instrument


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
    wanted: Wanted = Wanted(),  # noqa: B008  frozen
) -> None:
    """Score a table into a file, or to standard output, and sum up on stderr.

    Raises GutboneError: exit code 2 for a table that cannot be read, 1 for one that cannot be written.
    """
    gc.enable()  # the program starts without, and this may run for long
    kind = wanted.check(output, force=force)
    if output is None:
        terminal.standard_output()  # refused before the table is read, if there is none
    with ended_by_signals(), opened_table(name, instrument, sheet, mode) as table:
        columns = sort_columns(instrument, table.names, name)
        reading = reading_of(reading, table, columns, instrument)
        scorer = Scorer(instrument, table.nothing.schema, mode, reading, name)
        open_to_doubt = () if reading.numbers else columns.items.values()
        if wanted.points or wanted.long:
            add_items(scorer, LONG if wanted.long else POINTS)
        summary = Summary(instrument, columns, table.notes, mode, whole=bool(wanted.report or wanted.plot))
        clock, settling, written = Clock(), Settling(open_to_doubt), _names_written(scorer, wanted)
        write_out = partial(write, kind=kind, comma=wanted.decimal == "comma", labels=labels_of(instrument, written))

        @clock.step("score")  # the time of each call is counted
        def score(piece: pl.DataFrame) -> pl.DataFrame:
            return scorer.score_at_once(piece, settling)

        try:
            with progress(table.share, clock, shown=output is not None and not plain) as advance:
                scored = ahead(map(score, ahead(_read(table, clock))))
                counted = _counted(scored, table.unread, summary, clock, advance)
                shaped = (long_table(piece, scorer) for piece in counted) if wanted.long else counted
                pieces = (piece.select(written) for piece in shaped)
                with terminal.opened_output(output, force=force) as out:
                    beside(lambda: _write(pieces, out, write_out, settling, waits=output is None))
        except GutboneError as error:
            error.where = error.where or name
            raise
        except PolarsError as error:
            what = f"the table cannot be worked through: {' '.join(str(error).split())}."
            failed = GutboneError("TABLE_010", what, "Check the table.", name, exit_code=ExitCode.FAILED)
            raise table.error or failed from None
    report = summary.report(settling)
    _write_beside(instrument, report, written, wanted, force=force)
    drawn = plot_lines(instrument, report) if wanted.plot == HERE else ()
    for line in chain(lines(report, clock.seconds, clock.passed(), instrument.words), drawn):
        terminal.tell(visible(line))


def _names_written(scorer: Scorer, wanted: Wanted) -> list[str]:
    """Name the columns that are written; without any other column, a number tells the rows apart."""
    passed = scorer.columns.passed
    if wanted.long:
        return ["row", *passed, *LONG_COLUMNS[1:]]
    return [*([] if passed else ["row"]), *passed, *scorer.results]


def _write_beside(
    instrument: Instrument, report: dict[str, Any], written: list[str], wanted: Wanted, *, force: bool
) -> None:
    """Write what somebody wants beside the scores, each file whole or not at all."""
    if wanted.report:
        files.write_whole(wanted.report, indented(report).encode(), force=force)
    if wanted.dictionary:
        files.write_whole(wanted.dictionary, dictionary_of(instrument, written).encode(), force=force)
    if wanted.plot and wanted.plot != HERE:
        files.write_whole(wanted.plot, plot(instrument, report).encode(), force=force)


def _write(
    pieces: Iterator[pl.DataFrame], out: BinaryIO, write: Callable[..., None], settling: Settling, *, waits: bool
) -> None:
    """Write the pieces; nothing takes a name, or leaves by a pipe, before its numbers are settled."""
    first = next(pieces)
    pieces = chain([first], pieces)
    if not waits or settling.is_closed:
        write(pieces, out)
        settling.check("")
        return
    with TemporaryFile() as held:
        write(pieces, held)
        settling.check("")
        held.seek(0)
        shutil.copyfileobj(held, out)


def reading_of(reading: Reading, table: Table, columns: Columns, instrument: Instrument) -> Reading:
    """Add what the file itself says of its cells; what somebody said of them wins."""
    names = {**columns.items, CONDITIONS: columns.conditions, **dict(zip(columns.boxes, columns.boxes, strict=True))}
    own = {name: table.codebook[column] for name, column in names.items() if column in table.codebook}
    book = {**own, **named_by_rules(reading, columns, instrument.items).codebook}
    numbers = reading.numbers or table.numbers
    return replace(reading, decimal_comma=table.decimal_comma, codebook=book, numbers=numbers)


def responses_in(name: str, instrument: Instrument, reading: Reading, sheet: str | None) -> Responses:
    """Read the answers of one person from a file that takes the libraries for tables to read.

    Raises GutboneError (exit code 2), as for a CSV of one row.
    """
    with opened_table(name, instrument, sheet) as table:
        reading = reading_of(reading, table, sort_columns(instrument, table.names, name), instrument)
        frame = next(table.rows, table.nothing)
    texts = frame.select(as_text(column, kind).fill_null("") for column, kind in frame.schema.items())
    rows = [(number, row) for number, row in enumerate(texts.iter_rows(named=True), 1) if any(row.values())]
    return one_row(OneTable(table.names, rows), name, instrument, reading)


def _read(table: Table, clock: Clock) -> Iterator[pl.DataFrame]:
    """Read piece by piece; one without rows if there are none."""
    with clock.step("read"):
        piece: pl.DataFrame | None = next(table.rows, table.nothing)
    while piece is not None:
        yield piece
        with clock.step("read"):
            piece = next(table.rows, None)


def _counted(
    pieces: Iterator[pl.DataFrame], unread: dict[int, str], summary: Summary, clock: Clock, advance: Callable[[], None]
) -> Iterator[pl.DataFrame]:
    """Count pieces as they go by to be written, and say in which rows nothing could be read."""
    for piece in pieces:
        row = pl.int_range(summary.rows + 1, summary.rows + 1 + pl.len(), dtype=pl.Int64).alias("row")
        if unread:  # a copy of it, as the reader is ahead and may add to it
            why = row.replace_strict(dict(unread), default=None, return_dtype=pl.String)
            piece = piece.with_columns(problem=pl.coalesce(why, "problem"))  # noqa: PLW2901  the same piece, told more of
        summary.add(piece)
        advance()
        with clock.step("write"):
            yield piece if "row" in piece.columns else piece.with_columns(row)
