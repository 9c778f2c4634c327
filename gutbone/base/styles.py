"""How each part of a result or of the quiz looks in a terminal: the eight basic colours at most."""

from typing import Literal

Role = Literal["plain", "heading", "urgent", "tip", "bar", "group", "chosen"]

STYLES: dict[Role, str] = {
    "plain": "",
    "heading": "bold",
    "urgent": "bold reverse",
    "tip": "bold cyan",
    "bar": "cyan",
    "group": "underline",
    "chosen": "cyan",
}
