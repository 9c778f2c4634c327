"""Named ranges of a score, and what others have published to do where answers are missing."""

from typing import Annotated, Literal

from gutbone.rules.block import ItemId, Named, Rule, SourceId, limit


class Band(Named, frozen=True):
    """A named range of a score; ``at_least`` is its lower edge and belongs to it."""

    at_least: int | float
    label: str
    sentence: str


class Bands(Rule, frozen=True):
    """The bands, and whether their edges are percentages or points; a score without edges has no band.

    A score ``near`` an edge, in the same unit, may be in the other band on another day; 0 says so of none.
    """

    of: Literal["percent", "points"]
    edges: tuple[Band, ...] = ()
    source: SourceId | None = None
    because: str = ""
    near: float = 0


class Subscore(Named, frozen=True):
    """A score of its own over some of the questions that count, be they of one domain or of several.

    It may share them with other scores, and has no bands but its own.
    """

    label: str
    questions: tuple[ItemId, ...]
    own_bands: Bands | None = None


class Gaps(Rule, frozen=True):
    """How the published score fills in what was not answered: with the mean of the rest, if ``at_least`` so many were.

    It stands beside our own, which is a range, and never in its place.
    """

    rule: Literal["mean_of_the_rest"]
    at_least: Annotated[int, limit("answers", minimum=1, maximum=1000)]
    source: SourceId
    because: str
