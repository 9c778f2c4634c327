"""Where the rules' statements come from, how strong the evidence is, and who stands behind the quiz."""

from typing import Literal

from gutbone.rule import Named, Rule

Strength = Literal["strong", "moderate", "weak", "none", "unknown"]


class Source(Named, frozen=True):
    """Where a number or a statement comes from, and how far it was checked."""

    cites: str
    kind: Literal["article", "guideline", "review", "trial", "study", "charity", "leaflet", "judgement"]
    strength: Strength
    read: Literal["yes", "second_hand", "no"]


class Why(Rule, frozen=True):
    """Why something is asked, and how strong the evidence is for health and for bones."""

    text: str
    health: Strength
    bone: Strength
    sources: tuple[str, ...]


class ArticlePoint(Rule, frozen=True):
    """One claim or step of the article, with how strong the evidence for it is."""

    label: str
    text: str
    health: Strength
    bone: Strength
    sources: tuple[str, ...]
    domain: str | None = None


class Article(Rule, frozen=True):
    """The file ``article.yaml``: what ``gutbone explain`` prints."""

    title: str
    publisher: str
    opening: str
    ways: tuple[ArticlePoint, ...]
    steps: tuple[ArticlePoint, ...]
    closing: str


class Clinic(Rule, frozen=True):
    """Where the result points to. Same words for everyone, whatever the score."""

    name: str
    phone: str
    address: str
    online: str
    prompt: str
    who: tuple[str, ...]
    gp: str
