"""`open_poller`: a poller with everything that it needs, for as long as the block lasts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

import aiohttp

from connectors.feeds.ask import Asker, Parser, WantsPage
from connectors.feeds.fetch import Fetcher
from connectors.feeds.pages import Extractor, Pages
from connectors.feeds.poller import Archive, Poller, StoreThread, Turns
from connectors.feeds.polls import FeedStore, Poll
from connectors.feeds.settings import PollSettings, user_agent
from connectors.network import client_session


class Worker(Parser, Extractor, Protocol):
    """`ParserPool`: reads documents and pages where they can do no harm."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_poller(
    store: FeedStore,
    parser: Worker,
    settings: PollSettings,
    *,
    wants_page: WantsPage | None = None,
    archive: Archive | None = None,
    told: Callable[[Poll, int], None] = lambda poll, new: None,
    clock: Callable[[], datetime] = wall_clock,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[Poller]:
    """The poller of a store. `wants_page` is the scan: without it no pages are fetched."""
    call = StoreThread()
    turns = Turns(store, call, settings, clock, sleep)

    async def defer(host: str, until: datetime) -> None:
        await call(store.defer, host, until)

    private = settings.allow_private
    async with _session(settings, allow_private=private) as session, _session(settings) as strangers:
        fetcher = Fetcher(session, turns, clock, allow_private=private, limits=settings.limits, strangers=strangers)
        asker = Asker(fetcher, parser, settings, clock, wants_page)
        pages = Pages(fetcher, parser, settings, clock, defer) if wants_page else None
        try:
            yield Poller(
                store, asker, settings, call=call, clock=clock, sleep=sleep, pages=pages, archive=archive, told=told
            )
        finally:
            call.close()


def _session(settings: PollSettings, *, allow_private: bool = False) -> aiohttp.ClientSession:
    return client_session(
        allow_private=allow_private,
        user_agent=user_agent(settings.contact),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=30),  # the whole is bounded by `Limits`
        connections=settings.concurrency + 16,
        auto_decompress=False,  # inflate.py does it, with bounds
        keep_alive=False,  # thousands of hosts, each asked once in ten minutes: idle connections would be all our files
    )
