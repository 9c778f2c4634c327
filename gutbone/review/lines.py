"""A file of rules as lines, which are changed by where its keys stand; every comment stays where it is."""

import re
from collections.abc import Callable, Collection
from typing import Any

import yaml

from gutbone.base.errors import Path_
from gutbone.base.messages import said
from gutbone.base.plain_yaml import LOADER, Document

GONE = "\0"  # the last key of some braces was here: the comma before it goes too


class Lines:
    """The lines of a file; ``tell`` is told what is left out. The numbers of lines that are left stay."""

    def __init__(self, document: Document, text: str, tell: Callable[[str], object]) -> None:
        self.document, self._tell = document, tell
        self.lines: list[str] = text.splitlines(keepends=True)
        self.above: dict[int, str] = {}
        self.inside: list[tuple[tuple[int, int], tuple[int, int], str]] = []  # from, to, and what stands there instead
        self.tree: Any = yaml.compose(text, LOADER)

    def text(self) -> str:
        """Give the text with all changes."""
        lines = [*self.lines]
        for (line, column), (last, end), new in sorted(self.inside, reverse=True):
            lines[line : last + 1] = [lines[line][:column] + new + lines[last][end:], *[""] * (last - line)]
        joined = "".join(self.above.get(number, "") + line for number, line in enumerate(lines))
        return re.sub(rf"(,\s*)?{GONE}", "", joined)

    def tell(self, path: Path_, what: str, fix: str) -> None:
        """Tell of something that the new rules leave out or say otherwise, where it stood, and what to write now."""
        self._tell(f"{self.document.where((*path, 'key'))}: {said(f'{what} {fix}')}")

    def tell_of(self, path: Path_, owner: str, names: Collection[str], what: str, fix: str) -> None:
        """Tell what is so of a question or a sign with some names, if there are any."""
        if names:
            self.tell(path, what.format(owner=owner, names=", ".join(sorted(names))), fix)

    def replace(self, path: Path_, *written: str, in_braces: str = "") -> None:
        """Write lines in place of a key with all that is behind it; none takes it out.

        Where the key stands in braces, one line alone may stand there: ``in_braces``, or the first.
        """
        if self._is_in_braces(path):
            self._replace_inside(path, in_braces or "".join(written[:1]))
            return
        first, end, margin = self._extent(path)
        begins = self.lines[first][:margin]  # blanks, or the dash of a list's entry
        new = [f"{begins if number == 0 else ' ' * margin}{line}\n" for number, line in enumerate(written)]
        if not new and begins.strip():  # the dash goes on to the next key
            self.lines[end] = begins + self.lines[end].lstrip()
        self.lines[first:end] = ["".join(new), *[""] * (end - first - 1)]

    def comment(self, path: Path_, fix: str = "") -> None:
        """Make a key and all that is behind it a comment, and tell what takes its place, if that is not written yet."""
        if fix:
            self.tell(path, f"{path[-1]} is a comment now.", fix)
        if self._is_in_braces(path):
            (line, column), (last, end) = self._span(path)
            whole = [*self.lines[line:last], self.lines[last][:end]]
            at = last, len(self.lines[last].rstrip())
            self.inside.append((at, at, f"  # {' '.join(''.join(whole)[column:].split())}"))
            self._replace_inside(path, "")
            return
        first, end, margin = self._extent(path)
        self.replace(path, *(f"# {line[margin:].rstrip()}" for line in self.lines[first:end] if line.strip()))

    def before(self, path: Path_, *written: str, above_comments: bool = False) -> None:
        """Write lines before a key of the outermost block, and before what is said of it where that is wanted."""
        if self._is_in_braces(path):
            at, _ = self._span(path)
            self.inside.append((at, at, "".join(f"{line}, " for line in written if line)))
            return
        first, *_ = self._extent(path)
        while above_comments and first and self.lines[first - 1].startswith("#"):
            first -= 1
        self.above[first] = "".join(f"{line}\n" for line in written) + self.above.get(first, "")

    def _found(self, path: Path_) -> tuple[Any, Any, Any]:
        """Give the block that a key stands in, the key, and what is behind it, as the YAML reader finds them."""
        block, key, value = None, None, self.tree
        for step in path:
            block = value
            if isinstance(step, int):
                value = block.value[step]
            else:
                key, value = next(pair for pair in block.value if pair[0].value == step)
        return block, key, value

    def _is_in_braces(self, path: Path_) -> bool:
        return bool(self._found(path)[0].flow_style)

    def _span(self, path: Path_) -> tuple[tuple[int, int], tuple[int, int]]:
        """Give where a key in braces begins, and where what is behind it ends: a line and a column each, from 0."""
        _, key, value = self._found(path)
        begins, ends = key.start_mark, value.end_mark
        return (begins.line, begins.column), (ends.line, ends.column)

    def _replace_inside(self, path: Path_, new: str) -> None:
        """Write something in place of a key in braces; nothing takes it out, with its comma."""
        begins, (last, end) = self._span(path)
        comma = re.match(r"\s*,[ \t]*", self.lines[last][end:])
        if not new and comma:
            end += comma.end()
        self.inside.append((begins, (last, end), new or ("" if comma else GONE)))

    def _extent(self, path: Path_) -> tuple[int, int, int]:
        """Give the first line of a key, the line behind its last, and how far it is indented."""
        line, column = (int(number) for number in self.document.where((*path, "key")).split(":")[-2:])
        margin, end = column - 1, line
        while end < len(self.lines) and self._is_inside(self.lines[end], margin):
            end += 1
        while end > line and not self.lines[end - 1].strip():  # empty lines belong to what follows
            end -= 1
        return line - 1, end, margin

    @staticmethod
    def _is_inside(line: str, margin: int) -> bool:
        own = len(line) - len(line.lstrip())
        return not line.strip() or own > margin or (own == margin and line.lstrip().startswith("- "))
