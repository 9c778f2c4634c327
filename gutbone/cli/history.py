"""See, export, bring back and delete the results you kept on this computer.

$ gutbone history list
$ gutbone history trend
$ gutbone history delete --all
"""

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option, Typer

from gutbone.base import kept_files, terminal
from gutbone.base.errors import GutboneError
from gutbone.cli import options
from gutbone.cli.formats import Report, check_format, check_report
from gutbone.cli.helping import Group
from gutbone.cli.spread import Without, command, helped
from gutbone.report.text import Line, styled

if TYPE_CHECKING:
    from gutbone.history.store import Kept
    from gutbone.history.trend import View
    from gutbone.rules.words import Words

MOST_BYTES = 200_000_000  # of an export: some ten thousand results

app = Typer(name="history", cls=Group, rich_markup_mode=None, **helped(__doc__))


def _ids(incomplete: str) -> list[str]:
    """Complete the id of a kept result, for shells; what is wrong with the database is told elsewhere."""
    from gutbone.history.store import kept_ids

    with suppress(GutboneError):
        return [name for name in kept_ids(tries=0) if name.startswith(incomplete)]
    return []


Id = Annotated[
    str, Argument(metavar="ID", help="The name a result was kept under: see gutbone history list.", autocompletion=_ids)
]
All = Annotated[bool, Option("--all", help="Every result, and the answers of a quiz you did not finish.")]
Yes = Annotated[bool, Option("--yes", help="Delete without asking.")]
Ids = Annotated[list[str] | None, Argument(metavar="[ID]...", help="Only these results.", autocompletion=_ids)]


@command(app)
def list_(rules: options.Rules = None, score: options.ShowScore = None, plain: options.Plain = False) -> None:
    """List the results you kept, the oldest first.

    $ gutbone history list
    """
    from gutbone.history import store
    from gutbone.history.trend import list_lines

    is_heard = _is_heard(plain)
    kept, view = store.kept_results(), _view(rules, score, wraps=not is_heard)
    _print(list_lines(kept, view) if kept else view.nothing, pauses=view.instrument.words if is_heard else None)


