"""A result as a conversation: its pages, and which key leads where. Pure; both faces draw and read it.

The warnings come first, alone. Then the result on one page, of which each step opens a page of its own.
"""

from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from gutbone.assess.result import FlagResult, Result, TipResult
from gutbone.base.styles import BARS
from gutbone.base.text import first_sentence
from gutbone.quiz.acts import Act, Done, carry_out
from gutbone.quiz.keymap import KEYS
from gutbone.report.text import Line, flag_lines, headline, notice_lines, score_lines, step_scores
from gutbone.rules.words import Words

PageName = Literal["warning", "front", "step", "more", "read", "ask"]
LEAVES = {*KEYS["back"].keys, *KEYS["stop"].keys}  # a page, for the one before
MORE = "m"


class Talk(Struct, frozen=True, kw_only=True):
    """Where somebody is in their result, and what they have done with it.

    ``whole`` gives all that the result says, for a window so many columns wide. ``edges`` are where bands begin on a
    bar, as shares of all points. ``step`` is the one that is open, counted from 1; ``mine`` the tip that was made the
    person's own. ``opening`` is said before the result, and ``held`` where it lies. ``did`` are the keys of what was done, ``read`` a text that an act gave, ``asking`` the act that asks.
    """

    result: Result
    words: Words
    acts: tuple[Act, ...]
    whole: Callable[[int], list[Line]]
    shows_numbers: bool
    edges: tuple[float, ...] = ()
    opening: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    page: PageName = "front"
    step: int = 0
    mine: str = ""
    did: frozenset[str] = frozenset()
    message: str = ""
    read: str = ""
    asking: Act | None = None

    @property
    def open_acts(self) -> tuple[Act, ...]:
        """What is not done yet: nobody is told to do what they have done."""
        return tuple(act for act in self.acts if act.lasts or act.key not in self.did)

    @property
    def tip(self) -> TipResult:
        """The step that is open."""
        return self.result.tips[self.step - 1]

    @property
    def own(self) -> TipResult | None:
        """The step that the person made their own."""
        return next((tip for tip in self.result.tips if tip.id == self.mine), None)


class Wish(Struct, frozen=True):
    """What a key asks for beyond another page: to do an act, or, without one, to make the open step one's own."""

    act: Act | None = None
    number: int = 0


class Part(Struct, frozen=True):
    """A paragraph of a page; of a step to choose, its number."""

    line: Line
    step: int = 0


def begin(talk: Talk) -> Talk:
    """Open a result: at its warnings, where somebody needs help soon."""
    return replace(talk, page="warning" if urgent(talk.result) else "front")


def urgent(result: Result) -> list[FlagResult]:
    """Give the warning signs that cannot wait."""
    return [flag for flag in result.flags or () if flag.level in {"emergency", "urgent"}]


def press(talk: Talk, key: str) -> Talk | Wish | None:
    """Give what follows a key: another page, something to do, or None where the conversation is over."""
    calm = replace(talk, message="")
    match talk.page:
        case "warning":
            return replace(calm, page="front") if key in {"enter", *LEAVES} else calm
        case "front":
            return _on_the_front(calm, key)
        case "step":
            return _on_a_step(calm, key)
        case "ask" if talk.asking and key.isdigit() and 1 <= int(key) <= len(talk.asking.choices):
            return Wish(talk.asking, int(key))
    return _front(calm) if key in {"enter", *LEAVES} else _missed(calm)


def _on_the_front(talk: Talk, key: str) -> Talk | Wish | None:
    if key in {"enter", "q", "esc"}:
        return None
    if key == MORE:
        return replace(talk, page="more")
    if act := next((act for act in talk.open_acts if act.key == key), None):
        return replace(talk, page="ask", asking=act) if act.choices else Wish(act)
    return _opened(talk, key)


def _on_a_step(talk: Talk, key: str) -> Talk | Wish:
    if key in {"enter", "y"}:
        return Wish() if talk.tip.id != talk.mine else _front(talk)
    return _front(talk) if key in LEAVES else _opened(talk, key)


def _opened(talk: Talk, key: str) -> Talk:
    """Open a step by its number."""
    number = int(key) if key.isdigit() and len(key) < 3 else 0
    return replace(talk, page="step", step=number) if 1 <= number <= len(talk.result.tips) else _missed(talk)


def _front(talk: Talk) -> Talk:
    return replace(talk, page="front", read="", asking=None)


def _missed(talk: Talk) -> Talk:
    """Say what to press, in a short sentence; on pages to read no key is wrong."""
    return replace(talk, message=talk.words.fix_result if talk.page in {"front", "step", "ask"} else "")


