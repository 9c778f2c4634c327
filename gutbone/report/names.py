"""Every id of the rules with its words: what can be explained, and named on the command line."""

from collections.abc import Iterable

from gutbone.base.text import line_width
from gutbone.base.wrapping import wrap_lines
from gutbone.rules.instrument import Instrument


def list_names(instrument: Instrument, columns: int) -> str:
    """List all ids in the order of the rules, a kind below the other."""
    words = instrument.words
    kinds: dict[str, Iterable[tuple[str, str]]] = {
        words.list_domains: ((one.id, one.label) for one in instrument.beside.values()),
        words.list_questions: ((one.id, one.label) for one in instrument.items.values()),
        words.list_conditions: ((one.id, one.label) for one in instrument.condition.values()),
        words.list_flags: ((one.id, one.label) for one in instrument.flag.values()),
        words.list_parts: (
            line
            for part in instrument.parts
            for line in ((part.id, part.title), *((one.id, one.label) for one in part.questions))
        ),
        words.list_tips: ((one.id, one.text) for one in instrument.tips.values()),
    }
    lines: list[str] = []
    for title, named in kinds.items():
        lines += ["", title] if lines else [title]
        for name, text in named:
            lines += wrap_lines(f"{name}: {text}", line_width(columns), "  ", "    ")
    return "\n".join(lines) + "\n"
