"""The outbox: which event goes where, and what became of it. `Outbox` of connectors.notify, over a table.

Rows that travel together are taken together: the rows of a message are leased in one transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, update

from connectors.notify.outbox import MOST_EVENTS, Pending, Planned, message_id
from connectors.store.columns import NEVER
from connectors.store.engine import Database, add
from connectors.store.tables import events, outbox, subscriptions
from schemas import AlertEvent, Subscription, wire

_FREE = {"lease_owner": "", "lease_until": NEVER}
_ORDER = (outbox.c.not_before, outbox.c.event_at, outbox.c.id)


class StoredOutbox:
    """The outbox of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, now: datetime) -> list[str]:
        query = select(outbox.c.destination).where(_may_be_taken(now)).distinct().order_by(outbox.c.destination)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def due(self, destination: str, now: datetime, limit: int, owner: str, lease: timedelta) -> list[Pending]:
        """Take up to `limit` messages, oldest first."""

        def work(connection: Connection) -> list[Pending]:
            return _take_all(connection, destination, now, limit, owner, now + lease)

        return self._database.writing(work)

    def delivered(self, id: str, now: datetime) -> None:
        sent = (outbox.c.message == id) & (outbox.c.state != "held")
        self._set(sent, state="done", ended_at=now, error="", **_FREE)

    def retry(self, id: str, at: datetime, error: str) -> None:
        self._set(_waits(id), not_before=at, error=error, **_FREE)

    def later(self, id: str, at: datetime) -> None:
        self._set(_waits(id), not_before=at, attempt=outbox.c.attempt - 1, **_FREE)

    def fold(self, messages: Sequence[str], slot: str, at: datetime) -> None:
        wanted = outbox.c.message.in_(list(messages)) & (outbox.c.state == "waiting")
        self._set(wanted, not_before=at, attempt=0, slot=slot, message="", **_FREE)

    def held(self, id: str, events: Sequence[str], now: datetime, reason: str) -> None:
        silenced = _waits(id) & outbox.c.event.in_(list(events))
        self._set(silenced, state="held", ended_at=now, error=reason, **_FREE)

    def dead(self, id: str, now: datetime, error: str) -> None:
        self._set(_waits(id), state="dead", ended_at=now, error=error, **_FREE)

    def requeue(self, now: datetime, *, messages: Sequence[str] = (), destination: str = "") -> int:
        wanted = outbox.c.state == "dead"
        if messages:
            wanted &= outbox.c.message.in_(list(messages))
        if destination:
            wanted &= outbox.c.destination == destination
        with self._database.write() as connection:
            count = connection.execute(select(func.count(outbox.c.message.distinct())).where(wanted)).scalar_one()
            connection.execute(update(outbox).where(wanted).values(state="waiting", attempt=0, not_before=now))
        return int(count)

    def sent(self, destination: str, limit: int, subscription: str = "", *, since: datetime) -> list[datetime]:
        done = (outbox.c.destination == destination) & (outbox.c.state == "done") & (outbox.c.ended_at > since)
        if subscription:
            done &= outbox.c.subscription == subscription
        ended = func.max(outbox.c.ended_at)
        query = select(ended).where(done).group_by(outbox.c.message).order_by(ended.desc()).limit(limit)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def counts(self) -> dict[tuple[str, str], int]:
        """(destination, state) -> rows."""
        columns = (outbox.c.destination, outbox.c.state)
        query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
        with self._database.read() as connection:
            return {(where, state): count for where, state, count in connection.execute(query)}

    def _set(self, where: ColumnElement[bool], **values: Any) -> None:
        self._database.writing(lambda connection: connection.execute(update(outbox).where(where).values(values)))


class Row(NamedTuple):
    """A row of the outbox as it is first written. `message` joins rows from the start (a summary)."""

    event: AlertEvent
    planned: Planned
    message: str = ""


def write_rows(connection: Connection, rows: Iterable[Row]) -> None:
    """Rows of decided events; one that is there stays as it is."""
    add(
        connection,
        outbox,
        [
            {
                "id": planned.id,
                "event": event.id,
                "subscription": event.thread.subscription,
                "destination": planned.destination,
                "slot": planned.slot,
                "not_before": planned.not_before,
                "event_at": event.at,
                "state": "waiting",
                "message": message,
                "attempt": 0,
                "ended_at": None,
                "error": "",
                **_FREE,
            }
            for event, planned, message in rows
        ],
    )


def _may_be_taken(now: datetime) -> ColumnElement[bool]:
    return (outbox.c.state == "waiting") & (outbox.c.lease_until <= now) & (outbox.c.not_before <= now)


def _waits(message: str) -> ColumnElement[bool]:
    return (outbox.c.message == message) & (outbox.c.state == "waiting")


def _take_all(
    connection: Connection, destination: str, now: datetime, limit: int, owner: str, until: datetime
) -> list[Pending]:
    taken: list[Pending] = []
    done: set[str] = set()
    here = (outbox.c.destination == destination) & _may_be_taken(now)
    while len(taken) < limit:
        query = select(outbox).where(here, outbox.c.id.not_in(done)).order_by(*_ORDER).limit(1)
        first = connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
        if first is None:
            break
        rows = _company(connection, first, here)
        done.update(row.id for row in rows)
        if rows:
            taken.append(_take(connection, rows, owner, until))
        else:
            done.add(first.id)
    return taken


def _company(connection: Connection, first: Any, here: ColumnElement[bool]) -> list[Any]:
    """The rows that travel with this one; none where somebody else is about to take one of them."""
    if first.message:
        together = (outbox.c.message == first.message) & (outbox.c.state == "waiting")
        count = connection.execute(select(func.count()).select_from(outbox).where(together)).scalar_one()
        rows = list(connection.execute(select(outbox).where(together).with_for_update(skip_locked=True)))
        return rows if len(rows) == count else []
    if not first.slot:
        return [first]
    same = (outbox.c.slot == first.slot) & (outbox.c.subscription == first.subscription) & (outbox.c.message == "")
    query = select(outbox).where(here, same).order_by(*_ORDER).limit(MOST_EVENTS)
    return list(connection.execute(query.with_for_update(skip_locked=True)))


def _take(connection: Connection, rows: Sequence[Any], owner: str, until: datetime) -> Pending:
    first = rows[0]
    id = first.message or (message_id([row.id for row in rows]) if first.slot else first.id)
    taken = {"message": id, "lease_owner": owner, "lease_until": until, "attempt": outbox.c.attempt + 1}
    connection.execute(update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(taken))
    decided = (
        select(events.c.data).where(events.c.id.in_([row.event for row in rows])).order_by(events.c.at, events.c.id)
    )
    asked = select(subscriptions.c.data).where(subscriptions.c.name == first.subscription)
    return Pending(
        id,
        tuple(wire.decode(data, AlertEvent) for data in connection.execute(decided).scalars()),
        wire.decode(connection.execute(asked).scalar_one(), Subscription),
        first.destination,
        first.attempt + 1,
        first.slot,
    )
