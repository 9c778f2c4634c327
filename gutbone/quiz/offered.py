"""What a page offers for an answer, and what becomes of the answers when one is given."""

from msgspec.structs import replace

from gutbone.answers.one import read_one
from gutbone.answers.responses import Responses
from gutbone.assess.scoring import is_settled
from gutbone.base.errors import GutboneError
from gutbone.quiz.tick_pages import page_at
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item, Option
from gutbone.rules.part import PartOption
from gutbone.rules.people import Condition, Flag


def offered(instrument: Instrument, kind: str, name: str) -> tuple[Option | PartOption | Condition | Flag, ...]:
    """Give the answers that a page offers, in the order shown; none where a number is the answer."""
    match kind:
        case "item":
            item = instrument.items[name]
            return () if item.amount else item.options
        case "extra":
            return instrument.extra[name].options
        case "age":
            return instrument.conditions.age.groups
        case "conditions" | "flags":
            return page_at(instrument, kind, name).ticks
    return ()


def ways_out(instrument: Instrument, responses: Responses) -> list[Condition]:
    """Give the conditions that leave a person no numbers and no food tips: they may not want the questions either."""
    known = (instrument.condition[name] for name in sorted(responses.known))
    return [one for one in known if one.hides_numbers and one.avoids_everything]


def amount_in(number: str, item: Item | None) -> str | None:
    """Give what was typed as the answer to a question that takes a number; None where it does not take this one."""
    try:
        return read_one(number, item) if item else None
    except GutboneError:
        return None


def with_answer(instrument: Instrument, responses: Responses, name: str, given: str | None) -> Responses:
    """Give the responses with an answer to a question, without those to questions that it makes needless."""
    after = replace(responses, answers={**responses.answers, name: given})
    settled = {item.id for item in instrument.items.values() if is_settled(item, after)}
    return replace(after, answers={item: option for item, option in after.answers.items() if item not in settled})
