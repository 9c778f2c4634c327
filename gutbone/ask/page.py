"""What a page of the conversation says, in the order it is read; both faces draw from this."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from gutbone.ask.session import Session, Step, item_at, position, reviewable, steps
from gutbone.instrument import Instrument
from gutbone.responses import Responses
from gutbone.rules import Condition, Flag


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
    pages = {"resume": _resume, "item": _item, "age": _age, "conditions": _conditions, "flags": _flags, "check": _check}
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
    if step.kind == "flags":
        return words.flags, _listed(instrument, instrument.flag.values(), responses.flags)
    return words.conditions, _listed(instrument, instrument.condition.values(), responses.conditions)


def story(session: Session, *, items_only: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Give what was answered before this page: name, answer, and whether it is known."""
    unknown = {session.instrument.words.not_sure, session.instrument.words.rather_not_say}
    for step in steps(session.instrument, session.responses):
        if step in session.done and step != session.at and (step.kind == "item" or not items_only):
            name, answer = summary(session.instrument, session.responses, step)
            yield name, answer, answer not in unknown


def _listed(instrument: Instrument, known: Iterable[Condition | Flag], ticked: frozenset[str] | None) -> str:
    if ticked is None:
        return instrument.words.rather_not_say
    return "; ".join(one.label for one in known if one.id in ticked) or instrument.words.none


def _item(session: Session) -> Page:
    item, instrument, words = item_at(session), session.instrument, session.instrument.words
    number, total = position(session) or (0, 0)
    given = session.responses.answers.get(item.id)
    evidence = words.evidence_words(item.why.health, item.why.bone)
    return Page(
        progress=words.question_of.format(number=number, total=total, domain=instrument.domain[item.domain].label),
        text=item.text,
        hint=item.hint,
        help=tuple(text for text in (instrument.recall, item.help, item.why.text, evidence) if text),
        choices=(
            *(Choice(n, option.label, is_given=option.id == given) for n, option in enumerate(item.options, 1)),
            Choice(0, words.not_sure, is_given=session.at in session.done and given is None),
        ),
    )


def _resume(session: Session) -> Page:
    words, earlier = session.instrument.words, session.earlier or session
    items = [step for step in steps(earlier.instrument, earlier.responses) if step.kind == "item"]
    answered = sum(step in earlier.done for step in items)
    return Page(
        progress=words.resume_title,
        text=words.resume_text.format(answered=answered, total=len(items), date=session.earlier_on),
        choices=(Choice(1, words.resume_on), Choice(2, words.resume_anew)),
        is_first=True,
    )


def _age(session: Session) -> Page:
    age, words = session.instrument.conditions.age, session.instrument.words
    given = session.responses.age
    return Page(
        progress=words.before_questions,
        text=age.text,
        hint=age.hint,
        choices=(
            *(Choice(n, group.label, is_given=group.id == given) for n, group in enumerate(age.groups, 1)),
            Choice(0, words.rather_not_say, is_given=session.at in session.done and given is None),
        ),
    )


def _conditions(session: Session) -> Page:
    rules, words = session.instrument.conditions, session.instrument.words
    groups = [condition.group for condition in rules.conditions]
    given = session.responses.conditions
    return _several(session, words.after_questions, rules.ask.text, rules.ask.help, rules.conditions, groups, given)


def _flags(session: Session) -> Page:
    rules, words = session.instrument.flags, session.instrument.words
    groups = [words.gut_flags if flag.group == "gut" else words.bone_flags for flag in rules.flags]
    given = session.responses.flags
    return _several(session, words.last_check, rules.ask.text, rules.ask.help, rules.flags, groups, given)


def _several(
    session: Session,
    progress: str,
    text: str,
    hint: str,
    known: tuple[Condition | Flag, ...],
    groups: list[str],
    given: frozenset[str] | None,
) -> Page:
    """Make a page that takes several answers."""
    levels = session.instrument.level
    choices = tuple(
        Choice(
            number,
            one.label,
            group,
            is_given=one.id in (given or ()),
            short=one.brief or one.label,
            is_urgent=isinstance(one, Flag) and levels[one.level].stops,
        )
        for number, (one, group) in enumerate(zip(known, groups, strict=True), 1)
    )
    unsaid = Choice(0, session.instrument.words.rather_not_say, is_given=session.at in session.done and given is None)
    help_ = tuple(f"{one.label}: {one.help}" for one in known if one.help)
    return Page(progress, text, (*choices, unsaid), hint, help_, takes_several=True)


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
