"""One poll of one feed: asked, read, compared with what was known. What it came to is a `Poll`, also when it failed."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from connectors.feeds.fetch import NOT_MODIFIED, Answer, Fetcher
from connectors.feeds.news import News, compare
from connectors.feeds.outcome import Failed, Unchanged
from connectors.feeds.own import localised
from connectors.feeds.parse import Document
from connectors.feeds.polls import Poll
from connectors.feeds.reading import Found, body_hash, candidates, encodable, found, unchanged
from connectors.feeds.schedule import address, after, is_conditional
from connectors.feeds.settings import PollSettings
from connectors.feeds.state import ErrorClass, FeedState
from schemas import DeadLetter, Entry, Feed
from schemas.deadletter import PAYLOAD_LIMIT, clip
from schemas.errors import FeedError, FetchFailed, RejectedEntry

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
STAGE = "feed"
_CLASSES = frozenset(map(str, ErrorClass))

log = logging.getLogger(__name__)


class Parser(Protocol):
    """`ParserPool`, or anything that parses as it does."""

    async def parse(self, body: bytes, *, url: str, content_type: str, seen_at: datetime) -> Document: ...


WantsPage = Callable[[Entry], bool]  # the scan, handed in: connectors know nothing of the pipeline


class Asker:
    """Polls feeds, each poll on its own: it keeps no state of any feed."""

    def __init__(
        self,
        fetcher: Fetcher,
        parser: Parser,
        settings: PollSettings,
        clock: Callable[[], datetime],
        wants_page: WantsPage | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._settings = settings
        self._clock = clock
        self._wants_page = wants_page

    async def poll(self, feed: Feed, state: FeedState) -> Poll:
        """What asking the feed once came to. Never raises for what a server or a document does."""
        answer = None
        try:
            conditions = self._conditions(state)
            headers = {"Accept": ACCEPT, **conditions}
            answer = await self._fetcher.get(address(feed, state), headers, named=feed.url)
            result = await self._read(feed, state, answer, is_conditional=bool(conditions))
        except FeedError as error:
            result = _failed(feed, state, error, answer)
        except Exception as error:
            log.exception("polling %s", feed.url)
            result = Found(Failed(error=ErrorClass.INTERNAL, detail=encodable(repr(error)[:300])))
        changed = after(state, result.outcome, self._clock(), feed, self._settings.pace)
        poll = Poll(feed, changed, result.entries, result.dead)
        if answer is None or isinstance(result.outcome, Unchanged) or not answer.body:
            return poll
        content_type = answer.headers.get("Content-Type", "")
        return poll._replace(raw=answer.body, url=answer.url, content_type=content_type, came_at=answer.at)

    def _conditions(self, state: FeedState) -> dict[str, str]:
        if not is_conditional(state, self._clock(), self._settings.pace):
            return {}
        conditions = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        return {name: value for name, value in conditions.items() if value}

    async def _read(self, feed: Feed, state: FeedState, answer: Answer, *, is_conditional: bool) -> Found:
        if answer.status == NOT_MODIFIED:
            if not is_conditional:
                raise FetchFailed(ErrorClass.BAD_ANSWER, f"{answer.url} answered 304 to a question without conditions")
            return unchanged(answer, is_whole=False)
        if body_hash(answer.body) == state.body_hash:
            return unchanged(answer, is_whole=True)
        now, content_type = answer.at, answer.headers.get("Content-Type", "")
        document = await self._parser.parse(answer.body, url=answer.url, content_type=content_type, seen_at=now)
        document = localised(feed, document)
        news = compare(state.known, document.entries, document.dead)
        return found(feed, state, answer, document, news, await self._wanted(feed, news, now), now)

    async def _wanted(self, feed: Feed, news: News, now: datetime) -> frozenset[str]:
        """Keys of the entries whose pages are wanted. The scan costs milliseconds an entry, so it leaves the loop."""
        wants_page = self._wants_page
        if wants_page is None or not feed.full_text:
            return frozenset()
        fresh = candidates(news, now - self._settings.page_age)
        keys = await asyncio.to_thread(lambda: [each.key for each in fresh if _wants(wants_page, each.entry)])
        return frozenset(keys)


def _wants(wants_page: WantsPage, entry: Entry) -> bool:
    """What the scan says. An entry that it cannot read is the graph's business, which makes a dead letter of it."""
    try:
        return wants_page(entry)
    except RejectedEntry:
        return False
    except Exception:
        log.exception("scanning %s", entry.link)
        return False


def _failed(feed: Feed, state: FeedState, error: FeedError, answer: Answer | None) -> Found:
    """The failure; and a dead letter for a document that cannot be read, once for as long as that lasts."""
    kind = ErrorClass(error.error_class) if error.error_class in _CLASSES else ErrorClass.NOT_A_FEED
    retry_after = error.retry_after if isinstance(error, FetchFailed) else None
    detail = encodable(error.detail[:300])
    outcome = Failed(error=kind, detail=detail, retry_after=retry_after)
    if isinstance(error, FetchFailed) or answer is None or state.error is kind:
        return Found(outcome)
    payload = clip(answer.body[:PAYLOAD_LIMIT].decode("utf-8", "backslashreplace"))
    letter = DeadLetter(stage=STAGE, reason=str(kind), detail=detail, where=feed.url, payload=payload)
    return Found(outcome, dead=(letter,))
