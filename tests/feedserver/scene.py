"""`Scene`: a poller, its store and a scripted server on one simulated clock: what most tests of polling stand in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec

from connectors.feeds.fetch import Limits
from connectors.feeds.fulltext import page_text
from connectors.feeds.open import open_poller
from connectors.feeds.parse import Document, parse
from connectors.feeds.poller import Poller
from connectors.feeds.settings import PollSettings
from connectors.feeds.state import FeedState
from schemas import Feed
from tests.feedserver.clock import SimulatedClock
from tests.feedserver.memory import MemoryStore
from tests.feedserver.server import FeedServer, Handler, Reply, Request, scripted

SETTINGS = PollSettings(
    contact="https://example.org/bot", allow_private=True, limits=Limits(total=timedelta(seconds=0.5))
)


class InlineParser:
    """Parses where it is called: for documents that the test itself wrote."""

    async def parse(self, body: bytes, *, url: str, content_type: str, seen_at: datetime) -> Document:
        return parse(body, url=url, content_type=content_type, seen_at=seen_at)

    async def page_text(self, body: bytes, *, url: str, content_type: str) -> str:
        return page_text(body, url=url, content_type=content_type)


class Scene:
    """`poll()` polls whatever is due; `again()` first lets the time pass until the feed is due."""

    def __init__(self, server: FeedServer, store: MemoryStore, poller: Poller, clock: SimulatedClock) -> None:
        self.server, self.store, self.poller, self.clock = server, store, poller, clock

    @property
    def requests(self) -> list[Request]:
        return self.server.requests

    @property
    def state(self) -> FeedState:
        """The state of the first feed."""
        return next(iter(self.store.states.values()))

    async def poll(self) -> FeedState:
        await self.poller.once(self.clock.now)
        return self.state

    async def again(self) -> FeedState:
        self.clock.now = max(self.clock.now, self.state.next_due or self.clock.now)
        return await self.poll()


@asynccontextmanager
async def scene(
    handler: Handler | Sequence[Reply], *, settings: PollSettings = SETTINGS, feed: Feed | None = None, **more: Any
) -> AsyncIterator[Scene]:
    """One feed at `/feed.xml` of the server, or `feed` with `{BASE}` in its address filled in."""
    async with FeedServer(handler if callable(handler) else scripted(handler)) as server:
        feed = feed or Feed(url="{BASE}/feed.xml")
        store = MemoryStore([msgspec.structs.replace(feed, url=feed.url.replace("{BASE}", server.base))])
        clock = SimulatedClock()
        async with open_poller(store, InlineParser(), settings, clock=clock, sleep=clock.sleep, **more) as poller:
            yield Scene(server, store, poller, clock)


def played(handler: Handler | Sequence[Reply], play: Callable[[Scene], Any], **more: Any) -> Any:
    """What `play`, a coroutine function, gives in a scene."""

    async def run() -> Any:
        async with scene(handler, **more) as stage:
            return await play(stage)

    return asyncio.run(run())
