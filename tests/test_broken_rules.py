"""Every kind of mistake in rules is found where it stands, by its code, line and column.

Each file in ``broken/mistakes`` is one mistake over the small rules in ``broken/rules``: the text to find and
what stands there in its place (or a file to write or to remove), and beside it what must be reported, in full.
"""

import json
import re
import shutil
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from sampling import each
from terminal import run

from gutbone.base.commands import ThisRun
from gutbone.review.check import check_rules
from gutbone.rules.load import RulesError, load_instrument, packaged_words

BROKEN = Path(__file__).parent / "broken"
CODE = Path(__file__).parent.parent / "gutbone"
MISTAKES = {
    path.stem.replace("-", " "): yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((BROKEN / "mistakes").glob("*.yaml"))
}
KINDS = [
    "YAML",
    "RULES",
    "IDS",
    "ITEM",
    "POINTS",
    "EDGES",
    "BANDS",
    "TIP",
    "SOURCE",
    "FOOD",
    "PEOPLE",
    "WORDS",
    "READING",
    "ADVICE",
]
EVERY_MISTAKE = each("name", MISTAKES)
PLACE = TemporaryDirectory()  # until the tests end

# Rules with such a mistake cannot be used at all; with any other they can, and only the check complains.
STOPS = re.compile(r"YAML|RULES|IDS|EDGES|BANDS_00[123467]|ITEM_00[13568]|WORDS_00[23]")
UNUSABLE = {name: mistake for name, mistake in MISTAKES.items() if STOPS.match(mistake["expect"][0]["code"])}
COMMANDS = [
    ("quiz",),
    ("quiz", "--plain"),
    ("screen", "22"),
    ("screen",),
    ("score", "-"),
    ("explain",),
    ("explain", "greens"),
    ("rules", "show"),
    ("rules", "test"),
]
ELSEWHERE = {
    "ADVICE_004",
    "ADVICE_006",
    "ADVICE_007",
    "FOOD_002",
    "POINTS_002",
}  # shown below, in test_advice.py, test_other_instruments.py and test_rules_review.py: they take other rules than the small ones
FOR_PROGRAMMERS = r"\b(null|none type|array|object|str|int|float|bool|dict|tuple|expected|invalid|got)\b|[`$]"


def lay(mistake, folder):
    """Copy the small rules and make the mistake in them."""
    shutil.copytree(BROKEN / "rules", folder)
    return make(mistake, folder)


def make(mistake, folder):
    for change in (mistake, *mistake.get("and", ())):
        path = folder / change["file"]
        if change.get("remove"):
            path.unlink()
        elif "instead_of" in change:
            kept = {key: text for key, text in packaged_words().items() if key != change["instead_of"]}
            lines = [change["write"], *(f"{key}: {json.dumps(text)}" for key, text in kept.items())]
            path.write_text("\n".join(lines), encoding="utf-8")
        elif "write" in change:
            path.write_text(change["write"], encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
            assert change["find"] in text, f"there is no {change['find']!r} in {change['file']}"
            text = text.replace(change["find"], change["replace"], 1)
            path.write_text(text, encoding=change.get("encoding", "utf-8"))
    return folder


def found(folder):
    return check_rules(folder).problems


@cache
def laid(name):
    """Lay a mistake for all tests that change nothing of it, and give the folder with what is found there."""
    folder = lay(MISTAKES[name], Path(PLACE.name, name) / "rules")
    return folder, found(folder)


def place(problem, folder):
    """Give a problem as the files of mistakes write it."""
    file, *numbers = problem.where.removeprefix(f"{folder}/").split(":")
    return {"code": problem.code, "file": file, **dict(zip(("line", "column"), map(int, numbers), strict=False))}


def told(problem, folder):
    """Give a problem as it is printed, its place in the small rules."""
    return str(problem).replace(f"{folder}/", "")


def test_the_small_rules_have_no_problem():
    assert found(BROKEN / "rules") == []


def test_there_are_enough_mistakes():
    assert len(MISTAKES) >= 90


def test_every_kind_of_mistake_is_among_them():
    modules = [path for part in ("base", "rules", "review") for path in (CODE / part).glob("*.py")]
    codes = {code for path in modules for code in re.findall(r'"([A-Z]+_\d{3})"', path.read_text(encoding="utf-8"))}
    wanted = {code for code in codes if code.split("_")[0] in KINDS}
    assert wanted - ELSEWHERE == {problem["code"] for mistake in MISTAKES.values() for problem in mistake["expect"]}


@EVERY_MISTAKE
def test_a_mistake_is_found_where_it_stands_and_nothing_else_is(name):
    folder, problems = laid(name)
    assert [place(problem, folder) for problem in problems] == MISTAKES[name]["expect"]


@EVERY_MISTAKE
def test_it_is_said_in_one_line_what_is_wrong_and_how_to_mend_it(name):
    folder, problems = laid(name)
    for problem in problems:
        line = told(problem, folder)
        assert line.isprintable()
        assert len(line) <= 320
        assert re.match(r".+[.?)!]$", problem.what), problem.what
        assert re.match(r"[A-Z].+[.?!]$", problem.fix), problem.fix
        assert not re.search(FOR_PROGRAMMERS, f"{problem.what} {problem.fix}".lower())


@each(("name", "command"), zip(UNUSABLE, cycle(COMMANDS), strict=False))
def test_no_command_uses_rules_that_cannot_be_used(name, command):
    folder, (first, *_) = laid(name)
    done = run(*command, "--rules", str(folder), given="answers: {}")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"Error: {first.where}: {first.what}")
    assert done.err.count("\n") == 1
    assert f"[{first.code}]" in done.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_refuses_the_same_rules_in_the_same_words(command, tmp_path):
    folder = lay(MISTAKES["small amounts have no option"], tmp_path / "rules")
    done = run(*command, "--rules", str(folder))
    line = f"Error: {folder}/domains/plants.yaml:27:3: amounts under 0.1 have no option. Let the lowest edge be 0."
    assert (done.code, done.out, done.err) == (1, "", f"{line} [EDGES_005]\n")


