"""What every column of a cohort's table means: those it is read from, and those that ``cohort`` writes."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, count

from gutbone.assess.columns import SCORE
from gutbone.base.numbers import exact, total
from gutbone.exchange.amounts import kind_of
from gutbone.exchange.fhir_names import Counted, counted
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item, Option
from gutbone.rules.words import Words

HEAD = ("table", "column", "type", "unit", "values", "meaning", "value", "option")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOT_SURE = 99  # the code of "not sure", which is no answer


def dictionary(instrument: Instrument) -> str:
    """Write the dictionary as CSV; no cell can be taken for a formula."""
    return _csv((*_read(instrument), *_codes(instrument), *_written(instrument)))


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    content = StringIO()
    writer = csv.writer(content, lineterminator="\n")
    for row in (HEAD, *rows):
        whole = (*row, *[""] * (len(HEAD) - len(row)))
        writer.writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in whole)
    return content.getvalue()


def written(instrument: Instrument, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Explain the columns of one scored table, in their order; what passed through means what it meant."""
    known = {row[1]: row for row in (*_written(instrument), *_items(instrument))}
    passed = ("passed", "", "", "", instrument.words.column_passed)
    for name in names:
        yield known.get(name, (passed[0], name, *passed[1:]))


def dictionary_of(instrument: Instrument, names: Sequence[str]) -> str:
    """Write the dictionary of one scored table as CSV."""
    return _csv(written(instrument, names))


def labels_of(instrument: Instrument, names: Sequence[str]) -> dict[str, str]:
    """Give a short meaning of each column that scoring added, for programs that show it beside the column."""
    words, labels = (
        instrument.words,
        {row[1]: row[5].rstrip(".") for row in written(instrument, names) if row[0] == "out"},
    )
    for score, column, part, end in _columns(instrument):
        if column in labels:
            meaning = getattr(words, f"score_{part}").format(label=score.label)
            labels[column] = getattr(words, f"score_{end}est").format(score=meaning) if end else meaning
    return labels


def names_for_statistics(names: Iterable[str]) -> dict[str, str]:
    """Write names as SPSS and Stata take them: letters, digits and underscores, 32 at most, capitals no difference."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = plain if plain[:1].isalpha() else f"v{plain}"
        tries = chain([plain[:32]], (f"{plain[: 31 - len(str(n))]}_{n}" for n in count(2)))
        found[name] = next(one for one in tries if one.casefold() not in taken)
        taken.add(found[name].casefold())
    return found


def _items(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Explain what may be written of each question, as columns beside the scores or a row an answer."""
    words = instrument.words
    whole, word, points = words.column_whole, words.column_word, words.column_points
    yield "out", "row", whole, "", "", words.column_row
    yield "out", "item", word, "", "; ".join(instrument.items), words.column_item
    yield "out", "status", word, "", words.column_statuses, words.column_status
    yield "out", "option", word, "", "", words.column_chosen
    yield "out", "points", whole, points, "", words.column_gave
    yield "out", "possible", whole, points, "", words.column_could
    for item in instrument.items.values():
        values = words.column_from_to.format(least=item.least, most=item.most)
        kind = words.column_number if item.decimals else whole
        yield "out", f"{item.id}_points", kind, points, values, words.column_item_points.format(item=item.id)


