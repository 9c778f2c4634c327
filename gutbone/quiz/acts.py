"""What can be done with a result while it is on the screen: a key each, the words that name it, and what it does.

A command makes its own table of acts; both faces list them beside the result and do them from memory.
"""

from collections.abc import Callable

from msgspec import Struct

from gutbone.base.errors import GutboneError
from gutbone.base.files import UNWRITABLE
from gutbone.rules.words import Words


class Done(Struct, frozen=True):
    """What an act led to: what to say, a page to read as it is, and a text for the clipboard.

    ``is_done`` is false where it went wrong, so that it can be tried again.
    """

    say: str = ""
    page: str = ""
    copy: str = ""
    is_done: bool = True


class Act(Struct, frozen=True):
    """Something to do with a result, by its key.

    ``do`` takes the number that was chosen, 0 where nothing was asked, and the tip (its id) that the person made
    their step, or nothing. ``choices`` are asked for by ``ask``. What ``lasts`` can be done again, and what tells the
    step (``tells_step``) once another step was chosen.
    """

    key: str
    name: str
    do: Callable[[int, str], Done]
    ask: str = ""
    choices: tuple[str, ...] = ()
    lasts: bool = False
    tells_step: bool = False


def carry_out(act: Act, number: int, mine: str, words: Words) -> Done:
    """Do it. What a disk or a file refuses is said, and nothing of the result is lost."""
    try:
        return act.do(number, mine)
    except GutboneError as error:
        return Done(told(error, words), is_done=False)
    except OSError as error:
        return Done(f"{words.error}: {error.strerror}", is_done=False)


def told(error: GutboneError, words: Words) -> str:
    """Tell an error with advice that can be followed from here: somebody in a conversation can add no option."""
    fix = words.fix_writing if error.code == UNWRITABLE else error.fix
    return f"{words.error}: {GutboneError(error.code, error.what, fix, error.where, error.exit_code)}"
