"""The result as plain text, for pipes, files and screen readers: no bars, no colours, no Rich."""

from gutbone.assess.result import Result
from gutbone.base.text import flow
from gutbone.report.layout import Layout, lay_out


def render_text(result: Result, *, columns: int = 80, shows_numbers: bool = True, keep: str = "") -> str:
    """Write the result as lines of at most ``columns`` characters."""
    layout = Layout(columns, shows_numbers, draws_bars=False, keep=keep)
    return "\n".join(line.text for line in lay_out(result, layout)) + "\n"


def render_ending(result: Result, *, columns: int) -> str:
    """Say why the quiz ends early and what to do; nothing of the score is said."""
    urgent = [text for flag in result.flags or () if flag.stops for text in (flag.heading, flag.text)]
    return "\n".join(flow([text], columns) for text in [*result.said("stopped"), *urgent])
