"""The instrument as an XLSForm, the spreadsheet that ODK, KoboToolbox and their like turn into a form.

Names are letters, digits and underscores, which every reader of such a form takes, so the dots of linkIds go.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO

from gutbone.exchange.amounts import formula, kind_of
from gutbone.exchange.fhir_form import about
from gutbone.exchange.fhir_names import Counted, column_of, counted, unsaid, unsure_code
from gutbone.rules.amount_words import of_amount
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument

SURVEY = ("type", "name", "label", "hint", "guidance_hint", "relevant", "calculation")
CHOICES = ("list_name", "name", "label")
BOUNDS = ("constraint", "constraint_message")
SETTINGS = ("form_title", "form_id", "version")


def xlsform(instrument: Instrument, now: str) -> bytes:
    """Write the workbook: a sheet of questions and scores, one of choices and one about the form.

    Every cell is text: one that begins with = is no formula.
    """
    from xlsxwriter import Workbook

    sheets: dict[str, list[tuple[str, ...]]] = {
        "survey": [
            (*SURVEY, *(BOUNDS if any(item.amount for item in instrument.items.values()) else ())),
            *_survey(instrument),
        ],
        "choices": [CHOICES, *_choices(instrument)],
        "settings": [SETTINGS, (instrument.title, f"form-{instrument.id}", instrument.version)],
    }
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.fromisoformat(now).astimezone(UTC)})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    sheet.write_string(row, column, text)
    return content.getvalue()


def _choices(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Give the answers to each question, last "not sure": in Enketo no answer can be taken back."""
    for item in (one for one in instrument.items.values() if not one.amount):
        yield from ((item.id, option.id, option.label) for option in item.options)
        yield item.id, unsure_code(item), instrument.words.not_sure


def _survey(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    for link, text in about(instrument):
        yield "note", column_of(link), _plain(text)
    for domain in instrument.domains:
        yield "begin_group", domain.id, _plain(domain.label)
        for item in domain.items:
            relevant = f"not({_settled(item)})" if item.asked_unless else ""
            hint, more = _plain(item.hint), _plain(unsaid(item.help, item.text, item.hint))
            if item.amount:
                yield (
                    kind_of(item),
                    item.id,
                    _plain(item.text),
                    _asked(instrument, item),
                    more,
                    relevant,
                    "",
                    *_bounds(instrument, item),
                )
            else:
                yield f"select_one {item.id}", item.id, _plain(item.text), hint, more, relevant
        yield "end_group", ""
    yield (
        "calculate",
        "form_self_reported",
        "",
        "",
        "",
        "",
        _quoted(instrument.words.self_reported),
    )  # goes along with every answer sent
    for score in counted(instrument):  # each where no answer is missing, and then it is shown
        calculation = _points(score.items) if score.part == "points" else _band(score)
        yield "calculate", column_of(score.link), "", "", "", "", calculation
        shown = f"{_plain(score.text)}: {_ref(score.link)}"
        yield "note", column_of(f"{score.link}.shown"), shown, "", "", f"{_ref(score.link)} != ''"


def _asked(instrument: Instrument, item: Item) -> str:
    return _plain(f"{item.hint} {of_amount(instrument.words, 'amount_range', item)}".strip())


def _bounds(instrument: Instrument, item: Item) -> tuple[str, str]:
    """Say which numbers a question takes, and what is said of another."""
    decimals = item.amount.decimals if item.amount else 0
    fine = f" and round(., {decimals}) = ." if decimals else ""
    within = f". >= {item.smallest:g} and . <= {item.at_most:g}{fine}"
    return within, _plain(of_amount(instrument.words, "amount_range", item))


def _points(items: Sequence[Item]) -> str:
    """Add up the points of the answers, once every question has one or needs none."""
    known, points = [], []
    for item in items:
        is_known, own = f"({_ref(item.id)} != '' and {_ref(item.id)} != '{unsure_code(item)}')", "0"
        if item.amount:
            is_known, own = f"{_ref(item.id)} != ''", formula(item, _ref(item.id), "if({}, {}, {})")
        for option in () if item.amount else reversed(item.options):
            own = f"if({_ref(item.id)} = '{option.id}', {item.points(option)}, {own})"
        if item.asked_unless:
            settled = _settled(item)
            is_known, own = f"({settled} or {is_known})", f"if({settled}, {item.points(item.options[0])}, {own})"
        known.append(is_known)
        points.append(own)
    return f"if({' and '.join(known)}, {' + '.join(points)}, '')"


def _settled(item: Item) -> str:
    """Say whether another answer makes the question needless."""
    answers = [f"{_ref(other)} = '{option}'" for other, options in item.asked_unless.items() for option in options]
    return f"({' or '.join(answers)})"


def _band(score: Counted) -> str:
    points, band = _ref(f"{score.name}.points"), "''"
    for least, label in score.edges:
        band = f"if({points} >= {least}, {_quoted(_plain(label))}, {band})"
    return f"if({points} != '', {band}, '')"


def _ref(link: str) -> str:
    return f"${{{column_of(link)}}}"


def _quoted(text: str) -> str:
    """Write a text as XPath does, which has no way to escape a quote."""
    if "'" not in text:
        return f"'{text}'"
    return f'"{text}"' if '"' not in text else "concat('" + text.replace("'", "', \"'\", '") + "')"


def _plain(text: str) -> str:
    """Keep a dollar and a brace apart, which together would ask for another question's answer."""
    return text.replace("${", "$ {")
