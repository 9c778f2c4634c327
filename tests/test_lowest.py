"""Every library is named with its lowest version, and .ci/lowest installs just those."""

import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def lowest():
    loader = SourceFileLoader("lowest", str(TREE / ".ci" / "lowest"))
    module = module_from_spec(spec_from_loader("lowest", loader))
    loader.exec_module(module)
    return module


def test_everything_that_people_install_is_pinned_to_its_lowest_version(lowest):
    pins = lowest.lowest()
    extras = PROJECT["project"]["optional-dependencies"]
    people = [PROJECT["project"]["dependencies"], *(extras[name] for name in ("check", "cohort", "statistics"))]
    named = {one for group in [*people, PROJECT["build-system"]["requires"]] for one in group if "gutbone" not in one}
    assert len(pins) == len({one.partition(">=")[0].partition("==")[0] for one in named})
    assert "typer==0.28" in pins
    assert "polars==2.1" in pins


def test_a_library_without_a_lowest_version_is_named(lowest, monkeypatch):
    monkeypatch.setitem(lowest.PROJECT["project"], "dependencies", ["typer<9"])
    with pytest.raises(SystemExit, match="typer<9 has no lowest version"):
        lowest.lowest()


def test_what_the_tests_alone_need_has_a_lowest_version_too(lowest):
    for extra in ("study", "test", "mutation"):
        for one in PROJECT["project"]["optional-dependencies"][extra]:
            assert lowest.NAMED.match(one) or one.startswith("gutbone["), one


def test_the_check_of_everything_runs_it():
    assert ".ci/lowest " in (TREE / ".ci" / "run").read_text(encoding="utf-8")
