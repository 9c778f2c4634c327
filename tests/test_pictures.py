"""The pictures in docs/ show the program as it is now."""

import re

import pictures
import pytest


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_shows_the_program_as_it_is_now(name):
    kept = (pictures.DOCS / name).read_bytes() if (pictures.DOCS / name).exists() else b""
    is_same = kept == pictures.PICTURES[name]().encode()
    assert is_same, f"docs/{name} shows an older program: run `{pictures.RENEW}`, look at it and keep it"


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_asks_no_server_for_anything(name):
    drawn = (pictures.DOCS / name).read_text(encoding="utf-8")
    # An address that a person reads is text, and is fetched by nobody.
    addresses = set(re.findall(r"""[a-z]+://[^"' )]+""", re.sub(r">[^<]*</text>", "></text>", drawn)))
    assert addresses == {"http://www.w3.org/2000/svg"}  # the name of the format, which nobody fetches
    assert "@font-face" not in drawn
    assert "@import" not in drawn


def test_there_is_a_picture_in_the_readme_for_every_file_and_the_other_way_round():
    readme = (pictures.TOP / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"!\[[^\]]+\]\(docs/([^)]+)\)", readme))
    kept = {path.name for path in pictures.DOCS.glob("*.svg")}
    assert shown == kept == set(pictures.PICTURES)
