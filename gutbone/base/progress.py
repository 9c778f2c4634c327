"""A bar in a terminal, for work that takes a while."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gutbone.base import terminal
from gutbone.base.threads import Clock

AFTER = 1.0  # seconds; what is done sooner needs no bar


@contextmanager
def progress(share: Callable[[], float], clock: Clock, *, shown: bool) -> Iterator[Callable[[], None]]:
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
            bar.update(task, completed=share())

    try:
        yield advance
    finally:
        bar.stop()
