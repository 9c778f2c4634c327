"""The scores of a FHIR form as expressions of FHIRPath, which every engine that was tried reads alike.

All answers become one text of codes, each between two "/", which no id holds. The questions stand in groups. Every
engine can do this (in Medplum descendants() gives nothing), and a text is searched far quicker than a response.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from gutbone.base.numbers import Points, exact, places, total
from gutbone.exchange.amounts import formula
from gutbone.exchange.fhir_names import Counted, code, is_of_all, least_known, tick_code
from gutbone.rules.amount import Reached
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item, Option

CODES = "('/' & %resource.item.item.answer.value.code.join('//') & '/')"
MARK = "#"  # no id holds it
OUT = "!"  # nor this, which stands for the answer to a question that does not apply
LENGTH = f".replaceMatches('[^{MARK}]', '').length()"
TakenOut = Mapping[str, tuple[str, ...]]
"""The conditions that take a question out, by the question's id."""
Group = tuple[tuple[str, ...], tuple[Item, ...]]
"""Conditions, and the questions that each of them takes out."""


def score_expression(instrument: Instrument, score: Counted, taken_out: TakenOut | None = None) -> str:
    """Count a score once each of its questions is answered, or settled by another answer.

    With ``taken_out`` it looks at conditions, and leaves out what does not apply.
    """
    if taken_out is not None:
        return _safe_expression(instrument, score, taken_out)
    if score.is_published:
        return _published(instrument, score, CODES, ())
    known = " and ".join(_known(instrument, score.items))
    points = f"{CODES}.select(iif({known}, {_points(instrument, score.items)}, {{}}))"
    return f"{points}.select({_band(score, '$this')})" if score.part == "band" else points


def _safe_expression(instrument: Instrument, score: Counted, taken_out: TakenOut) -> str:
    """Count a score of what applies: questions that a condition takes out leave its points and its possible points.

    Nor does an answer to them make another question needless.
    """
    groups = _groups(score.items, taken_out)
    names = {item.id for item in score.items} | {name for item in score.items for name in item.asked_unless}
    heard = _groups([item for item in instrument.items.values() if item.id in names], taken_out)
    text = f"{CODES}{''.join(f'.select({_without(group)})' for group in heard)}"
    allowed = [*_allowed(instrument, score, groups)]
    if score.is_published:
        return _published(instrument, score, text, allowed)
    known = " and ".join((*_known(instrument, score.items, groups), *allowed))
    points = _points(instrument, score.items, groups)
    possible = _exactly(_sum(score.items, groups, "most") or _number(0), score.items)
    if score.part != "band":
        return f"{text}.select(iif({known}, {points if score.part == 'points' else possible}, {{}}))"
    both, own, most = _pair(text, known, points, possible, score.items)
    if instrument.bands_of(score.name).of == "points":
        return f"{both}.select({_band(score, own)})"
    edges = tuple(
        (exact(edge.at_least), instrument.band_label(score.name, edge.id))
        for edge in instrument.bands_of(score.name).edges
    )
    band = "{}"
    for percent, label in edges:
        band = f"iif({own} * {_number(100)} >= {most} * {_number(percent)}, {_quoted(label)}, {band})"
    return f"{both}.select({band})"


def _pair(text: str, known: str, first: str, second: str, items: Sequence[Item]) -> tuple[str, str, str]:
    """Count two numbers where they are known: one text of both, then each of them out of that."""
    both = f"{text}.select(iif({known}, ({first}).toString() & '/' & ({second}).toString(), {{}}))"
    number = "toDecimal" if any(item.decimals for item in items) else "toInteger"
    own, other = (f"$this.replaceMatches('{pattern}', '').{number}()" for pattern in ("/.*", ".*/"))
    return both, own, other


