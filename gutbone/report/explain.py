"""Why a result is as it is, why one thing of the rules is, and the article on one screen."""

from collections.abc import Iterable, Iterator

from gutbone.assess.advice import rules_out
from gutbone.assess.result import AnswerResult, Result
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError, did_you_mean
from gutbone.base.numbers import exact, total
from gutbone.base.text import flow
from gutbone.rules.domain import Domain, Item, Tip
from gutbone.rules.instrument import Instrument
from gutbone.rules.part import Part, PartQuestion
from gutbone.rules.people import Condition, Flag, Heeded
from gutbone.rules.search import MOST_MEANT, found

Block = Domain | Item | Tip | Condition | Flag | Part | PartQuestion
READ = {"yes": "read", "second_hand": "read as quoted elsewhere", "no": "not checked"}


def render_reasons(result: Result, *, columns: int = 80, shows_numbers: bool = True) -> str:
    """Write what every answer gave and why, what rests on which source, and what was withheld."""
    lines = ["", "Why this result", ""]
    if shows_numbers and result.ending != "stopped":
        points = [f"  {a.item}: {_points(a)}. {a.because} {_cites(result, a.sources)}." for a in result.asked]
        lines += ["Points:", *points, ""]
    tips = []
    for tip in result.tips:
        because = ", ".join(f"{quote.item} is {quote.option}" for quote in tip.because) or "it is for everyone"
        cites = _cites(result, (source.id for source in tip.sources))
        tips.append(f"  {tip.id} ({tip.kind}): because {because}. {cites}.")
    withheld = [f"  {held.tip}: because of {', '.join(held.because)}." for held in result.withheld]
    lines += ["Tips:", *(tips or ["  none"]), "", "Withheld:", *(withheld or ["  nothing"])]
    return flow(lines, columns)


def explain_article(instrument: Instrument, columns: int) -> str:
    """Say what the article says, and how strong the evidence is for health and for bones."""
    article, words = instrument.article, instrument.words
    if article is None:
        what = "these rules hold no article.yaml to explain."
        raise GutboneError("EXPLAIN_002", what, "Name a question, tip, domain, part, condition or flag.")
    lines = [f"{article.title} ({article.publisher})", article.opening, ""]
    for points in (article.ways, article.steps):
        for point in points:
            lines += [f"{point.label}. {point.text}", f"  {words.evidence_words(point.health, point.bone)}"]
        lines.append("")
    return flow([*lines, article.closing], columns)


def explain_id(instrument: Instrument, name: str, columns: int) -> str:
    """Explain an item, tip, domain, part, condition or flag; of a flag that is asked no more, those in its place.

    Raises GutboneError (exit code 2) when there is no such id.
    """
    parts = {part.id: part for part in instrument.parts}
    asked, told = (
        (instrument.domain, instrument.items, parts, instrument.extra),
        (instrument.condition, instrument.flag),
    )
    tables = (*asked, instrument.tips, *told)
    known: dict[str, Block] = {id_: block for table in tables for id_, block in table.items()}
    if instead := instrument.flags.retired.get(name):
        lines = [line for flag in instead for line in ("", *about(instrument, instrument.flag[flag]))]
        return flow([f"{name} is asked no more. In its place:", *lines], columns)
    if name not in known:
        meant = found((block for block in known.values() if isinstance(block, Condition | Flag)), name)[:MOST_MEANT]
        named = " or ".join(f"{block.id} ({block.brief or block.label})" for block in meant)
        fix = f"Did you mean {named}?" if meant else did_you_mean(name, known)
        fix = fix or f"To see all: {command('explain', '--list')}"
        raise GutboneError("EXPLAIN_001", f"there is nothing called {name} to explain.", fix)
    return flow(about(instrument, known[name]), columns)


def about(instrument: Instrument, block: Block) -> Iterator[str]:
    """Give all there is to say about one block of the rules, its name in the first line."""
    match block:
        case Domain():
            possible = total(item.most for item in block.scored)
            yield f"{block.label} ({block.id}): {len(block.items)} questions, {possible} points"
            yield from (f"  - {item.id}: {item.text}" for item in block.items)
        case Item():
            yield from _item(instrument, block)
        case Part():
            yield f"{block.title} ({block.id}), {len(block.questions)} questions beside the score"
            yield from (f"  - {question.id}: {question.text}" for question in block.questions)
        case PartQuestion():
            yield f"{block.label} ({block.id}), beside the score"
            yield from filter(None, (block.text, block.hint, ""))
            yield from (f"  - {option.label} [{option.id}]" for option in block.options)
        case Tip():
            yield from _tip(instrument, block)
        case Condition():
            yield from _condition(instrument, block)
        case Flag():
            yield f"{block.label} ({block.id}): {instrument.level[block.level].heading}"
            yield from filter(None, (block.help, block.text))
            yield from _heeded(instrument, block)
            yield from _listed("For the tips it acts like", block.acts_like)
    if not isinstance(block, Domain | Part):
        yield from _sources(instrument, block.sources)
    if isinstance(block, Domain | Item | Part) and (why := block.why):
        yield from ("", f"Why we ask: {why.text}", instrument.words.evidence_words(why.health, why.bone))
        yield from _sources(instrument, why.sources)


