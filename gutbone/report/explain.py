"""Why a result is as it is, why one thing of the rules is, and the article on one screen."""

from collections.abc import Iterable, Iterator

from gutbone.assess.advice import rules_out
from gutbone.assess.result import AnswerResult, Result
from gutbone.base.commands import command
from gutbone.base.errors import GutboneError, did_you_mean
from gutbone.base.messages import joined
from gutbone.base.numbers import exact, total
from gutbone.base.text import flow
from gutbone.report.names import list_names
from gutbone.rules.amount import Reached
from gutbone.rules.bands import Subscore
from gutbone.rules.domain import Domain
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item
from gutbone.rules.part import Part, PartQuestion
from gutbone.rules.people import Condition, Flag, Heeded
from gutbone.rules.search import MOST_MEANT, found
from gutbone.rules.tip import Tip
from gutbone.rules.words import Words

Block = Domain | Subscore | Item | Tip | Condition | Flag | Part | PartQuestion


def render_reasons(result: Result, words: Words, *, columns: int = 80, shows_numbers: bool = True) -> str:
    """Write what every answer gave and why, what rests on which source, and what was withheld."""
    lines = ["", words.why_title, ""]
    if shows_numbers and result.ending != "stopped":
        points = (
            f"{a.item}: {_points(a, words)}. {a.because} {_cites(result, a.sources, words)}." for a in result.asked
        )
        counted = (
            words.why_subscore.format(label=own.label, questions=", ".join(own.questions or ()))
            for own in (result.subscores or {}).values()
        )
        lines += [words.why_points, *(f"  {line}" for line in (*points, *counted)), ""]
    tips = []
    for tip in result.tips:
        because = ", ".join(words.why_is.format(item=quote.item, option=quote.option) for quote in tip.because)
        cites = _cites(result, (source.id for source in tip.sources), words)
        kind, because = words.kind_of_tip(tip.kind), because or words.why_everyone
        tips.append(words.why_tip.format(tip=tip.id, kind=kind, because=because, cites=cites))
    withheld = [words.why_held.format(tip=held.tip, because=", ".join(held.because)) for held in result.withheld]
    tips, withheld = tips or [words.why_no_tips], withheld or [words.why_none_held]
    lines += [words.why_tips, *(f"  {line}" for line in tips), ""]
    return flow([*lines, words.why_withheld, *(f"  {line}" for line in withheld)], columns)


def explain_article(instrument: Instrument, columns: int) -> str:
    """Say what the article says, and how strong the evidence is; of rules without one, what else can be explained."""
    article, words = instrument.article, instrument.words
    if article is None:
        return list_names(instrument, columns)
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
        (instrument.beside, instrument.items, parts, instrument.extra),
        (instrument.condition, instrument.flag),
    )
    tables = (*asked, instrument.tips, *told)
    known: dict[str, Block] = {id_: block for table in tables for id_, block in table.items()}
    if instead := instrument.flags.retired.get(name):
        lines = [line for flag in instead for line in ("", *about(instrument, instrument.flag[flag]))]
        return flow([instrument.words.about_retired.format(name=name), *lines], columns)
    if name not in known:
        meant = found((block for block in known.values() if isinstance(block, Condition | Flag)), name)[:MOST_MEANT]
        named = joined((f"{block.id} ({block.brief or block.label})" for block in meant), "or")
        fix = f"Did you mean {named}?" if meant else did_you_mean(name, known)
        fix = fix or f"To see all: {command('explain', '--list')}"
        raise GutboneError("EXPLAIN_001", f"there is nothing called {name} to explain.", fix)
    return flow(about(instrument, known[name]), columns)


def about(instrument: Instrument, block: Block) -> Iterator[str]:
    """Give all there is to say about one block of the rules, its name in the first line."""
    words = instrument.words
    match block:
        case Domain() | Subscore():
            scored = instrument.counting[block.id]
            items, possible = block.items if isinstance(block, Domain) else scored, total(item.most for item in scored)
            yield words.about_domain.format(label=block.label, id=block.id, count=len(items), possible=possible)
            yield from (f"  - {item.id}: {item.text}" for item in items)
        case Item():
            yield from _item(instrument, block)
        case Part():
            yield words.about_part.format(label=block.title, id=block.id, count=len(block.questions))
            yield from (f"  - {question.id}: {question.text}" for question in block.questions)
        case PartQuestion():
            yield words.about_beside.format(label=block.label, id=block.id)
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
            yield from _listed(words.about_acts_like, block.acts_like)
    if not isinstance(block, Domain | Subscore | Part):
        yield from _sources(instrument, block.sources)
    if isinstance(block, Domain | Item | Part) and (why := block.why):
        yield from ("", words.about_why.format(why=why.text), words.evidence_words(why.health, why.bone))
        yield from _sources(instrument, why.sources)


def _sources(instrument: Instrument, names: tuple[str, ...]) -> Iterator[str]:
    """Cite each source with its kind, its strength, and how far it was checked."""
    words = instrument.words
    yield from (words.about_sources,) if names else ()
    for source in (instrument.source[name] for name in names):
        is_judged, of = source.kind == "judgement", words.of_source(source.kind, source.strength, source.read)
        yield f"  - {source.cites}" if is_judged else f"  - {words.about_source.format(cites=source.cites, **of)}"
        yield from (f"    {link}" for link in [source.link] if link)