def _published(instrument: Instrument, score: Counted, text: str, allowed: Sequence[str]) -> str:
    """Count the total as published, with the mean of the rest for what is not known, once enough is known.

    It has one decimal; half of the last one is rounded up. Bands go by all of its decimals.
    """
    always = [item for item in score.items if not (item.amount or item.asked_unless)]
    one_by_one = [
        f"iif({_is_known(instrument, i)}, {_number(1)}, {_number(0)})" for i in score.items if i not in always
    ]
    codes = f"$this{_replaced((f'{item.id}.[a-z0-9_]+' for item in always), 1)}{LENGTH}"
    count = " + ".join(([codes] if always else []) + one_by_one)
    enough = " and ".join((f"({count}) >= {_number(least_known(instrument))}", *allowed))
    both, points, known = _pair(text, enough, _points(instrument, score.items, is_whole=False), count, score.items)
    parts = 10**instrument.decimals
    if parts > 1:  # many engines count decimals roughly
        points = _whole(points, parts)
    points = f"{points} * {_number(len(score.items))}"  # of a mean there are as many parts as answers
    if score.part == "points.published":
        mean = f"({points} * {_number(20)} + {known} * {_number(parts)}) / ({known} * {_number(2 * parts)})"
        return f"{both}.select(({mean}).floor() / {_number(10)})"
    band, possible = "{}", total(item.most for item in score.items)
    for edge in instrument.bands.edges:
        label, least = _quoted(instrument.band_label("", edge.id)), exact(edge.at_least) * parts
        if instrument.bands.of == "percent":
            least = exact(least * possible / 100)
        whole = 10 ** places(least)
        reached = f"{points} * {_number(whole)} >= {known} * {_number(exact(least * whole))}"
        band = f"iif({reached}, {label}, {band})"
    return f"{both}.select({band})"


def _groups(items: Sequence[Item], taken_out: TakenOut) -> list[Group]:
    """Put questions together that the same conditions take out; others are left out here."""
    groups: dict[tuple[str, ...], tuple[Item, ...]] = {}
    for item in items:
        if own := taken_out.get(item.id):
            groups[own] = (*groups.get(own, ()), item)
    return list(groups.items())


def _without(group: Group) -> str:
    """Put marks in place of the answers that a condition takes out, whether a form has hidden them or not."""
    conditions, items = group
    ticked = " or ".join(f"$this.contains('/{tick_code(name)}/')" for name in conditions)
    names = "|".join(item.id for item in items)
    marks = "".join(f"/{item.id}.{OUT}/" for item in items)
    return f"iif({ticked}, $this.replaceMatches('/({names})[.][a-z0-9_]+/', '') & '{marks}', $this)"


def _allowed(instrument: Instrument, score: Counted, groups: Sequence[Group]) -> Iterator[str]:
    """Say who has this score: nobody it is not for, or whose numbers are hidden, or with no question left."""
    for condition in instrument.condition.values():
        if condition.stops or condition.hides_numbers:
            yield f"$this.contains('/{tick_code(condition.id)}/').not()"
    needed = {name for domain in instrument.domains if domain.id == score.name for name in domain.needs}
    firsts = [items[0] for _, items in groups]
    if sum(len(items) for _, items in groups) == len(score.items):
        yield f"({' and '.join(_is_out(item) for item in firsts)}).not()"
    is_whole = is_of_all(instrument, score)
    for _, items in groups:
        if is_whole or needed & {item.id for item in items}:
            yield f"{_is_out(items[0])}.not()"


def _known(instrument: Instrument, items: Sequence[Item], groups: Sequence[Group] = ()) -> Iterator[str]:
    """Say whether every question has an answer or needs none; one that is taken out has its mark."""
    for item in (item for item in items if item.amount):
        yield f"({_is_known(instrument, item)} or {_is_out(item)})" if groups else _is_known(instrument, item)
    items = [item for item in items if not item.amount]
    always = [item for item in items if not item.asked_unless]
    answers = _replaced((f"{item.id}.[a-z0-9_{OUT if groups else ''}]+" for item in always), 1)
    if always:
        yield f"$this{answers}{LENGTH} = {_number(len(always))}"
    yield from (_is_known(instrument, item) for item in items if item.asked_unless)


def _is_known(instrument: Instrument, item: Item) -> str:
    """Say whether a question has an answer or needs none.

    A number beyond those that a question takes is no answer: not all software refuses it.
    """
    is_known = _is_taken(item) if item.amount else f"$this.contains('/{item.id}.')"
    return f"({_settled(instrument, item)} or {is_known})" if item.asked_unless else is_known


