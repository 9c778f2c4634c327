"""The result as JSON, schema ``gutbone.result/1``."""

from typing import Any

import msgspec

from gutbone import __version__
from gutbone.advice import AdvisedTip
from gutbone.assessment import Assessment
from gutbone.instrument import Instrument
from gutbone.report.layout import said_words, strength_words
from gutbone.scoring import Answer, Range, Score

SCHEMA = "gutbone.result/1"


def render_json(assessment: Assessment) -> str:
    """Write everything the assessment holds, percentages unrounded."""
    return msgspec.json.format(msgspec.json.encode(result(assessment)), indent=2).decode() + "\n"


def result(assessment: Assessment) -> dict[str, Any]:
    """Give the result as plain values, keys in the order of the schema."""
    instrument, responses = assessment.instrument, assessment.responses
    clinic = instrument.clinic
    return {
        "schema": SCHEMA,
        "tool": {"name": "gutbone", "version": __version__},
        "instrument": {"id": instrument.id, "version": instrument.version, "sha256": instrument.sha256},
        "assessed_at": responses.assessed_at,
        "mode": responses.mode,
        "ref": responses.ref,
        "conditions": _conditions(assessment),
        "age": responses.age,
        "answers": [_answer(answer) for answer in assessment.answers],
        "total": _score(assessment.total),
        "domains": {name: _score(score) for name, score in assessment.domains.items()},
        "flags": None
        if assessment.flags is None
        else [{"id": flag.id, "level": flag.level, "text": flag.text} for flag in assessment.flags],
        "strengths": [{"item": answer.item.id, "text": strength_words(answer)} for answer in assessment.strengths],
        "tips": [_tip(instrument, advised) for advised in assessment.tips],
        "withheld": [{"tip": held.tip.id, "because": held.because} for held in assessment.withheld],
        "clinic": {"name": clinic.name, "phone": clinic.phone, "address": clinic.address, "online": clinic.online},
        "notices": [notice.text for notice in assessment.notices],
    }


def _conditions(assessment: Assessment) -> list[str] | None:
    """List what is known once conditions were asked, the age group among them, in the rules' order."""
    if assessment.responses.conditions is None:
        return None
    return [name for name in assessment.instrument.condition if name in assessment.responses.known]


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "item": answer.item.id,
        "status": answer.status,
        "option": answer.option.id if answer.option else None,
        "points": answer.points,
        "possible": answer.item.most,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "status": score.status,
        "points": _range(score.points),
        "possible": score.possible,
        "percent": _range(score.percent),
        "band": _range(score.band),
        "answered": score.answered,
        "applicable": score.applicable,
    }


def _range(value: Range[Any] | None, low: str = "low", high: str = "high") -> dict[str, Any] | None:
    return {low: value.low, high: value.high} if value else None


def _tip(instrument: Instrument, advised: AdvisedTip) -> dict[str, Any]:
    tip = advised.tip
    because = [
        {"item": a.item.id, "option": a.option.id if a.option else None, "text": said_words(a)} for a in advised.because
    ]
    return {
        "id": tip.id,
        "domain": tip.domain,
        "kind": tip.kind,
        "text": tip.text,
        "plan": tip.plan,
        "because": because,
        "notes": advised.notes,
        "gain": _range(advised.gain, "from", "to"),
        "sources": [{"id": name, "cites": instrument.source[name].cites} for name in tip.sources],
    }
