"""Which decided events a broker has: those it has not are published in the order of deciding, and marked afterwards.

Whoever dies in between publishes them once more, with equal ids. The events of one thread stay in order, because one
process at a time publishes: `alone` says which.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, func, select, text, update

from connectors.store import dead
from connectors.store.engine import Database
from connectors.store.tables import events
from schemas import AlertEvent, DeadLetter, ids, wire
from schemas.deadletter import clip
from schemas.errors import WireError

MANY = 500  # values in one IN (…)


class Publishing:
    """The events of one store, as a topic gets them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next(self, limit: int, now: datetime) -> list[AlertEvent]:
        """The oldest that were not published; one that nobody can read becomes a dead letter here."""
        order = (events.c.decided_at, events.c.at, events.c.id)
        query = select(events.c.id, events.c.data).where(events.c.published_at.is_(None)).order_by(*order).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        read = [(row.id, _read(row.id, row.data)) for row in rows]
        lost = [(id, one) for id, one in read if isinstance(one, DeadLetter)]
        if lost:
            self.published([id for id, _ in lost], now, refused=[letter for _, letter in lost])
        found = [one for _, one in read if isinstance(one, AlertEvent)]
        return found if found or not lost else self.next(limit, now)

    def published(self, done: Iterable[str], now: datetime, *, refused: Iterable[DeadLetter] = ()) -> None:
        """The broker has these, but for what it will never take: that is a dead letter."""
        names, letters = sorted(done), list(refused)
        self._database.writing(lambda connection: _mark(connection, names, letters, now))

    def waiting(self) -> int:
        with self._database.read() as connection:
            count = select(func.count()).select_from(events).where(events.c.published_at.is_(None))
            return int(connection.execute(count).scalar_one())


@contextmanager
def alone(database: Database, what: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether no other process does `what` on this store until the block ends, or the process; or wait for that.

    SQLite has one writer, so that there it is always so.
    """
    if database.is_sqlite:
        yield True
        return
    key = int(ids.digest("alone", what)[:15], 16)
    call = "select pg_advisory_xact_lock(:key)" if wait else "select pg_try_advisory_xact_lock(:key)"
    with database.read() as connection:
        yield connection.execute(text(call), {"key": key}).scalar_one() is not False


def _read(id: str, data: bytes) -> AlertEvent | DeadLetter:
    try:
        return wire.decode(data, AlertEvent)
    except WireError as error:
        return DeadLetter(stage="publish", reason="wire", detail=str(error), where=id, payload=clip(data.decode()))


def _mark(connection: Connection, done: Sequence[str], refused: Sequence[DeadLetter], now: datetime) -> None:
    dead.write(connection, refused, now)
    for at in range(0, len(done), MANY):
        these = events.c.id.in_(done[at : at + MANY])
        connection.execute(update(events).where(these, events.c.published_at.is_(None)).values(published_at=now))
