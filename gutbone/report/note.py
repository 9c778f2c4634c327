"""The note for a record: 6 to 10 plain ASCII lines of at most 72 columns; and the same on one line.

It shows answers and published arithmetic, and suggests no diagnosis or treatment. Ids stand for names, so that
a note is ASCII whatever language the rules are in.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from gutbone.assess.result import AnswerResult, Result
from gutbone.assess.scoring import Score
from gutbone.base.numbers import total
from gutbone.report.text import day, flags_by_level

COLUMNS, MOST_LINES = 72, 10
ANY = 99  # lines: as many as it takes


def render_note(result: Result, *, shows_numbers: bool = True) -> str:
    """Write the note in as much detail as its ten lines hold.

    The answers' words give way first, then the questions' names, each domain's sum staying whole; without numbers
    what has no answer does, then the last answers. What still does not fit is cut with the count of what is missing.
    """
    head = _head(result, shows_numbers=shows_numbers)
    for detail in (f"{head}: {detail}" for detail in _details(result, shows_numbers=shows_numbers)):
        lines = _lines(result, detail, conditions=ANY, others=ANY)
        if len(lines) <= MOST_LINES:
            break
    else:
        room = MOST_LINES + 1 - len(_lines(result, detail, conditions=1, others=1))
        lines = _lines(result, detail, conditions=max(1, room), others=1)
    return "\n".join(lines) + "\n"


def _details(result: Result, *, shows_numbers: bool) -> Iterator[str]:
    """Give what is said of the answers, in ever less detail."""
    asked = result.asked
    if stops := result.said("stopped"):
        yield _opening(stops[0], 2)
    elif shows_numbers:
        yield ", ".join(_named(answer, answer.option if answer.points is not None else None) for answer in asked)
        yield from (", ".join(map(_named, asked)), _by_domain(result))
    else:
        yield ", ".join(map(_in_words, asked))
        words = [_in_words(a) for a in sorted(asked, key=lambda a: a.status not in {"answered", "settled"})]
        for shown in range(len(words) - 1, 0, -1):
            yield f"{', '.join(words[:shown])}, and {len(words) - shown} more"


def render_oneline(result: Result, *, shows_numbers: bool = True) -> str:
    """Write the result on one line of ASCII."""
    rules, scores = result.instrument, [("total", result.total), *result.domains.items()]
    parts = [
        *(text.rstrip(".") for text in _emergency(result)),
        f"{rules.id} {rules.version} {result.mode} {day(result)}".strip(),
        *([f"ref {_ascii(result.ref)}"] if result.ref else []),
        f"flags: {', '.join(_flags(result))}",
        *(f"{_spaced(name)} {_points(score, '-', '/{}', 'no number')}" for name, score in scores if shows_numbers),
        f"advice: {', '.join(_advice(result))}",
        "self-reported; not diagnostic",
    ]
    return "; ".join(parts) + "\n"


def _lines(result: Result, detail: str, *, conditions: int, others: int) -> list[str]:
    """Give the note's lines: red flags first, the arithmetic, conditions, what was advised, what it is.

    The conditions take at most so many lines; so do, each, the reference and what was advised.
    """
    tool = f"{result.instrument.id} {result.instrument.version}, {day(result)}"
    urgent = [line for text in _emergency(result) for line in wrap(text, COLUMNS)]
    # An age group alone does not say that the rest was asked.
    known = [result.age, "others not asked"] if result.age else ["not asked"]
    beside = ["others not asked"] if result.unasked else []
    held = known if result.conditions is None else [*result.conditions, *beside] or ["none"]
    return [
        *urgent,
        *_list("FLAGS: ", _flags(result), ANY),
        *(_ref(result.ref, others) if result.ref else []),
        *wrap(detail, COLUMNS, break_on_hyphens=False),
        *_list("Conditions: ", [_spaced(name) for name in held], conditions),
        *(_list("Beside the score: ", _extra(result), others) if result.extra else []),
        *([] if urgent else _list("Advice given: ", _advice(result), others)),
        *wrap(f"Self-reported; not diagnostic. {tool}", COLUMNS, break_on_hyphens=False),
    ]


def _head(result: Result, *, shows_numbers: bool) -> str:
    """Say which form it was, how many of its questions were answered, and the total where numbers are shown."""
    score = result.total
    left_out = len(result.asked) - score.applicable
    beside = f" ({left_out} n/a)" if left_out else ""
    form = "Quick screen" if result.mode == "core" else "Full form"
    points = f", {_points(score, ' to ', ' of {} points', 'no total')}" if shows_numbers else ""
    return f"{form}, {score.answered} of {score.applicable} answered{beside}{points}"


def _by_domain(result: Result) -> str:
    """Write "fibre 3+2+?/12": the points of every domain's questions that apply, in order, of how many."""
    parts = []
    for domain in result.domains:
        own = [answer for answer in result.asked if answer.domain == domain]
        counted = [answer for answer in own if answer.status != "not_applicable"]
        points = f"{'+'.join(map(_known, counted))}/{total(a.possible for a in counted)}" if counted else "n/a"
        parts += [f"{_spaced(domain)} {points}"] if own else []
    return ", ".join(parts)


