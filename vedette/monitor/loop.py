"""The loop: poller, reader, delivery worker, housekeeping and feeds, side by side in one process.

    poller     due feeds → inbox                        event loop
    reader     inbox → graph → events → outbox          a thread of its own
    delivery   outbox → destinations                    event loop
    forwarder  inbox → a broker's topic                 with --to, in the place of both
    keeper     leases alive, health, retention          event loop, store calls on a thread
    serving    decided events → feeds of subscriptions  event loop, where it is asked for

Nothing lives only here: whatever is killed at any point goes on from the store. SIGTERM and SIGINT finish the batch
and the messages under way; a second signal does not wait.
"""

import asyncio
import functools
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from connectors.feeds.open import open_poller
from connectors.feeds.poller import Archive, Poller
from connectors.feeds.polls import Poll
from connectors.feeds.settings import PollSettings
from connectors.feeds.worker import ParserPool
from connectors.notify.address import Address
from connectors.notify.destination import Destination, Place
from connectors.notify.worker import Worker
from connectors.publishing import TopicWriter
from connectors.store import Store
from pipeline.catalogue.catalogue import Catalogue
from pipeline.ledger.policy import Policy
from pipeline.mentions.scan import scan
from pipeline.settings import Settings
from pipeline.store_ledgers import StoreLedgers
from pipeline.text.normalise import normalise
from schemas import Delivery, Entry
from schemas.errors import DeliveryFailed, RejectedEntry
from vedette.clockwork import Clockwork
from vedette.deliver import opened
from vedette.monitor.forwarding import Forwarder
from vedette.monitor.keeping import Keeper
from vedette.monitor.reading import Reader, Told
from vedette.monitor.serving import serving
from vedette.monitor.tally import Tally
from vedette.outgoing import silenced

IDLE = 1.0  # seconds between two looks at an inbox that nobody said was filled
PATIENCE = 10.0  # seconds until a broker that takes nothing is asked again
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
    to: TopicWriter | None = None  # where entries go, instead of being read here
    serve: Address | None = None  # where feeds of the subscriptions are served, while it runs


class Monitor:
    """One monitor of one store. `once` for cron and tests, `run` for months."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._filled = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
        ledgers, owner = StoreLedgers(parts.store, parts.catalogue, Policy()), parts.polling.owner
        clockwork = Clockwork(parts.store, ledgers, parts.clock, article_days=parts.article_days)
        self._keeper = Keeper(parts.store, parts.tally, clockwork, owner=owner)
        self._reader: Reader | Forwarder
        if parts.to is not None:
            self._reader = Forwarder(parts.store, parts.to, parts.tally, owner=owner, clock=parts.clock)
            return
        self._reader = Reader(
            parts.store, ledgers, clockwork, parts.graph, parts.tally, owner=owner, clock=parts.clock, told=parts.told
        )

    async def once(self) -> None:
        """Poll every feed that is due, read all that came, deliver all that is due."""
        async with self.stepping() as step:
            await step()

    @asynccontextmanager
    async def stepping(self) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """What `once` does, as often as it is asked for: for who lets the clock pass in between."""
        async with self._open() as (poller, worker):

            async def step() -> None:
                now = self._parts.clock()
                await self._off_loop(self._reader.begin)
                await poller.once(now)
                while await self._off_loop(self._reader.step):
                    pass
                if worker is not None:
                    await worker.once()
                await self._off_loop(functools.partial(self._keeper.look, self._parts.clock()))

            yield step

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. An error in one part stops all, with that error; the next start goes on."""
        made = self._parts
        async with serving(made.serve, made.store, made.catalogue, made.clock), self._open() as (poller, worker):
            await self._off_loop(self._reader.begin)
            parts = [poller.run(stop), self._read(stop), self._keep(stop)]
            if worker is not None:
                parts.append(worker.run(stop))
            tasks = [asyncio.create_task(part) for part in parts]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            stop.set()
            await asyncio.gather(*tasks, return_exceptions=True)
            for task in done:
                task.result()

    async def _read(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._filled.clear()
            try:
                if not await self._off_loop(self._reader.step):
                    await _first(stop.wait(), self._filled.wait(), seconds=IDLE)
            except DeliveryFailed:  # the forwarder has said so
                await _first(stop.wait(), seconds=PATIENCE)

    async def _keep(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            now = self._parts.clock()
            await self._off_loop(functools.partial(self._keeper.look, now))
            await self._off_loop(self._reader.begin)
            await _first(stop.wait(), seconds=BEAT.total_seconds())

    async def _off_loop(self, work: Callable[[], object]) -> object:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[tuple[Poller, Worker | None]]:
        parts = self._parts
        async with AsyncExitStack() as stack:
            stack.callback(self._thread.shutdown)
            worker = None
            if parts.to is None:
                worker = await self._open_worker(stack)
            else:
                stack.callback(parts.to.close)
            pool = await stack.enter_async_context(ParserPool())
            poller = await stack.enter_async_context(
                open_poller(
                    parts.store.feeds, pool, parts.polling, wants_page=functools.partial(_wants_page, parts.catalogue),
                    archive=parts.archive, told=self._polled, clock=parts.clock,
                )
            )  # fmt: skip
            yield poller, worker

    async def _open_worker(self, stack: AsyncExitStack) -> Worker:
        parts = self._parts
        directory = await stack.enter_async_context(
            opened(
                parts.places, parts.catalogue, allow_private=parts.polling.allow_private, printed=parts.printed,
                clock=parts.clock,
            )
        )  # fmt: skip
        directory.check(owned.subscription for owned in parts.store.subscriptions.all())
        return Worker(
            parts.store.outbox, directory, parts.clock, owner=parts.polling.owner,
            hold=silenced(parts.store, parts.catalogue), told=self._delivered,
        )  # fmt: skip

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
