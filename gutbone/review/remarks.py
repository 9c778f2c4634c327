"""What the author of rules should know although nothing is wrong: what will be said to whom in the end."""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import asdict

from gutbone.base.files import read_bytes
from gutbone.base.messages import said
from gutbone.base.numbers import exact, total
from gutbone.base.plain_yaml import parse
from gutbone.rules.instrument import Instrument
from gutbone.rules.load import packaged_words

MOST_NAMED = 8
MESSAGES = Path(__file__).with_name("messages.yaml")  # every text of the program that rules may say otherwise
COUNTING = 4  # so many options in a row are a count
ROUNDED = 0.5  # percent
JUST_OVER = 0.05  # answers
GAP = re.compile(r"\{\w*\}")


def remarks(instrument: Instrument) -> Iterator[str]:
    """Give every remark, each a line."""
    yield from _still_english(instrument)
    yield from _said_for_nothing(instrument)
    yield from _without_a_band(instrument)
    yield from _open_tops(instrument)
    yield from _nearly_reached(instrument)
    yield from _nearly_enough(instrument)


def _still_english(instrument: Instrument) -> Iterator[str]:
    """Name the program's words that rules in another language leave as the packaged ones have them."""
    if re.match(r"en(-|$)", instrument.language):
        return
    packaged = packaged_words()
    own = asdict(instrument.words)
    same = [name for name, text in packaged.items() if own[name] == text and re.search(r"[A-Za-z]", _said(text))]
    if same:
        named = ", ".join(same[:MOST_NAMED]) + (f" {said('and more')}" if len(same) > MOST_NAMED else "")
        yield f"{len(same)} of {len(packaged)} words are still English: {named}. Write them in words.yaml."
    listed = parse(read_bytes(MESSAGES, str(MESSAGES)), str(MESSAGES)).value
    if open_ := sum(not instrument.messages.get(text) for text in listed):
        yield f"{open_} of {len(listed)} errors and lines of help are said in English. Copy {MESSAGES} and fill it in."


def _said_for_nothing(instrument: Instrument) -> Iterator[str]:
    """Name the messages that stand for no text of the program, and gaps that nothing fills."""
    listed = parse(read_bytes(MESSAGES, str(MESSAGES)), str(MESSAGES)).value if instrument.messages else {}
    for text, instead in instrument.messages.items():
        if text not in listed:
            yield f"messages.yaml: gutbone never says {text!r}. Copy the text from {MESSAGES}."
        for gap in sorted({*GAP.findall(instead or "")} - {*GAP.findall(text)}):
            yield f"messages.yaml: nothing fills {gap} in {instead!r}. Use the words in braces of {text!r}."


def _without_a_band(instrument: Instrument) -> Iterator[str]:
    """Say when bands of points name nothing: they hold for the points of all questions together."""
    if instrument.bands.of != "points" or not instrument.bands.edges:
        return
    core = sum(item.core for item in instrument.scored)
    if 0 < core < len(instrument.scored):
        yield f"bands of points hold for all {len(instrument.scored)} questions: the quick screen of {core} has no band."
    left_out = [condition.id for condition in instrument.condition.values() if condition.not_applicable]
    told = f", as with {left_out[0]}" if left_out else ""
    yield f"bands of points hold for all questions: where one does not apply{told}, there is no band."
    if any(domain.own_bands is None for domain in instrument.domains) and len(instrument.domains) > 1:
        yield "bands of points are those of the total: a domain has none."


def _open_tops(instrument: Instrument) -> Iterator[str]:
    """Name questions whose options count one by one, with a top at which larger amounts cannot be told apart."""
    for item in instrument.items.values():
        numbers = [re.match(r"\d+", option.label) for option in item.options]
        if item.amount or len(numbers) < COUNTING or not all(numbers):
            continue
        found = [int(number[0]) for number in numbers if number]
        if found != [*range(found[0], found[0] + len(found))]:
            continue
        last = item.options[-1]
        if item.unit and (item.at_most is None or item.at_most >= found[-1] + 1):
            yield f"{item.id}: {last.label} ({last.id}) counts as {found[-1]}, however much more it is. Ask for an amount."
        if found[0] != 1:
            yield f"{item.id}: who types 2 answers {found[1]}, as answers are numbered from 1. Ask for an amount."


def _nearly_reached(instrument: Instrument) -> Iterator[str]:
    """Name edges in percent that whole points just miss, as a rounded percentage does."""
    possible = total(item.most for item in instrument.scored)
    for band in instrument.bands.edges if instrument.bands.of == "percent" and possible > 0 else ():
        points = exact(band.at_least) * possible / 100
        below = int(points)
        if below < points and float(points - below) * 100 / float(possible) < ROUNDED:
            share = 100 * below / float(possible)
            yield f"the band {band.id}: {below} of {possible} points are {share:.2f}%, just below {band.at_least}%. Use points."


def _nearly_enough(instrument: Instrument) -> Iterator[str]:
    """Name scores for which a rounded share asks for one answer more than it seems to."""
    share = instrument.no_number_under
    for count in sorted({len(items) for items in instrument.counting.values()}):
        below = int(share * count)
        if 0 < share * count - below <= JUST_OVER:
            least = int(1000 * below / count) / 1000
            yield f"no_number_under: {below} of {count} answers are just under {share:g}. For so many, write {least:g}."


def _said(text: str) -> str:
    return GAP.sub("", text)
