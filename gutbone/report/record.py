"""What a record says of a result, part by part, in the rules' own short words; the note and the one line lay it out.

All of it is ASCII where the rules' words can be written so: then names of another script stand as ids.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import asdict, replace

from gutbone.assess.result import AnswerResult, Result, TipResult
from gutbone.assess.scoring import Score
from gutbone.base.clock import day_of
from gutbone.report.letters import ASCII, OWN, Letters, lowered
from gutbone.report.text import flags_by_level
from gutbone.rules.instrument import Instrument
from gutbone.rules.words import Words


class Record(Struct, frozen=True):
    """A result and the words it is told in; each method gives one part, as entries of a list or as a phrase.

    With ``numbers`` flags and conditions are numbered where they are listed, and called by number elsewhere. Without
    ``lowers`` every label keeps its capitals, as its language may need them. What rules never ask is in ``unasked``.
    """

    result: Result
    words: Words
    numbers: bool = False
    lowers: bool = True
    unasked: frozenset[str] = frozenset()
    letters: Letters = ASCII

    def lowered(self, text: str) -> str:
        """Begin a text with a small letter, where its language allows that."""
        return lowered(text) if self.lowers else text

    def raised(self, text: str) -> str:
        """Begin a sentence with a capital letter, in a language whose labels were begun with small ones."""
        return f"{text[:1].upper()}{text[1:]}" if self.lowers else text

    def spelt(self, name: str, otherwise: str) -> str:
        """Write a name in the letters of the record, or the id ``otherwise`` with spaces."""
        return self.letters.name(name, otherwise)

    def known(self, answer: AnswerResult) -> str:
        """Give the points of an answer out of how many; alone where the rules' words leave out how many."""
        points = "?" if answer.points is None else str(answer.points)
        return f"{points}/{answer.possible}" if self._says_possible else points

    @property
    def _says_possible(self) -> bool:
        return "{possible}" in self.words.points

    def name(self, name: str) -> str:
        """Give a clinician's name for a condition, flag or age group."""
        not_asked = f"{self.lowered(self.words.note_conditions)} {self.words.note_not_asked}"
        known = {**self.result.names, "not_asked": not_asked}
        return self.spelt(known.get(name, ""), name)

    def urgent(self) -> list[str]:
        """Give what to do at once, for the flags that stop everything else."""
        return [self.opening(flag.text, 1) for flag in self.result.flags or () if flag.stops]

    def flags(self) -> list[str]:
        """Give the flags, the most urgent first, each level ending in what to do: "Bone broken (see your GP)"."""
        if self.result.flags is None:
            return [self.words.note_not_asked]
        named = []
        for heading, flags in flags_by_level(self.result):
            *others, last = (self._listed(flag.id) for flag in flags)
            named += [*others, f"{last} ({self.lowered(self.spelt(heading, flags[0].level))})"]
        return named or [self.lowered(self.words.none)]

    def conditions(self) -> list[str]:
        """Give the conditions, or that there are none or nobody asked; the age group stands elsewhere."""
        if self.result.conditions is None:
            return [self.words.note_not_asked]
        beside = [self._listed("not_asked", self.words.note_others_not_asked)] if self.result.unasked else []
        return [*map(self._listed, self._conditions), *beside] or [self.lowered(self.words.none)]

    def age(self) -> str:
        """Give the age group, known or not; nothing where rules never ask it."""
        if "age" in self.unasked:
            return ""
        group = self.name(self.result.age) if self.result.age else self.words.note_not_asked
        return self.words.note_age.format(group=self.lowered(group))

    def by(self) -> str:
        """Give who answered, where that is known."""
        return str(getattr(self.words, f"note_by_{self.result.by}")) if self.result.by else ""

    def day(self) -> str:
        """Give the day of the answers in words, where it is known."""
        at = self.result.assessed_at
        return self.spelt(self.words.dated(day_of(at)), day_of(at).isoformat()) if at else ""

    def ref(self) -> str:
        """Give the reference, every character of it."""
        return f"{self.words.note_ref} {self.letters.whole(self.result.ref)}" if self.result.ref else ""

    def cautioned(self) -> list[str]:
        """Name those whose cautions were given, in the order in which they are listed."""
        given = {*self.result.cautioned_by, *(name for tip in self.result.tips for name in tip.cautioned_by)}
        listed = [name for name in self._numbered if name in given]
        return [*map(self.called, (*listed, *sorted(given - {*listed})))]

    def cautions(self) -> Iterator[str]:
        """Quote the cautions: those of conditions under their names, those of tips under what the tip is about."""
        result = self.result
        said = result.said("condition")
        owners = result.cautioned_by if len(result.cautioned_by) == len(said) else ("",) * len(said)
        for owner, text in zip(owners, said, strict=True):
            yield self._titled(self.name(owner) if owner else "", text)
        notes: dict[str, list[str]] = {}
        for tip in result.tips:
            for note in tip.notes:
                notes.setdefault(note, []).extend(self._about(quote.item for quote in tip.because))
        yield from (self._titled(", ".join(dict.fromkeys(about)), note) for note, about in notes.items())

    def reasons(self) -> dict[str, str]:
        """Say why steps about a question (its id) were held back; each reason once."""
        reasons: dict[str, list[str]] = {}
        for held in self.result.withheld:
            for about in held.about or [held.tip]:
                reasons.setdefault(about, []).extend(map(self.called, held.because))
        return {about: ("," if self.numbers else " + ").join(dict.fromkeys(why)) for about, why in reasons.items()}

    def withheld(self) -> list[str]:
        """Say about which questions steps were held back, and why; those together that share their reasons."""
        groups: dict[str, list[str]] = {}
        for about, why in self.reasons().items():
            groups.setdefault(why, []).extend(self._about([about]))
        if len(groups) == 1 and not self.result.tips:
            groups = {why: [self.words.note_everything] for why in groups}
        return [f"{', '.join(about)} ({why})" for why, about in groups.items()]

    def advice(self, chosen: str = "") -> list[str]:
        """Give the steps in short, with a word behind the one (its id) that was chosen."""
        steps = {tip.id: self.step(tip) for tip in self.result.tips}
        if chosen:
            steps[chosen] = f"{steps.get(chosen, chosen.replace('_', ' '))} ({self.words.note_step})"
        return [*steps.values()] or [self.lowered(self.words.none)]

    def step(self, tip: TipResult) -> str:
        """Give a step in short; rules without short words have its first sentence."""
        return self.spelt(tip.brief or tip.text.partition(". ")[0].rstrip("."), tip.id)

    def extra(self) -> list[str]:
        """Give the answers to questions beside the score."""
        one_by_one = ((self.spelt(e.label, e.question), self.spelt(e.answer, e.option)) for e in self.result.extra)
        return [f"{question}: {self.lowered(answer)}" for question, answer in one_by_one]

    def answer(self, answer: AnswerResult, *, shortens: bool) -> str:
        """Give an answer in words, or what became of the question."""
        if answer.status == "not_applicable":
            return self.words.note_not_applicable
        if not answer.said and answer.status != "settled":
            unknown = {"not_sure": self.words.not_sure, "not_asked": self.words.note_not_asked}
            return self.lowered(unknown.get(answer.status, answer.status))
        text = self.lowered(self.spelt(answer.answer, answer.said or ""))
        return shortened(text, self.words.note_shorter) if shortens else text

    def points(self, score: Score, between: str = " to ", of: str = "") -> str:
        """Give a score as "3 to 5 of 8 points", or by ``of`` as "3-5/8", or why there are none."""
        words, points = self.words, score.points
        if points is None:
            return words.note_no_score if score.status == "not_enough_answers" else words.note_not_scored
        if of:
            low, high = points.low, points.high
            ends = f"{low}" if points.is_exact else f"{low}{between}{high}"
            return f"{ends}{of}{score.possible}" if self._says_possible else ends
        template = words.points if points.is_exact else words.points_between
        return template.format(low=points.low, high=points.high, possible=score.possible)

    def beside(self) -> list[str]:
        """Say which way the total runs, where fewer points are better, what was left out of it, and what the published way makes of it."""
        total = self.result.total
        fewer = [self.words.fewer_better] if total.better else []
        return [
            *fewer,
            *([self.letters.whole(total.left_out)] if total.left_out else []),
            *([self.letters.whole(total.published.sentence)] if total.published and total.published.text else []),
        ]

    def subscores(self) -> list[str]:
        """Give the scores of some questions: "Vigorous 9-18/27 (low)."."""
        scores = (self.result.subscores or {}).items()
        bands = {name: f" ({self.band(score)})" if score.band else "" for name, score in scores}
        return [f"{self.spelt(own.label, name)} {self.points(own, '-', '/')}{bands[name]}." for name, own in scores]

    def band(self, score: Score) -> str:
        """Give the band in words."""
        ends = dict.fromkeys((score.band.low, score.band.high)) if score.band else ()
        return self.lowered(self.spelt(score.band_label, " to ".join(ends)))

    def opening(self, text: str, sentences: int) -> str:
        """Give the first sentences of a text."""
        return self.letters.whole(". ".join(text.split(". ")[:sentences]).rstrip(".") + ".")

    @property
    def _conditions(self) -> list[str]:
        return [name for name in self.result.conditions or () if name != self.result.age]

    @property
    def _numbered(self) -> list[str]:
        """The flags and conditions in the order in which they are listed."""
        unasked = ["not_asked"] if self.result.unasked else []
        return [*(flag.id for flag in self.result.flags or ()), *self._conditions, *unasked]

    def _listed(self, name: str, text: str = "") -> str:
        """Give a name, or what stands for it, where it is listed, with its number if there are numbers."""
        text = text or self.name(name)
        return f"{self.called(name)}) {text}" if self.numbers else text

    def called(self, name: str) -> str:
        """Give a name, or its number, where it was listed before."""
        is_numbered = self.numbers and name in self._numbered
        return str(self._numbered.index(name) + 1) if is_numbered else self.name(name)

    def _titled(self, title: str, text: str) -> str:
        text = self.letters.whole(text)
        return f"{title}: {text}" if title else text

    def _about(self, items: Iterable[str]) -> list[str]:
        labels = {answer.item: self.spelt(answer.label, answer.item) for answer in self.result.answers}
        return [self.lowered(labels.get(item, item.replace("_", " "))) for item in items]


def record(result: Result, words: Words, rules: Instrument | None = None) -> Record:
    """Make ready to tell a result by these words: in ASCII, or in their own letters where they have no ASCII.

    By its ``rules`` it keeps the capitals of their language, and is silent on what they never ask.
    """
    own = {name: ASCII.name(text, "") for name, text in asdict(words).items()}
    is_ascii = all(text for name, text in own.items() if name.startswith("note_"))
    told = Record(result, replace(words, **own)) if is_ascii else Record(result, words, letters=OWN)
    if rules is None:
        return told
    held = rules.conditions.conditions
    asked = {"flags": rules.flag, "conditions": held, "age": rules.ages, "advice": rules.tips}
    unasked = frozenset(name for name, there in asked.items() if not there)
    return replace(told, lowers=(result.instrument.language or rules.language).startswith("en"), unasked=unasked)


def shortened(text: str, pairs: str) -> str:
    """Write a text shorter by pairs of words: "long=short;long=short"."""
    for long, _, short in (pair.partition("=") for pair in pairs.split(";")):
        text = text.replace(long, short) if long else text
    return text