def _sources(instrument: Instrument, names: tuple[str, ...]) -> Iterator[str]:
    """Cite each source with its kind, its strength, and how far it was checked."""
    yield from ("Sources:",) if names else ()
    for source in (instrument.source[name] for name in names):
        is_judged = source.kind == "judgement"
        known = "" if is_judged else f" ({source.kind}, {source.strength} evidence, {READ[source.read]})"
        yield f"  - {source.cites}{known}"
        yield from (f"    {link}" for link in [source.link] if link)


def _item(instrument: Instrument, item: Item) -> Iterator[str]:
    core = ", also in the quick screen" if item.core else ""
    counts = f", counts {item.counts} times" if item.counts > 1 else ""
    scored = "" if item.scored else ", not part of the score"
    yield f"{item.label} ({item.id}), {instrument.domain[item.domain].label}{core}{counts}{scored}"
    yield from filter(None, (item.text, item.hint))
    yield ""
    if item.amount:
        yield from _amount(item)
    for option in item.options:
        edge = f" (from {option.at_least:g} {item.unit})" if option.at_least is not None and item.unit else ""
        points = f"{item.points(option)} of {item.most}: " if item.scored else ""
        yield f"  - {points}{option.label}{edge} [{option.id}]"
    yield from ("", f"Why these points: {item.points_because}")


def _amount(item: Item) -> Iterator[str]:
    """Say which numbers a question takes, and what they give."""
    kind = "a whole number" if item.amount and not item.amount.decimals else "a number"
    yield f"Its answer is {kind} from {item.smallest:g} to {item.at_most:g}: {item.unit}."
    if item.scored and item.amount and item.amount.each is not None:
        each = exact(item.counts * exact(item.amount.each))
        yield f"{each} of {item.most} points for each, up to {item.top:g}."


def _tip(instrument: Instrument, tip: Tip) -> Iterator[str]:
    domain = f", {instrument.domain[tip.domain].label}" if tip.domain else ""
    yield f"{tip.id}: {tip.kind}{domain}"
    yield from filter(None, (tip.text, tip.plan))
    yield ""
    yield from ("For everyone.",) if tip.always else ()
    for item, options in (tip.when or tip.when_any).items():
        asked = instrument.items[item] if item in instrument.items else instrument.extra[item]
        labels = [asked.by_id[option].label for option in options]
        yield f"When {item} is: {'; '.join(labels)}"
    for domain_id, bands in tip.when_band.items():
        yield from _listed(f"When the band of {domain_id} is", bands)
    if tip.with_tip_in:
        yield f"Beside any tip about {tip.with_tip_in}."
    yield from _listed("Only with", tip.only_with)
    foods = instrument.foods_in(tip)
    yield from _listed("Never with", [c.id for c in instrument.condition.values() if rules_out(c, tip, foods)])
    for item, steps in tip.step.items():
        yield f"Its step: {item} " + ", ".join(f"{now} to {then}" for now, then in steps.items())


def _condition(instrument: Instrument, condition: Condition) -> Iterator[str]:
    yield f"{condition.label} ({condition.id})"
    yield from filter(None, (condition.help, condition.say))
    yield from _listed("Not said beside", condition.says_less_than)
    yield from _listed("Not scored", condition.not_applicable)
    if condition.stops:
        yield "Nothing is scored and no tip is given."
    yield from _heeded(instrument, condition)
    yield from _listed("Shown only with this", [t.id for t in instrument.tips.values() if condition.id in t.only_with])


def _heeded(instrument: Instrument, heeded: Heeded) -> Iterator[str]:
    """Say which tips a condition or a flag keeps back, and what it adds to others."""
    if heeded.avoids_everything:
        yield "Every tip is withheld but safety messages."
    if heeded.avoids:
        means = {food.id: food.means for food in instrument.foods}
        yield "Tips are withheld that ask for:"
        yield from (f"  - {means[name]}" for name in heeded.avoids)
    for note in heeded.notes:
        yield f"Under tips about {', '.join(note.about)}: {note.say}"


def _listed(title: str, names: Iterable[str]) -> Iterator[str]:
    if listed := ", ".join(names):
        yield f"{title}: {listed}"


def _cites(result: Result, names: Iterable[str]) -> str:
    """Cite sources with how strong each is."""
    sources = (result.sources[name] for name in names)
    return "; ".join(s.cites if s.strength is None else f"{s.cites} ({s.strength} evidence)" for s in sources)


def _points(answer: AnswerResult) -> str:
    """Say what an answer gave, or what is counted instead."""
    if not answer.is_scored:
        return f"{answer.said or 'not known'}, which is not part of the score"
    if answer.points is not None and answer.said:
        settled = ", settled by another answer" if answer.status == "settled" else ""
        return f"{answer.said} gives {answer.points} of {answer.possible}{settled}"
    if answer.status == "not_applicable":
        return "not applicable, so it is left out of the points and of the possible points"
    return f"not known, so it counts from {answer.least} to {answer.possible}"
