"""The whole instrument as a person reviews it, in text, Markdown or JSON; what differs between two, and for whom."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from gutbone.answers.one import read_cell
from gutbone.answers.read import answers_from
from gutbone.assess.assess import assess
from gutbone.assess.columns import CONDITIONS, sort_columns
from gutbone.base.files import read_bytes
from gutbone.base.text import flow, indented
from gutbone.exchange.one_row import read_table
from gutbone.report.explain import Block, about
from gutbone.review.expectations import band_of, points_of
from gutbone.rules.bands import Bands
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words

UNSHOWN = {"files", "words"}
MOST_BYTES = 100_000_000  # of a table
MOST_LISTED = 10


def show_markdown(instrument: Instrument) -> str:
    """Write the instrument as Markdown: all that ``gutbone explain`` says of each block, then the sources."""
    text = ""
    for line in filter(None, map(str.lstrip, _lines(instrument))):
        is_listed = line.startswith("- ") and text.rpartition("\n")[2].startswith("- ")
        text += line if not text else f"\n{line}" if is_listed else f"\n\n{line}"
    return text + "\n"


def show_text(instrument: Instrument, columns: int) -> str:
    """Write the same for a terminal, without the marks of Markdown."""
    return flow((line.lstrip("# ") if line.startswith("#") else line for line in _lines(instrument)), columns)


def show_json(instrument: Instrument) -> str:
    """Write the whole model as JSON."""
    built = msgspec.to_builtins(instrument, builtin_types=(Decimal,))
    unshown = UNSHOWN if instrument.subscores else {*UNSHOWN, "subscores"}
    return indented({key: value for key, value in built.items() if key not in unshown})


def differences(before: Instrument, after: Instrument) -> Iterator[str]:
    """Give every value that differs between two instruments, by its place."""
    old, new = (_flat({k: v for k, v in msgspec.to_builtins(i).items() if k != "files"}) for i in (before, after))
    for place in sorted(old.keys() | new.keys()):
        if place not in new:
            yield f"- {place}: {old[place]}"
        elif place not in old:
            yield f"+ {place}: {new[place]}"
        elif old[place] != new[place]:
            yield f"~ {place}: {old[place]} -> {new[place]}"


def _flat(value: Any, place: str = "") -> dict[str, Any]:
    """Flatten a value to its leaves; an entry of a list goes by its id where it has one."""
    if isinstance(value, dict):
        entries = [(key, inner) for key, inner in value.items() if key != "id" or not place]
    elif isinstance(value, list | tuple) and any(isinstance(inner, dict | list) for inner in value):
        entries = [(inner.get("id", i) if isinstance(inner, dict) else i, inner) for i, inner in enumerate(value)]
    else:
        return {place: value}
    parts = [_flat(inner, f"{place}.{key}" if place else str(key)) for key, inner in entries]
    return {inner_place: leaf for part in parts for inner_place, leaf in part.items()}


def score_differences(before: Instrument, after: Instrument, table: Path) -> Iterator[str]:
    """Say for the total and each domain how many of the table's people score differently, and name the first.

    The table is a CSV with a column an item; cells are options, amounts or n/a, and a column ``conditions``
    may hold ids with spaces between. Raises GutboneError (exit code 2) for a table that cannot be read.
    """
    names, rows, _ = read_table(read_bytes(table, str(table), MOST_BYTES), str(table), after.items)
    columns = sort_columns(after, names, str(table)).items
    rows = [(line, {**row, **{item: row[column] for item, column in columns.items()}}) for line, row in rows]
    words, changed = after.words, dict[str, list[str]]()
    for line, row in rows:
        old, new = _scores(before, row, f"{table}:{line}"), _scores(after, row, f"{table}:{line}")
        for name in old.keys() & new.keys():
            if old[name] != new[name]:
                changed.setdefault(name, []).append(
                    words.diff_line.format(line=line, before=old[name], after=new[name])
                )
    for name, lines in sorted(changed.items()):
        yield words.diff_score.format(name=name, count=len(lines), people=len(rows))
        yield from (f"  {line}" for line in lines[:MOST_LISTED])
    if not changed:
        yield words.diff_nobody.format(people=len(rows))


def _scores(instrument: Instrument, row: dict[str, str], where: str) -> dict[str, str]:
    answers = {name: read_cell(row[name]) for name in instrument.items if name in row}
    conditions = [name for name in row.get(CONDITIONS, "").split(" ") if name]
    responses = answers_from({"answers": answers, "conditions": conditions}, instrument, lambda _: where)
    result = assess(instrument, responses)
    scores = {"total": result.total, **result.beside}
    return {name: f"{points_of(s)} {band_of(s)}" if s.band else points_of(s) for name, s in scores.items()}


def _lines(instrument: Instrument) -> Iterator[str]:
    """Give the lines of the whole; a heading begins with #, and what stands in a list with a dash."""
    words = instrument.words
    yield f"# {instrument.title}"
    yield f"{instrument.id} {instrument.version}. {instrument.purpose}"
    yield from _listed(words.show_before, instrument.before_start)
    yield from _listed(words.show_before_form, instrument.opening)
    yield from _bands(words.show_bands, instrument.bands, words)
    for one in instrument.beside.values():
        title = words.show_bands_of.format(domain=one.label)
        yield from _bands(title, one.own_bands, words) if one.own_bands else ()
    if rule := instrument.gaps:
        count = len(instrument.scored)
        text = words.show_gap.format(rule=rule.rule, least=rule.at_least, count=count, because=rule.because)
        yield from _listed(words.show_gaps, [text])
    for domain in instrument.domains:
        yield from _part(instrument, domain.label, (domain, *domain.items, *domain.tips))
    yield from _part(instrument, words.show_subscores, instrument.subscores) if instrument.subscores else ()
    yield from _part(instrument, words.show_everyone, instrument.closing)
    for part in instrument.parts:
        yield from _part(instrument, part.title, (part, *part.questions, *part.tips))
    yield from _part(instrument, words.show_conditions, instrument.condition.values())
    yield from _part(instrument, words.show_flags, instrument.flag.values())
    known = ((one, words.of_source(one.kind, one.strength, one.read)) for one in instrument.sources)
    sources = (words.show_source.format(id=one.id, cites=one.cites, **of) for one, of in known)
    yield from _listed(words.show_sources, sources)


def _bands(title: str, bands: Bands, words: Words) -> Iterator[str]:
    said = words.show_band_percent if bands.of == "percent" else words.show_band_points
    if edges := [said.format(label=band.label, id=band.id, edge=band.at_least) for band in bands.edges]:
        yield from _listed(title, edges)


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {title}")
    yield from (f"  - {line}" for line in lines)


def _part(instrument: Instrument, title: str, blocks: Iterable[Block]) -> Iterator[str]:
    yield from ("", f"## {title}")
    for block in blocks:
        name, *rest = about(instrument, block)
        yield from ("", f"### {name}", *rest)
