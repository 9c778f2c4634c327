"""The whole instrument as a person reviews it, in text, Markdown or JSON; and what differs between two."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from gutbone.base.text import flow, indented
from gutbone.report.explain import Block, about
from gutbone.rules.instrument import Instrument

UNSHOWN = {"files", "words"}


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
    return indented({key: value for key, value in built.items() if key not in UNSHOWN})


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
    flat: dict[str, Any] = {}
    for key, inner in entries:
        flat.update(_flat(inner, f"{place}.{key}" if place else str(key)))
    return flat


def _lines(instrument: Instrument) -> Iterator[str]:
    """Give the lines of the whole; a heading begins with #, and what stands in a list with a dash."""
    yield f"# {instrument.title}"
    yield f"{instrument.id} {instrument.version}. {instrument.purpose}"
    yield from _listed("Before the quiz", instrument.before_start)
    yield from _listed("Before an exported form", instrument.opening)
    yield from ("", "## Bands")
    unit = "%" if instrument.bands.of == "percent" else " points"
    yield from (f"  - {band.label} ({band.id}): from {band.at_least}{unit}" for band in instrument.bands.edges)
    for domain in instrument.domains:
        yield from _part(instrument, domain.label, (domain, *domain.items, *domain.tips))
    yield from _part(instrument, "For everyone", instrument.closing)
    yield from _part(instrument, "Conditions", instrument.condition.values())
    yield from _part(instrument, "Red flags", instrument.flag.values())
    yield from ("", "## Sources")
    for source in instrument.sources:
        yield f"  - {source.id}: {source.cites} ({source.kind}, {source.strength}, read: {source.read})"


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {title}")
    yield from (f"  - {line}" for line in lines)


def _part(instrument: Instrument, title: str, blocks: Iterable[Block]) -> Iterator[str]:
    yield from ("", f"## {title}")
    for block in blocks:
        name, *rest = about(instrument, block)
        yield from ("", f"### {name}", *rest)
