"""What a parsed document means for its feed: what is told, which pages are wanted, what is remembered. Pure."""

import hashlib
import statistics
from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import msgspec

from connectors.feeds.fetch import Answer
from connectors.feeds.headers import validator
from connectors.feeds.news import Fresh, News
from connectors.feeds.outcome import Outcome, Read, Unchanged
from connectors.feeds.parse import Document
from connectors.feeds.state import FeedState, Pending
from connectors.feeds.target import target
from schemas import DeadLetter, Entry, Feed
from schemas.errors import FetchFailed

WAITING = 20  # pages that may wait for one feed
WAITING_TEXT = 20_000  # characters of a field of an entry that waits: one that sends more needs no page
ENOUGH = 4  # dates that tell how far apart entries are
_CUT = "truncated"  # the reason of the dead letter of a document that has no end


class Found(NamedTuple):
    """What a poll brings: for the state, and for the inbox."""

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    dead: tuple[DeadLetter, ...] = ()


def body_hash(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def encodable(text: str) -> str:
    """Text that can be stored: broken escapes in JSON leave half characters behind, which UTF-8 cannot write."""
    return text.encode("utf-8", "replace").decode()


def unchanged(answer: Answer, *, is_whole: bool) -> Found:
    """Not modified. A whole document that is the last one again replaces what there was to ask with; a 304 adds."""
    etag, last_modified = validator(answer.headers, "ETag"), validator(answer.headers, "Last-Modified")
    return Found(
        Unchanged(
            etag=etag or "" if is_whole else etag,
            last_modified=last_modified or "" if is_whole else last_modified,
            moved_to=answer.moved_to,
            hints=answer.hints,
            whole=is_whole,
            octets=answer.octets,
        )
    )


def found(
    feed: Feed, state: FeedState, answer: Answer, document: Document, news: News, wanted: Set[str], now: datetime
) -> Found:
    """What is new in a document; `wanted` are the keys of entries whose pages are to be fetched."""
    room = max(WAITING - len(state.pending), 0)
    pages = [each for each in news.fresh if each.key in wanted][:room]
    held = {each.key for each in pages if each.was_paged}
    read = _read(answer, document, news, now)
    home = _home(feed, document)
    if home:  # what this address gave to ask with means nothing at the new one
        read = msgspec.structs.replace(read, moved_to=home, etag="", last_modified="", body_hash="")
    read = msgspec.structs.replace(read, wanted=tuple(_pending(each) for each in pages))
    return Found(read, tuple(each.entry for each in news.fresh if each.key not in held), news.dead)


def _read(answer: Answer, document: Document, news: News, now: datetime) -> Read:
    dates = sorted(entry.published for entry in document.entries if entry.published and entry.published <= now)
    # A document that was cut is asked for again, whole: its validators belong to the part that did not come.
    is_cut = any(letter.reason == _CUT for letter in document.dead)
    return Read(
        etag="" if is_cut else validator(answer.headers, "ETag") or "",
        last_modified="" if is_cut else validator(answer.headers, "Last-Modified") or "",
        body_hash="" if is_cut else body_hash(answer.body),
        moved_to=answer.moved_to,
        hints=msgspec.structs.replace(answer.hints, ttl=document.ttl),
        known=news.known,
        entries=len(document.entries),
        new=sum(each.is_new for each in news.fresh),
        revised=sum(not each.is_new for each in news.fresh),
        dead=len(news.dead),
        newest=dates[-1] if dates else None,
        median=statistics.median_low(dates) if dates else None,
        gap=_gap(dates),
        title=encodable(document.title[:200]),
        language=encodable(document.language[:40]),
        octets=answer.octets,
    )


def _gap(dates: list[datetime]) -> timedelta | None:
    if len(dates) < ENOUGH:
        return None
    return timedelta(seconds=statistics.median((later - date).total_seconds() for date, later in pairwise(dates)))


def _home(feed: Feed, document: Document) -> str:
    """Where the document says that the feed has gone for good, if that can be asked."""
    if not document.moved_to:
        return ""
    try:
        home = str(target(document.moved_to))
    except FetchFailed:
        return ""
    return "" if feed.url.startswith("https:") and not home.startswith("https:") else home


def _pending(fresh: Fresh) -> Pending:
    entry = fresh.entry
    texts = {
        name: getattr(entry, name) for name in ("guid", "link", "title", "summary", "content", "language", "source")
    }
    clipped = {name: encodable(text[:WAITING_TEXT]) for name, text in texts.items()}
    return Pending(entry=msgspec.structs.replace(entry, **clipped), key=fresh.key, is_held=fresh.was_paged)


def is_worth_a_page(fresh: Fresh, oldest: datetime) -> bool:
    """Whether an entry could gain by its page: it has an address, is no old news, and does not say it all itself."""
    entry = fresh.entry
    is_recent = entry.published is None or entry.published >= oldest
    return is_recent and bool(entry.link) and max(len(entry.summary), len(entry.content)) < WAITING_TEXT


def candidates(news: News, oldest: datetime) -> Sequence[Fresh]:
    return [each for each in news.fresh if is_worth_a_page(each, oldest)]
