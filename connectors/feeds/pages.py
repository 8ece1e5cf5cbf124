"""Pages of articles: asked for where robots.txt lets us, told as a fuller form of the same entry.

Whatever keeps a page from us becomes a dead letter with its reason; the entry itself is in the inbox already. Only a
host that is busy makes the page wait: it stays in the feed's state until the next poll.
"""

import functools
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import msgspec
from yarl import URL

from connectors.feeds import robots
from connectors.feeds.fetch import Answer, Fetcher
from connectors.feeds.polls import Poll
from connectors.feeds.robots import Robots
from connectors.feeds.schedule import paged
from connectors.feeds.settings import AGENT, PollSettings
from connectors.feeds.state import SOFT, ErrorClass, FeedState, Pending
from connectors.feeds.target import host_key, target
from schemas import DeadLetter, Entry, Feed
from schemas.errors import FeedError, FetchFailed

STAGE = "page"
ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"
ROBOTS_KEPT = 2_000  # origins
ROBOTS_LIFE = timedelta(hours=24)
ROBOTS_RETRY = timedelta(hours=1)  # where the server could not say what it allows
LONGEST_DELAY = timedelta(seconds=60)  # of a robots.txt's Crawl-delay
LONGEST_PAUSE = timedelta(hours=1)
_ABSENT = frozenset({ErrorClass.NOT_FOUND, ErrorClass.GONE, ErrorClass.FORBIDDEN, ErrorClass.CLIENT_ERROR})


class Extractor(Protocol):
    """`ParserPool`, or anything that finds an article's text as it does."""

    async def page_text(self, body: bytes, *, url: str, content_type: str) -> str: ...


class _Kept(NamedTuple):
    robots: Robots
    until: datetime


class Pages:
    """Fetches pages, one at a time for each feed. `defer` is the store's, for hosts that ask for longer pauses."""

    def __init__(
        self,
        fetcher: Fetcher,
        extractor: Extractor,
        settings: PollSettings,
        clock: Callable[[], datetime],
        defer: Callable[[str, datetime], Awaitable[None]],
    ) -> None:
        self._fetcher, self._extractor, self._settings = fetcher, extractor, settings
        self._clock, self._defer = clock, defer
        self._robots: OrderedDict[str, _Kept] = OrderedDict()

    async def next(self, feed: Feed, state: FeedState) -> Poll | None:
        """What the page that waited longest came to. None where its host is busy: it waits on."""
        waiting = state.pending[0]
        try:
            self._require_sense(feed, waiting.entry)
            answer, text = await self._page(feed, waiting.entry)
        except FeedError as error:
            is_busy = error.error_class in SOFT
            if is_busy:
                await self._pause(waiting.entry.link, error)
            return None if is_busy else self._without(feed, state, waiting, error)
        page = page_form(waiting.entry, text, answer.at)
        poll = Poll(feed, paged(state, is_fetched=page is not None), (page,) if page else held(waiting))
        return poll._replace(
            raw=answer.body,
            url=answer.url,
            content_type=answer.headers.get("Content-Type", ""),
            came_at=answer.at,
            page=page or waiting.entry,
        )

    def _without(self, feed: Feed, state: FeedState, waiting: Pending, error: FeedError) -> Poll:
        reason, where = str(error.error_class), waiting.entry.link
        letter = DeadLetter(stage=STAGE, reason=reason, detail=error.detail, where=where)
        return Poll(feed, paged(state, is_fetched=False), held(waiting), (letter,))

    def _require_sense(self, feed: Feed, entry: Entry) -> None:
        if not feed.full_text:
            raise FetchFailed("not_allowed", f"{feed.url}: its full text is not wanted any more")
        if entry.seen_at and self._clock() - entry.seen_at > self._settings.page_age:
            raise FetchFailed("late", f"{entry.link}: its host was busy for {self._settings.page_age.days} days")

    async def _pause(self, link: str, error: FeedError) -> None:
        """Leave a host alone that says "too many requests"; one that we ourselves keep busy waits already."""
        if error.error_class != ErrorClass.HOST_BUSY:
            wait = (error.retry_after if isinstance(error, FetchFailed) else None) or LONGEST_PAUSE
            await self._defer(host_key(target(link)), self._clock() + min(wait, LONGEST_PAUSE))

    async def _page(self, feed: Feed, entry: Entry) -> tuple[Answer, str]:
        require = functools.partial(self._require, feed)
        limits, headers = self._settings.page_limits, {"Accept": ACCEPT}
        answer = await self._fetcher.get(entry.link, headers, limits, require=require, named=feed.url)
        await self._rest(feed, target(answer.url))
        content_type = answer.headers.get("Content-Type", "")
        text = await self._extractor.page_text(answer.body, url=answer.url, content_type=content_type)
        return answer, text

    async def _require(self, feed: Feed, url: URL) -> None:
        """That the robots.txt of every host on the way allows it."""
        rules = await self._allowed(feed, url)
        if not rules.allows(url.raw_path_qs):
            raise FetchFailed("robots", f"{url}: its host's robots.txt does not allow it to {AGENT}")

    async def _rest(self, feed: Feed, url: URL) -> None:
        """Leave a host in peace for as long as its robots.txt asks for (Crawl-delay)."""
        delay = timedelta(seconds=(await self._allowed(feed, url)).delay)
        if delay > self._settings.pace.spacing:
            await self._defer(host_key(url), self._clock() + min(delay, LONGEST_DELAY))

    async def _allowed(self, feed: Feed, url: URL) -> Robots:
        """What the origin's robots.txt says: looked up once a day."""
        origin, now = f"{url.scheme}://{host_key(url)}", self._clock()
        kept = self._robots.get(origin)
        if kept is None or kept.until <= now:
            kept = await self._look_up(feed, origin, now)
            self._robots[origin] = kept
        self._robots.move_to_end(origin)
        while len(self._robots) > ROBOTS_KEPT:
            self._robots.popitem(last=False)
        return kept.robots

    async def _look_up(self, feed: Feed, origin: str, now: datetime) -> _Kept:
        """RFC 9309: a server that has no such file allows everything, one that fails allows nothing for now."""
        limits = msgspec.structs.replace(self._settings.page_limits, body=4 * robots.LONGEST)
        try:
            headers = {"Accept": "text/plain, */*;q=0.5"}
            answer = await self._fetcher.get(f"{origin}/robots.txt", headers, limits, named=feed.url)
        except FetchFailed as error:
            if error.error_class == ErrorClass.HOST_BUSY:
                raise
            if error.error_class in _ABSENT:
                return _Kept(robots.EVERYTHING, now + ROBOTS_LIFE)
            return _Kept(robots.NOTHING, now + ROBOTS_RETRY)
        return _Kept(robots.robots(answer.body, AGENT), now + ROBOTS_LIFE)


def page_form(entry: Entry, text: str, now: datetime) -> Entry | None:
    """The entry with its page's text, seen after it; None where the page says no more than the entry itself."""
    if len(text) <= max(len(entry.content), len(entry.summary)):
        return None
    return msgspec.structs.replace(entry, content=text, seen_at=_later(entry, now))


def held(waiting: Pending) -> tuple[Entry, ...]:
    """The entry itself, where it waited for its page in vain."""
    return (waiting.entry,) if waiting.is_held else ()


def _later(entry: Entry, now: datetime) -> datetime:
    """Of two contents that were seen at one moment neither would be the later one."""
    return max(now, entry.seen_at + timedelta(microseconds=1)) if entry.seen_at else now
