"""An export brought back: the same history, nothing twice, nothing lost, and a half file is no history."""

import json
import random
from itertools import count
from pathlib import Path

import pytest
from homes import Home
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from people import FULL, HALFWAY, INSTRUMENT, LEAST, people, responses, result
from sampling import part_of
from terminal import run

from gutbone.assess.assess import assess
from gutbone.base.errors import GutboneError
from gutbone.exchange.read import read_answers
from gutbone.history import store
from gutbone.history.bring_back import Brought, read_export
from gutbone.history.chosen import Chosen, Reminder
from gutbone.history.table import json_lines, without_safety
from gutbone.rules.load import load_instrument

WORDS = INSTRUMENT.words
AT = "2026-01-31T09:30:00+00:00"
STEP = Chosen("pulses_add", "Add beans to one meal.", "When I cook, I add beans.", "pulses", "few_a_week", AT)
WENT = replace(STEP, went="mostly", went_at="2026-03-01T09:30:00Z")
DAY = Reminder("2026-03-01", "20260301-0a0b0c0d@gutbone", 2)
NEW_HOME = count()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty home; ``move()`` moves into another one."""

    class Here(Home):
        def move(self):
            super().__init__(tmp_path / str(next(NEW_HOME)))
            for name, value in self.env.items():
                monkeypatch.setenv(name, value)

    here = Here(tmp_path)
    here.move()
    return here


def export(*, with_safety=True):
    return json_lines(store.kept_results(), with_safety=with_safety).encode()


def bring_back(content):
    """Bring an export back; give how many were new, changed and here already."""
    found = read_export(content, "x.jsonl", INSTRUMENT)
    brought = store.change_all(lambda there: Brought(there, found))
    return brought.new, brought.changed, brought.same


def keep_some():
    """Keep a result with all that can stand beside one, one with nothing, and one twice."""
    first = store.add(result(HALFWAY, "warfarin", flags=["height_loss"], assessed_at=AT, ref="Zoë \x1b[31m"), STEP)
    store.say_how_it_went(first, "sometimes")
    store.remember_reminder(first, DAY)
    for _ in range(2):
        store.add(result(FULL, assessed_at=AT))


# --- there and back


def test_it_brings_back_results_steps_how_they_went_and_the_names_of_reminders(home):
    keep_some()
    kept, exported = store.kept_results(), export()
    home.move()
    assert bring_back(exported) == (3, 0, 0)
    assert store.kept_results() == kept
    assert export() == exported


def test_without_safety_it_says_that_health_answers_were_not_in_the_file_and_they_count_as_not_asked(home):
    keep_some()
    exported = export(with_safety=False)
    home.move()
    assert bring_back(exported) == (3, 0, 0)
    for one in store.kept_results():
        assert (one.result.conditions, one.result.flags, one.step) == (None, None, None)
        assert one.result.notices == (WORDS.history_bare,)
    assert store.kept_results()[0].reminders == (DAY,)
    assert export(with_safety=False) == exported
    shown = run("history", "show", store.kept_ids()[0], **home.env).out
    assert WORDS.history_bare in " ".join(shown.split())


def test_the_answers_left_out_are_taken_from_a_later_file_that_has_them(home):
    keep_some()
    whole, bare = export(), export(with_safety=False)
    home.move()
    bring_back(bare)
    assert bring_back(whole) == (0, 3, 0)
    assert export() == whole
    assert bring_back(bare) == (0, 0, 3)
    assert export() == whole


@pytest.mark.parametrize("with_safety", [True, False])
def test_what_is_here_already_is_passed_over(with_safety):
    keep_some()
    before = export()
    assert bring_back(export(with_safety=with_safety)) == (0, 0, 3)
    assert export() == before


def test_a_step_or_how_it_went_that_is_later_is_taken_and_an_earlier_one_is_not(home):
    name = store.add(result(HALFWAY, assessed_at=AT))
    bare = export()
    store.choose(name, WENT)
    store.remember_reminder(name, DAY)
    later, kept = export(), store.kept_results()
    home.move()
    bring_back(bare)
    assert (bring_back(later), store.kept_results()) == ((0, 1, 0), kept)
    assert (bring_back(bare), store.kept_results()) == ((0, 0, 1), kept)


def test_where_another_result_has_the_id_both_stay_and_a_second_time_adds_nothing(home):
    name = store.add(result(HALFWAY, assessed_at=AT))
    exported = export()
    home.move()
    store.change_all(lambda _: Puts([store.Kept(name, result(LEAST, assessed_at=AT))]))
    assert bring_back(exported) == (1, 0, 0)
    assert bring_back(exported) == (0, 0, 1)
    assert min(one.result.total.points.low for one in store.kept_results()) == 0
    assert len(store.kept_results()) == 2


class Puts:
    def __init__(self, puts):
        self.puts = puts


def test_results_without_an_id_get_one_and_a_second_time_adds_nothing():
    lines = json_lines([store.Kept("", result(HALFWAY, assessed_at=AT))] * 2, with_safety=True).encode()
    assert bring_back(lines) == (2, 0, 0)
    assert bring_back(lines) == (0, 0, 2)
    assert len(set(store.kept_ids())) == 2


def test_two_exports_in_one_file_are_brought_back_together(home):
    keep_some()
    exported = export()
    home.move()
    assert bring_back(exported + exported) == (3, 0, 3)


# --- any history

STEPS = st.none() | st.builds(
    replace,
    st.just(STEP),
    text=st.text(max_size=20),
    went=st.sampled_from([None, "mostly", "sometimes", "not_really"]),
    went_at=st.sampled_from([None, AT, "2026-02-28T23:59:59.5-08:00"]),
)
REMINDERS = st.lists(
    st.builds(Reminder, st.dates().map(str), st.text(max_size=30), st.integers(0, 9)),
    max_size=2,
    unique_by=lambda one: one.day,
).map(tuple)


@st.composite
def histories(draw):
    """Any results with any references and times, and what stands beside them."""
    kept = []
    for person in draw(st.lists(people(), max_size=3)):
        at = draw(st.sampled_from([AT, "2026-01-31T10:30:00.25+13:45", "1999-12-31T23:59:59Z"]))
        found = assess(INSTRUMENT, replace(person, ref=draw(st.none() | st.text(max_size=12)), assessed_at=at))
        if not found.ending:
            kept.append(store.Kept("", found, draw(STEPS), draw(REMINDERS)))
    return kept


def line_number(content, cut):
    """Give the number of the last line of a file that is cut there."""
    return content.count(b"\n", 0, cut - 1) + 1


def broken(content, place):
    """Bring back what cannot be; give the one line that says why."""
    with pytest.raises(GutboneError) as caught:
        bring_back(content)
    assert str(caught.value).startswith(place), caught.value
    assert store.kept_results() == []
    return str(caught.value)


def there_and_back(kept, home, with_safety):
    home.move()
    store.change_all(lambda _: Puts(kept))
    exported = export(with_safety=with_safety)
    home.move()
    if not kept:
        return
    assert bring_back(exported) == (len(kept), 0, 0)
    assert export(with_safety=with_safety) == exported
    assert bring_back(exported) == (0, 0, len(kept))
    assert export(with_safety=with_safety) == exported
    if not with_safety:
        return
    cut = random.Random(len(exported)).randrange(1, len(exported) - 1)
    home.move()
    assert "breaks off" in broken(exported[:cut], f"x.jsonl:{line_number(exported, cut)}")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=histories(), with_safety=st.booleans())
def test_any_history_comes_back_to_the_byte(home, kept, with_safety):
    there_and_back(kept, home, with_safety)


@pytest.mark.long
@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=histories(), with_safety=st.booleans())
def test_500_histories_come_back_to_the_byte(home, kept, with_safety):
    there_and_back(kept, home, with_safety)


# --- half files and others


def test_a_file_cut_anywhere_brings_back_nothing_and_says_where(home):
    keep_some()
    exported = export()
    home.move()
    lines = exported.splitlines(keepends=True)
    for cut in {*random.Random(1).sample(range(1, len(exported)), 40), len(lines[0]), len(lines[0] + lines[1])}:
        if cut == len(exported) - 1:  # the end of the last line alone is missing, and nothing of a result
            continue
        assert "breaks off" in broken(exported[:cut], f"x.jsonl:{line_number(exported, cut)}")


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        (b"", "x.jsonl: ", "this is no export"),
        (b"\n \n", "x.jsonl: ", "this is no export"),
        (b"id,assessed_at\n1,2\n", "x.jsonl: ", "this is no export"),
        (b'[{"schema": "gutbone.result/1"}]', "x.jsonl: ", "this is no export"),
        (b"{}\n", "x.jsonl:1: ", "no kept result"),
        (b'{"resourceType": "QuestionnaireResponse"}\n', "x.jsonl:1: ", "no kept result"),
        (b'\n{"schema": \n', "x.jsonl:2:", "breaks off"),
        (b'{"schema": "gutbone.result/1", "ref": "\xff"}', "x.jsonl:1:", "breaks off"),
        (b"{" * 100_000, "x.jsonl:1:", "breaks off"),
    ],
)
def test_what_is_no_export_is_refused_in_one_line(content, place, what):
    text = broken(content, place)
    assert what in text
    assert "gutbone history export" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"kept": {"id": "=1+1"}}, "kept.id"),
        ({"kept": {"step": {"tip": "x"}}}, "kept.step"),
        ({"kept": {"reminders": [{"day": "soon", "uid": "", "sequence": 0}]}}, "kept.reminders[0].day"),
        ({"assessed_at": "2026-13-01T00:00:00Z"}, ""),
        ({"schema": "gutbone.result/2"}, "schema"),
        ({"answers": 3}, "answers"),
        ({"ending": "stopped"}, "never kept"),
    ],
)
def test_a_line_that_holds_what_no_result_does_is_named(change, what):
    good = json.loads(json_lines([store.Kept("abcdef", result(assessed_at=AT))], with_safety=True))
    content = f"{json.dumps(good)}\n{json.dumps({**good, **change})}\n".encode()
    assert what in broken(content, "x.jsonl:2")


# --- points that no answer gives

OTHERS = {"id": "gutbone-diet", "version": "2.0.0", "sha256": "0" * 64}  # rules that nobody has here
ADDED = {  # to a result since version 0.1.0
    "answers": ("label", "answer", "domain", "is_beyond", "least", "because", "sources"),
    "total": ("label", "text", "band_label"),
    "": ("age", "notice_kinds", "headline", "titles", "limits", "shows_numbers", "shows_clinic", "ending", "sources"),
}


def line_of(person, **changes):
    """Give a kept result as a line of an export, and as what can be changed in it."""
    return {**json.loads(json_lines([store.Kept("abcdef", person)], with_safety=True)), **changes}


def exported(line):
    return f"{json.dumps(line)}\n".encode()


def of_version_1(line):
    """Give a line as version 0.1.0 wrote it: without words."""
    for part in (*line["answers"], line["total"], *line["domains"].values(), line):
        for key in (*ADDED["answers"], *ADDED["total"], *ADDED[""][1:], "kept"):
            part.pop(key, None)
    return {**line, "instrument": OTHERS}


FORGED = {
    "an answer's points": ("fruit", lambda line: line["answers"][0].update(points=8)),
    "an answer, its points as they were": ("fruit", lambda line: line["answers"][0].update(option="three_or_more")),
    "the points that are possible": ("fruit", lambda line: line["answers"][0].update(possible=80)),
    "an answer left out": ("fruit", lambda line: line["answers"].pop(0)),
    "a domain's points": ("fibre", lambda line: line["domains"]["fibre"].update(points={"low": 24, "high": 24})),
    "the total": ("the total", lambda line: line["total"].update(points={"low": 61, "high": 61})),
    "a percentage": ("the total", lambda line: line["total"].update(percent={"low": 100.0, "high": 100.0})),
    "no percentage": ("the total", lambda line: line["total"].update(percent=None)),
    "a band": ("the total", lambda line: line["total"].update(band={"low": "on_track", "high": "on_track"})),
    "a number that was not given": ("the total", lambda line: line["total"].update(status="not_for_you")),
    "how many were answered": ("the total", lambda line: line["total"].update(answered=3)),
    "the total in words": ("the total", lambda line: line["total"].update(text="61 of 61 points")),
    "the headline": ("the total", lambda line: line.update(headline="61 of 61 points")),
    "a domain left out": ("hydration", lambda line: line["domains"].pop("hydration")),
}
NOT_SEEN = {  # without the rules; version 0.1.0 did not say either which answers are a domain's
    "an answer, its points as they were",
    "a band",
    "the total in words",
    "the headline",
    "a domain left out",
}


@pytest.mark.parametrize("kind", FORGED)
def test_points_that_the_answers_do_not_give_are_named_and_nothing_is_brought_back(kind):
    name, forge = FORGED[kind]
    forge(line := line_of(result(HALFWAY, assessed_at=AT)))
    said = broken(exported(line_of(result(LEAST, assessed_at=AT))) + exported(line), "x.jsonl:2: ")
    assert f"its answers give other points for {name}. Nothing was brought back." in said


@pytest.mark.parametrize("older", [False, True], ids=["of other rules", "of version 0.1.0"])
@pytest.mark.parametrize("kind", [kind for kind in FORGED if kind not in NOT_SEEN])
def test_without_its_rules_a_result_has_to_add_up(kind, older):
    _, forge = FORGED[kind]
    forge(line := line_of(result(HALFWAY, assessed_at=AT), instrument=OTHERS))
    said = broken(exported(of_version_1(line) if older else line), "x.jsonl:1: ")
    assert "its answers give other points for" in said


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (lambda line: {**line, "answers": [*line["answers"], line["answers"][0]]}, "fruit is answered twice."),
        (lambda line: {**line, "conditions": ["old_age"]}, "there is no condition old_age."),
    ],
)
def test_answers_that_cannot_be_are_named(content, what):
    assert what in broken(exported(content(line_of(result(HALFWAY, assessed_at=AT)))), "x.jsonl:1: ")


@pytest.mark.parametrize("key", ["answers", "points"])
def test_a_key_that_stands_twice_is_named(key):
    line = json.dumps(line_of(result(HALFWAY, assessed_at=AT)))
    doubled = line.replace(f'"{key}":', f'"{key}": [], "{key}":', 1)
    assert f"x.jsonl:1: {key} stands twice in this line." in broken(doubled.encode(), "x.jsonl:1: ")


def test_results_of_other_versions_come_back_with_all_that_they_say(home):
    for person in (result(HALFWAY, "warfarin", assessed_at=AT), result({"fruit": None}, assessed_at=AT, mode="core")):
        for line in (line_of(person, instrument=OTHERS), of_version_1(line_of(person))):
            home.move()
            assert bring_back(exported(line)) == (1, 0, 0)
            (kept,) = store.kept_results()
            assert (kept.result.conditions, kept.result.total.points) == (person.conditions, person.total.points)
            assert kept.result.notices == person.notices
            again = export()
            home.move()
            assert (bring_back(again), bring_back(again), export()) == ((1, 0, 0), (0, 0, 1), again)


def test_a_question_that_an_answer_settles_which_is_left_out_is_no_reason_to_refuse():
    ticked = [replace(one, not_applicable=("fermented_days",)) for one in INSTRUMENT.conditions.conditions]
    rules = replace(INSTRUMENT, conditions=replace(INSTRUMENT.conditions, conditions=tuple(ticked)))
    person = assess(rules, responses({**HALFWAY, "fermented_days": "hardly_ever"}, "maoi", assessed_at=AT))
    for with_safety in (True, False):
        line = json_lines([store.Kept("", person)], with_safety=with_safety).encode()
        found = read_export(line, "x.jsonl", rules)
        assert {answer.status for answer in found[0].result.answers} == {"answered", "settled", "not_applicable"}


@pytest.mark.parametrize("name", ["medas", "nutrition_habits", "shapes"])
def test_results_of_rules_of_any_shape_add_up(name):
    rules, chance = load_instrument(Path(__file__).parent / "screeners" / name), random.Random(name)
    has_core, ids = any(item.core for item in rules.items.values()), sorted(rules.condition)
    for _ in range(40):
        answers = {
            item.id: chance.choice([None, *item.by_id]) for item in rules.items.values() if chance.random() < 0.9
        }
        left_out = frozenset(chance.sample(sorted(answers), min(len(answers), chance.randrange(3))))
        said = responses(
            {item: option for item, option in answers.items() if item not in left_out},
            *chance.sample(ids, min(len(ids), chance.randrange(3))),
            not_applicable=left_out,
            mode=chance.choice(["full", "core"]) if has_core else "full",
            assessed_at=AT,
        )
        person = assess(rules, said)
        for with_safety in (True, False):
            line = json_lines([store.Kept("", person)], with_safety=with_safety).encode()
            for at_hand in (rules, INSTRUMENT):
                found = [] if person.ending else read_export(line, "x.jsonl", at_hand)
                assert all(one.result.total.points == person.total.points for one in found)
            old = [] if person.ending else read_export(exported(of_version_1(json.loads(line))), "x.jsonl", INSTRUMENT)
            assert all(one.result.total.points == person.total.points for one in old)


@pytest.mark.parametrize("tool", ["9.0", "0.1.0"])
def test_what_another_program_of_the_same_rules_says_in_other_words_is_its_own(tool):
    line = line_of(result(HALFWAY, assessed_at=AT), tool={"name": "gutbone", "version": tool})
    line["total"]["text"] = "Half of all points"
    assert bring_back(exported(line)) == (1, 0, 0)
    FORGED["an answer's points"][1](line)
    with pytest.raises(GutboneError, match="other points for fruit"):
        bring_back(exported(line))


GOOD = json_lines([store.Kept("abcdef", result(HALFWAY, assessed_at=AT), WENT, (DAY,))], with_safety=True).encode()


@settings(max_examples=part_of(100))
@given(place=st.integers(0, len(GOOD) - 1), count=st.integers(0, 40), put=st.binary(max_size=6))
def test_whatever_is_changed_in_a_file_it_is_read_or_refused_in_one_line(place, count, put):
    changed = GOOD[:place] + put + GOOD[place + count :]
    try:
        assert all(isinstance(one, store.Kept) for one in read_export(changed, "x.jsonl", INSTRUMENT))
    except GutboneError as error:
        assert "\n" not in str(error)  # noqa: PT017  most are refused, and some are read


# --- from the command line


def test_the_command_says_what_it_did_and_takes_a_pipe(home):
    keep_some()
    file = home.folder / "mine.jsonl"
    assert run("history", "export", "--with-safety", "-o", str(file), **home.env).code == 0
    content = file.read_bytes()
    assert run("history", "delete", "--all", "--yes", **home.env).code == 0
    for arguments, given_, counts in ((str(file), b"", (3, 0, 0)), ("-", content, (0, 0, 3))):
        done = run("history", "import", arguments, given=given_, **home.env)
        said = WORDS.history_imported.format(**dict(zip(("new", "changed", "same"), counts, strict=True)))
        assert (done.code, done.out, done.err) == (0, "", f"{said}\n")
    assert run("history", "export", "--with-safety", **home.env).out.encode() == content
    done = run("history", "import", str(file), given=b"", **home.env)
    assert done.code == 0


def test_the_command_says_when_health_answers_were_not_in_the_file(home):
    keep_some()
    exported = export(with_safety=False)
    home.move()
    done = run("history", "import", "-", given=exported, **home.env)
    assert done.err.splitlines()[-1] == WORDS.history_bare


def test_a_broken_file_is_one_line_and_exit_2(home):
    done = run("history", "import", "-", given=b"{", **home.env)
    assert (done.code, len(done.err.splitlines()), done.out) == (2, 1, "")
    assert run("history", "import", "nowhere.jsonl", cwd=home.folder.parent, **home.env).code == 2


def test_a_bare_result_is_scored_from_its_line_as_before():
    person = result(HALFWAY, assessed_at=AT)
    again = read_answers(json_lines([store.Kept("", person)], with_safety=False).encode(), "x", INSTRUMENT)
    assert assess(INSTRUMENT, again).total == without_safety(person).total
