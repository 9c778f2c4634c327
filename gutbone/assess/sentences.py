"""What is said of a score and of an answer, in the words of the rules."""

from collections.abc import Iterator
from math import ceil

from gutbone.answers.responses import Mode
from gutbone.assess.advice import Person
from gutbone.assess.scoring import Answer, Score, neighbour
from gutbone.rules.instrument import Instrument


def headline(person: Person, total: Score) -> str:
    """Say the total in one sentence: its band when both ends share it, its points, how many answers.

    Beside an urgent red flag no band is named: the flag matters more.
    """
    instrument = person.instrument
    words, basis = instrument.words, _basis(instrument, total, person.responses.mode)
    if total.points is None:
        return words.sentence_none if total.status == "not_enough_answers" else words.sentence_not_for_you
    if total.band is None or any(flag.level in {"emergency", "urgent"} for flag in person.flags):
        return " ".join([words.sentence_points.format(points=points(instrument, total)), *basis])
    low, high = instrument.band[total.band.low], instrument.band[total.band.high]
    template = words.sentence if total.band.is_exact else words.sentence_between
    text = template.format(sentence=low.sentence, low=low.label, high=high.label, points=points(instrument, total))
    other = neighbour(instrument, total)
    return " ".join([text, *([words.another_day.format(band=other.label)] if other else []), *basis])


def _basis(instrument: Instrument, total: Score, mode: Mode) -> Iterator[str]:
    """Say what the total rests on where that is not every question."""
    words, everything = instrument.words, len(instrument.items)
    if mode == "core":
        yield words.core_of.format(asked=len(instrument.asked_in("core")), everything=everything)
    elif total.answered < everything:
        yield words.based_on.format(answered=total.answered, everything=everything)


def points(instrument: Instrument, score: Score) -> str:
    """Write points as "33 of 64 points" or as a range, or say why there are none."""
    words = instrument.words
    if score.status == "not_for_you":
        return words.not_for_you
    if score.points is None:
        wanted = max(1, ceil(instrument.no_number_under * score.applicable) - score.answered)
        more = [words.more_answers.format(count=wanted)] if score.applicable else []
        return ". ".join([words.not_enough, *more])
    template = words.points if score.points.is_exact else words.points_between
    return template.format(low=score.points.low, high=score.points.high, possible=score.possible)


def band(instrument: Instrument, score: Score) -> str:
    """Name the band of a score, or both ends of a range of bands."""
    if score.band is None:
        return ""
    low, high = instrument.band[score.band.low].label, instrument.band[score.band.high].label
    return low if score.band.is_exact else instrument.words.band_between.format(low=low, high=high)


def quoted(answer: Answer) -> str:
    """Give an answer as a clause: the rules' own words, or the question's name and the option."""
    return answer.chosen.said or f"{answer.item.label}: {answer.chosen.label}"
