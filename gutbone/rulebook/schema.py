"""JSON Schemas of the rules files, for an editor to complete and underline; made from the model itself."""

from typing import Any

import msgspec

from gutbone.rulebook.cases import Case
from gutbone.rulebook.files import FILES as RULES_FILES

FILES: dict[str, Any] = {**RULES_FILES, "cases": tuple[Case, ...]}


def rules_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of one kind of rules file."""
    schema = msgspec.json.schema(FILES[name])
    definitions = schema.setdefault("$defs", {})
    for block in ("Item", "Tip"):
        _forget(definitions.get(block), "domain")  # the file says which domain they stand in
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"gutbone rules: {name}", **schema}


def _forget(definition: dict[str, Any] | None, key: str) -> None:
    """Remove a key that the program fills in and a file may not hold."""
    if definition:
        definition["properties"].pop(key, None)
        definition["required"].remove(key)