def _points(
    instrument: Instrument, items: Sequence[Item], groups: Sequence[Group] = (), *, is_whole: bool = True
) -> str:
    """Count points: what an answer is worth above its question's least becomes so many marks, all marks are the score.

    Not every answer need be known where it is not the ``whole``: what is not known has no points then.
    """
    may_be_out = {item.id for _, own in groups for item in own}
    terms = [
        f"iif({_is_known(instrument, item)}, {_number(0)}, {_number(-item.least)})"
        for item in items
        if not is_whole and item.least and not item.amount
    ]
    for item in (item for item in items if item.amount):
        term = formula(item, _amount(item), "iif({}, {}, {})", _number)
        if item.asked_unless:
            term = f"iif({_settled(instrument, item)}, {_number(item.points(item.settled))}, {term})"
        term = term if is_whole else f"iif({_is_known(instrument, item)}, {term}, {_number(0)})"
        terms.append(f"iif({_is_out(item)}, {_number(0)}, {term})" if item.id in may_be_out else f"({term})")
    every, items = items, [item for item in items if not item.amount]
    if not items:
        return _exactly(" + ".join(terms), every)
    groups = [(names, tuple(item for item in own if not item.amount)) for names, own in groups]
    parts = 10 ** max(item.decimals for item in items)
    marks = [_marks([item for item in items if not item.asked_unless], parts)]
    for item in (item for item in items if item.asked_unless):
        settled = _settled(instrument, item)
        if item.id in may_be_out:
            settled = f"({settled}) and {_is_out(item)}.not()"
        own = MARK * _worth(item, item.settled, parts)
        marks.append(f"iif({settled}, '{own}', {_marks([item], parts)})")
    counted = f"({' & '.join(marks)}){LENGTH}{f' / {_number(parts)}' if parts > 1 else ''}"
    return _exactly(" + ".join((counted, *filter(None, (_sum(items, groups, "least"),)), *terms)), every)


def _exactly(points: str, items: Sequence[Item]) -> str:
    """Round a sum to the decimals that its points have, as many engines add decimals up roughly."""
    parts = 10 ** max(item.decimals for item in items)
    return f"{_whole(f'({points})', parts)} / {_number(parts)}" if parts > 1 else points


def _whole(points: str, parts: int) -> str:
    """Give a number of points as so many parts, which are whole; engines do not agree on how to call what rounds."""
    return f"({points} * {_number(parts)} + {_number(Decimal('0.5'))}).floor()"


def _sum(items: Sequence[Item], groups: Sequence[Group], end: str) -> str:
    """Add up the least or the most that questions can give, without those that are taken out; empty where that is 0."""
    may_be_out = {item.id for _, own in groups for item in own}
    always = total(getattr(item, end) for item in items if item.id not in may_be_out)
    terms = [_number(always)] if always else []
    for _, own in groups:
        if own and (points := total(getattr(item, end) for item in own)):
            terms.append(f"iif({_is_out(own[0])}, {_number(0)}, {_number(points)})")
    return " + ".join(terms)


def _band(score: Counted, points: str) -> str:
    """Name the band that some points fall in."""
    band = "{}"
    for least, label in score.edges:
        band = f"iif({points} >= {_number(least)}, {_quoted(label)}, {band})"
    return band


def _settled(instrument: Instrument, item: Item) -> str:
    """Say whether another answer makes the question needless."""
    answers = []
    for other, unless in item.asked_unless.items():
        if isinstance(unless, Reached):
            own, (sign, edge) = instrument.items[other], unless.bound
            reached = f"{_amount(own)} {sign} {_number(edge)}"
            answers.append(f"({_is_taken(own)} and {reached} and {_is_out(own)}.not())")
        else:
            answers += [f"$this.contains('/{other}.{option}/')" for option in unless]
    return " or ".join(answers)


def _is_out(item: Item) -> str:
    return f"$this.contains('/{item.id}.{OUT}/')"


def _amount(item: Item) -> str:
    """Find the number that a question was answered with."""
    return f"%resource.item.item.where(linkId='{item.id}').answer.value"


def _is_taken(item: Item) -> str:
    """Say whether a question was answered with a number that it takes."""
    amount, least, most = _amount(item), _number(exact(item.smallest)), _number(exact(item.at_most or 0))
    return f"({amount}.exists() and {amount} >= {least} and {amount} <= {most})"


def _marks(items: Sequence[Item], parts: int) -> str:
    """Put marks for answers, so many for each point, those worth the same together."""
    worth = sorted((_worth(item, option, parts), code(item, option)) for item in items for option in item.options)
    groups = groupby(worth, key=lambda pair: pair[0])
    return "$this" + "".join(_replaced((name for _, name in group), marks) for marks, group in groups if marks)


def _worth(item: Item, option: Option, parts: int) -> int:
    """Give the points of an answer above the least its question can give, so that no sum is below 0, in whole parts."""
    return int((item.points(option) - item.least) * parts)


def _replaced(patterns: Iterable[str], marks: int) -> str:
    """Replace the codes that fit one of some patterns; a dot fits only that of a code, as nothing else there fits it."""
    return f".replaceMatches('/({'|'.join(patterns)})/', '{MARK * marks}')"


def _number(number: Points) -> str:
    """Write a number as FHIRPath reads it quickest: fhirpath.js is ten times slower to read it without quotes."""
    return f"'{number}'.{'toInteger' if isinstance(number, int) else 'toDecimal'}()"


def _quoted(text: str) -> str:
    """Write a text as FHIRPath does."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
