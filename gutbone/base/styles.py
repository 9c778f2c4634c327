"""How each part of a result or of the quiz looks in a terminal: the eight basic colours at most."""

from typing import Literal

Role = Literal["plain", "heading", "urgent", "tip", "bar", "measure", "group", "chosen"]

STYLES: dict[Role, str] = {
    "plain": "",
    "heading": "bold",
    "urgent": "bold reverse",
    "tip": "bold cyan",
    "bar": "cyan",
    "measure": "",  # a bar that is better empty: no colour speaks for a full one
    "group": "underline",
    "chosen": "cyan",
}

BARS: frozenset[Role] = frozenset({"bar", "measure"})
