"""What every column of a cohort's table means: those it is read from, and those that ``cohort`` writes."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from gutbone.assess.columns import SCORE
from gutbone.base.numbers import Points, exact, total
from gutbone.exchange.amounts import kind_of
from gutbone.exchange.fhir_names import SELF_REPORTED, Counted, counted
from gutbone.rules.domain import Option
from gutbone.rules.instrument import Instrument

HEAD = ("table", "column", "type", "unit", "values", "meaning", "value", "option")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOT_SURE = 99  # the code of "not sure", which is no answer
STATUSES = "scored = has a number; not_enough_answers = too few answers; not_for_you = not scored for this person"
ANSWERS = (
    "answered = an option, or an amount that is one; settled = another answer settles it; not_known = empty, or no "
    "such column; problem = no answer to this question; not_applicable = does not count for this person"
)
POSSIBLE = "the points that the questions that apply can give"
ENDS = {"low": ", lowest", "high": ", highest"}
NUMBER = {"integer": "whole number", "decimal": "number"}
COUNTING = {"low": "the fewest points", "high": "the most points"}


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
    passed = ("passed", "", "", "", "As in the table that was scored.")
    for name in names:
        yield known.get(name, (passed[0], name, *passed[1:]))


def dictionary_of(instrument: Instrument, names: Sequence[str]) -> str:
    """Write the dictionary of one scored table as CSV."""
    return _csv(written(instrument, names))


def labels_of(instrument: Instrument, names: Sequence[str]) -> dict[str, str]:
    """Give a short meaning of each column that scoring added, for programs that show it beside the column."""
    labels = {}
    for table, name, _, _, _, meaning in written(instrument, names):
        if table == "out":
            end = ENDS.get(name.rpartition("_")[2], "")
            labels[name] = f"{re.split(r' [(]|, unknown', meaning)[0].rstrip('.')}{end}"
    return labels


def names_for_statistics(names: Iterable[str]) -> dict[str, str]:
    """Write names as SPSS and Stata take them: letters, digits and underscores, 32 at most, capitals no difference."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = plain if plain[:1].isalpha() else f"v{plain}"
        tries = (plain[:32], *(f"{plain[: 31 - len(str(n))]}_{n}" for n in range(2, 100_000)))
        found[name] = next(one for one in tries if one.casefold() not in taken)
        taken.add(found[name].casefold())
    return found


def _items(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Explain what may be written of each question, as columns beside the scores or a row an answer."""
    yield "out", "row", "whole number", "", "", "The row of the table that was scored, from 1 below the column names."
    yield "out", "item", "word", "", "; ".join(instrument.items), "The question."
    yield "out", "status", "word", "", ANSWERS, "What became of the answer."
    yield "out", "option", "word", "", "", "The option that the answer is, or stands for; empty: not known."
    yield "out", "points", "whole number", "points", "", "The points of the answer; empty: not known."
    yield "out", "possible", "whole number", "points", "", "The points that the question can give this person."
    for item in instrument.items.values():
        meaning = f"The points of {item.id}; empty: not known, or does not apply."
        kind = "number" if item.decimals else "whole number"
        yield "out", f"{item.id}_points", kind, "points", f"{item.least} to {item.most}", meaning


def _read(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    for item in instrument.items.values():
        kind = "option id or number" if item.unit else "option id"
        kind = kind if item.amount is None else NUMBER[kind_of(item)]
        unit = f"{item.unit or ''}{f', at most {item.at_most:g}' if item.at_most is not None else ''}"
        options = "; ".join(_option(option, item.points(option)) for option in item.options)
        if item.amount and item.amount.each is not None:
            each = exact(item.counts * exact(item.amount.each))
            options = f"{each} points for each, up to {item.top:g}"
        yield "in", item.id, kind, unit, options, f"{item.text} {item.hint}".strip()
    if instrument.condition:
        values = "; ".join(f"{condition.id} = {condition.label}" for condition in instrument.condition.values())
        yield "in", "conditions", "ids with spaces between", "", values, "What holds for this person; empty: not asked."


def _codes(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Count the options of each item from 1; changed to the codes of a table, the dictionary is its codebook."""
    for item in (item for item in instrument.items.values() if item.amount is None):
        for number, option in enumerate(item.options, 1):
            yield "code", item.id, "code", "", "", option.label, str(number), option.id
        yield "code", item.id, "code", "", "", instrument.words.not_sure, str(NOT_SURE)


def _option(option: Option, points: Points) -> str:
    """Write an option with its points, and with the smallest amount that belongs to it."""
    amount = f", from {option.at_least:g}" if option.at_least is not None else ""
    return f"{option.id} = {option.label} ({points} {'point' if points == 1 else 'points'}{amount})"


def _written(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    *domains, whole = [score for score in counted(instrument) if score.part == "points"]
    for score in (whole, *domains):
        yield from _score(instrument, score)
    most = f"0 to {len(instrument.scored)}"
    if gaps := instrument.gaps:
        how = f"{whole.label}: {gaps.rule.replace('_', ' ')} for what is missing, from {gaps.at_least} answers on"
        yield (
            "out",
            "total_published_points",
            "number",
            "points",
            "",
            f"{how}; empty: fewer, or something does not apply.",
        )
        yield "out", "total_published_band", "word", "", "", f"{how}: the band."
    yield "out", "answered", "whole number", "questions", most, "How many questions count as answered."
    meaning = "Empty, or what was wrong with this row. A wrong cell never counts as an answer."
    yield "out", "problem", "text", "", "", f"{meaning} {SELF_REPORTED}"


def _score(instrument: Instrument, score: Counted) -> Iterator[tuple[str, ...]]:
    """Explain the columns of one score; a cell is empty where there is no number."""
    least, most = total(item.least for item in score.items), total(item.most for item in score.items)
    kind = "number" if score.kind == "decimal" else "whole number"
    bands = instrument.bands_of(score.name).edges
    edges = f"at least so many {instrument.bands_of(score.name).of}: {', '.join(f'{band.id} {band.at_least}' for band in bands)}"
    parts = {
        "status": ("word", "", STATUSES, "whether there is a number"),
        "points": (kind, "points", f"{least} to {most}", "points"),
        "possible": (kind, "points", f"0 to {max(most, 0)}", POSSIBLE),
        "percent": ("number", "percent", "", "100 x points / possible, unrounded"),
        "band": (
            "word",
            "",
            "; ".join(f"{band.id} = {instrument.band_label(score.name, band.id)}" for band in bands),
            f"the band ({edges})" if bands else "no band",
        ),
    }
    for column in SCORE:
        part, _, end = column.partition("_")
        kind, unit, values, meaning = parts[part]
        counting = f", unknown answers counting {COUNTING[end]}" if end else ""
        yield "out", f"{score.name}_{column}", kind, unit, values, f"{score.label}: {meaning}{counting}."