def fulfilled(
    talk: Talk, wish: Wish, choose: Callable[[TipResult], Done], copy: Callable[[str], None] | None = None
) -> Talk:
    """Do what a key asks for, and give the page that tells of it; the one thing here that is not pure."""
    if wish.act is None:
        did = talk.did - {act.key for act in talk.acts if act.tells_step}  # what was written holds another step
        return replace(talk, page="front", mine=talk.tip.id, message=choose(talk.tip).say, did=did)
    done = carry_out(wish.act, wish.number, talk.mine, talk.words)
    said = [done.say]
    if done.copy and copy:
        copy(done.copy)
        said.append(talk.words.copied)
    did = talk.did | ({wish.act.key} if done.is_done else frozenset())
    page: PageName = "read" if done.page else "front"
    return replace(talk, page=page, read=done.page, message=" ".join(filter(None, said)), did=did, asking=None)


# --- what stands on a page


def parts_of(talk: Talk, columns: int, *, draws_bars: bool) -> list[Part]:
    """Give what a page says, in paragraphs; an empty one stands between blocks."""
    match talk.page:
        case "warning":
            return _apart([flag_lines(urgent(talk.result))])
        case "front":
            return _front_parts(talk, columns, draws_bars=draws_bars)
        case "step":
            return _step_parts(talk, columns, draws_bars=draws_bars)
        case "more":
            return [Part(line) for line in talk.whole(columns)]
        case "read":
            return [Part(Line(text)) for text in talk.read.splitlines()]
    act = talk.asking
    asked = [Part(Line(act.ask, "heading")), Part(Line(""))] if act else []
    return [*asked, *(Part(Line(f"{n}  {one}", hang=3)) for n, one in enumerate(act.choices if act else (), 1))]


def _front_parts(talk: Talk, columns: int, *, draws_bars: bool) -> list[Part]:
    result, words = talk.result, talk.words
    bars = score_lines(result, columns, draws_bars=draws_bars, edges=talk.edges) if talk.shows_numbers else []
    if talk.edges and any(line.role in BARS for line in bars):
        bars += [Line(words.bar_edges)]
    said = [] if result.tips else notice_lines(result)
    opened = [Line(text) for text in talk.opening]
    head = headline(result, shows_numbers=talk.shows_numbers)
    before = _apart([flag_lines(result.flags or ()), opened, [head] if head else [], said, bars])
    title = result.titles.tips
    steps = [Part(Line(_step_line(talk, n, tip), hang=5), n) for n, tip in enumerate(result.tips, 1)]
    held = [Part(Line("")), *(Part(Line(text)) for text in talk.held)] if talk.held else []
    return [*before, Part(Line("")), Part(Line(title, "heading")), *steps, *held] if steps else [*before, *held]


def _step_line(talk: Talk, number: int, tip: TipResult) -> str:
    """Give a step in its first sentence: the rest stands on its page."""
    mine = f"{talk.words.my_step_is}: " if tip.id == talk.mine else ""
    return f"{number}  {mine}{first_sentence(tip.text)}"


def _step_parts(talk: Talk, columns: int, *, draws_bars: bool) -> list[Part]:
    tip, words = talk.tip, talk.words
    title = words.step_of.format(number=talk.step, total=len(talk.result.tips))
    mine = [Line(words.step_mine)] if tip.id == talk.mine else []
    score, names = talk.result.domains.get(tip.domain or ""), (words.step_now, words.step_then)
    bars = [Line(tip.gain_text)] if talk.shows_numbers and tip.gain and score else []
    bars += step_scores(tip, score, names, talk.edges, columns) if bars and draws_bars and score else []
    bars += [Line(words.fewer_better)] if bars and score and score.better else []
    why = [Line(text) for text in (tip.because_text, tip.plan or "") if text]
    notes = [Line(text) for text in (*tip.notes, *talk.result.said("condition"))]
    sources = [tip.sources_text, *(source.link for source in tip.sources if source.link)]
    named = [Line(title, "group")], [Line(tip.text, "heading"), *mine]
    return _apart([*named, bars, why, notes, list(map(Line, sources))])


def _apart(blocks: Iterable[list[Line]]) -> list[Part]:
    """Set blocks apart by an empty line."""
    parts: list[Part] = []
    for block in blocks:
        parts += [Part(Line(""))] if parts and block else []
        parts += map(Part, block)
    return parts


def keys_of(talk: Talk, *, is_typed: bool = False, is_on_step: bool = False) -> list[str]:
    """Name the keys of a page, in the words of the rules, or what can be typed there; on a step Enter opens it."""
    words, most = talk.words, len(talk.result.tips)
    steps = [(words.key_steps if most > 1 else words.key_step).format(most=most)] if most else []
    match talk.page:
        case "warning":
            return [words.key_on]
        case "front":
            return [
                *steps,
                *(act.name for act in talk.open_acts),
                words.key_more,
                words.key_open if is_on_step else words.key_finish,
            ]
        case "step":
            settle = [] if talk.tip.id == talk.mine else [words.key_mine_typed if is_typed else words.key_mine]
            return [*settle, *(steps if most > 1 else []), words.key_back]
        case "ask":
            return [words.key_answer.format(most=len(talk.asking.choices if talk.asking else ())), words.key_back]
    return [words.key_scroll, words.key_back]
