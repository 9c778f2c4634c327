"""Lines of JSON, an object each, as the cells of a table: rows, answers files, results and FHIR responses."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from gutbone.answers.one import PLAIN_NUMBER
from gutbone.answers.read import answers_from
from gutbone.answers.responses import NOT_APPLICABLE, Responses
from gutbone.assess.columns import CONDITIONS
from gutbone.base.errors import GutboneError
from gutbone.exchange.read import KEYS, RESULT_SCHEMA, said_in
from gutbone.rules.instrument import Instrument

ROW, ANSWERS, RESULT, RESPONSE = "a row", "an answers file", "a result", "a FHIR response"
ABOUT = ("ref", "assessed_at")
HEAD = (*ABOUT, "mode", "instrument")


class Number(str):
    """A number as its digits stand in the file."""

    __slots__ = ()


def object_of(line: bytes, where: str) -> dict[str, Any]:
    """Read one line. Raises GutboneError (exit code 2) for what is no object, or says something twice."""
    try:
        value = json.loads(line, parse_int=Number, parse_float=Number, parse_constant=str, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        value = None
    except GutboneError as error:
        error.where = where
        raise
    if not isinstance(value, dict):
        raise GutboneError("TABLE_019", "this line is no JSON object.", "Write an object a line, in braces.", where)
    return value


def kind_of_object(value: Mapping[str, Any]) -> str:
    """Tell what a line is, by the keys that only one kind has."""
    if "resourceType" in value:
        return RESPONSE
    if value.get("schema") == RESULT_SCHEMA:
        return RESULT
    return ANSWERS if isinstance(value.get("answers"), dict) else ROW


def names_in(value: Mapping[str, Any], kind: str, instrument: Instrument, where: str) -> Iterable[str]:
    """Name the columns that a line has cells for; of a response without reading it, which takes long."""
    if kind == RESPONSE:
        return (*ABOUT, *instrument.items, CONDITIONS)
    return flat(value, instrument) if kind == ROW else cells_in(value, kind, instrument, where)


def responses_head(value: Mapping[str, Any], instrument: Instrument, where: str) -> Responses:
    """Read all of an answers file or a result but its answers. Raises GutboneError for those of another instrument."""
    return answers_from({**{name: value.get(name) for name in HEAD}, "answers": {}}, instrument, lambda _: where)


def cells_in(value: Mapping[str, Any], kind: str, instrument: Instrument, where: str) -> dict[str, str]:
    """Give the cells of a line that is no response, by the names of their columns.

    Raises GutboneError (exit code 2) for an answer that stands outside of an answers file's answers.
    """
    if kind == ROW:
        row = flat(value, instrument)
        return {name: _listed(cell) if CONDITIONS in name.casefold() else text_of(cell) for name, cell in row.items()}
    answers: Any = value.get("answers")
    beside: dict[str, str] = {}
    if kind == RESULT:
        try:
            answers = said_in(answers)
        except (GutboneError, TypeError, KeyError, AttributeError):
            raise GutboneError("TABLE_019", "these are no answers of a result.", "Use a whole result.", where) from None
    else:
        beside = {name: text_of(cell) for name, cell in value.items() if name not in KEYS}
    if outside := sorted(beside.keys() & {*answers, *instrument.items}):
        raise GutboneError(
            "TABLE_003", f"{outside[0]} stands beside the answers.", "Put it inside, or rename it.", where
        )
    about = {name: text_of(value.get(name)) for name in ABOUT}
    held = [*(_listed(value.get(CONDITIONS)).split()), text_of(value.get("age"))]
    conditions = " ".join(dict.fromkeys(name for name in held if name and (name != "none" or not held[-1])))
    return {**beside, **about, **{name: _answer(cell) for name, cell in answers.items()}, CONDITIONS: conditions}


def flat(value: Mapping[str, Any], instrument: Instrument) -> dict[str, Any]:
    """Take out of its group what stands in one, ``group/name``, where a question or the conditions do."""
    row: dict[str, Any] = {}
    for name, cell in value.items():
        inner = flat(cell, instrument) if isinstance(cell, dict) else {}
        known = {*instrument.items, CONDITIONS, *(instrument.condition if name.casefold() == CONDITIONS else ())}
        is_group = any(key.rpartition("/")[2].casefold() in known for key in inner)
        row |= {f"{name}/{key}": one for key, one in inner.items()} if is_group else {name: cell}
    return row


def cells_of_response(line: bytes, instrument: Instrument, where: str) -> dict[str, str]:
    """Give the cells of a FHIR response. Raises GutboneError (exit code 2), as for the file of one person."""
    from gutbone.exchange.fhir_read import read_response

    read = read_response(where, json.loads(line), instrument)
    answers = {name: option or "" for name, option in read.answers.items()}
    answers |= dict.fromkeys(read.not_applicable, NOT_APPLICABLE)
    held = " ".join(sorted(read.known)) or ("" if read.conditions is None else "none")
    return {"ref": read.ref or "", "assessed_at": read.assessed_at, **answers, CONDITIONS: held}


def text_of(cell: Any) -> str:
    """Write a value as the cell of a table; a list of one value is that value, as R writes it."""
    if isinstance(cell, list) and len(cell) == 1:
        cell = cell[0]
    if isinstance(cell, str) or cell is None:
        return cell or ""
    return _as_json(cell)


def _as_json(cell: Any) -> str:
    """Write a value as JSON, each number with the digits that it had."""
    if isinstance(cell, list):
        return f"[{', '.join(map(_as_json, cell))}]"
    if isinstance(cell, dict):
        return (
            f"{{{', '.join(f'{json.dumps(key, ensure_ascii=False)}: {_as_json(one)}' for key, one in cell.items())}}}"
        )
    return str(cell) if isinstance(cell, Number) else json.dumps(cell, ensure_ascii=False)


def _answer(cell: Any) -> str:
    """Write an answer of an answers file, in which a text is never an amount."""
    text = text_of(cell)
    is_text = isinstance(cell, str) and not isinstance(cell, Number)
    return f'"{text}"' if is_text and re.fullmatch(PLAIN_NUMBER, text.strip()) else text


def _listed(cell: Any) -> str:
    """Write a list of ids; an empty one says that there are none."""
    return " ".join(map(text_of, cell)) or "none" if isinstance(cell, list) else text_of(cell)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    block = dict(pairs)
    if len(block) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise GutboneError("TABLE_003", f"{twice} stands here twice.", "Rename or remove one.")
    return block
