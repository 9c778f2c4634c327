"""The last result of a quiz, and the step that was chosen from it."""

from collections.abc import Iterable

from typer import Typer

from gutbone.base import terminal
from gutbone.base.clock import day_of
from gutbone.base.commands import command as typed
from gutbone.base.errors import ExitCode, GutboneError
from gutbone.cli import options
from gutbone.cli.formats import Report, check_report
from gutbone.cli.spread import command

app = Typer(name="last", rich_markup_mode=None, add_completion=False)


@command(app)
def last(*, rules: options.Rules = None, report: Report, keep: options.Keep = False) -> None:
    """Show the result of your last quiz again, for 14 days.

    $ gutbone last
    $ gutbone last --format html -o my-result.html
    $ gutbone last --keep
    """
    from gutbone.cli.deeds import Deeds
    from gutbone.cli.show import show
    from gutbone.history.last import last_held
    from gutbone.quiz.face import Face

    instrument = options.instrument(rules)
    check_report(report)
    if not (held := last_held(instrument)):
        if keep or report.output is not None or report.format != "text":  # what was asked for cannot be
            fix = f"To take the quiz: {typed('quiz')}"
            raise GutboneError("KEEP_003", "no result is held on this computer.", fix, exit_code=ExitCode.FAILED)
        _tell([instrument.words.last_none.format(command=typed("quiz"))], plain=report.plain)
        return
    with Face(plain=report.plain, no_color=report.no_color) as face:
        opening = [instrument.words.history_changed] if held.result.instrument.sha256 != instrument.sha256 else []
        show(Deeds(held.result, instrument, report, held), face, keeps=keep, opening=opening)


@command(app)
def step(*, rules: options.Rules = None, ref: options.Ref = None) -> None:
    """Show the step that you chose.

    $ gutbone step
    """
    from gutbone.history.database import TRIES
    from gutbone.history.last import last_held
    from gutbone.history.steps import newest

    instrument = options.instrument(rules)
    words, owned = instrument.words, newest(instrument, ref, tries=TRIES)
    if not owned:
        way = typed("last") if ref is None and last_held(instrument) else typed("quiz")
        _tell([words.step_none.format(command=way)])
        return
    chosen = owned.step
    day = words.day(day_of(chosen.chosen_at))
    went = {"mostly": words.went_mostly, "sometimes": words.went_sometimes, "not_really": words.went_not_really}
    told = [words.step_chosen_on.format(date=day), chosen.text, chosen.plan]
    told += [words.went_said.format(went=went[chosen.went])] if chosen.went else []
    _tell(told)


def _tell(lines: Iterable[str], *, plain: bool = False) -> None:
    """Say lines: in a window wrapped to it, commands whole; else, and in plain lines, as they are."""
    from gutbone.base.wrapping import wrap_lines
    from gutbone.quiz.face import Face

    with Face(plain=plain, no_color=True) as face:
        columns = terminal.window()[0] if face.has_keys else 0
    own = [part for line in lines if line for part in (wrap_lines(line, columns) if columns else [line])]
    terminal.deliver("".join(f"{line}\n" for line in own))
