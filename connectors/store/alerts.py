"""Alert events as they were decided, and the threads they belong to: written in a transaction, read by people.

An event is stored once, as it was first decided. `superseded_at` marks those that no longer follow; they stay.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from connectors.store.engine import Database, add, put
from connectors.store.tables import alerts, events
from schemas import ActivityGroup, Alert, AlertEvent, EventKind, Status, Thread, wire

MANY = 500  # values in one IN (…)


class Alerts:
    """Decided events and alerts of one store, for reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def event(self, id: str) -> AlertEvent | None:
        return next(iter(self._events(select(events.c.data).where(events.c.id == id))), None)

    def by_prefix(self, prefix: str, limit: int = 2) -> list[AlertEvent]:
        """Events whose id begins so: people type a few letters."""
        return self._events(select(events.c.data).where(events.c.id.startswith(prefix, autoescape=True)).limit(limit))

    def events(
        self,
        *,
        subscription: str = "",
        thread: str = "",
        since: datetime | None = None,
        sent: bool | None = None,
        limit: int = 100,
    ) -> list[AlertEvent]:
        """The newest first."""
        query = select(events.c.data).order_by(events.c.at.desc(), events.c.id).limit(limit)
        if subscription:
            query = query.where(events.c.subscription == subscription)
        if thread:
            query = query.where(events.c.thread == thread)
        if since is not None:
            query = query.where(events.c.at >= since)
        if sent is not None:
            query = query.where(events.c.sent == sent)
        return self._events(query)

    def of_report(self, report: str) -> list[AlertEvent]:
        """The events that a report caused."""
        return self._events(select(events.c.data).where(events.c.report == report).order_by(events.c.at, events.c.id))

    def superseded(self) -> list[AlertEvent]:
        """Decided events that no longer follow."""
        query = select(events.c.data).where(events.c.superseded_at.is_not(None))
        return self._events(query.order_by(events.c.at, events.c.id))

    def alert(self, thread: str, episode: str) -> Alert | None:
        return next(
            iter(self._alerts(select(alerts).where(alerts.c.thread == thread, alerts.c.episode == episode))), None
        )

    def alerts(self, *, subscription: str = "", since: datetime | None = None, limit: int = 100) -> list[Alert]:
        """The newest first."""
        query = select(alerts).order_by(alerts.c.last_at.desc(), alerts.c.thread, alerts.c.episode).limit(limit)
        if subscription:
            query = query.where(alerts.c.subscription == subscription)
        return self._alerts(query if since is None else query.where(alerts.c.last_at >= since))

    def _events(self, query: Select[Any]) -> list[AlertEvent]:
        with self._database.read() as connection:
            return [wire.decode(data, AlertEvent) for data in connection.execute(query).scalars()]

    def _alerts(self, query: Select[Any]) -> list[Alert]:
        with self._database.read() as connection:
            return [_alert(connection, row) for row in connection.execute(query).all()]


def known(connection: Connection, threads: Mapping[str, datetime]) -> dict[str, Any]:
    """Id -> row of the events of threads, each from a moment on, without their content.

    What closed an episode at that very moment was decided by what came before it.
    """
    by_moment: dict[datetime, list[str]] = {}
    for thread in sorted(threads):
        by_moment.setdefault(threads[thread], []).append(thread)
    found: dict[str, Any] = {}
    for since, names in by_moment.items():
        later = (events.c.at > since) | ((events.c.at == since) & (events.c.kind != str(EventKind.CLOSED)))
        query = select(events.c.id, events.c.subscription, events.c.superseded_at, events.c.decided_at).where(later)
        for at in range(0, len(names), MANY):
            rows = connection.execute(query.where(events.c.thread.in_(names[at : at + MANY])))
            found.update((row.id, row) for row in rows)
    return found


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these events were decided before."""
    names = sorted(ids)
    parts = (names[at : at + MANY] for at in range(0, len(names), MANY))
    return {
        id for part in parts for id in connection.execute(select(events.c.id).where(events.c.id.in_(part))).scalars()
    }


def told_threads(connection: Connection, subscription: str) -> set[str]:
    """The threads that a subscription has told of."""
    told = select(events.c.thread).where(events.c.subscription == subscription, events.c.sent).distinct()
    return set(connection.execute(told).scalars())


def keep(connection: Connection, new: Sequence[AlertEvent], now: datetime) -> None:
    """Store events that were not decided before."""
    add(connection, events, [_row(event, now) for event in new])
    threads = sorted({event.thread.id for event in new})
    parts = (threads[at : at + MANY] for at in range(0, len(threads), MANY))
    rows = (row for part in parts for row in connection.execute(select(alerts).where(alerts.c.thread.in_(part))))
    old: dict[tuple[str, str], dict[str, Any]] = {(row.thread, row.episode): dict(row._mapping) for row in rows}
    changed: dict[tuple[str, str], dict[str, Any]] = {}
    for event in sorted(new, key=lambda event: (event.at, event.id)):
        key = (event.thread.id, event.episode)
        changed[key] = _alert_row(event, changed.get(key) or old.get(key))
    put(connection, alerts, list(changed.values()))


def supersede(connection: Connection, gone: Iterable[str], back: Iterable[str], now: datetime) -> None:
    """Events that no longer follow, and events that follow again."""
    for ids, moment in ((sorted(gone), now), (sorted(back), None)):
        for at in range(0, len(ids), MANY):
            these = events.c.id.in_(ids[at : at + MANY])
            connection.execute(update(events).where(these).values(superseded_at=moment))


def _alert_row(event: AlertEvent, old: dict[str, Any] | None) -> dict[str, Any]:
    thread = event.thread
    return {
        "thread": thread.id,
        "episode": event.episode,
        "subscription": thread.subscription,
        "root": thread.root,
        "region": thread.region,
        "activity_group": str(thread.group),
        "status": old["status"] if old and old["last_at"] > event.at else str(event.status),
        "opened_at": min(old["opened_at"], event.at) if old else event.at,
        "last_at": max(old["last_at"], event.at) if old else event.at,
    }


def _row(event: AlertEvent, now: datetime) -> dict[str, Any]:
    return {
        "id": event.id,
        "thread": event.thread.id,
        "episode": event.episode,
        "subscription": event.thread.subscription,
        "root": event.thread.root,
        "region": event.thread.region,
        "kind": str(event.kind),
        "at": event.at,
        "sent": event.sent,
        "decided_at": now,
        "superseded_at": None,
        "published_at": None,
        "report": event.cause.report if event.cause else "",
        "data": wire.encode(event),
    }


def _alert(connection: Connection, row: Any) -> Alert:
    told = select(events.c.id).where(events.c.thread == row.thread, events.c.episode == row.episode)
    return Alert(
        thread=Thread(
            id=row.thread,
            subscription=row.subscription,
            root=row.root,
            region=row.region,
            group=ActivityGroup(row.activity_group),
        ),
        episode=row.episode,
        status=Status(row.status),
        opened_at=row.opened_at,
        events=tuple(connection.execute(told.order_by(events.c.at, events.c.id)).scalars()),
    )
