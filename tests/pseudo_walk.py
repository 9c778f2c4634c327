"""A walk through every command, format, error and key with the pseudo-language; each step gives what was said.

PYTHONPATH=.:tests python tests/pseudo_walk.py    prints every word without a mark, with the step that said it
"""

import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import yaml
from msgspec import Struct
from msgspec.structs import fields
from pseudo_language import unmarked, write
from scripts import ITEMS, NO_CONDITION_NUMBER, NO_FLAG_NUMBER, NO_FLAGS, START
from terminal import PROGRAM, Terminal, joined, run
from typer.main import get_group

from gutbone.cli.app import app
from gutbone.rules.file_kinds import FILES
from gutbone.rules.load import load_instrument

TESTS = Path(__file__).parent
FILE = "answers: {fruit: one_a_day, cups: 6.5, pulses: null, nuts_seeds: n/a, sugary_drinks: one_a_day, ready_meals: daily}\n"
HEALTH = "conditions: [warfarin, gluten_free]\nflags: [height_loss]\n"
PEOPLE = "fruit,cups,vegetabels,mode,age\none_a_day,6,x,core,3\ntwo_a_day,8,,,\nbad,-3,,,\n"
# What machines read, and names that are the same in every language: of commands, keys' codes, files, formats, units.
MACHINE = {*"""
    gutbone python bin my-result txt json jsonl html fhir csv xlsx yaml sav dta parquet md ics svg pip install
    check diet GUTBONE_RULES DIR FILE NAME TEXT ITEM OPTION CONDITION FLAG MARK ID IDS NUMBER WEEKS GROUP PART
    DIGITS TABLE FOLDER OPTIONS COMMAND ARGS CSV JSON YAML FHIR bool text note oneline full core self carer
    clinician amounts codes point comma conditions unasked total answered ref age http https org gov uk
    column type unit values meaning value option code out in passed problem item row status points possible
    clinic domains flags instrument parts words messages cases domain sources foods article result results
    card redcap sample table xlsform form health columns scores answers response help version completion
    old new my reminder abc234 under18 linkId calc descriptive radio surveys
""".split()}  # fmt: skip  # noqa: SIM905  a list to read
# What is said by others: by the system where a file cannot be read, by the library that reads YAML. Rules cannot say it
# otherwise, and it stands behind words of ours that they can.
OTHERS = {*"No such file or directory did not find expected node content".split()}  # noqa: SIM905  they are sentences
LONG = 60  # characters of what a mistake writes
SPOKEN = re.compile(r"[^\W\d_]{2,}[,;:.!?]? [^\W\d_]{2,}")  # a value of a machine's file that is a phrase


def names(folder: Path) -> set[str]:
    """Give every word that is a name: of the rules, the commands, and what else machines read."""
    rules = load_instrument(folder)
    tables = (rules.items, rules.tips, rules.domain, rules.condition, rules.flag, rules.extra, rules.band, rules.source)
    ids = {word for table in tables for word in table} | {part.id for part in rules.parts} | {f.id for f in rules.foods}
    ids |= {option for item in (*rules.items.values(), *rules.extra.values()) for option in item.by_id}
    ids |= {*rules.level, rules.id, *rules.ages}
    ids |= {"frut", "lots", "bad", "mode", "vegetabels", "if"}  # what the files here hold, and a word of calculations
    options = {word for command in _commands(get_group(app)) for word in command}
    return MACHINE | {part for name in ids | options for part in (name, *re.split(r"[-_ ]", name))}


def _commands(group) -> Iterator[list[str]]:
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        yield [name, *(option.lstrip("-") for one in command.params for option in (*one.opts, *one.secondary_opts))]
        if hasattr(command, "list_commands"):
            yield from _commands(command)


class Walk:
    """Steps with the pseudo-language, in a home of their own."""

    def __init__(self, place: Path) -> None:
        self.place, self.rules = place, write(place / "rules")
        self.home = {"HOME": str(place), "XDG_STATE_HOME": str(place / "s"), "XDG_DATA_HOME": str(place / "d")}
        self.home |= {"GUTBONE_RULES": "rules"}
        self.names = names(self.rules) | set(re.split(r"\W+", f"{place}{PROGRAM}"))

    def said(self, *words: str, given: str = "") -> str:
        """Run one command and give all that it said."""
        self.names |= {part for word in words for part in re.split(r"\W+", word)}  # what somebody typed is said back
        done = run(*words, given=given, cwd=self.place, **self.home)
        return f"{done.out}\n{done.err}"

    def file(self, name: str, text: str) -> str:
        """Write a file for a step to read."""
        (self.place / name).write_text(text, encoding="utf-8")
        return name

    def look(self, said: str) -> set[str]:
        """Give the words without a mark; of what machines read only those of phrases, of a page what it shows."""
        if said.lstrip().startswith(("{", "[")):
            said = "\n".join(_phrases(json.loads(said)))
        if "<html" in said or "<svg" in said:
            said = re.sub(r"<style>.*?</style>|<[^>]+>", " ", said, flags=re.DOTALL)
        said = re.sub(r"https?://\S+|\[[A-Z]+_\d{3}\]|\x1b\[[\d;?]*[a-zA-Z]|&#?\w+;", " ", said)
        return {word for word in unmarked(said, self.names | OTHERS) if "_" not in word}


