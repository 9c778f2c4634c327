"""The result in the order a person reads it, plain or drawn for a terminal; and as JSON, as it is."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import groupby, pairwise
from math import ceil, floor

from msgspec import Struct
from msgspec.structs import replace

from gutbone.assess.result import FlagResult, Result, TipResult
from gutbone.assess.scoring import Score
from gutbone.base.clock import day_of
from gutbone.base.commands import whole
from gutbone.base.styles import STYLES, Role
from gutbone.base.text import cells, flow, indented, line_width, padded
from gutbone.base.wrapping import wrap_lines

BAR_CELLS = 20


class Line(Struct, frozen=True):
    """One line of a result and the part it plays; before it is wrapped, a paragraph.

    ``indent`` is the margin of all its lines, ``hang`` more of all but the first.
    """

    text: str
    role: Role = "plain"
    indent: int = 0
    hang: int = 0


def render_text(result: Result, *, columns: int = 80, shows_numbers: bool = True, keep: Sequence[str] = ()) -> str:
    """Write the result without bars and colours; ``keep`` says how to keep it, below all else."""
    return "".join(f"{line.text}\n" for line in whole_lines(result, columns, shows_numbers=shows_numbers, keep=keep))


def render_terminal(
    result: Result, *, columns: int, shows_numbers: bool, is_coloured: bool, keep: Sequence[str] = ()
) -> str:
    """Write the result with drawn bars and the eight basic colours at most; without numbers also without colours."""
    lines = whole_lines(result, columns, shows_numbers=shows_numbers, draws_bars=True, keep=keep)
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


def said_scores(result: Result) -> list[Score]:
    """Give the scores of domains that the total has not said; how many answers are wanted, only a domain says."""
    wanting = [result.domains[result.single]] if result.single else []
    return [*result.parts.values()] or [score for score in wanting if score.status == "not_enough_answers"]


def bar(score: Score) -> str:
    """Draw a score on twenty cells: full as far as it is sure, shaded as far as it may reach."""
    if not score.points or score.possible <= 0:
        return "·" * BAR_CELLS
    sure, reach = _cells(score)
    return "█" * sure + "▒" * (reach - sure) + "░" * (BAR_CELLS - reach)


def ruled_bar(sure: int, reach: int, edges: Sequence[float]) -> str:
    """Draw a bar of twenty cells with a line where each band begins, and one at its end."""
    cells = "█" * sure + "▒" * (reach - sure) + " " * (BAR_CELLS - reach)
    places = sorted({round(BAR_CELLS * edge) for edge in edges} - {0, BAR_CELLS})
    return "│".join(cells[start:end] for start, end in pairwise([0, *places, BAR_CELLS])) + "│"


def _cells(score: Score) -> tuple[int, int]:
    """Give how many cells of a bar are sure, and how many it may reach."""
    if not score.points or score.possible <= 0:
        return 0, 0
    sure = max(0, floor(BAR_CELLS * score.points.low / score.possible))
    reach = max(sure, ceil(BAR_CELLS * score.points.high / score.possible)) if not score.points.is_exact else sure
    return min(sure, BAR_CELLS), min(reach, BAR_CELLS)


def whole_lines(
    result: Result, columns: int, *, shows_numbers: bool, draws_bars: bool = False, keep: Sequence[str] = ()
) -> list[Line]:
    """Give the whole result as wrapped lines; blocks stand apart by an empty line."""
    width = line_width(columns)
    return wrapped(_blocks(result, width, shows_numbers=shows_numbers, draws_bars=draws_bars, keep=keep), width)


def paragraphs(result: Result, *, shows_numbers: bool, keep: Sequence[str] = ()) -> list[str]:
    """Give the whole result without bars, a paragraph a line: a terminal wraps those itself."""
    lines: list[str] = []
    for block in _blocks(result, 0, shows_numbers=shows_numbers, draws_bars=False, keep=keep):
        lines += [""] if lines and block else []
        lines += [line.text for line in block]
    return lines


def wrapped(blocks: Iterable[list[Line]], width: int) -> list[Line]:
    """Wrap blocks of paragraphs, with an empty line between them."""
    lines: list[Line] = []
    for block in blocks:
        lines += [Line("")] if lines and block else []
        for line in block:
            first, later = " " * line.indent, " " * (line.indent + line.hang)
            lines += [Line(text, line.role) for text in wrap_lines(line.text, width, first, later)]
    return lines


def _blocks(
    result: Result, width: int, *, shows_numbers: bool, draws_bars: bool, keep: Sequence[str]
) -> Iterator[list[Line]]:
    """Give what is said, in its order: each block a list of paragraphs. What to do comes first, the clinic last."""
    titles, is_stopped = result.titles, result.ending == "stopped"
    yield [Line(titles.reference)] if titles.reference else []
    yield [*flag_lines(result.flags or ()), *map(Line, result.said("stopped"))]
    head = headline(result, shows_numbers=shows_numbers)
    yield [head] if head else []
    yield notice_lines(result)
    yield [Line(titles.tips, "heading")] if result.tips else []
    for number, tip in enumerate(result.tips, 1):
        yield _tip(number, tip, shows_numbers=shows_numbers)
    if not is_stopped:
        yield _titled(titles.strengths, [strength.text for strength in result.strengths])
        yield score_lines(result, width, draws_bars=draws_bars) if shows_numbers else []
    bones = _titled(titles.bones, result.said("bones"))
    is_first = not result.tips  # somebody with no step to take is best served by these
    yield bones if is_first else []
    yield _titled(titles.good_to_know, result.said("information", "safety", "caution", "standing"))
    yield [] if is_stopped else _titled(titles.limits, [" ".join(result.limits)])
    yield [] if is_first else bones
    if result.shows_clinic:
        clinic = result.clinic
        texts = [clinic.gp, *clinic.who, f"{clinic.name}, {clinic.address}", clinic.phone, clinic.online]
        texts += [whole(clinic.book)] if clinic.book else []
        yield [Line(clinic.prompt, "heading"), *(Line(text, indent=2) for text in texts)]
    yield [] if result.ending else list(map(Line, keep))


def flag_lines(flags: Iterable[FlagResult]) -> list[Line]:
    """Give warning signs under the headings that say how urgent they are."""
    lines: list[Line] = []
    for heading, own in groupby(flags, lambda flag: flag.heading):
        lines += [Line(heading, "urgent"), *(Line(f"{flag.label}. {flag.text}") for flag in own)]
    return lines


def headline(result: Result, *, shows_numbers: bool) -> Line | None:
    """Give the result in one sentence; without numbers only where there is a step to take."""
    if result.ending == "stopped" or not (shows_numbers or result.tips):
        return None
    return Line(result.headline if shows_numbers else result.titles.without_numbers, "heading")


def notice_lines(result: Result) -> list[Line]:
    """Give what conditions and answers change, which comes before any step."""
    return [Line(text) for text in result.said("answer", "condition", "check")]


def score_lines(result: Result, width: int, *, draws_bars: bool, edges: Sequence[float] | None = None) -> list[Line]:
    """Give a labelled line a domain, with a bar in a terminal that has room for it; ``edges`` mark where bands begin.

    Which way the points run stands below them, where fewer are better: a bar alone would say that more are.
    """
    scores, lines = said_scores(result), []
    is_said = not scores and result.total.points is not None  # by the total, which stands above: its bar says no more
    if is_said and draws_bars:
        scores = [replace(result.total, label=result.domains[result.single].label, text="", band_label="")]
    widest = max((cells(score.label) for score in scores), default=0)
    role = _role(result.total)
    for score in scores:
        text = score_words(score)
        label = padded(score.label, widest)
        own = () if edges and score.questions else edges  # the bands are not those of a subscore
        drawn = f"{label}  {bar(score) if own is None else ruled_bar(*_cells(score), own)}"
        if not draws_bars or (edges is not None and not score.points):  # a bar of nothing says less than no bar
            lines += [Line(f"{score.label}: {text}", hang=2)]
        elif cells(drawn) + 2 + cells(text) <= width:
            lines += [Line(f"{drawn}  {text}".rstrip(), role)]
        elif cells(drawn) <= width:
            is_brief = edges is not None and cells(text) + 2 > width  # the lines on the bar say which words those are
            lines += [Line(drawn, role), *([Line(score.text if is_brief else text, indent=2)] if text else [])]
        else:
            lines += [Line(f"{score.label}: {text}".removesuffix(": "), hang=2), Line(drawn[len(label) + 2 :], role)]
    return [*lines, Line(result.titles.fewer)] if lines and result.titles.fewer else lines


def step_scores(tip: TipResult, score: Score, names: tuple[str, str], edges: Sequence[float], width: int) -> list[Line]:
    """Give the bar of a tip's domain as it is now and as its step would make it; a gain always shows."""
    if not tip.gain or score.possible <= 0:
        return []
    before, after = (floor(BAR_CELLS * points / score.possible) for points in (tip.gain.from_, tip.gain.to))
    after = max(after, before + 1) if tip.gain.to > tip.gain.from_ else min(after, before - 1)
    widest, full = max(map(cells, names)), (before, min(max(after, 0), BAR_CELLS))
    bars = [(name, ruled_bar(n, n, edges)) for name, n in zip(names, full, strict=True)]
    if widest + 2 + max(len(drawn) for _, drawn in bars) <= width:
        return [Line(f"{padded(name, widest)}  {drawn}", _role(score)) for name, drawn in bars]
    return [line for name, drawn in bars for line in (Line(name), Line(drawn, _role(score)))]


def _role(score: Score) -> Role:
    """Give the part that a score's bar plays: one that fills with what fewer would be better of has no colour."""
    return "measure" if score.better else "bar"


def _tip(number: int, tip: TipResult, *, shows_numbers: bool) -> list[Line]:
    texts = (tip.because_text, tip.plan, *tip.notes, tip.gain_text if shows_numbers else "", tip.sources_text)
    return [Line(f"{number}. {tip.text}", "tip", hang=3), *(Line(text, indent=3) for text in texts if text)]


def _titled(title: str, texts: list[str]) -> list[Line]:
    """Give texts under a title, with dashes where there are several; nothing where there is none."""
    mark = "- " if len(texts) > 1 else ""
    lines = [Line(mark + text, indent=2, hang=len(mark)) for text in texts if text]
    return [Line(title, "heading"), *lines] if lines else []
