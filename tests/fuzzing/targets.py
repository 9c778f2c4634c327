"""What is fuzzed: a target is one function that takes an input and fails if the program does wrong by it."""

import functools
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import typer
from fuzzing import inputs
from fuzzing.guard import assert_harmless, guarded, program
from hypothesis import strategies as st
from people import INSTRUMENT

from gutbone.answers.read import with_options
from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.cli import app, outcome
from gutbone.exchange.read import read_answers
from gutbone.quiz.keyboard import Keyboard
from gutbone.quiz.lines import ask_in_lines
from gutbone.quiz.page import SwitchedError
from gutbone.quiz.screen import ask_on_screen
from gutbone.quiz.session import StoppedError, begin
from gutbone.quiz.writer import Screen
from gutbone.report.handout import render_handout
from gutbone.report.note import render_note
from gutbone.report.oneline import render_oneline
from gutbone.report.text import render_json, render_text
from gutbone.rules import load

MOST_TYPED = 400
WORDS = INSTRUMENT.words
REPORTS = (
    lambda found: render_text(found, columns=40, shows_numbers=True),
    lambda found: render_oneline(found, WORDS, shows_numbers=True),
    lambda found: render_handout(found, WORDS, shows_numbers=found.shows_numbers),
    lambda found: render_note(found, WORDS),
    render_json,
)


class Target(NamedTuple):
    """What is fuzzed, with what, and its share of all inputs."""

    check: Callable[[Any], None]
    strategy: st.SearchStrategy[Any]
    share: int


def ignore(_: object) -> None:
    """Keep nothing of a session."""


def report(responses, which):
    """Score the answers and write one of the reports."""
    text = REPORTS[which % len(REPORTS)](assess(INSTRUMENT, responses))
    assert text
    assert_harmless(text)


def answers(example):
    """Read an answers file, add options, and report."""
    content, core, which = example
    with guarded():
        try:
            responses = read_answers(content, "answers.yaml", INSTRUMENT)
            report(with_options(responses, INSTRUMENT, has=["ibs"] if core else [], core=core), which)
        except GutboneError as error:
            assert_one_line(error)


def lines(content):
    """Take the quiz in plain lines, and report if one comes to its end."""
    out = io.StringIO()
    with guarded():
        try:
            session = ask_in_lines(begin(INSTRUMENT), io.BytesIO(content), out, ignore)
            report(session.responses, len(content))
        except GutboneError as error:
            assert_one_line(error)
        except StoppedError:
            pass
    assert_harmless(out.getvalue())


class TypedKeys(Keyboard):
    """The keyboard's own reading of bytes, from a pipe that ends; the window changes its size on the way.

    Up to as many keys as somebody may type, every page is drawn; of what is pasted only the last.
    """

    def __init__(self, typed: bytes) -> None:
        self.end, writing = os.pipe()
        super().__init__(self.end)
        self.woken, self.waker = os.pipe()
        os.write(writing, typed)
        os.close(writing)
        self.are_typed = len(typed) <= MOST_TYPED

    def are_waiting(self) -> bool:
        return super().are_waiting() and not self.are_typed

    def close(self) -> None:
        for end in (self.end, self.woken, self.waker):
            os.close(end)


def keys(example):
    """Take the quiz or the quick screen key by key, in a window of any size."""
    typed, size, other, is_core = example
    keyboard, drawn = TypedKeys(typed[:4000]), io.StringIO()
    window = iter([size] * 12)
    screen = Screen(drawn, lambda: next(window, other), is_coloured=bool(len(typed) % 2))
    session = begin(INSTRUMENT, "core" if is_core else "full", is_paged=not is_core)
    with guarded():
        try:
            ask_on_screen(session, keyboard, screen, ignore)
        except (EOFError, StoppedError, SwitchedError):
            pass
        finally:
            keyboard.close()


def commands(group: Any = None, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Give every command there is with its path; new ones are fuzzed as soon as they are there."""
    group = group or typer.main.get_command(app.app)
    own = [((*path, name), group.get_command(None, name)) for name in group.list_commands(None)]
    return own + [found for p, c in own if hasattr(c, "list_commands") for found in commands(c, p)]


@st.composite
def command_lines(draw):
    """A command with some of its options, known and odd values, and something to read."""
    path, command = draw(st.sampled_from(commands()))
    typed = list(path)
    options = [p for p in command.params if p.param_type_name == "option" and "--debug" not in p.opts]
    for option in draw(st.lists(st.sampled_from(options), max_size=4)) if options else ():
        typed.append(draw(st.sampled_from(option.opts)))
        if not option.is_flag:
            typed.append(draw(inputs.NEW_FILES if "--output" in option.opts else inputs.words))
    typed += draw(st.lists(inputs.words, max_size=2))
    return typed, draw(inputs.lines | inputs.answers_files)


def options(example):
    """Run any command with any options."""
    typed, given = example
    here = Path.cwd()
    (here / "answers.yaml").write_text(inputs.ANSWERS[2])
    program(*typed, given=given)
    assert not list(here.rglob(".gutbone-*")), "a draft was left behind"
    for left in here.iterdir():
        if left.name != "home":
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def rules(example):
    """Read, check or show rules that are not quite right."""
    (name, content), command = example
    folder = Path("rules")
    for other, good in inputs.RULES.items():
        path = folder / other
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(good)
    (folder / name).write_bytes(content)
    try:
        program(*command, "--rules", "rules", given=inputs.ANSWERS[0].encode())
    finally:
        (folder / name).write_bytes(inputs.RULES[name])


def cohort(content):
    """Score a table."""
    Path("people.csv").write_bytes(content)
    program("cohort", "people.csv", "-o", "scores.csv", "--force")


def fhir(content):
    """Score a FHIR response, or what is left of one."""
    program("score", "-", given=content)


@functools.cache
def responses_in_fhir() -> list[bytes]:
    """Give some good responses, written by the program itself."""
    written = [program("score", "-", "--format", "fhir", given=text.encode()) for text in inputs.ANSWERS[:3]]
    return [done.out.encode() for done in written]


def assert_one_line(error: GutboneError) -> None:
    assert "\n" not in str(error)
    assert_harmless(str(error))


def keep_packaged_rules() -> None:
    """Load the packaged rules once, as they do not change; other folders are read anew each time."""
    fresh, kept = load.load_instrument, {load.packaged_rules(): INSTRUMENT}
    load.load_instrument = lambda folder: kept.get(folder) or fresh(folder)


def targets() -> dict[str, Target]:
    """Give the targets, those only whose command there is."""
    known = {path[0] for path, _ in commands()}
    numbers, booleans = st.integers(0, 4), st.booleans()
    rules_commands = st.sampled_from([("score", "-")] * 6 + [("rules", "check"), ("rules", "show")])
    found = {
        "answers": Target(answers, st.tuples(inputs.answers_files, booleans, numbers), 40),
        "lines": Target(lines, inputs.lines, 35),
        "keys": Target(keys, st.tuples(inputs.keys, inputs.sizes, inputs.sizes, booleans), 5),
        "options": Target(options, command_lines(), 12),
        "rules": Target(rules, st.tuples(inputs.rules_files, rules_commands), 2),
    }
    if "cohort" in known:
        found["cohort"] = Target(cohort, inputs.tables, 3)
    if "fhir" in outcome.FORMATS:
        found["fhir"] = Target(fhir, st.deferred(lambda: inputs.mangled(responses_in_fhir())), 3)
    return found
