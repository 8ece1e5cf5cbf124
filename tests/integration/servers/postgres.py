"""A real PostgreSQL for tests: started once in a test session, on a free port of this machine, stopped by its pid.

`server()` gives it, or None where the Debian package `postgresql` is absent; `database()` an empty database in it.
"""

import atexit
import contextlib
import functools
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

MISSING = "needs a PostgreSQL 15 server: apt-get install postgresql"
_SECONDS = 30
_numbers = itertools.count()


class Postgres:
    """A running server. `url(name)` is SQLAlchemy's address of one of its databases."""

    def __init__(self, programs: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="vedette-postgres-"))
        self._port = _free_port()
        self._programs = programs
        _own(self._folder)
        self._initialise()
        self._process = self._start()
        atexit.register(self.stop)
        self._wait()

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://vedette@127.0.0.1:{self._port}/{name}"

    def execute(self, statement: str) -> None:
        """One statement, outside any transaction."""
        with psycopg.connect(self._address(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """A fast shutdown: whoever is still connected is cut off."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _initialise(self) -> None:
        command = ["initdb", "-D", self._data, "-A", "trust", "-U", "vedette", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(self._command(command), check=True, capture_output=True, user=_user())

    def _start(self) -> "subprocess.Popen[bytes]":
        settings = ("listen_addresses=127.0.0.1", "fsync=off", "max_connections=60", "shared_buffers=32MB")
        command = ["postgres", "-D", self._data, "-p", str(self._port), "-k", str(self._folder)]
        command += [part for setting in settings for part in ("-c", setting)]
        log = (self._folder / "log").open("wb")
        return subprocess.Popen(self._command(command), stdout=log, stderr=subprocess.STDOUT, user=_user())

    def _wait(self) -> None:
        """Until it takes a connection."""
        until = time.monotonic() + _SECONDS
        while True:
            try:
                psycopg.connect(self._address()).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self._folder / "log").read_text(encoding="utf-8")) from None
                time.sleep(0.05)

    def _address(self) -> str:
        return f"host=127.0.0.1 port={self._port} user=vedette dbname=postgres"

    def _command(self, command: list[str]) -> list[str]:
        return [str(self._programs / command[0]), *command[1:]]

    @property
    def _data(self) -> str:
        return str(self._folder / "data")


@functools.cache
def server() -> Postgres | None:
    """The server of this test session; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    programs = found[-1].parent if found else Path(on_path).parent if on_path else None
    return None if programs is None else Postgres(programs)


def database(running: Postgres) -> str:
    """The address of a new, empty database."""
    name = f"vedette_{os.getpid()}_{next(_numbers)}"
    running.execute(f'create database "{name}" template template0')
    return running.url(name)


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        who = pwd.getpwnam("postgres")
        os.chown(folder, who.pw_uid, who.pw_gid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
