"""The conversation, apart from any terminal: where a person is, what they said, what comes next.

A session is frozen; :func:`apply` gives the next one. Both faces, single keys and plain lines, drive
the same session.
"""

from typing import Literal, assert_never

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Mode, Responses
from gutbone.assess.scoring import EarlyEnd, early_end, is_settled, left_out_by
from gutbone.quiz.offered import amount_in, offered, ways_out, with_answer
from gutbone.quiz.tick_pages import KINDS, all_of, are_one_list, page_at, pages_of, said_on, unsaid_on
from gutbone.rules.amount_words import of_amount
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item
from gutbone.rules.words import Words

StepKind = Literal["resume", "age", "conditions", "way_out", "item", "flags", "extra", "part", "check"]


class Step(Struct, frozen=True):
    """One page of the conversation; ``item`` names the item or the question beside the score that it asks.

    Of what can be ticked it is the number of the page, counted from 1, and empty where all stand on one.

    A ``part`` is no page: it stands on the check page for the questions of a part that nobody has opened yet.
    """

    kind: StepKind
    item: str = ""


class Choose(Struct, frozen=True):
    """Answer with the option of this number, counted from 1; 0 is not sure or rather not say."""

    number: int


class Say(Struct, frozen=True):
    """Answer with a number, just as it was typed."""

    number: str


class Tick(Struct, frozen=True):
    """Answer a question that takes several answers, by their numbers; the one after the last says none of them."""

    numbers: tuple[int, ...]


class Back(Struct, frozen=True):
    """Go to the page before, keeping its answer; ``ticked`` is what was ticked anew on a page with several."""

    ticked: tuple[int, ...] | None = None


class Confirm(Struct, frozen=True):
    """Leave the last page for the result; ``keeps`` says to keep that too."""

    keeps: bool = False


Command = Choose | Say | Tick | Back | Confirm


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
    ``is_paged`` says that what can be ticked is asked a group a page.
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
    is_paged: bool = False

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
            *self._ticked("conditions"),
            *([Step("way_out")] if ways_out(instrument, said) else []),
            *(Step("item", item.id) for item in asked if not is_settled(item, said)),
            *self._ticked("flags"),
            *(Step("extra", one.id) for part in instrument.parts if part.id == self.part for one in part.questions),
            Step("check"),
        )

    def _ticked(self, kind: Literal["conditions", "flags"]) -> list[Step]:
        """Give the pages of one kind of what can be ticked."""
        if self.is_paged:
            return [Step(kind, str(number)) for number, _ in enumerate(pages_of(self.instrument, kind), 1)]
        return [Step(kind)] if all_of(self.instrument, kind) else []

    @property
    def items(self) -> list[Step]:
        """The questions that this person will be asked, as pages."""
        return [step for step in self.steps if step.kind == "item"]

    @property
    def first_open(self) -> Step:
        """The first page that is not answered; the check page, where all are."""
        return next(step for step in self.steps if step not in self.done)


def begin(instrument: Instrument, mode: Mode = "full", *, asks_age: bool = True, is_paged: bool = False) -> Session:
    """Open a conversation at its first page: the whole quiz, or the core questions of the quick screen."""
    said = Responses(answers={}, mode=mode)
    session = Session(instrument, said, Step("check"), knows_age=not asks_age, is_paged=is_paged)
    return replace(session, at=session.first_open)


def reviewable(session: Session) -> list[Step]:
    """Give what the check page lists: the questions, then the rest, a list to tick as one, last unopened parts."""
    steps = (Step(step.kind) if step.kind in KINDS else step for step in session.steps[:-1])
    listed = (step for step in dict.fromkeys(steps) if step.kind != "way_out")
    parts = (Step("part", part.id) for part in session.instrument.parts if part.id != session.part)
    return [*sorted(listed, key=lambda step: step.kind != "item"), *(parts if session.responses.mode == "full" else ())]


def apply(session: Session, command: Command) -> Session:
    """Give the session after a command.

    Raises RefusedError when the command does not fit the page, with the fix in the person's words.
    """
    match command:
        case Choose(number):
            return _choose(session, (number,))
        case Tick(numbers):
            return _choose(session, numbers)
        case Say(number):
            given = amount_in(number, amount_item(session))
            if given is None:
                raise _refused(session)
            said = with_answer(session.instrument, session.responses, session.at.item, given)
            return _forward(replace(session, responses=said))
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
            chosen = session.earlier if number == 1 else begin(session.instrument, is_paged=session.is_paged)
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
        is_list = step.kind in KINDS and session.is_paged
        return replace(session, at=Step(step.kind, "1") if is_list else step, is_revising=True)
    with_part = replace(session, part=step.item)
    return replace(with_part, at=with_part.first_open)


