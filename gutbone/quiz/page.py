"""What a page of the conversation says, in the order it is read; both faces draw from this."""

from msgspec import Struct
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.quiz.keymap import PageKind
from gutbone.quiz.offered import offered, ways_out
from gutbone.quiz.session import Session, Step, reviewable
from gutbone.quiz.tick_pages import KINDS, all_of, page_at, pages_of
from gutbone.rules.amount_words import of_amount
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item
from gutbone.rules.part import PartQuestion

NOT_SURE = "."  # in place of a number, where 0 is one


class SwitchedError(Exception):
    """The person asked for the other face: plain lines in place of single keys, or these again."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session


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

    ``opening`` is said once, before the first question. ``help`` of a quick screen is said after its last. ``reached`` is the number of a question, and of how many.
    ``amount`` is the number that was said before, where one is asked for.
    """

    progress: str
    text: str
    choices: tuple[Choice, ...]
    hint: str = ""
    opening: str = ""
    help: tuple[str, ...] = ()
    kind: PageKind = "one_answer"
    reached: tuple[int, int] | None = None
    amount: str = ""

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
            says = " ".join(one.say for one in ways_out(instrument, session.responses) if one.say)
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
            warnings = instrument.before_start if session.responses.mode == "core" else ()
            return Page(words.check_title, words.check_text, choices, help=warnings, kind="check")
    return _several(session)


def given_at(instrument: Instrument, responses: Responses, step: Step) -> frozenset[str] | None:
    """Give the ids of what was answered on a page; None where that is not known."""
    if step.kind in KINDS:
        ticked, own = getattr(responses, step.kind), page_at(instrument, step.kind, step.item).ids
        return None if ticked is None or own <= responses.unasked else frozenset(ticked & own)
    answers = responses.extra if step.kind == "extra" else responses.answers
    given = responses.age if step.kind == "age" else answers.get(step.item)
    return frozenset({given}) if given else None


def summary(instrument: Instrument, responses: Responses, step: Step) -> tuple[str, str]:
    """Give a page's short name and what was answered there, for the story so far and the check page."""
    words, given = instrument.words, given_at(instrument, responses, step)
    if step.kind == "part":  # its invite is said on its first page: here it would push the answers out of sight
        return next((part.title, "") for part in instrument.parts if part.id == step.item)
    name = _name(instrument, step)
    if given is None:
        return name, _unsaid(instrument, step)
    if step.kind == "item" and instrument.items[step.item].amount:
        return name, "".join(instrument.items[step.item].option(one).label for one in given)
    chosen = [one for one in offered(instrument, step.kind, step.item) if one.id in given]
    said = [getattr(one, "brief", "") or one.label for one in chosen]
    if step.kind in KINDS and not page_at(instrument, step.kind, step.item).ids.isdisjoint(responses.unasked):
        said.append(words.rather_not_say)  # of a page of them
    return name, "; ".join(said) or words.none


def _name(instrument: Instrument, step: Step) -> str:
    """Give a page's short name; of a group to tick, its own."""
    words = instrument.words
    names = {"age": words.age, "conditions": words.conditions, "flags": words.flags}
    if step.kind in KINDS:
        return page_at(instrument, step.kind, step.item).group or names[step.kind]
    asked: dict[str, Item | PartQuestion] = {**instrument.items, **instrument.extra}
    return asked[step.item].label if step.item else names[step.kind]


def last_answer(session: Session) -> str:
    """Give the answer before this page in a few words; nothing at the start, or where an earlier one is changed."""
    own = session.steps
    before = own[: own.index(session.at)] if session.at in own and not session.is_revising else ()
    said = [step for step in before if step in session.done and step.kind != "way_out"]
    return ": ".join(summary(session.instrument, session.responses, said[-1])) if said else ""


def story(session: Session) -> list[str]:
    """Give what was answered so far, page by page, in the order asked."""
    told = (step for step in session.steps if step in session.done and step.kind != "way_out")
    return [": ".join(summary(session.instrument, session.responses, step)) for step in told]


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
    reached = (number, len(items))
    if item.amount is None:
        return Page(progress, item.text, _choices(session), item.hint, opening, behind, reached=reached)
    hint, unsure = f"{item.hint} {of_amount(words, 'amount_range', item)}".strip(), _choices(session)[-1]
    choices = (replace(unsure, word=NOT_SURE),)
    said = session.responses.answers.get(item.id) or ""
    behind = (of_amount(words, "fix_amount", item), *behind)
    return Page(progress, item.text, choices, hint, opening, behind, "amount", reached, said)


def _extra(session: Session) -> Page:
    """Make a page of a part: it is not counted among the questions."""
    instrument = session.instrument
    part = next(part for part in instrument.parts if part.id == session.part)
    question = instrument.extra[session.at.item]
    opening = part.invite if question is part.questions[0] else ""
    behind = (question.help,) if question.help else ()
    return Page(part.title, question.text, _choices(session), question.hint, opening, behind)


def _several(session: Session) -> Page:
    """Make a page that takes several answers: conditions or red flags, all of them or those of a group."""
    instrument, words, step = session.instrument, session.words, session.at
    known = page_at(instrument, step.kind, step.item).ticks
    progress, ask = words.about_you, instrument.conditions.ask
    if step.kind == "flags":
        progress, ask = words.last_check, instrument.flags.ask
    if step.item:
        group = _name(instrument, step)
        total = len(pages_of(instrument, step.kind))
        progress = f"{words.group_of.format(group=group, number=step.item, total=total)} {progress}"
    urgent = {flag.id for flag in instrument.flags.flags if instrument.level[flag.level].stops}
    *choices, unsaid = _choices(session)
    is_none = step in session.done and given_at(instrument, session.responses, step) == frozenset()
    number, word = len(all_of(instrument, step.kind)) + 1, words.none.lower()
    none = Choice(number, words.none_of_these, is_given=is_none, word=word)
    detailed = (
        replace(
            choice,
            group="" if step.item else one.group,
            short=one.brief,
            is_urgent=one.id in urgent,
        )
        for choice, one in zip(choices, known, strict=True)
    )
    behind = tuple(f"{one.label}: {one.help}" for one in known if one.help)
    hint = ask.help.replace("{numbers}", " ".join(str(choice.number) for choice in choices[:3:2]))
    return Page(progress, ask.text, (*detailed, none, unsaid), hint, help=behind, kind="several_answers")


def _choices(session: Session) -> tuple[Choice, ...]:
    """Give the answers that a page offers by number, those given before marked, and last a 0 that says nothing."""
    instrument, step = session.instrument, session.at
    given = given_at(instrument, session.responses, step)
    first = page_at(instrument, step.kind, step.item).first if step.kind in KINDS else 1
    known = enumerate(offered(instrument, step.kind, step.item), first)
    choices = (Choice(number, one.label, is_given=one.id in (given or ())) for number, one in known)
    return (*choices, Choice(0, _unsaid(instrument, step), is_given=step in session.done and given is None))


def _unsaid(instrument: Instrument, step: Step) -> str:
    return instrument.words.not_sure if step.kind in {"item", "extra"} else instrument.words.rather_not_say
