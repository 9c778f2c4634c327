"""Bring a folder of an older format up to date: whole lines are changed, so that every comment stays where it is.

What has an exact counterpart is written in its place. Where the old rules named domains and the new ones name foods,
the foods are those that the tips there ask for: so no more is said to anybody than before. Of what has no counterpart
the lines become comments.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

from gutbone.base.errors import Path_
from gutbone.base.files import write_whole
from gutbone.base.plain_yaml import Document
from gutbone.rules.load import parse_all, read_folder
from gutbone.rules.words import Words

FORMAT = 3
LAST = "instrument.yaml"  # it says which format the folder is of: written last, so that a run that broke off can be repeated
HEADINGS = {"gut": "gut_flags", "bone": "bone_flags"}  # groups of warning signs in format 2, with the words they had
PRAISED = "bone"  # the group beside which people were praised


class Lines:
    """A file as lines, which are changed by where its keys stand; the numbers of those that are left stay."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.lines: list[str] = text.splitlines(keepends=True)

    def replace(self, path: Path_, *written: str) -> None:
        """Write lines in place of a key with all that is behind it; none takes it out."""
        first, end, margin = self._extent(path)
        begins = self.lines[first][:margin]  # blanks, or the dash of a list's entry
        new = [f"{begins if number == 0 else ' ' * margin}{line}\n" for number, line in enumerate(written)]
        if not new and begins.strip():  # the dash goes on to the next key
            self.lines[end] = begins + self.lines[end].lstrip()
        self.lines[first:end] = ["".join(new), *[""] * (end - first - 1)]

    def comment(self, path: Path_) -> None:
        """Make a key and all that is behind it a comment."""
        first, end, margin = self._extent(path)
        self.replace(path, *(f"# {line[margin:].rstrip()}" for line in self.lines[first:end] if line.strip()))

    def before(self, path: Path_, *written: str, above_comments: bool = False) -> None:
        """Write lines before a key of the outermost block, and before what is said of it where that is wanted."""
        first, *_ = self._extent(path)
        while above_comments and first and self.lines[first - 1].startswith("#"):
            first -= 1
        self.lines[first] = "".join(f"{line}\n" for line in written) + self.lines[first]

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


def migrated(folder: Path) -> dict[str, tuple[str, str]]:
    """Give each file that would change, with its text before and after; the one that names the format last.

    Raises RulesError (exit code 1) for files that cannot be read.
    """
    contents = read_folder(folder)
    documents = parse_all(contents, folder)
    before = {name: contents[name].decode() for name in documents}
    files = {name: Lines(document, before[name]) for name, document in documents.items()}
    values = {name: document.value for name, document in documents.items()}
    if values[LAST].get("format", FORMAT - 1) != FORMAT - 1:
        return {}
    asked = _Asked(values)
    for name in sorted(files, key=lambda name: name == LAST):
        if name.startswith("domains/"):
            _domain(files[name], values[name], asked)
    if "flags.yaml" in files:
        _flags(files["flags.yaml"], values["flags.yaml"], values.get("words.yaml") or {}, asked)
    if "words.yaml" in files:
        for key in [key for key in values["words.yaml"] if key not in Words.__struct_fields__]:
            files["words.yaml"].comment((key,))
    _head(files[LAST], values[LAST])
    after = {name: "".join(lines.lines) for name, lines in files.items()}
    changed = [name for name in files if after[name] != before[name]]
    return {name: (before[name], after[name]) for name in sorted(changed, key=lambda name: (name == LAST, name))}


def difference(changes: dict[str, tuple[str, str]]) -> str:
    """Show what would change, line by line."""
    lines: list[str] = []
    for name, texts in changes.items():
        before, after = (text.splitlines(keepends=True) for text in texts)
        lines += unified_diff(before, after, name, name)
    return "".join(lines)


def write(folder: Path, changes: dict[str, tuple[str, str]]) -> None:
    """Write each file whole; readable by whom it was before."""
    for name, (_, text) in changes.items():
        path = folder / name
        rights = path.stat().st_mode & 0o777
        write_whole(path, text.encode(), force=True)
        path.chmod(rights)


class _Asked:
    """The foods that tips ask for: by domain, by question and by tip."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.domains, self.items, self.tips = dict[str, set[str]](), dict[str, set[str]](), dict[str, set[str]]()
        for value in (value for name, value in values.items() if name.startswith("domains/")):
            for tip in value.get("tips") or ():
                foods = set(tip.get("asks") or ())
                self.tips[tip["id"]] = foods
                self.domains.setdefault(value["id"], set()).update(foods)
                for item in {**(tip.get("when") or {}), **(tip.get("when_any") or {})}:
                    self.items.setdefault(item, set()).update(foods)


def _domain(file: Lines, value: dict[str, Any], asked: _Asked) -> None:
    """Say by the foods a question is about what it may not be praised with."""
    for number, item in enumerate(value.get("items") or ()):
        if "no_praise_with" in item:
            foods = asked.items.get(item["id"]) or asked.domains.get(value["id"], set())
            about = () if "about" in item or not foods else (f"about: {_listed(foods)}",)
            file.replace(("items", number, "no_praise_with"), *about)


def _flags(file: Lines, value: dict[str, Any], words: dict[str, str], asked: _Asked) -> None:
    """Say by foods what a warning sign holds back and warns of, and its group by its heading."""
    for number, flag in enumerate(value.get("flags") or ()):
        place: Path_ = ("flags", number)
        held = flag.get("holds") or ()
        foods = _foods_of(asked.domains, held) | _foods_of(asked.tips, flag.get("holds_tips") or ())
        everything = bool(held) and set(held) >= asked.domains.keys()
        avoids = ("avoids_everything: true",) if everything else (f"avoids: {_listed(foods)}",) if foods else ()
        is_new = not {"avoids", "avoids_everything", "notes"}.isdisjoint(flag)  # by an author who had begun
        for key in [key for key in ("holds", "holds_tips", "cautions") if key in flag]:
            if is_new:
                file.comment((*place, key))
            elif key == "cautions":
                file.replace((*place, key), *_notes(flag[key], asked))
            else:
                file.replace((*place, key), *avoids)
                avoids = ()
        if heading := words.get(HEADINGS.get(flag.get("group", ""), "")):
            file.replace((*place, "group"), f"group: {_quoted(heading)}")
    headings = {flag.get("group") for flag in value.get("flags") or ()}
    if PRAISED in headings and "praise_beside" not in value and "levels" in value:
        named = words.get(HEADINGS[PRAISED], PRAISED)
        file.before(("levels",), f"praise_beside: [{_quoted(named)}]", "", above_comments=True)


def _notes(cautions: dict[str, str], asked: _Asked) -> Iterator[str]:
    yield "notes:"
    for domain, text in cautions.items():
        yield f"- about: {_listed(asked.domains.get(domain, set()))}"
        yield f"  say: {_quoted(text)}"


def _head(file: Lines, value: dict[str, Any]) -> None:
    """Name the format, and leave the order of tips to that of the domains."""
    if isinstance(value.get("advice"), dict) and "order" in value["advice"]:
        file.comment(("advice", "order"))
    if "format" in value:
        file.replace(("format",), f"format: {FORMAT}")
    else:
        file.before((next(iter(value)),), f"format: {FORMAT}")


def _foods_of(known: dict[str, set[str]], names: Iterable[str]) -> set[str]:
    return set().union(*(known.get(name, set()) for name in names))


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(sorted(names))}]"


def _quoted(text: str) -> str:
    """Write a text in double quotes, as one line."""
    return '"' + re.sub(r'(["\\])', r"\\\1", " ".join(text.split())) + '"'
