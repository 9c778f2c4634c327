"""Whole tables of answers: the rules compiled to expressions of Polars, for tables in files and in frames of any kind."""

from collections.abc import Iterator
from contextlib import contextmanager

from gutbone.base.errors import ExitCode, GutboneError

# What brings each library, as it is typed in a checkout.
EXTRAS: dict[str | None, str] = {
    "polars": "'.[cohort]'",
    "fastexcel": "'.[cohort]'",
    "pyreadstat": "'.[statistics]'",
    "pyarrow": "pyarrow",
}


@contextmanager
def needs_extra() -> Iterator[None]:
    """Say what to install where the libraries for tables are missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in EXTRAS:
            raise
        fix = f"Run: pip install {EXTRAS[error.name]}"
        raise GutboneError("COHORT_001", "tables need more libraries.", fix, exit_code=ExitCode.FAILED) from None
