"""The instrument as an XLSForm, the spreadsheet that ODK, KoboToolbox and their like turn into a form."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from gutbone.exchange.fhir_form import about
from gutbone.exchange.fhir_names import SELF_REPORTED, Counted, band_edges, counted
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

SURVEY = ("type", "name", "label", "hint", "relevant", "calculation")
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version")


def xlsform(instrument: Instrument, now: str) -> bytes:
    """Write the workbook: a sheet of questions and scores, one of choices and one about the form."""
    head = (instrument.title, f"form-{instrument.id}", instrument.version)
    sheets: dict[str, list[tuple[str, ...]]] = {
        "survey": [SURVEY, *_survey(instrument)],
        "choices": [CHOICES, *((i.id, o.id, o.label) for i in instrument.items.values() for o in i.options)],
        "settings": [SETTINGS, head],
    }
    return _workbook(sheets, now)


def _survey(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    for link, text in about(instrument):
        yield "note", link, _plain(text)
    for domain in instrument.domains:
        yield "begin_group", domain.id, _plain(domain.label)
        for item in domain.items:
            relevant = f"not({_settled(item)})" if item.asked_unless else ""
            hint = " ".join(filter(None, (item.hint, item.help)))
            yield f"select_one {item.id}", item.id, _plain(item.text), _plain(hint), relevant
        yield "end_group", ""
    yield "calculate", "form.self_reported", "", "", "", _quoted(SELF_REPORTED)  # goes along with every answer sent
    for score in counted(instrument):  # each where no answer is missing, and then it is shown
        link = score.link
        yield (
            "calculate",
            link,
            "",
            "",
            "",
            _points(score.items) if score.part == "points" else _band(instrument, score),
        )
        yield "note", f"{link}.shown", f"{_plain(score.text)}: ${{{link}}}", "", f"${{{link}}} != ''"


def _points(items: Sequence[Item]) -> str:
    known = " and ".join(f"({_settled(i)} or {_ref(i)} != '')" if i.asked_unless else f"{_ref(i)} != ''" for i in items)
    return f"if({known}, {' + '.join(map(_points_of, items))}, '')"


def _points_of(item: Item) -> str:
    """Look up the points of one answer."""
    points = "0"
    for option in reversed(item.options):
        points = f"if({_ref(item)} = '{option.id}', {item.points(option)}, {points})"
    return f"if({_settled(item)}, {item.points(item.options[0])}, {points})" if item.asked_unless else points


def _settled(item: Item) -> str:
    """Say whether another answer makes the question needless."""
    answers = [f"${{{other}}} = '{option}'" for other, options in item.asked_unless.items() for option in options]
    return f"({' or '.join(answers)})"


def _band(instrument: Instrument, score: Counted) -> str:
    points = f"${{{score.name}.points}}"
    band = "''"
    for least, label in band_edges(instrument, score.items):
        band = f"if({points} >= {least}, {_quoted(_plain(label))}, {band})"
    return f"if({points} != '', {band}, '')"


def _ref(item: Item) -> str:
    return f"${{{item.id}}}"


def _quoted(text: str) -> str:
    """Write a text as XPath does, which has no way to escape a quote."""
    if "'" not in text:
        return f"'{text}'"
    return f'"{text}"' if '"' not in text else "concat('" + text.replace("'", "', \"'\", '") + "')"


def _plain(text: str) -> str:
    """Keep a dollar and a brace apart, which together would ask for another question's answer."""
    return text.replace("${", "$ {")


def _workbook(sheets: dict[str, list[tuple[str, ...]]], now: str) -> bytes:
    """Write the sheets, every cell as text: one that begins with = is no formula."""
    from datetime import datetime

    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.fromisoformat(now)})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    sheet.write_string(row, column, text)
    return content.getvalue()
