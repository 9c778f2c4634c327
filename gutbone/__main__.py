"""Start the program: the installed command and ``python -m gutbone`` both begin here."""

import atexit
import gc
import sys


def main() -> None:
    """Run the command line without garbage collection, which takes a quarter of a short run.

    At its end Python would collect even so; frozen, nothing is looked through. A command that makes much
    garbage turns it on again. Ctrl-C ends quietly, even while modules load.
    """
    gc.disable()
    atexit.register(gc.freeze)
    try:
        from gutbone.cli.app import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)  # ExitCode.CTRL_C, which may not have been loaded yet
    except RuntimeError as error:  # what Python 3.11 makes of a Ctrl-C while a class of some module is being made
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        sys.exit(130)


if __name__ == "__main__":
    main()
