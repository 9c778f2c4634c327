"""The files ``article.yaml`` and ``clinic.yaml``: what the quiz rests on, and who stands behind it."""

from gutbone.rules.block import DomainId, Link, Rule, SourceId, Strength


class ArticlePoint(Rule, frozen=True):
    """One claim or step of the article, with how strong the evidence for it is."""

    label: str
    text: str
    health: Strength
    bone: Strength
    sources: tuple[SourceId, ...]
    domain: DomainId | None = None


class Article(Rule, frozen=True):
    """The file ``article.yaml``: what ``gutbone explain`` prints."""

    title: str
    publisher: str
    opening: str
    ways: tuple[ArticlePoint, ...]
    steps: tuple[ArticlePoint, ...]
    closing: str


class Clinic(Rule, frozen=True):
    """Where the result points to. Same words for everyone, whatever the score.

    Exported forms name it as their publisher, unless there is another ``publisher``. ``book`` is the page to book on.
    """

    name: str
    phone: str
    address: str
    online: str
    prompt: str
    who: tuple[str, ...]
    gp: str
    publisher: str | None = None
    book: Link | None = None
