"""Why something is asked or said; and every id, with its words."""

from typing import Annotated

from typer import Argument, Option, Typer

from gutbone.base import terminal
from gutbone.base.errors import GutboneError
from gutbone.base.text import linked
from gutbone.cli import options
from gutbone.cli.options import completes
from gutbone.cli.spread import command

app = Typer(name="explain", add_completion=False, rich_markup_mode=None)
KINDS = ("items", "tips", "domain", "condition", "flag")  # of what can be explained
Id = Annotated[
    str | None,
    Argument(metavar="[ID]", help="A question, tip, domain, condition or flag.", autocompletion=completes(*KINDS)),
]


@command(app)
def explain(
    *,
    id: Id = None,
    rules: options.Rules = None,
    lists: Annotated[bool, Option("--list", help="Name every id, with its words.")] = False,
) -> None:
    """Say why something is asked or advised, its points, its sources and how strong they are.

    $ gutbone explain
    $ gutbone explain {item}
    $ gutbone explain {condition}
    $ gutbone explain --list
    """
    from gutbone.report.explain import explain_article, explain_id
    from gutbone.report.names import list_names

    if lists and id is not None:
        raise GutboneError("OPTIONS_015", "--list names every id.", "Leave out the one, or --list.")
    instrument, columns = options.instrument(rules), terminal.window()[0]
    if lists:
        terminal.deliver(list_names(instrument, columns))
    else:
        text = explain_article(instrument, columns) if id is None else explain_id(instrument, id, columns)
        terminal.deliver(linked(text) if terminal.takes_links() else text)
