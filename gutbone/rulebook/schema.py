"""JSON Schemas of the rules files, for an editor to complete and underline; made from the model itself."""

from typing import Any

import msgspec

from gutbone.rulebook.cases import Case
from gutbone.rules import Article, Clinic, Conditions, Domain, Flags, Food, Head, Source, Tip
from gutbone.words import Words

FILES: dict[str, Any] = {
    "instrument": Head,
    "domain": Domain,
    "foods": tuple[Food, ...],
    "conditions": Conditions,
    "flags": Flags,
    "clinic": Clinic,
    "article": Article,
    "sources": tuple[Source, ...],
    "words": Words,
    "cases": tuple[Case, ...],
}


def rules_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of one kind of rules file."""
    schema = msgspec.json.schema(FILES[name])
    definitions = schema.setdefault("$defs", {})
    for block in ("Item", "Tip"):
        _forget(definitions.get(block), "domain")  # the file says which domain they stand in
    if name == "instrument":
        tip = msgspec.json.schema(Tip)["$defs"]
        definitions.update(tip)
        _forget(definitions["Tip"], "domain")
        head = definitions["Head"]
        head["properties"]["domains"] = {"type": "array", "items": {"type": "string"}}
        head["properties"]["closing"] = {"type": "array", "items": {"$ref": "#/$defs/Tip"}}
        head["required"].append("domains")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"gutbone rules: {name}", **schema}


def _forget(definition: dict[str, Any] | None, key: str) -> None:
    """Remove a key that the program fills in and a file may not hold."""
    if definition:
        definition["properties"].pop(key, None)
        definition["required"].remove(key)
