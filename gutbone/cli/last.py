"""The last result of a quiz, and the step that was chosen from it."""

from typer import Typer

from gutbone.base import terminal
from gutbone.base.clock import day_of
from gutbone.base.commands import command as typed
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
        terminal.deliver(f"{instrument.words.last_none.format(command=typed('quiz'))}\n")
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
        terminal.deliver(f"{words.step_none.format(command=way)}\n")
        return
    chosen = owned.step
    day = words.day(day_of(chosen.chosen_at))
    went = {"mostly": words.went_mostly, "sometimes": words.went_sometimes, "not_really": words.went_not_really}
    told = [words.step_chosen_on.format(date=day), chosen.text, chosen.plan]
    told += [words.went_said.format(went=went[chosen.went])] if chosen.went else []
    terminal.deliver("".join(f"{line}\n" for line in told if line))
