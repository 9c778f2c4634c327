"""What is said of a table that has been scored, and the picture of its scores, from the report of the run."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gutbone.report.histogram import Spread, histogram, histogram_lines
from gutbone.rules.instrument import Instrument

MOST_NAMED = 15  # columns
LEGEND = ("one number", "a range, by its middle")


def lines(report: Mapping[str, Any], seconds: Mapping[str, float], passed: float) -> Iterator[str]:
    """Say it in lines, with the time that each step took."""
    yield f"{_count(report['rows'], 'row')} scored, {report['rows_with_problems']:,} with problems."
    for problem in report["problems"]:
        shown = "; ".join(f"row {example['row']:,}: {example['cell']}" for example in problem["examples"])
        yield f"  {problem['column']} {problem['what']}: {_count(problem['rows'], 'row')} ({shown})"
    if report["problems"]:
        yield "  Rows are counted from 1, below the column names. A wrong cell counts as not answered."
    kinds = {"read": "Read as answers", "conditions": "Read as conditions", "not_asked": "Questions without a column"}
    for key, words in {**kinds, "passed": "Passed through"}.items():
        if report[key]:
            yield f"{words}: {_listed(report[key].values() if key == 'read' else report[key])}."
    yield from report["notes"]
    yield from _bands(report["scores"]["total"], report["rows"])
    slowest = max(seconds, key=lambda step: seconds[step])
    each = ", ".join(f"{step} {taken:.1f} s" for step, taken in seconds.items())
    yield f"Time: {passed:.1f} s. Slowest: {slowest} ({each}, side by side)."


def _bands(total: Mapping[str, Any], rows: int) -> Iterator[str]:
    """Say how many people are in each band of the total, or between two, and how many in none."""
    counts = {band: count for band, count in total["bands"].items() if count}
    if counts:
        yield "Total:"
    counts |= {status: total[status] for status in ("not_enough_answers", "not_for_you") if total[status]}
    for name, count in counts.items():
        yield f"  {name}: {count:,} ({100 * count / rows:.1f} %)"


def plot(instrument: Instrument, report: Mapping[str, Any]) -> str:
    """Draw how the percentages of every score are spread."""
    title = f"{instrument.title}: percent of possible points, {_count(report['rows'], 'row')}"
    return histogram(title, LEGEND, spreads(instrument, report))


def plot_lines(instrument: Instrument, report: Mapping[str, Any]) -> Iterator[str]:
    """Draw the same in characters."""
    return histogram_lines(LEGEND, spreads(instrument, report))


def spreads(instrument: Instrument, report: Mapping[str, Any]) -> list[Spread]:
    """Give how the percentages of every score are spread."""
    labels = {"total": instrument.words.form_total} | {domain.id: domain.label for domain in instrument.domains}
    in_percent = instrument.bands.of == "percent"
    found = []
    for name, score in report["scores"].items():
        without = score["not_enough_answers"] + score["not_for_you"]
        beside = f"{_count(score['scored'], 'person', 'people')}, and {without:,} without a number"
        bands = [(band.at_least, instrument.band_label(name, band.id)) for band in instrument.bands.edges]
        counts = (score["percent"], score["percent_of_ranges"])
        found.append(Spread(labels[name], *counts, beside, bands if in_percent else []))
    return found


def _count(number: int, what: str, many: str = "") -> str:
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def _listed(names: Iterable[str]) -> str:
    """Name the first ones, and count the others."""
    some = [*names]
    more = f" and {len(some) - MOST_NAMED} more" if len(some) > MOST_NAMED else ""
    return ", ".join(some[:MOST_NAMED]) + more
