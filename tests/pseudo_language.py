"""Write the packaged rules with every word marked, to find what is said that the rules cannot say otherwise.

    PYTHONPATH=. python tests/pseudo_language.py FOLDER

Each word of two letters or more gets ``zq`` before it; what the program fills in, ids and machine's names do not.
"""

import re
import sys
from pathlib import Path

import yaml

from gutbone.base.files import packaged_rules
from gutbone.rules.load import load_instrument

MARK = "zq"
LISTED = Path(__file__).resolve().parent.parent / "gutbone" / "review" / "messages.yaml"
WORD = re.compile(r"[^\W\d_]{2,}")
GAP = re.compile(r"(\{\w*\})")
# The keys whose values are read by people; all others hold ids, numbers, or notes for editors.
TEXTS = {*"""
    title purpose recall before_start before_form before_form_with_safety label sentence because limits standing_lines
    text hint help say group brief none_say not_asked_say praise_beside heading held_say cites means name address online
    who prompt gp unit points_because said plan invite publisher opening closing
""".split()}  # fmt: skip  # noqa: SIM905  a list to read


def marked(text: str) -> str:
    """Mark every word of a text, but for what is filled in."""
    parts = GAP.split(text)
    return "".join(part if GAP.fullmatch(part) else WORD.sub(lambda word: MARK + word[0], part) for part in parts)


def _marked_in(value, key: str, place: str = ""):
    """Mark the texts of a file: those behind the keys that people read, and what a domain calls its bands."""
    if isinstance(value, dict):
        return {k: _marked_in(v, "label" if key == "bands" and k != "source" else k, place) for k, v in value.items()}
    if isinstance(value, list):
        return [_marked_in(entry, key, place) for entry in value]
    return marked(value) if isinstance(value, str) and key in TEXTS else value


def write(folder: Path) -> Path:
    """Write the whole folder, without cases."""
    packaged = packaged_rules()
    for path in sorted(packaged.rglob("*.yaml")):
        name = path.relative_to(packaged)
        if name.parts[0] in {"cases", "schema"}:
            continue
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
        if name.name == "words.yaml":
            value = {key: marked(text) for key, text in value.items()}
        elif name.name == "instrument.yaml":
            edges = value["bands"]["edges"]
            value = _marked_in({**value, "language": "en-x-pseudo"}, "")
            value["bands"] = {**value["bands"], "of": "percent", "edges": _marked_in(edges, "")}
            value["bands"]["source"] = "judgement"
        else:
            value = _marked_in(value, "")
        _dump(value, folder / name)
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    _dump({text: marked(text.replace("{{", "{").replace("}}", "}")) for text in listed}, folder / "messages.yaml")
    return folder


def _dump(value, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**6), encoding="utf-8")


def unmarked(text: str, names: frozenset[str] | set[str]) -> set[str]:
    """Give the words of a text that have no mark and are no names."""
    words = set(re.findall(r"[^\W\d_](?:[\w]*[^\W_])?", text))
    return {word for word in words if WORD.search(word) and not word.lower().startswith(MARK) and word not in names}


if __name__ == "__main__":
    load_instrument(write(Path(sys.argv[1])))