def _in_words(answer: AnswerResult) -> str:
    """Write "fruit two a day", or what became of a question that has no answer."""
    if answer.status == "not_applicable":
        return _named(answer)
    return f"{_spaced(answer.item)} {_spaced(answer.option or answer.status)}"


def _named(answer: AnswerResult, option: str | None = None) -> str:
    """Write "fruit two a day 3/4", or without its option "fruit 3/4": an answer's points of how many."""
    points = "n/a" if answer.status == "not_applicable" else f"{_known(answer)}/{answer.possible}"
    return " ".join([_spaced(answer.item), *([_spaced(option)] if option else []), points])


def _known(answer: AnswerResult) -> str:
    return "?" if answer.points is None else str(answer.points)


def _points(score: Score, between: str, of: str, nothing: str) -> str:
    """Write points as "3 to 5 of 8 points" or "3-5/8", or why there are none."""
    if score.points is None:
        return nothing if score.status == "not_enough_answers" else "not scored"
    low, high = score.points.low, score.points.high
    return (f"{low}" if low == high else f"{low}{between}{high}") + of.format(score.possible)


def _flags(result: Result) -> list[str]:
    """Give the flags, the most urgent first, each level ending in what to do: "height loss (see your GP)"."""
    if not result.flags:
        return ["none" if result.flags is not None else "not asked"]
    named = []
    for heading, flags in flags_by_level(result):
        *others, last = (_spaced(flag.id) for flag in flags)
        what = _ascii(heading)
        named += [*others, f"{last} ({what[:1].lower()}{what[1:]})"]
    return named


def _emergency(result: Result) -> list[str]:
    """Give what to do at once, for the flags that stop everything else."""
    return [_opening(flag.text, 1) for flag in result.flags or () if flag.stops]


def _opening(text: str, sentences: int) -> str:
    """Give the first sentences of a text."""
    return _ascii(". ".join(text.split(". ")[:sentences]).rstrip(".") + ".")


def _advice(result: Result) -> list[str]:
    return [_spaced(tip.id) for tip in result.tips] or ["none"]


def _extra(result: Result) -> list[str]:
    return [f"{_spaced(one.question)} {_spaced(one.option)}" for one in result.extra]


def _list(title: str, entries: Sequence[str], most: int) -> list[str]:
    """Wrap a list to at most so many lines; what does not fit is counted, never dropped in silence."""
    for shown in range(len(entries), 0, -1):
        more = [f"and {len(entries) - shown} more"] if shown < len(entries) else []
        lines = wrap(title + ", ".join([*entries[:shown], *more]), COLUMNS, break_on_hyphens=False)
        if len(lines) <= most:
            return lines
    return [f"{title}{len(entries)}"[:COLUMNS]]


def _ref(ref: str, most: int) -> list[str]:
    """Write the reference on at most so many lines; characters that do not fit are counted."""
    for shown in range(len(ref), -1, -1):
        more = f" (and {len(ref) - shown} more characters)" if shown < len(ref) else ""
        text = f"Ref: {_ascii(ref[:shown])}{more}"
        if len(text) <= most * COLUMNS:
            break
    return [text[at : at + COLUMNS] for at in range(0, len(text), COLUMNS)]


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _ascii(text: str) -> str:
    """Show what is not printable ASCII as an escape."""
    return "".join(c if c.isascii() and c.isprintable() else c.encode("unicode_escape").decode() for c in text)
