"""Why a result is as it is: every point and every tip with its rule and its source."""

from collections.abc import Iterable

from gutbone.assess.result import AnswerResult, Result
from gutbone.base.text import flow


def render_reasons(result: Result, *, columns: int = 80, shows_numbers: bool = True) -> str:
    """Write what every answer gave and why, what rests on which source, and what was withheld."""
    lines = ["", "Why this result", ""]
    if shows_numbers and result.ending != "stopped":
        points = [f"  {a.item}: {_points(a)}. {a.because} {_cites(result, a.sources)}." for a in result.asked]
        lines += ["Points:", *points, ""]
    tips = []
    for tip in result.tips:
        because = ", ".join(f"{quote.item} is {quote.option}" for quote in tip.because) or "it is for everyone"
        cites = _cites(result, (source.id for source in tip.sources))
        tips.append(f"  {tip.id} ({tip.kind}): because {because}. {cites}.")
    withheld = [f"  {held.tip}: because of {', '.join(held.because)}." for held in result.withheld]
    lines += ["Tips:", *(tips or ["  none"]), "", "Withheld:", *(withheld or ["  nothing"])]
    return flow(lines, columns)


def _cites(result: Result, names: Iterable[str]) -> str:
    """Cite sources with how strong each is."""
    sources = (result.sources[name] for name in names)
    return "; ".join(s.cites if s.strength is None else f"{s.cites} ({s.strength} evidence)" for s in sources)


def _points(answer: AnswerResult) -> str:
    """Say what an answer gave, or what is counted instead."""
    if answer.points is not None and answer.option:
        settled = ", settled by another answer" if answer.status == "settled" else ""
        return f"{answer.option} gives {answer.points} of {answer.possible}{settled}"
    if answer.status == "not_applicable":
        return "not applicable, so it is left out of the points and of the possible points"
    return f"not known, so it counts from {answer.least} to {answer.possible}"
