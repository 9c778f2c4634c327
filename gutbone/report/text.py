"""The result as plain text, for pipes, files and screen readers: no bars, no colours, no Rich."""

from gutbone.assess.assessment import Assessment
from gutbone.report.layout import Layout, lay_out


def render_text(assessment: Assessment, *, columns: int = 80, shows_numbers: bool = True) -> str:
    """Write the result as lines of at most ``columns`` characters."""
    layout = Layout(columns, shows_numbers, draws_bars=False)
    return "\n".join(line.text for line in lay_out(assessment, layout)) + "\n"
