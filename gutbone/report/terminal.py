"""The result for a terminal: the same lines with drawn bars and, where wanted, colour."""

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.text import Text

from gutbone.assess.result import Result
from gutbone.base.styles import STYLES
from gutbone.report.layout import Layout, Line, lay_out


def render_terminal(result: Result, *, columns: int, shows_numbers: bool, is_coloured: bool, keep: str = "") -> str:
    """Write the result with the eight basic colours at most; without numbers also without colours."""
    lines = lay_out(result, Layout(columns, shows_numbers, draws_bars=True, keep=keep))
    return styled(lines, columns, is_coloured=is_coloured and shows_numbers)


def styled(lines: Iterable[Line], columns: int, *, is_coloured: bool) -> str:
    """Write lines as their roles look in a terminal."""
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=columns,
        force_terminal=True,
        color_system="standard" if is_coloured else None,
        legacy_windows=False,
    )
    for line in lines:
        console.print(Text(line.text, STYLES[line.role]), soft_wrap=True)
    return buffer.getvalue()
