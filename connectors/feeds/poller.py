"""`Poller`: thousands of feeds on one core. It takes what is due, asks, commits, and waits; decisions lie elsewhere.

    store.due ── lease ── ask.py ── commit entries and state ── pages of entries that the scan hits ── commit ── release

Nothing is kept here between two polls: whatever is killed is asked again once its lease has run out. The store is
synchronous; all its calls run on one thread, so that a slow disk delays nobody's answer and SQLite sees one caller.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from connectors.feeds.ask import Asker
from connectors.feeds.polls import FeedStore, Poll, host_of
from connectors.feeds.schedule import address, with_pages_waiting
from connectors.feeds.settings import PollSettings
from connectors.feeds.state import ErrorClass, FeedState
from schemas import Feed
from schemas.errors import FetchFailed

P = ParamSpec("P")
R = TypeVar("R")

LOOK = timedelta(seconds=5)  # between two looks into the store when nothing is known to be due: feeds may be added
RECHECK = 1.0  # seconds between two looks while polls are running: a host may have become free
HOST_PAUSE = timedelta(hours=1)  # at most, for all feeds of a host that was asked too often
SLACK = timedelta(seconds=0.25)  # between a host's turn and the request that it hears
GRACE = 5.0  # seconds that running polls get when the poller is stopped: containers are killed after ten
STORE_PAUSE, STORE_PATIENCE = 10.0, 30  # seconds between tries of a store that fails, and how many in a row

log = logging.getLogger(__name__)


class Archive(Protocol):
    """Where what was fetched is kept as it came; see raw_archive.py."""

    def append(self, poll: Poll, now: datetime) -> None: ...


class PageSource(Protocol):
    """What deals with the page that a feed's state waits for longest; see pages.py. None: not now."""

    async def next(self, feed: Feed, state: FeedState) -> Poll | None: ...


class StoreThread:
    """Calls the store on its one thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    def close(self) -> None:
        self._thread.shutdown(wait=True)


class Turns:
    """Lets one request in `spacing` to a host, whoever asks, redirects and pages included."""

    def __init__(
        self,
        store: FeedStore,
        call: StoreThread,
        settings: PollSettings,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._store, self._call, self._settings, self._clock, self._sleep = store, call, settings, clock, sleep

    @asynccontextmanager
    async def __call__(self, host: str) -> AsyncIterator[None]:
        """For one request: wait for the host's turn; and when the request is over, see that it has its peace."""
        now = self._clock()
        spacing, patience = self._settings.pace.spacing, self._settings.patience
        at = await self._call(self._store.reserve, host, now, spacing + SLACK, patience)
        if at - now > patience:
            raise FetchFailed(ErrorClass.HOST_BUSY, f"{host} was asked too often: not before {at:%H:%M:%S}", at - now)
        if at > now:
            await self._sleep((at - now).total_seconds())
        try:
            yield
        finally:
            if self._clock() - at > SLACK:  # it may have been sent later than reckoned with
                await self._call(self._store.defer, host, self._clock() + spacing)


