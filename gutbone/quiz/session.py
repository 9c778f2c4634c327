"""The conversation, apart from any terminal: where a person is, what they said, what comes next.

A session is frozen; :func:`apply` gives the next one. Both faces, single keys and plain lines, drive
the same session.
"""

from typing import Literal, assert_never

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Mode, Responses
from gutbone.assess.scoring import EarlyEnd, early_end, is_settled
from gutbone.rules.domain import Item, Option
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, Flag

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
    own = steps(session.instrument, session.responses)[:-1]
    return tuple(sorted(own, key=lambda step: step.kind != "item"))


def item_steps(session: Session) -> list[Step]:
    """Give the questions that this person will be asked, as pages."""
    return [step for step in steps(session.instrument, session.responses) if step.kind == "item"]


def item_at(session: Session) -> Item:
    """Give the item that the current page asks."""
    return session.instrument.items[session.at.item]


def apply(session: Session, command: Command) -> Session:
    """Give the session after a command.

    Raises RefusedError when the command does not fit the page, with the fix in the person's words.
    """
    match command:
        case Choose(number):
            return _choose(session, number)
        case Tick(numbers):
            return _tick(session, numbers)
        case Back(ticked):
            return _back(session, ticked)
        case Confirm():
            return _confirm(session, keeps=command.keeps)
        case _:
            assert_never(command)


def go_to(session: Session, step: Step) -> Session:
    """Go to a page without answering the one in between."""
    return replace(session, at=step)


def _choose(session: Session, number: int) -> Session:
    match session.at.kind:
        case "resume":
            return _resume(session, number)
        case "item":
            item = item_at(session)
            answers = {**session.responses.answers, item.id: _pick(session, item.options, number)}
            responses = replace(session.responses, answers=answers)
            return _forward(session, replace(responses, answers=_without_settled(session.instrument, responses)))
        case "age":
            age = _pick(session, session.instrument.conditions.age.groups, number)
            return _forward(session, replace(session.responses, age=age))
        case "check":
            return _revise(session, number)
        case "conditions" | "flags":
            return _tick(session, (number,))
        case _:
            assert_never(session.at.kind)


def _resume(session: Session, number: int) -> Session:
    """Carry on with the earlier conversation, or begin anew."""
    if number not in {1, 2} or not session.earlier:
        raise RefusedError(_range_fix(session))
    chosen = session.earlier if number == 1 else begin(session.instrument)
    return replace(chosen, saves=session.saves, may_keep=session.may_keep)


def _tick(session: Session, numbers: tuple[int, ...]) -> Session:
    """Take several answers at once; a lone 0 says that the person would rather not say."""
    if session.at.kind not in {"conditions", "flags"}:
        raise RefusedError(_range_fix(session))
    return _forward(session, _ticking(session, numbers))


def _ticking(session: Session, numbers: tuple[int, ...]) -> Responses:
    """Give the responses with these numbers ticked on the current page."""
    choices = offered(session.instrument, session.at)
    if numbers == (0,):
        ticked = None
    elif all(1 <= number <= len(choices) for number in numbers):
        ticked = frozenset(choices[number - 1].id for number in numbers)
    else:
        raise RefusedError(session.instrument.words.fix_ticks.format(most=len(choices)))
    if session.at.kind == "conditions":
        return replace(session.responses, conditions=ticked)
    return replace(session.responses, flags=ticked)


def offered(instrument: Instrument, step: Step) -> tuple[Condition | Flag, ...]:
    """Give what a page with several answers offers, in the order shown."""
    return instrument.flags.flags if step.kind == "flags" else instrument.conditions.conditions


def ticked_at(responses: Responses, step: Step) -> frozenset[str] | None:
    """Give what was ticked on a page with several answers."""
    return responses.flags if step.kind == "flags" else responses.conditions


def _back(session: Session, ticked: tuple[int, ...] | None) -> Session:
    own = steps(session.instrument, session.responses)
    if session.at not in own:
        return session
    if ticked is not None:
        session = replace(session, responses=_ticking(session, ticked))
    if session.is_revising and session.at.kind != "check":
        return replace(session, at=Step("check"), is_revising=False)
    return replace(session, at=own[max(0, own.index(session.at) - 1)])


def _confirm(session: Session, *, keeps: bool) -> Session:
    if session.at.kind == "check" and (session.may_keep or not keeps):
        return replace(session, ending=early_end(session.instrument, session.responses) or "complete", keeps=keeps)
    if session.at.kind in {"conditions", "flags"}:
        return _tick(session, ())
    raise RefusedError(_range_fix(session))


def _revise(session: Session, number: int) -> Session:
    pages = reviewable(session)
    if not 1 <= number <= len(pages):
        raise RefusedError(session.instrument.words.fix_check.format(most=len(pages)))
    return replace(session, at=pages[number - 1], is_revising=True)


def _pick(session: Session, choices: tuple[Option | Condition, ...], number: int) -> str | None:
    if not 0 <= number <= len(choices):
        raise RefusedError(_range_fix(session))
    return choices[number - 1].id if number else None


def _range_fix(session: Session) -> str:
    if session.at.kind == "resume":
        return session.instrument.words.fix_resume
    if session.at.kind == "check":
        return session.instrument.words.fix_check.format(most=len(reviewable(session)))
    if session.at.kind == "age":
        return session.instrument.words.fix_age.format(most=len(session.instrument.ages))
    return session.instrument.words.fix_choice.format(most=len(item_at(session).options))


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


def _without_settled(instrument: Instrument, responses: Responses) -> dict[str, str | None]:
    """Drop answers that another answer has just made needless."""
    settled = {item.id for item in instrument.items.values() if is_settled(item, responses)}
    return {name: option for name, option in responses.answers.items() if name not in settled}
