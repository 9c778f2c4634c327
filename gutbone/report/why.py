"""Why a result is as it is: every point and every tip with its rule and its source."""

from collections.abc import Iterator

from gutbone.assess.assessment import Assessment
from gutbone.assess.scoring import Answer
from gutbone.base.text import flow
from gutbone.report.layout import asked, is_stopped


def render_reasons(assessment: Assessment, *, columns: int = 80, shows_numbers: bool = True) -> str:
    """Write what every answer gave and why, what rests on which source, and what was withheld."""
    points = ["", *_answers(assessment)] if shows_numbers and not is_stopped(assessment) else []
    lines = ["", "Why this result", *points, "", *_tips(assessment), "", *_withheld(assessment)]
    return flow(lines, columns)


def cite(assessment: Assessment, name: str) -> str:
    """Cite a source with how strong it is."""
    source = assessment.instrument.source[name]
    return source.cites if source.kind == "judgement" else f"{source.cites} ({source.strength} evidence)"


def _answers(assessment: Assessment) -> Iterator[str]:
    """Explain every question that counts: all, or those of the quick screen."""
    yield "Points:"
    for answer in asked(assessment):
        sources = "; ".join(cite(assessment, name) for name in answer.item.sources)
        yield f"  {answer.item.id}: {_points(answer)}. {answer.item.points_because} {sources}."


def _points(answer: Answer) -> str:
    """Say what an answer gave, or what is counted instead."""
    most = answer.item.most
    if answer.points is not None and answer.option:
        settled = ", settled by another answer" if answer.status == "settled" else ""
        return f"{answer.option.id} gives {answer.points} of {most}{settled}"
    if answer.status == "not_applicable":
        return "not applicable, so it is left out of the points and of the possible points"
    return f"not known, so it counts from {answer.item.least} to {most}"


def _tips(assessment: Assessment) -> Iterator[str]:
    yield "Tips:"
    for advised in assessment.tips:
        because = ", ".join(f"{a.item.id} is {a.chosen.id}" for a in advised.because) or "it is for everyone"
        sources = "; ".join(cite(assessment, name) for name in advised.tip.sources)
        yield f"  {advised.tip.id} ({advised.tip.kind}): because {because}. {sources}."
    if not assessment.tips:
        yield "  none"


def _withheld(assessment: Assessment) -> Iterator[str]:
    yield "Withheld:"
    for held in assessment.withheld:
        yield f"  {held.tip.id}: because of {', '.join(held.because)}."
    if not assessment.withheld:
        yield "  nothing"
