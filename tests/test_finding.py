"""A condition or a warning sign found by the words people use: on its page, on the command line, and in a list."""

import pytest
from msgspec.structs import replace
from people import INSTRUMENT
from terminal import run

from gutbone.quiz.finding import Finding
from gutbone.quiz.page import page_of
from gutbone.quiz.screen import opened, pressed
from gutbone.quiz.session import Choose, Tick, apply, begin
from gutbone.quiz.tick_pages import all_of, pages_of
from gutbone.rules.search import found

WORDS, CONDITIONS = INSTRUMENT.words, INSTRUMENT.conditions.conditions
PAGE = opened(apply(begin(INSTRUMENT, is_paged=True), Choose(2)), 80, 24)


def keyed(view, keys):
    """The view after keys, one by one."""
    for key in keys:
        view = pressed(view, key, lambda _: "")
    return view


def number_of(name):
    return [one.id for one in CONDITIONS].index(name) + 1


@pytest.mark.parametrize(
    ("text", "first"),
    [("kid", "ckd_diet"), ("IBS", "ibs"), ("coel", "gluten_free"), ("kidney diet", "ckd_diet"), ("fodmap", "ibs")],
)
def test_the_beginnings_of_words_find_it(text, first):
    assert first in [one.id for one in found(CONDITIONS, text)]


@pytest.mark.parametrize("text", ["", " ", "zzz", "kid zzz", "?!"])
def test_what_is_in_no_words_finds_nothing(text):
    assert found(CONDITIONS, text) == []


def test_letters_belong_to_the_filter_and_enter_ticks_on_the_page_it_stands_on():
    view = keyed(PAGE, "/")
    assert isinstance(view, Finding)
    typed = keyed(view, "bloq")  # b, l and q mean other things elsewhere
    assert typed.typed == "bloq"
    assert "/bloq" in [line.plain for line in typed.lines()]
    ibs = keyed(view, [*"ibs", "enter"])
    assert ibs.ticked == {number_of("ibs")}
    assert WORDS.find_ticked.partition("{")[0] in ibs.message


def test_something_of_another_page_is_ticked_there_and_that_page_still_comes():
    view = keyed(PAGE, ["/", *"dialys", "enter"])
    assert view.session.responses.conditions == {"ckd_diet"}
    assert view.ticked == frozenset()
    none = page_of(view.session).most
    session = apply(view.session, Tick((none,)))
    while session.at.item != "4":
        session = apply(session, Tick((none,)))
    assert session.at not in session.done
    assert opened(session, 80, 24).ticked == {number_of("ckd_diet")}
    assert opened(session, 80, 24).page.given == {number_of("ckd_diet")}


def test_of_several_one_is_chosen_with_an_arrow():
    view = keyed(PAGE, ["/", *"kid"])
    assert len(view.found) > 1
    assert keyed(view, ["enter"]).message == WORDS.find_choose
    chosen = keyed(view, ["down", "down", "enter"])
    assert chosen.session.responses.conditions == {view.found[1].id}


def test_esc_and_an_empty_filter_leave_and_change_nothing():
    for keys in (["esc"], [*"kid", "esc"], ["enter"], ["k", "backspace", "enter"]):
        view = keyed(PAGE, ["/", *keys])
        assert (view.session, view.ticked) == (PAGE.session, PAGE.ticked)
    assert keyed(PAGE, ["/", *"zzz", "enter"]).message == WORDS.find_nothing


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20), (36, 15)])
def test_every_size_holds_it(columns, rows):
    for page in range(len(pages_of(INSTRUMENT, "conditions"))):
        view = keyed(PAGE.resized(columns, rows), ["/", *"abcdefgh"[page % 8]])
        drawn = view.lines()
        assert len(drawn) < rows
        assert all(line.cell_len <= columns for line in drawn)


def test_flags_can_be_found_too():
    assert "height_loss" in [one.id for one in found(all_of(INSTRUMENT, "flags"), "shorter")]
    assert replace(PAGE, message="") == PAGE


@pytest.mark.parametrize(("word", "meant"), [("kidney", "ckd_diet"), ("IBS", "ibs"), ("coeliac", "gluten_free")])
def test_the_command_line_says_which_id_is_meant(word, meant):
    done = run("screen", "3324231", "--has", word)
    assert (done.code, done.out) == (2, "")
    assert f"Did you mean {meant} (" in done.err
    assert done.err.count("\n") == 1


def test_every_id_is_listed_with_its_words():
    listed = run("explain", "--list").out
    for one in (
        *INSTRUMENT.condition.values(),
        *INSTRUMENT.flag.values(),
        *INSTRUMENT.items.values(),
        *INSTRUMENT.domains,
    ):
        assert f"  {one.id}: {one.label[:30]}" in listed
    assert all(f"  {name}: " in listed for name in INSTRUMENT.tips)
    assert run("explain", "fruit", "--list").code == 2


@pytest.mark.parametrize("typed", ["kidneys", "kidney disease", "kidney_disease"])
def test_whoever_names_the_kidneys_is_told_of_the_kidney_diet_first(typed):
    """To be told of kidney stones alone would keep the tips that a kidney diet takes out."""
    told = run("screen", "2135121", "--has", typed).err
    assert "Did you mean ckd_diet (Dialysis, kidney diet)" in told


def test_a_letter_more_finds_a_word_and_two_letters_more_do_not():
    conditions = INSTRUMENT.condition.values()
    assert found(conditions, "kidneys") == found(conditions, "kidney") != []
    assert found(conditions, "kidneyss") == []
