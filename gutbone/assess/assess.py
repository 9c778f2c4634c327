"""From one person's answers to everything there is to say to them. Pure."""

from collections.abc import Collection, Iterable, Iterator

from msgspec import UNSET, convert
from msgspec.structs import replace

from gutbone.answers.responses import Responses
from gutbone.assess import advice, result, scoring
from gutbone.assess.advice import Person
from gutbone.assess.in_words import in_words
from gutbone.assess.ranking import AdvisedTip
from gutbone.assess.result import Notice, Result
from gutbone.base.text import visible
from gutbone.base.version import __version__
from gutbone.rules.instrument import Instrument
from gutbone.rules.tip import Tip


def assess(instrument: Instrument, responses: Responses, behind: Collection[str] = ()) -> Result:
    """Score and advise one person. The same input always gives the same result.

    A tip (its id) that is to stand ``behind`` is never the first of several.
    """
    person, ending = advice.describe(instrument, responses), scoring.early_end(instrument, responses)
    total, domains = scoring.score_answers(instrument, person.answers, responses.mode), person.domains
    if ending == "stopped":
        total = scoring.without_number(total)
        domains = {name: scoring.without_number(score) for name, score in domains.items()}
    apart = _without_guide(person)
    total = in_words(instrument, total, instrument.words.form_total, *apart[:1])
    total = replace(total, band_label=total.band_label if len(apart) < 2 else "", left_out=_left_out(person) or UNSET)
    parts = {name: in_words(instrument, domains[name], one.label, name) for name, one in instrument.beside.items()}
    subscores = {name: score for name, score in parts.items() if name not in instrument.domain}
    tips, withheld = ([], []) if ending else advice.advise(person, behind)
    notices = list(_notices(person, tips, ending))
    return Result(
        schema=result.SCHEMA,
        tool=result.Tool("gutbone", __version__),
        instrument=convert(instrument, result.InstrumentRef, from_attributes=True),
        assessed_at=responses.assessed_at,
        mode=responses.mode,
        ref=responses.ref,
        conditions=None if responses.conditions is None else tuple(condition.id for condition in person.conditions),
        unasked=tuple(_unasked(person)),
        age=responses.age,
        answers=tuple(_answer(answer, responses) for answer in person.answers),
        total=total,
        domains={name: parts[name] for name in instrument.domain},
        subscores=subscores or UNSET,
        flags=None if responses.flags is None else tuple(_flags(person)),
        strengths=() if ending == "stopped" else tuple(_strengths(person)),
        tips=tuple(_tip(person, advised) for advised in tips),
        withheld=tuple(withheld),
        clinic=convert(instrument.clinic, result.ClinicResult, from_attributes=True),
        notices=tuple(notice.text for notice in notices),
        notice_kinds=tuple(notice.kind for notice in notices),
        headline=_headline(person, total, has_guide=not apart),
        titles=_titles(person, len(tips)),
        limits=instrument.limits,
        shows_numbers=not any(condition.hides_numbers for condition in person.acting),
        shows_clinic=ending != "stopped" and not any(flag.hides_clinic for flag in person.flags),
        ending=ending,
        response=responses.id,
        sources=_sources(instrument, tips),
        extra=tuple(_extra(instrument, responses)),
        by=responses.by,
        names=dict(_names(person, withheld)),
        cautioned_by=() if ending else tuple(condition.id for condition in person.speaking),
    )


def _without_guide(person: Person) -> list[str]:
    """Give the domains of all that counts where each has its own words for the bands, else none.

    There is then no guide to be close to: neither in these domains nor in their total.
    """
    asked, domains = person.instrument.asked_in(person.responses.mode), person.instrument.domain
    counted = dict.fromkeys(
        a.item.domain for a in person.answers if a.item in asked and a.item.scored and a.status != "not_applicable"
    )
    return list(counted) if all(domains[name].bands for name in counted) else []


