"""The loop: poller, reader, delivery worker and housekeeping, side by side in one process.

    poller     due feeds → inbox                        event loop
    reader     inbox → graph → events → outbox          a thread of its own
    delivery   outbox → destinations                    event loop
    keeper     leases alive, health, retention          event loop, store calls on a thread

Nothing lives only here: whatever is killed at any point goes on from the store. SIGTERM and SIGINT finish the batch
and the messages under way; a second signal does not wait.
"""

import asyncio
import functools
import logging
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from connectors.feeds.open import open_poller
from connectors.feeds.poller import Archive, Poller
from connectors.feeds.polls import Poll
from connectors.feeds.settings import PollSettings
from connectors.feeds.worker import ParserPool
from connectors.notify.destination import Destination, Place
from connectors.notify.worker import Worker
from connectors.store import Store
from pipeline.catalogue.catalogue import Catalogue
from pipeline.ledger.policy import Policy
from pipeline.mentions.scan import scan
from pipeline.settings import Settings
from pipeline.store_ledgers import StoreLedgers
from pipeline.text.normalise import normalise
from schemas import Delivery, Entry
from schemas.errors import RejectedEntry
from vedette.deliver import opened
from vedette.monitor.keeping import Keeper
from vedette.monitor.reading import Reader, Told
from vedette.monitor.tally import Tally
from vedette.outgoing import silenced

IDLE = 1.0  # seconds between two looks at an inbox that nobody said was filled
BEAT = timedelta(seconds=20)

log = logging.getLogger(__name__)


class Parts(NamedTuple):
    """What a monitor is made of; the command puts it together."""

    store: Store
    catalogue: Catalogue
    graph: Settings
    polling: PollSettings
    places: Mapping[str, Place]
    tally: Tally
    told: Told  # hears of new events
    clock: Callable[[], datetime]
    archive: Archive | None = None
    printed: Destination | None = None  # what stands for the destination `stdout`
    article_days: int = 400


class Monitor:
    """One monitor of one store. `once` for cron and tests, `run` for months."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._filled = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
        ledgers = StoreLedgers(parts.store, parts.catalogue, Policy())
        owner = parts.polling.owner
        self._reader = Reader(
            parts.store, ledgers, parts.graph, parts.tally, owner=owner, clock=parts.clock, told=parts.told
        )
        self._keeper = Keeper(parts.store, parts.tally, owner=owner, article_days=parts.article_days)

    async def once(self) -> None:
        """Poll every feed that is due, read all that came, deliver all that is due."""
        now = self._parts.clock()
        async with self._open() as (poller, worker):
            await self._off_loop(self._begin)
            await poller.once(now)
            while await self._off_loop(self._reader.step):
                pass
            await worker.once()
            await self._off_loop(functools.partial(self._keeper.look, self._parts.clock()))

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. An error in one part stops all, with that error; the next start goes on."""
        async with self._open() as (poller, worker):
            await self._off_loop(self._begin)
            parts = (poller.run(stop), worker.run(stop), self._read(stop), self._keep(stop))
            tasks = [asyncio.create_task(part) for part in parts]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            stop.set()
            await asyncio.gather(*tasks, return_exceptions=True)
            for task in done:
                task.result()

    async def _read(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._filled.clear()
            if await self._off_loop(self._reader.step):
                continue
            await _first(stop.wait(), self._filled.wait(), seconds=IDLE)

    async def _keep(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            now = self._parts.clock()
            await self._off_loop(functools.partial(self._keeper.look, now))
            await self._off_loop(self._begin)
            await _first(stop.wait(), seconds=BEAT.total_seconds())

    def _begin(self) -> None:
        for name in self._reader.begin():
            log.info("the subscription %s begins to tell", name)

    async def _off_loop(self, work: Callable[[], object]) -> object:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[tuple[Poller, Worker]]:
        parts = self._parts
        names = parts.catalogue
        async with AsyncExitStack() as stack:
            stack.callback(self._thread.shutdown)
            directory = await stack.enter_async_context(
                opened(
                    parts.places, names, allow_private=parts.polling.allow_private, printed=parts.printed,
                    clock=parts.clock,
                )
            )  # fmt: skip
            directory.check(owned.subscription for owned in parts.store.subscriptions.all())
            pool = await stack.enter_async_context(ParserPool())
            poller = await stack.enter_async_context(
                open_poller(
                    parts.store.feeds, pool, parts.polling, wants_page=functools.partial(_wants_page, parts.catalogue),
                    archive=parts.archive, told=self._polled, clock=parts.clock,
                )
            )  # fmt: skip
            worker = Worker(
                parts.store.outbox, directory, parts.clock, owner=parts.polling.owner,
                hold=silenced(parts.store, parts.catalogue), told=self._delivered,
            )  # fmt: skip
            yield poller, worker

    def _polled(self, poll: Poll, new: int) -> None:
        tally = self._parts.tally
        tally.polls[str(poll.state.error) or "ok"] += 1
        tally.entries += new
        tally.dead.update(letter.stage for letter in poll.dead)
        if new:
            self._filled.set()

    def _delivered(self, delivery: Delivery) -> None:
        self._parts.tally.deliveries[delivery.outcome.partition(":")[0]] += 1


def _wants_page(catalogue: Catalogue, entry: Entry) -> bool:
    """Whether the scan finds something in an entry, so that its page is worth fetching."""
    try:
        return bool(scan(normalise(entry, undated_at=entry.seen_at), catalogue))
    except RejectedEntry:
        return False


async def _first(*waits: object, seconds: float) -> None:
    """Until one of them is over, or the time is."""
    tasks = [asyncio.ensure_future(each) for each in waits]  # type: ignore[call-overload]
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def stop_on_signal(stop: asyncio.Event) -> None:
    """The first SIGTERM or SIGINT asks for an orderly end; the next one is the usual one."""
    loop = asyncio.get_running_loop()

    def asked(number: int) -> None:
        loop.remove_signal_handler(number)
        log.info("stopping: the batch and the messages under way are finished first")
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked, number)
