"""What a page of the conversation says, in the order it is read; both faces draw from this."""

from msgspec import Struct

from gutbone.ask.session import Session, Step, item_at, position, reviewable
from gutbone.instrument import Instrument
from gutbone.responses import Responses


class Choice(Struct, frozen=True):
    """One numbered answer; ``is_given`` marks what the person said before."""

    number: int
    label: str
    group: str = ""
    is_given: bool = False


class Page(Struct, frozen=True):
    """A page: where we are, the question, one line of hint, the choices, and more behind ``?``."""

    progress: str
    text: str
    choices: tuple[Choice, ...]
    hint: str = ""
    help: tuple[str, ...] = ()
    takes_several: bool = False
    is_check: bool = False


def page_of(session: Session) -> Page:
    """Give the page a session stands at."""
    match session.at.kind:
        case "item":
            return _item_page(session)
        case "age":
            return _age_page(session)
        case "check":
            return _check_page(session)
        case "conditions":
            return _conditions_page(session)
        case _:
            return _flags_page(session)


def summary(instrument: Instrument, responses: Responses, step: Step) -> tuple[str, str]:
    """Give a page's short name and what was answered there, for the story so far and the check page."""
    words = instrument.words
    if step.kind == "item":
        item = instrument.items[step.item]
        option = responses.answers.get(item.id)
        return item.label, item.by_id[option].label if option else words.not_sure
    if step.kind == "age":
        return words.age, instrument.condition[responses.age].label if responses.age else words.rather_not_say
    chosen, labels = (
        (responses.flags, {flag.id: flag.label for flag in instrument.flag.values()})
        if step.kind == "flags"
        else (responses.conditions, {c.id: c.label for c in instrument.condition.values()})
    )
    name = words.flags if step.kind == "flags" else words.conditions
    if chosen is None:
        return name, words.rather_not_say
    return name, "; ".join(label for key, label in labels.items() if key in chosen) or words.none


def story(session: Session) -> tuple[tuple[str, str], ...]:
    """Give what was answered before this page, as names and answers."""
    done = [step for step in reviewable(session) if step in session.done and step != session.at]
    return tuple(summary(session.instrument, session.responses, step) for step in done)


def _item_page(session: Session) -> Page:
    item, words = item_at(session), session.instrument.words
    number, total = position(session) or (0, 0)
    domain = session.instrument.domain[item.domain].label
    given = session.responses.answers.get(item.id)
    strength = words.evidence.format(
        health=words.strength_word(item.why.health), bone=words.strength_word(item.why.bone)
    )
    return Page(
        progress=words.question_of.format(number=number, total=total, domain=domain),
        text=item.text,
        hint=item.hint,
        help=tuple(text for text in (session.instrument.recall, item.help, item.why.text, strength) if text),
        choices=(
            *(Choice(n, option.label, is_given=option.id == given) for n, option in enumerate(item.options, 1)),
            Choice(0, words.not_sure, is_given=item.id in session.responses.answers and given is None),
        ),
    )


def _age_page(session: Session) -> Page:
    age, words = session.instrument.conditions.age, session.instrument.words  # type: ignore[union-attr]
    given = session.responses.age
    return Page(
        progress=words.before_questions,
        text=age.text,
        hint=age.hint,
        choices=(
            *(Choice(n, group.label, is_given=group.id == given) for n, group in enumerate(age.groups, 1)),
            Choice(0, words.rather_not_say, is_given=Step("age") in session.done and given is None),
        ),
    )


def _conditions_page(session: Session) -> Page:
    conditions, words = session.instrument.conditions, session.instrument.words
    given = session.responses.conditions
    return Page(
        progress=words.after_questions,
        text=conditions.ask.text,
        hint=conditions.ask.help,
        help=tuple(f"{c.label}: {c.help}" for c in conditions.conditions if c.help),
        choices=(
            *(Choice(n, c.label, c.group, c.id in (given or ())) for n, c in enumerate(conditions.conditions, 1)),
            Choice(0, words.rather_not_say, is_given=Step("conditions") in session.done and given is None),
        ),
        takes_several=True,
    )


def _flags_page(session: Session) -> Page:
    flags, words = session.instrument.flags, session.instrument.words
    given = session.responses.flags
    groups = {"gut": words.gut_flags, "bone": words.bone_flags}
    return Page(
        progress=words.last_check,
        text=flags.ask.text,
        hint=flags.ask.help,
        help=tuple(f"{flag.label}: {flag.help}" for flag in flags.flags if flag.help),
        choices=(
            *(Choice(n, f.label, groups[f.group], f.id in (given or ())) for n, f in enumerate(flags.flags, 1)),
            Choice(0, words.rather_not_say, is_given=Step("flags") in session.done and given is None),
        ),
        takes_several=True,
    )


def _check_page(session: Session) -> Page:
    words = session.instrument.words
    rows = [summary(session.instrument, session.responses, step) for step in reviewable(session)]
    return Page(
        progress=words.check_title,
        text=words.check_text,
        choices=tuple(Choice(n, f"{name}: {answer}") for n, (name, answer) in enumerate(rows, 1)),
        is_check=True,
    )
