"""The conversation, apart from any terminal: where a person is, what they said, what comes next.

A session is frozen; :func:`apply` gives the next one. Both faces, single keys and plain lines, drive
the same session.
"""

from typing import Literal, assert_never

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Mode, Responses
from gutbone.assess.scoring import EarlyEnd, early_end, is_settled, left_out_by
from gutbone.rules.domain import Option
from gutbone.rules.instrument import Instrument
from gutbone.rules.part import PartOption
from gutbone.rules.people import Condition, Flag
from gutbone.rules.words import Words

StepKind = Literal["resume", "age", "conditions", "way_out", "item", "flags", "extra", "part", "check"]


class Step(Struct, frozen=True):
    """One page of the conversation; ``item`` names the item or the question beside the score that it asks.

    A ``part`` is no page: it stands on the check page for the questions of a part that nobody has opened yet.
    """

    kind: StepKind
    item: str = ""


class Choose(Struct, frozen=True):
    """Answer with the option of this number, counted from 1; 0 is not sure or rather not say."""

    number: int


class Tick(Struct, frozen=True):
    """Answer a question that takes several answers, by their numbers; the one after the last says none of them."""

    numbers: tuple[int, ...]


class Back(Struct, frozen=True):
    """Go to the page before, keeping its answer; ``ticked`` is what was ticked anew on a page with several."""

    ticked: tuple[int, ...] | None = None


class Confirm(Struct, frozen=True):
    """Leave the last page for the result; ``keeps`` says to keep that too."""

    keeps: bool = False


Command = Choose | Tick | Back | Confirm


class StoppedError(Exception):
    """The person asked to stop."""


class RefusedError(Exception):
    """The command does not fit the page; the text says how to fix it."""


class Session(Struct, frozen=True):
    """A conversation so far. ``done`` are the steps answered; ``ending`` is set once it is over.

    It asks the age unless that is known from elsewhere, or nobody is there to ask.
    ``earlier`` is one that was stopped on the day ``earlier_on`` and can be carried on. ``saves`` says
    that the answers are kept when the person stops. ``may_keep`` offers to keep the result on the last
    page, and ``keeps`` says that the person took it up. ``part`` is the one whose questions are asked too.
    """

    instrument: Instrument
    responses: Responses
    at: Step
    done: frozenset[Step] = frozenset()
    is_revising: bool = False
    ending: Literal["complete", "left"] | EarlyEnd | None = None
    knows_age: bool = False  # so that it is not asked
    earlier: "Session | None" = None
    earlier_on: str = ""
    saves: bool = False
    may_keep: bool = False
    keeps: bool = False
    part: str = ""

    @property
    def words(self) -> Words:
        """The words of the rules."""
        return self.instrument.words

    @property
    def steps(self) -> tuple[Step, ...]:
        """All pages of this person's conversation, in order, without questions that are settled or do not apply."""
        instrument, said = self.instrument, self.responses
        left_out = left_out_by(instrument, said.known)
        asked = (item for item in instrument.asked_in(said.mode) if item.id not in left_out)
        return (
            *([Step("age")] if instrument.ages and not self.knows_age else []),
            *([Step("conditions")] if instrument.conditions.conditions else []),
            *([Step("way_out")] if ways_out(self) else []),
            *(Step("item", item.id) for item in asked if not is_settled(item, said)),
            *([Step("flags")] if instrument.flag else []),
            *(Step("extra", one.id) for part in instrument.parts if part.id == self.part for one in part.questions),
            Step("check"),
        )

    @property
    def items(self) -> list[Step]:
        """The questions that this person will be asked, as pages."""
        return [step for step in self.steps if step.kind == "item"]

    @property
    def first_open(self) -> Step:
        """The first page that is not answered; the check page, where all are."""
        return next(step for step in self.steps if step not in self.done)


def begin(instrument: Instrument, mode: Mode = "full", *, asks_age: bool = True) -> Session:
    """Open a conversation at its first page: the whole quiz, or the core questions of the quick screen."""
    session = Session(instrument, Responses(answers={}, mode=mode), Step("check"), knows_age=not asks_age)
    return replace(session, at=session.first_open)


def reviewable(session: Session) -> list[Step]:
    """Give the pages in the order the check page lists them: the questions first, then the rest, last unopened parts."""
    listed = (step for step in session.steps[:-1] if step.kind != "way_out")
    parts = (Step("part", part.id) for part in session.instrument.parts if part.id != session.part)
    return [*sorted(listed, key=lambda step: step.kind != "item"), *(parts if session.responses.mode == "full" else ())]


def ways_out(session: Session) -> list[Condition]:
    """Give the conditions that leave a person no numbers and no food tips: they may not want the questions either."""
    known = (session.instrument.condition[name] for name in sorted(session.responses.known))
    return [one for one in known if one.hides_numbers and one.avoids_everything]


def offered(instrument: Instrument, step: Step) -> tuple[Option | PartOption | Condition | Flag, ...]:
    """Give the answers that a page offers, in the order shown."""
    match step.kind:
        case "item":
            return instrument.items[step.item].options
        case "extra":
            return instrument.extra[step.item].options
        case "age":
            return instrument.conditions.age.groups
        case "conditions":
            return instrument.conditions.conditions
        case "flags":
            return instrument.flags.flags
    return ()


