"""Tables of people, and what each of them scores alone: cells are read by gutbone's own reader, people by ``assess``.

Nothing here knows of dataframes. Which cells are wrong, and how, is written out by hand.
"""

import random
import re
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from gutbone.answers.one import read_one
from gutbone.answers.responses import Responses
from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

PARTS = ("status", "points_low", "points_high", "possible", "percent_low", "percent_high", "band_low", "band_high")
NEVER_AN_ANSWER = (
    *("tow_a_day", "yes", "N/A", "?", "3,5", "1e3", "inf", "1_000", "0x10", "+3", "٣", "½", "two a day", "=1+1"),
    *("not_sure", "null", "-", "1.2.3", "--3", "a" * 60, "fruit: 3", "NULL", "na", "1e+05", "..", "-9 (refused)"),
)
NOTHING = ("", " ", "NA", "NaN", "nan", ".", " NA\t")
OUT_OF_RANGE = ("-3", "-0.5", "-.5")
ABOVE = ("7.01", "45", "77", "99", "777", "9999", "999999999999999", "1" * 39)
AMOUNTS = (
    "0",
    "0.0",
    "-0",
    "5.",
    ".5",
    "007",
    "3.000",
    "0.23",
    "0.2299999999",
    "0.8",
    "2.5",
    "6.5",
    "7",
    "0.50",
    "0.3333333333333333",
    "2.50000000000000000",
    "5.397605346934028e-79",
    " 2.5 ",
    "1e-05",
)


@cache
def load(folder):
    return load_instrument(Path(folder) if folder else packaged_rules())


def edges(item):
    """Amounts on, just under and just over every edge of an item."""
    known = [option.at_least for option in item.options if option.at_least is not None]
    return [f"{amount:.4f}" for edge in known for amount in (edge, edge + 0.0001, edge - 0.0001) if amount >= 0]


@cache
def wrong_cells(folder, name):
    """Cells that are no answer to an item, with how they are wrong."""
    item = load(folder).items[name]
    wrong = dict.fromkeys(NEVER_AN_ANSWER, "not known")
    kind = "out of range" if item.unit else "not known"
    wrong |= dict.fromkeys(OUT_OF_RANGE, kind)
    most = -1 if not item.unit else float("inf") if item.at_most is None else item.at_most
    wrong |= {} if item.unit else {option.label: kind for option in item.options if option.label.isdigit()}
    return wrong | {cell: kind for cell in ABOVE if float(cell) > most}


def column(folder, item, rows, draw):
    """Any cells of an item's column."""
    random_amounts = [f"{draw.random() * 7:.3f}" for _ in range(200)]
    amounts = [*AMOUNTS, *edges(item), *random_amounts] if item.unit else ["", *item.by_id]
    words = [f" {name.upper()}\n" for name in item.by_id] + [option.label.swapcase() for option in item.options]
    left_out = ["n/a", "n/a", " n/a ", "not_applicable"]
    kinds = [NOTHING, left_out, amounts, list(wrong_cells(folder, item.id)), list(item.by_id), words]
    return [draw.choice(kind) for kind in draw.choices(kinds, weights=[12, 3, 25, 2, 50, 8], k=rows)]


def conditions(instrument, draw):
    """Any cell of the conditions, with some that are wrong."""
    known = [*instrument.condition]
    if not known:
        return ""
    some = draw.sample(known, min(len(known), draw.choice([0, 0, 1, 1, 2, 4])))
    if draw.random() < 0.03:
        some.append(draw.choice(["ibss", "low", "ma-oi", "n/a", "none"]))
    return (
        draw.choice([" ", " ", "  ", ";", ", ", "|"]).join(some).swapcase() if draw.random() < 0.1 else " ".join(some)
    )


def table(folder, rows, seed=1):
    """Some people as rows of text."""
    instrument, draw = load(folder), random.Random(seed)
    columns = {"id": [f"{number:07d}" for number in range(rows)]}
    columns |= {item.id: column(folder, item, rows, draw) for item in instrument.items.values()}
    columns["conditions"] = [conditions(instrument, draw) for _ in range(rows)]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@cache
