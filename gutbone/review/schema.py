"""JSON Schemas of the rules files, for an editor to complete and underline; made from the model itself."""

from inspect import cleandoc
from typing import Any

import msgspec

from gutbone.review.cases import Case
from gutbone.rules.file_kinds import FILES as RULES_FILES

FILES: dict[str, Any] = {**RULES_FILES, "cases": tuple[Case, ...]}


def rules_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of one kind of rules file."""
    schema = msgspec.json.schema(FILES[name])
    definitions = schema.setdefault("$defs", {})
    for block in {"Item", "Tip"} & definitions.keys():  # the file they stand in says their domain
        definitions[block]["properties"].pop("domain")
        definitions[block]["required"].remove("domain")
    for definition in definitions.values():  # Python and msgspec keep or drop the margin, by their version
        if "description" in definition:
            definition["description"] = cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"gutbone rules: {name}", **schema}
