"""What may be asked of a report, and the window that it is for; each format obeys a part of it."""

from typing import TYPE_CHECKING

from msgspec import Struct

from gutbone.rules.instrument import Instrument

if TYPE_CHECKING:
    from gutbone.assess.result import Result


class ReportOptions(Struct, frozen=True, kw_only=True):
    """What was asked of a report, under the rules at hand. ``score`` is whether to show numbers, None where nobody said."""

    rules: Instrument
    explain: bool = False
    score: bool | None = None
    observation: bool = False
    with_safety: bool = False
    columns: int = 80
    rows: int = 24
    is_styled: bool = False
    is_coloured: bool = False

    def shows_numbers(self, result: "Result") -> bool:
        """Say whether to show numbers: as was asked, or to everyone who is not better off without."""
        return result.shows_numbers if self.score is None else self.score
