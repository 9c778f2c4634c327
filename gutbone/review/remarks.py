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


def _said(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text)
