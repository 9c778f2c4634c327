"""Answers from a file of any kind: a table, a FHIR response, a result, or an answers file."""

from collections.abc import Iterable, Mapping
from typing import Any

from gutbone.answers.read import answers_from, placed
from gutbone.answers.responses import NOT_APPLICABLE, Reading, Responses
from gutbone.base.errors import GutboneError, check_known
from gutbone.base.plain_yaml import Document, parse
from gutbone.exchange.pick import BLANK, Pick, check_single
from gutbone.rules.instrument import Instrument

KEYS = ("answers", "conditions", "unasked", "age", "flags", "assessed_at", "ref", "mode", "instrument", "extra", "by")
PLAIN, ANY = Reading(), Pick()
WRITTEN = (".yaml", ".yml", ".json")  # the endings that answers have, and tables have not
RESULT_SCHEMA = "gutbone.result/1"


def read_answers(
    content: bytes, name: str, instrument: Instrument, reading: Reading = PLAIN, pick: Pick = ANY
) -> Responses:
    """Tell what kind of file this is, and read it; a reference in it may hold anything, and is printed with care.

    ``pick`` says which result, where a file of JSON holds several. Raises GutboneError (exit code 2) with the place of anything unknown or out of range.
    """
    _check_is_no_markup(content, name)
    if not (begins_as_text(content) and name.endswith(WRITTEN)):
        from gutbone.exchange.one_row import is_table, one_row, read_table  # it loads what reads tables

        if is_table(content, name, instrument):
            check_single(pick, name)
            return one_row(read_table(content, name, instrument.items), name, instrument, reading)
    if content.lstrip(BLANK).startswith(b"{"):
        from gutbone.exchange.several import line_of  # it is for JSON alone

        if line := line_of(content, name, pick):
            (content, name), pick = line, Pick(ref=pick.ref)
    document = parse(content, name, any_text=True)
    value, where = document.value, document.where
    if not isinstance(value, dict):
        raise GutboneError("ANSWERS_001", "this holds no answers.", 'Begin it with "answers:".', where(()))
    if "resourceType" in value:
        from gutbone.exchange.fhir_read import read_response
        from gutbone.exchange.several import response_of

        value, name = response_of(value, name, pick)
        return read_response(name, value, instrument)
    check_single(pick, name)
    if value.get("schema") == RESULT_SCHEMA:
        return _result(document, instrument)
    for key in value:
        with placed(where, key, "key"):
            check_known(key, KEYS, "key")
    return answers_from(value, instrument, where)


def _check_is_no_markup(content: bytes, name: str) -> None:
    """Refuse XML, which much software for forms can give as well as JSON, and web pages; a table of Stata is neither."""
    start = (
        content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    )  # without marks of encodings
    if not start.startswith(b"<"):
        return
    from gutbone.exchange.table_kinds import is_packed_table  # it loads what reads tables

    if not is_packed_table(content):
        what = "a web page" if start.startswith((b"<html", b"<!doctype html")) else "XML"
        fix = "Save the answers as JSON: of FHIR, too, only its JSON is read."
        raise GutboneError("FILE_006", f"this is {what}.", fix, name)


def begins_as_text(content: bytes) -> bool:
    """Say whether a file begins with letters, as all do that take no library to read: answers, and tables in text."""
    is_printable = content[:4].isascii() and min(content[:4], default=9) >= 9  # a tab is the first that text has
    return is_printable and not content.startswith((b"PAR1", b"PK", b"$FL", b"HEAD", b"<"))


def _result(file: Document, instrument: Instrument) -> Responses:
    """Read a result: an answers file in which every answer is a block that says what became of it."""
    answers = file.value.get("answers")
    with placed(file.where, "answers"):
        if not isinstance(answers, list) or not all(
            isinstance(answer, dict) and isinstance(answer.get("item"), str) for answer in answers
        ):
            raise GutboneError("ANSWERS_001", "these are no answers of a result.", "Use a whole result.")
        given = said_in(answers)
    items = [answer["item"] for answer in answers]
    return answers_from(
        {**file.value, "answers": given},
        instrument,
        lambda path: file.where(("answers", items.index(path[1]), "option") if path[0] == "answers" else path),
    )


def said_in(answers: Iterable[Mapping[str, Any]]) -> dict[str, str | None]:
    """Take what was said back out of a result's answers; what was settled or not asked is worked out anew."""
    said: dict[str, str | None] = {}
    for answer in answers:
        name, status = answer["item"], answer.get("status")
        option = answer.get("overridden" if status == "settled" else "option")
        if answer.get("amount") is not None:
            option = str(answer["amount"])
        if name in said:
            raise GutboneError("ANSWERS_001", f"{name} is answered twice.", "Leave one of them out.")
        if status == "not_applicable" and option is None:
            option = NOT_APPLICABLE
        if option is not None or status == "not_sure":
            said[name] = option
    return said
