"""The result on one line, for a list or a search."""

from gutbone.assess.result import Result
from gutbone.report.record import record
from gutbone.report.text import day
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words


def render_oneline(
    result: Result, words: Words, *, shows_numbers: bool = True, step: str = "", rules: Instrument | None = None
) -> str:
    """Write the line; ``step`` is the tip (its id) that was chosen."""
    told, by = record(result, words, rules), result.instrument
    words = told.words
    scores = [("total", result.total), *result.parts.items()]
    total = {"total": words.note_total}
    flags, conditions = words.note_flags, told.lowered(words.note_conditions)
    flags = flags.lower() if told.lowers else flags
    parts = [
        *(text.rstrip(".") for text in told.urgent()),
        f"{by.id} {by.version} {result.mode} {day(result)}".strip(),
        told.ref().replace(words.note_ref, told.lowered(words.note_ref), 1),
        "" if "flags" in told.unasked else f"{flags}: {' + '.join(told.flags())}",
        "" if "conditions" in told.unasked else f"{conditions}: {' + '.join(told.conditions())}",
        told.age(),
        told.by(),
        *(
            f"{total.get(name) or told.lowered(told.spelt(s.label, name))} {told.points(s, '-', '/')}"
            for name, s in scores
            if shows_numbers
        ),
        *(told.lowered(text.rstrip(".")) for text in told.beside() if shows_numbers and result.total.points),
        "" if "advice" in told.unasked else f"{told.lowered(words.note_advice)}: {' + '.join(told.advice(step))}",
        told.lowered(words.note_self_reported.rstrip(".")),
    ]
    return "; ".join(filter(None, parts)) + "\n"
