"""What a form says of a person: the answers in it, and the scores that it counts from them alone."""

from collections.abc import Mapping

from gutbone.assessment import Assessment
from gutbone.exchange.names import counted
from gutbone.instrument import Instrument
from gutbone.responses import Responses
from gutbone.scoring import Answer, early_end, resolve, score_answers

Given = Mapping[str, str | None]


def given_in_form(assessment: Assessment) -> Given:
    """Give the answers as a form holds them: an option, or None where it stays empty.

    What is not scored for a person stays empty too, so that no form can score it. For someone of whom
    nothing is scored that is everything.
    """
    instrument, responses = assessment.instrument, assessment.responses
    stopped = early_end(instrument, responses) == "stopped"
    asked = instrument.asked_in(responses.mode)
    given = {
        answer.item.id: answer.chosen.id if answer.status == "answered" and not stopped else None
        for answer in assessment.answers
        if answer.item in asked and answer.status in {"answered", "not_sure", "not_applicable"}
    }
    hidden = {answer.item.id for answer in resolved(instrument, given) if answer.status == "settled"}
    return {item: option for item, option in given.items() if item not in hidden}


def resolved(instrument: Instrument, given: Given) -> tuple[Answer, ...]:
    """Work out what becomes of every question in a form with these answers."""
    return resolve(instrument, Responses(answers=given))


def form_scores(instrument: Instrument, given: Given) -> dict[str, int | str]:
    """Give every score that the form counts, by linkId: those of which no answer is missing."""
    answers = {answer.item.id: answer for answer in resolved(instrument, given)}
    found: dict[str, int | str] = {}
    for one in counted(instrument):
        own = [answers[item.id] for item in one.items]
        score = score_answers(instrument, own, "full")
        if not (score.points and all(answer.is_known for answer in own)):
            continue
        if one.part == "points":
            found[one.link] = score.points.low
        elif score.band:
            found[one.link] = instrument.band[score.band.low].label
    return found
