"""A file in ``parts/``: a few questions beside the score. Their answers inform, and nothing adds them up."""

from functools import cached_property
from typing import Annotated

from gutbone.rules.block import ConditionId, Named, SourceId, Why, limit
from gutbone.rules.tip import Tip


class PartOption(Named, frozen=True):
    """One answer to a question of a part; for tips and praise it may act like a condition, as a red flag may."""

    label: str
    acts_like: tuple[ConditionId, ...] = ()


class PartQuestion(Named, frozen=True):
    """One question beside the score; ``label`` is its name where an answer is repeated."""

    label: str
    text: str
    options: Annotated[tuple[PartOption, ...], limit("options", minItems=2, maxItems=9)]
    sources: tuple[SourceId, ...]
    hint: str = ""
    help: str = ""

    @cached_property
    def by_id(self) -> dict[str, PartOption]:
        """The options by id, in order."""
        return {option.id: option for option in self.options}


class Part(Named, frozen=True):
    """Questions that people may answer after the others, and the information (tips of that kind) that answers call for."""

    title: str
    invite: str
    questions: Annotated[tuple[PartQuestion, ...], limit("items", minItems=1)]
    tips: tuple[Tip, ...] = ()
    why: Why | None = None
