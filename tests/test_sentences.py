"""What people read stands in the rules, so that it can be in any language: in Python only errors and the commands' help.

A phrase is a text of two words or more. What is left in Python is counted by file, with why; the numbers may
only shrink, but for pieces of errors. Texts of errors are let pass where they are raised; tables and pieces of them are counted here.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

GUTBONE = Path(__file__).resolve().parent.parent / "gutbone"
PHRASE = re.compile(r"[^\W\d_]{2,}[,;:.!?]*[ \n]+(?:\S* )*?[^\W\d_]{2,}")
# Calls whose texts are said to whoever has to put something right; names of variables that hold such texts.
ERRORS = re.compile(r"(Error|Problem|[Pp]roblem(_at)?|refus(al|ed)|unwritable|_?fail|did_you_mean|check_known)$")
ERROR_NAMES = {"what", "fix", "reason", "problem"}
CODED = re.compile(r"[A-Z]+_\d{3}")
HELP = re.compile(r"(helped|Typer|Option|Argument)$")
MACHINE = re.compile(r"\s*(SELECT|INSERT|ALTER|CREATE|DELETE|UPDATE|DROP|PRAGMA|BEGIN)\b")
PATTERNS = {"compile", "match", "fullmatch", "search", "sub", "findall", "split"}

ERROR = "pieces of errors, which stay in Python"
RULES = "said to those who write rules; it moves to the rules with other languages"
READER = "said to a person; it moves to the rules with other languages"
CLINIC = "said to a clinician; it moves to the rules with other languages"
TABLE = "said to a researcher; it moves to the rules with other languages"
CODE = "no words for people: expressions, names and styles for other programs"
ALLOWED = {
    "answers/cells.py": (4, ERROR),
    "answers/one.py": (6, ERROR),
    "answers/read.py": (2, ERROR),
    "assess/columns.py": (7, ERROR),
    "base/commands.py": (5, CODE),
    "base/errors.py": (2, ERROR),
    "base/kept_files.py": (1, ERROR),
    "base/plain_yaml.py": (29, ERROR),
    "base/schema.py": (1, CODE),
    "base/styles.py": (2, CODE),
    "base/text.py": (1, ERROR),
    "cli/app.py": (1, READER),
    "cli/deeds.py": (1, CODE),
    "cli/formats.py": (1, ERROR),
    "cli/history.py": (1, ERROR),
    "cli/outcome.py": (2, ERROR),
    "cli/rules.py": (5, CODE),
    "cli/show.py": (1, CODE),
    "cohort/cells.py": (5, ERROR),
    "cohort/frames.py": (6, ERROR),
    "cohort/json_lines.py": (2, TABLE),
    "cohort/packages.py": (1, ERROR),
    "cohort/pandas_frames.py": (1, TABLE),
    "cohort/tables.py": (1, ERROR),
    "exchange/card.py": (1, CODE),
    "exchange/fhir_blocks.py": (7, CODE),
    "exchange/fhir_read.py": (1, ERROR),
    "exchange/fhir_expressions.py": (2, CODE),
    "exchange/fhir_write.py": (1, CODE),
    "exchange/json_rows.py": (2, ERROR),
    "exchange/one_row.py": (1, ERROR),
    "exchange/redcap.py": (24, CODE),
    "exchange/several.py": (1, ERROR),
    "exchange/table_kinds.py": (12, ERROR),
    "exchange/xlsform.py": (2, CODE),
    "history/bring_back.py": (8, ERROR),
    "history/database.py": (5, ERROR),
    "history/last.py": (1, ERROR),
    "history/recount.py": (1, ERROR),
    "history/store.py": (3, CODE),
    "quiz/resume.py": (1, ERROR),
    "report/handout.py": (4, CODE),
    "report/histogram.py": (5, CODE),
    "review/cases.py": (1, RULES),
    "review/citations.py": (3, RULES),
    "review/expectations.py": (14, RULES),
    "review/lines.py": (1, RULES),
    "review/migrate.py": (18, RULES),
    "review/remarks.py": (12, RULES),
    "review/schema.py": (1, RULES),
    "rules/block.py": (2, CODE),
    "rules/ids.py": (6, ERROR),
    "rules/load.py": (2, ERROR),
    "rules/malformed.py": (22, ERROR),
    "rules/must_hold.py": (2, ERROR),
    "rules/packaged.py": (1, ERROR),
}

MADE_UP = '''
"""A module for tests."""
import re

TITLE = "What you said"  # found
WORD = "fruit"
PATTERN = re.compile(r"so many words here")
QUERY = "SELECT time FROM results WHERE id = ?"


def said(name, rows):
    """Say a few words."""
    what = "this is wrong."
    if not name:
        raise ValueError(f"there is no {name} here.")
    if rows:
        return Problem("RULES_001", what, "Mend it, or take it out.")
    yield "RULES_004", "a key is missing.", "Add it there."
    return f"{name}: well done" if rows else {"key": ["not yet", "Well, thank you, {count} times."]}  # found 3
'''


def phrases(path, root=GUTBONE):
    """Give every phrase for people in a file, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [*_phrases(tree, in_cli=path.relative_to(root).parts[0] == "cli")]


