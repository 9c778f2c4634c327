"""The words and messages of a folder of rules, whatever else is wrong with it: for who is told just that."""

from pathlib import Path
from typing import Any

from msgspec import convert

from gutbone.base.errors import GutboneError
from gutbone.base.files import packaged_rules, read_bytes
from gutbone.base.plain_yaml import parse
from gutbone.rules.load import MOST_BYTES, packaged_words
from gutbone.rules.must_hold import placeholder_problems
from gutbone.rules.words import Words


def voice(folder: Path | None) -> tuple[Words, dict[str, str]]:
    """Give the words of a folder, the packaged ones in place of those that cannot be used, and its messages."""
    packaged, own = packaged_words(), _texts(folder, "words")
    texts = {**packaged, **{key: text for key, text in own.items() if key in packaged}}
    wrong = {str(problem.path[0]) for problem in placeholder_problems(convert(texts, Words), packaged)}
    return convert(texts | {key: packaged[key] for key in wrong}, Words), _texts(folder, "messages")


def _texts(folder: Path | None, name: str) -> dict[str, str]:
    """Read the texts of a file that holds nothing else; what is there and no text is left out."""
    path = (folder or packaged_rules()) / f"{name}.yaml"
    try:
        value: Any = parse(read_bytes(path, str(path), MOST_BYTES), str(path)).value
    except GutboneError:
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)} if isinstance(value, dict) else {}
