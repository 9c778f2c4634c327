"""Shut the network in every Python process of the tests: Python loads this by itself where PYTHONPATH names its folder.

Only sockets between programs of this machine are left. What is raised is no ``Exception``, so that
no program can swallow it and pass.
"""

import sys

LOCAL = 1  # AF_UNIX; importing socket for its name would hide that a program imports it
UNKNOWN = -1  # a socket made from a file descriptor; its family is looked at when it is used
LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
USES = {"socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg"}


class ReachedOutError(BaseException):
    """A program tried to use the network."""


def shut(event: str, arguments: tuple) -> None:
    """Refuse what would reach a network."""
    if not event.startswith("socket."):
        return
    reaches_out = (
        event in LOOK_UPS
        or (event == "socket.__new__" and arguments[1] not in {LOCAL, UNKNOWN})
        or (event in USES and arguments[0].family != LOCAL)
    )
    if reaches_out:
        raise ReachedOutError(f"REACHED OUT: {event}")


sys.addaudithook(shut)
