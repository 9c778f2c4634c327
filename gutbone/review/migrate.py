"""Bring a folder of an older format up to date: whole lines are changed, so that every comment stays where it is.

What has an exact counterpart is written in its place. Where the old rules named domains and people and the new ones
name foods, the foods are chosen so that no more is said to anybody than before, and little less. What is said
otherwise all the same is told, line by line, and so is what has no counterpart, of which the lines become comments.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

from gutbone.base.errors import Path_
from gutbone.base.files import write_whole
from gutbone.review.lines import Lines
from gutbone.review.moved_foods import Foods, best, touched_by
from gutbone.rules.load import RulesError, parse_all, read_folder
from gutbone.rules.malformed import shape_problems
from gutbone.rules.positions import placed
from gutbone.rules.words import Words

FORMAT = 3
LAST = "instrument.yaml"  # it says which format the folder is of: written last, so that a run that broke off can be repeated
HEADINGS = {"gut": "gut_flags", "bone": "bone_flags"}  # groups of warning signs in format 2, with the words they had
PRAISED = "bone"  # the group beside which people were praised
About = Mapping[str, Collection[str]]  # the foods that each question is about


def migrated(folder: Path, tell: Callable[[str], object] = str) -> dict[str, tuple[str, str]]:
    """Give each file that would change, with its text before and after; the one that names the format last.

    ``tell`` is told of each thing that is then left out or said otherwise.

    Raises RulesError (exit code 1) for files that cannot be read, and for blocks of another shape.
    """
    contents = read_folder(folder)
    documents = parse_all(contents, folder)
    before = {name: contents[name].decode() for name in documents}
    files = {name: Lines(document, before[name], tell) for name, document in documents.items()}
    values = {name: document.value for name, document in documents.items()}
    if values[LAST].get("format", FORMAT - 1) != FORMAT - 1:
        return {}
    try:
        _bring_up_to_date(files, values)
    except (AttributeError, KeyError, TypeError, ValueError):  # a block is of another shape
        older, *wrong = (problem for problem in shape_problems(documents) if problem.code != "RULES_003")
        raise RulesError(placed([*wrong, older])) from None
    after = {name: lines.text() for name, lines in files.items()}
    changed = [name for name in files if after[name] != before[name]]
    return {name: (before[name], after[name]) for name in sorted(changed, key=lambda name: (name == LAST, name))}


def _bring_up_to_date(files: dict[str, Lines], values: dict[str, Any]) -> None:
    foods, about = Foods(values), dict[str, Collection[str]]()
    for name, file in files.items():
        if name.startswith("domains/"):
            about |= _domain(file, values[name], foods)
    if "flags.yaml" in files:
        _flags(files["flags.yaml"], values["flags.yaml"], values.get("words.yaml") or {}, foods, about)
    if "words.yaml" in files:
        for key in [key for key in values["words.yaml"] if key not in Words.__struct_fields__]:
            is_moved = key in HEADINGS.values()
            files["words.yaml"].comment((key,), "" if is_moved else "It is said no more. Nothing takes its place.")
    _head(files[LAST], values[LAST])


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


def _domain(file: Lines, value: dict[str, Any], foods: Foods) -> Iterator[tuple[str, Collection[str]]]:
    """Say by the foods a question is about what it may not be praised with; give what each question is about."""
    for number, item in enumerate(value.get("items") or ()):
        about, place = item.get("about") or (), ("items", number, "no_praise_with")
        if place[-1] in item and "about" in item:
            file.comment(place, "What the question is about says it.")
        elif place[-1] in item:
            unpraised = {*(item[place[-1]] or ())}
            about, silenced = foods.about(item["id"], value["id"], unpraised)
            file.replace(place, *([f"about: {_listed(about)}"] if about else []))
            more, less = "Name a food that they avoid under about.", "Take foods that they avoid out of about."
            file.tell_of(place, item["id"], unpraised - silenced, "{owner} may now be praised with {names}.", more)
            file.tell_of(place, item["id"], silenced - unpraised, "{owner} is praised no more with {names}.", less)
        yield item["id"], about


def _flags(file: Lines, value: dict[str, Any], words: dict[str, str], foods: Foods, about: About) -> None:
    """Say by foods what a warning sign holds back and warns of, and its group by its heading."""
    for number, flag in enumerate(value.get("flags") or ()):
        place: Path_ = ("flags", number)
        if {"avoids", "avoids_everything", "notes"}.isdisjoint(flag):
            _flag(file, place, flag, foods, about)
        else:  # by an author who had begun
            for key in [key for key in ("holds", "holds_tips", "cautions") if key in flag]:
                file.comment((*place, key), "What the sign avoids, and its notes, say it.")
        if heading := words.get(HEADINGS.get(flag.get("group", ""), "")):
            file.replace((*place, "group"), f"group: {_quoted(heading)}")
    headings = {flag.get("group") for flag in value.get("flags") or ()}
    if PRAISED in headings and "praise_beside" not in value and "levels" in value:
        named = words.get(HEADINGS[PRAISED], PRAISED)
        file.before(("levels",), f"praise_beside: [{_quoted(named)}]", "", above_comments=True)


def _flag(file: Lines, place: Path_, flag: dict[str, Any], foods: Foods, about: About) -> None:
    """Write what a warning sign avoids and its notes, and tell what that changes for tips and praise."""
    domains, held = {*(flag.get("holds") or ())}, foods.held_by(flag)
    everything = bool(domains) and domains >= foods.by_domain.keys()
    avoids = set() if everything else best(foods.asking, held)
    written = ["avoids_everything: true"] if everything else [f"avoids: {_listed(avoids)}"] if avoids else []
    reached = held if everything else touched_by(avoids, foods.asking)
    for key in [key for key in ("holds", "holds_tips") if key in flag]:
        file.replace((*place, key), *written)
        less, more = "Take foods out of avoids.", "Name a food that they ask for under avoids."
        file.tell_of((*place, key), flag["id"], reached - held, "{owner} holds back {names} too.", less)
        file.tell_of((*place, key), flag["id"], held - reached, "{owner} holds back {names} no more.", more)
        written, held = [], reached  # written and told once
    notes = [*_notes(file, place, flag, foods)]
    if "cautions" in flag:
        pairs = [(f"about: {_listed(note['about'])}", f"say: {_quoted(note['say'])}") for note in notes]
        lines = (line for about_, say in pairs for line in (f"- {about_}", f"  {say}"))
        in_braces = f"notes: [{', '.join(f'{{{about_}, {say}}}' for about_, say in pairs)}]"
        file.replace((*place, "cautions"), *(("notes:", *lines) if notes else ()), in_braces=in_braces if notes else "")
    if flag.get("group") == PRAISED:
        new = {"avoids": avoids, "avoids_everything": everything, "notes": notes}
        silenced = {item for item, own in about.items() if foods.is_silent(new, own)}
        fix = "Name fewer foods under avoids and notes."
        file.tell_of((*place, "id"), flag["id"], silenced, "{owner} silences praise of {names}.", fix)


def _notes(file: Lines, place: Path_, flag: dict[str, Any], foods: Foods) -> Iterator[dict[str, Any]]:
    """Give a note for the tips of each domain, and tell which other tips it stands under."""
    for domain, text in (flag.get("cautions") or {}).items():
        tips = foods.in_domains({domain})
        if chosen := best(foods.asking, tips):
            yield {"about": chosen, "say": text}
        reached, key = touched_by(chosen, foods.asking), (*place, "cautions", domain)
        less, more = "Name fewer foods in the note.", "Name a food that they ask for in the note."
        file.tell_of(key, flag["id"], reached - tips, "the caution of {owner} stands under {names} too.", less)
        file.tell_of(key, flag["id"], tips - reached, "the caution of {owner} stands under {names} no more.", more)


def _head(file: Lines, value: dict[str, Any]) -> None:
    """Name the format, and leave the order of tips to that of the domains."""
    if isinstance(value.get("advice"), dict) and "order" in value["advice"]:
        file.comment(("advice", "order"), "The domain listed first goes first.")
    if "format" in value:
        file.replace(("format",), f"format: {FORMAT}")
    else:
        file.before((next(iter(value)),), f"format: {FORMAT}")


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(sorted(names))}]"


def _quoted(text: str) -> str:
    """Write a text in double quotes, as one line."""
    return '"' + re.sub(r'(["\\])', r"\\\1", " ".join(text.split())) + '"'