def _phrases(node, *, in_cli):
    if _is_excused(node, in_cli=in_cli):
        return
    if isinstance(node, ast.Constant | ast.JoinedStr):
        text = _text(node)
        if PHRASE.search(text) and not MACHINE.match(text):
            yield node.lineno, text
        return
    for field, value in ast.iter_fields(node):
        if field not in {"annotation", "returns"}:  # types in quotes are no words for people
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, ast.AST):
                    yield from _phrases(inner, in_cli=in_cli)


def _text(node):
    """Give a text as it is written; what is filled in stands as a word would."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
    return node.value if isinstance(node.value, str) else ""


def _is_excused(node, *, in_cli):
    """Say whether all texts of a piece of code are docstrings, errors, help or patterns."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Raise):
        return True
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        is_pattern = (
            isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re" and name in PATTERNS
        )
        return is_pattern or bool(ERRORS.search(name)) or (in_cli and bool(HELP.match(name)))
    if isinstance(node, ast.Tuple):
        return any(isinstance(entry, ast.Constant) and CODED.fullmatch(str(entry.value)) for entry in node.elts)
    if isinstance(node, ast.Assign):
        names = [inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]
        return bool(names) and set(names) <= ERROR_NAMES
    return False


@cache
def found():
    """Give the phrases of every file, looked for where they are asked for first."""
    return {path.relative_to(GUTBONE).as_posix(): phrases(path) for path in sorted(GUTBONE.rglob("*.py"))}


def test_no_file_holds_more_phrases_for_people_than_it_did():
    more = {name: own for name, own in found().items() if len(own) > ALLOWED.get(name, (0, ""))[0]}
    assert more == {}, "Put new words into rules/words.yaml."


def test_where_phrases_have_gone_the_number_is_lowered_for_good():
    counts = {name: len(found().get(name, ())) for name in ALLOWED}
    fewer = {name: counts[name] for name, (most, _) in ALLOWED.items() if counts[name] < most}
    assert fewer == {}, "These are the numbers for ALLOWED now."


@pytest.mark.parametrize("folder", ["report", "cli"])
def test_a_phrase_is_found_and_what_is_no_phrase_for_people_is_not(folder, tmp_path):
    path = tmp_path / folder / "made_up.py"
    path.parent.mkdir()
    path.write_text(MADE_UP)
    assert [text for _, text in phrases(path, tmp_path)] == [
        "What you said",
        "X: well done",
        "not yet",
        "Well, thank you, {count} times.",
    ]


def test_the_help_of_commands_is_no_phrase_for_people_and_elsewhere_it_is(tmp_path):
    for folder in ("cli", "quiz"):
        path = tmp_path / folder / "made_up.py"
        path.parent.mkdir()
        path.write_text('Rules = typer.Option("--rules", help="Use the rules in this folder.")\n')
    assert phrases(tmp_path / "cli" / "made_up.py", tmp_path) == []
    assert phrases(tmp_path / "quiz" / "made_up.py", tmp_path) == [(1, "Use the rules in this folder.")]


def words_alone(tree):
    """Give each word by itself that one way or another fills a gap of a text."""
    for gap in (node for node in ast.walk(tree) if isinstance(node, ast.FormattedValue)):
        for node in ast.walk(gap.value):
            ways = [node.body, node.orelse] if isinstance(node, ast.IfExp) else getattr(node, "values", ())
            ways = node.args[1:] if isinstance(node, ast.Call) and ast.unparse(node.func) == "shown" else ways
            yield from (
                one.value for one in ways if isinstance(one, ast.Constant) and re.fullmatch("[a-z]{2,}", one.value)
            )


def test_no_gap_of_an_error_is_filled_with_a_word_by_itself():
    """Other languages say whole texts: such a word is said where it stands, or the text is written twice."""
    assert [*words_alone(ast.parse("f\"{n} {'cell' if n == 1 else 'two cells'} {shown(n, 'here')}\""))] == [
        "cell",
        "here",
    ]
    found = {}
    for path in sorted(GUTBONE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        errors = (node for node in ast.walk(tree) if _is_excused(node, in_cli=False) and not isinstance(node, ast.Expr))
        if words := {word for error in errors for word in words_alone(error)}:
            found[path.name] = words
    assert found == {}
