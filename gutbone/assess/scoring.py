"""Points, ranges and bands.

Unknown is never zero and never a mean: every score is a range from ``low`` (each unknown answer
gives the fewest points) to ``high`` (each gives the most). What does not apply to a person leaves
the points and the possible points alike.
"""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from math import floor
from typing import Annotated, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.base.numbers import Points, exact, total
from gutbone.rules.amount import Reached
from gutbone.rules.bands import Band, Bands
from gutbone.rules.domain import Domain
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item, Option

AnswerStatus = Literal["answered", "settled", "not_sure", "not_asked", "not_applicable"]
ScoreStatus = Literal["scored", "not_enough_answers", "not_for_you"]
TOTAL = "total"
EarlyEnd = Literal["stopped", "emergency"]
Count = Annotated[int, Meta(ge=0)]
T = TypeVar("T")


class Answer(Struct, frozen=True):
    """What became of one item: its status, the option chosen if known, its points if they count.

    ``overridden`` is the option that another answer ruled out. A number that was said stands in ``amount``, and its
    option has words and points of its own.
    """

    item: Item
    status: AnswerStatus
    option: Option | None = None
    points: Points | None = None
    overridden: Option | None = None
    amount: Points | None = None

    @property
    def chosen(self) -> Option:
        """The option, of an answer that is known to have one."""
        if self.option is None:
            raise ValueError(self.item.id)
        return self.option

    @property
    def is_said(self) -> bool:
        """Whether the person said it themselves, be it scored or not; only such answers call for tips."""
        return self.option is not None and self.status in {"answered", "not_applicable"}

    @property
    def is_known(self) -> bool:
        """Whether the answer counts as given, by the person or by another answer."""
        return self.status in {"answered", "settled"}


class Range(Struct, Generic[T], frozen=True):
    """Both ends of what a value can still become; equal when all is known."""

    low: T
    high: T

    @property
    def is_exact(self) -> bool:
        """Whether both ends agree."""
        return self.low == self.high


class Published(Struct, frozen=True, kw_only=True):
    """The total as its publisher counts it: ``rule`` fills in what was not answered, and is never our own score.

    ``points`` may be any fraction: they are rounded for display alone. In a result ``text`` and ``band_label`` say both.
    """

    points: Points
    band: str | None
    answered: Count
    of: Count
    rule: Literal["mean_of_the_rest"]
    text: str = ""
    band_label: str = ""

    @property
    def rounded(self) -> Points:
        """The points to one decimal, half of which is rounded up: as texts and forms have them."""
        return exact(Decimal(floor(exact(self.points) * 10 + Decimal("0.5"))) / 10)

    @property
    def sentence(self) -> str:
        """The points and their band, in words."""
        return ". ".join(filter(None, (self.text.rstrip("."), self.band_label))) + "."


class Score(Struct, frozen=True, kw_only=True):
    """The score of a domain, of a subscore or of the whole.

    ``points``, ``percent`` (unrounded) and ``band`` (ids) are None without a number. ``answered``
    of ``applicable`` items are known; ``possible`` are the points of the applicable ones. In a result it also says what
    it is the score of (``label``), its points or why there are none (``text``), and its band. ``better`` is there where
    fewer points are better. Of the total, ``left_out`` says what conditions took out of it, where nothing else does. A
    subscore names the ``questions`` that it counts.
    """

    status: ScoreStatus
    points: Range[Points] | None = None
    possible: Points
    percent: Range[float] | None = None
    band: Range[str] | None = None
    answered: Count
    applicable: Count
    label: str = ""
    text: str = ""
    band_label: str = ""
    published: Published | UnsetType = UNSET
    better: Literal["less"] | UnsetType = UNSET
    left_out: str | UnsetType = UNSET
    questions: tuple[str, ...] | UnsetType = UNSET


def resolve(instrument: Instrument, responses: Responses) -> tuple[Answer, ...]:
    """Give one answer per item of the instrument, in order, with all rules about answers applied."""
    left_out = responses.not_applicable | left_out_by(instrument, responses.known)
    return tuple(_resolve_item(item, responses, applies=item.id not in left_out) for item in instrument.items.values())


def score_parts(instrument: Instrument, answers: Sequence[Answer], mode: str) -> dict[str, Score]:
    """Score every domain and every subscore."""
    found = {domain.id: score_domain(instrument, domain, answers, mode) for domain in instrument.domains}
    for one in instrument.subscores:
        own = (answer for answer in answers if answer.item.id in one.questions)
        found[one.id] = replace(score_answers(instrument, own, mode, one.id), questions=one.questions)
    return found


def score_domain(instrument: Instrument, domain: Domain, answers: Iterable[Answer], mode: str) -> Score:
    """Score one domain; without the items it needs it is not scored."""
    own = [answer for answer in answers if answer.item.domain == domain.id]
    score = score_answers(instrument, own, mode, domain.id)
    if any(a.item.id in domain.needs and a.status == "not_applicable" for a in own):
        score = without_number(score)
    return score


