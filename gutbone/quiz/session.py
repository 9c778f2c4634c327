"""The conversation, apart from any terminal: where a person is, what they said, what comes next.

A session is frozen; :func:`apply` gives the next one. Both faces, single keys and plain lines, drive
the same session.
"""

from typing import Literal, assert_never

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Mode, Responses
from gutbone.assess.scoring import EarlyEnd, early_end, is_settled
from gutbone.rules.domain import Option
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, Flag
from gutbone.rules.words import Words

StepKind = Literal["resume", "age", "item", "conditions", "flags", "check"]


class Step(Struct, frozen=True):
    """One page of the conversation; ``item`` names the item it asks."""

    kind: StepKind
    item: str = ""


class Choose(Struct, frozen=True):
    """Answer with the option of this number, counted from 1; 0 is not sure or rather not say."""

    number: int


class Tick(Struct, frozen=True):
    """Answer a question that takes several answers, by their numbers; none of them is an answer too."""

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

    ``earlier`` is one that was stopped on the day ``earlier_on`` and can be carried on. ``saves`` says
    that the answers are kept when the person stops. ``may_keep`` offers to keep the result on the last
    page, and ``keeps`` says that the person took it up.
    """

    instrument: Instrument
    responses: Responses
    at: Step
    done: frozenset[Step] = frozenset()
    is_revising: bool = False
    ending: Literal["complete"] | EarlyEnd | None = None
    earlier: "Session | None" = None
    earlier_on: str = ""
    saves: bool = False
    may_keep: bool = False
    keeps: bool = False

    @property
    def words(self) -> Words:
        """The words of the rules."""
        return self.instrument.words

    @property
    def steps(self) -> tuple[Step, ...]:
        """All pages of this person's conversation, in order."""
        return steps(self.instrument, self.responses)


def begin(instrument: Instrument, mode: Mode = "full") -> Session:
    """Open a conversation at its first page: the whole quiz, or the core questions of the quick screen."""
    responses = Responses(answers={}, mode=mode)
    return Session(instrument, responses, steps(instrument, responses)[0])


def steps(instrument: Instrument, responses: Responses) -> tuple[Step, ...]:
    """Give all pages of this person's conversation, in order; settled questions are not among them."""
    items = [item for item in instrument.asked_in(responses.mode) if not is_settled(item, responses)]
    return (
        *([Step("age")] if instrument.ages and responses.mode == "full" else []),
        *(Step("item", item.id) for item in items),
        *([Step("conditions")] if instrument.conditions.conditions else []),
        *([Step("flags")] if instrument.flag else []),
        Step("check"),
    )


def reviewable(session: Session) -> tuple[Step, ...]:
    """Give the pages in the order the check page lists them: the questions first, then the rest."""
    own = session.steps[:-1]
    return tuple(sorted(own, key=lambda step: step.kind != "item"))


def item_steps(session: Session) -> list[Step]:
    """Give the questions that this person will be asked, as pages."""
    return [step for step in session.steps if step.kind == "item"]


def offered(instrument: Instrument, step: Step) -> tuple[Option | Condition | Flag, ...]:
    """Give the answers that a page offers, in the order shown."""
    match step.kind:
        case "item":
            return instrument.items[step.item].options
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
        case Confirm(keeps):
            return _confirm(session, keeps=keeps)
        case _:
            assert_never(command)


def _choose(session: Session, numbers: tuple[int, ...]) -> Session:
    """Take what was chosen by its number; only a page with several answers takes more than one."""
    instrument, responses = session.instrument, session.responses
    number = numbers[0] if len(numbers) == 1 else -1
    match session.at.kind:
        case "resume" if number in {1, 2} and session.earlier:
            chosen = session.earlier if number == 1 else begin(instrument)
            return replace(chosen, saves=session.saves, may_keep=session.may_keep)
        case "item":
            return _forward(session, _with_answer(session, _pick(session, number)))
        case "age":
            return _forward(session, replace(responses, age=_pick(session, number)))
        case "conditions" | "flags":
            return _forward(session, _with_ticks(session, numbers))
        case "check" if 1 <= number <= len(reviewable(session)):
            return replace(session, at=reviewable(session)[number - 1], is_revising=True)
    raise _refused(session)


def _pick(session: Session, number: int) -> str | None:
    """Give the id of the one answer with a number; 0 says that the person is not sure, or would rather not say."""
    choices = offered(session.instrument, session.at)
    if not 0 <= number <= len(choices):
        raise _refused(session)
    return choices[number - 1].id if number else None


def _with_answer(session: Session, option: str | None) -> Responses:
    """Give the responses with an answer, without those that it has just made needless."""
    answers = {**session.responses.answers, session.at.item: option}
    responses = replace(session.responses, answers=answers)
    settled = {item.id for item in session.instrument.items.values() if is_settled(item, responses)}
    return replace(responses, answers={name: given for name, given in answers.items() if name not in settled})


def _with_ticks(session: Session, numbers: tuple[int, ...]) -> Responses:
    """Give the responses with these numbers ticked; a lone 0 says that the person would rather not say."""
    choices = offered(session.instrument, session.at)
    if numbers != (0,) and not all(1 <= number <= len(choices) for number in numbers):
        raise _refused(session)
    ticked = None if numbers == (0,) else frozenset(choices[number - 1].id for number in numbers)
    return replace(session.responses, **{session.at.kind: ticked})


def _back(session: Session, ticked: tuple[int, ...] | None) -> Session:
    own = session.steps
    if session.at not in own:
        return session
    if ticked is not None:
        session = replace(session, responses=_with_ticks(session, ticked))
    if session.is_revising and session.at.kind != "check":
        return replace(session, at=Step("check"), is_revising=False)
    return replace(session, at=own[max(0, own.index(session.at) - 1)])


def _confirm(session: Session, *, keeps: bool) -> Session:
    if session.at.kind != "check":
        return _choose(session, ())
    if keeps and not session.may_keep:
        raise _refused(session)
    return replace(session, ending=early_end(session.instrument, session.responses) or "complete", keeps=keeps)


def _refused(session: Session) -> RefusedError:
    """Make the refusal that says what the page takes."""
    words, kind = session.words, session.at.kind
    fixes = {"resume": words.fix_resume, "age": words.fix_age, "item": words.fix_choice, "check": words.fix_check}
    choices = reviewable(session) if kind == "check" else offered(session.instrument, session.at)
    return RefusedError(fixes.get(kind, words.fix_ticks).format(most=len(choices)))


def _forward(session: Session, responses: Responses) -> Session:
    """Take an answer and go on: to the next page, or back to the check page if that is where we came from."""
    own = steps(session.instrument, responses)
    done = frozenset(step for step in (*session.done, session.at) if step in own)
    after = replace(session, responses=responses, done=done)
    if ending := early_end(session.instrument, responses):
        return replace(after, ending=ending)
    if session.is_revising:
        open_pages = [step for step in own if step not in done]
        return replace(after, at=open_pages[0], is_revising=open_pages[0].kind != "check")
    return replace(after, at=own[own.index(session.at) + 1])
