"""`vedette deliver`: hand what waits in the outbox to its destinations, once or until stopped.

`monitor` runs the same worker beside its loop. Both read `[destinations]` of `vedette.toml`: see `directory`.
"""

import asyncio
import signal
import sys
import tomllib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from connectors.network import client_session
from connectors.notify.destination import Destination, Place
from connectors.notify.directory import Directory, places
from connectors.notify.outbox import Outbox, Pending
from connectors.notify.wording import Names
from connectors.notify.worker import Clock, Hold, Told, Worker, nobody, nothing
from schemas import AlertEvent, Subscription, wire
from schemas.delivery_times import RateCap
from schemas.errors import ConfigError
from vedette.render import card, cleaned

AGENT = "Vedette (alerts)"
CONNECTIONS = 50


class Printed:
    """`Destination` that is this terminal, or standard output: a function that writes one event."""

    rate: RateCap | None = None

    def __init__(self, write: Callable[[AlertEvent], None]) -> None:
        self._write = write

    async def send(self, message: Pending) -> None:
        for event in message.events:
            self._write(event)


def as_table(names: Names, console: Console | None = None) -> Printed:
    """Each event as a card."""
    screen = console or Console()
    return Printed(lambda event: screen.print(card(cleaned(event), names)))


def as_lines() -> Printed:
    """Each event as one line of JSON, and nothing else."""

    def write(event: AlertEvent) -> None:
        sys.stdout.buffer.write(wire.encode(event) + b"\n")
        sys.stdout.buffer.flush()

    return Printed(write)


def read_places(path: Path | None, environ: Mapping[str, str]) -> dict[str, Place]:
    """The destinations of a `vedette.toml`; none without one."""
    if path is None:
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}): give a TOML file in UTF-8") from error
    tables = document.get("destinations", {})
    if not isinstance(tables, dict):
        raise ConfigError(f"{path}: write [destinations.NAME] tables, one for each destination")
    return places(tables, environ, str(path))


@asynccontextmanager
async def opened(
    known: Mapping[str, Place],
    names: Names,
    *,
    allow_private: bool,
    printed: Destination | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> AsyncIterator[Directory]:
    """The destinations, with a session that is closed at the end."""
    session = client_session(
        allow_private=allow_private,
        user_agent=AGENT,
        connections=CONNECTIONS,
        auto_decompress=False,  # of an answer, only some bytes are shown where it is an error
    )
    async with session:
        yield Directory(known, names, session, clock, allow_private=allow_private, printed=printed)


def deliver(
    outbox: Outbox,
    known: Mapping[str, Place],
    names: Names,
    *,
    owner: str,
    once: bool,
    allow_private: bool = False,
    printed: Destination | None = None,
    check: Iterable[Subscription] = (),
    hold: Hold = nothing,
    told: Told = nobody,
    clock: Clock = lambda: datetime.now(UTC),
) -> int:
    """One pass, or until SIGTERM or SIGINT: how many messages were delivered.

    `check`: subscriptions whose destinations must be usable, or it does not start.
    """

    async def work() -> int:
        async with opened(known, names, allow_private=allow_private, printed=printed, clock=clock) as directory:
            directory.check(check)
            worker = Worker(outbox, directory, clock, owner=owner, hold=hold, told=told)
            if once:
                return await worker.once()
            await worker.run(stop_on_signal())
            return worker.delivered

    return asyncio.run(work())


def stop_on_signal() -> asyncio.Event:
    """Set by SIGTERM or SIGINT: what is under way is finished."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
