"""The card: the quick screen on one sheet of paper, to fill in by hand; the boxes' numbers are the digits to type.

An HTML page for any browser, that fits on A4 and on US Letter. It has no script and fetches nothing.
"""

from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from gutbone.base.commands import command
from gutbone.base.text import direction, first_sentence
from gutbone.rules.amount_words import of_amount
from gutbone.rules.instrument import Instrument
from gutbone.rules.quick_screen import check_quick_screen

SIZES = ((7, 11.5), (10, 10), (14, 8.5))  # up to so many questions, in type of so many points
SMALLEST = 8

ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
TEMPLATE = ENVIRONMENT.from_string((Path(__file__).parent / "card.html.j2").read_text("utf-8"))


def card(instrument: Instrument) -> str:
    """Write the page with the questions of the quick screen, in the order in which their digits are typed."""
    check_quick_screen(instrument)
    questions = instrument.asked_in("core")
    ages = instrument.conditions.age
    way, screen = direction(instrument.language), command("screen")
    size = next((points for most, points in SIZES if len(questions) <= most), SMALLEST)
    return (
        TEMPLATE.render(
            instrument=instrument,
            words=instrument.words,
            language=instrument.language,
            direction=way,
            questions=questions,
            ages=ages,
            first_sentence=first_sentence,
            size=size,
            command=Markup('<bdi dir="ltr">{}</bdi>').format(screen) if way == "rtl" else screen,
            ranges={item.id: of_amount(instrument.words, "amount_range", item) for item in questions if item.amount},
        )
        + "\n"
    )
