"""The files that gutbone keeps for a person, and the rule that nobody else's is ever touched.

They lie in folders of the platform that only their owner can open (0700). A link, or anything that
belongs to somebody else, is refused and left as it is.
"""

import os
import stat
from contextlib import suppress
from errno import EACCES
from pathlib import Path
from time import time

from gutbone.base.errors import ExitCode, GutboneError

DRAFT_SECONDS = 10  # a draft older than this was left behind by a program that was killed


def _folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path("gutbone", appauthor=False)


def unfinished_file(instrument: str, language: str) -> Path:
    """Name the file that holds the answers of a quiz that is not finished, of one instrument in one language.

    No language has a _ in it, so no two of them share a file.
    """
    return _folder() / f"unfinished-{_safe(f'{instrument}_{language}')}.json"


def unfinished_files(folder: Path | None = None) -> list[Path]:
    """Name all files that hold answers of a quiz that is not finished.

    The first, there or not, is the one that held the answers to any instrument in version 0.1.0.
    """
    folder = folder or _folder()
    return [folder / "unfinished.json", *_beginning(folder, "unfinished-")]


def _beginning(folder: Path, name: str) -> list[Path]:
    """Give the files of JSON that begin so; quicker than a pattern, as each quiz looks before its first page."""
    with suppress(OSError):
        return sorted(folder / one for one in os.listdir(folder) if one.startswith(name) and one.endswith(".json"))  # noqa: PTH208  quicker
    return []


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "_.+-" else "-" for c in name)


def last_file(instrument: str, language: str) -> Path:
    """Name the file that holds the last result of a quiz, of one instrument in one language."""
    name = _safe(f"{instrument}-{language}").replace("_", "-")
    return _folder() / f"last-{name}.json"


def last_files() -> list[Path]:
    """Name all files that hold a last result; none in a folder that nobody may look into."""
    return _beginning(_folder(), "last-")


def beside() -> list[Path]:
    """Name what is kept beside results and unfinished answers: last results, and the choice of plain lines."""
    return [*last_files(), *(path for path in [plain_file()] if os.path.lexists(path))]


def plain_file() -> Path:
    """Name the file that says that a person chose plain lines."""
    return _folder() / "plain-lines"


def history_file() -> Path:
    """Name the database that holds the results a person chose to keep."""
    from platformdirs import user_data_path

    return user_data_path("gutbone", appauthor=False) / "history.db"


def is_there(path: Path, fix: str) -> bool:
    """Say whether a kept file is there.

    Raises GutboneError (exit code 1) when it or its folder is a link, no ordinary one, or somebody else's.
    """
    for place, is_ordinary in ((path.parent, stat.S_ISDIR), (path, stat.S_ISREG)):
        try:
            found = place.lstat()
        except FileNotFoundError:
            return False
        except OSError as error:
            what = f"this cannot be opened: {(error.strerror or '').lower()}."
            raise refused(place, what, fix, "KEEP_002") from None
        if not is_ordinary(found.st_mode):
            raise refused(place, "this is a link, or not what gutbone put here.", fix)
        if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
            raise refused(place, "this belongs to another user.", fix)
    return True


def refused(place: Path, what: str, fix: str, code: str = "KEEP_001") -> GutboneError:
    """Make the error for a kept file that gutbone leaves alone."""
    return GutboneError(code, what, fix, str(place), ExitCode.FAILED)


def make_folder(path: Path) -> None:
    """Make the folder of a kept file, and close it to everyone else. Raises OSError where that cannot be."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = path.parent.stat().st_mode
    if mode & 0o077:
        path.parent.chmod(mode & 0o700)
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES))


def sweep(path: Path, *, older_than: float = DRAFT_SECONDS) -> None:
    """Delete the drafts of a kept file that killed programs left beside it."""
    with suppress(OSError):
        for draft in path.parent.glob(".gutbone-*"):
            if draft.lstat().st_mtime <= time() - older_than:
                draft.unlink()


def remains(path: Path) -> bool:
    """Say whether a kept file or a draft of it is there to be deleted."""
    return is_there(path, "Delete it yourself.") or any(path.parent.glob(".gutbone-*"))
