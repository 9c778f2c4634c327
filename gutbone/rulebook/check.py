"""Check what must hold of any rules, beyond their shape: every problem in one run, each with its place.

What can be decided exactly is: over all answers, conditions and pairs of conditions that a rule depends on.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gutbone.errors import GutboneError
from gutbone.instrument import Instrument
from gutbone.rulebook import language, proofs
from gutbone.rulebook.citations import citations
from gutbone.rulebook.load import RulesError, load_rules
from gutbone.rulebook.problem import Problem, item_place, tip_place
from gutbone.rulebook.sound import unsound
from gutbone.rules import Item, Tip

LEAST_PHONE_DIGITS = 7


class Checked(NamedTuple):
    """What a check found, and over how many cases it decided."""

    problems: list[GutboneError]
    cases: int


def check_rules(folder: Path) -> Checked:
    """Check a folder of rules and give every problem; an empty list means that all of it holds."""
    try:
        instrument, documents = load_rules(folder)
    except RulesError as error:
        return Checked(error.problems, 0)
    found, cases = find_problems(instrument)
    return Checked([problem.placed(documents) for problem in found if problem.file in documents], cases)


def find_problems(instrument: Instrument) -> tuple[list[Problem], int]:
    """Give every problem of rules that were loaded, and the number of cases that were worked out."""
    proof = proofs.Proof(instrument)
    found = [
        *(amiss := unsound(instrument)),
        *_items(instrument),
        *_order(instrument),
        *_tips(instrument),
        *_sources(instrument),
        *_foods(instrument),
        *_people(instrument),
        *language.problems(instrument),
        *(() if amiss else proof.problems()),
    ]
    return found, proof.cases


def _items(instrument: Instrument) -> Iterator[Problem]:
    """Check that options differ, in their words and in their points, and follow the order of their points."""
    for item in instrument.items.values():
        place = item_place(instrument, item)
        if len(item.options) > 1 and len({option.points for option in item.options}) == 1:
            what = "all options give the same points."
            yield Problem("ITEM_002", *place("options"), what, "Change one of them, or remove the question.")
        labels = [option.label for option in item.options]
        for index, option in enumerate(item.options):
            if option.label in labels[:index]:
                what = f"the label {option.label} stands here twice."
                yield Problem("ITEM_004", *place("options", index, "label"), what, "Tell the options apart.")
        yield from _points(instrument, item)


def _points(instrument: Instrument, item: Item) -> Iterator[Problem]:
    """Check that points never fall from one option to the next, which is closer to the guide."""
    place = item_place(instrument, item)
    for index, (before, option) in enumerate(zip(item.options, item.options[1:], strict=False), 1):
        if instrument.is_better(before.points, option.points):
            what = f"{option.id} is closer to the guide than {before.id} and has worse points."
            yield Problem(
                "POINTS_001", *place("options", index, "points"), what, "Put the options and points in order."
            )


def _order(instrument: Instrument) -> Iterator[Problem]:
    """Check that the order in which domains give tips names each once."""
    for index, name in enumerate(instrument.advice.order):
        if name in instrument.advice.order[:index]:
            what = f"{name} stands here twice."
            yield Problem("BANDS_005", "instrument.yaml", ("advice", "order", index), what, "Name each domain once.")


def _tips(instrument: Instrument) -> Iterator[Problem]:
    """Check that a tip says when it is due and what to do, and that its step leads somewhere better."""
    for tip in instrument.tips.values():
        place = tip_place(instrument, tip)
        ways = sum(map(bool, (tip.when, tip.when_any, tip.when_band, tip.always)))
        if ways > 1 or not (ways or tip.with_tip_in):
            what = f"{tip.id} is due in {ways} ways at once." if ways else f"nothing says when {tip.id} is due."
            yield Problem("TIP_001", *place("id"), what, "Give it one of when, when_any, when_band or always.")
        if tip.kind != "info" and not tip.plan:
            yield Problem("TIP_002", *place("id"), f"{tip.id} has no plan.", "Write one: If ..., then I will ...")
        if tip.kind == "info" and tip.step:
            yield Problem("TIP_003", *place("step"), "information has no step.", "Make it a tip, or remove the step.")
        if tip.kind != "info" and tip.domain is None:
            what = "only information can stand here."
            yield Problem("TIP_004", *place("kind"), what, "Move the tip to the file of its domain.")
        yield from _steps(instrument, tip)


def _steps(instrument: Instrument, tip: Tip) -> Iterator[Problem]:
    for name, steps in tip.step.items():
        item, place = instrument.items[name], tip_place(instrument, tip)
        due = {**tip.when, **tip.when_any}.get(name, tuple(item.by_id))
        for now, then in steps.items():
            if not instrument.is_better(item.by_id[then].points, item.by_id[now].points):
                what = f"the step from {now} to {then} gains no points."
                yield Problem("TIP_005", *place("step", name, now), what, "Let it end closer to the guide.")
            if now not in due:
                what = f"{tip.id} is not due with {now}."
                yield Problem("TIP_006", *place("step", name, now, "key"), what, "Remove this step, or add it to when.")


def _sources(instrument: Instrument) -> Iterator[Problem]:
    """Check that every number and text names a source that was read, and that every source is named."""
    named: set[str] = set()
    for owner, sources, (file, path) in citations(instrument):
        named.update(sources)
        if not sources:
            yield Problem("SOURCE_001", file, path, f"there is no source for {owner}.", "Name one, or judgement.")
        elif all(instrument.source[name].read == "no" for name in sources):
            what = f"nobody has read a source for {owner}."
            yield Problem(
                "SOURCE_002", file, path, what, "Read one and say so in sources.yaml, or name judgement beside it."
            )
    for index, source in enumerate(instrument.sources):
        if source.id not in named:
            what = f"nothing rests on {source.id}."
            yield Problem("SOURCE_003", "sources.yaml", (index, "id"), what, "Use it or remove it.")


def _foods(instrument: Instrument) -> Iterator[Problem]:
    """Check that every food decides something."""
    rules = instrument.conditions
    notes = [*rules.not_asked.notes, *(note for condition in rules.conditions for note in condition.notes)]
    used = {name for condition in instrument.condition.values() for name in condition.avoids}
    used |= {name for note in notes for name in note.about}
    used |= {name for food in instrument.foods for name in food.also}
    for index, food in enumerate(instrument.foods):
        if food.id not in used:
            what = f"no condition avoids {food.id} and no note is about it."
            yield Problem("FOOD_001", "foods.yaml", (index, "id"), what, "Use it or remove it.")


def _people(instrument: Instrument) -> Iterator[Problem]:
    """Check what is said to people who need more than tips: conditions, red flags, the way to the clinic."""
    for index, condition in enumerate(instrument.conditions.conditions):
        if condition.covers and not condition.say:
            what = f"{condition.id} covers domains and says nothing."
            yield Problem(
                "PEOPLE_001",
                "conditions.yaml",
                ("conditions", index, "covers"),
                what,
                "Write under say what they are told.",
            )
    for index, flag in enumerate(instrument.flags.flags):
        if flag.level in {"emergency", "urgent"} and not flag.hides_clinic:
            what = f"the clinic's own line would stand beside {flag.id} ({flag.level})."
            yield Problem("PEOPLE_002", "flags.yaml", ("flags", index, "id"), what, "Add hides_clinic: true.")
        if flag.holds and not flag.held_say and not instrument.level[flag.level].stops:
            what = f"{flag.id} holds tips back and does not say so."
            yield Problem(
                "PEOPLE_003", "flags.yaml", ("flags", index, "holds"), what, "Write under held_say what they are told."
            )
    if sum(character.isdigit() for character in instrument.clinic.phone) < LEAST_PHONE_DIGITS:
        what = "nobody can call this number."
        yield Problem("PEOPLE_004", "clinic.yaml", ("phone",), what, "Write the whole phone number.")
    if not any(item.core for item in instrument.items.values()):
        what = "no question is core, so there is no quick screen."
        yield Problem("PEOPLE_005", "instrument.yaml", ("domains",), what, "Mark questions with core: true.")
