"""Code of others under watch: where it opens a connection to an address that Vedette does not talk to, it is stopped.

Apprise speaks to some 180 services through `requests` and `smtplib`, follows redirects, and looks names up again: its
URLs cannot be judged beforehand, but its sockets can. Python tells an audit hook of every connection before it is made,
with the address that is connected to. Only code that runs under `watched` is looked at.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from connectors.network import check_resolved
from schemas.errors import AddressRefused


class Watch:
    """What was refused under watch. Those who are watched may swallow the error; this remembers it."""

    def __init__(self, allow_private: bool) -> None:
        self.allow_private = allow_private
        self.refused = ""

    def connects(self, address: object) -> None:
        try:
            host = address[0] if isinstance(address, tuple) and address else ""  # a path: a socket of this machine
            check_resolved(str(host), allow_private=self.allow_private)
        except AddressRefused as error:
            self.refused = str(error)
            raise

    def leaves(self, what: str) -> None:
        self.refused = f"it wanted to start another program ({what})"
        raise AddressRefused(self.refused)


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)
_CONNECTIONS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.spawn", "os.fork")


@contextmanager
def watched(*, allow_private: bool) -> Iterator[Watch]:
    """Everything that this thread, or a context copied from it, connects to inside of the block is checked."""
    _install()
    watch = Watch(allow_private)
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


@cache
def _install() -> None:
    """Once in a process: an audit hook cannot be taken back."""
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _CONNECTIONS:
        watch = _watch.get()
        if watch is not None and arguments[1] is not None:  # None: sent over what is connected already
            watch.connects(arguments[1])
    elif event in _PROGRAMS:
        watch = _watch.get()
        if watch is not None:
            watch.leaves(event)
