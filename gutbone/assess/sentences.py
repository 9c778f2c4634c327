"""What is said of a score and of an answer, in the words of the rules."""

from math import ceil

from msgspec.structs import replace

from gutbone.assess.advice import Person
from gutbone.assess.scoring import Answer, Score, neighbour
from gutbone.rules.instrument import Instrument


def in_words(instrument: Instrument, score: Score, label: str) -> Score:
    """Give a score that also says what it is of, its points as "33 of 64 points" or why there are none, and its band."""
    words, text, band = instrument.words, instrument.words.not_for_you, ""
    if score.points:
        template = words.points if score.points.is_exact else words.points_between
        text = template.format(low=score.points.low, high=score.points.high, possible=score.possible)
    elif score.status == "not_enough_answers":
        wanted = max(1, ceil(instrument.no_number_under * score.applicable) - score.answered)
        more = [words.more_answers.format(count=wanted)] if score.applicable else []
        text = ". ".join([words.not_enough, *more])
    if score.band:
        low, high = instrument.band[score.band.low].label, instrument.band[score.band.high].label
        band = low if score.band.is_exact else words.band_between.format(low=low, high=high)
    return replace(score, label=label, text=text, band_label=band)


def headline(person: Person, total: Score) -> str:
    """Say the total in one sentence: its band when both ends share it, its points, how many answers.

    Beside an urgent red flag no band is named: the flag matters more.
    """
    instrument, words, everything = person.instrument, person.instrument.words, len(person.instrument.items)
    if total.points is None:
        return words.sentence_none if total.status == "not_enough_answers" else words.sentence_not_for_you
    if total.band is None or any(flag.level in {"emergency", "urgent"} for flag in person.flags):
        said = [words.sentence_points.format(points=total.text)]
    else:
        low, high = instrument.band[total.band.low], instrument.band[total.band.high]
        template = words.sentence if total.band.is_exact else words.sentence_between
        said = [template.format(sentence=low.sentence, low=low.label, high=high.label, points=total.text)]
        if other := neighbour(instrument, total):
            said.append(words.another_day.format(band=other.label))
    if person.responses.mode == "core":
        said.append(words.core_of.format(asked=len(instrument.asked_in("core")), everything=everything))
    elif total.answered < everything:
        said.append(words.based_on.format(answered=total.answered, everything=everything))
    return " ".join(said)


def quoted(answer: Answer) -> str:
    """Give an answer as a clause: the rules' own words, or the question's name and the option."""
    return answer.chosen.said or f"{answer.item.label}: {answer.chosen.label}"