def apply(session: Session, command: Command) -> Session:
    """Give the session after a command.

    Raises RefusedError when the command does not fit the page, with the fix in the person's words.
    """
    match command:
        case Choose(number):
            return _choose(session, (number,))
        case Tick(numbers):
            return _choose(session, numbers)
        case Back(ticked):
            return _back(session, ticked)
        case Confirm(keeps) if session.at.kind == "check" and (session.may_keep or not keeps):
            return _ended(session, keeps=keeps)
        case Confirm():
            return _choose(session, ())
        case _:
            assert_never(command)


def _ended(session: Session, *, keeps: bool) -> Session:
    """Leave the check page for the result, or for what is still open; the quick screen may leave lines open."""
    ending = early_end(session.instrument, session.responses) or "complete"
    if ending == "complete" and session.responses.mode == "full" and session.first_open != session.at:
        return replace(session, at=session.first_open, is_revising=True)
    return replace(session, ending=ending, keeps=keeps)


def _choose(session: Session, numbers: tuple[int, ...]) -> Session:
    """Take what was chosen by its number; only a page with several answers takes more than one."""
    match session.at.kind, numbers:
        case "resume", (1 | 2 as number,) if session.earlier:
            chosen = session.earlier if number == 1 else begin(session.instrument)
            part = chosen.part or session.part
            return replace(chosen, saves=session.saves, may_keep=session.may_keep, part=part)
        case "check", (number,) if 1 <= number <= len(reviewable(session)):
            return _opened(session, reviewable(session)[number - 1])
        case "way_out", (1,):
            return replace(session, ending="left")
        case "way_out", (2,):
            return _forward(session)
        case ("resume" | "check" | "way_out", _):
            raise _refused(session)
    return _forward(replace(session, responses=_answered(session, numbers)))


def _opened(session: Session, step: Step) -> Session:
    """Go to a page from the check page: to change its answer, or to the first of a part that was not asked yet."""
    if step.kind != "part":
        return replace(session, at=step, is_revising=True)
    with_part = replace(session, part=step.item)
    return replace(with_part, at=with_part.first_open)


def _answered(session: Session, numbers: tuple[int, ...]) -> Responses:
    """Give the responses with what was chosen here; a lone 0 says not sure, or rather not say."""
    instrument, responses, kind = session.instrument, session.responses, session.at.kind
    choices, takes_several = offered(instrument, session.at), kind in {"conditions", "flags"}
    none, distinct = len(choices) + 1, set(numbers)
    if takes_several and distinct == {none}:
        return replace(responses, **{kind: frozenset()})
    are_offered = distinct == {0} or (distinct and all(1 <= number < none for number in distinct))
    if not are_offered or (len(numbers) != 1 and not takes_several):
        raise _refused(session)
    chosen = [choices[number - 1].id for number in numbers if number]
    if takes_several:
        return replace(responses, **{kind: frozenset(chosen) or None})
    given = chosen[0] if chosen else None
    if kind == "age":
        return replace(responses, age=given)
    if kind == "extra":
        others = {name: option for name, option in responses.extra.items() if name != session.at.item}
        return replace(responses, extra={**others, session.at.item: given} if given else others)
    after = replace(responses, answers={**responses.answers, session.at.item: given})
    settled = {item.id for item in instrument.items.values() if is_settled(item, after)}  # now needless
    return replace(after, answers={name: option for name, option in after.answers.items() if name not in settled})


def _back(session: Session, ticked: tuple[int, ...] | None) -> Session:
    own = session.steps
    if session.at not in own:
        return session
    if ticked:
        session = replace(session, responses=_answered(session, ticked))
    elif ticked is not None:  # all was unticked and nothing said in its place: the page is open again
        unsaid = replace(session.responses, **{session.at.kind: None})
        session = replace(session, responses=unsaid, done=session.done - {session.at})
    if session.is_revising and session.at.kind != "check":
        return replace(session, at=Step("check"), is_revising=False)
    return replace(session, at=own[max(0, own.index(session.at) - 1)])


def _refused(session: Session) -> RefusedError:
    """Make the refusal that says what the page takes."""
    words, kind = session.words, session.at.kind
    fixes = {"resume": words.fix_resume, "age": words.fix_age, "item": words.fix_choice, "check": words.fix_check}
    fix = {**fixes, "way_out": words.fix_way_out, "extra": words.fix_choice}.get(kind, words.fix_ticks)
    most = len(reviewable(session) if kind == "check" else offered(session.instrument, session.at))
    return RefusedError(fix.format(most=most, none=most + 1))


def _forward(session: Session) -> Session:
    """Go on after an answer: to the next page, or back to the check page if that is where we came from."""
    own = session.steps
    done = (session.done | {session.at}) & frozenset(own)
    after = replace(session, done=done)
    if ending := early_end(session.instrument, session.responses):
        return replace(after, ending=ending)
    if session.is_revising:
        return replace(after, at=after.first_open, is_revising=after.first_open.kind != "check")
    return replace(after, at=own[own.index(session.at) + 1])
