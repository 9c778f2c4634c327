"""Check what must hold of any rules, beyond their shape: every problem in one run, each with its place.

What can be decided exactly is: over all answers, conditions and pairs of conditions that a rule depends on.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from gutbone.base.errors import GutboneError
from gutbone.review import proofs, remarks, wording
from gutbone.review.citations import citations
from gutbone.rules.instrument import Instrument
from gutbone.rules.item import Item
from gutbone.rules.load import RulesError, load_rules, packaged_words
from gutbone.rules.must_hold import placeholder_problems, unsound
from gutbone.rules.people import Heeded
from gutbone.rules.positions import Problem, placed
from gutbone.rules.tip import Tip

LEAST_PHONE_DIGITS = 7


class Checked(NamedTuple):
    """What a check found, over how many cases it decided, and what an author should know though nothing is wrong."""

    problems: list[GutboneError]
    cases: int
    remarks: tuple[str, ...] = ()


def check_rules(folder: Path) -> Checked:
    """Check a folder of rules and give every problem; an empty list means that all of it holds."""
    try:
        instrument, documents = load_rules(folder)
    except RulesError as error:
        return Checked(error.problems, 0)
    found, cases = find_problems(instrument)
    return Checked(placed(found, instrument, documents), cases, tuple(remarks.remarks(instrument)))


def find_problems(instrument: Instrument) -> tuple[list[Problem], int]:
    """Give every problem of rules that were loaded, and the number of cases that were worked out."""
    proof = proofs.Proof(instrument)
    found = [
        *(amiss := unsound(instrument)),
        *(problem for item in instrument.items.values() for problem in _item(instrument, item)),
        *(problem for tip in instrument.tips.values() for problem in (*_tip(tip), *_steps(instrument, tip))),
        *_sources(instrument),
        *_foods(instrument),
        *_people(instrument),
        *_lines_apart(instrument),
        *wording.unlisted_foods(instrument),
        *wording.unlisted_praise(instrument),
        *placeholder_problems(instrument.words, packaged_words()),
        *wording.hard_texts(instrument),
        *(() if amiss else proof.problems()),
    ]
    return found, proof.cases


def _item(instrument: Instrument, item: Item) -> Iterator[Problem]:
    """Check that options differ in words and points, which never fall unless they stand as published."""
    if instrument.conditions.conditions and not item.about:
        what, fix = (
            f"nothing says what {item.id} is about.",
            "Name entries of foods.yaml under about, so that praise is never wrong.",
        )
        yield Problem("ITEM_007", what, fix, item, ("id",))
    if item.scored and len(item.options) > 1 and len({item.own(option) for option in item.options}) == 1:
        fix = "Change one of them, or remove the question."
        yield Problem("ITEM_002", "all options give the same points.", fix, item, ("options",))
    labels = [option.label for option in item.options]
    for index, option in enumerate(item.options):
        if option.label in labels[:index]:
            what = f"the label {option.label} stands here twice."
            yield Problem("ITEM_004", what, "Tell the options apart.", option, ("label",))
    is_published = item.order == "as_published" or item.amount is not None  # levels stand in the order of amounts
    settles = is_published and item.asked_unless and item.scored and bool(item.options or item.amount)
    if settles and item.points(item.settled) == instrument.full(item):
        what = f"{item.id} counts as {item.settled.id or item.settled.label} where it is not asked, which is its best answer."
        yield Problem("POINTS_002", what, "Put the answer that counts then first.", item, ("options",))
    for before, option in pairwise(() if is_published else item.options):
        if instrument.is_better(item.own(before), item.own(option)):
            what = f"{option.id} is closer to the guide than {before.id} and has worse points."
            fix = f"Put the options of {item.id} in order, or add order: as_published to it."
            yield Problem("POINTS_001", what, fix, option, ("points",))


def _tip(tip: Tip) -> Iterator[Problem]:
    """Check that a tip says when it is due and what to do."""
    ways = sum(map(bool, (tip.when, tip.when_any, tip.when_band, tip.always, tip.when_nothing_to_gain)))
    if ways > 1 or not (ways or tip.with_tip_in):
        what = f"{tip.id} is due in {ways} ways at once." if ways else f"nothing says when {tip.id} is due."
        yield Problem("TIP_001", what, "Give it one of when, when_any, when_band or always.", tip, ("id",))
    if tip.kind != "info" and not tip.plan:
        yield Problem("TIP_002", f"{tip.id} has no plan.", "Write one: If ..., then I will ...", tip, ("id",))
    if tip.kind == "info" and tip.step:
        yield Problem("TIP_003", "information has no step.", "Make it a tip, or remove the step.", tip, ("step",))
    if tip.controls and not tip.safety:
        what = f"{tip.id} keeps {', '.join(tip.controls)} in check and may be left out where there is no room."
        yield Problem("TIP_007", what, "Add safety: true.", tip, ("controls",))
    if tip.safety and not tip.controls and not tip.always:
        what = f"{tip.id} is there for safety and names no hazard."
        yield Problem("TIP_008", what, "Name it under controls, such as H01 of HAZARDS.md.", tip, ("safety",))
    if tip.kind != "info" and tip.domain is None:
        fix = "Move the tip to the file of its domain."
        yield Problem("TIP_004", "only information can stand here.", fix, tip, ("kind",))


def _steps(instrument: Instrument, tip: Tip) -> Iterator[Problem]:
    """Check that a tip's step begins where the tip is due and leads somewhere better."""
    for name, steps in tip.step.items():
        item, options = instrument.items[name], instrument.items[name].by_id
        due = {**tip.when, **tip.when_any}.get(name, tuple(options))
        for now, then in steps.items():
            if any(map(item.lacks_points, item.options)):
                continue
            if not instrument.is_better(item.own(options[then]), item.own(options[now])):
                what = f"the step from {now} to {then} gains no points."
                yield Problem("TIP_005", what, "Let it end closer to the guide.", tip, ("step", name, now))
            if now not in due:
                what, fix = f"{tip.id} is not due with {now}.", "Remove this step, or add it to when."
                yield Problem("TIP_006", what, fix, tip, ("step", name, now, "key"))


