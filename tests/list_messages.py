"""List every English text of the program that rules may say otherwise: PYTHONPATH=. python tests/list_messages.py

It writes ``gutbone/review/messages.yaml``, which an author copies into a folder of rules and fills in. The texts are
those of errors, of their pieces, of help, and of what Typer says itself.
"""

import ast
import re
import sys
from pathlib import Path

import yaml
from test_sentences import ALLOWED, CODE, GUTBONE, MACHINE, PATTERNS, PHRASE, _is_excused

from gutbone.base.messages import LEAST_SAID, template_of
from gutbone.cli.spread import helped

LISTED = GUTBONE / "review" / "messages.yaml"
NO_TEXT = re.compile(
    r"^(http|<|--\\S+$|urn:|\(?if\(|gutbone \{|select|rules \w+$|pip install|conditions \{|link \{|not selected$|SAS transport$)"
    r"|^\w+ \| \w+$|tuple\[| = (ON|EXTRA|MEMORY)|^\s*(- )?(about|say|group|avoids|format): *\{|^avoids_everything|^\w+( \w+){9,}$"
)
DECORATED = re.compile(r"command|^plain$")  # what makes a function a command
COMMAND = re.compile(r"(command|typed|partial)$")  # calls whose first text is a command
OF_CODE = {name for name, (_, why) in ALLOWED.items() if why == CODE and not name.startswith("cli/")}
OF_CODE = (OF_CODE | {"exchange/xlsform.py", "exchange/fhir_expressions.py"}) - {"exchange/fhir_blocks.py"}
# What Typer says of its own.
TYPER = (
    "Usage:",
    "Arguments",
    "Options",
    "Commands",
    "Examples:",
    "required",
    "default: {default}",
    "env var: {name}",
    "Show this message and exit.",
    "Install completion for the current shell.",
    "Show completion for the current shell, to copy it or customize the installation.",
    "No such option: {name}",
    "No such option: {name} (Possible options: {names})",
    "No such option: {name} Did you mean {other}?",
    "No such command '{name}'.",
    "No such command '{name}'. Did you mean {other}?",
    "Missing command.",
    "Missing argument '{name}'.",
    "Missing option '{name}'.",
    "Option '{name}' requires an argument.",
    "Option '{name}' does not take a value.",
    "Got unexpected extra argument(s) ({given})",
    "Invalid value for '{name}': {why}",
    "Invalid value for '{name}' (env var: '{variable}'): {why}",
    "'{given}' is not one of {names}.",
    "{given} is not in the range {range}.",
    "'{given}' is not a valid integer.",
    "'{given}' is not a valid int.",
    "'{given}' is not a valid int range.",
)


def texts(path: Path) -> list[str]:
    """Give every text of one file that people may read, as templates, in the order in which they stand."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = set(map(id, _left_out(tree)))
    found = []
    roots = [tree]
    if path.relative_to(GUTBONE).as_posix() in OF_CODE:  # the errors in it are for people all the same
        roots = [node for node in ast.walk(tree) if not isinstance(node, ast.Expr) and _is_excused(node, in_cli=False)]
    for node in (node for root in roots for node in _walk(root, left_out)):
        text = template(node)
        if text is not None and is_for_people(text):
            found += [text] if "\n" not in text.strip() else text.split("\n")
        found += _pieces(node)
    if "cli" in path.parts:
        found += [line for doc in _docs(tree) for line in help_lines(doc)]
    return [text if text.startswith(",") else text.strip() for text in found if text.strip()]


def _walk(node, left_out):
    if id(node) in left_out:
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _walk(child, left_out)


def _pieces(node):
    """Give the words that are said by themselves, or that names are joined by."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"said", "joined"}:
        last = node.args[-1]
        yield from [last.value] if isinstance(last, ast.Constant) else []


