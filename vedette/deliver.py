"""`vedette deliver`: hand what waits in the outbox to its destinations, once or until stopped.

`monitor` runs the same worker beside its loop. Both read `[destinations]` of `vedette.toml`: see `directory`. Beside a
stream, which has no loop, it also does what time alone brings (`clockwork`) and tells a broker (`announcing`).
"""

import asyncio
import contextlib
import logging
import signal
import sys
import tomllib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from rich.console import Console

from connectors.network import client_session
from connectors.notify.destination import Destination, Place
from connectors.notify.directory import Directory, places
from connectors.notify.outbox import Outbox, Pending
from connectors.notify.wording import Names
from connectors.notify.worker import Clock, Hold, Told, Worker, nobody, nothing
from schemas import AlertEvent, Subscription, wire
from schemas.delivery_times import RateCap
from schemas.errors import ConfigError, DeliveryFailed
from vedette.render import card, cleaned

AGENT = "Vedette (alerts)"
CONNECTIONS = 50
IDLE = 1.0  # seconds between two looks at whether there is something to do
PATIENCE = 10.0  # seconds until a broker that takes nothing is asked again

log = logging.getLogger(__name__)


class Part(Protocol):
    """What works beside the outbox, on a thread of its own."""

    def step(self) -> bool:
        """Do a bounded piece of work; whether there may be more. Raises DeliveryFailed to be asked again later."""


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
    beside: Sequence[Part] = (),
    clock: Clock = lambda: datetime.now(UTC),
) -> int:
    """One pass, or until SIGTERM or SIGINT: how many messages were delivered.

    `check`: subscriptions whose destinations must be usable, or it does not start. `beside`: in one pass each does all
    that it has to before anything is delivered.
    """

    async def work() -> int:
        async with opened(known, names, allow_private=allow_private, printed=printed, clock=clock) as directory:
            directory.check(check)
            worker = Worker(outbox, directory, clock, owner=owner, hold=hold, told=told)
            if once:
                return await _once(worker, beside)
            await _run(worker, beside, stop_on_signal())
            return worker.delivered

    return asyncio.run(work())


def stop_on_signal() -> asyncio.Event:
    """Set by SIGTERM or SIGINT: what is under way is finished."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _once(worker: Worker, beside: Sequence[Part]) -> int:
    """A broker that takes nothing keeps no message from its destination; it is told at the end."""
    failed: DeliveryFailed | None = None
    for part in beside:
        try:
            while await asyncio.to_thread(part.step):
                pass
        except DeliveryFailed as error:
            failed = error
    delivered = await worker.once()
    if failed is not None:
        raise failed
    return delivered


async def _run(worker: Worker, beside: Sequence[Part], stop: asyncio.Event) -> None:
    """Until `stop`. An error in one part stops all, with that error; the next start goes on."""
    tasks = [asyncio.create_task(worker.run(stop)), *(asyncio.create_task(_keep(part, stop)) for part in beside)]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    stop.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _keep(part: Part, stop: asyncio.Event) -> None:
    while not stop.is_set():
        pause = IDLE
        try:
            if await asyncio.to_thread(part.step):
                continue
        except DeliveryFailed as error:
            log.error("%s", error)
            pause = PATIENCE
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
