"""The world around the program: its streams, its environment, the clock and the files it writes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gutbone.errors import ExitCode, GutboneError

if TYPE_CHECKING:
    from random import Random

FALSE = {"", "0", "false", "no", "off"}


def is_set(name: str) -> bool:
    """Say whether an environment variable asks for something."""
    return os.environ.get(name, "").lower() not in FALSE


def wants_plain(plain: bool) -> bool:
    """Say whether to keep to plain lines, apart from what the streams are."""
    asked = plain or is_set("GUTBONE_PLAIN") or is_set("ACCESSIBLE")
    return asked or os.environ.get("TERM") == "dumb"


def is_between_terminals() -> bool:
    """Say whether a person sits at both ends; a stream that was closed is None."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def takes_keys(plain: bool) -> bool:
    """Say whether the quiz is asked key by key: only between two terminals that nobody wants plain."""
    return not wants_plain(plain) and is_between_terminals()


def standard_input() -> BinaryIO:
    """Give standard input, or say that there is none."""
    if sys.stdin is None:
        raise GutboneError("WORLD_002", "there is no standard input.", "Open it, or name a file.")
    return sys.stdin.buffer


def standard_output() -> BinaryIO:
    """Give standard output, or say that there is none."""
    if sys.stdout is None:
        raise GutboneError("WORLD_003", "there is no standard output.", "Open it, or name a file with -o.")
    return sys.stdout.buffer


def open_closed_stderr() -> None:
    """Let what is said beside a result go nowhere where stderr was closed; print would put it into the result."""
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", errors="replace")  # noqa: SIM115  to the end


def wants_colour(no_color: bool) -> bool:
    """Say whether colours are wanted, where they can be shown at all."""
    return not no_color and not os.environ.get("NO_COLOR")


def is_styled(plain: bool) -> bool:
    """Say whether results are styled for a terminal."""
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    return not wants_plain(plain) and (is_terminal or is_set("FORCE_COLOR"))


def rules_named() -> Path | None:
    """Give the folder of rules that the environment names."""
    return Path(os.environ["GUTBONE_RULES"]) if os.environ.get("GUTBONE_RULES") else None


def window() -> tuple[int, int]:
    """Give the columns and rows of the terminal; 80 by 24 where there is none."""
    from shutil import get_terminal_size

    columns, rows = get_terminal_size((80, 24))
    return columns, rows


def now() -> str:
    """Give the time as ISO 8601 with its offset; SOURCE_DATE_EPOCH sets it, so that output repeats."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).isoformat(timespec="seconds")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        what = f"SOURCE_DATE_EPOCH is {epoch}."
        raise GutboneError("WORLD_001", what, "Set it to seconds since 1970, or unset it.") from None


def chance() -> "Random":
    """Give where ids come from: the system, or what SOURCE_DATE_EPOCH sets, so that output repeats."""
    from random import Random, SystemRandom

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return SystemRandom() if epoch is None else Random(epoch)  # noqa: S311  asked to repeat, not to be secret


def new_ids() -> Iterator[str]:
    """Give random ids, one after the other."""
    from uuid import UUID

    source = chance()
    while True:
        yield str(UUID(int=source.getrandbits(128), version=4))


def read_input(name: str, most: int) -> bytes:
    """Read a file whole, or standard input for ``-``."""
    from gutbone.plain_yaml import read_bytes

    if name != "-":
        return read_bytes(Path(name), name, most)
    content = standard_input().read(most + 1)
    if len(content) > most:
        raise GutboneError("FILE_003", f"this is over {most:,} bytes.", "Check that it is the right input.", name)
    return content


def tell(text: str) -> None:
    """Say something beside the result, on stderr."""
    print(text, file=sys.stderr)  # noqa: T201  the one place that does


def say(text: str) -> None:
    """Say something beside the result to a person, wrapped to the window where there is one."""
    from textwrap import fill

    is_window = sys.stderr.isatty()
    tell(fill(text, window()[0], break_on_hyphens=False) if is_window else text)


def deliver(text: str | bytes, output: Path | None = None, *, force: bool = False) -> None:
    """Print a result, or write it to a file. A reader that has gone away is no error."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    if output is not None:
        write_whole(output, content, force=force)
        return
    out = standard_output()
    if isinstance(text, bytes) and sys.stdout.isatty():
        raise GutboneError("WORLD_004", "a terminal cannot show this format.", "Name a file with -o.")
    try:
        sys.stdout.flush()
        out.write(content)
        out.flush()
    except BrokenPipeError:
        abandon_output()
    except OSError as error:
        raise unwritable_output(error) from None


def abandon_output() -> None:
    """Let what is still to be printed go nowhere, so that Python does not try again as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unwritable_output(error: OSError) -> GutboneError:
    """Give up standard output and make the error that says so."""
    abandon_output()
    return unwritable(error, "standard output")


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
        raise GutboneError("FILE_005", what, fix, str(output), ExitCode.FAILED)


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
    reason = (error.strerror or "it cannot be written").lower()
    return GutboneError(
        "FILE_005", f"cannot write here: {reason}.", "Choose another place with -o.", where, ExitCode.FAILED
    )


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
