"""One error type, coded messages and the exit codes of the program."""

from collections.abc import Collection, Iterable
from enum import IntEnum
from typing import Any

from gutbone.base.commands import command
from gutbone.base.messages import said
from gutbone.base.text import visible

LONGEST = 500

Path_ = tuple[str | int, ...]  # where something stands in a document: keys and places in lists


class ExitCode(IntEnum):
    """What the program's exit code means. A low score is not a failure."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    SIGHUP = 129
    CTRL_C = 130
    SIGTERM = 143


class GutboneError(Exception):
    """Something a person can put right: what is wrong, where, and how to fix it, in one line."""

    def __init__(self, code: str, what: str, fix: str, where: str = "", exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(what)
        self.code, self.what, self.fix, self.where, self.exit_code = code, what, fix, where, exit_code

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process raise it again, as engines with several do."""
        return _again, (type(self), vars(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        text = f"{place}{said(f'{self.what} {self.fix}'.rstrip())}"
        return visible(f"{text[:LONGEST]} ..." if len(text) > LONGEST else text) + f" [{self.code}]"


def _again(kind: type[GutboneError], own: dict[str, Any]) -> GutboneError:
    error = kind.__new__(kind)
    vars(error).update(own)
    return error


def check_known(name: Any, known: Collection[str], kind: str, code: str = "ANSWERS_002", where: str = "") -> str:
    """Give a name back; raise GutboneError (exit code 2), with the name that may be meant, where it is not known."""
    if not isinstance(name, str) or name not in known:
        fix = did_you_mean(str(name), known) or f"To see all: {command('rules show')}"
        raise GutboneError(code, f"there is no {kind} {name}.", fix, where)
    return name


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or list the known ones when there are few."""
    from difflib import get_close_matches

    choices = list(known)
    near = get_close_matches(word[:100], choices, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Use one of: {', '.join(choices)}." if 0 < len(choices) <= 30 else ""
