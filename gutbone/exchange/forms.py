"""What stands for this instrument in other people's software: its forms, and a person's response, a row a format."""

from collections.abc import Iterator

from gutbone.assess.result import Result
from gutbone.base.text import indented
from gutbone.rules.instrument import Instrument

FORMATS = ("fhir", "xlsform", "redcap", "csv", "table", "sample", "card")


def render_form(
    instrument: Instrument, form: str, *, now: str, weights: bool = True, with_safety: bool = False
) -> str | bytes:
    """Write the form; only FHIR can leave out ``weights``, since nothing else shows them.

    FHIR and XLSForm can ask about health too, ``with_safety``.
    """
    from gutbone.exchange.card import card
    from gutbone.exchange.dictionary import dictionary
    from gutbone.exchange.fhir_form import questionnaire
    from gutbone.exchange.redcap import redcap
    from gutbone.exchange.templates import blank_table, sample_table
    from gutbone.exchange.xlsform import xlsform

    if form == "xlsform":
        return xlsform(instrument, now, with_safety=with_safety)
    tables = {"redcap": redcap, "csv": dictionary, "table": blank_table, "sample": sample_table, "card": card}
    if form in tables:
        return tables[form](instrument)
    return indented(questionnaire(instrument, date=now, weights=weights, with_safety=with_safety))


def render_response(
    result: Result, instrument: Instrument, ids: Iterator[str], *, observation: bool = False, with_safety: bool = False
) -> str:
    """Write a person's response, alone or in a bundle with its observations; what has no id gets a new one."""
    from gutbone.exchange.fhir_write import bundle, response

    own = response(result, instrument, result.response or next(ids), with_safety=with_safety)
    return indented(bundle(result, instrument, own, ids) if observation else own)
