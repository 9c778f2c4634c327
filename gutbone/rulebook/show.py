"""The whole instrument as a person reviews it, in text, Markdown or JSON; and what differs between two."""

from collections.abc import Iterator
from textwrap import fill
from typing import Any

import msgspec

from gutbone.advice import rules_out
from gutbone.instrument import Instrument
from gutbone.rules import Domain, Item, Tip

UNSHOWN = {"files", "words"}


def show_markdown(instrument: Instrument) -> str:
    """Write the instrument as Markdown: questions, points, bands, tips, who is kept from which, sources."""
    return "\n".join(_lines(instrument)) + "\n"


def show_text(instrument: Instrument, columns: int) -> str:
    """Write the same for a terminal, without the marks of Markdown."""
    lines = [line.replace("**", "").lstrip("# ") for line in _lines(instrument)]
    return "\n".join(fill(line, columns, subsequent_indent="    ") for line in lines) + "\n"


def show_json(instrument: Instrument) -> str:
    """Write the whole model as JSON."""
    values = {key: value for key, value in msgspec.to_builtins(instrument).items() if key not in UNSHOWN}
    return msgspec.json.format(msgspec.json.encode(values), indent=2).decode() + "\n"


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
    yield from (
        f"# {instrument.title}",
        "",
        f"{instrument.id} {instrument.version}. {instrument.purpose}",
        "",
        "## Bands",
    )
    for band in instrument.bands.edges:
        unit = "%" if instrument.bands.of == "percent" else " points"
        yield f"- {band.label} ({band.id}): from {band.at_least}{unit}"
    for domain in instrument.domains:
        yield from _domain(instrument, domain)
    yield from ("", "## For everyone")
    for tip in instrument.closing:
        yield from _tip(instrument, tip)
    yield from ("", "## Conditions")
    for condition in instrument.condition.values():
        yield f"- **{condition.id}**: {condition.label}. {condition.say or ''}".rstrip()
    yield from ("", "## Red flags")
    for flag in instrument.flag.values():
        yield f"- **{flag.id}** ({flag.level}): {flag.label}. {flag.text}"
    yield from ("", "## Sources")
    for source in instrument.sources:
        yield f"- **{source.id}**: {source.cites} ({source.kind}, {source.strength}, read: {source.read})"


def _domain(instrument: Instrument, domain: Domain) -> Iterator[str]:
    yield from ("", f"## {domain.label} ({domain.id})", "", domain.why.text)
    for item in domain.items:
        yield from _item(item)
    yield from ("", f"### Tips: {domain.label}")
    for tip in domain.tips:
        yield from _tip(instrument, tip)


def _item(item: Item) -> Iterator[str]:
    counts = f", counts {item.counts} times" if item.counts > 1 else ""
    yield from ("", f"### {item.text} ({item.id}{', core' if item.core else ''}{counts})")
    if item.hint:
        yield from ("", item.hint)
    yield ""
    for option in item.options:
        edge = f", from {option.at_least:g} {item.unit}" if item.unit and option.at_least is not None else ""
        yield f"- {option.points}: {option.label} ({option.id}{edge})"
    yield from ("", f"Full points: {item.points_because} Sources: {', '.join(item.sources)}.")


def _tip(instrument: Instrument, tip: Tip) -> Iterator[str]:
    foods = instrument.foods_in(tip)
    kept = [condition.id for condition in instrument.condition.values() if rules_out(condition, tip, foods)]
    yield from ("", f"**{tip.id}** ({tip.kind}). {tip.text} {tip.plan or ''}".rstrip())
    called = [
        f"{name}: {', '.join(options)}" for name, options in {**tip.when, **tip.when_any, **tip.when_band}.items()
    ]
    facts = {
        "when": "; ".join(called) or ("always" if tip.always else ""),
        "beside a tip about": tip.with_tip_in or "",
        "only with": ", ".join(tip.only_with),
        "kept from": ", ".join(kept),
        "sources": ", ".join(tip.sources),
    }
    yield "; ".join(f"{name} {value}" for name, value in facts.items() if value)
