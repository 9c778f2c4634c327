"""What the program says where something has to be put right, and its help, in the language of the rules.

Python writes them in English. Rules in another language bring ``messages.yaml``: each English text, in which words in
braces stand for whatever is filled in, with what is said in its place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

SENTENCE = r"(?<=[.?!:;,]) |\n"
ENDED = r"[.?!] "
DEEPEST = 4  # texts inside texts
LEAST_SAID = 3  # letters of a template; one of fewer would be found in anything
OWN = r"(\w+_)?(kinds?|wanted|often)(_\d)?$"  # gaps that hold a word of the program; others may hold an id


class Template(Struct, frozen=True):
    """A text with gaps: what stands before each gap and after the last, and the names of the gaps."""

    pieces: tuple[str, ...]
    gaps: tuple[str, ...]

    def fillings(self, text: str) -> dict[str, str] | None:
        """Give what a text has in each gap, which is never more than a sentence; None where it is another text.

        A gap that follows a word without a blank can be empty: "{count} option{s}".
        """
        first, *others = self.pieces
        if not text.startswith(first) or (not others and text != first):
            return None
        found: list[str] = []
        rest = text[len(first) :]
        least = [int(not before or before[-1].isspace()) for before in self.pieces]
        for (piece, after), few in zip(pairwise(others), least, strict=False):
            end = rest.find(after, few) if after else len(rest)
            at = rest.rfind(piece, few, end) if piece == " " else rest.find(piece, few) if piece else -1
            if at < few:
                return None
            found, rest = [*found, rest[:at]], rest[at + len(piece) :]
        if others:
            last = others[-1]
            if not rest.endswith(last) or len(rest) < len(last) + least[len(others) - 1]:
                return None
            found.append(rest[: len(rest) - len(last)])
        return None if any(re.search(ENDED, one) for one in found) else dict(zip(self.gaps, found, strict=True))

    @property
    def letters(self) -> int:
        """How many letters it has outside its gaps."""
        return sum(map(str.isalpha, "".join(self.pieces)))


class Speech:
    """The messages of this run's rules: those without gaps by their text, the others by their templates."""

    whole: dict[str, str] = {}
    gapped: list[tuple[Template, str]] = []


def speak(messages: Mapping[str, str]) -> None:
    """Say things by these messages from now on; each start begins without any."""
    gapped = [(template_of(text), instead) for text, instead in messages.items() if instead]
    Speech.whole = {one.pieces[0]: instead for one, instead in gapped if not one.gaps}
    most_said_first = sorted(gapped, key=lambda one: -one[0].letters)
    Speech.gapped = [one for one in most_said_first if one[0].gaps and one[0].letters >= LEAST_SAID]


def template_of(text: str) -> Template:
    """Read a text with words in braces; braces that do not match are taken as they are."""
    from string import Formatter

    try:
        parsed = [*Formatter().parse(text)]
    except ValueError:
        return Template((text,), ())
    pieces, gaps = [""], []
    for before, gap, _, _ in parsed:
        pieces[-1] += before
        if gap is not None:
            gaps.append(gap)
            pieces.append("")
    return Template(tuple(pieces), tuple(gaps))


def said(text: str, depth: int = 0, *, own: bool = True) -> str:
    """Give what is said in place of an English text of the program: of the whole, or of its sentences one by one.

    Where it may not be the program's ``own``, no word that stands by itself is changed: it may be an id.
    """
    if not (Speech.whole or Speech.gapped) or not text.strip() or depth > DEEPEST:
        return text
    instead = _instead(text, depth, own=own)
    return "".join(_by_sentences(text, depth, own=own)) if instead is None else instead


def joined(names: Iterable[str], word: str) -> str:
    """Join names by a word such as "or", in the language of the rules."""
    return f" {said(word)} ".join(names)


def _instead(text: str, depth: int, *, own: bool) -> str | None:
    """Give what stands for a text as a whole; what fills its gaps may be the program's own too."""
    if text in Speech.whole and (own or " " in text):
        return Speech.whole[text]
    for template, instead in Speech.gapped:
        if (found := template.fillings(text)) is not None:
            fillings = {gap: said(filling, depth + 1, own=bool(re.match(OWN, gap))) for gap, filling in found.items()}
            return _filled(instead, fillings)
    return None


def _filled(text: str, fillings: Mapping[str, str]) -> str:
    """Fill the gaps of a text; a gap that has no name here stays."""
    return re.sub(r"\{(\w*)\}", lambda gap: fillings.get(gap[1], gap[0]), text)


def _by_sentences(text: str, depth: int, *, own: bool) -> Iterator[str]:
    """Say the longest runs of sentences that are known; what is not known stays as it is."""
    ends = [*(match.span() for match in re.finditer(SENTENCE, text)), (len(text), len(text))]
    starts = [0, *(after for _, after in ends[:-1])]
    at = 0
    while at < len(starts):
        for last in range(len(starts) - 1, at - 1, -1):
            run = text[starts[at] : ends[last][0]]
            instead = _instead(run, depth, own=own) if (at, last) != (0, len(starts) - 1) else None
            if instead is not None:
                yield instead + text[ends[last][0] : ends[last][1]]
                at = last + 1
                break
        else:
            yield text[starts[at] : ends[at][1]]
            at += 1
