"""What is said when the quiz ends early: to someone it is not for, or in an emergency."""

from gutbone.answers.responses import Responses
from gutbone.base.text import flow
from gutbone.rules.instrument import Instrument


def render_ending(instrument: Instrument, responses: Responses, *, columns: int) -> str:
    """Say why the quiz stops here and what to do; nothing is scored."""
    stops = [instrument.condition[name] for name in responses.known if instrument.condition[name].stops]
    paragraphs = [condition.say for condition in stops if condition.say]
    for flag in instrument.flag.values():
        level = instrument.level[flag.level]
        if level.stops and flag.id in (responses.flags or ()):
            paragraphs += [level.heading, flag.text]
    return "\n".join(flow([text], columns) for text in paragraphs)
