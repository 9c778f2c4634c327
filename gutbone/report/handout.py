"""The handout: one A4 page in HTML to take home, in type as large as the page allows.

It never lists what was ticked, but prints each red flag's advice first. It has no script and fetches nothing.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gutbone.assessment import Assessment, NoticeKind
from gutbone.errors import visible
from gutbone.report.layout import because_words, score_words, sentence, strength_words

if TYPE_CHECKING:
    from jinja2 import Template

# Points of type for so many characters of text, so that the page stays one page.
SIZES = ((1900, 14), (2500, 13), (3100, 12), (3800, 11), (4600, 10))
SMALLEST = 9
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi"}


def render_handout(assessment: Assessment, *, shows_numbers: bool = True) -> str:
    """Write the page; every text is escaped."""
    values = _values(assessment, shows_numbers=shows_numbers)
    size = next((size for most, size in SIZES if _length(values) <= most), SMALLEST)
    return _template().render(values, size=size, words=assessment.instrument.words) + "\n"


def _values(assessment: Assessment, *, shows_numbers: bool) -> dict[str, Any]:
    """Give what the template prints, by its own names."""
    instrument, words = assessment.instrument, assessment.instrument.words
    stopped = _said(assessment, "stopped")
    count = len(assessment.tips)
    return {
        "language": instrument.language,
        "direction": "rtl" if instrument.language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
        "meta": _meta(assessment),
        "flags": _flags(assessment),
        "opening": "" if stopped else sentence(assessment) if shows_numbers else words.sentence_no_score,
        "strengths": [strength_words(answer) for answer in assessment.strengths],
        "scores": _scores(assessment) if shows_numbers and not stopped else [],
        "said": [*stopped, *_said(assessment, "answer", "condition", "check")],
        "tips_title": words.tips_title_one if count == 1 else words.tips_title_many.format(count=count),
        "tips": [
            {"text": t.tip.text, "because": because_words(instrument, t), "plan": t.tip.plan or "", "notes": t.notes}
            for t in assessment.tips
        ],
        "closing": [] if stopped else _closing(assessment),
        "clinic": instrument.clinic if assessment.shows_clinic else None,
    }


def _meta(assessment: Assessment) -> str:
    words, responses = assessment.instrument.words, assessment.responses
    ref = [words.reference.format(ref=visible(responses.ref))] if responses.ref else []
    return " ".join([responses.assessed_at[:10], *ref, assessment.instrument.purpose])


def _flags(assessment: Assessment) -> list[tuple[str, list[str]]]:
    """Give the advice of the flags by how urgent it is, without saying which flags were ticked."""
    levels: dict[str, list[str]] = {}
    for flag in assessment.flags or ():
        levels.setdefault(assessment.instrument.level[flag.level].heading, []).append(flag.text)
    return [(heading, list(dict.fromkeys(texts))) for heading, texts in levels.items()]


def _scores(assessment: Assessment) -> list[tuple[str, str]]:
    instrument = assessment.instrument
    return [(d.label, score_words(instrument, assessment.domains[d.id])) for d in instrument.domains]


def _closing(assessment: Assessment) -> list[tuple[str, list[str]]]:
    words = assessment.instrument.words
    blocks = [
        (words.good_to_know, _said(assessment, "information", "standing")),
        (words.limits_title, list(assessment.instrument.limits)),
        (words.bones_title, _said(assessment, "bones")),
    ]
    return [(title, texts) for title, texts in blocks if texts]


def _said(assessment: Assessment, *kinds: NoticeKind) -> list[str]:
    return [notice.text for notice in assessment.notices if notice.kind in kinds]


def _length(value: Any) -> int:
    """Count the characters of all texts in a value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_length(inner) for inner in value.values())
    return sum(_length(inner) for inner in value) if isinstance(value, list | tuple) else 0


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((Path(__file__).parent / "handout.html.j2").read_text("utf-8"))
