"""The manual page says what the commands say."""

import shutil
import subprocess

import pytest
from man_page import PAGE, commands, manual
from typer.main import get_group

from gutbone.cli.app import app


def test_the_page_is_made_from_the_commands_as_they_are():
    assert PAGE.read_text(encoding="utf-8") == manual(), "renew it: PYTHONPATH=. python tests/man_page.py"


def test_every_command_and_option_stands_in_it():
    page = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    for name, command in commands(get_group(app), "gutbone"):
        assert f".SS {name}\n" in page
        section = page.partition(f".SS {name}\n")[2].partition("\n.SS ")[0]
        for parameter in command.params:
            assert all(option in section for option in parameter.opts if option.startswith("--"))


def test_man_reads_it_without_a_complaint():
    if not (groff := shutil.which("groff")):
        pytest.skip("no groff here")
    done = subprocess.run([groff, "-man", "-Tascii", "-ww", PAGE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "gutbone - a self-check of eating habits" in " ".join(done.stdout.split())
