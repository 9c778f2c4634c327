"""Whether the points of a kept result are those that its answers give, so that none is believed that was put there.

A result of the rules at hand is scored anew. One of other rules, or of another version, has to add up in itself.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from math import isclose
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from gutbone.answers.read import answers_from
from gutbone.assess.assess import assess
from gutbone.assess.result import AnswerResult, Result
from gutbone.assess.scoring import Score
from gutbone.base.numbers import total
from gutbone.exchange.read import said_in
from gutbone.history.table import without_safety
from gutbone.rules.instrument import Instrument

TOTAL, KNOWN = "the total", {"answered", "settled"}


def doubtful(found: Result, instrument: Instrument) -> str | None:
    """Name the answer or the score that the answers do not give; None where they give all.

    Raises GutboneError (exit code 2) for answers that contradict themselves, or that these rules do not know.
    """
    said = said_in(to_builtins(found.answers))
    if found.instrument.sha256 != instrument.sha256 or _lacks_what_settles(found, instrument):
        return next(_uneven(found), None)
    ours = assess(instrument, answers_from({**to_builtins(found), "answers": said}, instrument, lambda _: ""))
    ours = ours if found.headline else without_safety(ours)
    # What another program of the same rules said in its own words is not held against it, but what it counted.
    counted = [[*_counted(one, with_words=found.tool == ours.tool)] for one in (found, ours)]
    return next((named[0] for one, own in zip_longest(*counted) if one != own for named in (own or one,)), None)


def _lacks_what_settles(found: Result, instrument: Instrument) -> bool:
    """Say whether an export without health answers left out an answer that makes another question needless."""
    left_out = {answer.item for answer in found.answers if answer.status == "not_applicable" and answer.option is None}
    settled = (instrument.items.get(answer.item) for answer in found.answers if answer.status == "settled")
    return any(left_out & item.asked_unless.keys() for item in settled if item)


def _counted(result: Result, *, with_words: bool) -> Iterator[tuple[str, Any]]:
    """Give what was counted, by name: each answer, each score."""
    for answer in result.answers:
        yield answer.item, answer if with_words else (answer.status, answer.option, answer.points, answer.possible)
    for name, score in (*result.beside.items(), (TOTAL, result.total)):
        yield name, score if with_words else replace(score, label="", text="", band_label="")
    if with_words:
        yield TOTAL, result.headline


def _uneven(found: Result) -> Iterator[str]:
    """Name what does not add up.

    Version 0.1.0 did not say which answers are a domain's, or beyond the quick screen, nor the least that they can give.
    """
    answers = [answer for answer in found.answers if answer.is_scored]
    tells_all = any(answer.domain for answer in answers)
    for answer in answers:
        is_low_enough = answer.points is None or answer.points <= answer.possible
        is_high_enough = answer.points is None or answer.points >= answer.least or not tells_all
        is_counted = (answer.points is not None) == (answer.status in KNOWN)
        if not (is_low_enough and is_high_enough and is_counted):
            yield answer.item
        elif tells_all and answer.domain not in found.domains:
            yield answer.domain
    for name, score in found.beside.items():
        own = [answer for answer in answers if answer.item in (score.questions or ()) or answer.domain == name]
        if not _is_whole(score) or (tells_all and not _adds_up(score, own)):
            yield name
    is_told = tells_all or found.mode == "full"
    if not _is_whole(found.total) or (is_told and not _adds_up(found.total, answers, knows_least=tells_all)):
        yield TOTAL


def _adds_up(score: Score, answers: Sequence[AnswerResult], *, knows_least: bool = True) -> bool:
    """Say whether a score is that of these answers."""
    own = [answer for answer in answers if answer.status != "not_applicable" and not answer.is_beyond]
    known, possible = [answer for answer in own if answer.points is not None], total(one.possible for one in own)
    if (score.answered, score.applicable, score.possible) != (len(known), len(own), possible):
        return False
    low = total(answer.least if answer.points is None else answer.points for answer in own)
    high = total(answer.possible if answer.points is None else answer.points for answer in own)
    is_low = score.points is None or score.points.low == low or not (knows_least or known == own)
    return is_low and (score.points is None or score.points.high == high)


def _is_whole(score: Score) -> bool:
    """Say whether a score has the points, and of them the percentages, that its status says it has."""
    if score.points is None:
        return score.status != "scored" and score.percent is None and score.band is None
    if score.percent is None:
        return score.status == "scored" and not score.possible
    ends = ((score.points.low, score.percent.low), (score.points.high, score.percent.high))
    are_shares = score.possible and all(isclose(100 * points / score.possible, share) for points, share in ends)
    return score.status == "scored" and score.points.low <= score.points.high <= score.possible and bool(are_shares)
