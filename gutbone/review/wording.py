"""Check the words of rules: foods that are named, texts that are filled in, how hard they are to read."""

import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

from gutbone.base.errors import Path_
from gutbone.rules.domain import Food, Tip
from gutbone.rules.instrument import Instrument
from gutbone.rules.load import packaged_words
from gutbone.rules.must_hold import placeholder_problems
from gutbone.rules.positions import Problem, blocks, texts

LEAST_WORDS = 8  # a formula made for pages says little about a label, and nothing about an id
MOST_IN_A_SENTENCE = 20
NOTES = {"because", "cites", "means", "months", "named_safely", "points_because"}  # for editors; and names


def problems(instrument: Instrument) -> Iterator[Problem]:
    """Give every problem of words."""
    for tip in instrument.tips.values():
        yield from _unlisted_foods(instrument, tip)
    yield from placeholder_problems(instrument.words, packaged_words())
    yield from _hard_texts(instrument)


def read_texts(instrument: Instrument) -> Iterator[tuple[Any, Path_, str]]:
    """Give every text but the notes of editors, ids too, with its block and its path inside that."""
    for _, _, block in blocks(instrument):
        for key in block.__struct_fields__:
            if key not in NOTES:
                found = texts(getattr(block, key), (key,))
                yield from ((block, path, text) for path, text, is_key in found if not is_key)


def foods_named(text: str, foods: tuple[Food, ...]) -> set[str]:
    """Give the foods that a text names by one of their words."""
    return {food.id for food in foods if food.words and _pattern(food.words).search(text)}


def _unlisted_foods(instrument: Instrument, tip: Tip) -> Iterator[Problem]:
    """Find foods that a tip names in its words and does not ask for: nobody would be kept from them."""
    listed = instrument.foods_in(tip) | set(tip.named_safely)
    for key in ("text", "plan"):
        for food in sorted(foods_named(getattr(tip, key) or "", instrument.foods) - listed):
            what = f"{tip.id} names {food} and does not list it in asks."
            yield Problem("WORDS_001", what, "Add it to asks, or use other words.", tip, (key,))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match whole words, a hyphen being part of a word; a trailing * stands for any ending."""
    parts = "|".join(re.escape(word.rstrip("*")) + (r"[\w-]*" if word.endswith("*") else "") for word in words)
    return re.compile(rf"(?<![\w-])(?:{parts})(?![\w-])", re.IGNORECASE)


def _hard_texts(instrument: Instrument) -> Iterator[Problem]:
    """Find texts that are too hard to read, where the rules set a grade and the library is there."""
    reading = instrument.reading
    measure = _measure() if reading and instrument.language.startswith("en") else None
    if reading is None or measure is None:
        return
    for block, path, text in read_texts(instrument):
        plain = text
        for name in reading.names:
            plain = re.sub(re.escape(name), "it", plain, flags=re.IGNORECASE)
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


def measures_reading() -> bool:
    """Say whether the library that measures reading age is installed."""
    return _measure() is not None


def _measure() -> Any:
    """Give the Flesch-Kincaid grade of a text, or None where the library is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # textstat asks setuptools for its own version, which it frowns upon
            import textstat
    except ImportError:
        return None
    return textstat.flesch_kincaid_grade
