"""The packaged rules, ready to score anybody: compiled where that fits them, else read and checked."""

from collections.abc import Callable

from gutbone.rules.compiled import COMPILED, UnfitError, packaged_rules, read_compiled
from gutbone.rules.instrument import Instrument


def load_packaged(passed_over: Callable[[str], object] = str) -> Instrument:
    """Load the packaged rules; ``passed_over`` is told why a compiled file was not used.

    Raises RulesError (exit code 1) as :func:`gutbone.rules.load.load_instrument` does, where nothing was compiled.
    """
    folder = packaged_rules()
    try:
        instrument = read_compiled(folder)
    except UnfitError as reason:
        passed_over(f"{folder / COMPILED} is passed over: {reason}.")
        instrument = None
    if instrument is None:
        from gutbone.rules.load import load_instrument  # it loads what reads YAML

        instrument = load_instrument(folder)
    return instrument
