"""Text from outside never steers a terminal: not from answers, rules, references, options, names or kept results."""

import json
import re
import shutil

import pytest
from fuzzing.guard import assert_harmless, own_place, program
from people import FULL
from terminal import Terminal, run

from gutbone.base.files import packaged_rules
from gutbone.base.text import visible

HOSTILE = {
    "clear the window": "\x1b[2J",
    "set the title": "\x1b]0;owned\x07",
    "a link": "\x1b]8;;https://x.invalid\x1b\\y\x1b]8;;\x1b\\",
    "C1 control": "\x9b31m",
    "C1 string": "\x9d0;owned\x9c",
    "start of line": "\rAll is well",
    "line end": "a\nError: b",
    "backspace": "\x08\x08\x7f",
    "right to left": "\u202egnp",
    "isolate": "\u2066a\u2069",
    "zero width": "a\u200bb\ufeff",
    "line separator": "a\u2028b\u2029c",
    "tag characters": "\U000e0001\U000e0061",
    "private use": "\ue000",
}
TEXTS = tuple(HOSTILE.values())
EACH = pytest.mark.parametrize("text", TEXTS, ids=HOSTILE)
# In a terminal, of each kind one: controls in 7 and 8 bits, lines, directions, what nobody sees; in the long set all.
ONE_OF_A_KIND = ("clear the window", "C1 string", "line end", "right to left", "zero width")
EACH_KIND = pytest.mark.parametrize(
    "text",
    [text if name in ONE_OF_A_KIND else pytest.param(text, marks=pytest.mark.long) for name, text in HOSTILE.items()],
    ids=HOSTILE,
)
# With --debug the same words stand in a trace too: some texts show it, and in the long set every one.
TRACED = pytest.mark.parametrize(
    ("more", "texts"),
    [([], TEXTS), (["--debug"], TEXTS[::4]), pytest.param(["--debug"], TEXTS, marks=pytest.mark.long)],
    ids=["plain", "debug", "debug, each"],
)
FORMATS = ("text", "note", "oneline", "json", "html")
STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def place():
    with own_place() as folder:
        yield folder


def quoted(value):
    """Write a value so that every character reaches the reader by its code."""
    written = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isascii() and c.isprintable() else f"\\U{ord(c):08x}" for c in written)


def answers_file(**more):
    """Give an answers file in which anything can be written."""
    return quoted({"answers": FULL, "conditions": [], "flags": [], **more}).encode()


def harmless(*arguments, given=b"", ends=2):
    """Run a command, which itself checks that no control character reaches the terminal."""
    done = program(*arguments, given=given)
    assert done.code == ends
    if ends == 2:
        assert done.out == ""
        assert done.err.count("\n") == 1
    return done


def test_what_is_looked_for_would_be_seen():
    for text in HOSTILE.values():
        with pytest.raises(AssertionError):
            assert_harmless(text.replace("\n", "\x0b").replace("\r", "\x0b"))


# ---------------------------------------------------------------- references


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("by", ["file", "option"])
def test_a_reference_is_printed_with_its_controls_as_codes(name, by):
    clean = harmless("score", "-", "--format", name, "--ref", "R", given=answers_file(), ends=0)
    for text in TEXTS:
        file = answers_file(ref=text) if by == "file" else answers_file()
        option = ["--ref", text] if by == "option" else []
        done = harmless("score", "-", "--format", name, *option, given=file, ends=0)
        # the note fills its lines, so that a longer reference may move a break; it brings none of its own
        assert abs(done.out.count("\n") - clean.out.count("\n")) <= (name == "note")


@EACH
def test_a_reference_in_a_styled_result_brings_no_sequence_but_colours(text):
    done = run("score", "-", "--ref", text, given=answers_file(), FORCE_COLOR="1")
    assert done.code == 0
    assert STYLE.search(done.out)
    assert_harmless(STYLE.sub("", done.out))


@EACH
def test_a_result_that_is_read_again_keeps_its_reference_and_prints_it_safely(text):
    once = harmless("score", "-", "--format", "json", given=answers_file(ref=text), ends=0)
    again = harmless("score", "-", "--format", "json", given=once.out.encode(), ends=0)
    assert json.loads(again.out)["ref"] == json.loads(once.out)["ref"] == text
    harmless("score", "-", given=once.out.encode(), ends=0)


