"""Take the quiz under real screen readers, and hold what they say against the model that decides in the tests.

    python tests/readers.py [plain] [drawn]

It needs yasr and fenrir, which `.ci/heard` installs from Debian. The same keys are pressed as by the listener of
`listener.py`, in 24 rows, and each only when all lines that the model says before it are in the reader's log, in order.
A reader that loses one has two more tries: on a busy machine it may miss a change of the screen.
"""

import re
import shlex
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from listener import KEPT, Listener, Moment, letters, listen_on
from terminal import PROGRAM, Terminal

TRIES = 3
YASR, FENRIR = Path("/etc/yasr/yasr.conf"), Path("/etc/fenrirscreenreader/settings/settings-pty.conf")


def script(path: Path, *lines: str) -> str:
    """Write a script of the shell and give its path."""
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o700)
    return str(path)


def settings(file: Path, path: Path, changes: dict[str, str]) -> str:
    """Write the settings of a reader as Debian has them, but for some named as section#setting, and give their path."""
    section, lines = "", []
    for line in file.read_text().splitlines():
        section = line.strip("[]") if line.startswith("[") else section
        name = line.partition("=")[0]
        new = changes.get(f"{section}#{name}")
        lines.append(line if new is None else f"{name}={new}")
    path.write_text("\n".join([*lines, ""]))
    return str(path)


def under_yasr(folder: Path, program: str, log: Path) -> list[str]:
    """Give the command that runs a program under yasr, whose speech goes into a log."""
    speech = script(folder / "speech", f"exec cat >>{shlex.quote(str(log))}")
    changes = {"options#synthesizer": "emacspeak server", "options#synthesizer port": f"|{speech}"}
    return ["yasr", "-C", settings(YASR, folder / "settings", changes), program]


def under_fenrir(folder: Path, program: str, log: Path) -> list[str]:
    """Give the same for fenrir, in its mode for a terminal inside another."""
    speech = script(folder / "speech", f"printf '%s\\n' \"$1\" >>{shlex.quote(str(log))}")
    changes = {
        "speech#genericSpeechCommand": f"{speech} fenrirText",
        "sound#enabled": "False",
        "remote#enable": "False",
        "general#shell": program,
        "general#punctuationLevel": "none",
    }
    return ["fenrir", "-e", "-s", settings(FENRIR, folder / "settings", changes)]


READERS: dict[str, Callable[[Path, str, Path], list[str]]] = {"fenrir": under_fenrir, "yasr": under_yasr}


def wanted(reader: str, moment: Moment, before: Moment | None) -> Iterator[str]:
    """Give what a reader has to say of a moment: not what stood in the window before, where it looks at that alone."""
    stood = set(map(letters, before.shown)) if before and reader == "fenrir" else ()
    for line in moment.spoken:
        if letters(line) not in stood:
            yield letters(line.partition(KEPT)[0] + KEPT if KEPT in line else line)  # its id is another each time


def said(log: Path) -> str:
    """Give the letters of what was said so far; yasr's speech stands in braces, among what steers the voice."""
    text = log.read_text(errors="ignore")
    return letters(" ".join(re.findall(r"^q \{(.*)\}$", text, re.MULTILINE)) if text.startswith("s\n") else text)


def is_said(line: str, log: Path, at: int) -> bool:
    """Say whether a line was said from some place of the log on."""
    return line in said(log)[at:]


def replay(reader: str, plain: bool, moments: list[Moment]) -> None:
    """Press the keys of a quiz under a reader as soon as it has said what is before each."""
    with TemporaryDirectory() as name:
        folder, log = Path(name), Path(name) / "log"
        log.touch()
        program = script(folder / "quiz", f"exec {shlex.join([PROGRAM, 'quiz', *['--plain'] * plain])}")
        with Terminal(*READERS[reader](folder, program, log)) as quiz:
            at, before = 0, None
            for moment in moments:
                for line in wanted(reader, moment, before):
                    quiz.until(partial(is_said, line, log, at), f"{line!r} after {said(log)[at:]!r}")
                    at = said(log).find(line, at) + len(line)
                listen_on(moment.key, before.key if before and not plain else "")
                quiz.type(f"{moment.key}\r" if plain else moment.key or "\r")
                before = moment


def main() -> None:
    """Take the quiz by the model, then under each reader, in both faces."""
    lost = []
    for plain in [face == "plain" for face in sys.argv[1:] or ("plain", "drawn")]:
        with Terminal(PROGRAM, "quiz", *["--plain"] * plain) as quiz:
            moments = Listener(quiz, plain=plain).take()
        lines = sum(len(moment.spoken) for moment in moments)
        for reader in READERS:
            face = "plain lines" if plain else "drawn pages"
            for attempt in range(1, TRIES + 1):
                try:
                    replay(reader, plain, moments)
                except AssertionError as error:
                    print(f"{reader}, {face}, try {attempt}: {str(error).splitlines()[0]}")
                else:
                    print(f"{reader}, {face}: {len(moments)} keys, all of {lines} lines in order, at try {attempt}")
                    break
            else:
                lost.append(f"{reader}, {face}")
    if lost:
        sys.exit(f"Lines of the quiz were never said: {'; '.join(lost)}.")


if __name__ == "__main__":
    main()
