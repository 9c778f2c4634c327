"""The command ``gutbone cohort``: a table in, a table of scores out."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gutbone import world
from gutbone.cohort import score_frame
from gutbone.cohort.columns import sort_columns
from gutbone.cohort.csv_chunks import CsvChunks
from gutbone.cohort.tables import write_csv

if TYPE_CHECKING:
    from gutbone.instrument import Instrument


def run(instrument, table, output, *, force, core):
    mode = "core" if core else "full"
    world.check_output(output, force=force)
    source = sys.stdin.buffer if table == "-" else open(table, "rb")
    chunks = CsvChunks(source, table)
    sort_columns(instrument, chunks.names, table)
    frames = (score_frame(instrument, f.lazy(), mode=mode).collect() for f in chunks.frames())
    if output is None:
        write_csv(frames, sys.stdout.buffer)
    else:
        with world.whole_file(output, force=force) as file:
            write_csv(frames, file)
