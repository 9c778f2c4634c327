"""JSON Schemas of the rules files, for an editor to complete and underline; made from the model itself."""

from typing import Any

from gutbone.base.schema import schema_of
from gutbone.review.cases import Case
from gutbone.rules.file_kinds import FILES as RULES_FILES

FILES: dict[str, Any] = {**RULES_FILES, "cases": tuple[Case, ...]}


def rules_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of one kind of rules file."""
    schema = schema_of(FILES[name], f"gutbone rules: {name}")
    definitions = schema.setdefault("$defs", {})
    for block in {"Item", "Tip"} & definitions.keys():  # the file they stand in says their domain
        definitions[block]["properties"].pop("domain")
        definitions[block]["required"].remove("domain")
    if name == "words":  # those that are left out are filled in
        definitions["Words"].pop("required", None)
    return schema
