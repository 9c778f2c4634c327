"""Start the program: the installed command and ``python -m gutbone`` both begin here."""

import gc


def main() -> None:
    """Run the command line without garbage collection, which takes a tenth of a short run.

    A command that makes much garbage turns it on again.
    """
    gc.disable()
    from gutbone.cli import run

    run()


if __name__ == "__main__":
    main()