# ---------------------------------------------------------------- what is wrong with an answers file

WRONG = {
    "a key": lambda text: {text: 1},
    "a question": lambda text: {"answers": {text: 1}},
    "nearly a question": lambda text: {"answers": {f"fruit{text}": 1}},
    "an option": lambda text: {"answers": {"fruit": text}},
    "nearly an option": lambda text: {"answers": {"fruit": f"one_a_day{text}"}},
    "a condition": lambda text: {"conditions": [text]},
    "a flag": lambda text: {"flags": [f"height_loss{text}"]},
    "an age": lambda text: {"age": text},
    "a mode": lambda text: {"mode": text},
    "a time": lambda text: {"assessed_at": text},
    "an instrument": lambda text: {"instrument": text},
    "an instrument's id": lambda text: {"instrument": {"id": text}},
    "a list": lambda text: {"conditions": {text: 1}},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@TRACED
def test_a_wrong_answers_file_is_refused_in_one_harmless_line(wrong, more, texts):
    for text in texts:
        done = program("score", "-", *more, given=answers_file(**wrong(text)))
        assert (done.code, done.out) == (2, "")
        assert more or done.err.count("\n") == 1


@EACH
def test_control_characters_written_as_they_are_are_refused_with_their_place(text):
    done = program("score", "-", given=f'answers: {{fruit: 1}}\nref: "{text}"\n'.encode())
    assert done.code in {0, 2}
    if done.code == 2:
        assert "-:2:" in done.err


def test_a_key_twice_a_bad_escape_and_an_unfinished_quote_are_told_harmlessly():
    for content in (
        b'{"\\u001b[2J": 1, "\\u001b[2J": 2}',
        b'"\\u001b[2J\\q"',
        b'"\\u001b[2J',
        b"\x1b[2J: [",
        b"\xff\x1b",
    ):
        harmless("score", "-", given=content)


# ---------------------------------------------------------------- names and options

OPTIONS = {
    "a file": ["score", "{}"],
    "nearly a question": ["explain", "frui{}"],
    "nothing known": ["explain", "{}"],
    "a command": ["{}"],
    "nearly a command": ["scor{}"],
    "a command of rules": ["rules", "chec{}"],
    "an option": ["score", "--form{}"],
    "too much": ["explain", "fruit", "{}"],
    "a format": ["score", "-", "--format", "jso{}"],
    "a condition": ["score", "-", "--has", "warfari{}"],
    "a flag": ["score", "-", "--flag", "{}"],
    "an answer": ["score", "-", "--answer", "{}"],
    "an answer's question": ["score", "-", "--answer", "{}=1"],
    "an answer's option": ["score", "-", "--answer", "fruit={}"],
    "digits": ["screen", "33{}"],
    "seven digits": ["screen", "33242{}"],
    "rules": ["score", "-", "--rules", "{}"],
    "rules to check": ["rules", "check", "--rules", "{}"],
    "output": ["score", "-", "-o", "missing/{}"],
}


@pytest.mark.parametrize("typed", OPTIONS.values(), ids=OPTIONS)
@TRACED
def test_an_option_or_name_that_is_wrong_is_told_harmlessly(typed, more, texts):
    for text in texts:
        done = program(*(word.format(text[:6]) for word in typed), *more, given=answers_file())
        assert done.code in {1, 2}
        assert more or done.err.count("\n") == (2 if "check" in typed else 1)  # and how many problems there are


@pytest.mark.parametrize("name", ["GUTBONE_RULES", "SOURCE_DATE_EPOCH"])
def test_an_environment_that_is_wrong_is_told_harmlessly(name, monkeypatch):
    for text in TEXTS:
        monkeypatch.setenv(name, text)
        assert program("score", "-", given=answers_file()).code in {1, 2}


# ---------------------------------------------------------------- rules


@pytest.fixture
def rules(place):
    shutil.copytree(packaged_rules(), place / "rules")
    return place / "rules"


PLACES = {
    "a tip": ("domains/fibre.yaml", r"(?m)^( +text: ).*$"),
    "a label": ("domains/fibre.yaml", r"(?m)^( +label: ).*$"),
    "an id": ("domains/fibre.yaml", r"(?m)^( *- id: )fruit$"),
    "the clinic": ("clinic.yaml", r"(?m)^(name: ).*$"),
    "the title": ("instrument.yaml", r"(?m)^(title: ).*$"),
    "a condition": ("conditions.yaml", r"(?m)^( +label: ).*$"),
    "a flag": ("flags.yaml", r"(?m)^( +text: ).*$"),
    "a word": ("words.yaml", r"(?m)^(\w+: )[^|>{\[]+$"),
    "a source": ("sources.yaml", r"(?m)^( +cites: ).*$"),
}
READING = (["score", "-"], ["explain", "fruit"], ["rules", "show"], ["quiz"], ["rules", "check"], ["rules", "test"])


@pytest.mark.parametrize("spot", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("is_escaped", [True, False], ids=["escaped", "as it is"])
def test_rules_that_hold_controls_are_refused_or_printed_harmlessly(rules, spot, is_escaped):
    name, pattern = spot
    good = (rules / name).read_text()
    for text in TEXTS[:: 2 if is_escaped else 3]:
        inside = quoted(text) if is_escaped else f'"{text}"'
        turned = re.sub(pattern, lambda found, put=inside: found[1] + put, good, count=1)
        assert turned != good
        (rules / name).write_text(turned)
        for command in READING[:2]:
            assert program(*command, "--rules", "rules", given=answers_file()).code in {0, 1}


@pytest.mark.parametrize("texts", [TEXTS[::3], pytest.param(TEXTS, marks=pytest.mark.long)], ids=["some", "each"])
@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_every_command_that_reads_rules_is_harmless(rules, command, texts):
    for text in texts:
        (rules / "clinic.yaml").write_text(f"{quoted(text)}: 1\n")
        assert program(*command, "--rules", "rules", "--debug", given=answers_file()).code == 1


@EACH
def test_files_with_odd_names_among_the_rules_are_told_harmlessly(rules, text):
    (rules / f"domains/{text.replace('/', '')}.yaml").write_text("id: x\n")
    for command in READING[:2]:
        program(*command, "--rules", "rules", given=answers_file())


# ---------------------------------------------------------------- typed, pasted and completed


@EACH
def test_lines_that_answer_no_question_are_not_repeated(text):
    done = program("quiz", given=f"{text}\n2\n{text}\nq\n".encode())
    assert visible(text) not in done.err


@EACH_KIND
def test_what_is_pasted_into_the_quiz_comes_back_in_no_way(text):
    with Terminal() as terminal:
        terminal.step("\r", "age group")
        terminal.type(text.encode())
        # By line too, where an l in it has changed the face; and again, as what waits while it changes may be dropped.
        terminal.until(lambda: terminal.type("q\n") or terminal.process.poll() is not None, "the end of the quiz")
        terminal.finish()
        for kind in ("\x1b]", "\x9b", "\x9d", "\u202e", "\u200b", "\x07", "owned"):
            assert kind not in terminal.raw.decode("utf-8", "replace")


@EACH
def test_completion_gives_ids_and_nothing_that_was_typed(text):
    done = run(_GUTBONE_COMPLETE="complete_bash", COMP_WORDS=f"gutbone explain fr{text}", COMP_CWORD="2")
    assert_harmless(done.out + done.err)


# ---------------------------------------------------------------- kept results

KEPT = (["list"], ["trend"], ["export"], ["export", "--format", "csv"])


def test_kept_references_are_listed_shown_and_exported_harmlessly():
    for text in TEXTS:
        program("score", "-", "--keep", given=answers_file(ref=text[:20]))
    names = re.findall(r"(?m)^(\w{6}) ", program("history", "list").out)
    assert len(names) == len(TEXTS)
    for command in [*KEPT, *(["show", name] for name in names)]:
        assert program("history", *command).code == 0


def test_a_history_that_is_not_there_is_told_harmlessly():
    for text in TEXTS:
        assert program("history", "show", text).code in {0, 1, 2}
        assert program("history", "delete", text).code in {0, 1, 2}
