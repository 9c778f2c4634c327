"""Files: read whole up to a limit, written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from gutbone.base.errors import ExitCode, GutboneError

MOST_BYTES = 1_000_000
UNWRITABLE = "FILE_005"  # the code of errors that are about the place


def packaged_rules() -> Path:
    """Give the folder of the rules that come with gutbone: inside the wheel, or beside a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "packaged_rules"
    return inside if inside.is_dir() else package.parent / "rules"


def is_hidden(name: str) -> bool:
    """Say whether a file is nobody's own: systems and editors put such names, links too, beside what a person wrote."""
    return name.startswith(".")


def read_bytes(path: Path, name: str, most: int = MOST_BYTES) -> bytes:
    """Read a whole file, refusing what :func:`opened` refuses or what is too large."""
    with opened(path, name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise GutboneError("FILE_003", f"this file is over {most:,} bytes.", "Check that it is the right one.", name)
    return content


@contextmanager
def opened(path: Path, name: str) -> Iterator[BinaryIO]:
    """Open a file to read. Raises GutboneError (exit code 2) for a folder, and for what is missing or unreadable."""
    try:
        with path.open("rb") as file:
            yield file
    except IsADirectoryError:
        raise GutboneError("FILE_001", "this is a folder.", "Name a file in it.", name) from None
    except OSError as error:
        what = f"cannot read this file: {(error.strerror or 'it cannot be read').lower()}."
        raise GutboneError("FILE_002", what, "Check its name and rights.", name) from None


def check_output(output: Path | None, *, force: bool) -> None:
    """Refuse an output file that is there already, before anyone answers a question for it."""
    if output is None:
        return
    if not force and os.path.lexists(output):
        what, fix = "this file is there already.", "Choose another name, or add --force to write over it."
        raise GutboneError("FILE_004", what, fix, str(output), ExitCode.FAILED)
    is_ordinary = os.path.isfile(output) and not os.path.islink(output)  # noqa: PTH113, PTH114  Path's may raise
    if (os.path.lexists(output) and not is_ordinary) or not os.access(output.parent, os.W_OK):
        what, fix = "cannot write here.", "Name an ordinary file in a folder that you may write to."
        raise GutboneError(UNWRITABLE, what, fix, str(output), ExitCode.FAILED)


def write_whole(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file whole or not at all, readable by its owner only (0600).

    Raises GutboneError (exit code 1) when the file is there and force is not set, or cannot be written.
    """
    with whole_file(path, force=force) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file to write piece by piece; it has its name only when all of it is there."""
    check_output(path, force=force)
    draft = path.parent / f".gutbone-{os.getpid()}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put(draft, path, force=force)
    except OSError as error:
        raise unwritable(error, str(path)) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def unwritable(error: OSError, where: str) -> GutboneError:
    """Make the error for output that the system refuses, a full disk for one."""
    what = f"cannot write here: {(error.strerror or 'it cannot be written').lower()}."
    return GutboneError(UNWRITABLE, what, "Choose another place with -o.", where, ExitCode.FAILED)


def _put(draft: Path, path: Path, *, force: bool) -> None:
    """Give the finished draft its name; without force never over a file that came up meanwhile."""
    if force:
        draft.replace(path)
    else:
        path.hardlink_to(draft)
    with suppress(OSError):  # Windows opens no folders; there the name is safe a little later
        folder = os.open(path.parent, os.O_RDONLY)
        with suppress(OSError):
            os.fsync(folder)
        os.close(folder)
