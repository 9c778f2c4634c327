"""The page that takes a number, in the single-key face: digits are collected until Enter."""

from typing import TypeVar

from msgspec.structs import replace

from gutbone.quiz.keymap import ViewKind, meaning_of
from gutbone.quiz.page import NOT_SURE
from gutbone.quiz.session import Choose, Command, Confirm, Say, amount_item
from gutbone.quiz.views import Body, View
from gutbone.rules.amount_words import of_amount

MOST_TYPED = 12
Typed = TypeVar("Typed", bound=View)


class AmountPage(View, frozen=True):
    """A page on which a number is typed; the one that was said before stands until another is."""

    @property
    def kind(self) -> ViewKind:
        """The kind of page that keys depend on."""
        return "amount"

    @property
    def fix(self) -> str:
        """What to type here, in one sentence."""
        item = amount_item(self.session)
        return of_amount(self.session.words, "fix_amount", item) if item else super().fix

    def press(self, key: str) -> View | Command:
        """Type the number, erase, or say it."""
        match meaning_of(key, self.kind):
            case "digit" | "point":
                return with_key(self, key)
            case "erase":
                return without_key(self)
            case "go_on":
                return said(self.typed)
        return super().press(key)

    def _body(self) -> Body:
        """Show what was typed, and how to say that nobody is sure."""
        typed = self._wrap(self.session.words.typed_amount.format(number=self.typed))
        unsure = [line for one in self.page.choices for line in self._wrap(one.label, prefix=f"  {one.word} ")]
        return [*typed, *unsure], (0, 0)


def with_key(view: Typed, key: str) -> Typed:
    """Add a key to what was typed, and begin anew after a number that was said before; a comma is a point."""
    typed = "" if view.page.amount else view.typed
    page = replace(view.page, amount="")
    return replace(view, page=page, typed=(typed + (NOT_SURE if key == "," else key))[:MOST_TYPED])


def without_key(view: Typed) -> Typed:
    """Take back the last key."""
    return replace(view, page=replace(view.page, amount=""), typed=view.typed[:-1])


def said(typed: str) -> Command:
    """Give what was typed as a command: a lone point says not sure."""
    return Choose(0) if typed == NOT_SURE else Say(typed) if typed else Confirm()
