"""`parse`: the bytes of a polled feed become entries, or `NotAFeed`. Pure: reads no network, clock or file.

    bytes ── encoding.py ── text ── xmlfeed.py | jsonfeed.py | sitemap.py ── Content ── Document

What a document is, its content says; its Content-Type is asked for the character set only, and that is checked too.
Documents are hostile, and the parsers are others': live feeds are parsed through `ParserPool` (worker.py).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from connectors.feeds import documents
from connectors.feeds.content import Content, Refusal
from connectors.feeds.encoding import charset, decoded
from schemas import DeadLetter, Entry
from schemas.deadletter import clip
from schemas.errors import NotAFeed, RejectedEntry

STAGE = "feed"
MAX_ENTRIES = 5_000  # a news sitemap has a thousand at most; more is an attack or an archive


class Document(NamedTuple):
    """A parsed feed document."""

    entries: tuple[Entry, ...]
    dead: tuple[DeadLetter, ...]
    title: str
    language: str
    link: str  # the site that the feed is of
    ttl: timedelta | None  # how long the feed asks to be left alone: `ttl`, `sy:updatePeriod`
    moved_to: str  # where the feed says that it has gone for good; "" where it does not


def parse(body: bytes, *, url: str, content_type: str, seen_at: datetime) -> Document:
    """What the feed at `url` sent. Raises NotAFeed; what is wrong with one entry becomes a dead letter."""
    channel, items, ending = _content(body, url, content_type)
    entries, dead = [], []
    for number, item in enumerate(items[:MAX_ENTRIES], 1):
        where = f"{url}#{number}"
        if isinstance(item, Refusal):
            dead.append(_dead(item, where))
        else:
            entries.append(msgspec.structs.replace(item, feed=url, where=where, seen_at=seen_at))
    dead.extend(_dead(refusal, url) for refusal in (ending, _too_many(len(items))) if refusal)
    facts = (channel.title, channel.language, channel.link, channel.ttl, channel.moved_to)
    return Document(tuple(entries), tuple(dead), *facts)


def _content(body: bytes, url: str, content_type: str) -> Content:
    """What is in the document; errors name the feed."""
    try:
        return documents.read(decoded(body, charset(content_type)), url)
    except RejectedEntry as error:
        raise NotAFeed("encoding", f"{url}: {error.detail}") from error
    except NotAFeed as error:
        raise NotAFeed(error.error_class, f"{url}: {error.detail}") from error


def _too_many(number: int) -> Refusal | None:
    if number <= MAX_ENTRIES:
        return None
    return Refusal("oversized", f"{number:,} entries in one document: the first {MAX_ENTRIES:,} were read")


def _dead(refusal: Refusal, where: str) -> DeadLetter:
    return DeadLetter(
        stage=STAGE, reason=refusal.reason, detail=refusal.detail, where=where, payload=clip(refusal.payload)
    )
