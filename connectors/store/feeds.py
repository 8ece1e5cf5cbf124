"""Feeds and hosts: which are due, who is at work on them, and what a poll brought. `FeedStore` of the poller.

A host's row is locked before any feed of it is leased, so that two pollers never ask one host at once; a row that
another one has locked is passed over. What a feeds file defines is changed by the file only.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from connectors.feeds.polls import Poll, host_of
from connectors.feeds.state import FeedState
from connectors.store import dead, inbox
from connectors.store.columns import NEVER, greatest
from connectors.store.engine import Database, add, insert, put
from connectors.store.tables import feeds, hosts
from schemas import Feed, wire
from schemas.errors import OwnedByFile

FREE = {"lease_owner": "", "lease_until": NEVER}


class Feeds:
    """The feeds of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- who defines them

    def define(self, wanted: Sequence[Feed], owner: str) -> None:
        """The file `owner` names exactly these feeds. One it no longer names is not polled; its state is kept."""
        with self._database.write() as connection:
            connection.execute(update(feeds).where(feeds.c.owner == owner).values(active=False))
            _put(connection, wanted, owner)

    def only_files(self, owners: Collection[str]) -> None:
        """Of all files only these still define feeds: what others once defined is not polled."""
        with self._database.write() as connection:
            gone = feeds.c.owner.not_in(["", *owners])
            connection.execute(update(feeds).where(gone).values(active=False))

    def add(self, feed: Feed) -> None:
        """A feed of the store's own, new or changed."""
        with self._database.write() as connection:
            _refuse_owned(connection, feed.url)
            _put(connection, [feed], "")

    def remove(self, url: str) -> bool:
        """Poll a feed of the store's own no longer. Whether there was one."""
        with self._database.write() as connection:
            _refuse_owned(connection, url)
            gone = update(feeds).where(feeds.c.url == url, feeds.c.active).values(active=False)
            return bool(connection.execute(gone).rowcount)

    def all(self) -> list[tuple[Feed, FeedState]]:
        """Every feed that is polled, by address."""
        with self._database.read() as connection:
            rows = connection.execute(select(feeds.c.data, feeds.c.state).where(feeds.c.active).order_by(feeds.c.url))
            return [_read(row) for row in rows]

    def owners(self) -> dict[str, str]:
        """Address -> the file that defines it, "" for the store's own."""
        with self._database.read() as connection:
            return {row.url: row.owner for row in connection.execute(select(feeds.c.url, feeds.c.owner))}

    # --- the poller's side

    def due(
        self, now: datetime, limit: int, owner: str, lease: timedelta, due_by: datetime | None = None
    ) -> list[tuple[Feed, FeedState]]:
        """Lease at most `limit` feeds, the most overdue first, of one host at most one."""
        by = now if due_by is None else due_by
        return self._database.writing(lambda connection: _lease(connection, now, by, limit, owner, now + lease))

    def next_at(self, due_by: datetime | None = None) -> datetime | None:
        """The earliest moment at which `due` may give a feed. None: there is none."""
        held = select(feeds.c.host, func.max(feeds.c.lease_until).label("until")).group_by(feeds.c.host).subquery()
        earliest = (
            select(func.min(greatest(feeds.c.next_due, hosts.c.free_at, held.c.until)))
            .join(hosts, hosts.c.host == feeds.c.host)
            .join(held, held.c.host == feeds.c.host)
            .where(feeds.c.active)
        )
        if due_by is not None:
            earliest = earliest.where(feeds.c.next_due <= due_by)
        with self._database.read() as connection:
            return connection.execute(earliest).scalar()

    def commit_poll(self, poll: Poll, now: datetime) -> int:
        """State, entries and dead letters in one transaction. How many entries are new to the inbox."""
        return self._database.writing(lambda connection: _commit(connection, poll, now))

    def release(self, url: str, owner: str) -> None:
        with self._database.write() as connection:
            mine = and_(feeds.c.url == url, feeds.c.lease_owner == owner)
            connection.execute(update(feeds).where(mine).values(FREE))

    def reserve(self, host: str, now: datetime, spacing: timedelta, patience: timedelta) -> datetime:
        """The host's next free moment, taken unless it is beyond `patience`; the one after it is `spacing` later."""

        def work(connection: Connection) -> datetime:
            free = _locked_host(connection, host)
            taken = max(now, free)
            if taken - now > patience:
                return taken
            connection.execute(update(hosts).where(hosts.c.host == host).values(free_at=taken + spacing))
            return taken

        return self._database.writing(work)

    def defer(self, host: str, until: datetime) -> None:
        """Nobody asks this host before `until`."""

        def work(connection: Connection) -> None:
            if _locked_host(connection, host) < until:
                connection.execute(update(hosts).where(hosts.c.host == host).values(free_at=until))

        self._database.writing(work)


