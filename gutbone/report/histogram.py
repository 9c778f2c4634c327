"""How scores are spread over many people, drawn as SVG or in characters: a row of bars for each score."""

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap
from typing import NamedTuple

WIDTH, HEIGHT, LEFT, TOP, GAP, BAR = 640, 120, 20, 52, 36, 60
FACE = 'font-family="sans-serif" font-size="13" fill="#1d1d1d"'
MARKS, LONGEST_BAR, WIDEST = ("#", "-"), 20, 40  # in characters: no colour, and room in a narrow terminal
EXACT, RANGE = "#005a9c", "#9fc6e6"  # dark and light enough to be told apart without colour


class Spread(NamedTuple):
    """One score: its name, how many have how much of it, and what to say beside it.

    ``exact`` and ``ranges`` count people in equal parts from 0 to 100 percent; ``edges`` are percentages with a word.
    """

    name: str
    exact: Sequence[int]
    ranges: Sequence[int]
    beside: str
    edges: Sequence[tuple[float, str]] = ()


def histogram(title: str, legend: tuple[str, str], spreads: Sequence[Spread]) -> str:
    """Draw every score on an axis of its own, all as wide, each as high as its own fullest part."""
    whole = TOP + len(spreads) * (HEIGHT + GAP)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 2 * LEFT}" height="{whole}" {FACE} role="img">'
    parts = [head, f"<title>{escape(title)}</title>", '<rect width="100%" height="100%" fill="#ffffff"/>']
    parts.append(_text(LEFT, 22, title, ' font-weight="bold"'))
    for place, (colour, words) in enumerate(zip((EXACT, RANGE), legend, strict=True)):
        parts.append(_box(LEFT + 300 * place, 32, 12, 12, colour))
        parts.append(_text(LEFT + 300 * place + 18, 43, words))
    for number, spread in enumerate(spreads):
        parts += _rows(spread, TOP + number * (HEIGHT + GAP) + 24)
    return "\n".join([*parts, "</svg>"]) + "\n"


def histogram_lines(legend: tuple[str, str], spreads: Sequence[Spread]) -> Iterator[str]:
    """Draw every score in lines of at most 40 characters: a bar for each part, the longest for the fullest."""
    yield from (f"{mark} {words}" for mark, words in zip(MARKS, legend, strict=True))
    for spread in spreads:
        counts = [*zip(spread.exact, spread.ranges, strict=True)]
        yield from ("", spread.name, *wrap(spread.beside, WIDEST))
        for place, part in enumerate(counts):
            ends = [round(LONGEST_BAR * sum(part[:end]) / max(1, *map(sum, counts))) for end in (0, 1, 2)]
            bar = "".join(mark * (end - start) for mark, start, end in zip(MARKS, ends, ends[1:], strict=False))
            yield f"{100 * place // len(counts):>3} % {bar}{' ' * bool(bar)}{sum(part):,}".rstrip()


def _rows(spread: Spread, top: int) -> list[str]:
    bars, foot = len(spread.exact), top + HEIGHT - 20
    most, high = max(1, *map(sum, zip(spread.exact, spread.ranges, strict=True))), HEIGHT - 56
    parts = [_text(LEFT, top, f"{spread.name}: {spread.beside}", ' font-weight="bold"')]
    for place, (exact, ranges) in enumerate(zip(spread.exact, spread.ranges, strict=True)):
        x, y = LEFT + place * WIDTH / bars, float(foot)
        for count, colour in ((exact, EXACT), (ranges, RANGE)):
            y -= high * count / most
            parts += [_box(x + 2, y, BAR, high * count / most, colour)] if count else []
        if exact + ranges:
            parts.append(_text(x + 2 + BAR / 2, y - 3, f"{exact + ranges:,}", ' text-anchor="middle" font-size="11"'))
        parts.append(_text(x, foot + 14, f"{100 * place // bars}", ' font-size="11"'))
    parts.append(f'<path d="M{LEFT} {foot}h{WIDTH}" stroke="#1d1d1d"/>')
    parts.append(_text(LEFT + WIDTH, foot + 14, "100 %", ' text-anchor="end" font-size="11"'))
    for percent, word in spread.edges:
        x = LEFT + WIDTH * percent / 100
        parts.append(f'<path d="M{x:g} {top + 6}V{foot}" stroke="#767676" stroke-dasharray="3 3"/>')
        parts.append(_text(x + 3, top + 14, word, ' font-size="11" fill="#595959"'))
    return parts


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:.2f}" width="{width:g}" height="{height:.2f}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{more}>{escape(words)}</text>'
