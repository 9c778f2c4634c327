"""Why a result is as it is: every point and every tip with its rule and its source."""

from collections.abc import Iterable, Iterator

from gutbone.assess.result import AnswerResult, Result
from gutbone.base.text import flow


def render_reasons(result: Result, *, columns: int = 80, shows_numbers: bool = True) -> str:
    """Write what every answer gave and why, what rests on which source, and what was withheld."""
    points = ["", *_answers(result)] if shows_numbers and result.ending != "stopped" else []
    lines = ["", "Why this result", *points, "", *_tips(result), "", *_withheld(result)]
    return flow(lines, columns)


def _cites(result: Result, names: Iterable[str]) -> str:
    """Cite sources with how strong each is."""
    sources = (result.sources[name] for name in names)
    return "; ".join(s.cites if s.strength is None else f"{s.cites} ({s.strength} evidence)" for s in sources)


def _answers(result: Result) -> Iterator[str]:
    """Explain every question that counts: all, or those of the quick screen."""
    yield "Points:"
    yield from (f"  {a.item}: {_points(a)}. {a.because} {_cites(result, a.sources)}." for a in result.asked)


def _points(answer: AnswerResult) -> str:
    """Say what an answer gave, or what is counted instead."""
    if answer.points is not None and answer.option:
        settled = ", settled by another answer" if answer.status == "settled" else ""
        return f"{answer.option} gives {answer.points} of {answer.possible}{settled}"
    if answer.status == "not_applicable":
        return "not applicable, so it is left out of the points and of the possible points"
    return f"not known, so it counts from {answer.least} to {answer.possible}"


def _tips(result: Result) -> Iterator[str]:
    yield "Tips:"
    for tip in result.tips:
        because = ", ".join(f"{quote.item} is {quote.option}" for quote in tip.because) or "it is for everyone"
        yield f"  {tip.id} ({tip.kind}): because {because}. {_cites(result, (source.id for source in tip.sources))}."
    if not result.tips:
        yield "  none"


def _withheld(result: Result) -> Iterator[str]:
    yield "Withheld:"
    for held in result.withheld:
        yield f"  {held.tip}: because of {', '.join(held.because)}."
    if not result.withheld:
        yield "  nothing"
