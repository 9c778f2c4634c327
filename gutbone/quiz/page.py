"""What a page of the conversation says, in the order it is read; both faces draw from this."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.quiz.keymap import PageKind
from gutbone.quiz.session import Session, Step, offered, reviewable, ways_out
from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument
from gutbone.rules.part import PartQuestion
from gutbone.rules.people import Condition, Flag


class Choice(Struct, frozen=True):
    """One numbered answer; ``is_given`` marks what the person said before, ``short`` is a clinician's name for it.

    An ``is_urgent`` one ends the conversation as soon as it is ticked. ``word`` may be typed in place of the number.
    """

    number: int
    label: str
    group: str = ""
    is_given: bool = False
    short: str = ""
    is_urgent: bool = False
    word: str = ""


class Page(Struct, frozen=True):
    """A page: where we are, the question, one line of hint, the choices, and more behind ``?``.

    ``opening`` is said once, before the first question.
    """

    progress: str
    text: str
    choices: tuple[Choice, ...]
    hint: str = ""
    opening: str = ""
    help: tuple[str, ...] = ()
    kind: PageKind = "one_answer"

    @property
    def most(self) -> int:
        """The highest number there is to choose; where several can be ticked, that of none of these."""
        return max(choice.number for choice in self.choices)

    @property
    def given(self) -> frozenset[int]:
        """The numbers of what the person said before."""
        return frozenset(choice.number for choice in self.choices if choice.is_given)


def page_of(session: Session) -> Page:
    """Give the page a session stands at."""
    instrument, words = session.instrument, session.words
    match session.at.kind:
        case "resume":
            return _resume(session, session.earlier or session)
        case "age":
            age = instrument.conditions.age
            return Page(words.before_questions, age.text, _choices(session), age.hint)
        case "way_out":
            says = " ".join(one.say for one in ways_out(session) if one.say)
            ways = Choice(1, words.way_out_stop), Choice(2, words.way_out_on)
            return Page(words.about_you, words.way_out, ways, says)
        case "item":
            return _item(session)
        case "extra":
            return _extra(session)
        case "check":
            rows = [summary(instrument, session.responses, step) for step in reviewable(session)]
            labels = [f"{name}: {answer}" if answer else name for name, answer in rows]
            choices = tuple(Choice(number, label) for number, label in enumerate(labels, 1))
            return Page(words.check_title, words.check_text, choices, kind="check")
    return _several(session)


def given_at(responses: Responses, step: Step) -> frozenset[str] | None:
    """Give the ids of what was answered on a page; None where that is not known."""
    match step.kind:
        case "conditions":
            return responses.conditions
        case "flags":
            return responses.flags
    answers = responses.extra if step.kind == "extra" else responses.answers
    given = responses.age if step.kind == "age" else answers.get(step.item)
    return frozenset({given}) if given else None


def summary(instrument: Instrument, responses: Responses, step: Step) -> tuple[str, str]:
    """Give a page's short name and what was answered there, for the story so far and the check page."""
    words, given = instrument.words, given_at(responses, step)
    if step.kind == "part":  # its invite is said on its first page: here it would push the answers out of sight
        return next((part.title, "") for part in instrument.parts if part.id == step.item)
    names = {"age": words.age, "conditions": words.conditions, "flags": words.flags}
    asked: dict[str, Item | PartQuestion] = {**instrument.items, **instrument.extra}
    name = asked[step.item].label if step.item else names[step.kind]
    if given is None:
        return name, _unsaid(instrument, step)
    return name, "; ".join(one.label for one in offered(instrument, step) if one.id in given) or words.none


def story(session: Session, *, items_only: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Give what was answered before this page: name, answer, and whether it is known."""
    for step in session.items if items_only else session.steps:
        if step in session.done and step not in {session.at, Step("way_out")}:
            is_known = given_at(session.responses, step) is not None
            yield *summary(session.instrument, session.responses, step), is_known


def _resume(session: Session, earlier: Session) -> Page:
    words, items = session.words, earlier.items
    answered = sum(step in earlier.done for step in items)
    text = words.resume_text.format(answered=answered, total=len(items), date=session.earlier_on)
    return Page(words.resume_title, text, (Choice(1, words.resume_on), Choice(2, words.resume_anew)))


def _item(session: Session) -> Page:
    instrument, words, items = session.instrument, session.words, session.items
    item = instrument.items[session.at.item]
    number, domain = items.index(session.at) + 1, instrument.domain[item.domain].label
    opening = instrument.recall if number == 1 else ""
    progress = words.question_of.format(number=number, total=len(items), domain=domain)
    evidence = words.evidence_words(item.why.health, item.why.bone)
    behind = tuple(text for text in (instrument.recall, item.help, item.why.text, evidence) if text)
    return Page(progress, item.text, _choices(session), item.hint, opening, behind)


def _extra(session: Session) -> Page:
    """Make a page of a part: it is not counted among the questions."""
    instrument = session.instrument
    part = next(part for part in instrument.parts if part.id == session.part)
    question = instrument.extra[session.at.item]
    opening = part.invite if question is part.questions[0] else ""
    behind = (question.help,) if question.help else ()
    return Page(part.title, question.text, _choices(session), question.hint, opening, behind)


def _several(session: Session) -> Page:
    """Make a page that takes several answers: the conditions, or the red flags."""
    instrument, words = session.instrument, session.words
    known: tuple[Condition | Flag, ...] = instrument.conditions.conditions
    ask, progress, titles = instrument.conditions.ask, words.about_you, {}
    if session.at.kind == "flags":
        known, ask, progress = instrument.flags.flags, instrument.flags.ask, words.last_check
        titles = {"gut": words.gut_flags, "bone": words.bone_flags}
    urgent = {flag.id for flag in instrument.flags.flags if instrument.level[flag.level].stops}
    *choices, unsaid = _choices(session)
    is_none = given_at(session.responses, session.at) == frozenset()
    none = Choice(len(known) + 1, words.none_of_these, is_given=is_none, word=words.none.lower())
    detailed = (
        replace(choice, group=titles.get(one.group, one.group), short=one.brief, is_urgent=one.id in urgent)
        for choice, one in zip(choices, known, strict=True)
    )
    behind = tuple(f"{one.label}: {one.help}" for one in known if one.help)
    return Page(progress, ask.text, (*detailed, none, unsaid), ask.help, help=behind, kind="several_answers")


def _choices(session: Session) -> tuple[Choice, ...]:
    """Give the answers that a page offers by number, those given before marked, and last a 0 that says nothing."""
    instrument, step, given = session.instrument, session.at, given_at(session.responses, session.at)
    known = enumerate(offered(instrument, step), 1)
    choices = (Choice(number, one.label, is_given=one.id in (given or ())) for number, one in known)
    return (*choices, Choice(0, _unsaid(instrument, step), is_given=step in session.done and given is None))


def _unsaid(instrument: Instrument, step: Step) -> str:
    return instrument.words.not_sure if step.kind in {"item", "extra"} else instrument.words.rather_not_say
