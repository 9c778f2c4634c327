"""Links to the pages behind the sources: clickable where a terminal takes them, and readable everywhere."""

import io
import re
import sys

import msgspec
import pytest
from msgspec.structs import replace
from people import INSTRUMENT, LEAST, result
from terminal import PROGRAM, Terminal, run
from test_result_view import Window, after, by_line, talk_of

from gutbone.assess.result import Cited, Result
from gutbone.base import terminal
from gutbone.base.text import as_json, is_address, linked
from gutbone.quiz.result_view import talk_on_screen
from gutbone.quiz.writer import Screen
from gutbone.report.text import render_text

LINK = "https://pmc.ncbi.nlm.nih.gov/articles/PMC5954204/"
OPENS = re.compile(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\")
WITH_LINK = result(LEAST, age="age_18_to_64", assessed_at="2026-01-31T09:30:00+00:00")
WITH_LINK = replace(WITH_LINK, tips=tuple(replace(t, sources=(Cited("a", "A study", LINK),)) for t in WITH_LINK.tips))


@pytest.mark.parametrize(("columns", "rows"), [(80, 40), (36, 40)])
@pytest.mark.parametrize("takes_links", [True, False])
def test_a_steps_sources_are_links_where_the_terminal_takes_them_and_always_whole_to_read(columns, rows, takes_links):
    window = Window("\x1b", (columns, rows))
    screen = Screen(window, window.size, is_coloured=True, takes_links=takes_links)
    talk_on_screen(after(talk_of(WITH_LINK), "1"), window, screen, lambda _: None)
    assert LINK in "".join(line.strip() for line in window.seen[0][1])
    assert {*OPENS.findall(window.raw)} == ({LINK, ""} if takes_links else set())


def test_in_plain_lines_an_address_is_a_line_of_its_own():
    said = by_line("1\n\n", talk_of(WITH_LINK))
    assert LINK in said.splitlines()
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("env", "takes"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "linux"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
        ({"TERM": "xterm", "TERM_PROGRAM": "brltty-pty"}, False),
        ({"TERM": "xterm", "GUTBONE_PLAIN": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
    ],
)
def test_links_are_for_terminals_that_take_them_and_never_for_files_and_pipes(env, takes, monkeypatch):
    for name in ("TERM", "TERM_PROGRAM", "GUTBONE_PLAIN", "NO_COLOR", "ACCESSIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    for is_terminal in (True, False):
        out = io.StringIO()
        out.isatty = lambda is_terminal=is_terminal: is_terminal
        monkeypatch.setattr(sys, "stdout", out)
        assert terminal.takes_links() == (takes and is_terminal)
        assert not terminal.takes_links(plain=True)


def test_explain_links_in_a_terminal_and_prints_the_address_into_a_pipe():
    (told,) = {line.strip() for line in run("explain", "plant_variety").out.splitlines() if is_address(line)}
    assert told == LINK
    assert "\x1b" not in run("explain", "plant_variety").out
    with Terminal(PROGRAM, "explain", "plant_variety", columns=40) as explained:
        assert explained.finish() == 0
        assert OPENS.findall(explained.raw.decode()) == [LINK, ""]
        assert LINK in explained.text.replace("\n", "")


def test_every_link_of_the_rules_is_an_address_and_a_line_that_is_more_than_one_is_none():
    links = [source.link for source in INSTRUMENT.sources if source.link]
    assert len(links) > 9
    assert all(is_address(link) and link.startswith("https://") for link in links)
    for line in (
        "see https://a.example",
        "https://a.example\x1b[2J",
        "javascript:alert(1)",
        "https://a.example\x07",
        "http://",
    ):
        assert not is_address(line)
        assert linked(line) == line


def test_the_page_to_book_on_stands_with_the_clinic():
    booked = replace(WITH_LINK, clinic=replace(WITH_LINK.clinic, book="https://clinic.example/book-a-visit-with-us"))
    assert "  https://clinic.example/book-a-visit-with-us\n" in render_text(booked, columns=40)
    assert WITH_LINK.clinic.book is None  # nobody has given us an address


def test_a_kept_result_brings_no_address_that_steers_a_terminal():
    told = as_json(WITH_LINK).decode()
    assert msgspec.json.decode(told, type=Result) == WITH_LINK
    for bad in ("https://a.example/\\u001b]0;x", "file:///etc/passwd", "https://a.example/x\\n"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(told.replace(LINK, bad), type=Result)