def _sources(instrument: Instrument) -> Iterator[Problem]:
    """Check that every number and text names a source that was read, and that every source is named."""
    named: set[str] = set()
    for owner, sources, block, key in citations(instrument):
        named.update(sources)
        if not sources:
            yield Problem("SOURCE_001", f"there is no source for {owner}.", "Name one, or judgement.", block, (key,))
        elif all(instrument.source[name].read == "no" for name in sources):
            fix = "Read one and say so in sources.yaml, or name judgement beside it."
            yield Problem("SOURCE_002", f"nobody has read a source for {owner}.", fix, block, (key,))
    for source in instrument.sources:
        if source.id not in named:
            yield Problem("SOURCE_003", f"nothing rests on {source.id}.", "Use it or remove it.", source, ("id",))


def _foods(instrument: Instrument) -> Iterator[Problem]:
    """Check that every food decides something."""
    conditions = instrument.condition.values()
    notes = [*instrument.conditions.not_asked.notes, *(note for condition in conditions for note in condition.notes)]
    lists = [c.avoids for c in conditions] + [note.about for note in notes] + [food.also for food in instrument.foods]
    used = {name for names in lists for name in names}
    for food in instrument.foods:
        for index, word in enumerate(food.words):
            if not word.strip("*"):
                what = f"a word of {food.id} is nothing but a star."
                yield Problem("FOOD_002", what, "Write *part, part* or *part*.", food, ("words", index))
        if food.id not in used:
            what = f"no condition avoids {food.id} and no note is about it."
            yield Problem("FOOD_001", what, "Use it or remove it.", food, ("id",))


def _lines_apart(instrument: Instrument) -> Iterator[Problem]:
    """Check that no line of the health questions names a food, illness or medicine that belongs to another.

    A warning sign may name what belongs to a condition that it acts like.
    """
    conditions = instrument.conditions.conditions
    owned = {condition.id: wording.pattern(condition.words) for condition in conditions if condition.words}
    for condition in conditions:
        if not condition.words:
            fix = "List under words what only this line may name."
            yield Problem("PEOPLE_007", f"{condition.id} has no words of its own.", fix, condition, ("id",))
        yield from _names_of_others(condition, {condition.id}, owned)
    for flag in instrument.flags.flags:
        yield from _names_of_others(flag, set(flag.acts_like), owned)


def _names_of_others(line: Heeded, own: set[str], owned: dict[str, re.Pattern[str]]) -> Iterator[Problem]:
    """Find what a line names that belongs to a condition which is not among its own."""
    for key in ("label", "brief", "help"):
        for owner, words in owned.items():
            if owner not in own and (found := words.search(getattr(line, key))):
                what = f"{line.id} names {found[0]}, which belongs to {owner}."
                fix = f"Leave it out here, or take it out of the words of {owner}."
                yield Problem("PEOPLE_006", what, fix, line, (key,))


def _people(instrument: Instrument) -> Iterator[Problem]:
    """Check what is said to people who need more than tips, and that they can call."""
    for condition in instrument.conditions.conditions:
        if condition.covers and not condition.say:
            what, fix = f"{condition.id} covers domains and says nothing.", "Write under say what they are told."
            yield Problem("PEOPLE_001", what, fix, condition, ("covers",))
    for flag in instrument.flags.flags:
        if flag.level in {"emergency", "urgent"} and not flag.hides_clinic:
            what = f"the clinic's own line would stand beside {flag.id} ({flag.level})."
            yield Problem("PEOPLE_002", what, "Add hides_clinic: true.", flag, ("id",))
        holds = flag.avoids or flag.avoids_everything
        if holds and not flag.held_say and not instrument.level[flag.level].stops:
            what, fix = f"{flag.id} holds tips back and does not say so.", "Write under held_say what they are told."
            yield Problem("PEOPLE_003", what, fix, flag, ("avoids" if flag.avoids else "avoids_everything",))
    if sum(character.isdigit() for character in instrument.clinic.phone) < LEAST_PHONE_DIGITS:
        fix = "Write the whole phone number."
        yield Problem("PEOPLE_004", "nobody can call this number.", fix, instrument.clinic, ("phone",))
