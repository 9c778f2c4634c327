"""What applies to a person, and warning signs, as groups of an XLSForm; and how its scores heed them.

``conditions``, ``age`` and ``flags`` are worked out from the ticks, as `gutbone score` and `gutbone cohort` read them. A
tick beside "None of these" wins over it.
"""

from collections.abc import Iterator, Mapping, Sequence

from gutbone.exchange.fhir_names import Counted, is_of_all, unsaid
from gutbone.exchange.fhir_safety import taken_out
from gutbone.rules.instrument import Instrument

HEALTH, AGE, SIGNS = "form_health", "form_age", "form_signs"
NONE, RATHER_NOT_SAY = "none", f"not_sure.{AGE}"
Row = tuple[str, ...]


def choices(instrument: Instrument) -> Iterator[Row]:
    """Give the lists of what can be ticked."""
    none = instrument.words.none_of_these
    for name, every in ((HEALTH, instrument.conditions.conditions), (SIGNS, instrument.flags.flags)):
        yield from ((name, one.id, one.label) for one in (*every,))
        yield name, NONE, none
    yield from ((AGE, group.id, group.label) for group in instrument.conditions.age.groups)
    yield AGE, RATHER_NOT_SAY, instrument.words.rather_not_say


def before(instrument: Instrument) -> Iterator[Row]:
    """Ask for the age group, of which what stops the quiz is said, and for what applies."""
    words, question = instrument.words, instrument.conditions.age
    if question.groups:
        yield "begin_group", "form_ages", words.age
        yield f"select_one {AGE}", AGE, question.text, question.hint
        stopping = [one for one in question.groups if one.stops and one.say]
        yield from (("note", f"form_{one.id}_say", one.say or "", "", "", _is_of_age(one.id)) for one in stopping)
        yield "end_group", ""
        yield "calculate", "age", "", "", "", "", f"if(${{{AGE}}} = '{RATHER_NOT_SAY}', '', ${{{AGE}}})"
    yield "begin_group", "form_conditions", words.conditions
    yield f"select_multiple {HEALTH}", HEALTH, instrument.conditions.ask.text or words.conditions
    yield "end_group", ""
    conditions = {one.id: _is_ticked(HEALTH, one.id) for one in instrument.conditions.conditions}
    yield from _listed("conditions", HEALTH, {**conditions, **{one: _is_of_age(one) for one in _stopping(instrument)}})


def after(instrument: Instrument) -> Iterator[Row]:
    """Ask for warning signs, and say what each asks for once it is ticked."""
    yield "begin_group", "form_flags", instrument.words.flags
    yield f"select_multiple {SIGNS}", SIGNS, instrument.flags.ask.text or instrument.words.flags
    for flag in instrument.flags.flags:
        heading = f"{instrument.level[flag.level].heading}."
        said = f"{heading} {unsaid(flag.text, heading)}"
        yield "note", f"form_{flag.id}_say", said, "", "", _is_ticked(SIGNS, flag.id)
    yield "end_group", ""
    yield from _listed("flags", SIGNS, {flag.id: _is_ticked(SIGNS, flag.id) for flag in instrument.flags.flags})


def _listed(name: str, asked: str, ticks: Mapping[str, str]) -> Iterator[Row]:
    """Work out a list of ids with blanks between; "none" where nothing but that is ticked."""
    ids = ", ".join(f"if({is_ticked}, '{one} ', '')" for one, is_ticked in ticks.items())
    held = f"normalize-space(concat({ids}, ''))"
    yield "calculate", f"form_held_{name}", "", "", "", "", held
    none = f"if({_is_ticked(asked, NONE)}, '{NONE}', '')"
    yield "calculate", name, "", "", "", "", f"if(${{form_held_{name}}} != '', ${{form_held_{name}}}, {none})"


def left_out(instrument: Instrument) -> dict[str, str]:
    """Say in XPath when each question is taken out, for those that can be."""
    return {
        item: f"({' or '.join(_holds(instrument, name) for name in names)})"
        for item, names in taken_out(instrument).items()
        if names
    }


def nobodys(instrument: Instrument, score: Counted, out: Mapping[str, str]) -> str:
    """Say in XPath who has no such score: whom it is not for, whose numbers are hidden, or with nothing left of it."""
    held = [c.id for c in instrument.condition.values() if c.stops or c.hides_numbers]
    reasons = [_holds(instrument, name) for name in held]
    needed = [item for domain in instrument.domains if domain.id == score.name for item in domain.needs]
    is_whole = is_of_all(instrument, score)
    own = [item.id for item in score.items]
    reasons += dict.fromkeys(out[item] for item in (own if is_whole else needed) if item in out)
    if all(item in out for item in own):
        reasons.append(f"({' and '.join(dict.fromkeys(out[item] for item in own))})")
    return " or ".join(reasons)


def _holds(instrument: Instrument, name: str) -> str:
    return _is_of_age(name) if name in instrument.ages else _is_ticked(HEALTH, name)


def _stopping(instrument: Instrument) -> Sequence[str]:
    return [one.id for one in instrument.conditions.age.groups if one.stops]


def _is_of_age(name: str) -> str:
    return f"${{{AGE}}} = '{name}'"


def _is_ticked(asked: str, name: str) -> str:
    return f"selected(${{{asked}}}, '{name}')"
