"""The instrument as an XLSForm, the spreadsheet that ODK, KoboToolbox and their like turn into a form.

Names are letters, digits and underscores, which every reader of such a form takes, so the dots of linkIds go.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO

from gutbone.base.numbers import total
from gutbone.exchange import xlsform_health as health
from gutbone.exchange.amounts import exactly, formula, kind_of
from gutbone.exchange.fhir_form import about
from gutbone.exchange.fhir_names import Counted, column_of, counted, least_known, unsaid, unsure_code
from gutbone.rules.amount import Reached
from gutbone.rules.amount_words import of_amount
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item

SURVEY = ("type", "name", "label", "hint", "guidance_hint", "relevant", "calculation")
CHOICES = ("list_name", "name", "label")
BOUNDS = ("constraint", "constraint_message")
SETTINGS = ("form_title", "form_id", "version")


def xlsform(instrument: Instrument, now: str, *, with_safety: bool = False) -> bytes:
    """Write the workbook: a sheet of questions and scores, one of choices and one about the form.

    Only ``with_safety`` does it ask for age, conditions and warning signs, and then it heeds them.

    Every cell is text: one that begins with = is no formula.
    """
    from xlsxwriter import Workbook

    form = f"form-{instrument.id}{'-with-safety' if with_safety else ''}"
    asked = health.choices(instrument) if with_safety else ()
    sheets: dict[str, list[tuple[str, ...]]] = {
        "survey": [
            (*SURVEY, *(BOUNDS if any(item.amount for item in instrument.items.values()) else ())),
            *_survey(instrument, with_safety=with_safety),
        ],
        "choices": [CHOICES, *_choices(instrument), *asked],
        "settings": [SETTINGS, (instrument.title, form, instrument.version)],
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


def _survey(instrument: Instrument, *, with_safety: bool) -> Iterator[tuple[str, ...]]:
    out = health.left_out(instrument) if with_safety else {}
    for link, text in about(instrument, with_safety=with_safety):
        yield "note", column_of(link), _plain(text)
    yield from map(_plain_row, health.before(instrument) if with_safety else ())
    for domain in instrument.domains:
        yield "begin_group", domain.id, _plain(domain.label)
        for item in domain.items:
            needless = [
                *([_settled(item, out)] if item.asked_unless else []),
                *([out[item.id]] if item.id in out else []),
            ]
            hint, more = _plain(item.hint), _plain(unsaid(item.help, item.text, item.hint))
            relevant = " and ".join(f"not({one})" for one in needless)
            row = item.id, _plain(item.text), _asked(instrument, item) if item.amount else hint, more, relevant
            bounds = ("", *_bounds(instrument, item)) if item.amount else ()
            yield kind_of(item) if item.amount else f"select_one {item.id}", *row, *bounds
        yield "end_group", ""
    yield from map(_plain_row, health.after(instrument) if with_safety else ())
    self_reported = _quoted(instrument.words.self_reported)  # goes along with every answer sent
    yield "calculate", "form_self_reported", "", "", "", "", self_reported
    for score in counted(instrument, with_safety=with_safety):  # where no answer is missing, and then it is shown
        is_band = score.part == "band"
        calculation = _band(instrument, score, by_own=with_safety) if is_band else _points(score, out)
        if score.is_published:
            calculation = _published(instrument, score, out)
        if with_safety and (nobodys := health.nobodys(instrument, score, out)):
            calculation = f"if({nobodys}, '', {calculation})"
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
    return within, _plain(of_amount(instrument.words, "amount_refused", item))


def _points(score: Counted, out: Mapping[str, str]) -> str:
    """Add up the points of the answers, or those that are possible, once every question has one or needs none."""
    known, points = _counted(score, out)
    return f"if({' and '.join(known)}, {exactly(' + '.join(points), score.items)}, '')"


def _published(instrument: Instrument, score: Counted, out: Mapping[str, str]) -> str:
    """Count the total as published, with the mean of the rest for what is not known, once enough is known."""
    known, points = _counted(score, out)
    count = f"({' + '.join(f'if({one}, 1, 0)' for one in known)})"
    added = f"({' + '.join(f'if({one}, {own}, 0)' for one, own in zip(known, points, strict=True))})"
    parts = f"{added} * {len(score.items)}"  # of a mean there are as many parts as answers
    filled = f"round({parts} div {count}, 1)"
    if score.part == "band.published":
        filled, possible = "''", total(item.most for item in score.items)
        for edge in instrument.bands.edges:
            label, least = _quoted(_plain(instrument.band_label("", edge.id))), f"{edge.at_least} * {count}"
            is_percent = instrument.bands.of == "percent"
            reached = f"100 * {parts} >= {possible} * {least}" if is_percent else f"{parts} >= {least}"
            filled = f"if({reached}, {label}, {filled})"
    return f"if({count} >= {least_known(instrument)}, {filled}, '')"


def _counted(score: Counted, out: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Say of each question whether it has an answer or needs none, and the points of the answer, or those possible."""
    known, points = [], []
    for item in score.items:
        is_known, own = f"({_ref(item.id)} != '' and {_ref(item.id)} != '{unsure_code(item)}')", "0"
        if item.amount:
            is_known, own = f"{_ref(item.id)} != ''", formula(item, _ref(item.id), "if({}, {}, {})")
        for option in () if item.amount else reversed(item.options):
            own = f"if({_ref(item.id)} = '{option.id}', {item.points(option)}, {own})"
        if item.asked_unless:
            settled = _settled(item, out)
            is_known, own = f"({settled} or {is_known})", f"if({settled}, {item.points(item.settled)}, {own})"
        own = f"{item.most}" if score.part == "possible" else own
        if item.id in out:
            is_known, own = f"({out[item.id]} or {is_known})", f"if({out[item.id]}, 0, {own})"
        known.append(is_known)
        points.append(own)
    return known, points


def _settled(item: Item, out: Mapping[str, str]) -> str:
    """Say whether another answer makes the question needless; one that is taken out does not."""
    answers = []
    for other, unless in item.asked_unless.items():
        if isinstance(unless, Reached):
            sign, edge = unless.bound
            own = [f"({_ref(other)} != '' and {_ref(other)} {sign} {edge})"]
        else:
            own = [f"{_ref(other)} = '{option}'" for option in unless]
        answers += [f"(not({out[other]}) and {one})" for one in own] if other in out else own
    return f"({' or '.join(answers)})"


def _band(instrument: Instrument, score: Counted, *, by_own: bool) -> str:
    """Name the band, of the points that are possible for this person where those may differ."""
    points, band = _ref(f"{score.name}.points"), "''"
    reached = [f"{points} >= {least}" for least, _ in score.edges]
    bands = instrument.bands_of(score.name)
    if by_own and bands.of == "percent":
        possible = _ref(f"{score.name}.possible")
        reached = [f"100 * {points} >= {edge.at_least} * {possible}" for edge in bands.edges]
    for is_reached, (_, label) in zip(reached, score.edges, strict=True):
        band = f"if({is_reached}, {_quoted(_plain(label))}, {band})"
    return f"if({points} != '', {band}, '')"


def _plain_row(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:2], *map(_plain, row[2:4]), *row[4:])


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
