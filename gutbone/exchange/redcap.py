"""The instrument as a data dictionary of REDCap, which makes a form of it that counts its own points.

REDCap's columns are these 18, in this order. Its calculations know only numbers, so answers are counted from 1, as in
the codes of gutbone's own dictionary: that is the codebook of what REDCap exports.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO

from gutbone.exchange.amounts import exactly, formula
from gutbone.exchange.dictionary import FORMULA, NOT_SURE
from gutbone.exchange.fhir_form import about
from gutbone.exchange.fhir_names import column_of, counted, least_known, unsaid
from gutbone.rules.amount import Reached
from gutbone.rules.amount_words import of_amount
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

HEAD = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
RECORD = "record_id"  # the first field of a project holds the record's own number


def redcap(instrument: Instrument) -> str:
    """Write the dictionary as CSV; no cell can be taken for a formula."""
    content = StringIO()
    writer = csv.DictWriter(content, HEAD, restval="", lineterminator="\n")
    writer.writeheader()
    form = re.sub(r"[^a-z0-9]+", "_", f"form {instrument.id}")
    for name, kind, label, *more in _fields(instrument):
        row = dict(zip(("Section Header", HEAD[5], "Field Note", HEAD[11], *HEAD[7:10]), more, strict=False))
        row |= {"Variable / Field Name": name, "Form Name": form, "Field Type": kind, "Field Label": label}
        writer.writerow({column: f" {cell}" if cell.startswith(FORMULA) else cell for column, cell in row.items()})
    return content.getvalue()


def _fields(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Give each field: its name, type and label, then its heading, choices or calculation, note, and when it is shown."""
    yield RECORD, "text", RECORD
    for link, text in (*about(instrument), ("form.self_reported", instrument.words.self_reported)):
        yield column_of(link), "descriptive", text
    for domain in instrument.domains:
        for item in domain.items:
            heading = domain.label if item is domain.items[0] else ""
            labels = [*enumerate((option.label for option in item.options), 1), (NOT_SURE, instrument.words.not_sure)]
            choices = " | ".join(f"{number}, {_choice(label)}" for number, label in labels)
            note = " ".join(filter(None, (item.hint, unsaid(item.help, item.text, item.hint))))
            if item.amount:
                note = f"{note} {of_amount(instrument.words, 'amount_range', item)}".strip()
                yield item.id, "text", item.text, heading, "", note, _shown(instrument, item), *_bounds(item)
            else:
                yield item.id, "radio", item.text, heading, choices, note, _shown(instrument, item)
    for score in counted(instrument):
        if score.part == "points":
            yield column_of(score.link), "calc", score.text, "", _points(instrument, score.items)
        elif score.part == "points.published":
            yield column_of(score.link), "calc", score.text, "", _published(instrument, score.items)


def _bounds(item: Item) -> tuple[str, str, str]:
    """Say which numbers a question takes, in REDCap's words."""
    kind = {0: "integer", 1: "number_1dp", 2: "number_2dp"}[item.amount.decimals if item.amount else 0]
    return kind, f"{item.smallest:g}", f"{item.at_most:g}"


def _is_taken(item: Item) -> str:
    """Say whether a question was answered with a number that it takes: REDCap warns of one beyond those, and keeps it."""
    _, least, most = _bounds(item)
    return f"[{item.id}] <> '' and [{item.id}] >= {least} and [{item.id}] <= {most}"


def _choice(label: str) -> str:
    """Write a label without the bar that parts choices."""
    return label.replace("|", "/")


def _shown(instrument: Instrument, item: Item) -> str:
    """Say when a question is shown: until another answer makes it needless."""
    return " and ".join(shown for _, shown in _settling(instrument, item))


def _settling(instrument: Instrument, item: Item) -> Iterator[tuple[str, str]]:
    """Give the answers that make a question needless, each with what says that it was not given."""
    for other, unless in item.asked_unless.items():
        if isinstance(unless, Reached):
            sign, edge = unless.bound
            turned, is_taken = ">=" if sign == "<" else "<", _is_taken(instrument.items[other])
            yield f"({is_taken} and [{other}] {sign} {edge})", f"([{other}] = '' or [{other}] {turned} {edge})"
        else:
            numbers = {option: number for number, option in enumerate(instrument.items[other].by_id, 1)}
            yield from ((f"[{other}] = '{numbers[o]}'", f"[{other}] <> '{numbers[o]}'") for o in unless)


def _points(instrument: Instrument, items: Sequence[Item]) -> str:
    """Add up the points of the answers, once every question has one or needs none."""
    known, points = _counted(instrument, items)
    return f"if({' and '.join(known)}, {exactly(' + '.join(points), items)}, '')"


def _published(instrument: Instrument, items: Sequence[Item]) -> str:
    """Count the total as published, with the mean of the rest for what is not known, once enough is known."""
    known, points = _counted(instrument, items)
    count = " + ".join(f"if({one}, 1, 0)" for one in known)
    added = " + ".join(f"if({one}, {own}, 0)" for one, own in zip(known, points, strict=True))
    return f"if(({count}) >= {least_known(instrument)}, round(({added}) * {len(items)} / ({count}), 1), '')"


def _counted(instrument: Instrument, items: Sequence[Item]) -> tuple[list[str], list[str]]:
    """Say of each question whether it has an answer or needs none, and the points of the answer."""
    known, points = [], []
    for item in items:
        is_known, own = f"([{item.id}] <> '' and [{item.id}] <> '{NOT_SURE}')", "0"
        if item.amount:
            is_known = f"({_is_taken(item)})"
            own = formula(item, f"[{item.id}]", "if({}, {}, {})")
        for number, option in () if item.amount else reversed([*enumerate(item.options, 1)]):
            own = f"if([{item.id}] = '{number}', {item.points(option)}, {own})"
        if item.asked_unless:
            settled = " or ".join(is_given for is_given, _ in _settling(instrument, item))
            is_known, own = f"({settled} or {is_known})", f"if({settled}, {item.points(item.settled)}, {own})"
        known.append(is_known)
        points.append(own)
    return known, points
