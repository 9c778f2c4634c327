"""The result as JSON, schema ``gutbone.result/1``, and its JSON Schema."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from gutbone.assess.advice import AdvisedTip
from gutbone.assess.assessment import Assessment
from gutbone.assess.scoring import Answer, AnswerStatus, Range, Score, ScoreStatus
from gutbone.base.schema import schema_of
from gutbone.base.text import indented
from gutbone.base.version import __version__
from gutbone.report.layout import said_words, strength_words
from gutbone.rules.domain import TipKind
from gutbone.rules.people import Level

SCHEMA: Literal["gutbone.result/1"] = "gutbone.result/1"

Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Meta(ge=0)]


class Tool(Struct, frozen=True):
    """Which program wrote the result."""

    name: str
    version: str


class InstrumentRef(Struct, frozen=True):
    """Which rules it used; ``sha256`` is over the paths and bytes of their files."""

    id: str
    version: str
    sha256: Sha256


class AnswerResult(Struct, frozen=True):
    """What became of one question."""

    item: str
    status: AnswerStatus
    option: str | None
    points: int | None
    possible: int
    overridden: str | None  # the option that another answer ruled out


class ScoreResult(Struct, frozen=True):
    """A score as a range; percentages are unrounded."""

    status: ScoreStatus
    points: Range[int] | None
    possible: int
    percent: Range[float] | None
    band: Range[str] | None
    answered: Count
    applicable: Count


class FlagResult(Struct, frozen=True):
    """A red flag and what to do about it."""

    id: str
    level: Level
    text: str


class Quote(Struct, frozen=True):
    """An answer quoted back."""

    item: str
    option: str
    text: str


class Praise(Struct, frozen=True):
    """An answer worth keeping up."""

    item: str
    text: str


class Gain(Struct, frozen=True):
    """A domain's low points before and after a tip's step."""

    from_: int = field(name="from")
    to: int


class Cited(Struct, frozen=True):
    """A source."""

    id: str
    cites: str


class TipResult(Struct, frozen=True):
    """A tip with its reasons, cautions and sources."""

    id: str
    domain: str | None
    kind: TipKind
    text: str
    plan: str | None
    because: tuple[Quote, ...]
    notes: tuple[str, ...]
    gain: Gain | None
    sources: tuple[Cited, ...]


class WithheldResult(Struct, frozen=True):
    """A tip kept back, with the conditions or flags that did it, or ``not_asked``."""

    tip: str
    because: tuple[str, ...]


class ClinicResult(Struct, frozen=True):
    """Where to turn."""

    name: str
    phone: str
    address: str
    online: str


class Result(Struct, frozen=True, kw_only=True):
    """Everything an assessment holds. ``conditions`` and ``flags`` are null when nobody asked."""

    schema: Literal["gutbone.result/1"]
    tool: Tool
    instrument: InstrumentRef
    assessed_at: Time
    mode: Literal["full", "core"]
    ref: str | None
    conditions: tuple[str, ...] | None
    age: str | None
    answers: tuple[AnswerResult, ...]
    total: ScoreResult
    domains: dict[str, ScoreResult]
    flags: tuple[FlagResult, ...] | None
    strengths: tuple[Praise, ...]
    tips: tuple[TipResult, ...]
    withheld: tuple[WithheldResult, ...]
    clinic: ClinicResult
    notices: tuple[str, ...]


def render_json(assessment: Assessment) -> str:
    """Write everything the assessment holds, keys in the order of the schema; no text in it can steer a terminal."""
    return indented(result(assessment))


def result_schema() -> dict[str, Any]:
    """Give the JSON Schema of a result (draft 2020-12)."""
    return schema_of(Result, SCHEMA)


def result(assessment: Assessment) -> Result:
    """Put an assessment into the shape of a result."""
    instrument, responses, clinic = assessment.instrument, assessment.responses, assessment.instrument.clinic
    asked = responses.conditions is not None
    flags = assessment.flags
    return Result(
        schema=SCHEMA,
        tool=Tool("gutbone", __version__),
        instrument=InstrumentRef(instrument.id, instrument.version, instrument.sha256),
        assessed_at=responses.assessed_at,
        mode=responses.mode,
        ref=responses.ref,
        conditions=tuple(name for name in instrument.condition if name in responses.known) if asked else None,
        age=responses.age,
        answers=tuple(_answer(answer) for answer in assessment.answers),
        total=_score(assessment.total),
        domains={name: _score(score) for name, score in assessment.domains.items()},
        flags=None if flags is None else tuple(FlagResult(flag.id, flag.level, flag.text) for flag in flags),
        strengths=tuple(Praise(answer.item.id, strength_words(answer)) for answer in assessment.strengths),
        tips=tuple(_tip(assessment, advised) for advised in assessment.tips),
        withheld=tuple(WithheldResult(held.tip.id, held.because) for held in assessment.withheld),
        clinic=ClinicResult(clinic.name, clinic.phone, clinic.address, clinic.online),
        notices=tuple(notice.text for notice in assessment.notices),
    )


def _answer(answer: Answer) -> AnswerResult:
    option = answer.option.id if answer.option else None
    overridden = answer.overridden.id if answer.overridden else None
    return AnswerResult(answer.item.id, answer.status, option, answer.points, answer.item.most, overridden)


def _score(score: Score) -> ScoreResult:
    return msgspec.convert(score, ScoreResult, from_attributes=True)


def _tip(assessment: Assessment, advised: AdvisedTip) -> TipResult:
    tip, gain = advised.tip, advised.gain
    return TipResult(
        id=tip.id,
        domain=tip.domain,
        kind=tip.kind,
        text=tip.text,
        plan=tip.plan,
        because=tuple(Quote(a.item.id, a.chosen.id, said_words(a)) for a in advised.because),
        notes=advised.notes,
        gain=Gain(gain.low, gain.high) if gain else None,
        sources=tuple(Cited(name, assessment.instrument.source[name].cites) for name in tip.sources),
    )
