"""The version that others are held against: the one place where its commit is named, and how to get it."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

NAME = "version 0.1.0"
COMMIT = "540d8b7df59b6d168f15fdf0f21454b46ed279d7"
TREE = Path(__file__).resolve().parent.parent


class MissingBaselineError(Exception):
    """The baseline cannot be had from this checkout; the text says why, and what would help."""


@contextmanager
def baseline() -> Iterator[Path]:
    """Check the baseline out into a temporary folder, and leave the repository as it is."""
    with TemporaryDirectory() as folder:
        unpack(Path(folder))
        yield Path(folder)


def unpack(folder: Path) -> None:
    """Put the files of the baseline into a folder."""
    safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Python 3.11 has it from 3.11.4 on
    with tarfile.open(fileobj=io.BytesIO(_archive())) as archive:
        archive.extractall(folder, **safely)


def _archive() -> bytes:
    try:
        done = subprocess.run(["git", "archive", COMMIT], cwd=TREE, capture_output=True, check=False)
    except FileNotFoundError:
        raise MissingBaselineError(_refusal("git is not installed", "Install git.")) from None
    if done.returncode:
        fix = "Work in a clone with its whole history: git fetch --unshallow, or git clone."
        raise MissingBaselineError(_refusal(done.stderr.decode().strip().splitlines()[-1], fix))
    return done.stdout


def _refusal(reason: str, fix: str) -> str:
    return f"{NAME} (commit {COMMIT[:7]}) cannot be checked out: {reason}. {fix}"
