"""The result for one person: what ``assess`` gives, JSON prints, history keeps, reports draw and cases compare.

It carries its own words and reasons, so that one kept years ago prints in full when the rules have changed since. Its
JSON is the schema ``gutbone.result/1``; what is added to it gets a default, and the result of an older program still reads.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from gutbone.answers.responses import By
from gutbone.assess.advice import Withheld
from gutbone.assess.scoring import AnswerStatus, EarlyEnd, Score
from gutbone.base.numbers import Points
from gutbone.base.schema import schema_of
from gutbone.base.text import ADDRESS
from gutbone.rules.block import Strength
from gutbone.rules.people import Level
from gutbone.rules.tip import TipKind

SCHEMA: Literal["gutbone.result/1"] = "gutbone.result/1"
NoticeKind = Literal["stopped", "answer", "check", "condition", "information", "safety", "caution", "standing", "bones"]

Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
Link = Annotated[str, Meta(pattern=ADDRESS)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Tool(Struct, frozen=True):
    """Which program wrote the result."""

    name: str
    version: str


class InstrumentRef(Struct, frozen=True):
    """Which rules it used; ``sha256`` is over the paths and bytes of their files."""

    id: str
    version: str
    sha256: Sha256
    language: str = ""
    purpose: str = ""


class Cited(Struct, frozen=True):
    """A source, and the page it can be read on."""

    id: str
    cites: str
    link: Link | None = None


class SourceResult(Struct, frozen=True):
    """How a source is cited, and how strong it is; a judgement has no strength."""

    cites: str
    strength: Strength | None


class AnswerResult(Struct, frozen=True):
    """What became of one question.

    ``overridden`` is the option that another answer ruled out. ``is_beyond`` says that this form, the core, does not ask
    it; ``least`` are the fewest points it can give. ``because`` says why it has these points. Where a number is the
    answer, it stands in ``amount``. ``scored`` is there, and false, where the question counts nowhere.
    """

    item: str
    status: AnswerStatus
    option: str | None
    points: Points | None
    possible: Points
    overridden: str | None
    label: str = ""
    answer: str = ""
    domain: str = ""
    is_beyond: bool = False
    least: Points = 0
    because: str = ""
    sources: tuple[str, ...] = ()
    amount: Points | UnsetType | None = UNSET
    scored: bool | UnsetType = UNSET

    @property
    def said(self) -> str | None:
        """What was said, as an answers file has it: an option's id, or a number; None where nothing is known."""
        return self.option if self.amount is UNSET or self.amount is None else str(self.amount)

    @property
    def is_scored(self) -> bool:
        """Whether the question counts."""
        return self.scored is not False


class FlagResult(Struct, frozen=True):
    """A red flag and what to do about it; ``heading`` says how soon, ``stops`` that it comes before everything else."""

    id: str
    level: Level
    text: str
    label: str = ""
    heading: str = ""
    stops: bool = False


class Quote(Struct, frozen=True):
    """An answer quoted back."""

    item: str
    option: str
    text: str


class Praise(Struct, frozen=True):
    """An answer worth keeping up."""

    item: str
    text: str


class ExtraResult(Struct, frozen=True):
    """An answer to a question beside the score, which nothing adds up."""

    question: str
    option: str
    label: str = ""
    answer: str = ""


class Gain(Struct, frozen=True):
    """A domain's low points before and after a tip's step."""

    from_: Points = field(name="from")
    to: Points


class TipResult(Struct, frozen=True):
    """A tip with its reasons, cautions and sources; three texts say the same as their parts, in sentences.

    ``brief`` is the tip in a clinician's few words, and ``cautioned_by`` whose the ``notes`` are: conditions, flags, or
    ``not_asked``.
    """

    id: str
    domain: str | None
    kind: TipKind
    text: str
    plan: str | None
    because: tuple[Quote, ...]
    notes: tuple[str, ...]
    gain: Gain | None
    sources: tuple[Cited, ...]
    because_text: str = ""
    gain_text: str = ""
    sources_text: str = ""
    brief: str = ""
    cautioned_by: tuple[str, ...] = ()