@each("name", sorted(MISTAKES.keys() - UNUSABLE))
def test_a_mistake_that_only_the_check_sees_stops_no_answer(name):
    assert load_instrument(laid(name)[0]).id == "small-diet"


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_prints_every_problem_and_ends_with_1(kind):
    folder, problems = laid(next(n for n, m in MISTAKES.items() if m["expect"][0]["code"].startswith(kind)))
    done = run("rules", "check", "--rules", str(folder))
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [*(f"Error: {problem}" for problem in problems), f"{count} in {folder}"]


@pytest.mark.parametrize(
    "names",
    [
        [
            "a character that nobody can see stands in a label",
            "a quote is never closed",
            "a word begins with a star",
        ],
        [
            "a key is misspelt",
            "a number stands where text is wanted",
            "a question counts one and a half times",
            "the clinic has no phone",
            "the strength of evidence is not one of the five",
        ],
        [
            "a condition avoids a food that is not there",
            "a domain is listed twice",
            "a flag acts like a condition that is not there",
            "a tip names an answer that is not there",
            "two foods bring along each other",
        ],
        [
            "a tip has no plan",
            "nobody can call the clinic",
            "nothing rests on a source",
            "two options have the same label",
            "the clinic would stand beside an emergency",
            "a food decides nothing",
        ],
        [
            "small amounts have no option",
            "two bands begin at the same score",
            "a flag holds tips back and does not say so",
        ],
    ],
    ids=["what cannot be read", "shapes", "ids", "what does not hold", "scores and more"],
)
def test_several_mistakes_are_all_reported_in_one_run(names, tmp_path):
    folder = lay(MISTAKES[names[0]], tmp_path / "rules")
    for name in names[1:]:
        make(MISTAKES[name], folder)
    reported = {(problem.code, place(problem, folder)["file"]) for problem in found(folder)}
    wanted = {(problem["code"], problem["file"]) for name in names for problem in MISTAKES[name]["expect"]}
    assert reported == wanted
    assert len(found(folder)) >= len(names)


def test_the_one_line_of_other_commands_says_how_many_more_there_are(tmp_path, monkeypatch):
    monkeypatch.setattr(ThisRun, "program", "gutbone")
    folder = lay(MISTAKES["a key is misspelt"], tmp_path / "rules")
    make(MISTAKES["the clinic has no phone"], folder)
    with pytest.raises(RulesError, match=r"1 more: gutbone rules check lists them\."):
        load_instrument(folder)


def test_a_tip_that_is_due_in_too_many_ways_is_refused_and_not_worked_out_for_ever(tmp_path):
    folder = lay({"file": "foods.yaml", "find": "- id: cola", "replace": "- id: cola"}, tmp_path / "rules")
    path = folder / "domains" / "plants.yaml"
    text = path.read_text(encoding="utf-8")
    item = text[text.index("- id: greens\n") : text.index("- id: kinds\n")]
    more = "".join(item.replace("id: greens", f"id: greens_{n}") for n in range(12))
    every = ", ".join(f"greens_{n}: [hardly_any, one_a_day, two_or_more]" for n in range(12))
    text = text.replace("- id: kinds\n", f"{more}- id: kinds\n").replace(
        "when: {greens: [one_a_day]}", f"when: {{{every}}}"
    )
    path.write_text(text, encoding="utf-8")
    assert "ADVICE_004" in {problem.code for problem in found(folder)}


def test_of_older_rules_the_format_is_told_first_whichever_file_differs(tmp_path):
    folder = lay(MISTAKES["rules are of an older format"], tmp_path / "rules")
    conditions = folder / "conditions.yaml"
    conditions.write_text(conditions.read_text().replace("  not_applicable: [cola]\n", "  not_asked_of: [cola]\n"))
    assert found(folder)[0].code == "RULES_006"
    for command in COMMANDS:
        done = run(*command, "--rules", str(folder), given="answers: {}")
        assert done.code == 1
        assert "these rules are of format 2, and this program reads format 3." in done.err
