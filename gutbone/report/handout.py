"""The handout: a page or two to take home in large type, in HTML for any browser.

It never lists the conditions that were ticked; each red flag stands first, named with its advice. It has no script and
fetches nothing. Its type is never made smaller: where there is much to say it leaves out what safety does not need.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from gutbone.assess.result import Result, TipResult
from gutbone.base.clock import day_of
from gutbone.base.text import direction
from gutbone.report import paper
from gutbone.report.paper import LINE, Block
from gutbone.report.text import flags_by_level, said_scores, score_words
from gutbone.rules.words import Words

SIZE, LARGE = 14, 16  # points of type
MOST_CONDITIONS, MOST_FLAGS = 4, 3  # for which two pages have to do

# In ems of the text: what the style sheet of the template says, so that pages can be dealt out.
GAP, BIG, MIDDLE = 0.25, 1.4, 1.15  # after a block; the letters of the title, and of headings
INDENT, BOX = 1.5, 0.6  # of lists; within boxes, at each side
LEAST_BONES = 2  # lines about bones
IN_BOX = 3  # flags to a box, so that a box is never taller than a page

ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
TEMPLATE = ENVIRONMENT.from_string((Path(__file__).parent / "handout.html.j2").read_text("utf-8"))

Group = tuple[bool, list[str]]  # whether safety needs a piece of information, and its texts


def render_handout(
    result: Result, words: Words, *, shows_numbers: bool = True, large: bool = False, step: str = ""
) -> str:
    """Write the page; every text is escaped. ``step`` is the tip (its id) that was chosen."""
    size = LARGE if large else SIZE
    sheet = _Sheet(result, words, size, shows_numbers, step)
    ticked = {*(result.conditions or ())} - {result.age}
    is_much = len(ticked) > MOST_CONDITIONS or len(result.flags or ()) > MOST_FLAGS
    pages, edition = [], {}
    for edition in _editions(result):
        pages = sheet.pages(edition)
        if len(pages) <= (3 if is_much else 2):
            break
    head = {"day": sheet.day, "reference": result.titles.reference, "page_of": words.page_of}
    return (
        TEMPLATE.render(
            head,
            title=result.titles.handout,
            language=result.instrument.language,
            direction=direction(result.instrument.language),
            purpose=sheet.purpose(edition),
            size=size,
            pages=[list(paper.lists(page)) for page in pages],
        )
        + "\n"
    )


def _editions(result: Result) -> Iterator[dict[str, Any]]:
    """Give ever shorter editions: what is left out goes from the least needed to what only the screen then says."""
    groups: list[Group] = []  # cautions follow the information that they belong to
    for notice in result.told:
        if notice.kind in {"information", "safety"}:
            groups.append((notice.kind == "safety", [notice.text]))
        elif notice.kind == "caution":
            groups[-1][1].append(notice.text)
    bones = len(result.said("bones"))
    edition: dict[str, Any] = {"groups": [*groups], "limits": 3, "bones": bones, "steps": len(result.tips)}
    edition |= dict.fromkeys(("praises", "has_place", "notes_inside", "because", "plans", "lists_scores"), True)
    yield edition
    edition["limits"] = 1
    yield edition
    while spare := [group for group in groups if not group[0]]:
        groups.remove(spare[-1])
        edition["groups"] = [*groups]
        yield edition
    for count in range(bones - 1, LEAST_BONES - 1, -1):
        edition["bones"] = count
        yield edition
    for key in ("praises", "has_place", "notes_inside", "because", "plans"):
        edition[key] = False
        yield edition
    edition |= {"bones": 0, "limits": 0, "lists_scores": False}
    yield edition
    for count in range(len(result.tips) - 1, 0, -1):
        edition["steps"] = count
        yield edition


class _Sheet:
    """A result as blocks of a size of type."""

    def __init__(self, result: Result, words: Words, size: int, shows_numbers: bool, step: str) -> None:
        self.result, self.words, self.shows_numbers, self.step = result, words, shows_numbers, step
        self.across, self.down = paper.WIDTH / size, paper.SPARE * paper.HEIGHT / size
        self.day = words.dated(day_of(result.assessed_at)) if result.assessed_at else ""

    def pages(self, edition: dict[str, Any]) -> list[list[Block]]:
        """Deal the blocks of an edition out."""
        title = paper.lines(escape(self.result.titles.handout), self.across / BIG, bold=True) * BIG * 1.2
        page_of = self.words.page_of.format(number=8, total=8)
        said = [self.day, self.result.titles.reference, page_of, self.purpose(edition)]
        meta = paper.lines(escape(". ".join(said)), self.across) * LINE + 1
        top = paper.lines(escape(". ".join([self.result.titles.handout, *said[:3]])), self.across, bold=True) * LINE + 1
        return paper.deal([*self._blocks(edition)], self.down, title + meta, top)

    def purpose(self, edition: dict[str, Any]) -> str:
        """Say what it is, where the page does not end in what it cannot tell."""
        has_limits = self.result.ending != "stopped" and self.result.limits[: edition["limits"]]
        return "" if has_limits else self.result.instrument.purpose

    def _blocks(self, edition: dict[str, Any]) -> Iterator[Block]:
        """Give what is said, in its order."""
        result, titles = self.result, self.result.titles
        is_stopped = result.ending == "stopped"
        for heading, flags in flags_by_level(result):
            for at in range(0, len(flags), IN_BOX):
                yield self._box(heading, [(flag.label, flag.text) for flag in flags[at : at + IN_BOX]])
        yield from map(self._paragraph, result.said("stopped"))
        if self.shows_numbers and not is_stopped:
            yield self._paragraph(_bold(result.headline))
            scores = [Markup("<strong>{}:</strong> {}").format(s.label, score_words(s)) for s in said_scores(result)]
            is_list = edition["lists_scores"] or not scores
            yield from self._list(scores, "scores") if is_list else [self._paragraph(Markup(". ").join(scores) + ".")]
        elif result.tips:
            yield self._paragraph(_bold(titles.without_numbers))
        if edition["praises"]:
            praises = (Markup("<strong>{}:</strong> {}").format(titles.strengths, one.text) for one in result.strengths)
            yield from map(self._paragraph, praises)
        yield from self._list(map(_opened, result.said("answer", "condition", "check")))
        yield from self._tips(edition)
        bones = [*self._titled(titles.bones, result.said("bones")[: edition["bones"]])]
        yield from () if result.tips or is_stopped else bones
        told = [text for _, texts in edition["groups"] for text in texts]
        if not is_stopped:
            yield from self._titled(titles.good_to_know, [*told, *result.said("standing")])
            yield from self._titled(titles.limits, result.limits[: edition["limits"]])
        yield from bones if result.tips and not is_stopped else ()
        if result.shows_clinic:
            yield self._clinic(has_place=edition["has_place"])

    def _tips(self, edition: dict[str, Any]) -> Iterator[Block]:
        """Give the steps, each with its own cautions as a list; what several have in common stands once, behind."""
        result, tips = self.result, self.result.tips[: edition["steps"]]
        shared = _shared_notes(result, tips, of=2 if edition["notes_inside"] else 1)
        if tips:
            fewer = self.words.tips_title_one if len(tips) == 1 else self.words.tips_title_many.format(count=len(tips))
            yield self._heading(result.titles.tips if len(tips) == len(result.tips) else fewer)
        for number, tip in enumerate(tips, 1):
            because = f" {tip.because_text}" if edition["because"] and tip.because_text else ""
            plan = f" {tip.plan}" if edition["plans"] and tip.plan else ""
            html = Markup("<strong>{}</strong>{}{}").format(tip.text, because, plan)
            notes = [note for note in tip.notes if note not in shared]
            cautions = Markup("").join(Markup("<li>{}</li>").format(note) for note in notes)
            ems = self._height(html, INDENT) + sum(self._height(escape(note), 2 * INDENT) for note in notes)
            yield Block(html + (Markup("<ul>{}</ul>").format(cautions) if notes else ""), ems, "ol", number)
        yield from self._list(Markup("<strong>{}:</strong> {}").format(about, note) for note, about in shared.items())
        if chosen := next((tip for tip in result.tips if tip.id == self.step), None):
            yield self._paragraph(_bold(f"{self.words.my_step_is}: {chosen.brief or chosen.text}."))

    def _box(self, heading: str, flags: list[tuple[str, str]]) -> Block:
        """Give a box of flags, each named with its advice; those with the same advice share it."""
        said: dict[str, list[str]] = {}
        for label, text in flags:
            said.setdefault(text, []).extend([label] if label else [])
        texts = [Markup("<strong>{}</strong> {}").format(_ended(". ".join(who)), text) for text, who in said.items()]
        html = Markup('<section class="flag"><h2>{}</h2>{}</section>').format(
            heading, Markup("").join(Markup("<p>{}</p>").format(text) for text in texts)
        )
        ems = self._heading(heading, narrower=2 * BOX).ems + sum(self._height(text, 2 * BOX) for text in texts)
        return Block(html, ems + 1.2)

    def _clinic(self, *, has_place: bool) -> Block:
        """Give where to turn; its phone number is enough where there is no room."""
        clinic = self.result.clinic
        is_leftward = direction(self.result.instrument.language) == "rtl"  # its blocks of digits would change places
        phone = Markup('<bdi dir="ltr">{}</bdi>').format(clinic.phone) if is_leftward else clinic.phone
        place = Markup("<strong>{}</strong>, {}. <strong>{}</strong>. {}").format(
            clinic.name, clinic.address, phone, " ".join(filter(None, (clinic.online, clinic.book)))
        )
        if not has_place:
            short = Markup("{} {} <strong>{}</strong>.").format(clinic.prompt, clinic.gp, phone)
            return Block(Markup('<section class="clinic"><p>{}</p></section>').format(short), self._height(short) + 1)
        html = Markup('<section class="clinic"><h2>{}</h2><p>{}</p><p>{}</p></section>').format(
            clinic.prompt, clinic.gp, place
        )
        ems = self._heading(clinic.prompt).ems + self._height(escape(clinic.gp)) + self._height(place)
        return Block(html, ems + 1)

    def _titled(self, title: str, texts: Iterable[str]) -> Iterator[Block]:
        if items := [*self._list(map(escape, texts))]:
            yield self._heading(title)
            yield from items

    def _list(self, texts: Iterable[str], kind: str = "ul") -> Iterator[Block]:
        for number, text in enumerate(texts, 1):
            indent = INDENT if kind == "ul" else 0
            yield Block(escape(text), self._height(escape(text), indent), kind, number)

    def _paragraph(self, text: str) -> Block:
        return Block(Markup("<p>{}</p>").format(text), self._height(escape(text)))

    def _heading(self, text: str, narrower: float = 0) -> Block:
        count = paper.lines(escape(text), (self.across - narrower) / MIDDLE, bold=True)
        return Block(Markup("<h2>{}</h2>").format(text), count * MIDDLE * 1.2 + MIDDLE * 0.6, leads=True)

    def _height(self, html: str, narrower: float = 0) -> float:
        """Give the ems that a text takes, in a column narrower by some."""
        return paper.lines(html, self.across - narrower) * LINE + GAP


def _shared_notes(result: Result, printed: Sequence[TipResult], *, of: int) -> dict[str, str]:
    """Give the cautions of so many printed tips or more, with what those tips are about; each is printed once."""
    labels = {answer.item: answer.label for answer in result.answers}
    tips: dict[str, list[TipResult]] = {}
    for tip in printed:
        for note in tip.notes:
            tips.setdefault(note, []).append(tip)
    about = {
        note: ", ".join(dict.fromkeys(labels.get(quote.item, quote.item) for tip in own for quote in tip.because))
        for note, own in tips.items()
        if len(own) >= of
    }
    numbers = {note: ", ".join(str(result.tips.index(tip) + 1) for tip in own) for note, own in tips.items()}
    return {note: f"{numbers[note]}: {who}" if who else numbers[note] for note, who in about.items()}


def _opened(text: str) -> Markup:
    """Set the first of several sentences in bold: it says what they are about."""
    first, _, rest = text.partition(". ")
    return Markup("<strong>{}.</strong> {}").format(first, rest) if rest else escape(text)


def _bold(text: str) -> Markup:
    return Markup("<strong>{}</strong>").format(text)


def _ended(text: str) -> str:
    """End a name as a sentence."""
    return text if text.endswith((".", "?", "!")) or not text else f"{text}."
