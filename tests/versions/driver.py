"""Runs the gutbone of one checkout, many times in one process: a run a line in, how it ended a line out.

``driver.py CHECKOUT`` reads runs as JSON from standard input. ``driver.py CHECKOUT --direct ...`` is one
run on the streams there are. Only ``gutbone.__main__.main`` is called, so that any version can be driven.
"""

import gc
import io
import json
import os
import shutil
import signal
import sys
import traceback
from pathlib import Path

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def ended(main, arguments, given, environment):
    """Run the program between streams in memory and give its exit code and what it wrote."""
    streams = [io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="") for content in (given, b"", b"")]
    before, handlers = dict(os.environ), [(number, signal.getsignal(number)) for number in SIGNALS]
    (sys.stdin, sys.stdout, sys.stderr), sys.argv = streams, ["gutbone", *arguments]
    os.environ.update(environment)
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001  a fault of a version is what this looks for
        code = traceback.format_exc().splitlines()[-1]
    finally:
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        os.environ.clear()
        os.environ.update(before)
        for number, handler in handlers:
            signal.signal(number, handler)
        gc.enable()  # the program turns it off
    out, err = (stream.flush() or stream.buffer.getvalue() for stream in streams[1:])
    return {"code": code, "out": out.decode("latin-1"), "err": err.decode("latin-1")}


def prepare(run):
    """Make the folders of a run: a home that is empty unless the run goes on with the last one's."""
    if not run["goes_on"]:
        shutil.rmtree("home", ignore_errors=True)
        Path("home").mkdir()


def serve(main):
    """Do run after run, until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever writes past the streams does not end up among the answers
    for line in sys.stdin:
        run = json.loads(line)
        prepare(run)
        answers.write(json.dumps(ended(main, run["arguments"], run["given"].encode(), run["environment"])) + "\n")
        answers.flush()


if __name__ == "__main__":
    checkout, *rest = sys.argv[1:]
    sys.path[0] = checkout
    sys.dont_write_bytecode = True
    from gutbone.__main__ import __file__ as found
    from gutbone.__main__ import main as of_checkout

    if not Path(found).is_relative_to(Path(checkout).resolve()):
        sys.exit(f"{found} is not in {checkout}")
    if rest:
        sys.argv = ["gutbone", *rest[1:]]
        of_checkout()
    else:
        serve(of_checkout)
