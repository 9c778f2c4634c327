"""One person's row from a file that takes the libraries for tables to read."""

from gutbone.answers.responses import Reading, Responses
from gutbone.assess.columns import sort_columns
from gutbone.cohort.cells import as_text
from gutbone.cohort.command import reading_of
from gutbone.cohort.open_table import opened_table
from gutbone.exchange.one_row import Table, one_row
from gutbone.rules.instrument import Instrument


def responses_in(name: str, instrument: Instrument, reading: Reading, sheet: str | None) -> Responses:
    """Read the answers of one person. Raises GutboneError (exit code 2), as for a CSV of one row."""
    with opened_table(name, instrument, sheet) as table:
        reading = reading_of(reading, table, sort_columns(instrument, table.names, name), instrument)
        frame = next(table.rows, table.nothing)
    texts = frame.select(as_text(column, kind).fill_null("") for column, kind in frame.schema.items())
    rows = [(number, row) for number, row in enumerate(texts.iter_rows(named=True), 1) if any(row.values())]
    return one_row(Table(table.names, rows), name, instrument, reading)
