"""The pages of what can be ticked: a group a page, a large one cut in equal parts so that each row has a digit.

From a pipe and on the quick screen all of a kind stand on one page.
"""

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, Flag

MOST_ROWS = 8  # with none of these, a digit each
KINDS = ("conditions", "flags")


class TickPage(Struct, frozen=True):
    """Conditions or flags that stand on one page; ``first`` is the number of its first among all of its kind."""

    ticks: tuple[Condition | Flag, ...]
    group: str = ""
    first: int = 1

    @property
    def by_number(self) -> dict[int, str]:
        """The ids of what can be ticked here, by number."""
        return {number: one.id for number, one in enumerate(self.ticks, self.first)}

    @property
    def ids(self) -> frozenset[str]:
        """The ids of what can be ticked here."""
        return frozenset(one.id for one in self.ticks)


def all_of(instrument: Instrument, kind: str) -> tuple[Condition | Flag, ...]:
    """Give all conditions or all flags, in the order of the rules."""
    return instrument.flags.flags if kind == "flags" else instrument.conditions.conditions


def pages_of(instrument: Instrument, kind: str) -> list[TickPage]:
    """Give the pages of a kind, in order."""
    pages: list[TickPage] = []
    for number, one in enumerate(all_of(instrument, kind), 1):
        if pages and pages[-1].group == one.group:
            pages[-1] = TickPage((*pages[-1].ticks, one), one.group, pages[-1].first)
        else:
            pages.append(TickPage((one,), one.group, number))
    return [part for page in pages for part in _parts(page)]


def page_at(instrument: Instrument, kind: str, number: str) -> TickPage:
    """Give a page by its number; without one, all of the kind on one page."""
    return pages_of(instrument, kind)[int(number) - 1] if number else TickPage(all_of(instrument, kind))


def are_one_list(kind: str, other: str) -> bool:
    """Say whether pages of two kinds are parts of one list to tick, which the check page opens as one."""
    return kind == other and kind in KINDS


def said_on(
    page: TickPage, kind: str, responses: Responses, instrument: Instrument, said: frozenset[str] | None
) -> Responses:
    """Give the responses with what was ticked on a page, or with None where the person would rather not say.

    All pages skipped is the same as not asked.
    """
    unasked = (responses.unasked - page.ids) | (page.ids if said is None else frozenset())
    ticked = ((getattr(responses, kind) or frozenset()) - page.ids) | (said or frozenset())
    everything = TickPage(all_of(instrument, kind)).ids
    return replace(responses, unasked=unasked, **{kind: None if everything <= unasked else ticked})


def unsaid_on(page: TickPage, kind: str, responses: Responses, *, has_others: bool) -> Responses:
    """Give the responses as before a page was answered; nobody was asked where none of the other pages was."""
    ticked = (getattr(responses, kind) or frozenset()) - page.ids if has_others else None
    return replace(responses, unasked=responses.unasked - page.ids, **{kind: ticked})


def _parts(page: TickPage) -> list[TickPage]:
    count = -(-len(page.ticks) // MOST_ROWS)
    deep = -(-len(page.ticks) // count)
    starts = range(0, len(page.ticks), deep)
    return [TickPage(page.ticks[start : start + deep], page.group, page.first + start) for start in starts]
