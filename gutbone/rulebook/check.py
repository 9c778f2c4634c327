"""Check what must hold of any rules, beyond their shape: every problem in one run, each with its place.

What can be decided exactly is: over all answers, conditions and pairs of conditions that a rule depends on.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gutbone.errors import ExitCode, GutboneError
from gutbone.instrument import Instrument
from gutbone.plain_yaml import Path_
from gutbone.rulebook import language, proofs
from gutbone.rulebook.load import RulesError, load_rules
from gutbone.rulebook.problem import Problem, condition_place, domain_file, item_place, tip_place
from gutbone.rules import Item, Tip

MOST_OPTIONS = 9  # a digit each
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
    proof = proofs.Proof(instrument)
    found = [
        *_items(instrument),
        *_bands(instrument),
        *_tips(instrument),
        *_sources(instrument),
        *_foods(instrument),
        *_people(instrument),
        *language.problems(instrument),
        *proof.problems(),
    ]
    problems = [
        GutboneError(p.code, p.what, p.fix, documents[p.file].where(p.path), ExitCode.FAILED)
        for p in found
        if p.file in documents
    ]
    return Checked(problems, proof.cases)


def _items(instrument: Instrument) -> Iterator[Problem]:
    """Check that options cover every amount once, and that points follow the order of the options."""
    for item in instrument.items.values():
        place = item_place(instrument, item)
        if not 2 <= len(item.options) <= MOST_OPTIONS:
            what = f"{item.id} has {len(item.options)} options."
            yield Problem("ITEM_001", *place("options"), what, f"Give it 2 to {MOST_OPTIONS}: one key each.")
        if item.least == item.most:
            yield Problem("ITEM_002", *place("options"), "all options give the same points.", "Change one of them.")
        if item.counts < 1:
            yield Problem("ITEM_003", *place("counts"), f"{item.id} counts {item.counts} times.", "Use 1 or more.")
        labels = [option.label for option in item.options]
        for index, option in enumerate(item.options):
            if option.label in labels[:index]:
                what = f"the label {option.label} stands here twice."
                yield Problem("ITEM_004", *place("options", index, "label"), what, "Tell the options apart.")
        yield from _points(instrument, item)
        yield from _edges(instrument, item)


def _points(instrument: Instrument, item: Item) -> Iterator[Problem]:
    """Check that points never fall from one option to the next, which is closer to the guide."""
    place = item_place(instrument, item)
    for index, (before, option) in enumerate(zip(item.options, item.options[1:], strict=False), 1):
        if instrument.is_better(before.points, option.points):
            what = f"{option.id} is closer to the guide than {before.id} and has worse points."
            yield Problem(
                "POINTS_001", *place("options", index, "points"), what, "Put the options and points in order."
            )


def _edges(instrument: Instrument, item: Item) -> Iterator[Problem]:
    """Check that lower edges rise or fall in order from 0, so that every amount has exactly one option."""
    place = item_place(instrument, item)
    edges = [option.at_least for option in item.options]
    if item.unit is None:
        for index, edge in enumerate(edges):
            if edge is not None:
                what = f"{item.id} has an edge and no unit."
                yield Problem("EDGES_001", *place("options", index, "at_least"), what, "Give the item a unit.")
        return
    known = [edge for edge in edges if edge is not None]
    for index, edge in enumerate(edges):
        if edge is None:
            what = f"{item.options[index].id} has no at_least, and {item.id} has a unit."
            yield Problem("EDGES_002", *place("options", index), what, "Give its smallest amount.")
        elif edge in edges[:index]:
            what = f"two options of {item.id} begin at {edge:g}."
            yield Problem("EDGES_003", *place("options", index, "at_least"), what, "Move one of the edges.")
        elif item.at_most is not None and edge > item.at_most:
            what = f"no amount reaches {edge:g}: {item.id} ends at {item.at_most:g}."
            yield Problem("EDGES_004", *place("options", index, "at_least"), what, "Lower the edge.")
    if known and min(known) != 0:
        what = f"amounts under {min(known):g} have no option."
        yield Problem("EDGES_005", *place("options"), what, "Let the lowest edge be 0.")
    if known not in (sorted(known), sorted(known, reverse=True)):
        what = f"the edges of {item.id} go up and down."
        yield Problem("EDGES_006", *place("options"), what, "Put the options in order.")


def _bands(instrument: Instrument) -> Iterator[Problem]:
    """Check that bands cover every score once, from the lowest one up."""
    edges = [band.at_least for band in instrument.bands.edges]
    least = 0 if instrument.bands.of == "percent" else sum(item.least for item in instrument.items.values())
    most = 100 if instrument.bands.of == "percent" else sum(item.most for item in instrument.items.values())
    file = "instrument.yaml"
    if not edges or min(edges) > least:
        yield Problem("BANDS_001", file, ("bands", "edges"), f"scores from {least} have no band.", "Begin there.")
    for index, edge in enumerate(edges):
        place = ("bands", "edges", index, "at_least")
        if edge > most:
            yield Problem("BANDS_002", file, place, f"no score reaches {edge}: {most} is the most.", "Lower the edge.")
        if index and edge <= edges[index - 1]:
            what = f"the edge {edge} is not above the one before it."
            yield Problem("BANDS_003", file, place, what, "Put the bands in order, each with its own edge.")
    if not 0 <= instrument.no_number_under <= 1:
        what = f"{instrument.no_number_under:g} is no share."
        yield Problem("BANDS_004", file, ("no_number_under",), what, "Use a number from 0 to 1.")
    for index, name in enumerate(instrument.advice.order):
        if name in instrument.advice.order[:index]:
            what = f"{name} stands here twice."
            yield Problem("BANDS_005", file, ("advice", "order", index), what, "Name each domain once.")


def _tips(instrument: Instrument) -> Iterator[Problem]:
    """Check that a tip says when it is due and what to do, and that its step leads somewhere better."""
    for tip in instrument.tips.values():
        place = tip_place(instrument, tip)
        ways = sum(map(bool, (tip.when, tip.when_any, tip.when_band, tip.always)))
        if ways > 1 or not (ways or tip.with_tip_in):
            what = f"{tip.id} has {ways} ways to be due."
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
    named: set[str] = {instrument.bands.source}
    for owner, sources, (file, path) in _cited(instrument):
        named.update(sources)
        if not sources:
            yield Problem("SOURCE_001", file, path, f"{owner} has no source.", "Name one, or judgement.")
        elif all(instrument.source[name].read == "no" for name in sources):
            what = f"{owner} rests on sources that nobody has read."
            yield Problem("SOURCE_002", file, path, what, "Read one, or name judgement beside it.")
    for index, source in enumerate(instrument.sources):
        if source.id not in named:
            what = f"nothing rests on {source.id}."
            yield Problem("SOURCE_003", "sources.yaml", (index, "id"), what, "Use it or remove it.")


def _cited(instrument: Instrument) -> Iterator[tuple[str, tuple[str, ...], tuple[str, Path_]]]:
    """Give everything that must cite: what it is, its sources, its place."""
    for domain in instrument.domains:
        yield f"why {domain.id} is asked", domain.why.sources, (domain_file(domain.id), ("why", "sources"))
    for item in instrument.items.values():
        place = item_place(instrument, item)
        yield f"the points of {item.id}", item.sources, place("sources")
        yield f"why {item.id} is asked", item.why.sources, place("why", "sources")
    for tip in instrument.tips.values():
        yield tip.id, tip.sources, tip_place(instrument, tip)("sources")
    for condition in instrument.condition.values():
        if condition.avoids or condition.avoids_everything or condition.not_applicable or condition.sources:
            yield condition.id, condition.sources, condition_place(instrument, condition)
    for index, flag in enumerate(instrument.flags.flags):
        yield flag.id, flag.sources, ("flags.yaml", ("flags", index, "id"))
    yield from _cited_of_the_article(instrument)


def _cited_of_the_article(instrument: Instrument) -> Iterator[tuple[str, tuple[str, ...], tuple[str, Path_]]]:
    article = instrument.article
    for key, points in (("ways", article.ways), ("steps", article.steps)) if article else ():
        for index, point in enumerate(points):
            yield point.label, point.sources, ("article.yaml", (key, index, "sources"))


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
            yield Problem("PEOPLE_001", "conditions.yaml", ("conditions", index, "covers"), what, "Write its say.")
    for index, flag in enumerate(instrument.flags.flags):
        if flag.level in {"emergency", "urgent"} and not flag.hides_clinic:
            what = f"{flag.id} is {flag.level}, and the clinic's line would stand beside it."
            yield Problem("PEOPLE_002", "flags.yaml", ("flags", index, "id"), what, "Add hides_clinic: true.")
        if flag.holds and not flag.held_say and not instrument.level[flag.level].stops:
            what = f"{flag.id} holds tips back and does not say so."
            yield Problem("PEOPLE_003", "flags.yaml", ("flags", index, "holds"), what, "Write its held_say.")
    if sum(character.isdigit() for character in instrument.clinic.phone) < LEAST_PHONE_DIGITS:
        what = "nobody can call this number."
        yield Problem("PEOPLE_004", "clinic.yaml", ("phone",), what, "Write the whole phone number.")
    if not any(item.core for item in instrument.items.values()):
        what = "no question is core, so there is no quick screen."
        yield Problem("PEOPLE_005", "instrument.yaml", ("domains",), what, "Mark questions with core: true.")
