"""What a person answered, before any rule is applied to it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, get_args

from msgspec import Struct

from gutbone.base.errors import check_known

NOT_APPLICABLE = "n/a"
Mode = Literal["full", "core"]
By = Literal["self", "carer", "clinician"]
Numbers = Literal["amounts", "codes"]


def read_mode(value: Any) -> Mode:
    """Read which form it was; the full one where that is not said. Raises GutboneError (exit code 2) for another."""
    return "core" if check_known(value or "full", ("full", "core"), "mode") == "core" else "full"


def read_by(value: Any) -> By | None:
    """Read who answered; None where that is not said. Raises GutboneError (exit code 2) for anybody else."""
    known: dict[str, By] = {name: name for name in get_args(By)}
    return None if value is None else known[check_known(value, known, "person who answers", where="--by")]


class Reading(Struct, frozen=True):
    """How cells are to be read, as far as somebody said so.

    ``codebook`` maps the values of a column to options; the empty option is for values that mean nothing is known.
    """

    numbers: Numbers | None = None
    missing: tuple[str, ...] = ()
    codebook: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    decimal_comma: bool = False


class Responses(Struct, frozen=True, kw_only=True):
    """One person's answers.

    ``answers`` maps an item to the option chosen, or a number as text where it takes one, or to None for "not sure"; a
    missing item was not asked. ``not_applicable`` are items that a file marked so. ``conditions`` and ``flags`` are None
    when nobody asked and empty when the person has none; ``unasked`` are those of either that nobody
    asked about, or that the person would rather not speak of, where others were asked about. The age
    group stands apart from the conditions because it can be known when they are not. ``id`` is that of a file they were read from,
    and ``remarks`` say what in it was not taken over. ``extra`` are answers to questions beside the score. ``by`` is who
    answered, where that is known.
    """

    answers: Mapping[str, str | None]
    not_applicable: frozenset[str] = frozenset()
    conditions: frozenset[str] | None = None
    age: str | None = None
    flags: frozenset[str] | None = None
    unasked: frozenset[str] = frozenset()
    mode: Mode = "full"
    ref: str | None = None
    assessed_at: str = ""
    id: str = ""
    remarks: tuple[str, ...] = ()
    extra: Mapping[str, str] = MappingProxyType({})
    by: By | None = None

    @property
    def known(self) -> frozenset[str]:
        """The conditions that are known to hold, the age group among them."""
        return (self.conditions or frozenset()) | ({self.age} if self.age else frozenset())
