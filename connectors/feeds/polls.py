"""`Poll`: what one poll brings to the store; and `FeedStore`, what the poller asks of it.

Two pollers on one store share the work: a feed in work is leased, and a host's next moment is reserved in the store.
"""

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from connectors.feeds.state import FeedState
from schemas import DeadLetter, Entry, Feed


class Poll(NamedTuple):
    """What one poll (or one fetched page of it) brought: to be stored in one transaction, all or nothing."""

    feed: Feed
    state: FeedState  # the feed's state from now on
    entries: tuple[Entry, ...] = ()  # new ones and revisions; what is known already is left out
    dead: tuple[DeadLetter, ...] = ()
    raw: bytes | None = None  # the document or page as it came, unpacked; None where there was none, or the last again
    more: bool = False  # the poller goes on with this feed (its pages): its lease must stay
    url: str = ""  # where `raw` was got
    content_type: str = ""
    came_at: datetime | None = None  # when `raw` had come: the `seen_at` of its entries
    page: Entry | None = None  # the entry that `raw` is the page of


class FeedStore(Protocol):
    """What the poller needs of a store. All calls are short and come from one thread, which need not be the main one.

    The host of a feed is `host_of(feed.url)` of `connectors.feeds.polls`, kept in a column beside its state. Where the
    feed has moved for good, its old host still stands for it; the new one is reserved as any other.
    """

    def due(
        self, now: datetime, limit: int, owner: str, lease: timedelta, due_by: datetime | None = None
    ) -> list[tuple[Feed, FeedState]]:
        """Lease to `owner`, until `now + lease`, at most `limit` feeds, the most overdue first.

        Given are feeds whose `next_due` is None or has come by `due_by` (None: by `now`) and that are not leased; of
        one host at most one; and none of a host that is reserved beyond `now` or of which another feed is leased. A
        lease that has run out is none.
        """

    def next_at(self, due_by: datetime | None = None) -> datetime | None:
        """The earliest moment at which `due` may give a feed (its next_due, its host's reservation, both leases);
        with `due_by`, among the feeds that are due by then. None: there is none. Never polled means the least moment.
        """

    def commit_poll(self, poll: Poll, now: datetime) -> int:
        """Store state, entries (inbox) and dead letters in one transaction; end the lease unless `poll.more`.

        Idempotent. Returns how many entries are new to the inbox. `raw` is not the store's business.
        """

    def release(self, url: str, owner: str) -> None:
        """End `owner`'s lease of a feed that was not polled after all, or whose pages are done."""

    def reserve(self, host: str, now: datetime, spacing: timedelta, patience: timedelta) -> datetime:
        """Take the host's next free moment: the later of `now` and what is reserved already; the next is then
        `spacing` after it. Atomic, so that two pollers never get the same one. Where the moment is more than
        `patience` after `now` it is told, but not taken.
        """

    def defer(self, host: str, until: datetime) -> None:
        """Nobody asks this host before `until` (429). Never brings a moment forward."""


def host_of(url: str) -> str:
    """The host that is asked for `url`, lower case, with a port that is not its scheme's; "" for no web address."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return host if port in (None, usual) else f"{host}:{port}"
