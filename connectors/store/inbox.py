"""The inbox: entries that were polled and not yet read. Taken under a lease, done in the transaction that decides.

An entry whose reader died is taken again when its lease has run out. One that was taken `ALONE_AFTER` times travels
alone, so that an entry that kills its reader takes no others with it; after `GIVE_UP_AFTER` times it is a dead letter.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, func, select, update

from connectors.store import dead
from connectors.store.columns import EPOCH, NEVER
from connectors.store.engine import Database, add
from connectors.store.tables import entries
from schemas import DeadLetter, Entry, ids, wire
from schemas.deadletter import clip
from schemas.errors import WireError

ALONE_AFTER = 2
GIVE_UP_AFTER = 5
_FREE = {"lease_owner": "", "lease_until": NEVER}


class Stored(NamedTuple):
    """An entry of the inbox, and how often it was taken before."""

    id: str
    entry: Entry
    attempts: int


class Inbox:
    """The inbox of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Sequence[Entry], now: datetime) -> int:
        """Entries that no poll brought: an archive, another source. How many are new."""
        return self._database.writing(lambda connection: arrive(connection, new, now))

    def take(self, limit: int, owner: str, now: datetime, lease: timedelta, *, counted: bool = True) -> list[Stored]:
        """Lease at most `limit` entries until `now + lease`, the oldest first.

        Not `counted` by who only hands them on: what kills him is not the entry.
        """
        tries = int(counted)
        return self._database.writing(lambda connection: _take(connection, limit, owner, now, now + lease, tries))

    def done(self, taken: Iterable[str], now: datetime, *, refused: Iterable[DeadLetter] = ()) -> None:
        """These entries were handed on, but for those that are dead letters."""
        names, letters = list(taken), list(refused)

        def work(connection: Connection) -> None:
            dead.write(connection, letters, now)
            done(connection, names, now)

        self._database.writing(work)

    def release(self, taken: Iterable[Stored], owner: str) -> None:
        """Give entries back untouched: what was taken counts as not tried."""
        with self._database.write() as connection:
            for one in taken:
                mine = (entries.c.id == one.id) & (entries.c.lease_owner == owner)
                back = {**_FREE, "attempts": one.attempts}
                connection.execute(update(entries).where(mine, entries.c.done_at.is_(None)).values(back))

    def waiting(self) -> int:
        """How many entries are not done."""
        with self._database.read() as connection:
            count = select(func.count()).select_from(entries).where(entries.c.done_at.is_(None))
            return int(connection.execute(count).scalar_one())

    def entry(self, id: str) -> Entry | None:
        with self._database.read() as connection:
            data = connection.execute(select(entries.c.data).where(entries.c.id == id)).scalar()
        return None if data is None else wire.decode(data, Entry)


def arrive(connection: Connection, new: Sequence[Entry], now: datetime) -> int:
    """Put entries into the inbox; how many were not there. One that has no wire form becomes a dead letter."""
    rows, unfit = [], []
    for position, entry in enumerate(new):
        try:
            data = wire.encode(entry)
        except (UnicodeEncodeError, ValueError) as error:
            unfit.append(_unfit(entry, error))
            continue
        number = (now - EPOCH) // timedelta(microseconds=1) + position
        rows.append(
            {
                "id": entry_id(data),
                "number": number,
                "feed": entry.feed,
                "arrived": now,
                "attempts": 0,
                "data": data,
                **_FREE,
            }
        )
    dead.write(connection, unfit, now)
    return add(connection, entries, rows)


def entry_id(data: bytes) -> str:
    """The same entry, seen at the same moment, is the same row."""
    return ids.digest("entry", data.decode())


def done(connection: Connection, taken: Iterable[str], now: datetime) -> None:
    """These entries have been read: called in the transaction that stores what they gave."""
    names = sorted(taken)
    connection.execute(update(entries).where(entries.c.id.in_(names)).values({**_FREE, "done_at": now}))


def _take(connection: Connection, limit: int, owner: str, now: datetime, until: datetime, tries: int) -> list[Stored]:
    free = entries.c.done_at.is_(None) & (entries.c.lease_until <= now)
    order = (entries.c.number, entries.c.id)
    rows = list(connection.execute(_locked(select(entries).where(free).order_by(*order).limit(limit))))
    read = {row.id: _entry(row) for row in rows}
    for row in rows:
        found = read[row.id]
        if found is None:
            _end(connection, row, "unreadable", "not an entry as this version of Vedette reads it", "", now)
        elif row.attempts >= GIVE_UP_AFTER:
            why = f"its reader ended {row.attempts} times before it was read"
            _end(connection, row, "poison", why, found.where, now)
    rows = _together([row for row in rows if read[row.id] and row.attempts < GIVE_UP_AFTER])
    taken = {"lease_owner": owner, "lease_until": until, "attempts": entries.c.attempts + tries}
    connection.execute(update(entries).where(entries.c.id.in_([row.id for row in rows])).values(taken))
    return [Stored(row.id, entry, row.attempts) for row in rows if (entry := read[row.id])]


def _entry(row: Any) -> Entry | None:
    """The entry; its place names the row, so that a dead letter of it can be traced and re-queued."""
    try:
        entry = wire.decode(row.data, Entry)
    except WireError:
        return None
    return msgspec.structs.replace(entry, where=dead.place_of(row.id, entry.where))


def _together(rows: list[Any]) -> list[Any]:
    """What may be read in one go: entries that were never given back by a death, or one of those."""
    fresh = [row for row in rows if row.attempts < ALONE_AFTER]
    return fresh or rows[:1]


def _locked(query: Select[Any]) -> Select[Any]:
    return query.with_for_update(skip_locked=True)


def _end(connection: Connection, row: Any, reason: str, detail: str, where: str, now: datetime) -> None:
    """An entry that nobody can read becomes a dead letter."""
    place, payload = where or dead.place_of(row.id, ""), clip(row.data.decode())
    dead.write(connection, [DeadLetter(stage="inbox", reason=reason, detail=detail, where=place, payload=payload)], now)
    done(connection, [row.id], now)


def _unfit(entry: Entry, error: Exception) -> DeadLetter:
    where = entry.where.encode("utf-8", "replace").decode() or entry.feed.encode("utf-8", "replace").decode()
    payload = clip(ascii(entry))
    return DeadLetter(stage="inbox", reason="unencodable", detail=str(error), where=where, payload=payload)
