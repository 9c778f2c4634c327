"""A person's home: where gutbone keeps unfinished answers and results there, and what is in it."""

from pathlib import Path

from scripts import ITEMS, NO_FLAGS, START
from terminal import PROGRAM, Terminal

CHECK = "Check your answers"


class Home:
    """A home folder of its own, for the program to keep things in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
        }
        self.unfinished = folder / "state" / "gutbone" / "unfinished-gutbone-diet_en-GB.json"
        self.history = folder / "data" / "gutbone" / "history.db"

    def quiz(self, *options: str, columns: int = 80, rows: int = 24, **more: str) -> Terminal:
        """The quiz in a terminal, by somebody who lives here."""
        return Terminal(PROGRAM, "quiz", *options, columns=columns, rows=rows, cwd=self.folder, **self.env, **more)

    def stop_after(self, answers: int, *options: str, **more: str) -> None:
        """Begin a quiz and stop it after some questions."""
        with self.quiz(*options, **more) as quiz:
            quiz.step(START, "Question 1 of 14")
            quiz.step(ITEMS[:answers], f"Question {answers + 1} of 14")
            quiz.type("qq" if "--no-save" in options else "q")  # answers that would be lost are asked about
            assert quiz.finish() == 0

    def files(self) -> list[Path]:
        """Every file in it."""
        return sorted(path for path in self.folder.glob("**/*") if path.is_file())

    def holds(self, text: str) -> bool:
        """Say whether a text stands in any file here."""
        return any(text.encode() in path.read_bytes() for path in self.files())


def to_check(quiz: Terminal, items: str = ITEMS) -> None:
    """Answer everything, up to the check page."""
    quiz.step(START, "Question 1 of 14")
    quiz.type(items + NO_FLAGS)
    quiz.until(lambda: CHECK in quiz.text, CHECK)
