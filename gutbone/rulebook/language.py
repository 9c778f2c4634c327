"""Check the words of rules: foods that are named, texts that are filled in, how hard they are to read."""

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter
from typing import Any

import msgspec

from gutbone.instrument import Instrument
from gutbone.rulebook.problem import Problem, tip_place
from gutbone.rules import Food, Tip
from gutbone.words import Words

LEAST_WORDS = 8  # a formula made for pages says little about a label
MOST_IN_A_SENTENCE = 20
# Blocks and keys that hold ids, citations or notes for whoever edits the rules; the rest is read by people.
UNREAD = {
    "id",
    "version",
    "language",
    "better",
    "of",
    "kind",
    "level",
    "strength",
    "health",
    "bone",
    "points_from",
    "unit",
    "read",
    "cites",
    "because",
    "points_because",
    "named_safely",
    "means",
    "words",
    "files",
    "sources",
    "needs",
    "order",
    "asks",
    "avoids",
    "about",
    "also",
    "covers",
    "only_with",
    "unless",
    "holds",
    "holds_tips",
    "acts_like",
    "no_praise_with",
    "not_applicable",
    "step",
    "when",
    "when_any",
    "when_band",
    "with_tip_in",
    "asked_unless",
    "domain",
    "group",
    "names",
}


def problems(instrument: Instrument) -> Iterator[Problem]:
    """Give every problem of words."""
    for tip in instrument.tips.values():
        yield from _unlisted_foods(instrument, tip)
    yield from placeholder_problems(instrument.words)
    yield from _hard_texts(instrument)


def foods_named(text: str, foods: tuple[Food, ...]) -> set[str]:
    """Give the foods that a text names by one of their words."""
    return {food.id for food in foods if food.words and _pattern(food.words).search(text)}


def read_texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Give every text of a block that people read, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            if field.name not in UNREAD or isinstance(getattr(value, field.name), Words):
                yield from read_texts(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from read_texts(inner, (*path, index))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from read_texts(inner, (*path, key))


def _unlisted_foods(instrument: Instrument, tip: Tip) -> Iterator[Problem]:
    """Find foods that a tip names in its words and does not ask for: nobody would be kept from them."""
    for key, text in (("text", tip.text), ("plan", tip.plan or "")):
        for food in sorted(foods_named(text, instrument.foods) - instrument.foods_in(tip) - set(tip.named_safely)):
            what = f"{tip.id} names {food} and does not list it in asks."
            yield Problem("WORDS_001", *tip_place(instrument, tip)(key), what, "Add it to asks, or use other words.")


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match whole words, a hyphen being part of a word; a trailing * stands for any ending."""
    parts = "|".join(re.escape(word.rstrip("*")) + (r"[\w-]*" if word.endswith("*") else "") for word in words)
    return re.compile(rf"(?<![\w-])(?:{parts})(?![\w-])", re.IGNORECASE)


def placeholder_problems(words: Words) -> list[Problem]:
    """Find words in braces that the program does not fill in, by the packaged words as the measure."""
    from gutbone.rulebook.load import packaged_words

    problems = []
    for name, original in packaged_words().items():
        known = _fields(original)
        try:
            unknown = sorted(_fields(getattr(words, name)) - known)
        except ValueError:
            what, fix = "the braces here do not match.", "Write {name}, or no braces."
            problems.append(Problem("WORDS_002", "words.yaml", (name,), what, fix))
            continue
        fix = f"Use {', '.join(f'{{{field}}}' for field in sorted(known)) or 'no braces'}."
        problems += [
            Problem("WORDS_003", "words.yaml", (name,), f"{{{field}}} is not filled in here.", fix) for field in unknown
        ]
    return problems


def _fields(text: str) -> set[str]:
    """Give what stands in braces; a format behind the name makes it another one, since none is needed."""
    return {
        f"{field}{conversion and '!'}{conversion or ''}{spec and ':'}{spec}"
        for _, field, spec, conversion in ((*part[:3], part[3] or "") for part in Formatter().parse(text))
        if field is not None
    }


def _hard_texts(instrument: Instrument) -> Iterator[Problem]:
    """Find texts that are too hard to read, where the rules set a grade and the library is there."""
    reading = instrument.reading
    measure = _measure() if reading and instrument.language.startswith("en") else None
    if reading is None or measure is None:
        return
    for file, path, text in _placed_texts(instrument):
        plain = text
        for name in reading.names:
            plain = re.sub(re.escape(name), "it", plain, flags=re.IGNORECASE)
        if len(plain.split()) < LEAST_WORDS:
            continue
        if (grade := measure(plain)) > reading.hardest_grade:
            what = f"this reads at grade {grade:g}, over {reading.hardest_grade}."
            yield Problem("READING_001", file, path, what, "Use shorter words and sentences.")
        sentences = [part for part in re.split(r"[.!?:](?:\s|$)", plain) if part.strip()]
        if len(plain.split()) > MOST_IN_A_SENTENCE * len(sentences):
            what = f"sentences here have over {MOST_IN_A_SENTENCE} words."
            yield Problem("READING_002", file, path, what, "Make two of one.")


def _placed_texts(instrument: Instrument) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Give every text that people read with its file and path."""
    parts: list[tuple[str, Any]] = [(f"domains/{domain.id}.yaml", domain) for domain in instrument.domains]
    parts += [
        ("conditions.yaml", instrument.conditions),
        ("flags.yaml", instrument.flags),
        ("clinic.yaml", instrument.clinic),
        ("words.yaml", instrument.words),
        ("article.yaml", instrument.article),
        (
            "instrument.yaml",
            {
                key: getattr(instrument, key)
                for key in ("before_start", "before_form", "limits", "standing_lines", "closing")
            },
        ),
    ]
    for file, part in parts:
        yield from ((file, path, text) for path, text in read_texts(part))


def measures_reading() -> bool:
    """Say whether the library that measures reading age is installed."""
    return _measure() is not None


def _measure() -> Any:
    """Give the Flesch-Kincaid grade of a text, or None where the library is not installed."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # textstat asks setuptools for its own version, which it frowns upon
            import textstat
    except ImportError:
        return None
    return textstat.flesch_kincaid_grade
