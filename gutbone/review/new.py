"""Begin rules of one's own: the smallest folder that works, commented for its author, as the folder ``starter`` has it."""

import os
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from gutbone.base.errors import ExitCode, GutboneError
from gutbone.base.files import is_hidden, unwritable

STARTER = Path(__file__).with_name("starter")


def write_new(folder: Path) -> list[str]:
    """Write the folder whole or not at all, and give the relative paths of its files.

    Raises GutboneError (exit code 1) when something is there already, or where nothing can be written.
    """
    if os.path.lexists(folder):
        what, fix = "this is there already.", "Name a folder that does not exist yet."
        raise GutboneError("FILE_004", what, fix, str(folder), ExitCode.FAILED)
    names = _starter()
    try:
        draft = Path(mkdtemp(prefix=".gutbone-", dir=folder.parent))
        try:
            for name in names:
                (draft / name).parent.mkdir(exist_ok=True)
                (draft / name).write_bytes((STARTER / name).read_bytes())
            draft.chmod(0o755)  # rules are nobody's secret, and a colleague is to read them
            draft.rename(folder)
        except OSError:
            rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        reason = unwritable(error, str(folder))
        raise GutboneError(reason.code, reason.what, "Name another place.", reason.where, ExitCode.FAILED) from None
    return names


def _starter() -> list[str]:
    paths = (path.relative_to(STARTER) for path in sorted(STARTER.rglob("*.yaml")))
    return [path.as_posix() for path in paths if not is_hidden(path.name)]
