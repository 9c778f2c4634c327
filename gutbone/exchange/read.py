"""Answers from any file, told apart by what is in them."""

from gutbone.answers.read import answers_in
from gutbone.answers.responses import Responses
from gutbone.base.plain_yaml import parse
from gutbone.rules.instrument import Instrument


def read_answers(content: bytes, name: str, instrument: Instrument) -> Responses:
    """Read an answers file, a result that gutbone wrote, or a FHIR QuestionnaireResponse.

    Raises GutboneError (exit code 2) with the place of anything unknown or out of range.
    """
    document = parse(content, name, any_text=True)  # a reference may hold anything, and is printed with care
    if isinstance(document.value, dict) and "resourceType" in document.value:
        from gutbone.exchange.fhir_read import Part, read_response

        return read_response(Part(name, document.value), instrument)
    return answers_in(document, instrument)
