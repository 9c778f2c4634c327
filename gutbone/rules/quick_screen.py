"""Whether rules have a quick screen at all."""

from gutbone.base.commands import command
from gutbone.base.errors import GutboneError
from gutbone.rules.instrument import Instrument


def check_quick_screen(instrument: Instrument) -> None:
    """Refuse a quick screen of rules that have none."""
    if not instrument.asked_in("core"):
        fix = f"Take the quiz: {command('quiz')}"
        raise GutboneError("OPTIONS_018", "these rules have no quick screen.", fix)