def _phrases(value) -> Iterator[str]:
    """Give the phrases among the values of a machine's file; expressions are none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from () if key in {"expression", "div"} else _phrases(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _phrases(inner)
    elif isinstance(value, str) and SPOKEN.search(value):
        yield value


def short(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give a step of each kind."""
    walk.file("a.yaml", FILE + HEALTH)
    for words in (
        ("score", "a.yaml", "--explain"),
        ("score", "a.yaml", "--format", "note"),
        ("score", "a.yaml", "--format", "html"),
        ("explain", "warfarin"),
        ("score", "-h"),
        ("score", "b.yaml"),
        ("score", "--zzz"),
        ("explain", "frut"),
    ):
        yield " ".join(words), walk.said(*words)
    yield "quiz", walk.said("quiz", given=joined(["9", "2", "?", "3 7", "b", "3 7", "h", "s"]))


def commands(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give every command, its help, and every format."""
    walk.file("a.yaml", FILE + HEALTH)
    root = get_group(app)
    for name in root.list_commands(None):
        group = root.get_command(None, name)
        inner = [[name, own] for own in group.list_commands(None)] if hasattr(group, "list_commands") else []
        for words in ([name], *inner):
            yield f"{' '.join(words)} -h", walk.said(*words, "-h")
    yield "-h", walk.said("-h")
    for form in ("text", "note", "oneline", "json", "html", "fhir"):
        yield f"score {form}", walk.said("score", "a.yaml", "--format", form)
    beside = ("--has", "eating_disorder"), ("--has", "under_18"), ("--flag", "bleeding_heavy"), ("--no-score",)
    for options in (*beside, ("--has", "other_diet"), ("--core",), ("--answer", "fruit=few_a_week"), ("--explain",)):
        for form in ("text", "note", "html"):
            if form == "text" or "--explain" not in options:
                yield f"score {options} {form}", walk.said("score", "a.yaml", *options, "--format", form)
    yield "fhir", walk.said("score", "a.yaml", "--format", "fhir", "--with-safety", "--observation")
    for options in (("--format", "text"), ("--format", "note", "--age", "65", "--by", "carer", "--ref", "7")):
        yield f"screen {options}", walk.said("screen", "332423.", *options)
    for words in (("--list",), (), ("fruit",), ("fibre",), ("bones",), ("alcohol",), ("warfarin",), ("height_loss",)):
        yield f"explain {words}", walk.said("explain", *words)
    yield "explain retired", walk.said("explain", "underweight_flag")
    for tip in load_instrument(walk.rules).tips:
        yield f"explain {tip}", walk.said("explain", tip)


def rules(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give what is said of rules, and the forms."""
    for form in ("text", "md"):
        yield f"rules show {form}", walk.said("rules", "show", "--format", form)
    for form in ("fhir", "csv", "table", "sample", "redcap", "card"):
        said = walk.said("rules", "export", "--format", form)
        yield f"rules export {form}", said.partition("\n")[2] if form == "redcap" else said  # REDCap's own headings
    yield "rules export safety", walk.said("rules", "export", "--with-safety")
    yield "rules check", walk.said("rules", "check")
    yield "rules test", walk.said("rules", "test")
    walk.file("t.csv", PEOPLE)
    yield "rules diff", walk.said("rules", "show", "--diff", str(TESTS.parent / "rules"), "--answers", "t.csv")
    yield "rules same", walk.said("rules", "show", "--diff", "rules")


def tables(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give what is said of a table of people, and what its columns mean."""
    walk.file("t.csv", PEOPLE)
    how = ("cohort", "t.csv", "--numbers", "amounts")
    yield "cohort", walk.said(*how, "-o", "s.csv", "--dictionary", "d.csv", "--plot", "p.svg", "--points")
    for name in ("d.csv", "p.svg"):
        yield name, (walk.place / name).read_text(encoding="utf-8")
    yield "cohort long", walk.said(*how, "--long", "-o", "l.csv", "--dictionary", "ld.csv")
    yield "ld.csv", (walk.place / "ld.csv").read_text(encoding="utf-8")
    yield "problems", "\n".join(line.rpartition(",")[2] for line in (walk.place / "s.csv").read_text().splitlines()[1:])


def kept(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give what is kept, and what is said of it."""
    yield "last none", walk.said("last")
    yield "step none", walk.said("step")
    yield "history none", walk.said("history", "list")
    walk.file("a.yaml", FILE + HEALTH + "assessed_at: 2026-01-31T09:30:00+00:00\n")
    walk.file("b.yaml", FILE.replace("one_a_day", "two_a_day") + "assessed_at: 2026-03-31T09:30:00+00:00\n")
    said = {name: walk.said("score", name, "--keep") for name in ("a.yaml", "b.yaml")}
    exported = walk.file("e.jsonl", run("history", "export", cwd=walk.place, **walk.home).out)
    walk.names |= set(re.findall(r'"id":"([a-z]{6})"', (walk.place / exported).read_text().replace(" ", "")))
    yield from said.items()
    for words in (
        ("list",),
        ("trend",),
        ("show", "abc"),
        ("export",),
        ("delete",),
        ("delete", "abc"),
        ("import", "a.yaml"),
    ):
        yield f"history {words}", walk.said("history", *words)
    yield "history import", walk.said("history", "import", exported)
    yield "history delete", walk.said("history", "delete", "--all", "--yes")


def errors(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give mistakes of many kinds, of whoever types or writes a file."""
    walk.file("a.yaml", FILE)
    files = {
        "unknown.yaml": "answers: {frut: one_a_day}\n",
        "amount.yaml": "answers: {cups: -1, fruit: 900}\n",
        "list.yaml": "answers: [1, 2]\n",
        "words.yaml": "answers: {cups: lots}\n",
        "yaml.yaml": "answers: {cups: 6\n",
        "tab.yaml": "answers:\n\tcups: 6\n",
        "twice.yaml": "answers: {cups: 6, cups: 7}\n",
        "empty.yaml": "",
        "ages.yaml": "answers: {cups: 6}\nconditions: [under_18, age_65_or_over]\n",
        "flag.yaml": "answers: {cups: 6}\nflags: [heigt_loss]\n",
        "other.yaml": "answers: {cups: 6}\ninstrument: {id: other}\n",
        "time.yaml": "answers: {cups: 6}\nassessed_at: soon\n",
        "ref.yaml": "answers: {cups: 6}\nref: [1]\n",
        "response.json": '{"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": "x"}]}',
        "bundle.json": '{"resourceType": "Bundle"}',
        "broken.json": '{"answers": ',
        "two.csv": "fruit\none_a_day\ntwo_a_day\n",
        "lines.jsonl": '{"answers": {"cups": 6}}\n{"answers": {"cups": 7}}\n',
        "page.html": "<html></html>",
    }
    for name, text in files.items():
        walk.file(name, text)
        yield f"score {name}", walk.said("score", name)
    for words in (
        ("score", "none.yaml"),
        ("score", "."),
        ("score",),
        ("score", "a.yaml", "b"),
        ("score", "a.yaml", "--format", "jsn"),
        ("score", "a.yaml", "--has", "warfrin"),
        ("score", "a.yaml", "--flag", "kidney"),
        ("score", "a.yaml", "--answer", "fruit"),
        ("score", "a.yaml", "--answer", "fruit=lots"),
        ("score", "a.yaml", "--none", "--has", "warfarin"),
        ("score", "a.yaml", "--observation"),
        ("score", "a.yaml", "--ref", "943 476 5919"),
        ("score", "a.yaml", "--ref", "x" * 70),
        ("score", "a.yaml", "-o", "a.yaml"),
        ("score", "a.yaml", "-o", "no/where.txt"),
        ("score", "a.yaml", "--line", "2"),
        ("score", "a.yaml", "--by", "me"),
        ("score", "a.yaml", "--missing", "fruit"),
        ("score", "a.yaml", "--numbers", "x"),
        ("screen", "33"),
        ("screen", "9999999"),
        ("screen", "3324231", "--age", "7"),
        ("screen", "--no-input"),
        ("quiz", "--remind-in", "99"),
        ("quiz", "--part", "bonse"),
        ("quiz", "extra"),
        ("explain", "pulsses"),
        ("explain", "kidney"),
        ("explain", "zzzz"),
        ("explain", "fruit", "--list"),
        ("nothing",),
        ("rules", "nothing"),
        ("rules", "new", "rules"),
        ("rules", "schema", "--of", "x"),
        ("rules", "export", "--format", "x"),
        ("rules", "show", "--diff", "none"),
        ("cohort", "none.csv"),
        ("cohort", "page.html"),
        ("cohort", "empty.yaml"),
        ("cohort", "two.csv", "-o", "x.doc"),
        ("cohort", "two.csv", "-o", "x.xlsx", "--decimal", "comma"),
        ("history", "show"),
        ("history", "show", "abc"),
        ("history", "import", "none"),
    ):
        yield " ".join(words)[:60], walk.said(*words, given="x")
    yield "quiz ends", walk.said("quiz", given="2\n")


def mistakes(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give every mistake of rules that the tests know, told in the pseudo-language."""
    from test_broken_rules import BROKEN, MISTAKES, lay

    walk.names |= names(BROKEN / "rules") | {key for kind in FILES.values() for key in _keys(kind)}
    spoken = yaml.safe_load((walk.rules / "words.yaml").read_text(encoding="utf-8"))
    for name, mistake in MISTAKES.items():
        folder = lay(mistake, walk.place / re.sub(r"\W", "", name))
        if (folder / "words.yaml").exists():  # it is the mistake, and in plain English
            walk.names |= {"Error", "problem", "problems"}
        else:
            kept = {key: spoken[key] for key in ("error", "check_problem", "check_problems")}
            (folder / "words.yaml").write_text(yaml.safe_dump(kept), encoding="utf-8")
        (folder / "messages.yaml").symlink_to(walk.rules / "messages.yaml")
        written = f"{mistake.get('replace', '')} {mistake.get('write', '')}"
        walk.names |= {word for word in re.findall(r"\w+", written) if len(written) < LONG}  # what an author wrote
        walk.names |= {Path(mistake.get("file", "")).stem, "Cola", "tag", "inf"}  # a label, a tag, and no number
        yield name, walk.said("rules", "check", "--rules", folder.name)


def _keys(kind) -> Iterator[str]:
    """Give the keys of a kind of file, and of what is inside it."""
    for part in get_args(kind):
        yield from _keys(part)
    if isinstance(kind, type) and issubclass(kind, Struct):
        for field in fields(kind):
            yield field.name
            yield from _keys(field.type)


def keys(walk: Walk) -> Iterator[tuple[str, str]]:
    """Give every page and key of the drawn quiz and of its result, and the quick screen's."""
    words = load_instrument(walk.rules).words
    result = ("\r", "m", " ", "b", "1", "\r", "n", "\r", "r", "1", "p", "\r")
    for columns, options in ((70, ()), (100, ("--no-save",))):
        with Terminal(PROGRAM, "quiz", *options, columns=columns, rows=50, cwd=walk.place, **walk.home) as quiz:
            quiz.wait(words.welcome_title)
            yield f"welcome, {columns} columns", quiz.text
            quiz.step(START, "zqQuestion 1 ")
            for key in ("h", " ", "9", "s", " ", *ITEMS, NO_FLAGS):
                yield f"quiz by keys, {columns} columns, {key!r}", after(quiz, key)
            quiz.wait(words.check_title)
            for key in result:
                yield f"result by keys, {columns} columns, {key!r}", after(quiz, key)
    with Terminal(PROGRAM, "screen", columns=80, rows=50, cwd=walk.place, **walk.home) as screen:
        screen.wait("zqUnder")
        typed = ("2", f"{NO_CONDITION_NUMBER}\r", *"3324231", f"{NO_FLAG_NUMBER}\r", "\r", "n", "\r")
        yield from ((f"screen by keys, {key!r}", after(screen, key)) for key in typed)


def after(terminal: Terminal, key: str) -> str:
    """Type a key and give what the window shows once it has changed, or a while later."""
    before, ends = terminal.text, time.monotonic() + 3
    terminal.type(key)
    while (terminal._take(0.1) or terminal.text == before) and time.monotonic() < ends:  # noqa: SLF001  a helper of its own
        pass
    return terminal.text


WALKS = {walk.__name__: walk for walk in (short, commands, rules, tables, kept, errors, mistakes, keys)}

if __name__ == "__main__":
    wanted = [word for word in sys.argv[1:] if word in WALKS]
    with tempfile.TemporaryDirectory(prefix="zq") as place:
        own = Walk(Path(place))
        for name in wanted or WALKS:
            for step, said_ in WALKS[name](own):
                if found := own.look(said_):
                    sys.stdout.write(f"{name} | {step}: {sorted(found)}\n")
                    if "-v" in sys.argv:
                        sys.stdout.write(said_)