def _left_out(tree):
    """Give what is no text for people: docstrings, types, patterns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        if isinstance(node, ast.AnnAssign | ast.arg) and isinstance(node.annotation, ast.Constant):
            yield node.annotation
        in_re = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if in_re and getattr(node.func.value, "id", "") == "re" and node.func.attr in PATTERNS:
            yield node
        if isinstance(node, ast.Call) and COMMAND.search(ast.unparse(node.func)):
            yield from node.args
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            yield node.format_spec
        yield from _looked_for(node)


def _looked_for(node):
    """Give what is looked for in what others say, and in what is said."""
    name = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
    if name == "UNREAD":  # names of FHIR
        yield node.value
    if name == "_MISTAKES":  # what a library says
        yield from (row.elts[0] for row in node.value.elts)
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In):
        yield node.left
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
        yield from node.args


def template(node) -> str | None:
    """Write a text as a template: what is filled in goes by the name that it has in the program."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{(\w*)(:[^}]*)?\}", lambda gap: f"{{{gap[1] or 'it'}}}", node.value)
    if not isinstance(node, ast.JoinedStr):
        return None
    text, seen = "", {}
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += part.value.replace("{", "{{").replace("}", "}}")
        else:
            name = gap_name(part.value)
            seen[name] = seen.get(name, 0) + 1
            text += f"{{{name if seen[name] == 1 else f'{name}_{seen[name]}'}}}"
    return text


def gap_name(value) -> str:
    """Name a gap after the first thing that fills it, without the functions that it passes through."""
    called = {id(inner) for call in ast.walk(value) if isinstance(call, ast.Call) for inner in ast.walk(call.func)}
    things = [one for one in ast.walk(value) if isinstance(one, ast.Name | ast.Attribute) and id(one) not in called]
    name = re.sub(r"\W+", "_", ast.unparse(things[0])) if things else "it"
    return name.removeprefix("self_").lower().strip("_")


def is_for_people(text: str) -> bool:
    """Say whether a text is more than a name: two words, or a word and a gap."""
    if MACHINE.match(text) or NO_TEXT.search(text) or template_of(text).letters < LEAST_SAID:
        return False
    is_sentence = bool(re.fullmatch(r"[A-Z].* .*[a-z]\.", text))
    is_phrase = PHRASE.search(re.sub(r"\{\w+\}", "gap", text)) and re.search(r"[a-z]{2}", re.sub(r"\{\w+\}", "", text))
    return is_sentence or bool(is_phrase)


def _docs(tree):
    """Give the docstrings that are help."""
    yield ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(DECORATED.search(ast.unparse(one)) for one in node.decorator_list):
            yield ast.get_docstring(node) or ""


def help_lines(doc: str) -> list[str]:
    """Give what help says of a docstring: its text, and what stands beside its examples."""
    if "$" not in doc:
        return []
    examples, about = helped(doc)["help"].split("\n\n", 1)
    beside = (re.match(r"\s*\S.*?\s{2,}(.+)$", line) for line in examples.split("\n"))
    return [about, *(row[1] for row in beside if row)]


def every_text() -> dict[str, None]:
    """Give every text once, in order."""
    found = dict.fromkeys(TYPER)
    for path in sorted(GUTBONE.rglob("*.py")):
        found |= dict.fromkeys(texts(path))
    return found | dict.fromkeys(SINGLE)


# Short words that fill a gap of another text.
SINGLE = (
    *("question", "condition", "flag", "tip", "domain", "option", "part", "item", "band", "level", "source", "food"),
    *("mode", "format", "status", "code", "key", "text", "a number", "a list", "a row", "a result", "1 cell"),
    *("a PDF", "a bzip2 file", "kept result", "twice"),
    *("tips", "strength", "flags", 'says "{it}"'),  # what a worked case looks at
)
HEAD = """\
# Everything that gutbone says of its own in English: errors, and help. To say it in your language, copy this file into
# your rules, and write behind each text what is said in its place. Words in {{braces}} are filled in: keep those you
# need, and move them as your language wants. What you leave empty stays English. There are {count} texts.
"""


def listed() -> str:
    """Write the list."""
    names = every_text()
    body = yaml.safe_dump(dict.fromkeys(names, ""), allow_unicode=True, sort_keys=False, width=10**6)
    return HEAD.format(count=len(names)) + body


if __name__ == "__main__":
    LISTED.write_text(listed(), encoding="utf-8")
    sys.stdout.write(f"{LISTED.stat().st_size:,} bytes\n")
