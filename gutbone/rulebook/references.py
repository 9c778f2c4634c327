"""Check that every id that rules use is defined: the tables say where ids are used, and of what kind."""

from gutbone.errors import GutboneError, did_you_mean
from gutbone.plain_yaml import Document, Path_
from gutbone.rulebook.ids import DOMAIN_FILES, Defined, definition_problems, definitions, documents_of, problem, walk

TIP = {
    "asks/*": "food",
    "only_with/*": "condition",
    "unless/*": "condition",
    "sources/*": "source",
    "when/{}": "item",
    "when_any/{}": "item",
    "when_band/{}": "domain",
    "when_band/*/*": "band",
    "with_tip_in": "domain",
    "step/{}": "item",
    "named_safely/{}": "food",
    "when/*/*": "option",
    "when_any/*/*": "option",
    "step/*/{}": "option",
    "step/*/*": "option",
}

# Where to define an id that is missing; the other kinds have their ids in the file that uses them.
DEFINE = {
    "source": "sources.yaml",
    "food": "foods.yaml",
    "condition": "conditions.yaml",
    "domain": "instrument.yaml and a file in domains/",
}

# file: path of an id that is used, and its kind
USED = {
    "instrument.yaml": {
        "domains/*": "domain",
        "advice/order/*": "domain",
        "bands/source": "source",
        **{f"closing/*/{path}": kind for path, kind in TIP.items()},
    },
    DOMAIN_FILES: {
        "needs/*": "item",
        "why/sources/*": "source",
        "items/*/sources/*": "source",
        "items/*/why/sources/*": "source",
        "items/*/no_praise_with/*": "condition",
        "items/*/asked_unless/{}": "item",
        "items/*/asked_unless/*/*": "option",
        **{f"tips/*/{path}": kind for path, kind in TIP.items()},
    },
    "foods.yaml": {"*/also/*": "food"},
    "conditions.yaml": {
        "not_asked/notes/*/about/*": "food",
        "conditions/*/not_applicable/*": "domain or item",
        "conditions/*/avoids/*": "food",
        "conditions/*/covers/*": "domain",
        "conditions/*/notes/*/about/*": "food",
        "conditions/*/sources/*": "source",
        "age/groups/*/sources/*": "source",
    },
    "flags.yaml": {
        "flags/*/level": "level",
        "flags/*/holds/*": "domain",
        "flags/*/holds_tips/*": "tip",
        "flags/*/acts_like/*": "condition",
        "flags/*/cautions/{}": "domain",
        "flags/*/sources/*": "source",
    },
    "article.yaml": {
        "ways/*/sources/*": "source",
        "steps/*/sources/*": "source",
        "steps/*/domain": "domain",
    },
}


def reference_problems(documents: dict[str, Document]) -> list[GutboneError]:
    """Give every id that is used and not defined, and all that is wrong with definitions."""
    defined = definitions(documents)
    known = {kind: {place.id for place in places} for kind, places in defined.items()}
    known["domain"] |= {name.removeprefix(DOMAIN_FILES).removesuffix(".yaml") for name in documents if "/" in name}
    known["domain or item"] = known["domain"] | known["item"]
    options = _options(defined)
    problems = list(definition_problems(documents, defined))
    for file, table in USED.items():
        for document in documents_of(documents, file):
            for pattern, kind in table.items():
                for path, value in walk(document.value, pattern):
                    allowed = options.get(str(_item_of(path))) if kind == "option" else known[kind]
                    if allowed is not None and value not in allowed:  # None: the option's item is not there
                        what = f"there is no {kind} {value}."
                        problems.append(problem("IDS_001", document, path, what, _fix(kind, value, allowed)))
    return problems


def _options(defined: dict[str, list[Defined]]) -> dict[str, set[str]]:
    """Give the option ids of every item."""
    items = {(place.document.name, place.path[1]): place.id for place in defined["item"]}
    options: dict[str, set[str]] = {item: set() for item in items.values()}
    for place in defined["option"]:
        options[items[place.document.name, place.path[1]]].add(place.id)
    return options


def _fix(kind: str, value: str, allowed: set[str]) -> str:
    """Say which id may be meant, or where to define this one."""
    near = did_you_mean(value, sorted(allowed))
    define = f"define it in {DEFINE[kind]}." if kind in DEFINE else "give one that name."
    return near or f"Correct it, or {define}"


def _item_of(path: Path_) -> str | int:
    """Give the item that an option in ``when``, ``step`` or ``asked_unless`` belongs to: its mapping's key."""
    for name in ("when", "when_any", "step", "asked_unless"):
        if name in path:
            return path[path.index(name) + 1]
    return ""
