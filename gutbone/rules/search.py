"""Find blocks of the rules by what people call them: letters of a label, a short name, its help or its words."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from gutbone.rules.domain import Item
from gutbone.rules.instrument import Instrument
from gutbone.rules.people import Condition, Heeded

Block = TypeVar("Block", Heeded, Item)
MOST_MEANT = 3  # in an error message


def matching(blocks: Iterable[Block], typed: str) -> list[Block]:
    """Give the blocks that hold every word that was typed at the beginning of one of theirs, the best first.

    A word of the id, the short name or the label counts before one of the help.
    """
    wanted = _words(typed)
    if not wanted:
        return [*blocks]
    ranked = [(rank, block) for block in blocks if (rank := _rank(block, wanted)) is not None]
    return [block for _, block in sorted(ranked, key=lambda pair: pair[0])]


def meant(blocks: Iterable[Heeded], name: str) -> str:
    """Say which blocks may be meant by a name that is no id: "Did you mean ckd_diet (Dialysis, kidney diet)?"."""
    found = matching(blocks, name)[:MOST_MEANT]
    named = [f"{one.id} ({one.brief or one.label})" for one in found]
    return f"Did you mean {' or '.join(named)}?" if named else ""


def listed(instrument: Instrument) -> list[tuple[str, str, str]]:
    """Give every id that can be typed with its kind and its words, in the order of the rules."""
    briefs = [("condition", one.id, one.label) for one in instrument.condition.values()]
    flags = [("flag", one.id, one.label) for one in instrument.flag.values()]
    return [
        *(("domain", one.id, one.label) for one in instrument.domains),
        *(("question", one.id, one.label) for one in (*instrument.items.values(), *instrument.extra.values())),
        *briefs,
        *flags,
        *(("tip", one.id, one.brief or one.text.partition(". ")[0]) for one in instrument.tips.values()),
    ]


def _rank(block: Heeded | Item, wanted: Sequence[str]) -> int | None:
    """Say how good a match is, 0 the best; None for none."""
    own = _words(" ".join((block.id.replace("_", " "), getattr(block, "brief", ""), block.label)))
    more = _words(" ".join((block.help, *(block.words if isinstance(block, Condition) else ()))))
    if all(any(word.startswith(one) for word in own) for one in wanted):
        return 0
    return 1 if all(any(word.startswith(one) for word in (*own, *more)) for one in wanted) else None


def _words(text: str) -> list[str]:
    """Give the words of a text in small letters, without what stands around them."""
    spaced = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return spaced.split()
