"""``gutbone explain``: the article on one screen, or why one thing of the rules is as it is."""

from collections.abc import Callable, Iterator, Mapping
from textwrap import fill
from typing import Any

from gutbone.errors import GutboneError, did_you_mean
from gutbone.evidence import ArticlePoint, Why
from gutbone.instrument import Instrument
from gutbone.rules import Condition, Domain, Flag, Item, Tip

WIDEST = 88


def explain_article(instrument: Instrument, columns: int) -> str:
    """Say what the article says, and how strong the evidence is for health and for bones."""
    article = instrument.article
    if article is None:
        what = "these rules hold no article.yaml to explain."
        raise GutboneError("EXPLAIN_002", what, "Name a question, tip, domain, condition or flag.")
    lines = [f"{article.title} ({article.publisher})", article.opening, ""]
    for point in (*article.ways, *article.steps):
        if point is article.steps[0]:
            lines.append("")
        lines += _point(instrument, point)
    return _filled([*lines, "", article.closing], columns)


def explain_id(instrument: Instrument, name: str, columns: int) -> str:
    """Explain an item, tip, domain, condition or flag.

    Raises GutboneError (exit code 2) when there is no such id.
    """
    places: tuple[tuple[Mapping[str, Any], Callable[[Instrument, Any], Iterator[str]]], ...] = (
        (instrument.domain, _domain),
        (instrument.items, _item),
        (instrument.tips, _tip),
        (instrument.condition, _condition),
        (instrument.flag, _flag),
    )
    for known, explain in places:
        if name in known:
            return _filled(list(explain(instrument, known[name])), columns)
    known_ids = [key for known, _ in places for key in known]
    raise GutboneError("EXPLAIN_001", f"there is nothing called {name} to explain.", did_you_mean(name, known_ids))


def _point(instrument: Instrument, point: ArticlePoint) -> Iterator[str]:
    yield f"{point.label}. {point.text}"
    yield f"  {instrument.words.evidence_words(point.health, point.bone)}"


def _why(instrument: Instrument, why: Why) -> Iterator[str]:
    yield ""
    yield f"Why we ask: {why.text}"
    yield instrument.words.evidence_words(why.health, why.bone)
    yield from _sources(instrument, why.sources)


def _sources(instrument: Instrument, names: tuple[str, ...]) -> Iterator[str]:
    """Cite each source with its kind, its strength, and how far it was checked."""
    checked = {"yes": "read", "second_hand": "read as quoted elsewhere", "no": "not checked"}
    if names:
        yield "Sources:"
    for name in names:
        source = instrument.source[name]
        known = (
            ""
            if source.kind == "judgement"
            else f" ({source.kind}, {source.strength} evidence, {checked[source.read]})"
        )
        yield f"  - {source.cites}{known}"


def _domain(instrument: Instrument, domain: Domain) -> Iterator[str]:
    possible = sum(item.most for item in domain.items)
    yield f"{domain.label} ({domain.id}): {len(domain.items)} questions, {possible} points"
    for item in domain.items:
        yield f"  - {item.id}: {item.text}"
    yield from _why(instrument, domain.why)


def _item(instrument: Instrument, item: Item) -> Iterator[str]:
    core = ", also in the quick screen" if item.core else ""
    yield f"{item.label} ({item.id}), {instrument.domain[item.domain].label}{core}"
    yield from filter(None, (item.text, item.hint))
    yield ""
    for option in item.options:
        edge = f" (from {option.at_least:g} {item.unit})" if option.at_least is not None and item.unit else ""
        yield f"  {item.points(option)} of {item.most}: {option.label}{edge} [{option.id}]"
    yield ""
    yield f"Why these points: {item.points_because}"
    yield from _sources(instrument, item.sources)
    yield from _why(instrument, item.why)


def _tip(instrument: Instrument, tip: Tip) -> Iterator[str]:
    domain = f", {instrument.domain[tip.domain].label}" if tip.domain else ""
    yield f"{tip.id}: {tip.kind}{domain}"
    yield tip.text
    if tip.plan:
        yield tip.plan
    yield ""
    yield from _when(instrument, tip)
    if tip.only_with:
        yield f"Only with: {', '.join(tip.only_with)}"
    from gutbone.advice import rules_out

    foods = instrument.foods_in(tip)
    kept = [condition.id for condition in instrument.condition.values() if rules_out(condition, tip, foods)]
    if kept:
        yield f"Never with: {', '.join(kept)}"
    for item, steps in tip.step.items():
        yield f"Its step: {item} " + ", ".join(f"{now} to {then}" for now, then in steps.items())
    yield from _sources(instrument, tip.sources)


def _when(instrument: Instrument, tip: Tip) -> Iterator[str]:
    """Say which answers call for a tip."""
    if tip.always:
        yield "For everyone."
    for item, options in (tip.when or tip.when_any).items():
        labels = [instrument.items[item].by_id[option].label for option in options]
        yield f"When {item} is: {'; '.join(labels)}"
    for domain, bands in tip.when_band.items():
        yield f"When the band of {domain} is: {', '.join(bands)}"
    if tip.with_tip_in:
        yield f"Beside any tip about {tip.with_tip_in}."


def _condition(instrument: Instrument, condition: Condition) -> Iterator[str]:
    yield f"{condition.label} ({condition.id})"
    yield from filter(None, (condition.help, condition.say))
    if condition.not_applicable:
        yield f"Not scored: {', '.join(condition.not_applicable)}"
    if condition.stops:
        yield "Nothing is scored and no tip is given."
    elif condition.avoids_everything:
        yield "Every tip is withheld but safety messages."
    if condition.avoids:
        means = {food.id: food.means for food in instrument.foods}
        yield "Tips are withheld that ask for:"
        yield from (f"  - {means[name]}" for name in condition.avoids)
    only = [tip.id for tip in instrument.tips.values() if condition.id in tip.only_with]
    if only:
        yield f"Shown only with this: {', '.join(only)}"
    for note in condition.notes:
        yield f"Under tips about {', '.join(note.about)}: {note.say}"
    yield from _sources(instrument, condition.sources)


def _flag(instrument: Instrument, flag: Flag) -> Iterator[str]:
    yield f"{flag.label} ({flag.id}): {instrument.level[flag.level].heading}"
    yield from filter(None, (flag.help, flag.text))
    if flag.holds:
        yield f"Tips are held back in: {', '.join(flag.holds)}"
    if flag.acts_like:
        yield f"For the tips it acts like: {', '.join(flag.acts_like)}"
    yield from _sources(instrument, flag.sources)


def _filled(lines: list[str], columns: int) -> str:
    """Wrap lines; a list entry hangs under itself."""
    width = max(20, min(columns, WIDEST))
    wrapped = []
    for line in lines:
        margin = " " * (len(line) - len(line.lstrip(" ")))
        hang = margin + ("  " if line.lstrip().startswith("- ") else "")
        wrapped.append(fill(line, width, initial_indent="", subsequent_indent=hang) if line else "")
    return "\n".join(wrapped) + "\n"
