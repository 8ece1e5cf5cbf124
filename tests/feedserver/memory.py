"""`MemoryStore`: the poller's port without a database. It does what `FeedStore` promises, as plainly as it can."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from connectors.feeds.polls import Poll, host_of
from connectors.feeds.state import FeedState
from schemas import DeadLetter, Entry, Feed

LEAST = datetime.min.replace(tzinfo=UTC)


class MemoryStore:
    """Feeds, their states, and what came of them."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self.define(feeds)

    def define(self, feeds: Iterable[Feed]) -> None:
        """Begin anew with these feeds."""
        self.feeds = {feed.url: feed for feed in feeds}
        self.states = {url: FeedState() for url in self.feeds}
        self.entries: list[Entry] = []
        self.dead: list[DeadLetter] = []
        self.leases: dict[str, datetime] = {}
        self.hosts: dict[str, datetime] = {}
        self._kept: set[Entry] = set()
        self._hosts = {url: host_of(url) for url in self.feeds}

    def due(
        self, now: datetime, limit: int, owner: str, lease: timedelta, due_by: datetime | None = None
    ) -> list[tuple[Feed, FeedState]]:
        busy = {self._hosts[url] for url, until in self.leases.items() if until > now}
        busy |= {host for host, at in self.hosts.items() if at > now}
        waiting = sorted((at, url) for url in self.feeds if (at := self._next_due(url)) <= (due_by or now))
        given: dict[str, str] = {}
        for _, url in waiting:
            if (host := self._hosts[url]) not in busy and len(given) < limit:
                given.setdefault(host, url)
        self.leases |= dict.fromkeys(given.values(), now + lease)
        return [(self.feeds[url], self.states[url]) for url in given.values()]

    def next_at(self, due_by: datetime | None = None) -> datetime | None:
        free = dict(self.hosts)
        for url, until in self.leases.items():
            host = self._hosts[url]
            free[host] = max(until, free.get(host, LEAST))
        chosen = [url for url in self.feeds if due_by is None or self._next_due(url) <= due_by]
        return min((max(self._next_due(url), free.get(self._hosts[url], LEAST)) for url in chosen), default=None)

    def commit_poll(self, poll: Poll, now: datetime) -> int:
        self.states[poll.feed.url] = poll.state
        if not poll.more:
            self.leases.pop(poll.feed.url, None)
        self.dead += poll.dead
        new = [entry for entry in poll.entries if entry not in self._kept]
        self._kept |= set(new)
        self.entries += new
        return len(new)

    def release(self, url: str, owner: str) -> None:
        self.leases.pop(url, None)

    def reserve(self, host: str, now: datetime, spacing: timedelta, patience: timedelta) -> datetime:
        at = max(now, self.hosts.get(host, LEAST))
        if at - now <= patience:
            self.hosts[host] = at + spacing
        return at

    def defer(self, host: str, until: datetime) -> None:
        self.hosts[host] = max(until, self.hosts.get(host, LEAST))

    def _next_due(self, url: str) -> datetime:
        return self.states[url].next_due or LEAST