class ClinicResult(Struct, frozen=True):
    """Where to turn, free of charge (``gp``) and private."""

    name: str
    phone: str
    address: str
    online: str
    prompt: str = ""
    who: tuple[str, ...] = ()
    gp: str = ""
    book: Link | None = None


class Titles(Struct, frozen=True):
    """What the rules call the parts of a result; ``fewer`` says which way the points run, where fewer are better."""

    strengths: str = ""
    without_numbers: str = ""
    tips: str = ""
    good_to_know: str = ""
    limits: str = ""
    bones: str = ""
    handout: str = ""
    reference: str = ""
    fewer: str | UnsetType = UNSET


class Notice(Struct, frozen=True):
    """Something said that is not one of the tips to try; its kind decides where a report prints it.

    ``information`` may be left out where there is no room, ``safety`` not; a ``caution`` belongs to the one before it.
    """

    kind: NoticeKind
    text: str


class Result(Struct, frozen=True, kw_only=True):
    """Everything there is to say to one person. ``conditions`` and ``flags`` are null when nobody asked.

    ``unasked`` are those of either that were not asked about while others were.
    ``notices`` are in the order read, each with its kind in ``notice_kinds``. ``ending`` is why the quiz ends early,
    ``response`` the id of a form's response that the answers came from. ``shows_numbers`` is whether this person sees
    numbers unless they ask otherwise. ``sources`` are those of answers and tips, by id. ``by`` is who answered. ``names``
    are a clinician's names for the conditions, flags and age groups of this result, by id, and ``cautioned_by`` the
    conditions whose own words are among the notices. ``subscores`` are there where rules have some.
    """

    schema: Literal["gutbone.result/1"]
    tool: Tool
    instrument: InstrumentRef
    assessed_at: Time
    mode: Literal["full", "core"]
    ref: str | None
    conditions: tuple[str, ...] | None
    age: str | None
    answers: tuple[AnswerResult, ...]
    total: Score
    domains: dict[str, Score]
    flags: tuple[FlagResult, ...] | None
    strengths: tuple[Praise, ...]
    tips: tuple[TipResult, ...]
    withheld: tuple[Withheld, ...]
    clinic: ClinicResult
    notices: tuple[str, ...]
    notice_kinds: tuple[NoticeKind, ...] = ()
    headline: str = ""
    titles: Titles = Titles()
    limits: tuple[str, ...] = ()
    shows_numbers: bool = False
    shows_clinic: bool = False
    ending: EarlyEnd | None = None
    response: str = ""
    sources: dict[str, SourceResult] = {}
    extra: tuple[ExtraResult, ...] = ()
    unasked: tuple[str, ...] = ()
    by: By | None = None
    names: dict[str, str] = {}
    cautioned_by: tuple[str, ...] = ()
    subscores: dict[str, Score] | UnsetType = UNSET

    @property
    def told(self) -> Iterator[Notice]:
        """The notices with their kinds; those of an older program have none, and count as information."""
        unknown: tuple[NoticeKind, ...] = ("information",)
        kinds = self.notice_kinds or unknown * len(self.notices)
        return (Notice(kind, text) for kind, text in zip(kinds, self.notices, strict=True))

    def said(self, *kinds: NoticeKind) -> list[str]:
        """Give the notices of some kinds."""
        return [notice.text for notice in self.told if notice.kind in kinds]

    @property
    def asked(self) -> list[AnswerResult]:
        """The answers to the questions of this form: all, or those of the quick screen."""
        return [answer for answer in self.answers if not answer.is_beyond]

    @property
    def single(self) -> str:
        """The domain that holds every question that counts, so that its score is the total's; "" where several do."""
        names = {answer.domain for answer in self.answers if answer.is_scored}
        return names.pop() if len(names) == 1 else ""

    @property
    def beside(self) -> dict[str, Score]:
        """The scores beside the total: of the domains, then of the subscores."""
        return {**self.domains, **(self.subscores or {})}

    @property
    def parts(self) -> dict[str, Score]:
        """Those that say more than the total: of a single domain, one with a band of its own."""
        single, told = self.single, {self.total.band_label, ""}
        return {name: own for name, own in self.beside.items() if name != single or own.band_label not in told}


def result_schema() -> dict[str, Any]:
    """Give the JSON Schema of a result (draft 2020-12)."""
    return schema_of(Result, SCHEMA)
