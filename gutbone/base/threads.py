"""Steps that work side by side, each with a clock of its own, and how signals end them."""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

from gutbone.base.errors import ExitCode

T = TypeVar("T")


class Clock:
    """The seconds that each step has worked; steps side by side add up to more than has passed."""

    def __init__(self) -> None:
        self.began = perf_counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what happens inside to a step; as a decorator, what happens in every call."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += perf_counter() - began

    def passed(self) -> float:
        """Give the seconds since the beginning."""
        return perf_counter() - self.began


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Give items in their order, the next one always being made on a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def beside(work: Callable[[], None]) -> None:
    """Do work on a thread and wait for it: a signal finds the main thread in Python, and not deep in an engine.

    It looks up now and then, for a signal that came just before it began to wait, or to another thread, wakes nobody.
    """
    one = ThreadPoolExecutor(1)  # by name: let go of here, it would be cleared away in the middle of the waiting
    working = one.submit(work)
    while not wait([working], timeout=0.2).done:
        pass
    working.result()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the program at once, though threads may be waiting for rows that never come.

    Polars puts a Ctrl-C handler in Python's place, which panics in threads and lets a waiting read go on waiting.
    """
    signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as ending:
        os._exit(getattr(ending, "code", ExitCode.CTRL_C))
