"""Show a result to the person it is of: as a conversation where they sit at a terminal, else as it was asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gutbone.base import terminal
from gutbone.base.commands import command
from gutbone.cli import outcome
from gutbone.cli.deeds import Deeds
from gutbone.cli.formats import Beside, Report
from gutbone.quiz.acts import carry_out
from gutbone.report.text import Line, flag_lines, headline, paragraphs, styled, whole_lines, wrapped

if TYPE_CHECKING:
    from gutbone.quiz.face import Face
    from gutbone.quiz.result_pages import Talk
    from gutbone.rules.instrument import Instrument
    from gutbone.rules.words import Words


def is_conversation(report: Report) -> bool:
    """Say whether the result is talked about, and not written somewhere."""
    return terminal.is_between_terminals() and report.format == "text" and report.output is None


def show(deeds: Deeds, face: "Face", *, keeps: bool, may_remind: bool = True, opening: Sequence[str] = ()) -> None:
    """Show a result, and do with it what the person asks for; ``opening`` is said before it."""
    report, words = deeds.report, deeds.words
    is_held, is_kept = deeds.held is not None, keeps or bool(deeds.kept)
    # In a conversation there is a key for keeping what is not held.
    told = keep_lines(words, is_held=is_held, is_kept=is_kept or (not is_held and is_conversation(report)))
    if not is_conversation(report):
        for line in opening:
            terminal.say(line)
        mine = deeds.step.tip if deeds.step else ""
        is_in_text = report.output is None and report.format == "text"
        outcome.write(deeds.result, deeds.instrument, report, Beside(told if is_in_text else (), mine))
        for line in told if deeds.held and not is_in_text else ():
            terminal.say(line)
        if keeps and not deeds.kept:
            terminal.say(deeds.keep().say)
        return
    shows_numbers = report.shows_numbers(deeds.result)
    # Who gets neither numbers nor steps is not asked back: they may do better without the quiz.
    is_asked_back = may_remind and bool(deeds.result.tips or (shows_numbers and deeds.result.total.points))
    talk = begun(deeds, told, opening, keeps=keeps, may_remind=is_asked_back)
    lines = paragraphs(deeds.result, shows_numbers=shows_numbers, keep=told)
    said = [talk.message, ""] if talk.message else []
    talk = face.talk(talk, [*opening, *said, *lines, *_reasons(deeds, 80)], deeds.choose)
    if face.has_keys:
        terminal.deliver(_farewell(talk, deeds))


def keep_lines(words: "Words", *, is_held: bool, is_kept: bool) -> tuple[str, ...]:
    """Say how to see a result again, keep and erase it; nothing that is done already."""
    if is_held:
        keep = [] if is_kept else [words.held_keep.format(command=command("last", "--keep"))]
        again, erase = command("last"), command("history delete", "--all")
        return (words.held, words.held_again.format(command=again), *keep, words.held_erase.format(command=erase))
    to_file = command("quiz", "-o", "my-result.txt")
    return (
        ()
        if is_kept
        else (words.keep.format(command=command("quiz", "--keep")), words.keep_to_file.format(command=to_file))
    )


def begun(deeds: Deeds, told: Sequence[str], opening: Sequence[str], *, keeps: bool, may_remind: bool) -> "Talk":
    """Give the conversation about a result as it begins; ``told`` is where the result lies."""
    from gutbone.quiz.result_pages import Talk

    shows_numbers, instrument = deeds.report.shows_numbers(deeds.result), deeds.instrument
    acts = deeds.acts(may_remind=may_remind)
    kept = carry_out(acts[0], 0, "", deeds.words) if keeps and not deeds.kept else None

    def whole(columns: int) -> list[Line]:
        lines = whole_lines(deeds.result, columns, shows_numbers=shows_numbers, draws_bars=True, keep=told)
        return [*lines, *map(Line, _reasons(deeds, columns))]

    return Talk(
        result=deeds.result,
        words=deeds.words,
        acts=acts,
        whole=whole,
        shows_numbers=shows_numbers,
        edges=_edges(instrument, deeds),
        opening=tuple(opening),
        held=(" ".join((told[0], told[-1])),) if deeds.held else (),
        mine=deeds.step.tip if deeds.step else "",
        did=frozenset("k") if kept and kept.is_done else frozenset(),
        message=kept.say if kept else "",
    )


def _edges(instrument: "Instrument", deeds: Deeds) -> tuple[float, ...]:
    """Give where bands begin on a bar, as shares; none where a domain has no bands, or the rules were others."""
    is_same = deeds.result.instrument.sha256 == instrument.sha256
    edges = instrument.bands.edges if is_same and instrument.bands.of == "percent" else ()
    return tuple(float(band.at_least) / 100 for band in edges if band.at_least)


def _reasons(deeds: Deeds, columns: int) -> list[str]:
    """Give every point and tip with its rule, where that was asked for."""
    if not deeds.report.explain:
        return []
    from gutbone.report.explain import render_reasons

    shows_numbers = deeds.report.shows_numbers(deeds.result)
    return ["", *render_reasons(deeds.result, deeds.words, columns=columns, shows_numbers=shows_numbers).splitlines()]


def _farewell(talk: "Talk", deeds: Deeds) -> str:
    """Give what stays in the window: what cannot wait, the result in a sentence, the step, and where it is."""
    columns, words, result = terminal.window()[0], deeds.words, deeds.result
    head, own = headline(result, shows_numbers=talk.shows_numbers), talk.own
    step = [Line(words.my_step_is, "heading"), Line(own.text), *([Line(own.plan)] if own.plan else [])] if own else []
    told = keep_lines(words, is_held=True, is_kept=bool(deeds.kept)) if deeds.held else ()
    blocks = [flag_lines(result.flags or ()), [head] if head else [], step, list(map(Line, told))]
    is_coloured = terminal.wants_colour(deeds.report.no_color) and talk.shows_numbers
    return styled(wrapped(blocks, columns), columns, is_coloured=is_coloured)
