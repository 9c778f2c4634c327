"""JSON Schemas of classes, the same under every Python."""

from typing import Any

import msgspec


def schema_of(kind: Any, title: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a class; its docstrings are the descriptions."""
    schema = _without_margins(msgspec.json.schema(kind))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _without_margins(part: Any) -> Any:
    """Take the margin off every description: some releases of Python and msgspec keep it, others do not."""
    from inspect import cleandoc

    if isinstance(part, list):
        return [_without_margins(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    texts = {key: cleandoc(text) for key, text in part.items() if key == "description" and isinstance(text, str)}
    return {key: _without_margins(value) for key, value in part.items()} | texts