def _put(connection: Connection, wanted: Sequence[Feed], owner: str) -> None:
    rows = {
        feed.url: {
            "url": feed.url,
            "owner": owner,
            "active": True,
            "host": host_of(feed.url),
            "next_due": NEVER,
            "state": wire.encode(FeedState()),
            "data": wire.encode(feed),
            **FREE,
        }
        for feed in wanted
    }
    put(connection, feeds, list(rows.values()), keep=("next_due", "state", "lease_owner", "lease_until"))
    add(connection, hosts, [{"host": host, "free_at": NEVER} for host in {row["host"] for row in rows.values()}])


def _refuse_owned(connection: Connection, url: str) -> None:
    owner = connection.execute(select(feeds.c.owner).where(feeds.c.url == url, feeds.c.active)).scalar()
    if owner:
        raise OwnedByFile(f"feed {url}: {owner} defines it. Change it there.")


def _lease(
    connection: Connection, now: datetime, by: datetime, limit: int, owner: str, until: datetime
) -> list[tuple[Feed, FeedState]]:
    free = _lock_hosts(connection, now, by, limit)
    if not free:
        return []
    taken = [row for row in connection.execute(_candidates(now, by).where(feeds.c.host.in_(free))) if row.nth == 1]
    urls = [row.url for row in taken]
    connection.execute(update(feeds).where(feeds.c.url.in_(urls)).values(lease_owner=owner, lease_until=until))
    return [_read(row) for row in taken]


def _lock_hosts(connection: Connection, now: datetime, by: datetime, limit: int) -> list[str]:
    """The hosts of the feeds to be leased, locked; one that somebody else has locked is left to him."""
    wanted = _candidates(now, by).subquery()
    first = select(wanted.c.host).where(wanted.c.nth == 1).order_by(wanted.c.next_due, wanted.c.url)
    names = list(connection.execute(first.limit(limit)).scalars())
    lock = select(hosts.c.host).where(hosts.c.host.in_(names)).order_by(hosts.c.host)
    return list(connection.execute(lock.with_for_update(skip_locked=True)).scalars())


def _candidates(now: datetime, by: datetime) -> Any:
    """Feeds that are due, of hosts that are free, numbered within their host: the most overdue is 1."""
    busy = select(feeds.c.host).where(feeds.c.lease_until > now)
    within_host = func.row_number().over(partition_by=feeds.c.host, order_by=(feeds.c.next_due, feeds.c.url))
    return (
        select(feeds.c.url, feeds.c.host, feeds.c.next_due, feeds.c.data, feeds.c.state, within_host.label("nth"))
        .join(hosts, hosts.c.host == feeds.c.host)
        .where(feeds.c.active, feeds.c.next_due <= by, hosts.c.free_at <= now, feeds.c.host.not_in(busy))
        .order_by(feeds.c.next_due, feeds.c.url)
    )


def _commit(connection: Connection, poll: Poll, now: datetime) -> int:
    changed: dict[str, object] = {"state": wire.encode(poll.state), "next_due": poll.state.next_due or NEVER}
    if not poll.more:
        changed |= FREE
    connection.execute(update(feeds).where(feeds.c.url == poll.feed.url).values(changed))
    dead.write(connection, poll.dead, now)
    return inbox.arrive(connection, poll.entries, now)


def _locked_host(connection: Connection, host: str) -> datetime:
    connection.execute(insert(connection, hosts).values(host=host, free_at=NEVER).on_conflict_do_nothing())
    free: datetime = connection.execute(
        select(hosts.c.free_at).where(hosts.c.host == host).with_for_update()
    ).scalar_one()
    return free


def _read(row: Any) -> tuple[Feed, FeedState]:
    return wire.decode(row.data, Feed), wire.decode(row.state, FeedState)