@command(app)
def trend(
    rules: options.Rules = None,
    score: options.ShowScore = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Show how your results changed.

    $ gutbone history trend
    $ gutbone history trend --plain
    """
    from gutbone.history import store
    from gutbone.history.trend import trend_lines

    is_heard = _is_heard(plain)
    is_styled = terminal.is_styled(plain) and not is_heard
    kept, view = store.kept_results(), _view(rules, score, draws_bars=is_styled, wraps=not is_heard)
    _ask_how_it_went(kept, view, plain=plain, no_color=no_color)
    lines, pauses = trend_lines(kept, view) if kept else view.nothing, view.instrument.words if is_heard else None
    _print(lines, is_styled, terminal.wants_colour(no_color), pauses)


def _ask_how_it_went(kept: list["Kept"], view: "View", *, plain: bool, no_color: bool) -> None:
    """Ask a person in a terminal about the step they chose, and say what their answers did since."""
    if not terminal.is_between_terminals():
        return
    from gutbone.cli.take import asked_before
    from gutbone.quiz.face import Face

    with Face(plain=plain, no_color=no_color) as face:
        theirs = asked_before(view.instrument, None, face)
    own = [one.result for one in kept if one.result.ref is None and one.result.instrument.id == view.instrument.id]
    for line in theirs.since(own[-1], view.instrument) if own else ():
        terminal.say(line)


@command(app)
def show(
    *, id: Id, rules: options.Rules = None, report: Annotated[Report, Without({"observation", "with_safety"})]
) -> None:
    """Show a result you kept again.

    $ gutbone history show abc234
    $ gutbone history show abc234 --explain
    """
    from gutbone.cli import outcome
    from gutbone.history import store

    view = _view(rules, report.score)
    check_report(report)
    if not (kept := store.kept_results([id])):
        _print(view.nothing)
        return
    if kept[0].result.instrument.sha256 != view.instrument.sha256:
        terminal.tell(view.instrument.words.history_changed)
    outcome.write(kept[0].result, view.instrument, report)


@command(app)
def export(
    ids: Ids = None,
    rules: options.Rules = None,
    format: Annotated[str, Option(metavar="NAME", help="jsonl or csv.")] = "jsonl",
    with_safety: Annotated[bool, Option("--with-safety", help="With conditions and red flags.")] = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Write your results for another program, without conditions and red flags.

    $ gutbone history export -o my-results.jsonl
    $ gutbone history export --format csv -o my-results.csv
    """
    from gutbone.history import store
    from gutbone.history.table import json_lines, table

    writers = {"jsonl": json_lines, "csv": table}
    check_format(format, dict.fromkeys(writers, ()), {})
    if not (kept := store.kept_results(ids)):
        for line in _view(rules, None).nothing:  # not among what another program reads
            terminal.say(line.text)
        return
    terminal.deliver(writers[format](kept, with_safety=with_safety), output, force=force)


@command(app)
def import_(
    *,
    file: Annotated[str, Argument(metavar="FILE", help="What gutbone history export wrote; - reads standard input.")],
    rules: options.Rules = None,
) -> None:
    """Bring back results that were exported, on another computer say. What is here already stays.

    $ gutbone history import my-results.jsonl
    """
    from gutbone.history import bring_back, store

    instrument = options.instrument(rules)
    found = bring_back.read_export(terminal.read_input(file, MOST_BYTES), file, instrument)
    brought = store.change_all(lambda there: bring_back.Brought(there, found))
    for line in bring_back.told(brought, instrument.words):
        terminal.say(line)


@command(app)
def delete(ids: Ids = None, all: All = False, rules: options.Rules = None, yes: Yes = False) -> None:
    """Delete results for good.

    $ gutbone history delete abc234
    $ gutbone history delete --all --yes
    """
    from gutbone.history import last, store

    if bool(ids) == all:
        raise GutboneError("OPTIONS_012", "this does not say what to delete.", "Name an ID, or add --all.")
    view, chosen = _view(rules, None), store.kept_ids(ids)
    words, begun = view.instrument.words, kept_files.unfinished_files() if all else []
    remaining = [path for path in begun if kept_files.remains(path)]  # all are looked at before any is deleted
    beside = [path for path in kept_files.beside() if all and kept_files.is_there(path, "Delete it yourself.")]
    if not chosen and not remaining and not beside:
        _print(view.nothing)
        return
    question = words.history_sure_all if all else words.history_sure
    if not yes and not _is_sure(question.format(count=len(chosen))):
        terminal.tell(words.history_left)
        return
    if chosen:
        store.delete(None if all else chosen)
        last.forget_kept(chosen)
    for path in begun:
        kept_files.sweep(path, older_than=0)
        path.unlink(missing_ok=True)
    for path in beside:
        path.unlink(missing_ok=True)
    terminal.tell(words.history_deleted.format(count=len(chosen)))


def _is_sure(question: str) -> bool:
    """Ask before something is deleted, in a terminal; elsewhere nobody can be asked."""
    if not terminal.is_between_terminals():
        raise GutboneError("OPTIONS_013", "nobody is here to ask.", "Add --yes to delete without asking.")
    terminal.say(question)
    return terminal.standard_input().readline(100).strip().lower() == b"yes"


def _is_heard(plain: bool) -> bool:
    """Say whether a person reads this in plain lines, which come in pieces that a screen reader can say."""
    from gutbone.quiz.face import wants_lines

    return terminal.is_between_terminals() and wants_lines(plain)


def _view(rules: Path | None, score: bool | None, *, draws_bars: bool = False, wraps: bool = True) -> "View":
    from gutbone.history.trend import View

    return View(options.instrument(rules), terminal.window()[0], score, draws_bars, wraps)


def _print(
    lines: Iterable[Line], is_styled: bool = False, is_coloured: bool = False, pauses: "Words | None" = None
) -> None:
    """Print lines; with the words for a pause, a piece at a time."""
    if pauses:
        from gutbone.quiz.pieces import say_in_pieces

        said = (line.text for line in lines)
        say_in_pieces(said, terminal.standard_input(), sys.stdout, pauses.plain_more)
    elif is_styled:
        terminal.deliver(styled(lines, terminal.window()[0], is_coloured=is_coloured))
    else:
        terminal.deliver("".join(f"{line.text}\n" for line in lines))
