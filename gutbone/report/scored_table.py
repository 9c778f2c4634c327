"""What is said of a table that has been scored, and the picture of its scores, from the report of the run."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gutbone.base.messages import joined, said
from gutbone.report.histogram import Spread, histogram, histogram_lines
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words

MOST_NAMED = 15  # columns


def lines(report: Mapping[str, Any], seconds: Mapping[str, float], passed: float, words: Words) -> Iterator[str]:
    """Say it in lines, with the time that each step took."""
    yield words.table_scored.format(rows=_rows(report["rows"], words), problems=f"{report['rows_with_problems']:,}")
    for problem in report["problems"]:
        shown = "; ".join(
            words.table_example.format(row=f"{example['row']:,}", cell=example["cell"])
            for example in problem["examples"]
        )
        yield f"  {problem['column']} {said(problem['what'])}: {_rows(problem['rows'], words)} ({shown})"
    if report["problems"]:
        yield f"  {words.table_counted}"
    for key in ("read", "conditions", "not_asked", "passed"):
        if report[key]:
            names = _listed(report[key].values() if key == "read" else report[key], words)
            yield f"{getattr(words, f'table_{key}')}: {names}."
    yield from map(said, report["notes"])
    yield from _bands(report["scores"]["total"], report["rows"], words)
    slowest = max(seconds, key=lambda step: seconds[step])
    steps = {step: getattr(words, f"table_step_{step}") for step in seconds}
    each = ", ".join(f"{steps[step]} {taken:.1f} s" for step, taken in seconds.items())
    yield words.table_time.format(passed=f"{passed:.1f}", slowest=steps[slowest], each=each)


def _bands(total: Mapping[str, Any], rows: int, words: Words) -> Iterator[str]:
    """Say how many people are in each band of the total, or between two, and how many in none."""
    without = {status: total[status] for status in ("not_enough_answers", "not_for_you")}
    counts = {name: count for name, count in {**total["bands"], **without}.items() if count}
    if counts:
        yield words.table_total
    for name, count in counts.items():
        yield f"  {joined(name.split(' to '), 'to')}: {count:,} ({100 * count / rows:.1f} %)"


def plot(instrument: Instrument, report: Mapping[str, Any]) -> str:
    """Draw how the percentages of every score are spread."""
    words = instrument.words
    title = words.plot_title.format(title=instrument.title, rows=_rows(report["rows"], words))
    return histogram(title, (words.plot_exact, words.plot_range), spreads(instrument, report))


def plot_lines(instrument: Instrument, report: Mapping[str, Any]) -> Iterator[str]:
    """Draw the same in characters."""
    return histogram_lines((instrument.words.plot_exact, instrument.words.plot_range), spreads(instrument, report))


def spreads(instrument: Instrument, report: Mapping[str, Any]) -> list[Spread]:
    """Give how the percentages of every score are spread."""
    words = instrument.words
    labels = {"total": words.form_total} | {name: one.label for name, one in instrument.beside.items()}
    in_percent = instrument.bands.of == "percent"
    found = []
    for name, score in report["scores"].items():
        without = score["not_enough_answers"] + score["not_for_you"]
        people = _counted(score["scored"], words.plot_person, words.plot_people)
        beside = words.plot_beside.format(people=people, without=f"{without:,}")
        bands = [(band.at_least, instrument.band_label(name, band.id)) for band in instrument.bands.edges]
        counts = (score["percent"], score["percent_of_ranges"])
        found.append(Spread(labels[name], *counts, beside, bands if in_percent else []))
    return found


def _rows(number: int, words: Words) -> str:
    return _counted(number, words.table_row, words.table_rows)


def _counted(number: int, one: str, many: str) -> str:
    return (one if number == 1 else many).format(count=f"{number:,}")


def _listed(names: Iterable[str], words: Words) -> str:
    """Name the first ones, and count the others."""
    some = [*names]
    named = ", ".join(some[:MOST_NAMED])
    return words.table_more.format(names=named, count=len(some) - MOST_NAMED) if len(some) > MOST_NAMED else named
