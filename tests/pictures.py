"""Makes the pictures in docs/ from the program itself, run in a terminal in memory.

Renew them with ``python tests/pictures.py``. The window, the clock and the answers are fixed, so that
the same program gives the same bytes.
"""

from io import StringIO
from itertools import groupby
from pathlib import Path

import pyte
from drawn import Drawn
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from scripts import all_keys, start
from terminal import PROGRAM, Terminal

TOP = Path(__file__).resolve().parent.parent
DOCS = TOP / "docs"
RENEW = "python tests/pictures.py"

ANSWERED, ALL_ANSWERED = "31", "32312432424353"

# White on black, so that faint text keeps a contrast of 5 to 1.
THEME = TerminalTheme(
    (0, 0, 0),
    (255, 255, 255),
    [
        (0, 0, 0),
        (255, 110, 110),
        (120, 220, 120),
        (230, 200, 90),
        (120, 170, 255),
        (225, 140, 225),
        (90, 215, 225),
        (255, 255, 255),
    ],
)

# Rich's own frame fetches its font from a server; these pictures fetch nothing.
FRAME = """\
<svg role="img" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


class Window(Drawn):
    """A terminal in memory. It knows no faint text and nothing here blinks, so blinking stands for faint."""

    def select_graphic_rendition(self, *numbers, **keywords):
        super().select_graphic_rendition(*(5 if number == 2 else number for number in numbers), **keywords)


class Camera(Terminal):
    """The program on a terminal of some size, with a fixed clock; its styles are kept."""

    def __init__(self, *arguments, columns=80, rows=24):
        super().__init__(PROGRAM, *arguments, columns=columns, rows=rows, SOURCE_DATE_EPOCH="1767225600")
        self.screen = Window(columns, rows)
        self.stream = pyte.ByteStream(self.screen)

    def page(self, text):
        """Wait until a page is drawn that holds a text, down to its last line."""
        self.until(lambda: text in self.words and self.words.endswith("q stop and keep"), text)

    def picture(self, first="", before=None):
        """Draw the window as an SVG, from a line that holds a text up to one that holds another."""
        columns = self.screen.columns
        console = Console(
            file=StringIO(),
            record=True,
            width=columns,
            force_terminal=True,
            color_system="standard",
            legacy_windows=False,
        )
        for line in self._styled_lines(first, before):
            console.print(line, soft_wrap=True)
        drawn = console.export_svg(title="gutbone", theme=THEME, code_format=FRAME, unique_id="gutbone")
        return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"

    def _styled_lines(self, first, before):
        lines = [styled(self.screen, row) for row in range(self.screen.lines)]
        start = next(place for place, line in enumerate(lines) if first in line.plain)
        end = next((place for place, line in enumerate(lines) if before and before in line.plain), len(lines))
        while not lines[end - 1]:
            end -= 1
        return lines[start:end]


def styled(screen, row):
    """Give a line of a window as Rich text."""
    cells = [screen.buffer[row][column] for column in range(screen.columns)]
    parts = groupby(cells, key=lambda cell: cell._replace(data=""))
    line = Text()
    for look, run in parts:
        color = None if look.fg == "default" else look.fg
        style = Style(color=color, bold=look.bold, underline=look.underscore, reverse=look.reverse, dim=look.blink)
        line.append("".join(cell.data for cell in run), style)
    line.rstrip()
    return line


def question(columns=80):
    """Draw a question in the middle of the quiz."""
    with Camera("quiz", columns=columns) as camera:
        camera.page("Enter to begin")
        camera.type(start(age="3") + ANSWERED)
        camera.page("Question 3 of 14")
        return camera.picture()


def question_narrow():
    """Draw the same question in a narrow window."""
    return question(40)


def check():
    """Draw the page on which the answers are checked."""
    with Camera("quiz") as camera:
        camera.page("Enter to begin")
        camera.type(all_keys(ALL_ANSWERED, age="3"))
        camera.page("Check your answers")
        return camera.picture("Check your answers")


def welcome():
    """Draw the first page."""
    with Camera("quiz", rows=28) as camera:
        camera.page("Enter to begin")
        return camera.picture()


def result(more="", last="Enter finish"):
    """Draw the first page of the result, or the page that more keys lead to."""
    with Camera("quiz") as camera:
        camera.page("Enter to begin")
        camera.type(all_keys(ALL_ANSWERED, age="3") + "\r")
        camera.until(lambda: camera.words.endswith("Enter finish"), "the result")
        camera.type(more)
        camera.until(lambda: camera.words.endswith(last), last)
        return camera.picture()


def step():
    """Draw what a step would do."""
    return result("1", "b back")


def explain():
    """Draw what the program says about the gut-bone connection."""
    with Camera("explain", rows=60) as camera:
        camera.finish()
        return camera.picture()


PICTURES = {
    "question.svg": question,
    "question-40.svg": question_narrow,
    "check.svg": check,
    "welcome.svg": welcome,
    "result.svg": result,
    "step.svg": step,
    "explain.svg": explain,
}


if __name__ == "__main__":
    DOCS.mkdir(exist_ok=True)
    for name, make in PICTURES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        print(f"docs/{name}")