def _answered(session: Session, numbers: tuple[int, ...]) -> Responses:
    """Give the responses with what was chosen here; a lone 0 says not sure, or rather not say."""
    instrument, responses, kind = session.instrument, session.responses, session.at.kind
    if kind in KINDS:
        return _ticked(session, frozenset(numbers))
    choices = offered(instrument, session.at.kind, session.at.item)
    if len(numbers) != 1 or not 0 <= numbers[0] <= len(choices):
        raise _refused(session)
    given = choices[numbers[0] - 1].id if numbers[0] else None
    if kind == "age":
        return replace(responses, age=given)
    if kind == "extra":
        others = {name: option for name, option in responses.extra.items() if name != session.at.item}
        return replace(responses, extra={**others, session.at.item: given} if given else others)
    return with_answer(instrument, responses, session.at.item, given)


def amount_item(session: Session) -> Item | None:
    """Give the question that takes a number here, if it is one."""
    item = session.instrument.items.get(session.at.item) if session.at.kind == "item" else None
    return item if item and item.amount else None


def _ticked(session: Session, numbers: frozenset[int]) -> Responses:
    """Give the responses with what was ticked here; the number after the last of all says none of these."""
    instrument, kind = session.instrument, session.at.kind
    page, none = page_at(instrument, kind, session.at.item), len(all_of(instrument, kind)) + 1
    if not numbers or (numbers not in ({0}, {none}) and not numbers <= page.by_number.keys()):
        raise _refused(session)
    said = None if numbers == {0} else frozenset(page.by_number[number] for number in numbers - {none})
    return said_on(page, kind, session.responses, instrument, said)


def _unticked(session: Session) -> Session:
    """Open a page again on which all was unticked and nothing said in its place."""
    kind, done = session.at.kind, session.done - {session.at}
    page, has_others = page_at(session.instrument, kind, session.at.item), any(step.kind == kind for step in done)
    return replace(session, responses=unsaid_on(page, kind, session.responses, has_others=has_others), done=done)


def _back(session: Session, ticked: tuple[int, ...] | None) -> Session:
    own = session.steps
    if session.at not in own:
        return session
    if ticked:
        session = replace(session, responses=_answered(session, ticked))
    elif ticked is not None:
        session = _unticked(session)
    before = own[max(0, own.index(session.at) - 1)]
    is_first = before == session.at or not are_one_list(before.kind, session.at.kind)
    if session.is_revising and session.at.kind != "check" and is_first:
        return replace(session, at=Step("check"), is_revising=False)
    return replace(session, at=before)


def _refused(session: Session) -> RefusedError:
    """Make the refusal that says what the page takes."""
    words, kind = session.words, session.at.kind
    fixes = {"resume": words.fix_resume, "age": words.fix_age, "check": words.fix_check, "way_out": words.fix_way_out}
    if kind in KINDS:
        numbers = [*page_at(session.instrument, kind, session.at.item).by_number]
        none = words.none.lower() if session.is_paged else numbers[-1] + 1
        said = {"first": numbers[0], "second": numbers[:3][-1], "most": numbers[-1], "none": none}
        return RefusedError(words.fix_ticks.format(**said))
    item = amount_item(session)
    most = len(reviewable(session) if kind == "check" else offered(session.instrument, kind, session.at.item))
    fix = of_amount(words, "fix_amount", item) if item else fixes.get(kind, words.fix_choice).format(most=most)
    return RefusedError(fix)


def _forward(session: Session) -> Session:
    """Go on after an answer: to the next page, or back to the check page if that is where we came from."""
    own = session.steps
    done = (session.done | {session.at}) & frozenset(own)
    after = replace(session, done=done)
    if ending := early_end(session.instrument, session.responses):
        return replace(after, ending=ending)
    following = own[own.index(session.at) + 1]
    if session.is_revising and not are_one_list(following.kind, session.at.kind):
        return replace(after, at=after.first_open, is_revising=after.first_open.kind != "check")
    return replace(after, at=following)
