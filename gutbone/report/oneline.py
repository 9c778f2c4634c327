"""The result on one line of ASCII, for a list or a search."""

from gutbone.assess.result import Result
from gutbone.report.plain_ascii import lowered, plain
from gutbone.report.record import record
from gutbone.report.text import day
from gutbone.rules.words import Words


def render_oneline(result: Result, words: Words, *, shows_numbers: bool = True, step: str = "") -> str:
    """Write the line; ``step`` is the tip (its id) that was chosen."""
    told, rules = record(result, words), result.instrument
    words = told.words
    scores = [("total", result.total), *result.domains.items()]
    total = {"total": words.note_total}
    parts = [
        *(text.rstrip(".") for text in told.urgent()),
        f"{rules.id} {rules.version} {result.mode} {day(result)}".strip(),
        told.ref().replace(words.note_ref, lowered(words.note_ref), 1),
        f"{words.note_flags.lower()}: {' + '.join(told.flags())}",
        f"{lowered(words.note_conditions)}: {' + '.join(told.conditions())}",
        told.age(),
        told.by(),
        *(
            f"{total.get(name) or lowered(plain(s.label, name))} {told.points(s, '-', '/')}"
            for name, s in scores
            if shows_numbers
        ),
        *(lowered(text.rstrip(".")) for text in told.beside() if shows_numbers and result.total.points),
        f"{lowered(words.note_advice)}: {' + '.join(told.advice(step))}",
        lowered(words.note_self_reported.rstrip(".")),
    ]
    return "; ".join(filter(None, parts)) + "\n"
