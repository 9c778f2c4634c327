"""``rules check --watch``: after each change that has come to rest, only what it changed is said."""

import shutil
from contextlib import suppress
from pathlib import Path

from terminal import PROGRAM, Terminal

from gutbone.review.watch import watch

SMALL = Path(__file__).parent / "broken" / "rules"


class EnoughError(Exception):
    """The author has gone home."""


def watched(folder, *deeds):
    """Watch a folder while an author does one thing after another, a look of the program between two of them."""
    left = [*deeds]

    def wait(_):
        if not left:
            raise EnoughError
        left.pop(0)()

    found = []
    with suppress(EnoughError):
        found.extend(
            tuple([one.code for one in part] for part in (told.new, told.mended)) for told in watch(folder, wait)
        )
    return found


def nothing():
    """Let time pass."""


def saves(path, text):
    return lambda: path.write_text(text, encoding="utf-8")


def test_only_what_a_change_changed_is_said(tmp_path):
    folder = shutil.copytree(SMALL, tmp_path / "rules")
    clinic = folder / "clinic.yaml"
    good = clinic.read_text(encoding="utf-8")
    bad = good.replace("phone:", "fone:")
    deeds = (
        nothing,
        saves(clinic, bad),
        nothing,
        saves(clinic, f"# moved\n{bad}"),
        nothing,
        saves(clinic, good),
        nothing,
    )
    first, second, third, fourth = watched(folder, *deeds)
    assert first == ([], [])
    assert (second, third, fourth) == ((["RULES_003"], []), ([], []), ([], ["RULES_003"]))


def test_the_same_problem_in_two_places_of_a_file_is_said_twice_and_mended_twice(tmp_path):
    folder = shutil.copytree(SMALL, tmp_path / "rules")
    domain = folder / "domains" / "plants.yaml"
    good = domain.read_text(encoding="utf-8")
    bad = good.replace("points: 0", "points: zero")
    assert bad.count("points: zero") > 1
    one_left = bad.replace("points: zero", "points: 0", bad.count("points: zero") - 1)
    deeds = (nothing, saves(domain, bad), nothing, saves(domain, one_left), nothing, saves(domain, good), nothing)
    _, two, one, none = watched(folder, *deeds)
    many = bad.count("points: zero")
    assert two == (["RULES_002"] * many, [])
    assert (one, none) == (([], ["RULES_002"] * (many - 1)), ([], ["RULES_002"]))


def test_half_saved_files_and_those_of_editors_are_waited_for_and_passed_over(tmp_path):
    folder = shutil.copytree(SMALL, tmp_path / "rules")
    clinic = folder / "clinic.yaml"
    good = clinic.read_text(encoding="utf-8")
    deeds = (
        nothing,
        saves(clinic, good[:40]),
        saves(clinic, f"{good}# done\n"),  # before the next look
        nothing,
        saves(folder / ".clinic.yaml.swp", "x"),
        saves(folder / ".clinic.yaml", "x: ["),
        saves(folder / "clinic.yaml~", "x: ["),
        nothing,
    )
    assert watched(folder, *deeds) == [([], []), ([], [])]


def test_a_folder_that_goes_is_told_and_so_is_its_return(tmp_path):
    folder = shutil.copytree(SMALL, tmp_path / "rules")
    away = tmp_path / "away"
    deeds = (nothing, lambda: folder.rename(away), nothing, lambda: away.rename(folder), nothing)
    assert watched(folder, *deeds) == [([], []), (["RULES_001"], []), ([], ["RULES_001"])]


def test_ctrl_c_ends_it(tmp_path):
    folder = shutil.copytree(SMALL, tmp_path / "rules")
    with Terminal(PROGRAM, "rules", "check", "--rules", str(folder), "--watch") as terminal:
        terminal.wait("No problem found.")
        terminal.type("\x03")
        assert terminal.finish() == 130
        assert "Traceback" not in terminal.story