def _item(instrument: Instrument, item: Item) -> Iterator[str]:
    words = instrument.words
    core = words.about_core if item.core else ""
    counts = words.about_counts.format(count=item.counts) if item.counts > 1 else ""
    scored = "" if item.scored else words.about_unscored
    yield f"{item.label} ({item.id}), {instrument.domain[item.domain].label}{core}{counts}{scored}"
    yield from filter(None, (item.text, item.hint))
    yield ""
    if item.amount:
        yield from _amount(item, words)
    for option in item.options:
        has_edge = option.at_least is not None and item.unit
        edge = words.about_edge.format(edge=f"{option.at_least:g}", unit=item.unit) if has_edge else ""
        points = words.about_gives.format(points=item.points(option), possible=item.most) if item.scored else ""
        yield f"  - {points}{': ' if points else ''}{option.label}{edge} [{option.id}]"
    yield from ("", words.about_points.format(because=item.points_because))
    yield from _needless(instrument, item)


def _needless(instrument: Instrument, item: Item) -> Iterator[str]:
    """Say after which answers to other questions it is not asked."""
    words = instrument.words
    for name, unless in item.asked_unless.items():
        other = instrument.items[name]
        if isinstance(unless, Reached):
            sign, amount = unless.bound
            answers = (words.about_under if sign == "<" else words.about_from_on).format(
                amount=other.with_unit(str(amount))
            )
        else:
            answers = "; ".join(other.by_id[option].label for option in unless)
        yield words.about_needless.format(item=name, answers=answers)


def _amount(item: Item, words: Words) -> Iterator[str]:
    """Say which numbers a question takes, and what they give."""
    said = words.about_whole if item.amount and not item.amount.decimals else words.about_number
    yield said.format(least=f"{item.smallest:g}", most=f"{item.at_most:g}", unit=item.unit)
    if item.scored and item.amount and item.amount.each is not None:
        each = exact(item.counts * exact(item.amount.each))
        yield words.about_each.format(each=each, possible=item.most, top=f"{item.top:g}")


def _tip(instrument: Instrument, tip: Tip) -> Iterator[str]:
    words = instrument.words
    domain = f", {instrument.domain[tip.domain].label}" if tip.domain else ""
    yield f"{tip.id}: {words.kind_of_tip(tip.kind)}{domain}"
    yield from filter(None, (tip.text, tip.plan))
    yield ""
    yield from (words.about_everyone,) if tip.always else ()
    for item, options in (tip.when or tip.when_any).items():
        asked = instrument.items[item] if item in instrument.items else instrument.extra[item]
        labels = [asked.by_id[option].label for option in options]
        yield words.about_when.format(item=item, answers="; ".join(labels))
    for domain_id, bands in tip.when_band.items():
        yield from _listed(words.about_when_band.format(domain=domain_id), bands)
    if tip.with_tip_in:
        yield words.about_with_tip.format(domain=tip.with_tip_in)
    yield from _listed(words.about_only_with, tip.only_with)
    foods = instrument.foods_in(tip)
    never = [condition.id for condition in instrument.condition.values() if rules_out(condition, tip, foods)]
    yield from _listed(words.about_never_with, never)
    for item, steps in tip.step.items():
        led = ", ".join(words.about_from_to.format(now=now, then=then) for now, then in steps.items())
        yield words.about_step.format(item=item, steps=led)


def _condition(instrument: Instrument, condition: Condition) -> Iterator[str]:
    words = instrument.words
    yield f"{condition.label} ({condition.id})"
    yield from filter(None, (condition.help, condition.say))
    yield from _listed(words.about_not_beside, condition.says_less_than)
    yield from _listed(words.about_not_scored, condition.not_applicable)
    if condition.stops:
        yield words.about_stops
    yield from _heeded(instrument, condition)
    own = [tip.id for tip in instrument.tips.values() if condition.id in tip.only_with]
    yield from _listed(words.about_only_this, own)


def _heeded(instrument: Instrument, heeded: Heeded) -> Iterator[str]:
    """Say which tips a condition or a flag keeps back, and what it adds to others."""
    if heeded.avoids_everything:
        yield instrument.words.about_holds_all
    if heeded.avoids:
        means = {food.id: food.means for food in instrument.foods}
        yield instrument.words.about_holds
        yield from (f"  - {means[name]}" for name in heeded.avoids)
    for note in heeded.notes:
        yield instrument.words.about_note.format(about=", ".join(note.about), say=note.say)


def _listed(title: str, names: Iterable[str]) -> Iterator[str]:
    if listed := ", ".join(names):
        yield f"{title}: {listed}"


def _cites(result: Result, names: Iterable[str], words: Words) -> str:
    """Cite sources with how strong each is."""
    sources = (result.sources[name] for name in names)
    return "; ".join(
        words.why_cites.format(cites=s.cites, strength=words.strength_word(s.strength)) if s.strength else s.cites
        for s in sources
    )


def _points(answer: AnswerResult, words: Words) -> str:
    """Say what an answer gave, or what is counted instead."""
    if not answer.is_scored:
        return words.why_unscored.format(said=answer.said or words.why_not_known)
    if answer.points is not None:
        is_settled = answer.status == "settled"
        option = answer.option or answer.answer if is_settled else answer.said
        gives = words.why_settled if is_settled else words.why_gives
        return gives.format(option=option, points=answer.points, possible=answer.possible)
    if answer.status == "not_applicable":
        return words.why_left_out
    return words.why_unknown.format(least=answer.least, most=answer.possible)
