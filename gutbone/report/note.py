"""The note for a record: 6 to 10 plain ASCII lines of at most 72 columns; and the same on one line.

It shows answers and published arithmetic, and suggests no diagnosis or treatment. Ids stand for names, so that
a note is ASCII whatever language the rules are in.
"""

from collections.abc import Sequence
from textwrap import wrap

from gutbone.assessment import Assessment
from gutbone.scoring import Answer, Score

COLUMNS, MOST_LINES = 72, 10


def render_note(assessment: Assessment) -> str:
    """Write the note: red flags first, what was scored, the arithmetic, conditions, what was advised."""
    flags, known = assessment.flags, assessment.responses.conditions
    conditions = [name for name in assessment.instrument.condition if name in assessment.responses.known]
    blocks = [
        _list("FLAGS: ", _asked([flag.id for flag in flags or ()], is_asked=flags is not None), 3),
        *([wrap(f"Ref: {_ascii(assessment.responses.ref)}", COLUMNS)[:2]] if assessment.responses.ref else []),
        wrap(_header(assessment), COLUMNS),
        _list(_points(assessment.total) + ": ", [_answer(answer) for answer in _shown(assessment)], 4),
        _list("Conditions: ", _asked(conditions, is_asked=known is not None or bool(conditions)), 2),
        _list("Advice given: ", [_spaced(advised.tip.id) for advised in assessment.tips] or ["none"], 2),
        ["Self-reported eating habits; not diagnostic."],
    ]
    return "\n".join(_within(blocks)) + "\n"


def render_oneline(assessment: Assessment, *, shows_numbers: bool = True) -> str:
    """Write the result on one line of ASCII."""
    responses, instrument = assessment.responses, assessment.instrument
    flags = _asked([flag.id for flag in assessment.flags or ()], is_asked=assessment.flags is not None)
    scores = [("total", assessment.total), *assessment.domains.items()]
    parts = [
        f"{instrument.id} {instrument.version} {responses.mode} {responses.assessed_at[:10]}".strip(),
        *([f"ref {_ascii(responses.ref)}"] if responses.ref else []),
        f"flags: {', '.join(flags)}",
        *(f"{_spaced(name)} {_short(score)}" for name, score in scores if shows_numbers),
        f"advice: {', '.join(_spaced(advised.tip.id) for advised in assessment.tips) or 'none'}",
        "self-reported; not diagnostic",
    ]
    return "; ".join(parts) + "\n"


def _header(assessment: Assessment) -> str:
    """Say which instrument, when, and how many of its questions were answered."""
    instrument, total = assessment.instrument, assessment.total
    form = "quick screen" if assessment.responses.mode == "core" else "full form"
    left_out = len(instrument.asked_in(assessment.responses.mode)) - total.applicable
    beside = f" ({left_out} not applicable)" if left_out else ""
    day = assessment.responses.assessed_at[:10]
    return (
        f"{instrument.id} {instrument.version} {form}, {day}, {total.answered} of {total.applicable} answered{beside}"
    )


def _points(score: Score) -> str:
    if score.points is None:
        return "No total" if score.status == "not_enough_answers" else "Not scored"
    low, high = score.points.low, score.points.high
    return f"{low if low == high else f'{low} to {high}'} of {score.possible} points"


def _short(score: Score) -> str:
    if score.points is None:
        return "no number" if score.status == "not_enough_answers" else "not scored"
    low, high = score.points.low, score.points.high
    return f"{low if low == high else f'{low}-{high}'}/{score.possible}"


def _shown(assessment: Assessment) -> list[Answer]:
    asked = {item.id for item in assessment.instrument.asked_in(assessment.responses.mode)}
    return [answer for answer in assessment.answers if answer.item.id in asked]


def _answer(answer: Answer) -> str:
    known = "n/a" if answer.status == "not_applicable" else "?"
    return f"{_spaced(answer.item.id)} {known if answer.points is None else answer.points}/{answer.item.most}"


def _asked(names: Sequence[str], *, is_asked: bool) -> list[str]:
    if not is_asked:
        return ["not asked"]
    return [_spaced(name) for name in names] or ["none"]


def _list(title: str, entries: Sequence[str], most: int) -> list[str]:
    """Wrap a list to at most so many lines; what does not fit is counted, never dropped in silence."""
    for shown in range(len(entries), 0, -1):
        more = [f"and {len(entries) - shown} more"] if shown < len(entries) else []
        lines = wrap(title + ", ".join([*entries[:shown], *more]), COLUMNS, break_on_hyphens=False)
        if len(lines) <= most:
            return lines
    return [f"{title}{len(entries)}"[:COLUMNS]]


def _within(blocks: list[list[str]]) -> list[str]:
    """Keep the note within its ten lines: the advice gives way first, then the conditions' second line."""
    lines = [line for block in blocks for line in block]
    if len(lines) > MOST_LINES:
        lines = [line for block in (*blocks[:-2], blocks[-1]) for line in block]
    return lines


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _ascii(text: str | None) -> str:
    """Show what is not printable ASCII as an escape."""
    return (
        "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text or "")
        .encode("ascii", "backslashreplace")
        .decode()
    )