def _headline(person: Person, total: scoring.Score, *, has_guide: bool) -> str:
    """Say the total in one sentence: its band when both ends share it, its points, how many answers.

    Beside an urgent red flag no band is named: the flag matters more. Nor is one where there is no guide.
    """
    instrument, words, everything = person.instrument, person.instrument.words, len(person.instrument.scored)
    if total.points is None:
        return words.sentence_none if total.status == "not_enough_answers" else words.sentence_not_for_you
    is_urgent = any(flag.level in {"emergency", "urgent"} for flag in person.flags)
    if total.band is None or is_urgent or not has_guide:
        said = [words.sentence_points.format(points=total.text)]
        if instrument.single and not has_guide and total.band_label and not is_urgent:
            said.append(f"{total.band_label}.")  # no domain's line will
    else:
        low, high = instrument.band[total.band.low], instrument.band[total.band.high]
        template = words.sentence if total.band.is_exact else words.sentence_between
        said = [template.format(sentence=low.sentence, low=low.label, high=high.label, points=total.text)]
        if other := scoring.neighbour(instrument, total):
            said.append(words.another_day.format(band=other.label))
    said += [words.fewer_better] if instrument.better == "less" else []
    asked = sum(item.scored for item in instrument.asked_in(person.responses.mode))
    if asked < everything:
        said.append(words.core_of.format(asked=asked, everything=everything))
    elif total.answered < everything:
        said.append(words.based_on.format(answered=total.answered, everything=everything))
    said += [total.left_out] if total.left_out else []
    said += [total.published.sentence] if total.published and total.published.text else []
    return " ".join(said)


def _left_out(person: Person) -> str:
    """Name the questions that conditions took out of the total, where its domains do not tell what still counts.

    That is so where there is one, and where one is not scored without what it needs while the condition says nothing.
    The conditions are not named: the handout shows none of them.
    """
    instrument = person.instrument
    told = [condition.id for condition in person.conditions if condition.say and not instrument.single]
    asked = {item.id for item in instrument.asked_in(person.responses.mode) if item.scored}
    out = scoring.left_out_by(instrument, person.responses.known) - scoring.left_out_by(instrument, told)
    needing = {domain.id for domain in instrument.domains if {*domain.needs} & out or instrument.single}
    left = (item for item in instrument.scored if item.id in out & asked and item.domain in needing)
    items = ", ".join(item.label for item in left)
    return instrument.words.left_out.format(items=items) if items else ""


def _quoted(answer: scoring.Answer) -> str:
    """Give an answer as a clause: the rules' own words, or the question's name and the option."""
    return answer.chosen.said or f"{answer.item.label}: {answer.chosen.label}"


def _answer(answer: scoring.Answer, responses: Responses) -> result.AnswerResult:
    item, option, overridden = answer.item, answer.option, answer.overridden
    return result.AnswerResult(
        item=item.id,
        status=answer.status,
        option=option.id or None if option else None,
        points=answer.points,
        possible=item.most,
        overridden=overridden.id if overridden else None,
        label=item.label,
        answer=option.label if option else "",
        domain=item.domain,
        is_beyond=responses.mode == "core" and not item.core,
        least=item.least,
        because=item.points_because,
        sources=item.sources,
        amount=answer.amount if item.amount else UNSET,
        scored=UNSET if item.scored else False,
    )


def _extra(instrument: Instrument, responses: Responses) -> Iterator[result.ExtraResult]:
    """Give the answers to questions beside the score, in the order asked."""
    for question in instrument.extra.values():
        if option := question.by_id.get(responses.extra.get(question.id, "")):
            yield result.ExtraResult(question.id, option.id, question.label, option.label)


def _names(person: Person, withheld: Iterable[advice.Withheld]) -> Iterator[tuple[str, str]]:
    """Give the names of all who may have a say in this result: what holds, and what keeps tips back."""
    instrument, known = person.instrument, person.responses.known
    told = {name for one in withheld for name in one.because}
    for block in (*instrument.condition.values(), *instrument.flag.values()):
        if block.id in {*known, *told, *(flag.id for flag in person.flags)}:
            yield block.id, block.brief or block.label
    yield from ((one.id, one.label) for one in instrument.extra.values() if one.id in told)


def _unasked(person: Person) -> Iterator[str]:
    """Give what nobody asked about, or the person would rather not speak of, beside what was asked about."""
    said, instrument = person.responses, person.instrument
    for ticked, known in ((said.conditions, instrument.condition), (said.flags, instrument.flag)):
        yield from (name for name in known if ticked is not None and name in said.unasked)


def _flags(person: Person) -> Iterator[result.FlagResult]:
    """Give the ticked flags, those of the first level first."""
    for flag in person.most_urgent_first:
        level = person.instrument.level[flag.level]
        yield result.FlagResult(flag.id, flag.level, flag.text, flag.label, level.heading, level.stops)


def _strengths(person: Person) -> Iterator[result.Praise]:
    """Praise the best answer in a sentence of its own."""
    if best := advice.strength_of(person):
        said = _quoted(best)
        yield result.Praise(best.item.id, f"{said[0].upper()}{said[1:]}.")


