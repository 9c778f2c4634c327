"""Another program that has the kept results open: a real one, as two of them share no lock inside one process."""

import subprocess
import sys
from contextlib import contextmanager

HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute(f"BEGIN {sys.argv[2]}")
print("held", flush=True)
sys.stdin.readline()
database.execute("COMMIT")
print("free", flush=True)
"""


class Holder:
    """Holds a database until it is told to let go."""

    def __init__(self, program):
        self.program = program

    def let_go(self):
        self.program.stdin.write("\n")
        self.program.stdin.flush()
        assert self.program.stdout.readline() == "free\n"


@contextmanager
def held(path, how="EXCLUSIVE"):
    """Hold a database in a program of its own: EXCLUSIVE lets nobody read, IMMEDIATE lets nobody write."""
    command = [sys.executable, "-c", HOLD, str(path), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout.readline() == "held\n"
            yield Holder(program)
        finally:
            program.kill()
