"""The result for a terminal: the same lines with drawn bars and, where wanted, colour."""

from io import StringIO

from rich.console import Console
from rich.text import Text

from gutbone.assessment import Assessment
from gutbone.report.layout import Layout, Role, lay_out

STYLES: dict[Role, str] = {
    "plain": "",
    "heading": "bold",
    "urgent": "bold reverse",
    "tip": "bold cyan",
    "faint": "dim",
    "bar": "cyan",
}


def render_terminal(assessment: Assessment, *, columns: int, shows_numbers: bool, is_coloured: bool) -> str:
    """Write the result with the eight basic colours at most; without numbers also without colours."""
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=columns,
        force_terminal=True,
        color_system="standard" if is_coloured and shows_numbers else None,
        legacy_windows=False,
    )
    for line in lay_out(assessment, Layout(columns, shows_numbers, draws_bars=True)):
        console.print(Text(line.text, STYLES[line.role]), soft_wrap=True)
    return buffer.getvalue()
