"""JSON Schemas of classes, the same under every Python."""

from inspect import cleandoc
from typing import Any

import msgspec

EXACT = {"type": "string", "format": "decimal"}  # what msgspec adds to a whole number that may also be a decimal


def schema_of(kind: Any, title: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a class; its docstrings are the descriptions."""
    schema = _plain(msgspec.json.schema(kind))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _plain(part: Any) -> Any:
    """Take the margin off every description, which some releases of Python and msgspec keep, and call points numbers."""
    if isinstance(part, list):
        is_exact = EXACT in part
        found = [_plain(entry) for entry in part if entry != EXACT]
        return [entry | {"type": "number"} if is_exact and entry.get("type") == "integer" else entry for entry in found]
    if isinstance(part, str):
        return cleandoc(part).replace("int | decimal.Decimal", "number").replace("int___decimal.Decimal", "number")
    if not isinstance(part, dict):
        return part
    plain = {_plain(key): _plain(value) for key, value in part.items()}
    return plain.pop("anyOf")[0] | plain if len(plain.get("anyOf", ())) == 1 else plain