class Poller:
    """Polls the feeds of a store. `told` is called after each commit with the poll and how many entries were new."""

    def __init__(
        self,
        store: FeedStore,
        asker: Asker,
        settings: PollSettings,
        *,
        call: StoreThread,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pages: PageSource | None = None,
        archive: Archive | None = None,
        told: Callable[[Poll, int], None] = lambda poll, new: None,
    ) -> None:
        self._store, self._asker, self._settings = store, asker, settings
        self._call, self._clock, self._sleep = call, clock, sleep
        self._pages, self._archive, self._told = pages, archive, told
        self._running: dict[asyncio.Task[None], str] = {}
        self._troubles = 0  # calls of the store that failed, in a row

    async def run(self, stop: asyncio.Event) -> None:
        """Poll whatever is due until `stop` is set; then let running polls end, and hand back what did not."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await self._rest(stopping, await self._step())
        finally:
            stopping.cancel()
            await self._end()

    async def once(self, now: datetime) -> None:
        """Poll every feed that is due at `now`, once, however long its host makes us wait (within `patience`)."""
        try:
            while True:
                await self._start_due(now)
                if self._running:
                    await asyncio.wait(self._running, timeout=RECHECK, return_when=asyncio.FIRST_COMPLETED)
                    continue
                at = await self._call(self._store.next_at, now)
                wait = at - self._clock() if at else None
                if wait is None or wait > self._settings.patience:
                    return
                await self._sleep(max(wait.total_seconds(), 0.0))
        finally:
            await self._end()

    async def _step(self) -> float:
        """Start what is due; the seconds until there may be more. A store that fails is tried again for minutes."""
        try:
            await self._start_due(None)
            seconds = await self._until_next()
        except Exception:
            self._troubles += 1
            if self._troubles >= STORE_PATIENCE:
                raise
            log.exception("the store could not be asked for feeds: trying again in %g s", STORE_PAUSE)
            return STORE_PAUSE
        self._troubles = 0
        return seconds

    async def _start_due(self, due_by: datetime | None) -> None:
        free = self._settings.concurrency - len(self._running)
        if free <= 0:
            return
        settings = self._settings
        leased = await self._call(self._store.due, self._clock(), free, settings.owner, settings.lease, due_by)
        for feed, state in leased:
            task = asyncio.create_task(self._work(feed, state), name=feed.url)
            self._running[task] = feed.url
            task.add_done_callback(self._running.pop)

    async def _until_next(self) -> float:
        """Seconds until the store may have something: known, or the time after which to look again."""
        if len(self._running) >= self._settings.concurrency:
            return GRACE
        at = await self._call(self._store.next_at)
        wait = min(at - self._clock(), LOOK) if at else LOOK
        return max(wait.total_seconds(), 0.05)

    async def _rest(self, stopping: "asyncio.Task[bool]", seconds: float) -> None:
        """Until a poll ends, the time is over, or the poller is stopped."""
        nap = asyncio.ensure_future(self._sleep(seconds))
        await asyncio.wait({stopping, nap, *self._running}, return_when=asyncio.FIRST_COMPLETED)
        nap.cancel()

    async def _work(self, feed: Feed, state: FeedState) -> None:
        """One feed: asked, committed, then the pages that it waits for."""
        try:
            poll = self._with_more(await self._asker.poll(feed, state))
            await self._commit(poll)
            await self._defer_host(feed, state, poll.state)
            if poll.more:
                await self._read_pages(poll)
        except Exception:
            log.exception("%s was polled, but not stored: it is asked again when its lease has run out", feed.url)

    async def _read_pages(self, poll: Poll) -> None:
        """The pages that wait, for as long as the lease surely lasts; what is left waits for the next time."""
        assert self._pages is not None
        until = self._clock() + self._settings.lease / 2
        while poll.more and self._clock() < until and (page := await self._pages.next(poll.feed, poll.state)):
            poll = self._with_more(page)
            await self._commit(poll)
        if poll.more:
            state = with_pages_waiting(poll.state, self._clock(), self._settings.pace)
            await self._commit(Poll(poll.feed, state))

    def _with_more(self, poll: Poll) -> Poll:
        return poll._replace(more=self._pages is not None and bool(poll.state.pending))

    async def _commit(self, poll: Poll) -> None:
        """The archive first: what is in the store has been kept as it came."""
        now = self._clock()
        if self._archive and poll.raw is not None:
            await self._call(self._archive.append, poll, now)
        new = await self._call(self._store.commit_poll, poll, now)
        self._told(poll._replace(raw=None), new)

    async def _defer_host(self, feed: Feed, before: FeedState, state: FeedState) -> None:
        """A host that says "too many requests" means all its feeds."""
        if state.error is ErrorClass.RATE_LIMITED and state.next_due:
            until = min(state.next_due, self._clock() + HOST_PAUSE)
            await self._call(self._store.defer, host_of(address(feed, before)), until)

    async def _end(self) -> None:
        """Let running polls end; cancel those that will not, and give their leases back."""
        running = dict(self._running)
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=GRACE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for task in late:
            await self._call(self._store.release, running[task], self._settings.owner)
