"""The answers of one person from a file of any kind, or from standard input."""

from gutbone.answers.responses import Responses
from gutbone.base import terminal
from gutbone.cli import options
from gutbone.exchange.pick import Pick, check_single
from gutbone.rules.instrument import Instrument

MOST_BYTES = 1_000_000


def read_file(file: str, instrument: Instrument, reading: options.Reading, pick: Pick) -> Responses:
    """Read a file, or standard input for ``-``; of several results the one that is picked."""
    from gutbone.exchange.read import begins_as_text, read_answers

    content = terminal.read_input(file, MOST_BYTES)
    if file == "-" or begins_as_text(content):
        return read_answers(content, file, instrument, reading.read(), pick)
    return _in_a_packed_table(file, content, instrument, reading, pick)


def _in_a_packed_table(
    file: str, content: bytes, instrument: Instrument, reading: options.Reading, pick: Pick
) -> Responses:
    """Read the one person of a workbook, of Parquet or of a statistics program's file; anything else as answers."""
    from gutbone.cohort import needs_extra
    from gutbone.exchange.read import read_answers
    from gutbone.exchange.table_kinds import is_packed_table

    if not is_packed_table(content):
        return read_answers(content, file, instrument, reading.read(), pick)
    check_single(pick, file)
    with needs_extra():
        from gutbone.cohort.command import responses_in

        return responses_in(file, instrument, reading.read(), reading.sheet)
