"""Dietary self-assessment for gut and bone health, in the terminal and from Python.

>>> import gutbone
>>> result = gutbone.assess({"fruit": "one_a_day", "cups": 6.5}, conditions=["gluten_free"], flags=[])
>>> result.domains["hydration"].text
'4 of 4 points'
>>> [tip.id for tip in result.tips]
['fruit_one_more']
"""

try:
    import gutbone.assess as _flow  # noqa: F401  the folder first, so that the name below stays the function's
    from gutbone.base.version import __version__
except KeyboardInterrupt:  # the program ends quietly even here, where it has hardly begun
    raise SystemExit(130) from None

TYPE_CHECKING = False  # as typing has it, which takes long to load: every start of the program comes by here
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike
    from typing import Literal, TypeVar

    from gutbone.assess.result import Result
    from gutbone.rules.instrument import Instrument

    Frame = TypeVar("Frame")

__all__ = ["__version__", "assess", "load_rules", "score_frame"]


def load_rules(folder: "str | PathLike[str] | None" = None) -> "Instrument":
    """Load a folder of rules, or the packaged ones: checked, frozen, ready for :func:`assess` and :func:`score_frame`.

    Raises GutboneError, with file, line and column, for rules that cannot be used.

    >>> load_rules().id
    'gutbone-diet'
    """
    if folder is None:
        from gutbone.rules.packaged import load_packaged

        return load_packaged()
    from pathlib import Path

    from gutbone.rules.load import load_instrument

    return load_instrument(Path(folder))


def assess(
    answers: "Mapping[str, str | float | None]",
    *,
    conditions: "Iterable[str] | None" = None,
    flags: "Iterable[str] | None" = None,
    age: str | None = None,
    rules: "Instrument | str | PathLike[str] | None" = None,
) -> "Result":
    """Score and advise one person.

    An answer is an option's id, an amount in the item's unit, ``"n/a"`` where the question does not apply, or None for
    not sure; a question that is left out was not asked. ``conditions`` and ``flags`` are ids: None when nobody asked,
    empty when there are none. ``age`` is the id of an age group. Raises GutboneError for whatever the rules do not know.

    >>> assess({"cups": "six_to_eight"}, conditions=["lithium"]).domains["hydration"].status
    'not_for_you'
    """
    from gutbone.answers.read import answers_from
    from gutbone.assess.assess import assess
    from gutbone.base.clock import now

    said = {"answers": dict(answers), "conditions": _listed(conditions), "flags": _listed(flags), "age": age}
    instrument = _instrument(rules)
    return assess(
        instrument, answers_from({**said, "assessed_at": now()}, instrument, lambda path: ".".join(map(str, path)))
    )


def score_frame(
    frame: "Frame",
    *,
    rules: "Instrument | str | PathLike[str] | None" = None,
    mode: 'Literal["full", "core"]' = "full",
    numbers: 'Literal["amounts", "codes"] | None' = None,
    missing: "Iterable[str]" = (),
    codebook: "Mapping[str, Mapping[str, str]] | None" = None,
) -> "Frame":
    """Score a table of answers, a row a person and a column an item; a frame comes back of the kind that went in.

    Takes frames of Polars, pandas, PyArrow, DuckDB, Dask and PySpark, those of Polars, Dask and PySpark lazily, and
    whatever else has Arrow's PyCapsule interface, which comes back as a frame of Polars; needs the extra ``cohort``.
    ``numbers`` says whether whole numbers are amounts or codes that count options from 1; a lazy frame needs it wherever
    there are whole numbers. ``missing`` are values that mean nothing is known, and ``codebook`` maps the values of a
    column to options. Raises GutboneError for columns that cannot be told apart or that hold no answers, and for whole
    numbers that could be either; what is wrong with a cell stands in its row's ``problem``.

    >>> import polars
    >>> score_frame(polars.DataFrame({"fruit": ["two_a_day"], "cups": [6.5]}))["answered"].to_list()
    [2]
    """
    from gutbone.cohort import needs_extra

    with needs_extra():
        from gutbone.answers.responses import Reading
        from gutbone.cohort.frames import Frames

        marks = tuple(str(mark) for mark in missing)
        book = {
            name: {str(value): option for value, option in values.items()} for name, values in (codebook or {}).items()
        }
        reading = Reading(numbers=numbers, missing=marks, codebook=book)
        scored: Frame = Frames(_instrument(rules), mode, reading).score(frame)
    return scored


def _instrument(rules: "Instrument | str | PathLike[str] | None") -> "Instrument":
    from gutbone.rules.instrument import Instrument

    return rules if isinstance(rules, Instrument) else load_rules(rules)


def _listed(ids: "Iterable[str] | None") -> list[str] | None:
    return None if ids is None else list(ids)
