"""Every kind of mistake in rules is found where it stands, by its code, line and column.

Each file in ``broken/mistakes`` is one mistake over the small rules in ``broken/rules``: the text to find and
what stands there in its place (or a file to write or to remove), and beside it what must be reported, in full.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from terminal import run

from gutbone.rulebook.check import check_rules
from gutbone.rulebook.load import RulesError, load_instrument, packaged_words

BROKEN = Path(__file__).parent / "broken"
CODE = Path(__file__).parent.parent / "gutbone"
MISTAKES = {
    path.stem.replace("-", " "): yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((BROKEN / "mistakes").glob("*.yaml"))
}
KINDS = ("YAML", "RULES", "IDS", "ITEM", "POINTS", "EDGES", "BANDS", "TIP")
KINDS += ("SOURCE", "FOOD", "PEOPLE", "WORDS", "READING", "ADVICE")
COMMANDS = [
    ("quiz",),
    ("quiz", "--plain"),
    ("screen", "22"),
    ("screen",),
    ("score", "-"),
    ("explain",),
    ("explain", "greens"),
    ("rules", "show"),
    ("rules", "test"),
]


def lay(mistake, folder):
    """Copy the small rules and make the mistake in them."""
    shutil.copytree(BROKEN / "rules", folder, dirs_exist_ok=True)
    for change in (mistake, *mistake.get("and", ())):
        path = folder / change["file"]
        if change.get("remove"):
            path.unlink()
        elif "instead_of" in change:
            words = [
                f"{key}: {json.dumps(text)}" for key, text in packaged_words().items() if key != change["instead_of"]
            ]
            path.write_text("\n".join([change["write"], *words]), encoding="utf-8")
        elif "write" in change:
            path.write_text(change["write"], encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
            assert change["find"] in text, f"there is no {change['find']!r} in {change['file']}"
            text = text.replace(change["find"], change["replace"], 1)
            path.write_text(text, encoding=change.get("encoding", "utf-8"))
    return folder


def found(folder):
    return check_rules(folder).problems
