"""Steps that work side by side, each with a clock of its own."""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")


class Clock:
    """The seconds that each step has worked; steps side by side add up to more than has passed."""

    def __init__(self) -> None:
        self.began = perf_counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what happens inside to a step."""
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
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = beside.submit(next, items, None)
            yield item
