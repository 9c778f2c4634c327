"""What a person can do with their result while it is on the screen: keep it, a page to print, a note, a reminder, a step.

All of it works from memory: nothing needs a second quiz.
"""

import os
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gutbone.base import files
from gutbone.base.commands import command, whole
from gutbone.base.errors import GutboneError
from gutbone.cli.formats import FORMATS, Beside, Report
from gutbone.quiz.acts import Act, Done, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from gutbone.assess.result import Result, TipResult
    from gutbone.history.chosen import Chosen
    from gutbone.history.last import Held
    from gutbone.rules.instrument import Instrument

PAGE = "gutbone-result{}.html"
WEEKS = (2, 4, 6, 12)
Written = TypeVar("Written")


class Deeds:
    """Does what is asked with one result, and remembers what was done with it.

    ``held`` is the result as it is held for some days, or None where nothing may be, or another took its place.
    """

    def __init__(self, result: "Result", instrument: "Instrument", report: Report, held: "Held | None" = None) -> None:
        self.result, self.instrument, self.report, self.held = result, instrument, report, held
        self.words = instrument.words
        self.step: Chosen | None = held.step if held else None
        self.kept = held.kept if held else ""
        self.folder = (report.output or Path()).parent

    def acts(self, *, may_remind: bool = True) -> tuple[Act, ...]:
        """Give the keys of what is still to be done."""
        words = self.words
        weeks = tuple(words.remind_weeks.format(weeks=weeks) for weeks in WEEKS)
        when = words.remind_ask
        remind = Act("r", words.key_remind, lambda n, _: self.remind(WEEKS[n - 1]), when, weeks, tells_step=True)
        return (
            *([] if self.kept else [Act("k", words.key_keep_result, lambda _, __: self.keep())]),
            Act("p", words.key_page, lambda _, mine: self.page(mine), tells_step=True),
            Act("n", words.key_note, lambda _, mine: self.note(mine), lasts=True),
            *([remind] if may_remind else []),
        )

    def choose(self, tip: "TipResult") -> Done:
        """Make a step the person's own, and keep it wherever the result is."""
        from gutbone.history.steps import chosen_from

        self.step = chosen_from(tip, self.result, self.instrument)
        words = self.words
        try:
            if self.kept:
                from gutbone.history import store

                store.choose(self.kept, self.step)
            self._hold(step=self.step)
        except GutboneError as error:
            return Done(f"{words.step_chosen} {told(error, words)}")
        see = words.step_again.format(command=command("step")) if self.kept or self.held else ""
        return Done(f"{words.step_chosen} {see}".strip())

    def keep(self) -> Done:
        """Keep the result, with the step that was chosen from it."""
        from gutbone.history import store

        words = self.words
        self.kept = store.add(self.result, self.step)
        said = words.kept.format(id=self.kept, command=command("history list"))
        try:
            self._hold(kept=self.kept)
        except GutboneError as error:  # it is kept all the same
            return Done(f"{said} {told(error, words)}")
        return Done(said)

    def page(self, mine: str) -> Done:
        """Write the page to print, under a name that is free."""
        page = self._rendered("html", mine).encode("utf-8", "replace")

        def write(folder: Path) -> Path:
            files.write_whole(path := free_name(folder, PAGE), page, force=False)
            return path

        return Done(self.words.written_page.format(file=whole(str(self._in_a_folder(write)))))

    def note(self, mine: str) -> Done:
        """Give the note to read, and for the clipboard of a terminal that has one."""
        text = self._rendered("note", mine)
        return Done(self.words.read_note, page=text, copy=text)

    def remind(self, weeks: int) -> Done:
        """Write a reminder of the step, or of the quiz alone."""
        from gutbone.history.reminder import write_reminder

        step = self.step.text if self.step else ""

        def write(folder: Path) -> str:
            return write_reminder(folder, weeks, self.words, step=step, kept=self.kept or None)

        return Done(self._in_a_folder(write))

    def _in_a_folder(self, write: "Callable[[Path], Written]") -> "Written":
        """Write into the folder where the person is, or where that takes no file, into their own."""
        try:
            return write(self.folder.resolve())
        except GutboneError as error:
            if error.code != files.UNWRITABLE:
                raise
        return write(Path(os.path.expanduser("~")).resolve())  # noqa: PTH111  Path's raises where there is none

    def _hold(self, **changes: object) -> None:
        if self.held:
            from gutbone.history.last import change

            self.held = change(self.held, **changes)

    def _rendered(self, name: str, mine: str) -> str:
        return FORMATS[name].write(self.result, self.report, self.instrument, Beside(step=mine))


def free_name(folder: Path, name: str) -> Path:
    """Give the whole path of a file that is not there yet: the name, or the name with a number."""
    numbered = (folder.resolve() / name.format(f"-{n}" if n > 1 else "") for n in count(1))
    return next(path for path in numbered if not path.is_symlink() and not path.exists())
