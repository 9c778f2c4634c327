"""What may be asked of a report, and the window that it is for; each format obeys a part of it."""

from msgspec import Struct

from gutbone.assess.assessment import Assessment


class ReportOptions(Struct, frozen=True, kw_only=True):
    """What was asked of a report. ``score`` is whether to show numbers, None where nobody said."""

    explain: bool = False
    score: bool | None = None
    observation: bool = False
    with_safety: bool = False
    columns: int = 80
    rows: int = 24
    is_styled: bool = False
    is_coloured: bool = False

    def shows_numbers(self, assessment: Assessment) -> bool:
        """Say whether to show numbers: as was asked, or to everyone who is not better off without."""
        return not assessment.hides_numbers if self.score is None else self.score
