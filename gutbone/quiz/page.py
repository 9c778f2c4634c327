"""What a page of the conversation says, in the order it is read; both faces draw from this."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.quiz.session import Session, Step, item_at, item_steps, offered, reviewable, steps, ticked_at
from gutbone.rules.domain import Option
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, Flag


class Choice(Struct, frozen=True):
    """One numbered answer; ``is_given`` marks what the person said before, ``short`` is a clinician's name for it.

    An ``is_urgent`` one ends the conversation as soon as it is ticked.
    """

    number: int
    label: str
    group: str = ""
    is_given: bool = False
    short: str = ""
    is_urgent: bool = False


class Page(Struct, frozen=True):
    """A page: where we are, the question, one line of hint, the choices, and more behind ``?``."""

    progress: str
    text: str
    choices: tuple[Choice, ...]
    hint: str = ""
    help: tuple[str, ...] = ()
    takes_several: bool = False
    is_check: bool = False
    may_keep: bool = False
    is_first: bool = False
    saves: bool = False

    @property
    def most(self) -> int:
        """The highest number there is to choose."""
        return max(choice.number for choice in self.choices)


def page_of(session: Session) -> Page:
    """Give the page a session stands at."""
    pages = {"resume": _resume, "item": _item, "age": _age, "conditions": _several, "flags": _several, "check": _check}
    page = pages[session.at.kind](session)
    is_first = steps(session.instrument, session.responses)[0] == session.at
    return replace(page, is_first=page.is_first or is_first, saves=session.saves)


def summary(instrument: Instrument, responses: Responses, step: Step) -> tuple[str, str]:
    """Give a page's short name and what was answered there, for the story so far and the check page."""
    words = instrument.words
    if step.kind == "item":
        item = instrument.items[step.item]
        option = responses.answers.get(item.id)
        return item.label, item.by_id[option].label if option else words.not_sure
    if step.kind == "age":
        return words.age, instrument.condition[responses.age].label if responses.age else words.rather_not_say
    name, ticked = words.flags if step.kind == "flags" else words.conditions, ticked_at(responses, step)
    if ticked is None:
        return name, words.rather_not_say
    return name, "; ".join(one.label for one in offered(instrument, step) if one.id in ticked) or words.none


def story(session: Session, *, items_only: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Give what was answered before this page: name, answer, and whether it is known."""
    unknown = {session.instrument.words.not_sure, session.instrument.words.rather_not_say}
    for step in steps(session.instrument, session.responses):
        if step in session.done and step != session.at and (step.kind == "item" or not items_only):
            name, answer = summary(session.instrument, session.responses, step)
            yield name, answer, answer not in unknown


def _item(session: Session) -> Page:
    item, instrument, words = item_at(session), session.instrument, session.instrument.words
    items = item_steps(session)
    evidence = words.evidence_words(item.why.health, item.why.bone)
    return Page(
        progress=words.question_of.format(
            number=items.index(session.at) + 1, total=len(items), domain=instrument.domain[item.domain].label
        ),
        text=item.text,
        hint=item.hint,
        help=tuple(text for text in (instrument.recall, item.help, item.why.text, evidence) if text),
        choices=_one_of(session, item.options, session.responses.answers.get(item.id), words.not_sure),
    )


def _resume(session: Session) -> Page:
    words, earlier = session.instrument.words, session.earlier or session
    items = item_steps(earlier)
    answered = sum(step in earlier.done for step in items)
    return Page(
        progress=words.resume_title,
        text=words.resume_text.format(answered=answered, total=len(items), date=session.earlier_on),
        choices=(Choice(1, words.resume_on), Choice(2, words.resume_anew)),
        is_first=True,
    )


def _age(session: Session) -> Page:
    age, words = session.instrument.conditions.age, session.instrument.words
    return Page(
        progress=words.before_questions,
        text=age.text,
        hint=age.hint,
        choices=_one_of(session, age.groups, session.responses.age, words.rather_not_say),
    )


def _one_of(
    session: Session, known: tuple[Option | Condition, ...], given: str | None, unsaid: str
) -> tuple[Choice, ...]:
    """Give the choices of a page that takes one answer."""
    choices = (Choice(number, one.label, is_given=one.id == given) for number, one in enumerate(known, 1))
    return (*choices, _unsaid(session, unsaid, given))


def _unsaid(session: Session, label: str, given: object) -> Choice:
    """Give the choice of a 0, which says nothing."""
    return Choice(0, label, is_given=session.at in session.done and given is None)


def _several(session: Session) -> Page:
    """Make a page that takes several answers: the conditions, or the red flags."""
    instrument, words, given = session.instrument, session.instrument.words, ticked_at(session.responses, session.at)
    is_flags = session.at.kind == "flags"
    ask = instrument.flags.ask if is_flags else instrument.conditions.ask
    titles = {"gut": words.gut_flags, "bone": words.bone_flags} if is_flags else {}
    known = offered(instrument, session.at)
    choices = (
        Choice(
            number,
            one.label,
            titles.get(one.group, one.group),
            is_given=one.id in (given or ()),
            short=one.brief,
            is_urgent=isinstance(one, Flag) and instrument.level[one.level].stops,
        )
        for number, one in enumerate(known, 1)
    )
    return Page(
        progress=words.last_check if is_flags else words.after_questions,
        text=ask.text,
        hint=ask.help,
        help=tuple(f"{one.label}: {one.help}" for one in known if one.help),
        choices=(*choices, _unsaid(session, words.rather_not_say, given)),
        takes_several=True,
    )


def _check(session: Session) -> Page:
    words = session.instrument.words
    rows = [summary(session.instrument, session.responses, step) for step in reviewable(session)]
    return Page(
        progress=words.check_title,
        text=words.check_text,
        choices=tuple(Choice(n, f"{name}: {answer}") for n, (name, answer) in enumerate(rows, 1)),
        is_check=True,
        may_keep=session.may_keep,
    )