def read_cell(folder, name, cell):
    """Give the option or None, and what is wrong with the cell, by the reader of one person's answers."""
    item, text = load(folder).items[name], cell.strip()
    by_word = {option.label.casefold(): option.id for option in item.options} | {key: key for key in item.by_id}
    value = by_word.get(text.casefold(), None if cell in NOTHING else text)
    if re.fullmatch(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)(e-[0-9]+)?", text):
        value = float(text)
    try:
        return read_one(value, item), None
    except GutboneError:
        shown = re.sub("[;\n]", "?", cell)[:40]
        return None, f"{name} {wrong_cells(folder, name)[cell]}: {shown}"


def person(folder, row, mode):
    """Give the responses of a row, and its problems."""
    instrument, answers, left_out, problems = load(folder), {}, set(), []
    for name in [name for name in instrument.items if name in row]:
        if row[name].strip() in {"n/a", "not_applicable"}:
            left_out.add(name)
            continue
        answers[name], problem = read_cell(folder, name, row[name])
        problems += [problem] if problem else []
    given = re.split(r"[\s;,|]+", row.get("conditions", "").casefold().strip())
    given = [] if set(given) <= {"", "none", "n/a"} else given
    held, shown = frozenset(given), row.get("conditions", "").strip(" ")[:40].replace(";", "?")
    wrong = []
    if held - instrument.condition.keys():
        wrong = [f"conditions not known: {shown}"]
    elif len(held & instrument.ages) > 1:
        wrong = [f"conditions hold two age groups: {shown}"]
    known = None if wrong else held  # a wrong cell counts as not asked
    answered = Responses(answers=answers, not_applicable=frozenset(left_out), conditions=known, mode=mode)
    return answered, problems + wrong


def expected(folder, mode, row):
    """Give what one person scores alone, under the names of the columns of a cohort."""
    instrument = load(folder)
    responses, problems = person(folder, row, mode)
    assessment = assess(instrument, responses)
    found = {"id": row["id"]} if "id" in row else {}
    for name, score in {"total": assessment.total, **assessment.domains}.items():
        ends = [getattr(r, end, None) for r in (score.points, score.percent, score.band) for end in ("low", "high")]
        values = (score.status, *ends[:2], score.possible, *ends[2:])
        found |= {f"{name}_{part}": value for part, value in zip(PARTS, values, strict=True)}
    if instrument.gaps:
        own = assessment.total.published
        found |= {"total_published_points": float(own.points) if own else None}
        found |= {"total_published_band": own.band if own else None}
    return found | {"answered": assessment.total.answered, "problem": "; ".join(problems) or None}


def everybody(folder, rows, mode="full"):
    """Give what everybody scores alone; many people at once take two processes."""
    work = partial(expected, folder, mode)
    if len(rows) < 50_000:
        return [work(row) for row in rows]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, rows, chunksize=2000))


def as_frame(wanted):
    """Give rows as a frame."""
    return wanted if isinstance(wanted, pl.DataFrame) else pl.DataFrame(wanted, infer_schema_length=None)


def differences(scored, wanted):
    """Give what differs between a scored table and the people one by one, the first few.

    Percentages and means may differ by 1e-9. No number is null in one engine and NaN in another, which also turns
    whole numbers into floats; nothing else is allowed for.
    """
    wanted = as_frame(wanted)
    assert scored.columns == wanted.columns
    assert scored.height == wanted.height
    found = []
    for name in wanted.columns:
        one, other = scored[name], wanted[name]
        if one.dtype.is_float() or "percent" in name:  # a column read back from CSV without any number is text
            one, other = one.cast(pl.Float64).fill_nan(None), other.cast(pl.Float64)
        is_near = "percent" in name or name == "total_published_points"
        is_same = (one - other).abs() <= 1e-9 if is_near else one == other
        is_same = is_same.fill_null(value=False) | (one.is_null() & other.is_null())
        found += [(name, row + 1, one[row], other[row]) for row in (~is_same).arg_true()[:3]]
    return found


def example(name):
    """Give the example of a page of the documentation that stands below a line with this name."""
    page = (Path(__file__).parent.parent / "docs/cohort.md").read_text(encoding="utf-8")
    return re.search(rf"^{name}:\n\n```python\n(.+?)```", page, re.DOTALL | re.MULTILINE)[1]
