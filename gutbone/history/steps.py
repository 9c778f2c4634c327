"""The step that a person made their own: where it is kept, how it went, and what their answers did since."""

from contextlib import suppress
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from gutbone.assess.result import AnswerResult, Result, TipResult
from gutbone.base import clock
from gutbone.base.errors import GutboneError
from gutbone.base.text import visible
from gutbone.history import last, store
from gutbone.history.chosen import Chosen, Went
from gutbone.history.database import BRIEFLY, LockedError
from gutbone.rules.instrument import Instrument

TRIED = timedelta(days=7)  # nobody can say how a step went that they chose a moment ago


class Owned(Struct, frozen=True):
    """A step somebody chose, the result it came from, and its id if that is kept; else it is in the last result."""

    step: Chosen
    result: Result
    kept: str = ""


def chosen_from(tip: TipResult, result: Result, instrument: Instrument) -> Chosen:
    """Make a tip somebody's step: with the answer it asks for, where the rules still say which that is."""
    steps = instrument.tips[tip.id].step if tip.id in instrument.tips else {}
    given = {answer.item: answer.option or "" for answer in result.answers}
    asked = [(item, ways[given[item]]) for item, ways in steps.items() if given.get(item, "") in ways]
    item, option = asked[0] if asked else ("", "")
    return Chosen(tip.id, tip.text, tip.plan or "", item, option, clock.now())


def newest(instrument: Instrument, ref: str | None, *, of_the_last: bool = True, tries: int = BRIEFLY) -> Owned | None:
    """Give the step chosen last by the person of a reference, or by the one without; what is damaged has none.

    Another program that is in the way is waited for as long as ``tries`` says, and then passed by.
    """
    return max(_all(instrument, ref, of_the_last=of_the_last, tries=tries), key=_moment, default=None)


def is_tried(step: Chosen) -> bool:
    """Say whether it is time to ask how a step went."""
    return clock.instant(clock.now()) - clock.instant(step.chosen_at) >= TRIED


def not_worked(instrument: Instrument, ref: str | None, *, of_the_last: bool = True) -> tuple[str, ...]:
    """Give the tips whose step did not work out, by what was said of each last."""
    owned = sorted(_all(instrument, ref, of_the_last=of_the_last), key=_moment)
    went = {one.step.tip: one.step.went for one in owned if one.step.went}
    before = _held_behind(instrument, ref) if of_the_last else ()
    return tuple(dict.fromkeys([*before, *(tip for tip, how in went.items() if how == "not_really")]))


def say_how_it_went(owned: Owned, went: Went, instrument: Instrument) -> None:
    """Keep how a step went where the step is kept. Raises GutboneError (exit code 1) where that cannot be."""
    if owned.kept:
        store.say_how_it_went(owned.kept, went)
    held = last.last_held(instrument)
    if held and held.step and held.step.chosen_at == owned.step.chosen_at:
        behind = (*held.behind, owned.step.tip) if went == "not_really" else held.behind
        last.change(held, step=replace(held.step, went=went, went_at=clock.now()), behind=behind)


def change_since(owned: Owned, result: Result, instrument: Instrument) -> str:
    """Say what the answer that a step is about was, and is; nothing where either is not known."""
    was, now = (_answer(one, owned.step.item) for one in (owned.result, result))
    if not (was and now and was.option and now.option):
        return ""
    words = instrument.words
    change = words.trend_answer.format(item=now.label, after=now.answer, before=was.answer)
    return visible(words.went_since.format(change=change))


def _answer(result: Result, item: str) -> AnswerResult | None:
    return next((answer for answer in result.answers if answer.item == item), None)


def _moment(owned: Owned) -> datetime:
    return clock.instant(owned.step.chosen_at)


def _all(instrument: Instrument, ref: str | None, *, of_the_last: bool, tries: int = BRIEFLY) -> list[Owned]:
    """Give all steps of one person to these rules; a file that cannot be read holds up nobody."""
    owned: list[Owned] = []
    try:
        owned = [Owned(one.step, one.result, one.id) for one in store.kept_results(tries=tries) if one.step]
    except GutboneError as error:
        if isinstance(error, LockedError) and tries > BRIEFLY:
            raise
    if of_the_last:
        with suppress(GutboneError):
            held = last.last_held(instrument)
            if held and held.step and held.kept not in {one.kept for one in owned}:
                owned.append(Owned(held.step, held.result))
    return [one for one in owned if one.result.ref == ref and one.result.instrument.id == instrument.id]


def _held_behind(instrument: Instrument, ref: str | None) -> tuple[str, ...]:
    with suppress(GutboneError):
        held = last.last_held(instrument)
        return held.behind if held and held.result.ref == ref else ()
    return ()
