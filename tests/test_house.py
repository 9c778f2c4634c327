"""The house stays as it was drawn: files import from floors below only, in no circle, and none grows too long."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent
FLOORS = (
    {"base"},
    {"rules"},
    {"answers"},
    {"assess"},
    {"report", "exchange"},
    {"cohort", "history"},
    {"quiz", "review"},
    {"cli"},
    {"__init__.py", "__main__.py"},
)
MOST_LINES = 20_825
FLOOR = {room: number for number, rooms in enumerate(FLOORS, 1) for room in rooms}


def imports(tree):
    """Give every import between files of gutbone, inside functions too: (file, line, imported file)."""
    for path in sorted((tree / "gutbone").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = ["." * node.level + f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                names = [node.value]  # what is imported by its name
            for found in filter(None, (file_of(name, tree) for name in names)):
                yield name_of(path, tree), node.lineno, name_of(found, tree)


def file_of(name, tree):
    """Give the file that a dotted name of gutbone is, or stands in; None for anything else."""
    parts = name.split(".")
    if parts[0] != "gutbone" or not name.replace(".", "_").isidentifier():
        return None
    places = (tree.joinpath(*parts), tree.joinpath(*parts[:-1]))
    files = (file for place in places for file in (place.with_suffix(".py"), place / "__init__.py"))
    return next((file for file in files if file.exists()), None)


def name_of(path, tree):
    return path.relative_to(tree / "gutbone").as_posix()


def room(file):
    return file.partition("/")[0]


def upward(found):
    """Give the imports that run up, or sideways between two folders of one floor."""
    return [
        f"{file}:{line} imports {other}"
        for file, line, other in found
        if room(file) != room(other) and FLOOR[room(file)] <= FLOOR[room(other)]
    ]


def circle(found):
    """Give the files of a circle of imports, if there is one."""
    below = {}
    for file, _, other in found:
        below.setdefault(file, set()).update({other} - {file})
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@cache
def here():
    """Give all imports of this checkout, looked for where they are asked for first."""
    return [*imports(TREE)]


def test_every_file_imports_only_from_floors_below():
    assert upward(here()) == []


def test_no_files_import_each_other_in_a_circle():
    assert circle(here()) == []


def test_there_are_at_most_eight_floors_below_the_doors():
    below = {}
    for file, _, other in here():
        below.setdefault(room(file), set()).add(room(other))

    @cache
    def height(folder):
        return 1 + max(map(height, below.get(folder, set()) - {folder}), default=0)

    assert max(height(folder) for folder in FLOOR if folder not in FLOORS[-1]) <= 8


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_few_files_stand_loose_and_none_is_too_long():
    files = {name_of(path, TREE): lines(path) for path in (TREE / "gutbone").rglob("*.py")}
    assert len([name for name in files if "/" not in name]) <= 3
    assert {name: count for name, count in files.items() if count > 300} == {}


def test_all_of_gutbone_grows_no_longer():
    assert sum(lines(path) for path in (TREE / "gutbone").rglob("*.py")) <= MOST_LINES


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("def later():\n    from gutbone.quiz import page", "history/store.py:2 imports quiz/page.py"),
        ("import gutbone.cohort.cells", "history/store.py:1 imports cohort/cells.py"),
        ('NAMES = {"x": "gutbone.quiz.page"}', "history/store.py:1 imports quiz/page.py"),
        ("from gutbone import assess", "history/store.py:1 imports __init__.py"),
        ("from gutbone.base.text import shown", None),
    ],
)
def test_an_import_that_runs_up_or_sideways_is_named(line, fault, tmp_path):
    for name in ("__init__", "quiz/page", "cohort/cells", "base/text", "history/store"):
        file = tmp_path / "gutbone" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(line if name == "history/store" else "")
    assert upward(imports(tmp_path)) == ([fault] if fault else [])


def test_a_circle_is_named():
    assert set(circle([("a/b.py", 1, "a/c.py"), ("a/c.py", 1, "a/b.py"), ("a/c.py", 2, "a/d.py")])) == {
        "a/b.py",
        "a/c.py",
    }
