"""The result in the order a person reads it, plain or drawn for a terminal; and as JSON, as it is."""

from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import groupby
from math import ceil, floor
from textwrap import wrap

from msgspec import Struct

from gutbone.assess.result import FlagResult, Result, TipResult
from gutbone.assess.scoring import Score
from gutbone.base.clock import day_of
from gutbone.base.styles import STYLES, Role
from gutbone.base.text import flow, indented, line_width

BAR_CELLS = 20


class Line(Struct, frozen=True):
    """One line of a result and the part it plays; before it is wrapped, a paragraph.

    ``indent`` is the margin of all its lines, ``hang`` more of all but the first.
    """

    text: str
    role: Role = "plain"
    indent: int = 0
    hang: int = 0


def render_text(result: Result, *, columns: int = 80, shows_numbers: bool = True, keep: str = "") -> str:
    """Write the result without bars and colours; ``keep`` says how to keep it, below what points to the clinic."""
    lines = _lay_out(result, columns, shows_numbers=shows_numbers, draws_bars=False, keep=keep)
    return "\n".join(line.text for line in lines) + "\n"


def render_terminal(result: Result, *, columns: int, shows_numbers: bool, is_coloured: bool, keep: str = "") -> str:
    """Write the result with drawn bars and the eight basic colours at most; without numbers also without colours."""
    lines = _lay_out(result, columns, shows_numbers=shows_numbers, draws_bars=True, keep=keep)
    return styled(lines, columns, is_coloured=is_coloured and shows_numbers)


def render_ending(result: Result, *, columns: int) -> str:
    """Say why the quiz ends early and what to do; nothing of the score is said."""
    urgent = [text for flag in result.flags or () if flag.stops for text in (flag.heading, flag.text)]
    return "\n".join(flow([text], columns) for text in [*result.said("stopped"), *urgent])


def render_json(result: Result) -> str:
    """Write everything the result holds, keys in the order of the schema; no text in it can steer a terminal."""
    return indented(result)


def styled(lines: Iterable[Line], columns: int, *, is_coloured: bool) -> str:
    """Write lines as their roles look in a terminal."""
    from rich.console import Console  # not for a pipe: it takes time to load
    from rich.text import Text

    buffer = StringIO()
    console = Console(
        file=buffer,
        width=columns,
        force_terminal=True,
        color_system="standard" if is_coloured else None,
        legacy_windows=False,
    )
    for line in lines:
        console.print(Text(line.text, STYLES[line.role]), soft_wrap=True)
    return buffer.getvalue()


def day(result: Result) -> str:
    """Give the day of the answers, where it is known."""
    return day_of(result.assessed_at).isoformat() if result.assessed_at else ""


def flags_by_level(result: Result) -> list[tuple[str, list[FlagResult]]]:
    """Give the flags under the headings that say how urgent they are, the most urgent first."""
    levels = groupby(result.flags or (), lambda flag: flag.level)
    return [((flags := list(group))[0].heading, flags) for _, group in levels]


def score_words(score: Score) -> str:
    """Say a domain's score in points and words, or why there is none."""
    return ". ".join(filter(None, (score.text, score.band_label)))


def bar(score: Score) -> str:
    """Draw a score on twenty cells: full as far as it is sure, shaded as far as it may reach."""
    if not score.points or score.possible <= 0:
        return "·" * BAR_CELLS
    sure = max(0, floor(BAR_CELLS * score.points.low / score.possible))
    reach = max(sure, ceil(BAR_CELLS * score.points.high / score.possible)) if not score.points.is_exact else sure
    return "█" * sure + "▒" * (reach - sure) + "░" * (BAR_CELLS - reach)


def _lay_out(result: Result, columns: int, *, shows_numbers: bool, draws_bars: bool, keep: str) -> list[Line]:
    """Give the whole result as wrapped lines; blocks stand apart by an empty line."""
    width = line_width(columns)
    lines: list[Line] = []
    for block in _blocks(result, width, shows_numbers=shows_numbers, draws_bars=draws_bars, keep=keep):
        lines += [Line("")] if lines and block else []
        for line in block:
            first, later = " " * line.indent, " " * (line.indent + line.hang)
            texts = wrap(line.text, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
            lines += [Line(text, line.role) for text in texts]
    return lines


def _blocks(result: Result, width: int, *, shows_numbers: bool, draws_bars: bool, keep: str) -> Iterator[list[Line]]:
    """Give what is said, in its order: each block a list of paragraphs."""
    titles, is_stopped = result.titles, result.ending == "stopped"
    yield [Line(titles.reference)] if titles.reference else []
    urgent = []
    for heading, flags in flags_by_level(result):
        urgent += [Line(heading, "urgent"), *(Line(f"{flag.label}. {flag.text}") for flag in flags)]
    yield [*urgent, *map(Line, result.said("stopped"))]
    if not is_stopped:
        if shows_numbers or result.tips:
            yield [Line(result.headline if shows_numbers else titles.without_numbers, "heading")]
        yield _titled(titles.strengths, [strength.text for strength in result.strengths])
        yield list(_scores(result, width, draws_bars=draws_bars)) if shows_numbers else []
    yield [Line(text) for text in result.said("answer", "condition", "check")]
    yield [Line(titles.tips, "heading")] if result.tips else []
    for number, tip in enumerate(result.tips, 1):
        yield _tip(number, tip, shows_numbers=shows_numbers)
    bones = _titled(titles.bones, result.said("bones"))
    is_first = not result.tips  # somebody with no step to take is best served by these
    yield bones if is_first else []
    yield _titled(titles.good_to_know, result.said("information", "safety", "caution", "standing"))
    yield [] if is_stopped else _titled(titles.limits, [" ".join(result.limits)])
    yield [] if is_first else bones
    if result.shows_clinic:
        clinic = result.clinic
        texts = (clinic.gp, *clinic.who, f"{clinic.name}, {clinic.address}", clinic.phone, clinic.online)
        yield [Line(clinic.prompt, "heading"), *(Line(text, indent=2) for text in texts)]
        yield [Line(keep, "faint")] if keep else []


def _scores(result: Result, width: int, *, draws_bars: bool) -> Iterator[Line]:
    """Give a labelled line a domain, with a bar in a terminal that has room for it."""
    widest = max(len(score.label) for score in result.domains.values())
    for score in result.domains.values():
        text = score_words(score)
        drawn = f"{score.label:<{widest}}  {bar(score)}"
        if not draws_bars:
            yield Line(f"{score.label}: {text}", hang=2)
        elif len(drawn) + 2 + len(text) <= width:
            yield Line(f"{drawn}  {text}", "bar")
        else:
            yield from (Line(drawn, "bar"), Line(text, indent=2))


def _tip(number: int, tip: TipResult, *, shows_numbers: bool) -> list[Line]:
    texts = (tip.because_text, tip.plan, *tip.notes, tip.gain_text if shows_numbers else "")
    return [
        Line(f"{number}. {tip.text}", "tip", hang=3),
        *(Line(text, indent=3) for text in texts if text),
        Line(tip.sources_text, "faint", indent=3),
    ]


def _titled(title: str, texts: list[str]) -> list[Line]:
    """Give texts under a title, with dashes where there are several; nothing where there is none."""
    mark = "- " if len(texts) > 1 else ""
    lines = [Line(mark + text, indent=2, hang=len(mark)) for text in texts if text]
    return [Line(title, "heading"), *lines] if lines else []