def _read(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    words = instrument.words
    for item in instrument.items.values():
        kind, unit = words.column_amount if item.unit else words.column_option, item.unit or ""
        if item.amount is not None:
            kind = words.column_whole if kind_of(item) == "integer" else words.column_number
        if item.at_most is not None:
            unit = words.column_at_most.format(unit=unit, most=f"{item.at_most:g}")
        options = "; ".join(_option(item, option, words) for option in item.options)
        if item.amount and item.amount.each is not None:
            each = exact(item.counts * exact(item.amount.each))
            options = words.column_each.format(each=each, top=f"{item.top:g}")
        yield "in", item.id, kind, unit, options, f"{item.text} {item.hint}".strip()
    if instrument.condition:
        values = "; ".join(f"{condition.id} = {condition.label}" for condition in instrument.condition.values())
        yield "in", "conditions", words.column_ids, "", values, words.column_conditions


def _codes(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Count the options of each item from 1; changed to the codes of a table, the dictionary is its codebook."""
    for item in (item for item in instrument.items.values() if item.amount is None):
        for number, option in enumerate(item.options, 1):
            yield "code", item.id, instrument.words.column_code, "", "", option.label, str(number), option.id
        yield "code", item.id, instrument.words.column_code, "", "", instrument.words.not_sure, str(NOT_SURE)


def _option(item: Item, option: Option, words: Words) -> str:
    """Write an option with its points, and with the smallest amount that belongs to it; one that is not scored has none."""
    if not item.scored:
        return f"{option.id} = {option.label}"
    points = item.points(option)
    said = words.column_answer_one if points == 1 else words.column_answer
    if option.at_least is None:
        return said.format(option=option.id, label=option.label, points=points)
    said = words.column_answer_one_from if points == 1 else words.column_answer_from
    return said.format(option=option.id, label=option.label, points=points, edge=f"{option.at_least:g}")


def _written(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    words = instrument.words
    for score, column, part, end in _columns(instrument):
        yield _score(instrument, score, column, part, end)
    if gaps := instrument.gaps:
        rule = gaps.rule.replace("_", " ")
        how = words.column_gaps.format(label=words.form_total, rule=rule, least=gaps.at_least)
        told = words.column_published.format(how=how)
        yield "out", "total_published_points", words.column_number, words.column_points, "", told
        yield "out", "total_published_band", words.column_word, "", "", words.column_published_band.format(how=how)
    most = words.column_from_to.format(least=0, most=len(instrument.scored))
    yield "out", "answered", words.column_whole, words.column_questions, most, words.column_answered
    yield "out", "problem", words.column_text, "", "", f"{words.column_problem} {words.self_reported}"


def _columns(instrument: Instrument) -> Iterator[tuple[Counted, str, str, str]]:
    """Give the columns of every score, the total's first: with what they hold, and which end of a range."""
    *domains, whole = [score for score in counted(instrument, every=True) if score.part == "points"]
    for score in (whole, *domains):
        for column in SCORE:
            part, _, end = column.partition("_")
            yield score, f"{score.name}_{column}", part, end


def _score(instrument: Instrument, score: Counted, column: str, part: str, end: str) -> tuple[str, ...]:
    """Explain one column of a score; a cell is empty where there is no number."""
    words, own = instrument.words, instrument.bands_of(score.name)
    bands = own.edges
    least, most = total(item.least for item in score.items), total(item.most for item in score.items)
    kind = words.column_number if score.kind == "decimal" else words.column_whole
    parts = {
        "status": (words.column_word, "", words.score_statuses),
        "points": (kind, words.column_points, words.column_from_to.format(least=least, most=most)),
        "possible": (kind, words.column_points, words.column_from_to.format(least=0, most=max(most, 0))),
        "percent": (words.column_number, words.column_percent, ""),
        "band": (
            words.column_word,
            "",
            "; ".join(f"{band.id} = {instrument.band_label(score.name, band.id)}" for band in bands),
        ),
    }
    meaning = getattr(words, f"score_{part}").format(label=score.label)
    if part == "band" and not bands:
        meaning = words.score_no_band.format(label=score.label)
    elif part == "band":
        of = words.score_edges_percent if own.of == "percent" else words.score_edges_points
        edges = of.format(edges=", ".join(f"{band.id} {band.at_least}" for band in bands))
        meaning = words.score_edges.format(score=meaning, edges=edges)
    if end:
        meaning = getattr(words, f"score_{end}").format(score=meaning)
    return ("out", column, *parts[part], f"{meaning}.")