def _tip(person: Person, advised: AdvisedTip) -> result.TipResult:
    """Give a tip with the answers that called for it quoted back, what its step would gain, and its sources."""
    instrument, words, tip = person.instrument, person.instrument.words, advised.tip
    quotes = tuple(result.Quote(a.item.id, a.chosen.id, _quoted(a)) for a in advised.because)
    said = f" {words.and_} ".join(quote.text for quote in quotes)
    sources = (instrument.source[name] for name in tip.sources)
    cited = tuple(result.Cited(source.id, source.cites, source.link) for source in sources)
    gain, gain_text = advice.gain_of(tip, person), ""
    if gain and tip.domain:
        label, possible = instrument.domain[tip.domain].label, person.domains[tip.domain].possible
        gain_text = words.gain.format(domain=label, before=gain.low, after=gain.high, possible=possible)
    return result.TipResult(
        id=tip.id,
        domain=tip.domain,
        kind=tip.kind,
        text=tip.text,
        plan=tip.plan,
        because=quotes,
        notes=advice.notes_for(tip, person),
        gain=result.Gain(gain.low, gain.high) if gain else None,
        sources=cited,
        because_text=words.because.format(said=said) if said else "",
        gain_text=gain_text,
        sources_text=words.source.format(cites="; ".join(source.cites for source in cited)),
        brief=tip.brief,
        cautioned_by=tuple(dict.fromkeys(name for name, _ in advice.cautions_for(tip, person))),
    )


def _sources(instrument: Instrument, tips: Iterable[AdvisedTip]) -> dict[str, result.SourceResult]:
    """Give every source that a point or a tip rests on, in the order of the rules."""
    used = {name for item in instrument.items.values() for name in item.sources}
    used.update(*(advised.tip.sources for advised in tips))
    return {
        source.id: result.SourceResult(source.cites, None if source.kind == "judgement" else source.strength)
        for source in instrument.sources
        if source.id in used
    }


def _titles(person: Person, tips: int) -> result.Titles:
    words, ref = person.instrument.words, person.responses.ref
    return result.Titles(
        strengths=words.strength_title,
        without_numbers=words.sentence_no_score,
        tips=words.tips_title_one if tips == 1 else words.tips_title_many.format(count=tips),
        good_to_know=words.good_to_know,
        limits=words.limits_title,
        bones=words.bones_title,
        handout=words.handout_title,
        reference=words.reference.format(ref=visible(ref)) if ref else "",
        fewer=words.fewer_better if person.instrument.better == "less" else UNSET,
    )


def _notices(person: Person, tips: list[AdvisedTip], ending: scoring.EarlyEnd | None) -> Iterator[Notice]:
    """Give every notice in the order it is read."""
    instrument = person.instrument
    if ending == "stopped":
        yield from (Notice("stopped", c.say) for c in person.conditions if c.stops and c.say)
        return
    yield from (Notice("answer", remark) for remark in person.responses.remarks)
    for answer in person.answers:
        if answer.overridden and answer.option:
            settled = instrument.words.settled.format(item=answer.item.label, option=answer.option.label)
            yield Notice("answer", settled)
    if ending:
        return
    information = advice.inform(person, tips)
    yield from (Notice("check", tip.text) for tip in information if tip.when_nothing_to_gain)
    yield from _checks(person)
    noted = {note for advised in tips for note in advice.notes_for(advised.tip, person)}
    # A line beside the score that keeps a hazard in check stands here too: where there is little room, those about bones go.
    yield from _once([tip for tip in information if tip.domain or tip.controls], person, noted)
    if tips:
        yield from (Notice("standing", line) for line in instrument.standing_lines)
    others = [tip for tip in information if not (tip.domain or tip.controls or tip.when_nothing_to_gain)]
    yield from (Notice("bones", notice.text) for notice in _once(others, person, noted))


def _checks(person: Person) -> Iterator[Notice]:
    """Say what conditions and flags change, and what was not asked about."""
    conditions, flags = person.instrument.conditions, person.instrument.flags
    if conditions.conditions and person.has_unasked:
        yield Notice("check", conditions.not_asked.say)
    yield from (Notice("condition", condition.say or "") for condition in person.speaking)
    are_flags_unasked = person.responses.flags is None or any(
        flag.id in person.responses.unasked for flag in flags.flags
    )
    if flags.flags and not person.flags:
        yield Notice("check", flags.not_asked_say if are_flags_unasked else flags.none_say)
    held = dict.fromkeys(flag.held_say for flag in person.most_urgent_first if flag.held_say)
    yield from (Notice("check", say) for say in held)


def _once(information: list[Tip], person: Person, noted: set[str]) -> Iterator[Notice]:
    """Give information with its cautions, leaving out cautions that were given before."""
    for tip in information:
        yield Notice("safety" if tip.safety else "information", tip.text)
        notes = [note for note in advice.notes_for(tip, person) if note not in noted]
        yield from (Notice("caution", note) for note in notes)
        noted.update(notes)