def score_answers(instrument: Instrument, answers: Iterable[Answer], mode: str, name: str = TOTAL) -> Score:
    """Score any answers as one: add up both ends, and give no number when too few are known.

    ``name`` is the domain or subscore whose bands hold for them, if it is not the total.
    """
    asked = [answer for answer in answers if answer.item.scored and (mode == "full" or answer.item.core)]
    applicable = [answer for answer in asked if answer.status != "not_applicable"]
    known = [answer for answer in applicable if answer.is_known]
    possible = total(answer.item.most for answer in applicable)
    none = Score(status="not_for_you", possible=possible, answered=len(known), applicable=len(applicable))
    if asked and not applicable:
        return none
    if not known or len(known) < instrument.no_number_under * len(applicable):
        return replace(none, status="not_enough_answers")
    low = total(a.item.least if a.points is None else a.points for a in applicable)
    high = total(a.item.most if a.points is None else a.points for a in applicable)
    percent = Range(float(100 * low / possible), float(100 * high / possible)) if possible else None
    band = _bands(instrument, name, Range(low, high), possible)
    scored = replace(none, status="scored", points=Range(low, high), percent=percent, band=band)
    return replace(scored, published=_published(instrument, asked)) if name == TOTAL and mode == "full" else scored


def _published(instrument: Instrument, asked: Sequence[Answer]) -> Published | UnsetType:
    """Give the total as published, where the rules say how and enough was answered; all of it has to apply."""
    known = [answer.points for answer in asked if answer.points is not None]
    rule = instrument.gaps
    if rule is None or len(known) < rule.at_least or any(answer.status == "not_applicable" for answer in asked):
        return UNSET
    points, possible = total(known) * len(asked), total(answer.item.most for answer in asked)
    edges = [exact(band.at_least) for band in instrument.bands.edges]
    # A mean may be less than all answers together can give, where some give less than nothing.
    is_in_a_band = edges and (instrument.bands.of == "percent" or points >= min(edges) * len(known))
    band = band_of(instrument, points, possible, parts=len(known)) if is_in_a_band else None
    mean = exact(float(points / len(known)))
    return Published(points=mean, band=band, answered=len(known), of=len(asked), rule=rule.rule)


def _bands(instrument: Instrument, name: str, points: Range[Points], possible: Points) -> Range[str] | None:
    """Give the bands of both ends; bands in points hold only where every question counts."""
    bands = instrument.bands_of(name)
    if not bands.edges or (bands.of == "points" and possible != total(i.most for i in instrument.counting[name])):
        return None
    return Range(band_of(instrument, points.low, possible, name), band_of(instrument, points.high, possible, name))


def without_number(score: Score) -> Score:
    """Give the same score without its number, as not meant for this person."""
    return replace(score, status="not_for_you", points=None, percent=None, band=None, published=UNSET)


def band_of(instrument: Instrument, points: Points, possible: Points, name: str = TOTAL, parts: int = 1) -> str:
    """Give the id of the band that points fall in, decided on exact numbers; of a mean they are so many ``parts``."""
    bands = instrument.bands_of(name)
    if bands.of == "points":
        reached = [band for band in bands.edges if points >= exact(band.at_least) * parts]
    else:
        reached = [band for band in bands.edges if 100 * points >= exact(band.at_least) * possible * parts]
    return max(reached, key=lambda band: band.at_least).id


def neighbour(instrument: Instrument, score: Score) -> Band | None:
    """Give the band that a score with one band is near to, by the rules' own measure of near."""
    bands = instrument.bands
    ends = score.percent if bands.of == "percent" else score.points
    if ends is None or score.band is None or not score.band.is_exact:
        return None
    edges = sorted(bands.edges, key=lambda band: band.at_least)
    own = edges.index(instrument.band[score.band.low])
    if own + 1 < len(edges) and _is_near(exact(edges[own + 1].at_least) - exact(ends.high), bands):
        return edges[own + 1]
    return edges[own - 1] if own and exact(ends.low) - exact(edges[own].at_least) < bands.near else None


def _is_near(below: float | Points, bands: Bands) -> bool:
    """Say whether a score so far below an edge is near it: with 1 point the last score before it and the first after."""
    return below <= bands.near if bands.of == "points" else below < bands.near


def left_out_by(instrument: Instrument, conditions: Iterable[str]) -> set[str]:
    """Collect the items that do not apply to somebody with these conditions."""
    left_out = {name for condition in conditions for name in instrument.condition[condition].not_applicable}
    return {item.id for item in instrument.items.values() if {item.id, item.domain} & left_out}


def _resolve_item(item: Item, responses: Responses, *, applies: bool) -> Answer:
    is_asked = responses.mode == "full" or item.core
    given = responses.answers.get(item.id)
    option = item.option(given) if given and is_asked else None
    amount = exact(float(given)) if option and given and item.amount else None
    if not applies:
        return Answer(item, "not_applicable", option, amount=amount)
    if not is_asked:
        return Answer(item, "not_asked")
    if is_settled(item, responses):
        settled = item.settled
        return Answer(item, "settled", settled, item.points(settled), None if option == settled else option, amount)
    if option:
        return Answer(item, "answered", option, item.points(option) if item.scored else None, amount=amount)
    return Answer(item, "not_sure" if item.id in responses.answers else "not_asked")


def is_settled(item: Item, responses: Responses) -> bool:
    """Say whether another answer makes the question needless; its first option, or smallest amount, then counts."""
    return any(_settles(responses.answers.get(other), unless) for other, unless in item.asked_unless.items())


def _settles(given: str | None, unless: Reached | Collection[str]) -> bool:
    if isinstance(unless, Reached):
        return given is not None and unless.holds(float(given))
    return given in unless


def early_end(instrument: Instrument, responses: Responses) -> EarlyEnd | None:
    """Say whether an answer ends everything: someone it is not for, or an emergency."""
    if any(instrument.condition[name].stops for name in responses.known):
        return "stopped"
    levels = (instrument.flag[name].level for name in responses.flags or ())
    return "emergency" if any(instrument.level[level].stops for level in levels) else None
