"""Check the words of rules: foods that are named, texts that are filled in, how hard they are to read."""

import re
import warnings
from collections.abc import Iterator
from typing import Any

from gutbone.base.errors import Path_
from gutbone.rules.instrument import Instrument
from gutbone.rules.positions import Problem, blocks, texts
from gutbone.rules.reference_words import ReferenceWords

LEAST_WORDS = 8  # a formula made for pages says little about a label, and nothing about an id
MOST_IN_A_SENTENCE = 20
NOTES = {"because", "cites", "means", "months", "named_safely", "points_because"}  # for editors; and names


def read_texts(instrument: Instrument) -> Iterator[tuple[Any, Path_, str]]:
    """Give every text but the notes of editors, ids too, with its block and its path inside that."""
    for _, _, block in blocks(instrument):
        for key in block.__struct_fields__:
            if key not in NOTES:
                found = texts(getattr(block, key), (key,))
                yield from ((block, path, text) for path, text, is_key in found if not is_key)


def unlisted_foods(instrument: Instrument) -> Iterator[Problem]:
    """Find foods that a tip names in its words and does not ask for: nobody would be kept from them."""
    words = {food.id: pattern(food.words) for food in instrument.foods if food.words}
    for tip in instrument.tips.values():
        listed = instrument.foods_in(tip) | set(tip.named_safely)
        for key, text in (("text", tip.text), ("plan", tip.plan or "")):
            for food in sorted(name for name in words.keys() - listed if words[name].search(text)):
                what = f"{tip.id} names {food} and does not list it in asks."
                yield Problem("WORDS_001", what, "Add it to asks, or use other words.", tip, (key,))


def unlisted_praise(instrument: Instrument) -> Iterator[Problem]:
    """Find foods that a question's name brings up and its ``about`` leaves out: praise would go to the wrong people."""
    words = {food.id: pattern(food.words) for food in instrument.foods if food.words}
    for item in instrument.items.values():
        listed = frozenset(item.about).union(*(instrument.asked_for[food] for food in item.about))
        for food in sorted(name for name in words.keys() - listed if item.about and words[name].search(item.label)):
            what = f"{item.id} is called {item.label} and does not list {food} in about."
            yield Problem("WORDS_004", what, "Add it to about, or use other words.", item, ("label",))


def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match whole words, a hyphen being part of a word; a * at an end stands for whatever a longer word has there."""
    more = r"[\w-]*"
    parts = "|".join(
        more * word.startswith("*") + re.escape(word.strip("*")) + more * word.endswith("*") for word in words
    )
    return re.compile(rf"(?<![\w-])(?:{parts})(?![\w-])", re.IGNORECASE)


def hard_texts(instrument: Instrument) -> Iterator[Problem]:
    """Find texts that are too hard to read, where the rules set a grade and the library is there."""
    reading = instrument.reading
    measure = reading_measure() if reading and instrument.language.startswith("en") else None
    if reading is None or measure is None:
        return
    names = re.compile("|".join(map(re.escape, reading.names)) or r"(?!)", re.IGNORECASE)
    looked_up = {*ReferenceWords.__struct_fields__}  # no patient reads these
    for block, path, text in read_texts(instrument):
        if path[0] in looked_up or str(path[0]).startswith("note_"):  # nor those of the note for a record
            continue
        plain = names.sub("it", text)
        count = len(plain.split())
        if count < LEAST_WORDS:
            continue
        if (grade := measure(plain)) > reading.hardest_grade:
            what = f"this reads at grade {grade:g}, over {reading.hardest_grade}."
            yield Problem("READING_001", what, "Use shorter words and sentences.", block, path)
        sentences = [part for part in re.split(r"[.!?:](?:\s|$)", plain) if part.strip()]
        if count > MOST_IN_A_SENTENCE * len(sentences):
            what = f"sentences here have over {MOST_IN_A_SENTENCE} words."
            yield Problem("READING_002", what, "Make two of one.", block, path)


def reading_measure() -> Any:
    """Give what measures the Flesch-Kincaid grade of a text, or None where the library is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # textstat asks setuptools for its own version, which it frowns upon
            import textstat
    except ImportError:
        return None
    return textstat.flesch_kincaid_grade
