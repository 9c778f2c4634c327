"""What the author of rules should know although nothing is wrong: what will be said to whom in the end."""

import re
from collections.abc import Iterator

from msgspec.structs import asdict

from gutbone.rules.instrument import Instrument
from gutbone.rules.load import packaged_words

MOST_NAMED = 8


def remarks(instrument: Instrument) -> Iterator[str]:
    """Give every remark, each a line."""
    yield from _still_english(instrument)
    yield from _without_a_band(instrument)


def _still_english(instrument: Instrument) -> Iterator[str]:
    """Name the program's words that rules in another language leave as the packaged ones have them."""
    if re.match(r"en(-|$)", instrument.language):
        return
    packaged = packaged_words()
    own = asdict(instrument.words)
    same = [name for name, text in packaged.items() if own[name] == text and re.search(r"[A-Za-z]", _said(text))]
    if same:
        named = ", ".join(same[:MOST_NAMED]) + (" and more" if len(same) > MOST_NAMED else "")
        yield f"{len(same)} of {len(packaged)} words are still English: {named}. Write them in words.yaml."


def _without_a_band(instrument: Instrument) -> Iterator[str]:
    """Say when bands of points name nothing: they hold for the points of all questions together."""
    if instrument.bands.of != "points":
        return
    core = len(instrument.asked_in("core"))
    if 0 < core < len(instrument.items):
        yield f"bands of points hold for all {len(instrument.items)} questions: the quick screen of {core} has no band."
    left_out = [condition.id for condition in instrument.condition.values() if condition.not_applicable]
    told = f", as with {left_out[0]}" if left_out else ""
    yield f"bands of points hold for all questions: where one does not apply{told}, there is no band."
    if len(instrument.domains) > 1:
        yield "bands of points are those of the total: a domain has none."


def _said(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text)
