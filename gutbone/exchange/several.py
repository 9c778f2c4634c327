"""A file that holds several results: lines of JSON, such as the history's own or FHIR's, or the responses of a Bundle."""

from typing import Any

from msgspec import Struct

from gutbone.base.commands import command
from gutbone.base.errors import GutboneError
from gutbone.base.messages import said
from gutbone.exchange.pick import BLANK, Pick, check_single

MOST_NAMED = 5
BUNDLE, RESPONSE = "Bundle", "QuestionnaireResponse"


class Piece(Struct, frozen=True):
    """One result of several: its number, its reference, and what it is."""

    number: int
    ref: str | None
    value: Any


def line_of(content: bytes, name: str, pick: Pick) -> tuple[bytes, str] | None:
    """Give the line of a file of several that was picked, as a file of its own, and its place; None for other files.

    Raises GutboneError (exit code 2) where none or several fit, and for a line that breaks off.
    """
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip(BLANK)]
    if sum(line.lstrip(BLANK).startswith(b"{") for _, line in lines) < 2 or _object(lines[0][1]) is None:
        return None
    values = {number: _in_line(line, f"{name}:{number}") for number, line in lines}
    held = {number: _responses(value) if "resourceType" in value else [value] for number, value in values.items()}
    one = _picked([Piece(n, _ref(held[n][0]), line) for n, line in lines if held[n]], name, pick)
    if "resourceType" in values[one.number]:
        return one.value, f"{name}:{one.number}"
    return b"\n" * (one.number - 1) + one.value, name  # so that errors name its line


def response_of(value: dict[str, Any], name: str, pick: Pick) -> tuple[dict[str, Any], str]:
    """Give a Bundle of several with nothing but the response that was picked, and its place; anything else as it is."""
    held = _responses(value)
    if len(held) < 2:
        check_single(pick, name)
        return value, name
    one = _picked([Piece(number, _ref(each), each) for number, each in enumerate(held, 1)], name, pick)
    alone = [entry for entry in value["entry"] if isinstance(entry, dict) and entry.get("resource") is one.value]
    return {**value, "entry": alone}, f"{name}: {said(f'response {one.number}')}"


def _picked(pieces: list[Piece], name: str, pick: Pick) -> Piece:
    if pick.number is not None:
        found = [one for one in pieces if one.number == pick.number]
    else:
        found = [one for one in pieces if pick.ref is None or one.ref == pick.ref or len(pieces) == 1]
    if len(found) == 1:
        return found[0]
    what = f"this file holds {len(pieces)} results."
    if pick.number is not None:
        what = f"no result stands at {pick.number} in this file."
    elif pick.ref is not None:
        what += f" With the reference {pick.ref}: {len(found)}."
    numbers = ", ".join(str(one.number) for one in pieces[:MOST_NAMED]) + (", ..." if len(pieces) > MOST_NAMED else "")
    fix = f"Pick one by its --ref, or by --line {numbers}. To score all: {command('cohort')}"
    raise GutboneError("ANSWERS_011", what, fix, name)


def _object(text: bytes) -> dict[str, Any] | None:
    """Give the JSON object that a text is; None where it is none, or not a whole one."""
    import json  # only for such files

    if not text.lstrip(BLANK).startswith(b"{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _in_line(line: bytes, place: str) -> dict[str, Any]:
    if (value := _object(line)) is None:
        what, fix = "this line breaks off, or is no JSON object.", "Use the whole file, an object a line."
        raise GutboneError("ANSWERS_014", what, fix, place)
    return value


def _responses(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the responses in a resource: itself, or those in a Bundle; what is of another shape is refused by its reader."""
    if value.get("resourceType") != BUNDLE:
        return [value] if value.get("resourceType") == RESPONSE else []
    entries = value.get("entry")
    inner = [entry.get("resource") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return [one for one in inner if isinstance(one, dict) and one.get("resourceType") == RESPONSE]


def _ref(value: dict[str, Any]) -> str | None:
    """Give the reference in an answers file, a result or a response."""
    found = value.get("ref", value.get("identifier"))
    found = found.get("value") if isinstance(found, dict) else found
    return str(found) if isinstance(found, str | int) else None
