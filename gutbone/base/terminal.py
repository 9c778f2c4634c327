"""The person's end: the streams, what the terminal is and can do, and what is said to it."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, ClassVar

from gutbone.base.errors import GutboneError
from gutbone.base.files import read_bytes, unwritable, whole_file

FALSE = {"", "0", "false", "no", "off"}


def is_set(name: str) -> bool:
    """Say whether an environment variable asks for something."""
    return os.environ.get(name, "").lower() not in FALSE


def wants_plain(plain: bool) -> bool:
    """Say whether to keep to plain lines, apart from what the streams are."""
    is_poor = os.environ.get("TERM") == "dumb" or os.environ.get("TERM_PROGRAM") == "brltty-pty"
    return plain or is_set("GUTBONE_PLAIN") or is_set("ACCESSIBLE") or is_poor


def is_between_terminals() -> bool:
    """Say whether a person sits at both ends; a stream that was closed is None."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


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


def takes_links(*, plain: bool = False, no_color: bool = False) -> bool:
    """Say whether to write links to the terminal: never to a file, and not where they could be seen as odd signs."""
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    is_known = os.environ.get("TERM", "") not in {"", "linux"}
    return is_terminal and is_known and wants_colour(no_color) and not wants_plain(plain)


def rules_named() -> Path | None:
    """Give the folder of rules that the environment names."""
    return Path(os.environ["GUTBONE_RULES"]) if os.environ.get("GUTBONE_RULES") else None


def window() -> tuple[int, int]:
    """Give the columns and rows of the terminal, of COLUMNS and LINES where no stream is one, or else 80 by 24.

    The terminal comes first: a shell that exports COLUMNS goes on saying what the window once was.
    """
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        with suppress(AttributeError, OSError, ValueError):  # closed from the start, no terminal, or closed since
            size = os.get_terminal_size(stream.fileno())
            if min(size) > 0:
                return size.columns, size.lines
    named = {"COLUMNS": 80, "LINES": 24}
    for name, usual in named.items():
        with suppress(ValueError):
            named[name] = max(0, int(os.environ.get(name, ""))) or usual
    return named["COLUMNS"], named["LINES"]


class Page:
    """The page that stands in the window, if one does: ``take_away`` lets what is said stand alone."""

    take_away: ClassVar[Callable[[], None] | None] = None


def tell(text: str) -> None:
    """Say something beside the result, on stderr."""
    if Page.take_away:
        Page.take_away()
    print(text, file=sys.stderr)  # noqa: T201  the one place that does


def say(text: str) -> None:
    """Say something beside the result to a person, wrapped to the window where there is one."""
    from gutbone.base.wrapping import wrap_lines

    tell("\n".join(wrap_lines(text, window()[0])) if sys.stderr.isatty() else text)


def deliver(text: str | bytes, output: Path | None = None, *, force: bool = False) -> None:
    """Print a result, or write it to a file."""
    if output is None and isinstance(text, bytes) and standard_output().isatty():
        raise GutboneError("WORLD_004", "a terminal cannot show this format.", "Name a file with -o.")
    with opened_output(output, force=force) as out:
        out.write(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))


@contextmanager
def opened_output(output: Path | None, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file that is there whole or not at all, or standard output. A reader that has gone away is no error."""
    if output is not None:
        with whole_file(output, force=force) as file:
            yield file
        return
    out = standard_output()
    try:
        sys.stdout.flush()
        yield out
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


def read_input(name: str, most: int) -> bytes:
    """Read a file whole, or standard input for ``-``."""
    if name != "-":
        return read_bytes(Path(name), name, most)
    content = standard_input().read(most + 1)
    if len(content) > most:
        raise GutboneError("FILE_003", f"this is over {most:,} bytes.", "Check that it is the right input.", name)
    return content


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP unwind the stack: the terminal is put back and no file is left half written."""

    def end(number: int, _: object) -> None:
        for other in ends:
            signal.signal(other, signal.SIG_IGN)  # a second one must not cut the first one's work short
        sys.exit(128 + number)

    named = (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP"))  # Windows has no SIGHUP
    ends = [number for number in named if number and signal.getsignal(number) != signal.SIG_IGN]
    for number in ends:
        signal.signal(number, end)
